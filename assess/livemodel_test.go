package assess_test

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"muster"
	"muster/assess"
	"muster/internal/pgtest"
	"muster/policy"
	"muster/store"
)

// node opens a database as one of several servers would.
func node(t *testing.T, place string) *clocked {
	t.Helper()
	c := &clocked{now: liveDay}
	s, err := store.Open(t.Context(), place, store.Options{
		Keys: func(muster.OrganisationID) ([]byte, error) { return bytes.Repeat([]byte{7}, store.KeySize), nil },
		Now:  func() time.Time { return c.now },
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	c.Store = s
	return c
}

// published is the policy the database names as the one in force, with a rule
// switched off in every second version.
func published(tx *store.Tx) (*assess.Model, error) {
	version := "v0"
	rows, err := tx.Query("select value from settings where organisation = $1 and name = 'in_force'")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		if err := rows.Scan(&version); err != nil {
			return nil, err
		}
	}
	p := *policy.Default()
	p.Version = version
	odd := strings.ContainsAny(version[len(version)-1:], "13579")
	if odd {
		p.Off = []muster.FlagID{"SRC-01"}
	}
	m := &assess.Model{Policy: &p}
	if version != "v0" {
		m.Decisions = []assess.Decision{{A: "s001", B: "s002", Same: odd}}
	}
	return m, rows.Err()
}

// publish puts another policy in force and returns its number.
func (c *clocked) publish(ctx context.Context, version string) (int64, error) {
	err := c.Update(ctx, muster.DefaultOrganisation, func(tx *store.Tx) error {
		if _, err := tx.Exec(`insert into settings (organisation, name, value) values ($1, 'in_force', $2)
			on conflict (organisation, name) do update set value = excluded.value`, version); err != nil {
			return err
		}
		return tx.NoteModel()
	})
	if err != nil {
		return 0, err
	}
	f, err := c.Changes(ctx, muster.DefaultOrganisation, 1<<60, 1)
	return f.Model, err
}

// TestNodesSwitchAtOneNumber has several nodes on one database answer while
// policies are published: whatever node answers, an answer made at a number is
// made by the policy in force at that number, and never half by each.
func TestNodesSwitchAtOneNumber(t *testing.T) {
	places := map[string]func() []string{
		"a server": func() []string {
			place := pgtest.Start(t).Database(t)
			return []string{place, place}
		},
		"a file": func() []string { return []string{filepath.Join(t.TempDir(), "people.db")} },
	}
	for name, place := range places {
		t.Run(name, func(t *testing.T) { switchNodes(t, place()) })
	}
}

type answered struct {
	seq     int64
	version string
	flagged bool
}

func switchNodes(t *testing.T, places []string) {
	const people, versions = 60, 6
	h := hire{rand.New(rand.NewPCG(4, 4))}
	var nodes []*clocked
	var lives []*assess.Live
	for i, place := range places {
		c := node(t, place)
		if i == 0 {
			for k := range 3 * people {
				c.append(t, h.observation(muster.SubjectID(fmt.Sprintf("s%03d", k%people)), people))
			}
		}
		nodes = append(nodes, c)
		lives = append(lives, liveOf(t, c, func(cfg *assess.LiveConfig) { cfg.Model = published }))
	}
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute) // a busy machine has taken most of one
	defer cancel()
	var mu sync.Mutex
	var all []answered
	done := make(chan struct{})
	var wg sync.WaitGroup
	for i, l := range lives {
		for w := range 2 {
			h := hire{rand.New(rand.NewPCG(uint64(i), uint64(w)))}
			wg.Go(func() {
				for {
					select {
					case <-done:
						return
					default:
					}
					a, err := l.Assess(ctx, muster.SubjectID(fmt.Sprintf("s%03d", h.IntN(people))))
					if err != nil {
						t.Error(err)
						return
					}
					mu.Lock()
					all = append(all, answered{a.Seq, a.Versions.Policy, slices.Contains(flagsOf(&a.Person), "SRC-01")})
					mu.Unlock()
				}
			})
		}
	}
	at := map[string]int64{"v0": 0}
	for v := 1; v <= versions; v++ {
		for range 5 {
			c := nodes[h.IntN(len(nodes))]
			c.append(t, h.observation(muster.SubjectID(fmt.Sprintf("s%03d", h.IntN(people))), people))
		}
		version := fmt.Sprint("v", v)
		number, err := nodes[v%len(nodes)].publish(ctx, version)
		if err != nil {
			t.Fatal(err)
		}
		at[version] = number
		answers := func() (by, flagged int) {
			mu.Lock()
			defer mu.Unlock()
			for _, a := range all {
				if a.version == version {
					by++
				}
				if a.flagged {
					flagged++
				}
			}
			return by, flagged
		}
		for ctx.Err() == nil { // the last one has the rule in force
			if by, flagged := answers(); by >= 10 && (v < versions || flagged > 0) {
				break
			}
			time.Sleep(5 * time.Millisecond)
		}
	}
	close(done)
	wg.Wait()
	checkAnswers(t, all, at)
	for i, l := range lives {
		nodes[i].said = []assess.Decision{{A: "s001", B: "s002"}}
		if _, err := l.CatchUp(ctx); err != nil {
			t.Fatal(err)
		}
		if version, number := l.Weighing(); version != fmt.Sprint("v", versions) || number != at[version] {
			t.Errorf("node %d weighs by %s of %d, want v%d of %d", i, version, number, versions, at[version])
		}
		sameAsRun(t, nodes[i], l, fmt.Sprint("node ", i))
	}
}

// TestNewcomersComeFirst publishes a policy, by which everybody is looked at
// again, and takes in somebody new: they are on the list after the first few.
func TestNewcomersComeFirst(t *testing.T) {
	const people = 60
	h := hire{rand.New(rand.NewPCG(4, 4))}
	c := node(t, filepath.Join(t.TempDir(), "people.db"))
	for k := range people {
		c.append(t, h.observation(muster.SubjectID(fmt.Sprintf("s%03d", k)), people))
	}
	l := liveOf(t, c, func(cfg *assess.LiveConfig) { cfg.Model = published })
	if _, err := l.Refresh(t.Context(), people, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := c.publish(t.Context(), "v1"); err != nil {
		t.Fatal(err)
	}
	c.append(t, h.observation("s999", people))
	if _, err := l.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	if l.Stale() <= people/2 {
		t.Fatalf("%d people wait, want about everybody", l.Stale())
	}
	if _, err := l.Refresh(t.Context(), 1, nil); err != nil {
		t.Fatal(err)
	}
	if _, ok := l.Row("s999"); !ok {
		t.Error("the newcomer waits behind everybody who is on the list already")
	}
}

// checkAnswers holds each answer against the policy in force at its number.
func checkAnswers(t *testing.T, all []answered, at map[string]int64) {
	t.Helper()
	seen := map[string]int{}
	flagged := 0
	for _, a := range all {
		want := "v0"
		for version, number := range at {
			if number <= a.seq && number >= at[want] {
				want = version
			}
		}
		if a.version != want {
			t.Errorf("an answer at %d was made by %s, want %s", a.seq, a.version, want)
		}
		if a.flagged {
			if flagged++; strings.ContainsAny(a.version, "13579") {
				t.Errorf("an answer by %s holds what %s switches off", a.version, a.version)
			}
		}
		seen[a.version]++
	}
	if len(seen) < 3 || flagged == 0 {
		t.Errorf("answers by %v, %d with the rule that is switched: the test shows too little", seen, flagged)
	}
}
