package normal

import (
	"strings"

	"github.com/nyaruka/phonenumbers"
)

// The library reads every form of every country and takes 20 microseconds for
// it. Most numbers are written in the few plain forms of two plans (+44 and +1)
// that need no such care: ten digits, the first not 0. Those are read here, with
// results that a test holds equal to the library's.

// plainPhone returns country code and national number of such a form.
func plainPhone(s, region string) (code int32, national uint64, ok bool) {
	var digits [12]byte
	n := 0
	plus := strings.HasPrefix(s, "+")
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c >= '0' && c <= '9':
			if n == len(digits) {
				return 0, 0, false
			}
			digits[n] = c
			n++
		case c == ' ' || c == '-':
		case c == '+' && i == 0:
		default:
			return 0, 0, false
		}
	}
	d := digits[:n]
	switch {
	case plus && n == 12 && d[0] == '4' && d[1] == '4':
		code, d = 44, d[2:]
	case plus && n == 11 && d[0] == '1':
		code, d = 1, d[1:]
	case !plus && n == 11 && d[0] == '0' && region == "GB":
		code, d = 44, d[1:]
	case !plus && n == 10 && (region == "US" || region == "CA"):
		code = 1
	default:
		return 0, 0, false
	}
	if d[0] == '0' || code == 1 && d[0] == '1' || code == 44 && (d[0] == '4' || d[0] == '6') {
		return 0, 0, false
	}
	for _, c := range d {
		national = national*10 + uint64(c-'0')
	}
	return code, national, true
}

// plainE164 writes a number of ten digits.
func plainE164(code int32, national uint64) string {
	var b [14]byte
	i := len(b)
	for range 10 {
		i--
		b[i] = byte('0' + national%10)
		national /= 10
	}
	for code > 0 {
		i--
		b[i] = byte('0' + code%10)
		code /= 10
	}
	b[i-1] = '+'
	return string(b[i-1:])
}

// plainForm completes the form of a plain number, with the kinds remembered in
// plans when it is not nil.
func plainForm(code int32, national uint64, plans *phonePlans) PhoneForm {
	e164 := plainE164(code, national)
	form := PhoneForm{E164: e164, Block: e164[:len(e164)-1]}
	form.LineType, form.Valid = plans.kind(code, national)
	return form
}

// numberKind asks the library what kind of number it is; a number in no
// assigned range is not valid.
func numberKind(n *phonenumbers.PhoneNumber) (LineType, bool) {
	t := phonenumbers.GetNumberType(n)
	return lineType(t), t != phonenumbers.UNKNOWN
}

// phonePlans remembers the kind of each six-digit prefix of the two plans: in
// both, the last four digits of ten decide nothing.
type phonePlans struct {
	uk, nanp []uint8 // by prefix; 0 for not yet asked
}

const planPrefixes = 1_000_000

// planKinds gives the remembered numbers their meaning.
var planKinds = [...]LineType{LineUnknown, LineMobile, LineLandline, LineVoIP, LineVirtual, LineTollFree, LinePremium, LineShared}

func (p *phonePlans) kind(code int32, national uint64) (LineType, bool) {
	n := phonenumbers.PhoneNumber{CountryCode: &code, NationalNumber: &national}
	if p == nil {
		return numberKind(&n)
	}
	table := &p.uk
	if code == 1 {
		table = &p.nanp
	}
	if *table == nil {
		*table = make([]uint8, planPrefixes)
	}
	at := &(*table)[national/10_000%planPrefixes]
	if *at == 0 {
		kind, valid := numberKind(&n)
		*at = 1
		if valid {
			*at = 2
		}
		for i, k := range planKinds {
			if k == kind {
				*at |= uint8(i) << 2
			}
		}
	}
	return planKinds[*at>>2], *at&3 == 2
}
