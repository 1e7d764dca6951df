package ingest

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"muster"
	"muster/ingest/table"
)

// Layout is what somebody said of a table: what it is about and what its columns
// hold. It is the lines of a muster.yaml for those who write none.
type Layout struct {
	Kind    TableKind         // "" as the headers say
	Columns map[string]string // by header as the table has it; a field's name in muster.yaml, or ignore
}

// Met is a table as it is met, for whoever may have said something of it.
type Met struct {
	File, Sheet string
	Header      []string
	Kind        TableKind // what the headers say it is about; "" for nothing
}

// Check says what is wrong with what was said of a table with these headers.
func (l *Layout) Check(header []string) error {
	spec := specOf(l.Kind)
	if spec == nil {
		return sayable("tables of the kind "+quote(string(l.Kind))+" are not known", fmt.Sprintf("the kinds are %v", Kinds()))
	}
	for _, h := range slices.Sorted(maps.Keys(l.Columns)) {
		if !slices.Contains(header, h) {
			return sayable("the table has no column "+quote(h), "write the header as the table has it")
		}
		if IsValue(h) {
			return sayable("what stands for the heading of a column is a value", "put a row of headings above the first row")
		}
		path, err := fieldPath(spec, l.Columns[h])
		if err != nil {
			return sayable("column "+quote(h)+": "+err.Error(), "choose one of these fields")
		}
		if path != metaUnused && NeverRead(h) {
			return sayable("the column "+quote(h)+" is never read: it says nothing about who somebody is", "leave it out")
		}
	}
	return nil
}

func sayable(message, hint string) error {
	return &muster.Error{Code: muster.CodeUsage, Message: message, Hint: hint}
}

// said returns how a sheet is read, with what somebody said of a table of its
// headers: settings are those of its file.
func (r *run) said(f *file, s *table.Sheet, settings FileConfig) (FileConfig, *Layout, error) {
	if r.opt.Said == nil {
		return settings, nil, nil
	}
	met := Met{File: f.path, Sheet: s.Name, Header: s.Header, Kind: settings.Kind}
	if p, err := planFor(f.rel, s, settings); err != nil {
		return settings, nil, err
	} else if p != nil {
		met.Kind = p.spec.name
	}
	l, err := r.opt.Said(met)
	if l == nil || err != nil {
		return settings, nil, err
	}
	said := *l
	if said.Kind == "" {
		said.Kind = met.Kind
	}
	if err := said.Check(s.Header); err != nil {
		return settings, nil, err
	}
	settings.Kind = said.Kind
	return settings, &said, nil
}

// apply makes a plan's columns what somebody said they are. Only headers that
// are written alike are meant: two that differ by a sign are two columns.
func (l *Layout) apply(found recognition) error {
	for i := range found.matches {
		m := &found.matches[i]
		name, ok := l.Columns[m.header]
		if !ok {
			continue
		}
		path, err := fieldPath(found.spec, name)
		if err != nil {
			return err
		}
		m.path = path
	}
	return nil
}

// FieldsOf lists what a column of a table of a kind may be said to hold, as
// muster.yaml writes it and in the order of the documentation.
func FieldsOf(kind TableKind) []string {
	spec := specOf(kind)
	if spec == nil {
		return nil
	}
	var out []string
	for _, f := range ownFirst(spec.fields) {
		if f.path == metaUnused || f.path == metaNever || strings.HasPrefix(f.path, softly) {
			continue
		}
		if name := fieldName(f.path); !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}

// ReadAs is what the headers of a table of a kind are read as when nobody says
// anything: names as in muster.yaml, "" for a column that is not known.
func ReadAs(kind TableKind, headers []string) []string {
	out := make([]string, len(headers))
	for i, m := range matchHeaders(kind, headers) {
		out[i] = fieldName(strings.TrimPrefix(m.path, softly))
		if NeverRead(m.header) {
			out[i] = fieldName(metaNever)
		}
	}
	return out
}

// NeverRead reports whether a column of this header is never read, whatever it
// holds and whatever is said of it.
func NeverRead(header string) bool {
	return matchHeaders(People, []string{header})[0].path == metaNever
}

// IsValue reports whether what stands for a heading is a value, such as a date or
// an e-mail address: the table begins with its first row, and of such a column
// nothing can be said by its name.
func IsValue(header string) bool { return looksOf(header) != "" }

// Unplaced reports whether a file reads well and nothing says what it is about.
func (r *FileReport) Unplaced() bool { return r.unplaced && !r.paper }
