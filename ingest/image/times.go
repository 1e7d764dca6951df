package image

import (
	"strings"
	"time"

	"muster/internal/reading"
)

// Time is a moment as a picture states it. Plus zero written by a camera is a
// real offset; "Z" in XMP is only an instant.
type Time = reading.Time

// How finely a time was written, and what it tells of its zone.
const (
	ToDay    = reading.ToDay
	ToMinute = reading.ToMinute
	ToSecond = reading.ToSecond

	ZoneUnknown = reading.ZoneUnknown
	ZoneUTC     = reading.ZoneUTC
	ZoneOffset  = reading.ZoneOffset
)

// parseTime reads "2024:05:01 10:30:00" as Exif writes it and the ISO form of
// XMP. offset is the separate Exif offset tag, or "".
func parseTime(s, offset string) Time {
	s = strings.Trim(s, " \x00")
	out := Time{Original: clip(strings.TrimSpace(s+" "+offset), 64)}
	if len(s) < 10 {
		return out
	}
	// Exif separates the date by colons, XMP by hyphens.
	b := []byte(s)
	b[4], b[7] = '-', '-'
	if len(b) > 10 {
		b[10] = 'T'
	}
	text := string(b)
	body, zone := splitZone(text)
	if zone == "" {
		zone = strings.Trim(offset, " \x00")
	}
	if i := strings.IndexByte(body, '.'); i > 0 {
		body = body[:i]
	}
	for _, f := range []struct {
		layout string
		p      reading.Precision
	}{{"2006-01-02T15:04:05", ToSecond}, {"2006-01-02T15:04", ToMinute}, {"2006-01-02", ToDay}} {
		t, err := time.Parse(f.layout, body)
		if err != nil || t.Year() < 1980 {
			continue
		}
		out.UTC, out.Precision = t, f.p
		applyZone(&out, zone)
		return out
	}
	return out
}

func applyZone(t *Time, zone string) {
	if zone == "Z" || zone == "z" {
		t.Zone = ZoneUTC
		return
	}
	for _, layout := range []string{"-07:00", "-0700", "-07"} {
		if z, err := time.Parse(layout, zone); err == nil {
			_, seconds := z.Zone()
			if seconds < -14*3600 || seconds > 14*3600 {
				return
			}
			t.OffsetMinutes, t.Zone = seconds/60, ZoneOffset
			t.UTC = t.UTC.Add(-time.Duration(seconds) * time.Second)
			return
		}
	}
}

// splitZone separates a trailing zone from an ISO time.
func splitZone(s string) (body, zone string) {
	if len(s) <= 16 {
		return s, ""
	}
	if i := strings.LastIndexAny(s, "Zz+-"); i >= 16 {
		return s[:i], s[i:]
	}
	return s, ""
}

func clip(s string, n int) string { return reading.Clip(s, n) }

// clean prepares a metadata value for people: one line, no control characters.
func clean(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t' || r == '\r':
			return ' '
		case r < 0x20 || r >= 0x7f && r < 0xa0 || r >= 0x200b && r <= 0x200f || r >= 0x202a && r <= 0x202e || r >= 0x2060 && r <= 0x206f:
			return -1
		}
		return r
	}, clip(s, 1000))
	return clip(strings.TrimSpace(s), 300)
}
