package ring

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"muster"
)

// world builds the input of Find by hand: people and values by name.
type world struct {
	people []Person
	values []Value
	edges  []Edge
	person map[string]int32
	value  map[string]int32
	opt    Options
}

func newWorld() *world {
	return &world{person: map[string]int32{}, value: map[string]int32{}, opt: Options{Base: 20_000}}
}

func (w *world) who(name string) int32 {
	p, ok := w.person[name]
	if !ok {
		p = int32(len(w.people))
		w.person[name] = p
		w.people = append(w.people, Person{ID: name, First: int64(p) + 1, Home: NoHome})
	}
	return p
}

func (w *world) home(h int32, names ...string) {
	for _, n := range names {
		w.people[w.who(n)].Home = h
	}
}

func (w *world) share(kind muster.ArtefactKind, value string, flags Flag, names ...string) int32 {
	v, ok := w.value[value]
	if !ok {
		v = int32(len(w.values))
		w.value[value] = v
		w.values = append(w.values, Value{Kind: kind})
	}
	for _, n := range names {
		w.edges = append(w.edges, Edge{Person: w.who(n), Value: v, Flags: flags})
	}
	return v
}

// groups returns the rings as sorted lists of ids.
func (w *world) groups() [][]string {
	return names(w.people, Find(w.edges, w.people, w.values, w.opt))
}

func names(people []Person, rings []Ring) [][]string {
	out := [][]string{}
	for _, r := range rings {
		var ids []string
		for _, m := range r.Members {
			ids = append(ids, people[m.Person].ID)
		}
		slices.Sort(ids)
		out = append(out, ids)
	}
	slices.SortFunc(out, slices.Compare)
	return out
}

func letters(prefix string, n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = fmt.Sprintf("%s%02d", prefix, i)
	}
	return out
}

func TestFind(t *testing.T) {
	tests := []struct {
		name  string
		build func(w *world)
		want  [][]string
	}{
		{"nothing", func(*world) {}, [][]string{}},
		{"a sparse chain of different kinds comes out whole", func(w *world) {
			w.share(muster.ArtefactPhone, "p", Own, "a", "b")
			w.share(muster.ArtefactAccount, "k", Payee, "b", "c")
			w.share(muster.ArtefactPassage, "t", 0, "c", "d")
		}, [][]string{{"a", "b", "c", "d"}}},
		{"a couple with one home, phone and account", func(w *world) {
			w.home(1, "a", "b")
			w.share(muster.ArtefactPhone, "p", Own, "a", "b")
			w.share(muster.ArtefactAccount, "k", Payee, "a", "b")
			w.share(muster.ArtefactAddress, "h", Own, "a", "b")
		}, [][]string{}},
		{"flatmates behind one VPN", func(w *world) {
			w.home(1, "a", "b", "c")
			w.share(muster.ArtefactAddress, "h", Own|Delivery, "a", "b", "c")
			w.share(muster.ArtefactNetwork, "n", 0, "a", "b", "c")
		}, [][]string{}},
		{"one home with one passport", func(w *world) {
			w.home(1, "a", "b")
			w.share(muster.ArtefactDocument, "d", 0, "a", "b")
		}, [][]string{{"a", "b"}}},
		{"more people than the home can hold", func(w *world) {
			for _, n := range letters("x", 8) {
				w.home(1, n)
			}
			w.share(muster.ArtefactAddress, "h", Own|Delivery, letters("x", 8)...)
			w.share(muster.ArtefactAccount, "k", Payee, letters("x", 3)...)
		}, [][]string{{"x00", "x01", "x02"}}},
		{"a declared relation", func(w *world) {
			w.share(muster.ArtefactAccount, "k", Payee, "a", "b")
			w.opt.Related = [][2]int32{{0, 1}}
		}, [][]string{}},
		{"records of one human", func(w *world) {
			w.share(muster.ArtefactPhone, "p", Own, "a", "b")
			w.opt.Same = [][2]int32{{0, 1}}
		}, [][]string{}},
		{"an agency's phone on forty CVs, declared", func(w *world) {
			v := w.share(muster.ArtefactPhone, "p", Own, letters("x", 40)...)
			w.values[v].Common = muster.CommonAgency
		}, [][]string{}},
		{"an agency's phone on forty CVs, not declared", func(w *world) {
			w.share(muster.ArtefactPhone, "p", Own, letters("x", 40)...)
		}, [][]string{}},
		{"a small agency's phone on seven CVs, not declared", func(w *world) {
			v := w.share(muster.ArtefactPhone, "p", Own, letters("x", 7)...)
			w.values[v].Agencies = 5
		}, [][]string{}},
		{"one phone on six CVs, hardly anybody through an agency", func(w *world) {
			v := w.share(muster.ArtefactPhone, "p", Own, letters("x", 6)...)
			w.values[v].Agencies = 1
		}, [][]string{letters("x", 6)}},
		{"the same phone where other kinds join most of its holders", func(w *world) {
			v := w.share(muster.ArtefactPhone, "p", Own, letters("x", 7)...)
			w.values[v].Agencies = 7
			w.share(muster.ArtefactAccount, "k", Payee, letters("x", 5)...)
		}, [][]string{letters("x", 7)}},
		{"former colleagues with one referee", func(w *world) {
			w.share(muster.ArtefactReferee, "r", Referee, "a", "b", "c")
			w.share(muster.ArtefactPhone, "r'", Referee, "a", "b", "c")
		}, [][]string{}},
		{"mutual referees", func(w *world) {
			w.share(muster.ArtefactPhone, "pa", Own, "a")
			w.share(muster.ArtefactPhone, "pa", Referee, "b")
			w.share(muster.ArtefactPhone, "pb", Own, "b")
			w.share(muster.ArtefactPhone, "pb", Referee, "a")
		}, [][]string{}},
		{"strangers on one crowded network", func(w *world) {
			w.share(muster.ArtefactNetwork, "n", 0, letters("x", 30)...)
		}, [][]string{}},
		{"somebody else's form does not frame the owner", func(w *world) {
			w.share(muster.ArtefactPhone, "p", Own|Proved, "owner")
			w.share(muster.ArtefactPhone, "p", Own, "a", "b")
		}, [][]string{{"a", "b"}}},
		{"an infrastructure value takes in the last holder", func(w *world) {
			w.share(muster.ArtefactPhone, "p", Own, "a", "b")
			w.share(muster.ArtefactAccount, "k", Payee, "b", "c")
			w.share(muster.ArtefactReferee, "r", Referee, "a", "b", "c", "d")
		}, [][]string{{"a", "b", "c", "d"}}},
		{"two weak kinds at once", func(w *world) {
			w.share(muster.ArtefactPhone, "p", Own, "a", "b")
			w.share(muster.ArtefactReferee, "r", Referee, "b", "c")
			w.share(muster.ArtefactNetwork, "n", 0, "a", "c")
		}, [][]string{{"a", "b", "c"}}},
		{"the flatmates of a dense group's member share the home and its line with that one", func(w *world) {
			l := core(w)
			w.home(1, l[0], "f", "g")
			w.share(muster.ArtefactAddress, "flat", Own, l[0], "f", "g")
			w.share(muster.ArtefactBuilding, "house", Own, l[0], "f", "g")
			line := w.share(muster.ArtefactNetwork, "line", 0, l[0], "f", "g")
			w.values[line].OneDay = true
		}, [][]string{letters("x", 5)}},
		{"the flatmate of two members, half of whose home is the group's", func(w *world) {
			l := core(w)
			w.home(1, l[0], l[1], "f")
			w.share(muster.ArtefactAddress, "flat", Own, l[0], l[1], "f")
		}, [][]string{letters("x", 5)}},
		{"more people declare a member's home than live in one: the excess is a join", func(w *world) {
			l := core(w)
			w.opt.Occupancy = 2
			w.home(1, l[0], "f", "g")
			w.share(muster.ArtefactAddress, "flat", Own, l[0], "f", "g")
		}, [][]string{append([]string{"f", "g"}, letters("x", 5)...)}},
		{"one phone between two dense groups is a bridge", func(w *world) {
			for _, g := range []string{"x", "y"} {
				l := letters(g, 5)
				w.share(muster.ArtefactPhone, g+"p", Own, l...)
				w.share(muster.ArtefactAccount, g+"k", Payee, l[:4]...)
				w.share(muster.ArtefactDevice, g+"d", 0, l[1:]...)
			}
			w.share(muster.ArtefactPhone, "bridge", Own, "x00", "y00")
		}, [][]string{letters("x", 5), letters("y", 5)}},
		{"a passport between two dense groups joins them", func(w *world) {
			for _, g := range []string{"x", "y"} {
				l := letters(g, 5)
				w.share(muster.ArtefactPhone, g+"p", Own, l...)
				w.share(muster.ArtefactAccount, g+"k", Payee, l[:4]...)
				w.share(muster.ArtefactDevice, g+"d", 0, l[1:]...)
			}
			w.share(muster.ArtefactDocument, "bridge", 0, "x00", "y00")
		}, [][]string{append(letters("x", 5), letters("y", 5)...)}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld()
			tt.build(w)
			if diff := cmp.Diff(tt.want, w.groups()); diff != "" {
				t.Errorf("rings (-want +got):\n%s", diff)
			}
		})
	}
}

func TestRingIsDescribed(t *testing.T) {
	w := newWorld()
	l := letters("x", 5)
	w.share(muster.ArtefactAddress, "farm", Delivery, l...)
	w.share(muster.ArtefactAddress, "farm", Own|Named, "x00")
	w.share(muster.ArtefactAccount, "k", Payee, "x01", "x02", "x03")
	w.share(muster.ArtefactAccount, "k", Payee|Named, "x02")
	wide := w.share(muster.ArtefactNetwork, "n", 0, letters("z", 60)...)
	w.share(muster.ArtefactNetwork, "n", 0, "x03", "x04")
	for i, n := range l {
		w.home(int32(i), n)
	}
	rings := Find(w.edges, w.people, w.values, w.opt)
	if len(rings) != 1 {
		t.Fatalf("found %d rings, want 1", len(rings))
	}
	r := rings[0]
	if r.ID != "x00" || r.Homes != 5 || r.Families != 2 || r.Unshareable {
		t.Errorf("ring %q has %d homes, %d families, unshareable %v", r.ID, r.Homes, r.Families, r.Unshareable)
	}
	roles := map[string]muster.MemberRole{}
	for _, m := range r.Members {
		roles[w.people[m.Person].ID] = m.Role
	}
	want := map[string]muster.MemberRole{"x00": muster.MemberAddressHub, "x01": muster.MemberPersona, "x02": muster.MemberBankHub, "x03": muster.MemberPersona, "x04": muster.MemberPersona}
	if diff := cmp.Diff(want, roles); diff != "" {
		t.Errorf("roles (-want +got):\n%s", diff)
	}
	last := r.Joints[len(r.Joints)-1]
	if last.Value != wide || !last.Common || last.Weight != 0 {
		t.Errorf("the crowded network should stand last, without weight: %+v", last)
	}
	if len(r.Rivals) == 0 {
		t.Error("no honest explanation is listed")
	}
}

// TestAHomeInsideARingCountsForNothing: that two members live together is told,
// and makes the ring no surer than it is without.
func TestAHomeInsideARingCountsForNothing(t *testing.T) {
	build := func(together bool) (*world, int32) {
		w := newWorld()
		l := core(w)
		flat := w.share(muster.ArtefactAddress, "flat", Own, l[0])
		if together {
			w.home(1, l[0], l[1])
			w.share(muster.ArtefactAddress, "flat", Own, l[1])
		}
		return w, flat
	}
	find := func(w *world) Ring {
		rings := Find(w.edges, w.people, w.values, w.opt)
		if len(rings) != 1 {
			t.Fatalf("found %d rings, want 1", len(rings))
		}
		return rings[0]
	}
	apart, _ := build(false)
	w, flat := build(true)
	without, with := find(apart), find(w)
	if with.Score != without.Score || with.Families != without.Families {
		t.Errorf("%v bits of %d families with a shared home, %v of %d without", with.Score, with.Families, without.Score, without.Families)
	}
	i := slices.IndexFunc(with.Joints, func(j Joint) bool { return j.Value == flat })
	if i < 0 || with.Joints[i].Weight != 0 || with.Joints[i].Common {
		t.Errorf("the home should be told, without weight: %+v", with.Joints)
	}
}

func TestBridgeIsNamed(t *testing.T) {
	w := newWorld()
	for _, g := range []string{"x", "y"} {
		l := letters(g, 5)
		w.share(muster.ArtefactPhone, g+"p", Own, l...)
		w.share(muster.ArtefactAccount, g+"k", Payee, l[:4]...)
		w.share(muster.ArtefactDevice, g+"d", 0, l[1:]...)
	}
	v := w.share(muster.ArtefactPhone, "bridge", Own, "x00", "y00")
	for _, r := range Find(w.edges, w.people, w.values, w.opt) {
		i := slices.IndexFunc(r.Bridges, func(b Bridge) bool { return b.Value == v })
		if i < 0 || r.Bridges[i].Crossed || len(r.Bridges[i].Left) != 5 || len(r.Bridges[i].Right) != 5 {
			t.Errorf("ring %s does not name its bridge: %+v", r.ID, r.Bridges)
		}
	}
}
