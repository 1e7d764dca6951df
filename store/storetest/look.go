package storetest

import (
	"testing"
	"time"

	"muster"
	"muster/store"
)

// look saves a run that looked at some people only.
func (e *env) look(id string, people []muster.SubjectID, findings ...*muster.Finding) store.Life {
	e.t.Helper()
	in := saving(id, e.clock, findings...)
	life, err := e.store().SaveFindings(e.t.Context(), &in.Run, people, in.Findings)
	if err != nil {
		e.t.Fatalf("look %s: %v", id, err)
	}
	return life
}

// someFindings: a run over some people ends what was first about them and is
// not found again, and leaves everybody else's findings alone.
func someFindings(t *testing.T, e *env) {
	own, joined, others := finding("IDD-02", 1, "p1"), finding("SRC-01", 2, "p2", "p1"), finding("PAY-01", 3, "p3")
	e.run("r1", own, joined, others)
	e.clock = e.clock.Add(time.Hour)

	changed := finding("IDD-02", 4, "p1")
	if got, want := e.look("r2", []muster.SubjectID{"p1"}, changed), (store.Life{Opened: 1, Superseded: 1}); got != want {
		t.Errorf("p1 looked at: %+v, want %+v", got, want)
	}
	e.wantLife(own, "superseded since r1, last r1: r1 opened r2 superseded")
	e.wantLife(joined, "open since r1, last r1: r1 opened")
	e.wantLife(others, "open since r1, last r1: r1 opened")

	if got, want := e.look("r3", []muster.SubjectID{"p1"}, changed, joined), (store.Life{Kept: 2}); got != want {
		t.Errorf("p1 looked at again: %+v, want %+v", got, want)
	}
	e.wantLife(joined, "open since r1, last r3: r1 opened")
	if got, want := e.look("r4", []muster.SubjectID{"p2", "gone"}), (store.Life{Withdrawn: 1}); got != want {
		t.Errorf("p2 looked at: %+v, want %+v", got, want)
	}
	in := saving("r5", e.clock, others)
	if _, err := e.store().SaveFindings(t.Context(), &in.Run, []muster.SubjectID{"p1"}, in.Findings); err == nil {
		t.Error("a finding about somebody else was kept")
	}
	e.wantLife(others, "open since r1, last r1: r1 opened")
	runs, err := e.store().Runs(t.Context(), org)
	if err != nil || len(runs) != 4 || runs[3].Unfinished() {
		t.Errorf("runs %+v, %v; want four, all finished", runs, err)
	}
}
