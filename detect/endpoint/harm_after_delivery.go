package endpoint

import (
	"fmt"

	"muster"
	"muster/detect"
)

// HarmAfterDelivery reports what a security program calls harmful or tampering,
// soon after a device was delivered (END-17).
func HarmAfterDelivery() detect.Detector {
	return detect.Detector{
		Name: "harm-after-delivery", Flag: "END-17", Strength: 4, Family: muster.FamilyDevice, Scored: true,
		Needs:   []muster.Kind{muster.KindProgram},
		Find:    harmAfterDelivery,
		Settled: muster.Settling{Clears: []muster.CheckType{muster.CheckInPerson, muster.CheckDevice}, Anew: []muster.Kind{muster.KindProgram}},
		Manual: muster.Manual{
			Title: "Harmful programs or tampering right after delivery",
			What: "Shows programs that the device's security program itself called harmful, or interference that it reported, soon after the device was delivered or the person started. Each counts one on the day of delivery and half as much with every two weeks. " +
				"Strength 4 when two or more different ones add up to more than one; a single one is strength 2. Its first explanation is somebody who harms this person.",
			Why: "In one published case a new laptop was loaded with such programs within the hour. Far more often somebody clicked on the wrong thing.",
			Innocent: []string{
				"Somebody harms this person: a link or file they were sent",
				"A program wrongly called harmful, or a tool for security work",
				"IT or the maker setting up the laptop",
			},
			Clear: []string{
				"IT looks at what was found, and where it came from",
				"Meet in person, with the laptop",
			},
			Sources: []string{"KB24"},
		},
	}
}

// harmHalf is after how many days a harmful program counts half.
const harmHalf = 14

func harmAfterDelivery(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	draft := detect.Draft{Victim: true, Rival: "Somebody sent this person something harmful: they are the one to protect."}
	sum := 0.0
	for i := range d.Live.Programs {
		p := &d.Live.Programs[i]
		if !p.Malware && !p.Tampered || p.Arrival < 0 || p.Approved || p.Rarity.Usual {
			continue
		}
		if w := fade(p.Arrival, harmHalf); w >= 0.25 { // later it is an ordinary event of security
			sum += w
			draft.Refs = append(draft.Refs, p.Ref)
		}
	}
	switch n := len(draft.Refs); {
	case n == 0:
		return nil
	case n == 1:
		draft.Detail = "Soon after the device came, on {date}, its security program reported something harmful or that it was interfered with."
	default:
		draft.Detail = fmt.Sprintf("Soon after the device came its security program reported %s different things as harmful or as interference, the last on {date}.", detect.Number(n))
	}
	if len(draft.Refs) < 2 || sum <= 1 {
		draft.Strength = 2
	}
	return []detect.Draft{draft}
}
