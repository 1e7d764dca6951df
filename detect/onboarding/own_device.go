package onboarding

import (
	"muster"
	"muster/detect"
)

// OwnDevice reports a push for an own device instead of the managed laptop
// (ONB-05).
func OwnDevice() detect.Detector {
	return detect.Detector{
		Name: "own-device", Flag: "ONB-05", Strength: 2, Family: muster.FamilyDevice, Scored: true,
		Needs:   []muster.Kind{muster.KindReport, muster.KindShipment, muster.KindCheck},
		Find:    ownDevice,
		Settled: muster.Settling{Clears: []muster.CheckType{muster.CheckDevice}},
		Manual: muster.Manual{
			Title: "Asked to use an own device instead of the managed laptop",
			What:  "Shows what somebody recorded: the person pressed to work on an own device or through a virtual desktop only. Not reported for contractors and agency staff, who usually bring their own.",
			Why:   "Without a managed computer the organisation cannot see which device its work is done on.",
			Innocent: []string{
				"A better machine, or a familiar keyboard",
				"Equipment set up for a disability",
				"A wait for the delivery, with work to be done",
			},
			Clear: []string{
				"Issue the managed laptop and record the first sign-in from it",
				"Agree on a managed alternative and note it",
			},
			Sources: []string{"GT25"},
		},
	}
}

func ownDevice(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	if d.Employment == muster.EmploymentContractor || d.Employment == muster.EmploymentAgency {
		return nil
	}
	seen, ok := detect.Seen(d, muster.SignOwnDeviceRequested, detect.CoveredByAdjustment)
	if !ok {
		return nil
	}
	draft := seen.Draft()
	draft.Detail = "Recorded on {date}: the person asked to work on an own device rather than the managed laptop."
	return []detect.Draft{draft}
}
