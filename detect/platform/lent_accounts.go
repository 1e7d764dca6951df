package platform

import (
	"fmt"

	"muster"
	"muster/detect"
)

// LentAccounts reports messages that offer or ask for other people's accounts,
// identities or laptops (PLT-18).
func LentAccounts() detect.Detector {
	return detect.Detector{
		Name: "lent-accounts", Flag: "PLT-18", Strength: 4, Family: muster.FamilyLink, Scored: true,
		Needs:   []muster.Kind{muster.KindAccount, muster.KindMessage, muster.KindReport},
		Find:    lentAccounts,
		Settled: muster.Settling{Clears: []muster.CheckType{muster.CheckInPerson}, Lowers: []muster.CheckType{muster.CheckLiveInterview}, Anew: []muster.Kind{muster.KindMessage}},
		Manual: muster.Manual{
			Title: "Messages ask for, or offer, somebody's account, identity or laptop for pay",
			What: "Looks in the account's own messages for words that ask for, or offer, the account, identity, check or laptop of somebody else together with pay or a share. Strength 4 when somebody also reported that they were asked, 3 for three messages or more, 2 for fewer. " +
				"Messages that were passed on, texts without both parts, and texts that warn of such adverts or tell of being asked do not count. Texts are read only where the purpose and the lawful basis are written down; only English forms are known, so silence in another language says nothing and is never held for or against anybody.",
			Why: "Published reports show such adverts on job boards and in chat groups. Who answers them is often the one harmed: their identity is used, and they owe the tax.",
			Innocent: []string{
				"A virtual assistant or account manager who works in a client's account, with the client's word",
				"A warning about such adverts, or somebody who tells how they were asked",
				"A rented laptop, a shared desk or a split of the pay in an honest team",
			},
			Clear: []string{
				"Read the messages in the original, with what came before",
				"Ask the person; somebody who was approached is helped first",
			},
			Sources: []string{"SIL26", "GL26", "AR25", "FL26"},
		},
	}
}

const leastLent = 3 // messages

func lentAccounts(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	l := &d.Platform.Lent
	if !d.Platform.Account || l.Texts == 0 {
		return nil
	}
	draft := detect.Draft{Refs: append([]muster.Ref{}, l.Refs...), At: l.Last, Strength: 2, Victim: true,
		Rival:  "Somebody who was approached and answered, or who warns others of such adverts.",
		Detail: fmt.Sprintf("In %s this account asks for, or offers, somebody's account, identity or laptop for pay.", detect.Count(l.Texts, "message", "messages")),
	}
	if l.Texts >= leastLent {
		draft.Strength = 3
	}
	if seen, ok := detect.Seen(d, muster.SignIdentityLoanAsked, detect.CoveredByRecord); ok {
		draft.Strength, draft.Refs = 4, append(draft.Refs, seen.Refs...)
		draft.Detail += " Somebody also reported that they were asked."
	}
	return []detect.Draft{draft}
}
