package dossier

import "muster"

// maxTied bounds the work on one ring: members times places in its joints. Of a
// ring above it nobody is told apart.
const maxTied = 1 << 22

// tellApart marks the members of a ring whom no two kinds of value lead to people
// who hang together without them. An agency's phone leads to its candidates and a
// joint account to a partner: only this one person has both, so the two say
// nothing of each other.
func (groups *Groups) tellApart(members []int32) {
	var joints [][]int32
	size := 0
	for _, m := range members {
		for _, j := range groups.last(m).joints {
			if j.others[0] == m { // once for each: its first holder adds it
				joints = append(joints, j.others)
				size += len(j.others)
			}
		}
	}
	if len(members)*size > maxTied {
		return
	}
	for _, m := range members {
		groups.last(m).apart = kindsTogether(groups.last(m).joints, setsWithout(m, joints), m) < 2
	}
}

// last is a subject's place in the ring added last.
func (groups *Groups) last(subject int32) *membership {
	places := groups.bySubject[subject]
	return &places[len(places)-1]
}

// setsWithout names the sets in which people hang together by values when one of
// them is left out, each by one of its people.
func setsWithout(out int32, joints [][]int32) func(int32) int32 {
	parent := map[int32]int32{}
	find := func(p int32) int32 {
		for {
			q, ok := parent[p]
			if !ok {
				return p
			}
			p = q
		}
	}
	for _, people := range joints {
		first := int32(-1)
		for _, p := range people {
			switch {
			case p == out:
			case first < 0:
				first = find(p)
			case find(p) != first:
				a, b := min(first, find(p)), max(first, find(p))
				parent[b], first = a, a
			}
		}
	}
	return find
}

// kindsTogether returns how many kinds of value lead a person to one set of
// people, at most.
func kindsTogether(held []heldBy, set func(int32) int32, person int32) int {
	kinds := map[int32]map[muster.ArtefactKind]bool{}
	most := 0
	for _, j := range held {
		for _, p := range j.others {
			if p == person {
				continue
			}
			s := set(p)
			if kinds[s] == nil {
				kinds[s] = map[muster.ArtefactKind]bool{}
			}
			kinds[s][j.kind] = true
			most = max(most, len(kinds[s]))
		}
	}
	return most
}
