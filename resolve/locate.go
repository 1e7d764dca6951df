package resolve

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// RowNumber is the header of a column that holds row numbers. As positions do,
// it names a record in one version of a table only.
const RowNumber = "row number"

// numbered reports whether the records of a table are named by where they
// stand. Any change to the table may then give a name to another record, so a
// decision on such a record holds for what it held, wherever that stands now.
func (f *frame) numbered(table int) bool {
	c := f.idCol[table]
	return c < 0 || plainName(f.tables[table].Columns[c].Name) == RowNumber
}

// Numbered reports whether any record is named by its row number.
func (p *Plan) Numbered() bool {
	for t := range p.engine.frame.tables {
		if p.engine.frame.numbered(t) {
			return true
		}
	}
	return false
}

// print is a fingerprint of what a record holds: of its headers and values in
// any order, gaps left out.
func (f *frame) print(row int) string {
	t, at := f.place(row)
	sum := uint64(0)
	for i := range f.tables[t].Columns {
		c := &f.tables[t].Columns[i]
		if v := trimSpace(c.Bytes(at)); len(v) > 0 && plainName(c.Name) != RowNumber {
			sum += mix(hashBytes([]byte(plainName(c.Name))) ^ mix(hashBytes(v)))
		}
	}
	return fmt.Sprintf("%016x", sum)
}

// named is a record as a decision names it.
type named struct{ id, print string }

// locator finds the rows of the records that decisions name.
type locator struct {
	frame *frame
	raw   map[string][]rawName // by an id as it stands in the table
	rows  map[named][]int      // what was found, -1 for ids that stand for several
}

// rawName is what an id in a table may stand for.
type rawName struct {
	name  named
	table int  // -1 for any
	whole bool // the id is written as this run writes it
}

// locate finds the rows of both records of each decision, -1 where a record is
// not there. Ids of the table's own are found with and without the name of the
// table before them, because a further input may have made that necessary.
func (f *frame) locate(ds []Decision) func(i int) (a, b int) {
	l := &locator{frame: f, raw: map[string][]rawName{}, rows: map[named][]int{}}
	for _, d := range ds {
		l.want(named{d.A, d.PrintA})
		l.want(named{d.B, d.PrintB})
	}
	if len(ds) > 0 {
		l.byID()
		l.byPrint()
	}
	return func(i int) (a, b int) {
		return l.row(named{ds[i].A, ds[i].PrintA}), l.row(named{ds[i].B, ds[i].PrintB})
	}
}

func (l *locator) row(n named) int {
	if rows := l.rows[n]; len(rows) == 1 {
		return rows[0]
	}
	return -1
}

// want notes what an id may be called in the tables.
func (l *locator) want(n named) {
	if _, ok := l.rows[n]; ok {
		return
	}
	l.rows[n] = nil
	f := l.frame
	for t, table := range f.tables {
		short := f.unique && f.idCol[t] >= 0 || len(f.tables) == 1 // ids of this table stand by themselves
		rest, cut := strings.CutPrefix(n.id, table.Name+":")
		if cut {
			l.raw[rest] = append(l.raw[rest], rawName{n, t, !short})
		}
		l.raw[n.id] = append(l.raw[n.id], rawName{n, t, short})
	}
}

// byID looks for ids. One written as this run writes it is the record, another
// way of writing only where no second record could be meant.
func (l *locator) byID() {
	f := l.frame
	loose := map[named][]int{}
	var id, number []byte
	for t, start := range f.starts[:len(f.tables)] {
		numbers := f.numbered(t)
		for row := start; row < f.starts[t+1]; row++ {
			if c := f.idCol[t]; c >= 0 {
				id = trimSpace(f.tables[t].Columns[c].Bytes(row - start))
			} else {
				number = strconv.AppendInt(number[:0], int64(row-start+1), 10)
				id = number
			}
			for _, r := range l.raw[string(id)] {
				switch {
				case r.table != t:
				case numbers && r.name.print != "" && r.name.print != f.print(row):
				case r.whole:
					l.rows[r.name] = append(l.rows[r.name], row)
				case !numbers:
					loose[r.name] = append(loose[r.name], row)
				}
			}
		}
	}
	for name, rows := range loose {
		if len(l.rows[name]) == 0 {
			l.rows[name] = rows
		}
	}
}

// byPrint looks for records that are not where they were by what they held.
// Of equal records each that is asked for gets one.
func (l *locator) byPrint() {
	asked, taken := map[string][]named{}, map[int]bool{}
	for name, rows := range l.rows {
		switch {
		case len(rows) == 1:
			taken[rows[0]] = true
		case name.print != "":
			asked[name.print] = append(asked[name.print], name)
		}
	}
	if len(asked) == 0 {
		return
	}
	f := l.frame
	found := map[string][]int{}
	var mu sync.Mutex
	work := chunks(f.rows())
	parallel(len(work), func(i int) {
		for row := work[i][0]; row < work[i][1]; row++ {
			if print := f.print(row); asked[print] != nil && !taken[row] {
				mu.Lock()
				found[print] = append(found[print], row)
				mu.Unlock()
			}
		}
	})
	for print, names := range asked {
		rows := found[print]
		slices.Sort(rows)
		slices.SortFunc(names, func(x, y named) int {
			return cmp.Or(cmp.Compare(len(x.id), len(y.id)), cmp.Compare(x.id, y.id))
		})
		for i, name := range names {
			if i < len(rows) {
				l.rows[name] = rows[i : i+1]
			}
		}
	}
}

// Known returns decisions with a fingerprint of what their records hold now, so
// that those named by row numbers are found again in another version of the
// table. A record that is not there keeps the fingerprint it had.
func (p *Plan) Known(ds []Decision) []Decision {
	f := p.engine.frame
	rows := f.locate(ds)
	out := slices.Clone(ds)
	for i := range out {
		a, b := rows(i)
		if a >= 0 {
			out[i].PrintA = f.print(a)
		}
		if b >= 0 {
			out[i].PrintB = f.print(b)
		}
	}
	return out
}

// renamed returns decisions under the ids that their records have in this run.
func (f *frame) renamed(ds []Decision, rows func(i int) (a, b int)) []Decision {
	out := slices.Clone(ds)
	for i := range out {
		if a, b := rows(i); a >= 0 && b >= 0 {
			out[i].A, out[i].B = f.id(a), f.id(b)
		}
	}
	return out
}

// lasting are the decisions an index goes on with: not those on a row whose
// number another record has now.
func (r *Result) lasting(taken map[string]uint32) []Decision {
	ds := r.plan.opt.Decisions
	rows := r.plan.engine.frame.locate(ds)
	var out []Decision
	for i, d := range r.said {
		a, b := rows(i)
		_, otherA := taken[ds[i].A]
		_, otherB := taken[ds[i].B]
		if !(a < 0 && otherA || b < 0 && otherB) {
			out = append(out, d)
		}
	}
	return out
}

// Decisions returns what people decided, under the ids that the records have in
// this run. Those that could not be followed are among them; see Contradictions.
func (r *Result) Decisions() []Decision { return slices.Clone(r.said) }
