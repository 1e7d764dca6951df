package web

import "testing"

func TestMoney(t *testing.T) {
	t.Parallel()
	for amount, want := range map[string]string{"": "", "0": "0", "12": "12", "999.9": "999.9", "1000": "1,000", "251000.10": "251,000.10", "-1234567.005": "-1,234,567.005", "-100": "-100"} {
		if got := money(amount); got != want {
			t.Errorf("money(%q) = %q, want %q", amount, got, want)
		}
	}
}

func TestPublished(t *testing.T) {
	t.Parallel()
	for written, want := range map[string]string{"": "", "2026-06-01": "1 June 2026", "2026-06-01T04:00:00Z": "1 June 2026", "01/06/2026": "01/06/2026", "2026-13-01": "2026-13-01"} {
		if got := published(written); got != want {
			t.Errorf("published(%q) = %q, want %q", written, got, want)
		}
	}
}

func TestHypothesisBeforeAColon(t *testing.T) {
	t.Parallel()
	if got := (Hypothesis{Text: "One agency put its own number on all."}).Label(); got != "One agency put its own number on all" {
		t.Errorf("%q", got)
	}
}
