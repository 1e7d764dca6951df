package platform

import (
	"fmt"
	"slices"

	"muster"
	"muster/detect"
)

// HandedOn reports work that other accounts of the same group did under an
// account's contracts (PLT-20).
func HandedOn() detect.Detector {
	return detect.Detector{
		Name: "handed-on", Flag: "PLT-20", Strength: 3, Family: muster.FamilyCode, Scored: true,
		Needs:   []muster.Kind{muster.KindAccount, muster.KindContract},
		Find:    handedOn,
		Settled: muster.Settling{Clears: []muster.CheckType{muster.CheckInPerson}, Lowers: []muster.CheckType{muster.CheckLiveInterview}, Anew: []muster.Kind{muster.KindContract}},
		Manual: muster.Manual{
			Title: "Work under this account's contracts was done by other accounts of its group",
			What: "Reads which account did the work of a contract, where the platform sees that it was another: uploads, commits, hours. Told only when the other account stands in one group of three or more people with this one by something else, such as a payout or a device, and did the work of two contracts or more. Strength 3. " +
				"Agencies and their members, declared relations and people who sublet to somebody outside any group do not count.",
			Why: "Open subcontracting is ordinary. In published cases the work of one account came from another that the same person used.",
			Innocent: []string{
				"Open subcontracting, which the client knows of",
				"Two colleagues who help each other out",
				"A contract that was handed over, and entered late",
			},
			Clear: []string{
				"Ask the client whether they knew",
				"Settle first what the accounts share",
				"Speak to both holders before a camera",
			},
			Sources: []string{"US22"},
		},
	}
}

const leastHanded = 2 // contracts

func handedOn(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	if !d.Platform.Account || d.Agency.Named || d.Platform.Side == muster.SideAgency {
		return nil
	}
	draft := detect.Draft{Rival: "Open subcontracting, which the client knows of."}
	times := 0
	for i := range d.Platform.Handed {
		h := &d.Platform.Handed[i]
		beside := slices.ContainsFunc(d.Groups, func(g muster.GroupFact) bool {
			return g.People >= 3 && slices.ContainsFunc(g.Peers, func(o muster.Other) bool { return o.Subject == h.Other.Subject })
		})
		if h.Agency || h.Other.Related || !beside {
			continue
		}
		times += h.Times
		draft.Refs, draft.Others = append(draft.Refs, h.Refs...), append(draft.Others, h.Other)
	}
	if times < leastHanded {
		return nil
	}
	draft.Detail = fmt.Sprintf("The work of %s was done by %s of the same group.", detect.Count(times, "contract", "contracts"), detect.Count(len(draft.Others), "other account", "other accounts"))
	return []detect.Draft{draft}
}
