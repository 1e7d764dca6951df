package sourcing

import (
	"fmt"

	"muster"
	"muster/detect"
)

// AppliedFromAfar reports an application handed in through a service or from elsewhere than claimed (SRC-06).
func AppliedFromAfar() detect.Detector {
	return detect.Detector{
		Name: "applied-from-afar", Flag: "SRC-06", Strength: 2, Family: muster.FamilyPlace, Scored: true,
		Needs:   []muster.Kind{muster.KindSignIns},
		Find:    appliedFromAfar,
		Settled: muster.Settling{Clears: []muster.CheckType{muster.CheckInPerson, muster.CheckAddress}, Lowers: []muster.CheckType{muster.CheckLiveInterview}},
		Manual: muster.Manual{
			Title: "Application, portal or test taken through an anonymising or distant network",
			What:  "Looks at sign-ins to the candidates' portal or a test before the first day of work. Strength 2 when they came through a VPN service, a proxy, a hosting range or Tor, or from another country than every home given; 3 when through the one service seen most in published cases and from another country too. A privacy relay, carriers, satellite lines, the employer's own lines and agreed journeys never count.",
			Why:   "Candidates mostly apply from home. In published cases the network and the home on the form did not fit.",
			Innocent: []string{
				"A VPN for privacy, or a current employer's",
				"Travel, or a move to come",
				"An address listed in the wrong country",
				"Applying at work or at a library",
			},
			Clear: []string{
				"Ask where they applied from",
				"Hold the interview on camera, with the surroundings agreed",
				"Confirm the home by an independent source before anything is sent",
			},
			Sources: []string{"DT24", "MS26", "SP26", "TB"},
		},
	}
}

func appliedFromAfar(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	var draft detect.Draft
	days := map[int64]bool{}
	tied := false
	for i := range d.Live.SignIns {
		s := &d.Live.SignIns[i]
		if s.Stage != muster.StageBefore || s.Agreed {
			continue
		}
		away := s.Place == muster.OutcomeDifferent
		switch s.Network {
		case muster.NetworkVPN, muster.NetworkHosting, muster.NetworkResidential, muster.NetworkTor:
		case muster.NetworkHome, muster.NetworkUnknown:
			if !away {
				continue
			}
		default:
			continue
		}
		tied = tied || away && s.Service == muster.BrandAstrill
		days[s.Day.Micros] = true
		draft.Refs = append(draft.Refs, s.Ref)
	}
	if len(days) == 0 {
		return nil
	}
	if tied {
		draft.Strength = 3
	}
	draft.Refs = draft.Refs[max(0, len(draft.Refs)-3):]
	draft.Detail = fmt.Sprintf("On %s before the first day of work sign-ins came through a service that does not show where the person is, or from elsewhere than the home given. The last was on {date}.", detect.Count(len(days), "day", "days"))
	draft.Rival = "A VPN for privacy, or a journey."
	return []detect.Draft{draft}
}
