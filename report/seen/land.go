package seen

import (
	_ "embed"
	"math"
	"strconv"
	"strings"
	"sync"
)

// Coasts of the world, so that a map is read at a glance: of Natural Earth's
// land at 1:50 million, version 4.1.0, which is in the public domain. Lines were
// thinned to what is 0.08 degrees off at most and rounded to twentieths of a
// degree; land of less than 0.03 square degrees and Antarctica are left out.
// There are no borders in it: a place is compared with what somebody claimed,
// and no country matters by itself.
//
// A line is one closed outline: where it begins, then the steps, east and north,
// in twentieths of a degree.
//
//go:embed land.txt
var landText string

const landUnit = 1.0 / 20 // degrees

// outline is a coast that closes, or the shore of a lake.
type outline struct {
	points []point
	bounds
}

// land reads the outlines once. They are part of the program, so a line that is
// wrong is found by a test and left out here.
var land = sync.OnceValue(func() []outline {
	var list []outline
	for line := range strings.Lines(landText) {
		if o, ok := readOutline(line); ok {
			list = append(list, o)
		}
	}
	return list
})

func readOutline(line string) (outline, bool) {
	o := outline{bounds: bounds{west: 180, east: -180, south: 90, north: -90}}
	x, y, odd := 0, 0, false
	for word := range strings.FieldsSeq(line) {
		n, err := strconv.Atoi(word)
		if err != nil {
			return o, false
		}
		if odd = !odd; odd {
			x += n
			continue
		}
		y += n
		p := point{lat: float64(y) * landUnit, lon: float64(x) * landUnit}
		o.points = append(o.points, p)
		o.west, o.east, o.south, o.north = min(o.west, p.lon), max(o.east, p.lon), min(o.south, p.lat), max(o.north, p.lat)
	}
	return o, !odd && len(o.points) > 2
}

// landMargin is by how many pixels land is drawn beyond the map's edge, so that
// where it is cut does not show.
const landMargin = 4

// coasts is the path of the land that a map shows.
func (b *bounds) coasts() string {
	var path []byte
	for _, turn := range []float64{-360, 0, 360} { // a map may reach over the line where a day begins
		for i := range land() {
			o := &land()[i]
			if o.east+turn < b.west || o.west+turn > b.east || o.north < b.south || o.south > b.north {
				continue
			}
			path = appendOutline(path, clip(b.drawn(o, turn)))
		}
	}
	return string(path)
}

// dot is a point in pixels.
type dot struct{ x, y float64 }

// drawn is an outline in pixels of the map.
func (b *bounds) drawn(o *outline, turn float64) []dot {
	dots := make([]dot, len(o.points))
	for i, p := range o.points {
		dots[i] = dot{(p.lon + turn - b.west) / (b.east - b.west) * mapWidth, (b.north - p.lat) / (b.north - b.south) * mapHeight}
	}
	return dots
}

// clip cuts an outline at the four sides of the map, one after the other.
func clip(dots []dot) []dot {
	for _, side := range []struct {
		across bool // of x, else of y
		at     float64
		above  bool // what is more than at stays
	}{{true, -landMargin, true}, {true, mapWidth + landMargin, false}, {false, -landMargin, true}, {false, mapHeight + landMargin, false}} {
		value := func(d dot) float64 {
			if side.across {
				return d.x
			}
			return d.y
		}
		var kept []dot
		for i, d := range dots {
			last := dots[(i+len(dots)-1)%len(dots)]
			in, was := value(d) > side.at == side.above, value(last) > side.at == side.above
			if in != was {
				part := (side.at - value(last)) / (value(d) - value(last))
				kept = append(kept, dot{last.x + part*(d.x-last.x), last.y + part*(d.y-last.y)})
			}
			if in {
				kept = append(kept, d)
			}
		}
		dots = kept
	}
	return dots
}

// appendOutline writes an outline in whole pixels, without steps that nobody
// would see; one too small to be seen is not written.
func appendOutline(path []byte, dots []dot) []byte {
	begin, x, y, steps := len(path), 0, 0, 0
	for i, d := range dots {
		px, py := int(math.Round(d.x)), int(math.Round(d.y))
		if i == 0 {
			path = append(path, 'M')
			path = strconv.AppendInt(path, int64(px), 10)
			path = append(path, ' ')
			path = strconv.AppendInt(path, int64(py), 10)
			path = append(path, 'l')
		} else {
			if abs(px-x)+abs(py-y) < 2 {
				continue
			}
			if steps++; steps > 1 {
				path = append(path, ' ')
			}
			path = strconv.AppendInt(path, int64(px-x), 10)
			path = append(path, ' ')
			path = strconv.AppendInt(path, int64(py-y), 10)
		}
		x, y = px, py
	}
	if steps < 2 {
		return path[:begin]
	}
	return append(path, 'z')
}

func abs(n int) int { return max(n, -n) }
