package identity

import (
	"muster"
	"muster/detect"
)

// UnknownJobReported reports that the holder of the identity, or an authority,
// complained about a job that was never held (IDD-10).
func UnknownJobReported() detect.Detector {
	return detect.Detector{
		Name: "unknown-job-reported", Flag: "IDD-10", Strength: 5, Family: muster.FamilyHistory, Scored: true, Recorded: true,
		Needs: []muster.Kind{muster.KindReport, muster.KindCheck},
		Find:  unknownJobReported,
		Settled: muster.Settling{
			Clears: []muster.CheckType{muster.CheckInPerson},
			Lowers: []muster.CheckType{muster.CheckIdentity},
		},
		Manual: muster.Manual{
			Title: "The holder of this identity or an authority reports a job never held",
			What:  "Shows a complaint that came in and that a person recorded: tax or pay papers reached somebody who never worked here. Strength 5 when a named person confirmed the record, after checking that the complaint is genuine; until then 4.",
			Why:   "In published cases people learned from such papers that somebody had worked under their name.",
			Innocent: []string{
				"A clerical mix-up between two people or two employers",
				"A former employee who does not recognise the name of a legal entity",
				"A complaint written by somebody who wants to harm the worker",
			},
			Clear: []string{
				"Call the complainant back through contact details you found yourself",
				"Compare the papers with the payroll record: number, name, dates, legal entity",
			},
			Sources: []string{"GDA25"},
		},
	}
}

func unknownJobReported(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	seen, ok := detect.Seen(d, muster.SignUnknownJobReported, detect.CoveredByRecord)
	if !ok {
		return nil
	}
	draft := seen.Draft()
	draft.Strength = detect.Unconfirmed(5, seen.Confirmed)
	draft.Detail = "Recorded on {date}: the holder of this identity, or an authority, says that they never had this job."
	draft.Rival = "A clerical mix-up between two people or employers."
	return []detect.Draft{draft}
}
