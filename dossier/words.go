package dossier

import (
	"slices"

	"muster"
	"muster/resolve/passage"
)

// Words are the words that are common in CVs and in other texts, by
// muster.ArtefactPassage and muster.ArtefactMessage.
type Words map[muster.ArtefactKind]passage.Learned

// TextAt names one text of a subject.
type TextAt struct {
	Subject  int32 // its place
	Kind     muster.ArtefactKind
	observed muster.ObservationID
}

// Sample returns texts of people evenly spread, one of each, from which common
// words are learned. It is for an index that changes.
func (x *Index) Sample() []TextAt {
	var sample []TextAt
	for _, kind := range []muster.ArtefactKind{muster.ArtefactPassage, muster.ArtefactMessage} {
		var all []TextAt
		for subject, list := range x.live.texts.of {
			if i := slices.IndexFunc(list, func(a textAt) bool { return a.kind == kind }); i >= 0 {
				all = append(all, TextAt{subject, kind, list[i].observed})
			}
		}
		slices.SortFunc(all, func(a, b TextAt) int { return x.compareIDs(a.Subject, b.Subject) })
		for i := 0; i < len(all); i += max(len(all)/passage.MaxLearned, 1) {
			sample = append(sample, all[i])
		}
	}
	return sample
}

// Learn returns the words that are common in a sample. read is asked for the
// observations of each of its subjects; who is gone meanwhile teaches nothing.
func (x *Index) Learn(sample []TextAt, read Reader) (Words, error) {
	texts := map[muster.ArtefactKind][]string{}
	for _, at := range sample {
		observations, err := read(at.Subject)
		if err != nil {
			return nil, err
		}
		p := &part{}
		p.collect(at.Subject, observations)
		for i := range p.docs {
			if p.docs[i].observed.ID == at.observed && p.docs[i].kind() == at.Kind {
				texts[at.Kind] = append(texts[at.Kind], p.docs[i].text)
			}
		}
	}
	words := Words{}
	for kind, list := range texts {
		words[kind] = passage.Learn(list)
	}
	return words, nil
}

// Weigh takes up common words learned elsewhere, for the texts that come from
// now on. Passages found before stay as they were weighed.
func (x *Index) Weigh(words Words) {
	x.opt.Words = words
	for kind, shelf := range x.live.texts.shelves {
		shelf.Weigh(words[kind])
	}
}
