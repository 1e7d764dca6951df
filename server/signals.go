package server

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"runtime/debug"
	"slices"
	"time"
	"unicode/utf8"

	"muster"
	"muster/connect"
	"muster/ingest"
	"muster/store"
	"muster/stream"
)

// delivery is what a system handed over at once: a pushed body or a page.
type delivery struct {
	from    *connector
	records [][]byte
	bad     int     // that could not be cut out
	turn    *turned // of a page; nil of what was pushed
	file    bool    // of a file that somebody brought in: days that are over take more
}

// turned is a page's place: where it began, and where to go on.
type turned struct {
	before, after string
	more          bool
}

// errTurned says that somebody else read on from the same place.
var errTurned = errors.New("another server went on reading here")

// readIn is a record that became something.
type readIn struct {
	raw     []byte
	signals []*muster.Signal
	told    []*connect.Told
}

// takeIn reads a delivery and keeps what it became, whose days are open, the
// events as they arrived and the cursor behind them: all of it or nothing. A
// delivery that is made again changes nothing.
func (s *Server) takeIn(ctx context.Context, d *delivery) (connectorState, error) {
	var sum connectorState
	list := s.readRecords(d, &sum)
	if err := s.followAccounts(ctx); err != nil {
		return sum, err
	}
	in := intake{server: s, from: d.from, now: s.now().UTC(), file: d.file}
	var err error
	if in.off, err = s.switchedOff(ctx); err != nil {
		return sum, err
	}
	policy, err := s.desk.Policy(ctx)
	if err != nil {
		return sum, err
	}
	in.keep = policy.Retention
	read := sum
	var forget []forgetting
	err = s.store.Update(ctx, s.config.Organisation, func(tx *store.Tx) error {
		sum = read // a transaction that is tried again counts once
		if d.turn != nil {
			at, err := tx.StreamCursor(d.from.ID)
			if err != nil {
				return err
			}
			if at != d.turn.before {
				return errTurned
			}
		}
		one := in
		one.tx, one.sum = tx, &sum
		if err := one.all(list); err != nil {
			return err
		}
		forget = one.forget
		if d.file {
			return nil // the state of a connector is that of what it hands over itself
		}
		return s.noteDelivery(tx, d, &sum, one.latest)
	})
	if err != nil {
		return sum, err
	}
	for _, f := range forget {
		if err := s.forgetTold(ctx, f); err != nil {
			return sum, err
		}
	}
	if sum.Used > 0 {
		select {
		case s.live.wake <- struct{}{}:
		default: // it is awake
		}
	}
	return sum, nil
}

// readRecords reads the records of a delivery and counts them.
func (s *Server) readRecords(d *delivery, sum *connectorState) []readIn {
	sum.Records, sum.Bad = int64(len(d.records)+d.bad), int64(d.bad)
	judge, tools := s.systems.inUse(s.log, s.now(), s.config.Lists)
	list := make([]readIn, 0, len(d.records))
	for _, raw := range d.records {
		if !utf8.Valid(raw) { // what is kept is read back the same
			raw = bytes.ToValidUTF8(raw, []byte("\ufffd"))
		}
		r, err := connect.Parse(raw)
		if err != nil {
			sum.Bad++
			continue
		}
		one, understood := s.understand(d, r, func(signal *muster.Signal) {
			ingest.NameProgram(signal, tools)
			judge.Say(signal)
		})
		one.raw = raw
		switch {
		case !understood:
			sum.Unknown++
		case len(one.signals)+len(one.told) == 0:
			sum.Unneeded++
		default:
			sum.Used++
			list = append(list, one)
		}
	}
	return list
}

// understand reads one record; complete adds to a signal what the lists know. A
// record that a connector panics over is one it does not understand: it must not end
// the server, nor hold up the records behind it.
func (s *Server) understand(d *delivery, r *connect.Record, complete func(*muster.Signal)) (one readIn, understood bool) {
	defer func() {
		if failure := recover(); failure != nil {
			s.log.Error("a record could not be read", "system", d.from.system.Name, "panic", failure, "stack", string(debug.Stack()))
			one, understood = readIn{}, false
		}
	}()
	switch system := d.from.system; {
	case !system.Mine(r):
	case d.from.tells():
		understood = system.Tell(r, func(t *connect.Told) { one.told = append(one.told, t) })
	default:
		understood = system.Read(r, func(signal *muster.Signal) {
			complete(signal)
			one.signals = append(one.signals, signal)
		})
	}
	return one, understood
}

// noteDelivery adds to a connector's counts and moves its cursor.
func (s *Server) noteDelivery(tx *store.Tx, d *delivery, sum *connectorState, latest int64) error {
	state, err := stateOf(tx, d.from.ID)
	if err != nil {
		return err
	}
	state.add(sum)
	state.recent(sum)
	now := s.now().UnixMicro()
	if sum.Records > 0 {
		state.Last = now
	}
	if d.turn != nil {
		state.Failure, state.Failing, state.Revoked, state.WaitsUntil = "", 0, false, 0
		if state.Behind = d.turn.more; !state.Behind {
			latest = now
		}
		state.Progress = max(state.Progress, min(latest, now))
		if err := tx.PutStreamCursor(d.from.ID, d.turn.after); err != nil {
			return err
		}
	}
	return putState(tx, d.from.ID, &state)
}

// add adds the counts of one delivery.
func (c *connectorState) add(o *connectorState) {
	for _, n := range []struct{ to, by *int64 }{
		{&c.Records, &o.Records}, {&c.Used, &o.Used}, {&c.Unneeded, &o.Unneeded}, {&c.Unknown, &o.Unknown}, {&c.Bad, &o.Bad}, {&c.Replayed, &o.Replayed}, {&c.Late, &o.Late},
		{&c.Clock, &o.Clock}, {&c.Past, &o.Past}, {&c.Crowd, &o.Crowd},
	} {
		*n.to += *n.by
	}
	for monitoring, n := range o.Off {
		c.off(monitoring)
		c.Off[monitoring] += n - 1
	}
	c.Nobody += o.Nobody
	for account, n := range o.Strangers {
		c.Nobody--
		c.stranger(account)
		if _, told := c.Strangers[account]; told {
			c.Strangers[account] += n - 1
		}
	}
}

// intake is the taking in of one delivery in one transaction.
type intake struct {
	server *Server
	from   *connector
	now    time.Time
	off    map[muster.Kind]bool // of monitoring that is off
	keep   store.Keep
	tx     *store.Tx
	sum    *connectorState
	latest int64 // microseconds: the latest event met
	forget []forgetting
	file   bool

	open     time.Time  // from when on days are open
	reopened personDays // that were over
	sealed   personDays // that can no longer be put together
	reducer  *stream.Reducer
	people   map[muster.SubjectID]bool
	segments map[int64]*store.Segment
	whose    map[string]muster.SubjectID
}

// all takes everything in.
func (in *intake) all(list []readIn) error {
	var err error
	if in.open, err = in.server.holding(in.tx); err != nil {
		return err
	}
	in.reducer = stream.New(stream.Options{Organisation: in.server.config.Organisation, Class: in.server.class, Open: in.open})
	if _, err := in.reducer.Advance(in.now); err != nil { // days that are over take no more
		return err
	}
	in.people, in.segments, in.whose = map[muster.SubjectID]bool{}, map[int64]*store.Segment{}, map[string]muster.SubjectID{}
	if in.file {
		if err := in.recall(list); err != nil {
			return err
		}
	}
	for i := range list {
		one := &list[i]
		for _, t := range one.told {
			if err := in.told(t); err != nil {
				return err
			}
		}
		owner, at := muster.SubjectID(""), int64(0)
		for _, signal := range one.signals {
			who, kept, err := in.signal(signal)
			if err != nil {
				return err
			}
			if kept {
				owner, at = who, signal.At.Micros
			}
		}
		if owner != "" {
			in.keepRaw(owner, at, one.raw)
		}
	}
	return in.finish()
}

// keepRaw keeps an event as it arrived.
func (in *intake) keepRaw(owner muster.SubjectID, at int64, raw []byte) {
	day := at / dayMicros
	if in.segments[day] == nil {
		in.segments[day] = &store.Segment{System: in.from.ID, Day: day}
	}
	in.segments[day].Events = append(in.segments[day].Events, store.SegmentEvent{Subject: owner, Raw: raw})
}

// signal takes one event in, and returns whose it is and whether it is new.
func (in *intake) signal(s *muster.Signal) (who muster.SubjectID, kept bool, err error) {
	if s.At.Micros <= in.now.UnixMicro() {
		in.latest = max(in.latest, s.At.Micros)
	}
	if monitoring := keyOfOff(s.Data, in.off); monitoring != "" {
		in.sum.off(monitoring)
		return "", false, nil
	}
	who, err = in.owner(s)
	if err != nil {
		return "", false, err
	}
	if who == "" {
		in.sum.stranger(strangerOf(s))
		return "", false, nil
	}
	if err := in.load(who); err != nil {
		return "", false, err
	}
	if in.sealed[who][s.At.Micros/dayMicros] {
		in.sum.Late++
		return who, false, nil
	}
	switch in.reducer.Add(who, s) {
	case stream.Kept:
		return who, true, nil
	case stream.Replayed:
		in.sum.Replayed++
	case stream.TooLate:
		in.sum.Late++
	case stream.Ahead, stream.Undated:
		in.sum.Clock++
	case stream.Crowded:
		in.sum.Crowd++
	}
	return who, false, nil
}

// load puts back what is open about a person, once.
func (in *intake) load(who muster.SubjectID) error {
	if in.people[who] {
		return nil
	}
	in.people[who] = true
	state, err := in.tx.StreamState(who)
	if err != nil || state == nil {
		return err
	}
	if err := in.reducer.Decode(who, state); err != nil {
		return fmt.Errorf("days of %s: %w", who, err)
	}
	return nil
}

// finish says what the days have become and keeps it all.
func (in *intake) finish() error {
	list, err := in.reducer.Advance(in.now)
	if err != nil {
		return err
	}
	if in.file { // days that were over are over again
		list = slices.DeleteFunc(list, func(o muster.Observation) bool { return in.besides(&o) })
		in.reducer.HoldFrom(in.open)
		if _, err := in.reducer.Advance(in.now); err != nil {
			return err
		}
	}
	recorded := muster.Instant(in.now)
	list = slices.DeleteFunc(list, func(o muster.Observation) bool {
		past := in.keep.PastBrought([]muster.Observation{o}, in.now)[0]
		if past {
			in.sum.Past++
		}
		return past || in.off[o.Kind()]
	})
	for i := range list {
		list[i].Recorded = recorded
	}
	if len(list) > 0 {
		if _, _, err := in.tx.Append(list); err != nil {
			return err
		}
	}
	for _, id := range slices.Sorted(maps.Keys(in.people)) {
		state, err := in.reducer.Encode(id)
		if err != nil {
			return err
		}
		if err := in.tx.PutStreamState(id, state); err != nil {
			return err
		}
	}
	for _, day := range slices.Sorted(maps.Keys(in.segments)) {
		if err := in.tx.PutSegment(*in.segments[day]); err != nil {
			return err
		}
	}
	return nil
}
