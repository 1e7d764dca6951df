package normal

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	maxNameBytes  = 512
	maxNameTokens = 16
)

// NameForm is a person's name in comparable form. All strings are folded (see
// [Fold]) and hold no punctuation; words are separated by single spaces. It
// says how a name is written, never where it comes from.
type NameForm struct {
	Given  string // given names in order, initials included: "john a"
	Family string // family name with its particles: "van der berg"; empty for a single word
	Full   string // given, then family
	// Tokens are the words of Full, sorted, so that two orders of one name
	// have equal tokens.
	Tokens []string
	// Initials are the words of a single letter, in the order written. They
	// are part of Given, Full and Tokens too.
	Initials []string
	// Titles are forms of address and suffixes that were set apart: "dr", "jr", "phd".
	Titles []string
	// Aliases are words given in brackets or quotes beside the name
	// ("Xiaoming (Michael) Wang", "Anna Smith née Jones").
	Aliases []string
}

// IsZero reports a name without a word.
func (n NameForm) IsZero() bool { return n.Full == "" }

// Name reads a name written in one field: "SMITH, John", "Dr. John A. Smith
// Jr.", "DUPONT Jean", "Ludwig van Beethoven". Without a comma or a family
// name in capitals the last word, with the particles before it, is the family
// name; word order that cannot be known from the writing is left to
// [CompareNames]. Input beyond 512 bytes or 16 words is cut.
func Name(s string) NameForm {
	s = cutRunes(s, maxNameBytes)
	var n NameForm
	s = n.takeAliases(s)
	if given, family, ok := n.splitComma(s); ok {
		return n.build(given, family)
	}
	words, caps := nameWords(s)
	words, caps = n.trimTitles(words, caps, false)
	at := familyByCapitals(words, caps)
	switch {
	case at > 0: // SMITH John
		return n.build(words[at:], words[:at])
	case at < 0: // John SMITH
		return n.build(words[:len(words)+at], words[len(words)+at:])
	}
	at = familyStart(words)
	return n.build(words[:at], words[at:])
}

// NamesParts reads a name whose given and family parts are known apart.
func NamesParts(given, family string) NameForm {
	var n NameForm
	given = n.takeAliases(cutRunes(given, maxNameBytes))
	family = n.takeAliases(cutRunes(family, maxNameBytes))
	g, gc := nameWords(given)
	g, _ = n.trimTitles(g, gc, false)
	f, fc := nameWords(family)
	f, _ = n.trimTitles(f, fc, true)
	return n.build(g, f)
}

// build joins folded words into the form.
func (n NameForm) build(given, family []string) NameForm {
	total := len(given) + len(family)
	if total == 0 {
		return n
	}
	if len(given) == 0 && len(family) == 1 {
		given, family = family, nil // one word: which part it is cannot be known
	}
	if total > maxNameTokens {
		given, family = capWords(given, family)
		total = len(given) + len(family)
	}
	tokens := make([]string, 0, total)
	tokens = append(append(tokens, given...), family...)
	n.Full = strings.Join(tokens, " ")
	cut := 0
	for i, w := range given {
		cut += len(w)
		if i > 0 {
			cut++
		}
	}
	n.Given = n.Full[:cut]
	n.Family = strings.TrimPrefix(n.Full[cut:], " ")
	for _, w := range tokens {
		if isInitial(w) {
			n.Initials = append(n.Initials, w)
		}
	}
	slices.Sort(tokens)
	n.Tokens = tokens
	return n
}

func capWords(given, family []string) ([]string, []string) {
	if len(family) > maxNameTokens/2 {
		family = family[:maxNameTokens/2]
	}
	if len(given) > maxNameTokens-len(family) {
		given = given[:maxNameTokens-len(family)]
	}
	return given, family
}

// isInitial reports a single letter of an alphabet; a single Han or Hangul
// character is a whole word.
func isInitial(w string) bool {
	if len(w) == 1 {
		return true
	}
	r, size := utf8.DecodeRuneInString(w)
	return size == len(w) && (unicode.In(r, unicode.Latin, unicode.Cyrillic, unicode.Greek, unicode.Armenian))
}

// splitComma reads "Family, Given" and "Name, PhD". ok is false when no comma
// separates two parts of the name itself.
func (n *NameForm) splitComma(s string) (given, family []string, ok bool) {
	if !strings.ContainsAny(s, ",;，、") {
		return nil, nil, false
	}
	parts := strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ';' || r == '，' || r == '、' })
	var kept [][]string
	for i, p := range parts {
		words, caps := nameWords(p)
		if i > 0 && allTitles(words, true) {
			n.Titles = append(n.Titles, words...)
			continue
		}
		if words, _ = n.trimTitles(words, caps, i == 0 && len(parts) > 1); len(words) > 0 {
			kept = append(kept, words)
		}
	}
	switch len(kept) {
	case 0:
		return nil, nil, true
	case 1: // only suffixes stood behind the comma
		at := familyStart(kept[0])
		return kept[0][:at], kept[0][at:], true
	}
	for _, more := range kept[1:] {
		given = append(given, more...)
	}
	return given, kept[0], true
}

// takeAliases cuts bracketed and quoted words out of s, and what follows "née".
func (n *NameForm) takeAliases(s string) string {
	if !strings.ContainsAny(s, "()[]{}\"“”„«»（）") && !strings.Contains(s, "n") {
		return s
	}
	for range 3 {
		i := strings.IndexAny(s, "([{\"“„«（")
		if i < 0 {
			break
		}
		_, size := utf8.DecodeRuneInString(s[i:])
		j := strings.IndexAny(s[i+size:], ")]}\"”“»）")
		if j < 0 {
			break
		}
		j += i + size
		_, closeSize := utf8.DecodeRuneInString(s[j:])
		words, _ := nameWords(s[i+size : j])
		n.addAliases(words)
		s = s[:i] + " " + s[j+closeSize:]
	}
	for _, mark := range []string{" née ", " nee ", " né ", " geb. ", " a.k.a. ", " aka "} {
		if i := strings.Index(s, mark); i > 0 {
			words, _ := nameWords(s[i+len(mark):])
			n.addAliases(words)
			s = s[:i]
		}
	}
	return s
}

func (n *NameForm) addAliases(words []string) {
	for _, w := range words {
		if len(n.Aliases) < maxNameTokens && w != "nee" && w != "ne" && w != "geb" && w != "aka" && !pronouns[w] {
			n.Aliases = append(n.Aliases, w)
		}
	}
}

// nameWords splits s into folded words without punctuation. caps reports for
// each word whether it was written in capitals only (two letters or more).
func nameWords(s string) (words []string, caps []bool) {
	words, caps = make([]string, 0, 4), make([]bool, 0, 4)
	for _, raw := range strings.FieldsFunc(s, isNameBreak) {
		w := foldWord(raw)
		if w == "" {
			continue
		}
		upper := isUpperWord(raw)
		for _, part := range strings.Fields(w) {
			words, caps = append(words, part), append(caps, upper)
		}
		if len(words) >= 2*maxNameTokens {
			break
		}
	}
	return words, caps
}

// isNameBreak reports what separates words of a name: spaces, hyphens, dots
// ("J.R.R."), slashes, and the middle dot of transliterated names.
func isNameBreak(r rune) bool {
	switch r {
	case '-', '.', '/', '\\', '_', ',', ';', '·', '・', '‐', '‑', '–', '—', '＿', '．', '－':
		return true
	}
	return unicode.IsSpace(r) || unicode.IsControl(r)
}

// foldWord folds one word and removes everything but letters, marks and digits.
func foldWord(s string) string {
	s = Fold(s)
	clean := true
	for _, r := range s {
		if !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == ' ') {
			clean = false
			break
		}
	}
	if clean {
		return s
	}
	s = strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r) {
			return r
		}
		if isNameBreak(r) {
			return ' '
		}
		return -1
	}, s)
	return Fold(s)
}

func isUpperWord(s string) bool {
	letters := 0
	for _, r := range s {
		if unicode.IsLower(r) {
			return false
		}
		if unicode.IsUpper(r) {
			letters++
		}
	}
	return letters >= 2
}

// familyByCapitals finds the family name written in capitals beside given
// names that are not: n > 0 when the first n words are, n < 0 when the last -n
// are, 0 when capitals say nothing.
func familyByCapitals(words []string, caps []bool) int {
	if len(words) < 2 {
		return 0
	}
	count := 0
	for _, c := range caps {
		if c {
			count++
		}
	}
	if count == 0 || count == len(words) {
		return 0
	}
	lead := 0
	for lead < len(caps) && caps[lead] {
		lead++
	}
	tail := 0
	for tail < len(caps) && caps[len(caps)-1-tail] {
		tail++
	}
	rest := words[lead:]
	switch {
	case lead == count && len(words[0]) > 2 && !isInitial(rest[0]):
		return lead
	case tail == count && len(words[len(words)-1]) > 2:
		return -tail
	}
	return 0
}

// familyStart returns the index at which the family name begins: the last
// word, and the particles before it, but never all words.
func familyStart(words []string) int {
	at := len(words) - 1
	if at <= 0 {
		return max(at, 0)
	}
	for at > 1 && particles[words[at-1]] {
		at--
	}
	return at
}

// trimTitles removes forms of address at the front and suffixes at the back as
// long as a word remains.
func (n *NameForm) trimTitles(words []string, caps []bool, familyFirst bool) ([]string, []bool) {
	for len(words) > 1 && frontTitles[words[0]] && !familyFirst {
		n.Titles = append(n.Titles, words[0])
		words, caps = words[1:], caps[1:]
	}
	for len(words) > 1 && backTitles[words[len(words)-1]] {
		if len(words) == 2 && shortSuffixes[words[1]] && !familyFirst {
			break // "Mary V" is a name with an initial, not a fifth Mary
		}
		n.Titles = append(n.Titles, words[len(words)-1])
		words, caps = words[:len(words)-1], caps[:len(caps)-1]
	}
	return words, caps
}

func allTitles(words []string, afterComma bool) bool {
	for _, w := range words {
		if !backTitles[w] && !frontTitles[w] && !(afterComma && commaTitles[w]) {
			return false
		}
	}
	return len(words) > 0
}
