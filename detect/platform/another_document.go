package platform

import (
	"fmt"

	"muster"
	"muster/detect"
)

// AnotherDocument reports identity checks that failed again and again and then
// passed with another person's document or another number (PLT-14).
func AnotherDocument() detect.Detector {
	return detect.Detector{
		Name: "another-document", Flag: "PLT-14", Strength: 3, Family: muster.FamilyPapers, Scored: true,
		Needs:   []muster.Kind{muster.KindAccount, muster.KindCheck, muster.KindDocument},
		Find:    anotherDocument,
		Settled: muster.Settling{Clears: []muster.CheckType{muster.CheckInPerson}, Lowers: []muster.CheckType{muster.CheckLiveInterview}, Anew: []muster.Kind{muster.KindDocument}},
		Manual: muster.Manual{
			Title: "Identity checks failed repeatedly, then passed with another document",
			What: "Looks at accounts whose identity check failed twice or more and passed later, where two documents of one type with different numbers were shown. Strength 3 when the name or the date of birth on one of them is not the account's, 2 otherwise. " +
				"Another type of document, such as a passport after a driving licence, is what a provider asks for and does not count.",
			Why: "A document that fails is sometimes replaced by one that somebody else lent.",
			Innocent: []string{
				"A poor camera, and a renewed passport on the second try",
				"An expired document first, the new one later",
				"A number typed wrongly and corrected",
			},
			Clear: []string{
				"Show both originals in person",
				"A live check that compares the person with the document",
			},
			Sources: []string{"GL26"},
		},
	}
}

const failedBefore = 2

func anotherDocument(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	if !d.Platform.Account {
		return nil
	}
	failed := 0
	var passed *muster.Event
	draft := detect.Draft{Strength: 2, Rival: "A poor camera, and a renewed document on a later try."}
	for i := range d.Events {
		e := &d.Events[i]
		if e.Kind != muster.EventCheckDone || e.Check != muster.CheckIdentity {
			continue
		}
		switch {
		case e.Outcome == muster.OutcomeFailed && passed == nil:
			failed++
			draft.Refs = append(draft.Refs, e.Ref)
		case e.Outcome == muster.OutcomePassed && failed >= failedBefore:
			passed = e
		}
	}
	if passed == nil {
		return nil
	}
	draft.Refs = append(draft.Refs, passed.Ref)
	numbers := map[muster.DocumentType]map[muster.ArtefactID]bool{}
	for i := range d.Documents {
		f := &d.Documents[i]
		for k := range d.Artefacts {
			if h := &d.Artefacts[k]; h.Ref == f.Ref && h.Kind == muster.ArtefactDocument {
				if numbers[f.Type] == nil {
					numbers[f.Type] = map[muster.ArtefactID]bool{}
				}
				numbers[f.Type][h.ID] = true
			}
		}
	}
	changed := false
	for i := range d.Documents {
		f := &d.Documents[i]
		if len(numbers[f.Type]) < 2 {
			continue
		}
		changed = true
		draft.Refs = append(draft.Refs, f.Ref)
		if (f.Name == muster.OutcomeDifferent || f.Birth == muster.OutcomeDifferent) && !f.Documented {
			draft.Strength = 3
		}
	}
	if !changed {
		return nil
	}
	draft.At = passed.At
	draft.Detail = fmt.Sprintf("The identity check failed %d times before it passed on {date}, and two documents of one type with different numbers were shown.", failed)
	return []detect.Draft{draft}
}
