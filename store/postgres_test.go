package store_test

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"muster"
	"muster/internal/pgtest"
	"muster/ledger"
	"muster/store"
)

// signed are options with a key for the ledger, the same each time.
func signed(t testing.TB) store.Options {
	t.Helper()
	s, err := testSigning()
	if err != nil {
		t.Fatal(err)
	}
	o := options()
	o.Ledger = s
	return o
}

func testSigning() (*ledger.Signing, error) {
	private, public, err := ledger.GenerateKey(rand.NewChaCha8([32]byte{9}), "example.org")
	if err != nil {
		return nil, err
	}
	return ledger.NewSigning(private, public)
}

// TestNodesShareAServer starts several stores on one empty database at once,
// as several servers would, and lets them write for one organisation.
func TestNodesShareAServer(t *testing.T) {
	place := pgtest.Start(t).Database(t)
	const nodes, each = 4, 25
	var wg sync.WaitGroup
	for n := range nodes {
		wg.Go(func() {
			s, err := store.Open(t.Context(), place, signed(t))
			if err != nil {
				t.Errorf("node %d: %v", n, err)
				return
			}
			defer s.Close()
			for k := range each {
				list := observationsOf(fmt.Sprintf("n%d-%d", n, k))[:3]
				if _, added, err := s.Append(t.Context(), org, list); err != nil || added != 3 {
					t.Errorf("append: %d, %v", added, err)
				}
				err := s.Update(t.Context(), org, func(tx *store.Tx) error {
					_, err := tx.Record("case.note", "x")
					return err
				})
				if err != nil {
					t.Errorf("act: %v", err)
				}
			}
		})
	}
	wg.Wait()
	s, err := store.Open(t.Context(), place, signed(t))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	steps, err := filepath.Glob("migrations/*.sql")
	if err != nil {
		t.Fatal(err)
	}
	var taken, last int
	err = s.View(t.Context(), org, func(tx *store.Tx) error {
		return tx.QueryRow("select count(*), max(version) from migrations where $1 <> ''").Scan(&taken, &last)
	})
	if err != nil || taken != len(steps) || last != len(steps) { // a step taken twice would have failed: its tables were there
		t.Errorf("%d steps of the schema were taken, the last is %d, %v; want each of %d once", taken, last, err, len(steps))
	}
	f, err := s.Changes(t.Context(), org, 0, 1000)
	if err != nil || f.Last != 3*nodes*each || len(f.Changed) != nodes*each {
		t.Errorf("%d changes up to %d, %v", len(f.Changed), f.Last, err)
	}
	if report, err := s.VerifyLedger(t.Context(), org); err != nil || report.Entries != nodes*each {
		t.Errorf("%+v, %v", report, err)
	}
}

func TestServerSaysWhatIsWrong(t *testing.T) {
	server := pgtest.Start(t)
	place := server.Database(t)
	at := strings.LastIndex(place, "/")
	none := place[:at] + "/none" + place[strings.Index(place, "?"):]
	for _, test := range []struct {
		place string
		code  muster.Code
	}{
		{none, muster.CodeNotFound},
		{"postgres://muster:secretword@127.0.0.1:1/none?sslmode=disable", muster.CodeNotFound},
		{"postgres://muster:secretword@127.0.0.1:port/none", muster.CodeUsage},
		{strings.Replace(place, "muster@", "nobody:secretword@", 1), muster.CodePermission},
	} {
		_, err := store.Open(t.Context(), test.place, options())
		wantCode(t, err, test.code)
		if err != nil && strings.Contains(err.Error(), "secretword") {
			t.Errorf("%v holds the password", err)
		}
	}
	_, err := store.Create(t.Context(), place, options())
	wantCode(t, err, muster.CodeUsage)

	first, err := store.LockFile(place)
	if err != nil {
		t.Fatal(err)
	}
	_, err = store.LockFile(place)
	wantCode(t, err, muster.CodeConflict)
	other, err := store.LockFile(server.Database(t))
	if err != nil {
		t.Errorf("another database cannot be locked: %v", err)
	}
	other.Release()
	first.Release()
	first.Release()
	for range 30 { // given up at once, not when the server notices
		again, err := store.LockFile(place)
		if err != nil {
			t.Fatal(err)
		}
		again.Release()
	}
}

// TestKilledWriterLosesNothingOnAServer ends the client, not the server.
func TestKilledWriterLosesNothingOnAServer(t *testing.T) {
	place := pgtest.Start(t).Database(t)
	random := rand.New(rand.NewPCG(2026, 13))
	said := &spoken{people: map[string]int{}}
	for round := range killRounds / 2 {
		killOne(t, fmt.Sprintf("append %02d %s", round, place), 1+random.IntN(12), time.Duration(random.IntN(8_000))*time.Microsecond, said)
		checkAppended(t, place, said)
	}
	t.Logf("%d runs begun, %d finished, %d of them with people", len(said.begun), len(said.finished), len(said.people))
}

// TestServerStaysQuickAsItGrows puts people into an empty database through the
// same connections until it is large: the last batches take no longer than the
// first by an order.
func TestServerStaysQuickAsItGrows(t *testing.T) {
	s, err := store.Open(t.Context(), pgtest.Start(t).Database(t), options())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	var took []time.Duration
	for round := range 16 {
		start := time.Now()
		if _, err := s.Put(t.Context(), some{crowd(1_500), round, 1}, nil); err != nil {
			t.Fatal(err)
		}
		took = append(took, time.Since(start))
	}
	// The quickest of several, so that a busy machine does not count.
	if first, last := slices.Min(took[:4]), slices.Min(took[12:]); last > 6*first {
		t.Errorf("a batch took %v at first and %v at last", first, last)
	}
}
