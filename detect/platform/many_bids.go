package platform

import (
	"fmt"

	"muster"
	"muster/detect"
)

// ManyBids reports very many proposals for each one accepted (PLT-09).
func ManyBids() detect.Detector {
	return detect.Detector{
		Name: "many-bids", Flag: "PLT-09", Strength: 2, Family: muster.FamilyConduct, Scored: true,
		Needs:   []muster.Kind{muster.KindAccount, muster.KindBid},
		Find:    manyBids,
		Settled: muster.Settling{Clears: []muster.CheckType{muster.CheckInPerson}, Lowers: []muster.CheckType{muster.CheckLiveInterview}},
		Manual: muster.Manual{
			Title: "Very many proposals for each one accepted",
			What: "Counts the proposals of the ninety days before the last one. Told from 300 on, more than three a day, when fewer than one in a hundred was accepted and the account had been open for sixty days or more. It is weak by itself. " +
				"Newcomers do not count, nor do agencies, who send proposals for many.",
			Why: "Published advisories describe accounts that send proposals all day long and take whatever comes. So does many an honest person without work.",
			Innocent: []string{
				"Somebody who badly needs work",
				"A trade in which a hundred people answer each advert",
				"A template and a paid plan that makes proposals cheap",
			},
			Clear: []string{
				"Talk to the person before a camera about some of the proposals",
				"Look at whether the proposals fit the adverts they answer",
			},
			Sources: []string{"US22"},
		},
	}
}

const (
	manySent      = 300
	settledDays   = 60
	oneInAccepted = 100
)

func manyBids(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	f := &d.Platform.Bids
	if d.Platform.Side == muster.SideAgency || f.Sent < manySent || f.Known < settledDays || f.Accepted*oneInAccepted >= f.Sent {
		return nil
	}
	led := "none"
	if f.Accepted > 0 {
		led = detect.Number(f.Accepted)
	}
	return []detect.Draft{{
		Refs: f.Refs, At: f.Last, Rival: "Somebody who badly needs work, in a trade with many who offer it.",
		Detail: fmt.Sprintf("%s proposals were sent in the ninety days up to {date}; %s of them led to work.", detect.Number(f.Sent), led),
	}}
}
