package dossier

import (
	"cmp"
	"slices"

	"muster"
)

// alsoUsed is somebody else who used the same thing within the days that are
// kept, if not on the same days.
type alsoUsed struct {
	subject int32
	days    int
}

// usersOf returns who else used what the subject used, of a kind, and on how many
// days the subject did; crowd is the most people any of it has.
func (b *builder) usersOf(kind stayKind) (users []alsoUsed, keys map[uint64]bool, days daySet, crowd int) {
	today := dayOf(b.x.opt.AsOf)
	keys = map[uint64]bool{}
	own := b.stays
	for i := range own {
		s := &own[i]
		mine := s.at(today)
		list := b.x.residents[s.key]
		if s.kind != kind || mine.count() == 0 || len(list) < 2 {
			continue
		}
		crowd = max(crowd, len(list))
		if len(list) > mostResidents {
			continue
		}
		for _, r := range list {
			if r == b.index {
				continue
			}
			n := findStay(b.staysOf(r), s.key).at(today).count()
			if n == 0 {
				continue
			}
			keys[s.key], days = true, days.or(mine)
			if at := slices.IndexFunc(users, func(u alsoUsed) bool { return u.subject == r }); at >= 0 {
				users[at].days = max(users[at].days, n)
			} else {
				users = append(users, alsoUsed{r, n})
			}
		}
	}
	slices.SortFunc(users, func(a, c alsoUsed) int {
		return cmp.Or(cmp.Compare(c.days, a.days), b.x.compareIDs(a.subject, c.subject))
	})
	return users, keys, days, crowd
}

// statedOn returns the refs of records that state one of some keys.
func (b *builder) statedOn(observations []muster.Observation, keys map[uint64]bool) []muster.Ref {
	reader := b.stayReader()
	var refs []muster.Ref
	for i := range observations {
		if _, seen := reader.of(observations[i].Data); slices.ContainsFunc(seen, func(s seenOn) bool { return keys[s.key] }) {
			refs = append(refs, muster.Ref(i))
		}
	}
	return firstAndLast(refs)
}

// told describes another user, citing the latest of their records that states one
// of the keys.
func (b *builder) told(u alsoUsed, keys map[uint64]bool, cite bool) muster.Other {
	o := b.person(u.subject)
	if !cite {
		return o
	}
	list, err := b.read(u.subject)
	if err != nil {
		return o
	}
	list = slices.Clone(list)
	standing(list)
	if refs := b.statedOn(list, keys); len(refs) > 0 {
		o.Observed = observedOf(&list[refs[len(refs)-1]])
		o.First = o.Observed.Happened
	}
	return o
}

// factors says whom else the subject's authenticators serve.
func (b *builder) factors() {
	users, keys, days, crowd := b.usersOf(stayFactor)
	f := muster.FactorFact{Days: days.count(), Crowd: crowd}
	for _, u := range users {
		o := b.person(u.subject)
		if o.Names != muster.OutcomeDifferent || o.Related || o.Homes != muster.OutcomeDifferent && o.Homes != muster.OutcomeSameArea {
			continue
		}
		if len(f.Others) == 0 || u.days < f.Least {
			f.Least = u.days
		}
		if len(f.Others) < muster.MaxOthers {
			f.Others = append(f.Others, b.told(u, keys, len(f.Others) < mostRead))
		}
	}
	if len(f.Others) == 0 {
		return
	}
	f.Refs = b.statedOn(b.observations, keys)
	b.d.Live.Networks.Factors = append(b.d.Live.Networks.Factors, f)
}

// sameCalls names the other accounts that repeated the subject's order of calls.
func (b *builder) sameCalls() {
	if len(b.d.Live.Calls) == 0 {
		return
	}
	users, keys, _, _ := b.usersOf(stayCalls)
	for i := range b.d.Live.Calls {
		f := &b.d.Live.Calls[i]
		if len(b.statedOn(b.observations[f.Ref:f.Ref+1], keys)) == 0 {
			continue
		}
		for n, u := range users[:min(len(users), muster.MaxOthers)] {
			f.Others = append(f.Others, b.told(u, keys, n < mostRead))
		}
	}
}
