package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"muster"
)

// Whole is everything kept of one subject.
type Whole struct {
	ID           muster.SubjectID
	Observations []muster.Observation // oldest first
	Seq          int64                // the last number given to one of them
}

// manyAtOnce is how many subjects one statement reads.
const manyAtOnce = 256

// Many reads several subjects as Observations reads one, with a statement for
// every 256. visit is called for those of whom something is kept, in the
// order of the list; the list of observations is its own, their data are shared
// and read only. An error of it ends the reading and is returned.
func (t *Tx) Many(ids []muster.SubjectID, visit func(Whole) error) error {
	return t.Shared(ids, func(w Whole) error {
		w.Observations = slices.Clone(w.Observations)
		return visit(w)
	})
}

// Shared is Many for whoever changes nothing: the lists too are shared and read
// only.
func (t *Tx) Shared(ids []muster.SubjectID, visit func(Whole) error) error {
	for some := range slices.Chunk(ids, manyAtOnce) {
		ready, err := t.recall(some)
		if err != nil {
			return err
		}
		var rest []muster.SubjectID
		for _, id := range some {
			if ready[id] == nil {
				rest = append(rest, id)
			}
		}
		found, err := t.rows(rest)
		if err != nil {
			return err
		}
		for _, id := range some {
			w := Whole{ID: id}
			if had := ready[id]; had != nil {
				w.Observations, w.Seq = had.list, had.seq
			} else if r := found[id]; r == nil {
				continue
			} else if w.Observations, err = t.unpack(&r.row, r.seq); err != nil {
				return err
			} else {
				w.Seq = r.seq
			}
			if err := visit(w); err != nil {
				return err
			}
		}
	}
	return nil
}

// Pass is Many for whoever looks at everybody once: nothing of what it reads is
// kept at hand, and the list is visit's until it returns.
func (t *Tx) Pass(ids []muster.SubjectID, visit func(Whole) error) error {
	v, err := t.s.vault(t.org)
	if err != nil {
		return err
	}
	p, err := t.s.packer()
	if err != nil {
		return err
	}
	defer t.s.packers.Put(p)
	var list []muster.Observation
	for some := range slices.Chunk(ids, manyAtOnce) {
		found, err := t.rows(some)
		if err != nil {
			return err
		}
		for _, id := range some {
			r := found[id]
			if r == nil {
				continue
			}
			if list, err = p.unpack(&r.row, v, list[:0]); err != nil {
				return t.s.rowError(r.who, err)
			}
			if err := visit(Whole{id, list, r.seq}); err != nil {
				return err
			}
		}
	}
	return nil
}

// numbered is a row with the last number given to one of its observations.
type numbered struct {
	row
	seq int64
}

// rows reads the rows of some subjects with one statement.
func (t *Tx) rows(ids []muster.SubjectID) (map[muster.SubjectID]*numbered, error) {
	found := make(map[muster.SubjectID]*numbered, len(ids))
	if len(ids) == 0 {
		return found, nil
	}
	marks, args := inMarks(ids)
	rows, err := t.Query("select s.subject, s.seq, "+rowColumns+" from subjects s where s.organisation = $1 and s.subject in ("+marks+")", args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		r := &numbered{row: row{who: muster.Subject{Organisation: t.org}}}
		if err := rows.Scan(append([]any{&r.who.ID, &r.seq}, r.scan()...)...); err != nil {
			return nil, err
		}
		found[r.who.ID] = r
	}
	return found, errors.Join(rows.Err(), rows.Close()) // visit may ask for more
}

// inMarks are the marks of a list of ids, from $2 on, and what they stand for. The
// last id fills the list up to a power of two, so that a server prepares a few
// texts and not one for every length.
func inMarks(ids []muster.SubjectID) (marks string, args []any) {
	var b strings.Builder
	for n := 0; n < len(ids) || n&(n-1) != 0; n++ {
		if n > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "$%d", n+2)
		args = append(args, string(ids[min(n, len(ids)-1)]))
	}
	return b.String(), args
}

// Block reads the subjects from one place to before another with one statement,
// and calls visit for each in order: with nothing for one of whom nothing is kept
// any more. The list is visit's until it returns.
func (p *People) Block(from, to int, visit func(i int, list []muster.Observation) error) error {
	if err := p.ctx.Err(); err != nil || from == to {
		return err
	}
	if p.some {
		return p.each(from, to, visit)
	}
	rows, err := p.s.read.QueryContext(context.WithoutCancel(p.ctx), "select s.subject, "+rowColumns+" from subjects s"+
		" where s.organisation = $1 and s.subject >= $2 and s.subject <= $3 order by s.subject", string(p.org), string(p.subjects[from]), string(p.subjects[to-1]))
	if err != nil {
		return p.s.fail("read records", err)
	}
	defer rows.Close()
	packer, err := p.packer()
	if err != nil {
		return err
	}
	defer p.packers.Put(packer)
	var list []muster.Observation
	next := from
	skip := func(until muster.SubjectID) error {
		for ; next < to && (until == "" || p.subjects[next] < until); next++ {
			if err := visit(next, nil); err != nil {
				return err
			}
		}
		return nil
	}
	var id string
	var raw struct{ pack, vault, key, sealed sql.RawBytes }
	for rows.Next() {
		if err := rows.Scan(&id, &raw.pack, &raw.vault, &raw.key, &raw.sealed); err != nil {
			return p.s.fail("read records", err)
		}
		r := row{who: muster.Subject{Organisation: p.org, ID: muster.SubjectID(id)}, pack: raw.pack, vault: raw.vault, seal: rowSeal{id: raw.key, sealed: raw.sealed}}
		if err := skip(r.who.ID); err != nil {
			return err
		}
		if next == to || p.subjects[next] != r.who.ID { // came since the list was made
			continue
		}
		if list, err = packer.unpack(&r, p.vault, list[:0]); err != nil {
			return p.s.rowError(r.who, err)
		}
		if err := visit(next, list); err != nil {
			return err
		}
		next++
	}
	if err := rows.Err(); err != nil {
		return p.s.fail("read records", err)
	}
	return skip("")
}

// each is Block for people who may lie far apart.
func (p *People) each(from, to int, visit func(i int, list []muster.Observation) error) error {
	var list []muster.Observation
	for i := from; i < to; i++ {
		var err error
		if list, err = p.Observations(i, list[:0]); err != nil {
			return err
		}
		if err := visit(i, list); err != nil {
			return err
		}
	}
	return nil
}

func (p *People) packer() (*packer, error) {
	if had, ok := p.packers.Get().(*packer); ok {
		return had, nil
	}
	return newPacker(p.s.plans)
}
