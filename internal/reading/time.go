package reading

import (
	"strings"
	"time"
)

// Precision is how finely a time was written.
type Precision string

// The precisions a time can have.
const (
	ToYear   Precision = "year"
	ToMonth  Precision = "month"
	ToDay    Precision = "day"
	ToMinute Precision = "minute"
	ToSecond Precision = "second"
)

// Zone is what a time tells of the clock it was read from.
type Zone string

// What a time may tell of its zone. Whether plus zero is an offset or only an
// instant depends on who writes it, and is the reader's to say.
const (
	ZoneUnknown Zone = ""       // a wall clock somewhere
	ZoneUTC     Zone = "utc"    // an instant; the writer's own zone is not told
	ZoneOffset  Zone = "offset" // an instant and the writer's offset
)

// Time is a moment as a file states it.
type Time struct {
	UTC           time.Time // with ZoneUnknown the wall clock, kept as if it were UTC
	OffsetMinutes int       // east of Greenwich; meaningful with ZoneOffset only
	Zone          Zone
	Precision     Precision
	Original      string // as written, cut to 64 bytes
}

// IsZero reports whether the file states no time, or none that can be read.
func (t Time) IsZero() bool { return t.UTC.IsZero() }

// Clip cuts a text to n bytes and takes out what is not UTF-8.
func Clip(s string, n int) string {
	if len(s) > n {
		s = s[:n]
	}
	return strings.ToValidUTF8(s, "")
}
