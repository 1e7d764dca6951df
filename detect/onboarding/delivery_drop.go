package onboarding

import (
	"muster"
	"muster/detect"
)

// DeliveryDrop reports equipment sent to a forwarder, locker or mailbox
// (ONB-02).
func DeliveryDrop() detect.Detector {
	return detect.Detector{
		Name: "delivery-drop", Flag: "ONB-02", Strength: 4, Family: muster.FamilyAddress, Scored: true,
		Needs: []muster.Kind{muster.KindShipment},
		Find:  deliveryDrop,
		Settled: muster.Settling{
			Clears: []muster.CheckType{muster.CheckCollection},
			Lowers: []muster.CheckType{muster.CheckAddress},
			Anew:   []muster.Kind{muster.KindShipment},
		},
		Manual: muster.Manual{
			Title: "Equipment was sent to a forwarder, mailbox, locker or parcel shop",
			What: "Looks at what kind of place a delivery address names. A freight forwarder or private mailbox counts at strength 4; a post-office box, locker or parcel shop at strength 2, because many honest people use them, and at 4 when the parcel was redirected after dispatch to one in another town or district and no move on record explains it. " +
				"Not reported when a named person agreed to the place beforehand. Only wording is read; no list of such places is complete.",
			Why: "When a place hands parcels on, the records do not show where the equipment stands.",
			Innocent: []string{
				"Rural post, or a flat without anybody to receive parcels",
				"A parcel shop on the way home",
				"Somebody who keeps the home address private for safety",
			},
			Clear: []string{
				"Agree on the place with a named person and note it",
				"Collection in person, or delivery with an identity check",
			},
			Sources: []string{"IC3-23", "RF26"},
		},
	}
}

func deliveryDrop(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	var drafts []detect.Draft
	for i := range d.Shipments {
		s := &d.Shipments[i]
		strength, place := dropStrength(s)
		if s.Direction == muster.DirectionReturn || s.Agreed || strength == 0 {
			continue
		}
		detail := "The delivery address names " + place + ", and no agreement about it is on record."
		if s.ChangedLate {
			detail += " The parcel was redirected after dispatch, or the address changed late."
		}
		drafts = append(drafts, detect.Draft{
			Refs: []muster.Ref{s.Ref}, Strength: strength, At: s.At, Detail: detail,
			Rival: "Many people without somebody at home have parcels sent to such places.",
		})
	}
	return strongest(drafts)
}

func dropStrength(s *muster.ShipmentFact) (int, string) {
	switch s.Class {
	case muster.ClassPlaceForward:
		return 4, "a freight forwarder"
	case muster.ClassPlaceDrop:
		return 4, "a private mailbox or mail drop"
	case muster.ClassPlaceBox:
		return lateStrength(s), "a post-office box"
	case muster.ClassPlaceLocker:
		return lateStrength(s), "a locker or parcel shop"
	}
	return 0, ""
}

func lateStrength(s *muster.ShipmentFact) int {
	if s.ChangedLate && s.Place == muster.OutcomeDifferent && !s.Moved {
		return 4
	}
	return 2
}
