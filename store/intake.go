package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"

	"muster"
)

// Intake takes people into a database under construction while somebody else
// looks at them, so that nobody's observations need be built a second time for
// keeping. What comes in is packed by those who bring it and written by one
// goroutine, in the order it came.
type Intake struct {
	s       *Store
	ctx     context.Context
	cancel  context.CancelFunc
	packers sync.Pool
	queue   chan packed
	written chan struct{} // closed when the writer is done
	end     sync.Once

	added Added // of the writer until written is closed
	err   error // likewise
}

// Intake starts taking people in. Only a database under construction has one,
// one at a time; nothing else may be written until it is closed.
func (s *Store) Intake(ctx context.Context) (*Intake, error) {
	if s.fresh == "" {
		return nil, fmt.Errorf("take people in at %s: the database is not under construction", s.path)
	}
	in := &Intake{s: s, queue: make(chan packed, s.opt.Workers), written: make(chan struct{})}
	in.ctx, in.cancel = context.WithCancel(ctx)
	go func() {
		defer close(in.written)
		in.err = s.transact(in.ctx, "keep records", nil, in.write)
		in.cancel() // whoever still waits to hand something over is told
	}()
	return in, nil
}

// Add packs and hands over some people with all their observations, which may
// be reordered and belong to the intake afterwards. It may be called from
// several goroutines. What it returns nil for is kept once Close returns nil.
func (in *Intake) Add(people []muster.Subject, observations [][]muster.Observation) error {
	p, ok := in.packers.Get().(*packer)
	if !ok {
		var err error
		if p, err = newPacker(in.s.plans); err != nil {
			return err
		}
	}
	defer in.packers.Put(p)
	b := packed{rows: make([]row, 0, len(people))}
	for i, who := range people {
		v, err := in.s.vault(who.Organisation)
		if err != nil {
			return err
		}
		r, err := p.pack(who, once(observations[i]), v, rowSeal{})
		if err != nil {
			return err
		}
		b.rows = append(b.rows, r)
	}
	select {
	case in.queue <- b:
		return nil
	case <-in.ctx.Done():
		return in.failure()
	}
}

// failure says why nothing more is taken in.
func (in *Intake) failure() error {
	<-in.written
	if in.err != nil {
		return in.err
	}
	return errors.New("take people in: the intake is closed")
}

// write is the transaction of the intake.
func (in *Intake) write(tx *sql.Tx) error {
	w, err := in.s.newWriter(in.ctx, tx)
	if err != nil {
		return err
	}
	defer w.close()
	defer func() { in.added = w.added }()
	for {
		select {
		case b, more := <-in.queue:
			if !more {
				return w.finish()
			}
			if err := w.block(b); err != nil {
				return err
			}
		case <-in.ctx.Done():
			return in.ctx.Err()
		}
	}
}

// Close waits until everything is written and says how much it was. No Add may
// be under way. After an error the database is of no use.
func (in *Intake) Close() (Added, error) {
	in.end.Do(func() { close(in.queue) })
	<-in.written
	return in.added, in.err
}

// Stop gives the intake up. It may follow Close, and does nothing then.
func (in *Intake) Stop() {
	in.cancel()
	<-in.written
}
