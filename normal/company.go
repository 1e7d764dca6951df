package normal

import (
	"slices"
	"strings"
)

// CompanyForm is the name of a firm in comparable form.
type CompanyForm struct {
	Canonical string // folded, without legal form, punctuation and a leading "the": "acme and sons"
	Legal     string // the legal form that was cut off: "ltd", "gmbh"; "" when none was written
}

const maxCompanyBytes = 256

// Company reads the name of a firm as CVs, invoices and bank exports write it,
// so that "ACME Ltd." and "Acme Limited" join. A name that is nothing but a
// legal form keeps it. Input beyond 256 bytes is cut.
func Company(s string) CompanyForm {
	words := companyWords(s)
	var legal []string
	for before := 0; before != len(words); { // "Smith & Co Ltd" needs several rounds
		before = len(words)
		if before > 1 && words[0] == "the" {
			words = words[1:]
		} else if form, n := legalForm(words); n > 0 {
			legal, words = append(legal, form), words[:before-n]
		} else if before > 1 && words[before-1] == "and" {
			words = words[:before-1]
		}
	}
	slices.Reverse(legal)
	return CompanyForm{Canonical: strings.Join(words, " "), Legal: strings.Join(legal, " ")}
}

// IsCompany reports whether a name ends in a legal form, which no person's
// does: "Jane Doe Consulting Ltd". A firm without one is not recognised.
func IsCompany(s string) bool {
	words := companyWords(s)
	if len(words) < 2 {
		return false
	}
	form, n := legalForm(words)
	return n > 0 && form != "co" && form != "sa" && form != "ag" && form != "as"
}

func companyWords(s string) []string {
	s = Fold(cutRunes(s, maxCompanyBytes))
	b := make([]byte, 0, len(s)+8)
	for i := 0; i < len(s); i++ {
		switch c := s[i]; c {
		case '&', '+':
			b = append(b, " and "...)
		case '.', '\'':
			// "S.p.A." is one word
		case ',', '(', ')', '"', '/', '-', '_', ':', ';', '[', ']', '|', '!', '*':
			b = append(b, ' ')
		default:
			b = append(b, c)
		}
	}
	return strings.Fields(Fold(cutRunes(string(b), maxCompanyBytes))) // bytes that are no text grow when they are folded
}

// legalForm returns the legal form at the end of words, in one spelling, and
// how many words it takes.
func legalForm(words []string) (form string, n int) {
	for n := 4; n > 0; n-- {
		if len(words) <= n {
			continue
		}
		if form, ok := legalForms[strings.Join(words[len(words)-n:], " ")]; ok {
			return form, n
		}
	}
	return "", 0
}

// legalForms maps legal forms, folded and without dots, to one spelling.
var legalForms = map[string]string{
	"ltd": "ltd", "limited": "ltd", "plc": "plc", "public limited company": "plc", "llp": "llp", "llc": "llc", "inc": "inc", "incorporated": "inc", "corp": "corp", "corporation": "corp",
	"co": "co", "company": "co", "gmbh": "gmbh", "gmbh and co kg": "gmbh", "ag": "ag", "ug": "ug", "kg": "kg", "ohg": "ohg", "gbr": "gbr", "mbh": "gmbh", "sa": "sa", "sas": "sas", "sasu": "sas", "sarl": "sarl", "eurl": "eurl",
	"srl": "srl", "spa": "spa", "sl": "sl", "slu": "sl", "bv": "bv", "b v": "bv", "nv": "nv", "ab": "ab", "oy": "oy", "oyj": "oyj", "as": "as", "aps": "aps", "a s": "as", "sp z oo": "spzoo", "spolka z oo": "spzoo", "sro": "sro", "doo": "doo", "kft": "kft",
	"pty ltd": "ltd", "pty": "ltd", "pvt ltd": "ltd", "private limited": "ltd", "pte ltd": "ltd", "co ltd": "ltd", "sdn bhd": "bhd", "bhd": "bhd", "kk": "kk", "ou": "ou", "uab": "uab", "sia": "sia", "ooo": "ooo", "ood": "ood", "lda": "lda", "ltda": "lda", "cic": "cic", "pbc": "pbc", "pc": "pc",
}
