package seen

import (
	"fmt"
	"math"
	"strings"
)

// The measures of the map in pixels, and the least it shows in degrees.
const (
	mapWidth, mapHeight = 720, 320
	leastWide           = 24.0
	leastTall           = leastWide * mapHeight / mapWidth
	mostTowns           = 14
)

// Map is an equirectangular chart of the towns of a view: drawn here, from a
// grid of degrees and a few large towns, and from nothing outside.
type Map struct {
	Width, Height int
	Grid          string // path of the lines of degrees
	Degrees       []MapText
	Towns         []MapText // large towns, to read the map by
	Spots         []Spot
	Missing       []string // towns whose position nothing states
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

// Map draws the places, nil when nothing has a position.
func (v *View) Map() *Map {
	b := bounds{180, -180, 90, -90}
	m := &Map{Width: mapWidth, Height: mapHeight}
	for i := range v.Places {
		p := &v.Places[i]
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
	m.graticule(&b)
	for i := len(v.Places) - 1; i >= 0; i-- { // the claimed home and the most usual places on top
		if p := &v.Places[i]; p.Latitude != nil {
			m.Spots = append(m.Spots, spot(p, &b))
		}
	}
	m.apart()
	m.landmarks(&b)
	return m
}

// widen gives a map its shape and a margin around what is on it.
func (b *bounds) widen() {
	wide, tall := max(leastWide, (b.east-b.west)*1.35), max(leastTall, (b.north-b.south)*1.5)
	if wide*mapHeight/mapWidth < tall {
		wide = tall * mapWidth / mapHeight
	} else {
		tall = wide * mapHeight / mapWidth
	}
	x, y := (b.west+b.east)/2, (b.south+b.north)/2
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
	s.TextX, s.TextY, s.Anchor = s.X+s.R+6, s.Y+5, "start"
	if s.X > mapWidth-150 {
		s.TextX, s.Anchor = s.X-s.R-6, "end"
	}
	return s
}

// apart moves labels that would cover each other, the less usual place's first.
func (m *Map) apart() {
	for i := len(m.Spots) - 1; i >= 0; i-- {
		for range 6 {
			moved := false
			for k := len(m.Spots) - 1; k > i; k-- {
				a, o := &m.Spots[i], &m.Spots[k]
				if near(a.TextX, o.TextX, 110) && near(a.TextY, o.TextY, 15) {
					a.TextY, moved = o.TextY+16, true
				}
			}
			if !moved {
				break
			}
		}
	}
}

func near(a, b, within int) bool { return a-b < within && b-a < within }

// landmarks names large towns where the map has room for them.
func (m *Map) landmarks(b *bounds) {
	for _, t := range towns() {
		x, y := b.at(t.lat, t.lon)
		if len(m.Towns) == mostTowns || x < 8 || x > mapWidth-100 || y < 16 || y > mapHeight-28 {
			continue
		}
		free := true
		for _, s := range m.Spots {
			free = free && !(near(x+40, s.X, 90) && near(y, s.Y, 20)) && !(near(x, s.TextX, 120) && near(y+4, s.TextY, 18))
		}
		for _, o := range m.Towns {
			free = free && !(near(x, o.X, 130) && near(y, o.Y, 34))
		}
		if free {
			m.Towns = append(m.Towns, MapText{X: x, Y: y, Text: t.name})
		}
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
