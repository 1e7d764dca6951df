package normal

import (
	"errors"
	"fmt"
	"strings"
)

// MRZForm is a machine-readable zone of a travel document (ICAO 9303). Fields
// are as printed, without fillers.
type MRZForm struct {
	Format         string // "TD1", "TD2", "TD3", "MRV-A", "MRV-B", "FRA-ID" (French card until 2021)
	DocumentCode   string // "P", "ID", "I", "V" ...
	Issuer         string // three-letter code as printed; "D" for Germany
	DocumentNumber string
	Nationality    string // code as printed; held for cross-field checks, never for scoring
	BirthDate      string // YYMMDD as printed; parts that are unknown are "<"
	ExpiryDate     string // YYMMDD as printed
	Sex            string // "F", "M", "X" or "" when unspecified
	Surname        string // words separated by single spaces
	GivenNames     string
	NamesTruncated bool   // the name field is full, so names may be cut
	Optional       string // optional data of the issuer; TD1: both fields, separated by a space
	// Failed lists the checks that did not agree, from: document_number,
	// birth_date, expiry_date, optional, composite, birth_date_form,
	// expiry_date_form, characters. Scanning errors are the usual cause.
	Failed []string
	Lines  []string // the lines that were read, upper case
}

// OK reports that every check agreed.
func (m MRZForm) OK() bool { return len(m.Failed) == 0 }

// ErrMRZ is wrapped by every error of MRZ.
var ErrMRZ = errors.New("not a machine-readable zone")

// mrzLayout says where the fields stand: [from, to) in the lines joined.
type mrzLayout struct {
	format        string
	lines, width  int
	number, check [2]int // document number; its check digit's place is check[0]
	birth, expiry [2]int // six digits, each followed by its check digit
	sex           int
	nationality   [2]int
	names         [2]int
	optional      [][2]int
	optionalCheck int      // place of the optional data's own check digit, 0 for none
	composite     [][2]int // what the last check digit covers; nil for none
	compositeAt   int
}

// mrzLayouts are the layouts of ICAO 9303 parts 4 to 7.
var mrzLayouts = []mrzLayout{
	{format: "TD3", lines: 2, width: 44, number: [2]int{44, 53}, check: [2]int{53, 54}, nationality: [2]int{54, 57}, birth: [2]int{57, 63}, sex: 64, expiry: [2]int{65, 71},
		names: [2]int{5, 44}, optional: [][2]int{{72, 86}}, optionalCheck: 86, composite: [][2]int{{44, 54}, {57, 64}, {65, 87}}, compositeAt: 87},
	{format: "TD2", lines: 2, width: 36, number: [2]int{36, 45}, check: [2]int{45, 46}, nationality: [2]int{46, 49}, birth: [2]int{49, 55}, sex: 56, expiry: [2]int{57, 63},
		names: [2]int{5, 36}, optional: [][2]int{{64, 71}}, composite: [][2]int{{36, 46}, {49, 56}, {57, 71}}, compositeAt: 71},
	{format: "TD1", lines: 3, width: 30, number: [2]int{5, 14}, check: [2]int{14, 15}, birth: [2]int{30, 36}, sex: 37, expiry: [2]int{38, 44}, nationality: [2]int{45, 48},
		names: [2]int{60, 90}, optional: [][2]int{{15, 30}, {48, 59}}, composite: [][2]int{{5, 30}, {30, 37}, {38, 45}, {48, 59}}, compositeAt: 59},
}

// visaLayout drops what visas do not have: a composite check digit.
func visaLayout(l mrzLayout) mrzLayout {
	l.composite, l.optionalCheck = nil, 0
	if l.format == "TD3" {
		l.format, l.optional = "MRV-A", [][2]int{{72, 88}}
	} else {
		l.format, l.optional = "MRV-B", [][2]int{{64, 72}}
	}
	return l
}

// MRZ reads the two or three lines of a zone: TD1 (3 x 30), TD2 (2 x 36), TD3
// (2 x 44), visas MRV-A and MRV-B, and the French card that preceded TD1 there. Lines may be given apart or joined by line
// breaks or "|"; case and spaces do not matter. A zone whose checks fail is
// returned with the list of failures, not as an error; errors wrap [ErrMRZ] and
// mean that the lines have no such layout.
func MRZ(lines ...string) (MRZForm, error) {
	clean, err := mrzLines(lines)
	if err != nil {
		return MRZForm{}, err
	}
	for _, l := range mrzLayouts {
		if len(clean) != l.lines || len(clean[0]) != l.width {
			continue
		}
		if clean[0][0] == 'V' && l.lines == 2 {
			l = visaLayout(l)
		}
		if l.format == "TD2" && strings.HasPrefix(clean[0], "IDFRA") && isFrenchCard(clean) {
			return readFrenchCard(clean), nil
		}
		return l.read(clean), nil
	}
	return MRZForm{}, fmt.Errorf("%w: %d lines of %d characters, want 3 of 30, 2 of 36 or 2 of 44", ErrMRZ, len(clean), len(clean[0]))
}

// mrzLines splits, cleans and checks the lines.
func mrzLines(lines []string) ([]string, error) {
	var clean []string
	for _, l := range lines {
		if len(l) > 512 {
			return nil, fmt.Errorf("%w: a line is longer than 512 bytes", ErrMRZ)
		}
		for part := range strings.FieldsFuncSeq(l, func(r rune) bool { return r == '\n' || r == '\r' || r == '|' }) {
			if c := cleanMRZLine(part); c != "" {
				clean = append(clean, c)
			}
		}
	}
	if len(clean) == 1 && len(clean[0]) == 90 { // three lines run together
		clean = []string{clean[0][:30], clean[0][30:60], clean[0][60:]}
	} else if len(clean) == 1 && (len(clean[0]) == 88 || len(clean[0]) == 72) {
		half := len(clean[0]) / 2
		clean = []string{clean[0][:half], clean[0][half:]}
	}
	if len(clean) < 2 || len(clean) > 3 {
		return nil, fmt.Errorf("%w: want two or three lines", ErrMRZ)
	}
	for _, c := range clean {
		if len(c) != len(clean[0]) {
			return nil, fmt.Errorf("%w: lines of different length", ErrMRZ)
		}
	}
	return clean, nil
}

// cleanMRZLine upper-cases, drops spaces and reads what programs make of "<".
func cleanMRZLine(s string) string {
	b := make([]byte, 0, len(s))
	for _, r := range s {
		switch {
		case r >= 'a' && r <= 'z':
			b = append(b, byte(r-'a'+'A'))
		case r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '<':
			b = append(b, byte(r))
		case r == '«' || r == '≪':
			b = append(b, '<', '<')
		case r == '‹' || r == '＜' || r == '〈':
			b = append(b, '<')
		case r == ' ' || r == '\t' || r == '\u00a0' || r == '\u200b' || r == '\ufeff':
		default:
			b = append(b, '?') // kept in place so that the length shows
		}
	}
	return string(b)
}

// read takes the fields from lines of the right shape and does all checks.
func (l mrzLayout) read(lines []string) MRZForm {
	z := strings.Join(lines, "")
	field := func(at [2]int) string { return z[at[0]:at[1]] }
	m := MRZForm{Format: l.format, DocumentCode: unfill(z[:2]), Issuer: unfill(z[2:5]), Nationality: unfill(field(l.nationality)), BirthDate: field(l.birth), ExpiryDate: field(l.expiry), Lines: lines}
	if c := z[l.sex]; c != '<' {
		m.Sex = string(c)
	}
	m.readNames(field(l.names))
	var optional []string
	for _, at := range l.optional {
		optional = append(optional, field(at))
	}
	number, digit, rest := documentNumber(field(l.number), z[l.check[0]], optional[0])
	m.DocumentNumber, optional[0] = unfill(number), rest
	for _, o := range optional {
		m.Optional = strings.TrimSpace(m.Optional + " " + unfill(o))
	}
	fits := checkDigitFits(number, digit)
	if !fits && m.Issuer == "BEL" && len(number) > 9 {
		fits = checkDigitFits(number[:9]+"<"+number[9:], digit) // older Belgian cards count the filler
	}
	m.require("document_number", fits)
	m.require("birth_date", checkDigitFits(m.BirthDate, z[l.birth[1]]))
	m.require("expiry_date", checkDigitFits(m.ExpiryDate, z[l.expiry[1]]))
	if l.optionalCheck > 0 {
		c := z[l.optionalCheck]
		m.require("optional", checkDigitFits(field(l.optional[0]), c) || c == '<' && unfill(field(l.optional[0])) == "")
	}
	if l.composite != nil {
		var b strings.Builder
		for _, at := range l.composite {
			b.WriteString(field(at))
		}
		m.require("composite", checkDigitFits(b.String(), z[l.compositeAt]))
	}
	m.require("birth_date_form", mrzDate(m.BirthDate, true))
	m.require("expiry_date_form", mrzDate(m.ExpiryDate, false))
	m.require("characters", !strings.Contains(z, "?"))
	return m
}

func (m *MRZForm) require(check string, ok bool) {
	if !ok {
		m.Failed = append(m.Failed, check)
	}
}

// readNames splits the name field at the double filler.
func (m *MRZForm) readNames(s string) {
	m.NamesTruncated = s[len(s)-1] != '<'
	primary, secondary, _ := strings.Cut(s, "<<")
	m.Surname, m.GivenNames = unfill(primary), unfill(secondary)
}

// documentNumber handles numbers longer than the field: the check digit's place
// holds a filler, and the rest with its check digit opens the optional data.
func documentNumber(field string, digit byte, optional string) (number string, check byte, rest string) {
	if digit != '<' {
		return field, digit, optional
	}
	more, tail, _ := strings.Cut(optional, "<")
	if len(more) < 2 || strings.HasSuffix(field, "<") {
		return field, digit, optional
	}
	return field + more[:len(more)-1], more[len(more)-1], tail
}

// unfill turns fillers into single spaces.
func unfill(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == '<' || r == '?' }), " ")
}

// mrzCheckDigit is the check digit of ICAO 9303 part 3: weights 7, 3, 1, letters
// 10 to 35, filler 0.
func mrzCheckDigit(s string) byte {
	sum := 0
	for i := 0; i < len(s); i++ {
		v := 0
		switch c := s[i]; {
		case c >= '0' && c <= '9':
			v = int(c - '0')
		case c >= 'A' && c <= 'Z':
			v = int(c-'A') + 10
		}
		sum += v * [3]int{7, 3, 1}[i%3]
	}
	return byte('0' + sum%10)
}

func checkDigitFits(s string, digit byte) bool { return mrzCheckDigit(s) == digit }

// mrzDate checks YYMMDD; parts that are unknown may be filled, in dates of
// birth only.
func mrzDate(s string, mayBeUnknown bool) bool {
	part := func(from, lo, hi int) bool {
		p := s[from : from+2]
		if mayBeUnknown && (p == "<<" || p == "00" && from > 0) {
			return true
		}
		if !isDigits(p) {
			return false
		}
		v := int(p[0]-'0')*10 + int(p[1]-'0')
		return v >= lo && v <= hi
	}
	return part(0, 0, 99) && part(2, 1, 12) && part(4, 1, 31)
}
