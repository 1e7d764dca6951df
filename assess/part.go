package assess

import (
	"cmp"
	"maps"
	"slices"

	"muster"
	"muster/dossier"
	"muster/resolve/ring"
)

// Part says that a run's population is some of all people, and what it must be told
// of the others, so that those it looks at come out as if everybody were there.
type Part struct {
	Look   map[muster.SubjectID]bool // whom the run looks at; the others are there to be told of
	Beyond dossier.Beyond
	Before *Looked // what the last run left
	People int     // how many there are in all
}

func (p *Part) beyond() *dossier.Beyond {
	if p == nil {
		return nil
	}
	return &p.Beyond
}

// looks reports whether somebody is looked at.
func (p *Part) looks(id muster.SubjectID) bool { return p == nil || p.Look[id] }

func (p *Part) whole(f *Frozen) *ring.Whole {
	return &ring.Whole{People: p.People, Nodes: p.People - p.Before.Merged, PairLimit: f.PairLimit}
}

// groups leaves those in which somebody stands who is looked at: of the others not
// everybody is there.
func (p *Part) groups(g *dossier.RingGraph, rings []ring.Ring, same []muster.Group) ([]ring.Ring, []muster.Group) {
	rings = slices.DeleteFunc(rings, func(r ring.Ring) bool {
		return !slices.ContainsFunc(r.Members, func(m ring.Member) bool { return p.Look[muster.SubjectID(g.People[m.Person].ID)] })
	})
	same = slices.DeleteFunc(same, func(s muster.Group) bool {
		return !slices.ContainsFunc(s.Members, func(m muster.Member) bool { return p.Look[m.Subject] })
	})
	return rings, same
}

// kinds are the kinds of records there are, of everybody.
func (p *Part) kinds(met map[muster.Kind]int) map[muster.Kind]int {
	if p == nil {
		return met
	}
	all := maps.Clone(met)
	for _, k := range p.Before.Kinds {
		all[k] = max(all[k], 1)
	}
	return all
}

// Looked is what a run that looked at everybody leaves, so that the next may look
// only at what changed. It holds nothing of anybody but the ids in Same.
type Looked struct {
	Seq       int64                       `json:"seq"`    // of the store's records the run was made from
	Terms     string                      `json:"terms"`  // digest of the program, policy, lists and settings it was made under
	AsOf      string                      `json:"as_of"`  // the day of the last run
	Whole     string                      `json:"whole"`  // the day of the last run that looked at everybody
	People    int                         `json:"people"` // how many there were
	Merged    int                         `json:"merged"` // of them, records beyond the first of each human
	PairLimit int                         `json:"pair_limit"`
	Bases     map[muster.ArtefactKind]int `json:"bases"` // how many hold each kind of value
	Kinds     []muster.Kind               `json:"kinds"` // of records there are
	Same      [][2]muster.SubjectID       `json:"same"`  // put together by nothing but the comparison of all fields
	Apart     bool                        `json:"apart"` // a change of one can be followed without everybody
}

// measured is what of everybody a run found on its way.
type measured struct {
	ring.Whole
	same [][2]muster.SubjectID
}

// keep notes the pairs that agree.
func (m *measured) keep(index *dossier.Index, pairs map[[2]int]bool) {
	for p := range pairs {
		if _, ok := agree(index, p[0], p[1]); ok {
			a, b := index.ID(p[0]), index.ID(p[1])
			m.same = append(m.same, [2]muster.SubjectID{min(a, b), max(a, b)})
		}
	}
	slices.SortFunc(m.same, func(a, b [2]muster.SubjectID) int { return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1])) })
}

// Looked returns what a run with Request.Lasts leaves for the next, without terms
// and number.
func (res *Result) Looked() *Looked {
	r := res.Requested
	l := &Looked{AsOf: r.AsOf.ISO(), Kinds: slices.Sorted(maps.Keys(r.Part.kinds(res.Kinds))), Bases: res.Index.Bases()}
	if p := r.Part; p != nil {
		l.Whole, l.People, l.Merged, l.PairLimit, l.Same, l.Apart = p.Before.Whole, p.People, p.Before.Merged, p.Before.PairLimit, p.Before.Same, p.Before.Apart
		return l
	}
	m := res.measure
	l.Whole, l.People, l.Merged, l.PairLimit, l.Same = l.AsOf, res.Len(), m.People-m.Nodes, m.PairLimit, m.same
	l.Apart = res.Index.Apart()
	return l
}

// LinksVersion grows with every change of what is filed of people for runs that
// look only at what changed: what an older program filed is not gone on from.
const LinksVersion = 2
