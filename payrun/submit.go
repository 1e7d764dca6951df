package payrun

import (
	"slices"
	"time"

	"muster"
	"muster/ingest/bankfile"
)

// SubmitBy is the last working day on which a file that states a day can be
// handed in: banks take one working day, and from a payroll table the bank file
// is still to be made, which takes another. holidays are days on which nobody works,
// as 2006-01-02. It is zero when the day is.
func SubmitBy(format string, day muster.Time, holidays []string) muster.Time {
	if day.IsZero() || day.ISO() == "" {
		return muster.Time{}
	}
	back := 2
	switch bankfile.Format(format) {
	case bankfile.Bacs18, bankfile.NACHA, bankfile.Pain:
		back = 1
	}
	t := day.UTC()
	for back > 0 {
		t = t.AddDate(0, 0, -1)
		if Working(t, holidays) {
			back--
		}
	}
	return muster.Date(t.Year(), t.Month(), t.Day())
}

// Working reports whether a day is a working day: neither a weekend nor among
// the holidays, as 2006-01-02.
func Working(t time.Time, holidays []string) bool {
	return t.Weekday() != time.Saturday && t.Weekday() != time.Sunday && !slices.Contains(holidays, t.Format(time.DateOnly))
}
