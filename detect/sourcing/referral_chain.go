package sourcing

import (
	"fmt"

	"muster"
	"muster/detect"
)

const (
	manyReferrals = 3 // recommendations by somebody new that are too many
	ringChain     = 3 // recommendations in a row that count when a referee is in the chain
	longChain     = 4 // recommendations in a row that count alone
)

// ReferralChain reports new people who bring new people in a row (SRC-14).
func ReferralChain() detect.Detector {
	return detect.Detector{
		Name: "referral-chain", Flag: "SRC-14", Strength: 3, Family: muster.FamilyLink, Scored: true,
		Needs: []muster.Kind{muster.KindReferral, muster.KindApplication},
		Find:  referralChain,
		Settled: muster.Settling{
			Clears: []muster.CheckType{muster.CheckReference, muster.CheckInPerson},
			Lowers: []muster.CheckType{muster.CheckIdentity},
		},
		Manual: muster.Manual{
			Title: "Newcomers recommend newcomers in a row",
			What: "Follows who recommended whom. Reported when somebody recommends three or more people within 180 days of starting, when a chain of recommendations is four long, or when it is three long and somebody in it is also a referee of another (then at strength 4). " +
				"At strength 2: the person who made the recommendation has left over a concern that was confirmed. A team whose common earlier employer was confirmed by references is left out.",
			Why: "In published cases each joiner recommended the next.",
			Innocent: []string{
				"Teams really do move together",
				"A referral bonus, and one person with many friends in the trade",
				"A manager asked a new colleague to bring people along",
			},
			Clear: []string{
				"Confirm the common earlier employer through contact details you found yourself",
				"Each person in the chain passes the same identity and live checks as people who apply directly",
			},
			Sources: []string{"US22", "MT25", "SEAL", "AR26", "GDA25"},
		},
	}
}

func referralChain(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	r := &d.Referrals
	if r.KnownTeam || len(r.By)+len(r.Made) == 0 {
		return nil
	}
	chain := r.ChainAbove + r.ChainBelow
	draft := detect.Draft{Refs: append(r.Refs[:len(r.Refs):len(r.Refs)], firstDay(d)...), Rival: "Teams that worked well together often move together."}
	switch {
	case r.RefereeToo && chain >= ringChain:
		draft.Strength = 4
		draft.Detail = fmt.Sprintf("%d recommendations follow one another here, and somebody among these people is also a referee for another.", chain)
		draft.Others = append(append(draft.Others, r.By...), r.Made...)
	case chain >= longChain:
		draft.Detail = fmt.Sprintf("%d recommendations follow one another here.", chain)
		draft.Others = append(append(draft.Others, r.By...), r.Made...)
	case r.MadeWithin >= manyReferrals:
		draft.Title = "Somebody new recommended several people"
		draft.Detail = fmt.Sprintf("%d recommendations within 180 days of this person's first day.", r.MadeWithin)
		draft.Others = r.Made
	default:
		return recommendedByConcern(r)
	}
	return []detect.Draft{draft}
}

// firstDay returns the record of the person's first day, against which
// recommendations are counted.
func firstDay(d *muster.Dossier) []muster.Ref {
	for i := range d.Events {
		if d.Events[i].Kind == muster.EventStarted {
			return []muster.Ref{d.Events[i].Ref}
		}
	}
	return nil
}

// recommendedByConcern reports a recommendation by somebody who left over a
// confirmed concern; being recommended is nobody's fault, so it is weak.
func recommendedByConcern(r *muster.ReferralFacts) []detect.Draft {
	for i := range r.By {
		if r.By[i].Concern {
			return []detect.Draft{{
				Refs: r.Refs, Others: r.By[i : i+1], Strength: 2,
				Title:  "Recommended by somebody who left over a confirmed concern",
				Detail: "The person who made this recommendation has since left over a concern that somebody confirmed.",
				Rival:  "Being recommended by somebody is not one's own doing.",
			}}
		}
	}
	return nil
}
