package companies

import (
	"muster"
	"muster/detect"
)

// SharedDelivery reports equipment of several companies of the group that goes
// to one place (XCO-02).
func SharedDelivery() detect.Detector {
	return detect.Detector{
		Name: "group-delivery", Flag: "XCO-02", Strength: 5, Family: muster.FamilyAddress, Scored: true,
		Needs:   []muster.Kind{muster.KindPerson, muster.KindShipment},
		Find:    sharedDelivery,
		Settled: muster.Settling{Clears: []muster.CheckType{muster.CheckCollection, muster.CheckInPerson}, Lowers: []muster.CheckType{muster.CheckAddress}, Anew: []muster.Kind{muster.KindShipment}},
		Manual: muster.Manual{
			Title: "Equipment of several companies of the group goes to one place",
			What: "Compares delivery addresses and delivery phones of shipments across the legal entities that the HR records of one organisation name. Strength 5 for three or more people in different companies, 3 for a pair. " +
				"Listed offices, lockers and collection points, declared relations and people of one home within its expected size do not count. With ONB-03 over the same people it is one piece of evidence, and a join never accuses alone.",
			Why: "In published cases one address received the laptops of several companies.",
			Innocent: []string{
				"A couple or flatmates who work for two companies of the group",
				"A co-working place or a reception that takes parcels for a whole house",
				"Relatives who receive parcels for each other",
			},
			Clear: []string{
				"Collection in person, or a first day in person",
				"Each person shows where they live from an independent source",
				"Add the place to the offices table if it is one",
			},
			Sources: []string{"MT25", "DOJ"},
		},
	}
}

func sharedDelivery(d *muster.Dossier, s *muster.Settings) []detect.Draft {
	var drafts []detect.Draft
	for _, share := range elsewhere(d, s, func(h *muster.Held) bool {
		place := h.Kind == muster.ArtefactAddress && (h.Class == muster.ClassPlain || h.Class == muster.ClassPlaceDrop || h.Class == muster.ClassPlaceForward)
		return h.Role == muster.RoleDelivery && (place || h.Kind == muster.ArtefactPhone)
	}) {
		draft := told(&share, 3, "for deliveries or as their home")
		draft.Rival = "Relatives and flatmates receive parcels for each other; a shared reception does so for a whole house."
		drafts = append(drafts, draft)
	}
	return drafts
}
