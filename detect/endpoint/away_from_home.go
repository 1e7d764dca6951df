package endpoint

import (
	"fmt"

	"muster"
	"muster/detect"
)

// AwayFromHome reports a laptop that stays in another country than any home
// claimed (END-19).
func AwayFromHome() detect.Detector {
	return detect.Detector{
		Name: "away-from-home", Flag: "END-19", Strength: 4, Family: muster.FamilyPlace, Scored: true,
		Needs:   []muster.Kind{muster.KindDeviceDay},
		Find:    awayFromHome,
		Settled: muster.Settling{Clears: []muster.CheckType{muster.CheckInPerson}, Lowers: []muster.CheckType{muster.CheckReverify, muster.CheckDevice}},
		Manual: muster.Manual{
			Title: "The laptop stays away from the verified home",
			What: "Shows that the issued device itself reported from another country than any home the person declared, on four of five days on which that could be told, on at least fifteen days over at least four weeks. " +
				"Journeys that were agreed never count, nor days behind a VPN, a relay, a company tunnel, a mobile carrier or a satellite. Places within the country claimed are never compared: addresses of networks are too coarse for that. No home on record means nothing is shown.",
			Why: "Published cases end where the laptop stands: with somebody else, for weeks.",
			Innocent: []string{
				"A second home, a partner or parents, or a move nobody noted down",
				"A company tunnel or a provider whose addresses are listed elsewhere",
				"A home near a border",
			},
			Clear: []string{
				"Ask where they work; note an agreed journey or a new address",
				"Meet in person, with the laptop",
				"A touch of a security key on the laptop, during a live call from the home claimed",
			},
			Sources: []string{"RF26", "NYDFS24"},
		},
	}
}

// What makes a stay, and not a journey.
const (
	awayDays  = 15
	awaySpan  = 28
	awayShare = 80 // per cent of the days on which it can be told
)

func awayFromHome(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	var drafts []detect.Draft
	for i := range d.Live.Devices {
		f := &d.Live.Devices[i]
		span, _ := f.AwayFrom.Days(f.AwayTo)
		if f.Away < awayDays || span+1 < awaySpan || f.Away*100 < f.Placed*awayShare {
			continue
		}
		drafts = append(drafts, detect.Draft{
			Refs: f.AwayRefs, At: f.AwayTo, Rival: "A second home, a partner, or a move nobody noted down.",
			Detail: fmt.Sprintf("On %d of %s on which that could be told, the last {date}, the device reported from another country than any home the person declared.", f.Away, detect.Count(f.Placed, "day", "days")),
		})
	}
	return drafts
}
