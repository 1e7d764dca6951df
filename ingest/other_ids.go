package ingest

import (
	"cmp"
	"slices"
	"sort"
)

// otherID is a further id of a subject: an applicant's number in the ATS, an
// application's, one that a crosswalk names.
type otherID struct {
	subject int32
	id      string
}

// OtherIDs returns the further ids under which the files know subject i,
// sorted, each once. Rows are cited with the id they have in their file, so
// readers need them to find a row again.
func (b *Batch) OtherIDs(i int) []string {
	if b.packed != nil {
		return b.packed.others[int32(i)]
	}
	from := sort.Search(len(b.others), func(k int) bool { return b.others[k].subject >= int32(i) })
	var ids []string
	for _, o := range b.others[from:] {
		if o.subject != int32(i) {
			break
		}
		ids = append(ids, o.id)
	}
	return ids
}

// fileOtherIDs keeps the further ids of the subjects that have records; at
// gives their places in the order of ids.
func (b *Batch) fileOtherIDs(r *registry, order, at []int32) {
	listed := make([]bool, len(r.ids))
	for _, n := range order {
		listed[n] = true
	}
	add := func(id string, n int32) {
		n = r.settled(n)
		if listed[n] && string(r.ids[n]) != id {
			b.others = append(b.others, otherID{at[n], id})
		}
	}
	spaces := []space{r.person, r.candidate, r.application}
	for _, in := range r.other {
		spaces = append(spaces, in)
	}
	for _, in := range spaces {
		for id, n := range in {
			add(id, n)
		}
	}
	for n := range r.same {
		add(string(r.ids[n]), n)
	}
	slices.SortFunc(b.others, func(x, y otherID) int { return cmp.Or(cmp.Compare(x.subject, y.subject), cmp.Compare(x.id, y.id)) })
	b.others = slices.Compact(b.others)
}
