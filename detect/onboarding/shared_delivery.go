package onboarding

import (
	"fmt"

	"muster"
	"muster/detect"
)

// SharedDelivery reports several people whose equipment goes to one place or
// one phone (ONB-03).
func SharedDelivery() detect.Detector {
	return detect.Detector{
		Name: "shared-delivery", Flag: "ONB-03", Strength: 5, Family: muster.FamilyLink, Scored: true,
		Needs: []muster.Kind{muster.KindShipment},
		Find:  sharedDelivery,
		Settled: muster.Settling{
			Clears: []muster.CheckType{muster.CheckCollection, muster.CheckInPerson},
			Lowers: []muster.CheckType{muster.CheckAddress},
			Anew:   []muster.Kind{muster.KindShipment},
		},
		Manual: muster.Manual{
			Title: "Equipment of several people goes to one place or one phone",
			What: "Compares the delivery addresses and delivery phones of all shipments, across years. Strength 5 when three or more people with different declared homes share one; 4 for three or more people otherwise; 3 for two, because neighbours and relatives often receive parcels for one another. " +
				"Offices and agencies, collection points, people with one declared home within its expected size, and declared relations never count. A join never accuses alone: the policy treats all joins between the same people as one piece of evidence.",
			Why: "In published cases one address received the equipment of several people who lived elsewhere.",
			Innocent: []string{
				"Couples and flatmates, or relatives who receive parcels for each other",
				"Co-living houses, halls and blocks with one reception",
				"A co-working place that is not yet in the offices table",
			},
			Clear: []string{
				"Each person shows where they live from an independent source",
				"Collection in person at handover or on day one",
				"Add the place to the offices table if it is one",
			},
			Sources: []string{"MT25"},
		},
	}
}

func sharedDelivery(d *muster.Dossier, s *muster.Settings) []detect.Draft {
	look := func(h *muster.Held) bool {
		place := h.Kind == muster.ArtefactAddress && (h.Class == muster.ClassPlain || h.Class == muster.ClassPlaceDrop || h.Class == muster.ClassPlaceForward)
		return h.Role == muster.RoleDelivery && (place || h.Kind == muster.ArtefactPhone)
	}
	var drafts []detect.Draft
	for _, share := range detect.Shares(d, look, func(h *muster.Held) []muster.Other { return delivered(detect.Strangers(d, s, h)) }) {
		draft := share.Draft()
		switch {
		case differ(d, share.Others) >= 3:
			draft.Strength = 5
		case len(share.Others) >= 2:
			draft.Strength = 4
		default:
			draft.Strength = 3
		}
		what := "address"
		if share.Kind() == muster.ArtefactPhone {
			what = "phone number for the carrier"
		}
		draft.Title = "Equipment of several people goes to one " + what
		draft.Detail = fmt.Sprintf("{value} is the delivery %s of this person and of %s with other names. %s", what,
			detect.Count(len(share.Others), "other person", "other people"), share.Base("a delivery "+what))
		draft.Rival = "Relatives and flatmates receive parcels for each other; a shared reception does so for a whole house."
		drafts = append(drafts, draft)
	}
	return drafts
}

// delivered keeps those whose own deliveries go there: that somebody lives at
// a delivery address is seen by the address comparisons.
func delivered(others []muster.Other) []muster.Other {
	var kept []muster.Other
	for i := range others {
		if others[i].Role == muster.RoleDelivery {
			kept = append(kept, others[i])
		}
	}
	return kept
}

// differ counts the different homes that these people, this one included,
// declare. An undeclared home is unknown, never different, and without one
// of this person's own none of the others differs.
func differ(d *muster.Dossier, others []muster.Other) int {
	homes := map[muster.ArtefactID]bool{d.Home: true}
	for i := range others {
		if others[i].Homes == muster.OutcomeDifferent || others[i].Homes == muster.OutcomeSameArea {
			homes[others[i].Home] = true
		}
	}
	return len(homes)
}
