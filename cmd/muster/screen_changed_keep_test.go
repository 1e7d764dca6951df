package main

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"muster"
	"muster/assess"
	"muster/internal/pgtest"
	"muster/store"
)

// Of two runs at once on a server, the second to end keeps nothing.
func TestOnlyChangedTwiceAtOnce(t *testing.T) {
	r := newRuns(t, "2026-06-15")
	r.db = pgtest.Start(t).Database(t)
	first, then := sharing().write(t), day{"ratings.csv": "F-6,F-9,2026-03-05,5\n"}.write(t)
	before := r.whole(first)
	o, c := r.begin(true, day{"ratings.csv": "F-7,F-9,2026-03-06,5\n"}.write(t))
	defer c.vault.close()
	q, err := o.request(c.batch, c.vault, c.asOf, c.progress)
	if err == nil {
		err = c.goOn(t.Context(), q)
	}
	if err == nil {
		err = c.follow(t.Context(), q)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer c.night.Close()
	c.vault.release()             // as if it ran on another computer
	night, err := r.changed(then) // meanwhile
	if err != nil {
		t.Fatal(err)
	}
	if c.result, err = assess.Run(t.Context(), q); err != nil {
		t.Fatal(err)
	}
	if err := c.keep(t.Context()); muster.CodeOf(err) != muster.CodeConflict {
		t.Errorf("the second was kept: %v", err)
	}
	r.db = filepath.Join(t.TempDir(), "whole.db")
	sameBut(t, night, before, r.whole(first, then))
}

// By the command: the report is of those looked at and says so, what is found takes
// the place of what was, and nothing new is an ordinary day.
func TestOnlyChangedCommand(t *testing.T) {
	dir := t.TempDir()
	r := newRuns(t, "2026-06-15")
	given := func(want int, args ...string) string {
		t.Helper()
		var said bytes.Buffer
		args = append([]string{"screen", "--as-of", r.asOf, "--key-file", r.key, "--out", filepath.Join(dir, "out")}, args...)
		if status := run(t.Context(), args, strings.NewReader(""), &said, &said); status != want {
			t.Fatalf("%v: status %d: %s", args, status, &said)
		}
		return said.String()
	}
	db := filepath.Join(dir, "platform.db")
	given(exitDone, sharing().write(t), "--db", db, "--retain-until", inMonths(12))
	then := day{"bank.csv": "F-6,Holder 0,,20-11-30,11111111,2026-06-14\n"}.write(t)
	if said := given(exitUsage, then, "--only-changed"); !strings.Contains(said, "there is no --db") {
		t.Error(said)
	}
	said := given(exitDone, then, "--db", db, "--only-changed")
	if !strings.Contains(said, "Something is new of 1 person; 4 of 10 were looked at.") {
		t.Error(said)
	}
	people, err := os.ReadFile(filepath.Join(dir, "out", "people.csv"))
	if err != nil || bytes.Count(people, []byte("\n")) != 5 {
		t.Errorf("%v:\n%s", err, people)
	}
	r.db = db
	v := r.open()
	kept, err := v.db.Findings(t.Context(), store.FindingFilter{Organisation: muster.DefaultOrganisation, Subject: "F-6", State: store.FindingOpen})
	v.close()
	if err != nil || !slices.ContainsFunc(kept, func(k store.Kept) bool { return k.Flag == "GRP-01" && len(k.Subjects) == 4 }) {
		t.Errorf("found of F-6: %v, %v", kept, err)
	}
	empty := filepath.Join(dir, "empty")
	if err := os.Mkdir(empty, 0o755); err != nil {
		t.Fatal(err)
	}
	if said := given(exitDone, empty, "--db", db, "--only-changed"); !strings.Contains(said, "nothing new") {
		t.Error(said)
	}
}
