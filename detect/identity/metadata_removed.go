package identity

import (
	"muster"
	"muster/detect"
)

// MetadataRemoved reports a camera's own file without its metadata (IDD-12).
func MetadataRemoved() detect.Detector {
	return detect.Detector{
		Name: "metadata-removed", Flag: "IDD-12", Strength: 1, Family: muster.FamilyPapers, Scored: true,
		Needs:   []muster.Kind{muster.KindImage},
		Find:    metadataRemoved,
		Settled: muster.Settling{Clears: []muster.CheckType{muster.CheckInPerson, muster.CheckIdentity}},
		Manual: muster.Manual{
			Title: "A picture straight from a camera carries no camera data",
			What:  "Reported when size and compression look like a camera's own file, yet no camera data are in it, and the file does not come from a messenger or a scanner app. It is context only: strength 1 never asks for a check by itself.",
			Why:   "In published cases the data had been removed from pictures before they were sent. Many portals and messengers do that by themselves.",
			Innocent: []string{
				"Messengers, portals and mail programs remove camera data",
				"A phone set to share pictures without place and time, as privacy advice recommends",
				"A tool that strips pictures before storing them",
			},
			Clear: []string{
				"Nothing is needed when no other finding stands beside it",
				"Ask for a fresh picture during a live call, if one is due anyway",
			},
			Sources: []string{"AR26"},
		},
	}
}

func metadataRemoved(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	draft := detect.Draft{
		Detail: "The file looks like a camera's own, but the data a camera writes are missing.",
		Rival:  "Messengers and portals remove these data.",
	}
	for i := range d.Images {
		image := &d.Images[i]
		if image.Metadata != muster.No || !image.CameraOriginal || image.Purpose == muster.ImageOther || image.Purpose == "" {
			continue
		}
		if image.Tool == muster.ToolMessenger || image.Tool == muster.ToolScanner {
			continue
		}
		draft.Refs = append(draft.Refs, image.Ref)
	}
	if len(draft.Refs) == 0 || inPerson(d) {
		return nil
	}
	return []detect.Draft{draft}
}
