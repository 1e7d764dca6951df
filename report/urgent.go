package report

import (
	"cmp"
	"container/heap"
	"slices"

	"muster"
)

// urgency orders people: by level, then by the strengths that counted, the
// strongest first, then by how many families counted.
type urgency [4]int

func urgencyOf(p *Person) urgency {
	u := urgency{p.Assessment.Level.Rank()}
	var strengths []int
	for i := range p.Assessment.Contributions {
		if c := &p.Assessment.Contributions[i]; c.Counted {
			strengths = append(strengths, c.Strength)
		}
	}
	slices.SortFunc(strengths, func(a, b int) int { return b - a })
	for i := range min(2, len(strengths)) {
		u[1+i] = strengths[i]
	}
	u[3] = len(p.Assessment.Families)
	return u
}

// ranked is a person with their place in the order.
type ranked struct {
	person *Person
	urgency
}

// compareRanked puts the most urgent first; ids settle ties, so that two runs
// over the same data give the same order.
func compareRanked(a, b ranked) int {
	return cmp.Or(-slices.Compare(a.urgency[:], b.urgency[:]), cmp.Compare(a.person.ID, b.person.ID))
}

// top keeps the n most urgent people of a stream. It is a heap with the least
// urgent at the root.
type top struct {
	n     int
	items []ranked
}

// add takes a person and returns the one that fell out, if any.
func (t *top) add(p *Person) *Person {
	heap.Push(t, ranked{p, urgencyOf(p)})
	if len(t.items) <= t.n {
		return nil
	}
	return heap.Pop(t).(ranked).person
}

// sorted empties the heap, most urgent first.
func (t *top) sorted() []*Person {
	slices.SortFunc(t.items, compareRanked)
	people := make([]*Person, len(t.items))
	for i, r := range t.items {
		people[i] = r.person
	}
	t.items = nil
	return people
}

// Len, Less, Swap, Push and Pop make top a heap.Interface.

// Len returns how many people are held.
func (t *top) Len() int { return len(t.items) }

// Less reports whether i is less urgent than j.
func (t *top) Less(i, j int) bool { return compareRanked(t.items[i], t.items[j]) > 0 }

// Swap exchanges two people.
func (t *top) Swap(i, j int) { t.items[i], t.items[j] = t.items[j], t.items[i] }

// Push adds a person at the end.
func (t *top) Push(x any) { t.items = append(t.items, x.(ranked)) }

// Pop removes the last person.
func (t *top) Pop() any {
	last := t.items[len(t.items)-1]
	t.items[len(t.items)-1] = ranked{}
	t.items = t.items[:len(t.items)-1]
	return last
}

// listed is a person at verify or above of whom only a line is kept.
type listed struct {
	id    muster.SubjectID
	level muster.Level
	why   string
	step  string
	urgency
}

func newListed(in *Input, p *Person) listed {
	return listed{id: p.ID, level: levelOf(p), why: whyOf(p), step: stepOf(in, p), urgency: urgencyOf(p)}
}

func sortListed(l []listed) {
	slices.SortFunc(l, func(a, b listed) int {
		return cmp.Or(-slices.Compare(a.urgency[:], b.urgency[:]), cmp.Compare(a.id, b.id))
	})
}

// harmed reports whether all that counts against a person may be somebody
// else's doing to them: then they are the one to speak with, not about.
func harmed(p *Person) bool {
	counted := 0
	for i := range p.Assessment.Contributions {
		c := &p.Assessment.Contributions[i]
		if !c.Counted {
			continue
		}
		if f := findingOf(p, c.Finding); f == nil || !f.Victim {
			return false
		}
		counted++
	}
	return counted > 0
}

// What is said first where somebody may be harmed.
const (
	harmedWhy  = "This person may be the one harmed. "
	harmedStep = "Speak with the person first, on a number that was on file before the change."
)

// whyOf is the title of the finding that weighs most for a person.
func whyOf(p *Person) string {
	if harmed(p) {
		return harmedWhy + weightiest(p).Title
	}
	if f := weightiest(p); f != nil {
		return f.Title
	}
	return p.Assessment.Reason
}

func weightiest(p *Person) *muster.Finding {
	var best *muster.Finding
	strength := 0
	for i := range p.Assessment.Contributions {
		c := &p.Assessment.Contributions[i]
		if !c.Counted || c.Strength <= strength {
			continue
		}
		if f := findingOf(p, c.Finding); f != nil {
			best, strength = f, c.Strength
		}
	}
	return best
}

func findingOf(p *Person, key muster.FindingKey) *muster.Finding {
	for i := range p.Findings {
		if p.Findings[i].Key == key {
			return &p.Findings[i]
		}
	}
	return nil
}

// stepOf is what to do first for a person.
func stepOf(in *Input, p *Person) string {
	if harmed(p) {
		return harmedStep
	}
	if len(p.Assessment.Checks) > 0 {
		return p.Assessment.Checks[0].Say
	}
	return in.levelSays(levelOf(p))
}
