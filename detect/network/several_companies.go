package network

import (
	"fmt"

	"muster"
	"muster/detect"
)

// SeveralCompanies reports devices of several legal entities on one home network (XCO-04).
func SeveralCompanies() detect.Detector {
	return detect.Detector{
		Name: "several-companies", Flag: "XCO-04", Strength: 4, Family: muster.FamilyPlace, Scored: true,
		Needs:   []muster.Kind{muster.KindDeviceDay, muster.KindPerson},
		Find:    severalCompanies,
		Settled: muster.Settling{Clears: []muster.CheckType{muster.CheckInPerson}, Lowers: []muster.CheckType{muster.CheckAddress, muster.CheckDevice}, Anew: []muster.Kind{muster.KindDeviceDay}},
		Manual: muster.Manual{
			Title: "Devices of several companies behind one home network",
			What:  "Looks at people who stand together on one network as NET-05 does, and are employed by two or more legal entities of the organisation. Only within one organisation and the legal entities its HR records name: nothing is compared with anybody else's data. Strength 4 for three or more people, 2 for a pair, under the same conditions and honest explanations as NET-05. A join never accuses alone, and with NET-05 over the same people it is one piece of evidence.",
			Why:   "One house that holds the laptops of several companies is not a matter of one team's friendships.",
			Innocent: []string{
				"A couple or flatmates who work for two companies of the group",
				"A shared workplace of the group that is not listed",
				"A provider that gives many customers one address",
			},
			Clear: []string{
				"Ask where they work from, and bring the address on record up to date",
				"List the place as an office, with its address and its network",
				"Meet each of them in person, with the laptop",
			},
			Sources: []string{"GDA25", "DERIVED"},
		},
	}
}

func severalCompanies(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	var drafts []detect.Draft
	for i := range d.Live.Networks.Farms {
		f := &d.Live.Networks.Farms[i]
		strength := farmStrength(f)
		if strength == 0 || f.Entities < 2 {
			continue
		}
		draft := detect.Draft{
			Refs: f.Refs, Others: f.Others, Strength: min(strength, 4), Kinds: []muster.ArtefactKind{muster.ArtefactNetwork}, At: f.Last,
			Detail: fmt.Sprintf("People of %d legal entities of the group, who declare different homes, were on the same %s on %s, up to {date}.", f.Entities, networkWords(f), detect.Count(f.Together, "day", "days")),
			Rival:  farmRival(f),
		}
		if f.People == 2 {
			draft.Strength = 2
		}
		drafts = append(drafts, draft)
	}
	return drafts
}
