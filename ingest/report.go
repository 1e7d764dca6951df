package ingest

import (
	"errors"
	"fmt"
	"path"
	"slices"

	"muster"
)

// FileReport says how one file, or one sheet of a workbook, was read.
type FileReport struct {
	Path          string            // as given, with / between folders
	Sheet         string            // name of the sheet in a workbook
	Type          FileType          // by content
	Kind          TableKind         // what the table is about; "" when not a table or not recognised
	Vendor        string            // the product whose export it looks like
	Source        string            // name of the source in observations
	Encoding      string            // of text tables
	Delimiter     string            // of text tables
	Records       int               // records met: table rows, or 1 for a whole file
	Rows          int               // records read
	RowsRejected  int               // records rejected
	CellsRejected int               // single cells rejected; their rows are read
	TextLength    int               // characters of a document
	Columns       []ColumnReport    // of tables
	Metadata      map[string]string // of documents and pictures
	Said          bool              // somebody said what the table is about or what its columns hold
	Warnings      []string
	Err           *muster.Error // why the file was not read

	whose        muster.SubjectID // of a document or picture that could not be read: who it would have been about
	tableRows    int              // records of a table, whether or not it was recognised
	paper        bool             // a document, and no table
	question     *Question        // a table waits for its answer
	unplaced     bool             // Err is not about the file: it reads well, but nothing says what it is about
	unintroduced int              // rows whose id no people or applications table has
	newcomer     string           // the first such id
	loose        int              // rows that name nobody
	passing      int              // rows that are called by what they say
	undated      []string         // date columns left empty
}

const maxWarnings = 20

func (r *FileReport) warn(format string, args ...any) {
	if len(r.Warnings) < maxWarnings {
		r.Warnings = append(r.Warnings, fmt.Sprintf(format, args...))
	}
}

// ColumnReport says how one column was read.
type ColumnReport struct {
	Header string
	Field  string // the field's name in muster.yaml; "ignore" and "never read" say why a known column is left out; "" is a column that is not known
	Dates  DateOrder
	Empty  bool   // no row has a value
	Looks  string // what the values of an unknown column look like
	Sample string // a value, masked
}

// Known reports whether the column is read or known to be of no use.
func (c ColumnReport) Known() bool { return c.Field != "" }

// Reject is a record, or one cell of it, that could not be read. The rest of
// the row is read when Column is set.
type Reject struct {
	File   string `json:"file"`
	Row    int    `json:"row"` // 0 for a whole file
	Column string `json:"column,omitempty"`
	Reason string `json:"reason"`
	More   int    `json:"more,omitempty"` // records beside this one that are not listed one by one
}

// Question is something the files leave open and a person can settle.
type Question struct {
	Topic string   // dates, crosswalk, attachment, kind, ids, owner
	Text  string   // the question, with an example
	Lines []string // of muster.yaml that settle it, one entry per answer
	Place muster.Place
	// Of a table as it is met (kind, owner): its headers; what it is taken for; and
	// the columns that are the answers after the first.
	Table  []string
	Kind   TableKind
	Owners []string
	Owner  string // the field that such a column is
	Asked  bool   // it is put to the Asker in these words, so an answer to it takes effect; the others are settled in muster.yaml
}

// FileType is what a file is, by content.
type FileType string

// The types of file that inspect and reports name.
const (
	TypeCSV          FileType = "csv"
	TypeXLSX         FileType = "xlsx"
	TypeJSON         FileType = "json"
	TypeJSONL        FileType = "jsonl"
	TypeParquet      FileType = "parquet"
	TypeObservations FileType = "observations" // our own form, in JSON or JSON Lines
	TypeBankFile     FileType = "bank_file"    // payments in a bank's own form
	TypeInvoice      FileType = "invoice"      // an invoice in UBL, as Peppol carries it
	TypeChats        FileType = "chats"        // groups as Telegram Desktop exports them
	TypePDF          FileType = "pdf"
	TypeDOCX         FileType = "docx"
	TypeODT          FileType = "odt"
	TypeRTF          FileType = "rtf"
	TypeText         FileType = "text"
	TypeMarkdown     FileType = "markdown"
	TypeJPEG         FileType = "jpeg"
	TypePNG          FileType = "png"
	TypeWebP         FileType = "webp"
	TypeHEIC         FileType = "heic"
	TypeLog          FileType = "log"    // events of a system that connect knows
	TypeConfig       FileType = "config" // muster.yaml
	TypeUnknown      FileType = "unknown"
)

// FileTypes lists every type, in the order of the documentation.
func FileTypes() []FileType {
	return []FileType{
		TypeCSV, TypeXLSX, TypeJSON, TypeJSONL, TypeParquet, TypeObservations, TypeLog, TypeBankFile, TypeInvoice, TypeChats,
		TypePDF, TypeDOCX, TypeODT, TypeRTF, TypeText, TypeMarkdown,
		TypeJPEG, TypePNG, TypeWebP, TypeHEIC, TypeConfig, TypeUnknown,
	}
}

func asError(path string, err error) *muster.Error {
	var e *muster.Error
	if errors.As(err, &e) {
		return e
	}
	return &muster.Error{Code: muster.CodeInternal, Message: err.Error(), Place: muster.Place{File: path}, Err: err}
}

// anything returns an error when not one record could be read.
func (r *run) anything() error {
	if r.batch.Read > 0 || len(r.batch.LogFiles) > 0 {
		return nil
	}
	if r.asksOnce() && slices.ContainsFunc(r.batch.Questions, func(q Question) bool { return q.Asked }) {
		return nil // nothing was read yet: the answers say how
	}
	hint := "give a folder with exports such as people.csv or applications.csv"
	for _, f := range r.batch.Files {
		if f.Err != nil {
			return &muster.Error{Code: f.Err.Code, Message: "nothing could be read: " + f.Err.Message, Hint: f.Err.Hint, Place: muster.Place{File: f.Path}, Err: f.Err}
		}
	}
	for _, x := range r.batch.Rejects {
		return &muster.Error{Code: muster.CodeEmpty, Message: fmt.Sprintf("nothing could be read: row %d of %s: %s", x.Row, path.Base(x.File), x.Reason), Hint: "correct the file, or bring it in together with the tables it needs", Place: muster.Place{File: x.File, Row: x.Row}}
	}
	return &muster.Error{Code: muster.CodeEmpty, Message: "nothing to read was found", Hint: hint}
}
