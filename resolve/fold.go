package resolve

import (
	"bytes"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxValue is the longest value compared letter by letter, in bytes: no name
// needs more, and the kernels are quadratic beyond 64 characters. What is
// longer is shortened so that it equals only what is equal as a whole.
const maxValue = 192

// maxFolded is how much of a value is folded, in bytes; what comes after it
// counts as it is written.
const maxFolded = 1 << 16

// fold writes v in the form used for comparison: compatibility characters
// unified, marks stripped, lower case, control characters and runs of spaces
// as one space, placeholders as nothing. keep says which punctuation stays.
func fold(dst, v []byte, keep func(byte) bool) []byte {
	var rest []byte
	if len(v) > maxFolded {
		v, rest = v[:maxFolded], v[maxFolded:]
	}
	start := len(dst)
	space := true
	for i := 0; i < len(v); i++ {
		c := v[i]
		if c >= utf8.RuneSelf {
			return foldUnicode(dst[:start], v, rest, keep)
		}
		switch {
		case c >= 'A' && c <= 'Z':
			dst, space = append(dst, c+'a'-'A'), false
		case c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c > ' ' && c < 127 && keep(c):
			dst, space = append(dst, c), false
		case !space && c != '\'':
			dst, space = append(dst, ' '), true
		}
	}
	return finish(dst, start, rest)
}

func foldUnicode(dst, v, rest []byte, keep func(byte) bool) []byte {
	start := len(dst)
	space := true
	// The normaliser stops at invalid bytes, so they go first.
	for _, r := range string(norm.NFKD.Bytes(bytes.ToValidUTF8(v, []byte{' '}))) {
		switch {
		case unicode.Is(unicode.Mn, r) || r == '\'' || r == '’':
		case unicode.Is(unicode.Cyrillic, r) || unicode.Is(unicode.Greek, r):
			spelt := roman(unicode.ToLower(r))
			if spelt == nil && unicode.IsLetter(r) && r != 'ъ' && r != 'ь' && r != 'Ъ' && r != 'Ь' {
				spelt = utf8.AppendRune(nil, unicode.ToLower(r))
			}
			dst, space = append(dst, spelt...), space && len(spelt) == 0
		case unicode.IsLetter(r) || unicode.IsDigit(r) || r < 127 && r > ' ' && keep(byte(r)):
			dst, space = appendFolded(dst, unicode.ToLower(r)), false
		case !space:
			dst, space = append(dst, ' '), true
		}
	}
	return finish(dst, start, rest)
}

// appendFolded spells letters that have a common plain spelling.
func appendFolded(dst []byte, r rune) []byte {
	switch r {
	case 'ß':
		return append(dst, "ss"...)
	case 'ø':
		return append(dst, 'o')
	case 'æ':
		return append(dst, "ae"...)
	case 'œ':
		return append(dst, "oe"...)
	case 'ł':
		return append(dst, 'l')
	case 'đ', 'ð':
		return append(dst, 'd')
	case 'ı':
		return append(dst, 'i')
	}
	return utf8.AppendRune(dst, r)
}

// finish trims what was folded since start. rest is what was too long to fold.
func finish(dst []byte, start int, rest []byte) []byte {
	out := bytes.TrimRight(dst[start:], " ")
	if len(out) > maxValue || len(rest) > 0 {
		return condense(dst, start, len(out), rest)
	}
	if placeholder(out) {
		return dst[:start]
	}
	return dst[:start+len(out)]
}

// placeholder reports values by which people and programs say "no value".
func placeholder(v []byte) bool {
	switch string(v) {
	case "nan", "null", "none", "n/a", "n a", "na", "nil", "unknown", "not known", "undefined", "not available", "-", "--", ".", "?", "xx", "xxx", "tbc", "tbd", "missing":
		return true
	}
	return false
}

func keepNone(byte) bool    { return false }
func keepMail(c byte) bool  { return c == '@' || c == '.' || c == '_' || c == '-' || c == '+' }
func keepText(c byte) bool  { return c == '/' || c == '-' || c == '?' }
func keepAddr(c byte) bool  { return c == '/' }
func keepIP(c byte) bool    { return c == '.' || c == ':' }
func keepFull(c byte) bool  { return c == ',' || c == '-' }
func keepSlash(c byte) bool { return c == '/' || c == '-' || c == '.' || c == '?' }

// canonical writes v as kind k compares it.
func canonical(dst, v []byte, k Kind) []byte {
	if len(v) == 0 {
		return dst
	}
	start := len(dst)
	switch k {
	case GivenName, FamilyName, Place, OtherNames:
		dst = fold(dst, v, keepNone)
	case FullName:
		dst = fold(dst, v, keepFull)
	case Address: // long ones may share words
		return fold(dst, v, keepAddr)
	case FreeText:
		return fold(dst, v, keepText)
	case BirthDate:
		dst = foldDate(dst, v)
	case Phone:
		return foldPhone(dst, v)
	case Email:
		return foldMail(dst, v)
	case Document, BankAccount, Device, PhotoPrint, Postcode, HouseNumber:
		return squeeze(dst, v)
	case IP:
		dst = fold(dst, v, keepIP)
	default:
		dst = fold(dst, v, keepText)
	}
	return asOne(dst, start)
}

// squeeze keeps letters and digits only.
func squeeze(dst, v []byte) []byte {
	start := len(dst)
	dst = asOne(fold(dst, v, keepNone), start)
	out := dst[start:start]
	for _, c := range dst[start:] {
		if c != ' ' {
			out = append(out, c)
		}
	}
	if placeholder(out) {
		return dst[:start]
	}
	return dst[:start+len(out)]
}

// foldPhone keeps the last nine digits: country codes and trunk zeros are
// written or left out at will. What is long and holds more digits than any
// number has is no phone and counts as missing.
func foldPhone(dst, v []byte) []byte {
	start := len(dst)
	const long, most = 64, 15
	for _, c := range v {
		if c >= '0' && c <= '9' {
			dst = append(dst, c)
			if len(v) > long && len(dst)-start > most {
				return dst[:start]
			}
		}
	}
	digits := dst[start:]
	if len(digits) < 5 {
		return dst[:start]
	}
	const kept = 9
	if len(digits) > kept {
		copy(digits, digits[len(digits)-kept:])
		dst = dst[:start+kept]
	}
	return dst
}

// foldMail drops a +tag, which reaches the same inbox.
func foldMail(dst, v []byte) []byte {
	start := len(dst)
	dst = asOne(fold(dst, v, keepMail), start)
	m := dst[start:]
	at := bytes.LastIndexByte(m, '@')
	plus := bytes.IndexByte(m, '+')
	if plus > 0 && at > plus {
		m = append(m[:plus], m[at:]...)
	}
	return dst[:start+len(m)]
}
