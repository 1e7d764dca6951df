package background

import (
	"fmt"

	"muster"
	"muster/detect"
)

// UnconfirmedHistory reports a job or degree that nobody confirmed through
// contact details the employer found itself (CVB-01).
func UnconfirmedHistory() detect.Detector {
	return detect.Detector{
		Name: "unconfirmed-history", Flag: "CVB-01", Strength: 4, Family: muster.FamilyHistory, Scored: true, Recorded: true,
		Needs: []muster.Kind{muster.KindReference},
		Find:  unconfirmedHistory,
		Settled: muster.Settling{
			Clears: []muster.CheckType{muster.CheckReference},
			Lowers: []muster.CheckType{muster.CheckEducation},
		},
		Manual: muster.Manual{
			Title: "A job or degree could not be confirmed through independent contact details",
			What: "Reads the outcome of reference checks for which you found the contact details yourself. Strength 4 when two or more could not be confirmed and none was, or a named person confirmed the record; 3 for one when none was confirmed, or for several beside one that was; 2 for one beside one that was. " +
				"Pending answers and contact details that came from the candidate are not reported.",
			Why: "In published cases a history was confirmed only by the contacts that came with it.",
			Innocent: []string{
				"A closed or slow institution, or a firm that answers nobody",
				"The old employer knows the person under an earlier name",
				"Privacy law or policy forbids the answer",
			},
			Clear: []string{
				"Ask again under the earlier name, or through another department",
				"A payslip, contract or certificate seen in the original",
				"Another reference reached through contact details you found yourself",
			},
			Sources: []string{"US22", "MT25", "NI24"},
		},
	}
}

func unconfirmedHistory(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	var draft detect.Draft
	others := 0
	for i := range d.References {
		r := &d.References[i]
		if r.Found != muster.FoundByEmployer {
			continue
		}
		switch r.Outcome {
		case muster.ReferenceConfirmed:
			others++
		case muster.ReferenceUnconfirmed:
			draft.Refs = append(draft.Refs, r.Ref)
			draft.Confirmed = draft.Confirmed || r.Confirmed
		}
	}
	n := len(draft.Refs)
	if n == 0 {
		return nil
	}
	switch {
	case draft.Confirmed || n >= 2 && others == 0:
		draft.Strength = 4
	case n >= 2 || others == 0:
		draft.Strength = 3
	default:
		draft.Strength = 2
	}
	draft.Detail = fmt.Sprintf("%s could not be confirmed through contact details found independently; %s confirmed that way.",
		sentence(detect.Count(n, "claim", "claims")), wereConfirmed(others))
	draft.Rival = "Closed, slow or silent institutions, and earlier names."
	return []detect.Draft{draft}
}

func wereConfirmed(n int) string {
	switch n {
	case 0:
		return "none was"
	case 1:
		return "one was"
	}
	return fmt.Sprintf("%d were", n)
}

// sentence writes the first letter of a text large.
func sentence(s string) string {
	if s == "" || s[0] < 'a' || s[0] > 'z' {
		return s
	}
	return string(s[0]-'a'+'A') + s[1:]
}
