package background

import (
	"muster"
	"muster/detect"
)

// RefereeMail reports referees reached only through free mail or a domain that
// looks like the employer's (CVB-05).
func RefereeMail() detect.Detector {
	return detect.Detector{
		Name: "referee-mail", Flag: "CVB-05", Strength: 3, Family: muster.FamilyHistory, Scored: true,
		Needs:   []muster.Kind{muster.KindReference},
		Find:    refereeMail,
		Settled: muster.Settling{Clears: []muster.CheckType{muster.CheckReference}},
		Manual: muster.Manual{
			Title: "Referees write from free mail or a domain that looks like the employer's",
			What: "Compares the domain of each referee's address with the employer's own, as you found it. A domain that differs from it by a letter or two: strength 4 when the candidate supplied it, otherwise 3. " +
				"Free mail is reported only when all referees use it and the employers have domains of their own: strength 3 for two referees or more, 2 for one. A referee you reached through contact details you found yourself is never counted.",
			Why: "In published cases references came from addresses set up for the purpose, some at a domain that looked like the firm's.",
			Innocent: []string{
				"A very small firm that works with free mail",
				"A retired manager, or one who has since left the firm",
				"A firm with several domains, or one that changed its name",
			},
			Clear: []string{
				"Call the employer's switchboard, as found by you, and ask for the referee",
				"Look up the employer's other domains on its own site",
			},
			Sources: []string{"US22", "KB24", "FL26", "TAX"},
		},
	}
}

func refereeMail(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	var drafts []detect.Draft
	var free detect.Draft
	official := false
	for i := range d.References {
		r := &d.References[i]
		if r.Outcome == muster.ReferenceConfirmed && r.Found == muster.FoundByEmployer {
			official = true
			continue
		}
		switch r.MailDomain {
		case muster.DomainLookAlike:
			draft := detect.Draft{
				Title:  "A referee's mail domain looks like the employer's own but is not",
				Refs:   []muster.Ref{r.Ref},
				Detail: "The referee's address uses a domain that differs from the employer's own by a letter or two.",
				Rival:  "A firm with several domains, or one that changed its name.",
			}
			if r.Found == muster.FoundByCandidate {
				draft.Strength = 4
				draft.Detail += " The candidate supplied it."
			}
			drafts = append(drafts, draft)
		case muster.DomainFree:
			free.Refs = append(free.Refs, r.Ref)
		default:
			official = true
		}
	}
	if len(free.Refs) == 0 || official || len(drafts) > 0 {
		return drafts
	}
	free.Title = "All referees write from free mail although their employers have domains of their own"
	free.Detail = detect.Count(len(free.Refs), "referee was", "referees were") + " named, none reachable at the employer's own domain."
	free.Detail = sentence(free.Detail)
	free.Rival = "A very small firm, or a manager who has retired."
	if len(free.Refs) == 1 {
		free.Strength = 2
		free.Title = "The only referee writes from free mail although the employer has a domain of its own"
		free.Detail = "The only referee named writes from free mail and not from the employer's own domain."
	}
	return append(drafts, free)
}
