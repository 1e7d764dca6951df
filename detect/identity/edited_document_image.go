package identity

import (
	"muster"
	"muster/detect"
)

// EditedDocumentImage reports a picture of an identity document last written
// by an image editor or a generative tool (IDD-01).
func EditedDocumentImage() detect.Detector {
	return detect.Detector{
		Name: "edited-document-image", Flag: "IDD-01", Strength: 4, Family: muster.FamilyPapers, Scored: true,
		Needs: []muster.Kind{muster.KindImage},
		Find:  editedDocumentImage,
		Settled: muster.Settling{
			Clears: []muster.CheckType{muster.CheckInPerson},
			Lowers: []muster.CheckType{muster.CheckIdentity},
		},
		Manual: muster.Manual{
			Title: "A picture of an identity document was written by an editing program",
			What: "Reads what the picture file says about the program that wrote it, and whether it carries a mark that it was made or edited by AI. " +
				"A generative tool or an AI mark on a picture of a document: strength 4. An image editor: strength 3, or 2 when the picture was only cropped. " +
				"Scanner apps, messengers and cameras are not reported, nor is anything when an original was seen in person.",
			Why: "In published cases pictures of documents had been altered or generated. Most edited pictures are only tidied.",
			Innocent: []string{
				"A scanner or document app, or a crop, turn or change of brightness in an editor",
				"Redaction: the person covered a number that was not asked for",
				"A phone that marks every photo it improves as edited by AI",
			},
			Clear: []string{
				"Ask for a fresh picture taken during a live call, or see the original in person",
				"Use an identity provider that reads the chip, or another check of equal strength",
			},
			Sources: []string{"AR26", "US22", "GL26", "MS25a"},
		},
	}
}

func editedDocumentImage(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	if inPerson(d) {
		return nil
	}
	var drafts []detect.Draft
	for i := range d.Images {
		image := &d.Images[i]
		draft := detect.Draft{Refs: []muster.Ref{image.Ref}}
		switch {
		case image.Purpose == muster.ImageIdentity && (image.Tool == muster.ToolGenerative || image.AIMarked):
			draft.Title = "A picture of an identity document carries the mark of an AI tool"
			draft.Detail = "The file says that a generative tool made or edited it."
			draft.Rival = "Some phones mark every photo they improve as edited by AI."
		case image.Purpose == muster.ImageSelfie && image.Tool == muster.ToolGenerative:
			draft.Title = "A picture of the person carries the mark of an AI tool"
			draft.Detail = "The file says that a generative tool made it."
			draft.Rival = "Apps that make portraits from photos are popular."
		case image.Purpose == muster.ImageIdentity && image.Tool == muster.ToolEditor:
			draft.Strength = 3
			draft.Detail = "The file names an image editor as the program that wrote it last."
			draft.Rival = "People crop, turn or redact pictures before sending them."
			if image.Cropped {
				draft.Strength = 2
				draft.Detail = "The file names an image editor as the program that wrote it last, and the picture is cropped, which an editor is commonly used for."
			}
		default:
			continue
		}
		drafts = append(drafts, draft)
	}
	return drafts
}
