package assess_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"muster"
	"muster/assess"
	"muster/internal/pieces"
)

// people is everybody of a result as a result on disk tells of them.
func people(t *testing.T, res *assess.Result) []assess.Person {
	t.Helper()
	var list []assess.Person
	for p, err := range res.Each() {
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, assess.Person{ID: p.ID, Status: p.Status, Role: p.Role, Assessment: p.Assessment, Findings: p.Findings, Farm: p.Farm})
	}
	return list
}

// platformOf is a few accounts that worked for each other and share what people
// share, beside applicants.
func platformOf(t *testing.T) []muster.Observation {
	t.Helper()
	list := company(120)
	clients := []muster.SubjectID{"account001", "account002", "nobody here"}
	for i, id := range []muster.SubjectID{"account001", "account002", "account003", "account004", "account005", "account006"} {
		side := muster.SideTalent
		if i < 2 {
			side = muster.SideClient
		}
		stars := 5.0
		list = append(list, about(id, day(1+i), &muster.PlatformAccount{
			Named: muster.Named{FullName: muster.PersonName("Pat Example " + string(id))}, Side: side, Created: day(1 + i), Device: "one laptop",
			Home: muster.Home{Address: "12 High Street", City: "Leeds", Postcode: "LS1 1AA"},
		}))
		for _, client := range clients {
			if client != id {
				list = append(list, about(id, day(9+i), &muster.Contract{Client: client, Started: day(9 + i)}), about(id, day(12+i), &muster.Rating{Client: client, At: day(12 + i), Stars: &stars}))
			}
		}
	}
	return list
}

// What is said of people who wait on disk is what is said of them in memory,
// also by a run that goes on where another ended, wherever that was.
func TestPeopleOnDiskAreToldAlike(t *testing.T) {
	observations := platformOf(t)
	want := run(t, func(r *assess.Request) {}, observations)
	said := people(t, want)
	same := func(name string, got *assess.Result) {
		t.Helper()
		if diff := cmp.Diff(said, people(t, got), cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("%s: people: %s", name, diff)
		}
		if diff := cmp.Diff(want.Groups, got.Groups); diff != "" || want.Root != got.Root || want.Observed != got.Observed {
			t.Fatalf("%s: groups: %s", name, diff)
		}
		if diff := cmp.Diff(want.Values, got.Values); diff != "" {
			t.Fatalf("%s: values: %s", name, diff)
		}
		if diff := cmp.Diff(want.Unseen, got.Unseen); diff != "" || !cmp.Equal(want.Kinds, got.Kinds) {
			t.Fatalf("%s: unseen: %s", name, diff)
		}
		if got.People != nil || got.Len() != len(said) {
			t.Fatalf("%s: %d people in memory of %d", name, len(got.People), got.Len())
		}
	}
	for _, end := range []int{0, 3, 17, 19, 22, 30} { // pieces finished before the run ends
		dir := filepath.Join(t.TempDir(), "work")
		kept := 0
		if end > 0 {
			endAfter(t, observations, dir, end)
		}
		work := open(t, dir)
		got := run(t, func(r *assess.Request) {
			var mu sync.Mutex
			r.Scratch, r.Piece, r.Workers = work, 7, 3
			r.Keep = func(people []muster.Subject, observations [][]muster.Observation) error {
				mu.Lock()
				defer mu.Unlock()
				kept += len(people)
				return nil
			}
		}, observations)
		same(fmt.Sprint("ended after ", end), got)
		if kept != got.Len() {
			t.Errorf("%d people were kept of %d", kept, got.Len())
		}
	}
}

func open(t *testing.T, dir string) *pieces.Folder {
	t.Helper()
	work, err := pieces.Open(dir, []byte("this"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { work.Close(false) })
	return work
}

// ending is a folder that stops everything after so many pieces.
type ending struct {
	*pieces.Folder
	mu   sync.Mutex
	left int
	stop context.CancelFunc
}

var errEnded = errors.New("ended")

func (e *ending) Put(name string, content []byte) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.left == 0 {
		e.stop()
		return errEnded
	}
	e.left--
	return e.Folder.Put(name, content)
}

func endAfter(t *testing.T, observations []muster.Observation, dir string, n int) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	r := request(observations)
	r.Scratch, r.Piece, r.Workers = &ending{Folder: open(t, dir), left: n, stop: stop}, 7, 2
	if _, err := assess.Run(ctx, r); err == nil {
		t.Fatal("the run was not ended")
	}
}
