package dossier

import (
	"bytes"
	"cmp"
	"slices"

	"muster"
	"muster/normal"
	"muster/resolve/ring"
)

// The columns of People.
const (
	ColumnID    = "id"
	ColumnName  = "full name"
	ColumnBorn  = "date of birth"
	ColumnMail  = "email"
	ColumnPhone = "phone"
	ColumnHome  = "address"
	ColumnFirst = "happened"
)

// People returns everybody as a table for entity resolution, in the population's
// order, and the place of each row's subject: one taken out has no row.
func (x *Index) People() (*muster.Table, []int) {
	var places []int
	t := &muster.Table{Name: "people", Columns: []muster.Column{
		{Name: ColumnID}, {Name: ColumnName}, {Name: ColumnBorn}, {Name: ColumnMail}, {Name: ColumnPhone}, {Name: ColumnHome}, {Name: ColumnFirst},
	}}
	for i := range x.Len() {
		c := x.card(int32(i))
		if c.id == "" {
			continue
		}
		places = append(places, i)
		first := muster.Time{}
		if c.first != 0 {
			first = muster.Time{Micros: c.first, Offset: muster.OffsetUnknown, Precision: muster.PrecisionDay}
		}
		for k, value := range []string{string(c.id), c.name, c.born, c.emails, c.phones, c.home, first.ISO()} {
			t.Columns[k].Append(value)
		}
		t.Rows = append(t.Rows, int32(i+1))
	}
	return t, places
}

// Agreement is what two subjects' records agree on, beside a matching score.
type Agreement struct {
	Name    muster.Outcome
	Born    muster.Outcome
	Home    muster.Outcome
	Contact []muster.ArtefactKind // phone, e-mail
	Shared  []muster.ArtefactID
}

// Agree compares two subjects, names over all that papers or declarations tie
// to each.
func (x *Index) Agree(a, b int) Agreement {
	la, lb := x.look(int32(a)), x.look(int32(b))
	ca, cb := la.card, lb.card
	ag := Agreement{Name: compareNames(ca.forms(), cb), Home: compareHomes(&addressReader{}, ca, cb), Born: equalOutcome(ca.born, cb.born)}
	for i := range la.claims {
		c := &la.claims[i]
		kind := artefactKinds[c.kind]
		if kind != muster.ArtefactPhone && kind != muster.ArtefactEmail || roles[c.role] != muster.RoleOwn || x.common[c.id] != muster.NotCommon {
			continue
		}
		for k := range lb.claims {
			if o := &lb.claims[k]; o.id == c.id && roles[o.role] == muster.RoleOwn {
				ag.Contact = append(ag.Contact, kind)
				ag.Shared = append(ag.Shared, c.id)
			}
		}
	}
	return ag
}

// maxSamePairs is the largest number of holders of a contact whose pairs are
// looked at: what more people share is nobody's own.
const maxSamePairs = 8

// ContactPairs calls visit for every two subjects who share a contact of their
// own, once for each contact.
func (x *Index) ContactPairs(visit func(a, b int)) {
	for id, sp := range x.spans {
		if x.common[id] == muster.NotCommon {
			x.contactPairs(x.postings[sp.start:sp.end], sp, visit)
		}
	}
}

func (x *Index) contactPairs(run []posting, sp span, visit func(a, b int)) {
	if kind := artefactKinds[run[0].kind]; kind != muster.ArtefactPhone && kind != muster.ArtefactEmail {
		return
	}
	var own []int32
	for i := range run {
		if roles[run[i].role] == muster.RoleOwn {
			own = append(own, run[i].subject)
		}
	}
	x.pairs(own, int(sp.subjects), visit)
}

// pairs calls visit for every two of some subjects. When a value has too many
// holders for that, only those of one name are, each with the next: copies of
// one record stay together however many there are.
func (x *Index) pairs(subjects []int32, holders int, visit func(a, b int)) {
	if holders <= maxSamePairs {
		for i, a := range subjects {
			for _, b := range subjects[i+1:] {
				if a != b {
					visit(int(min(a, b)), int(max(a, b)))
				}
			}
		}
		return
	}
	last := map[string]int32{}
	slices.SortFunc(subjects, x.compareIDs)
	for _, s := range slices.Compact(subjects) {
		name := normal.Fold(x.card(s).name)
		if before, ok := last[name]; ok && name != "" {
			visit(int(min(before, s)), int(max(before, s)))
		}
		last[name] = s
	}
}

// PairsAmong calls visit for every two of a graph's people, each with all who
// share a value with them, whom ContactPairs and BornHomePairs would visit; not
// those on a value of more than ring.MostJoined.
func (x *Index) PairsAmong(g *RingGraph, visit func(a, b int)) {
	for i := range g.values {
		if v := &g.values[i]; v.span.subjects <= ring.MostJoined && x.common[v.id] == muster.NotCommon {
			x.contactPairs(v.run, v.span, visit)
		}
	}
	homes := map[muster.ArtefactID]bool{}
	for _, place := range g.Places {
		c := x.card(place)
		if c.born == "" || c.building.IsZero() || homes[c.building] {
			continue
		}
		homes[c.building] = true
		x.bornPairs(slices.Clone(x.live.homes[c.building]), visit)
	}
}

// bornPairs visits the pairs of one building.
func (x *Index) bornPairs(housemates []int32, visit func(a, b int)) {
	byBirth := map[string][]int32{}
	for _, s := range housemates {
		if born := x.card(s).born; born != "" {
			byBirth[born] = append(byBirth[born], s)
		}
	}
	for _, list := range byBirth {
		x.pairs(list, len(list), visit)
	}
}

// BornHomePairs calls visit for every two subjects of one date of birth in one
// building. Twins are among them: what their names say is the caller's to ask.
func (x *Index) BornHomePairs(visit func(a, b int)) {
	type bornAt struct {
		building muster.ArtefactID
		born     string
		subject  int32
	}
	var known []bornAt
	for i := range int32(x.Len()) {
		if b := x.brief(i); b.is(briefBorn) && !b.building.IsZero() {
			known = append(known, bornAt{b.building, x.card(i).born, i})
		}
	}
	compare := func(a, b bornAt) int {
		return cmp.Or(bytes.Compare(a.building[:], b.building[:]), cmp.Compare(a.born, b.born))
	}
	slices.SortStableFunc(known, compare)
	for from := 0; from < len(known); {
		to := from + 1
		for to < len(known) && compare(known[from], known[to]) == 0 {
			to++
		}
		var subjects []int32
		for _, k := range known[from:to] {
			subjects = append(subjects, k.subject)
		}
		x.pairs(subjects, to-from, visit)
		from = to
	}
}

// Artefacts calls visit for every artefact on a subject's records with when it
// first appeared there.
func (x *Index) Artefacts(id muster.SubjectID, visit func(muster.Artefact, muster.Time)) {
	i, ok := x.find(id)
	if !ok {
		return
	}
	claims := x.claimsOf(i)
	for k := range claims {
		c := &claims[k]
		visit(c.artefact(), c.time())
	}
}
