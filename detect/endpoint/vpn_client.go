package endpoint

import (
	"fmt"
	"slices"

	"muster"
	"muster/detect"
)

// VPNClient reports the client of a VPN that published cases name (END-13).
func VPNClient() detect.Detector {
	return detect.Detector{
		Name: "vpn-client", Flag: "END-13", Strength: 2, Family: muster.FamilyDevice, Scored: true,
		Needs:   []muster.Kind{muster.KindProgram},
		Find:    vpnClient,
		Settled: muster.Settling{Clears: []muster.CheckType{muster.CheckInPerson}, Lowers: []muster.CheckType{muster.CheckDevice}, Anew: []muster.Kind{muster.KindProgram}},
		Manual: muster.Manual{
			Title: "Client of a VPN tied to published cases",
			What: "Shows the program of the one commercial VPN service that published cases name most, or one of two programs that no shop sells and that were only found in such cases. Strength 2 by itself. " +
				"With a remote-access tool nobody approved, hardware for remote control or pages that pass on codes on the same person's devices it is 4, and 5 for the programs that no shop sells. A VPN that was agreed with the person never counts, and beside sign-ins through the same service (NET-01) its program alone is context: one choice of a VPN is one fact.",
			Why: "Published cases name these programs far more often than any other. Most customers of the commercial one have nothing to do with them.",
			Innocent: []string{
				"Family, friends or work in a country whose networks are filtered",
				"Travel there, by journalists and others",
				"Another program of the same name",
			},
			Clear: []string{
				"Ask why it is used; agree on it, or on working without it",
				"A touch of a security key on the laptop, during a live call",
				"Meet in person",
			},
			Sources: []string{"MT25", "FL26"},
		},
	}
}

func vpnClient(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	var drafts []detect.Draft
	with := companions(d)
	for _, class := range []muster.ProgramClass{muster.ProgramVPNTied, muster.ProgramInHouse} {
		for _, p := range of(d, class) {
			draft := detect.Draft{Refs: []muster.Ref{p.Ref}, At: p.First, Rival: "People with ties to places whose networks are filtered use it."}
			what := "The program of a VPN service that published cases name had been seen by {date}"
			if class == muster.ProgramInHouse {
				what, draft.Rival = "A program of a name that was only found in published cases had been seen by {date}", "Another program may have the same name."
			}
			draft.Detail = fmt.Sprintf("%s, on %s in all.%s", what, detect.Count(p.Days, "day", "days"), common(&p.Rarity))
			switch {
			case p.Rarity.Usual:
				draft.Strength = usual
			case len(with) > 0:
				draft.Strength = 4
				if class == muster.ProgramInHouse {
					draft.Strength = 5
				}
				draft.Refs = append(draft.Refs, with...)
				draft.Detail += " A remote-access tool nobody approved, hardware for remote control or pages that pass on codes were seen too."
			case class == muster.ProgramVPNTied && signedInThrough(d):
				draft.Strength = usual
				draft.Detail += " Sign-ins through it are a finding of their own; the program adds nothing to them."
			}
			drafts = append(drafts, draft)
		}
	}
	return drafts
}

// signedInThrough reports whether sign-ins came through the service whose
// program this is: one choice of a VPN is one fact, and not two.
func signedInThrough(d *muster.Dossier) bool {
	return slices.ContainsFunc(d.Live.SignIns, func(s muster.SignInFact) bool { return s.Service != muster.BrandNone && s.Passed > 0 })
}
