package leaving

import (
	"muster"
	"muster/detect"
)

// recycledDays is how long after a departure a phone number may belong to
// somebody else by chance.
const recycledDays = 180

// Successor reports a newcomer who inherits artefacts of somebody who left
// over a confirmed concern (XCO-07).
func Successor() detect.Detector {
	return detect.Detector{
		Name: "successor", Flag: "XCO-07", Strength: 4, Family: muster.FamilyLink, Scored: true,
		Needs: []muster.Kind{muster.KindLeaver},
		Find:  successor,
		Settled: muster.Settling{
			Clears: []muster.CheckType{muster.CheckInPerson},
			Lowers: []muster.CheckType{muster.CheckIdentity, muster.CheckLiveInterview},
		},
		Manual: muster.Manual{
			Title: "A newcomer shares something rare with somebody who left over a confirmed concern",
			What:  "Compares contacts, devices, accounts, documents, CV passages and facts with those of leavers whose identity a person confirmed to be in doubt, however long ago the retention allows. Only people who applied or started after the other had left are looked at. A phone number alone counts 2 when the other left more than 180 days before, as numbers are given out again; a referee alone does not count. Common values, one household and documented changes of name do not count. A join never accuses alone.",
			Why:   "In published cases the contact details or accounts of somebody who had been dismissed came back under another name.",
			Innocent: []string{
				"A phone number that the phone company gave to somebody else",
				"A victim whose details were used by others",
				"A relative or former flatmate",
			},
			Clear: []string{
				"Meet the person with an original document, or use a certified provider",
				"Compare the day on which the person first gave the value with the day on which the other last used it: numbers are handed on",
			},
			Sources: []string{"GL26", "SEAL"},
		},
	}
}

func successor(d *muster.Dossier, s *muster.Settings) []detect.Draft {
	if d.Status == muster.StatusLeaver {
		return nil
	}
	since := begun(d)
	drafts := succession(d, s, func(o *muster.Other) bool {
		return o.Concern && !d.IdentityVerified.Before(o.Left) && !since.Before(o.Left)
	}, "left over a confirmed concern", "A recycled number, or a victim whose details were used by others.")
	for i := range drafts {
		if recycled(&drafts[i], since) {
			drafts[i].Strength = 2
		}
	}
	return drafts
}

// begun returns when the subject first applied or started, unset if unknown.
func begun(d *muster.Dossier) muster.Time {
	applied, ok := firstApplication(d)
	if !ok || d.Started.Before(applied) {
		return d.Started
	}
	return applied
}

// recycled reports whether a draft rests on phone numbers alone, all of people
// who left long enough before for the number to have been given out again.
func recycled(draft *detect.Draft, since muster.Time) bool {
	for _, h := range draft.Held {
		if h.Kind != muster.ArtefactPhone {
			return false
		}
	}
	for i := range draft.Others {
		if days, ok := draft.Others[i].Left.Days(since); !ok || days <= recycledDays {
			return false
		}
	}
	return true
}
