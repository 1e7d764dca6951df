package passage

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// SkeletonShelf keeps skeletons so that one more can be compared with all of
// them, as Skeletons would compare it. It is not safe for concurrent use.
type SkeletonShelf struct {
	given    SkeletonOptions
	s        skeletons
	index    map[string]int32
	kindOf   map[string]int32
	kindUses []int         // kind -> skeletons with a feature of it
	people   map[int32]int // owner -> skeletons
}

// NewSkeletonShelf returns an empty shelf.
func NewSkeletonShelf(opt SkeletonOptions) *SkeletonShelf {
	return &SkeletonShelf{given: opt, index: map[string]int32{}, kindOf: map[string]int32{}, people: map[int32]int{}}
}

// Put puts a skeleton on the shelf and returns its number.
func (k *SkeletonShelf) Put(features []string, owner int32) int32 {
	doc := int32(len(k.s.feature))
	k.s.owners = append(k.s.owners, owner)
	k.people[owner]++
	var own []int32
	for _, f := range features[:min(len(features), maxFeatures)] {
		if n := k.number(f); !slices.Contains(own, n) {
			own = append(own, n)
			k.s.holders[n] = append(k.s.holders[n], doc)
		}
	}
	k.s.feature = append(k.s.feature, own)
	k.useKinds(own, 1)
	return doc
}

// number returns the number of a feature.
func (k *SkeletonShelf) number(f string) int32 {
	n, ok := k.index[f]
	if ok {
		return n
	}
	kind, _, found := strings.Cut(f, ":")
	if !found {
		kind = ""
	}
	at, ok := k.kindOf[kind]
	if !ok {
		at = int32(len(k.kindUses))
		k.kindOf[strings.Clone(kind)] = at
		k.kindUses = append(k.kindUses, 0)
	}
	n = int32(len(k.s.holders))
	k.index[strings.Clone(f)] = n
	k.s.holders, k.s.kind, k.s.bits = append(k.s.holders, nil), append(k.s.kind, at), append(k.s.bits, 0)
	return n
}

func (k *SkeletonShelf) useKinds(features []int32, by int) {
	seen := make([]bool, len(k.kindUses))
	for _, f := range features {
		if kind := k.s.kind[f]; !seen[kind] {
			seen[kind] = true
			k.kindUses[kind] += by
		}
	}
}

// Take takes a skeleton off the shelf.
func (k *SkeletonShelf) Take(doc int32) {
	for _, f := range k.s.feature[doc] {
		k.s.holders[f] = slices.DeleteFunc(k.s.holders[f], func(d int32) bool { return d == doc })
	}
	k.useKinds(k.s.feature[doc], -1)
	k.s.feature[doc] = nil
	owner := k.s.owners[doc]
	if k.people[owner]--; k.people[owner] == 0 {
		delete(k.people, owner)
	}
}

// Like returns the skeletons of others that have rare features in common with
// one on the shelf, by number; A is the skeleton itself.
func (k *SkeletonShelf) Like(doc int32) []SkeletonMatch {
	s := &k.s
	s.opt, s.kinds = k.given.withDefaults(len(k.people)), len(k.kindUses)
	used := 0
	for _, n := range k.kindUses {
		used += min(n, 1)
	}
	k.weigh(doc)
	shared := map[int32][]int32{}
	for _, f := range s.feature[doc] {
		if s.bits[f] == 0 || len(s.holders[f]) > 4*s.opt.MaxOwners {
			continue
		}
		for _, d := range s.holders[f] {
			if s.owners[d] != s.owners[doc] {
				shared[d] = append(shared[d], f)
			}
		}
	}
	var list []SkeletonMatch
	for d, fs := range shared {
		k.weigh(d)
		if m, ok := s.match(doc, d, fs, used > 1); ok {
			list = append(list, m)
		}
	}
	slices.SortFunc(list, func(a, b SkeletonMatch) int { return cmp.Or(cmp.Compare(b.Bits, a.Bits), cmp.Compare(a.B, b.B)) })
	list = list[:min(len(list), s.opt.PerDoc)]
	slices.SortFunc(list, func(a, b SkeletonMatch) int { return cmp.Compare(a.B, b.B) })
	return list
}

// weigh gives the features of a skeleton their bits by the people who have
// them now.
func (k *SkeletonShelf) weigh(doc int32) {
	base := float64(max(len(k.people), 1000))
	var owners []int32
	for _, f := range k.s.feature[doc] {
		k.s.bits[f] = 0
		if len(k.s.holders[f]) > 16*k.s.opt.MaxOwners {
			continue // a crowd's, whoever holds several of them
		}
		owners = owners[:0]
		for _, d := range k.s.holders[f] {
			owners = append(owners, k.s.owners[d])
		}
		slices.Sort(owners)
		if n := len(slices.Compact(owners)); n <= k.s.opt.MaxOwners {
			k.s.bits[f] = math.Log2(base / float64(max(n, 2)))
		}
	}
}
