package normal

import (
	"slices"
	"time"
)

// StandardOffsets returns the standard times of a place, in minutes east of UTC,
// each once: of every zone of the country, or of the one named after the city.
// It returns none for a country that is not known.
func StandardOffsets(country, city string) []int {
	const year = 2025 // the rules of these years; a country that changes its standard time is rare
	var list []int
	for _, z := range zonesFor(country, city) {
		loc, err := z.load()
		if err != nil {
			continue
		}
		_, january := time.Date(year, time.January, 1, 12, 0, 0, 0, loc).Zone()
		_, july := time.Date(year, time.July, 1, 12, 0, 0, 0, loc).Zone()
		if offset := min(january, july) / 60; !slices.Contains(list, offset) {
			list = append(list, offset)
		}
	}
	return list
}
