package main

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

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

// Killed at any moment, a run over what changed has kept all or nothing, and given
// again it leaves what one leaves that nobody killed.
func TestOnlyChangedKilled(t *testing.T) {
	dir := t.TempDir()
	r := newRuns(t, "2026-06-15")
	r.db = filepath.Join(dir, "platform.db")
	r.whole(sharing().write(t))
	then := day{"bank.csv": "F-6,Holder 0,,20-11-30,11111111,2026-06-14\n", "ratings.csv": "F-6,F-9,2026-03-05,5\n"}.write(t)
	before := r.left()
	night := func(out string) *exec.Cmd {
		return exec.CommandContext(t.Context(), "muster", "screen", then, "--only-changed", "--db", r.db, "--as-of", r.asOf, "--key-file", r.key, "--policy", r.policy, "--out", out, "--region", "GB")
	}
	whole, err := os.ReadFile(r.db)
	if err != nil {
		t.Fatal(err)
	}
	if said, err := night(filepath.Join(dir, "undisturbed")).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, said)
	}
	after := r.left()
	if after == before {
		t.Fatal("the run changed nothing, so that killing it would show nothing")
	}
	for round, moment := range []string{"report.html", "people.csv", "", ""} {
		for _, end := range []string{"", "-wal", "-shm", "-journal"} {
			if err := os.RemoveAll(r.db + end); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.WriteFile(r.db, whole, 0o600); err != nil {
			t.Fatal(err)
		}
		out := filepath.Join(dir, fmt.Sprint(round))
		cmd := night(out)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(20*round) * time.Millisecond)
		for wait := 0; moment != "" && wait < 5000; wait++ { // the report is written right before anything is kept
			if _, err := os.Stat(filepath.Join(out, moment)); err == nil {
				break
			}
			time.Sleep(time.Millisecond)
		}
		_ = cmd.Process.Kill() // it may have come to its end
		_ = cmd.Wait()
		if left := r.left(); left != before && left != after {
			t.Errorf("round %d: some was kept and some was not:\n%s", round, left)
		}
		if said, err := night(out).CombinedOutput(); err != nil {
			t.Fatalf("given again: %v: %s", err, said)
		}
		if diff := cmp.Diff(after, r.left()); diff != "" {
			t.Errorf("round %d: given again (-undisturbed +killed):\n%s", round, diff)
		}
	}
}

// left is what stands in the database: what is found of everybody, in words, and
// how many records there are.
func (r *runs) left() string {
	r.t.Helper()
	v := r.open()
	defer v.close()
	found, err := v.db.Findings(r.t.Context(), store.FindingFilter{Organisation: muster.DefaultOrganisation})
	if err != nil {
		r.t.Fatal(err)
	}
	var lines []string
	for _, k := range found {
		lines = append(lines, fmt.Sprint(k.Key, k.State, k.Subjects, k.Detail))
	}
	slices.Sort(lines)
	people, err := v.db.Population(r.t.Context(), muster.DefaultOrganisation)
	if err != nil {
		r.t.Fatal(err)
	}
	defer people.Close()
	for i := range people.Len() {
		list, err := people.Observations(i, nil)
		if err != nil {
			r.t.Fatal(err)
		}
		lines = append(lines, fmt.Sprint(people.Subject(i).ID, len(list)))
	}
	return strings.Join(lines, "\n")
}

// A home or a network that is shared takes nobody into a group by itself, and so whom
// it leads to is not looked at; beside a dense set it does.
func TestOnlyChangedLeavesNeighbours(t *testing.T) {
	const network = ",,2001:db8:a8b1:63ba:6a7b::1,"
	home := func(of int) *strings.Replacer {
		return strings.NewReplacer(fmt.Sprintf("%d Orchard", 10+7*of), "99 Orchard", fmt.Sprintf("LS%d 4AB", 1+of), "LS9 4AB")
	}
	accounts := strings.Replace(account(0, "d-0"), ",,,", network, 1) + strings.Replace(home(1).Replace(account(1, "d-1")), ",,,", network, 1) + home(2).Replace(account(2, "d-2"))
	for n := 3; n < 8; n++ {
		accounts += account(n, fmt.Sprint("d-", 3+n/7)) // F-3 to F-6 have one, and F-7 its own
	}
	accounts = strings.Replace(accounts, "59 Orchard Lane,Leeds,LS8 4AB", "31 Orchard Lane,Leeds,LS4 4AB", 1) // F-7 lives with F-3
	first := day{"accounts.csv": accounts}.write(t)
	then := day{"bank.csv": "F-0,Holder 0,,20-11-30,11111111,2026-06-14\nF-4,Holder 4,,20-11-30,44444444,2026-06-14\n"}.write(t)
	r := newRuns(t, "2026-06-15")
	r.db = filepath.Join(t.TempDir(), "whole.db")
	want := r.whole(first, then)
	r.db = filepath.Join(t.TempDir(), "platform.db")
	before := r.whole(first)
	night, err := r.changed(then)
	if err != nil {
		t.Fatal(err)
	}
	sameBut(t, night, before, want)
	looked := slices.Sorted(maps.Keys(night.night.Part.Look))
	if diff := cmp.Diff([]muster.SubjectID{"F-0", "F-3", "F-4", "F-5", "F-6", "F-7"}, looked); diff != "" {
		t.Errorf("looked at: %s", diff)
	}
}
