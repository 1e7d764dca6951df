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
	Kind string // career, step, role, study, employers, figure, figures
	Hash string
	Text string
}

func feature(kind, format string, args ...any) Feature {
	text := kind + " " + fmt.Sprintf(format, args...)
	sum := sha256.Sum256([]byte(text))
	return Feature{kind, hex.EncodeToString(sum[:8]), text}
}

// skeleton lists the facts that stay when every sentence is put in other words:
// when roles began and ended, in what rhythm, who the employers were in what
// order, what was studied when, and the odd figures of the descriptions, alone
// and where two stand in one sentence. Two CVs of one history share most of
// them; two honest people share hardly any.
func skeleton(f *CVFacts, now Date) []Feature {
	out := careerFeatures(f.Roles, now)
	for _, e := range f.Education {
		if e.Institution != "" && !e.End.IsZero() {
			out = append(out, feature("study", "%s, %s to %s", institutionKey(e.Institution), ym(e.Start), ym(e.End)))
		}
	}
	return distinctFeatures(append(out, figureFeatures(f.Figures)...))
}

// careerFeatures describes dated roles from first to last.
func careerFeatures(roles []Role, now Date) []Feature {
	dated := slices.DeleteFunc(slices.Clone(roles), func(r Role) bool {
		return r.Start.Month == 0 || r.endOr(now).IsZero() || !r.Current && r.End.Month == 0
	})
	slices.SortStableFunc(dated, func(a, b Role) int { return a.Start.months(1) - b.Start.months(1) })
	var out []Feature
	var rhythm []string
	for i, r := range dated {
		length := "open"
		if !r.Current {
			length = itoa(r.End.months(1) - r.Start.months(1) + 1)
		}
		if i > 0 {
			prev := dated[i-1]
			gap := r.Start.months(1) - prev.endOr(now).months(1) - 1
			rhythm = append(rhythm, "gap "+itoa(gap))
			if !r.Current && !prev.Current {
				out = append(out, feature("step", "%d months, gap %d, %s months", prev.End.months(1)-prev.Start.months(1)+1, gap, length))
			}
			if ka, kb := employerKey(prev.Employer), employerKey(r.Employer); ka != "" && kb != "" && ka != kb {
				out = append(out, feature("employers", "%s then %s", ka, kb))
			}
		}
		rhythm = append(rhythm, length+" months")
		if !r.Current {
			out = append(out, feature("role", "%s to %s", ym(r.Start), ym(r.End)))
		} else {
			out = append(out, feature("role", "%s to present", ym(r.Start)))
		}
	}
	if len(dated) >= 3 {
		out = append(out, feature("career", "%s", strings.Join(rhythm, ", ")))
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

// figureFeatures takes the odd figures, and pairs of figures of one sentence of
// which at least one is odd.
func figureFeatures(figs []Figure) []Feature {
	var out []Feature
	for i, f := range figs {
		if f.Odd {
			out = append(out, feature("figure", "%s", amount(f)))
		}
		if i > 0 && figs[i-1].Line == f.Line && (f.Odd || figs[i-1].Odd) && f.Unit != "" && figs[i-1].Unit != "" {
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
