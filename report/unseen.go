package report

import (
	"cmp"
	"maps"
	"slices"

	"muster"
	"muster/internal/escape"
)

// gaps gathers what could not be seen over all people, by what is missing and
// what would make it visible, and weighs the measures that would close it.
type gaps struct {
	byWhat   map[gapKey]*gap
	controls map[string]*control
	whole    []muster.Unseen // what holds for the whole run
}

type gapKey struct{ what, why, remedy string }

type gap struct {
	control string
	people  int
	flags   []muster.FlagID
}

type control struct {
	id     string
	do     map[string]int // remedies and how often each is named
	opens  int
	people int
	last   muster.SubjectID // the person counted last; people come one after the other
}

// most different gaps kept; beyond it a run's texts are not a vocabulary any
// more and only the figures of the controls go on.
const maxGaps = 10_000

func newGaps(whole []muster.Unseen) *gaps {
	return &gaps{byWhat: map[gapKey]*gap{}, controls: map[string]*control{}, whole: whole}
}

// add counts what could not be seen for one person.
func (g *gaps) add(id muster.SubjectID, unseen []muster.Unseen) {
	for i := range unseen {
		u := &unseen[i]
		g.gap(u, 1)
		c := g.control(u)
		if c == nil {
			continue
		}
		c.opens += max(1, len(u.Flags))
		if c.last != id || c.people == 0 {
			c.people++
			c.last = id
		}
	}
}

// finish adds what holds for the whole run, for that many people.
func (g *gaps) finish(total int) {
	for i := range g.whole {
		u := &g.whole[i]
		n := total
		if u.Subject != "" {
			n = 1
		}
		g.gap(u, n)
		if c := g.control(u); c != nil {
			c.opens += n * max(1, len(u.Flags))
			c.people = min(total, max(c.people, n))
		}
	}
}

func (g *gaps) gap(u *muster.Unseen, n int) {
	key := gapKey{u.What, u.Why, u.Remedy}
	e := g.byWhat[key]
	if e == nil {
		if len(g.byWhat) >= maxGaps {
			return
		}
		e = &gap{control: u.Control, flags: slices.Clone(u.Flags)}
		g.byWhat[key] = e
	}
	e.people += n
}

func (g *gaps) control(u *muster.Unseen) *control {
	name := cmp.Or(u.Control, u.Remedy)
	if name == "" {
		return nil
	}
	c := g.controls[name]
	if c == nil {
		if len(g.controls) >= maxGaps {
			return nil
		}
		c = &control{id: u.Control, do: map[string]int{}}
		g.controls[name] = c
	}
	if _, ok := c.do[u.Remedy]; ok || len(c.do) < 50 {
		c.do[u.Remedy]++
	}
	return c
}

// list returns the gaps, the widest first.
func (g *gaps) list() []Gap {
	out := []Gap{}
	for key, e := range g.byWhat {
		out = append(out, Gap{What: key.what, Why: key.why, Remedy: key.remedy, Control: e.control, People: e.people})
	}
	slices.SortFunc(out, func(a, b Gap) int {
		return cmp.Or(b.People-a.People, cmp.Compare(a.What, b.What), cmp.Compare(a.Why, b.Why), cmp.Compare(a.Remedy, b.Remedy))
	})
	return out
}

// best returns the n controls that would open most.
func (g *gaps) best(n int) []Control {
	out := []Control{}
	for _, c := range g.controls {
		out = append(out, Control{ID: c.id, Do: oftenest(c.do), Opens: c.opens, People: c.people})
	}
	slices.SortFunc(out, func(a, b Control) int {
		return cmp.Or(b.Opens-a.Opens, b.People-a.People, cmp.Compare(a.ID, b.ID), cmp.Compare(a.Do, b.Do))
	})
	return out[:min(n, len(out))]
}

func oftenest(counts map[string]int) string {
	best := ""
	for _, s := range slices.Sorted(maps.Keys(counts)) {
		if best == "" || counts[s] > counts[best] {
			best = s
		}
	}
	return best
}

func cleanGap(g Gap) Gap {
	g.What, g.Why, g.Remedy, g.Control = sentence(escape.Line(g.What)), full(escape.Line(g.Why)), full(escape.Line(g.Remedy)), escape.Line(g.Control)
	return g
}
