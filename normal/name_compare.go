package normal

import (
	"slices"
	"strings"
)

// NameOutcome is what a comparison of two names says.
type NameOutcome string

// The outcomes of CompareNames.
const (
	NameUnknown   NameOutcome = "unknown"   // a side is empty, or nothing but initials can be compared
	NameSame      NameOutcome = "same"      // equal after folding, titles aside
	NameVariant   NameOutcome = "variant"   // two usual ways of writing one name
	NameDifferent NameOutcome = "different" // not explained by any usual variation
)

// NameMatch is a comparison with its reasons, for people to read.
type NameMatch struct {
	Outcome NameOutcome
	// Reasons are the variations that explain a NameVariant, from this list:
	// order, spacing, initial, nickname, transliteration, typo, alias, part,
	// script. The last also explains a NameUnknown between two scripts.
	Reasons []string
}

// CompareNames says whether two names are the same, a usual variant (word
// order, initials, nickname, accents and transliteration, an added or dropped
// middle name, particle or double-barrel part, one small typing slip),
// different, or unknown. It is symmetric. A documented change of name (marriage,
// deed poll) is not visible here: such names are different.
func CompareNames(a, b NameForm) NameOutcome { return ExplainNames(a, b).Outcome }

// ExplainNames is CompareNames with the reasons.
func ExplainNames(a, b NameForm) NameMatch {
	if a.IsZero() || b.IsZero() {
		return NameMatch{Outcome: NameUnknown}
	}
	if a.Full == b.Full {
		return NameMatch{Outcome: NameSame}
	}
	if slices.Equal(a.Tokens, b.Tokens) {
		return NameMatch{NameVariant, []string{"order"}}
	}
	if sameJoined(a, b) {
		return NameMatch{NameVariant, []string{"spacing"}}
	}
	if latinOnly(a.Full) != latinOnly(b.Full) {
		return compareScripts(a, b)
	}
	m := alignNames(a, b)
	if m.Outcome == NameDifferent {
		if alt, ok := compareServants(a, b); ok {
			return alt
		}
	}
	if m.Outcome != NameDifferent || len(a.Aliases)+len(b.Aliases) == 0 {
		return m
	}
	for _, p := range aliasForms(a) {
		for _, q := range aliasForms(b) {
			if alt := alignNames(p, q); alt.Outcome == NameVariant {
				alt.Reasons = append(alt.Reasons, "alias")
				return alt
			}
		}
	}
	return m
}

// sameJoined reports names that differ in word breaks only: "Mary Ann", "Maryann".
func sameJoined(a, b NameForm) bool {
	return len(a.Full)-len(a.Tokens) == len(b.Full)-len(b.Tokens) &&
		strings.ReplaceAll(a.Full, " ", "") == strings.ReplaceAll(b.Full, " ", "")
}

// aliasForms returns n and the forms in which an alias takes the place of the
// given or of the family name.
func aliasForms(n NameForm) []NameForm {
	forms := []NameForm{n}
	if len(n.Aliases) == 0 || len(n.Aliases) > 3 {
		return forms
	}
	forms = append(forms, NameForm{}.build(n.Aliases, strings.Fields(n.Family)))
	if n.Given != "" {
		forms = append(forms, NameForm{}.build(strings.Fields(n.Given), n.Aliases))
	}
	return forms
}

// aligner pairs the words of two names, best kind of agreement first.
type aligner struct {
	a, b         []string
	usedA, usedB [2 * maxNameTokens]bool
	full         int // pairs of whole words that agree
	kinds        [len(wordKinds)]int
}

// wordKinds are the ways in which two words of names agree, strongest first.
var wordKinds = [...]struct {
	reason string
	agree  func(a, b string) bool
}{
	{"", func(a, b string) bool { return a == b }},
	{"nickname", sameNickname},
	{"transliteration", sameTransliteration},
	{"typo", smallTypo},
	{"initial", initialOf},
}

const (
	kindExact, kindTypo, kindInitial = 0, 3, 4
)

func alignNames(a, b NameForm) NameMatch {
	x := aligner{a: withoutParticles(a.Tokens), b: withoutParticles(b.Tokens)}
	for kind := range wordKinds {
		x.pair(kind)
	}
	return x.match(a, b)
}

// withoutParticles drops particles as long as two words remain; they come and
// go between documents.
func withoutParticles(tokens []string) []string {
	n := 0
	for _, t := range tokens {
		if particles[t] && len(t) > 1 {
			n++
		}
	}
	if n == 0 || len(tokens)-n < 2 {
		return tokens
	}
	kept := make([]string, 0, len(tokens)-n)
	for _, t := range tokens {
		if !particles[t] || len(t) == 1 {
			kept = append(kept, t)
		}
	}
	return kept
}

// pair marks the words that agree in the given way and are not yet paired.
func (x *aligner) pair(kind int) {
	agree := wordKinds[kind].agree
	for i, p := range x.a {
		for j, q := range x.b {
			if x.usedA[i] || x.usedB[j] || !agree(p, q) {
				continue
			}
			if kind == kindTypo && x.kinds[kindTypo] > 0 {
				continue // two slips in one name are a different name
			}
			x.usedA[i], x.usedB[j] = true, true
			x.kinds[kind]++
			if kind != kindInitial && !isInitial(p) {
				x.full++
			}
		}
	}
}

// match turns the pairing into an outcome.
func (x *aligner) match(a, b NameForm) NameMatch {
	leftA, leftB := x.left(x.a, &x.usedA), x.left(x.b, &x.usedB)
	paired := 0
	for _, n := range x.kinds {
		paired += n
	}
	if x.full == 0 {
		if paired > 0 && (len(leftA) == 0 || len(leftB) == 0) {
			return NameMatch{Outcome: NameUnknown, Reasons: []string{"initial"}}
		}
		return NameMatch{Outcome: NameDifferent}
	}
	if len(leftA) > 0 && len(leftB) > 0 {
		return NameMatch{Outcome: NameDifferent}
	}
	if paired < 2 && len(x.a) > 1 && len(x.b) > 1 {
		return NameMatch{Outcome: NameDifferent}
	}
	if x.kinds[kindTypo] > 0 && x.kinds[kindExact] < 1+min(1, len(leftA)+len(leftB)) {
		return NameMatch{Outcome: NameDifferent} // a slip needs whole words beside it
	}
	var reasons []string
	for kind, n := range x.kinds {
		if n > 0 && kind != kindExact {
			reasons = append(reasons, wordKinds[kind].reason)
		}
	}
	if len(leftA)+len(leftB) > 0 || len(x.a) != len(a.Tokens) || len(x.b) != len(b.Tokens) {
		reasons = append(reasons, "part")
	}
	if len(reasons) == 0 {
		reasons = append(reasons, "order")
	}
	return NameMatch{NameVariant, reasons}
}

func (x *aligner) left(words []string, used *[2 * maxNameTokens]bool) []string {
	var rest []string
	for i, w := range words {
		if !used[i] {
			rest = append(rest, w)
		}
	}
	return rest
}

// initialOf reports whether one of the words is the initial of the other.
func initialOf(a, b string) bool {
	if isInitial(b) {
		a, b = b, a
	}
	return isInitial(a) && strings.HasPrefix(b, a)
}

// smallTypo reports one slip of the keyboard: distance 1 in words of five
// letters or more, 2 in words of ten or more. A final a/o is no slip, it is
// another name (Mario, Maria).
func smallTypo(a, b string) bool {
	short, long := min(len(a), len(b)), max(len(a), len(b))
	if short < 5 || long-short > 2 {
		return false
	}
	if len(a) == len(b) && a[:len(a)-1] == b[:len(b)-1] && isVowel(a[len(a)-1]) && isVowel(b[len(b)-1]) {
		return false
	}
	if a+"a" == b || b+"a" == a || a+"e" == b || b+"e" == a {
		return false
	}
	limit := 1
	if short >= 10 {
		limit = 2
	}
	return editDistance(a, b, limit) <= limit
}

func isVowel(c byte) bool { return strings.IndexByte("aeiouy", c) >= 0 }
