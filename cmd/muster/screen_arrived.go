package main

import (
	"context"
	"sync"

	"muster"
	"muster/assess"
	"muster/ingest"
)

// mostArrived bounds how many events are looked for again, to be shown as they
// arrived.
const mostArrived = 20_000

// arrivedIn returns the events that findings about people cite, as they arrived. It
// goes through the logs once more, when the first is asked for: only a report that
// shows values in clear asks. A file that is gone by then shows none.
func arrivedIn(ctx context.Context, batch *ingest.Batch, result *assess.Result) func(source string, event muster.Text) []byte {
	read := sync.OnceValue(func() map[ingest.EventID][]byte {
		cited, err := citedBy(result)
		if err != nil {
			return nil
		}
		found, err := batch.Arrived(ctx, cited)
		if err != nil {
			return nil
		}
		return found
	})
	return func(source string, event muster.Text) []byte {
		return read()[ingest.EventID{System: source, Event: event}]
	}
}

// citedBy lists the events that findings about people cite of their own days.
func citedBy(result *assess.Result) (map[ingest.EventID]bool, error) {
	want := map[ingest.EventID]bool{}
	for p, err := range result.Each() {
		if err != nil {
			return nil, err
		}
		for k := range p.Findings {
			for _, e := range p.Findings[k].Evidence {
				for _, id := range e.Events {
					if e.Subject == p.ID && len(want) < mostArrived {
						want[ingest.EventID{System: e.Source, Event: id}] = true
					}
				}
			}
		}
	}
	return want, nil
}
