package normal

import "strings"

// servants are spellings of the first part of names such as Abd al-Rahman, which one
// paper writes as a word and another as two or three: Abdul Rahman, Abdurrahman.
var servants = [...]string{"abdoul", "abdul", "abdel", "abdal", "abdol", "abdur", "abder", "abdus", "abdes", "abd"}

// joinServants writes such names as one word, all in one spelling. ok is false for a
// name without any.
func joinServants(n NameForm) (joined NameForm, ok bool) {
	if !strings.Contains(n.Full, "abd") {
		return n, false
	}
	words := strings.Fields(n.Full)
	out := make([]string, 0, len(words))
	for i := 0; i < len(words); i++ {
		rest, servant := cutServant(words[i])
		switch {
		case !servant:
			out = append(out, words[i])
			continue
		case rest != "":
		case i+1 == len(words):
			out = append(out, words[i])
			continue
		default:
			if i++; isServantArticle(words[i]) && i+1 < len(words) {
				i++
			}
			rest = words[i]
		}
		out, ok = append(out, "abd"+rest), true
	}
	if !ok {
		return n, false
	}
	return NameForm{}.build(out[:len(out)-1], out[len(out)-1:]), true
}

// cutServant returns what follows a servant's part within a word, "" where the word is
// nothing else. What would be left too short is a name of its own: Abdullah.
func cutServant(word string) (rest string, ok bool) {
	for _, s := range servants {
		if word == s {
			return "", true
		}
		if rest, cut := strings.CutPrefix(word, s); cut && len(rest) > 3 {
			return rest, true
		}
	}
	return "", false
}

func isServantArticle(word string) bool {
	switch word {
	case "al", "el", "ul", "ur", "us", "er", "es", "as", "ar":
		return true
	}
	return false
}

// compareServants compares two names that both hold such a word.
func compareServants(a, b NameForm) (NameMatch, bool) {
	p, one := joinServants(a)
	q, two := joinServants(b)
	if !one || !two {
		return NameMatch{}, false
	}
	if p.Full == q.Full {
		return NameMatch{NameVariant, []string{"spacing"}}, true
	}
	m := alignNames(p, q)
	return m, m.Outcome == NameVariant
}
