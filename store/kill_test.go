package store_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"muster"
	"muster/store"
)

// The kill tests run this binary again as a writer, end it without warning at
// random moments, and look at what it left: everything it had said was kept,
// and nothing in part.

const (
	writerVariable = "MUSTER_STORE_TEST_WRITER" // what the writer does, and where
	killRounds     = 24
	killPeople     = 48 // of each run
	killBatch      = 16
)

func TestMain(m *testing.M) {
	if job := os.Getenv(writerVariable); job != "" {
		kind, rest, _ := strings.Cut(job, " ")
		round, path, _ := strings.Cut(rest, " ")
		write := map[string]func(context.Context, string, string, io.Writer) error{"append": appendRuns, "replace": replaceRuns, "act": actAndAppend, "stream": streamEvents}[kind]
		if err := write(context.Background(), path, round, os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, "writer:", err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// appendRuns adds runs to one database until it is stopped, and says on w what
// is kept, once it is.
func appendRuns(ctx context.Context, path, round string, w io.Writer) error {
	o := options()
	o.Batch = killBatch
	s, err := store.Open(ctx, path, o)
	if err != nil {
		return err
	}
	for n := 0; ; n++ {
		run := store.Run{Organisation: muster.DefaultOrganisation, ID: fmt.Sprintf("%s-%04d", round, n), Started: time.Now().UnixMicro()}
		if err := s.BeginRun(ctx, &run); err != nil {
			return err
		}
		fmt.Fprintln(w, "begun", run.ID)
		people := muster.NewSlice(observationsOf(run.ID))
		_, err := s.Put(ctx, people, &store.PutOptions{Done: func(kept int) { fmt.Fprintln(w, "people", run.ID, kept) }})
		if err != nil {
			return err
		}
		if _, err := s.SaveRun(ctx, &store.Saving{Run: run, Findings: findingsOf(run.ID)}); err != nil {
			return err
		}
		fmt.Fprintln(w, "finished", run.ID)
	}
}

// replaceRuns puts one database after another in the same place.
func replaceRuns(ctx context.Context, path, round string, w io.Writer) error {
	for n := 0; ; n++ {
		run := store.Run{Organisation: muster.DefaultOrganisation, ID: fmt.Sprintf("%s-%04d", round, n), Started: time.Now().UnixMicro()}
		s, err := store.Create(ctx, path, options())
		if err != nil {
			return err
		}
		if _, err := s.SaveRun(ctx, &store.Saving{Run: run, Population: muster.NewSlice(observationsOf(run.ID)), Findings: findingsOf(run.ID)}); err != nil {
			return err
		}
		if err := s.Commit(ctx); err != nil {
			return err
		}
		fmt.Fprintln(w, "finished", run.ID)
	}
}

func observationsOf(run string) []muster.Observation {
	var list []muster.Observation
	for i := range killPeople {
		for k := range 3 {
			o := muster.Observation{
				Organisation: muster.DefaultOrganisation, Subject: muster.SubjectID(fmt.Sprintf("%s-%03d", run, i)), Source: "test", Record: fmt.Sprint(k),
				Data: &muster.Message{Text: muster.Text(strings.Repeat(run+" ", 100))},
			}
			if k == 2 {
				o.Data = &muster.Payment{PayTo: muster.PayTo{Number: "31926819"}, Amount: "1.00"}
			}
			if err := o.Seal(); err != nil {
				panic(err)
			}
			list = append(list, o)
		}
	}
	return list
}

func findingsOf(run string) func(func(*muster.Finding) bool) {
	return func(yield func(*muster.Finding) bool) {
		for i := range 20 {
			f := &muster.Finding{Flag: "SRC-01", Subjects: []muster.SubjectID{muster.SubjectID(fmt.Sprintf("%s-%03d", run, i))}, Strength: 3}
			f.ComputeKey()
			if !yield(f) {
				return
			}
		}
	}
}

// spoken is what writers said they had kept.
type spoken struct {
	begun, finished []string
	people          map[string]int
}

// killOne runs one writer until it has said so many words and for a while
// after. Counting words makes the test show the same on slow machines.
func killOne(t *testing.T, job string, words int, delay time.Duration, said *spoken) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), writerVariable+"="+job)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	var killed *time.Timer
	for heard := 1; lines.Scan(); heard++ {
		if heard == words {
			killed = time.AfterFunc(delay, func() { cmd.Process.Kill() })
		}
		what, rest, _ := strings.Cut(lines.Text(), " ")
		switch what {
		case "begun":
			said.begun = append(said.begun, rest)
		case "finished":
			said.finished = append(said.finished, rest)
		case "people":
			var run string
			var n int
			if _, err := fmt.Sscan(rest, &run, &n); err == nil {
				said.people[run] = n
			}
		}
	}
	if err := cmd.Wait(); err == nil || killed == nil {
		t.Fatalf("the writer ended by itself: %v", err)
	}
}

func TestKilledWriterLosesNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "people.db")
	random := rand.New(rand.NewPCG(2026, 11))
	said := &spoken{people: map[string]int{}}
	for round := range killRounds {
		killOne(t, fmt.Sprintf("append %02d %s", round, path), 1+random.IntN(12), time.Duration(random.IntN(8_000))*time.Microsecond, said)
		checkAppended(t, path, said)
	}
	if len(said.finished) < killRounds/4 {
		t.Errorf("only %d runs came to their end between the kills: too few to mean anything", len(said.finished))
	}
	t.Logf("%d kills: %d runs begun, %d finished, %d of them with people", killRounds, len(said.begun), len(said.finished), len(said.people))
}

func checkAppended(t *testing.T, path string, said *spoken) {
	t.Helper()
	s, err := store.Open(t.Context(), path, options())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.Integrity(t.Context(), muster.DefaultOrganisation); err != nil {
		t.Fatal(err)
	}
	runs, err := s.Runs(t.Context(), muster.DefaultOrganisation)
	if err != nil {
		t.Fatal(err)
	}
	finished := map[string]bool{}
	for i := range runs {
		finished[runs[i].ID] = !runs[i].Unfinished()
	}
	for _, id := range said.begun {
		if _, there := finished[id]; !there {
			t.Errorf("run %s had begun and is not there", id)
		}
	}
	for _, id := range said.finished {
		if !finished[id] {
			t.Errorf("run %s was finished and is seen as unfinished", id)
		}
	}
	held := peopleByRun(t, s)
	for id, n := range said.people {
		if held[id] < n {
			t.Errorf("run %s: %d people were kept, %d are there", id, n, held[id])
		}
	}
	for id, n := range held {
		if n%killBatch != 0 {
			t.Errorf("run %s: %d people are there, which is no whole batch", id, n)
		}
	}
	checkFindings(t, s, runs)
}

// peopleByRun counts people and sees that each is whole.
func peopleByRun(t *testing.T, s *store.Store) map[string]int {
	t.Helper()
	people, err := s.Population(t.Context(), muster.DefaultOrganisation)
	if err != nil {
		t.Fatal(err)
	}
	defer people.Close()
	held := map[string]int{}
	for i := range people.Len() {
		id := string(people.Subject(i).ID)
		list, err := people.Observations(i, nil)
		if err != nil || len(list) != 3 {
			t.Errorf("%s has %d observations, %v; want 3", id, len(list), err)
		}
		held[id[:strings.LastIndex(id, "-")]]++
	}
	return held
}

// checkFindings sees that the findings are those of the last finished run, all
// of them.
func checkFindings(t *testing.T, s *store.Store, runs []store.Run) {
	t.Helper()
	last := ""
	for i := range runs {
		if !runs[i].Unfinished() {
			last = runs[i].ID
		}
	}
	open, err := s.Findings(t.Context(), store.FindingFilter{Organisation: muster.DefaultOrganisation, State: store.FindingOpen})
	if err != nil {
		t.Fatal(err)
	}
	want := 20
	if last == "" {
		want = 0
	}
	if len(open) != want {
		t.Errorf("%d findings are open, want %d", len(open), want)
	}
	for _, f := range open {
		if f.Last != last {
			t.Errorf("a finding of run %s is open; the last finished run is %s", f.Last, last)
		}
	}
}

func TestKilledReplacementLeavesTheFormer(t *testing.T) {
	path := filepath.Join(t.TempDir(), "people.db")
	random := rand.New(rand.NewPCG(2026, 12))
	said := &spoken{people: map[string]int{}}
	for round := range killRounds {
		killOne(t, fmt.Sprintf("replace %02d %s", round, path), 1+random.IntN(3), time.Duration(random.IntN(40_000))*time.Microsecond, said)
		s, err := store.Open(t.Context(), path, options())
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Integrity(t.Context(), muster.DefaultOrganisation); err != nil {
			t.Fatal(err)
		}
		runs, err := s.Runs(t.Context(), muster.DefaultOrganisation)
		if err != nil || len(runs) != 1 || runs[0].Unfinished() {
			t.Fatalf("runs %+v, %v; want one, finished", runs, err)
		}
		if last := said.finished[len(said.finished)-1]; runs[0].ID < last {
			t.Errorf("run %s was kept, the database holds %s", last, runs[0].ID)
		}
		if held := peopleByRun(t, s); held[runs[0].ID] != killPeople || len(held) != 1 {
			t.Errorf("people by run %v, want %d of run %s", held, killPeople, runs[0].ID)
		}
		s.Close()
	}
}
