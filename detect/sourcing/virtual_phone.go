package sourcing

import (
	"muster"
	"muster/detect"
)

// VirtualPhone reports that the only phone given is a virtual line (SRC-08).
func VirtualPhone() detect.Detector {
	return detect.Detector{
		Name: "virtual-phone", Flag: "SRC-08", Strength: 2, Family: muster.FamilyLink, Scored: true,
		Needs: []muster.Kind{muster.KindApplication, muster.KindPerson, muster.KindCV},
		Find:  virtualPhone,
		Settled: muster.Settling{
			Clears: []muster.CheckType{muster.CheckInPerson},
			Lowers: []muster.CheckType{muster.CheckLiveInterview, muster.CheckIdentity},
		},
		Manual: muster.Manual{
			Title: "The only phone number given is a virtual line",
			What: "Looks at the type of line where the numbering plan shows it: internet telephony or a virtual number. Reported only when no ordinary line is on the person's record and no adjustment is on file. " +
				"The country of a number is never looked at.",
			Why: "A virtual line says little about who answers it.",
			Innocent: []string{
				"Privacy: a second number kept for job applications",
				"People who live abroad, and freelancers with a business line",
				"Relay services for deaf and hard-of-hearing people",
			},
			Clear: []string{
				"Meet the person in person, or in the live interview that everybody in the class has; nobody needs another number",
				"Nothing is needed when no other finding stands beside it",
			},
			Sources: []string{"MT25", "GT24", "FL26", "GUIDE"},
		},
	}
}

func virtualPhone(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	if d.Adjustment {
		return nil
	}
	var virtual *muster.Held
	for i := range d.Artefacts {
		h := &d.Artefacts[i]
		if h.Kind != muster.ArtefactPhone || h.Role != muster.RoleOwn {
			continue
		}
		if h.Class != muster.ClassLineVoIP && h.Class != muster.ClassLineVirtual || h.Sharing.Common != muster.NotCommon {
			return nil
		}
		if virtual == nil {
			virtual = h
		}
	}
	if virtual == nil {
		return nil
	}
	return []detect.Draft{{
		Refs:   []muster.Ref{virtual.Ref},
		Detail: "The numbering plan shows the phone number on this record as a virtual or internet line; no other number of the person's own is on record.",
		Rival:  "Many people keep a second number for privacy.",
	}}
}
