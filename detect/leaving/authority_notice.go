package leaving

import (
	"muster"
	"muster/detect"
)

// AuthorityNotice reports a notice by an authority or partner (OFF-07).
func AuthorityNotice() detect.Detector {
	return detect.Detector{
		Name: "authority-notice", Flag: "OFF-07", Strength: 5, Family: muster.FamilyConduct, Scored: true, Recorded: true,
		Needs: []muster.Kind{muster.KindReport},
		Find:  recordedAtFive(muster.SignAuthorityNotice, "Recorded on {date}: an authority or partner gave notice about this person."),
		Settled: muster.Settling{
			Clears: []muster.CheckType{muster.CheckInPerson},
			Lowers: []muster.CheckType{muster.CheckIdentity},
		},
		Manual: muster.Manual{
			Title: "An authority or partner gave notice",
			What:  "Shows that somebody recorded a notice by law enforcement or a partner about this person. Strength 5 only when a named person confirmed that the notice is genuine and means this person; until then 4.",
			Why:   "Many cases came to light this way.",
			Innocent: []string{
				"Mistaken identity",
				"The person is a victim whose identity was used by somebody else",
				"A notice that does not come from the authority it names",
			},
			Clear:   []string{"Call the authority back through its published switchboard", "Ask the authority whether the person is thought to be a victim"},
			Sources: []string{"MT25"},
		},
	}
}

// recordedAtFive reports a sign at strength 5 once confirmed, 4 before.
func recordedAtFive(sign muster.Sign, detail string) func(*muster.Dossier, *muster.Settings) []detect.Draft {
	return func(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
		seen, ok := detect.Seen(d, sign, detect.CoveredByRecord)
		if !ok {
			return nil
		}
		draft := seen.Draft()
		draft.Strength = detect.Unconfirmed(5, seen.Confirmed)
		draft.Detail = detail
		return []detect.Draft{draft}
	}
}
