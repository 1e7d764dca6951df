package normal

import (
	"strings"
	"unicode"
)

// DocumentNumber returns the key on which identity documents are joined:
// country (alpha-2, "" when unknown), kind of document and number, upper case,
// without spaces, hyphens, slashes, dots and "<". An empty number gives "".
// Letters and digits are kept as they are: O and 0 are different in a number.
//
//	DocumentNumber("United Kingdom", "Passport", "123 456 789") == "GB:passport:123456789"
func DocumentNumber(country, typ, number string) string {
	number = strings.ToUpper(Fold(cutRunes(number, 128)))
	number = strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, number)
	number = strings.ToUpper(Fold(number))
	if number == "" {
		return ""
	}
	return Country(country) + ":" + documentKind(typ) + ":" + number
}

// documentKind names the kinds of documents; others are folded as written.
func documentKind(typ string) string {
	t := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, Fold(cutRunes(typ, 64)))
	switch t {
	case "":
		return "document"
	case "p", "passport", "passeport", "reisepass", "pasaporte", "passaporte", "internationalpassport", "travelpassport":
		return "passport"
	case "id", "idcard", "identitycard", "nationalid", "nationalidentitycard", "nationalidcard", "personalausweis", "dni", "cni", "identificationcard", "i", "ac":
		return "id_card"
	case "dl", "drivinglicence", "drivinglicense", "driverslicense", "driverslicence", "driverlicense", "driverlicence", "fuhrerschein", "licence", "license":
		return "driving_licence"
	case "brp", "residencepermit", "residencecard", "biometricresidencepermit", "aufenthaltstitel", "greencard", "permanentresidentcard":
		return "residence_permit"
	case "visa", "v":
		return "visa"
	}
	return t
}
