package passage

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// SkeletonOptions tunes Skeletons. The zero value is the default.
type SkeletonOptions struct {
	MaxOwners int     // a feature of more people is common; default 12, and never more than a tenth of all, but at least 4
	MinBits   float64 // rarity the shared features need; default 30
	MinShared int     // rare features that must be shared; default 4
	MinShare  float64 // share of the smaller skeleton's telling features; default 0.3
	PerDoc    int     // matches listed per skeleton; default 16
}

// SkeletonMatch is two skeletons of different owners with rare features in
// common.
type SkeletonMatch struct {
	A, B   int32   // indexes into the features given, A < B
	Shared int     // rare features in common
	Kinds  int     // different kinds of feature among them
	Share  float64 // rarity in common as a share of the smaller skeleton's, 0 to 1
	Bits   float64
}

// Skeletons compares the facts of documents: what is left of a CV when it is
// rewritten. A feature is an opaque string; what stands before its first colon,
// if anything, is its kind ("role:8f2c..."). owners says whose each skeleton is.
//
// Former colleagues share employers and dates, so a single kind of feature
// never carries a match alone: at most 60 % of the bits needed come from one
// kind, where kinds are given.
func Skeletons(features [][]string, owners []int32, opt SkeletonOptions) []SkeletonMatch {
	s := newSkeletons(features, owners, opt)
	return s.matches()
}

type skeletons struct {
	opt     SkeletonOptions
	owners  []int32
	feature [][]int32 // skeleton -> its features, once each
	bits    []float64 // of a feature; 0 when it is common
	kind    []int32
	holders [][]int32 // feature -> skeletons
	kinds   int
}

const maxFeatures = 512 // of one skeleton

func newSkeletons(features [][]string, owners []int32, opt SkeletonOptions) *skeletons {
	s := &skeletons{owners: owners, feature: make([][]int32, min(len(features), len(owners)))}
	index, kinds := map[string]int32{}, map[string]int32{}
	people := map[int32]bool{}
	for i := range s.feature {
		people[owners[i]] = true
		for _, f := range features[i][:min(len(features[i]), maxFeatures)] {
			n, ok := index[f]
			if !ok {
				n = int32(len(s.holders))
				index[f] = n
				kind, _, found := strings.Cut(f, ":")
				if !found {
					kind = ""
				}
				k, ok := kinds[kind]
				if !ok {
					k = int32(len(kinds))
					kinds[kind] = k
				}
				s.holders = append(s.holders, nil)
				s.kind = append(s.kind, k)
			}
			if h := s.holders[n]; len(h) == 0 || h[len(h)-1] != int32(i) {
				s.holders[n] = append(h, int32(i))
				s.feature[i] = append(s.feature[i], n)
			}
		}
	}
	s.kinds = len(kinds)
	s.opt = opt.withDefaults(len(people))
	s.weigh(len(people))
	return s
}

func (o SkeletonOptions) withDefaults(people int) SkeletonOptions {
	if o.MaxOwners <= 0 {
		o.MaxOwners = min(12, max(4, people/10))
	}
	if !(o.MinBits > 0) {
		o.MinBits = 30
	}
	if o.MinShared <= 0 {
		o.MinShared = 4
	}
	if !(o.MinShare > 0) {
		o.MinShare = 0.3
	}
	if o.PerDoc <= 0 {
		o.PerDoc = 16
	}
	return o
}

// weigh gives every feature its bits by the number of people who have it.
func (s *skeletons) weigh(people int) {
	base := float64(max(people, 1000))
	s.bits = make([]float64, len(s.holders))
	seen := map[int32]bool{}
	for f, h := range s.holders {
		clear(seen)
		for _, i := range h {
			seen[s.owners[i]] = true
		}
		if len(seen) <= s.opt.MaxOwners {
			s.bits[f] = math.Log2(base / float64(max(len(seen), 2)))
		}
	}
}

func (s *skeletons) matches() []SkeletonMatch {
	var out []SkeletonMatch
	for a := range s.feature {
		shared := map[int32][]int32{}
		for _, f := range s.feature[a] {
			if s.bits[f] == 0 || len(s.holders[f]) > 4*s.opt.MaxOwners {
				continue
			}
			for _, b := range s.holders[f] {
				if b > int32(a) && s.owners[a] != s.owners[b] {
					shared[b] = append(shared[b], f)
				}
			}
		}
		var of []SkeletonMatch
		for b, fs := range shared {
			if m, ok := s.match(int32(a), b, fs, s.kinds > 1); ok {
				of = append(of, m)
			}
		}
		slices.SortFunc(of, func(x, y SkeletonMatch) int { return cmp.Or(cmp.Compare(y.Bits, x.Bits), cmp.Compare(x.B, y.B)) })
		out = append(out, of[:min(len(of), s.opt.PerDoc)]...)
	}
	slices.SortFunc(out, func(x, y SkeletonMatch) int { return cmp.Or(cmp.Compare(x.A, y.A), cmp.Compare(x.B, y.B)) })
	return out
}

// match weighs what two skeletons share; no kind of several carries a match
// alone.
func (s *skeletons) match(a, b int32, shared []int32, several bool) (SkeletonMatch, bool) {
	if len(shared) < s.opt.MinShared {
		return SkeletonMatch{}, false
	}
	slices.Sort(shared) // floating sums depend on the order
	byKind := make([]float64, s.kinds)
	total := 0.0
	m := SkeletonMatch{A: a, B: b, Shared: len(shared)}
	for _, f := range shared {
		if byKind[s.kind[f]] == 0 {
			m.Kinds++
		}
		byKind[s.kind[f]] += s.bits[f]
		total += s.bits[f]
	}
	for _, x := range byKind {
		if several {
			x = min(x, 0.6*s.opt.MinBits)
		}
		m.Bits += x
	}
	smaller := min(s.telling(a), s.telling(b))
	m.Share = min(total/smaller, 1)
	return m, m.Bits >= s.opt.MinBits && m.Share >= s.opt.MinShare
}

// telling is the rarity of all features of a skeleton that are not common.
func (s *skeletons) telling(i int32) float64 {
	sum := 0.0
	for _, f := range s.feature[i] {
		sum += s.bits[f]
	}
	return sum
}
