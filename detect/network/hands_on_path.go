package network

import (
	"muster"
	"muster/detect"
)

// HandsOnPath reports hardware for remote hands that passive records saw (NET-14).
func HandsOnPath() detect.Detector {
	return detect.Detector{
		Name: "hands-on-path", Flag: "NET-14", Strength: 4, Family: muster.FamilyDevice, Scored: true,
		Needs:   []muster.Kind{muster.KindProgram},
		Find:    handsOnPath,
		Settled: muster.Settling{Clears: []muster.CheckType{muster.CheckInPerson}, Lowers: []muster.CheckType{muster.CheckDevice}},
		Manual: muster.Manual{
			Title: "Passive records show remote-control hardware at the worker's address",
			What:  "Looks for the names under which products for remote hands, as they are shipped, ask a network for an address or serve their pages. Only passive records that name the device fill it, nothing is ever asked of anybody's home, and it is off until passive_records is switched on in the settings.",
			Why:   "Such hardware puts somebody far away at the keyboard, below everything that software on the laptop could see.",
			Innocent: []string{
				"A home laboratory, or equipment for tests",
				"The employer's own equipment in a server room",
				"Equipment for working with a disability",
			},
			Clear: []string{
				"Ask what it is, and see it on a live call",
				"If it is needed for work, agree on it with IT and note it",
				"Meet in person, with the laptop",
			},
			Sources: []string{"IPKVM"},
		},
	}
}

func handsOnPath(d *muster.Dossier, s *muster.Settings) []detect.Draft {
	return onPath(d, s, muster.ProgramPathHands, 1,
		"Passive records of a network saw a product for remote control beside this person's device on %s. The last was on {date}.", "People who run a laboratory at home own such devices too.")
}
