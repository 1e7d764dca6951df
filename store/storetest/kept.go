package storetest

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"muster"
	"muster/store"
)

// beside is another store on the same database, as another server is.
func (e *env) beside() *store.Store {
	e.t.Helper()
	s, err := e.open(e.t, e.name, e.options())
	if err != nil {
		e.t.Fatalf("open beside: %v", err)
	}
	e.t.Cleanup(func() { s.Close() })
	return s
}

// placed reads a row that an act writes, from what is kept where it can.
// asked says whether the database had to be asked.
func placed(t *testing.T, s *store.Store) (body string, asked bool) {
	t.Helper()
	err := s.View(t.Context(), org, func(tx *store.Tx) error {
		body, asked = "", false
		had, ok, err := tx.Kept("placement of ann")
		if ok {
			body = had.(string)
		}
		if ok || err != nil {
			return err
		}
		asked = true
		return readPlaced(tx, &body)
	})
	if err != nil {
		t.Fatal(err)
	}
	return body, asked
}

func readPlaced(tx *store.Tx, body *string) error {
	var text []byte
	if err := tx.QueryRow("select body from placements where organisation = $1 and id = $2", "ann").Scan(&text); err != nil {
		return err
	}
	*body = string(text)
	tx.Keep("placement of ann", *body, len(text))
	return nil
}

// place writes that row.
func place(t *testing.T, s *store.Store, body string) {
	t.Helper()
	err := s.Update(t.Context(), org, func(tx *store.Tx) error {
		_, err := tx.Exec("insert into placements (organisation, id, subject, file, state, due, made, body) values ($1, 'ann', 'ann', '', '', 0, 0, $2) on conflict (organisation, id) do update set body = excluded.body", []byte(body))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// keeping: what one transaction kept serves the next until a row that acts write
// changes, whoever changed it; a session, a job and an entry alone change none.
func keeping(t *testing.T, e *env) {
	s, other := e.store(), e.beside()
	place(t, s, "one")
	if got, asked := placed(t, s); got != "one" || !asked {
		t.Errorf("read %q, asked %v, want one from the database", got, asked)
	}
	e.act(org, 1)
	e.put(observation(t, org, "ann", "1", &muster.Message{Text: "Hello"}))
	e.update(org, func(tx *store.Tx) error {
		_, err := tx.Exec("delete from server_sessions where organisation = $1 and seen < $2", 1)
		return err
	})
	if got, asked := placed(t, s); got != "one" || asked {
		t.Errorf("read %q, asked %v, want one from what is kept", got, asked)
	}
	e.update("elsewhere", func(tx *store.Tx) error {
		body, ok, err := tx.Kept("placement of ann")
		if ok || err != nil {
			t.Errorf("a transaction that writes finds %v: %v", body, err)
		}
		return err
	})
	for i, writer := range []*store.Store{s, other, s, other} {
		want := fmt.Sprint("after ", i)
		place(t, writer, want)
		if got, asked := placed(t, s); got != want || !asked {
			t.Errorf("after another write: %q, asked %v, want %q from the database", got, asked, want)
		}
	}
	err := s.View(t.Context(), "elsewhere", func(tx *store.Tx) error {
		_, ok, err := tx.Kept("placement of ann")
		if ok {
			t.Error("what is kept of one organisation is found in another")
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	failed := errors.New("no")
	if err := s.Update(t.Context(), org, func(tx *store.Tx) error {
		if _, err := tx.Exec("delete from placements where organisation = $1"); err != nil {
			return err
		}
		return failed
	}); !errors.Is(err, failed) {
		t.Fatal(err)
	}
	if got, asked := placed(t, s); got != "after 3" || asked {
		t.Errorf("after a change that was not kept: %q, asked %v", got, asked)
	}
}

// oneMoment: a transaction that answered from what is kept and then reads, while
// somebody wrote in between, is run again: it never tells of two moments.
func oneMoment(t *testing.T, e *env) {
	s, other := e.store(), e.beside()
	place(t, s, "before")
	placed(t, s)
	times := 0
	var first, second string
	err := s.View(t.Context(), org, func(tx *store.Tx) error {
		times++
		if had, ok, err := tx.Kept("placement of ann"); err != nil {
			return err
		} else if ok {
			first = had.(string)
		} else if err := readPlaced(tx, &first); err != nil {
			return err
		}
		if times == 1 {
			place(t, other, "after")
		}
		return readPlaced(tx, &second)
	})
	if err != nil || first != second || second != "after" || times != 2 {
		t.Errorf("run %d times, read %q and then %q: %v", times, first, second, err)
	}
	ctx := store.OneRequest(t.Context()) // what was acknowledged before it came is seen, and what it writes itself
	read := func() (body string) {
		err := s.View(ctx, org, func(tx *store.Tx) error { return readPlaced(tx, &body) })
		if err != nil {
			t.Fatal(err)
		}
		return body
	}
	if got := read(); got != "after" {
		t.Errorf("a request reads %q", got)
	}
	place(t, s, "its own")
	if got := read(); got != "its own" {
		t.Errorf("a request that wrote reads %q", got)
	}
}

// atHand: whoever writes and erases, on this server or another, what is read
// together is what is stored.
func atHand(t *testing.T, e *env) {
	s, other := e.store(), e.beside()
	r := rand.New(rand.NewPCG(3, 9))
	var ids []muster.SubjectID
	for i := range 12 {
		ids = append(ids, muster.SubjectID(fmt.Sprint("p", i)))
	}
	for step := range 60 {
		e.clock = e.clock.Add(time.Minute)
		writer := []*store.Store{s, other}[r.IntN(2)]
		switch what := r.IntN(8); {
		case what == 0:
			if err := writer.Purge(t.Context(), org, e.clock.Add(-time.Duration(1+r.IntN(30))*time.Minute)); err != nil {
				t.Fatal(err)
			}
		case what == 1: // very many at once: nobody lists them
			if _, err := writer.Put(t.Context(), muster.NewSlice(append(crowd(t, org, 600), observation(t, org, ids[r.IntN(12)], fmt.Sprint(step), &muster.Message{Text: "Hello"}))), nil); err != nil {
				t.Fatal(err)
			}
		default:
			o := observation(t, org, ids[r.IntN(12)], fmt.Sprint(step), &muster.BankDetails{PayTo: muster.PayTo{IBAN: "GB82WEST12345698765432"}})
			if _, _, err := writer.Append(t.Context(), org, []muster.Observation{o}); err != nil {
				t.Fatal(err)
			}
		}
		if r.IntN(3) == 0 {
			continue
		}
		var got, want []store.Whole
		if err := s.View(t.Context(), org, func(tx *store.Tx) error {
			got = nil
			return tx.Many(ids, func(w store.Whole) error { got = append(got, w); return nil })
		}); err != nil {
			t.Fatal(err)
		}
		fresh := e.beside()
		if err := fresh.View(t.Context(), org, func(tx *store.Tx) error {
			want = nil
			return tx.Many(ids, func(w store.Whole) error { want = append(want, w); return nil })
		}); err != nil {
			t.Fatal(err)
		}
		fresh.Close()
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("step %d: what is at hand is other than what is stored (- stored, + at hand):\n%s", step, diff)
		}
	}
}

// noting: entries that are made at once share commits; each is there when Note
// returns, beside what is appended meanwhile, and one at fault fails alone.
func noting(t *testing.T, e *env) {
	s := e.store()
	var wg sync.WaitGroup
	for i := range 40 {
		wg.Go(func() {
			if err := s.Note(t.Context(), org, "ledger.export", map[string]int{"number": i}); err != nil {
				t.Error(err)
			}
			o := observation(t, org, "ann", fmt.Sprint(i), &muster.Message{Text: "Hello"})
			if _, added, err := s.Append(t.Context(), org, []muster.Observation{o}); err != nil || added != 1 {
				t.Errorf("%d are new: %v", added, err)
			}
			if err := s.Note(t.Context(), org, "ledger.export", func() {}); err == nil {
				t.Error("what is no JSON was entered")
			}
		})
	}
	wg.Wait()
	if r, err := s.VerifyLedger(t.Context(), org); err != nil || r.Entries != 40 {
		t.Errorf("%d entries, want 40: %v", r.Entries, err)
	}
}
