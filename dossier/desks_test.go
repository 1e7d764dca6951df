package dossier

import (
	"encoding/base64"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"muster"
)

// workday is one day's minutes of somebody who works in stretches and pauses.
func workday(r *rand.Rand, from, until int, busy float64) (m minuteSet) {
	for at := from + r.IntN(40); at < until; {
		n := 2 + int(12*r.ExpFloat64())
		if r.Float64() < busy {
			m.fill(at, min(at+n, until))
		}
		at += n
	}
	return m
}

func (m *minuteSet) fill(from, until int) {
	for i := max(0, from); i < min(until, minutesOfDay); i++ {
		m[i/8] |= 0x80 >> (i % 8)
	}
}

// twoDesks is one human who changes between two desks.
func twoDesks(r *rand.Rand) (a, b minuteSet) {
	for at := 8*60 + r.IntN(40); at < 17*60; {
		n := 3 + int(9*r.ExpFloat64())
		if r.IntN(2) == 0 {
			a.fill(at, at+n)
		} else {
			b.fill(at, at+n)
		}
		at += max(1, n-1) // the minute of the change is both desks'
	}
	return a, b
}

func activeOn(id muster.SubjectID, d int, m minuteSet) muster.Observation {
	date := muster.Date(2026, 5, 4+d)
	return about(id, date, &muster.ActivityDay{Day: date, Device: muster.Device("LT-" + id), Minutes: muster.Text(base64.StdEncoding.EncodeToString(m[:])), Active: m.count()})
}

// office is a population of people at work, some of whom are one human at
// several desks: those whose numbers are below operated.
func office(seed uint64, people, operated, days int) (list []muster.Observation) {
	id := func(i int) muster.SubjectID { return muster.SubjectID(fmt.Sprintf("w%04d", i)) }
	for i := range people {
		person := &muster.Person{Named: named(fmt.Sprintf("%s%c%c", names[i%len(names)], 'a'+i/8%26, 'a'+i/208%26)), Home: livesAt(fmt.Sprintf("%d High Road", i+1)), Started: day(1, 5)}
		list = append(list, about(id(i), day(1, 5), person))
	}
	for d := range days {
		for i := 0; i < people; i++ {
			r := rand.New(rand.NewPCG(seed+uint64(i), uint64(d)))
			if i < operated && i%2 == 0 {
				a, b := twoDesks(r)
				list = append(list, activeOn(id(i), d, a), activeOn(id(i+1), d, b))
				i++
				continue
			}
			from := []int{8, 8, 9, 6, 14, 22}[i%6] * 60
			list = append(list, activeOn(id(i), d, workday(r, from, from+8*60, 0.2+0.1*float64(i%6))))
		}
	}
	return list
}

func TestDesksThatInterlock(t *testing.T) {
	found := map[string]bool{}
	for id, d := range population(t, nil, Options{}, office(1, 120, 6, 20)...) {
		for _, f := range d.Live.Desks {
			found[string(id)+" "+string(f.Other.Subject)] = true
			if len(f.Refs) == 0 || f.Other.Observed.ID.IsZero() || f.Days < leastDeskDays || f.Hours < leastHours || f.Apart > f.Days {
				t.Errorf("%s: %+v", id, f)
			}
		}
	}
	want := map[string]bool{"w0000 w0001": true, "w0001 w0000": true, "w0002 w0003": true, "w0003 w0002": true, "w0004 w0005": true, "w0005 w0004": true}
	if diff := cmp.Diff(want, found); diff != "" {
		t.Error(diff)
	}
}

// Of many honest people who keep the same hours, whoever is compared with
// whomever, nobody is found.
func TestColleaguesDoNotInterlock(t *testing.T) {
	people := 400
	if testing.Short() {
		people = 100
	}
	list := office(7, people, 0, 24)
	index := indexOf(t, nil, Options{}, list...)
	start := time.Now()
	pairs := 0
	for i := range index.Len() {
		if met := index.interlocks(int32(i)); len(met) > 0 {
			t.Errorf("%s: %v", index.ID(i), met)
		}
		pairs += len(index.seated) - 1
	}
	t.Logf("%d comparisons in %v", pairs, time.Since(start))
}

func TestChanceIsExact(t *testing.T) {
	for _, c := range []struct {
		k, n int
		p    float64
		want float64
	}{{0, 5, 0.3, 1}, {5, 5, 0.1, 1e-5}, {4, 5, 0.5, 6.0 / 32}} {
		if got := atLeast(c.k, c.n, c.p); math.Abs(got-c.want) > 1e-12 {
			t.Errorf("%d of %d at %v: %v, want %v", c.k, c.n, c.p, got, c.want)
		}
	}
}

// What is put in and taken out in any order leaves what a new index would say,
// and whoever's dossier changed is named.
func TestPutSeatsAndNames(t *testing.T) {
	list := office(3, 16, 6, 16)
	list = append(list, about("w0000", day(5, 6), &muster.WorkDay{Day: day(5, 6), Act: muster.WorkWrongIdentity, Target: "Box@mail.example", Times: 1}),
		about("w0009", day(2, 6), &muster.Application{Named: named("Gus Lark"), Contact: mails("box@mail.example", "other@mail.example")}),
		about("w0010", day(5, 7), &muster.WorkDay{Day: day(5, 7), Act: muster.WorkWrongIdentity, Target: "other@mail.example", Times: 1}))
	bySubject := map[muster.SubjectID][]muster.Observation{}
	for _, o := range list {
		bySubject[o.Subject] = append(bySubject[o.Subject], o)
	}
	index := indexOf(t, nil, Options{Changing: true}, list[:16]...)
	r := rand.New(rand.NewPCG(4, 4))
	state := map[muster.SubjectID][]muster.Observation{}
	for _, o := range list[:16] {
		state[o.Subject] = append(state[o.Subject], o)
	}
	told := map[muster.SubjectID]string{}
	for step := range 60 {
		id := muster.SubjectID(fmt.Sprintf("w%04d", r.IntN(16)))
		now := slices.Clone(bySubject[id][:1+r.IntN(len(bySubject[id]))])
		if step%3 != 0 {
			now = slices.Clone(bySubject[id])
		} else if step%9 == 0 {
			now = nil
		}
		state[id] = now
		if len(now) > 0 {
			if now, _ = muster.NewSlice(now).Observations(0, nil); state[id] == nil {
				t.Fatal(id)
			}
		}
		change, err := index.Put(id, slices.Clone(now), func(int32) ([]muster.Observation, error) { return nil, nil })
		if err != nil {
			t.Fatal(err)
		}
		var all []muster.Observation
		for _, o := range state {
			all = append(all, o...)
		}
		want := population(t, nil, Options{}, all...)
		for id, d := range want {
			at, _ := index.Known(id)
			got := buildAt(t, index, at, state[id])
			if diff := cmp.Diff(d.Live.Desks, got.Desks, cmpopts.EquateEmpty()); diff != "" {
				t.Fatalf("step %d, %s: desks: %s", step, id, diff)
			}
			if diff := cmp.Diff(d.Live.Identities, got.Identities, cmpopts.EquateEmpty()); diff != "" {
				t.Fatalf("step %d, %s: identities: %s", step, id, diff)
			}
			say := fmt.Sprint(got.Desks, got.Identities)
			if before, known := told[id]; known && before != say && at != change.At && !slices.Contains(change.Near, int32(at)) {
				t.Errorf("step %d: %s changed and was not named", step, id)
			}
			told[id] = say
		}
	}
}

func buildAt(t *testing.T, index *Index, at int, observations []muster.Observation) *muster.LiveFacts {
	t.Helper()
	builder, err := index.NewBuilder(nil)
	if err != nil {
		t.Fatal(err)
	}
	pop := muster.NewSlice(observations)
	list, err := pop.Observations(0, nil)
	if err != nil {
		t.Fatal(err)
	}
	return &builder.BuildFrom(at, pop.Subject(0), list, nil).Dossier.Live
}
