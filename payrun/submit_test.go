package payrun

import (
	"testing"

	"muster"
)

func TestSubmitBy(t *testing.T) {
	for _, test := range []struct {
		format, want string
		day          muster.Time
	}{
		{"bacs-standard-18", "2026-11-24", muster.Date(2026, 11, 25)},
		{"pain.001", "2026-11-20", muster.Date(2026, 11, 23)}, // a Monday
		{"table", "2026-11-23", muster.Date(2026, 11, 25)},
		{"table", "2026-11-19", muster.Date(2026, 11, 23)},
		{"nacha", "2026-12-24", muster.Date(2026, 12, 28)}, // after a holiday and a weekend
		{"table", "", muster.Time{}},
	} {
		if got := SubmitBy(test.format, test.day, []string{"2026-12-25"}).ISO(); got != test.want {
			t.Errorf("%s paid on %s is handed in by %q, want %q", test.format, test.day.ISO(), got, test.want)
		}
	}
}
