package network

import (
	"fmt"
	"slices"

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

// DroppedOut reports short stays without an anonymity service, between two
// with it, that came from elsewhere than claimed (NET-03).
func DroppedOut() detect.Detector {
	return detect.Detector{
		Name: "dropped-out", Flag: "NET-03", Strength: 3, Family: muster.FamilyPlace, Scored: true,
		Needs:   []muster.Kind{muster.KindSignIns},
		Find:    droppedOut,
		Settled: muster.Settling{Clears: []muster.CheckType{muster.CheckInPerson}, Lowers: []muster.CheckType{muster.CheckReverify, muster.CheckDevice}, Anew: []muster.Kind{muster.KindMovement}},
		Manual: muster.Manual{
			Title: "Short sessions from elsewhere between VPN sessions of one device",
			What: "Shows that a device that signs in through an anonymity service did so without it for less than an hour, from another country than the person claims, before the service was back. " +
				"Strength 5 when it happened on two or more days, 3 when once. A place within the country claimed, and journeys that were agreed, never count.",
			Why: "When such a service drops out for a moment, the network shows where the device really is.",
			Innocent: []string{
				"A journey, with the service in use on the road",
				"A place wrongly listed for a network",
				"A telephone's carrier that leads abroad",
			},
			Clear: []string{
				"A journey that is on record or can be shown, noted as agreed",
				"Meet in person",
				"A touch of a security key on the laptop, during a live call from the home claimed",
			},
			Sources: []string{"MT25"},
		},
	}
}

func droppedOut(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	var draft detect.Draft
	var days []int64
	for i := range d.Live.Movements {
		m := &d.Live.Movements[i]
		if m.What != muster.MovementLeak || m.Place != muster.OutcomeDifferent || m.Agreed {
			continue
		}
		draft.Refs = append(draft.Refs, m.Ref)
		if day := m.At.Micros / (24 * 60 * 60 * 1_000_000); !slices.Contains(days, day) {
			days = append(days, day)
		}
	}
	if len(days) == 0 {
		return nil
	}
	if len(days) > 1 {
		draft.Strength = 5
	}
	draft.Detail = fmt.Sprintf("On %s, the last {date}, the device signed in without the service for less than an hour, from another country than the one claimed, and then through the service again.", detect.Count(len(days), "day", "days"))
	draft.Rival = "A journey that nobody noted down."
	return []detect.Draft{draft}
}
