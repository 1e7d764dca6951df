package server

import (
	"math/rand/v2"
	"net/http"
	"sync/atomic"
	"testing"

	"muster/casework"
)

// mostAsked is how many statements the dearest page may make, however many
// people and however much work there is.
const mostAsked = 70

// TestPagesAskAFewQuestions opens every page where there is much work, and counts
// the statements each makes: a list asks about all of its people at once.
func TestPagesAskAFewQuestions(t *testing.T) {
	const people = 1000
	var asked atomic.Int64
	in := populated(t, people, "", func(c *Config) { c.asked = func(string) { asked.Add(1) } })
	var grants []casework.Grant
	for _, r := range casework.Roles() {
		grants = append(grants, casework.Grant{Role: r})
	}
	lead := in.signedIn(t, "lead", grants...)
	in.busy(t, people)
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
}
