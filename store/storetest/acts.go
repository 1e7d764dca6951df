package storetest

import (
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"muster"
	"muster/ledger"
	"muster/store"
)

// signing makes the ledger's key, the same each time.
func signing(t *testing.T) *ledger.Signing {
	t.Helper()
	private, public, err := ledger.GenerateKey(rand.NewChaCha8([32]byte{7}), "example.org")
	if err != nil {
		t.Fatal(err)
	}
	s, err := ledger.NewSigning(private, public)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func (e *env) update(org muster.OrganisationID, do func(*store.Tx) error) {
	e.t.Helper()
	if err := e.store().Update(e.t.Context(), org, do); err != nil {
		e.t.Fatalf("update: %v", err)
	}
}

// act records some acts, each in a transaction of its own.
func (e *env) act(org muster.OrganisationID, n int) {
	e.t.Helper()
	for i := range n {
		e.update(org, func(tx *store.Tx) error {
			_, err := tx.Record("case.note", map[string]any{"by": "a clerk", "number": i})
			return err
		})
	}
}

var errRefused = errors.New("refused by the caller")

func allOrNothing(t *testing.T, e *env) {
	o := observation(t, org, "p1", "a", &muster.Message{Text: "Hello"})
	do := func(tx *store.Tx) error {
		if _, _, err := tx.Append([]muster.Observation{o}); err != nil {
			return err
		}
		if _, err := tx.Record("check.recorded", map[string]string{"subject": "p1"}); err != nil {
			return err
		}
		n, err := tx.Exec("insert into settings (organisation, name, value) values ($1, $2, $3)", "greeting", "hello")
		if err == nil && n != 1 {
			err = fmt.Errorf("%d rows", n)
		}
		return err
	}
	err := e.store().Update(t.Context(), org, func(tx *store.Tx) error {
		if err := do(tx); err != nil {
			return err
		}
		return errRefused
	})
	if err != errRefused {
		t.Fatalf("error %v, want the caller's own", err)
	}
	if n := len(e.read(org)); n != 0 {
		t.Errorf("%d observations of a transaction that failed", n)
	}
	e.update(org, do)
	e.close()
	if n := len(e.read(org)); n != 1 {
		t.Errorf("%d observations, want 1", n)
	}
	err = e.store().View(t.Context(), org, func(tx *store.Tx) error {
		entries, err := tx.Entries(0, 10)
		if err != nil || len(entries) != 1 || entries[0].Kind != "check.recorded" || entries[0].Opening.Payload != `{"subject":"p1"}` || entries[0].Happened != e.clock.UnixMicro() {
			t.Errorf("entries %+v, %v", entries, err)
		}
		var value string
		if err := tx.QueryRow("select value from settings where organisation = $1 and name = $2", "greeting").Scan(&value); err != nil || value != "hello" {
			t.Errorf("setting %q, %v", value, err)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	if report, err := e.store().VerifyLedger(t.Context(), org); err != nil || report.Entries != 1 || report.Checkpoints != 1 {
		t.Errorf("%+v, %v", report, err)
	}
}

func bounds(t *testing.T, e *env) {
	e.put(crowd(t, org, 2)...)
	err := e.store().View(t.Context(), org, func(tx *store.Tx) error {
		if _, err := tx.Exec("delete from settings where organisation = $1"); err == nil {
			t.Error("a view wrote")
		}
		if _, err := tx.Record("a", nil); err == nil {
			t.Error("a view recorded")
		}
		if _, _, err := tx.Append(crowd(t, org, 1)); err == nil {
			t.Error("a view appended")
		}
		if _, err := tx.Query("select subject from subjects"); err == nil {
			t.Error("a statement without the organisation ran")
		}
		return errRefused
	})
	if err != errRefused {
		t.Errorf("error %v, want the caller's own", err)
	}
	err = e.store().Update(t.Context(), "other", func(tx *store.Tx) error {
		if tx.Organisation() != "other" || tx.Now() != e.clock.UnixMicro() {
			t.Errorf("transaction of %s at %d", tx.Organisation(), tx.Now())
		}
		var id string
		if err := tx.QueryRow("select subject from subjects where organisation = $1").Scan(&id); !errors.Is(err, sql.ErrNoRows) {
			t.Errorf("saw %q of another organisation, %v", id, err)
		}
		_, _, err := tx.Append(crowd(t, org, 1))
		return err
	})
	if err == nil {
		t.Error("an observation was kept under another organisation")
	}
	err = e.store().Update(t.Context(), org, func(tx *store.Tx) error {
		_, err := tx.Exec("insert into nothing (organisation) values ($1)")
		return err
	})
	var known *muster.Error
	if !errors.As(err, &known) {
		t.Errorf("a statement that failed: %v, want an error with a code", err)
	}
}

// pages reads all subjects in pages while others are added: what was there
// when the view began is listed once, in order.
func pages(t *testing.T, e *env) {
	e.put(crowd(t, org, 25)...)
	e.put(observation(t, org, "é", "x", &muster.Message{}), observation(t, org, "Z", "y", &muster.Message{}))
	var got []muster.SubjectID
	err := e.store().View(t.Context(), org, func(tx *store.Tx) error {
		var after muster.SubjectID
		for page := 0; ; page++ {
			list, err := tx.Subjects(after, 4)
			if err != nil || len(list) == 0 {
				return err
			}
			if page == 1 {
				e.put(observation(t, org, "p0099", "z", &muster.Message{}))
			}
			for _, l := range list {
				got = append(got, l.ID)
				if l.Kept != e.clock.UnixMicro() || l.Seq == 0 || l.Observations == 0 {
					t.Errorf("listed %+v", l)
				}
			}
			after = list[len(list)-1].ID
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 27 || !slices.IsSorted(got) || slices.Contains(got, "p0099") || got[0] != "Z" || got[26] != "é" {
		t.Errorf("listed %v", got)
	}
	err = e.store().View(t.Context(), org, func(tx *store.Tx) error {
		list, seq, err := tx.Observations("p0003")
		if err != nil || len(list) != 3 || seq == 0 {
			t.Errorf("%d observations at %d, %v", len(list), seq, err)
		}
		list, seq, err = tx.Observations("nobody")
		if err != nil || len(list) != 0 || seq != 0 {
			t.Errorf("%d observations of nobody at %d, %v", len(list), seq, err)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

// ledgerOfMany writes the ledgers of two organisations from several goroutines.
func ledgerOfMany(t *testing.T, e *env) {
	const writers, each = 6, 8
	s := e.store()
	var wg sync.WaitGroup
	for i := range writers {
		wg.Go(func() {
			for k := range each {
				whose := muster.OrganisationID([]string{string(org), "a b/c"}[k%2])
				err := s.Update(t.Context(), whose, func(tx *store.Tx) error {
					for range 1 + k%3 {
						if _, err := tx.Record("case.note", map[string]int{"writer": i}); err != nil {
							return err
						}
					}
					return nil
				})
				if err != nil {
					t.Errorf("update: %v", err)
				}
			}
		})
	}
	wg.Wait()
	for whose, want := range map[muster.OrganisationID]int64{org: 6 * (1 + 3 + 2 + 1), "a b/c": 6 * (2 + 1 + 3 + 2)} {
		report, err := s.VerifyLedger(t.Context(), whose)
		if err != nil || report.Entries != want || report.Checkpoints != writers*each/2 {
			t.Errorf("%s: %+v, %v; want %d entries", whose, report, err, want)
		}
	}
}

func ledgerOfRuns(t *testing.T, e *env) {
	e.run("r1", finding("SRC-01", 1, "p1", "p2"))
	e.run("r2")
	var kinds []string
	err := e.store().View(t.Context(), org, func(tx *store.Tx) error {
		entries, err := tx.Entries(0, 10)
		for _, r := range entries {
			kinds = append(kinds, r.Kind)
			if !strings.Contains(r.Opening.Payload, `"root":"010203`) {
				t.Errorf("payload %s does not hold the root", r.Opening.Payload)
			}
		}
		return err
	})
	if diff := cmp.Diff([]string{store.KindRun, store.KindRun}, kinds); err != nil || diff != "" {
		t.Errorf("%v %s", err, diff)
	}
	some := []muster.SubjectID{"p1"}
	e.look("r3", some, finding("IDD-02", 2, "p1"))
	e.look("r4", some, finding("IDD-02", 2, "p1")) // changes nothing, as every further program's look after a new policy
	if report, err := e.store().VerifyLedger(t.Context(), org); err != nil || report.Entries != 3 {
		t.Errorf("%+v, %v; a look that changed nothing is no entry", report, err)
	}
}

// vandalism changes rows behind the ledger's back.
func vandalism(t *testing.T, e *env) {
	for i, test := range []struct{ text, want string }{
		{"update ledger_leaves set happened = happened + 1 where organisation = $1 and seq = 4", "entry 4"},
		{"update ledger_leaves set kind = 'case.closed' where organisation = $1 and seq = 4", "entry 4"},
		{"update ledger_leaves set commitment = (select p.salt from ledger_payloads p where p.organisation = $1 and p.seq = 0) where organisation = $1 and seq = 4", "entry 4"},
		{"delete from ledger_leaves where organisation = $1 and seq = 4", "entry 4: missing"},
		{"delete from ledger_leaves where organisation = $1 and seq = 9", "entry 9: missing"},
		{"delete from ledger_leaves where organisation = $1", "missing"},
		{"update ledger_leaves set seq = 4 - seq where organisation = $1 and seq < 0", ""}, // changes nothing
		{"update ledger_leaves set seq = -1 where organisation = $1 and seq = 4", "out of its order"},
		{"update ledger_payloads set body = (select p.body from ledger_payloads p where p.organisation = $1 and p.seq = 5) where organisation = $1 and seq = 4", "entry 4"},
		{"update ledger_payloads set salt = (select p.salt from ledger_payloads p where p.organisation = $1 and p.seq = 5) where organisation = $1 and seq = 4", "entry 4"},
		{"delete from ledger_payloads where organisation = $1 and seq = 4", "entry 4"},
		{"update ledger_payloads set seq = 40 where organisation = $1 and seq = 4", "entry 4"},
		{"insert into ledger_payloads (organisation, seq, salt, body) select $1, 77, salt, body from ledger_payloads where organisation = $1 and seq = 4", "entry 77"},
		{"update ledger_hashes set hash = (select h.hash from ledger_hashes h where h.organisation = $1 and h.idx = 1) where organisation = $1 and idx = 7", "entry 4"},
		{"delete from ledger_hashes where organisation = $1 and idx = 7", "entry 4"},
		{"update ledger_hashes set idx = 1000 where organisation = $1 and idx = 17", "entry 9"},
		{"insert into ledger_hashes (organisation, idx, hash) select $1, -5, hash from ledger_hashes where organisation = $1 and idx = 7", "entry 0"},
		{"update ledger_checkpoints set note = (select c.note from ledger_checkpoints c where c.organisation = $1 and c.number = 2) where organisation = $1 and number = 5", "checkpoint 5"},
		{"update ledger_checkpoints set size = 6 where organisation = $1 and number = 5", "checkpoint 5"},
		{"update ledger_checkpoints set number = 50 where organisation = $1 and number = 5", "checkpoint 5"},
		{"delete from ledger_checkpoints where organisation = $1 and number = 5", "checkpoint 5 is missing"},
		{"delete from ledger_checkpoints where organisation = $1 and number = 10", "entry 9: covered by no checkpoint"},
	} {
		whose := muster.OrganisationID(fmt.Sprint("org", i))
		e.act(whose, 10)
		e.update(whose, func(tx *store.Tx) error {
			n, err := tx.Exec(test.text)
			if err == nil && n == 0 && test.want != "" {
				err = fmt.Errorf("%s changed nothing", test.text)
			}
			return err
		})
		_, err := e.store().VerifyLedger(t.Context(), whose)
		var f *ledger.Fault
		if test.want == "" && err == nil {
			continue
		}
		if !errors.As(err, &f) || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want a fault with %q", test.text, err, test.want)
		}
	}
}

func erasure(t *testing.T, e *env) {
	e.act(org, 10)
	var held string
	e.update(org, func(tx *store.Tx) error {
		list, err := tx.Checkpoints(3, 1)
		if err != nil || len(list) != 1 {
			t.Errorf("checkpoints %v, %v", list, err)
			return err
		}
		held = list[0].Signed
		return tx.EraseEntries("retention", []int64{2, 3, 7, 3})
	})
	report, err := e.store().VerifyLedger(t.Context(), org, held)
	if err != nil || report.Entries != 11 || report.Erased != 3 || report.Openings != 8 {
		t.Errorf("%+v, %v", report, err)
	}
	for _, test := range []struct {
		seqs     []int64
		openings int
	}{{nil, 7}, {[]int64{1, 2, 4, 10}, 2}} {
		b, err := e.store().Bundle(t.Context(), org, test.seqs, func(x *ledger.Entry) bool { return x.Seq == 4 }, held)
		if err != nil {
			t.Fatal(err)
		}
		shown, err := b.Check(signing(t).Known)
		if err != nil || shown.Complete != (test.seqs == nil) || shown.Openings != test.openings || shown.Earlier != 1 {
			t.Errorf("bundle of %v: %+v, %v", test.seqs, shown, err)
		}
	}
	if _, err := e.store().Bundle(t.Context(), "other", nil, nil); muster.CodeOf(err) != muster.CodeEmpty {
		t.Errorf("a bundle of nothing: %v", err)
	}
}

func noLedger(t *testing.T, e *env) {
	e.unsigned = true
	e.run("r1")
	err := e.store().Update(t.Context(), org, func(tx *store.Tx) error {
		_, err := tx.Record("case.note", nil)
		return err
	})
	if muster.CodeOf(err) != muster.CodeUsage {
		t.Errorf("an act without a ledger: %v, want code %s", err, muster.CodeUsage)
	}
	if _, err := e.store().VerifyLedger(t.Context(), org); muster.CodeOf(err) != muster.CodeUsage {
		t.Errorf("verified without a key: %v", err)
	}
	if _, err := e.store().Bundle(t.Context(), org, nil, nil); muster.CodeOf(err) != muster.CodeUsage {
		t.Errorf("a bundle without a key: %v", err)
	}
}

// longLedger is longer than the pages a verification reads.
func longLedger(t *testing.T, e *env) {
	for range 3 {
		e.clock = e.clock.Add(time.Minute)
		e.update(org, func(tx *store.Tx) error {
			for range 400 {
				if _, err := tx.Record("case.note", "x"); err != nil {
					return err
				}
			}
			return nil
		})
	}
	if report, err := e.store().VerifyLedger(t.Context(), org); err != nil || report.Entries != 1200 {
		t.Errorf("%+v, %v", report, err)
	}
}
