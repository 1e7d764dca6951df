package server

import (
	"math/rand/v2"
	"net/http"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"muster"
	"muster/casework"
	"muster/store"
)

// mostAsked is how many statements the dearest page may make, however many
// people and however much work there is.
const mostAsked = 30

// TestPagesAskAFewQuestions opens every page where there is much work, and counts
// the statements each makes: a list asks about all of its people at once.
func TestPagesAskAFewQuestions(t *testing.T) {
	t.Parallel()
	const people = 300
	var asked atomic.Int64
	in := populated(t, people, "", func(c *Config) { c.asked = func(string) { asked.Add(1) } })
	var grants []casework.Grant
	for _, r := range casework.Roles() {
		grants = append(grants, casework.Grant{Role: r})
	}
	lead := in.signedIn(t, "lead", grants...)
	in.busy(t, people)
	asked.Store(0)
	in.warmPages(t.Context())
	cold := asked.Load()
	asked.Store(0)
	lead.get("/today")
	if n := asked.Load(); 2*n > cold {
		t.Errorf("the first look at today makes %d statements, although %d were made before anybody asked", n, cold)
	}
	r := rand.New(rand.NewPCG(1, 1))
	for path, address := range pagesOf(t, in, lead, people) {
		at := address(r)
		lead.get(at) // what is kept between two pages is then there
		asked.Store(0)
		if status, _ := lead.get(at); status != http.StatusOK {
			t.Errorf("%s: %d", at, status)
		}
		if n := asked.Load(); n > mostAsked {
			t.Errorf("%s (%s) makes %d statements, at most %d are allowed", path, at, n, mostAsked)
		}
	}
	unchanged(t, in, people)
}

// unchanged holds that no page changed what is at hand of people's records,
// which all pages share: another store on the same file reads the same.
func unchanged(t *testing.T, in *installation, people int) {
	t.Helper()
	place, err := in.config.place()
	if err != nil {
		t.Fatal(err)
	}
	k, err := openKeys(in.config.keysFolder(), false)
	if err != nil {
		t.Fatal(err)
	}
	other, err := store.Open(t.Context(), place, store.Options{Keys: k.of, Ledger: k.signing})
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	var ids []muster.SubjectID
	for i := range people {
		ids = append(ids, workforce(people).Subject(i).ID)
	}
	read := func(s *store.Store) (all []store.Whole) {
		err := s.View(t.Context(), in.config.Organisation, func(tx *store.Tx) error {
			all = nil
			return tx.Many(ids, func(w store.Whole) error { all = append(all, w); return nil })
		})
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
	if want, got := read(other), read(in.store); len(want) != people || !cmp.Equal(want, got) {
		t.Error("a page changed records that all pages share")
	}
}
