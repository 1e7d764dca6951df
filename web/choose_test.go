package web

import (
	"net/url"
	"slices"
	"testing"
)

// TestAnEmptyAnswerMayBeChosen holds that a list with an empty answer is not
// required: a browser would never send the form with it.
func TestAnEmptyAnswerMayBeChosen(t *testing.T) {
	f := &formView{}
	if whole := f.Choose("entity", "Whose run it is", "", []Option{{"", "The whole organisation"}, {"UK", "Example Ltd"}}); whole.Required {
		t.Error("the empty answer cannot be sent")
	}
	if one := f.Choose("entity", "Whose run it is", "", []Option{{"UK", "Example Ltd"}}); !one.Required {
		t.Error("nothing need be chosen")
	}
}

// TestLinesOfABox reads a box of several lines as several answers.
func TestLinesOfABox(t *testing.T) {
	f := &form{values: url.Values{"holidays": {"2026-12-25\r\n 2026-12-28\n\n2026-12-25"}}, complaints: map[string]string{}}
	if got := f.lines("holidays", 0); !slices.Equal(got, []string{"2026-12-25", "2026-12-28"}) {
		t.Errorf("%q", got)
	}
}
