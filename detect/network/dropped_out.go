package network

import (
	"fmt"
	"slices"

	"muster"
	"muster/detect"
)

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
				"Strength 5 when it happened on two or more days, 3 when once. A place within the country claimed, journeys that were agreed, and what came through a satellite, a telephone's carrier, a privacy relay or the organisation's own line never count.",
			Why: "When such a service drops out for a moment, the network shows where the device really is.",
			Innocent: []string{
				"A journey, with the service in use on the road",
				"A place wrongly listed for a network",
				"A telephone's carrier that leads abroad and that no list knows",
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
	draft.Detail = fmt.Sprintf("%s the device signed in without the service for less than an hour, from another country than the one claimed, and then through the service again.", detect.OnDays(len(days)))
	draft.Rival = "A journey that nobody noted down."
	return []detect.Draft{draft}
}
