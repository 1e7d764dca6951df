package onboarding

import (
	"fmt"

	"muster"
	"muster/detect"
)

// minPostponed is how often an agreed visit must have been moved: illness and
// travel move one or two.
const minPostponed = 3

// CollectionPostponed reports a visit in person that is put off again and
// again (ONB-06).
func CollectionPostponed() detect.Detector {
	return detect.Detector{
		Name: "collection-postponed", Flag: "ONB-06", Strength: 3, Family: muster.FamilyFace, Scored: true,
		Needs: []muster.Kind{muster.KindCheck},
		Find:  collectionPostponed,
		Settled: muster.Settling{
			Clears: []muster.CheckType{muster.CheckCollection, muster.CheckInPerson},
			Lowers: []muster.CheckType{muster.CheckSamePerson},
		},
		Manual: muster.Manual{
			Title: "An agreed visit in person was put off three times or more",
			What:  "Counts how often the person moved an agreed collection, first day on site or meeting in person. Reported from three times, unless the person passed a check in person at any time or an identity check since, or an adjustment is on file.",
			Why:   "In published cases an appointment was agreed and then moved again and again.",
			Innocent: []string{
				"Illness, or caring for a child or parent",
				"Waiting for a visa or travel papers",
				"A disability that makes travel hard",
			},
			Clear: []string{
				"Offer a partner nearby, a certified provider, or delivery with an identity check",
				"Note the agreed swap of checks; its reason is not stored",
			},
			Sources: []string{"MT25", "SEAL"},
		},
	}
}

func collectionPostponed(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	if d.Adjustment {
		return nil
	}
	for i := range d.Events {
		e := &d.Events[i]
		inPerson := e.Check == muster.CheckCollection || e.Check == muster.CheckInPerson
		if !inPerson || e.Kind != muster.EventCheckRequested || e.Postponed < minPostponed || shown(d, e) {
			continue
		}
		return []detect.Draft{{
			Refs:   []muster.Ref{e.Ref},
			Detail: fmt.Sprintf("A visit agreed on {date} was moved %d times by the person and has not taken place.", e.Postponed),
			Rival:  "Illness, caring and travel papers put visits off.",
		}}
	}
	return nil
}

// shown reports whether the person was met: a check in person passed at any
// time, or an identity check passed since, in its place.
func shown(d *muster.Dossier, e *muster.Event) bool {
	for i := range d.Events {
		done := &d.Events[i]
		if done.Outcome != muster.OutcomePassed {
			continue
		}
		if done.Check == muster.CheckCollection || done.Check == muster.CheckInPerson || done.Check == muster.CheckIdentity && !done.At.Before(e.At) {
			return true
		}
	}
	return false
}
