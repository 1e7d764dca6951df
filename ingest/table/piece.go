package table

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
	"unsafe"

	"muster"
)

// layout is what every piece of a CSV file needs to know.
type layout struct {
	dialect
	encoding string
	src      Source
	width    int   // cells per record
	columns  []int // for each cell its column in the segment, or -1
	names    []string
	record   int        // largest record
	spare    *sync.Pool // of segments to fill: a piece takes exact copies
}

// piece is a part of a CSV file, read on its own: the records that start in
// it. Rows count from 0 until the pieces before it are known.
type piece struct {
	from, to int64 // where records may start
	start    int64 // where the first record was taken to start
	end      int64 // where the first record after the piece starts
	rows     int   // lines as a spreadsheet counts them, blank ones included
	records  int
	segment  *muster.Table
	rejects  []Reject
	decoded  int // cells that were not UTF-8 and read as Windows-1252
}

// overlap is how far beyond its end a piece reads at first; a longer record
// makes it read on.
const overlap = 64 << 10

// reader holds the bytes of a piece while it is read.
type reader struct {
	layout
	scanner
	base  int64 // offset of data[0] in the file
	p     *piece
	clean bool // data is known to be valid text
	zeros bool // data holds NUL bytes
}

// read reads the piece from start.
func (l *layout) read(ctx context.Context, p *piece, start int64) error {
	*p = piece{from: p.from, to: p.to, start: start, segment: l.spare.Get().(*muster.Table)}
	defer func(filled *muster.Table) {
		p.segment = l.exact(filled)
		l.spare.Put(filled)
	}(p.segment)
	r := &reader{layout: *l, p: p, base: start}
	r.scanner.dialect = l.dialect
	if start >= p.to {
		p.end = start
		return nil
	}
	if err := r.fill(p.to - start + overlap); err != nil {
		return err
	}
	for n := 0; r.base+int64(r.pos) < p.to; n++ {
		if n&1023 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		done, err := r.one()
		if err != nil {
			return err
		}
		if done {
			break
		}
	}
	p.end = r.base + int64(r.pos)
	return nil
}

func (l *layout) segment() *muster.Table {
	t := &muster.Table{Name: l.src.File, File: l.src.File, Columns: make([]muster.Column, len(l.names))}
	for i, name := range l.names {
		t.Columns[i].Name = name
	}
	return t
}

// exact copies what was read, without the memory that appending left spare,
// since millions of rows may stay, and empties filled for the next piece.
func (l *layout) exact(filled *muster.Table) *muster.Table {
	t := l.segment()
	t.Rows = slices.Clip(slices.Clone(filled.Rows))
	filled.Rows = filled.Rows[:0]
	for i := range filled.Columns {
		t.Columns[i] = filled.Columns[i]
		t.Columns[i].Clip()
		filled.Columns[i].Reset()
	}
	return t
}

// fill makes data hold n bytes from base, or all up to the end of the file.
func (r *reader) fill(n int64) error {
	n = min(n, r.src.Size-r.base)
	data := make([]byte, n)
	got, err := r.src.R.ReadAt(data, r.base)
	if err != nil && !errors.Is(err, io.EOF) {
		return unreadable(r.src, err)
	}
	r.data = data[:got]
	r.final = r.base+int64(got) >= r.src.Size || got < int(n)
	r.clean = r.encoding == UTF8 && utf8.Valid(trimPartial(r.data))
	r.zeros = bytes.IndexByte(r.data, 0) >= 0
	return nil
}

// one reads one record or blank line. It reports whether the data is at its end.
func (r *reader) one() (done bool, err error) {
	at := r.pos
	switch r.next() {
	case outEnd:
		return true, nil
	case outBlank:
		r.p.rows++
	case outRecord:
		if r.pos-at > r.record {
			r.reject(fmt.Sprintf("the record is longer than %d bytes", r.record))
			return false, nil
		}
		r.keep()
	case outShort:
		held := len(r.data) - at
		if held > r.record {
			return r.skip(at)
		}
		r.base, r.pos = r.base+int64(at), 0
		return false, r.fill(int64(2*held + 16*overlap))
	case outOpen:
		return r.skip(at)
	}
	return false, nil
}

// skip rejects the line at pos, whose record never ends: the quote it opens is
// taken for a slip, so that one stray quote costs one line and not the file.
func (r *reader) skip(at int) (done bool, err error) {
	quote := strings.IndexByte(unsafe.String(unsafe.SliceData(r.data[at:]), min(r.record, len(r.data)-at)), '"') >= 0
	reason := "a quotation mark opens and never closes"
	if !quote {
		reason = fmt.Sprintf("the line is longer than %d bytes", r.record)
	}
	r.reject(reason)
	for !r.skipLine() {
		if r.final {
			r.pos = len(r.data)
			return true, nil
		}
		r.base += int64(len(r.data)) // an endless line is passed over without being held
		r.pos = 0
		if err := r.fill(1 << 20); err != nil {
			return false, err
		}
	}
	return false, nil
}

func (r *reader) reject(reason string) {
	r.p.rejects = append(r.p.rejects, Reject{Row: r.p.rows, Reason: reason})
	r.p.rows++
	r.p.records++
}

// keep appends the record in fields to the segment, or rejects it.
func (r *reader) keep() {
	fields := r.fields
	if isBlank(fields) { // a spreadsheet's empty row: delimiters and nothing else
		r.p.rows++
		return
	}
	for len(fields) > r.width && len(trim(fields[len(fields)-1])) == 0 {
		fields = fields[:len(fields)-1]
	}
	if len(fields) != r.width {
		r.reject(cellCount(len(fields), r.width))
		return
	}
	if r.zeros && slices.ContainsFunc(fields, func(f []byte) bool { return bytes.IndexByte(f, 0) >= 0 }) {
		r.reject("the row holds NUL bytes, which no text does")
		return
	}
	if !r.clean && r.encoding == UTF8 {
		for _, f := range fields {
			if !utf8.Valid(f) {
				r.reject("the row holds bytes that are not UTF-8 text")
				return
			}
		}
	}
	for i, f := range fields {
		if c := r.columns[i]; c >= 0 {
			r.p.segment.Columns[c].Append(r.cell(f))
		}
	}
	r.p.segment.Rows = append(r.p.segment.Rows, int32(r.p.rows))
	r.p.rows++
	r.p.records++
}

// isBlank reports whether no field of a row holds anything.
func isBlank(fields [][]byte) bool {
	for _, f := range fields {
		if len(trim(f)) > 0 {
			return false
		}
	}
	return true
}

func cellCount(got, want int) string {
	return fmt.Sprintf("the row has %s where the header has %d", plural(got, "cell"), want)
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// cell returns the text of a cell. The string shares memory with the field:
// Append copies it at once, and a million cells must not cost a million
// allocations.
func (r *reader) cell(f []byte) string {
	f = trim(f)
	if len(f) == 0 {
		return ""
	}
	if n := len(f); n > 3 && f[0] == '=' && f[1] == '"' && f[n-1] == '"' {
		f = f[2 : n-1] // ="00123" is how exports keep a spreadsheet from dropping the zeros
	}
	if r.clean || r.encoding == UTF8 || isASCII(f) {
		return unsafe.String(unsafe.SliceData(f), len(f))
	}
	if r.encoding == mixed && utf8.Valid(f) {
		return unsafe.String(unsafe.SliceData(f), len(f))
	}
	r.p.decoded++
	return decode1252(f)
}
