package assess_test

import (
	"testing"

	"muster"
	"muster/assess"
)

func TestUnionSeesEachObservationOnce(t *testing.T) {
	make1 := func(who muster.SubjectID, text muster.Text) muster.Observation {
		o := muster.Observation{Organisation: muster.DefaultOrganisation, Subject: who, Source: "test", Record: string(text), Data: &muster.Message{Text: text}}
		if err := o.Seal(); err != nil {
			t.Fatal(err)
		}
		return o
	}
	a := muster.NewSlice([]muster.Observation{make1("b", "1"), make1("b", "2"), make1("d", "3")})
	b := muster.NewSlice([]muster.Observation{make1("a", "4"), make1("b", "2"), make1("b", "5"), make1("e", "6")})
	u := assess.Union(a, b)
	want := map[muster.SubjectID]int{"a": 1, "b": 3, "d": 1, "e": 1}
	if u.Len() != len(want) {
		t.Fatalf("%d subjects, want %d", u.Len(), len(want))
	}
	last := muster.SubjectID("")
	kept := []muster.Observation{make1("z", "before")}
	for i := range u.Len() {
		id := u.Subject(i).ID
		if id <= last {
			t.Errorf("%s comes after %s", id, last)
		}
		last = id
		list, err := u.Observations(i, kept)
		if err != nil || len(list)-1 != want[id] || list[0].Subject != "z" {
			t.Errorf("%s: %d observations, %v; want %d", id, len(list)-1, err, want[id])
		}
		for _, o := range list[1:] {
			if o.Subject != id {
				t.Errorf("%s has an observation of %s", id, o.Subject)
			}
		}
	}
}
