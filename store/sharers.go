package store

import (
	"context"
	"errors"
	"slices"
	"sync"

	"muster"
)

// Sharers reads the index of artefacts once, from its beginning to its end, and
// calls visit for each of some artefacts that anybody holds, with everybody who
// does, each kind and role of holding once with the earliest time. visit is called
// by one goroutine at a time, in no order. It is the way to ask about very many
// artefacts: Holders reads as much for one.
func (s *Store) Sharers(ctx context.Context, org muster.OrganisationID, ids []muster.ArtefactID, visit func([]Held) error) error {
	ids = slices.Clone(ids)
	slices.SortFunc(ids, compareIDs)
	ids = slices.Compact(ids)
	buckets := make(chan []muster.ArtefactID)
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	var mu sync.Mutex
	var wg sync.WaitGroup
	for range s.opt.Workers {
		wg.Go(func() {
			for some := range buckets {
				list, err := s.sharers(ctx, artefactBucket{org, some[0][0]}, some)
				if err == nil {
					mu.Lock()
					err = eachArtefact(list, visit)
					mu.Unlock()
				}
				if err != nil {
					stop(err)
				}
			}
		})
	}
	for from := 0; from < len(ids) && ctx.Err() == nil; {
		to := from + 1
		for to < len(ids) && ids[to][0] == ids[from][0] {
			to++
		}
		select {
		case buckets <- ids[from:to]:
		case <-ctx.Done():
		}
		from = to
	}
	close(buckets)
	wg.Wait()
	return context.Cause(ctx)
}

func compareIDs(a, b muster.ArtefactID) int { return slices.Compare(a[:], b[:]) }

// eachArtefact visits holdings in the order of artefacts, those of one together.
func eachArtefact(list []Held, visit func([]Held) error) error {
	for from := 0; from < len(list); {
		to := from + 1
		for to < len(list) && list[to].ID == list[from].ID {
			to++
		}
		if err := visit(list[from:to:to]); err != nil {
			return err
		}
		from = to
	}
	return nil
}

// sharers reads who holds some artefacts of one bucket, which are in order.
func (s *Store) sharers(ctx context.Context, k artefactBucket, ids []muster.ArtefactID) ([]Held, error) {
	rows, err := s.read.QueryContext(ctx, "select entries from artefacts where organisation = $1 and bucket = $2 order by block", string(k.org), int64(k.bucket))
	if err != nil {
		return nil, s.fail("read artefacts", err)
	}
	defer rows.Close()
	var found []Held
	for rows.Next() {
		var b []byte
		if err := rows.Scan(&b); err != nil {
			return nil, s.fail("read artefacts", err)
		}
		if found, err = pickHeld(k, b, ids, found); err != nil {
			return nil, damaged(s.path, "the index of artefacts", err)
		}
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return nil, s.fail("read artefacts", err)
	}
	return earliest(found), nil
}

// pickHeld appends what a block holds of some artefacts. Both are in the order of
// ids, so that what is not asked for is passed over and never made anything of.
func pickHeld(k artefactBucket, b []byte, ids []muster.ArtefactID, to []Held) ([]Held, error) {
	if !sound(k, b) {
		return to, errPack
	}
	c := cursor{s: string(b[4:])}
	for next := 0; c.s != "" && !c.failed; {
		h := Held{Organisation: k.org}
		copy(h.ID[:], c.take(uint64(len(h.ID))))
		for next < len(ids) && compareIDs(ids[next], h.ID) < 0 {
			next++
		}
		if next == len(ids) {
			return to, nil
		}
		if ids[next] != h.ID {
			c.string()
			c.string()
			c.string()
			c.string()
			continue
		}
		h.Kind, h.Role, h.Subject = muster.ArtefactKind(c.clone()), muster.ArtefactRole(c.clone()), muster.SubjectID(c.clone())
		if t := c.string(); t != "" {
			in := cursor{s: t}
			h.First = in.time()
			c.failed = c.failed || in.failed
		}
		to = append(to, h)
	}
	if c.failed {
		return to, errPack
	}
	return to, nil
}
