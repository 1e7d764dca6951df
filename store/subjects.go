package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"sync"

	"muster"
)

// PutOptions says how a population is put into the store.
type PutOptions struct {
	// Artefacts returns the artefacts of a subject's observations for the
	// index, each once, with when it was first seen; nil leaves the index as
	// it is. It is called from several goroutines.
	Artefacts func(who muster.Subject, observations []muster.Observation) ([]Held, error)
	// Anew takes everything that stood in the index before out of it first: what
	// nobody holds any more is gone, and nothing is filed twice. Artefacts must then
	// be asked for everybody. Of SaveRun only.
	Anew bool
	// Done is called after each commit with the number of subjects that are
	// durable from then on.
	Done func(subjects int)
}

// Added is what a Put changed.
type Added struct {
	Subjects     int // met
	Observations int // new; those known already are not counted
}

// Put adds everybody's observations, in transactions of Options.Batch
// subjects. Each is durable when it is reported; a failure leaves the later
// ones out. An observation that is there already is not added again.
func (s *Store) Put(ctx context.Context, p muster.Population, o *PutOptions) (Added, error) {
	if o == nil {
		o = &PutOptions{}
	}
	var all Added
	for from := 0; from < p.Len(); from += s.opt.Batch {
		part := span{Population: p, from: from, to: min(from+s.opt.Batch, p.Len())}
		var added Added
		err := s.transact(ctx, "keep records", organisations(p, part.from, part.to), func(tx *sql.Tx) (err error) {
			added, err = s.putPart(ctx, tx, part, o)
			return err
		})
		if err != nil {
			return all, err
		}
		all.Subjects += added.Subjects
		all.Observations += added.Observations
		if o.Done != nil {
			o.Done(all.Subjects)
		}
	}
	return all, nil
}

// organisations returns those of some of a population, each once or more.
func organisations(p muster.Population, from, to int) []muster.OrganisationID {
	var list []muster.OrganisationID
	for i := from; i < to; i++ {
		if org := p.Subject(i).Organisation; !slices.Contains(list[max(0, len(list)-8):], org) {
			list = append(list, org)
		}
	}
	return list
}

// earlier prepares the search for rows that are there already, so that it can
// be done by those who pack. A database under construction has none.
func (s *Store) earlier(ctx context.Context, tx *sql.Tx) (*sql.Stmt, error) {
	var any int
	err := tx.QueryRowContext(context.WithoutCancel(ctx), "select count(*) from (select 1 from subjects limit 1) as found").Scan(&any)
	if err != nil || any == 0 || s.fresh != "" {
		return nil, err
	}
	return s.read.PrepareContext(ctx, "select "+rowColumns+" from subjects s where s.organisation = $1 and s.subject = $2")
}

// span is some of a population.
type span struct {
	muster.Population
	from, to int
	find     *sql.Stmt // finds earlier rows; nil when there are none
}

// packBlock is how many subjects a goroutine packs at a time.
const packBlock = 128

// packed is a block of rows, in order.
type packed struct {
	rows []row
	held []Held
	err  error
}

// putPart packs on several goroutines and writes in the order of subjects.
func (s *Store) putPart(ctx context.Context, tx *sql.Tx, part span, o *PutOptions) (Added, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	w, err := s.newWriter(ctx, tx)
	if err != nil {
		return Added{}, err
	}
	defer w.close()
	if o.Anew {
		for _, org := range slices.Compact(slices.Sorted(slices.Values(organisations(part, part.from, part.to)))) {
			if err := w.artefacts.forget(tx, org); err != nil {
				return Added{}, err
			}
		}
	}
	if part.find, err = s.earlier(ctx, tx); err != nil {
		return Added{}, err
	}
	if part.find != nil {
		defer part.find.Close()
	}
	var packing sync.WaitGroup
	defer packing.Wait() // nothing reads the population after this returns
	defer cancel()
	for next := range s.packBlocks(ctx, &packing, part, o) {
		b := <-next
		if b.err != nil {
			return w.added, b.err
		}
		if err := w.block(b); err != nil {
			return w.added, err
		}
	}
	if err := ctx.Err(); err != nil {
		return w.added, err
	}
	return w.added, w.finish()
}

// packBlocks sends, in order, a channel for each block that will hold it. As
// many blocks are under way as there are workers and as many again.
func (s *Store) packBlocks(ctx context.Context, wg *sync.WaitGroup, part span, o *PutOptions) <-chan chan packed {
	type job struct {
		from, to int
		out      chan packed
	}
	order := make(chan chan packed, 2*s.opt.Workers)
	jobs := make(chan job)
	wg.Go(func() {
		defer close(order)
		defer close(jobs)
		for from := part.from; from < part.to; from += packBlock {
			j := job{from, min(from+packBlock, part.to), make(chan packed, 1)}
			select {
			case order <- j.out:
			case <-ctx.Done():
				return
			}
			select {
			case jobs <- j:
			case <-ctx.Done():
				j.out <- packed{err: ctx.Err()}
				return
			}
		}
	})
	for range s.opt.Workers {
		wg.Go(func() {
			p, err := s.packer()
			if err == nil {
				defer s.packers.Put(p)
			}
			for j := range jobs {
				if err != nil {
					j.out <- packed{err: err}
					continue
				}
				j.out <- s.packBlock(ctx, p, part, j.from, j.to, o)
			}
		})
	}
	return order
}

func (s *Store) packBlock(ctx context.Context, p *packer, part span, from, to int, o *PutOptions) packed {
	b := packed{rows: make([]row, 0, to-from)}
	for i := from; i < to; i++ {
		who := part.Subject(i)
		list, err := part.Observations(i, nil)
		if err != nil {
			return packed{err: fmt.Errorf("observations of %s: %w", who.ID, err)}
		}
		if len(list) == 0 { // nothing may be kept of them, not even the id
			continue
		}
		v, err := s.vault(who.Organisation)
		if err != nil {
			return packed{err: err}
		}
		r := row{who: who, observed: once(list)}
		if r.known, err = s.holds(ctx, p, part.find, &r, v); err == nil && !r.known {
			r, err = p.pack(who, r.observed, v, rowSeal{})
		}
		if err != nil {
			return packed{err: err}
		}
		b.rows = append(b.rows, r)
		if o.Artefacts == nil {
			continue
		}
		held, err := o.Artefacts(who, r.observed)
		if err != nil {
			return packed{err: fmt.Errorf("artefacts of %s: %w", who.ID, err)}
		}
		b.held = append(b.held, held...)
	}
	return b
}

// holds reports whether the store has everything of a row already. It reads
// what was committed before; nothing takes observations away meanwhile, so a
// yes stays true.
func (s *Store) holds(ctx context.Context, p *packer, find *sql.Stmt, r *row, v *vault) (bool, error) {
	if find == nil {
		return false, nil
	}
	held := row{who: r.who}
	err := find.QueryRowContext(context.WithoutCancel(ctx), string(r.who.Organisation), string(r.who.ID)).Scan(held.scan()...)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	list, err := p.unpack(&held, v, nil)
	if err != nil {
		return false, s.rowError(r.who, err)
	}
	before := len(list)
	return len(once(append(list, r.observed...))) == before, nil
}

// once leaves out observations with an id met before. Most lists have none.
func once(list []muster.Observation) []muster.Observation {
	if len(list) > 64 {
		seen := make(map[muster.ObservationID]struct{}, len(list))
		return slices.DeleteFunc(list, func(o muster.Observation) bool {
			_, known := seen[o.ID]
			seen[o.ID] = struct{}{}
			return known
		})
	}
	kept := list[:0]
	for i := range list {
		if !slices.ContainsFunc(kept, func(k muster.Observation) bool { return k.ID == list[i].ID }) {
			kept = append(kept, list[i])
		}
	}
	return kept
}

// writer writes rows within one transaction.
type writer struct {
	s         *Store
	ctx       context.Context // not cancelled: the caller looks between blocks
	packer    *packer
	insert    *sql.Stmt
	find      *sql.Stmt
	replace   *sql.Stmt
	keep      *sql.Stmt // of a row's key
	artefacts *artefactWriter
	sequences map[muster.OrganisationID]*int64 // the last number given, of those met
	changes   map[muster.Subject]*change       // fetched, and not written yet
	tx        *sql.Tx
	now       int64
	added     Added
}

func (s *Store) newWriter(ctx context.Context, tx *sql.Tx) (*writer, error) {
	ctx = context.WithoutCancel(ctx)
	w := &writer{s: s, ctx: ctx, tx: tx, now: s.now(), artefacts: newArtefactWriter(), sequences: map[muster.OrganisationID]*int64{}, changes: map[muster.Subject]*change{}}
	var err error
	w.packer, err = s.packer()
	return w, err
}

// prepare makes ready for writing row by row, which is quickest in a file.
func (w *writer) prepare() (err error) {
	if w.insert != nil {
		return nil
	}
	for _, p := range []struct {
		stmt **sql.Stmt
		text string
	}{
		{&w.insert, `insert into subjects (organisation, subject, revision, observations, kept, pack, vault, vault_key, seq)
			values ($1, $2, 1, $3, $4, $5, $6, $7, $8) on conflict do nothing`},
		{&w.find, "select " + rowColumns + " from subjects s where s.organisation = $1 and s.subject = $2"},
		{&w.replace, `update subjects set revision = revision + 1, observations = $3, kept = $4, pack = $5, vault = $6, vault_key = $7, seq = $8
			where organisation = $1 and subject = $2`},
	} {
		if *p.stmt, err = w.tx.PrepareContext(w.ctx, p.text); err != nil {
			return err
		}
	}
	return nil
}

// finish writes what a transaction gathered. It is called once, at its end.
func (w *writer) finish() error {
	if err := w.flush(); err != nil {
		return err
	}
	if err := w.artefacts.flush(w.tx); err != nil {
		return err
	}
	return w.keepSequences()
}

func (w *writer) close() {
	w.s.packers.Put(w.packer)
	for _, stmt := range []*sql.Stmt{w.insert, w.find, w.replace, w.keep} {
		if stmt != nil {
			stmt.Close()
		}
	}
}

func (w *writer) block(b packed) error {
	if !w.s.lang.oneWriter {
		return w.addBlock(b)
	}
	if err := w.prepare(); err != nil {
		return err
	}
	for i := range b.rows {
		r := &b.rows[i]
		w.added.Subjects++
		if r.known {
			continue
		}
		last, err := w.sequence(r.who.Organisation)
		if err != nil {
			return err
		}
		next := *last + int64(max(1, r.count))
		result, err := w.insert.ExecContext(w.ctx, string(r.who.Organisation), string(r.who.ID), r.count, w.now, r.pack, r.vault, r.seal.bytes(), next)
		if err != nil {
			return err
		}
		n, err := result.RowsAffected()
		if err != nil {
			return err
		}
		if n == 1 {
			*last = next
			w.added.Observations += r.count
			if err := w.keepSeal(r); err != nil {
				return err
			}
			continue
		}
		if err := w.merge(r); err != nil {
			return err
		}
	}
	w.artefacts.add(b.held)
	return w.artefacts.relieve(w.tx)
}

// merge adds to a row what it does not hold yet. A row that holds everything
// stays as it is.
func (w *writer) merge(r *row) error {
	held := row{who: r.who}
	if err := w.find.QueryRowContext(w.ctx, string(r.who.Organisation), string(r.who.ID)).Scan(held.scan()...); err != nil {
		return err
	}
	v, err := w.s.vault(r.who.Organisation)
	if err != nil {
		return err
	}
	list, err := w.packer.unpack(&held, v, nil)
	if err != nil {
		return w.s.rowError(r.who, err)
	}
	before := len(list)
	list = once(append(list, r.observed...))
	if len(list) == before {
		return nil
	}
	muster.SortObservations(list)
	merged, err := w.packer.pack(r.who, list, v, held.seal)
	if err != nil {
		return err
	}
	if err := w.keepSeal(&merged); err != nil {
		return err
	}
	last, err := w.sequence(r.who.Organisation)
	if err != nil {
		return err
	}
	*last += int64(len(list) - before)
	w.added.Observations += len(list) - before
	_, err = w.replace.ExecContext(w.ctx, string(r.who.Organisation), string(r.who.ID), merged.count, w.now, merged.pack, merged.vault, merged.seal.bytes(), *last)
	return err
}

func (s *Store) rowError(who muster.Subject, err error) error {
	if errors.Is(err, errPack) {
		return damaged(s.path, fmt.Sprintf("the record of %s", who.ID), err)
	}
	return err
}

// People is a Population read from the store. It lists the subjects there were
// when it was made; observations are read when they are asked for.
type People struct {
	s        *Store
	org      muster.OrganisationID
	subjects []muster.SubjectID
	find     *sql.Stmt
	packers  sync.Pool
	vault    *vault
	ctx      context.Context
	some     bool // not everybody: neighbours in the list may lie far apart
}

var _ muster.Population = (*People)(nil)

// Population returns everybody an organisation's records are about. ctx covers
// the later reads too. Close it after use.
func (s *Store) Population(ctx context.Context, org muster.OrganisationID) (*People, error) {
	p := &People{s: s, org: org, ctx: ctx}
	var err error
	if p.vault, err = s.vault(org); err != nil {
		return nil, err
	}
	rows, err := s.read.QueryContext(ctx, "select subject from subjects where organisation = $1 order by subject", string(org))
	if err != nil {
		return nil, s.fail("read records", err)
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, s.fail("read records", err)
		}
		p.subjects = append(p.subjects, muster.SubjectID(id))
	}
	if err := rows.Err(); err != nil {
		return nil, s.fail("read records", err)
	}
	slices.Sort(p.subjects) // databases differ in how they order text
	return p, p.prepare()
}

func (p *People) prepare() (err error) {
	p.find, err = p.s.read.PrepareContext(p.ctx, "select "+rowColumns+" from subjects s where s.organisation = $1 and s.subject = $2")
	return p.s.fail("read records", err)
}

// Close ends the use of the population.
func (p *People) Close() error { return p.find.Close() }

// Len returns the number of subjects.
func (p *People) Len() int { return len(p.subjects) }

// Subject returns subject i, in the order of ids.
func (p *People) Subject(i int) muster.Subject {
	return muster.Subject{Organisation: p.org, ID: p.subjects[i]}
}

// Observations appends the observations of subject i, oldest first. The error
// has CodeDamaged when the record does not fit its checksum.
func (p *People) Observations(i int, dst []muster.Observation) ([]muster.Observation, error) {
	if err := p.ctx.Err(); err != nil {
		return dst, err
	}
	r := row{who: p.Subject(i)}
	err := p.find.QueryRowContext(context.WithoutCancel(p.ctx), string(p.org), string(r.who.ID)).Scan(r.scan()...)
	if errors.Is(err, sql.ErrNoRows) { // purged since
		return dst, nil
	}
	if err != nil {
		return dst, p.s.fail("read records", err)
	}
	packer, err := p.packer()
	if err != nil {
		return dst, err
	}
	defer p.packers.Put(packer)
	dst, err = packer.unpack(&r, p.vault, dst)
	return dst, p.s.rowError(r.who, err)
}
