package identity

import (
	"muster"
	"muster/detect"
)

// IdentifierMismatch reports an official answer that an identifier does not
// belong to the name and date of birth (IDD-09).
func IdentifierMismatch() detect.Detector {
	return detect.Detector{
		Name: "identifier-mismatch", Flag: "IDD-09", Strength: 4, Family: muster.FamilyHistory, Scored: true, Recorded: true,
		Needs: []muster.Kind{muster.KindCheck, muster.KindReport},
		Find:  identifierMismatch,
		Settled: muster.Settling{
			Clears: []muster.CheckType{muster.CheckRightToWork, muster.CheckInPerson},
			Lowers: []muster.CheckType{muster.CheckIdentity},
		},
		Manual: muster.Manual{
			Title: "An authority answered that an identifier does not fit this name and date of birth",
			What: "Shows the answer of a tax, right-to-work or similar service, as a person recorded it. Nothing is guessed from the number itself. " +
				"Strength 4; 5 when a named person confirmed the answer and another record says that the identity is in dispute. Not reported when a documented change of name lies between the records.",
			Why: "Only the authority knows whose number it is; a wrong holder is hard to explain twice.",
			Innocent: []string{
				"A clerical error in the number, the name or the date",
				"A change of name that the authority has not entered yet",
				"A temporary number, or two numbers merged by the authority",
			},
			Clear: []string{
				"Check the number for typing errors with the person and ask again",
				"The person clears it with the authority; wait for the time the law gives them",
			},
			Sources: []string{"IC3-24", "GDA25"},
		},
	}
}

func identifierMismatch(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	seen, ok := detect.Seen(d, muster.SignIdentifierMismatch, detect.CoveredByRecord)
	if !ok || nameDocumented(d) {
		return nil
	}
	draft := seen.Draft()
	draft.Detail = "Recorded on {date}: the service asked answered that the identifier belongs to another name or date of birth."
	draft.Rival = "A clerical error, or a change of name that is not entered yet."
	_, elsewhere := detect.Seen(d, muster.SignIdentityElsewhere, detect.CoveredByRecord)
	_, reported := detect.Seen(d, muster.SignUnknownJobReported, detect.CoveredByRecord)
	if seen.Confirmed && (elsewhere || reported) {
		draft.Strength = 5
	}
	return []detect.Draft{draft}
}

// nameDocumented reports whether a documented change of name is on record.
func nameDocumented(d *muster.Dossier) bool {
	for i := range d.Names {
		if d.Names[i].Documented {
			return true
		}
	}
	for i := range d.Documents {
		if d.Documents[i].Documented {
			return true
		}
	}
	return false
}
