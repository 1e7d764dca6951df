package ingest

import (
	"reflect"
	"slices"
	"strings"
	"sync"

	"muster"
	"muster/ingest/table"
)

// column is a column of a table with what it is read as.
type column struct {
	header string
	place  int    // in the segments, -1 if not kept
	path   string // a path of the row's type, a meta path, or "" for unknown
	field  *field // nil for meta paths
	date   *dateForm
	soft   bool // only helps out; see softly
}

// plan is how the rows of one sheet become data.
type plan struct {
	spec    *kindSpec
	rowType reflect.Type
	columns []column
	soft    bool  // has columns that only help out
	also    *plan // rows of a people table may hold bank details too
}

// newPlan lays out how a sheet is read; paths has one entry per header.
func newPlan(spec *kindSpec, matches []match) *plan {
	p := &plan{spec: spec, rowType: reflect.TypeOf(spec.make()).Elem()}
	fields := cachedFields(p.rowType)
	for _, m := range matches {
		path, soft := strings.CutPrefix(m.path, softly)
		c := column{header: m.header, place: -1, path: path, field: fields[path], soft: soft}
		if c.field != nil && c.field.date {
			c.date = &dateForm{}
		}
		p.columns = append(p.columns, c)
		p.soft = p.soft || soft
	}
	if spec.name == People {
		p.also = alsoBank(matches)
	}
	return p
}

// alsoBank reads what the people table leaves over as bank details, if there
// is an account among it.
func alsoBank(matches []match) *plan {
	bank := matchHeaders(BankDetails, leftOver(matches))
	if !hasPath(bank, "iban") && !hasPath(bank, "account_number") && !hasPath(bank, "wallet") {
		return nil
	}
	return newPlan(specOf(BankDetails), bank)
}

// leftOver lists the headers that are not read as anything, the others empty.
func leftOver(matches []match) []string {
	rest := make([]string, len(matches))
	for i, m := range matches {
		if m.path == "" {
			rest[i] = m.header
		}
	}
	return rest
}

var fieldCache sync.Map // reflect.Type to map[string]*field; types are few and never change

func cachedFields(t reflect.Type) map[string]*field {
	if f, ok := fieldCache.Load(t); ok {
		return f.(map[string]*field)
	}
	f, _ := fieldCache.LoadOrStore(t, fieldsOf(t))
	return f.(map[string]*field)
}

// wanted says which columns the rows need.
func (p *plan) wanted() []bool {
	out := make([]bool, len(p.columns))
	for i, c := range p.columns {
		out[i] = c.field != nil || isReadMeta(c.path)
	}
	if p.also != nil {
		for i, w := range p.also.wanted() {
			out[i] = out[i] || w
		}
	}
	return out
}

func isReadMeta(path string) bool {
	switch path {
	case "", metaUnused, metaNever:
		return false
	}
	return path[0] == '@'
}

// bind tells the plan where its columns lie in a sheet's segments.
func (p *plan) bind(s *table.Sheet) {
	for place, header := range s.Kept {
		p.columns[header].place = place
	}
	for i := range p.columns {
		if d := p.columns[i].date; d != nil {
			d.serials, d.epoch1904 = s.Serials, s.Epoch1904
		}
	}
	if p.also != nil {
		p.also.bind(s)
	}
}

// meta returns the places of the columns of a meta path.
func (p *plan) meta(path string) []int {
	var out []int
	for _, c := range p.columns {
		if c.path == path && c.place >= 0 {
			out = append(out, c.place)
		}
	}
	return out
}

// first returns the first filled cell among places.
func first(seg *muster.Table, places []int, row int) string {
	for _, at := range places {
		if b := seg.Columns[at].Bytes(row); len(b) > 0 {
			return string(b)
		}
	}
	return ""
}

// build makes a row's data. What a cell cannot hold is left out; validate has
// reported it already. All cells share one string.
func (p *plan) build(seg *muster.Table, row int) any {
	v := reflect.New(p.rowType)
	total := 0
	for i := range p.columns {
		if c := &p.columns[i]; c.field != nil && c.place >= 0 {
			total += len(seg.Columns[c.place].Bytes(row))
		}
	}
	var all strings.Builder
	all.Grow(total)
	for i := range p.columns {
		if c := &p.columns[i]; c.field != nil && c.place >= 0 {
			all.Write(seg.Columns[c.place].Bytes(row))
		}
	}
	rest := all.String()
	for i := range p.columns {
		c := &p.columns[i]
		if c.field == nil || c.place < 0 {
			continue
		}
		n := len(seg.Columns[c.place].Bytes(row))
		if n > 0 && !c.soft {
			c.field.store(v.Elem(), rest[:n], c.date)
		}
		rest = rest[n:]
	}
	if p.soft {
		p.helpOut(seg, row, v.Elem())
	}
	return v.Interface()
}

// helpOut fills in from the columns that count only where others are silent.
func (p *plan) helpOut(seg *muster.Table, row int, v reflect.Value) {
	for i := range p.columns {
		c := &p.columns[i]
		if !c.soft || c.field == nil || c.place < 0 {
			continue
		}
		if cell := seg.Columns[c.place].Value(row); cell != "" && (c.field.leaf != textType || !p.says(c.path, seg, row)) { // text adds up, where a word is set once
			c.field.store(v, cell, c.date)
		}
	}
}

// says reports whether a column that is the field's own has a cell in a row.
func (p *plan) says(path string, seg *muster.Table, row int) bool {
	return slices.ContainsFunc(p.columns, func(c column) bool {
		return c.path == path && !c.soft && c.place >= 0 && len(seg.Columns[c.place].Bytes(row)) > 0
	})
}

// required reports whether a path must be filled.
func (p *plan) required(path string) bool { return slices.Contains(p.spec.required, path) }

// filled reports whether a row has anything to say for this plan.
func (p *plan) filled(seg *muster.Table, row int) bool {
	for i := range p.columns {
		if c := &p.columns[i]; c.field != nil && c.place >= 0 && len(seg.Columns[c.place].Bytes(row)) > 0 {
			return true
		}
	}
	return false
}
