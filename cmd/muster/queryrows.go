package main

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// maxQueryRow bounds a row of names and facts: a quote that is never closed would
// take the rest of the file into memory.
const maxQueryRow = 1 << 20

var errLongRow = fmt.Errorf("the row is longer than %d MB, or a quote in it is never closed", maxQueryRow>>20)

// queryRows reads rows of a CSV as spreadsheets save it: UTF-8, UTF-16 or
// Windows-1252, with a comma, a semicolon or a tab between cells. A name that is
// read in the wrong letters would be found on no list, in silence.
type queryRows struct {
	rows *csv.Reader
	left *rowBudget
	at   int64 // where the row that is read next begins
}

func newQueryRows(in io.Reader) *queryRows {
	head := bufio.NewReaderSize(in, 1<<16)
	if mark, _ := head.Peek(2); bytes.Equal(mark, []byte("\xff\xfe")) || bytes.Equal(mark, []byte("\xfe\xff")) {
		head = bufio.NewReaderSize(unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Reader(head), 1<<16)
	} else if mark, _ := head.Peek(3); bytes.Equal(mark, []byte("\ufeff")) {
		head.Discard(len(mark)) // three bytes that were just seen
	}
	first, _ := head.Peek(1 << 12)
	if at := bytes.IndexByte(first, '\n'); at >= 0 {
		first = first[:at]
	}
	left := &rowBudget{in: head}
	r := &queryRows{rows: csv.NewReader(left), left: left}
	r.rows.FieldsPerRecord = -1
	most := 0
	for _, comma := range []string{",", ";", "\t"} {
		if n := bytes.Count(first, []byte(comma)); n > most {
			most, r.rows.Comma = n, rune(comma[0])
		}
	}
	return r
}

// noHeader says why a table has no first row.
func noHeader(what string, err error) error {
	if errors.Is(err, io.EOF) {
		return usageError("the "+what+" have no header: the file is empty", "name the columns in the first line")
	}
	return fmt.Errorf("the %s have no header: %w", what, err)
}

// read returns the cells of the next row; io.EOF behind the last.
func (r *queryRows) read() ([]string, error) {
	r.left.bytes = maxQueryRow
	cells, err := r.rows.Read()
	end := r.rows.InputOffset()
	raw := r.left.take(end - r.at)
	r.at = end
	if errors.Is(err, csv.ErrBareQuote) {
		cells, err = r.quotesWithin(raw, err)
	}
	if errors.Is(err, errLongRow) {
		return nil, errLongRow
	}
	if err != nil {
		return nil, err
	}
	for i, cell := range cells {
		if !utf8.ValidString(cell) {
			if cells[i], err = charmap.Windows1252.NewDecoder().String(cell); err != nil {
				return nil, err
			}
		}
	}
	return cells, nil
}

// quotesWithin reads a row in which quotes stand for themselves, as people type them:
// Robert "Bob" Smith.
func (r *queryRows) quotesWithin(raw []byte, because error) ([]string, error) {
	line := bytes.TrimRight(raw, "\r\n")
	if bytes.ContainsAny(bytes.TrimLeft(line, "\r\n"), "\n") {
		return nil, because
	}
	again := csv.NewReader(bytes.NewReader(line))
	again.Comma, again.FieldsPerRecord, again.LazyQuotes = r.rows.Comma, -1, true
	return again.Read()
}

// rowBudget ends reading when one row has taken too many bytes, and keeps what was read
// of rows that are not taken yet.
type rowBudget struct {
	in    io.Reader
	bytes int
	kept  []byte
}

func (b *rowBudget) Read(p []byte) (int, error) {
	if b.bytes <= 0 {
		return 0, errLongRow
	}
	n, err := b.in.Read(p)
	b.bytes -= n
	b.kept = append(b.kept, p[:n]...)
	return n, err
}

// take hands on the next bytes, until it is called again.
func (b *rowBudget) take(n int64) []byte {
	n = min(n, int64(len(b.kept)))
	taken := b.kept[:n:n]
	b.kept = b.kept[n:]
	return taken
}
