package simulate

import (
	_ "embed" // the lists of names and places
	"fmt"
	"strings"
)

//go:embed data/names.txt
var namesText string

//go:embed data/places.txt
var placesText string

// population is a set of names that go together. It decides nothing but the
// name: every other draw is independent of it.
type population struct {
	label         string
	given, family []string
}

type town struct {
	name    string
	areas   []string
	country string
}

// world is what everybody in one run shares: names, towns, agencies, offices
// and network exits. It is built once and only read afterwards.
type world struct {
	params      Params
	populations []population
	towns       []town
	agencies    []agency
	offices     []office
	coworking   []office    // places where strangers work side by side; no firm lists them
	managers    []reference // real firms' managers
	umbrellas   []umbrella  // firms that pay many contractors
	today       day
	first       day // the earliest application
	idKey       uint64
	places      map[string]position // of towns
}

type agency struct {
	name, phone, email string
	home               home
	declared           bool // in the agencies table; some firms forget to list one
	phoneOnCVs         bool
}

// umbrella is a company to whose one account the pay of many contractors goes.
type umbrella struct {
	bank
	declared bool // in the agencies table
}

type office struct {
	name    string
	home    home
	network string
}

func newWorld(p Params) *world {
	w := &world{params: p, today: dayOf(p.Today), idKey: mix(p.Seed ^ 0x1d)}
	w.first = w.today - day(365*p.Years)
	for _, f := range fieldsOf(namesText) {
		w.populations = append(w.populations, population{f[0], strings.Split(f[1], ","), strings.Split(f[2], ",")})
	}
	for _, f := range fieldsOf(placesText) {
		w.towns = append(w.towns, town{f[0], strings.Split(f[1], ","), f[2]})
	}
	s := newSource(p.Seed, streamAgency, 0)
	for i := range max(3, min(200, p.People/1500)) {
		w.agencies = append(w.agencies, w.newAgency(s, i))
	}
	for i := range max(2, min(40, p.People/5000)) {
		h := w.homeAt(uint64(i), zoneOffice)
		w.offices = append(w.offices, office{"Office " + h.town, h, fmt.Sprintf("3fff:%x::%x", i, 1+s.IntN(250))})
	}
	w.sharedPlaces(newSource(p.Seed, streamAgency, 1))
	w.places = w.positions()
	return w
}

// sharedPlaces draws what strangers share without knowing each other.
func (w *world) sharedPlaces(s source) {
	people := w.params.People
	for i := range max(2, people/2000) {
		h := w.homeAt(uint64(people+i), zoneOffice)
		w.coworking = append(w.coworking, office{"", h, fmt.Sprintf("3fff:c0:%x::1", i)})
	}
	for i := range max(2, people/150) {
		r := w.newReference(s, uint64(people)*5+uint64(i), w.today)
		r.outcome, r.manager = "confirmed", true
		if s.chance(w.params.Habits.FreeMailRef) { // retired, or left the firm
			r.email, r.foundBy = fmt.Sprintf("%s%d@gmail.com", asciiLower(r.name), 100_000+s.IntN(900_000)), "candidate"
		}
		w.managers = append(w.managers, r)
	}
	for i := range max(2, people/10_000) {
		name := w.employer(s) + " Umbrella Ltd"
		b := w.newBank(s, name, 0, w.spare(uint64(people)*2+uint64(i)))
		b.method, b.nameCheck = "bank", "match"
		w.umbrellas = append(w.umbrellas, umbrella{b, s.chance(w.params.Habits.UmbrellaKnown)})
	}
}

func (w *world) newAgency(s source, i int) agency {
	a, b := agencyWords(s)
	name := fmt.Sprintf("%s %s Recruitment", a, b)
	if i >= 12 {
		name = fmt.Sprintf("%s %s %d Recruitment", a, b, i)
	}
	slug := strings.ToLower(strings.ReplaceAll(a+b, " ", "")) + fmt.Sprint(i)
	return agency{
		name: name, phone: fmt.Sprintf("+44203%07d", permute(mix(w.params.Seed+5), uint64(i), 10_000_000)),
		email: "cv@" + slug + ".example", home: w.homeAt(uint64(i), zoneAgency),
		declared: i == 0 || s.chance(0.8), phoneOnCVs: s.chance(0.7),
	}
}

func agencyWords(s source) (string, string) {
	first := []string{"Copper", "Lantern", "Harbour", "Northfold", "Elm", "Stonebridge", "Kestrel", "Meridian", "Thistle", "Quayside"}
	second := []string{"Gate", "Partners", "People", "& Lowe", "Talent", "Works", "Bridge", "Lane"}
	return pick(s, first), pick(s, second)
}

// fieldsOf splits a list into lines of fields, comments left out.
func fieldsOf(text string) [][]string {
	var lines [][]string
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		lines = append(lines, strings.Split(line, "|"))
	}
	return lines
}

// home is a postal address in parts.
type home struct {
	unit, street, town, postcode, country string
}

// whole writes the address on one line, as shipping sheets have it.
func (h home) whole() string {
	parts := make([]string, 0, 5)
	for _, part := range []string{h.unit, h.street, h.town, h.postcode, countryName(h.country)} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, ", ")
}

func countryName(code string) string {
	switch code {
	case "GB":
		return "United Kingdom"
	case "IE":
		return "Ireland"
	case "DE":
		return "Germany"
	case "FR":
		return "France"
	case "PL":
		return "Poland"
	case "PT":
		return "Portugal"
	case "ES":
		return "Spain"
	case "NL":
		return "Netherlands"
	case "US":
		return "United States"
	case "CA":
		return "Canada"
	}
	return code
}

// zone keeps the addresses of different uses apart.
type zone uint64

const (
	zoneHome     zone = iota // one household each
	zoneFlat                 // units of large blocks
	zoneMove                 // where movers lived before
	zoneOperator             // homes personas claim and helpers live in
	zoneAgency
	zoneOffice
	zoneParcel
	zones
)

// houseNumbers is how many numbers of every street each zone owns.
const houseNumbers = 180

// homeAt returns the n-th address of a zone. Addresses never repeat within a
// run, except that flats share their building.
func (w *world) homeAt(n uint64, z zone) home {
	streets := uint64(len(streetFirst) * len(streetLast))
	perZone := streets * houseNumbers * uint64(len(w.towns))
	slot, unit := n%perZone, ""
	if z == zoneFlat {
		// Blocks of 24 flats, sparsely filled: about one flat in forty belongs
		// to somebody in the files.
		blocks := uint64(max(40, w.params.People/4))
		flat := permute(mix(w.params.Seed^77), n%(blocks*24), blocks*24)
		slot, unit = flat/24, fmt.Sprintf("Flat %d", flat%24+1)
	}
	// One permutation over all zones: two zones never meet in one building.
	x := permute(mix(w.params.Seed^uint64(101)), slot+uint64(z)*perZone, perZone*uint64(zones))
	t := w.towns[x%uint64(len(w.towns))]
	x /= uint64(len(w.towns))
	street := x % streets
	number := x / streets
	h := home{unit: unit, town: t.name, country: t.country}
	name := streetFirst[street%uint64(len(streetFirst))] + " " + streetLast[street/uint64(len(streetFirst))]
	h.street = fmt.Sprintf("%d %s", number+1, name)
	h.postcode = postcode(t, mix(street+t.hash()), number)
	return h
}

func (t town) hash() uint64 {
	var h uint64
	for _, r := range t.name {
		h = mix(h ^ uint64(r))
	}
	return h
}

// postcode gives a street one postcode, and every twenty numbers a new one, in
// the writing of the country.
func postcode(t town, street, number uint64) string {
	area := t.areas[street%uint64(len(t.areas))]
	h := mix(street + number/20)
	letters := "ABDEFGHJLNPQRSTUWXYZ"
	letter := func(shift uint) byte { return letters[(h>>shift)%uint64(len(letters))] }
	switch t.country {
	case "GB":
		return fmt.Sprintf("%s%d %d%c%c", area, 1+street%19, h%10, letter(8), letter(16))
	case "IE":
		return fmt.Sprintf("%s%02d %c%c%02d", area, 1+street%24, letter(8), letter(16), h%100)
	case "PL":
		return fmt.Sprintf("%s-%03d", area, h%1000)
	case "PT":
		return fmt.Sprintf("%s%02d-%03d", area, street%100, h%1000)
	case "NL":
		return fmt.Sprintf("%s%02d %c%c", area, street%100, letter(8), letter(16))
	case "CA":
		return fmt.Sprintf("%s%d%c %d%c%d", area, 1+h%9, letter(8), h>>4%10, letter(16), h>>12%10)
	case "US":
		return fmt.Sprintf("%s%02d", area, h%100)
	}
	return fmt.Sprintf("%s%03d", area, h%1000)
}

var streetFirst = [...]string{
	"Alder", "Ashgrove", "Beacon", "Bellmaker", "Bramble", "Brewhouse", "Cairn", "Candlewick", "Chandler", "Clockmill",
	"Colliers", "Coopers", "Copperfield", "Damson", "Dovecote", "Elderberry", "Fallow", "Fernhill", "Fiddlers", "Flaxmill",
	"Foxglove", "Garnet", "Gosling", "Hawthorn", "Heron", "Hollybush", "Ironbridge", "Juniper", "Kestrel", "Kiln",
	"Lantern", "Larkspur", "Limekiln", "Linden", "Mallard", "Maltings", "Mariner", "Mulberry", "Oakapple", "Orchard",
	"Osier", "Paddock", "Pepperpot", "Pinfold", "Plover", "Quarry", "Quince", "Ropewalk", "Rowan", "Saddlers",
	"Shearwater", "Silverbirch", "Sloe", "Sparrow", "Spindle", "Stonecrop", "Tanners", "Teasel", "Thimble", "Tollgate",
	"Turnpike", "Vinegar", "Wagtail", "Weavers", "Wheatsheaf", "Wherry", "Windmill", "Woodlark", "Yarrow", "Yew Tree",
}

var streetLast = [...]string{"Road", "Street", "Lane", "Avenue", "Close", "Gardens", "Terrace", "Drive", "Way", "Row", "Crescent", "Grove"}

// personName is a name in the parts tables have.
type personName struct{ given, family string }

func (n personName) full() string { return n.given + " " + n.family }

// newName draws a population and a name from it.
func (w *world) newName(s source) (personName, string) {
	p := w.populations[0]
	// A third of the people carry names most common in Britain and Ireland;
	// the rest is spread evenly, so that every subgroup is large enough to
	// count errors in.
	if !s.chance(0.3) {
		p = pick(s, w.populations)
	}
	return personName{pick(s, p.given), pick(s, p.family)}, p.label
}

// nameOf draws another name of the same population.
func (w *world) nameOf(s source, label string) personName {
	for _, p := range w.populations {
		if p.label == label {
			return personName{pick(s, p.given), pick(s, p.family)}
		}
	}
	n, _ := w.newName(s)
	return n
}

// mobile writes a mobile number with the country's own prefix. Numbers of
// one run do not repeat: n counts them.
func (w *world) mobile(n uint64, country string) string {
	x := permute(mix(w.params.Seed^0xf0e), n, 400_000_000)
	switch country {
	case "IE":
		return fmt.Sprintf("+35385%07d", x%10_000_000)
	case "DE":
		return fmt.Sprintf("+49151%08d", x%100_000_000)
	case "FR":
		return fmt.Sprintf("+336%08d", x%100_000_000)
	case "PL":
		return fmt.Sprintf("+4851%07d", x%10_000_000)
	case "PT":
		return fmt.Sprintf("+35191%07d", x%10_000_000)
	case "ES":
		return fmt.Sprintf("+346%08d", x%100_000_000)
	case "NL":
		return fmt.Sprintf("+316%08d", 10_000_000+x%80_000_000)
	case "US":
		return fmt.Sprintf("+1512%07d", 2_000_000+x%8_000_000)
	case "CA":
		return fmt.Sprintf("+1416%07d", 2_000_000+x%8_000_000)
	}
	return fmt.Sprintf("+447%d%08d", []int{4, 5, 7, 8}[x/100_000_000], x%100_000_000)
}

// device is the n-th browser or computer as a form's tracker names it. Those of
// operators are numbered after everybody's own.
func (w *world) device(n uint64) string {
	return fmt.Sprintf("d-%012x", permute(mix(w.params.Seed^0xde), n, 1<<48))
}

// virtualLine writes a UK personal or internet telephone number, the line
// types a number shows by itself.
func (w *world) virtualLine(n uint64) string {
	return fmt.Sprintf("+4456%08d", permute(mix(w.params.Seed^0xf1e), n, 100_000_000))
}

// broadband is the address of a home's line, from the documentation range so
// that it is nobody's.
func broadband(n uint64) string {
	x := mix(n)
	return fmt.Sprintf("2001:db8:%x:%x:%x::1", x&0xffff, x>>16&0xffff, x>>32&0xffff)
}

// sharedExits begins the addresses behind which many strangers stand.
const sharedExits = "3fff:ff"

// carrierNetwork is one of few addresses behind which a mobile network hides
// thousands of people.
func carrierNetwork(s source) string { return fmt.Sprintf("%sa::%x", sharedExits, s.between(1, 60)) }

// privacyExit is an exit of a commercial VPN. Personas and honest people come
// out of the same ones.
func (w *world) privacyExit(s source) string {
	exits := max(20, min(4000, w.params.People/50))
	x := s.IntN(exits)
	return fmt.Sprintf("%sb:%x::1", sharedExits, x)
}
