package sourcing

import (
	"fmt"

	"muster"
	"muster/detect"
)

// oldLead is after how many days without a sighting a lead is old: numbers and
// addresses change hands.
const oldLead = 730

// ListedIndicator reports a match with a published indicator (SRC-10).
func ListedIndicator() detect.Detector {
	return detect.Detector{
		Name: "listed-indicator", Flag: "SRC-10", Strength: 4, Family: muster.FamilyLink, Scored: true,
		Needs: []muster.Kind{muster.KindApplication, muster.KindPerson, muster.KindCV},
		Find:  listedIndicator,
		Settled: muster.Settling{
			Clears: []muster.CheckType{muster.CheckInPerson},
			Lowers: []muster.CheckType{muster.CheckIdentity, muster.CheckLiveInterview},
		},
		Manual: muster.Manual{
			Title: "Contact details match a published lead",
			What: "Compares the person's own e-mail addresses, phone numbers, profiles and domains with the indicator lists you imported, after those were tested against your own verified staff. " +
				"Expired entries and entries that also hit verified staff are left out. An entry last seen more than two years ago counts at strength 2. Wallets and accounts belong to the pay flags, network addresses to the sign-in flags.",
			Why: "Authorities and firms publish contact details that were used in their cases. The person they belong to may be the one harmed: a match is a lead to look into and never a verdict.",
			Innocent: []string{
				"The details belong to somebody whose identity was misused: this person may be the victim",
				"The number or mailbox was sold, recycled or given back to its owner",
				"A mistake in the list",
			},
			Clear: []string{
				"Read the list's own entry: what was seen, when, and on what ground",
				"Meet the person live or in person, with an identity check that does not rest on the listed detail",
				"Tell the list's publisher about a mistake, and let the entry expire",
			},
			Sources: []string{"GL26", "KR25", "SC25"},
		},
	}
}

func listedIndicator(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	var drafts []detect.Draft
	seen := map[muster.ArtefactID]bool{}
	for i := range d.Leads {
		lead := &d.Leads[i]
		if lead.Expired || lead.OwnStaff > 0 || !leadKind(lead.Artefact) || seen[lead.Artefact.ID] {
			continue
		}
		seen[lead.Artefact.ID] = true
		draft := detect.Draft{
			Refs:   []muster.Ref{lead.Ref},
			Detail: fmt.Sprintf("{value} stands in the list %q. It is a lead to look into: the detail may belong to a victim or have changed hands.", lead.Source),
			Rival:  "The person may be the victim whose details were misused.",
		}
		if days, ok := lead.LastSeen.Days(d.AsOf); ok && days > oldLead {
			draft.Strength = 2
			draft.Detail += fmt.Sprintf(" The entry is old: last seen %s.", lead.LastSeen)
		}
		drafts = append(drafts, draft)
	}
	return drafts
}

func leadKind(a muster.Artefact) bool {
	if a.Role != muster.RoleOwn {
		return false
	}
	switch a.Kind {
	case muster.ArtefactEmail, muster.ArtefactPhone, muster.ArtefactURL, muster.ArtefactDomain, muster.ArtefactMeeting:
		return true
	}
	return false
}
