package identity

import (
	"fmt"

	"muster"
	"muster/detect"
)

// SharedDocumentTemplate reports documents of different people whose files
// were made from one original (IDD-03).
func SharedDocumentTemplate() detect.Detector {
	return detect.Detector{
		Name: "shared-document-template", Flag: "IDD-03", Strength: 4, Family: muster.FamilyPapers, Scored: true,
		Needs: []muster.Kind{muster.KindDocument},
		Find:  sharedDocumentTemplate,
		Settled: muster.Settling{
			Clears: []muster.CheckType{muster.CheckInPerson},
			Lowers: []muster.CheckType{muster.CheckIdentity},
		},
		Manual: muster.Manual{
			Title: "Document files of different people were made from one original file",
			What: "Compares the internal identifiers of document files, which survive saving under a new name. Issuing office, country and validity are never compared. " +
				"Not reported for one household, declared relations, or when an original was seen in person.",
			Why: "Papers made from one template keep the template's identifiers.",
			Innocent: []string{
				"One office, school or provider issues all its papers from one file",
				"The agency put all scans into its own form",
				"Family members whose papers were scanned together into one file",
			},
			Clear: []string{
				"See the original in person, or confirm it with the issuer through contact details you found yourself",
				"Ask the agency whether it made the files; add it to the agencies table",
			},
			Sources: []string{"HU26"},
		},
	}
}

func sharedDocumentTemplate(d *muster.Dossier, s *muster.Settings) []detect.Draft {
	if inPerson(d) {
		return nil
	}
	look := func(h *muster.Held) bool {
		return h.Kind == muster.ArtefactTemplate && aboutPapers(d.Observed[h.Ref].Kind)
	}
	var drafts []detect.Draft
	for _, share := range detect.Shares(d, look, func(h *muster.Held) []muster.Other { return papersOnly(detect.Strangers(d, s, h)) }) {
		draft := share.Draft()
		draft.Detail = fmt.Sprintf("The file of this document carries the same internal identifiers as the files of %s.", detect.Count(len(share.Others), "other person", "other people"))
		draft.Rival = "One office, school or agency makes all its papers from one file."
		drafts = append(drafts, draft)
	}
	return drafts
}

func aboutPapers(kind muster.Kind) bool {
	return kind == muster.KindDocument || kind == muster.KindImage
}

func papersOnly(others []muster.Other) []muster.Other {
	var kept []muster.Other
	for i := range others {
		if aboutPapers(others[i].Observed.Kind) {
			kept = append(kept, others[i])
		}
	}
	return kept
}
