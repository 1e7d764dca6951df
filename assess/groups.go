package assess

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"muster"
	"muster/dossier"
	"muster/resolve/ring"
)

// foundGroups is the rings of a population, before and after they are told to
// detectors.
type foundGroups struct {
	graph *dossier.RingGraph
	rings []ring.Ring
	facts *dossier.Groups
	same  []muster.Group // records believed to be one human

	measured *measured
}

// findGroups finds records of one human, then the rings of different people.
// Detection comes after it, so that a dossier knows the groups its subject
// stands in.
func findGroups(ctx context.Context, r *Request, index *dossier.Index) (*foundGroups, error) {
	m := &measured{}
	same, pairs, err := samePeople(ctx, r, index, m)
	if err != nil {
		return nil, err
	}
	g := index.RingGraph()
	opt := ring.Options{Related: g.Related, Same: pairs, Occupancy: r.Settings.MaxOccupancy}
	switch {
	case r.Part != nil:
		opt.Whole = r.Part.whole(r.Frozen)
	case r.Frozen != nil:
		opt.Whole = &ring.Whole{People: len(g.People), Nodes: len(g.People) - merged(same), PairLimit: r.Frozen.PairLimit}
	case r.Lasts:
		m.Whole = ring.Measure(g.Edges, g.People, g.Values, opt)
		opt.Whole = &m.Whole
	}
	rings := decisionsOf(r.Decisions).split(g, ring.Find(g.Edges, g.People, g.Values, opt))
	if r.Part != nil {
		rings, same = r.Part.groups(g, rings, same)
	}
	return &foundGroups{graph: g, rings: rings, facts: dossier.NewGroups(g, rings), same: same, measured: m}, nil
}

// merged counts the records beyond the first of each human.
func merged(same []muster.Group) int {
	n := 0
	for i := range same {
		n += len(same[i].Members) - 1
	}
	return n
}

// describeGroups writes the rings as people see them, tells each member, and
// collects the values to be shown at their joints.
func (res *Result) describeGroups(index *dossier.Index, found *foundGroups) error {
	g := found.graph
	wanted := &wantedValues{by: map[int32][]muster.ArtefactID{}, asked: map[muster.ArtefactID]bool{}}
	for i := range found.rings {
		r := &found.rings[i]
		group := groupOf(g, r, func(person int32) muster.SubjectID { return index.ID(int(person)) })
		for k := range r.Joints {
			j := &r.Joints[k]
			id := g.IDs[j.Value]
			if _, ok := res.Values[id]; !ok && len(j.Members) > 0 {
				wanted.add(j.Members[0], id)
			}
		}
		for _, m := range r.Members {
			res.stands(int(m.Person), group.ID)
		}
		res.Groups = append(res.Groups, group)
	}
	for _, group := range found.same {
		res.describeSame(&group, wanted)
	}
	if err := res.fetchValues(index, wanted); err != nil {
		return err
	}
	for i := range res.Groups {
		maskJoints(&res.Groups[i], res.Values)
	}
	slices.SortStableFunc(res.Groups, func(a, b muster.Group) int {
		return cmp.Or(cmp.Compare(len(b.Members), len(a.Members)), strings.Compare(a.ID, b.ID))
	})
	return nil
}

// wantedValues is the values to be shown and, for each, one member whose
// records can show it: a value many share is asked for once.
type wantedValues struct {
	by    map[int32][]muster.ArtefactID
	asked map[muster.ArtefactID]bool
}

func (w *wantedValues) add(member int32, id muster.ArtefactID) {
	if !w.asked[id] {
		w.asked[id] = true
		w.by[member] = append(w.by[member], id)
	}
}

// describeSame adds a group of records of one human. It is told apart from
// rings everywhere: it holds nothing against anybody.
func (res *Result) describeSame(group *muster.Group, wanted *wantedValues) {
	for i := range group.Members {
		if at, ok := res.Find(group.Members[i].Subject); ok {
			res.stands(at, group.ID)
		}
	}
	for i := range group.Joints {
		j := &group.Joints[i]
		if at, ok := res.Find(j.Members[0]); ok && !j.Artefact.IsZero() {
			wanted.add(int32(at), j.Artefact)
		}
	}
	res.Groups = append(res.Groups, *group)
}

// stands notes that a person is in a group.
func (res *Result) stands(at int, group string) {
	if res.People != nil {
		res.People[at].Groups = append(res.People[at].Groups, group)
	}
}

// groupOf writes a ring as people see it, but for the values at its joints.
func groupOf(g *dossier.RingGraph, found *ring.Ring, id func(person int32) muster.SubjectID) muster.Group {
	group := muster.Group{ID: "ring-" + found.ID, Kind: muster.GroupRing, Rivals: found.Rivals}
	for _, m := range found.Members {
		group.Members = append(group.Members, muster.Member{Subject: id(m.Person), Role: neutral(m.Role)})
	}
	for i := range found.Joints {
		j := &found.Joints[i]
		joint := muster.Joint{
			Artefact: g.IDs[j.Value], Kind: g.Values[j.Value].Kind, SharedBy: max(j.Holders, len(j.Members)),
			Common: j.Common, Why: j.Why, Weight: j.Weight,
		}
		for _, m := range slices.Concat(j.Members, j.Proved) {
			joint.Members = append(joint.Members, id(m))
		}
		group.Joints = append(group.Joints, joint)
	}
	return group
}

// neutral keeps a word that would accuse out of what is said of people: who is
// joined to others is a member of the group and no more.
func neutral(r muster.MemberRole) muster.MemberRole {
	if r == muster.MemberPersona {
		return muster.MemberOrdinary
	}
	return r
}

// fetchValues builds the dossiers of members again to learn how the values at
// joints are shown.
func (res *Result) fetchValues(index *dossier.Index, wanted *wantedValues) error {
	builder, err := index.NewBuilder(nil)
	if err != nil {
		return err
	}
	for member, ids := range wanted.by {
		built, err := builder.Build(int(member))
		if err != nil {
			return err
		}
		for _, id := range ids {
			if v, ok := built.Value(id); ok {
				res.Values[id] = v
			}
		}
	}
	return nil
}

// likenessNames say in words what two texts or pictures share: there is no
// short value to show.
var likenessNames = map[muster.ArtefactKind]string{
	muster.ArtefactPassage:  "long identical passages in CVs",
	muster.ArtefactSkeleton: "the same facts in CVs under other words",
	muster.ArtefactMessage:  "the same message text",
	muster.ArtefactPrint:    "the same picture",
	muster.ArtefactImage:    "the same picture file",
	muster.ArtefactTemplate: "files made from one original",
}

func maskJoints(g *muster.Group, values map[muster.ArtefactID]dossier.Display) {
	for i := range g.Joints {
		j := &g.Joints[i]
		if j.Value == "" {
			j.Value = likenessNames[j.Kind]
		}
		if v, ok := values[j.Artefact]; ok && j.Value == "" {
			j.Value = v.Masked
		}
	}
}
