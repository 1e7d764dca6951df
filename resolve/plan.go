package resolve

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"muster"
)

// Options says how tables are to be resolved. The zero value is good.
type Options struct {
	Model          *Model     // nil recognises and fits everything
	Ignore         []string   // columns never compared
	IDColumn       string     // column with record ids; empty looks for one
	HappenedColumn string     // when a record first happened, for stable ids; empty uses record ids alone
	Decisions      []Decision // what people decided
	Labels         []Decision // pairs whose answer is known: they refine the fit and decide nothing
	// Progress is called now and then with the work done; it may be nil.
	Progress func(step string, done, total int)
}

// Plan is what will be compared with what, before any pair is looked at.
type Plan struct {
	Recognised  [][]Recognised `json:"recognised"` // per table
	Comparisons []Comparison   `json:"comparisons"`
	Rules       []RuleReport   `json:"rules"`
	Pairs       int64          `json:"pairs"` // over all rules, repeats included
	Records     int            `json:"records"`
	Distinct    int            `json:"distinct"` // records of different content; copies follow the first
	Warnings    []string       `json:"warnings,omitempty"`

	engine *engine
	model  *Model
	opt    Options
}

// Comparison is one field that is compared and how.
type Comparison struct {
	Field  string   `json:"field"`
	Kind   Kind     `json:"kind"`
	From   []string `json:"from"`   // columns it is read from
	Filled float64  `json:"filled"` // share of distinct records with a value
	Values int      `json:"values"` // distinct values
	Levels []string `json:"levels"`
}

// NewPlan reads the tables, recognises their columns and sorts the records
// into blocks. Where the tables hold nothing to compare the error is
// ErrNothingToCompare.
func NewPlan(tables []*muster.Table, opt Options) (*Plan, error) {
	if opt.Model == nil {
		opt.Model = DefaultModel()
	}
	m := opt.Model.withDefaults()
	if err := m.check(); err != nil {
		return nil, fmt.Errorf("resolve: %w", err)
	}
	p := &Plan{model: &m, opt: opt}
	rows := 0
	for _, t := range tables {
		seen := Recognise(t)
		p.override(t, seen)
		p.Recognised = append(p.Recognised, seen)
		rows += t.Len()
	}
	if rows == 0 {
		return nil, fmt.Errorf("resolve: no records: check that the files have rows below their header")
	}
	plans, err := planFields(tables, p.Recognised)
	if err != nil {
		return nil, err
	}
	plans = mostTelling(plans)
	p.Warnings = append(p.Warnings, unusedColumns(tables, p.Recognised, plans)...)
	ids, unique := p.findIDs(tables)
	e, err := prepare(tables, plans, ids, &m)
	if err != nil {
		return nil, err
	}
	e.frame.unique = unique
	for _, x := range m.Fields {
		if !slices.ContainsFunc(e.frame.fields, func(f *field) bool { return f.name == x.Name && f.kind == x.Kind }) {
			p.Warnings = append(p.Warnings, fmt.Sprintf("the model speaks of %q as %s, which is not compared here", x.Name, x.Kind))
		}
	}
	if m.Moves != nil {
		for _, name := range m.Moves.Fields {
			if !slices.ContainsFunc(e.frame.fields, func(f *field) bool { return f.name == name }) {
				p.Warnings = append(p.Warnings, fmt.Sprintf("the model speaks of %q as part of a home, which is not compared here", name))
			}
		}
	}
	p.engine = e
	p.describe()
	return p, nil
}

// override applies what the model and the options say of columns.
func (p *Plan) override(t *muster.Table, seen []Recognised) {
	for i := range seen {
		same := func(name string) bool {
			return strings.EqualFold(strings.TrimSpace(name), strings.TrimSpace(seen[i].Column))
		}
		for _, c := range p.model.Columns {
			if same(c.Column) {
				seen[i].Kind, seen[i].Why = c.Kind, "model"
			}
		}
		if slices.ContainsFunc(p.opt.Ignore, same) || p.opt.HappenedColumn != "" && same(p.opt.HappenedColumn) {
			seen[i].Kind, seen[i].Why = Ignored, "asked for"
		}
		if p.opt.IDColumn != "" && same(p.opt.IDColumn) {
			seen[i].Kind, seen[i].Why = Identifier, "asked for"
		}
	}
}

// findIDs returns each table's id column, -1 where rows are numbered, and
// whether ids are unique across all tables.
func (p *Plan) findIDs(tables []*muster.Table) (ids []int, unique bool) {
	unique = true
	var all []*muster.Column
	for t, table := range tables {
		at := p.findID(table, p.Recognised[t])
		ids = append(ids, at)
		if at < 0 {
			unique = unique && len(tables) == 1
		} else {
			all = append(all, &table.Columns[at])
		}
	}
	if unique && len(all) > 1 {
		_, repeat := firstRepeat(all)
		unique = !repeat
	}
	return ids, unique
}

// findID returns the column whose values name each row once: one whose header
// says so, or else one whose values look so; -1 where there is none.
func (p *Plan) findID(table *muster.Table, seen []Recognised) int {
	for _, guessed := range []bool{false, true} {
		for c, r := range seen {
			if r.Kind != Identifier || (r.Why == byValues || r.Why == oneEach) != guessed || r.Filled < 1 && r.Why != "asked for" {
				continue
			}
			dup, repeats := firstRepeat([]*muster.Column{&table.Columns[c]})
			if !repeats {
				return c
			}
			if r.Why != oneEach {
				p.Warnings = append(p.Warnings, fmt.Sprintf("column %q of %s has %q more than once or not at all, so rows are numbered instead", r.Column, table.Name, dup))
			}
		}
	}
	return -1
}

// firstRepeat looks for a value that stands twice in the columns, or is empty.
func firstRepeat(cols []*muster.Column) (string, bool) {
	n := 0
	for _, c := range cols {
		n += c.Len()
	}
	at := func(row int) []byte {
		for _, c := range cols {
			if row < c.Len() {
				return trimSpace(c.Bytes(row))
			}
			row -= c.Len()
		}
		return nil
	}
	entries := make([]uint64, n)
	work := chunks(n)
	parallel(len(work), func(i int) {
		for row := work[i][0]; row < work[i][1]; row++ {
			entries[row] = hashBytes(at(row))&^0xffffffff | uint64(row)
		}
	})
	entries = sortEntries(entries)
	for i := range entries {
		v := at(int(uint32(entries[i])))
		if len(v) == 0 {
			return "", true
		}
		for j := i + 1; j < len(entries) && entries[j]>>32 == entries[i]>>32; j++ {
			if bytes.Equal(v, at(int(uint32(entries[j])))) {
				return string(v), true
			}
		}
	}
	return "", false
}

// describe fills the part of the plan that people read.
func (p *Plan) describe() {
	f := p.engine.frame
	p.Records, p.Distinct = f.rows(), len(f.reps)
	for _, fl := range f.fields {
		c := Comparison{Field: fl.name, Kind: fl.kind, Filled: float64(fl.filled) / float64(max(1, len(f.reps)))}
		for t, src := range fl.source {
			for _, col := range src.columns {
				if name := f.tables[t].Columns[col].Name; !slices.Contains(c.From, name) {
					c.From = append(c.From, name)
				}
			}
		}
		for _, n := range fl.count {
			if n > 0 {
				c.Values++
			}
		}
		for _, l := range fl.spec.levels[1:] {
			c.Levels = append(c.Levels, l.name)
		}
		p.Comparisons = append(p.Comparisons, c)
	}
	for _, b := range p.engine.blocks {
		p.Rules = append(p.Rules, b.report)
		p.Pairs += b.report.Pairs
		if b.report.Windowed > 0 {
			p.Warnings = append(p.Warnings, fmt.Sprintf("rule %q: %d records agree on %q and on every further field that could split them; each was compared with its %d nearest only", b.report.Rule, b.report.Windowed, b.report.WidestKey, windowSize))
		}
	}
	for _, d := range f.dicts {
		if d.full {
			p.Warnings = append(p.Warnings, "one column holds more than 4 GiB of different values; what came after counts as missing")
		}
	}
	if len(p.engine.rules) == 0 {
		p.Warnings = append(p.Warnings, "no blocking rule brings records together: every column is empty, constant or too common")
	}
}
