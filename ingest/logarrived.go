package ingest

import (
	"context"

	"muster"
	"muster/connect"
)

// EventID names an event by its source's own id.
type EventID struct {
	System string
	Event  muster.Text
}

// Arrived goes through the logs once more and returns the events asked for as they
// arrived, each once. What is no longer where it lay is missing from the answer.
func (b *Batch) Arrived(ctx context.Context, want map[EventID]bool) (map[EventID][]byte, error) {
	found := map[EventID][]byte{}
	for i := range b.logs {
		log := &b.logs[i]
		err := ReadLog(ctx, log, func(records [][]byte, _ int) error {
			for _, raw := range records {
				look(log.System, raw, want, found)
			}
			return nil
		})
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		if err != nil {
			continue // the run said what is wrong with the file
		}
		if len(found) == len(want) {
			break
		}
	}
	return found, nil
}

// look keeps a record if an event that is asked for was read from it.
func look(system *connect.System, raw []byte, want map[EventID]bool, found map[EventID][]byte) {
	record, err := connect.Parse(raw)
	if err != nil || !system.Mine(record) {
		return
	}
	system.Read(record, func(s *muster.Signal) {
		id := EventID{s.System, muster.Text(s.Event)}
		if want[id] && found[id] == nil {
			found[id] = append([]byte(nil), raw...)
		}
	})
}
