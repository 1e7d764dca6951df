package background

import (
	"fmt"

	"muster"
	"muster/detect"
)

// minRing is how many people make a closed ring; two ex-colleagues who name
// each other are reported at a lower strength.
const minRing = 3

// manyCandidates is how many other candidates one referee may speak for before
// somebody should reach the referee independently.
const manyCandidates = 3

// RefereeRing reports referees and candidates who vouch for each other in a
// closed ring, or a referee who shares contact details with the candidate
// (CVB-06).
func RefereeRing() detect.Detector {
	return detect.Detector{
		Name: "referee-ring", Flag: "CVB-06", Strength: 4, Family: muster.FamilyLink, Scored: true,
		Needs:   []muster.Kind{muster.KindReference},
		Find:    refereeRing,
		Settled: muster.Settling{Clears: []muster.CheckType{muster.CheckReference}},
		Manual: muster.Manual{
			Title: "Referees and candidates vouch for each other in a closed ring",
			What: "Compares the referees' phones and addresses with the candidate's own and with those of all other people. Strength 4: a referee has the candidate's own phone or mailbox, or three or more people vouch for each other in a ring. " +
				"Strength 3: two candidates name each other, or one referee speaks for different employers, or for four candidates and more. Strength 5 when a ring and shared contact details come together. " +
				"Verified colleagues, one referee for up to three candidates of one employer, and a referee confirmed through contact details you found yourself are not reported.",
			Why: "In published cases the names behind applications and references belonged to one circle that vouched for itself.",
			Innocent: []string{
				"A small team of ex-colleagues who all look for work",
				"The candidate typed their own address into the referee's field",
				"A manager who worked at two of the firms",
			},
			Clear: []string{
				"Reach the referee through the employer's switchboard, as found by you",
				"Ask for one more referee whom you can reach independently",
			},
			Sources: []string{"MT25", "GT25"},
		},
	}
}

func refereeRing(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	var drafts []detect.Draft
	for i := range d.References {
		r := &d.References[i]
		if r.Outcome == muster.ReferenceConfirmed && r.Found == muster.FoundByEmployer {
			continue
		}
		mutual := unproven(r.MutualWith)
		ring := r.ClosedRing >= minRing
		draft := detect.Draft{Refs: []muster.Ref{r.Ref}, Others: mutual, Rival: "A small team of ex-colleagues, or a typing error in the form."}
		switch {
		case r.SharesWithOwn && (ring || len(mutual) > 0):
			draft.Strength = 5
			draft.Detail = "The referee has the candidate's own phone or mailbox, and these people vouch for each other."
		case r.SharesWithOwn:
			draft.Title = "A referee has the candidate's own phone or mailbox"
			draft.Detail = "A contact given for the referee is also the candidate's own."
			draft.Rival = "The candidate typed their own address into the referee's field."
		case ring:
			draft.Detail = fmt.Sprintf("%d people vouch for each other in a ring, and nobody outside it does.", r.ClosedRing)
			if len(draft.Others) == 0 {
				draft.Others = unproven(r.RefereeIs)
			}
		case len(mutual) > 0:
			draft.Title = "Two candidates name each other as referees"
			draft.Strength = 3
			draft.Detail = "The referee on this record has an application too, with this person as referee."
		case r.EmployersDiffer || r.RefereeFor >= manyCandidates:
			if !refereeElsewhere(d, r.Ref, &draft) || !r.EmployersDiffer && len(draft.Others) < manyCandidates {
				continue
			}
			sharedReferee(r, &draft)
		default:
			continue
		}
		drafts = append(drafts, draft)
	}
	return drafts
}

// sharedReferee words a draft about one referee of several candidates.
func sharedReferee(r *muster.ReferenceFact, draft *detect.Draft) {
	draft.Strength = 3
	draft.Title = "One referee speaks for many candidates who do not know each other by our records"
	draft.Detail = fmt.Sprintf("The same referee contact stands on the applications of %s, and nobody has reached the referee independently.",
		detect.Count(len(draft.Others), "other person", "other people"))
	draft.Rival = "A manager who vouches for a team after a lay-off."
	if r.EmployersDiffer {
		draft.Title = "One referee speaks for different employers on different applications"
		draft.Detail = "The same referee contact stands for another employer on another application."
		draft.Rival = "A manager who worked at both firms."
	}
}

// unproven leaves out people whose identity was verified independently: a
// colleague may be a referee.
func unproven(others []muster.Other) []muster.Other {
	var kept []muster.Other
	for i := range others {
		if !others[i].Verified && others[i].Names != muster.OutcomeSame && others[i].Names != muster.OutcomeVariant {
			kept = append(kept, others[i])
		}
	}
	return kept
}

// refereeElsewhere adds to the draft the other people who name the referee of
// that record.
func refereeElsewhere(d *muster.Dossier, ref muster.Ref, draft *detect.Draft) bool {
	for i := range d.Artefacts {
		h := &d.Artefacts[i]
		if h.Ref != ref || h.Role != muster.RoleReferee || h.Sharing.Common != muster.NotCommon {
			continue
		}
		for _, o := range unproven(h.Sharing.Others) {
			if o.Role == muster.RoleReferee && !o.Related {
				draft.Others = append(draft.Others, o)
			}
		}
		if len(draft.Others) > 0 {
			draft.Held = []*muster.Held{h}
			return true
		}
	}
	return false
}
