package conduct

import (
	"muster"
	"muster/detect"
)

// DeclinedPromotion notes that a promotion or benefit that needs papers was
// turned down (CON-02); it is never scored.
func DeclinedPromotion() detect.Detector {
	return detect.Detector{
		Name: "declined-promotion", Flag: "CON-02", Strength: 1, Family: muster.FamilyConduct, Recorded: true,
		Needs: []muster.Kind{muster.KindReport},
		Find: detect.OnSign(muster.SignDeclinedBenefits, detect.CoveredByRecord,
			"Noted on {date}: a promotion, benefit or visit that needs proof of identity was turned down."),
		Manual: muster.Manual{
			Title: "Turned down a promotion or benefit that needs proof of identity",
			What:  "Shows a note that somebody recorded. It is never scored and changes no level.",
			Why:   "It is published as a sign; by itself it says nothing.",
			Innocent: []string{
				"Content with the present role",
				"Family, health or travel",
			},
			Clear:   []string{"Nothing needs clearing: this is a note"},
			Sources: []string{"SEAL"},
		},
	}
}
