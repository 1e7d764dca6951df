package muster_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"muster"
)

func at(year int, month time.Month, day, hour, minute int, precision muster.Precision, offset int16) muster.Time {
	return muster.Time{Micros: time.Date(year, month, day, hour, minute, 0, 0, time.UTC).UnixMicro(), Offset: offset, Precision: precision}
}

func TestTimeIsWrittenToItsPrecision(t *testing.T) {
	unknown := muster.OffsetUnknown
	for _, c := range []struct {
		time        muster.Time
		people, iso string
	}{
		{muster.Time{}, "date not stated", ""},
		{at(2026, 1, 1, 0, 0, muster.PrecisionYear, unknown), "2026", "2026"},
		{at(2026, 3, 1, 0, 0, muster.PrecisionMonth, unknown), "March 2026", "2026-03"},
		{muster.Date(2026, 3, 3), "3 March 2026", "2026-03-03"},
		{muster.Date(1931, 12, 31), "31 December 1931", "1931-12-31"},
		{at(2026, 3, 3, 0, 0, muster.PrecisionDay, -300), "3 March 2026", "2026-03-03"}, // a local date stays that date
		{at(2026, 3, 3, 14, 5, muster.PrecisionMinute, unknown), "3 March 2026 14:05", "2026-03-03T14:05:00"},
		{at(2026, 3, 3, 14, 5, muster.PrecisionSecond, 60), "3 March 2026 15:05", "2026-03-03T15:05:00+01:00"},
		{at(2026, 3, 3, 23, 30, muster.PrecisionMicro, 60), "4 March 2026 00:30", "2026-03-04T00:30:00+01:00"},
		{at(2026, 3, 3, 14, 5, muster.PrecisionMicro, 0), "3 March 2026 14:05", "2026-03-03T14:05:00Z"},
	} {
		if got := c.time.String(); got != c.people {
			t.Errorf("String of %+v: %q, want %q", c.time, got, c.people)
		}
		if got := c.time.ISO(); got != c.iso {
			t.Errorf("ISO of %+v: %q, want %q", c.time, got, c.iso)
		}
	}
}

func drawTime(t *rapid.T) muster.Time {
	precision := rapid.SampledFrom([]muster.Precision{0, muster.PrecisionYear, muster.PrecisionMonth, muster.PrecisionDay, muster.PrecisionMicro}).Draw(t, "precision")
	moment := time.Date(rapid.IntRange(1, 9998).Draw(t, "year"), time.Month(rapid.IntRange(1, 12).Draw(t, "month")), rapid.IntRange(1, 28).Draw(t, "day"), 0, 0, 0, 0, time.UTC)
	u := moment
	switch precision {
	case muster.PrecisionNone:
		return muster.Time{}
	case muster.PrecisionYear:
		u = time.Date(moment.Year(), 1, 1, 0, 0, 0, 0, time.UTC)
	case muster.PrecisionMonth:
		u = time.Date(moment.Year(), moment.Month(), 1, 0, 0, 0, 0, time.UTC)
	case muster.PrecisionMicro:
		u = moment.Add(time.Duration(rapid.Int64Range(0, 86_400_000_000-1).Draw(t, "micros")) * time.Microsecond)
		offset := int16(rapid.IntRange(-14*60, 14*60).Draw(t, "offset"))
		if rapid.Bool().Draw(t, "offset unknown") {
			offset = muster.OffsetUnknown
		}
		return muster.Time{Micros: u.UnixMicro(), Offset: offset, Precision: precision}
	}
	return muster.Time{Micros: u.UnixMicro(), Offset: muster.OffsetUnknown, Precision: precision}
}

func TestISORoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := drawTime(t)
		got, err := muster.ParseISO(want.ISO())
		if err != nil || got != want {
			t.Fatalf("%+v -> %q -> %+v, %v", want, want.ISO(), got, err)
		}
		text, err := want.MarshalText()
		var read muster.Time
		if err != nil || read.UnmarshalText(text) != nil || read != want {
			t.Fatalf("text %q reads as %+v", text, read)
		}
	})
}

func TestParseISORefuses(t *testing.T) {
	for _, s := range []string{"03/04/2026", "2026-13-01", "2026-02-30", "2026-3-3", "yesterday", " 2026", "2026-03-03 14:05", "2026-03-03T25:00:00Z", "20260303"} {
		if got, err := muster.ParseISO(s); err == nil {
			t.Errorf("%q read as %+v", s, got)
		}
	}
	if got, err := muster.ParseISO("2026-03-03T14:05"); err != nil || got.Precision != muster.PrecisionMinute {
		t.Errorf("a time to the minute: %+v, %v", got, err)
	}
}

func TestEndIsOfWhatIsStated(t *testing.T) {
	for text, want := range map[string]string{
		"2026": "2026-12-31T23:59:59.999999Z", "2026-02": "2026-02-28T23:59:59.999999Z", "2024-02": "2024-02-29T23:59:59.999999Z", "2026-12": "2026-12-31T23:59:59.999999Z",
		"2026-03-03": "2026-03-03T23:59:59.999999Z", "2026-03-03T14:05:00Z": "2026-03-03T14:05:00Z",
	} {
		at, err := muster.ParseISO(text)
		if err != nil {
			t.Fatal(err)
		}
		if got := at.End().UTC().Format(time.RFC3339Nano); got != want {
			t.Errorf("the end of %s is %s, want %s", text, got, want)
		}
	}
	if end := (muster.Time{}).End(); !end.IsZero() || end.Micros != 0 {
		t.Errorf("the end of no time is %v", end)
	}
}

func TestDays(t *testing.T) {
	for _, c := range []struct {
		from, to muster.Time
		days     int
		known    bool
	}{
		{muster.Date(2026, 3, 1), muster.Date(2026, 3, 31), 30, true}, // a change of clocks is no day more or less
		{muster.Date(2026, 3, 31), muster.Date(2026, 3, 1), -30, true},
		{muster.Date(1969, 12, 31), muster.Date(1970, 1, 1), 1, true},
		{muster.Date(1969, 12, 30), at(1969, 12, 31, 23, 59, muster.PrecisionMinute, 0), 1, true},
		{at(1969, 12, 31, 23, 59, muster.PrecisionMinute, 0), at(1970, 1, 1, 0, 1, muster.PrecisionMinute, 0), 1, true},
		{at(2026, 3, 3, 0, 1, muster.PrecisionMinute, 0), at(2026, 3, 3, 23, 59, muster.PrecisionMinute, 0), 0, true},
		{muster.Date(2024, 2, 28), muster.Date(2024, 3, 1), 2, true},
		{muster.Time{}, muster.Date(2026, 3, 1), 0, false},
		{muster.Date(2026, 3, 1), at(2026, 3, 1, 0, 0, muster.PrecisionMonth, muster.OffsetUnknown), 0, false},
	} {
		if days, known := c.from.Days(c.to); days != c.days || known != c.known {
			t.Errorf("%s to %s: %d, %v; want %d, %v", c.from, c.to, days, known, c.days, c.known)
		}
	}
}

func TestBeforeNeedsBoth(t *testing.T) {
	early, late := muster.Date(1960, 1, 1), muster.Date(2026, 1, 1)
	if !early.Before(late) || late.Before(early) || early.Before(early) {
		t.Error("dates compare wrongly")
	}
	if early.Before(muster.Time{}) || (muster.Time{}).Before(late) {
		t.Error("a time that nobody stated compares")
	}
}

func TestInstantKeepsItsOffset(t *testing.T) {
	zone := time.FixedZone("", -5*3600)
	got := muster.Instant(time.Date(2026, 3, 3, 14, 5, 6, 789_000, zone))
	if got.Offset != -300 || !got.OffsetKnown() || got.UTC().Hour() != 19 || got.ISO() != "2026-03-03T14:05:06.000789-05:00" {
		t.Errorf("%+v %s", got, got.ISO())
	}
	if muster.Date(2026, 3, 3).OffsetKnown() {
		t.Error("a date has an offset")
	}
	if dated := at(2026, 3, 3, 0, 0, muster.PrecisionDay, 60); dated.OffsetKnown() {
		t.Error("a date with an offset has a clock")
	}
}
