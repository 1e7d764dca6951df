package network

import (
	"fmt"

	"muster"
	"muster/detect"
)

// ServiceNetwork reports sign-ins through services that stand between a person and where they are (NET-02).
func ServiceNetwork() detect.Detector {
	return detect.Detector{
		Name: "service-network", Flag: "NET-02", Strength: 2, Family: muster.FamilyPlace, Scored: true,
		Needs:   []muster.Kind{muster.KindSignIns},
		Find:    serviceNetwork,
		Settled: muster.Settling{Clears: []muster.CheckType{muster.CheckInPerson}, Lowers: []muster.CheckType{muster.CheckDevice, muster.CheckReverify}},
		Manual: muster.Manual{
			Title: "Sign-in of a home worker through another VPN, proxy or hosting network",
			What:  "Counts the days with a finished sign-in through a commercial VPN, a proxy that uses other people's home lines, a hosting range or Tor, as the sign-in system itself or a list names it. Told from three days on that are at least a fifth of all days with a sign-in. A privacy relay, a carrier, a satellite line, the employer's own line, and a service that was agreed never count. The service seen most in published cases has a page of its own (NET-01).",
			Why:   "Such a service shows its own place and not the person's. In published cases it hid where the work was done; most of its users value their privacy.",
			Innocent: []string{
				"Privacy, on a home or a public network",
				"A second employer's or a client's network",
				"An ad blocker or antivirus product with a built-in VPN",
				"A cloud desktop the team itself uses",
			},
			Clear: []string{
				"Ask why it is used; agree on it, or on working without it",
				"Declare cloud desktops and tunnels of the organisation as its own networks",
				"A touch of a security key on the laptop, during a live call",
			},
			Sources: []string{"US22", "GL26", "HU26", "KU26"},
		},
	}
}

const (
	leastServiceDays  = 3
	leastServiceShare = 5 // one day in so many
)

func serviceNetwork(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	var draft detect.Draft
	days, all := map[int64]bool{}, map[int64]bool{}
	for i := range d.Live.SignIns {
		s := &d.Live.SignIns[i]
		if s.Passed == 0 || s.Stage == muster.StageBefore {
			continue
		}
		all[s.Day.Micros] = true
		if between(s.Network) && s.Service == muster.BrandNone && !s.Agreed {
			days[s.Day.Micros] = true
			draft.Refs = append(draft.Refs, s.Ref)
		}
	}
	if len(days) < leastServiceDays || leastServiceShare*len(days) < len(all) {
		return nil
	}
	draft.Refs = draft.Refs[max(0, len(draft.Refs)-3):]
	draft.Detail = fmt.Sprintf("On %d of %s with a sign-in it came through such a network. The last was on {date}.", len(days), detect.Count(len(all), "day", "days"))
	draft.Rival = "Many people use such a service for privacy."
	return []detect.Draft{draft}
}

// between reports networks that stand between a person and where they are. A
// privacy relay does too, and is on by default on many telephones and laptops.
func between(n muster.NetworkClass) bool {
	switch n {
	case muster.NetworkVPN, muster.NetworkHosting, muster.NetworkResidential, muster.NetworkTor:
		return true
	}
	return false
}
