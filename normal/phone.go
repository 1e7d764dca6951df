package normal

import (
	"errors"
	"fmt"
	"strings"

	"github.com/nyaruka/phonenumbers"
)

// LineType says what kind of line a numbering plan assigns a number to.
type LineType string

// The line types. A plan that does not tell mobile from landline (+1) gives
// LineUnknown, and so does every number of such a plan that is in fact VoIP.
const (
	LineUnknown  LineType = "unknown"
	LineMobile   LineType = "mobile"
	LineLandline LineType = "landline"
	LineVoIP     LineType = "voip"
	LineVirtual  LineType = "virtual" // personal numbers, pagers, voicemail: routed to another line
	LineTollFree LineType = "toll_free"
	LinePremium  LineType = "premium"
	LineShared   LineType = "shared" // shared cost and company-wide numbers
)

// PhoneForm is a phone number in comparable form.
type PhoneForm struct {
	E164      string // "+442079460018"
	LineType  LineType
	Block     string // E164 without its last digit, equal for adjacent numbers
	Extension string // digits only, "" when there is none
	// Valid reports whether the number is in a range the plan has assigned.
	// Numbers that only have a possible length are read too: new ranges
	// appear before libraries know them.
	Valid bool
}

const maxPhoneBytes = 64

// ErrPhone is wrapped by every error of Phone.
var ErrPhone = errors.New("not a phone number")

// Phone reads a number as people write it. defaultRegion is the ISO 3166-1
// alpha-2 country used for numbers without an international prefix (+, 00); when it is
// empty such numbers are errors, because guessing joins strangers. Line types
// come from the numbering plans in libphonenumber's metadata. Errors wrap
// [ErrPhone].
func Phone(s, defaultRegion string) (PhoneForm, error) { return readPhone(s, defaultRegion, nil) }

func readPhone(s, defaultRegion string, plans *phonePlans) (PhoneForm, error) {
	s = strings.TrimSpace(s)
	if len(s) == 0 || len(s) > maxPhoneBytes {
		return PhoneForm{}, fmt.Errorf("%w: empty, or longer than %d bytes", ErrPhone, maxPhoneBytes)
	}
	if len(s) > 4 && strings.EqualFold(s[:4], "tel:") {
		s = s[4:]
	}
	region := strings.ToUpper(defaultRegion)
	if code, national, ok := plainPhone(s, region); ok {
		return plainForm(code, national, plans), nil
	}
	if region == "" && strings.HasPrefix(s, "00") {
		s = "+" + s[2:] // the prefix most countries dial abroad with
	}
	form, err := parsePhone(s, region)
	// Numbers outside every assigned range can hold a trunk prefix that only
	// shows in their international form; read on until the form is its own.
	for range 3 {
		if err != nil || form.Valid {
			return form, err
		}
		again, err := parsePhone(form.E164, "")
		if err != nil {
			return PhoneForm{}, err
		}
		if again.E164 == form.E164 {
			return form, nil
		}
		again.Extension = form.Extension
		form = again
	}
	return PhoneForm{}, fmt.Errorf("%w: it has no one international form", ErrPhone)
}

// KnownRegion reports whether region is a country, in two letters (ISO 3166),
// whose telephone numbers are known; no region at all is fine too.
func KnownRegion(region string) bool {
	return region == "" || phonenumbers.GetCountryCodeForRegion(strings.ToUpper(region)) != 0
}

func parsePhone(s, region string) (PhoneForm, error) {
	var n phonenumbers.PhoneNumber
	if err := phonenumbers.ParseToNumber(s, region, &n); err != nil {
		return PhoneForm{}, fmt.Errorf("%w: %v", ErrPhone, err)
	}
	if !phonenumbers.IsPossibleNumber(&n) {
		return PhoneForm{}, fmt.Errorf("%w: too short or too long for its country", ErrPhone)
	}
	e164 := phonenumbers.Format(&n, phonenumbers.E164)
	if len(e164) < 6 || len(e164) > 17 || e164[0] != '+' || !isDigits(e164[1:]) {
		return PhoneForm{}, fmt.Errorf("%w: no international form", ErrPhone)
	}
	form := PhoneForm{E164: e164, Block: e164[:len(e164)-1], Extension: onlyDigits(n.GetExtension(), 12)}
	form.LineType, form.Valid = numberKind(&n)
	return form, nil
}

func lineType(t phonenumbers.PhoneNumberType) LineType {
	switch t {
	case phonenumbers.FIXED_LINE:
		return LineLandline
	case phonenumbers.MOBILE:
		return LineMobile
	case phonenumbers.VOIP:
		return LineVoIP
	case phonenumbers.PERSONAL_NUMBER, phonenumbers.PAGER, phonenumbers.VOICEMAIL:
		return LineVirtual
	case phonenumbers.TOLL_FREE:
		return LineTollFree
	case phonenumbers.PREMIUM_RATE:
		return LinePremium
	case phonenumbers.SHARED_COST, phonenumbers.UAN:
		return LineShared
	}
	return LineUnknown // FIXED_LINE_OR_MOBILE says nothing, UNKNOWN neither
}

// onlyDigits returns the digits of s, at most n.
func onlyDigits(s string, n int) string {
	if isDigits(s) && len(s) <= n {
		return s
	}
	b := make([]byte, 0, n)
	for i := 0; i < len(s) && len(b) < n; i++ {
		if s[i] >= '0' && s[i] <= '9' {
			b = append(b, s[i])
		}
	}
	return string(b)
}

// PhoneCache remembers recent numbers and the kinds of the ranges they lie in.
// It is a fixed set of tables without locks: one goroutine owns one cache. The
// zero value is ready and allocates on first use, at most about 4 MB. Results
// are equal to those of [Phone], whatever was asked before.
type PhoneCache struct {
	slots []phoneSlot
	plans phonePlans
}

type phoneSlot struct {
	filled       bool
	text, region string
	form         PhoneForm
	err          error
}

const phoneSlots = 1 << 13

// Phone is [Phone] behind the cache.
func (c *PhoneCache) Phone(s, defaultRegion string) (PhoneForm, error) {
	if code, national, ok := plainPhone(s, defaultRegion); ok {
		return plainForm(code, national, &c.plans), nil
	}
	if len(s) > maxPhoneBytes || len(defaultRegion) > 8 {
		return Phone(s, defaultRegion)
	}
	if c.slots == nil {
		c.slots = make([]phoneSlot, phoneSlots)
	}
	slot := &c.slots[fnv1a(fnv1a(fnvOffset, defaultRegion), s)%phoneSlots]
	if slot.filled && slot.text == s && slot.region == defaultRegion {
		return slot.form, slot.err
	}
	form, err := readPhone(s, defaultRegion, &c.plans)
	*slot = phoneSlot{filled: true, text: strings.Clone(s), region: defaultRegion, form: form, err: err}
	return form, err
}
