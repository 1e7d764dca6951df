package server

import (
	"strings"
	"testing"

	"muster"
	"muster/casework"
)

// TestACaseTellsReadingsTogether opens a case several times: whoever else opened
// it is not drowned by one who works on it.
func TestACaseTellsReadingsTogether(t *testing.T) {
	t.Parallel()
	c := newCells(t)
	id := c.person("UK Ltd")
	lead := c.player(casework.HRLead, casework.Scope{})
	file := c.must(c.boss, &casework.OpenCase{Title: "Two dates", People: []muster.SubjectID{id}, Readers: []casework.UserID{lead.actor.User}, Reason: cellReason}).ID
	if _, err := c.settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := c.desk.Case(t.Context(), c.boss, file); err != nil {
		t.Fatal(err)
	}
	var page string
	for range 6 {
		_, page = lead.get("/cases/" + file)
	}
	if !strings.Contains(page, "Read the case 6 times, last ") || strings.Count(page, "Read the case") != 2 {
		t.Errorf("the page tells %d readings: %.2000s", strings.Count(page, "Read the case"), page[max(0, strings.Index(page, "Who opened it")):])
	}
}
