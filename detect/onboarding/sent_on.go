package onboarding

import (
	"fmt"

	"muster"
	"muster/detect"
)

// SentOn reports a device that fell silent after delivery and reappeared elsewhere (ONB-11).
func SentOn() detect.Detector {
	return detect.Detector{
		Name: "sent-on", Flag: "ONB-11", Strength: 4, Family: muster.FamilyPlace, Scored: true,
		Needs:   []muster.Kind{muster.KindDeviceDay, muster.KindShipment},
		Find:    sentOn,
		Settled: muster.Settling{Clears: []muster.CheckType{muster.CheckInPerson}, Lowers: []muster.CheckType{muster.CheckDevice}, Anew: []muster.Kind{muster.KindDeviceDay}},
		Manual: muster.Manual{
			Title: "A device goes quiet after delivery and appears elsewhere",
			What:  "Looks for a week or more without a report from a device, after which it stands in another place: another country, or more than 500 km away by both networks' own places. Strength 4 when the silence began within 60 days of delivery and the new place is not near any home given; 3 when it is later; nothing when the person's own home is where it appears, or travel was agreed. Carriers, satellite lines, VPN services and the employer's own lines are left out.",
			Why:   "In published cases laptops were sent on after delivery.",
			Innocent: []string{
				"Leave, illness or a late start, and a return from elsewhere",
				"A move",
				"A repair, or a device handed back and given out again",
				"An address listed in the wrong place",
			},
			Clear: []string{
				"Ask where the laptop was; note a journey or a move",
				"See the laptop on a live call from the home claimed",
				"Confirm the home by an independent source",
			},
			Sources: []string{"MT25", "IC3-24"},
		},
	}
}

const soonAfter = 60 // days between delivery and silence

func sentOn(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	var drafts []detect.Draft
	for i := range d.Live.Networks.Quiet {
		q := &d.Live.Networks.Quiet[i]
		if q.Agreed || q.After < 0 || q.Place != muster.OutcomeDifferent || q.Home != muster.OutcomeDifferent {
			continue
		}
		draft := detect.Draft{
			Refs: q.Refs, At: q.To,
			Detail: fmt.Sprintf("The device reported nothing for %s and on {date} stood in another place, which is not near any home given.", detect.Count(q.Days, "day", "days")),
			Rival:  "Leave or a late start, with a return from elsewhere.",
		}
		if q.After > soonAfter {
			draft.Strength = 3
		}
		drafts = append(drafts, draft)
	}
	return drafts
}
