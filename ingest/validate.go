package ingest

import (
	"context"
	"reflect"
	"slices"

	"golang.org/x/sync/errgroup"

	"muster"
	"muster/ingest/table"
	"muster/normal"
)

// sheet is a recognised table on its way into the batch.
type sheet struct {
	*table.Sheet
	plan   *plan
	source string // name of the source, part of every observation's id
	report *FileReport
	at     int // index of the report

	subjects [][]int32 // per segment and row the subject's number, or none
	record   []int     // columns of the row's own id
	recorded []int     // columns of when the row was written
	modulus  *normal.ModulusTable
	dates    dateForm // for the recorded columns
	ids      *ids
	named    map[place]bool    // invoices that are somebody's by their name alone
	orders   map[int]DateOrder // by column, where all rows were looked at before these
	days     map[int]bool      // likewise: columns of moments that are days
}

// none marks a row without a subject: rejected, or of a register.
const none int32 = -1

func newSheet(s *table.Sheet, p *plan) *sheet {
	out := &sheet{Sheet: s, plan: p}
	out.subjects = make([][]int32, len(s.Segments))
	for i, seg := range s.Segments {
		out.subjects[i] = make([]int32, seg.Len())
	}
	out.record, out.recorded = p.meta(metaRecord), p.meta(metaRecorded)
	out.dates = dateForm{serials: s.Serials, epoch1904: s.Epoch1904}
	return out
}

// decideDates decides the order of each date column from all its rows.
func (s *sheet) decideDates(fixed DateOrder) (open []openDates) {
	decide := func(header string, place int, d *dateForm) {
		if order, ok := s.orders[place]; ok {
			d.order, d.days = order, s.days[place] && d != &s.dates
			if fixed != OrderUnknown {
				d.order = fixed
			}
			return
		}
		var census dateCensus
		for _, seg := range s.Segments {
			c := &seg.Columns[place]
			for i := range c.Len() {
				census.see(c.Bytes(i))
			}
		}
		order, ok := census.decide()
		d.order, d.days = order, census.days() && d != &s.dates // when something was recorded is a moment
		if fixed != OrderUnknown {
			d.order, ok = fixed, true
		}
		if !ok {
			open = append(open, openDates{sheet: s, header: header, census: census, form: d})
		}
	}
	for p := s.plan; p != nil; p = p.also {
		for i := range p.columns {
			if c := &p.columns[i]; c.date != nil && c.place >= 0 {
				decide(c.header, c.place, c.date)
			}
		}
	}
	for _, place := range s.recorded {
		decide(s.Header[s.Kept[place]], place, &s.dates)
	}
	return open
}

// openDates is a column whose order its rows leave open.
type openDates struct {
	sheet  *sheet
	header string
	census dateCensus
	form   *dateForm
}

// maxCellRejects bounds the cells listed one by one per sheet; beyond it they
// are counted only.
const maxCellRejects = 100_000

// validate checks the cells that must have a certain form and rejects rows
// that lack what their kind requires.
func (s *sheet) validate(ctx context.Context, workers int) error {
	results := make([]found, len(s.Segments))
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(workers)
	for i, seg := range s.Segments {
		g.Go(func() error {
			if err := ctx.Err(); err != nil {
				return err
			}
			if s.plan.isObservations() {
				results[i].checkObservations(seg, s.subjects[i], s.modulus)
				return nil
			}
			for p := s.plan; p != nil; p = p.also {
				results[i].check(p, seg, s.subjects[i], p == s.plan)
				results[i].checkAccounts(s.modulus, p, seg, s.subjects[i])
			}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return err
	}
	for _, f := range results {
		s.report.Rows += f.rows
		s.Rejects = append(s.Rejects, f.bad...)
		room := max(0, maxCellRejects-s.report.CellsRejected)
		s.Rejects = append(s.Rejects, f.cells[:min(room, len(f.cells))]...)
		s.report.CellsRejected += f.badCells
	}
	return nil
}

// found is what validation met in one segment.
type found struct {
	rows     int            // rows that are read
	bad      []table.Reject // rows that are not
	cells    []table.Reject // the first bad cells
	badCells int            // all of them
}

func (f *found) check(p *plan, seg *muster.Table, subjects []int32, main bool) {
	for i := range p.columns {
		c := &p.columns[i]
		if c.field == nil || c.place < 0 || c.soft {
			continue
		}
		required := main && p.required(c.path)
		if free := isFree(c.field.leaf); free && !required {
			continue
		}
		f.column(c, seg, subjects, required)
	}
	if main {
		f.requiredPaths(p, seg, subjects)
	}
}

// isFree reports whether every text is a value of the type.
func isFree(t reflect.Type) bool {
	if t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	return t.Kind() == reflect.String && vocabularyOf(t) == nil
}

func (f *found) column(c *column, seg *muster.Table, subjects []int32, required bool) {
	scratch := reflect.New(c.field.leaf).Elem()
	cells := &seg.Columns[c.place]
	for row := range subjects {
		b := cells.Bytes(row)
		if len(b) == 0 || subjects[row] == none {
			continue
		}
		scratch.SetZero()
		reason := c.field.set(scratch, string(b), c.date)
		if reason == "" {
			continue
		}
		reject := table.Reject{Row: int(seg.Rows[row]), Column: c.header, Reason: reason}
		if required && scratch.IsZero() {
			reject.Column, reject.Reason = "", "column "+c.header+": "+reason
			f.bad = append(f.bad, reject)
			subjects[row] = none
			continue
		}
		if f.badCells++; len(f.cells) < maxCellRejects {
			f.cells = append(f.cells, reject)
		}
	}
}

func rejectOf(seg *muster.Table, row int, reason string) table.Reject {
	return table.Reject{Row: int(seg.Rows[row]), Reason: reason}
}

// requiredPaths rejects rows with nothing in a required column.
func (f *found) requiredPaths(p *plan, seg *muster.Table, subjects []int32) {
	for _, path := range p.spec.required {
		var places []int
		for _, c := range p.columns {
			if c.path == path && c.place >= 0 {
				places = append(places, c.place)
			}
		}
		for row := range subjects {
			empty := !slices.ContainsFunc(places, func(at int) bool { return !isMissing(seg.Columns[at].Value(row)) })
			if empty && subjects[row] != none {
				f.bad = append(f.bad, rejectOf(seg, row, "nothing in the column for "+path+", which a row of this kind needs"))
				subjects[row] = none
			}
		}
	}
	for row := range subjects {
		if subjects[row] != none {
			f.rows++
		}
	}
}
