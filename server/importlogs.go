package server

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"muster"
	"muster/connect"
	"muster/connect/all"
	"muster/ingest"
	"muster/report"
	"muster/store"
	"muster/stream"
	"muster/web"
)

// fileDelivery is how many bytes of a log are taken in at once: days that are
// over are put together anew for each.
const fileDelivery = 32 << 20

// fileSource is the connector under which the events of a file are kept: the one
// that is set up for the system, so that what was pushed, asked for and brought in
// is known to be the same.
func (s *Server) fileSource(system *connect.System) *connector {
	if c := s.systems.byID[system.Name]; c != nil && c.system.Name == system.Name {
		return c
	}
	return &connector{SystemConfig: SystemConfig{ID: system.Name, System: system.Name}, system: system}
}

// takeLogs takes in the logs of an import, once its tables are kept: whose the
// events are, this installation's own records say. It returns what became of each
// file, by its place in the batch.
func (s *Server) takeLogs(ctx context.Context, batch *ingest.Batch) (map[int]connectorState, error) {
	out := map[int]connectorState{}
	for i := range batch.LogFiles {
		log := &batch.LogFiles[i]
		var sum connectorState
		next := &delivery{from: s.fileSource(log.System), file: true}
		size := 0
		send := func() error {
			got, err := s.takeIn(ctx, next)
			if err != nil {
				return err
			}
			sum.add(&got)
			next, size = &delivery{from: next.from, file: true}, 0
			return nil
		}
		broken := ""
		var stop error
		err := ingest.ReadLog(ctx, log, func(records [][]byte, bad int) error {
			next.records, next.bad = append(next.records, records...), next.bad+bad
			for _, r := range records {
				size += len(r)
			}
			if size >= fileDelivery {
				stop = send()
			}
			return stop
		})
		switch {
		case stop != nil:
			return nil, stop
		case ctx.Err() != nil:
			return nil, context.Cause(ctx)
		case err != nil:
			broken = err.Error()
		}
		if err := send(); err != nil {
			return nil, err
		}
		sum.Failure = broken
		out[log.Report] = sum
	}
	return out, nil
}

// declare keeps what the files of an import say about whose accounts are whose.
func (s *Server) declare(ctx context.Context, batch *ingest.Batch) error {
	if len(batch.Crosswalk) == 0 {
		return nil
	}
	list := make([]store.Belonging, len(batch.Crosswalk))
	for i, l := range batch.Crosswalk {
		list[i] = store.Belonging{System: l.System, Account: l.ID, Subject: muster.SubjectID(l.Subject)}
	}
	return s.store.Update(ctx, s.config.Organisation, func(tx *store.Tx) error { return tx.Declare(list) })
}

// saysOfLog is what the page of an import says about a log.
func saysOfLog(one *web.ImportedFile, f *ingest.FileReport, sum *connectorState) {
	one.What = "Log of " + f.Vendor
	one.Rows, one.Aside = int(sum.Used+sum.Unneeded), int(sum.Unknown+sum.Bad)
	say := func(n int64, what string) {
		if n > 0 {
			one.Warnings = append(one.Warnings, report.Count(int(n), "event", "events")+" "+what)
		}
	}
	for _, monitoring := range slices.Sorted(maps.Keys(sum.Off)) {
		say(sum.Off[monitoring], "not kept: "+strings.ReplaceAll(monitoring, "_", " ")+" is not switched on")
	}
	if sum.Nobody > 0 {
		example := slices.Sorted(maps.Keys(sum.Strangers))[:1]
		say(sum.Nobody, fmt.Sprintf("of accounts that are nobody's, such as %q; a crosswalk table says whose they are", strings.Join(example, "")))
	}
	say(sum.Replayed, "known already")
	say(sum.Late, "of days that can no longer be put together, left out")
	say(sum.Clock, "without a time, or from the future, left out")
	say(sum.Past, "past the days its kind is kept, left out")
	say(sum.Crowd, "beyond what one day may hold, left out")
	if sum.Failure != "" {
		one.Warnings = append(one.Warnings, "It could only be read in part: "+sum.Failure)
	}
}

// personDays are people's days, by the number of the day since 1970.
type personDays map[muster.SubjectID]map[int64]bool

func (d personDays) add(who muster.SubjectID, day int64) {
	if d[who] == nil {
		d[who] = map[int64]bool{}
	}
	d[who][day] = true
}

const dayMicros = 24 * 60 * 60 * 1_000_000

// recall puts the days that a file tells of and that are over together again,
// from the events as they arrived, so that what the file adds corrects what was
// said. Days whose events are no longer there take no more.
func (in *intake) recall(list []readIn) error {
	touched := personDays{}
	first, last := int64(1<<62), int64(-1<<62)
	for i := range list {
		for _, s := range list[i].signals {
			who, err := in.owner(s)
			if err != nil {
				return err
			}
			day := s.At.Micros / dayMicros
			if who == "" || s.At.Precision < muster.PrecisionMinute || in.reducer.IsOpen(s.At.Micros) {
				continue
			}
			if err := in.load(who); err != nil {
				return err
			}
			touched.add(who, day)
			first, last = min(first, day), max(last, day)
		}
	}
	in.reopened = touched
	in.reducer.HoldFrom(time.UnixMicro(0))
	if len(touched) == 0 {
		return nil
	}
	found, err := in.replay(touched, first-1, last+1)
	if err != nil {
		return err
	}
	in.sealed = personDays{}
	for who, on := range touched {
		seen, _, err := in.tx.Observations(who)
		if err != nil {
			return err
		}
		for _, o := range standing(seen) {
			day, summary := stream.DayOf(o)
			switch {
			case !summary || !on[day] && !on[day-1]:
			case !found[who][day]:
				in.sealed.add(who, day)
			default:
				in.reducer.Recall(who, o)
			}
		}
	}
	return nil
}

// besides reports whether what the reducer says is of a day that was only opened
// as the eve of another: the day before it is not there, so it stays as it was.
func (in *intake) besides(o *muster.Observation) bool {
	day, ok := stream.DayOf(o)
	on := in.reopened[o.Subject]
	return ok && on[day+1] && !on[day] && !on[day-1] && !in.wasOpen(day)
}

// wasOpen reports whether a day takes events without being opened for a file.
func (in *intake) wasOpen(day int64) bool {
	over := time.UnixMicro((day + 2) * dayMicros)
	return over.After(in.now) || over.After(in.open)
}

// replay gives the reducer the kept events of people's days, those before and
// those after, and returns which days have any.
func (in *intake) replay(touched personDays, first, last int64) (personDays, error) {
	found := personDays{}
	judge, tools := in.server.systems.inUse(in.server.log, in.server.now(), in.server.config.Lists)
	for _, c := range in.server.sources() {
		err := in.tx.SegmentsBetween(c.ID, first, last, func(seg store.Segment) error {
			for _, e := range seg.Events {
				on := touched[e.Subject]
				if !on[seg.Day] && !on[seg.Day-1] && !on[seg.Day+1] {
					continue
				}
				r, err := connect.Parse(e.Raw)
				if err != nil {
					continue // it was read once; a connector that changed its mind keeps the rest
				}
				c.system.Read(r, func(s *muster.Signal) {
					ingest.NameProgram(s, tools)
					judge.Say(s)
					if keyOfOff(s.Data, in.off) == "" {
						in.reducer.Add(e.Subject, s)
						found.add(e.Subject, seg.Day)
					}
				})
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return found, nil
}

// sources are the connectors under which events may be kept.
func (s *Server) sources() []*connector {
	var out []*connector
	for _, id := range s.systems.order {
		if c := s.systems.byID[id]; !c.tells() {
			out = append(out, c)
		}
	}
	known := all.Systems()
	for i := range known {
		if s.systems.byID[known[i].Name] == nil {
			out = append(out, s.fileSource(&known[i]))
		}
	}
	return out
}
