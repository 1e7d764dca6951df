package network

import (
	"fmt"

	"muster"
	"muster/detect"
)

// NeverTogether reports a laptop and sign-ins that are never in one place over weeks (NET-10).
func NeverTogether() detect.Detector {
	return detect.Detector{
		Name: "never-together", Flag: "NET-10", Strength: 4, Family: muster.FamilyPlace, Scored: true,
		Needs:   []muster.Kind{muster.KindDeviceDay, muster.KindSignIns},
		Find:    neverTogether,
		Settled: muster.Settling{Clears: []muster.CheckType{muster.CheckInPerson}, Lowers: []muster.CheckType{muster.CheckDevice}, Anew: []muster.Kind{muster.KindDeviceDay}},
		Manual: muster.Manual{
			Title: "Laptop and sign-ins never meet in one place over weeks",
			What:  "Compares, day by day, where the issued laptop stood with where sign-ins of the same person came from. Told when both are known on ten days or more over three weeks or more and they were in different countries on at least nine in ten. VPN services, relays, carriers, satellite lines, telephones, the employer's own lines and tunnels, and addresses that more than eight people use are left out. Which places they are does not count.",
			Why:   "A laptop and its user are mostly together. In published cases the laptop stood with a host while the work was done elsewhere.",
			Innocent: []string{
				"A full tunnel of the employer whose exit is not declared",
				"A provider whose addresses are listed in another country",
				"A second computer that was agreed, with the issued one left at home",
			},
			Clear: []string{
				"Declare the organisation's tunnels as its own networks",
				"Ask which computer the work is done on",
				"A touch of a security key on the laptop, during a live call from the home claimed",
			},
			Sources: []string{"RF26"},
		},
	}
}

const (
	leastApartDays = 10
	leastApartSpan = 21 // days
)

func neverTogether(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	var drafts []detect.Draft
	for i := range d.Live.Networks.Origins {
		o := &d.Live.Networks.Origins[i]
		span, _ := o.First.Days(o.Last)
		if o.Days < leastApartDays || span < leastApartSpan || 10*o.Apart < 9*o.Days {
			continue
		}
		drafts = append(drafts, detect.Draft{
			Refs: o.Refs, At: o.Last,
			Detail: fmt.Sprintf("On %d of %d days on which both are known, over %d days up to {date}, the issued laptop and the sign-ins were in different places.", o.Apart, o.Days, span),
			Rival:  "The employer's own tunnel, whose exit nobody declared.",
		})
	}
	return drafts
}
