package ingest

import (
	"bytes"
	"fmt"

	"muster"
	"muster/normal"
)

// people introduces the subjects of a people table.
func (r *registry) people(s *sheet) {
	f := refsOf(s)
	own := own(f.person, f.subject, f.id)
	r.peopleHaveBareIDs = r.peopleHaveBareIDs || len(f.person) == 0 && len(own) > 0
	shared := len(r.person) == 0 || r.sameSystem(s, own, r.person)
	in := r.person
	if !shared {
		in = space{} // another system's numbers: they mean nothing to other tables
	}
	firstRow := map[int32]place{}
	for i, seg := range s.Segments {
		for row, n := range s.subjects[i] {
			if n == none {
				continue
			}
			id := firstID(seg, own, row)
			n, known := none, false
			if id != "" {
				if n, known = r.crossed(f, "person", id); !known {
					n, known = in[id]
				}
			}
			switch {
			case id == "":
				n = r.add(r.rowID(s, seg, row), s.source)
			case !known:
				n = r.add(id, s.source)
				in[id] = n
			}
			r.introducedBy(s, i, row, n)
			if before, again := firstRow[n]; again {
				n = r.duplicate(s, i, row, n, before)
			} else {
				firstRow[n] = place{i, row}
			}
			s.subjects[i][row] = n
			if n != none {
				r.link(r.candidate, firstID(seg, f.candidate, row), n)
				r.link(r.application, firstID(seg, f.application, row), n)
			}
		}
	}
}

// own returns the columns that hold a table's own id: the first kind present.
func own(kinds ...[]int) []int {
	for _, places := range kinds {
		if len(places) > 0 {
			return places
		}
	}
	return nil
}

func (r *registry) link(in space, id string, n int32) {
	if id == "" {
		return
	}
	if _, taken := in[id]; !taken {
		in[id] = n
	}
}

type place struct{ segment, row int }

// duplicate decides what becomes of a second row with an id. The same row
// twice is rejected; a row for the same name is a further observation; one for
// another name is kept apart, because one of the two ids is a slip.
func (r *registry) duplicate(s *sheet, segment, row int, n int32, before place) int32 {
	a, b := s.Segments[before.segment], s.Segments[segment]
	if sameCells(a, before.row, b, row) {
		s.reject(b, row, fmt.Sprintf("the same as row %d", a.Rows[before.row]))
		return none
	}
	if s.agrees(a, before.row, b, row) {
		return n
	}
	s.report.warn("rows %d and %d have the id %s and different names; they are kept apart: correct the id in the source",
		a.Rows[before.row], b.Rows[row], quote(string(r.ids[n])))
	return r.add(r.rowID(s, b, row), s.source)
}

func sameCells(a *muster.Table, i int, b *muster.Table, j int) bool {
	for c := range a.Columns {
		if !bytes.Equal(a.Columns[c].Bytes(i), b.Columns[c].Bytes(j)) {
			return false
		}
	}
	return true
}

// agrees reports whether two rows of a sheet share a name or an e-mail.
func (s *sheet) agrees(a *muster.Table, i int, b *muster.Table, j int) bool {
	return s.identity(a, i).meets(s.identity(b, j))
}

// identity is what tells two rows of one id apart.
type identity struct {
	name  string
	email string
}

func (a identity) meets(b identity) bool {
	if a.email != "" && a.email == b.email {
		return true
	}
	if a.name == "" || b.name == "" {
		return true
	}
	return normal.CompareNames(normal.Name(a.name), normal.Name(b.name)) != normal.NameDifferent
}

// identity reads name and e-mail of a row.
func (s *sheet) identity(seg *muster.Table, row int) identity {
	var id identity
	full := first(seg, s.plan.meta("full_name"), row)
	if full == "" {
		full = first(seg, s.plan.meta("given_name"), row) + " " + first(seg, s.plan.meta("family_name"), row)
	}
	if full != " " {
		id.name = full
	}
	id.email = normal.Fold(first(seg, s.plan.meta("contact.emails"), row))
	return id
}

// sameSystem reports whether a table's ids are those of a space: of the first
// rows whose id is known there, at least half agree in name or e-mail with
// the row that introduced it. Two systems may count from 1 each.
func (r *registry) sameSystem(s *sheet, own []int, in space) bool {
	seen, met := 0, 0
	for _, seg := range s.Segments {
		for row := range seg.Len() {
			n, ok := in[firstID(seg, own, row)]
			if !ok {
				continue
			}
			seen++
			if who, ok := r.who(n); !ok || who.meets(s.identity(seg, row)) {
				met++
			}
			if seen >= 200 {
				return met*2 >= seen
			}
		}
	}
	return met*2 >= seen
}

// applications introduces the candidates of an applications table that no
// people table knows.
func (r *registry) applications(s *sheet) {
	f := refsOf(s)
	bare := own(f.subject, f.id)
	inPeople := len(f.subject) > 0 || r.peopleHaveBareIDs && r.sameSystem(s, bare, r.person)
	for i, seg := range s.Segments {
		for row, n := range s.subjects[i] {
			if n == none {
				continue
			}
			n, id, of := r.find(f, seg, row)
			if plain := firstID(seg, bare, row); n == none && id == "" && plain != "" {
				id, of = plain, ofCandidate
				n = r.bare(f, plain, inPeople)
			}
			switch {
			case n != none:
			case id != "":
				n = r.introducedBy(s, i, row, r.add(id, s.source))
				r.space(of)[id] = n
			default:
				n = r.introducedBy(s, i, row, r.add(r.rowID(s, seg, row), s.source))
			}
			s.subjects[i][row] = n
			r.link(r.candidate, firstID(seg, f.candidate, row), n)
			r.link(r.application, firstID(seg, f.application, row), n)
		}
	}
}

// bare looks up an id whose header does not say of what.
func (r *registry) bare(f *refs, id string, inPeople bool) int32 {
	if n, ok := r.crossed(f, "candidate", id); ok {
		return n
	}
	if inPeople {
		if n, ok := r.person[id]; ok {
			return n
		}
	}
	if n, ok := r.candidate[id]; ok {
		return n
	}
	return none
}

// introducedBy remembers the row that introduced a subject.
func (r *registry) introducedBy(s *sheet, segment, row int, n int32) int32 {
	for int(n) >= len(r.rows) {
		r.rows = append(r.rows, introduction{})
	}
	if r.rows[n].sheet == nil {
		r.rows[n] = introduction{s, place{segment, row}}
	}
	return n
}

// introduction is the row that first named a subject.
type introduction struct {
	sheet *sheet
	at    place
}

// who returns the identity a subject was introduced with.
func (r *registry) who(n int32) (identity, bool) {
	if int(n) >= len(r.rows) || r.rows[n].sheet == nil {
		return identity{}, false
	}
	in := r.rows[n]
	return in.sheet.identity(in.sheet.Segments[in.at.segment], in.at.row), true
}
