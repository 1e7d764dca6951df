package assess_test

import (
	"fmt"
	"testing"

	"muster"
	"muster/assess"
)

// chained is somebody who shares a value with the next and the one before.
func chained(i int) muster.Observation {
	a := &muster.Application{
		Named:   muster.Named{FullName: muster.PersonName(fmt.Sprintf("%s %s%c%c", liveGiven[i%12], liveFamily[i%10], 'a'+i/26%26, 'a'+i%26))},
		Home:    muster.Home{Address: muster.Address(fmt.Sprintf("%d Chain Lane", i+1)), City: "Leeds", Postcode: muster.Postcode(fmt.Sprintf("LS%d 1AA", 1+i%20))},
		Vacancy: "Engineer",
	}
	a.Contact.Phones = []muster.Phone{muster.Phone(fmt.Sprintf("020 7946 %04d", i)), muster.Phone(fmt.Sprintf("020 7946 %04d", i+1))}
	a.Contact.Emails = []muster.Email{muster.Email(fmt.Sprintf("chain%d@mail.example", i/3))}
	id := muster.SubjectID(fmt.Sprintf("s%04d", i))
	o := muster.Observation{Organisation: muster.DefaultOrganisation, Subject: id, Source: "test", Record: string(id), Happened: muster.Date(2026, 1, 1+i%28), Data: a}
	if err := o.Seal(); err != nil {
		panic(err)
	}
	return o
}

// referred is the i-th of a row of people who have a referee in common with the
// one before; the first with somebody of the chain.
func referred(last, i int) []muster.Observation {
	about := func(id muster.SubjectID, n int) muster.Observation {
		r := &muster.Reference{Employer: "Works Ltd", Emails: []muster.Email{muster.Email(fmt.Sprintf("referee%d@works.example", n))}}
		o := muster.Observation{Organisation: muster.DefaultOrganisation, Subject: id, Source: "test", Record: fmt.Sprint(id, n), Happened: muster.Date(2026, 2, 1), Data: r}
		if err := o.Seal(); err != nil {
			panic(err)
		}
		return o
	}
	before := muster.SubjectID(fmt.Sprintf("t%04d", i-1))
	if i == 0 {
		before = muster.SubjectID(fmt.Sprintf("s%04d", last))
	}
	return []muster.Observation{about(before, i), about(muster.SubjectID(fmt.Sprintf("t%04d", i)), i)}
}

// TestLiveAmongVeryManyConnected has more people hang together than are looked
// at around one change. What is told of people near a change is already what a
// run tells; after Regroup everybody's is.
func TestLiveAmongVeryManyConnected(t *testing.T) {
	const people = 700
	c := newStore(t)
	var list []muster.Observation
	for i := range people {
		if i%50 != 25 { // gaps, closed below: whole stretches then hang together
			list = append(list, chained(i))
		}
	}
	for i := range 30 { // a tail that hangs on by referees alone, a step at a time
		list = append(list, referred(people-1, i)...)
	}
	c.append(t, list...)
	l := liveOf(t, c, nil)
	sameAsRun(t, c, l, "after the load")
	for i := 25; i < people; i += 50 {
		c.append(t, chained(i))
		if _, err := l.CatchUp(t.Context()); err != nil {
			t.Fatal(err)
		}
		wide := l.Narrow()
		if !wide && i < 500 {
			continue
		}
		nearAsRun(t, c, l, i)
	}
	if !l.Narrow() {
		t.Error("everybody was looked at around each change: the test shows nothing")
	}
	l.Regroup()
	if l.Narrow() {
		t.Error("narrow after everybody was looked at")
	}
	sameAsRun(t, c, l, "after Regroup")
}

// nearAsRun holds the level of those next to a change against a whole run.
func nearAsRun(t *testing.T, c *clocked, l *assess.Live, at int) {
	t.Helper()
	people, err := c.Population(t.Context(), muster.DefaultOrganisation)
	if err != nil {
		t.Fatal(err)
	}
	defer people.Close()
	want, err := assess.Run(t.Context(), requestLike(people, l))
	if err != nil {
		t.Fatal(err)
	}
	for i := range want.People {
		p := &want.People[i]
		for k := at - 2; k <= at+2; k++ {
			if string(p.ID) != fmt.Sprintf("s%04d", k) {
				continue
			}
			got, err := l.Assess(t.Context(), p.ID)
			if err != nil {
				t.Fatal(err)
			}
			if got.Assessment.Level != p.Assessment.Level {
				t.Errorf("%s, near a change among very many: %s, want %s", p.ID, got.Assessment.Level, p.Assessment.Level)
			}
		}
	}
}
