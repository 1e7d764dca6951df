package clock

import (
	"math/bits"
	"slices"
)

// The grid that events are counted on.
const (
	day         = 24 * 60 * 60
	halfHour    = 30 * 60
	slotsOfDay  = day / halfHour
	slotsOfWeek = 7 * slotsOfDay
	epochDay    = 3 // 1 January 1970 was a Thursday; weeks start on Monday
)

// heldDays is how many days with activity are held apart. Older ones are folded
// into counts; an event that comes later than that is counted as it is.
const heldDays = 400

// activeDay is the half hours of one UTC day in which something happened.
type activeDay struct {
	number int32 // days since 1970
	slots  uint64
}

// The half year decides whether an hour of daylight saving may be in force.
// Clocks change on different Sundays in different years and countries; a week
// or two at the edges makes no difference to a profile.
const (
	northernWinter = iota
	northernSummer
	seasons
)

// halfYear says in which half of the year a day falls, from the last week of
// March to the last of October in the north's summer.
func halfYear(number int32) int {
	const year, start, end = 365.2425, 86, 302
	d := float64(number) - year*float64(int64(float64(number)/year))
	if d >= start && d < end {
		return northernSummer
	}
	return northernWinter
}

// Hours counts when one person was active, by half hour of the UTC week and
// half year. The zero value is ready to use. Order and repetition of events do
// not matter, as long as an event comes no later than 400 active days.
type Hours struct {
	days   []activeDay // ascending
	folded *[seasons][slotsOfWeek]uint32
	gone   int // days folded
}

// Push counts an event at a time in seconds since 1970, UTC, from 1970 to 9999.
func (h *Hours) Push(utc int64) {
	number := int32(utc / day)
	slot := uint64(1) << (utc % day / halfHour)
	if n := len(h.days); n > 0 && h.days[n-1].number == number {
		h.days[n-1].slots |= slot
		return
	}
	at, found := slices.BinarySearchFunc(h.days, number, func(d activeDay, number int32) int { return int(d.number - number) })
	switch {
	case found:
		h.days[at].slots |= slot
	case at == 0 && len(h.days) >= heldDays:
		h.fold(activeDay{number, slot})
	default:
		if len(h.days) >= heldDays {
			h.fold(h.days[0])
			h.gone++
			h.days = slices.Delete(h.days, 0, 1)
			at--
		}
		h.days = slices.Insert(h.days, at, activeDay{number, slot})
	}
}

func (h *Hours) fold(d activeDay) {
	if h.folded == nil {
		h.folded = new([seasons][slotsOfWeek]uint32)
	}
	d.each(func(slot int) { h.folded[halfYear(d.number)][slot]++ })
}

// each calls f with every half hour of the week in which the day was active.
func (d activeDay) each(f func(slot int)) {
	weekday := (int(d.number) + epochDay) % 7
	for rest := d.slots; rest != 0; rest &= rest - 1 {
		f(weekday*slotsOfDay + bits.TrailingZeros64(rest))
	}
}

// Days returns on how many UTC days something happened.
func (h *Hours) Days() int { return len(h.days) + h.gone }

// HalfHours returns in how many half hours something happened.
func (h *Hours) HalfHours() int {
	n := 0
	for _, d := range h.days {
		n += bits.OnesCount64(d.slots)
	}
	if h.folded != nil {
		for s := range h.folded {
			for _, c := range h.folded[s] {
				n += int(c)
			}
		}
	}
	return n
}

// counts returns the half hours of the UTC week by half year.
func (h *Hours) counts() (c [seasons][slotsOfWeek]float64) {
	if h.folded != nil {
		for s := range h.folded {
			for slot, n := range h.folded[s] {
				c[s][slot] = float64(n)
			}
		}
	}
	for _, d := range h.days {
		season := halfYear(d.number)
		d.each(func(slot int) { c[season][slot]++ })
	}
	return c
}

// Between returns the share of the half hours that lie between two hours of the
// local day, from 0 to 1, on a clock whose standard time is offset minutes from UTC:
// with the hour of daylight saving where that puts more of them there. 0 without any.
func (h *Hours) Between(offset, from, until int) float64 {
	counts, best := h.counts(), 0.0
	for s := range savings {
		var inside, all float64
		for season := range counts {
			shift := s.shift(offset, season)
			for slot, n := range counts[season] {
				if hour := ((slot*30+shift)/60%24 + 24) % 24; hour >= from && hour < until {
					inside += n
				}
				all += n
			}
		}
		if all > 0 {
			best = max(best, inside/all)
		}
	}
	return best
}
