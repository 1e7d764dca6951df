package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"muster"
	"muster/ledger"
)

// Tx is one transaction on what is an organisation's. It is for one goroutine,
// and of no use once the function it was given to returns. Within it use its
// own methods: those of the Store would wait for it to end.
//
// The statements given to Exec, Query and QueryRow are one text for SQLite and
// Postgres: integers, text and bytes only, parameters written $1. The first
// parameter is always the organisation and is bound by the Tx; each text must
// use it, and args are those from $2 on. Rows must be closed before the next
// statement.
type Tx struct {
	s      *Store
	tx     *sql.Tx
	ctx    context.Context
	org    muster.OrganisationID
	writes bool

	now    int64
	model  bool           // what people are assessed by changes
	acts   bool           // so do rows that people's acts write
	book   *ledger.Writer // begun by the first Record
	holder string         // whose the text of the entry being recorded is
	writer *writer        // begun by the first Append

	remembered map[string]any

	request *request // whose it is, nil for nobody's
	at      *moment  // what it sees, once it looked; of one that only reads
	used    bool     // it answered from what is kept
	moved   bool     // and that was of another moment than its first statement
}

// Remember keeps something for the rest of a transaction that only reads: what
// it reads is of one moment, so it need not be read twice. One that writes
// remembers nothing.
func (t *Tx) Remember(key string, what any) {
	if t.writes {
		return
	}
	if t.remembered == nil {
		t.remembered = map[string]any{}
	}
	t.remembered[key] = what
}

// Remembered returns what Remember kept. It is shared: read only.
func (t *Tx) Remembered(key string) (what any, ok bool) {
	what, ok = t.remembered[key]
	return what, ok
}

func (s *Store) newTx(ctx context.Context, tx *sql.Tx, org muster.OrganisationID, writes bool) *Tx {
	return &Tx{s: s, tx: tx, ctx: context.WithoutCancel(ctx), org: org, writes: writes, now: s.now(), request: requestOf(ctx)}
}

// Update runs one transaction that reads and writes. All of it is kept when
// do and Update return nil, nothing otherwise. Those who write for one
// organisation wait for each other. A transaction that fails only because of
// another is run again, so do must start from nothing each time.
func (s *Store) Update(ctx context.Context, org muster.OrganisationID, do func(*Tx) error) error {
	var own error // do's: it is not the database's and is returned as it is
	err := s.update(ctx, "keep a change", org, func(tx *sql.Tx) error {
		t := s.newTx(ctx, tx, org, true)
		defer t.close()
		if own = do(t); own != nil {
			return own
		}
		return t.finish()
	})
	if own != nil && err != nil && !isDatabase(own) {
		return own
	}
	return err
}

// View runs one transaction that only reads: all it reads is of one moment,
// that of its first statement. One that reads nothing costs nothing. It may be
// run again, so do must start from nothing each time.
func (s *Store) View(ctx context.Context, org muster.OrganisationID, do func(*Tx) error) error {
	moved, err := s.view(ctx, org, false, do)
	if moved {
		_, err = s.view(ctx, org, true, do)
	}
	if err != nil && isDatabase(err) {
		return s.fail("read the database", err)
	}
	return err
}

// view runs a transaction that only reads, once: begun says that it begins
// before it asks for anything. moved says that what it read is of two moments.
func (s *Store) view(ctx context.Context, org muster.OrganisationID, begun bool, do func(*Tx) error) (moved bool, err error) {
	if err := ctx.Err(); err != nil {
		return false, err
	}
	t := s.newTx(ctx, nil, org, false)
	defer t.close()
	if begun {
		if err := t.begin(); err != nil {
			return false, err
		}
	}
	err = do(t)
	return t.moved, err
}

// One runs one statement that reads one row, as a transaction of its own. It
// follows the rules of Tx.QueryRow.
func (s *Store) One(ctx context.Context, org muster.OrganisationID, text string, args ...any) Row {
	t := s.newTx(ctx, nil, org, false)
	args, err := t.bind(text, args)
	if err == nil {
		err = ctx.Err()
	}
	if err != nil {
		return Row{err: err}
	}
	return Row{row: s.read.QueryRowContext(t.ctx, text, args...)}
}

// finish writes what the transaction gathered.
func (t *Tx) finish() error {
	if t.acts {
		if err := noteActs(t.tx, t.org); err != nil {
			return err
		}
	}
	if t.writer != nil {
		if err := t.writer.finish(); err != nil {
			return err
		}
	}
	if t.model {
		if err := noteModel(t.tx, t.org); err != nil {
			return err
		}
	}
	if t.book == nil {
		return nil
	}
	_, err := t.book.Seal(t.now)
	return err
}

func (t *Tx) close() {
	if t.writer != nil {
		t.writer.close()
		t.writer = nil
	}
	if !t.writes && t.tx != nil {
		t.tx.Rollback() // it only read
	}
}

// begin begins a transaction that only reads with its first statement.
func (t *Tx) begin() (err error) {
	if t.tx != nil {
		return nil
	}
	if t.tx, err = t.s.read.BeginTx(t.ctx, t.s.lang.snapshot); err != nil {
		return t.s.fail("read the database", err)
	}
	return t.settleMoment()
}

// Organisation returns whose transaction it is.
func (t *Tx) Organisation() muster.OrganisationID { return t.org }

// Now returns when the transaction began, in microseconds since 1970: all it
// writes has this time.
func (t *Tx) Now() int64 { return t.now }

var errReads = errors.New("this transaction only reads")

// bind checks a text and puts the organisation before its arguments. What was
// appended is written first, so that the statement sees it.
func (t *Tx) bind(text string, args []any) ([]any, error) {
	if t.writer != nil {
		if err := t.writer.flush(); err != nil {
			return nil, err
		}
	}
	if !strings.Contains(text, "$1") {
		return nil, fmt.Errorf("statement %.60q does not name the organisation, $1", text)
	}
	t.s.asked(text)
	return slices.Insert(args[:len(args):len(args)], 0, any(string(t.org))), nil
}

// Exec runs a statement that writes and returns how many rows it changed.
func (t *Tx) Exec(text string, args ...any) (int64, error) {
	if !t.writes {
		return 0, errReads
	}
	args, err := t.bind(text, args)
	if err != nil {
		return 0, err
	}
	t.acts = t.acts || !quiet(text)
	result, err := t.tx.ExecContext(t.ctx, text, args...)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// Query runs a statement that reads rows.
func (t *Tx) Query(text string, args ...any) (*sql.Rows, error) {
	args, err := t.bind(text, args)
	if err != nil {
		return nil, err
	}
	if err := t.begin(); err != nil {
		return nil, err
	}
	return t.tx.QueryContext(t.ctx, text, args...)
}

// Row is the one row a QueryRow reads.
type Row struct {
	row *sql.Row
	err error
}

// Scan reads the columns. A row that is not there is sql.ErrNoRows.
func (r Row) Scan(to ...any) error {
	if r.err != nil {
		return r.err
	}
	return r.row.Scan(to...)
}

// QueryRow runs a statement that reads one row.
func (t *Tx) QueryRow(text string, args ...any) Row {
	args, err := t.bind(text, args)
	if err != nil {
		return Row{err: err}
	}
	if err := t.begin(); err != nil {
		return Row{err: err}
	}
	return Row{row: t.tx.QueryRowContext(t.ctx, text, args...)}
}

// Listed is a subject in a list.
type Listed struct {
	ID           muster.SubjectID
	Observations int   // kept of it
	Kept         int64 // microseconds since 1970; when it was last added to
	Seq          int64 // the last number given to one of its observations
}

// Subjects lists subjects in the order of ids, at most limit of them, after
// that id. The cursor of the next page is the last id of this one.
func (t *Tx) Subjects(after muster.SubjectID, limit int) ([]Listed, error) {
	rows, err := t.Query(`select subject, observations, kept, seq from subjects
		where organisation = $1 and subject > $2 order by subject limit $3`, string(after), limit)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []Listed
	for rows.Next() {
		var l Listed
		if err := rows.Scan(&l.ID, &l.Observations, &l.Kept, &l.Seq); err != nil {
			return nil, err
		}
		list = append(list, l)
	}
	return list, rows.Err()
}

// Observations returns everything kept of a subject, oldest first, and the last
// number given to one of them; nothing and 0 when nothing is. The list is the
// caller's; the data of the observations are shared and read only.
func (t *Tx) Observations(id muster.SubjectID) ([]muster.Observation, int64, error) {
	ready, err := t.recall([]muster.SubjectID{id})
	if err != nil {
		return nil, 0, err
	}
	if had := ready[id]; had != nil {
		return slices.Clone(had.list), had.seq, nil
	}
	r := row{who: muster.Subject{Organisation: t.org, ID: id}}
	var seq int64
	err = t.QueryRow("select s.seq, "+rowColumns+" from subjects s where s.organisation = $1 and s.subject = $2", string(id)).Scan(append([]any{&seq}, r.scan()...)...)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, 0, nil
	}
	if err != nil {
		return nil, 0, err
	}
	list, err := t.unpack(&r, seq)
	return slices.Clone(list), seq, err
}

// Record adds an entry to the organisation's ledger, in this transaction: the
// act it tells of is written in the same one. body is written as JSON. Without
// Options.Ledger it fails, and the act with it.
func (t *Tx) Record(kind string, body any) (ledger.Entry, error) {
	text, err := json.Marshal(body)
	if err != nil {
		return ledger.Entry{}, fmt.Errorf("ledger entry %s: %w", kind, err)
	}
	if err := t.openBook(); err != nil {
		return ledger.Entry{}, err
	}
	t.holder = ""
	if a, ok := body.(about); ok {
		t.holder = a.Holder()
	}
	return t.book.Append(t.now, kind, string(text))
}

// EraseEntries erases salt and payload of ledger entries and enters that they
// were. The bytes leave the file with the next Wipe.
func (t *Tx) EraseEntries(reason string, seqs []int64) error {
	if err := t.openBook(); err != nil {
		return err
	}
	t.holder = ""
	_, err := t.book.Erase(t.now, reason, seqs)
	return err
}

func (t *Tx) openBook() (err error) {
	switch {
	case t.book != nil:
		return nil
	case !t.writes:
		return errReads
	case t.s.opt.Ledger == nil:
		return &muster.Error{Code: muster.CodeUsage, Message: t.s.path + ": there is no key to sign the ledger with, so nothing can be decided", Hint: "name the ledger's key file"}
	}
	t.book, err = ledger.NewWriter(ledgerRows{t}, LedgerOrigin(t.s.opt.Ledger, t.org), t.s.opt.Ledger)
	return err
}
