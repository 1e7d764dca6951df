package network

import (
	"fmt"

	"muster"
	"muster/detect"
)

// OtherSystem reports sign-ins from another make of computer than any that was issued (NET-12).
func OtherSystem() detect.Detector {
	return detect.Detector{
		Name: "other-system", Flag: "NET-12", Strength: 3, Family: muster.FamilyDevice, Scored: true,
		Needs:   []muster.Kind{muster.KindSignIns, muster.KindIssued},
		Find:    otherSystem,
		Settled: muster.Settling{Clears: []muster.CheckType{muster.CheckInPerson, muster.CheckDevice}},
		Manual: muster.Manual{
			Title: "Browser or system does not fit the issued device",
			What:  "Compares the operating system that sign-ins from computers name with the models that were issued, where these tell it. Told when on three days or more, and at least half of the days with such a sign-in, it was of another make than any issued device. Telephones, programs, devices the sign-in system knows as managed, and an own device that was agreed never count, and neither does Linux on a computer that ships with Windows.",
			Why:   "Work done from another computer leaves the issued one behind. In published cases a second computer stood beside it.",
			Innocent: []string{
				"A second computer that is allowed, or a virtual machine for tests",
				"A browser that names another system, as privacy settings do",
				"An issued device that is missing in the list",
			},
			Clear: []string{
				"Ask which computer the work is done on; agree on it if that is fine",
				"Bring the list of issued devices up to date",
				"A touch of a security key on the issued laptop, during a live call",
			},
			Sources: []string{"KR25"},
		},
	}
}

const leastOtherDays = 3

func otherSystem(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	var drafts []detect.Draft
	for i := range d.Live.Networks.Fits {
		f := &d.Live.Networks.Fits[i]
		if f.Days < leastOtherDays || 2*f.Days < f.All {
			continue
		}
		drafts = append(drafts, detect.Draft{
			Refs: f.Refs, At: f.Last,
			Detail: fmt.Sprintf("On %d of %d days with a sign-in from a computer it named another make of system than any issued device has. The last was on {date}.", f.Days, f.All),
			Rival:  "A second computer that is allowed, or a device missing in the list of issued ones.",
		})
	}
	return drafts
}
