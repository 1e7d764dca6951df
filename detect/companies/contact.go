package companies

import (
	"muster"
	"muster/detect"
)

// SharedContact reports a contact that people of several companies of the group
// gave as their own (XCO-01).
func SharedContact() detect.Detector {
	return detect.Detector{
		Name: "group-contact", Flag: "XCO-01", Strength: 4, Family: muster.FamilyLink, Scored: true,
		Needs:   []muster.Kind{muster.KindPerson},
		Find:    sharedContact,
		Settled: muster.Settling{Clears: []muster.CheckType{muster.CheckInPerson}},
		Manual: muster.Manual{
			Title: "One contact on record at several companies of the group, under different names",
			What: "Compares telephone numbers and e-mail addresses that people gave as their own, by a keyed hash, across the legal entities that the HR records of one organisation name. Strength 4 for three or more people in different companies, 2 for a pair. " +
				"Agencies and offices that are listed, declared relations, people of one home within its expected size, variants of one name and a contact somebody proved do not count. Nothing is compared with anybody else's data. With SRC-01 over the same people it is one piece of evidence, and a join never accuses alone.",
			Why: "Whoever works under several names often reuses a number or a mailbox, and companies of one group rarely compare.",
			Innocent: []string{
				"A couple or a family with one number who work for two companies of the group",
				"An agency that sends people to several companies and gives its own number",
				"A number that was given out again to somebody else",
			},
			Clear: []string{
				"Meet each of them in person",
				"Ask each for a contact of their own, and list the agency",
			},
			Sources: []string{"MT25", "OK25", "KR25"},
		},
	}
}

func sharedContact(d *muster.Dossier, s *muster.Settings) []detect.Draft {
	var drafts []detect.Draft
	for _, share := range elsewhere(d, s, func(h *muster.Held) bool {
		return h.Role == muster.RoleOwn && (h.Kind == muster.ArtefactPhone || h.Kind == muster.ArtefactEmail)
	}) {
		draft := told(&share, 2, "as a contact of their own")
		draft.Rival = "A family's number, or an agency's that nobody listed."
		drafts = append(drafts, draft)
	}
	return drafts
}
