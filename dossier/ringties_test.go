package dossier

import (
	"testing"

	"muster"
	"muster/resolve/ring"
)

// apart builds one ring of all people from its joints and reports whether the
// first of them is told apart in it.
func apart(people int, joints ...ring.Joint) bool {
	kinds := []muster.ArtefactKind{muster.ArtefactPhone, muster.ArtefactAccount, muster.ArtefactAddress, muster.ArtefactPhone}
	g := &RingGraph{}
	r := ring.Ring{}
	for i := range people {
		g.Places = append(g.Places, int32(i))
		r.Members = append(r.Members, ring.Member{Person: int32(i), Role: muster.MemberPersona})
	}
	for i := range joints {
		joints[i].Value, joints[i].Weight = int32(i), 10
		g.IDs = append(g.IDs, muster.ArtefactID{byte(i + 1)})
		g.Values = append(g.Values, ring.Value{Kind: kinds[i]})
	}
	r.Joints = joints
	return NewGroups(g, []ring.Ring{r}).bySubject[0][0].apart
}

func TestKindsThatLeadToDifferentPeopleAreToldApart(t *testing.T) {
	among := func(people ...int32) ring.Joint { return ring.Joint{Members: people} }
	cases := []struct {
		name   string
		people int
		joints []ring.Joint
		want   bool
	}{
		{"an agency's phone and a partner's account", 6, []ring.Joint{among(0, 1, 2, 3, 4), among(0, 5)}, true},
		{"an umbrella company's account and a co-working address", 8, []ring.Joint{among(1, 2), among(0, 1, 2, 3, 4), among(0, 5, 6, 7)}, true},
		{"two kinds with the same people", 4, []ring.Joint{among(0, 1, 2), among(0, 1, 2, 3)}, false},
		{"two kinds with people whom a third joins", 5, []ring.Joint{among(0, 1), among(0, 2), among(1, 2, 3, 4)}, false},
		{"a pair", 2, []ring.Joint{among(0, 1), among(0, 1)}, false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := apart(c.people, c.joints...); got != c.want {
				t.Errorf("told apart: %v", got)
			}
		})
	}
}
