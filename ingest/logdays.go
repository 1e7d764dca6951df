package ingest

import (
	"bytes"
	"cmp"
	"context"
	"encoding/gob"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"muster"
	"muster/ingest/networks"
	"muster/store"
	"muster/stream"
	"muster/stream/programs"
)

// The signals of all logs are put into parts by whose they are, which are
// reduced one after the other: people are independent, so the order of the
// files does not matter, and only one part need be in memory. What does not
// fit waits in temporary files.
const (
	parts        = 256
	defaultSpill = 128 << 20 // bytes of signals kept in memory
)

// event is a signal on its way into its part. gob writes no interfaces without
// a register of their types, so each type has a place of its own.
type event struct {
	Subject int32
	Signal  muster.Signal

	SignedIn *muster.SignedIn
	Located  *muster.Located
	Attached *muster.Attached
	Ran      *muster.Ran
	Moved    *muster.Moved
	Present  *muster.Present
	Worked   *muster.Worked
	Met      *muster.Met
	Called   *muster.Called
}

// eventOf takes a signal apart.
func eventOf(subject int32, s *muster.Signal) event {
	e := event{Subject: subject, Signal: *s}
	e.Signal.Data = nil
	switch d := s.Data.(type) {
	case *muster.SignedIn:
		e.SignedIn = d
	case *muster.Located:
		e.Located = d
	case *muster.Attached:
		e.Attached = d
	case *muster.Ran:
		e.Ran = d
	case *muster.Moved:
		e.Moved = d
	case *muster.Present:
		e.Present = d
	case *muster.Worked:
		e.Worked = d
	case *muster.Met:
		e.Met = d
	case *muster.Called:
		e.Called = d
	}
	return e
}

// signal puts a signal together again.
func (e *event) signal() *muster.Signal {
	switch {
	case e.SignedIn != nil:
		e.Signal.Data = e.SignedIn
	case e.Located != nil:
		e.Signal.Data = e.Located
	case e.Attached != nil:
		e.Signal.Data = e.Attached
	case e.Ran != nil:
		e.Signal.Data = e.Ran
	case e.Moved != nil:
		e.Signal.Data = e.Moved
	case e.Present != nil:
		e.Signal.Data = e.Present
	case e.Worked != nil:
		e.Signal.Data = e.Worked
	case e.Met != nil:
		e.Signal.Data = e.Met
	case e.Called != nil:
		e.Signal.Data = e.Called
	}
	return &e.Signal
}

// intake holds the signals of all logs by part.
type intake struct {
	spill  int // bytes each taker may hold
	takers []*taker
}

func newIntake(workers, spill int) (*intake, error) {
	if spill <= 0 {
		spill = defaultSpill
	}
	return &intake{spill: spill / workers}, nil
}

func (in *intake) close() {
	for _, t := range in.takers {
		t.close()
	}
}

// taker takes the signals of one worker.
type taker struct {
	who       *crosswalkOf
	judge     *networks.Judge
	tools     *programs.Known
	intake    *intake
	unmatched unmatched
	waiting   []muster.Signal // of accounts that nobody asked about yet
	bytes     int
	parts     [parts]struct {
		text bytes.Buffer
		gob  *gob.Encoder
		runs []spilled // what lies in the file, in order
	}
	file *os.File // removed already, where the system lets it be; else on close
	size int64
	err  error
}

// spilled is a stretch of a taker's file.
type spilled struct{ from, length int64 }

func newTaker(who *crosswalkOf, judge *networks.Judge, tools *programs.Known, in *intake) *taker {
	t := &taker{who: who, judge: judge, tools: tools, intake: in, unmatched: unmatched{}}
	in.takers = append(in.takers, t)
	return t
}

// askedAtOnce is how many signals wait until it is asked whose they are: a question
// for each would be a question for each account of a platform's day.
const askedAtOnce = 1024

// take takes a signal. The first failure is kept for flush.
func (t *taker) take(s *muster.Signal) {
	switch {
	case t.err != nil:
	case !t.who.unasked(s.System, s.Account):
		t.put(s)
	default:
		if t.waiting = append(t.waiting, *s); len(t.waiting) == askedAtOnce {
			t.ask()
		}
	}
}

// ask takes the signals that wait.
func (t *taker) ask() {
	accounts := make([]string, len(t.waiting))
	for i := range t.waiting {
		accounts[i] = t.waiting[i].Account
	}
	t.err = t.who.ask(accounts)
	for i := range t.waiting {
		if t.err == nil {
			t.put(&t.waiting[i])
		}
	}
	t.waiting = t.waiting[:0]
}

// put puts a signal into its part.
func (t *taker) put(s *muster.Signal) {
	NameProgram(s, t.tools)
	t.judge.Say(s)
	n := t.who.of(s)
	if n < 0 {
		t.unmatched.see(s)
		return
	}
	p := &t.parts[uint32(n)%parts]
	if p.gob == nil {
		p.gob = gob.NewEncoder(&p.text)
	}
	before := p.text.Len()
	t.err = p.gob.Encode(eventOf(n, s))
	if t.bytes += p.text.Len() - before; t.err == nil && t.bytes > t.intake.spill {
		t.err = t.toFile()
	}
}

// toFile moves what is in memory into the file.
func (t *taker) toFile() error {
	if t.file == nil {
		f, err := os.CreateTemp("", "muster-log-*")
		if err != nil {
			return noSpace(err)
		}
		t.file = f
	}
	for i := range t.parts {
		p := &t.parts[i]
		if p.text.Len() == 0 {
			continue
		}
		n, err := t.file.Write(p.text.Bytes())
		if err != nil {
			return noSpace(err)
		}
		p.runs = append(p.runs, spilled{t.size, int64(n)})
		t.size += int64(n)
		p.text.Reset()
	}
	t.bytes = 0
	return nil
}

func noSpace(err error) error {
	return &muster.Error{Code: muster.CodeTooLarge, Message: "the logs do not fit into memory, and the folder for temporary files does not take them: " + err.Error(),
		Hint: "make room there, or name another folder in TMPDIR", Err: err}
}

// flush ends the taking of signals.
func (t *taker) flush() error {
	if t.err == nil {
		t.ask()
	}
	return t.err
}

func (t *taker) close() {
	if t.file != nil {
		_ = t.file.Close()
		_ = os.Remove(t.file.Name())
	}
}

// read calls f for each event of a part, which is f's to keep.
func (t *taker) read(part int, f func(*event)) error {
	p := &t.parts[part]
	var all []io.Reader
	for _, run := range p.runs {
		all = append(all, io.NewSectionReader(t.file, run.from, run.length))
	}
	d := gob.NewDecoder(io.MultiReader(append(all, &p.text)...))
	for {
		e := new(event)
		switch err := d.Decode(e); {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return fmt.Errorf("signals set aside: %w", err)
		}
		f(e)
	}
}

// reducing says how signals become observations.
type reducing struct {
	stream  stream.Options
	subject func(int32) muster.SubjectID
	shelf   *store.Shelf
	until   int64 // microseconds; what is later is a clock that is wrong; 0 asks nothing
}

// outcomes counts what became of signals.
type outcomes [stream.Crowded + 1]int

// reduce makes the observations of all people: packed, by subject.
func (in *intake) reduce(ctx context.Context, how reducing, workers int) (map[int32][]byte, outcomes, error) {
	var mu sync.Mutex
	days := map[int32][]byte{}
	var counts outcomes
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(min(workers, 4)) // each holds a part
	for part := range parts {
		g.Go(func() error {
			var events []*event // an event is large: sorting moves only where it is
			for _, t := range in.takers {
				if err := t.read(part, func(e *event) { events = append(events, e) }); err != nil {
					return err
				}
			}
			slices.SortFunc(events, func(a, b *event) int {
				return cmp.Or(cmp.Compare(a.Subject, b.Subject), cmp.Compare(a.Signal.At.Micros, b.Signal.At.Micros), cmp.Compare(a.Signal.System, b.Signal.System), cmp.Compare(a.Signal.Event, b.Signal.Event),
					cmp.Compare(a.Signal.Place.File, b.Signal.Place.File), cmp.Compare(a.Signal.Place.Row, b.Signal.Place.Row))
			})
			for len(events) > 0 && ctx.Err() == nil {
				n := 1
				for n < len(events) && events[n].Subject == events[0].Subject {
					n++
				}
				list, c, err := how.person(events[:n])
				if err != nil {
					return err
				}
				packed, err := how.shelf.Pack(list)
				if err != nil {
					return err
				}
				mu.Lock()
				if len(list) > 0 {
					days[events[0].Subject] = packed
				}
				for i := range c {
					counts[i] += c[i]
				}
				mu.Unlock()
				events = events[n:]
			}
			return ctx.Err()
		})
	}
	return days, counts, g.Wait()
}

// person reduces the events of one subject.
func (how *reducing) person(events []*event) ([]muster.Observation, outcomes, error) {
	var counts outcomes
	r := stream.New(how.stream)
	id := how.subject(events[0].Subject)
	for i := range events {
		if s := events[i].signal(); how.until != 0 && s.At.Micros > how.until {
			counts[stream.Ahead]++
		} else {
			counts[r.Add(id, s)]++
		}
	}
	// Nothing is closed before everything is in, so that no event of a file
	// read late comes too late.
	list, err := r.Advance(time.UnixMicro(0))
	return list, counts, err
}

// reducing returns how this run reduces.
func (r *run) reducing(reg *registry) reducing {
	how := reducing{
		stream:  stream.Options{Organisation: r.batch.organisation, Class: r.classes()},
		subject: func(n int32) muster.SubjectID { return reg.ids[n] }, shelf: r.batch.shelf,
	}
	if now := r.opt.Now; !now.IsZero() {
		how.until = now.Micros + 2*microsPerDay
	}
	return how
}

// outcomes tells what of the logs could not be placed.
func (r *run) outcomes(n outcomes) {
	tell := func(o stream.Outcome, text string) {
		if n[o] > 0 {
			r.batch.Warnings = append(r.batch.Warnings, plural(n[o], "event", "events")+" of the logs "+text)
		}
	}
	tell(stream.Undated, "state no moment and were left out")
	tell(stream.Ahead, "are dated after the day of this run and were left out: a clock is wrong")
	tell(stream.Crowded, "came on days that held more than a day may and were left out")
}

// unpack reads what a person's days were packed into.
func (b *Batch) unpack(packed []byte, who muster.SubjectID, dst []muster.Observation) ([]muster.Observation, error) {
	if len(packed) == 0 {
		return dst, nil
	}
	dst, err := b.shelf.Unpack(muster.Subject{Organisation: b.organisation, ID: who}, packed, dst)
	if err != nil {
		return dst, fmt.Errorf("days of a person: %w", err)
	}
	return dst, nil
}
