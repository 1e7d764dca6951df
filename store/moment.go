package store

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"sync"
	"time"

	"muster"
)

// moment is what a transaction sees of an organisation, as numbers: where two
// transactions see the same numbers, they read the same.
type moment struct {
	last, purged, model int64 // of the sequence of observations: see Feed
	acts                int64 // grows with what people's acts write
}

const momentText = "select last, purged, model, acts from sequences where organisation = $1"

func (m *moment) scan(row *sql.Row) error {
	err := row.Scan(&m.last, &m.purged, &m.model, &m.acts)
	if errors.Is(err, sql.ErrNoRows) { // nothing was ever written
		*m, err = moment{}, nil
	}
	return err
}

// errMoved ends a transaction that answered from what is kept and then began to
// read, when somebody wrote in between: View does it again from the start.
var errMoved = errors.New("somebody wrote meanwhile")

// see returns the moment of a transaction that reads. Before its first statement
// that is the present one, read by itself: a transaction that finds all it asks
// for among what is kept never begins one on the database.
func (t *Tx) see() (moment, error) {
	if t.at != nil {
		return *t.at, nil
	}
	if t.tx == nil {
		if m, ok := t.request.known(t); ok {
			t.at = &m
			return m, nil
		}
	}
	return t.look()
}

// look reads the moment anew.
func (t *Tx) look() (m moment, err error) {
	t.s.asked(momentText)
	writes := t.s.written.Load()
	row := t.s.read.QueryRowContext
	if t.tx != nil {
		row = t.tx.QueryRowContext
	}
	if err := m.scan(row(t.ctx, momentText, string(t.org))); err != nil {
		return m, err
	}
	if !t.writes { // what it writes changes what it sees
		t.at = &m
	}
	t.request.learn(t, m, writes)
	return m, nil
}

// latest is look for those who must not miss what was written before they asked,
// where the transaction has not begun.
func (t *Tx) latest() (moment, error) {
	if t.tx == nil && t.used {
		had := *t.at
		m, err := t.look()
		if err == nil && m != had {
			t.moved = true
			err = errMoved
		}
		return m, err
	}
	if t.tx != nil && t.at != nil {
		return *t.at, nil
	}
	return t.look()
}

// settleMoment is called when a transaction has begun: what it was answered from
// what is kept must be of the moment it sees now.
func (t *Tx) settleMoment() error {
	if t.at == nil {
		return nil
	}
	had := *t.at
	now, err := t.look()
	if err == nil && t.used && now != had {
		t.moved = true
		return errMoved
	}
	return err
}

// quiet are the tables that change without what people's acts write changing.
// Nobody keeps what is read of them.
func quiet(statement string) bool {
	for _, verb := range []string{"insert into ", "update ", "delete from "} {
		if rest, ok := strings.CutPrefix(statement, verb); ok {
			for _, table := range []string{"server_", "stream_", "ledger_", "segment_", "crosswalks ", "vault_keys ", "case_views "} {
				if strings.HasPrefix(rest, table) {
					return true
				}
			}
		}
	}
	return false
}

// noteActs gives a number to a change of what people's acts write.
func noteActs(tx *sql.Tx, org muster.OrganisationID) error {
	_, err := tx.Exec(`insert into sequences (organisation, last, purged, acts) values ($1, 0, 0, 1)
		on conflict (organisation) do update set acts = sequences.acts + 1`, string(org))
	return err
}

// atMost is how long a request believes that what it saw is the present: longer
// than a page takes, and less than anybody notices.
const atMost = time.Second

// request is one request, whose transactions see what was the present when it
// came unless this program wrote since.
type request struct {
	mu     sync.Mutex
	org    muster.OrganisationID
	what   moment
	when   time.Time
	writes int64
}

type requestKey struct{}

// OneRequest returns a context whose transactions that only read are of one
// request: which moment is the present is asked once for all of them, and again
// after a write of this Store or a second. What was acknowledged before the
// request came is seen by all of them.
func OneRequest(ctx context.Context) context.Context {
	return context.WithValue(ctx, requestKey{}, &request{})
}

func requestOf(ctx context.Context) *request {
	r, _ := ctx.Value(requestKey{}).(*request)
	return r
}

func (r *request) known(t *Tx) (moment, bool) {
	if r == nil {
		return moment{}, false
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.what, r.org == t.org && time.Since(r.when) < atMost && r.writes == t.s.written.Load()
}

// learn keeps what was seen, and how much this program had written before.
func (r *request) learn(t *Tx, m moment, writes int64) {
	if r == nil || t.tx != nil { // what a transaction sees may be the past
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.org, r.what, r.when, r.writes = t.org, m, time.Now(), writes
}
