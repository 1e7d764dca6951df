package endpoint

import (
	"fmt"

	"muster"
	"muster/detect"
)

// SlowInput reports input that takes far longer than the line from the home
// claimed explains (END-09).
func SlowInput() detect.Detector {
	return detect.Detector{
		Name: "slow-input", Flag: "END-09", Strength: 3, Family: muster.FamilyPlace, Scored: true,
		Needs:   []muster.Kind{muster.KindDeviceDay},
		Find:    slowInput,
		Settled: muster.Settling{Clears: []muster.CheckType{muster.CheckInPerson}, Lowers: []muster.CheckType{muster.CheckDevice, muster.CheckReverify}},
		Manual: muster.Manual{
			Title: "Input takes longer than the place claimed explains",
			What: "Shows that keys reached the employer's host far later than the line from the home claimed takes: even the fastest of the day was more than twice as slow as expected, and by more than 60 milliseconds, on at least ten days over three weeks, and on four of five days that were measured. " +
				"Both figures must be stated by whoever runs the remote desktop or shell. Days behind a VPN, a company tunnel, a mobile carrier or a satellite are left out.",
			Why: "One company found a laptop that was steered from far away because keys took over 110 milliseconds where a few tens were expected.",
			Innocent: []string{
				"A slow or crowded line, a satellite or a mobile connection that nobody marked as one",
				"A remote desktop inside another one",
				"Software for working with a disability that passes keys on",
			},
			Clear: []string{
				"Measure the line on a live call, by cable and without a VPN",
				"Meet in person",
			},
			Sources: []string{"AZ25"},
		},
	}
}

// How many days of slow input, and what share of those measured.
const (
	slowDays  = 10
	slowShare = 80 // per cent
)

func slowInput(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	if d.Adjustment {
		return nil
	}
	var drafts []detect.Draft
	for i := range d.Live.Devices {
		s := &d.Live.Devices[i].Slow
		span, _ := s.From.Days(s.To)
		if s.Days < slowDays || span+1 < habitSpan || s.Days*100 < s.Stated*slowShare {
			continue
		}
		drafts = append(drafts, detect.Draft{
			Refs: s.Refs, At: s.To, Rival: "Slow and crowded lines do the same.",
			Detail: fmt.Sprintf("On %d of %s measured, the last {date}, even the fastest input took far longer to reach the host than the line from the home claimed takes: %d milliseconds in the middle of those days, where at most %d were expected.",
				s.Days, detect.Count(s.Stated, "day", "days"), s.Median, s.Expected),
		})
	}
	return drafts
}
