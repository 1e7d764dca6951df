package simulate

import (
	"fmt"
	"strings"
	"time"
)

// newBank draws account details in the country of the home.
func (w *world) newBank(s source, holder string, effective day, number uint64) bank {
	b := bank{holder: holder, method: "bank", effective: effective, nameCheck: "match", verified: effective}
	account := permute(mix(w.params.Seed^0xacc), number, 90_000_000) + 10_000_000
	switch s.IntN(8) {
	case 0:
		b.iban = iban("DE", fmt.Sprintf("%08d%010d", 10_020_000+s.IntN(400)*100, account))
		b.nameCheck = "not_available"
	case 1:
		b.iban = iban("IE", fmt.Sprintf("%s%06d%08d", pick(s, []string{"AIBK", "BOFI"}), 900_000+s.IntN(99_999), account))
		b.nameCheck = "not_available"
	default:
		b.provider = pick(s, ukBanks)
		b.sortCode = fmt.Sprintf("%02d-%02d-%02d", pick(s, []int{20, 30, 40, 60, 77, 9, 11}), s.IntN(100), s.IntN(100))
		b.account = fmt.Sprintf("%08d", account)
		if s.chance(0.2) {
			b.nameCheck = "not_available" // bank outside the scheme or no check made
		}
	}
	if s.chance(w.params.Habits.EMoney) {
		b.method, b.provider, b.nameCheck = "e_money", pick(s, eMoney), "not_available"
	}
	return b
}

var (
	ukBanks = []string{"Fairmead Bank", "Northern Union Bank", "Severn & Wye", "Castle Building Society", "Bankhall"}
	eMoney  = []string{"Wise", "Revolut", "Payoneer", "Paysera"}
)

// iban joins country, check digits by ISO 7064 mod 97-10, and account.
func iban(country, bban string) string {
	remainder := 0
	for _, r := range bban + country + "00" {
		if r >= 'A' {
			remainder = (remainder*100 + int(r-'A') + 10) % 97
		} else {
			remainder = (remainder*10 + int(r-'0')) % 97
		}
	}
	return fmt.Sprintf("%s%02d%s", country, 98-remainder, bban)
}

// newDocument draws an identity document as the check recorded it; half come
// with their machine-readable zone.
func (w *world) newDocument(s source, p *person, seen day) document {
	d := document{
		kind: pick(s, []string{"passport", "passport", "passport", "driving_licence", "residence_permit"}),
		name: p.name.full(), birth: p.birth, seen: seen, original: pick(s, []string{"yes", "no", ""}),
		country: pick(s, issuers), expires: seen + day(s.between(200, 3500)),
	}
	x := permute(mix(w.params.Seed^0xd0c), p.number, 900_000_000) + 100_000_000
	d.number = fmt.Sprintf("%09d", x)
	switch d.kind {
	case "driving_licence": // carries the home, so it was issued there
		d.number, d.country = fmt.Sprintf("L%09d", x), issuerOf(p.home.country)
		d.address = p.home.whole()
	case "residence_permit":
		d.country = issuerOf(p.home.country)
	case "passport":
		if s.chance(0.6) {
			d.mrz = passportZone(p.name, d)
		}
	}
	return d
}

var issuers = []string{"GBR", "GBR", "GBR", "IRL", "POL", "DEU", "FRA", "ESP", "PRT", "IND", "NGA", "USA", "CAN", "ROU", "PAK", "GHA"}

// issuerOf is the three-letter code of a country in the lists.
func issuerOf(country string) string {
	return map[string]string{
		"GB": "GBR", "IE": "IRL", "DE": "DEU", "FR": "FRA", "PL": "POL", "PT": "PRT", "ES": "ESP", "NL": "NLD", "US": "USA", "CA": "CAN",
	}[country]
}

// passportZone writes the two lines of a TD3 machine-readable zone with their
// check digits (ICAO Doc 9303 part 4).
func passportZone(n personName, d document) string {
	issuer := d.country
	if issuer == "DEU" {
		issuer = "D<<"
	}
	first := fill("P<"+issuer+zoneName(n.family)+"<<"+zoneName(n.given), 44)
	number := fill(d.number, 9)
	birth, expires := d.birth.time().Format("060102"), d.expires.time().Format("060102")
	body := number + zoneDigit(number) + issuer + birth + zoneDigit(birth) + "<" + expires + zoneDigit(expires) + strings.Repeat("<", 14) + "<"
	composite := body[0:10] + body[13:20] + body[21:43]
	return first + "\n" + body + zoneDigit(composite)
}

func fill(s string, n int) string {
	if len(s) > n {
		return s[:n]
	}
	return s + strings.Repeat("<", n-len(s))
}

func zoneName(s string) string {
	var parts []string
	for _, part := range strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == '-' || r == '\'' }) {
		parts = append(parts, strings.ToUpper(asciiLower(part)))
	}
	return strings.Join(parts, "<")
}

// zoneDigit is the check digit with weights 7, 3, 1; "<" counts 0.
func zoneDigit(s string) string {
	sum := 0
	for i, r := range s {
		v := 0
		switch {
		case r >= '0' && r <= '9':
			v = int(r - '0')
		case r >= 'A' && r <= 'Z':
			v = int(r-'A') + 10
		}
		sum += v * [3]int{7, 3, 1}[i%3]
	}
	return fmt.Sprint(sum % 10)
}

// newPicture draws the facts of an identity picture taken at home.
func (w *world) newPicture(s source, p *person) *picture {
	h := w.params.Habits
	model := pick(s, cameras)
	pic := &picture{
		model: model, serial: fmt.Sprintf("%s%09d", model[:1], mix(p.number^w.params.Seed)%1_000_000_000),
		taken: p.application.applied - day(s.IntN(5)), second: 8*3600 + s.IntN(13*3600),
		metadata: true, scene: mix(w.params.Seed ^ p.number<<8), quality: 80 + s.IntN(15),
	}
	if s.chance(h.NoMetadata) {
		pic.metadata = false
	}
	if s.chance(h.EditedPicture) {
		pic.metadata, pic.software = true, pick(s, []string{"Adobe Photoshop 26.1", "GIMP 2.10", "Snapseed 2.0", "Paint.NET 5"})
	}
	pic.offset = clockOf(p.home, pic.taken)
	if s.chance(0.1) {
		pic.offset = noOffset
	}
	return pic
}

// clockOf is the offset of clocks at a home on a day, in minutes east of UTC.
func clockOf(h home, d day) int {
	offset := 60 // central Europe
	switch h.country {
	case "GB", "IE", "PT":
		offset = 0
	case "CA":
		offset = -300
	case "US":
		offset = -360
		if h.town == "Denver" {
			offset = -420
		}
	}
	year := d.time().Year()
	from, to := sunday(year, time.March, -1), sunday(year, time.October, -1)
	if offset < 0 {
		from, to = sunday(year, time.March, 2), sunday(year, time.November, 1)
	}
	if d >= from && d < to {
		offset += 60
	}
	return offset
}

// sunday is the n-th Sunday of a month, the last for -1.
func sunday(year int, month time.Month, n int) day {
	if n < 0 {
		last := time.Date(year, month+1, 0, 0, 0, 0, 0, time.UTC)
		return dayOf(last) - day(last.Weekday())
	}
	first := time.Date(year, month, 1, 0, 0, 0, 0, time.UTC)
	return dayOf(first) + day((7-int(first.Weekday()))%7+7*(n-1))
}

var cameras = []string{"iPhone 13", "iPhone 14", "iPhone 15", "Pixel 7", "Pixel 8", "SM-G991B", "SM-S911B", "SM-A546B", "Redmi Note 12", "CPH2451", "XQ-DQ54"}

// employer draws the name of an invented firm.
func (w *world) employer(s source) string {
	return pick(s, firmFirst) + pick(s, firmSecond) + " " + pick(s, firmLast)
}

var (
	firmFirst = []string{
		"Alder", "Amber", "Apex", "Arbor", "Beacon", "Birch", "Blue", "Bright", "Brook", "Cairn", "Castle", "Cedar", "Clear", "Cobalt", "Copper",
		"Coral", "Crest", "Delta", "Drift", "Ember", "Falcon", "Fern", "Flint", "Forge", "Frost", "Glen", "Granite", "Harbour", "Haven", "Hazel",
		"Heath", "Indigo", "Iron", "Ivory", "Jasper", "Keel", "Larch", "Loch", "Lumen", "Maple", "Meadow", "Mill", "Moss", "North", "Oak", "Onyx",
		"Orbit", "Otter", "Pebble", "Pine", "Quartz", "Raven", "Reed", "Ridge", "River", "Rook", "Sable", "Sail", "Slate", "Sonder", "Stone", "Swift",
		"Tidal", "Timber", "Topaz", "Umber", "Vale", "Velvet", "Wharf", "Willow",
	}
	firmSecond = []string{
		"bank", "bay", "bridge", "byte", "cast", "core", "craft", "dale", "desk", "field", "flow", "ford", "gate", "grid", "hill", "light", "line",
		"link", "loom", "mark", "metric", "mont", "path", "peak", "point", "port", "scope", "shore", "signal", "stack", "stead", "stream", "tide",
		"trace", "vault", "view", "ware", "well", "wick", "works",
	}
	firmLast = []string{"Ltd", "Systems", "Digital", "Labs", "Software", "Group", "Analytics", "Health", "Payments", "Logistics", "Energy", "Media", "GmbH", "Studio"}

	schools = []string{
		"University of Leeds", "University of Manchester", "Cardiff University", "University of Glasgow", "Open University", "University of Bristol",
		"Trinity College Dublin", "University of Lagos", "University of Mumbai", "Politehnica Bucharest", "AGH Kraków", "TU Berlin", "University of Ghana",
		"University of Nairobi", "University of the Philippines", "Punjab University", "University of Dhaka", "University of Colombo", "TU Delft",
		"Université de Lyon", "Universidad de Valencia", "Universidade do Porto", "University of Toronto", "University of Texas", "Hanoi University",
	}
	degrees = []string{"BSc Computer Science", "BEng Software Engineering", "BSc Mathematics", "BA Economics", "MSc Data Science", "BSc Physics", "BA Design", "MEng Electronics", "BA Business"}
)

type job struct{ title, department string }

var jobs = []job{
	{"Software Engineer", "Engineering"}, {"Senior Software Engineer", "Engineering"}, {"Frontend Developer", "Engineering"}, {"Backend Developer", "Engineering"},
	{"DevOps Engineer", "Platform"}, {"Data Engineer", "Data"}, {"Data Analyst", "Data"}, {"QA Engineer", "Engineering"}, {"Product Manager", "Product"},
	{"UX Designer", "Product"}, {"Support Specialist", "Customer Care"}, {"Accountant", "Finance"}, {"Payroll Officer", "Finance"}, {"Recruiter", "People"},
	{"Marketing Executive", "Marketing"}, {"Sales Manager", "Sales"}, {"Security Analyst", "Security"}, {"Machine Learning Engineer", "Data"},
}
