package leaving

import (
	"fmt"
	"slices"

	"muster"
	"muster/detect"
)

// successionDays is how long after a departure an application still counts as
// following it.
const successionDays = 90

// SimilarApplicant reports an applicant who resembles somebody dismissed
// shortly before (OFF-06).
func SimilarApplicant() detect.Detector {
	return detect.Detector{
		Name: "similar-applicant", Flag: "OFF-06", Strength: 4, Family: muster.FamilyLink, Scored: true,
		Needs: []muster.Kind{muster.KindLeaver, muster.KindApplication},
		Find:  similarApplicant,
		Settled: muster.Settling{
			Clears: []muster.CheckType{muster.CheckReference, muster.CheckInPerson},
			Lowers: []muster.CheckType{muster.CheckIdentity, muster.CheckLiveInterview},
		},
		Manual: muster.Manual{
			Title: "An applicant shares something rare with somebody dismissed weeks before",
			What:  "Compares new applications with leavers who were dismissed within the 90 days before, over contacts, CV passages and facts, documents, accounts and referees. Common values, one household and the same person applying again do not count, nor does a referee alone. A join never accuses alone.",
			Why:   "In published cases a dismissal was followed within weeks by an application much like the first one.",
			Innocent: []string{
				"A recycled phone number or a former flatmate",
				"A colleague who was told about the vacancy and shared a CV template",
				"Coincidence in a small trade",
			},
			Clear: []string{
				"A live interview about the applicant's own work",
				"A reference through a contact you found yourself",
			},
			Sources: []string{"MT25", "FL26"},
		},
	}
}

func similarApplicant(d *muster.Dossier, s *muster.Settings) []detect.Draft {
	applied, ok := firstApplication(d)
	if !ok || d.Status == muster.StatusLeaver {
		return nil
	}
	return succession(d, s, func(o *muster.Other) bool {
		days, known := o.Left.Days(applied)
		return !o.Concern && o.Dismissed && known && days >= 0 && days <= successionDays
	}, "was dismissed within the 90 days before", "A recycled number, a former flatmate, or a CV template passed on.")
}

func firstApplication(d *muster.Dossier) (muster.Time, bool) {
	for i := range d.Events {
		if d.Events[i].Kind == muster.EventApplied {
			return d.Events[i].At, true
		}
	}
	return muster.Time{}, false
}

// succession drafts one finding for everything rare that the subject shares
// with leavers a condition picks.
func succession(d *muster.Dossier, s *muster.Settings, pick func(*muster.Other) bool, who, rival string) []detect.Draft {
	look := func(h *muster.Held) bool { return inherited(h.Kind) }
	shares := detect.Shares(d, look, func(h *muster.Held) []muster.Other {
		var picked []muster.Other
		for _, o := range detect.Strangers(d, s, h) {
			// Who names a leaver as referee shares no more than an employer with them.
			mixed := (h.Role == muster.RoleReferee) != (o.Role == muster.RoleReferee)
			if !mixed && pick(&o) {
				picked = append(picked, o)
			}
		}
		return picked
	})
	if !slices.ContainsFunc(shares, func(s detect.Share) bool { return s.Held[0].Role != muster.RoleReferee }) {
		return nil // nothing, or only a referee in common: colleagues name the same team lead
	}
	draft := shares[0].Draft()
	for i := range shares[1:] {
		more := shares[1+i].Draft()
		draft.Held, draft.Others = append(draft.Held, more.Held...), append(draft.Others, more.Others...)
		draft.Refs = append(draft.Refs, more.Refs...)
	}
	draft.Detail = fmt.Sprintf("{values}: shared with somebody of another name who %s.", who)
	draft.Rival = rival
	return []detect.Draft{draft}
}

// inherited reports the kinds that pass from one persona to the next and are
// rare between strangers.
func inherited(kind muster.ArtefactKind) bool {
	switch kind {
	case muster.ArtefactPhone, muster.ArtefactEmail, muster.ArtefactURL, muster.ArtefactDomain, muster.ArtefactAccount, muster.ArtefactWallet,
		muster.ArtefactDocument, muster.ArtefactImage, muster.ArtefactPrint, muster.ArtefactDevice, muster.ArtefactPassage, muster.ArtefactSkeleton:
		return true
	}
	return false
}
