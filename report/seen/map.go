package seen

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode/utf8"
)

// The measures of the map in pixels, and the least it shows in degrees.
const (
	mapWidth, mapHeight = 720, 360
	leastTall           = 12.0
	mostTowns           = 14
)

// Map is a chart of the towns of a view: drawn here, from the coasts of the
// world, a grid of degrees and a few large towns, and from nothing outside.
// Degrees of longitude are as narrow as they are in the middle of the map, so
// that coasts look as people know them.
type Map struct {
	Width, Height int
	Land          string // path of the coasts
	Grid          string // path of the lines of degrees
	Degrees       []MapText
	Towns         []MapText // large towns, to read the map by
	Spots         []Spot
	Missing       []string // towns whose position nothing states
	Says          string   // what is on it, in words
	Around        string   // of a closer map, the town it is around

	taken []box   // room that is taken by marks and words
	tall  float64 // degrees
}

// MapText is a word on the map.
type MapText struct {
	X, Y   int
	Text   string
	Anchor string
}

// Spot is a place of the view.
type Spot struct {
	X, Y, R       int
	TextX, TextY  int
	Anchor        string
	Label, Title  string
	Claimed, Seen bool
	Exit          bool // only seen through a service that stands in between
}

// bounds is the part of the world a map shows.
type bounds struct{ west, east, south, north float64 }

// The second map: where the first shows this many times the least there is to
// show, it shows again what lies within so many kilometres of the home claimed.
const (
	farTimes = 2.5
	nearKm   = 500
)

// Maps draws the places: all of them and, where that makes those around the home
// claimed too small to be told apart, these again on a map of their own. There is
// none when nothing has a position.
func (v *View) Maps() []*Map {
	all := make([]*Town, len(v.Places))
	for i := range v.Places {
		all[i] = &v.Places[i]
	}
	whole := chart(all)
	if whole == nil {
		return nil
	}
	whole.Says = v.Where()
	maps := []*Map{whole}
	if whole.tall < farTimes*leastTall {
		return maps
	}
	i := slices.IndexFunc(all, func(p *Town) bool { return p.Latitude != nil })
	near := []*Town{all[i]} // the home claimed, else where most was seen
	for _, p := range all {
		if km := p.from(all[i]); p != all[i] && p.Latitude != nil && km <= nearKm {
			near = append(near, p)
		}
	}
	if len(near) > 1 {
		m := chart(near)
		m.Around, m.Says = all[i].Town, "The towns around "+all[i].Town+" again, closer."
		maps = append(maps, m)
	}
	return maps
}

// chart draws towns, nil when none of them has a position.
func chart(list []*Town) *Map {
	b := bounds{180, -180, 90, -90}
	m := &Map{Width: mapWidth, Height: mapHeight}
	for _, p := range list {
		if p.Latitude == nil {
			m.Missing = append(m.Missing, p.Town)
			continue
		}
		b.west, b.east = min(b.west, *p.Longitude), max(b.east, *p.Longitude)
		b.south, b.north = min(b.south, *p.Latitude), max(b.north, *p.Latitude)
	}
	if b.east < b.west {
		return nil
	}
	b.widen()
	m.tall = b.north - b.south
	m.Land = b.coasts()
	m.graticule(&b)
	for i := len(list) - 1; i >= 0; i-- { // the claimed home and the most usual places on top
		if list[i].Latitude != nil {
			m.Spots = append(m.Spots, spot(list[i], &b))
		}
	}
	m.label()
	m.landmarks(&b)
	return m
}

// widen gives a map its shape and a margin around what is on it.
func (b *bounds) widen() {
	x, y := (b.west+b.east)/2, (b.south+b.north)/2
	narrow := max(0.5, math.Cos(y*math.Pi/180)) // of a degree of longitude, beside one of latitude
	shape := float64(mapHeight) / mapWidth * narrow
	wide, tall := max(leastTall/shape, (b.east-b.west)*1.35), max(leastTall, (b.north-b.south)*1.5)
	if wide = min(wide, 360); wide*shape < tall {
		wide = tall / shape
	} else {
		tall = wide * shape
	}
	b.west, b.east, b.south, b.north = x-wide/2, x+wide/2, y-tall/2, y+tall/2
}

func (b *bounds) at(lat, lon float64) (x, y int) {
	return int(math.Round((lon - b.west) / (b.east - b.west) * mapWidth)), int(math.Round((b.north - lat) / (b.north - b.south) * mapHeight))
}

// graticule draws lines of full degrees, about eight across.
func (m *Map) graticule(b *bounds) {
	step := 60.0
	for _, s := range []float64{30, 20, 10, 5, 2} {
		if (b.east-b.west)/s <= 9 {
			step = s
		}
	}
	var path strings.Builder
	for lon := math.Ceil(b.west/step) * step; lon < b.east; lon += step {
		x, _ := b.at(0, lon)
		fmt.Fprintf(&path, "M%d 0v%d", x, mapHeight)
		if x > 24 && x < mapWidth-24 && math.Abs(lon) <= 180 {
			m.Degrees = append(m.Degrees, MapText{X: x + 3, Y: mapHeight - 5, Text: degrees(lon, "E", "W")})
		}
	}
	for lat := math.Ceil(b.south/step) * step; lat < b.north; lat += step {
		_, y := b.at(lat, 0)
		fmt.Fprintf(&path, "M0 %dh%d", y, mapWidth)
		if y > 16 && y < mapHeight-24 && math.Abs(lat) <= 90 {
			m.Degrees = append(m.Degrees, MapText{X: 3, Y: y - 3, Text: degrees(lat, "N", "S")})
		}
	}
	m.Grid = path.String()
}

func degrees(d float64, plus, minus string) string {
	switch {
	case d > 0:
		return fmt.Sprintf("%.0f° %s", d, plus)
	case d < 0:
		return fmt.Sprintf("%.0f° %s", -d, minus)
	}
	return "0°"
}

func spot(p *Town, b *bounds) Spot {
	days := p.SignIns + p.Devices
	s := Spot{Label: p.Town, Claimed: p.Claimed, Seen: days > 0, Exit: days > 0 && p.Through == p.SignIns && p.Devices == 0, R: 5 + min(7, int(math.Sqrt(float64(days))))}
	s.X, s.Y = b.at(*p.Latitude, *p.Longitude)
	s.Title = p.Town + ": " + p.Says()
	return s
}

// box is the room a mark or a word takes.
type box struct{ left, top, right, bottom int }

func (b box) meets(o box) bool {
	return b.left < o.right && o.left < b.right && b.top < o.bottom && o.top < b.bottom
}

func (s *Spot) box() box {
	r := s.R
	if s.Claimed {
		r = max(r, 14) // the house around it
	}
	return box{s.X - r, s.Y - r, s.X + r, s.Y + r}
}

// wordBox is about the room a word takes, with its foot at y.
func wordBox(x, y int, anchor, text string) box {
	wide := 8 * utf8.RuneCountInString(text)
	switch anchor {
	case "end":
		return box{x - wide, y - 13, x, y + 4}
	case "middle":
		return box{x - wide/2, y - 13, x + wide/2, y + 4}
	}
	return box{x, y - 13, x + wide, y + 4}
}

// label puts each town's name on the first side that is free, the claimed home
// and the most usual places first. A name that would stand on others is left out.
func (m *Map) label() {
	for _, d := range m.Degrees {
		m.taken = append(m.taken, wordBox(d.X, d.Y, "start", d.Text))
	}
	for i := range m.Spots {
		m.taken = append(m.taken, m.Spots[i].box())
	}
	for i := len(m.Spots) - 1; i >= 0; i-- {
		s := &m.Spots[i]
		b := s.box()
		sides := []MapText{{b.right + 5, s.Y + 5, s.Label, "start"}, {b.left - 5, s.Y + 5, s.Label, "end"}, {s.X, b.bottom + 15, s.Label, "middle"}, {s.X, b.top - 6, s.Label, "middle"}}
		n := slices.IndexFunc(sides, func(side MapText) bool {
			b := wordBox(side.X, side.Y, side.Anchor, side.Text)
			more := (b.right - b.left) / 2 // words are larger on a small screen
			return m.free(b) && b.right+more <= mapWidth && b.left-more >= 0
		})
		if n < 0 && !s.Claimed { // the table names it
			s.Label = ""
			continue
		}
		best := sides[max(n, 0)]
		s.TextX, s.TextY, s.Anchor = best.X, best.Y, best.Anchor
		m.taken = append(m.taken, wordBox(best.X, best.Y, best.Anchor, best.Text))
	}
}

// free reports whether a word fits where nothing is yet.
func (m *Map) free(b box) bool {
	if b.left < 0 || b.right > mapWidth || b.top < 0 || b.bottom > mapHeight {
		return false
	}
	return !slices.ContainsFunc(m.taken, b.meets)
}

// landmarks names large towns where the map has room for them.
func (m *Map) landmarks(b *bounds) {
	for _, t := range towns() {
		x, y := b.at(t.lat, t.lon)
		name := wordBox(x+5, y+4, "start", t.name)
		room := box{name.left - 40, name.top - 12, name.right + 24, name.bottom + 12}
		if len(m.Towns) == mostTowns || x < 4 || room.top < 0 || room.bottom > mapHeight-12 || !m.free(name) || slices.ContainsFunc(m.taken, room.meets) {
			continue
		}
		m.Towns = append(m.Towns, MapText{X: x, Y: y, Text: t.name})
		m.taken = append(m.taken, name)
	}
}

// Says is what was seen of a place, in a clause.
func (p *Town) Says() string {
	var parts []string
	if p.Claimed {
		parts = append(parts, "claimed as home")
	}
	if p.SignIns > 0 {
		parts = append(parts, "sign-ins on "+count(p.SignIns, "day", "days"))
	}
	if p.Through > 0 {
		parts = append(parts, "of which "+count(p.Through, "day", "days")+" only through a service that stands in between")
	}
	if p.Devices > 0 {
		parts = append(parts, "a device stood there on "+count(p.Devices, "day", "days"))
	}
	if p.SignIns+p.Devices == 0 {
		parts = append(parts, "nothing was seen there")
	}
	return strings.Join(parts, ", ")
}

// mostSaid is how many towns are told of in a sentence.
const mostSaid = 4

// Where says in words what the map shows: the home claimed, and where else
// something was seen, how often and how far from there.
func (v *View) Where() string {
	var home *Town
	var said []string
	left := 0
	for i := range v.Places {
		p := &v.Places[i]
		if p.Claimed && home == nil {
			home = p
		}
		if len(said) == mostSaid {
			left++
			continue
		}
		words := p.Town + ": " + p.Says()
		if km := p.from(home); km > 0 {
			words += fmt.Sprintf(", about %d km from the home claimed", km)
		}
		said = append(said, words+".")
	}
	if left > 0 {
		said = append(said, "And "+count(left, "town more", "towns more")+".")
	}
	return strings.Join(said, " ")
}

// from is about how far a town is from another, in kilometres; 0 where either's
// position is not known, or they are next to each other.
func (p *Town) from(o *Town) int {
	if o == nil || p == o || p.Latitude == nil || o.Latitude == nil {
		return 0
	}
	const rad, radius = math.Pi / 180, 6371
	a, b := *p.Latitude*rad, *o.Latitude*rad
	h := math.Pow(math.Sin((a-b)/2), 2) + math.Cos(a)*math.Cos(b)*math.Pow(math.Sin((*p.Longitude-*o.Longitude)*rad/2), 2)
	km := 2 * radius * math.Asin(math.Sqrt(min(h, 1)))
	switch {
	case !(km >= 10):
		return 0
	case km < 100:
		return int(math.Round(km/10)) * 10
	}
	return int(math.Round(km/50)) * 50
}

// Where says whether a place is the claimed one, in a word for the table.
func (p *Town) Where() string {
	switch {
	case p.Claimed:
		return "claimed as home"
	case len(p.bands) > 0:
		return "a journey there is agreed"
	}
	return ""
}
