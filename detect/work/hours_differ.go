package work

import (
	"fmt"

	"muster"
	"muster/detect"
)

// HoursDiffer reports hours of activity that do not fit the place claimed or
// the hours agreed, for weeks (WRK-01).
func HoursDiffer() detect.Detector {
	return detect.Detector{
		Name: "hours-differ", Flag: "WRK-01", Strength: 2, Family: muster.FamilyConduct, Scored: true,
		Needs:   monitored(),
		Find:    hoursDiffer,
		Settled: muster.Settling{Clears: []muster.CheckType{muster.CheckInPerson}, Lowers: []muster.CheckType{muster.CheckDevice, muster.CheckReverify}, Anew: monitored()},
		Manual: muster.Manual{
			Title: "Hours of work do not fit the place claimed or the hours agreed, for weeks",
			What: "Compares the hours in which somebody was active, signed in or posted code, over three weeks or more, with how a working day looks on the clock of the home claimed. Where hours were agreed, those are what is compared. Work of which nine tenths lie between five in the morning and nine in the evening fits. " +
				"It answers fits, does not fit or not enough, and never where somebody might be. Days on call, agreed journeys and free hours that were agreed are left out, and so are days of input that a program made. Holidays are never looked at. " +
				"Hours cannot tell a night shift, care for others or a team far away from another clock: always strength 2.",
			Why: "In published cases work was done at hours that fitted another part of the world than the one claimed.",
			Innocent: []string{
				"Care for children or relatives, or another job in the daytime",
				"A night owl, or illness that turns day and night",
				"Free hours or a night shift that nobody noted down, or a team far away",
			},
			Clear: []string{
				"Ask about the hours, and note what is agreed: then those are compared",
				"Meet in person, or see the issued laptop answer from the home claimed",
			},
			Sources: []string{"US22", "SEAL"},
		},
	}
}

func hoursDiffer(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	for i := range d.Live.Clocks {
		f := &d.Live.Clocks[i]
		if f.Source != muster.ClockHours || f.Outcome != muster.OutcomeDifferent {
			continue
		}
		draft := detect.Draft{
			Refs: f.Seen.Refs, At: f.Seen.Last, Rival: "Care for others, a night shift or free hours that nobody noted down, or a team far away.",
			Detail: fmt.Sprintf("Active %s up to {date}, at hours that do not fit a working day on the clock claimed or the hours agreed. Hours of activity cannot tell a night shift, care for others, free hours or a team far away from another clock.", over(&f.Seen)),
		}
		return []detect.Draft{draft}
	}
	return nil
}
