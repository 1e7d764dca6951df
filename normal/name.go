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
	words, marks := nameWords(s)
	words, marks = n.takeFormer(words, marks, true)
	words, marks = n.trimTitles(words, marks, false)
	at := familyByCapitals(words, marks)
	switch {
	case at > 0: // SMITH John
		return n.build(words[at:], words[:at])
	case at < 0: // John SMITH
		return n.build(words[:len(words)+at], words[len(words)+at:])
	}
	at = familyStart(words, marks)
	return n.build(words[:at], words[at:])
}

// build joins folded words into the form.
func (n NameForm) build(given, family []string) NameForm {
	total := len(given) + len(family)
	if total == 0 {
		return n
	}
	if given, family = n.trimJoined(given, family); len(given)+len(family) < total {
		total = len(given) + len(family)
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

// trimJoined removes titles that came to stand at either end when the parts
// were put in order.
func (n *NameForm) trimJoined(given, family []string) ([]string, []string) {
	for len(given) > 0 && len(given)+len(family) > 1 && frontTitles[given[0]] {
		n.Titles = append(n.Titles, given[0])
		given = given[1:]
	}
	for len(family) > 0 && len(given)+len(family) > 1 && backTitles[family[len(family)-1]] && !(len(given)+len(family) == 2 && shortSuffixes[family[0]]) {
		n.Titles = append(n.Titles, family[len(family)-1])
		family = family[:len(family)-1]
	}
	return given, family
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
	var firstMarks []wordMark
	for i, p := range parts {
		words, marks := nameWords(p)
		words, marks = n.takeFormer(words, marks, len(kept) == 0)
		if i > 0 && allTitles(words, true) {
			n.Titles = append(n.Titles, words...)
			continue
		}
		if words, marks = n.trimTitles(words, marks, i == 0 && len(parts) > 1); len(words) > 0 {
			if kept = append(kept, words); len(kept) == 1 {
				firstMarks = marks
			}
		}
	}
	switch len(kept) {
	case 0:
		return nil, nil, true
	case 1: // only suffixes stood behind the comma
		at := familyStart(kept[0], firstMarks)
		return kept[0][:at], kept[0][at:], true
	}
	for _, more := range kept[1:] {
		given = append(given, more...)
	}
	// In "née Smith, Jane" the mark says nothing; kept, it would cut the name
	// when its canonical form is read again.
	family = kept[0]
	for len(family) > 1 && formerMarks[family[0]] {
		family = family[1:]
	}
	for len(given) > 1 && formerMarks[given[len(given)-1]] {
		given = given[:len(given)-1]
	}
	return given, family, true
}

// takeAliases cuts bracketed and quoted words out of s.
func (n *NameForm) takeAliases(s string) string {
	if !strings.ContainsAny(s, "([{\"“„«（") {
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
	return s
}

// takeFormer moves what follows "née", "geb." or "aka" to the aliases.
func (n *NameForm) takeFormer(words []string, marks []wordMark, first bool) ([]string, []wordMark) {
	for i, w := range words {
		if formerMarks[w] && i+1 < len(words) && (i > 0 || !first) {
			n.addAliases(words[i+1:])
			return words[:i], marks[:i]
		}
	}
	return words, marks
}

func (n *NameForm) addAliases(words []string) {
	for _, w := range words {
		if len(n.Aliases) < maxNameTokens && !formerMarks[w] && !pronouns[w] {
			n.Aliases = append(n.Aliases, w)
		}
	}
}

// wordMark is what the writing of a word showed.
type wordMark uint8

const (
	inCapitals wordMark = 1 << iota // two letters or more, all capitals
	hyphenated                      // joined to the word before by a hyphen
)

// nameWords splits s into folded words without punctuation, with their marks.
func nameWords(s string) (words []string, marks []wordMark) {
	words, marks = make([]string, 0, 4), make([]wordMark, 0, 4)
	for start := 0; start < len(s) && len(words) < 2*maxNameTokens; {
		r, size := utf8.DecodeRuneInString(s[start:])
		if isNameBreak(r) {
			start += size
			continue
		}
		end := start
		for end < len(s) {
			r, size := utf8.DecodeRuneInString(s[end:])
			if isNameBreak(r) {
				break
			}
			end += size
		}
		raw := s[start:end]
		var mark wordMark
		if isUpperWord(raw) {
			mark |= inCapitals
		}
		if start > 0 && s[start-1] == '-' && len(words) > 0 {
			mark |= hyphenated
		}
		if w := foldWord(raw); w != "" {
			for part := range strings.FieldsSeq(w) {
				words, marks = append(words, part), append(marks, mark)
			}
		}
		start = end
	}
	return words, marks
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
func familyByCapitals(words []string, marks []wordMark) int {
	if len(words) < 2 {
		return 0
	}
	count := 0
	for _, m := range marks {
		count += int(m & inCapitals)
	}
	if count == 0 || count == len(words) {
		return 0
	}
	lead := 0
	for lead < len(marks) && marks[lead]&inCapitals != 0 {
		lead++
	}
	tail := 0
	for tail < len(marks) && marks[len(marks)-1-tail]&inCapitals != 0 {
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
// word, those hyphenated with it, and the particles before, but never all words.
func familyStart(words []string, marks []wordMark) int {
	at := len(words) - 1
	if at <= 0 {
		return max(at, 0)
	}
	for at > 1 && marks[at]&hyphenated != 0 {
		at--
	}
	for at > 1 && particles[words[at-1]] {
		at--
	}
	return at
}

// trimTitles removes forms of address at the front and suffixes at the back as
// long as a word remains.
func (n *NameForm) trimTitles(words []string, marks []wordMark, familyFirst bool) ([]string, []wordMark) {
	for len(words) > 1 && frontTitles[words[0]] && !familyFirst {
		n.Titles = append(n.Titles, words[0])
		words, marks = words[1:], marks[1:]
	}
	for len(words) > 1 && backTitles[words[len(words)-1]] {
		if len(words) == 2 && shortSuffixes[words[1]] && !familyFirst {
			break // "Mary V" is a name with an initial, not a fifth Mary
		}
		n.Titles = append(n.Titles, words[len(words)-1])
		words, marks = words[:len(words)-1], marks[:len(marks)-1]
	}
	return words, marks
}

func allTitles(words []string, afterComma bool) bool {
	for _, w := range words {
		if !backTitles[w] && !frontTitles[w] && !(afterComma && commaTitles[w]) {
			return false
		}
	}
	return len(words) > 0
}
