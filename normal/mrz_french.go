package normal

import "strings"

// The French identity card issued until 2021 has two lines of 36 characters
// that are not TD2: the family name and the office on the first, and on the
// second the card's number, given names, date of birth, sex and one check digit
// over everything. It prints no date of expiry in the zone. Read as TD2 every
// honest holder's card would fail, so it is told apart by its shape.

// isFrenchCard reports that the second line has a birth date and a sex where
// the French card has them and TD2 does not.
func isFrenchCard(lines []string) bool {
	second := lines[1]
	return isDigits(second[27:34]) && strings.IndexByte("MF<", second[34]) >= 0 && !isDigits(second[13:19])
}

func readFrenchCard(lines []string) MRZForm {
	first, second := lines[0], lines[1]
	m := MRZForm{
		Format: "FRA-ID", DocumentCode: "ID", Issuer: "FRA", Nationality: "FRA", DocumentNumber: unfill(second[:12]),
		BirthDate: second[27:33], Surname: unfill(first[5:30]), GivenNames: unfill(second[13:27]), Optional: unfill(first[30:]),
		NamesTruncated: first[29] != '<' || second[26] != '<', Lines: lines,
	}
	if c := second[34]; c != '<' {
		m.Sex = string(c)
	}
	m.require("document_number", checkDigitFits(second[:12], second[12]))
	m.require("birth_date", checkDigitFits(m.BirthDate, second[33]))
	m.require("composite", checkDigitFits(first+second[:35], second[35]))
	m.require("birth_date_form", mrzDate(m.BirthDate, true))
	m.require("characters", !strings.Contains(first+second, "?"))
	return m
}
