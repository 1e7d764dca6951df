package platform

import (
	"fmt"

	"muster"
	"muster/detect"
)

// HostedDesk reports an account that is used from data centres alone (PLT-04).
func HostedDesk() detect.Detector {
	return detect.Detector{
		Name: "hosted-desk", Flag: "PLT-04", Strength: 2, Family: muster.FamilyDevice, Scored: true,
		Needs:   []muster.Kind{muster.KindAccount, muster.KindSignIns},
		Find:    hostedDesk,
		Settled: muster.Settling{Clears: []muster.CheckType{muster.CheckInPerson}, Lowers: []muster.CheckType{muster.CheckLiveInterview, muster.CheckReverify}},
		Manual: muster.Manual{
			Title: "An account is used from rented computers in data centres alone",
			What:  "Counts the days with sign-ins from computers, and those on which every one of them came from a data centre, as the platform's own log or a list of networks says. Told from twenty days on, when nine of ten are such days and no telephone was ever used; strength 2 and never more. Nothing is ever asked of anybody's computer or line: no port is tried. Off until passive_records is switched on in the settings.",
			Why:   "A rented computer in the right place does not show where its user is. In published cases accounts were worked that way for months.",
			Innocent: []string{
				"A cloud desktop that a client or an employer demands",
				"A VPN of one's own on a rented server, or one that no list knows",
				"A slow or watched line at home, and a rented computer to work around it",
			},
			Clear: []string{
				"Ask what the rented computer is for",
				"One sign-in from the person's own device, during a live call",
			},
			Sources: []string{"US22"},
		},
	}
}

const leastHosted = 20 // days

func hostedDesk(d *muster.Dossier, s *muster.Settings) []detect.Draft {
	u := &d.Platform.Usage
	if !d.Platform.Account || s == nil || !s.PassiveRecords || d.Adjustment || u.Days < leastHosted || u.Phones > 0 || u.Hosted*10 < u.Days*9 {
		return nil
	}
	return []detect.Draft{{
		Refs: u.Refs, At: u.Last, Rival: "A cloud desktop that a client demands, or a VPN of one's own.",
		Detail: fmt.Sprintf("On %d of %d days all sign-ins came from data centres, the last on {date}, and none from a telephone.", u.Hosted, u.Days),
	}}
}
