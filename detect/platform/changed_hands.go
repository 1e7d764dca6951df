package platform

import (
	"fmt"

	"muster"
	"muster/detect"
)

// ChangedHands reports an account whose device, network and hours all change at
// once, and its payout with them (PLT-13).
func ChangedHands() detect.Detector {
	return detect.Detector{
		Name: "changed-hands", Flag: "PLT-13", Strength: 4, Family: muster.FamilyLink, Scored: true,
		Needs:   []muster.Kind{muster.KindAccount, muster.KindSignIns, muster.KindBank},
		Find:    changedHands,
		Settled: muster.Settling{Clears: []muster.CheckType{muster.CheckInPerson, muster.CheckSamePerson}, Lowers: []muster.CheckType{muster.CheckReverify, muster.CheckBankName}},
		Manual: muster.Manual{
			Title: "Device, network, hours and payout of an account all change within days",
			What:  "Compares the days before and after each day of the last 128. Told when on one day the device, the provider and the hours of sign-ins from computers change together and the old ones hardly return: ten days or more before, five or more after, and hours that moved by three or more and twice as far as they ever do for this account. Strength 4 when the payout changed within the same two weeks, 2 when it did not. A change of home on record, and travel or other hours that were agreed, explain it, and nothing is told.",
			Why:   "Each of them changes for everybody once in a while. All at once, with the payout, is what published advisories describe where an account is lent or sold.",
			Innocent: []string{
				"A new computer and a move that nobody noted, with a new bank in the new place",
				"A long stay abroad with another computer",
				"Somebody else who got into an honest person's account: the holder is then the one to be helped first",
			},
			Clear: []string{
				"Ask the person, by a channel that was on file before that day, what changed",
				"Repeat the identity check that was done when the account was opened",
				"The bank's name check on the new payout",
			},
			Sources: []string{"FL26", "US22", "ALERT26"},
		},
	}
}

func changedHands(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	if !d.Platform.Account || d.Platform.Side == muster.SideAgency {
		return nil
	}
	var drafts []detect.Draft
	for i := range d.Live.Networks.HandOver {
		h := &d.Live.Networks.HandOver[i]
		if h.Moved || h.Agreed {
			continue
		}
		draft := detect.Draft{
			Refs: h.Refs, At: h.At, Strength: 2,
			Detail: fmt.Sprintf("From {date} on sign-ins came from another computer, through another provider, and %s earlier or later in the day than before. Somebody signed in on %s before that day and on %d since.", detect.Count(h.Shift, "hour", "hours"), detect.Count(h.Before, "day", "days"), h.After),
			Rival:  "A new computer, a move or other hours that nobody noted.",
		}
		if h.Pay {
			draft.Strength, draft.Victim = 4, true
			draft.Detail += " The payout was changed within the same two weeks."
			draft.Rival = "Somebody else may have got into this person's account: ask the person first, by a channel that was on file before that day."
		}
		drafts = append(drafts, draft)
	}
	return drafts
}
