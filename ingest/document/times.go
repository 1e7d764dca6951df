package document

import (
	"strings"
	"time"

	"muster/internal/reading"
)

// Time is a moment as a file states it. Plus zero counts as ZoneUTC, because
// many programs write universal time whatever the clock of their user.
type Time = reading.Time

// How finely a time was written, and what it tells of its zone.
const (
	ToYear   = reading.ToYear
	ToMonth  = reading.ToMonth
	ToDay    = reading.ToDay
	ToMinute = reading.ToMinute
	ToSecond = reading.ToSecond

	ZoneUnknown = reading.ZoneUnknown
	ZoneUTC     = reading.ZoneUTC
	ZoneOffset  = reading.ZoneOffset
)

// digits reads n decimal digits at the start of s.
func digits(s string, n int) (v int, rest string, ok bool) {
	if len(s) < n {
		return 0, s, false
	}
	for i := range n {
		if s[i] < '0' || s[i] > '9' {
			return 0, s, false
		}
		v = v*10 + int(s[i]-'0')
	}
	return v, s[n:], true
}

// clock is a wall-clock reading under construction.
type clock struct {
	f   [6]int // year, month, day, hour, minute, second
	n   int    // fields read
	off int
	z   reading.Zone
}

func (c clock) time(original string) Time {
	precisions := [...]reading.Precision{"", ToYear, ToMonth, ToDay, ToDay, ToMinute, ToSecond}
	for i := c.n; i < 6; i++ {
		c.f[i] = 0
		if i == 1 || i == 2 {
			c.f[i] = 1
		}
	}
	y, mo, d, h, mi, s := c.f[0], c.f[1], c.f[2], c.f[3], c.f[4], c.f[5]
	s = min(s, 59) // a leap second
	t := time.Date(y, time.Month(mo), d, h, mi, s, 0, time.UTC)
	if c.n == 0 || y < 1970 || y > 9999 || int(t.Month()) != mo || t.Day() != d || h > 23 || mi > 59 || c.off < -14*60 || c.off > 14*60 {
		return Time{Original: oneLine(clip(original, 64))}
	}
	if c.z == ZoneOffset {
		t = t.Add(-time.Duration(c.off) * time.Minute)
		if c.off == 0 {
			c.z = ZoneUTC
		}
	}
	return Time{UTC: t, OffsetMinutes: c.off, Zone: c.z, Precision: precisions[c.n], Original: oneLine(clip(original, 64))}
}

// zone reads "Z", "+01:00", "+0100", "+01'00'" or "+01" into c.
func (c *clock) zone(s string) {
	s = strings.TrimSpace(s)
	if s == "" {
		return
	}
	if s[0] == 'Z' || s[0] == 'z' {
		c.z = ZoneUTC
		return
	}
	sign := 1
	switch s[0] {
	case '-':
		sign = -1
	case '+':
	default:
		return
	}
	h, rest, ok := digits(s[1:], 2)
	if !ok {
		return
	}
	m, _, _ := digits(strings.TrimLeft(rest, "':"), 2)
	c.off, c.z = sign*(h*60+m), ZoneOffset
}

// parsePDFTime reads the date form of PDF: D:YYYYMMDDHHmmSSOHH'mm'.
func parsePDFTime(s string) Time {
	rest := strings.TrimPrefix(strings.TrimSpace(s), "D:")
	var c clock
	for i, width := range [...]int{4, 2, 2, 2, 2, 2} {
		v, r, ok := digits(rest, width)
		if !ok {
			break
		}
		c.f[i], rest, c.n = v, r, i+1
	}
	if c.n == 0 {
		return parseW3C(s)
	}
	if c.n >= 4 {
		c.zone(rest)
	}
	return c.time(s)
}

// parseW3C reads the profile of ISO 8601 that XMP, OOXML and ODF use.
func parseW3C(s string) Time {
	rest := strings.TrimSpace(s)
	var c clock
	seps := [...]string{"", "-", "-", "Tt ", ":", ":"}
	for i, width := range [...]int{4, 2, 2, 2, 2, 2} {
		if i > 0 {
			if rest == "" || !strings.ContainsRune(seps[i], rune(rest[0])) {
				break
			}
			rest = rest[1:]
		}
		v, r, ok := digits(rest, width)
		if !ok {
			break
		}
		c.f[i], rest, c.n = v, r, i+1
	}
	if strings.HasPrefix(rest, ".") { // fractions of a second
		rest = strings.TrimLeft(rest[1:], "0123456789")
	}
	if c.n >= 4 {
		c.zone(rest)
	}
	return c.time(s)
}

func clip(s string, n int) string { return reading.Clip(s, n) }

// canonicalID strips the decoration programs put around identifiers.
func canonicalID(s string) string {
	s = strings.ToLower(strings.TrimSpace(s))
	for _, p := range []string{"uuid:", "xmp.did:", "xmp.iid:", "adobe:docid:indd:", "urn:uuid:"} {
		s = strings.TrimPrefix(s, p)
	}
	s = strings.Trim(s, "{}<>")
	s = clip(s, 128)
	for _, r := range s {
		if r < 0x20 || r == 0x7f {
			return ""
		}
	}
	if strings.Trim(s, "0-") == "" {
		return ""
	}
	return s
}
