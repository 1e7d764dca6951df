package image

import (
	"strings"
	"time"
)

// Precision is how finely a time was written.
type Precision string

// The precisions a time can have.
const (
	ToDay    Precision = "day"
	ToMinute Precision = "minute"
	ToSecond Precision = "second"
)

// Zone is what a time tells of the clock it was read from.
type Zone string

// What a time may tell of its zone. Plus zero written by a camera is a real
// offset; "Z" in XMP is only an instant.
const (
	ZoneUnknown Zone = ""       // a wall clock somewhere
	ZoneUTC     Zone = "utc"    // an instant; the device's own zone is not told
	ZoneOffset  Zone = "offset" // an instant and the device's offset
)

// Time is a moment as a picture states it.
type Time struct {
	UTC           time.Time // with ZoneUnknown the wall clock, kept as if it were UTC
	OffsetMinutes int       // east of Greenwich; meaningful with ZoneOffset only
	Zone          Zone
	Precision     Precision
	Original      string
}

// IsZero reports whether there is no time, or none that can be read.
func (t Time) IsZero() bool { return t.UTC.IsZero() }

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
		p      Precision
	}{{"2006-01-02T15:04:05", ToSecond}, {"2006-01-02T15:04", ToMinute}, {"2006-01-02", ToDay}} {
		t, err := time.Parse(f.layout, body)
		if err != nil || t.Year() < 1980 {
			continue
		}
		out.UTC, out.Precision = t, f.p
		out.applyZone(zone)
		return out
	}
	return out
}

func (t *Time) applyZone(zone string) {
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

func clip(s string, n int) string {
	if len(s) > n {
		s = s[:n]
	}
	return strings.ToValidUTF8(s, "")
}

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
