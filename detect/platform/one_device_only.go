package platform

import (
	"fmt"

	"muster"
	"muster/detect"
)

// DeviceApart reports an account of a ring that has one device for itself and is
// never used on anything else (PLT-17).
func DeviceApart() detect.Detector {
	return detect.Detector{
		Name: "device-apart", Flag: "PLT-17", Strength: 2, Family: muster.FamilyDevice, Scored: true,
		Needs:   []muster.Kind{muster.KindAccount, muster.KindSignIns},
		Find:    deviceApart,
		Settled: muster.Settling{Clears: []muster.CheckType{muster.CheckInPerson}, Lowers: []muster.CheckType{muster.CheckLiveInterview}},
		Manual: muster.Manual{
			Title: "One device for this account alone, in a group of accounts that share something else",
			What:  "Looks only at accounts that stand in a group of three or more different people from different homes by something else they share, such as a payout. Told when such an account was used on thirty days or more, on one device as the platform numbers them, with never a telephone and never another account on that device. Strength 2: by itself it says nothing, for most people have one computer.",
			Why:   "Who runs many accounts keeps a computer, or a window of one, for each, so that they do not seem to belong together.",
			Innocent: []string{
				"A person with one computer, who does not use the platform on a telephone",
				"A computer that is kept for work",
				"A group that is honest for another reason, such as an agency nobody listed",
			},
			Clear: []string{
				"Settle first what the accounts share",
				"Speak to the holders before a camera, at the same time",
			},
			Sources: []string{"US22"},
		},
	}
}

const leastApart = 30 // days

func deviceApart(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	u := &d.Platform.Usage
	if !d.Platform.Account || d.Agency.Named || d.Platform.Side != muster.SideTalent || u.Days < leastApart || u.Devices != 1 || u.Phones > 0 || u.Others {
		return nil
	}
	for i := range d.Groups {
		g := &d.Groups[i]
		if g.People < 3 || g.Homes < 3 {
			continue
		}
		return []detect.Draft{{
			Refs: append([]muster.Ref{}, u.Refs...), At: u.Last, Rival: "Most people have one computer.",
			Detail: fmt.Sprintf("The account stands in a group of %d by something else, and was used on one device only on all of its %d days, which no other account uses.", g.People, u.Days),
		}}
	}
	return nil
}
