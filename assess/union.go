package assess

import (
	"cmp"
	"slices"
	"sort"

	"muster"
)

// union is two populations of one organisation as one.
type union struct {
	of       [2]muster.Population
	subjects []muster.Subject
	at       [][2]int32 // by subject, its place in each; -1 where it is not
}

// Union is two populations of one organisation as one: who is in both is there once,
// and so is an observation that is in both.
func Union(a, b muster.Population) muster.Population {
	u := &union{of: [2]muster.Population{a, b}}
	for i, k := 0, 0; i < a.Len() || k < b.Len(); {
		switch {
		case k == b.Len() || i < a.Len() && a.Subject(i).ID < b.Subject(k).ID:
			u.add(a.Subject(i), i, -1)
			i++
		case i == a.Len() || b.Subject(k).ID < a.Subject(i).ID:
			u.add(b.Subject(k), -1, k)
			k++
		default:
			u.add(a.Subject(i), i, k)
			i, k = i+1, k+1
		}
	}
	return u
}

// unionOf is the union of two populations for some people only: told are those whose
// observations are in it, and counted those who are there with none.
func unionOf(a, b muster.Population, org muster.OrganisationID, told, counted map[muster.SubjectID]bool) muster.Population {
	ids := make([]muster.SubjectID, 0, len(told)+len(counted))
	for id := range told {
		ids = append(ids, id)
	}
	for id := range counted {
		if !told[id] {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	u := &union{of: [2]muster.Population{a, b}}
	for _, id := range ids {
		inA, inB := -1, -1
		if told[id] {
			inA, inB = placeOf(a, id), placeOf(b, id)
		}
		u.add(muster.Subject{Organisation: org, ID: id}, inA, inB)
	}
	return u
}

// placeOf returns where a subject stands in a population, -1 where it does not.
func placeOf(p muster.Population, id muster.SubjectID) int {
	if i, ok := sort.Find(p.Len(), func(i int) int { return cmp.Compare(id, p.Subject(i).ID) }); ok {
		return i
	}
	return -1
}

func (u *union) add(s muster.Subject, a, b int) {
	u.subjects = append(u.subjects, s)
	u.at = append(u.at, [2]int32{int32(a), int32(b)})
}

// Len returns the number of subjects.
func (u *union) Len() int { return len(u.subjects) }

// Subject returns subject i, in the order of ids.
func (u *union) Subject(i int) muster.Subject { return u.subjects[i] }

// Observations appends the observations of subject i, oldest first.
func (u *union) Observations(i int, dst []muster.Observation) ([]muster.Observation, error) {
	from, at := len(dst), u.at[i]
	for side := range u.of {
		if at[side] >= 0 && at[1-side] < 0 {
			return u.of[side].Observations(int(at[side]), dst)
		}
	}
	if at[0] < 0 {
		return dst, nil
	}
	dst, err := u.of[0].Observations(int(at[0]), dst)
	if err != nil {
		return dst, err
	}
	return withNew(dst, from, u.of[1], int(at[1]))
}

// withNew appends to a list what a population holds of subject i and is not among
// those of the list from a place on, and puts these in order with it.
func withNew(list []muster.Observation, from int, of muster.Population, i int) ([]muster.Observation, error) {
	second := len(list)
	list, err := of.Observations(i, list)
	if err != nil || len(list) == second {
		return list, err
	}
	here := make(map[muster.ObservationID]bool, second-from)
	for k := range list[from:second] {
		here[list[from+k].ID] = true
	}
	added := slices.DeleteFunc(list[second:], func(o muster.Observation) bool {
		known := here[o.ID]
		here[o.ID] = true
		return known
	})
	if list = list[:second+len(added)]; len(added) > 0 {
		muster.SortObservations(list[from:])
	}
	return list, nil
}
