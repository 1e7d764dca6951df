package group

import (
	"fmt"
	"slices"
	"strings"

	"muster"
	"muster/detect"
)

// minPeople is the least number of people in a group that is reported: a pair
// is told by the detector of what the two share.
const minPeople = 3

// SharedInfrastructure reports a person in a group of different claimed people
// who share contacts, devices, accounts, places or texts (GRP-01).
func SharedInfrastructure() detect.Detector {
	return detect.Detector{
		Name: "shared-infrastructure", Flag: "GRP-01", Strength: 3, Family: muster.FamilyLink, Scored: true,
		Needs:   []muster.Kind{muster.KindApplication, muster.KindPerson},
		Find:    sharedInfrastructure,
		Settled: muster.Settling{Clears: []muster.CheckType{muster.CheckInPerson}},
		Manual: muster.Manual{
			Title: "Stands in a group of different people who share rare things with each other",
			What: "Looks at all shared values together: phones, mailboxes, profiles, devices, accounts, delivery places, documents, CV passages and facts. A chain of rare values that different people share makes a group; this is reported for each of its members when three or more people are in it, at strength 2 for somebody whom a network alone connects. " +
				"Values that are common, that a household or an office explains, or that only support a group do not count. A person whose address, account or device several others use is shown as a hub and may be a relative, a landlord, a reception or somebody whose details were used. " +
				"A join never accuses alone: with all other joins between the same people this is one piece of evidence.",
			Why: "In published cases several names that belonged to one person had a little of everything in common, and rarely the same thing twice.",
			Innocent: []string{
				"A family, flatmates or a small team that moved together",
				"An agency or training course whose people share contacts and CV texts",
				"A recycled number, or a device that was sold",
			},
			Clear: []string{
				"Meet the person, or let a trusted partner do so, with an original document",
				"Somebody in HR confirms how the people know each other; declare the agency or office",
				"A one-time code tells whose a phone or mailbox is, which then no longer joins its holder to records that have not proved it; it clears nothing by itself",
			},
			Sources: []string{"MT25", "GL26", "SEAL"},
		},
	}
}

func sharedInfrastructure(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	for i := range d.Groups {
		g := &d.Groups[i]
		if g.People < minPeople || len(g.Refs) == 0 || len(g.Peers) == 0 || g.Hub && len(g.Kinds) < 2 {
			continue
		}
		draft := detect.Draft{
			Refs: g.Refs, Others: g.Peers, Kinds: g.Kinds, Apart: g.Apart,
			Detail: fmt.Sprintf("%d people under different names%s are joined by values that strangers rarely share. This person is joined directly to %s of them by %s.",
				g.People, homes(g.Homes), few(len(g.Peers)), words(g.Kinds)),
			Rival: "A family, flatmates, or a team or agency that shares contacts and texts.",
		}
		if onlyNetwork(g.Kinds) {
			draft.Strength = 2
			draft.Rival = "A library, a co-working space, a hall or a mobile network gives strangers one network address."
		}
		return []detect.Draft{draft}
	}
	return nil
}

// onlyNetwork reports that somebody stands in a group by a network alone, which
// strangers of one place or of one mobile network share.
func onlyNetwork(kinds []muster.ArtefactKind) bool {
	return !slices.ContainsFunc(kinds, func(k muster.ArtefactKind) bool { return k != muster.ArtefactNetwork })
}

// few writes a small number as a word.
func few(n int) string {
	if n == 1 {
		return "one"
	}
	return detect.Number(n)
}

// homes says how many homes the people of a group declare, where any does.
func homes(n int) string {
	if n == 0 {
		return ""
	}
	return ", with " + detect.Count(n, "declared home", "different declared homes") + ","
}

// words names the kinds of value that hold somebody in a group.
func words(kinds []muster.ArtefactKind) string {
	var names []string
	for _, k := range kinds {
		if name := kindWords(k); !slices.Contains(names, name) { // a file and its print are one picture to people
			names = append(names, name)
		}
	}
	if n := len(names); n > 1 {
		return strings.Join(names[:n-1], ", ") + " and " + names[n-1]
	}
	return strings.Join(names, "")
}

func kindWords(k muster.ArtefactKind) string {
	switch k {
	case muster.ArtefactPhone:
		return "phone number"
	case muster.ArtefactEmail:
		return "e-mail address"
	case muster.ArtefactAccount:
		return "bank account"
	case muster.ArtefactDocument:
		return "document number"
	case muster.ArtefactPassage:
		return "CV passages"
	case muster.ArtefactSkeleton:
		return "the facts of CVs"
	case muster.ArtefactMessage:
		return "message text"
	case muster.ArtefactTemplate:
		return "document file"
	case muster.ArtefactURL:
		return "profile"
	case muster.ArtefactPrint, muster.ArtefactImage:
		return "picture"
	}
	return strings.ReplaceAll(string(k), "_", " ")
}
