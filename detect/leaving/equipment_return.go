package leaving

import (
	"fmt"

	"muster"
	"muster/detect"
)

// overdueDays is how late a return must be: couriers and holidays take two
// weeks.
const overdueDays = 30

// EquipmentReturn reports equipment returned from another place, or not at all
// (OFF-05).
func EquipmentReturn() detect.Detector {
	return detect.Detector{
		Name: "equipment-return", Flag: "OFF-05", Strength: 3, Family: muster.FamilyAddress, Scored: true,
		Needs: []muster.Kind{muster.KindShipment},
		Find:  equipmentReturn,
		Settled: muster.Settling{
			Clears: []muster.CheckType{muster.CheckAddress, muster.CheckCollection},
			Anew:   []muster.Kind{muster.KindShipment},
		},
		Manual: muster.Manual{
			Title: "Equipment came back from another place, or not at all",
			What:  "Compares where returned equipment was sent from with every home the person gave and with where it was delivered. Strength 3 when it came from another town or district than any of them, with no move or agreement on record; 2 when it is more than 30 days late, with no return on its way, or marked as not returned.",
			Why:   "Equipment is usually sent back from where it stood, which may be another place than the one on record.",
			Innocent: []string{
				"A house move",
				"A relative or friend posted it, or it was posted on a journey",
				"The return label never arrived, or the courier lost it",
			},
			Clear: []string{
				"Ask how it was sent, and note the move",
				"The courier's own record of collection",
			},
			Sources: []string{"FL26"},
		},
	}
}

func equipmentReturn(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	var missing []detect.Draft
	for i := range d.Shipments {
		s := &d.Shipments[i]
		switch {
		case s.Direction == muster.DirectionReturn && s.Place == muster.OutcomeDifferent && !s.Moved && !s.Agreed && s.Class == muster.ClassPlain:
			return []detect.Draft{{
				Refs: []muster.Ref{s.Ref}, At: s.At,
				Detail: "The equipment was sent back from another town or district than any home the person gave and any place it was delivered to.",
				Rival:  "A relative posted it, or it was posted on a journey.",
			}}
		case len(missing) == 0 && (s.Status == muster.ShipmentNotReturned || s.Overdue > overdueDays):
			detail := "The equipment is marked as not returned."
			if s.Overdue > overdueDays {
				detail = fmt.Sprintf("The equipment is %d days late.", s.Overdue)
			}
			missing = []detect.Draft{{Refs: []muster.Ref{s.Ref}, At: s.At, Strength: 2, Detail: detail, Rival: "Return labels and couriers fail."}}
		}
	}
	return missing
}
