package watchlist

import (
	"strings"

	"muster/normal"
)

// name is a name ready to be compared.
type name struct {
	words []*word // in the order written
	pairs []*word // neighbours written as one word: "vladimirputin"; pairs[i] joins words[i] and words[i+1]
	bits  float64 // of words that are not light; of all when all are
	heavy int     // how many words are not light
	weak  bool
	// korean: a Korean family name and two syllables
	korean bool
}

// wordMaker makes words; an index and a searcher keep what they made.
type wordMaker interface {
	make(w normal.NameWord) *word
}

// freshWords keeps nothing.
type freshWords struct{}

func (freshWords) make(w normal.NameWord) *word { return newWord(w) }

// readName splits a name into words. Compound names that are written both ways
// are brought to one: Abd al-Rahman and Abdulrahman, Nur ud-Din and Nooruddin.
func readName(text string, from wordMaker) name {
	var n name
	parts := joinCompounds(nameWords(text))
	parts, n.korean = readKorean(parts)
	for i, p := range parts {
		w := from.make(p)
		n.words = append(n.words, w)
		if i > 0 {
			both := parts[i-1].Latin + p.Latin
			n.pairs = append(n.pairs, from.make(normal.NameWord{Latin: both, Written: both, Script: p.Script}))
		}
		if !w.light {
			n.heavy++
			n.bits += w.bits
		}
	}
	if n.heavy == 0 {
		n.heavy = len(n.words)
		for _, w := range n.words {
			n.bits += w.bits
		}
	}
	return n
}

// nameWords leaves out what stands in quotes, which is a nickname, unless nothing
// but a legal form would be left: firms are written ООО «Name».
func nameWords(text string) []normal.NameWord {
	words := normal.NameWords(text)
	for _, w := range words {
		if len(w.Latin) > 1 && !lightWords[w.Latin] {
			return words
		}
	}
	return normal.NameWords(strings.Map(func(r rune) rune {
		if strings.ContainsRune("\"“”„«»", r) {
			return ' '
		}
		return r
	}, text))
}

// servants are spellings of the first part of names such as Abd al-Rahman.
var servants = [...]string{"abdul", "abdel", "abdal", "abdol", "abdur", "abdus", "abdoul", "abd"}

// joinCompounds writes compound names as one word: "abd al rahman" and
// "abdulrahman" as "abdrahman", "nur al din" and "nooruddin" as "nurdin".
func joinCompounds(words []normal.NameWord) []normal.NameWord {
	out := make([]normal.NameWord, 0, len(words))
	for i := 0; i < len(words); i++ {
		w, last := words[i], len(out)-1
		switch t := w.Latin; {
		case isServant(t) && i+1 < len(words):
			i++
			if isArticle(words[i].Latin) && i+1 < len(words) {
				i++
			}
			w.Latin = "abd" + words[i].Latin
		case last > 0 && isArticle(out[last].Latin) && (t == "din" || t == "deen" || t == "dine" || t == "ddine"):
			w = out[last-1]
			w.Latin += "din"
			out = out[:last-1]
		case last >= 0 && len(out[last].Latin) > 2 && (t == "uddin" || t == "ullah" || t == "ulla" || t == "eddine" || t == "aldin"):
			w = out[last]
			w.Latin += t
			out = out[:last]
		}
		w.Latin = compoundForm(w.Latin)
		out = append(out, w)
	}
	return out
}

func isServant(w string) bool {
	for _, s := range servants {
		if w == s {
			return true
		}
	}
	return false
}

func isArticle(w string) bool {
	switch w {
	case "al", "el", "ul", "ud", "ad", "ur", "ar":
		return true
	}
	return false
}

// compoundForm evens out the spellings inside a compound written as one word.
func compoundForm(w string) string {
	for _, end := range [...]string{"uddin", "eddine", "eddin", "aldin", "udeen", "uddine", "udin"} {
		if base, ok := strings.CutSuffix(w, end); ok && len(base) > 1 {
			return base + "din"
		}
	}
	if base, ok := strings.CutSuffix(w, "ulla"); ok && len(base) > 2 {
		w = base + "ullah"
	}
	for _, s := range servants {
		if rest, ok := strings.CutPrefix(w, s); ok && len(rest) > 3 {
			return "abd" + rest
		}
	}
	return w
}
