package dossier

import (
	"maps"
	"slices"
	"strings"

	"muster"
)

// maxUsed is how many addresses of others are looked up for one subject.
const maxUsed = 16

// usedAddress is an e-mail address under which somebody's work was posted, with
// who posted it and on whose record it stands.
type usedAddress struct{ users, holders []int32 }

// usedIn lists the addresses of others under which a subject's work was posted,
// in lower case.
func usedIn(observations []muster.Observation) (list []string) {
	for i := range observations {
		address := usedAs(&observations[i])
		if address != "" && !slices.Contains(list, address) && len(list) < maxUsed {
			list = append(list, address)
		}
	}
	return list
}

func usedAs(o *muster.Observation) string {
	d, ok := o.Data.(*muster.WorkDay)
	if !ok || d.Act != muster.WorkWrongIdentity || !strings.Contains(string(d.Target), "@") {
		return ""
	}
	return strings.ToLower(strings.TrimSpace(string(d.Target)))
}

// mailboxes lists a card's e-mail addresses in lower case.
func (c *card) mailboxes() []string {
	if c.emails == "" {
		return nil
	}
	return strings.Split(strings.ToLower(c.emails), "; ")
}

// lookUp fills who uses and who holds each address that was used, at the end of
// the first reading.
func (x *Index) lookUp(parts []*part) {
	x.used = map[string]*usedAddress{}
	for _, p := range parts {
		for _, u := range p.used {
			for _, address := range u.addresses {
				x.use(u.subject, address)
			}
		}
		p.used = nil
	}
	if len(x.used) == 0 {
		return
	}
	for i := range int32(x.Len()) {
		x.hold(i, x.card(i).mailboxes())
	}
}

// subjectUsed is what one subject used.
type subjectUsed struct {
	subject   int32
	addresses []string
}

// use notes the addresses a subject's work was posted under.
func (p *part) use(subject int32, observations []muster.Observation) {
	if used := usedIn(observations); len(used) > 0 {
		p.used = append(p.used, subjectUsed{subject, used})
	}
}

func (x *Index) use(subject int32, address string) *usedAddress {
	u := x.used[address]
	if u == nil {
		u = &usedAddress{}
		x.used[address] = u
	}
	u.users = append(u.users, subject)
	return u
}

func (x *Index) hold(subject int32, mailboxes []string) {
	for _, address := range mailboxes {
		if u := x.used[address]; u != nil && !slices.Contains(u.holders, subject) {
			u.holders = append(u.holders, subject)
		}
	}
}

// unname forgets a subject's addresses, before its records are read anew, and
// returns whose dossiers may differ for it.
func (x *Index) unname(subject int32) (near []int32) {
	is := func(s int32) bool { return s == subject }
	for address, u := range x.used {
		if !slices.Contains(u.users, subject) && !slices.Contains(u.holders, subject) {
			continue
		}
		near = append(append(near, u.users...), u.holders...)
		u.users, u.holders = slices.DeleteFunc(u.users, is), slices.DeleteFunc(u.holders, is)
		if len(u.users) == 0 {
			delete(x.used, address)
		}
	}
	return near
}

// name files a subject's addresses after its records were read anew, and returns
// whose dossiers may differ for it.
func (x *Index) name(subject int32, used []string) (near []int32) {
	for _, address := range used {
		if x.used[address] != nil {
			x.use(subject, address)
			continue
		}
		u := x.use(subject, address)
		for i := range x.cards {
			if slices.Contains(x.cards[i].mailboxes(), address) {
				u.holders = append(u.holders, int32(i))
			}
		}
	}
	if len(x.used) > 0 {
		x.hold(subject, x.cards[subject].mailboxes())
		for _, address := range append(x.cards[subject].mailboxes(), used...) {
			if u := x.used[address]; u != nil {
				near = append(append(near, u.users...), u.holders...)
			}
		}
	}
	return near
}

// identities tells work posted under an address that is on another person's
// record and not on the subject's own.
func (b *builder) identities() {
	byHolder := map[int32]*muster.IdentityFact{}
	for i := range b.observations {
		u := b.x.used[usedAs(&b.observations[i])]
		if u == nil || slices.Contains(u.holders, b.index) {
			continue
		}
		for _, holder := range u.holders {
			f := byHolder[holder]
			if f == nil {
				f = &muster.IdentityFact{Other: b.person(holder)}
				byHolder[holder] = f
			}
			seen(&f.Days, b.observations[i].Data.(*muster.WorkDay).Day, []muster.Ref{muster.Ref(i)})
		}
	}
	for _, holder := range slices.SortedFunc(maps.Keys(byHolder), func(a, c int32) int { return b.x.compareIDs(a, c) }) {
		b.d.Live.Identities = append(b.d.Live.Identities, *byHolder[holder])
	}
}
