package normal

import (
	"slices"
	"strings"
)

// AddressKind says what kind of place an address is, as far as its text shows.
type AddressKind string

// The kinds of places.
const (
	AddressUnknown     AddressKind = ""                    // nothing was given
	AddressResidential AddressKind = "residential_unknown" // nothing in the text says that it is anything but a home
	AddressPOBox       AddressKind = "po_box"
	AddressMailDrop    AddressKind = "mail_drop" // private mailboxes and virtual offices
	AddressForwarder   AddressKind = "forwarder"
	AddressLocker      AddressKind = "locker"
	AddressParcelShop  AddressKind = "parcel_shop"
	AddressPosteRest   AddressKind = "poste_restante"
	AddressOffice      AddressKind = "office"
	AddressCoworking   AddressKind = "coworking"
	AddressHotel       AddressKind = "hotel"
	AddressHostel      AddressKind = "hostel"    // hostels, shelters, student halls
	AddressMilitary    AddressKind = "military"  // BFPO, APO, FPO, DPO
	AddressCareHome    AddressKind = "care_home" // care homes, hospitals
)

// AddressForm is a postal address in comparable form. All strings are folded.
// The parser reads what addresses have in common and does not know every
// country's order; what it cannot place stays in Canonical.
type AddressForm struct {
	Canonical string // all parts in a fixed order: unit, building, city, postcode, country
	Building  string // Canonical without the unit: "12 high street, leeds, ls11aa, GB"
	Unit      string // "flat 3", "floor 2", "pmb 114"; words in a fixed spelling
	Number    string // house number with its letter: "12a", "12-14"
	Street    string // street name with the usual words in full: "high street"
	City      string
	Postcode  string // upper-case without spaces in GB, as the country writes it elsewhere
	Outward   string // the part of the postcode that names a district: "LS1"; first three or so characters elsewhere
	Region    string // state or county, when one was given and known
	Country   string // ISO 3166-1 alpha-2, "" when unknown
	Name      string // building, company or house name that stands before the street
	CareOf    bool   // "c/o", "care of", "attn"
	Kind      AddressKind
}

// IsZero reports an address without content.
func (a AddressForm) IsZero() bool { return a.Canonical == "" }

const (
	maxAddressBytes = 1024
	maxAddressLines = 12
)

// Address reads an address written in one field, its parts separated by commas
// or line breaks. Input beyond 1,024 bytes or 12 parts is cut.
func Address(s string) AddressForm {
	s = cutRunes(s, maxAddressBytes)
	parts := strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == '\n' || r == '\r' || r == ';' || r == '，' })
	return readAddress(parts, "", "", "")
}

// AddressParts reads an address whose parts are known apart. Empty parts are
// left out; lines may hold several parts themselves.
func AddressParts(lines []string, city, postcode, country string) AddressForm {
	var parts []string
	total := 0
	for _, l := range lines {
		l = cutRunes(l, maxAddressBytes)
		if total += len(l); total > maxAddressBytes {
			break
		}
		parts = append(parts, strings.FieldsFunc(l, func(r rune) bool { return r == ',' || r == '\n' || r == '\r' || r == ';' })...)
	}
	return readAddress(parts, cutRunes(city, 128), cutRunes(postcode, 32), cutRunes(country, 64))
}

// addressReader is the state of one reading: parts are consumed from the ends.
type addressReader struct {
	form  AddressForm
	parts []string // folded, abbreviations expanded, not yet placed
	raw   string   // all folded text, for patterns over the whole
}

func readAddress(parts []string, city, postcode, country string) AddressForm {
	r := addressReader{}
	for _, p := range parts {
		if p = foldAddress(p); p != "" && len(r.parts) < maxAddressLines {
			r.parts = append(r.parts, p)
		}
	}
	r.raw = strings.Join(r.parts, ", ")
	r.form.Country = Country(country)
	r.form.City = strings.Join(expandWords(strings.Fields(foldAddress(city)), r.form.Country), " ")
	r.takeCountry()
	r.takePostcode(postcode)
	r.takeCareOf()
	r.form.Kind = placeKind(r.raw)
	r.takeUnits()
	r.takeStreet()
	r.takeRegion()
	r.takeCity()
	r.finish()
	return r.form
}

// foldAddress folds one part and removes the punctuation that people put in or
// leave out. Slashes, hyphens and # carry meaning and stay.
func foldAddress(s string) string {
	s = Fold(s)
	plain := true
	for i := 0; i < len(s) && plain; i++ {
		c := s[i]
		plain = c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == ' ' || c == '/' || c == '-' || c == '#' || c == '&' || c >= 0x80
	}
	if plain {
		return strings.Trim(s, " -/")
	}
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		switch c := s[i]; c {
		case '.', '"', '(', ')', '[', ']', '|', '*', '!', '?', '_', ':', '<', '>', '=', '+', '%', '$', '@', '^', '~', '`', '{', '}', '\\', ',', ';':
			b = append(b, ' ')
		case '\'':
		default:
			b = append(b, c)
		}
	}
	// "p.o. box" and "u.s.a." were written with dots between single letters
	return strings.Trim(joinSingles(Fold(string(b))), " -/")
}

// joinSingles joins runs of single letters: "p o box" is "po box".
func joinSingles(s string) string {
	words := strings.Fields(s)
	out := words[:0]
	run := false
	for _, w := range words {
		single := len(w) == 1 && w[0] >= 'a' && w[0] <= 'z'
		if single && run {
			out[len(out)-1] += w
			continue
		}
		out, run = append(out, w), single
	}
	return strings.Join(out, " ")
}

// takeCountry reads the country from the last part.
func (r *addressReader) takeCountry() {
	if r.form.Country != "" || len(r.parts) == 0 {
		r.dropRepeated(r.form.Country)
		return
	}
	last := r.parts[len(r.parts)-1]
	if len(r.parts) == 1 && len(last) <= 3 {
		return
	}
	if _, state := usStates[last]; state && len(r.parts) > 1 && !isPostcodePart(r.parts[len(r.parts)-2]) {
		return // "CA" behind a city is California, behind a postcode Canada
	}
	if c := Country(last); c != "" && len(r.parts) > 1 {
		r.form.Country = c
		r.parts = r.parts[:len(r.parts)-1]
	}
}

// dropRepeated removes a last part that only repeats the country.
func (r *addressReader) dropRepeated(country string) {
	if n := len(r.parts); n > 1 && country != "" && Country(r.parts[n-1]) == country {
		if _, state := usStates[r.parts[n-1]]; !state {
			r.parts = r.parts[:n-1]
		}
	}
}

// isPostcodePart reports a part that is a postcode and nothing else.
func isPostcodePart(p string) bool {
	p = strings.ReplaceAll(strings.ReplaceAll(p, " ", ""), "-", "")
	return len(p) >= 4 && len(p) <= 10 && (isDigits(p) || hasDigit(p[len(p)-3:]) && hasDigit(p) && !strings.ContainsAny(p, "/#&") && len(p) <= 7)
}

// takeCareOf notes and removes "c/o" with the name behind it: the host's name
// is another person's and no part of the place.
func (r *addressReader) takeCareOf() {
	kept := r.parts[:0]
	for _, p := range r.parts {
		rest, found := cutCareOf(p)
		if !found {
			kept = append(kept, p)
			continue
		}
		r.form.CareOf = true
		if i := strings.IndexAny(rest, "0123456789"); i > 0 {
			kept = append(kept, rest[i:]) // "c/o jones 12 high street"
		}
	}
	r.parts = kept
}

func cutCareOf(p string) (rest string, found bool) {
	for _, mark := range [...]string{"c/o ", "c / o ", "care of ", "attn ", "attention ", "fao ", "z hd ", "zhd ", "p/a ", "chez "} {
		if strings.HasPrefix(p, mark) {
			return p[len(mark):], true
		}
		if i := strings.Index(p, " "+mark); i >= 0 {
			return p[i+1+len(mark):], true
		}
	}
	return p, p == "c/o"
}

// finish builds the canonical strings.
func (r *addressReader) finish() {
	f := &r.form
	if f.Kind == AddressResidential && r.raw == "" && f.City == "" && f.Postcode == "" {
		f.Kind = AddressUnknown
	}
	if f.Kind == AddressResidential && isKnownDrop(f) {
		f.Kind = AddressMailDrop
	}
	if f.Number != "" && f.Street == "" { // a number beside a house's name
		f.Street, f.Name = f.Name, ""
	}
	var fields []string
	street := f.Street
	if f.Number != "" {
		street = strings.TrimSpace(f.Number + " " + street)
	}
	name := f.Name
	if f.Number != "" && f.Street != "" {
		name = "" // number and street name the building; house and people's names come and go
	}
	fields = appendField(fields, name)
	fields = appendField(fields, street)
	for _, p := range r.parts {
		if !slices.Contains(fields, p) {
			fields = appendField(fields, p)
		}
	}
	fields = appendField(fields, f.City)
	fields = appendField(fields, f.Region)
	fields = appendField(fields, strings.ToLower(f.Postcode))
	fields = appendField(fields, strings.ToLower(f.Country))
	f.Building = strings.Join(fields, ", ")
	f.Canonical = f.Building
	if f.Unit != "" {
		f.Canonical = strings.TrimSuffix(f.Unit+", "+f.Building, ", ")
	}
}

func appendField(fields []string, s string) []string {
	if s == "" {
		return fields
	}
	return append(fields, s)
}
