package document

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"muster/normal"
)

// Feature is one fact of a CV in a form that survives rewriting. Hash is the
// first eight bytes of the SHA-256 of Text, in hexadecimal: what is compared.
// Text is for people.
type Feature struct {
	Kind string // roles, career, years, move, start, figure, figures
	Hash string
	Text string
}

func feature(kind, format string, args ...any) Feature {
	text := kind + " " + fmt.Sprintf(format, args...)
	sum := sha256.Sum256([]byte(text))
	return Feature{kind, hex.EncodeToString(sum[:8]), text}
}

// skeleton lists the facts that stay when every sentence is put in other words.
// Each is a combination that two strangers hardly ever share: one stretch of
// time alone, one degree or one round figure is not among them. Two CVs of one
// history share most; a CV that states no months has few.
func skeleton(f *CVFacts, now Date) []Feature {
	dated := slices.DeleteFunc(slices.Clone(f.Roles), func(r Role) bool { return r.Start.IsZero() || r.endOr(now).IsZero() })
	slices.SortStableFunc(dated, func(a, b Role) int { return a.Start.months(1) - b.Start.months(1) })
	out := yearFeatures(dated)
	exact := slices.DeleteFunc(dated, func(r Role) bool { return r.Start.Month == 0 || !r.Current && r.End.Month == 0 })
	out = append(out, careerFeatures(exact, now)...)
	if len(exact) > 0 {
		for _, e := range f.Education {
			if key := institutionKey(e.Institution); key != "" && !e.End.IsZero() {
				out = append(out, feature("start", "%s until %d, then %s", key, e.End.Year, exact[0].stretch()))
			}
		}
	}
	return distinctFeatures(append(out, figureFeatures(f.Figures)...))
}

// stretch writes when a role ran.
func (r Role) stretch() string {
	if r.Current {
		return ym(r.Start) + " to present"
	}
	return ym(r.Start) + " to " + ym(r.End)
}

// careerFeatures combines neighbouring roles dated to the month: two with their
// dates, three with their lengths and the gaps between, and moves between named
// employers.
func careerFeatures(roles []Role, now Date) []Feature {
	var out []Feature
	for i := 1; i < len(roles); i++ {
		a, b := roles[i-1], roles[i]
		out = append(out, feature("roles", "%s, %s", a.stretch(), b.stretch()))
		if ka, kb := employerKey(a.Employer), employerKey(b.Employer); ka != "" && kb != "" && ka != kb {
			out = append(out, feature("move", "%s then %s in %s", ka, kb, ym(b.Start)))
		}
		if i >= 2 {
			z := roles[i-2]
			out = append(out, feature("career", "%s, gap %d, %s, gap %d, %s", z.length(), gapBefore(z, a, now), a.length(), gapBefore(a, b, now), b.length()))
		}
	}
	return out
}

func (r Role) length() string {
	if r.Current {
		return "to present"
	}
	return itoa(r.End.months(1)-r.Start.months(1)+1) + " months"
}

func gapBefore(a, b Role, now Date) int { return b.Start.months(1) - a.endOr(now).months(1) - 1 }

// yearFeatures serves CVs that state years only: four roles in a row.
func yearFeatures(roles []Role) []Feature {
	var out []Feature
	for i := 3; i < len(roles); i++ {
		var years []string
		for _, r := range roles[i-3 : i+1] {
			end := "present"
			if !r.Current {
				end = itoa(r.End.Year)
			}
			years = append(years, itoa(r.Start.Year)+"-"+end)
		}
		out = append(out, feature("years", "%s", strings.Join(years, ", ")))
	}
	return out
}

func ym(d Date) string {
	switch {
	case d.IsZero():
		return "unknown"
	case d.Month == 0:
		return itoa(d.Year)
	}
	return fmt.Sprintf("%04d-%02d", d.Year, d.Month)
}

// institutionKey drops the words that one school is written with and without.
func institutionKey(s string) string {
	var keep []string
	for _, w := range normal.Words(s) {
		switch w {
		case "university", "universitat", "universita", "universidad", "universite", "of", "the", "college", "school", "de", "di", "der", "institute", "at":
			continue
		}
		keep = append(keep, w)
	}
	slices.Sort(keep)
	return strings.Join(keep, " ")
}

// figureFeatures takes the odd figures, and pairs of neighbouring figures of one
// sentence of which at least one is uneven.
func figureFeatures(figs []Figure) []Feature {
	var out []Feature
	for i, f := range figs {
		if f.Odd {
			out = append(out, feature("figure", "%s", amount(f)))
		}
		if i > 0 && figs[i-1].Line == f.Line && (uneven(f.Value, f.Unit) || uneven(figs[i-1].Value, figs[i-1].Unit)) && f.Unit != "" && figs[i-1].Unit != "" {
			pair := []string{amount(figs[i-1]), amount(f)}
			slices.Sort(pair)
			out = append(out, feature("figures", "%s with %s", pair[0], pair[1]))
		}
	}
	return out
}

func amount(f Figure) string {
	v := strings.TrimRight(strings.TrimRight(fmt.Sprintf("%.3f", f.Value), "0"), ".")
	if f.Unit == "" {
		return v
	}
	return v + " " + f.Unit
}

func distinctFeatures(in []Feature) []Feature {
	seen := map[string]bool{}
	out := in[:0]
	for _, f := range in {
		if !seen[f.Hash] && len(out) < 400 {
			seen[f.Hash] = true
			out = append(out, f)
		}
	}
	return out
}
