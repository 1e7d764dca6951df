package network

import (
	"fmt"

	"muster"
	"muster/detect"
)

// PlacesInTurn reports an account used from places that take turns within days (NET-07).
func PlacesInTurn() detect.Detector {
	return detect.Detector{
		Name: "places-in-turn", Flag: "NET-07", Strength: 3, Family: muster.FamilyPlace, Scored: true,
		Needs:   []muster.Kind{muster.KindSignIns},
		Find:    placesInTurn,
		Settled: muster.Settling{Clears: []muster.CheckType{muster.CheckInPerson}, Lowers: []muster.CheckType{muster.CheckDevice, muster.CheckReverify}},
		Manual: muster.Manual{
			Title: "Many networks and places for one account in a short time",
			What:  "Looks for the week in which finished sign-ins from computers came from three or more places that took turns: back at one of them within a day of another, twice or more. VPN services, relays, carriers, satellite lines, the employer's own lines, telephones and agreed journeys are left out. How many places there are counts, never which.",
			Why:   "Somebody who travels leaves one place for the next. Places that take turns are several people, or devices, behind one account.",
			Innocent: []string{
				"A remote desktop or a cloud service that signs in for the person",
				"A provider whose addresses are listed at changing places",
				"A VPN no list knows",
				"Life near a border, with two lines",
			},
			Clear: []string{
				"Ask which devices were in use in that week",
				"Declare cloud desktops and tunnels of the organisation as its own networks",
				"A touch of a security key on the laptop, during a live call",
			},
			Sources: []string{"US22", "IC3-25a", "ALERT26"},
		},
	}
}

const (
	leastPlaces = 3
	leastTurns  = 2
)

func placesInTurn(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	if d.Platform.Account {
		return nil // PLT-01 tells it of accounts
	}
	var drafts []detect.Draft
	for i := range d.Live.Networks.Spreads {
		s := &d.Live.Networks.Spreads[i]
		if s.Places < leastPlaces || s.Turns < leastTurns {
			continue
		}
		drafts = append(drafts, detect.Draft{
			Refs: s.Refs, At: s.At,
			Detail: fmt.Sprintf("In the week up to {date} computers signed in from %s on %s, and came back to an earlier place within a day %s.",
				detect.Count(s.Places, "place", "different places"), detect.Count(s.Networks, "network", "networks"), detect.Count(s.Turns, "time", "times")),
			Rival: "A cloud desktop or a VPN that no list knows.",
		})
	}
	return drafts
}
