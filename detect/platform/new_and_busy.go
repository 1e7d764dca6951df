package platform

import (
	"fmt"

	"muster"
	"muster/detect"
)

// NewAndBusy reports heavy use of an account that is new and whose identity
// nobody checked (PLT-11).
func NewAndBusy() detect.Detector {
	return detect.Detector{
		Name: "new-and-busy", Flag: "PLT-11", Strength: 2, Family: muster.FamilyLink, Scored: true,
		Needs:   []muster.Kind{muster.KindAccount, muster.KindBid},
		Find:    newAndBusy,
		Settled: muster.Settling{Clears: []muster.CheckType{muster.CheckIdentity, muster.CheckInPerson}},
		Manual: muster.Manual{
			Title: "A new account was used heavily before its identity was checked",
			What:  "Counts the proposals of the first fourteen days of an account. Told from 100 on when the identity of the account was not checked since. It is weak by itself, and an identity check that passes clears it. Agencies, who send proposals for many, do not count.",
			Why:   "An account that is used by turns with others is busy from its first day. So is that of a keen newcomer.",
			Innocent: []string{
				"A keen newcomer with time on their hands",
				"Somebody who moves from another platform with a list of clients",
				"A platform that gives new accounts free proposals for a few days",
			},
			Clear:   []string{"The identity check that every account goes through", "A live check before the first payout"},
			Sources: []string{"US22"},
		},
	}
}

const earlyBids = 100

func newAndBusy(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	f := &d.Platform.Bids
	if d.Platform.Side == muster.SideAgency || f.Verified || f.Early < earlyBids {
		return nil
	}
	return []detect.Draft{{
		Refs: append([]muster.Ref{d.Platform.Ref}, f.Refs...), At: f.Last, Rival: "A keen newcomer.",
		Detail: fmt.Sprintf("%s proposals were sent in the first fourteen days of the account, whose identity nobody has checked.", detect.Number(f.Early)),
	}}
}
