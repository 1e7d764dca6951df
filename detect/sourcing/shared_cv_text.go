package sourcing

import (
	"fmt"
	"slices"

	"muster"
	"muster/detect"
)

// The least that counts as shared text. Shorter passages come from adverts,
// courses and advice pages.
const (
	minPassageWords   = 50
	minShortWords     = 40 // for short CVs
	minShortWeight    = 0.3
	minSkeletonWeight = 0.6
	maxTemplateUsers  = 4
)

// SharedCVText reports CVs of different people with long passages or the same
// facts in common (SRC-02).
func SharedCVText() detect.Detector {
	return detect.Detector{
		Name: "shared-cv-text", Flag: "SRC-02", Strength: 3, Family: muster.FamilyText, Scored: true,
		Needs: []muster.Kind{muster.KindCV},
		Find:  sharedCVText,
		Settled: muster.Settling{
			Clears: []muster.CheckType{muster.CheckReference},
			Lowers: []muster.CheckType{muster.CheckLiveInterview},
		},
		Manual: muster.Manual{
			Title: "CVs under different names share long passages",
			What: "Looks for passages of at least 50 words, or of 40 where that is three tenths of the shorter CV, and for CVs that tell the same facts in other words: the same order of roles, gaps, odd figures and projects (at least six tenths of the smaller one). " +
				"Lines of job adverts and of templates you list are taken out first, and so is text that many verified people use. " +
				"Strength 4 when the same two people also share another thing, such as a file template or a contact; strength 2 when only the template of the file is shared, and by five people at most.",
			Why: "In published cases one stock of CV text stood under several names; rewriting changed the words but rarely the facts.",
			Innocent: []string{
				"A CV template, or the same AI writing aid",
				"An agency that rewrites all CVs in its own form",
				"Colleagues from one project who describe it in the words of their firm",
			},
			Clear: []string{
				"Add the template or the agency's boilerplate to the list of known templates and run again",
				"Ask, in an ordinary interview, about the shared passage: who did what, when, with whom",
				"Confirm the employer named in the passage through contact details you found yourself",
			},
			Sources: []string{"MT25", "GT24", "TAX"},
		},
	}
}

func sharedCVText(d *muster.Dossier, s *muster.Settings) []detect.Draft {
	strangers := func(h *muster.Held) []muster.Other { return detect.Strangers(d, s, h) }
	var alone, beside []detect.Share
	said := map[muster.SubjectID]bool{}
	for _, share := range detect.Shares(d, func(h *muster.Held) bool { return cvTextCounts(d, h) }, strangers) {
		share.Others = slices.DeleteFunc(slices.Clone(share.Others), func(o muster.Other) bool { return said[o.Subject] })
		if len(share.Others) == 0 {
			continue // the same person, said once
		}
		for i := range share.Others {
			said[share.Others[i].Subject] = true
		}
		if share.Kind() != muster.ArtefactTemplate && alsoShared(d, s, share.Kind(), share.Others) {
			beside = append(beside, share)
			continue
		}
		alone = append(alone, share)
	}
	var drafts []detect.Draft
	for _, share := range detect.Merge(beside) {
		draft := cvTextDraft(&share)
		draft.Strength = 4
		draft.Detail += " They share something else as well."
		drafts = append(drafts, draft)
	}
	for _, share := range detect.Merge(alone) {
		drafts = append(drafts, cvTextDraft(&share))
	}
	return drafts
}

func cvTextDraft(share *detect.Share) detect.Draft {
	draft := share.Draft()
	draft.Rival = "A template, an agency's form or a project done together gives honest CVs the same text."
	people := detect.Count(len(share.Others), "other CV", "other CVs")
	words, weight := 0, 0.0
	for _, h := range share.Held {
		words, weight = max(words, h.Sharing.Words), max(weight, h.Sharing.Weight)
	}
	switch share.Kind() {
	case muster.ArtefactPassage:
		draft.Detail = fmt.Sprintf("Up to %s words of this CV stand on %s, under different names; adverts and known templates are not counted.", detect.Number(words), people)
	case muster.ArtefactSkeleton:
		draft.Title = "CVs under different names tell the same facts in other words"
		draft.Detail = fmt.Sprintf("Order of roles, gaps, figures and projects agree with %s, under different names (up to %.0f %% of the smaller one).", people, 100*weight)
	default:
		draft.Title = "CV files under different names come from one original file"
		draft.Detail = fmt.Sprintf("The file carries the same internal identifiers as %s, under different names.", people)
		draft.Strength = 2
	}
	return draft
}

func cvTextCounts(d *muster.Dossier, h *muster.Held) bool {
	switch h.Kind {
	case muster.ArtefactPassage:
		return h.Sharing.Words >= minPassageWords || h.Sharing.Words >= minShortWords && h.Sharing.Weight >= minShortWeight
	case muster.ArtefactSkeleton:
		return h.Sharing.Weight >= minSkeletonWeight
	case muster.ArtefactTemplate:
		return d.Observed[h.Ref].Kind == muster.KindCV && h.Sharing.Count <= maxTemplateUsers
	}
	return false
}

// alsoShared reports whether one of the people is joined to the subject by a
// value that is not CV text.
func alsoShared(d *muster.Dossier, s *muster.Settings, but muster.ArtefactKind, others []muster.Other) bool {
	for i := range d.Artefacts {
		h := &d.Artefacts[i]
		switch h.Kind {
		case but, muster.ArtefactPassage, muster.ArtefactSkeleton, muster.ArtefactAddress, muster.ArtefactBuilding, muster.ArtefactPhoneBlock:
			continue
		}
		for _, o := range detect.Strangers(d, s, h) {
			for j := range others {
				if others[j].Subject == o.Subject {
					return true
				}
			}
		}
	}
	return false
}
