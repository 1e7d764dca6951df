package assess_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"muster"
	"muster/assess"
	"muster/internal/pgtest"
	"muster/policy"
	"muster/store"
)

// regrouped is the model with what was measured last.
func regrouped(tx *store.Tx) (*assess.Model, error) {
	rows, err := tx.Query("select value from settings where organisation = $1 and name = 'measured'")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	m := &assess.Model{Policy: policy.Default()}
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			return nil, err
		}
		m.Frozen = &assess.Frozen{}
		if err := json.Unmarshal([]byte(text), m.Frozen); err != nil {
			return nil, err
		}
	}
	return m, rows.Err()
}

// publishMeasured has a node measure and publish, and returns the number.
func publishMeasured(t *testing.T, c *clocked, l *assess.Live) (id string, number int64) {
	t.Helper()
	f, err := l.Measure(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(f)
	if err != nil {
		t.Fatal(err)
	}
	err = c.Update(t.Context(), muster.DefaultOrganisation, func(tx *store.Tx) error {
		if _, err := tx.Exec(`insert into settings (organisation, name, value) values ($1, 'measured', $2)
			on conflict (organisation, name) do update set value = excluded.value`, string(text)); err != nil {
			return err
		}
		return tx.NoteModel()
	})
	if err != nil {
		t.Fatal(err)
	}
	feed, err := c.Changes(t.Context(), muster.DefaultOrganisation, 1<<60, 1)
	if err != nil {
		t.Fatal(err)
	}
	return f.ID, feed.Model
}

// crowd is some people with records in which much is shared, but no CV. Every
// sixth is on record twice.
func (h hire) crowd(from, people int) []muster.Observation {
	var list []muster.Observation
	for k := range 3 * people {
		if o := h.observation(muster.SubjectID(fmt.Sprintf("s%03d", from+k%people)), from+people); o.Kind() != muster.KindCV {
			list = append(list, o)
		}
	}
	for i := from; i+1 < from+people; i += 6 {
		a := &muster.Person{Named: muster.Named{FullName: muster.PersonName(fmt.Sprintf("Twice%c%c Recorded%c", 'a'+i/26, 'a'+i%26, 'a'+i%23))}, Home: h.home(), Started: h.when()}
		a.DateOfBirth = muster.Date(1980, time.Month(1+i%12), 1+i%28)
		a.Contact.Phones, a.Contact.Emails = []muster.Phone{muster.Phone(fmt.Sprintf("+447700900%03d", i))}, []muster.Email{muster.Email(fmt.Sprintf("twice%d@mail.example", i))}
		for k := range 2 {
			o := muster.Observation{Organisation: muster.DefaultOrganisation, Subject: muster.SubjectID(fmt.Sprintf("s%03d", i+k)), Source: "hr", Record: fmt.Sprint("twice ", i+k), Happened: muster.Date(2026, 5, 30), Data: a}
			if err := o.Seal(); err != nil {
				panic(err)
			}
			list = append(list, o)
		}
	}
	return list
}

// TestNodesRegroupAtOneNumber loads two nodes at different times, so that what
// they hold fast differs, and has one of them measure and publish: both take it
// up at one number, and then say the same of everybody, which is what a run says.
func TestNodesRegroupAtOneNumber(t *testing.T) {
	t.Run("a server", func(t *testing.T) {
		place := pgtest.Start(t).Database(t)
		regroupNodes(t, node(t, place), node(t, place))
	})
	t.Run("a file", func(t *testing.T) {
		c := node(t, filepath.Join(t.TempDir(), "people.db"))
		regroupNodes(t, c, c)
	})
}

func regroupNodes(t *testing.T, first, second *clocked) {
	h := hire{rand.New(rand.NewPCG(8, 8))}
	follow := func(cfg *assess.LiveConfig) { cfg.Model = regrouped }
	first.append(t, h.crowd(0, 30)...)
	lives := []*assess.Live{liveOf(t, first, follow)}
	first.append(t, h.crowd(30, 90)...)
	lives = append(lives, liveOf(t, second, follow))
	if a, b := lives[0].Frozen(), lives[1].Frozen(); cmp.Equal(a, b) {
		t.Fatalf("both nodes hold the same fast (%+v): the test shows nothing", a)
	}
	done := make(chan struct{})
	var mu sync.Mutex
	var all []answered
	var wg sync.WaitGroup
	for i, l := range lives {
		h := hire{rand.New(rand.NewPCG(1, uint64(i)))}
		wg.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
				}
				a, err := l.Assess(t.Context(), muster.SubjectID(fmt.Sprintf("s%03d", h.IntN(30))))
				if err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				all = append(all, answered{seq: a.Seq, version: a.Versions.Model})
				mu.Unlock()
			}
		})
	}
	enough := func(version string) {
		for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(2 * time.Millisecond) {
			mu.Lock()
			n := 0
			for _, a := range all {
				if a.version == version {
					n++
				}
			}
			mu.Unlock()
			if n >= 40 {
				return
			}
		}
		t.Errorf("too few answers by %q", version)
	}
	at := map[string]int64{"": 0}
	enough("")
	id, number := publishMeasured(t, first, lives[0])
	at[id] = number
	enough(id)
	second.append(t, h.crowd(120, 20)...)
	again, number := publishMeasured(t, second, lives[1])
	at[again] = number
	enough(again)
	close(done)
	wg.Wait()
	for _, a := range all {
		if number, ok := at[a.version]; !ok || a.seq < number || slices.ContainsFunc([]string{id, again}, func(v string) bool { return a.seq >= at[v] && at[v] > number }) {
			t.Fatalf("an answer at %d is of %q, of %v", a.seq, a.version, at)
		}
	}
	sameOfAll(t, lives, 140)
	sameAsRun(t, first, lives[0], "the first node")
	sameAsRun(t, second, lives[1], "the second node")
	fresh := liveOf(t, second, follow)
	if fresh.Frozen().ID != again {
		t.Errorf("a node that starts holds %q fast, want %q", fresh.Frozen().ID, again)
	}
	sameOfAll(t, []*assess.Live{lives[0], fresh}, 140)
}

// sameOfAll holds the answers of nodes against each other.
func sameOfAll(t *testing.T, lives []*assess.Live, people int) {
	t.Helper()
	for i := range people {
		var said []assess.Person
		for _, l := range lives {
			a, err := l.Assess(t.Context(), muster.SubjectID(fmt.Sprintf("s%03d", i)))
			if err != nil {
				t.Fatal(err)
			}
			said = append(said, a.Person)
		}
		if diff := cmp.Diff(said[0], said[1], cmpopts.EquateEmpty(), cmpopts.EquateApprox(0, 1e-9)); diff != "" {
			t.Fatalf("two nodes differ:\n%s", diff)
		}
	}
	for _, kind := range []muster.GroupKind{muster.GroupRing, muster.GroupSameHuman} {
		if diff := cmp.Diff(lives[0].Groups(kind), lives[1].Groups(kind)); diff != "" {
			t.Errorf("two nodes tell other groups:\n%s", diff)
		}
	}
}
