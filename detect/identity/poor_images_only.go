package identity

import (
	"fmt"

	"muster"
	"muster/detect"
)

// minPoor is how many poor pictures make a pattern: one is a poor camera.
const minPoor = 2

// PoorImagesOnly reports that only poor pictures of documents were handed in
// (IDD-08).
func PoorImagesOnly() detect.Detector {
	return detect.Detector{
		Name: "poor-images-only", Flag: "IDD-08", Strength: 2, Family: muster.FamilyPapers, Scored: true,
		Needs:   []muster.Kind{muster.KindImage, muster.KindCheck},
		Find:    poorImagesOnly,
		Settled: muster.Settling{Clears: []muster.CheckType{muster.CheckInPerson, muster.CheckIdentity}},
		Manual: muster.Manual{
			Title: "Only poor or cropped pictures of identity documents were handed in",
			What: "Reported when somebody wrote it on a form, or when all pictures of documents (two or more) are of low quality or cropped. Strength 3 when an identity or live check was refused as well, without an agreed alternative. " +
				"Not reported when an original was seen, an identity check passed, or an adjustment is on file.",
			Why: "On a poor picture nobody can tell whether a document is unchanged, so the check cannot be finished with it.",
			Innocent: []string{
				"A poor camera or bad light",
				"A disability that makes taking pictures hard: offer another way",
				"No scanner, and an upload form that shrinks pictures",
			},
			Clear: []string{
				"Offer help with the picture, a live capture, or seeing the original in person",
				"Use another check of equal strength, such as an identity provider or a visit to an office",
			},
			Sources: []string{"US22", "JP24"},
		},
	}
}

func poorImagesOnly(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	if d.Adjustment || !d.IdentityVerified.IsZero() || inPerson(d) || identified(d) {
		return nil
	}
	draft := detect.Draft{Rival: "A poor camera, bad light or an upload form that shrinks pictures."}
	if seen, ok := detect.Seen(d, muster.SignPoorImagesOnly, detect.CoveredByAdjustment); ok {
		draft.Refs, draft.Confirmed = seen.Refs, seen.Confirmed
		draft.Detail = "Recorded on {date}: only poor, cropped or photographed pictures of documents were handed in."
	} else {
		for i := range d.Images {
			image := &d.Images[i]
			if image.Purpose != muster.ImageIdentity {
				continue
			}
			if !image.LowQuality && !image.Cropped {
				return nil
			}
			draft.Refs = append(draft.Refs, image.Ref)
		}
		if len(draft.Refs) < minPoor {
			return nil
		}
		draft.Detail = fmt.Sprintf("All %d pictures of documents are cropped or of low quality.", len(draft.Refs))
	}
	if ref, refused := refusedIdentity(d); refused {
		draft.Strength = 3
		draft.Refs = append(draft.Refs, ref)
		draft.Detail += " An identity check was refused as well, and no alternative was agreed."
	}
	return []detect.Draft{draft}
}

func identified(d *muster.Dossier) bool {
	for i := range d.Events {
		if e := &d.Events[i]; e.Kind == muster.EventCheckDone && identityCheck(e.Check) && e.Outcome == muster.OutcomePassed {
			return true
		}
	}
	return false
}

func refusedIdentity(d *muster.Dossier) (muster.Ref, bool) {
	for i := range d.Events {
		if e := &d.Events[i]; e.Kind == muster.EventCheckDone && identityCheck(e.Check) && e.Outcome == muster.OutcomeRefused {
			return e.Ref, true
		}
	}
	return 0, false
}

func identityCheck(check muster.CheckType) bool {
	switch check {
	case muster.CheckIdentity, muster.CheckInPerson, muster.CheckLiveInterview, muster.CheckSamePerson, muster.CheckRightToWork:
		return true
	}
	return false
}
