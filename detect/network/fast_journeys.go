package network

import (
	"fmt"
	"math"

	"muster"
	"muster/detect"
)

// FastJourneys reports changes of place of one device that no journey explains, soon after the first day of work (NET-04).
func FastJourneys() detect.Detector {
	return detect.Detector{
		Name: "fast-journeys", Flag: "NET-04", Strength: 3, Family: muster.FamilyPlace, Scored: true,
		Needs:   []muster.Kind{muster.KindMovement},
		Find:    fastJourneys,
		Settled: muster.Settling{Clears: []muster.CheckType{muster.CheckInPerson}, Lowers: []muster.CheckType{muster.CheckDevice, muster.CheckReverify}, Anew: []muster.Kind{muster.KindMovement}},
		Manual: muster.Manual{
			Title: "Impossible travel in the first two months",
			What:  "Looks at pairs of finished sign-ins of one device or session that lie 500 km or more apart and would need more than 800 km/h. Switching a VPN or a relay on or off is no journey, nor are telephones, carriers and satellite lines. Each counts the less the longer after the first day of work it was, half for every eight weeks; strength 3 when together they count as much as two in the first days or more of them later, 2 when there is one in the first weeks. Agreed journeys and places near the home claimed do not count.",
			Why:   "In published cases the early weeks showed a laptop in one place and its user in another, until both were made to look the same.",
			Innocent: []string{
				"A network whose place is wrongly listed",
				"A telephone's carrier or a hotel's network that leaves the country elsewhere",
				"A VPN that no list knows",
				"A journey by air, with a sign-in just before and after",
			},
			Clear: []string{
				"A journey that is on record or can be shown, noted as agreed",
				"Ask IT whether the two addresses belong to one provider",
				"A touch of a security key on the laptop, during a live call from the home claimed",
			},
			Sources: []string{"MS26"},
		},
	}
}

const (
	journeyHalfLife = 56   // days after the first day of work
	unknownStart    = 0.25 // of somebody whose first day nobody stated
	oneJourney      = 0.5
	severalJourneys = 1.5
)

func fastJourneys(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	var draft detect.Draft
	weight, times := 0.0, 0
	for i := range d.Live.Movements {
		m := &d.Live.Movements[i]
		if m.What != muster.MovementFast || m.Agreed || m.Place != muster.OutcomeDifferent {
			continue
		}
		each := unknownStart
		if m.SinceDay >= 0 {
			each = math.Exp2(-float64(m.SinceDay) / journeyHalfLife)
		}
		weight += each * float64(max(1, m.Times))
		times += max(1, m.Times)
		draft.Refs = append(draft.Refs, m.Ref)
	}
	switch {
	case weight < oneJourney:
		return nil
	case weight < severalJourneys:
		draft.Strength = 2
	}
	draft.Refs = draft.Refs[max(0, len(draft.Refs)-5):]
	when := "On {date}"
	if times > 1 {
		when = fmt.Sprintf("%s times, the last on {date},", detect.Number(times))
	}
	draft.Detail = when + " one device signed in far from where it had been shortly before, and not near the home claimed."
	draft.Rival = "The place of a network may be listed wrongly, or a VPN may be unknown to the lists."
	return []detect.Draft{draft}
}
