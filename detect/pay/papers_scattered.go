package pay

import (
	"fmt"
	"slices"

	"muster"
	"muster/detect"
)

// PapersScattered reports tax, payroll and delivery addresses that all differ
// from home and from each other's record (PAY-13).
func PapersScattered() detect.Detector {
	return detect.Detector{
		Name: "addresses-scattered", Flag: "PAY-13", Strength: 3, Family: muster.FamilyAddress, Scored: true,
		Needs: []muster.Kind{muster.KindPerson},
		Find:  papersScattered,
		Manual: muster.Manual{
			Title: "Tax, payroll, delivery and identity addresses disagree",
			What:  "Compares the tax, payroll, delivery and document addresses with the homes the person gave, by town and district. Reported when the tax or payroll address and at least two kinds of record in all lie elsewhere, with no move or agreement on record. Countries as such are never scored.",
			Why:   "Papers put together from several people's lives rarely agree on one place.",
			Innocent: []string{
				"A move in the middle of joining",
				"A tax or payroll address at the parents' home or an accountant's",
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
		known := p.A == muster.PlaceTax || p.A == muster.PlacePayroll || p.A == muster.PlaceDelivery || p.A == muster.PlaceDocument
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
	if !elsewhere[muster.PlaceTax] && !elsewhere[muster.PlacePayroll] || len(elsewhere) < 2 {
		return nil
	}
	return []detect.Draft{{
		Refs:   refs,
		Detail: fmt.Sprintf("%d kinds of record give places in other towns or districts than the home on record, and no move explains it.", len(elsewhere)),
		Rival:  "A move in the middle of joining.",
	}}
}
