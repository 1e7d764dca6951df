package table

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"

	"muster"
)

// Format is how a file holds its table.
type Format string

// The table formats.
const (
	CSV     Format = "csv" // any delimiter
	XLSX    Format = "xlsx"
	JSON    Format = "json"  // an array of objects, or one object holding it
	JSONL   Format = "jsonl" // one object per line
	Parquet Format = "parquet"
)

// Limits bounds what reading one file may cost. A zero field means its default.
type Limits struct {
	MaxBytes    int64 // size of a file; CSV and JSON Lines are read in pieces, the rest as a whole
	MaxWhole    int64 // size of a file that must be read as a whole
	MaxRecord   int   // bytes of one record
	MaxColumns  int
	MaxInflated int64 // bytes a workbook may unpack to
	MaxDepth    int   // nesting of JSON values
}

// DefaultLimits allows tables of tens of millions of rows.
func DefaultLimits() Limits {
	return Limits{
		MaxBytes:    4 << 30,
		MaxWhole:    1 << 30,
		MaxRecord:   4 << 20,
		MaxColumns:  2000,
		MaxInflated: 1 << 30,
		MaxDepth:    32,
	}
}

func (l Limits) orDefaults() Limits {
	d := DefaultLimits()
	l.MaxBytes = positive(l.MaxBytes, d.MaxBytes)
	l.MaxWhole = positive(l.MaxWhole, d.MaxWhole)
	l.MaxRecord = positive(l.MaxRecord, d.MaxRecord)
	l.MaxColumns = positive(l.MaxColumns, d.MaxColumns)
	l.MaxInflated = positive(l.MaxInflated, d.MaxInflated)
	l.MaxDepth = positive(l.MaxDepth, d.MaxDepth)
	return l
}

func positive[T int | int64](v, fallback T) T {
	if v > 0 {
		return v
	}
	return fallback
}

// Options says how to read a file. The zero value detects everything and keeps
// all columns.
type Options struct {
	Limits    Limits
	Delimiter byte   // 0: detect
	Encoding  string // one of the Encoding constants; "" detects
	Workers   int    // 0: one per core

	// HeaderScore rates a row as a header, so that title lines above the real
	// header are passed over: 0 for a row that is none. Nil takes the first
	// row with more than one filled cell.
	HeaderScore func(cells []string) int

	// Keep says which columns to hold, given the sheet with its header and
	// sample. Nil keeps all.
	Keep func(s *Sheet) []bool

	// Raw makes the JSON readers keep each object as it stands, in one column
	// called RawColumn, instead of spreading it over columns.
	Raw bool

	// Take, when not nil, is given the segments of a CSV file in order instead
	// of the sheet: a file larger than memory is read a few pieces at a time.
	// The sheet is the one Keep saw. An error ends the reading.
	Take func(s *Sheet, segment *muster.Table) error

	piece int // bytes per piece read in parallel; for tests
}

func (o Options) workers() int {
	if o.Workers > 0 {
		return o.Workers
	}
	return runtime.GOMAXPROCS(0)
}

// RawColumn is the name of the column that holds whole JSON objects.
const RawColumn = "json"

// Source is the file to read.
type Source struct {
	File string // path as the user gave it, for places and messages
	R    io.ReaderAt
	Size int64
}

// Sheet is one table of a file.
type Sheet struct {
	Name      string // of the sheet in its workbook, "" for other formats
	File      string
	Format    Format
	Encoding  string
	Delimiter byte
	HeaderRow int      // row of the header, 1 for most
	Header    []string // every column's name, made unique; kept columns are in Segments
	Sample    [][]string
	Kept      []int // for each column of the segments its index in Header
	Segments  []*muster.Table
	Rejects   []Reject
	Records   int  // records met: those in Segments and those rejected
	Serials   bool // dates may be written as spreadsheet serial numbers
	Epoch1904 bool // those serials count from 1904
	Warnings  []string

	taken int // records given to Options.Take
}

// Len returns the number of records held.
func (s *Sheet) Len() int {
	n := 0
	for _, seg := range s.Segments {
		n += seg.Len()
	}
	return n
}

// Reject is a record, or one cell of it, that could not be read.
type Reject struct {
	Row    int
	Column string // "" for the whole record
	Reason string
}

// sampleRows is how many records a sheet's sample holds.
const sampleRows = 200

// Read reads a file of a known format. Errors are of type *muster.Error.
func Read(ctx context.Context, format Format, src Source, opt Options) ([]*Sheet, error) {
	opt.Limits = opt.Limits.orDefaults()
	if src.Size <= 0 {
		return nil, failure(src, muster.CodeEmpty, "the file is empty", "ask for it to be exported again", nil)
	}
	if src.Size > opt.Limits.MaxBytes {
		return nil, tooLarge(src, opt.Limits.MaxBytes)
	}
	sheets, err := readFormat(ctx, format, src, opt)
	if err != nil {
		return nil, err
	}
	for _, s := range sheets {
		if err := s.conserved(); err != nil {
			return nil, err
		}
	}
	return sheets, nil
}

func readFormat(ctx context.Context, format Format, src Source, opt Options) (sheets []*Sheet, err error) {
	defer func() {
		if p := recover(); p != nil { // the libraries below panic on some malformed files
			sheets, err = nil, failure(src, muster.CodeDamaged, "the file is damaged",
				"ask for it to be exported again", fmt.Errorf("panic while reading %s: %v", format, p))
		}
	}()
	switch format {
	case CSV:
		s, err := readCSV(ctx, src, opt)
		return one(s), err
	case XLSX:
		return readXLSX(ctx, src, opt)
	case JSON:
		return readJSON(ctx, src, opt)
	case JSONL:
		s, err := readJSONL(ctx, src, opt)
		return one(s), err
	case Parquet:
		s, err := readParquet(ctx, src, opt)
		return one(s), err
	default:
		return nil, failure(src, muster.CodeUnsupported, fmt.Sprintf("format %q is not a table", format), "", nil)
	}
}

func one(s *Sheet) []*Sheet {
	if s == nil {
		return nil
	}
	return []*Sheet{s}
}

// conserved checks that no record was lost between the file and the sheet.
func (s *Sheet) conserved() error {
	rejected := 0
	for _, r := range s.Rejects {
		if r.Column == "" {
			rejected++
		}
	}
	if s.Records != s.Len()+s.taken+rejected {
		return &muster.Error{
			Code:    muster.CodeInternal,
			Message: fmt.Sprintf("%d records were read but %d held and %d rejected", s.Records, s.Len()+s.taken, rejected),
			Hint:    "please report this with the shape of the file",
			Place:   muster.Place{File: s.File},
		}
	}
	return nil
}

func failure(src Source, code muster.Code, message, hint string, cause error) *muster.Error {
	return &muster.Error{Code: code, Message: message, Hint: hint, Place: muster.Place{File: src.File}, Err: cause}
}

func tooLarge(src Source, limit int64) *muster.Error {
	return failure(src, muster.CodeTooLarge, fmt.Sprintf("the file is %d MB, more than the limit of %d MB", src.Size>>20, limit>>20),
		"split it into smaller files, or export fewer columns", nil)
}

// whole reads a file that must be read at once.
func whole(src Source, limit int64) ([]byte, error) {
	if src.Size > limit {
		return nil, tooLarge(src, limit)
	}
	b := make([]byte, src.Size)
	n, err := src.R.ReadAt(b, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, unreadable(src, err)
	}
	return b[:n], nil
}

func unreadable(src Source, err error) *muster.Error {
	return failure(src, muster.CodeDamaged, "the file could not be read to its end", "copy it to a local disk and try again", err)
}
