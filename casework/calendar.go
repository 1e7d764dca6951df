package casework

import (
	"slices"
	"time"
)

// works reports whether people work on a day: not at a weekend, nor on a
// holiday of the entity. Without an entity only weekends are free.
func (e *Entity) works(day time.Time) bool {
	if w := day.Weekday(); w == time.Saturday || w == time.Sunday {
		return false
	}
	if e == nil {
		return true
	}
	_, free := slices.BinarySearch(e.Holidays, day.Format(time.DateOnly))
	return !free
}

// after returns the end of the nth working day after a moment, in UTC. The day
// of the moment itself does not count. Calendars that never work are given up
// after ten years.
func (e *Entity) after(from time.Time, n int) time.Time {
	day := from.UTC().Truncate(24 * time.Hour)
	for range 3660 {
		if n <= 0 {
			break
		}
		if day = day.AddDate(0, 0, 1); e.works(day) {
			n--
		}
	}
	return day.Add(24*time.Hour - time.Second)
}
