package casework

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestRefusedTerms(t *testing.T) {
	for text, want := range map[string]string{
		"He spoke with a strong ACCENT all the way.": "ACCENT", "She is clearly a foreigner, I think.": "foreigner", "Broken English throughout the call.": "Broken English",
		"Question of his nationality came up.": "nationality", "She sounded quite foreign to me.": "sounded quite foreign", "Looked Korean on camera.": "Looked Korean",
		"Wore a hijab in the picture.": "hijab", "The accents differ.": "accents",
		"The code arrived and was read back within a minute.": "", "Traced the call and embraced the new process.": "", "Explained a race condition and a foreign key.": "",
		"The registrar of the Indian Institute of Example confirmed the degree.": "", "Called the Korean office.": "", "The screen looked black for a minute.": "",
		"The accentuation of the form is fixed.": "",
	} {
		if got := RefusedTerm(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
	if err := reason("The accent was strong throughout."); err == nil || !strings.Contains(err.Error(), "camera stayed off") {
		t.Errorf("no neutral words are offered: %v", err)
	}
	// our own words pass our own list
	for _, text := range append([]string{Innocent, NoticeText}, append(generalQuestions(), livePrompts()...)...) {
		if term := RefusedTerm(text); term != "" {
			t.Errorf("%q holds %q", text, term)
		}
	}
}

func FuzzReasons(f *testing.F) {
	f.Add("A plain reason, long enough.")
	f.Add("a thick accent")
	f.Add("\x00\xff")
	f.Fuzz(func(t *testing.T, s string) {
		switch err := reason(s); {
		case err != nil:
			if !strings.Contains(err.Error(), ";") {
				t.Errorf("no hint in %v", err)
			}
		case RefusedTerm(s) != "" || !utf8.ValidString(s) || strings.ContainsRune(s, 0) || utf8.RuneCountInString(s) > MaxReason || utf8.RuneCountInString(s) < MinReason:
			t.Errorf("%q is taken", s)
		}
		if err := line("x", s); err == nil && strings.ContainsAny(s, "\n\r\x00") {
			t.Errorf("%q is one line", s)
		}
		if m := Mask(FieldBank, s); len([]rune(s)) > 2 && m == s && m != "…" {
			t.Errorf("%q is not masked", s)
		}
	})
}
