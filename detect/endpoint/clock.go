package endpoint

import (
	"fmt"

	"muster"
	"muster/detect"
)

// When a clock that does not fit is more than a setting nobody changed.
const (
	clockDays  = 10
	clockWeeks = 3
	clockShare = 0.8 // of the days that can be compared
)

// ClockDiffers reports clocks of devices, clients and commits that do not fit
// the place claimed, for weeks (END-16).
func ClockDiffers() detect.Detector {
	return detect.Detector{
		Name: "clock-differs", Flag: "END-16", Strength: 2, Family: muster.FamilyPlace, Scored: true,
		Needs: []muster.Kind{muster.KindDeviceDay, muster.KindSignIns, muster.KindWorkDay},
		Find:  clockDiffers,
		Settled: muster.Settling{
			Clears: []muster.CheckType{muster.CheckInPerson, muster.CheckDevice}, Anew: []muster.Kind{muster.KindDeviceDay, muster.KindSignIns, muster.KindWorkDay},
		},
		Manual: muster.Manual{
			Title: "The clock does not fit the place claimed for weeks",
			What: "Compares the time zone that the system, a remote session, the browser or commits state with the zones of the homes claimed and the hours agreed, on ten days or more in three weeks and four days in five of those that can be compared. A day on which any clock fits is a day that fits. " +
				"Clocks on UTC say nothing, nor do days of agreed journeys. It never says where somebody is. Clocks can be set: strength 2.",
			Why: "A machine set up for one place and used in another often keeps the other clock.",
			Innocent: []string{
				"Keeps the clock of an earlier home, of family or of the head office",
				"A virtual machine or test system in another zone",
				"A move that nobody noted down",
			},
			Clear: []string{
				"Ask about the clock; note a move or agreed hours",
				"A touch of a security key on the laptop, during a live call from the home claimed",
				"Meet in person",
			},
			Sources: []string{"ZX25", "GUIDE"},
		},
	}
}

func clockDiffers(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	var draft detect.Draft
	for i := range d.Live.Clocks {
		f := &d.Live.Clocks[i]
		if f.Source == muster.ClockHours || f.Seen.Days < clockDays || f.Seen.Weeks < clockWeeks || float64(f.Seen.Days) < clockShare*float64(f.Stated) {
			continue
		}
		if draft.Detail == "" {
			draft.At = f.Seen.Last
			draft.Detail = fmt.Sprintf("On %d of %d days, the last {date}, %s showed a clock that no home on record has and that was not agreed.", f.Seen.Days, f.Stated, clockWords(f.Source))
			draft.Refs = f.Seen.Refs
			draft.Rival = "The clock of an earlier home, of family or of the head office."
			continue
		}
		draft.Detail += fmt.Sprintf(" So did %s, on %d of %d days.", clockWords(f.Source), f.Seen.Days, f.Stated)
		draft.Refs = append(draft.Refs, f.Seen.Refs...)
	}
	if draft.Detail == "" {
		return nil
	}
	return []detect.Draft{draft}
}

func clockWords(s muster.ClockSource) string {
	switch s {
	case muster.ClockDevice:
		return "the issued device"
	case muster.ClockClient:
		return "the browser or program that signed in"
	}
	return "the machine that commits were made on"
}
