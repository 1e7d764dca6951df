package normal

import (
	"strings"
	"unicode"
)

// latinFolds maps Latin letters that have no decomposition into an ASCII base
// (or whose usual ASCII spelling has two letters) to that spelling. Keys are
// lower case. Own table, from the letters' names in the Unicode charts.
var latinFolds = map[rune]string{
	'ß': "ss", 'æ': "ae", 'ǽ': "ae", 'ǣ': "ae", 'œ': "oe", 'ø': "o", 'ǿ': "o", 'đ': "d", 'ð': "d",
	'þ': "th", 'ł': "l", 'ı': "i", 'ĸ': "k", 'ŋ': "n", 'ħ': "h", 'ŧ': "t", 'ſ': "s",
	'ƒ': "f", 'ɑ': "a", 'ɓ': "b", 'ɖ': "d", 'ɗ': "d", 'ɡ': "g", 'ɠ': "g", 'ɢ': "g",
	'ɦ': "h", 'ɨ': "i", 'ɩ': "i", 'ɪ': "i", 'ɫ': "l", 'ɭ': "l", 'ɱ': "m", 'ɲ': "n",
	'ɴ': "n", 'ɵ': "o", 'ɼ': "r", 'ɽ': "r", 'ɾ': "r", 'ʀ': "r", 'ʂ': "s", 'ʈ': "t",
	'ʉ': "u", 'ʋ': "v", 'ʏ': "y", 'ʐ': "z", 'ʙ': "b", 'ʜ': "h", 'ʟ': "l", 'ƀ': "b",
	'ƈ': "c", 'ƌ': "d", 'ƙ': "k", 'ƚ': "l", 'ƞ': "n", 'ƥ': "p", 'ƫ': "t", 'ƭ': "t",
	'ƴ': "y", 'ƶ': "z", 'ǥ': "g", 'ȷ': "j", 'ɇ': "e", 'ɉ': "j", 'ɍ': "r", 'ɏ': "y",
	'ȼ': "c", 'ȿ': "s", 'ɀ': "z", 'ⱥ': "a", 'ⱦ': "t", 'ᴀ': "a", 'ᴄ': "c", 'ᴅ': "d",
	'ᴇ': "e", 'ᴊ': "j", 'ᴋ': "k", 'ᴍ': "m", 'ᴏ': "o", 'ᴘ': "p", 'ᴛ': "t", 'ᴜ': "u",
	'ᴠ': "v", 'ᴡ': "w", 'ᴢ': "z", 'ꜱ': "s", 'ꞌ': "'", 'ə': "e",
}

// imitations maps Cyrillic and Greek letters that cannot be told from a Latin
// letter in common typefaces to that letter. Both cases are listed because
// they imitate different letters: Greek Ν is N, ν is v. Own table.
var imitations = map[rune]byte{
	'а': 'a', 'в': 'b', 'е': 'e', 'к': 'k', 'м': 'm', 'н': 'h', 'о': 'o', 'р': 'p',
	'с': 'c', 'т': 't', 'у': 'y', 'х': 'x', 'ѕ': 's', 'і': 'i', 'ї': 'i', 'ј': 'j',
	'ԁ': 'd', 'ԛ': 'q', 'ԝ': 'w', 'һ': 'h', 'ѵ': 'v', 'г': 'r', 'ё': 'e', 'ӏ': 'l',
	'А': 'A', 'В': 'B', 'Е': 'E', 'К': 'K', 'М': 'M', 'Н': 'H', 'О': 'O', 'Р': 'P',
	'С': 'C', 'Т': 'T', 'У': 'Y', 'Х': 'X', 'Ѕ': 'S', 'І': 'I', 'Ї': 'I', 'Ј': 'J',
	'Ԁ': 'D', 'Ԛ': 'Q', 'Ԝ': 'W', 'Ӏ': 'l', 'Ё': 'E',
	'α': 'a', 'ο': 'o', 'ρ': 'p', 'ν': 'v', 'ι': 'i', 'κ': 'k', 'υ': 'u', 'γ': 'y', 'τ': 't', 'χ': 'x',
	'Α': 'A', 'Β': 'B', 'Ε': 'E', 'Ζ': 'Z', 'Η': 'H', 'Ι': 'I', 'Κ': 'K', 'Μ': 'M',
	'Ν': 'N', 'Ο': 'O', 'Ρ': 'P', 'Τ': 'T', 'Υ': 'Y', 'Χ': 'X',
}

// foldMixedWords rewrites words that hold Latin letters and only imitations of
// Latin letters besides. All other words are returned as they are.
func foldMixedWords(s string) string {
	if !mixesScripts(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	start := 0
	runes := []rune(s)
	for i := 0; i <= len(runes); i++ {
		if i < len(runes) && isWordRune(runes[i]) {
			continue
		}
		writeMixedWord(&b, runes[start:i])
		if i < len(runes) {
			b.WriteRune(runes[i])
		}
		start = i + 1
	}
	return b.String()
}

func isWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) }

// mixesScripts reports whether s holds both Latin letters and imitations.
func mixesScripts(s string) bool {
	latin, other := false, false
	for _, r := range s {
		if r < 0x80 {
			latin = latin || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
			continue
		}
		if _, ok := imitations[r]; ok {
			other = true
		}
	}
	return latin && other
}

func writeMixedWord(b *strings.Builder, word []rune) {
	latin, foreign, imitated := false, false, false
	for _, r := range word {
		if _, ok := imitations[r]; ok {
			imitated = true
		} else if unicode.Is(unicode.Latin, r) {
			latin = true
		} else if unicode.IsLetter(r) {
			foreign = true
		}
	}
	fold := latin && imitated && !foreign
	for _, r := range word {
		if c, ok := imitations[r]; ok && fold {
			b.WriteByte(c)
			continue
		}
		b.WriteRune(r)
	}
}
