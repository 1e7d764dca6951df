package background

import (
	"muster"
	"muster/detect"
)

// NeverThere reports that a former employer or school says the person was
// never there (CVB-02).
func NeverThere() detect.Detector {
	return detect.Detector{
		Name: "never-there", Flag: "CVB-02", Strength: 5, Family: muster.FamilyHistory, Scored: true, Recorded: true,
		Needs:   []muster.Kind{muster.KindReference},
		Find:    neverThere,
		Settled: muster.Settling{Clears: []muster.CheckType{muster.CheckReference}},
		Manual: muster.Manual{
			Title: "A former employer or school answered that the person was never there",
			What: "Reads the outcome of reference checks. Strength 5 when a named person confirmed the record and you found the contact details yourself; otherwise 4. " +
				"Strength 3 when the contact details came from the candidate, because the answer may come from the wrong place.",
			Why: "It is the plainest answer there is, and registers do make errors: it is asked for twice.",
			Innocent: []string{
				"An error in the register, or only recent years were looked up",
				"The firm is known under a trading name, or the person was paid by an agency",
				"The person worked or studied there under an earlier name",
			},
			Clear: []string{
				"Ask again with the earlier name, the dates and the trading name",
				"A payslip, contract or certificate seen in the original",
			},
			Sources: []string{"US22"},
		},
	}
}

func neverThere(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	draft := detect.Draft{Rival: "An error in the register, a trading name or an earlier name."}
	strength := 0
	for i := range d.References {
		r := &d.References[i]
		if r.Outcome != muster.ReferenceNeverThere {
			continue
		}
		draft.Refs = append(draft.Refs, r.Ref)
		confirmed := r.Confirmed && r.Found == muster.FoundByEmployer
		draft.Confirmed = draft.Confirmed || confirmed
		switch {
		case confirmed:
			strength = max(strength, 5)
		case r.Found == muster.FoundByCandidate:
			strength = max(strength, 3)
		default:
			strength = max(strength, 4)
		}
	}
	if strength == 0 {
		return nil
	}
	draft.Strength = strength
	draft.Detail = "The answer recorded on {date} is that the person was never there."
	return []detect.Draft{draft}
}
