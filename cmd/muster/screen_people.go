package main

import (
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
		list, err := batch.Observations(i, nil)
		if err != nil {
			return nil, err
		}
		return seen.Read(list, seen.Options{Farm: result.Farm(i), Home: true}), nil
	}
}

func peopleOf(batch *ingest.Batch, result *assess.Result) func(func(*report.Person, error) bool) {
	return func(yield func(*report.Person, error) bool) {
		i := -1
		for p, err := range result.Each() {
			if i++; err != nil {
				yield(nil, err)
				return
			}
			person := &report.Person{ID: p.ID, Status: p.Status, Role: p.Role, Assessment: p.Assessment, Findings: p.Findings, OtherIDs: batch.OtherIDs(i)}
			if !yield(person, nil) {
				return
			}
		}
	}
}
