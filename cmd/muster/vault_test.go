package main

import (
	"bytes"
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"muster"
	"muster/store"
)

// screened runs `muster screen` on a small folder and returns its status and
// what it said.
func screened(t *testing.T, ctx context.Context, args ...string) (int, string) {
	t.Helper()
	dir := filepath.Join(filepath.Dir(args[len(args)-1]), "in")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	text := "Application ID,Candidate Name,Email,Phone,Applied On\na1,Ann Example,ann@example.org,+44 7700 900123,2026-03-03\n"
	if err := os.WriteFile(filepath.Join(dir, "applications.csv"), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	var said bytes.Buffer
	status := run(ctx, append([]string{"screen", dir}, args...), strings.NewReader(""), &said, &said)
	return status, said.String()
}

// contents is every file of a folder.
func contents(t *testing.T, dir string) map[string]string {
	t.Helper()
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, f := range files {
		text, err := os.ReadFile(filepath.Join(dir, f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		all[f.Name()] = string(text)
	}
	return all
}

func TestTwoRunsAtOnce(t *testing.T) {
	dir := t.TempDir()
	out, db := filepath.Join(dir, "out"), filepath.Join(dir, "people.db")
	if status, said := screened(t, t.Context(), "--db", db, "--retain-until", "2999-01-01", "--out", out); status != exitDone {
		t.Fatalf("status %d: %s", status, said)
	}
	if status, said := screened(t, t.Context(), "--out", out); status != exitDone {
		t.Fatalf("status %d: %s", status, said)
	}
	before := contents(t, out)
	for _, test := range []struct {
		held string
		args []string
	}{
		{filepath.Join(out, vaultName), []string{"--out", out}},
		{db, []string{"--db", db, "--out", filepath.Join(dir, "other")}},
	} {
		l, err := store.LockFile(test.held)
		if err != nil {
			t.Fatal(err)
		}
		status, said := screened(t, t.Context(), test.args...)
		l.Release()
		if status != exitFailed || !strings.Contains(said, "another run is writing "+test.held) || !strings.Contains(said, "wait until it is done") {
			t.Errorf("status %d: %s", status, said)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "other")); err == nil {
		t.Error("the run that was turned away left a folder")
	}
	if after := contents(t, out); len(after) != len(before) {
		t.Errorf("%d files, there were %d", len(after), len(before))
	}
	if status, said := screened(t, t.Context(), "--db", db, "--out", out); status != exitDone {
		t.Errorf("status %d afterwards: %s", status, said)
	}
}

func TestStoppedRunLeavesTheFormerState(t *testing.T) {
	dir := t.TempDir()
	out, db := filepath.Join(dir, "out"), filepath.Join(dir, "people.db")
	for _, args := range [][]string{{"--out", out}, {"--db", db, "--retain-until", "2999-01-01", "--out", out}} {
		if status, said := screened(t, t.Context(), args...); status != exitDone {
			t.Fatalf("status %d: %s", status, said)
		}
	}
	before := contents(t, out)
	done, stopped := 0, 0
	for _, args := range [][]string{{"--out", out}, {"--db", db, "--out", out}, {"--out", filepath.Join(dir, "new")}} {
		for after := range 14 {
			// Work looks at the context between its steps; each look may be the
			// one at which Ctrl-C was pressed.
			ctx := &countdown{Context: t.Context()}
			ctx.left.Store(1 << after)
			status, said := screened(t, ctx, args...)
			if status == exitDone {
				done++
				continue
			}
			stopped++
			if !strings.Contains(said, "stopped") {
				t.Errorf("%v after %d looks: status %d: %s", args, 1<<after, status, said)
			}
			if args[len(args)-1] == out {
				now := contents(t, out)
				for name := range before {
					if _, there := now[name]; !there {
						t.Errorf("%v after %d looks: %s is gone", args, 1<<after, name)
					}
				}
				for name := range now {
					if _, was := before[name]; !was {
						t.Errorf("%v after %d looks: %s was left behind", args, 1<<after, name)
					}
				}
			}
		}
	}
	t.Logf("%d runs stopped, %d came to their end", stopped, done)
	if stopped < 10 || done == 0 {
		t.Errorf("%d runs were stopped and %d came to their end: the test shows too little", stopped, done)
	}
}

// countdown is a context that is cancelled after it was looked at so often.
type countdown struct {
	context.Context
	left atomic.Int64
}

// Err counts down.
func (c *countdown) Err() error {
	if c.left.Add(-1) < 0 {
		return context.Canceled
	}
	return nil
}

func TestExpiredRecordsAreErased(t *testing.T) {
	dir := t.TempDir()
	out, db := filepath.Join(dir, "out"), filepath.Join(dir, "people.db")
	if status, said := screened(t, t.Context(), "--db", db, "--retain-until", "2999-01-01", "--out", out); status != exitDone {
		t.Fatalf("status %d: %s", status, said)
	}
	raw, err := sql.Open("sqlite", db)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := raw.Exec("update settings set value = '2020-01-01' where name = 'retain_until'"); err != nil {
		t.Fatal(err)
	}
	raw.Close()
	// Nobody can be asked here for a new day, so the run ends; what had
	// outlived its day is gone all the same.
	status, said := screened(t, t.Context(), "--db", db, "--out", out)
	if status != exitUsage || !strings.Contains(said, "they were erased") || !strings.Contains(said, "--retain-until") {
		t.Errorf("status %d: %s", status, said)
	}
	s, err := store.Open(t.Context(), db, store.Options{Keys: func(muster.OrganisationID) ([]byte, error) { return make([]byte, store.KeySize), nil }})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	people, err := s.Population(t.Context(), muster.DefaultOrganisation)
	if err != nil {
		t.Fatal(err)
	}
	defer people.Close()
	if people.Len() != 0 {
		t.Errorf("%d people are left", people.Len())
	}
	if runs, err := s.Runs(t.Context(), muster.DefaultOrganisation); err != nil || len(runs) != 1 {
		t.Errorf("runs %v, %v; want the note of the one there was", runs, err)
	}
}
