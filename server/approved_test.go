package server

import (
	"slices"
	"testing"
	"time"

	"muster"
	"muster/casework"
	"muster/store"
)

// flags are the open findings about somebody.
func (in *installation) flags(t testing.TB, id muster.SubjectID) (list []muster.FlagID) {
	t.Helper()
	if _, err := in.settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	open, err := in.store.Findings(t.Context(), store.FindingFilter{Organisation: in.config.Organisation, State: store.FindingOpen})
	if err != nil {
		t.Fatal(err)
	}
	for i := range open {
		if slices.Contains(open[i].Finding.Subjects, id) {
			list = append(list, open[i].Finding.Flag)
		}
	}
	return list
}

// TestApprovedTool approves a tool for everybody: what was found of it goes, what
// is used after its last day is found again, and what fell into a time that was
// ended early stays approved.
func TestApprovedTool(t *testing.T) {
	t.Parallel()
	in := listening(t)
	lead := &casework.Actor{User: "U-lead", Name: "Lead", Grants: []casework.Grant{hrLead()}}
	day := func(n int) muster.Time { return muster.Instant(time.Date(2026, 11, n, 9, 0, 0, 0, time.UTC)) }
	ran := func(n int) *muster.Program {
		return &muster.Program{Day: muster.Date(2026, 11, n), First: day(n), Device: "LT-1", Seen: muster.SeenRunning, Class: muster.ProgramRemote, Name: "AnyDesk"}
	}
	in.keep(t, "E-1", &muster.Person{Named: muster.Named{FullName: "Ann Example"}, Started: muster.Date(2026, 10, 1)}, ran(9), ran(10), ran(11))
	has := func() bool {
		list := in.flags(t, "E-1")
		return slices.Contains(list, "END-01") || slices.Contains(list, "END-02")
	}
	if !has() {
		t.Fatal("a remote tool nobody approved is not found")
	}
	agree := &casework.Agree{Kind: casework.AgreedTool, What: "AnyDesk for support", From: muster.Date(2026, 11, 1), Until: muster.Date(2026, 11, 22), Reason: "Agreed with IT."}
	id := in.must(t, lead, agree).ID
	if has() {
		t.Error("the tool is approved for everybody, and still found")
	}
	in.keep(t, "E-1", ran(22))
	if has() {
		t.Error("the last day is not part of the time")
	}
	in.must(t, lead, &casework.EndAgreement{Agreement: id, Reason: "No longer needed."}) // on the 20th
	if !has() {
		t.Error("used after it was ended, and not found")
	}
	in.must(t, lead, &casework.Agree{Kind: casework.AgreedTool, What: "AnyDesk", From: muster.Date(2026, 11, 21), Until: muster.Date(2026, 11, 22), Reason: "Agreed with IT."})
	if has() {
		t.Error("two times after one another do not add up")
	}
	in.keep(t, "E-1", ran(23))
	if !has() {
		t.Error("used after the time was over, and not found")
	}
}
