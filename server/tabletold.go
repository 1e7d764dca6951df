package server

import (
	"context"
	"path"
	"slices"
	"strings"

	"muster"
	"muster/casework"
	"muster/ingest"
	"muster/report"
	"muster/web"
)

// The bounds of what a page offers to be said of the tables of one import.
const (
	maxTablesOffered  = 8
	maxColumnsOffered = 60 // of one table
)

// hasUnknown reports whether a table has columns with values that nobody knows.
func hasUnknown(f *ingest.FileReport) bool {
	return slices.ContainsFunc(f.Columns, func(c ingest.ColumnReport) bool { return !c.Known() && !c.Empty })
}

// headings are the headers of a table; nil for what is none, and where what
// stands in their place are values.
func headings(f *ingest.FileReport) []string {
	if !slices.Contains([]ingest.FileType{ingest.TypeCSV, ingest.TypeXLSX, ingest.TypeJSON, ingest.TypeJSONL, ingest.TypeParquet}, f.Type) {
		return nil
	}
	out := make([]string, len(f.Columns))
	for i, c := range f.Columns {
		out[i] = c.Header
	}
	return out
}

// tableAsked is the table a question is about, "" for none.
func tableAsked(batch *ingest.Batch, q *ingest.Question) string {
	switch q.Topic {
	case ingest.TopicOwner:
		return columnsID(q.Table)
	case ingest.TopicKind:
	default:
		return ""
	}
	for i := range batch.Files {
		if f := &batch.Files[i]; f.Path == q.Place.File && f.Unplaced() {
			return columnsID(headings(f))
		}
	}
	return ""
}

// tablesOf are the tables of an import of which somebody may say what they are
// and what their columns hold.
func (s *Server) tablesOf(ctx context.Context, actor *casework.Actor, batch *ingest.Batch, say *saying, dir string) (list []web.ImportTable, err error) {
	for i := range batch.Files {
		f := &batch.Files[i]
		header := headings(f)
		if header == nil || !f.Unplaced() && (f.Kind == "" || !f.Said && !hasUnknown(f)) {
			continue
		}
		one := tableOf(f, header)
		if len(list) == maxTablesOffered || slices.ContainsFunc(list, func(t web.ImportTable) bool { return t.ID == one.ID }) {
			continue
		}
		if said, ok := say.inUse[one.ID]; ok {
			one.Said, one.Before, one.Kind = said.Columns, said.before, string(said.Kind)
			one.At = muster.Instant(said.At)
		} else if said, err := s.saidByOthers(ctx, actor.User, one.ID); err != nil {
			return nil, err
		} else if said != nil && say.by.mayBring(said.Kind) == nil && (&ingest.Layout{Kind: said.Kind, Columns: said.Columns}).Check(header) == nil {
			one.Said, one.By, one.Kind, one.At = said.Columns, said.By, string(said.Kind), muster.Instant(said.At)
		}
		if one.Headless = f.Unplaced() && slices.ContainsFunc(header, ingest.IsValue); one.Headless && len(one.Said) > 0 {
			continue
		}
		for _, k := range ingest.Kinds() {
			if say.by.mayBring(k) == nil {
				one.Kinds = append(one.Kinds, web.Option{Value: string(k), Label: tableWord(k)})
			}
		}
		list = append(list, one)
	}
	return list, nil
}

// tableOf is a table as it was read.
func tableOf(f *ingest.FileReport, header []string) web.ImportTable {
	out := web.ImportTable{ID: columnsID(header), Name: strings.TrimPrefix(path.Base(f.Path), notUsed), Kind: string(f.Kind), Read: string(f.Kind)}
	if f.Sheet != "" {
		out.Name += ", sheet " + f.Sheet
	}
	places := map[string]int{}
	for i, h := range slices.Sorted(slices.Values(header)) {
		places[h] = i
	}
	for _, c := range f.Columns {
		if c.Empty || ingest.NeverRead(c.Header) || ingest.IsValue(c.Header) || len(c.Header) > maxSaidHeader {
			continue
		}
		out.All = append(out.All, web.ImportColumn{Place: places[c.Header], Header: c.Header, Sample: c.Sample, Looks: c.Looks, Reads: c.Field})
	}
	return out
}

// offered returns what a page offers of the tables of an import, for the kinds
// of table that are chosen there.
func offered(in *web.Imported, chosen map[string]string) *web.Imported {
	if in == nil || len(in.Tables) == 0 {
		return in
	}
	out := *in // others look at the same import
	out.Tables = slices.Clone(in.Tables)
	for i := range out.Tables {
		t := &out.Tables[i]
		if k := chosen[t.ID]; k == forgetTable && t.Before || slices.ContainsFunc(t.Kinds, func(o web.Option) bool { return o.Value == k }) {
			t.Chosen, t.Kind = true, k
			if k == forgetTable {
				continue
			}
		}
		t.Open = t.Chosen || t.By != "" || !out.Asks() // folded as a whole where nothing waits
		offer(t, ingest.TableKind(t.Kind))
	}
	out.Questions = slices.DeleteFunc(slices.Clone(in.Questions), func(q web.ImportQuestion) bool {
		return q.Table != "" && slices.ContainsFunc(out.Tables, func(t web.ImportTable) bool { return t.ID == q.Table && t.Read == "" && t.Kind != "" })
	})
	return &out
}

// offer fills in the choices of a table's columns: those nobody knows first.
func offer(t *web.ImportTable, kind ingest.TableKind) {
	if kind == "" {
		return
	}
	headers := make([]string, len(t.All))
	for i := range t.All {
		headers[i] = t.All[i].Header
	}
	known := ingest.ReadAs(kind, headers)
	for i, c := range t.All {
		said, spoken := t.Said[c.Header]
		if string(kind) != t.Read || spoken || c.Reads == "" {
			c.Reads = known[i] // without what was said
		}
		if c.Reads == "ignore" {
			c.Reads = "Left out: of no use here"
		} else if c.Reads != "" {
			c.Reads = fieldWord(strings.TrimPrefix(c.Reads, string(ingest.BankDetails)+"."))
		}
		if c.Chosen = ""; spoken {
			c.Chosen = said
		}
		if c.Reads != "" && c.Chosen == "" {
			t.Known = append(t.Known, c)
		} else {
			t.Columns = append(t.Columns, c)
		}
	}
	all := len(t.Columns) + len(t.Known)
	t.Columns = t.Columns[:min(len(t.Columns), maxColumnsOffered)]
	t.Known = t.Known[:min(len(t.Known), maxColumnsOffered-len(t.Columns))]
	t.More = all - len(t.Columns) - len(t.Known)
	for _, f := range ingest.FieldsOf(kind) {
		t.Fields = append(t.Fields, web.Option{Value: f, Label: fieldWord(f)})
	}
	slices.SortStableFunc(t.Fields, func(a, b web.Option) int { return strings.Compare(a.Label, b.Label) })
	t.What = report.Sentence(tableWord(kind))
}
