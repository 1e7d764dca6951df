package resolve

import (
	"cmp"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"

	"muster"
)

// frame is the input as numbers: every value is a code of its field's
// dictionary, and one record is one short run of words holding its codes and,
// after them, its blocking keys. Everything a pair needs is in two such lines.
type frame struct {
	tables []*muster.Table
	starts []int // first row of each table; the last entry is the row count
	fields []*field
	dicts  []*dict
	codes  [][]uint32 // one column per word, until the lines are laid out
	lines  []uint32
	stride int
	width  int // words of codes in a line
	idCol  []int
	unique bool     // ids are unique across the inputs
	body   []uint32 // content hash per row
	rep    []uint32 // for each row the first row with the same content
	reps   []uint32 // rows that are the first of their content
	weight float64  // sum of copies
	copies []uint8  // per row that is a first: how often its content stands, at most maxCopies
}

// field is one thing that is compared.
type field struct {
	name   string
	kind   Kind
	spec   kindSpec
	dict   *dict
	word   int           // first word in a line
	onePer bool          // two different values are never one person
	slots  int           // more than one for fields that hold a list
	source []fieldSource // per table
	filled int           // rows with a value
	count  []uint32      // rows per code: the term frequencies
}

// fieldSource says which columns of one table a field is read from.
type fieldSource struct {
	columns []int
	how     derivation
	drop    []int // columns whose words are left out of "other names"
}

type derivation uint8

const (
	direct derivation = iota
	absent
	givenOfFull
	familyOfFull
	otherOfFull
	dateOfParts
)

func (f *frame) rows() int { return f.starts[len(f.starts)-1] }

// line returns the words of a record.
func (f *frame) line(row uint32) []uint32 {
	at := int(row) * f.stride
	return f.lines[at : at+f.stride]
}

// place returns the table and the row in it.
func (f *frame) place(row int) (table, at int) {
	for f.starts[table+1] <= row {
		table++
	}
	return table, row - f.starts[table]
}

// id returns the record's id: that of the file's own id column where it is
// unique, else the row number from 1; with the table's name before it where
// several inputs would clash.
func (f *frame) id(row int) string {
	t, at := f.place(row)
	var id string
	if c := f.idCol[t]; c >= 0 {
		id = string(trimSpace(f.tables[t].Columns[c].Bytes(at)))
		if f.unique {
			return id
		}
	} else {
		id = strconv.Itoa(at + 1)
	}
	if len(f.tables) == 1 {
		return id
	}
	return f.tables[t].Name + ":" + id
}

// parallel runs n jobs on all cores. Jobs must not depend on each other's
// order, which is what keeps results the same on any number of cores.
func parallel(n int, job func(i int)) {
	workers := min(runtime.GOMAXPROCS(0), n)
	if workers <= 1 {
		for i := range n {
			job(i)
		}
		return
	}
	var next atomic.Int64
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for {
				i := int(next.Add(1)) - 1
				if i >= n {
					return
				}
				job(i)
			}
		})
	}
	wg.Wait()
}

// chunks cuts n rows into even ranges for parallel work.
func chunks(n int) [][2]int { return chunkOf(n, 1<<16) }

func chunkOf(n, size int) [][2]int {
	var out [][2]int
	for from := 0; from < n; from += size {
		out = append(out, [2]int{from, min(n, from+size)})
	}
	return out
}

// encode reads every value once. Fields that share a dictionary are read by
// one goroutine, so codes do not depend on timing.
func (f *frame) encode() {
	groups := make([][]*field, len(f.dicts))
	for _, fl := range f.fields {
		for i, d := range f.dicts {
			if fl.dict == d {
				groups[i] = append(groups[i], fl)
			}
		}
		f.width = max(f.width, fl.word+fl.slots)
	}
	f.codes = make([][]uint32, f.width)
	for i := range f.codes {
		f.codes[i] = make([]uint32, f.rows())
	}
	// The most text first, so that it does not begin when all else is done.
	order := make([]int, len(groups))
	text := make([]int, len(groups))
	for g, fields := range groups {
		order[g], text[g] = g, f.textOf(fields)
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(text[b], text[a]) })
	parallel(len(order), func(i int) {
		g := order[i]
		for _, fl := range groups[g] {
			f.encodeField(fl)
		}
		f.dicts[g].describe(groups[g][0].kind)
	})
}

// textOf is how many bytes fields are read from.
func (f *frame) textOf(fields []*field) int {
	n := 0
	for _, fl := range fields {
		for t, src := range fl.source {
			for _, c := range src.columns {
				n += f.tables[t].Columns[c].Size()
			}
		}
	}
	return n
}

func (f *frame) encodeField(fl *field) {
	if fl.slots == 1 && f.rows() > pieceRows {
		f.encodeAhead(fl)
		return
	}
	rd := reader{field: fl, frame: f}
	for t, table := range f.tables {
		src := fl.source[t]
		if src.how == absent {
			continue
		}
		for at := range table.Len() {
			rd.read(table, src, at)
			for s, c := range rd.codes[:rd.n] {
				f.codes[fl.word+s][f.starts[t]+at] = c
			}
		}
	}
}

// count fills the term frequencies. Exact copies of a record count a few times
// at most: a record that was sent a thousand times makes no value common.
func (f *frame) count() {
	parallel(len(f.fields), func(i int) {
		fl := f.fields[i]
		fl.count = make([]uint32, fl.dict.size())
		fl.filled = 0
		for _, row := range f.reps {
			any, weight := uint32(0), uint32(f.copies[row])
			for s := range fl.slots {
				c := f.codes[fl.word+s][row]
				fl.count[c] += weight
				any |= c
			}
			if any != 0 {
				fl.filled++
			}
		}
		fl.count[0] = 0
	})
}

// layOut turns code columns into lines with room for the blocking keys.
func (f *frame) layOut(keys int) {
	f.stride = f.width + keys
	if f.stride > 8 {
		f.stride = (f.stride + 15) / 16 * 16 // whole cache lines
	}
	f.lines = make([]uint32, f.rows()*f.stride)
	work := chunks(f.rows())
	parallel(len(work), func(i int) {
		for row := work[i][0]; row < work[i][1]; row++ {
			line := f.line(uint32(row))
			for w, col := range f.codes {
				line[w] = col[row]
			}
		}
	})
	f.codes = nil
}

// hashRows gives every row a hash of its content that does not depend on
// where it stands, so that samples drawn by it are the same in any row order,
// and finds exact copies. Only the first of each content is compared; its
// copies follow it.
func (f *frame) hashRows() {
	n := f.rows()
	f.body = make([]uint32, n)
	f.rep = make([]uint32, n)
	entries := make([]uint64, n)
	work := chunks(n)
	parallel(len(work), func(i int) {
		for row := work[i][0]; row < work[i][1]; row++ {
			h := uint32(1)
			for _, fl := range f.fields {
				for s := range fl.slots {
					h = mix32(h, fl.dict.hashes[f.codes[fl.word+s][row]])
				}
			}
			f.body[row] = h
			entries[row] = uint64(h)<<32 | uint64(row)
		}
	})
	entries = sortEntries(entries)
	for i := 0; i < len(entries); {
		j := i + 1
		for j < len(entries) && entries[j]>>32 == entries[i]>>32 {
			j++
		}
		if row := uint32(entries[i]); j-i == 1 {
			f.rep[row] = row
		} else {
			f.group(entries[i:j])
		}
		i = j
	}
	f.copies = make([]uint8, n)
	for row, r := range f.rep {
		if int(r) == row {
			f.reps = append(f.reps, r)
		}
		if f.copies[r] < maxCopies {
			f.copies[r]++
			f.weight++
		}
	}
}

// maxCopies is how many exact copies of a record count as evidence. A record
// seen several times is likelier to be spelt right; a record sent a thousand
// times over is a technical accident.
const maxCopies = 6

// lineHash is the content hash of one line.
func (f *frame) lineHash(line []uint32) uint32 {
	h := uint32(1)
	for _, fl := range f.fields {
		for s := range fl.slots {
			h = mix32(h, fl.dict.hashes[line[fl.word+s]])
		}
	}
	return h
}

// group sets the first row of each content among rows of one hash. Different
// contents rarely share a hash, so the list of firsts stays short.
func (f *frame) group(entries []uint64) {
	var firsts []uint32
next:
	for _, e := range entries {
		row := uint32(e)
		for _, first := range firsts {
			if f.sameCodes(first, row) {
				f.rep[row] = first
				continue next
			}
		}
		f.rep[row] = row
		if len(firsts) < 8 {
			firsts = append(firsts, row)
		}
	}
}

func (f *frame) sameCodes(a, b uint32) bool {
	for _, col := range f.codes {
		if col[a] != col[b] {
			return false
		}
	}
	return true
}
