package server

import (
	"context"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"time"

	"muster"
	"muster/notify"
	"muster/store"
)

// streamLag keeps the stream behind the clock, so that a change another server
// is just writing with an earlier time is not passed over.
const streamLag = 5 * time.Second

// streamPurpose keeps pseudonyms apart from everything else keyed by the seed.
const streamPurpose = "pseudonyms in a SIEM"

// lifeRow is one change of a finding.
type lifeRow struct {
	key  muster.FindingKey
	run  string
	what string
	at   int64
}

// stream brings changes of findings to every target that takes findings, each
// at its own pace. A batch that fails is sent again as a whole; the other side
// knows events by their id.
func (s *Server) stream(ctx context.Context) error {
	for i := range s.out.targets {
		t := &s.out.targets[i]
		if !t.Type.Streams() {
			continue
		}
		for {
			more, err := s.streamSome(ctx, t)
			if err != nil {
				return fmt.Errorf("stream to %s: %w", t.ID, err)
			}
			if !more {
				break
			}
		}
	}
	return nil
}

// streamSome sends one batch and reports whether there may be more.
func (s *Server) streamSome(ctx context.Context, t *TargetConfig) (more bool, err error) {
	circuit, err := s.circuit(ctx, t.ID)
	if err != nil || !circuit.Allows(s.now()) {
		return false, err
	}
	at, _, err := s.cursor(ctx, "findings "+t.ID)
	if err != nil {
		return false, err
	}
	list, err := s.changesAfter(ctx, at)
	if err != nil || len(list) == 0 {
		return false, err
	}
	batch, names, err := s.detections(ctx, list)
	if err != nil {
		return false, err
	}
	o := s.out.notifier.Stream(ctx, t.Target, batch, names)
	if err := s.keepCircuit(ctx, t.ID, circuit.After(o, s.now())); err != nil || o.State != notify.Done {
		if o.Err != nil {
			s.log.WarnContext(ctx, "findings did not get through", "target", t.ID, "reason", string(o.Reason), "error", o.Err)
		}
		return false, err
	}
	last := list[len(list)-1]
	err = s.store.Update(ctx, s.config.Organisation, func(tx *store.Tx) error {
		return putCursor(tx, "findings "+t.ID, strconv.FormatInt(last.at, 10)+" "+hex.EncodeToString(last.key[:]))
	})
	return len(list) == notify.MaxBatch, err
}

// changesAfter lists changes of findings in the order they came about.
func (s *Server) changesAfter(ctx context.Context, cursor string) ([]lifeRow, error) {
	after, text, _ := strings.Cut(cursor, " ")
	key, err := hex.DecodeString(text)
	if err != nil {
		return nil, err
	}
	at, err := strconv.ParseInt("0"+after, 10, 64)
	if err != nil {
		return nil, err
	}
	var list []lifeRow
	err = s.store.View(ctx, s.config.Organisation, func(tx *store.Tx) error {
		list = nil
		rows, err := tx.Query(`select finding, run, change, happened from finding_life where organisation = $1 and happened <= $2
			and (happened > $3 or happened = $3 and finding > $4) order by happened, finding limit $5`, s.now().Add(-streamLag).UnixMicro(), at, key, notify.MaxBatch)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var r lifeRow
			var id []byte
			if err := rows.Scan(&id, &r.run, &r.what, &r.at); err != nil {
				return err
			}
			copy(r.key[:], id)
			list = append(list, r)
		}
		return rows.Err()
	})
	return list, err
}

// detections are findings on their way to a SIEM, with the pseudonyms of their
// people. A finding that was erased since is left out.
func (s *Server) detections(ctx context.Context, list []lifeRow) ([]notify.Detection, notify.Pseudonyms, error) {
	names := notify.Pseudonyms{}
	var out []notify.Detection
	for _, r := range list {
		kept, err := s.keptFinding(ctx, r.key)
		if err != nil {
			return nil, nil, err
		}
		if kept == nil {
			continue
		}
		d := notify.Detection{ID: fmt.Sprintf("%x-%s", r.key[:12], r.what), Change: notify.Opened, At: time.UnixMicro(r.at).UTC(), Finding: &kept.Finding}
		if r.what != "opened" {
			d.Change = notify.Closed
		}
		for _, id := range kept.Subjects {
			if names[id], err = notify.Pseudonym(s.desk.Derive(streamPurpose), s.config.Organisation, id); err != nil {
				return nil, nil, err
			}
		}
		out = append(out, d)
	}
	return out, names, nil
}

// keptFinding reads a finding by its key; nil when it was erased.
func (s *Server) keptFinding(ctx context.Context, key muster.FindingKey) (*store.Kept, error) {
	var found *store.Kept
	err := s.store.View(ctx, s.config.Organisation, func(tx *store.Tx) error {
		found = nil
		rows, err := tx.Query("select subject from finding_subjects where organisation = $1 and finding = $2 limit 1", key[:])
		if err != nil {
			return err
		}
		defer rows.Close()
		if !rows.Next() {
			return rows.Err()
		}
		var subject muster.SubjectID
		if err := rows.Scan(&subject); err != nil {
			return err
		}
		if err := rows.Close(); err != nil {
			return err
		}
		list, err := tx.Findings(store.FindingFilter{Subject: subject})
		for i := range list {
			if list[i].Key == key {
				found = &list[i]
			}
		}
		return err
	})
	return found, err
}
