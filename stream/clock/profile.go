package clock

import "math"

// width is the length of a profile: the hours of a working day, then those of
// a day at the weekend.
const width = 48

// profile is how a person's activity spreads over the local day.
type profile [width]float64

// saving is when the hour of daylight saving is added to the standard time.
type saving int

const (
	never saving = iota
	inNorthernSummer
	inNorthernWinter
	savings
)

// shift is how far the clock is from UTC in a half year, in minutes.
func (s saving) shift(offset, season int) int {
	if s == inNorthernSummer && season == northernSummer || s == inNorthernWinter && season == northernWinter {
		return offset + 60
	}
	return offset
}

// smoothing spreads each hour over its neighbours; its sum does not matter.
var smoothing = [...]float64{1, 2, 3, 2, 1}

// floor keeps hours without activity from weighing too much, in shares of an
// even profile.
const floor = 0.05

// profileOf reads counts of UTC half hours on a clock, its offset in minutes.
// Offsets that are no whole half hours are read to the half hour below.
func profileOf(counts *[seasons][slotsOfWeek]float64, offset int, s saving) profile {
	var raw profile
	for season := range counts {
		move := (s.shift(offset, season)/30%slotsOfWeek + slotsOfWeek) % slotsOfWeek
		for slot, n := range counts[season] {
			if n == 0 { // most of a week
				continue
			}
			local := slot + move
			if local >= slotsOfWeek {
				local -= slotsOfWeek
			}
			hour, perDay := local/2%24, n/5
			if local >= 5*slotsOfDay {
				hour, perDay = hour+24, n/2
			}
			raw[hour] += perDay
		}
	}
	return smoothed(&raw)
}

// smoothed turns counts into the square roots of smoothed shares.
func smoothed(raw *profile) (p profile) {
	sum := 0.0
	for h := range p {
		start := h / 24 * 24
		for k, w := range smoothing {
			p[h] += w * raw[start+(h+k-len(smoothing)/2+24)%24]
		}
		sum += p[h]
	}
	for h := range p {
		p[h] = math.Sqrt(p[h]/sum*width + floor)
	}
	return p
}
