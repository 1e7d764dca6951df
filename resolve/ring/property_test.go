package ring

import (
	"encoding/binary"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"muster"
)

var allKinds = []muster.ArtefactKind{
	muster.ArtefactPhone, muster.ArtefactPhoneBlock, muster.ArtefactEmail, muster.ArtefactAddress, muster.ArtefactBuilding,
	muster.ArtefactAccount, muster.ArtefactWallet, muster.ArtefactDocument, muster.ArtefactURL, muster.ArtefactDomain,
	muster.ArtefactDevice, muster.ArtefactNetwork, muster.ArtefactImage, muster.ArtefactPrint, muster.ArtefactCapture,
	muster.ArtefactTemplate, muster.ArtefactPassage, muster.ArtefactSkeleton, muster.ArtefactMessage, muster.ArtefactMeeting,
	muster.ArtefactReferee, "unheard of",
}

var allCommon = []muster.Common{"", "", "", "", "", "", muster.CommonAgency, muster.CommonOffice, muster.CommonVerified}

type input struct {
	edges  []Edge
	people []Person
	values []Value
	opt    Options
}

func (in input) find() []Ring { return Find(in.edges, in.people, in.values, in.opt) }

func drawInput(t *rapid.T) input {
	people := rapid.IntRange(1, 26).Draw(t, "people")
	values := rapid.IntRange(1, 20).Draw(t, "values")
	in := input{opt: Options{Base: rapid.SampledFrom([]int{0, 20_000, 1_000_000}).Draw(t, "base")}}
	for p := range people {
		in.people = append(in.people, Person{
			ID:       string(rune('a'+p%26)) + string(rune('a'+p/26)),
			First:    int64(rapid.IntRange(0, 5).Draw(t, "first")),
			Home:     int32(rapid.IntRange(-1, 12).Draw(t, "home")),
			Verified: rapid.Bool().Draw(t, "verified"),
		})
	}
	for range values {
		in.values = append(in.values, Value{Kind: rapid.SampledFrom(allKinds).Draw(t, "kind"), Common: rapid.SampledFrom(allCommon).Draw(t, "common")})
	}
	for range rapid.IntRange(0, 70).Draw(t, "edges") {
		in.edges = append(in.edges, Edge{
			Person: int32(rapid.IntRange(0, people-1).Draw(t, "person")),
			Value:  int32(rapid.IntRange(0, values-1).Draw(t, "value")),
			Flags:  Flag(rapid.IntRange(0, 511).Draw(t, "flags")),
		})
	}
	pair := func(label string) [2]int32 {
		return [2]int32{int32(rapid.IntRange(0, people-1).Draw(t, label)), int32(rapid.IntRange(0, people-1).Draw(t, label))}
	}
	for range rapid.IntRange(0, 3).Draw(t, "related") {
		in.opt.Related = append(in.opt.Related, pair("related"))
	}
	for range rapid.IntRange(0, 3).Draw(t, "same") {
		in.opt.Same = append(in.opt.Same, pair("same"))
	}
	return in
}

// TestOrderOfEdges: rings depend on the edges as a set.
func TestOrderOfEdges(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t)
		want := in.find()
		shuffled := in
		shuffled.edges = append(slices.Clone(in.edges), in.edges[:len(in.edges)/3]...) // some twice
		rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		rng.Shuffle(len(shuffled.edges), func(i, j int) {
			shuffled.edges[i], shuffled.edges[j] = shuffled.edges[j], shuffled.edges[i]
		})
		if diff := cmp.Diff(want, shuffled.find()); diff != "" {
			t.Fatalf("another order of edges gives other rings:\n%s", diff)
		}
	})
}

// TestOrderOfPeople: who stands together does not depend on how people are
// numbered.
func TestOrderOfPeople(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t)
		n := int32(len(in.people))
		moved := input{values: in.values, opt: in.opt, people: slices.Clone(in.people)}
		slices.Reverse(moved.people)
		for _, e := range in.edges {
			e.Person = n - 1 - e.Person
			moved.edges = append(moved.edges, e)
		}
		turn := func(pairs [][2]int32) (out [][2]int32) {
			for _, p := range pairs {
				out = append(out, [2]int32{n - 1 - p[0], n - 1 - p[1]})
			}
			return out
		}
		moved.opt.Related, moved.opt.Same = turn(in.opt.Related), turn(in.opt.Same)
		if diff := cmp.Diff(names(in.people, in.find()), names(moved.people, moved.find())); diff != "" {
			t.Fatalf("another numbering gives other rings:\n%s", diff)
		}
	})
}

// TestMembersHangTogether: the members of a ring are different people, in one
// ring only, connected by values that are not common, and the id is a member's.
func TestMembersHangTogether(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t)
		seen := map[int32]bool{}
		for _, r := range in.find() {
			u := newUnionFind(len(in.people))
			for _, p := range in.opt.Same {
				u.union(p[0], p[1])
			}
			humans := map[int32]bool{}
			for _, m := range r.Members {
				if seen[m.Person] {
					t.Fatalf("person %d is in two rings", m.Person)
				}
				seen[m.Person] = true
				humans[u.find(m.Person)] = true
			}
			if len(humans) < 2 {
				t.Fatalf("a ring of one human: %+v", r.Members)
			}
			for _, j := range r.Joints {
				if in.values[j.Value].Common != muster.NotCommon != j.Common {
					t.Fatalf("joint %+v of a value that is common because %q", j, in.values[j.Value].Common)
				}
				for _, m := range slices.Concat(j.Members[1:], j.Proved) {
					if !j.Common {
						u.union(j.Members[0], m)
					}
				}
			}
			for _, m := range r.Members {
				if u.find(m.Person) != u.find(r.Members[0].Person) {
					t.Fatalf("person %d hangs on nothing: %+v", m.Person, r)
				}
			}
			if !slices.ContainsFunc(r.Members, func(m Member) bool { return in.people[m.Person].ID == r.ID }) {
				t.Fatalf("id %q is no member's", r.ID)
			}
		}
	})
}

// TestMoreEvidence: one more person's use of a value that already joins a ring
// neither lowers its score nor loses a member, while no bridge is cut and the
// value stays rare.
func TestMoreEvidence(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(3, 8).Draw(t, "people")
		in := input{opt: Options{Base: 20_000, CoreSize: 1000}}
		for p := range n + 1 {
			in.people = append(in.people, Person{ID: string(rune('a' + p)), First: 1, Home: NoHome})
		}
		kinds := []muster.ArtefactKind{muster.ArtefactPhone, muster.ArtefactAccount, muster.ArtefactDevice, muster.ArtefactDocument}
		for range rapid.IntRange(1, 6).Draw(t, "values") {
			v := int32(len(in.values))
			in.values = append(in.values, Value{Kind: rapid.SampledFrom(kinds).Draw(t, "kind"), Bits: 12})
			for range rapid.IntRange(2, 4).Draw(t, "holders") {
				in.edges = append(in.edges, Edge{Person: int32(rapid.IntRange(0, n-1).Draw(t, "person")), Value: v, Flags: Own})
			}
		}
		before := in.find()
		more := in
		more.edges = append(slices.Clone(in.edges), Edge{
			Person: int32(rapid.IntRange(0, n).Draw(t, "newcomer")),
			Value:  int32(rapid.IntRange(0, len(in.values)-1).Draw(t, "value")), Flags: Own,
		})
		after := more.find()
		for _, r := range before {
			i := slices.IndexFunc(after, func(s Ring) bool {
				return slices.ContainsFunc(s.Members, func(m Member) bool { return m.Person == r.Members[0].Person })
			})
			if i < 0 || after[i].Score < r.Score-1e-9 {
				t.Fatalf("more evidence made ring %+v into %+v", r, after)
			}
			for _, m := range r.Members {
				if !slices.ContainsFunc(after[i].Members, func(x Member) bool { return x.Person == m.Person }) {
					t.Fatalf("more evidence lost person %d", m.Person)
				}
			}
		}
	})
}

// FuzzFind reads edges, people and values from bytes, indexes out of range and
// odd numbers included: no input may panic or make a ring of one.
func FuzzFind(f *testing.F) {
	f.Add([]byte{3, 3, 0, 0, 1, 0, 0, 1, 1, 0})
	f.Add([]byte{40, 9, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
	f.Add(binary.LittleEndian.AppendUint64([]byte{7, 5}, math.Float64bits(math.NaN())))
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) < 2 || len(b) > 4096 {
			return
		}
		in := input{people: make([]Person, int(b[0])), values: make([]Value, int(b[1]))}
		for i := range in.people {
			x := int(b[i%len(b)])
			in.people[i] = Person{ID: string(rune('a' + x%7)), First: int64(x) - 20, Home: int32(x%9) - 1, Verified: x%2 == 0}
		}
		for i := range in.values {
			x := int(b[(i*7+1)%len(b)])
			in.values[i] = Value{Kind: allKinds[x%len(allKinds)], Common: allCommon[x%len(allCommon)], Bits: float64(x) - 100, Holders: int32(x) - 60}
			if x == 77 {
				in.values[i].Bits = math.NaN()
			}
		}
		for i := 2; i+3 < len(b); i += 4 {
			in.edges = append(in.edges, Edge{Person: int32(b[i]) - 3, Value: int32(b[i+1]) - 3, Flags: Flag(b[i+2])})
			if b[i+3] > 240 {
				pair := [2]int32{int32(b[i]) - 3, int32(b[i+1])}
				in.opt.Same, in.opt.Related = append(in.opt.Same, pair), append(in.opt.Related, pair)
			}
		}
		for _, r := range in.find() {
			if len(r.Members) < 2 || math.IsNaN(r.Score) {
				t.Fatalf("ring %+v", r)
			}
		}
	})
}
