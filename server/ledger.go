package server

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"muster"
	"muster/casework"
	"muster/ledger"
	"muster/report"
	"muster/store"
	"muster/web"
)

// ledgerPage is how many entries one page shows.
const ledgerPage = 50

// lastVerified is what the last check of the ledger gave.
type lastVerified struct {
	mu   sync.Mutex
	what *web.Verified
}

// Ledger is one page of the ledger: that things were done, by whom, and not
// what about.
func (s *Server) Ledger(ctx context.Context, q web.LedgerQuery) (*web.Ledger, error) {
	actor, err := who(ctx)
	if err != nil {
		return nil, err
	}
	out := &web.Ledger{Key: s.keys.signing.Signer.Name()}
	s.verified.mu.Lock()
	out.Verified = s.verified.what
	s.verified.mu.Unlock()
	last, err := s.ledgerEnd(ctx, out)
	if err != nil || !s.desk.Permissions().Allows(actor, casework.LedgerView, casework.Scope{}, false) {
		out.Part = visitorOf(ctx).may(casework.LedgerView)
		return out, err
	}
	to := last
	if q.Entry > 0 {
		to = min(q.Entry, last)
	}
	from := max(0, to-ledgerPage+1)
	lines, err := s.desk.Ledger(ctx, actor, from, int(to-from+1))
	if err != nil {
		return nil, err
	}
	called, err := s.desk.Called(ctx)
	if err != nil {
		return nil, err
	}
	v := &viewing{server: s, actor: actor, called: called}
	for i := len(lines) - 1; i >= 0; i-- {
		l := &lines[i]
		hash := l.Hash()
		out.Entries = append(out.Entries, web.Entry{Number: l.Seq, At: l.At, Who: v.doer(l), What: actWord(l.Kind), Hash: fmt.Sprintf("%x", hash[:]), Erased: l.Erased})
	}
	out.Older = max(0, from-1)
	return out, nil
}

// doer names who did what an entry records: a user, somebody without an account,
// or the program.
func (v *viewing) doer(l *casework.LedgerLine) string {
	switch {
	case l.By != "":
		return v.userName(l.By)
	case l.Name != "":
		return l.Name
	case l.Kind == casework.SignInRefused, l.Erased && l.Kind != store.KindRun: // nobody known
		return ""
	}
	return "The program"
}

// ledgerEnd fills in size and root from the last checkpoint and returns the
// last entry's number.
func (s *Server) ledgerEnd(ctx context.Context, out *web.Ledger) (int64, error) {
	last := int64(-1)
	err := s.store.View(ctx, s.config.Organisation, func(tx *store.Tx) error {
		var number int64
		if err := tx.QueryRow("select coalesce(max(number), 0) from ledger_checkpoints where organisation = $1").Scan(&number); err != nil || number == 0 {
			return err
		}
		list, err := tx.Checkpoints(number, 1)
		if err != nil || len(list) == 0 {
			return err
		}
		c, err := ledger.OpenCheckpoint(list[0].Signed, store.LedgerOrigin(s.keys.signing, s.config.Organisation), s.keys.signing.Known)
		if err != nil {
			return err
		}
		out.Size, out.Root, out.Signed, last = c.Size, c.Root.String(), time.UnixMicro(c.Time).UTC(), c.Size-1
		return nil
	})
	return last, err
}

// verifyLedger checks the whole ledger now.
func (s *Server) verifyLedger(ctx context.Context, actor *casework.Actor) (*web.Receipt, error) {
	v, err := s.verify(ctx, actor)
	if err != nil {
		return nil, err
	}
	return &web.Receipt{Says: v.Says, Next: "/ledger"}, nil
}

// verify reads the whole ledger, and keeps what that gave for its page.
func (s *Server) verify(ctx context.Context, actor *casework.Actor) (*web.Verified, error) {
	r, err := s.desk.Verify(ctx, actor)
	var fault *ledger.Fault
	if err != nil && !errors.As(err, &fault) {
		return nil, err
	}
	v := &web.Verified{At: s.now(), OK: err == nil, Leaves: r.Entries, Says: report.Count(int(r.Entries), "entry", "entries") + " read; nothing was altered, removed or moved."}
	if err != nil {
		v.Says = "Something was changed after the fact: " + err.Error()
	}
	s.verified.mu.Lock()
	s.verified.what = v
	s.verified.mu.Unlock()
	return v, nil
}

// Ledger is an installation's ledger alone, for the command line: it may be
// read while a server runs.
type Ledger struct {
	store   *store.Store
	org     muster.OrganisationID
	signing *ledger.Signing
}

// Organisation is whose ledger it is.
func (l *Ledger) Organisation() muster.OrganisationID { return l.org }

// OpenLedger opens the ledger of an installation. Close it after use.
func OpenLedger(ctx context.Context, c *Config) (*Ledger, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	k, err := openKeys(c.keysFolder(), false)
	if err != nil {
		return nil, err
	}
	place, err := c.place()
	if err != nil {
		return nil, err
	}
	db, err := store.Open(ctx, place, store.Options{Keys: k.of, Ledger: k.signing})
	if err != nil {
		return nil, err
	}
	return &Ledger{db, c.Organisation, k.signing}, nil
}

// Verify reads the whole ledger. held are signed checkpoints kept elsewhere.
func (l *Ledger) Verify(ctx context.Context, held ...string) (ledger.Report, error) {
	r, err := l.store.VerifyLedger(ctx, l.org, held...)
	var fault *ledger.Fault
	if errors.As(err, &fault) {
		if other := l.store.CheckLedgerKey(ctx, l.org); other != nil {
			return r, other
		}
		return r, &muster.Error{Code: muster.CodeDamaged, Message: "the ledger was changed after the fact: " + err.Error(), Hint: "keep this database as it is and compare it with a backup", Err: err}
	}
	return r, err
}

// Bundle is all entries without their texts.
func (l *Ledger) Bundle(ctx context.Context) (*ledger.Bundle, error) {
	return l.store.Bundle(ctx, l.org, nil, func(*ledger.Entry) bool { return true })
}

// Checkpoint is the last signed checkpoint.
func (l *Ledger) Checkpoint(ctx context.Context) (string, error) {
	b, err := l.Bundle(ctx)
	if err != nil {
		return "", err
	}
	return b.Checkpoint, nil
}

// PublicKey is the key that bundles and checkpoints are checked against.
func (l *Ledger) PublicKey() string { return l.signing.Public[0] }

// Close ends the use of the ledger.
func (l *Ledger) Close() error { return l.store.Close() }
