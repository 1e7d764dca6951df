package pay

import (
	"fmt"
	"slices"

	"muster"
	"muster/detect"
)

// PapersScattered reports tax, payroll and delivery addresses that differ from
// home and from each other (PAY-13).
func PapersScattered() detect.Detector {
	return detect.Detector{
		Name: "addresses-scattered", Flag: "PAY-13", Strength: 3, Family: muster.FamilyAddress, Scored: true,
		Needs:   []muster.Kind{muster.KindPerson},
		Find:    papersScattered,
		Settled: muster.Settling{Clears: []muster.CheckType{muster.CheckAddress}},
		Manual: muster.Manual{
			Title: "Tax, payroll and delivery addresses disagree",
			What:  "Compares the tax, payroll and delivery addresses with the homes the person gave, by town and district. Reported when at least two of these kinds, the tax or payroll address among them, lie elsewhere and at different places, with no move, agreement or verified home on record. One address for all of them does not count, nor do the addresses on documents, which stay unchanged for years. Countries as such are never scored.",
			Why:   "In published cases papers of several people were put together, and rarely agreed on one place.",
			Innocent: []string{
				"A move in the middle of joining",
				"A tax or payroll address at an accountant's, and parcels to the parents' home",
				"A correspondence address for safety",
			},
			Clear: []string{
				"Ask which address is current and since when; note the change",
				"One recent proof of the home given",
			},
			Sources: []string{"PLAY26", "AR26"},
		},
	}
}

func papersScattered(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	elsewhere := map[muster.PlaceSource]bool{}
	var refs []muster.Ref
	for i := range d.Places {
		p := &d.Places[i]
		known := p.A == muster.PlaceTax || p.A == muster.PlacePayroll || p.A == muster.PlaceDelivery
		if p.A == muster.PlaceVerified && p.Outcome != muster.OutcomeDifferent && p.Outcome != muster.OutcomeUnknown {
			return nil
		}
		if !known || p.Outcome != muster.OutcomeDifferent || p.Moved || p.Agreed || p.Class != muster.ClassPlain {
			continue
		}
		elsewhere[p.A] = true
		if !slices.Contains(refs, p.ARef) {
			refs = append(refs, p.ARef)
		}
	}
	if len(elsewhere) < 2 || buildings(d, refs) < 2 {
		return nil
	}
	return []detect.Draft{{
		Refs:   refs,
		Detail: fmt.Sprintf("%d kinds of record give places in other towns or districts than the home on record, and no move explains it.", len(elsewhere)),
		Rival:  "A move in the middle of joining.",
	}}
}

// buildings counts the different places, other than homes, that these records
// name: one correspondence address for everything is one place.
func buildings(d *muster.Dossier, refs []muster.Ref) int {
	homes, others := map[muster.ArtefactID]bool{}, map[muster.ArtefactID]bool{}
	for i := range d.Artefacts {
		h := &d.Artefacts[i]
		switch {
		case h.Kind != muster.ArtefactBuilding:
		case h.Role == muster.RoleOwn:
			homes[h.ID] = true
		case (h.Role == muster.RoleTax || h.Role == muster.RoleDelivery) && slices.Contains(refs, h.Ref):
			others[h.ID] = true
		}
	}
	n := 0
	for id := range others {
		if !homes[id] {
			n++
		}
	}
	return n
}
