package simulate

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"sync"
)

// chunkPeople is how many honest people one piece of work holds.
const chunkPeople = 1000

// Write writes a population into dir, which is made if it is missing: one CSV
// per table, CVs and pictures if asked for, and truth.csv. It returns what the
// population holds. A cancelled context stops it between chunks and leaves
// partial files behind.
func Write(ctx context.Context, p Params, dir string) (Truth, error) {
	if err := p.Validate(); err != nil {
		return Truth{}, fmt.Errorf("simulate: %w", err)
	}
	w := newWorld(p)
	operators := w.operators()
	traces := judge(operators, p.documents())
	plan := w.plan(operators)
	out, err := newOutput(dir, p.documents(), p.Live.Days > 0)
	if err != nil {
		return Truth{}, fmt.Errorf("simulate: %w", err)
	}
	truth := summarise(p, operators, traces)
	err = produce(ctx, len(plan), func(i int) *chunk { return w.chunk(i, plan[i], traces) }, func(c *chunk) error {
		truth.Diverted += c.diverted
		return errors.Join(c.err, out.add(c))
	})
	for name, content := range w.registers() {
		err = errors.Join(err, os.WriteFile(filepath.Join(dir, name), content, 0o644))
	}
	err = errors.Join(err, out.close())
	if err != nil {
		return Truth{}, fmt.Errorf("simulate: write population: %w", err)
	}
	truth.Honest -= truth.Diverted
	truth.Rows = out.rows
	return truth, nil
}

// piece is the work of one chunk.
type piece struct {
	first, count int       // honest people by number
	others       []*person // personas and helpers whose records stand here
}

// plan deals personas and helpers out over the chunks.
func (w *world) plan(operators []*operator) []piece {
	var others []*person
	for _, o := range operators {
		others = append(others, o.personas...)
		if o.facilitator != nil {
			others = append(others, o.facilitator)
		}
	}
	honest := w.params.People - len(others)
	var pieces []piece
	for first := 0; first < honest; first += chunkPeople {
		pieces = append(pieces, piece{first: first, count: min(chunkPeople, honest-first)})
	}
	for _, p := range others {
		i := mix(p.number^w.idKey) % uint64(len(pieces))
		pieces[i].others = append(pieces[i].others, p)
	}
	return pieces
}

// chunk draws the honest people of a piece and writes them with the others
// among them.
func (w *world) chunk(i int, work piece, traces map[*person]trace) *chunk {
	s := newSource(w.params.Seed, streamChunk, uint64(i))
	people := make([]*person, 0, work.count+len(work.others))
	for n := 0; n < work.count; {
		home := w.household(s, uint64(work.first+n), work.count-n)
		people = append(people, home...)
		n += len(home)
	}
	w.colleagues(s, people)
	for _, p := range work.others {
		people = append(people, p)
		at := s.IntN(len(people))
		people[at], people[len(people)-1] = people[len(people)-1], people[at]
	}
	c := &chunk{}
	w.lodgers(i, people)
	for _, p := range people {
		w.write(c, p, traces[p])
		c.err = errors.Join(c.err, w.writeFiles(c, p))
		if p.kind == kindDiverted {
			c.diverted++
		}
	}
	return c
}

// produce makes n chunks on all cores and hands them to use in order. At most
// twice as many as cores are held at once.
func produce[C any](ctx context.Context, n int, produceOne func(int) C, use func(C) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	workers := min(n, runtime.GOMAXPROCS(0))
	slots := make([]chan C, n)
	for i := range slots {
		slots[i] = make(chan C, 1)
	}
	tickets := make(chan int)
	room := make(chan struct{}, 2*workers)
	var wait sync.WaitGroup
	defer wait.Wait()
	defer cancel()
	wait.Go(func() {
		defer close(tickets)
		for i := range n {
			select {
			case room <- struct{}{}:
				tickets <- i
			case <-ctx.Done():
				return
			}
		}
	})
	for range workers {
		wait.Go(func() {
			for i := range tickets {
				slots[i] <- produceOne(i)
			}
		})
	}
	for i := range n {
		select {
		case c := <-slots[i]:
			if err := use(c); err != nil {
				return err
			}
			<-room
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// output is the open files of a run.
type output struct {
	dir     string
	files   [tables]*os.File
	writers [tables]*bufio.Writer
	logs    [liveFiles]*os.File // none without logs
	rows    int64
}

func newOutput(dir string, documents Documents, live bool) (*output, error) {
	o := &output{dir: dir}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	if documents != DocumentsNone {
		for _, folder := range []string{"cvs", "pictures"} {
			if err := os.MkdirAll(filepath.Join(dir, folder), 0o755); err != nil {
				return nil, err
			}
		}
	}
	for t := range tables {
		f, err := os.Create(filepath.Join(dir, headers[t].file))
		if err != nil {
			return nil, errors.Join(err, o.close())
		}
		o.files[t], o.writers[t] = f, bufio.NewWriterSize(f, 1<<20)
		line := headers[t].line
		if live && t == tableTruth {
			line += liveTruth
		}
		if _, err := o.writers[t].WriteString(line + "\n"); err != nil {
			return nil, errors.Join(err, o.close())
		}
	}
	if live {
		return o, o.openLogs()
	}
	return o, nil
}

func (o *output) add(c *chunk) error {
	for t := range tables {
		if _, err := o.writers[t].Write(c.rows[t]); err != nil {
			return err
		}
		if t != tableTruth {
			o.rows += c.counts[t]
		}
	}
	for f, file := range o.logs {
		if file == nil {
			continue
		}
		if _, err := file.Write(c.live[f]); err != nil {
			return err
		}
	}
	for _, f := range c.files {
		if err := os.WriteFile(filepath.Join(o.dir, f.path), f.data, 0o644); err != nil {
			return err
		}
	}
	return nil
}

func (o *output) close() error {
	var errs []error
	for t := range tables {
		if o.writers[t] != nil {
			errs = append(errs, o.writers[t].Flush(), o.files[t].Close())
			o.writers[t] = nil
		}
	}
	for f, file := range o.logs {
		if file != nil {
			errs = append(errs, file.Close())
			o.logs[f] = nil
		}
	}
	return errors.Join(errs...)
}

func (o *output) openLogs() error {
	for f := range liveFiles {
		file, err := os.Create(filepath.Join(o.dir, liveHeaders[f].file))
		if err != nil {
			return errors.Join(err, o.close())
		}
		o.logs[f] = file
		if line := liveHeaders[f].line; line != "" {
			if _, err := file.WriteString(line + "\n"); err != nil {
				return errors.Join(err, o.close())
			}
		}
	}
	return nil
}

func summarise(p Params, operators []*operator, traces map[*person]trace) Truth {
	t := Truth{People: p.People, Operators: len(operators)}
	for _, o := range operators {
		t.Personas += len(o.personas)
		if o.facilitator != nil {
			t.Facilitators++
		}
		for _, persona := range o.personas {
			if traces[persona].traceable {
				t.Traceable++
			}
		}
		if traces[o.personas[0]].linkable {
			t.Linkable++
		}
	}
	t.Honest = p.People - t.Personas - t.Facilitators
	return t
}
