package identity

import (
	"fmt"
	"slices"

	"muster"
	"muster/detect"
)

// minPlaces is how many kinds of record must disagree with the home: one
// alone is a move, a parent's address or a second home.
const minPlaces = 2

// PlacesDisagree reports that several records place the person elsewhere than
// the home they gave (IDD-06).
func PlacesDisagree() detect.Detector {
	return detect.Detector{
		Name: "places-disagree", Flag: "IDD-06", Strength: 3, Family: muster.FamilyAddress, Scored: true,
		Needs: []muster.Kind{muster.KindDocument},
		Find:  placesDisagree,
		Settled: muster.Settling{
			Clears: []muster.CheckType{muster.CheckAddress},
			Lowers: []muster.CheckType{muster.CheckIdentity},
		},
		Manual: muster.Manual{
			Title: "Document and other records place the person elsewhere than the home given",
			What: "Compares the home the person gave with the address on a document, the tax and payroll addresses, the CV and a verified address, by town and district. Reported when a document and at least one other kind of record differ. " +
				"Not reported without a home on record, when a recorded move or an agreement explains it, or when an address check confirmed the home. Countries as such are never scored.",
			Why: "In published cases papers of several people were put together, and rarely agreed on one place. So do the papers of somebody who moves.",
			Innocent: []string{
				"A recent move: licences, banks and tax offices learn of it months later",
				"Students and newcomers whose papers still show the parents' home or the last country",
				"The same place written in two scripts or two ways",
			},
			Clear: []string{
				"Ask for the dates of the last moves; note the change of address",
				"One recent proof of the home given, or an address check",
			},
			Sources: []string{"AR26", "US22", "PLAY26"},
		},
	}
}

func placesDisagree(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	var refs []muster.Ref
	kinds := map[muster.PlaceSource]bool{}
	for i := range d.Places {
		p := &d.Places[i]
		if p.B != muster.PlaceHome {
			continue
		}
		if p.A == muster.PlaceVerified && p.Outcome != muster.OutcomeDifferent && p.Outcome != muster.OutcomeUnknown {
			return nil
		}
		if p.Outcome != muster.OutcomeDifferent || p.Moved || p.Agreed || !papersPlace(p.A) {
			continue
		}
		kinds[p.A] = true
		for _, ref := range []muster.Ref{p.ARef, p.BRef} {
			if !slices.Contains(refs, ref) {
				refs = append(refs, ref)
			}
		}
	}
	if len(kinds) < minPlaces || !kinds[muster.PlaceDocument] {
		return nil
	}
	return []detect.Draft{{
		Refs:   refs,
		Detail: fmt.Sprintf("%d kinds of record, a document among them, give a place that is not the home on record, and no move explains it.", len(kinds)),
		Rival:  "A recent move that only some offices know of.",
	}}
}

func papersPlace(p muster.PlaceSource) bool {
	switch p {
	case muster.PlaceDocument, muster.PlaceTax, muster.PlacePayroll, muster.PlaceCV, muster.PlaceVerified:
		return true
	}
	return false
}
