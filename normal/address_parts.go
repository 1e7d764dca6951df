package normal

import (
	"slices"
	"strings"
)

// takePostcode finds the postcode: the given one, else the last part (or end of
// a part) that has the form of a postcode in the country, else a British one.
func (r *addressReader) takePostcode(given string) {
	if given != "" {
		r.setPostcode(given)
		r.dropPostcode()
		return
	}
	for i := len(r.parts) - 1; i >= 0 && i >= len(r.parts)-4; i-- {
		words := strings.Fields(r.parts[i])
		at, n := findPostcode(words, r.form.Country, i == 0 && len(r.parts) > 1)
		if n == 0 {
			continue
		}
		code := strings.Join(words[at:at+n], " ")
		rest := strings.Join(slices.Delete(words, at, at+n), " ")
		r.setPostcode(code)
		if rest == "" {
			r.parts = slices.Delete(r.parts, i, i+1)
		} else {
			r.parts[i] = rest
		}
		return
	}
}

// dropPostcode removes a repetition of the postcode from the parts.
func (r *addressReader) dropPostcode() {
	flat := strings.ToLower(strings.ReplaceAll(r.form.Postcode, " ", ""))
	for i := len(r.parts) - 1; i >= 0; i-- {
		if flat != "" && strings.ReplaceAll(r.parts[i], " ", "") == flat {
			r.parts = slices.Delete(r.parts, i, i+1)
			return
		}
	}
}

// findPostcode returns where in words a postcode stands and how many words it
// takes; n is 0 when there is none. streetPart is true for a part that begins
// with the street, in which bare digits are house numbers.
func findPostcode(words []string, country string, streetPart bool) (at, n int) {
	for i := len(words) - 1; i >= 0; i-- {
		if i > 0 && isUKPostcode(words[i-1], words[i]) {
			return i - 1, 2
		}
		if len(words[i]) >= 5 && len(words[i]) <= 7 && isUKPostcode(words[i][:len(words[i])-3], words[i][len(words[i])-3:]) {
			return i, 1
		}
		if i > 0 && isForm(words[i-1], "a9a") && isForm(words[i], "9a9") { // Canada
			return i - 1, 2
		}
		if i > 0 && isForm(words[i-1], "9999") && isForm(words[i], "aa") && country != "US" { // Netherlands
			if country == "NL" || country == "" && i == 1 {
				return i - 1, 2
			}
		}
		if isForm(words[i], "99999-9999") {
			return i, 1
		}
	}
	if streetPart {
		return 0, 0
	}
	return findDigits(words, country)
}

// findDigits finds a postcode made of digits at either end of a part. Without a
// country only five or six digits count: four are too often a house number.
func findDigits(words []string, country string) (at, n int) {
	if len(words) == 0 {
		return 0, 0
	}
	for _, i := range [...]int{len(words) - 1, 0} {
		w := words[i]
		if c, rest, ok := strings.Cut(w, "-"); ok && len(c) <= 2 && !isDigits(c) && isDigits(rest) {
			w = rest // "D-10115"
		}
		want := postcodeDigits[country]
		if a, b, ok := strings.Cut(w, "-"); ok && want > 0 && isDigits(a) && isDigits(b) && len(a)+len(b) == want {
			return i, 1 // 00-238 in Poland, 1000-001 in Portugal, 100-0001 in Japan
		}
		if isDigits(w) && (len(w) == want || want == 0 && country == "" && (len(w) == 5 || len(w) == 6) && (len(words) > 1 || i > 0 || len(w) == 5)) {
			return i, 1
		}
		if i > 0 && isDigits(words[i]) && isDigits(words[i-1]) && len(words[i])+len(words[i-1]) == want && want > 0 {
			return i - 1, 2 // "123 45" in Sweden, Greece, Czechia
		}
	}
	if len(words) > 2 && isDigits(words[0]) && isDigits(words[1]) && len(words[0])+len(words[1]) == postcodeDigits[country] {
		return 0, 2
	}
	return 0, 0
}

// isForm matches w against a pattern in which a is a letter, 9 a digit and
// every other character itself.
func isForm(w, pattern string) bool {
	if len(w) != len(pattern) {
		return false
	}
	for i := 0; i < len(w); i++ {
		switch c := w[i]; pattern[i] {
		case 'a':
			if c < 'a' || c > 'z' {
				return false
			}
		case '9':
			if c < '0' || c > '9' {
				return false
			}
		default:
			if c != pattern[i] {
				return false
			}
		}
	}
	return true
}

// isUKPostcode checks the outward and inward halves of a British postcode, lower case.
func isUKPostcode(out, in string) bool {
	if !isForm(in, "9aa") {
		return false
	}
	for _, form := range [...]string{"a9", "a99", "aa9", "aa99", "a9a", "aa9a"} {
		if isForm(out, form) {
			return true
		}
	}
	return out == "gir" && in == "0aa"
}

// setPostcode writes the postcode and its district in their fixed forms and
// learns the country from forms that only one country uses.
func (r *addressReader) setPostcode(s string) {
	f := &r.form
	if f.Country == "" && isForm(strings.TrimSpace(s), "99999-9999") {
		f.Country = "US"
	}
	flat := strings.ToUpper(strings.Join(strings.FieldsFunc(Fold(s), func(c rune) bool {
		return !(c >= 'a' && c <= 'z' || c >= '0' && c <= '9')
	}), ""))
	if len(flat) > 12 {
		flat = flat[:12]
	}
	low := strings.ToLower(flat)
	uk := len(low) >= 5 && len(low) <= 7 && isUKPostcode(low[:len(low)-3], low[len(low)-3:])
	switch {
	case uk && (f.Country == "" || f.Country == "GB" || f.Country == "IM" || f.Country == "JE" || f.Country == "GG"):
		f.Country = orElse(f.Country, "GB")
		f.Outward = flat[:len(flat)-3]
	case isForm(low, "a9a9a9") && (f.Country == "" || f.Country == "CA"):
		f.Country = "CA"
		f.Outward = flat[:3]
	case f.Country == "US" && len(flat) == 9 && isDigits(flat):
		flat = flat[:5] // the four behind the hyphen name a block, and are mostly left out
		f.Outward = flat[:3]
	case f.Country == "IE" && len(flat) == 7:
		f.Outward = flat[:3]
	default:
		if len(flat) > 3 && flat[0] >= 'A' && flat[0] <= 'Z' && isDigits(flat[len(flat)-4:]) && postcodeDigits[f.Country] > 0 {
			flat = strings.TrimLeft(flat, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") // "D-10115"
		}
		f.Outward = flat
		if len(flat) > 3 {
			f.Outward = flat[:len(flat)-2]
		}
	}
	f.Postcode = flat
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

// takeUnits moves flats, floors and private mailboxes out of the parts.
func (r *addressReader) takeUnits() {
	var units []string
	kept := r.parts[:0]
	for _, p := range r.parts {
		words := expandWords(strings.Fields(p), r.form.Country)
		var rest []string
		for i := 0; i < len(words); {
			u, n := unitAt(words[i:], i == 0)
			if n == 0 {
				rest = append(rest, words[i])
				i++
				continue
			}
			units = append(units, u)
			i += n
		}
		if len(rest) > 0 {
			kept = append(kept, strings.Trim(strings.Join(rest, " "), " -/"))
		}
	}
	r.parts = kept
	slices.Sort(units)
	r.form.Unit = strings.Join(slices.Compact(units), " ")
}

// unitAt reads a unit at the front of words and returns its fixed spelling and
// how many words it took.
func unitAt(words []string, first bool) (string, int) {
	w := words[0]
	if rest, ok := strings.CutPrefix(w, "#"); ok {
		switch {
		case rest != "" && len(rest) <= 8:
			return "flat " + rest, 1
		case rest == "" && len(words) > 1 && len(words[1]) <= 8:
			return "flat " + words[1], 2
		}
		return "", 0
	}
	kind, ok := unitWords[w]
	if ok && len(words) > 1 {
		id := strings.TrimPrefix(words[1], "#")
		if id == "no" && len(words) > 2 {
			return kind + " " + words[2], 3
		}
		if isUnitID(id) {
			return kind + " " + id, 2
		}
	}
	if isOrdinal(w) && len(words) > 1 && words[1] == "floor" {
		return "floor " + strings.TrimRight(w, "sthndr"), 2
	}
	if w == "ground" && len(words) > 1 && words[1] == "floor" {
		return "floor 0", 2
	}
	if (w == "basement" || w == "penthouse") && first && (len(words) == 1 || words[1] == "flat") {
		return w, len(words[:min(2, len(words))])
	}
	if len(w) > 4 {
		for _, p := range [...]string{"flat", "unit", "apt", "suite"} { // "flat3"
			if id, ok := strings.CutPrefix(w, p); ok && isUnitID(id) && strings.ContainsAny(id, "0123456789") {
				return unitWords[p] + " " + id, 1
			}
		}
	}
	return "", 0
}

// isUnitID reports a short id that holds a digit, or one or two letters.
func isUnitID(s string) bool {
	if s == "" || len(s) > 8 {
		return false
	}
	if strings.ContainsAny(s, "0123456789") {
		return true
	}
	return len(s) == 1 || len(s) == 2 && s != "de" && s != "la" && s != "st"
}

func isOrdinal(w string) bool {
	d := strings.TrimRight(w, "sthndr")
	return len(w) > len(d) && isDigits(d) && len(w)-len(d) == 2
}

// takeStreet finds the part with the house number and street.
func (r *addressReader) takeStreet() {
	best, box := -1, -1
	for i, p := range r.parts {
		if isBoxPart(p) {
			box = i
			continue
		}
		number, street := splitNumber(p)
		if number == "" || street == "" && i+1 < len(r.parts) && best >= 0 {
			continue
		}
		if best < 0 || hasStreetWord(p) && !hasStreetWord(r.parts[best]) {
			best = i
		}
	}
	if best < 0 {
		best = slices.IndexFunc(r.parts, hasStreetWord)
		if best < 0 {
			best = box
		}
		if best < 0 {
			return
		}
		r.form.Street = r.parts[best]
	} else {
		r.form.Number, r.form.Street = splitNumber(r.parts[best])
	}
	last := best + 1
	if r.form.Street == "" && last < len(r.parts) { // "12" and "High Street" on two lines
		r.form.Street = r.parts[last]
		last++
	}
	r.takeNames(r.parts[:best])
	r.parts = r.parts[last:]
}

// takeNames reads what stands before the street: a bare number is a flat ("2/1,
// 12 High Street"), the rest the name of a house, firm or person.
func (r *addressReader) takeNames(parts []string) {
	for _, p := range parts {
		switch {
		case isHouseNumber(p) && r.form.Number != "" && r.form.Unit == "":
			r.form.Unit = "flat " + p
		case r.form.Name == "":
			r.form.Name = p
		default:
			r.form.Name += " " + p
		}
	}
}

// isBoxPart reports a part that is the number of a box or locker, not of a house.
func isBoxPart(p string) bool {
	switch placeKind(p) {
	case AddressPOBox, AddressLocker, AddressMilitary, AddressPosteRest:
		return !hasStreetWord(p)
	}
	return false
}

// splitNumber takes the house number off either end of a street part.
func splitNumber(p string) (number, street string) {
	words := strings.Fields(p)
	if len(words) == 0 {
		return "", ""
	}
	if w := strings.TrimPrefix(words[0], "no"); isHouseNumber(w) && !(isOrdinal(w) && len(words) > 1) {
		n := 1
		number = w
		if len(words) > 2 && len(words[1]) == 1 && isLetter(words[1][0]) { // "12 a high street"
			number, n = number+words[1], 2
		}
		return number, strings.Join(words[n:], " ")
	}
	if len(words) > 1 && (words[0] == "no" || words[0] == "number" || words[0] == "nr") && isHouseNumber(words[1]) {
		return words[1], strings.Join(words[2:], " ")
	}
	last := len(words) - 1
	if last > 0 && isHouseNumber(words[last]) { // "Hauptstrasse 5"
		return words[last], strings.Join(words[:last], " ")
	}
	if last > 1 && len(words[last]) == 1 && isLetter(words[last][0]) && isDigits(words[last-1]) { // "Hauptstrasse 5 a"
		return words[last-1] + words[last], strings.Join(words[:last-1], " ")
	}
	return "", p
}

// isHouseNumber reports 12, 12a, 12-14, 12/3, 1a-1b: it starts with a digit,
// is short, and is no postcode.
func isHouseNumber(w string) bool {
	if w == "" || len(w) > 9 || w[0] < '0' || w[0] > '9' {
		return false
	}
	letters := 0
	for i := 0; i < len(w); i++ {
		switch c := w[i]; {
		case c >= '0' && c <= '9', c == '-', c == '/':
		case c >= 'a' && c <= 'z':
			letters++
		default:
			return false
		}
	}
	return letters <= 2
}

func hasStreetWord(p string) bool {
	for w := range strings.FieldsSeq(p) {
		if streetWords[w] {
			return true
		}
		for _, end := range streetEndings {
			if len(w) > len(end)+2 && strings.HasSuffix(w, end) {
				return true
			}
		}
	}
	return false
}

// takeRegion reads a state or province behind the city.
func (r *addressReader) takeRegion() {
	if len(r.parts) == 0 {
		return
	}
	last := len(r.parts) - 1
	p := r.parts[last]
	if code, ok := stateCode(p, r.form.Country); ok && (last > 0 || r.form.City != "") {
		r.form.Region, r.parts = code, r.parts[:last]
	} else if i := strings.LastIndexByte(p, ' '); i > 0 {
		if code, ok := stateCode(p[i+1:], r.form.Country); ok {
			r.form.Region, r.parts[last] = code, p[:i]
		}
	}
	if r.form.Region != "" && r.form.Country == "" && isForm(strings.ToLower(r.form.Postcode), "99999") {
		r.form.Country = "US"
	}
}

// stateCode returns the code of a state or province written as code or name.
func stateCode(s, country string) (string, bool) {
	switch country {
	case "CA", "AU":
		return s, regionCodes[country][s]
	case "", "US":
		if _, ok := usStates[s]; ok {
			return s, true
		}
		code, ok := usStateNames[s]
		return code, ok
	}
	return "", false
}

// takeCity takes the city from the parts that are left: the first one behind
// the street in the US, the last one elsewhere, where districts come first.
func (r *addressReader) takeCity() {
	f := &r.form
	if f.City != "" {
		r.parts = slices.DeleteFunc(r.parts, func(p string) bool { return p == f.City })
		return
	}
	n := len(r.parts)
	if n == 0 {
		return
	}
	if f.Country == "GB" {
		for n > 1 && ukCounties[r.parts[n-1]] {
			r.parts = r.parts[:n-1] // counties are no part of a British address since 1996
			n--
		}
	}
	if n == 1 && f.Street == "" && f.Postcode == "" && f.Country == "" && strings.ContainsAny(r.parts[0], "0123456789") {
		return
	}
	f.City = r.parts[n-1]
	r.parts = r.parts[:n-1]
}
