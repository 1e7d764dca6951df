package document

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"muster/normal"
)

// Feature is one fact of a CV in a form that survives rewriting. Hash is its
// kind, a colon and the first eight bytes of the SHA-256 of Text in hexadecimal:
// what is compared. Text is for people.
//
// Kinds are what facts depend on: "time" is everything taken from the dates of
// roles, "move" what also takes the names of employers, "study" education,
// "figure" the figures of descriptions. Facts of one kind hang together, and
// former colleagues share some, so two CVs match by several facts of more than
// one kind.
type Feature struct {
	Kind string // time, move, study or figure
	Hash string
	Text string
}

func feature(kind, format string, args ...any) Feature {
	text := fmt.Sprintf(format, args...)
	sum := sha256.Sum256([]byte(kind + " " + text))
	return Feature{kind, kind + ":" + hex.EncodeToString(sum[:8]), text}
}

// skeleton lists the facts that stay when every sentence is put in other words:
// when roles began and ended, alone and in their order and rhythm, who followed
// whom as employer, what was studied when, and figures nobody rounded. Facts
// that many people share by chance (a job from 2015 to 2018, 50 %, a team of
// ten) are not among them.
func skeleton(f *CVFacts, now Date) []Feature {
	dated := slices.DeleteFunc(slices.Clone(f.Roles), func(r Role) bool { return r.Start.IsZero() || r.endOr(now).IsZero() })
	slices.SortStableFunc(dated, func(a, b Role) int { return a.Start.months(1) - b.Start.months(1) })
	out := yearFeatures(dated)
	exact := slices.DeleteFunc(dated, func(r Role) bool { return r.Start.Month == 0 || !r.Current && r.End.Month == 0 })
	out = append(out, careerFeatures(exact, now)...)
	for _, e := range f.Education {
		key := institutionKey(e.Institution)
		if key == "" || e.End.IsZero() {
			continue
		}
		out = append(out, feature("study", "%s, %s to %s", key, ym(e.Start), ym(e.End)))
		if len(exact) > 0 {
			out = append(out, feature("study", "%s until %d, then work from %s", key, e.End.Year, ym(exact[0].Start)))
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

// careerFeatures describes roles dated to the month: each with its dates, two
// neighbours with theirs, three with their lengths and the gaps between, and
// moves between named employers.
func careerFeatures(roles []Role, now Date) []Feature {
	var out []Feature
	for i, r := range roles {
		out = append(out, feature("time", "%s", r.stretch()))
		if i == 0 {
			continue
		}
		a, b := roles[i-1], r
		out = append(out, feature("time", "%s, %s", a.stretch(), b.stretch()))
		if ka, kb := employerKey(a.Employer), employerKey(b.Employer); ka != "" && kb != "" && ka != kb {
			out = append(out, feature("move", "%s then %s in %s", ka, kb, ym(b.Start)))
		}
		if i >= 2 {
			z := roles[i-2]
			out = append(out, feature("time", "%s, gap %d, %s, gap %d, %s", z.length(), gapBefore(z, a, now), a.length(), gapBefore(a, b, now), b.length()))
		}
	}
	return out
}

func (r Role) length() string {
	if r.Current {
		return "to present"
	}
	return strconv.Itoa(r.End.months(1)-r.Start.months(1)+1) + " months"
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
				end = strconv.Itoa(r.End.Year)
			}
			years = append(years, strconv.Itoa(r.Start.Year)+"-"+end)
		}
		out = append(out, feature("time", "%s", strings.Join(years, ", ")))
	}
	return out
}

func ym(d Date) string {
	switch {
	case d.IsZero():
		return "unknown"
	case d.Month == 0:
		return strconv.Itoa(d.Year)
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
			out = append(out, feature("figure", "%s with %s", pair[0], pair[1]))
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
