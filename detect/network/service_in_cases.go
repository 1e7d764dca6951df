package network

import (
	"fmt"

	"muster"
	"muster/detect"
)

// ServiceInCases reports sign-ins through the anonymity service seen most in
// published cases (NET-01).
func ServiceInCases() detect.Detector {
	return detect.Detector{
		Name: "service-in-cases", Flag: "NET-01", Strength: 2, Family: muster.FamilyPlace, Scored: true,
		Needs:   []muster.Kind{muster.KindSignIns},
		Find:    serviceInCases,
		Settled: muster.Settling{Clears: []muster.CheckType{muster.CheckInPerson}, Lowers: []muster.CheckType{muster.CheckDevice, muster.CheckReverify}},
		Manual: muster.Manual{
			Title: "Sign-in through the VPN seen most in published cases",
			What:  "Shows finished sign-ins through one commercial VPN service, named by the sign-in system itself or by a list. Strength 2; it never rises by itself, and a VPN that was agreed with the person never counts.",
			Why:   "Published cases name this service far more often than any other. Most of its customers have nothing to do with them.",
			Innocent: []string{
				"Family, friends or work in a country whose networks are filtered",
				"Travel there, by journalists and others",
				"A free choice of a well-known service",
			},
			Clear: []string{
				"Ask why it is used; agree on it, or on working without it",
				"A touch of a security key on the laptop, during a live call",
				"Meet in person",
			},
			Sources: []string{"MT25", "AR26", "LB26", "GDA25"},
		},
	}
}

func serviceInCases(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	var draft detect.Draft
	for i := range d.Live.SignIns {
		if s := &d.Live.SignIns[i]; s.Service == muster.BrandAstrill && s.Passed > 0 && !s.Agreed {
			draft.Refs = append(draft.Refs, s.Ref)
		}
	}
	if len(draft.Refs) == 0 {
		return nil
	}
	days := len(draft.Refs)
	draft.Refs = draft.Refs[max(0, days-3):]
	draft.Detail = fmt.Sprintf("Sign-ins on %s came through this service. The last was on {date}.", detect.Count(days, "day", "days"))
	draft.Rival = "People with ties to places whose networks are filtered use it."
	return []detect.Draft{draft}
}
