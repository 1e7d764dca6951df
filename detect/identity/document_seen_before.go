package identity

import (
	"fmt"

	"muster"
	"muster/detect"
)

// DocumentSeenBefore reports a document number or picture that another person
// used (IDD-11).
func DocumentSeenBefore() detect.Detector {
	return detect.Detector{
		Name: "document-seen-before", Flag: "IDD-11", Strength: 5, Family: muster.FamilyLink, Scored: true,
		Needs: []muster.Kind{muster.KindDocument, muster.KindImage},
		Find:  documentSeenBefore,
		Settled: muster.Settling{
			Clears: []muster.CheckType{muster.CheckInPerson},
			Lowers: []muster.CheckType{muster.CheckIdentity},
		},
		Manual: muster.Manual{
			Title: "The same document number or picture was used under another name",
			What: "Compares document numbers and the very files of pictures of documents and people, across all records you may keep, by keyed hash. A picture that only looks the same counts at strength 3, because forms of one kind look alike. " +
				"Bills and other proofs of address are left out, since a household shares them. The same person again, a variant of the name and records joined by a crosswalk never count.",
			Why: "A document has one holder. The same one under two names means that at least one record is wrong.",
			Innocent: []string{
				"A genuine second application by the same person, after a change of name",
				"A picture filed under the wrong person during upload",
				"A number typed into the wrong row of a sheet",
			},
			Clear: []string{
				"Open both records and look whether a file or number was put in the wrong place",
				"See the original in person; the holder settles it",
				"If it is one person, note the crosswalk or the change of name",
			},
			Sources: []string{"US22", "ALERT26"},
		},
	}
}

func documentSeenBefore(d *muster.Dossier, s *muster.Settings) []detect.Draft {
	look := func(h *muster.Held) bool { return documentArtefact(d, h) }
	var drafts []detect.Draft
	for _, share := range detect.Merge(detect.Shares(d, look, func(h *muster.Held) []muster.Other { return detect.Strangers(d, s, h) })) {
		draft := share.Draft()
		people := detect.Count(len(share.Others), "other record", "other records")
		draft.Rival = "A file or number put under the wrong person, or one person who applied twice."
		switch share.Kind() {
		case muster.ArtefactDocument:
			draft.Title = "The same document number is on records under different names"
			draft.Detail = fmt.Sprintf("{value} is also on %s, under different names. A document has one holder.", people)
		case muster.ArtefactImage:
			draft.Title = "The same picture file was handed in under different names"
			draft.Detail = fmt.Sprintf("The very same file is also on %s, under different names.", people)
		default:
			draft.Title = "Pictures that look the same were handed in under different names"
			draft.Detail = fmt.Sprintf("The picture as a whole looks the same as on %s, under different names.", people)
			draft.Strength = 3
		}
		drafts = append(drafts, draft)
	}
	return drafts
}

// documentArtefact reports whether an artefact is something only one person
// holds: the number of a document that is not a proof of address, or a picture
// of a document or of the person.
func documentArtefact(d *muster.Dossier, h *muster.Held) bool {
	switch h.Kind {
	case muster.ArtefactDocument:
		doc := documentOf(d, h.Ref)
		return doc == nil || proofOfIdentity(doc.Type) || doc.Type == muster.DocumentDegree
	case muster.ArtefactImage, muster.ArtefactPrint:
		image := imageOf(d, h.Ref)
		return image != nil && (image.Purpose == muster.ImageIdentity || image.Purpose == muster.ImageSelfie)
	}
	return false
}
