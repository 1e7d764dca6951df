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

// tell adds what the tables say of their people beside the shared values: whose
// row it is, and which came through an agency.
func (g *ringGraph) tell(tables []*muster.Table, plan *resolve.Plan) {
	of := make([]int, 0, len(tables)) // first row of each table
	ids := make([]*muster.Column, len(tables))
	agencies := make([]*muster.Column, len(tables))
	rows := 0
	for t, table := range tables {
		of = append(of, rows)
		rows += table.Len()
		ids[t] = personColumn(table, plan.Recognised[t])
		for c := range table.Columns {
			if w := headerWords(table.Columns[c].Name); len(w) == 1 && w[0] == "agency" {
				agencies[t] = &table.Columns[c]
			}
		}
	}
	first := map[string]int32{}
	sent := make([]bool, len(g.people))
	for p, row := range g.rows {
		t, found := slices.BinarySearch(of, row)
		if !found {
			t--
		}
		if c := agencies[t]; c != nil {
			sent[p] = strings.TrimSpace(c.Value(row-of[t])) != ""
		}
		if ids[t] == nil {
			continue
		}
		id := strings.TrimSpace(ids[t].Value(row - of[t]))
		if len(id) < minPersonID {
			continue
		}
		if other, ok := first[id]; ok {
			g.same = append(g.same, [2]int32{other, int32(p)})
		} else {
			first[id] = int32(p)
		}
	}
	for _, e := range g.edges {
		if sent[e.Person] {
			g.values[e.Value].Agencies++
		}
	}
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
