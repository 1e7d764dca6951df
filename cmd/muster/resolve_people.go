package main

import (
	"slices"
	"strings"
	"unicode"

	"muster"
	"muster/normal"
	"muster/resolve"
	"muster/resolve/ring"
)

// headerWords are the words of a column's name, in lower case; "#" is one.
func headerWords(name string) []string {
	name = strings.ReplaceAll(name, "#", " number ")
	return strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return !unicode.IsLetter(r) })
}

// wholeAddress reports whether a column holds a whole address on one line that
// is not the home's own, and in which role.
func wholeAddress(name string, kind resolve.Kind) (bool, ring.Flag) {
	w := headerWords(name)
	if kind == resolve.Ignored || kind == resolve.Empty || !slices.Contains(w, "address") || slices.Contains(w, "email") {
		return false, 0
	}
	for _, word := range w {
		switch word {
		case "delivery", "shipping", "ship", "redirected", "recipient":
			return true, ring.Delivery
		case "tax", "payroll", "document", "registered", "verified":
			return true, ring.Tax
		}
	}
	return false, 0
}

// readInParts has addresses read in parts where they do not stand in one form:
// in columns here and on one line there. Where there is one form only, the
// joined text is as good and costs nothing.
func readInParts(sources []source) []source {
	forms := 0
	for i := range sources {
		if sources[i].kind == muster.ArtefactAddress {
			forms++
		}
	}
	for i := range sources {
		sources[i].read = forms > 1
	}
	return sources
}

// addressParts is an address in the parts that name a home: what stands in
// another order, or with and without the country, is the same.
func (s *source) addressParts(row int) string {
	a := normal.Address(s.display(row))
	town := a.Postcode
	if town == "" {
		town = a.City
	}
	if a.Street == "" || a.Number == "" && a.Name == "" || town == "" {
		return ""
	}
	return strings.Join([]string{a.Unit, a.Name, a.Number, a.Street, town}, "|")
}

// proofOf finds the column that says when control of a contact was proved.
func proofOf(t *muster.Table, kind muster.ArtefactKind) *muster.Column {
	about := map[muster.ArtefactKind][]string{muster.ArtefactEmail: {"email", "mail"}, muster.ArtefactPhone: {"phone", "mobile", "telephone"}}[kind]
	for c := range t.Columns {
		w := headerWords(t.Columns[c].Name)
		if slices.ContainsFunc(about, func(s string) bool { return slices.Contains(w, s) }) && slices.Contains(w, "verified") {
			return &t.Columns[c]
		}
	}
	return nil
}

// flagsOf says how the record in a row holds the source's values.
func (s *source) flagsOf(row int) ring.Flag {
	if s.proof == nil {
		return s.flags
	}
	switch strings.ToLower(strings.TrimSpace(s.proof.Value(row - s.first))) {
	case "", "no", "false", "0", "nan", "null", "none":
		return s.flags
	}
	return s.flags | ring.Proved
}

// personColumn finds the column by which a table names the person a row is
// about. It says which rows belong to one person and is never compared.
func personColumn(t *muster.Table, seen []resolve.Recognised) *muster.Column {
	for c := range t.Columns {
		w := headerWords(t.Columns[c].Name)
		if seen[c].Kind == resolve.Ignored || len(w) != 2 || !slices.Contains([]string{"id", "no", "nr", "number", "key"}, w[1]) {
			continue
		}
		switch w[0] {
		case "person", "employee", "worker", "candidate", "applicant", "contractor", "subject", "staff":
			return &t.Columns[c]
		}
	}
	return nil
}

// minPersonID is the least length of an id that means the same in two tables:
// every system has a person called 7.
const minPersonID = 5

// rowPeople knows whose row is whose.
type rowPeople struct {
	result   *resolve.Result
	first    []int            // first row of each table
	ids      []*muster.Column // of each table: the person's id, nil without one
	agencies []*muster.Column // of each table: the agency that sent the person, nil without one
	things   []bool           // of each table: its rows are about a thing of a person whom the id names
}

func newRowPeople(tables []*muster.Table, plan *resolve.Plan, r *resolve.Result) *rowPeople {
	n := len(tables)
	p := &rowPeople{result: r, first: make([]int, n), ids: make([]*muster.Column, n), agencies: make([]*muster.Column, n), things: make([]bool, n)}
	rows := 0
	for t, table := range tables {
		p.first[t] = rows
		rows += table.Len()
		p.ids[t] = personColumn(table, plan.Recognised[t])
		p.things[t] = p.ids[t] != nil
		for c, seen := range plan.Recognised[t] {
			switch seen.Kind {
			case resolve.Email, resolve.Phone, resolve.BirthDate:
				p.things[t] = false
			}
			if w := headerWords(table.Columns[c].Name); len(w) == 1 && w[0] == "agency" {
				p.agencies[t] = &table.Columns[c]
			}
		}
	}
	return p
}

// cell returns what a row holds in one of the tables' columns, "" without one.
func (p *rowPeople) cell(columns []*muster.Column, row int) string {
	t := p.table(row)
	if columns[t] == nil {
		return ""
	}
	return strings.TrimSpace(columns[t].Value(row - p.first[t]))
}

func (p *rowPeople) table(row int) int {
	t, found := slices.BinarySearch(p.first, row)
	if !found {
		return t - 1
	}
	for t+1 < len(p.first) && p.first[t+1] == row {
		t++ // a table without rows
	}
	return t
}

// id returns the id of the person of a row, "" where none tells people apart.
func (p *rowPeople) id(row int) string {
	if id := p.cell(p.ids, row); len(id) >= minPersonID {
		return id
	}
	return ""
}

// rowPerson is one person: the cluster of the row, or the person's id where the
// row says little else of the person. Two workers' rows with one account are
// alike because of the account.
type rowPerson struct {
	cluster int
	id      string
}

func (p *rowPeople) person(row int) rowPerson {
	if id := p.id(row); id != "" && p.things[p.table(row)] {
		return rowPerson{-1, id}
	}
	return rowPerson{cluster: p.result.ClusterRow(row)}
}

// tell adds what the tables say of their people beside the shared values: which
// rows are one person's, and who came through an agency.
func (p *rowPeople) tell(g *ringGraph) {
	first := map[rowPerson]int32{}
	same := func(who rowPerson, i int32) {
		if other, ok := first[who]; ok {
			g.same = append(g.same, [2]int32{other, i})
		} else {
			first[who] = i
		}
	}
	sent := make([]bool, len(g.people))
	for i, row := range g.rows {
		same(p.person(row), int32(i))
		if id := p.id(row); id != "" {
			same(rowPerson{-1, id}, int32(i))
		}
		sent[i] = p.cell(p.agencies, row) != ""
	}
	for _, e := range g.edges {
		if sent[e.Person] {
			g.values[e.Value].Agencies++
		}
	}
}

// refereeContact reports a column of a referee's contacts. They are nobody's own
// and never compared, but several people may name one referee.
func refereeContact(name string) (muster.ArtefactKind, bool) {
	w := headerWords(name)
	if len(w) < 2 || w[0] != "referee" && w[0] != "reference" {
		return "", false
	}
	switch w[len(w)-1] {
	case "email", "mail":
		return muster.ArtefactEmail, true
	case "phone", "mobile", "telephone":
		return muster.ArtefactPhone, true
	}
	return "", false
}

// isProfile reports a column of people's own pages.
func isProfile(name string) bool {
	w := headerWords(name)
	return len(w) > 0 && len(w) <= 2 && slices.Contains([]string{"website", "portfolio", "linkedin", "github", "profile", "homepage"}, w[0])
}

// digits counts the digits of a text.
func digits(v string) int {
	n := 0
	for i := range len(v) {
		if v[i] >= '0' && v[i] <= '9' {
			n++
		}
	}
	return n
}
