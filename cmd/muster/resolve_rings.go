package main

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"muster"
	"muster/normal"
	"muster/report/linkage"
	"muster/resolve"
	"muster/resolve/ring"
)

// source is one kind of shared value in one table.
type source struct {
	kind    muster.ArtefactKind
	shown   resolve.Kind // how its values are masked
	first   int          // first row of the table
	table   *muster.Table
	columns []*muster.Column
	day     *muster.Column // for networks: when it was used
	proof   *muster.Column // for contacts: filled where control was proved
	read    bool           // addresses stand in several forms and are read in parts
	flags   ring.Flag
}

// ringSearch finds different people who share identifiers. The records of one
// cluster are one person. Names are not looked at: somebody who invents people
// changes exactly those.
type ringSearch struct {
	sources []source
	held    chan [][]holding // once: who holds what
}

// startRings begins to read who holds what, which needs no clusters and so runs
// beside finding them.
func startRings(tables []*muster.Table, plan *resolve.Plan) *ringSearch {
	s := &ringSearch{sources: ringSources(tables, plan), held: make(chan [][]holding, 1)}
	go func() { s.held <- holdings(s.sources) }()
	return s
}

// find returns the rings and the values too common to join anybody.
func (s *ringSearch) find(tables []*muster.Table, plan *resolve.Plan, r *resolve.Result) ([]muster.Group, []linkage.SharedValue) {
	sources := s.sources
	rows := newRowPeople(tables, plan, r)
	shared := sharedValues(<-s.held, rows)
	if len(shared) == 0 {
		return nil, nil
	}
	g := newRingGraph(sources, shared, rows)
	found := ring.Find(g.edges, g.people, g.values, ring.Options{Base: r.Clusters, Same: g.same})
	groups := make([]muster.Group, 0, len(found))
	for i := range found {
		groups = append(groups, g.group(&found[i], r))
	}
	return groups, g.common()
}

// ringSources lists the identifier columns of all tables. Whatever else its
// name says, a column of addresses holds addresses.
func ringSources(tables []*muster.Table, plan *resolve.Plan) []source {
	var out []source
	first := 0
	for t, table := range tables {
		seen := plan.Recognised[t]
		for c := range seen {
			if s, ok := columnSource(table, c, seen[c]); ok {
				s.first = first
				if seen[c].Kind == resolve.IP {
					s.day = firstDates(table, seen)
				}
				out = append(out, s)
			}
		}
		if place, ok := homeSource(table, seen); ok {
			place.first = first
			out = append(out, place)
		}
		first += table.Len()
	}
	return readInParts(out)
}

// columnSource is a column that holds identifiers by itself.
func columnSource(table *muster.Table, c int, seen resolve.Recognised) (source, bool) {
	kinds := map[resolve.Kind]muster.ArtefactKind{
		resolve.Phone: muster.ArtefactPhone, resolve.Email: muster.ArtefactEmail, resolve.BankAccount: muster.ArtefactAccount,
		resolve.Device: muster.ArtefactDevice, resolve.Document: muster.ArtefactDocument, resolve.IP: muster.ArtefactNetwork,
		resolve.PhotoPrint: muster.ArtefactPrint, resolve.FreeText: muster.ArtefactMessage,
	}
	col := &table.Columns[c]
	s := source{shown: seen.Kind, table: table, columns: []*muster.Column{col}, flags: ring.Own}
	if whole, flags := wholeAddress(col.Name, seen.Kind); whole {
		s.kind, s.shown, s.flags = muster.ArtefactAddress, resolve.Address, flags
		return s, true
	}
	kind, ok := kinds[seen.Kind]
	if contact, is := refereeContact(col.Name); is && seen.Why != "asked for" {
		kind, ok, s.flags, s.shown = contact, true, ring.Referee, resolve.Phone
		if contact == muster.ArtefactEmail {
			s.shown = resolve.Email
		}
	}
	if seen.Kind != resolve.Ignored && isProfile(col.Name) {
		kind, ok, s.shown = muster.ArtefactURL, true, resolve.Device
	}
	s.kind, s.proof = kind, proofOf(table, kind)
	return s, ok
}

// homeSource puts the columns of the home's address together; one on one line
// in another role stands by itself.
func homeSource(table *muster.Table, seen []resolve.Recognised) (source, bool) {
	place := source{kind: muster.ArtefactAddress, shown: resolve.Address, table: table, flags: ring.Own}
	var parts [3]*muster.Column
	for c := range seen {
		col := &table.Columns[c]
		switch whole, _ := wholeAddress(col.Name, seen[c].Kind); {
		case whole:
		case seen[c].Kind == resolve.HouseNumber:
			parts[0] = cmp.Or(parts[0], col)
		case seen[c].Kind == resolve.Address:
			place.columns = append(place.columns, col)
		case seen[c].Kind == resolve.Postcode:
			parts[1] = cmp.Or(parts[1], col)
		case seen[c].Kind == resolve.Place:
			parts[2] = cmp.Or(parts[2], col)
		}
	}
	if len(place.columns) == 0 {
		return source{}, false
	}
	for _, p := range parts {
		if p != nil {
			place.columns = append(place.columns, p)
		}
	}
	return place, true
}

// firstDates returns a table's first column of dates.
func firstDates(table *muster.Table, seen []resolve.Recognised) *muster.Column {
	for c := range seen {
		if seen[c].Kind == resolve.Time {
			return &table.Columns[c]
		}
	}
	return nil
}

// canonicals are the comparable forms of what a row holds. Values of several
// entries give one each.
func (s *source) canonicals(row int) []string {
	if s.kind == muster.ArtefactAddress {
		if v := s.address(row); v != "" {
			return []string{v}
		}
		return nil
	}
	raw := s.columns[0].Value(row)
	if raw == "" {
		return nil
	}
	if s.kind == muster.ArtefactMessage {
		if v := wholeText(raw); v != "" {
			return []string{v}
		}
		return nil
	}
	var out []string
	for part := range strings.FieldsFuncSeq(raw, func(r rune) bool { return r == ';' || r == '|' }) {
		v := canonicalValue(s.kind, strings.TrimSpace(part))
		if v == "" {
			continue
		}
		if slices.Contains(out, v) {
			continue
		}
		out = append(out, v)
		if s.day != nil {
			if d := s.day.Value(row); len(d) >= 10 {
				out = append(out, v+onDay+d[:10])
			}
		}
	}
	return out
}

// address joins the columns of an address; a town alone is no home.
func (s *source) address(row int) string {
	var parts []string
	if s.read {
		return s.addressParts(row)
	}
	street := false
	for i, c := range s.columns {
		v := normal.Fold(c.Value(row))
		if v == "" || v == "nan" || v == "null" || v == "none" {
			continue
		}
		digits := strings.ContainsAny(v, "0123456789")
		street = street || digits && len(v) > 0 && i < len(s.columns)
		parts = append(parts, v)
	}
	if !street || len(parts) < 2 && len(strings.Fields(strings.Join(parts, " "))) < 3 {
		return ""
	}
	return strings.Join(parts, ", ")
}

// canonicalValue brings one identifier to the form in which equal ones are
// equal text, "" for what is none.
func canonicalValue(kind muster.ArtefactKind, v string) string {
	if len(v) <= len("unknown") {
		switch strings.ToLower(v) {
		case "", "nan", "null", "none", "n/a", "na", "-", "unknown", "nil":
			return ""
		}
	}
	if looksLikeDate(v) { // "Phone verified on" holds no phone
		return ""
	}
	switch kind {
	case muster.ArtefactPhone:
		return phoneTail(v)
	case muster.ArtefactNetwork:
		form, err := normal.IP(v)
		if err != nil || form.Class != normal.IPPublic && form.Class != normal.IPDocumentation {
			return "" // everybody's router is called 192.168.1.1
		}
		return form.Canonical
	case muster.ArtefactURL:
		if form, err := normal.URL(v); err == nil {
			return form.Canonical
		}
		return ""
	case muster.ArtefactAccount, muster.ArtefactDocument:
		if digits(v) < 4 { // a holder's name, a type of paper
			return ""
		}
	case muster.ArtefactEmail:
		address, err := normal.EmailAddress(v)
		if err != nil {
			return ""
		}
		return address
	}
	var b strings.Builder
	same, last := true, rune(0)
	for _, r := range strings.ToUpper(v) {
		if r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r > 127 {
			same = same && (last == 0 || r == last)
			last = r
			b.WriteRune(r)
		}
	}
	if b.Len() < 4 || same { // 0000000 stands for a missing number
		return ""
	}
	return b.String()
}

// looksLikeDate reports whether a value has the shape of a date: three groups of
// digits, the first or the last of them a year.
func looksLikeDate(v string) bool {
	if v == "" || v[0] > '9' { // most identifiers; the rest is for those that begin like a date
		return false
	}
	v, _, _ = strings.Cut(strings.ReplaceAll(v, "T", " "), " ")
	groups := strings.FieldsFunc(v, func(r rune) bool { return r == '-' || r == '/' || r == '.' })
	if len(groups) != 3 || len(groups[1]) > 2 {
		return false
	}
	for _, g := range groups {
		if strings.Trim(g, "0123456789") != "" {
			return false
		}
	}
	return len(groups[0]) == 4 && len(groups[2]) <= 2 || len(groups[0]) <= 2 && len(groups[2]) == 4
}

// phoneTail is the part of a phone number that does not depend on whether its
// country or trunk prefix was written. Numbers of different countries that end
// alike are rare and differ elsewhere.
func phoneTail(v string) string {
	digits := make([]byte, 0, 16)
	for i := range len(v) {
		if c := v[i]; c >= '0' && c <= '9' {
			digits = append(digits, c)
		}
	}
	if len(digits) < 7 || len(digits) > 15 {
		return ""
	}
	tail := string(digits[max(0, len(digits)-9):])
	if strings.Count(tail, tail[:1]) == len(tail) {
		return ""
	}
	return tail
}

// ringGraph is the shared values and their holders as package ring reads them.
type ringGraph struct {
	people []ring.Person
	rows   []int // of people
	values []ring.Value
	texts  []string // of values, masked
	edges  []ring.Edge
	same   [][2]int32

	users map[string]int32 // of a network: who used it on any day
	days  map[int32]string // of values that are a network on one day: the network
}

func newRingGraph(sources []source, shared []holding, rows *rowPeople) *ringGraph {
	g := &ringGraph{}
	at := map[uint32]int32{}
	for i := 0; i < len(shared); {
		j := i + 1
		for j < len(shared) && shared[j].hash == shared[i].hash {
			j++
		}
		g.add(sources, shared[i:j], at, rows)
		i = j
	}
	g.countNetworks()
	rows.tell(g)
	return g
}

// add adds one value with its holders.
func (g *ringGraph) add(sources []source, holders []holding, at map[uint32]int32, rows *rowPeople) {
	n := int32(len(g.values))
	s := &sources[holders[0].from]
	value := ring.Value{Kind: s.kind}
	switch s.kind {
	case muster.ArtefactNetwork:
		g.addNetwork(s, holders, rows, &value)
	case muster.ArtefactMessage:
		value.Bits = textBits
	}
	g.values = append(g.values, value)
	shown := s.display(int(holders[0].row) - s.first)
	if s.kind == muster.ArtefactMessage {
		shown = fmt.Sprintf("a text of %d words", len(strings.Fields(shown)))
	} else {
		shown = maskValue(s.shown, shown)
	}
	g.texts = append(g.texts, shown)
	for _, h := range holders {
		p, ok := at[h.row]
		if !ok {
			p = int32(len(g.people))
			at[h.row] = p
			g.people = append(g.people, ring.Person{ID: rows.result.ID(int(h.row)), Home: ring.NoHome})
			g.rows = append(g.rows, int(h.row))
		}
		g.edges = append(g.edges, ring.Edge{Person: p, Value: n, Flags: sources[h.from].flagsOf(int(h.row))})
		if from := &sources[h.from]; s.kind == muster.ArtefactAddress && from.flags == ring.Own {
			g.people[p].Home = n
		}
	}
}

// display is what a row's value looks like to people.
func (s *source) display(row int) string {
	var parts []string
	for _, c := range s.columns {
		if v := strings.TrimSpace(c.Value(row)); v != "" {
			parts = append(parts, v)
		}
	}
	return strings.Join(parts, ", ")
}

func (g *ringGraph) group(found *ring.Ring, r *resolve.Result) muster.Group {
	id := func(p int32) muster.SubjectID { return muster.SubjectID(g.people[p].ID) }
	out := muster.Group{ID: "ring-" + found.ID, Kind: muster.GroupRing, Joints: []muster.Joint{}, Rivals: found.Rivals}
	if out.Rivals == nil {
		out.Rivals = []muster.Rival{}
	}
	for _, m := range found.Members {
		out.Members = append(out.Members, muster.Member{Subject: id(m.Person), Role: m.Role})
	}
	// only records with a shared value are in the graph; the base is everybody
	inGraph, everybody := fmt.Sprintf(" of %d people", len(g.people)), " of "+thousands(r.Clusters)+" people"
	for i := range found.Joints {
		j := &found.Joints[i]
		joint := muster.Joint{
			Kind: g.values[j.Value].Kind, Value: g.texts[j.Value], SharedBy: j.Holders,
			Common: j.Common, Why: strings.Replace(j.Why, inGraph, everybody, 1), Weight: math.Round(j.Weight*100) / 100,
		}
		for _, m := range j.Members {
			joint.Members = append(joint.Members, id(m))
		}
		out.Joints = append(out.Joints, joint)
	}
	return out
}

// common lists the values too widely held to join anybody.
func (g *ringGraph) common() []linkage.SharedValue {
	const many = 50
	holders := make([]int, len(g.values))
	for _, e := range g.edges {
		holders[e.Value]++
	}
	var out []linkage.SharedValue
	for v, n := range holders {
		if n > many {
			out = append(out, linkage.SharedValue{Kind: strings.ReplaceAll(string(g.values[v].Kind), "_", " "), Value: g.texts[v], Records: n})
		}
	}
	slices.SortFunc(out, func(a, b linkage.SharedValue) int {
		return cmp.Or(cmp.Compare(b.Records, a.Records), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Value, b.Value))
	})
	return out[:min(len(out), 200)]
}
