package ingest

import (
	"context"
	"fmt"
	"slices"

	"muster"
	"muster/ingest/table"
)

// maxOwners bounds how many columns are named as answers.
const maxOwners = 12

// ownerless reports whether the rows of a table are called by what they say
// though a column that nobody knows may hold a number for each person. Such rows,
// read once without the number and once with it, would be everybody twice, each
// with a double who shares all they have.
func (p *plan) ownerless(s *table.Sheet) bool {
	if p.spec.isRegister() || p.isObservations() || p.spec.name == Payments || p.spec.name == Invoices || p.spec.name == Crosswalk {
		return false
	}
	names := slices.ContainsFunc(p.columns, func(c column) bool {
		switch c.path {
		case metaPerson, metaCandidate, metaApplication, metaSubject, metaMember, metaID:
			return true
		}
		return false
	})
	return !names && len(p.unknown(s)) > 0
}

// unknown are the columns nobody knows that hold something in the first rows.
func (p *plan) unknown(s *table.Sheet) (headers []string) {
	for i, c := range p.columns {
		read := c.path != "" || p.also != nil && p.also.columns[i].field != nil
		filled := slices.ContainsFunc(s.Sample, func(cells []string) bool { return i < len(cells) && cells[i] != "" })
		if !read && filled && !NeverRead(c.header) && !IsValue(c.header) {
			headers = append(headers, c.header)
		}
	}
	return headers
}

// ownerQuestion asks which column holds the number; its first answer is none.
func ownerQuestion(f *file, s *table.Sheet, p *plan) Question {
	name := f.path
	if s.Name != "" {
		name += ", sheet " + s.Name
	}
	q := Question{Topic: TopicOwner, Place: muster.Place{File: f.path}, Table: s.Header, Asked: true, Kind: p.spec.name, Owner: p.spec.owner(),
		Text:  fmt.Sprintf("No column of %s that is known holds a number for each person. Does one of the others?", name),
		Lines: []string{kindText(f.path, string(p.spec.name))}}
	for _, h := range p.unknown(s) {
		if q.Owners = append(q.Owners, h); len(q.Owners) > maxOwners {
			q.Owners = q.Owners[:maxOwners]
			break
		}
	}
	for _, h := range q.Owners {
		q.Lines = append(q.Lines, columnText(f.path, h, p.spec.owner()))
	}
	return q
}

// owner is the field of the number by which a kind of table names people, where
// its heading says nothing of it.
func (s *kindSpec) owner() string {
	if s.introduces() || s.name == Applications {
		return fieldName(metaID)
	}
	return fieldName(metaSubject)
}

// settleOwner asks, of a table nobody said anything of, which column holds the
// number before a table's rows are taken for
// people of their own. Without an answer the table waits: its plan is nil.
func (r *run) settleOwner(ctx context.Context, f *file, s *table.Sheet, p *plan, settings FileConfig) (*plan, *Question, error) {
	if !r.asksOnce() || !p.ownerless(s) {
		return p, nil, nil
	}
	q := ownerQuestion(f, s, p)
	n, err := r.ask(ctx, q)
	switch {
	case err != nil:
		return nil, nil, err
	case n < 0:
		return p, &q, nil
	case n > 0:
		settings.Kind = p.spec.name
		p, err = planSaid(f.rel, s, settings, &Layout{Columns: map[string]string{q.Owners[n-1]: p.spec.owner()}})
	}
	return p, nil, err
}

// waits files a table that waits for an answer about it.
func (f *file) waits(s *table.Sheet, p *plan, q *Question) {
	sh := newSheet(s, p)
	report := FileReport{Path: f.path, Sheet: s.Name, Type: f.kind, Kind: p.spec.name, Vendor: vendorOf(s.Header, f.rel), Records: 1, RowsRejected: 1, tableRows: s.Records, question: q,
		Warnings: s.Warnings, Err: &muster.Error{Code: muster.CodeUnsupported, Message: "it waits for your answer whether one of its columns holds a number for each person",
			Hint: "answer, and bring it in again", Place: muster.Place{File: f.path}}}
	report.Columns = sh.sheetColumns()
	f.reports = append(f.reports, report)
}
