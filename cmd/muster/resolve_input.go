package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

	"muster"
	"muster/ingest/table"
	"muster/report"
	"muster/resolve"
)

// tableInput is one file of records, read.
type tableInput struct {
	path    string
	sum     string // SHA-256 of the file, in hexadecimal
	bytes   int64
	format  table.Format
	records int
	tables  []*muster.Table
	sheets  []string // of tables, "" where the file holds one
	rejects []report.Reject
	gaps    bool // a row was set aside, so positions are not row numbers
}

// rowColumn is the column that carries row numbers where rows were set aside.
const rowColumn = resolve.RowNumber

// readTables reads files of records, one table for each file or sheet.
func readTables(ctx context.Context, paths []string, workers int) ([]*tableInput, error) {
	inputs := make([]*tableInput, len(paths))
	for i, path := range paths { // one after the other: each is read on all cores
		in, err := readTable(ctx, path, workers)
		if err != nil {
			return nil, err
		}
		inputs[i] = in
	}
	nameTables(inputs)
	return inputs, nil
}

func readTable(ctx context.Context, path string, workers int) (*tableInput, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, cannotOpen(path, err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return nil, cannotOpen(path, err)
	}
	if info.IsDir() {
		return nil, usageError(path+" is a folder", "name the files in it, for example: muster resolve "+quote(filepath.Join(path, "people.csv"))+" --out DIR")
	}
	in := &tableInput{path: path, bytes: info.Size()}
	plain, err := unpackTable(path, file, info.Size())
	if err != nil {
		return nil, err
	}
	size := info.Size()
	if plain != file {
		defer closeTemporary(plain)
		if size, err = plain.Seek(0, io.SeekEnd); err != nil {
			return nil, cannotOpen(path, err)
		}
	}
	if in.format, err = formatOf(path, plain, size); err != nil {
		return nil, err
	}
	var sheets []*table.Sheet
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error {
		h := sha256.New()
		_, err := io.Copy(h, io.NewSectionReader(file, 0, info.Size()))
		in.sum = hex.EncodeToString(h.Sum(nil))
		return err
	})
	g.Go(func() error {
		var err error
		// far above any table that fits in memory: what is too large says so there
		limits := table.Limits{MaxBytes: 64 << 30}
		sheets, err = table.Read(ctx, in.format, table.Source{File: filepath.ToSlash(path), R: plain, Size: size}, table.Options{Workers: workers, Limits: limits})
		return err
	})
	if err := g.Wait(); err != nil {
		return nil, err
	}
	return in, in.take(sheets)
}

func cannotOpen(path string, err error) error {
	e := &muster.Error{Code: muster.CodeInternal, Message: path + " cannot be read: " + err.Error(), Err: err}
	var cause *fs.PathError
	if errors.As(err, &cause) {
		e.Message = path + " cannot be read: " + cause.Err.Error()
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		e.Code, e.Hint = muster.CodeNotFound, "check the name; a folder's tables are named one by one"
	case errors.Is(err, fs.ErrPermission):
		e.Code, e.Hint = muster.CodePermission, "ask for the right to read it, or copy it to a folder of yours"
	}
	return e
}

// formatOf tells the table formats apart by content, and plain text by name
// where its content says nothing.
func formatOf(path string, r io.ReaderAt, size int64) (table.Format, error) {
	if size == 0 {
		return "", &muster.Error{Code: muster.CodeEmpty, Message: "the file is empty", Hint: "ask for it to be exported again", Place: muster.Place{File: path}}
	}
	head := make([]byte, min(size, 64<<10))
	if _, err := r.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
		return "", cannotOpen(path, err)
	}
	unsupported := func(what string) error {
		return &muster.Error{Code: muster.CodeUnsupported, Message: what, Hint: "export it as CSV, XLSX, JSON Lines or Parquet", Place: muster.Place{File: path}}
	}
	switch {
	case bytes.HasPrefix(head, []byte("PAR1")):
		return table.Parquet, nil
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		return table.XLSX, nil
	case bytes.HasPrefix(head, []byte("\x1f\x8b")):
		return "", &muster.Error{Code: muster.CodeUnsupported, Message: "the file is compressed twice", Hint: "unpack it first: gunzip -k " + quote(path), Place: muster.Place{File: path}}
	case bytes.HasPrefix(head, []byte("%PDF-")), bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0")), bytes.HasPrefix(head, []byte("\xff\xd8\xff")), bytes.HasPrefix(head, []byte("\x89PNG")):
		return "", unsupported("this is no table")
	}
	text, ok := table.Text(head)
	if !ok {
		if bytes.Count(head, []byte{0})*50 > len(head) {
			return "", unsupported("the content is no table that can be read, whatever the name says")
		}
		text = string(head)
	}
	return textFormat(path, strings.TrimLeft(text, "\ufeff \t\r\n"), unsupported)
}

func textFormat(path, text string, unsupported func(string) error) (table.Format, error) {
	switch {
	case text == "":
		return "", unsupported("the file holds nothing but blanks")
	case strings.HasPrefix(text, "[") && !strings.EqualFold(filepath.Ext(strings.TrimSuffix(path, ".gz")), ".csv"):
		return table.JSON, nil
	case strings.HasPrefix(text, "{"):
		line, more, cut := strings.Cut(text, "\n")
		if json.Valid([]byte(line)) && (!cut || strings.TrimSpace(more) == "" || strings.HasPrefix(strings.TrimSpace(more), "{")) {
			return table.JSONL, nil
		}
		return table.JSON, nil
	}
	return table.CSV, nil
}

// take turns sheets into tables, one for each sheet that has records.
func (in *tableInput) take(sheets []*table.Sheet) error {
	for _, s := range sheets {
		in.records += s.Records
		for _, r := range s.Rejects {
			in.rejects = append(in.rejects, report.Reject{File: in.path, Row: r.Row, Column: r.Column, Reason: r.Reason})
		}
		if s.Len() == 0 {
			continue
		}
		t, err := joinSegments(s)
		if err != nil {
			return err
		}
		name := ""
		if len(sheets) > 1 {
			name = s.Name
		}
		in.numberRows(t, s.HeaderRow)
		in.tables, in.sheets = append(in.tables, t), append(in.sheets, name)
	}
	return nil
}

// joinSegments makes one table of the pieces a file was read in.
func joinSegments(s *table.Sheet) (*muster.Table, error) {
	if len(s.Segments) == 1 {
		return s.Segments[0], nil
	}
	t := &muster.Table{File: s.File, Columns: make([]muster.Column, len(s.Kept))}
	for _, piece := range s.Segments {
		t.Rows = append(t.Rows, piece.Rows...)
	}
	var wg sync.WaitGroup
	errs := make([]error, len(t.Columns))
	for c := range t.Columns {
		wg.Go(func() {
			col := &t.Columns[c]
			col.Name = s.Segments[0].Columns[c].Name
			total := 0
			for _, piece := range s.Segments {
				total += piece.Columns[c].Size()
			}
			if total > math.MaxUint32 {
				errs[c] = &muster.Error{Code: muster.CodeTooLarge, Message: fmt.Sprintf("column %q holds more than 4 GiB of text", col.Name), Hint: "leave it out of the export", Place: muster.Place{File: s.File}}
				return
			}
			parts := make([]*muster.Column, len(s.Segments))
			for k, piece := range s.Segments {
				parts[k] = &piece.Columns[c]
			}
			col.Extend(parts...)
			for _, part := range parts {
				*part = muster.Column{} // its memory is free for the next
			}
		})
	}
	wg.Wait()
	return t, errors.Join(errs...)
}

// numberRows makes row numbers count from 1 after the header. Where rows were
// set aside the position of a record is not its number, so a column says it.
func (in *tableInput) numberRows(t *muster.Table, header int) {
	for i := range t.Rows {
		t.Rows[i] -= int32(header) - 1
	}
	for i, row := range t.Rows {
		if int(row) != i+2 {
			in.gaps = true
			break
		}
	}
	if !in.gaps || t.Column(rowColumn) != nil {
		return
	}
	col := muster.Column{Name: rowColumn}
	for _, row := range t.Rows {
		col.Append(fmt.Sprint(row - 1))
	}
	t.Columns = append(t.Columns, col)
}

// nameTables gives every table the name that stands before its record ids: the
// file's, with its folder where two files are called the same, and the sheet's.
func nameTables(inputs []*tableInput) {
	seen := map[string]int{}
	for _, in := range inputs {
		seen[filepath.Base(in.path)]++
	}
	taken := map[string]bool{}
	for _, in := range inputs {
		name := filepath.Base(in.path)
		if seen[name] > 1 {
			name = filepath.ToSlash(in.path)
		}
		for i, t := range in.tables {
			full := name
			if in.sheets[i] != "" {
				full += "/" + in.sheets[i]
			}
			for n := 2; taken[full]; n++ {
				full = fmt.Sprintf("%s (%d)", name, n)
			}
			taken[full] = true
			t.Name = full
		}
	}
}
