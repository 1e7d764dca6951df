package platform

import (
	"fmt"

	"muster"
	"muster/detect"
)

// SameDocuments reports a client and an account it hired that were opened with
// one document (PLT-05).
func SameDocuments() detect.Detector {
	return detect.Detector{
		Name: "same-documents", Flag: "PLT-05", Strength: 5, Family: muster.FamilyLink, Scored: true,
		Needs:   []muster.Kind{muster.KindAccount, muster.KindDocument, muster.KindImage},
		Find:    sameDocuments,
		Settled: muster.Settling{Clears: []muster.CheckType{muster.CheckInPerson}, Lowers: []muster.CheckType{muster.CheckIdentity}, Anew: []muster.Kind{muster.KindDocument, muster.KindImage}},
		Manual: muster.Manual{
			Title: "A client and an account it hired were opened with one document",
			What: "Compares document numbers and picture files of documents, by a keyed hash, between accounts that have a contract or a rating with each other. Strength 5 when two or more partners hold the same one, 4 for one partner. " +
				"Two accounts of one person that never dealt with each other do not count: many platforms allow them. Agencies and their members do not count. A join never accuses alone.",
			Why: "Published advisories describe client and developer accounts that were opened with the same or similar documents, so that one side could rate and pay the other.",
			Innocent: []string{
				"A family firm whose owner identified the firm's account, and who also works under their own",
				"A document that support staff filed under the wrong account",
				"Somebody who hired themselves once to try out the other side of the platform",
			},
			Clear: []string{
				"Look at the two original documents, and correct what was filed wrongly",
				"Meet the holders of both accounts in person or before a camera, at the same time",
				"The firm's registration, which names the person who identified it",
			},
			Sources: []string{"US22", "ALERT26"},
		},
	}
}

func sameDocuments(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	drafts := dealt(d, func(k muster.ArtefactKind) bool { return k == muster.ArtefactDocument || k == muster.ArtefactImage })
	for i := range drafts {
		drafts[i].Detail = fmt.Sprintf("{value} stands on this account and on %s it has contracts or ratings with.", detect.Count(len(drafts[i].Others), "account", "accounts"))
		drafts[i].Rival = "A family firm's owner who identified the firm's account too, or a document filed under the wrong account."
	}
	return drafts
}
