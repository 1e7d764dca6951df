package server

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"muster/assess"
	"muster/store"
)

// What depends on everybody at once (see assess.Frozen) is measured anew at
// night by one of the servers and published as part of the model, which all of
// them take up at its number. It names people by their ids: it is sealed under a
// key of its own, which goes with the next measurement, and a purge does not wait
// for the night.
const (
	rowMeasured    = "measured"
	measuredHolder = "measured"
	measureHour    = 2              // of the day, on the server's clock
	measureRest    = 20 * time.Hour // at least between two nights
	measureLate    = 48 * time.Hour // after which it is no longer waited for a night
)

// measured is what was published last.
type measured struct {
	Made   int64          `json:"made"` // microseconds since 1970
	Seq    int64          `json:"seq"`  // the store's number it was measured after
	Frozen *assess.Frozen `json:"frozen"`
}

// readMeasured returns what was published last; nothing when nothing was, or
// when its key went with somebody's erasure: it is then measured anew.
func (s *Server) readMeasured(tx *store.Tx) (*measured, error) {
	rows, err := tx.Query("select body from server_jobs where organisation = $1 and id = $2", rowMeasured)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var sealed []store.Sealed
	for rows.Next() {
		one := store.Sealed{Place: rowMeasured}
		if err := rows.Scan(&one.Text); err != nil {
			return nil, err
		}
		sealed = append(sealed, one)
	}
	if err := rows.Err(); err != nil || len(sealed) == 0 {
		return nil, err
	}
	if err := rows.Close(); err != nil {
		return nil, err
	}
	m := &measured{}
	err = tx.Unseal(sealed)
	if err == nil {
		err = json.Unmarshal(sealed[0].Text, m)
	}
	if err != nil {
		s.log.Warn("what was measured of everybody cannot be read and is measured anew", "error", err)
		return nil, nil
	}
	return m, nil
}

// regroup measures and publishes when it is time.
func (s *Server) regroup(ctx context.Context) error {
	var last *measured
	var feed store.Feed
	err := s.store.View(ctx, s.config.Organisation, func(tx *store.Tx) (err error) {
		if last, err = s.readMeasured(tx); err != nil {
			return err
		}
		feed, err = tx.Changes(0, 1)
		return err
	})
	if err != nil || !timeToMeasure(last, feed, s.now()) {
		return err
	}
	start := time.Now()
	live := s.live.now()
	found, err := live.Measure(ctx)
	if err != nil {
		return fmt.Errorf("measure everybody: %w", err)
	}
	text, err := json.Marshal(measured{s.now().UnixMicro(), feed.Last, found})
	if err != nil {
		return err
	}
	moved := live.Frozen().ID != found.ID
	err = s.store.Update(ctx, s.config.Organisation, func(tx *store.Tx) error {
		if err := tx.Shred([]string{measuredHolder}); err != nil {
			return err
		}
		sealed, err := tx.Seal(measuredHolder, rowMeasured, text)
		if err != nil {
			return err
		}
		if err := putRow(tx, rowMeasured, rowMeasured, sealed); err != nil || !moved {
			return err
		}
		return tx.NoteModel()
	})
	if err != nil {
		return err
	}
	s.log.Info("everybody was measured anew", "took", time.Since(start).Round(time.Millisecond), "same", len(found.Same), "pair_limit", found.PairLimit, "moved", moved)
	_, err = live.CatchUp(ctx)
	return err
}

// timeToMeasure reports whether what was measured last is to be renewed: at
// night, when nobody looked for two days, or when somebody it may name is gone.
func timeToMeasure(last *measured, feed store.Feed, now time.Time) bool {
	if last == nil || feed.Purged > last.Seq {
		return true
	}
	age := now.Sub(time.UnixMicro(last.Made))
	return age > measureLate || age > measureRest && now.Hour() == measureHour
}
