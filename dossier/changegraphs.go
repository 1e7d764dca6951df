package dossier

import (
	"slices"

	"muster"
)

// Who vouches for whom and who recommended whom, as an index that does not
// change has worked it out and one that does looks it up.

func (l *changes) fileReferrals(x *Index, parts []*part) {
	for _, p := range parts {
		l.addReferrals(p.referrals)
	}
}

func (l *changes) addReferrals(list []referral) {
	for _, r := range list {
		l.referrals[r.to] = append(l.referrals[r.to], r)
		if !slices.Contains(l.madeBy[r.by], r.to) {
			l.madeBy[r.by] = append(l.madeBy[r.by], r.to)
		}
	}
}

func (l *changes) dropReferrals(to int32) {
	for _, r := range l.referrals[to] {
		l.madeBy[r.by] = slices.DeleteFunc(l.madeBy[r.by], func(s int32) bool { return s == to })
		if len(l.madeBy[r.by]) == 0 {
			delete(l.madeBy, r.by)
		}
	}
	delete(l.referrals, to)
}

// recommendedBy returns who recommended a subject, in the order of its records.
func (x *Index) recommendedBy(s int32) []int32 {
	if x.live == nil {
		return x.referrals.by[s]
	}
	var list []int32
	for _, r := range x.live.referrals[s] {
		if by, ok := x.byID[r.by]; ok && by != s && !slices.Contains(list, by) {
			list = append(list, by)
		}
	}
	return list
}

// recommended returns whom a subject recommended, in the order of their ids.
func (x *Index) recommended(s int32) []edge {
	if x.live == nil {
		return x.referrals.made[s]
	}
	id := x.cards[s].id
	list := slices.Clone(x.live.madeBy[id])
	slices.SortFunc(list, x.compareIDs)
	var made []edge
	for _, to := range list {
		if to == s {
			continue
		}
		i := slices.IndexFunc(x.live.referrals[to], func(r referral) bool { return r.by == id })
		r := &x.live.referrals[to][i]
		made = append(made, edge{to, r.at, r.row})
	}
	return made
}

// refereesOf returns the subjects whose own contact a subject's referees use.
func (x *Index) refereesOf(s int32) []int32 {
	if x.live == nil {
		return x.referees.of[s]
	}
	return x.otherSide(s, muster.RoleReferee)
}

// otherSide returns who holds as their own what a subject names as a referee's,
// or the other way round.
func (x *Index) otherSide(s int32, role muster.ArtefactRole) []int32 {
	var list []int32
	for i := range x.claims[s] {
		c := &x.claims[s][i]
		if roles[c.role] != role || x.common[c.id] != muster.NotCommon {
			continue
		}
		run, _, ok := x.run(c.id)
		if !ok {
			continue
		}
		others, named := ownAndNamed(run)
		if role == muster.RoleOwn {
			others = named
		}
		for _, o := range others {
			if o != s {
				list = append(list, o)
			}
		}
	}
	slices.SortFunc(list, x.compareIDs)
	return slices.Compact(list)
}

// closedRing returns how many people are in the closed ring of referees that a
// subject belongs to, or 0: those it reaches by vouching who also reach it.
func (x *Index) closedRing(s int32) int {
	if x.live == nil {
		return x.referees.ring[s]
	}
	there := reach(s, x.refereesOf, len(x.cards))
	if len(there) < 2 {
		return 0
	}
	back := reach(s, func(s int32) []int32 { return x.otherSide(s, muster.RoleOwn) }, len(x.cards))
	n := 0
	for o := range there {
		if back[o] {
			n++
		}
	}
	if n < 2 {
		return 0
	}
	return n
}

// reach returns a subject and those that steps lead to from it, until there are
// more than so many.
func reach(s int32, next func(int32) []int32, most int) map[int32]bool {
	seen := map[int32]bool{s: true}
	for list := []int32{s}; len(list) > 0 && len(seen) <= most; {
		at := list[len(list)-1]
		list = list[:len(list)-1]
		for _, to := range next(at) {
			if !seen[to] {
				seen[to] = true
				list = append(list, to)
			}
		}
	}
	return seen
}
