package work

import (
	"fmt"

	"muster"
	"muster/detect"
)

// AnotherIdentity reports work posted under an address of another person
// (WRK-08).
func AnotherIdentity() detect.Detector {
	return detect.Detector{
		Name: "another-identity", Flag: "WRK-08", Strength: 4, Family: muster.FamilyLink, Scored: true,
		Needs:   []muster.Kind{muster.KindWorkDay},
		Find:    anotherIdentity,
		Settled: muster.Settling{Clears: []muster.CheckType{muster.CheckInPerson}, Lowers: []muster.CheckType{muster.CheckReverify}, Anew: []muster.Kind{muster.KindWorkDay}},
		Manual: muster.Manual{
			Title: "Work was posted under an address that is on another person's record",
			What: "Shows commits that the person was the first to hand in, written and committed under an e-mail address that is on the record of somebody with another name: an applicant, a leaver or a colleague. Strength 4; 2 when it is a colleague and happened on a single day. " +
				"Addresses on nobody's record, such as a private one, never count, nor does work of others that is only passed on. A join never accuses alone.",
			Why: "Whoever works under several names sometimes posts under the wrong one. In published cases this was corrected within minutes.",
			Innocent: []string{
				"Two people worked at one computer, or a colleague's settings were copied",
				"A computer that belonged to a colleague before",
				"An address that was entered wrongly in a record",
			},
			Clear: []string{
				"Ask both, separately, how the commits came about",
				"Meet in person",
			},
			Sources: []string{"SEAL", "GL26"},
		},
	}
}

func anotherIdentity(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	var draft detect.Draft
	days := 0
	for i := range d.Live.Identities {
		f := &d.Live.Identities[i]
		if f.Other.Names != muster.OutcomeDifferent || f.Other.Related || f.Other.Renamed {
			continue
		}
		colleague := (f.Other.Status == muster.StatusWorker || f.Other.Status == muster.StatusContractor) && f.Days.Days == 1
		if strength := map[bool]int{true: 2, false: 4}[colleague]; strength > draft.Strength {
			draft.Strength = strength
		}
		draft.Others = append(draft.Others, f.Other)
		cite(&draft, f.Days.Refs)
		days = max(days, f.Days.Days)
		if draft.At.Before(f.Days.Last) || draft.At.IsZero() {
			draft.At = f.Days.Last
		}
	}
	if len(draft.Others) == 0 {
		return nil
	}
	draft.Kinds = []muster.ArtefactKind{muster.ArtefactEmail}
	draft.Rival = "Two people at one computer, or settings copied from a colleague."
	draft.Detail = fmt.Sprintf("%s commits that this person handed in were written under an e-mail address that is on the record of somebody with another name.", detect.OnDays(days))
	return []detect.Draft{draft}
}
