package onboarding

import (
	"muster"
	"muster/detect"
)

// FirstNetwork reports a new device whose first network does not fit where it was sent (ONB-08).
func FirstNetwork() detect.Detector {
	return detect.Detector{
		Name: "first-network", Flag: "ONB-08", Strength: 4, Family: muster.FamilyDevice, Scored: true,
		Needs:   []muster.Kind{muster.KindDeviceDay, muster.KindShipment},
		Find:    firstNetwork,
		Settled: muster.Settling{Clears: []muster.CheckType{muster.CheckInPerson}, Lowers: []muster.CheckType{muster.CheckDevice, muster.CheckAddress}},
		Manual: muster.Manual{
			Title: "The first network of a new device does not fit where it was sent",
			What:  "Looks at the first two days a delivered device reported. Strength 4 when hardware for remote hands was attached within them, after the device had gone over to a cable or over two networks, or on a network on which people of other declared homes keep their devices. Strength 2 when it was first seen in another country than it was delivered to, or on such a network. Carriers, satellite lines, VPN services and the employer's own lines are left out, and so are places within a country.",
			Why:   "Where a laptop is unpacked is hard to plan away. In published cases it was set up by a host who went from a guest network to a cable with hardware for remote hands beside it.",
			Innocent: []string{
				"Unpacked in a café, at work or with relatives",
				"Delivered on a journey",
				"An address listed in the wrong country",
				"A dock or a switch for two computers",
			},
			Clear: []string{
				"Ask where it was set up and by whom",
				"See the desk on a live call",
				"Meet in person, with the laptop",
			},
			Sources: []string{"HU26"},
		},
	}
}

func firstNetwork(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	var drafts []detect.Draft
	for i := range d.Live.Networks.Boots {
		b := &d.Live.Networks.Boots[i]
		hands := b.Hands && !d.Adjustment && (b.Wired || b.Networks > 1 || b.Strange)
		away := b.Place == muster.OutcomeDifferent
		if !hands && !away && !b.Strange {
			continue
		}
		draft := detect.Draft{Refs: b.Refs, At: b.At, Strength: 2, Rival: "It may have been unpacked with relatives, at work or on a journey."}
		switch {
		case hands && away:
			draft.Detail = "The device was first seen on {date}, in another country than it was delivered to. Hardware for remote control was attached within two days."
		case hands:
			draft.Detail = "The device was first seen on {date}. Within two days hardware for remote control was attached."
		case away:
			draft.Detail = "The device was first seen on {date}, in another country than it was delivered to."
		default:
			draft.Detail = "The device was first seen on {date}, on a network on which devices of people with other declared homes stay."
		}
		if hands {
			draft.Strength = 4
			draft.Rival = "A laboratory at home, or a switch that serves two computers."
		}
		drafts = append(drafts, draft)
	}
	return drafts
}
