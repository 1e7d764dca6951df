package onboarding

import (
	"fmt"

	"muster"
	"muster/detect"
)

// PapersFromAfar reports contract or pay set-up done through a service or from elsewhere than claimed (ONB-09).
func PapersFromAfar() detect.Detector {
	return detect.Detector{
		Name: "papers-from-afar", Flag: "ONB-09", Strength: 3, Family: muster.FamilyPlace, Scored: true,
		Needs:   []muster.Kind{muster.KindSignIns, muster.KindBank},
		Find:    papersFromAfar,
		Settled: muster.Settling{Clears: []muster.CheckType{muster.CheckInPerson, muster.CheckReverify}, Lowers: []muster.CheckType{muster.CheckLiveInterview, muster.CheckBankName}},
		Manual: muster.Manual{
			Title: "Contract or first payroll set-up done through an anonymising or distant network",
			What:  "Looks at sign-ins to signing, HR and payroll applications, and at where pay details were entered, up to eight weeks after the first day of work. Strength 3 when one was done through a VPN service, a proxy, a hosting range or Tor, and from nowhere near the home claimed as far as that is known; 2 when it came from another country than every home given, without such a service. A privacy relay, agreed journeys and agreed services never count.",
			Why:   "Papers are signed where the person is. In published cases they were signed for them.",
			Innocent: []string{
				"Signed on holiday or while moving",
				"A VPN that is always on",
				"An address listed in the wrong country",
				"Family abroad before the first day",
			},
			Clear: []string{
				"Ask where they were when they signed",
				"Sign again on a live call or in person",
				"Confirm pay details over a channel that was on file before",
			},
			Sources: []string{"MS26", "SEAL"},
		},
	}
}

func papersFromAfar(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	var draft detect.Draft
	service, pay := false, false
	for i := range d.Live.Networks.Papers {
		p := &d.Live.Networks.Papers[i]
		through := anonymising(p.Network)
		switch {
		case p.Agreed, p.Network == muster.NetworkRelay, p.Network == muster.NetworkCorporate, p.Network == muster.NetworkSatellite, p.Network == muster.NetworkMobile:
			continue
		case through && p.Place != muster.OutcomeSame && p.Place != muster.OutcomeSameArea, !through && p.Place == muster.OutcomeDifferent:
		default:
			continue
		}
		service, pay = service || through, pay || p.Pay
		draft.Refs = append(draft.Refs, p.Ref)
	}
	if len(draft.Refs) == 0 {
		return nil
	}
	what := "contract or payroll pages were opened"
	if pay {
		what = "pay details were entered"
	}
	how := "from elsewhere than any home given"
	draft.Rival = "Signed on holiday, while moving, or with a VPN that is always on."
	if service {
		how = "through a service that does not show where the person is"
	} else {
		draft.Strength = 2
	}
	draft.Detail = fmt.Sprintf("On {date} %s %s.", what, how)
	draft.Refs = draft.Refs[max(0, len(draft.Refs)-4):]
	return []detect.Draft{draft}
}

// anonymising reports networks that stand between a person and where they are.
func anonymising(n muster.NetworkClass) bool {
	switch n {
	case muster.NetworkVPN, muster.NetworkHosting, muster.NetworkResidential, muster.NetworkTor:
		return true
	}
	return false
}
