package normal

import (
	"math"
	"sync"

	"github.com/ringsaturn/tzf"
)

// zoneFinder holds the shapes of the world's time zones: 0.7 s and 15 MB,
// spent on the first call of PointFits.
var zoneFinder = sync.OnceValues(tzf.NewDefaultFinder)

const (
	nearKilometres = 30.0 // about a border town and its hinterland
	earthRadiusKm  = 6371.0
)

// PointFits says whether a point (degrees, WGS 84) can lie in the claimed
// country. It asks for the time zone of the point and of eight points 30 km
// around it: the zone of the point is one of the country's: fits; only one
// around it is: near; none: different. Countries are told apart only as far as
// zones tell them apart, and the city is used only when a zone is named after
// it. Points at sea, at (0,0) or outside the globe are unknown.
//
// The first call takes most of a second to load the shapes.
func PointFits(lat, lon float64, country, city string) Outcome {
	all := zoneTable()[Country(country)]
	if len(all) == 0 || !validPoint(lat, lon) {
		return OutcomeUnknown
	}
	finder, err := zoneFinder()
	if err != nil {
		return OutcomeUnknown
	}
	here := finder.GetTimezoneName(lon, lat)
	if here == "" || isSeaZone(here) {
		return seaOutcome(finder, lat, lon, all)
	}
	if zoneFits(all, here) {
		return OutcomeFits
	}
	if anyAround(finder, lat, lon, all) || nearTown(lat, lon, all) {
		return OutcomeNear
	}
	return OutcomeDifferent
}

// nearTown catches countries smaller than the ring of points.
func nearTown(lat, lon float64, zones []zonePlace) bool {
	for _, z := range zones {
		if distanceKm(lat, lon, z.lat, z.lon) <= nearKilometres {
			return true
		}
	}
	return false
}

// distanceKm is the great-circle distance (haversine).
func distanceKm(lat1, lon1, lat2, lon2 float64) float64 {
	const rad = math.Pi / 180
	s, t := math.Sin((lat2-lat1)*rad/2), math.Sin((lon2-lon1)*rad/2)
	return 2 * earthRadiusKm * math.Asin(math.Sqrt(s*s+math.Cos(lat1*rad)*math.Cos(lat2*rad)*t*t))
}

func validPoint(lat, lon float64) bool {
	if math.IsNaN(lat) || math.IsNaN(lon) || math.Abs(lat) > 90 || math.Abs(lon) > 180 {
		return false
	}
	return lat != 0 || lon != 0 // the point programs write for "no point"
}

// seaOutcome: off the coast of the claimed country is near, the open sea unknown.
func seaOutcome(finder tzf.F, lat, lon float64, zones []zonePlace) Outcome {
	if anyAround(finder, lat, lon, zones) {
		return OutcomeNear
	}
	return OutcomeUnknown
}

func anyAround(finder tzf.F, lat, lon float64, zones []zonePlace) bool {
	dLat := nearKilometres / earthRadiusKm * 180 / math.Pi
	dLon := dLat / math.Max(0.05, math.Cos(lat*math.Pi/180))
	for i := range 8 {
		a := float64(i) * math.Pi / 4
		p, q := lat+dLat*math.Sin(a), lon+dLon*math.Cos(a)
		if p > 90 || p < -90 {
			continue
		}
		if q > 180 {
			q -= 360
		} else if q < -180 {
			q += 360
		}
		if zoneFits(zones, finder.GetTimezoneName(q, p)) {
			return true
		}
	}
	return false
}

// zoneFits compares a zone found by its shape with those of a country.
func zoneFits(zones []zonePlace, name string) bool { return name != "" && hasZone(zones, name) }

func isSeaZone(name string) bool { return len(name) > 4 && name[:4] == "Etc/" }
