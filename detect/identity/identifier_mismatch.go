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
			Clears: []muster.CheckType{muster.CheckInPerson},
			Lowers: []muster.CheckType{muster.CheckIdentity},
		},
		Manual: muster.Manual{
			Title: "An authority answered that an identifier does not fit this name and date of birth",
			What: "Shows the answer of a tax, right-to-work or similar service, as a person recorded it. Nothing is guessed from the number itself. " +
				"Strength 4; 5 when a named person confirmed the answer and another record says that the identity is in dispute. Not reported when a documented change of name lies between the records, nor once the same service, asked again later, answered that it does fit and nobody had confirmed the first answer.",
			Why: "Only the authority knows whose number it is. Its answer can be wrong too, so it is asked again before anything else.",
			Innocent: []string{
				"A clerical error in the number, the name or the date",
				"A change of name that the authority has not entered yet",
				"A temporary number, or two numbers merged by the authority",
			},
			Clear: []string{
				"Check the number for typing errors with the person and put the same question to the service again; ask for no other document",
				"The person clears it with the authority; wait for the time the law gives them",
				"Meet the person, or let a trusted partner do so, with the original of a document they choose",
			},
			Sources: []string{"IC3-24", "GDA25"},
		},
	}
}

func identifierMismatch(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	seen, ok := detect.Seen(d, muster.SignIdentifierMismatch, detect.CoveredByRecord)
	if !ok || nameDocumented(d) || !seen.Confirmed && answeredAgain(d, seen.Refs) {
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

// answeredAgain reports whether each of the answers came with a check that was
// passed when it was made again later.
func answeredAgain(d *muster.Dossier, answers []muster.Ref) bool {
	for _, ref := range answers {
		corrected := false
		for i := range d.Events {
			first := &d.Events[i]
			if first.Ref != ref || first.Kind != muster.EventCheckDone {
				continue
			}
			for j := range d.Events {
				again := &d.Events[j]
				corrected = corrected || again.Kind == muster.EventCheckDone && again.Check == first.Check && again.Outcome == muster.OutcomePassed && first.At.Before(again.At)
			}
		}
		if !corrected {
			return false
		}
	}
	return true
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
