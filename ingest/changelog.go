package ingest

import (
	"reflect"
	"slices"
	"strings"

	"muster"
	"muster/ingest/table"
)

// Payroll bureaux log changes in long form: a row for each field that changed, with
// the old and the new value. A change of account is then two or three rows (sort
// code, account number, name of the account), which say something only together.

// accountField returns what a word in the column of fields is in a table of bank
// details, "" when it is nothing of an account.
func accountField(word string) string {
	switch path := dictionaries()[BankDetails][foldHeader(word)].path; path {
	case "iban", "account_number", "bank_code", "holder", "wallet", "provider":
		return path
	}
	return ""
}

// changeLog is the columns of a table of changes that matter for accounts.
type changeLog struct {
	field, value, at, by int   // in the segments, -1 if there is none
	refs                 []int // whose change it is
}

func (p *plan) changeLog() (c changeLog, ok bool) {
	place := func(path string) int {
		if i := slices.IndexFunc(p.columns, func(c column) bool { return c.path == path && c.place >= 0 }); i >= 0 {
			return p.columns[i].place
		}
		return -1
	}
	c = changeLog{field: place("field"), value: place("new"), at: place("at"), by: place(metaBy)}
	for _, path := range []string{metaPerson, metaCandidate, metaApplication, metaSubject, metaMember, metaID} {
		c.refs = append(c.refs, p.meta(path)...)
	}
	return c, c.field >= 0 && c.value >= 0 && len(c.refs) > 0
}

// accountChange is one change of an account: the rows of one person, day and hand.
type accountChange struct {
	segment, row int // of its first row
	cells        map[string]string
	rows         [][2]int
}

// accountsOf gathers the changes of accounts in a table of changes. Rows that name
// no account between them stay where they are.
func (c changeLog) accountsOf(s *table.Sheet) []*accountChange {
	var all []*accountChange
	open := map[string]*accountChange{}
	for i, seg := range s.Segments {
		for row := range seg.Len() {
			path := accountField(seg.Columns[c.field].Value(row))
			value := seg.Columns[c.value].Value(row)
			if path == "" || value == "" {
				continue
			}
			var key strings.Builder
			for _, at := range slices.Concat(c.refs, []int{c.at, c.by}) {
				if at >= 0 {
					key.WriteString(seg.Columns[at].Value(row))
				}
				key.WriteByte(0)
			}
			change := open[key.String()]
			if change == nil || change.cells[path] != "" { // the second on one day
				change = &accountChange{segment: i, row: row, cells: map[string]string{}}
				open[key.String()] = change
				all = append(all, change)
			}
			change.cells[path] = value
			change.rows = append(change.rows, [2]int{i, row})
		}
	}
	return slices.DeleteFunc(all, func(a *accountChange) bool {
		return a.cells["iban"] == "" && a.cells["account_number"] == "" && a.cells["wallet"] == ""
	})
}

// bankSheet makes a table of bank details of a table of changes, and takes their
// rows out of it. It is nil where no account changed.
func (f *file) bankSheet(sh *sheet) (*table.Sheet, *plan) {
	c, ok := sh.plan.changeLog()
	if !ok {
		return nil, nil
	}
	changes := c.accountsOf(sh.Sheet)
	if len(changes) == 0 {
		return nil, nil
	}
	accounts := []string{"iban", "account_number", "bank_code", "holder", "wallet", "provider"}
	var matches []match
	header := func(place int) string { return sh.Header[sh.Kept[place]] }
	for _, place := range c.refs {
		i := slices.IndexFunc(sh.plan.columns, func(p column) bool { return p.place == place })
		matches = append(matches, match{header(place), sh.plan.columns[i].path, 0})
	}
	if c.at >= 0 {
		matches = append(matches, match{header(c.at), "changed", 1})
	}
	if c.by >= 0 {
		matches = append(matches, match{header(c.by), "changed_by", 1})
	}
	for _, path := range accounts {
		matches = append(matches, match{path, path, 1})
	}
	out := *sh.Sheet
	out.Header, out.Kept, out.Sample, out.Rejects, out.Warnings = nil, nil, nil, nil, nil
	for i, m := range matches {
		out.Header, out.Kept = append(out.Header, m.header), append(out.Kept, i)
	}
	out.Segments, out.Records = []*muster.Table{c.table(sh.Sheet, changes, out.Header, accounts)}, len(changes)
	for _, change := range changes {
		for _, at := range change.rows {
			sh.subjects[at[0]][at[1]] = none
		}
	}
	return &out, newPlan(specOf(BankDetails), matches)
}

// without counts the rows that were taken out of a table before it was looked at.
func (s *sheet) without() int {
	n := 0
	for _, segment := range s.subjects {
		for _, subject := range segment {
			if subject == none {
				n++
			}
		}
	}
	return n
}

// table writes changes as rows of bank details, each at the row of its first field.
func (c changeLog) table(from *table.Sheet, changes []*accountChange, header, accounts []string) *muster.Table {
	t := &muster.Table{Name: from.Name, File: from.File, Columns: make([]muster.Column, len(header))}
	for i, h := range header {
		t.Columns[i].Name = h
	}
	for _, change := range changes {
		seg := from.Segments[change.segment]
		t.Rows = append(t.Rows, seg.Rows[change.row])
		var cells []string
		for _, at := range c.refs {
			cells = append(cells, seg.Columns[at].Value(change.row))
		}
		if c.at >= 0 {
			cells = append(cells, seg.Columns[c.at].Value(change.row))
		}
		if c.by >= 0 {
			cells = append(cells, knownHand(seg.Columns[c.by].Value(change.row)))
		}
		for _, path := range accounts {
			cells = append(cells, change.cells[path])
		}
		for i, cell := range cells {
			t.Columns[i].Append(cell)
		}
	}
	return t
}

// knownHand keeps who entered a change where it says whether it was the person or
// staff. A name says neither: it may be anybody's.
func knownHand(who string) string {
	return vocabularyOf(reflect.TypeFor[muster.ChangedBy]())[foldHeader(who)]
}
