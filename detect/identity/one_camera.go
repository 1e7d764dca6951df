package identity

import (
	"fmt"

	"muster"
	"muster/detect"
)

// OneCamera reports pictures of different people taken with one camera
// minutes apart (IDD-02).
func OneCamera() detect.Detector {
	return detect.Detector{
		Name: "one-camera", Flag: "IDD-02", Strength: 5, Family: muster.FamilyLink, Scored: true,
		Needs: []muster.Kind{muster.KindImage},
		Find:  oneCamera,
		Settled: muster.Settling{
			Clears: []muster.CheckType{muster.CheckInPerson},
			Lowers: []muster.CheckType{muster.CheckIdentity},
		},
		Manual: muster.Manual{
			Title: "Pictures of different people come from one camera",
			What: "Compares the camera and the minute in which pictures of documents and people were taken, across all candidates. With a serial number in the file pictures of one sitting count, at most an hour apart, because cameras are lent and sold; without it only pictures within ten minutes. " +
				"Strength 5 for three people or more, or when the two people also share something else; two people alone count at 3, because popular phones meet by chance. " +
				"Not reported when an original was seen in person, for people already identified, for one household, or for declared relations.",
			Why: "In published cases one person photographed the papers of several names in one sitting.",
			Innocent: []string{
				"The recruiter, the agency or a kiosk took all the pictures",
				"A couple or flatmates with one good phone",
				"Two people with the same popular phone in the same ten minutes",
			},
			Clear: []string{
				"Ask who took the pictures and where; an agency confirms through its published switchboard",
				"See an original in person, or ask for a fresh picture during a live call",
			},
			Sources: []string{"HU26"},
		},
	}
}

func oneCamera(d *muster.Dossier, s *muster.Settings) []detect.Draft {
	if inPerson(d) {
		return nil
	}
	look := func(h *muster.Held) bool {
		image := imageOf(d, h.Ref)
		return h.Kind == muster.ArtefactCapture && image != nil && (image.Purpose == muster.ImageIdentity || image.Purpose == muster.ImageSelfie)
	}
	var drafts []detect.Draft
	for _, share := range detect.Shares(d, look, func(h *muster.Held) []muster.Other { return unidentified(detect.Strangers(d, s, h)) }) {
		draft := share.Draft()
		n := len(share.Others)
		draft.Detail = fmt.Sprintf("The camera that took this picture also took pictures of %s.", detect.Count(n, "other person", "other people"))
		draft.Rival = "A recruiter, agency or kiosk takes pictures of many people with one camera."
		if n == 1 && !joinedOtherwise(d, s, muster.ArtefactCapture, share.Others[0].Subject) {
			draft.Strength = 3
			draft.Detail += " Two people alone can meet by chance when the phone is a popular one."
		}
		drafts = append(drafts, draft)
	}
	return drafts
}

// unidentified leaves out people whose identity was verified independently.
func unidentified(others []muster.Other) []muster.Other {
	var kept []muster.Other
	for i := range others {
		if !others[i].Verified {
			kept = append(kept, others[i])
		}
	}
	return kept
}

// joinedOtherwise reports whether a value of another kind also joins the
// subject to that person.
func joinedOtherwise(d *muster.Dossier, s *muster.Settings, but muster.ArtefactKind, other muster.SubjectID) bool {
	for i := range d.Artefacts {
		h := &d.Artefacts[i]
		switch h.Kind {
		case but, muster.ArtefactAddress, muster.ArtefactBuilding, muster.ArtefactPhoneBlock:
			continue
		}
		for _, o := range detect.Strangers(d, s, h) {
			if o.Subject == other {
				return true
			}
		}
	}
	return false
}
