package muster

import (
	"fmt"
	"time"
)

// Precision says how exact a source was about a moment.
type Precision uint8

// The precisions a source may have, from none to microseconds.
const (
	PrecisionNone   Precision = iota // no date at all
	PrecisionYear                    // 2026
	PrecisionMonth                   // March 2026
	PrecisionDay                     // 3 March 2026, a local date
	PrecisionMinute                  // 3 March 2026 14:05
	PrecisionSecond
	PrecisionMicro
)

// OffsetUnknown is the Offset of a Time whose source gave no zone.
const OffsetUnknown int16 = -32768

// Time is when something happened or was recorded, as exactly as the source
// said and no more. Local dates stay dates: with PrecisionDay or coarser,
// Micros is midnight UTC of the date written down and says nothing about a
// zone. The zero Time means "not stated".
type Time struct {
	Micros    int64     `json:"micros,omitempty"`    // microseconds since 1970-01-01T00:00:00Z
	Offset    int16     `json:"offset,omitempty"`    // minutes east of UTC as written, or OffsetUnknown
	Precision Precision `json:"precision,omitempty"` // how much of Micros the source meant
	Text      string    `json:"text,omitempty"`      // as written in the source, when it differs from the plain form
}

// Date returns the Time of a local calendar date.
func Date(year int, month time.Month, day int) Time {
	return Time{Micros: time.Date(year, month, day, 0, 0, 0, 0, time.UTC).UnixMicro(), Offset: OffsetUnknown, Precision: PrecisionDay}
}

// Instant returns the Time of an exact moment with its written offset.
func Instant(t time.Time) Time {
	_, seconds := t.Zone()
	return Time{Micros: t.UnixMicro(), Offset: int16(seconds / 60), Precision: PrecisionMicro}
}

// IsZero reports whether the source stated no time.
func (t Time) IsZero() bool { return t.Precision == PrecisionNone }

// OffsetKnown reports whether the source wrote a zone or offset.
func (t Time) OffsetKnown() bool { return t.Offset != OffsetUnknown && t.Precision >= PrecisionMinute }

// UTC returns the moment as a time.Time in UTC.
func (t Time) UTC() time.Time { return time.UnixMicro(t.Micros).UTC() }

// Before reports whether t is stated and earlier than u; an unstated time is
// neither before nor after anything.
func (t Time) Before(u Time) bool { return !t.IsZero() && !u.IsZero() && t.Micros < u.Micros }

// Dated returns the calendar date of a moment, in the zone it was written in. What
// is no more exact than a date stays as it is.
func (t Time) Dated() Time {
	if t.Precision <= PrecisionDay {
		return t
	}
	u := t.UTC()
	if t.Offset != OffsetUnknown {
		u = u.In(time.FixedZone("", int(t.Offset)*60))
	}
	return Date(u.Date())
}

// End returns the last moment of the day, month or year that t states, and t itself
// where it is more exact or not stated: what lasts until March holds all of March.
func (t Time) End() Time {
	switch t.Precision {
	case PrecisionYear:
		t.Micros = t.UTC().AddDate(1, 0, 0).UnixMicro() - 1
	case PrecisionMonth:
		t.Micros = t.UTC().AddDate(0, 1, 0).UnixMicro() - 1
	case PrecisionDay:
		t.Micros += microsPerDay - 1
	}
	return t
}

// Days returns the whole days from t to u, negative when u is earlier, and
// false when either is not stated to the day.
func (t Time) Days(u Time) (int, bool) {
	if t.Precision < PrecisionDay || u.Precision < PrecisionDay {
		return 0, false
	}
	return int(floorDiv(u.Micros, microsPerDay) - floorDiv(t.Micros, microsPerDay)), true
}

const microsPerDay = 24 * 60 * 60 * 1_000_000

// floorDiv divides rounding down, so that days before 1970 count as days.
func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// String writes the time as people read it, to its own precision:
// "3 March 2026", "3 March 2026 14:05".
func (t Time) String() string {
	u := t.UTC()
	if t.Offset != OffsetUnknown {
		u = u.In(time.FixedZone("", int(t.Offset)*60))
	}
	switch t.Precision {
	case PrecisionNone:
		return "date not stated"
	case PrecisionYear:
		return u.Format("2006")
	case PrecisionMonth:
		return u.Format("January 2006")
	case PrecisionDay:
		return t.UTC().Format("2 January 2006")
	default:
		return u.Format("2 January 2006 15:04")
	}
}

// ISO writes the time for machines: dates to their own precision, "2026-03-03",
// and clock times at least to the second, "2026-03-03T14:05:00+01:00", which
// are read back as exact. A moment without a known offset has none written.
func (t Time) ISO() string {
	u := t.UTC()
	switch {
	case t.Precision == PrecisionNone:
		return ""
	case t.Precision == PrecisionYear:
		return u.Format("2006")
	case t.Precision == PrecisionMonth:
		return u.Format("2006-01")
	case t.Precision == PrecisionDay:
		return u.Format("2006-01-02")
	case !t.OffsetKnown():
		return u.Format("2006-01-02T15:04:05.999999")
	}
	return u.In(time.FixedZone("", int(t.Offset)*60)).Format("2006-01-02T15:04:05.999999Z07:00")
}

// ParseISO reads what ISO writes. It is for our own formats; dates in other
// people's files are decided column by column during ingest.
func ParseISO(s string) (Time, error) {
	if s == "" {
		return Time{}, nil
	}
	for _, form := range isoForms {
		u, err := time.Parse(form.layout, s)
		if err != nil {
			continue
		}
		t := Time{Micros: u.UnixMicro(), Offset: OffsetUnknown, Precision: form.precision}
		if form.zoned {
			t = Instant(u)
		}
		return t, nil
	}
	return Time{}, fmt.Errorf("time %q: want a date such as 2026-03-03 or a time such as 2026-03-03T14:05:00+01:00", s)
}

var isoForms = []struct {
	layout    string
	precision Precision
	zoned     bool
}{
	{"2006-01-02", PrecisionDay, false},
	{time.RFC3339Nano, PrecisionMicro, true},
	{"2006-01-02T15:04:05.999999", PrecisionMicro, false},
	{"2006-01-02T15:04", PrecisionMinute, false},
	{"2006-01", PrecisionMonth, false},
	{"2006", PrecisionYear, false},
}

// MarshalText writes the ISO form, which is how times appear in JSON.
func (t Time) MarshalText() ([]byte, error) { return []byte(t.ISO()), nil }

// UnmarshalText reads the ISO form.
func (t *Time) UnmarshalText(b []byte) error {
	parsed, err := ParseISO(string(b))
	if err != nil {
		return err
	}
	*t = parsed
	return nil
}
