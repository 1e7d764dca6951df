package leaving

import (
	"muster"
	"muster/detect"
)

// Extortion reports a threat soon after somebody left (OFF-01).
func Extortion() detect.Detector {
	return detect.Detector{
		Name: "threat-after-leaving", Flag: "OFF-01", Strength: 5, Family: muster.FamilyConduct, Scored: true, Recorded: true,
		Needs:   []muster.Kind{muster.KindReport},
		Find:    recordedAtFive(muster.SignExtortion, "Recorded on {date}: a threat to publish or sell data or code, or a demand for money, connected with this person's departure."),
		Settled: muster.Settling{Lowers: []muster.CheckType{muster.CheckIdentity}},
		Manual: muster.Manual{
			Title: "A threat or demand followed the departure",
			What:  "Shows what somebody recorded: a threat to publish or sell data or code, or a demand for money, from the person or a new address soon after they left. Strength 5 only when a named person confirmed the record; until then 4.",
			Why:   "In published cases a dismissal was followed by a demand. Gangs that have nothing to do with the person use such moments as well.",
			Innocent: []string{
				"An unrelated gang that uses the moment",
				"A dispute over unpaid wages in sharp words",
			},
			Clear:   []string{"One contact for all messages; keep them unaltered, with headers", "Advice from counsel before any answer; do not pay without sanctions advice"},
			Sources: []string{"IC3-25a", "MT25", "GT25", "SW24"},
		},
	}
}
