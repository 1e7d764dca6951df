package report

import (
	"cmp"
	"slices"
	"strings"

	"muster"
)

// sortedJoints returns a group's joints as people see them: likeness found
// pair by pair put together, telling joints before common ones, the rarest
// first. groups.json keeps them as they were found.
func sortedJoints(g *muster.Group) []*muster.Joint {
	var out []*muster.Joint
	for i := range g.Joints {
		j := &g.Joints[i]
		if !withinAddress(g, j) && !sameFile(g, j) {
			out = mergeJoint(out, j)
		}
	}
	for _, j := range out {
		j.Members = slices.Compact(slices.Sorted(slices.Values(j.Members)))
	}
	slices.SortStableFunc(out, func(a, b *muster.Joint) int {
		if a.Common != b.Common {
			if a.Common {
				return 1
			}
			return -1
		}
		return cmp.Or(cmp.Compare(b.Weight, a.Weight), cmp.Compare(len(b.Members), len(a.Members)),
			cmp.Compare(a.SharedBy, b.SharedBy), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Value, b.Value))
	})
	return out
}

// byPairs reports kinds that are found by comparing two records at a time, so
// that one text in four CVs arrives as six joints.
func byPairs(k muster.ArtefactKind) bool {
	switch k {
	case muster.ArtefactPassage, muster.ArtefactSkeleton, muster.ArtefactTemplate, muster.ArtefactCapture, muster.ArtefactMessage:
		return true
	}
	return false
}

// mergeJoint adds a joint to a list, putting it together with those of its
// kind that it touches.
func mergeJoint(list []*muster.Joint, j *muster.Joint) []*muster.Joint {
	merged := *j
	merged.Members = slices.Clone(j.Members)
	if !byPairs(j.Kind) {
		return append(list, &merged)
	}
	kept := list[:0]
	for _, other := range list {
		if other.Kind != j.Kind || other.Value != j.Value || other.Common != j.Common || !touch(other.Members, merged.Members) {
			kept = append(kept, other)
			continue
		}
		for _, id := range other.Members {
			if !slices.Contains(merged.Members, id) {
				merged.Members = append(merged.Members, id)
			}
		}
		merged.Weight = max(merged.Weight, other.Weight)
		merged.SharedBy = max(merged.SharedBy, other.SharedBy, len(merged.Members))
		if len(merged.Members) > 2 {
			merged.Why = "found between pairs of these"
		}
	}
	return append(kept, &merged)
}

func touch(a, b []muster.SubjectID) bool {
	return slices.ContainsFunc(a, func(id muster.SubjectID) bool { return slices.Contains(b, id) })
}

// withinAddress reports a building that says no more than an address in it.
func withinAddress(g *muster.Group, j *muster.Joint) bool {
	if j.Kind != muster.ArtefactBuilding {
		return false
	}
	for i := range g.Joints {
		address := &g.Joints[i]
		if address.Kind != muster.ArtefactAddress || address.Common != j.Common {
			continue
		}
		if !slices.ContainsFunc(j.Members, func(id muster.SubjectID) bool { return !slices.Contains(address.Members, id) }) {
			return true
		}
	}
	return false
}

// sameFile reports a picture that looks the same because it is the same file,
// which stands there already.
func sameFile(g *muster.Group, j *muster.Joint) bool {
	return j.Kind == muster.ArtefactPrint && slices.ContainsFunc(g.Joints, func(o muster.Joint) bool {
		return o.Kind == muster.ArtefactImage && !slices.ContainsFunc(j.Members, func(id muster.SubjectID) bool { return !slices.Contains(o.Members, id) })
	})
}

// sortedRivals puts the likelier explanations first.
func sortedRivals(rivals []muster.Rival) []muster.Rival {
	rank := func(r muster.Rival) int {
		for i, word := range []string{"likely", "possible"} {
			if strings.HasPrefix(r.Weight, word) {
				return i
			}
		}
		if strings.HasPrefix(r.Weight, "unlikely") {
			return 3
		}
		return 2
	}
	out := slices.Clone(rivals)
	slices.SortStableFunc(out, func(a, b muster.Rival) int { return rank(a) - rank(b) })
	return out
}
