package network

import (
	"fmt"

	"muster"
	"muster/detect"
)

// HandOver reports an account whose device, network and hours all change at once and for good (HND-01).
func HandOver() detect.Detector {
	return detect.Detector{
		Name: "hand-over", Flag: "HND-01", Strength: 2, Family: muster.FamilyConduct, Scored: true,
		Needs:   []muster.Kind{muster.KindSignIns},
		Find:    handOver,
		Settled: muster.Settling{Clears: []muster.CheckType{muster.CheckInPerson, muster.CheckSamePerson}, Lowers: []muster.CheckType{muster.CheckReverify, muster.CheckDevice}},
		Manual: muster.Manual{
			Title: "Device, network and hours of an account all change within days",
			What:  "Compares the days before and after each day of the last 128. Told when on one day the device, the provider and the hours of sign-ins from computers change together and the old ones hardly return: ten days or more before, five or more after, and hours that moved by three or more and twice as far as they ever do for this person. A device that was issued, a change of home, or travel, hours or an own device that was agreed explain it, and nothing is told. Strength 2; 3 when where pay goes changed within the same two weeks, or when other people's devices stand on the new network.",
			Why:   "Each of them changes for everybody once in a while. All three at once are rare, and are what is seen where an account is passed to somebody else.",
			Innocent: []string{
				"A new laptop and a move that nobody noted",
				"A change of team with other hours",
				"A long stay abroad with an own computer",
			},
			Clear: []string{
				"Ask what changed on that day, and note it",
				"Let somebody who knows the person speak to them on camera",
				"Repeat the identity check that was done at hiring",
			},
			Sources: []string{"FL26", "US22", "ALERT26"},
		},
	}
}

func handOver(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	if d.Platform.Account {
		return nil // PLT-13 tells it of accounts
	}
	var drafts []detect.Draft
	for i := range d.Live.Networks.HandOver {
		h := &d.Live.Networks.HandOver[i]
		if h.Issued || h.Moved || h.Agreed {
			continue
		}
		draft := detect.Draft{
			Refs: h.Refs, At: h.At,
			Detail: fmt.Sprintf("From {date} on sign-ins came from another computer, through another provider and at hours %d hours away from those before. It was %s before and %d since.", h.Shift, detect.Count(h.Before, "day", "days"), h.After),
			Rival:  "A new computer, a move or other hours that nobody noted.",
		}
		if h.Pay {
			draft.Detail += " Where pay goes was changed within the same two weeks."
		}
		if h.Another {
			draft.Detail += " Other people's devices stand on a network this person has used since."
		}
		if h.Pay || h.Another {
			draft.Strength = 3
		}
		drafts = append(drafts, draft)
	}
	return drafts
}
