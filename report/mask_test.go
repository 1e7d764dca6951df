package report

import "testing"

func TestMaskContacts(t *testing.T) {
	for text, want := range map[string]string{
		"write to ann.example@mail.example or call 07700 900301 now": "write to ***.*******@mail.example or call ***** ****** now",
		"+44 (0) 7700-900301":          "+** (*) ****-******",
		"cut failures from 507 to 52":  "cut failures from 507 to 52",
		"2019 - 2021, saved 1 200 000": "2019 - 2021, saved 1 200 000",
	} {
		got := maskContacts(text)
		if len(got) != len(text) {
			t.Errorf("%q changed its length: %q", text, got)
		}
		if got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}
