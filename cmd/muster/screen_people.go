package main

import (
	"sort"

	"muster"
	"muster/assess"
	"muster/ingest"
	"muster/report"
	"muster/report/seen"
)

// namesIn returns the claimed names of people.
func namesIn(result *assess.Result) func(muster.SubjectID) string {
	return func(id muster.SubjectID) string {
		if i, known := result.Find(id); known {
			return result.Name(i)
		}
		return ""
	}
}

// seenBy returns what logs showed of a person, read anew from the batch for
// those who are shown in full.
func seenBy(batch *ingest.Batch, result *assess.Result) func(muster.SubjectID) (*seen.View, error) {
	return func(id muster.SubjectID) (*seen.View, error) {
		i, known := result.Find(id)
		if !known {
			return nil, nil
		}
		list, err := result.Requested.Population.Observations(i, nil)
		if err != nil {
			return nil, err
		}
		return seen.Read(list, seen.Options{Farm: result.Farm(i), Home: true}), nil
	}
}

func peopleOf(batch *ingest.Batch, result *assess.Result) func(func(*report.Person, error) bool) {
	return func(yield func(*report.Person, error) bool) {
		for p, err := range result.Each() {
			if err != nil {
				yield(nil, err)
				return
			}
			person := &report.Person{ID: p.ID, Status: p.Status, Role: p.Role, Assessment: p.Assessment, Findings: p.Findings}
			if i, ok := placeIn(batch, p.ID); ok { // those of earlier runs are in no file of this one
				person.OtherIDs = batch.OtherIDs(i)
			}
			if !yield(person, nil) {
				return
			}
		}
	}
}

// placeIn returns where somebody stands among those of the files.
func placeIn(batch *ingest.Batch, id muster.SubjectID) (int, bool) {
	at := sort.Search(batch.Len(), func(i int) bool { return batch.Subject(i).ID >= id })
	return at, at < batch.Len() && batch.Subject(at).ID == id
}
