package sourcing

import (
	"fmt"
	"strings"

	"muster"
	"muster/detect"
)

// agencySharers is how many others on a contact make an agency's own number
// the likelier reading for somebody who came through an agency.
const agencySharers = 5

// SharedContact reports contact details that stand on records of people with
// different names (SRC-01).
func SharedContact() detect.Detector {
	return detect.Detector{
		Name: "shared-contact", Flag: "SRC-01", Strength: 4, Family: muster.FamilyLink, Scored: true,
		Needs: []muster.Kind{muster.KindApplication, muster.KindPerson, muster.KindCV},
		Find:  sharedContact,
		Settled: muster.Settling{
			Clears: []muster.CheckType{muster.CheckInPerson},
			Lowers: []muster.CheckType{muster.CheckLiveInterview},
		},
		Manual: muster.Manual{
			Title: "Same contact details on records under different names",
			What: "Compares the phone numbers, e-mail addresses, profile and portfolio addresses of all applications and people, now and in the past years you may keep, in one common writing. " +
				"A home address counts only when more people declare it than are expected to live there, and a building with several units only when, beyond that, two of them share something else as well. " +
				"Phone numbers that differ in the last digit only count, at strength 2, when three or more appeared on the same day. " +
				"For somebody who came through an agency, a contact of six people or more counts at strength 2, because it is likely the agency's own. " +
				"Values of agencies and offices, people with the same name or a variant of it, one household within its expected size, and declared relations never count. " +
				"A contact the person proved to control by a code counts only against records that have not proved it.",
			Why: "In published cases one person applied under several names and reused a phone, a mailbox or a portfolio.",
			Innocent: []string{
				"Couples, family or flatmates who share a phone or mailbox and gave no home address",
				"An agency that puts its own number on every CV",
				"The same person applying again after a change of name",
				"A recruiter or colleague who filled in the forms and typed their own number",
				"A typing error, or an old number given to somebody else by the phone company",
			},
			Clear: []string{
				"Meet the person, or let a trusted partner do so, with an original document",
				"The agency confirms, through its published switchboard, that the number is its own; add it to the agencies table",
				"Somebody in HR confirms that the records belong to one person, and brings in a crosswalk, a table of the ids that are one person's; or that the people live together, and notes one home address for both",
				"A one-time code tells whose a phone or mailbox is, which then counts only against records that have not proved it; it clears nothing by itself",
			},
			Sources: []string{"MT25", "IC3-25a", "US22", "KR25"},
		},
	}
}

func sharedContact(d *muster.Dossier, s *muster.Settings) []detect.Draft {
	var drafts []detect.Draft
	look := func(h *muster.Held) bool { return h.Role == muster.RoleOwn && contactWord(h.Kind) != "" }
	for _, share := range detect.Shares(d, look, func(h *muster.Held) []muster.Other { return ownOnly(contactHolders(d, s, h)) }) {
		word := contactWord(share.Kind())
		if share.Kind() == muster.ArtefactBuilding && crowdedAddress(drafts) {
			continue // the same people at the same place, said once
		}
		draft := share.Draft()
		draft.Title = "Same " + word + " on records under different names"
		draft.Detail = strings.TrimSpace(fmt.Sprintf("{value} is on this record and on %s, under different names. %s",
			detect.Count(len(share.Others), "other", "others"), share.Base(article(word))))
		draft.Rival = "People who live together, or an agency that gives its own contact details, share these honestly."
		if d.Agency.Named && share.Held[0].Sharing.Count >= agencySharers {
			draft.Strength = 2
			draft.Rival = "The person came through an agency: this may be the agency's own. If so, add it to the agencies table."
		}
		if share.Kind() == muster.ArtefactPhoneBlock {
			draft.Strength = 2
			draft.Title = "Adjacent phone numbers first given on the same day under different names"
			draft.Detail = fmt.Sprintf("The number on this record and those of %s differ in the last digit only and were first given on one day.",
				detect.Count(len(share.Others), "other person", "other people"))
			draft.Rival = "A firm that hands out numbers from one block gives adjacent numbers to its people."
		}
		drafts = append(drafts, draft)
	}
	return drafts
}

// contactHolders picks who counts for one kind of contact.
func contactHolders(d *muster.Dossier, s *muster.Settings, h *muster.Held) []muster.Other {
	switch h.Kind {
	case muster.ArtefactAddress:
		return detect.Crowd(s, h)
	case muster.ArtefactBuilding:
		return block(d, s, h)
	case muster.ArtefactPhoneBlock:
		return sameDay(h, detect.Strangers(d, s, h))
	}
	return detect.Strangers(d, s, h)
}

// block picks the people of one building with several units. Whether it is a
// house or a block of flats is not known, so more people than in one home mean
// nothing unless one of them shares something else too.
func block(d *muster.Dossier, s *muster.Settings, h *muster.Held) []muster.Other {
	crowd := detect.Crowd(s, h)
	for i := range crowd {
		if sharesMore(d, s, crowd[i].Subject) {
			return crowd
		}
	}
	return nil
}

// sharesMore reports whether the subject and that person hold something in
// common that is not a place.
func sharesMore(d *muster.Dossier, s *muster.Settings, other muster.SubjectID) bool {
	for i := range d.Artefacts {
		h := &d.Artefacts[i]
		switch h.Kind {
		case muster.ArtefactAddress, muster.ArtefactBuilding, muster.ArtefactNetwork, muster.ArtefactPhoneBlock:
			continue
		}
		for _, o := range detect.Strangers(d, s, h) {
			if o.Subject == other {
				return true
			}
		}
	}
	return false
}

// sameDay keeps others whose value appeared on the day of this record's, if
// there are at least two of them: two neighbouring numbers are chance.
func sameDay(h *muster.Held, others []muster.Other) []muster.Other {
	var same []muster.Other
	for i := range others {
		if days, ok := h.First.Days(others[i].First); ok && days == 0 {
			same = append(same, others[i])
		}
	}
	if len(same) < 2 {
		return nil
	}
	return same
}

func ownOnly(others []muster.Other) []muster.Other {
	var own []muster.Other
	for i := range others {
		if others[i].Role == muster.RoleOwn {
			own = append(own, others[i])
		}
	}
	return own
}

func crowdedAddress(drafts []detect.Draft) bool {
	for i := range drafts {
		if drafts[i].Held[0].Kind == muster.ArtefactAddress {
			return true
		}
	}
	return false
}

func contactWord(kind muster.ArtefactKind) string {
	switch kind {
	case muster.ArtefactPhone:
		return "phone number"
	case muster.ArtefactPhoneBlock:
		return "block of phone numbers"
	case muster.ArtefactEmail:
		return "e-mail address"
	case muster.ArtefactAddress:
		return "home address"
	case muster.ArtefactBuilding:
		return "building"
	case muster.ArtefactURL:
		return "profile or portfolio"
	case muster.ArtefactDomain:
		return "web domain"
	}
	return ""
}

func article(word string) string {
	if word[0] == 'e' {
		return "an " + word
	}
	return "a " + word
}
