package normal

import (
	_ "embed" // the zone list
	"slices"
	"strings"
	"sync"
	"time"
	_ "time/tzdata" // so that zones load on machines without the database
)

//go:embed data/zones.txt
var zonesText string

// Outcome is what a comparison of a place or clock with a claim says.
type Outcome string

// The outcomes of OffsetFits and PointFits.
const (
	OutcomeUnknown    Outcome = "unknown"      // no claim, no data, or a zone that cannot be told
	OutcomeFits       Outcome = "fits"         // possible in the claimed place
	OutcomeNear       Outcome = "near"         // beside the claimed place: a border, a coast, a neighbouring zone
	OutcomeDifferent  Outcome = "different"    // a point elsewhere
	OutcomeDoesNotFit Outcome = "does_not_fit" // a clock of elsewhere
)

// zonePlace is a zone with the coordinates of its main town.
type zonePlace struct {
	name     string
	lat, lon float64
	// load parses the zone once; the standard library would do so each time.
	load func() (*time.Location, error)
}

func newZonePlace(name string, lat, lon float64) zonePlace {
	return zonePlace{name, lat, lon, sync.OnceValues(func() (*time.Location, error) { return time.LoadLocation(name) })}
}

var zoneTable = sync.OnceValue(func() map[string][]zonePlace {
	m := make(map[string][]zonePlace, 256)
	for line := range strings.Lines(zonesText) {
		f := strings.Fields(line)
		if len(f) < 2 || f[0] == "#" {
			continue
		}
		for _, z := range f[1:] {
			name, coords, _ := strings.Cut(z, "@")
			lat, lon := isoCoordinates(coords)
			m[f[0]] = append(m[f[0]], newZonePlace(name, lat, lon))
		}
	}
	m["XK"] = []zonePlace{newZonePlace("Europe/Belgrade", 42.67, 21.17)}
	return m
})

// isoCoordinates reads ±DDMM±DDDMM or ±DDMMSS±DDDMMSS.
func isoCoordinates(s string) (lat, lon float64) {
	i := strings.LastIndexAny(s, "+-")
	if i <= 0 {
		return 0, 0
	}
	return isoAngle(s[:i], 2), isoAngle(s[i:], 3)
}

func isoAngle(s string, degreeDigits int) float64 {
	part := func(from, to int) float64 {
		n := 0.0
		for i := from; i < to && i < len(s); i++ {
			n = n*10 + float64(s[i]-'0')
		}
		return n
	}
	d := 1 + degreeDigits
	v := part(1, d) + part(d, d+2)/60 + part(d+2, d+4)/3600
	if s[0] == '-' {
		return -v
	}
	return v
}

// zonesFor returns the zones of a country, only that of the city when a zone is
// named after it.
func zonesFor(country, city string) []zonePlace {
	zones := zoneTable()[Country(country)]
	if city = strings.ReplaceAll(Fold(city), " ", "_"); city == "" || len(zones) < 2 {
		return zones
	}
	for i, z := range zones {
		if Fold(z.name[strings.LastIndexByte(z.name, '/')+1:]) == city {
			return zones[i : i+1]
		}
	}
	return zones
}

// OffsetFits says whether a clock offset (minutes east of UTC) is one that a
// clock in the claimed country can have shown at the time (microseconds since
// 1970, UTC). Every zone of the country counts, unless the city is one a zone is
// named after; daylight saving is taken at that time, and an hour to either side
// within two days of a change of clocks, because not every clock changes at
// once. Offset 0 fits nowhere and contradicts nothing: servers, containers and
// careful programs keep UTC, so outside countries on UTC it is unknown.
func OffsetFits(country, city string, offsetMinutes int, atMicros int64) Outcome {
	zones := zonesFor(country, city)
	if len(zones) == 0 || offsetMinutes < -14*60 || offsetMinutes > 14*60 {
		return OutcomeUnknown
	}
	at := time.UnixMicro(atMicros)
	loaded := 0
	for _, z := range zones {
		loc, err := z.load()
		if err != nil {
			continue
		}
		loaded++
		for _, shift := range [...]time.Duration{0, -48 * time.Hour, 48 * time.Hour} {
			if _, off := at.Add(shift).In(loc).Zone(); off == offsetMinutes*60 {
				return OutcomeFits
			}
		}
	}
	if loaded == 0 || offsetMinutes == 0 {
		return OutcomeUnknown
	}
	return OutcomeDoesNotFit
}

// hasZone reports whether the country lists the zone.
func hasZone(zones []zonePlace, name string) bool {
	return slices.ContainsFunc(zones, func(z zonePlace) bool { return z.name == name })
}
