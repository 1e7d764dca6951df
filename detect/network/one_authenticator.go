package network

import (
	"fmt"

	"muster"
	"muster/detect"
)

// OneAuthenticator reports a phone or key that completes the sign-ins of several people (NET-06).
func OneAuthenticator() detect.Detector {
	return detect.Detector{
		Name: "one-authenticator", Flag: "NET-06", Strength: 4, Family: muster.FamilyLink, Scored: true,
		Needs:   []muster.Kind{muster.KindSignIns},
		Find:    oneAuthenticator,
		Settled: muster.Settling{Clears: []muster.CheckType{muster.CheckInPerson}, Lowers: []muster.CheckType{muster.CheckDevice}},
		Manual: muster.Manual{
			Title: "One authenticator serves several accounts",
			What:  "Compares, by a keyed hash, the phone or key that the sign-in system says completed the second factor. Told when it served this person on three days or more and somebody of another declared home on three days or more. Strength 4; 3 when it serves exactly two people. An authenticator of more than eight people is an administrator's or a shared one and is left out, as are people of one declared home and declared relations. A join never accuses alone.",
			Why:   "A second factor is there so that each person shows for themselves. In published cases one phone answered for several accounts.",
			Innocent: []string{
				"An administrator's or service desk's phone that set accounts up",
				"A couple of whom one has not told HR the new address",
				"A telephone that was passed on inside the team",
				"A shared key in a drawer at work",
			},
			Clear: []string{
				"Ask IT who registered it, and when",
				"Register a key for each person, in person or on a live call",
				"Meet each of them in person",
			},
			Sources: []string{"MS25b"},
		},
	}
}

const (
	leastFactorDays = 3
	sharedFactor    = 8 // people
)

func oneAuthenticator(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	var drafts []detect.Draft
	for i := range d.Live.Networks.Factors {
		f := &d.Live.Networks.Factors[i]
		if f.Crowd > sharedFactor || f.Days < leastFactorDays || f.Least < leastFactorDays {
			continue
		}
		draft := detect.Draft{
			Refs: f.Refs, Others: f.Others, Kinds: []muster.ArtefactKind{muster.ArtefactAuthenticator}, Unshared: true,
			Detail: fmt.Sprintf("The phone or key that completed this person's sign-ins on %s completed those of %s too, each under an account of their own.",
				detect.Count(f.Days, "day", "days"), detect.Count(len(f.Others), "other person", "other people")),
			Rival: "The phone of an administrator or a team that set the accounts up.",
		}
		if len(f.Others) == 1 {
			draft.Strength, draft.Rival = 3, "An administrator's phone, or a couple of whom one has not told HR the new address."
		}
		drafts = append(drafts, draft)
	}
	return drafts
}
