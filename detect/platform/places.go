package platform

import (
	"fmt"

	"muster"
	"muster/detect"
)

// ManyPlaces reports an account used from places that take turns (PLT-01).
func ManyPlaces() detect.Detector {
	return detect.Detector{
		Name: "many-places", Flag: "PLT-01", Strength: 3, Family: muster.FamilyPlace, Scored: true,
		Needs:   []muster.Kind{muster.KindAccount, muster.KindSignIns},
		Find:    manyPlaces,
		Settled: muster.Settling{Clears: []muster.CheckType{muster.CheckInPerson}, Lowers: []muster.CheckType{muster.CheckLiveInterview, muster.CheckReverify}},
		Manual: muster.Manual{
			Title: "One account signs in from places that take turns within days",
			What:  "Looks for the week in which an account's finished sign-ins from computers came from three or more places that took turns: back at one of them within a day of another, twice or more. VPN services, relays, carriers, satellite lines, telephones and agreed journeys are left out. How many places there are counts, never which.",
			Why:   "Somebody who travels leaves one place for the next. Places that take turns are several people, or devices, behind one account.",
			Innocent: []string{
				"A cloud desktop or a tool that signs in for the person",
				"Journeys between two homes and a client's office",
				"A provider whose addresses are listed at changing places, or a VPN no list knows",
			},
			Clear: []string{
				"Ask which devices and tools were in use in that week",
				"A live check before a camera, from the place the person says they are",
			},
			Sources: []string{"US22", "ALERT26", "JP24"},
		},
	}
}

const (
	leastPlaces = 3
	leastTurns  = 2
)

func manyPlaces(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	if !d.Platform.Account {
		return nil
	}
	var drafts []detect.Draft
	for i := range d.Live.Networks.Spreads {
		s := &d.Live.Networks.Spreads[i]
		if s.Places < leastPlaces || s.Turns < leastTurns {
			continue
		}
		drafts = append(drafts, detect.Draft{
			Refs: s.Refs, At: s.At, Rival: "A cloud desktop, or a VPN that no list knows.",
			Detail: fmt.Sprintf("In the week up to {date} the account was used from %s on %s, and came back to an earlier place within a day %s.",
				detect.Count(s.Places, "place", "different places"), detect.Count(s.Networks, "network", "networks"), detect.Count(s.Turns, "time", "times")),
		})
	}
	return drafts
}
