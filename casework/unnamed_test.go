package casework

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

// TestNoNameIsTold holds what is left out of what colleagues wrote, and that
// what remains can still be read.
func TestNoNameIsTold(t *testing.T) {
	t.Parallel()
	own, others := map[string]bool{"a-71": true}, map[string]bool{}
	addWords(own, "Ann Example-Smith")
	addWords(others, "zoltan Otherman")
	addWords(others, "Person Colleague")
	addWords(others, "Zoë Möllner-Żółw")
	others["w-9"] = true
	for text, want := range map[string]string{
		"She moved house on 2026-10-01; the old lease was seen.":                                  "She moved house on 2026-10-01; the old lease was seen.",
		"Ann Example lives with her brother Zoltan Otherman.":                                     "Ann Example lives with her brother […].",
		"we rang zoltan, and OTHERMAN's landlord J. van Stranger confirmed":                       "we rang […], and […] landlord […]. van […] confirmed",
		"Dr. Hannah Stranger of the University of Westport wrote to us.":                          "[…] of the University of […] wrote to us.",
		"Called +44 7700 900123 and 07700 900 124, see hannah@example.org":                        "Called […] and […], see […]",
		"The phone is W-9's, not A-71's: see https://example.org/w-9":                             "The phone is […], not A-71's: see […]",
		"Both use the office in […]":                                                              "Both use the office in […]",
		"It was the person's own number, 2nd of 3, since 2019.":                                   "It was the person's own number, 2nd of 3, since 2019.",
		"sharing with o'Brien and de-Stranger, @handle, some_handle, IBAN GB33BUKB20201555555555": "sharing with […] and […], […], […], IBAN […]",
		"ring (07) 70 09 00 12 30 now, at 10 or 12":                                               "ring ([…]) […] now, at 10 or 12",
		"她和王小明住在一起":                                                                               "",
		"Otherman":                                                                                "",
		"asked zoe, zoë, moellner, mollner, möllner and zolw's wife":                              "asked […], […], […], […], […] and […] wife",
		"zoltan-based network":                                                                    "[…] network",
		"":                                                                                        "",
	} {
		if got := withoutNames(text, own, others); got != want {
			t.Errorf("%q\n got %q\nwant %q", text, got, want)
		}
	}
}

// FuzzNoNameIsTold holds for any text that no word of others and no number that
// could be a telephone's is left, and that reading it again leaves out no more.
func FuzzNoNameIsTold(f *testing.F) {
	for _, s := range []string{"Ann and Zoltan O'Otherman-Stranger rang 07700 900123.", "ZOLTAN\nzoltan's\tzoltan", "z.o.l.t.a.n zoltan@x", "ᾼ ǅ ß ſ", "a\u0301Zoltan"} {
		f.Add(s)
	}
	own, others := map[string]bool{}, map[string]bool{}
	addWords(own, "Ann Example")
	addWords(others, "Zoltan Otherman")
	f.Fuzz(func(t *testing.T, s string) {
		got := withoutNames(s, own, others)
		for _, p := range textParts(got) {
			low := bare(p.text)
			if p.word && (slices.Contains(slices.Collect(maps.Keys(others)), low) || digits(p.text) > 8) {
				t.Errorf("%q leaves %q in %q", s, p.text, got)
			}
		}
		if again := withoutNames(got, own, others); again != got && again != "" && !strings.Contains(s, "…") {
			t.Errorf("%q, and again %q", got, again)
		}
	})
}

func digits(s string) (n int) {
	for _, r := range s {
		if r >= '0' && r <= '9' {
			n++
		}
	}
	return n
}
