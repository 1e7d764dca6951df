package onboarding

import (
	"muster"
	"muster/detect"
)

// NameChanges reports a name that differs between application, contract and
// systems with no papers on record (ONB-07).
func NameChanges() detect.Detector {
	return detect.Detector{
		Name: "name-changes", Flag: "ONB-07", Strength: 3, Family: muster.FamilyHistory, Scored: true,
		Needs:   []muster.Kind{muster.KindPerson},
		Find:    nameChanges,
		Settled: muster.Settling{Clears: []muster.CheckType{muster.CheckIdentity, muster.CheckInPerson}},
		Manual: muster.Manual{
			Title: "The name differs between application and HR records",
			What: "Compares the name on the application with the one the HR system holds. Order, initials, spelling, nicknames, accents, double names and names declared as known-as or former never count; a change for which papers were seen scores nothing, and name history opens to one named role only. " +
				"Reported at strength 3 when both the given and the family name differ; one shared part is a variant or a marriage.",
			Why: "In published cases the name changed between interview and contract. Most changes of name have to do with marriage, divorce or a person's own choice.",
			Innocent: []string{
				"Marriage or divorce",
				"Transition, which is nobody's business but the person's",
				"A known-as name, or another order or script",
				"A typing error when the record was made",
			},
			Clear: []string{
				"Record that papers were seen; which ones is not stored",
				"Add the known-as name to the HR record",
			},
			Sources: []string{"SEAL", "TAX"},
		},
	}
}

func nameChanges(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	for i := range d.Names {
		n := &d.Names[i]
		if n.A != muster.NameInHR || n.B != muster.NameInApplication {
			continue
		}
		if n.Outcome != muster.OutcomeDifferent || n.Documented || n.KnownAs || n.PartShared {
			continue
		}
		return []detect.Draft{{
			Refs:   []muster.Ref{n.ARef, n.BRef},
			Detail: "The HR record and the application name different people, and no papers, known-as or former name explain it.",
			Rival:  "A known-as name, or a record filed under the wrong number.",
		}}
	}
	return nil
}
