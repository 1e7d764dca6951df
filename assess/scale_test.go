package assess_test

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"muster"
	"muster/assess"
)

// These tests count work, not time: what one value or one record on very many
// people may cost must grow with the people, never with their pairs.

// asked counts how often anybody's observations are built.
type asked struct {
	muster.Population
	times atomic.Int64
}

func (a *asked) Observations(i int, dst []muster.Observation) ([]muster.Observation, error) {
	a.times.Add(1)
	return a.Population.Observations(i, dst)
}

func runCounted(t *testing.T, observations []muster.Observation) (*assess.Result, int) {
	t.Helper()
	var count *asked
	res := run(t, func(r *assess.Request) {
		count = &asked{Population: r.Population}
		r.Population = count
	}, observations)
	return res, int(count.times.Load())
}

// A thousand copies of one record are one human: one group, a joint for each
// value, and nobody's records built more than twice.
func TestCopiesOfOneRecordCostNoPairs(t *testing.T) {
	const people = 1500
	var list []muster.Observation
	for i := range people {
		list = append(list, applicant(muster.SubjectID(fmt.Sprintf("copy%04d", i)), 1, "Ada Winter", "ada@example.com", "020 7946 0101", "12 High Street, Leeds, LS1 1AA"))
	}
	res, built := runCounted(t, list)
	if built > 2*people+10 {
		t.Errorf("observations of %d people were built %d times", people, built)
	}
	joints, members := 0, 0
	for _, g := range res.Groups {
		if g.Kind != muster.GroupSameHuman {
			t.Errorf("copies of one record make a %s of %d", g.Kind, len(g.Members))
		}
		joints += len(g.Joints)
		for _, j := range g.Joints {
			members += len(j.Members)
			if j.SharedBy != len(j.Members) || j.Value == "" {
				t.Errorf("joint %s %q shared by %d, told of %d", j.Kind, j.Value, j.SharedBy, len(j.Members))
			}
		}
	}
	if len(res.Groups) != 1 || len(res.Groups[0].Members) != people || joints > 4 || members > joints*people {
		t.Fatalf("%d groups, %d joints, %d members of joints", len(res.Groups), joints, members)
	}
}

// One number on two thousand people of different names and homes: each is told
// how many hold it, and of a few of them.
func TestAValueOfACrowdIsCountedNotListed(t *testing.T) {
	const people = 2000
	var list []muster.Observation
	for i := range people {
		name := fmt.Sprintf("Ada%c%c%c Winter%c%c%c", 'a'+i%26, 'a'+i/26%26, 'a'+i%23, 'a'+i%19, 'a'+i/19%26, 'a'+i%17)
		list = append(list, applicant(muster.SubjectID(fmt.Sprintf("p%04d", i)), 1+i%28, name,
			fmt.Sprintf("p%d@mail%d.example", i, i), "020 7946 0101", fmt.Sprintf("%d Street%d Road, Leeds, LS1 %dAA", 1+i/40, i%40, 1+i%9)))
	}
	res, built := runCounted(t, list)
	if built > 2*people+10 {
		t.Errorf("observations of %d people were built %d times", people, built)
	}
	joins := 0
	for i := range res.People {
		for _, f := range res.People[i].Findings {
			if f.Join == nil {
				continue
			}
			joins++
			if len(f.Subjects) > 8 || len(f.Evidence) > 16 {
				t.Fatalf("%s tells of %d people with %d pieces of evidence", f.Flag, len(f.Subjects), len(f.Evidence))
			}
			if f.Join.SharedBy != people && f.Flag == "SRC-02" {
				t.Errorf("%s: shared by %d, want %d", f.Flag, f.Join.SharedBy, people)
			}
		}
	}
	if joins == 0 {
		t.Error("a number on everybody's record is told to nobody")
	}
}

// Whoever keeps what a run looked at is given everybody once, whole.
func TestEverybodyIsGivenToBeKept(t *testing.T) {
	var mu sync.Mutex
	kept := map[muster.SubjectID]int{}
	list := append(company(600), about("honest003", day(3), &muster.CV{NoText: muster.Yes}))
	run(t, func(r *assess.Request) {
		r.Keep = func(people []muster.Subject, observations [][]muster.Observation) error {
			mu.Lock()
			defer mu.Unlock()
			for i, who := range people {
				if _, twice := kept[who.ID]; twice {
					t.Errorf("%s was given twice", who.ID)
				}
				kept[who.ID] = len(observations[i])
			}
			return nil
		}
	}, list)
	if len(kept) != 603 || kept["ring1"] != 2 || kept["honest003"] != 2 || kept["honest004"] != 1 {
		t.Errorf("%d people were given, ring1 with %d observations, honest003 with %d", len(kept), kept["ring1"], kept["honest003"])
	}
}
