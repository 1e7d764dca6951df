package seen

import (
	_ "embed"
	"strconv"
	"strings"
	"sync"
)

// A few large towns with their positions, to two decimals: they give a map
// something to be read by, and place a claimed home no record gives a position
// of.
//
//go:embed towns.txt
var townsText string

type landmark struct {
	name, country string
	point
}

// point is a position in degrees.
type point struct{ lat, lon float64 }

// towns reads the table once. It is part of the program, so a line that is
// wrong is found by a test and left out here.
var towns = sync.OnceValue(func() []landmark {
	var list []landmark
	for line := range strings.Lines(townsText) {
		f := strings.Split(strings.TrimSpace(line), "|")
		if len(f) != 4 {
			continue
		}
		lat, errLat := strconv.ParseFloat(f[2], 64)
		lon, errLon := strconv.ParseFloat(f[3], 64)
		if errLat == nil && errLon == nil {
			list = append(list, landmark{f[0], f[1], point{lat, lon}})
		}
	}
	return list
})

// townAt returns where a town of the table is; country is a code, empty where it
// is not known.
func townAt(city, country string) (point, bool) {
	for _, t := range towns() {
		if strings.EqualFold(t.name, city) && (country == "" || t.country == country) {
			return t.point, true
		}
	}
	return point{}, false
}
