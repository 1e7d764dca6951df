package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"muster"
)

// FindingState is where in its life a finding stands.
type FindingState string

// The states of a finding.
const (
	FindingOpen       FindingState = "open"       // seen by the last run
	FindingSuperseded FindingState = "superseded" // the same flag on the same people now has other evidence
	FindingWithdrawn  FindingState = "withdrawn"  // no longer seen
)

// Kept is a finding as the store holds it.
type Kept struct {
	muster.Finding
	State  FindingState
	Opened string // the run that saw it first
	Last   string // the run that saw it last
	Life   []Change
}

// Change is one step in a finding's life. A run that saw an open finding again
// kept it, which is no change.
type Change struct {
	Run       string
	At        int64  // microseconds since 1970
	What      string // opened, superseded or withdrawn
	Successor muster.FindingKey
}

// Life counts what a run did to findings.
type Life struct {
	Opened, Kept, Superseded, Withdrawn int
}

// changes reports whether anything that stands is other than before.
func (l *Life) changes() bool { return l.Opened+l.Superseded+l.Withdrawn > 0 }

const changeOpened = "opened"

// peopleKey is the digest of a flag and a set of subjects.
type peopleKey [16]byte

func peopleOf(f *muster.Finding) peopleKey {
	h := sha256.New()
	fmt.Fprintf(h, "%s\n", f.Flag)
	for _, id := range slices.Compact(slices.Sorted(slices.Values(f.Subjects))) {
		fmt.Fprintf(h, "%d:%s", len(id), id)
	}
	var key peopleKey
	copy(key[:], h.Sum(nil))
	return key
}

// known is a finding met by an earlier run.
type known struct {
	people peopleKey
	state  FindingState
	seen   bool
	named  []muster.SubjectID // where a run looks at some people only
	// elsewhere: it stands on the record of somebody whom this run did not look at
	elsewhere bool
}

// putFindings works out the life of findings: those met for the first time or
// again are opened, those still there kept, those gone superseded by one newly
// opened on the same people under the same flag, or withdrawn.
func (s *Store) putFindings(ctx context.Context, tx *sql.Tx, in *Saving) (Life, error) {
	w := &findingWriter{tx: tx, run: &in.Run, at: s.now(), org: string(in.Run.Organisation), opened: map[peopleKey]muster.FindingKey{}}
	defer w.close()
	err := w.prepare(s.plans)
	if err != nil {
		return w.life, err
	}
	if in.About != nil {
		return w.about(ctx, in)
	}
	if w.known, err = readKnown(tx, w.org); err != nil {
		return w.life, err
	}
	if _, err := tx.Exec("update finding_subjects set strength = -1 where organisation = $1 and strength <> -1", w.org); err != nil {
		return w.life, err
	}
	if in.Findings != nil {
		in.Findings(func(f *muster.Finding) bool {
			if err = ctx.Err(); err == nil {
				err = w.found(f)
			}
			return err == nil
		})
	}
	if err != nil {
		return w.life, err
	}
	return w.life, w.endOthers()
}

func readKnown(tx *sql.Tx, org string) (map[muster.FindingKey]*known, error) {
	rows, err := tx.Query("select finding, people, state from findings where organisation = $1", org)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	all := map[muster.FindingKey]*known{}
	for rows.Next() {
		var key, people []byte
		k := &known{}
		if err := rows.Scan(&key, &people, &k.state); err != nil {
			return nil, err
		}
		copy(k.people[:], people)
		all[muster.FindingKey(key)] = k
	}
	return all, rows.Err()
}

// findingWriter writes one run's findings within its transaction.
type findingWriter struct {
	tx     *sql.Tx
	run    *Run
	org    string
	at     int64
	packer *packer
	known  map[muster.FindingKey]*known
	opened map[peopleKey]muster.FindingKey // newly, the smallest key of each
	life   Life

	insert, subject, stand, see, end, note *sql.Stmt
}

func (w *findingWriter) prepare(p plans) (err error) {
	if w.packer, err = newPacker(p); err != nil {
		return err
	}
	for _, p := range []struct {
		stmt **sql.Stmt
		text string
	}{
		{&w.insert, `insert into findings (organisation, finding, flag, people, state, opened_run, last_run, body)
			values ($1, $2, $3, $4, 'open', $5, $5, $6)`},
		{&w.subject, "insert into finding_subjects (organisation, subject, finding, strength) values ($1, $2, $3, -1) on conflict do nothing"},
		{&w.stand, `insert into finding_subjects (organisation, subject, finding, strength, own) values ($1, $2, $3, $4, $5)
			on conflict (organisation, subject, finding) do update set strength = excluded.strength, own = excluded.own`},
		{&w.see, "update findings set state = 'open', last_run = $3 where organisation = $1 and finding = $2"},
		{&w.end, "update findings set state = $3 where organisation = $1 and finding = $2"},
		{&w.note, `insert into finding_life (organisation, finding, run, happened, change, successor) values ($1, $2, $3, $4, $5, $6)
			on conflict (organisation, finding, run) do update set happened = excluded.happened, change = excluded.change, successor = excluded.successor`},
	} {
		if *p.stmt, err = w.tx.Prepare(p.text); err != nil {
			return err
		}
	}
	return nil
}

func (w *findingWriter) close() {
	if w.packer != nil {
		w.packer.close()
	}
	for _, stmt := range []*sql.Stmt{w.insert, w.subject, w.stand, w.see, w.end, w.note} {
		if stmt != nil {
			stmt.Close()
		}
	}
}

func (w *findingWriter) found(f *muster.Finding) error {
	if f.Key == (muster.FindingKey{}) {
		return fmt.Errorf("finding %s on %v has no key", f.Flag, f.Subjects)
	}
	if len(f.Subjects) > 0 { // it stands on the record of its first person, whoever it was kept with first
		own, err := w.own(f)
		if err != nil {
			return err
		}
		if _, err := w.stand.Exec(w.org, string(f.Subjects[0]), f.Key[:], f.Strength, own); err != nil {
			return err
		}
	}
	k := w.known[f.Key]
	if k != nil && k.seen { // the same finding, met with another of its people
		return nil
	}
	if k != nil && k.state == FindingOpen {
		k.seen = true
		w.life.Kept++
		_, err := w.see.Exec(w.org, f.Key[:], w.run.ID)
		return err
	}
	people := peopleOf(f)
	if earlier, ok := w.opened[people]; !ok || slices.Compare(f.Key[:], earlier[:]) < 0 {
		w.opened[people] = f.Key
	}
	w.life.Opened++
	if k != nil { // it was gone and is back
		k.seen = true
		if _, err := w.see.Exec(w.org, f.Key[:], w.run.ID); err != nil {
			return err
		}
		return w.change(f.Key, changeOpened, nil)
	}
	w.known[f.Key] = &known{people: people, state: FindingOpen, seen: true}
	return w.write(f, people)
}

// own is what a finding of several people says on the record of its first person:
// who is looked at first says nothing in the words of the others. What it rests on
// and whom it names is the same for all and kept once.
func (w *findingWriter) own(f *muster.Finding) ([]byte, error) {
	if len(f.Subjects) < 2 {
		return nil, nil
	}
	words := *f
	words.Subjects, words.Evidence = nil, nil
	body, err := json.Marshal(&words)
	if err != nil {
		return nil, fmt.Errorf("finding %s: %w", f.Key, err)
	}
	return w.packer.seal(ownKey(w.org, f.Subjects[0], f.Key), body), nil
}

func ownKey(org string, id muster.SubjectID, key muster.FindingKey) []byte {
	return append(findingKey(org, key), id...)
}

func (w *findingWriter) write(f *muster.Finding, people peopleKey) error {
	body, err := json.Marshal(f)
	if err != nil {
		return fmt.Errorf("finding %s: %w", f.Key, err)
	}
	body = w.packer.seal(findingKey(w.org, f.Key), body)
	if _, err := w.insert.Exec(w.org, f.Key[:], string(f.Flag), people[:], w.run.ID, body); err != nil {
		return err
	}
	for _, id := range f.Subjects {
		if _, err := w.subject.Exec(w.org, string(id), f.Key[:]); err != nil {
			return err
		}
	}
	return w.change(f.Key, changeOpened, nil)
}

func findingKey(org string, key muster.FindingKey) []byte {
	return append(appendString(nil, org), key[:]...)
}

// endOthers ends what this run did not see, in the order of keys.
func (w *findingWriter) endOthers() error {
	if err := w.standElsewhere(); err != nil {
		return err
	}
	var gone []muster.FindingKey
	for key, k := range w.known {
		if !k.seen && k.state == FindingOpen && !k.elsewhere {
			gone = append(gone, key)
		}
	}
	slices.SortFunc(gone, func(a, b muster.FindingKey) int { return slices.Compare(a[:], b[:]) })
	for _, key := range gone {
		state, successor := FindingWithdrawn, []byte(nil)
		if next, ok := w.opened[w.known[key].people]; ok {
			state, successor = FindingSuperseded, next[:]
			w.life.Superseded++
		} else {
			w.life.Withdrawn++
		}
		if _, err := w.end.Exec(w.org, key[:], string(state)); err != nil {
			return err
		}
		if err := w.change(key, string(state), successor); err != nil {
			return err
		}
	}
	return nil
}

func (w *findingWriter) change(key muster.FindingKey, what string, successor []byte) error {
	if successor == nil {
		successor = []byte{}
	}
	_, err := w.note.Exec(w.org, key[:], w.run.ID, w.at, what, successor)
	return err
}

// FindingFilter chooses findings; empty fields choose all.
type FindingFilter struct {
	Organisation muster.OrganisationID // required
	State        FindingState
	Flag         muster.FlagID
	Subject      muster.SubjectID // among the subjects of the finding
}

// Findings returns findings with their life, in the order of flags and keys.
func (s *Store) Findings(ctx context.Context, f FindingFilter) ([]Kept, error) {
	return s.findings(ctx, s.read, f)
}

// Findings is Store.Findings as the transaction sees it; the filter's
// organisation is the transaction's.
func (t *Tx) Findings(f FindingFilter) ([]Kept, error) {
	f.Organisation = t.org
	if err := t.begin(); err != nil {
		return nil, err
	}
	return t.s.findings(t.ctx, t.tx, f)
}

// FindingsOf returns the open findings that stand on a person's own record, in the
// order of flags and keys, each with the strength and the words it has there and
// the person first. Findings that only name somebody are not theirs.
func (t *Tx) FindingsOf(id muster.SubjectID) ([]muster.Finding, error) {
	if err := t.begin(); err != nil {
		return nil, err
	}
	rows, err := t.tx.QueryContext(t.ctx, `select f.finding, f.body, s.strength, s.own from finding_subjects s
		join findings f on f.organisation = s.organisation and f.finding = s.finding
		where s.organisation = $1 and s.subject = $2 and s.strength <> -1 and f.state = 'open' order by f.flag, f.finding`, string(t.org), string(id))
	if err != nil {
		return nil, t.s.fail("read findings", err)
	}
	defer rows.Close()
	p, err := newPacker(t.s.plans)
	if err != nil {
		return nil, err
	}
	defer p.close()
	var list []muster.Finding
	for rows.Next() {
		var key, body, own []byte
		var strength int
		if err := rows.Scan(&key, &body, &strength, &own); err != nil {
			return nil, t.s.fail("read findings", err)
		}
		var f muster.Finding
		err := p.finding(&f, findingKey(string(t.org), muster.FindingKey(key)), body)
		if err == nil && len(own) > 0 {
			subjects, evidence := f.Subjects, f.Evidence
			f = muster.Finding{}
			err = p.finding(&f, ownKey(string(t.org), id, muster.FindingKey(key)), own)
			f.Subjects, f.Evidence = subjects, evidence
		}
		if err != nil || len(f.Subjects) == 0 {
			return nil, damaged(t.s.path, fmt.Sprintf("finding %x", key), errors.Join(errPack, err))
		}
		switch {
		case strength >= 0:
			f.Strength = strength
		case f.Subjects[0] != id:
			continue
		}
		if i := slices.Index(f.Subjects, id); i > 0 {
			f.Subjects = slices.Concat([]muster.SubjectID{id}, f.Subjects[:i], f.Subjects[i+1:])
		}
		list = append(list, f)
	}
	return list, t.s.fail("read findings", rows.Err())
}

// finding reads one that was packed.
func (p *packer) finding(into *muster.Finding, key, pack []byte) error {
	text, err := p.open(key, pack)
	if err != nil {
		return err
	}
	return json.Unmarshal(text, into)
}

// querier is a pool or a transaction.
type querier interface {
	QueryContext(ctx context.Context, text string, args ...any) (*sql.Rows, error)
}

func (s *Store) findings(ctx context.Context, q querier, f FindingFilter) ([]Kept, error) {
	where, args := f.where()
	rows, err := q.QueryContext(ctx, "select finding, state, opened_run, last_run, body from findings f where "+where+" order by flag, finding", args...)
	if err != nil {
		return nil, s.fail("read findings", err)
	}
	defer rows.Close()
	p, err := newPacker(s.plans)
	if err != nil {
		return nil, err
	}
	defer p.close()
	var list []Kept
	at := map[muster.FindingKey]int{}
	for rows.Next() {
		var k Kept
		var key, body []byte
		if err := rows.Scan(&key, &k.State, &k.Opened, &k.Last, &body); err != nil {
			return nil, s.fail("read findings", err)
		}
		text, err := p.open(findingKey(string(f.Organisation), muster.FindingKey(key)), body)
		if err == nil {
			err = json.Unmarshal(text, &k.Finding)
		}
		if err != nil {
			return nil, damaged(s.path, fmt.Sprintf("finding %x", key), err)
		}
		at[k.Key] = len(list)
		list = append(list, k)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return nil, s.fail("read findings", err)
	}
	return list, s.fail("read findings", readLife(ctx, q, f, list, at))
}

func (f *FindingFilter) where() (string, []any) {
	where, args := []string{"f.organisation = $1"}, []any{string(f.Organisation)}
	for _, c := range []struct{ value, text string }{
		{string(f.State), "f.state = "},
		{string(f.Flag), "f.flag = "},
		{string(f.Subject), "f.finding in (select s.finding from finding_subjects s where s.organisation = $1 and s.subject = "},
	} {
		if c.value == "" {
			continue
		}
		args = append(args, c.value)
		text := fmt.Sprintf("%s$%d", c.text, len(args))
		where = append(where, text+strings.Repeat(")", strings.Count(text, "(")))
	}
	return strings.Join(where, " and "), args
}

func readLife(ctx context.Context, q querier, f FindingFilter, list []Kept, at map[muster.FindingKey]int) error {
	where, args := f.where()
	rows, err := q.QueryContext(ctx, `select l.finding, l.run, l.happened, l.change, l.successor from finding_life l
		join findings f on f.organisation = l.organisation and f.finding = l.finding
		where `+where+" order by l.happened, l.run", args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var key, successor []byte
		var c Change
		if err := rows.Scan(&key, &c.Run, &c.At, &c.What, &successor); err != nil {
			return err
		}
		copy(c.Successor[:], successor)
		if i, ok := at[muster.FindingKey(key)]; ok {
			list[i].Life = append(list[i].Life, c)
		}
	}
	return rows.Err()
}
