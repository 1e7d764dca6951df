package network

import (
	"fmt"

	"muster"
	"muster/detect"
)

// ListedAddress reports a network address that stands on a published list (NET-13).
func ListedAddress() detect.Detector {
	return detect.Detector{
		Name: "listed-address", Flag: "NET-13", Strength: 3, Family: muster.FamilyPlace, Scored: true,
		Needs:   []muster.Kind{muster.KindSignIns, muster.KindApplication},
		Find:    listedAddress,
		Settled: muster.Settling{Clears: []muster.CheckType{muster.CheckInPerson, muster.CheckReverify}, Lowers: []muster.CheckType{muster.CheckIdentity, muster.CheckDevice}},
		Manual: muster.Manual{
			Title: "A network address stands on a published list",
			What:  "Compares the addresses of sign-ins and applications with the indicator lists you imported. Expired entries, and entries that also hit the organisation's own verified people, are left out. Strength 3 and never more; 2 when the entry was last seen more than ninety days before. It is a lead to look into and never a verdict.",
			Why:   "Authorities and firms publish addresses that were used in their cases. Addresses change hands within days, and some lists hold the homes of people who did nothing.",
			Innocent: []string{
				"The address was given to somebody else since",
				"A shared or cloud address that thousands use",
				"A mistake in the list: one import is known to have held staff's own homes",
			},
			Clear: []string{
				"Read the list's own entry: what was seen, when, and on what ground",
				"Ask the provider's name and whether the address is shared",
				"Tell the list's publisher about a mistake, and let the entry expire",
			},
			Sources: []string{"GL26", "TB"},
		},
	}
}

const oldAddress = 90 // days

func listedAddress(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	var drafts []detect.Draft
	for i := range d.Leads {
		lead := &d.Leads[i]
		if lead.Artefact.Kind != muster.ArtefactNetwork || lead.Expired || lead.OwnStaff > 0 {
			continue
		}
		draft := detect.Draft{
			Refs:   []muster.Ref{lead.Ref},
			Detail: fmt.Sprintf("A network address of this person stands in the list %q. It is a lead to look into: addresses change hands.", lead.Source),
			Rival:  "The address may belong to somebody else by now, or be shared by many.",
		}
		if days, ok := lead.LastSeen.Days(d.AsOf); ok && days > oldAddress {
			draft.Strength = 2
			draft.Detail += fmt.Sprintf(" The entry is old: last seen %s.", lead.LastSeen)
		}
		drafts = append(drafts, draft)
	}
	return drafts
}
