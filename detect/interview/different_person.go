package interview

import (
	"muster"
	"muster/detect"
)

// DifferentPerson reports that another person appeared than before (INT-03).
func DifferentPerson() detect.Detector {
	return detect.Detector{
		Name: "different-person", Flag: "INT-03", Strength: 5, Family: muster.FamilyFace, Scored: true, Recorded: true,
		Needs:   []muster.Kind{muster.KindInterview, muster.KindCheck, muster.KindReport},
		Find:    differentPerson,
		Settled: muster.Settling{Clears: []muster.CheckType{muster.CheckSamePerson, muster.CheckInPerson}},
		Manual: muster.Manual{
			Title: "Another person appeared than in an earlier round",
			What:  "Shows what a person recorded after comparing a round with an earlier one, the document or a later meeting. Strength 5 when a named person confirmed the record; until then 4. No program compares faces.",
			Why:   "In published cases one person was interviewed and another then worked. Schedules and appearances change for honest reasons as well.",
			Innocent: []string{
				"A scheduling error: another candidate was in the call",
				"A changed appearance, another camera or other light",
				"An interviewer who mixed up two candidates",
			},
			Clear: []string{
				"A second interviewer who met the person before joins the next call",
				"Compare the calendar: who was invited to which call",
				"Meet in person with the document at hand",
			},
			Sources: []string{"MT25", "IC3-23", "SEAL"},
		},
	}
}

func differentPerson(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	seen, ok := detect.Seen(d, muster.SignDifferentPerson, detect.CoveredByRecord)
	if !ok {
		return nil
	}
	draft := seen.Draft()
	draft.Strength = detect.Unconfirmed(5, seen.Confirmed)
	draft.Detail = "Recorded on {date}: another person than in an earlier round appeared."
	draft.Rival = "A scheduling error, or two candidates mixed up."
	return []detect.Draft{draft}
}
