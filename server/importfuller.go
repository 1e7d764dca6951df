package server

import (
	"context"
	"encoding/json"
	"slices"

	"muster"
	"muster/casework"
	"muster/ingest"
	"muster/store"
)

// fullerAtOnce is how many people's records are compared in one look at the
// store.
const fullerAtOnce = 1000

// fuller finds the records of a batch that say all that a kept record of the
// same row says, and more: a file that came again with its questions answered,
// or with a column that was empty before. The fuller one supersedes the other,
// by its id. A record that says something else stands beside the former one: a
// change is a fact too.
func (s *Server) fuller(ctx context.Context, batch *ingest.Batch) (map[muster.ObservationID]muster.ObservationID, error) {
	out := map[muster.ObservationID]muster.ObservationID{}
	for from := 0; from < batch.Len(); from += fullerAtOnce {
		at := map[muster.SubjectID]int{}
		var ids []muster.SubjectID
		for i := from; i < min(from+fullerAtOnce, batch.Len()); i++ {
			id := batch.Subject(i).ID
			at[id], ids = i, append(ids, id)
		}
		err := s.store.View(ctx, s.config.Organisation, func(tx *store.Tx) error {
			return tx.Many(ids, func(kept store.Whole) error {
				list, err := batch.Observations(at[kept.ID], nil)
				if err == nil {
					err = fullerOf(list, standing(kept.Observations), out)
				}
				return err
			})
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// fullerOf compares one person's records.
func fullerOf(list []muster.Observation, kept []*muster.Observation, out map[muster.ObservationID]muster.ObservationID) error {
	for i := range list {
		o := &list[i]
		if slices.ContainsFunc(kept, func(old *muster.Observation) bool { return old.ID == o.ID }) {
			continue
		}
		for _, old := range kept {
			if old.Source != o.Source || old.Record != o.Record || old.Kind() != o.Kind() || old.Source == casework.Source {
				continue
			}
			part, err := partOf(old.Data, o.Data)
			if err != nil {
				return err
			}
			if part {
				out[o.ID] = old.ID
			}
		}
	}
	return nil
}

// partOf reports whether one record says everything another does.
func partOf(part, whole muster.Data) (bool, error) {
	var values [2]any
	for i, data := range []muster.Data{part, whole} {
		text, err := json.Marshal(data)
		if err != nil {
			return false, err
		}
		if err := json.Unmarshal(text, &values[i]); err != nil {
			return false, err
		}
	}
	return says(values[1], values[0]), nil
}

// says reports whether a value holds all of another.
func says(whole, part any) bool {
	switch p := part.(type) {
	case map[string]any:
		w, ok := whole.(map[string]any)
		for name := range p {
			ok = ok && says(w[name], p[name])
		}
		return ok
	case []any:
		w, ok := whole.([]any)
		return ok && slices.EqualFunc(w, p, says)
	}
	return whole == part
}
