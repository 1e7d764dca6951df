package dossier

import (
	"testing"

	"muster"
)

// The middle of a day's work is held against hours agreed for it or for the day
// before, on any clock they may be meant on; free hours say nothing of a day.
func TestHoursOfAPlan(t *testing.T) {
	agreed := func(start, end int, offsets ...int) plan {
		p := plan{agreed: &muster.Agreed{From: muster.Date(2026, 3, 2), Until: muster.Date(2026, 3, 6)}}
		b := builder{observations: []muster.Observation{{Data: &muster.Agreed{What: muster.AgreedHours, Start: &start, End: &end}}}}
		for _, offset := range offsets {
			b.observations[0].Data.(*muster.Agreed).Offset = &offset
			p.spans = append(p.spans, b.plans()[0].spans...)
		}
		return p
	}
	office, night, always, free := agreed(9*60, 17*60, 0), agreed(22*60, 30*60%1440, 0), agreed(0, 24*60, 0), agreed(0, 0)
	for name, c := range map[string]struct {
		of           plan
		day          int
		hour         float64
		free, within bool
	}{
		"in the middle":             {office, 3, 13, false, true},
		"an evening":                {office, 3, 21, false, false},
		"an hour of daylight saved": {office, 3, 18.5, false, true},
		"the day after":             {office, 7, 13, false, true},
		"a day later":               {office, 8, 13, false, false},
		"over midnight":             {night, 3, 1, false, true},
		"another clock":             {agreed(9*60, 17*60, 0, -8*60), 3, 21, false, true},
		"the whole day":             {always, 3, 3, false, true},
		"free hours":                {free, 3, 3, true, false},
		"free hours that are over":  {free, 8, 3, false, false},
	} {
		if free, within := ofPlan([]plan{c.of}, muster.Date(2026, 3, c.day), 60*c.hour); free != c.free || within != c.within {
			t.Errorf("%s: free %v, within %v", name, free, within)
		}
	}
}
