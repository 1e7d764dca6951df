package normal

import (
	"strings"
	"unicode"
)

// romanLetters are the Latin spellings of Cyrillic letters (ICAO 9303 part 3)
// and of Greek ones (ELOT 743), lower case. They serve comparison only; forms
// keep the script they were written in.
var romanLetters = map[rune]string{
	'а': "a", 'б': "b", 'в': "v", 'г': "g", 'ґ': "g", 'д': "d", 'е': "e", 'ё': "e", 'ж': "zh", 'з': "z", 'и': "i", 'й': "i", 'і': "i", 'ї': "i", 'є': "ie",
	'к': "k", 'л': "l", 'м': "m", 'н': "n", 'о': "o", 'п': "p", 'р': "r", 'с': "s", 'т': "t", 'у': "u", 'ў': "u", 'ф': "f", 'х': "kh", 'ц': "ts", 'ч': "ch",
	'ш': "sh", 'щ': "shch", 'ъ': "", 'ы': "y", 'ь': "", 'э': "e", 'ю': "iu", 'я': "ia", 'ђ': "d", 'ј': "j", 'љ': "lj", 'њ': "nj", 'ћ': "c", 'џ': "dz",
	'α': "a", 'ά': "a", 'β': "v", 'γ': "g", 'δ': "d", 'ε': "e", 'έ': "e", 'ζ': "z", 'η': "i", 'ή': "i", 'θ': "th", 'ι': "i", 'ί': "i", 'ϊ': "i", 'ΐ': "i", 'κ': "k", 'λ': "l", 'μ': "m",
	'ν': "n", 'ξ': "x", 'ο': "o", 'ό': "o", 'π': "p", 'ρ': "r", 'σ': "s", 'τ': "t", 'υ': "y", 'ύ': "y", 'ϋ': "y", 'ΰ': "y", 'φ': "f", 'χ': "ch", 'ψ': "ps", 'ω': "o", 'ώ': "o",
}

// latinOnly reports a folded name without letters of other scripts.
func latinOnly(s string) bool {
	for _, r := range s {
		if r >= 0x80 && unicode.IsLetter(r) && !unicode.Is(unicode.Latin, r) {
			return false
		}
	}
	return true
}

// romanise spells a name in Latin letters; ok is false when a letter has no
// spelling here (scripts whose reading depends on the language).
func romanise(n NameForm) (NameForm, bool) {
	ok := true
	spell := func(s string) []string {
		var b strings.Builder
		for _, r := range strings.ReplaceAll(s, "ου", "ou") {
			switch roman, known := romanLetters[r]; {
			case known:
				b.WriteString(roman)
			case r >= 0x80 && unicode.IsLetter(r) && !unicode.Is(unicode.Latin, r):
				ok = false
			default:
				b.WriteRune(r)
			}
		}
		return strings.Fields(b.String())
	}
	given, family := spell(n.Given), spell(n.Family)
	return NameForm{}.build(given, family), ok
}

// compareScripts compares a name in Latin letters with one in others. Letters
// can agree, but a disagreement of transliterations proves nothing.
func compareScripts(a, b NameForm) NameMatch {
	p, okA := romanise(a)
	q, okB := romanise(b)
	if !okA || !okB || p.IsZero() || q.IsZero() {
		return NameMatch{Outcome: NameUnknown, Reasons: []string{"script"}}
	}
	m := alignNames(p, q)
	if m.Outcome != NameVariant {
		return NameMatch{Outcome: NameUnknown, Reasons: []string{"script"}}
	}
	m.Reasons = append(m.Reasons, "script")
	return m
}
