package bankfile

import (
	"strings"
	"time"

	"muster"
)

// dayOrder is the order of numbers in a table's days.
type dayOrder struct{ dayFirst, monthFirst bool }

// findDays looks for a day that can be read in one way only.
func (t *serviceTable) findDays() error {
	for _, name := range []string{"date", "transaction date", "payment date"} {
		parts := strings.FieldsFunc(t.cell(name), func(r rune) bool { return r == '-' || r == '/' || r == '.' || r == ' ' })
		if len(parts) < 3 || len(parts[0]) > 2 || len(parts[1]) > 2 {
			continue
		}
		t.days.dayFirst = t.days.dayFirst || parts[0] > "12" && len(parts[0]) == 2
		t.days.monthFirst = t.days.monthFirst || parts[1] > "12" && len(parts[1]) == 2
	}
	return nil
}

// day reads a day. Where a table's days could be read both ways it is left out:
// Wise writes the day first.
func (t *serviceTable) day(text string) muster.Time {
	words := strings.ReplaceAll(text, ",", "")
	for _, form := range []string{"2 Jan 2006", "Jan 2 2006", "2 January 2006", "January 2 2006"} {
		if d, err := time.Parse(form, words); err == nil {
			return muster.Date(d.Year(), d.Month(), d.Day())
		}
	}
	text, _, _ = strings.Cut(strings.Replace(text, "T", " ", 1), " ")
	forms := []string{"2006-01-02"}
	dayFirst, monthFirst := t.days.dayFirst || t.f.Format == WiseStatement, t.days.monthFirst
	switch {
	case dayFirst && !monthFirst:
		forms = append(forms, "02-01-2006", "02/01/2006", "02.01.2006")
	case monthFirst && !dayFirst:
		forms = append(forms, "01-02-2006", "01/02/2006")
	}
	for _, form := range forms {
		if d, err := time.Parse(form, text); err == nil {
			return muster.Date(d.Year(), d.Month(), d.Day())
		}
	}
	return muster.Time{}
}
