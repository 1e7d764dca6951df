package sourcing

import (
	"fmt"

	"muster"
	"muster/detect"
)

// SharedMessage reports messages of different people with the same text
// (SRC-18).
func SharedMessage() detect.Detector {
	return detect.Detector{
		Name: "shared-message", Flag: "SRC-18", Strength: 2, Family: muster.FamilyText, Scored: true,
		Needs: []muster.Kind{muster.KindMessage, muster.KindApplication},
		Find:  sharedMessage,
		Settled: muster.Settling{
			Clears: []muster.CheckType{muster.CheckInPerson},
			Lowers: []muster.CheckType{muster.CheckLiveInterview},
		},
		Manual: muster.Manual{
			Title: "Messages under different names have the same text",
			What:  "Compares cover letters, free answers and messages after taking out names, dates and the advert's own lines. Text that many verified people use, or that stands in your list of templates, is left out.",
			Why:   "In published cases one set of texts answered for several names.",
			Innocent: []string{
				"The same AI assistant, asked the same question",
				"A letter from an advice page, common among people who write in a second language",
				"An agency or course that hands out a text",
			},
			Clear: []string{
				"Add the text to the list of known templates and run again",
				"Ask each person, in an ordinary interview, about what the message claims",
			},
			Sources: []string{"US22", "ALERT26"},
		},
	}
}

func sharedMessage(d *muster.Dossier, s *muster.Settings) []detect.Draft {
	if d.Platform.Account { // PLT-07 weighs what accounts write
		return nil
	}
	look := func(h *muster.Held) bool { return h.Kind == muster.ArtefactMessage }
	strangers := func(h *muster.Held) []muster.Other { return detect.Strangers(d, s, h) }
	var drafts []detect.Draft
	for _, share := range detect.Merge(detect.Shares(d, look, strangers)) {
		draft := share.Draft()
		draft.Detail = fmt.Sprintf("The text of this message was also sent by %s, under another name.",
			detect.Count(len(share.Others), "other person", "other people"))
		draft.Rival = "AI assistants and advice pages give many people the same text."
		drafts = append(drafts, draft)
	}
	return drafts
}
