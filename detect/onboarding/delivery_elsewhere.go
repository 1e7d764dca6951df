package onboarding

import (
	"muster"
	"muster/detect"
)

// DeliveryElsewhere reports equipment sent to a place that is not the home on
// record (ONB-01).
func DeliveryElsewhere() detect.Detector {
	return detect.Detector{
		Name: "delivery-elsewhere", Flag: "ONB-01", Strength: 4, Family: muster.FamilyAddress, Scored: true,
		Needs: []muster.Kind{muster.KindShipment},
		Find:  deliveryElsewhere,
		Settled: muster.Settling{
			Clears: []muster.CheckType{muster.CheckAddress, muster.CheckCollection},
			Anew:   []muster.Kind{muster.KindShipment},
		},
		Manual: muster.Manual{
			Title: "Equipment was sent to a place that is not the home on record",
			What: "Compares where each parcel went in the end with every home the person gave. Reported at strength 4 when the place differs in town and district and the parcel was also redirected there on the way, or goes to a recipient who shares no part of the person's name; at strength 2 when only the place differs. " +
				"Not reported when a move on record, a passed address check or an agreement with a named person explains it, when the place is an office or a collection point (see ONB-02), or when no home is on record.",
			Why: "In published cases equipment went to an address where it was kept running for somebody elsewhere.",
			Innocent: []string{
				"A house move that has not reached the records",
				"A parent, partner or neighbour who is at home to receive it",
				"A concierge or a second home",
				"Somebody who keeps the home address private for safety",
			},
			Clear: []string{
				"Note the move, or who agreed to the place and when",
				"Confirm the address from an independent source, or hand over in person",
			},
			Sources: []string{"US22", "NYDFS24", "MT25", "KB24"},
		},
	}
}

func deliveryElsewhere(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	if !d.HomeDeclared {
		return nil
	}
	var drafts []detect.Draft
	for i := range d.Shipments {
		s := &d.Shipments[i]
		if s.Direction == muster.DirectionReturn || s.Place != muster.OutcomeDifferent || s.Moved || s.Agreed || s.Class != muster.ClassPlain {
			continue
		}
		draft := detect.Draft{
			Refs: []muster.Ref{s.Ref}, Strength: 2, At: s.At,
			Detail: "The delivery address is in another town or district than any home the person gave, with no move or agreement on record.",
			Rival:  "A move that has not reached the records, or somebody who is at home to receive it.",
		}
		switch {
		case s.ChangedLate:
			draft.Strength, draft.Detail = 4, draft.Detail+" The parcel was redirected there, or the address was changed, after the order."
		case s.Recipient == muster.OutcomeDifferent:
			draft.Strength, draft.Detail = 4, draft.Detail+" The recipient has another name."
		}
		drafts = append(drafts, draft)
	}
	return strongest(drafts)
}

// strongest keeps the strongest of several drafts about the same thing.
func strongest(drafts []detect.Draft) []detect.Draft {
	if len(drafts) == 0 {
		return nil
	}
	best := drafts[0]
	for _, d := range drafts[1:] {
		if d.Strength > best.Strength {
			best = d
		}
	}
	return []detect.Draft{best}
}
