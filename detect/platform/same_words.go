package platform

import (
	"fmt"

	"muster"
	"muster/detect"
)

// SameWords reports proposals and messages with the same text under different
// accounts (PLT-07).
func SameWords() detect.Detector {
	return detect.Detector{
		Name: "same-words", Flag: "PLT-07", Strength: 3, Family: muster.FamilyText, Scored: true,
		Needs:   []muster.Kind{muster.KindAccount, muster.KindMessage},
		Find:    sameWords,
		Settled: muster.Settling{Clears: []muster.CheckType{muster.CheckInPerson}, Lowers: []muster.CheckType{muster.CheckLiveInterview}},
		Manual: muster.Manual{
			Title: "Proposals or messages of different accounts have the same text",
			What: "Compares what holders of accounts wrote, by keyed prints of passages, after taking out names, dates and the words of adverts and of your list of templates. Strength 3 when three to twelve accounts under different names share a text, 2 for a pair, and 2 for more than twelve: so many have it from an advice page or an assistant. " +
				"Members of one agency, declared relations and texts that many independently verified accounts use do not count. Texts are read only where the purpose and the lawful basis for it are written down, and how well somebody writes is never looked at.",
			Why: "In published cases one set of proposals was sent from many accounts of one team.",
			Innocent: []string{
				"A letter from an advice page or a course, common among people who write in a second language",
				"The same AI assistant, asked the same question",
				"An agency or a group of friends that hands a text on",
				"A form that the platform itself proposes",
			},
			Clear: []string{
				"Add the text to the list of known templates and run again",
				"Ask each person, in an ordinary conversation, about the work that the proposal claims",
				"List the agency",
			},
			Sources: []string{"US22"},
		},
	}
}

// crew is how many accounts one text can be shared by before it is anybody's.
const crew = 12

func sameWords(d *muster.Dossier, s *muster.Settings) []detect.Draft {
	if !d.Platform.Account || d.Agency.Named || d.Platform.Side == muster.SideAgency {
		return nil
	}
	look := func(h *muster.Held) bool { return h.Kind == muster.ArtefactMessage }
	var drafts []detect.Draft
	for _, share := range detect.Merge(detect.Shares(d, look, func(h *muster.Held) []muster.Other { return detect.Strangers(d, s, h) })) {
		draft := share.Draft()
		if n := len(share.Others); n < 2 || n > crew-1 {
			draft.Strength = 2
		}
		draft.Detail = fmt.Sprintf("A text of this account was also sent from %s under other names.", detect.Count(len(share.Others), "account", "accounts"))
		draft.Rival = "Advice pages and AI assistants give many people the same text."
		drafts = append(drafts, draft)
	}
	return drafts
}
