package server

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"muster"
	"muster/casework"
	"muster/ingest"
	"muster/ingest/bankfile"
	"muster/normal"
	"muster/payrun"
)

// payFile is a pay file as it was read: what it pays, and how it is written
// again.
type payFile struct {
	name    string
	format  string
	lines   []payrun.Line
	raw     []byte // as it is kept: tables as CSV in UTF-8
	layout  payLayout
	rewrite func(map[int]bankfile.Edit) ([]byte, error) // by index into lines
	carries func(int, *muster.PayTo) bool               // whether a line can lead to another account
	totals  []bankfile.Total                            // what the file says of itself
}

// payLayout is how a table was read, so that it can be read again without
// asking. It is empty for bank files.
type payLayout struct {
	Comma   rune           `json:"comma,omitempty"`
	Header  int            `json:"header,omitempty"`
	Columns payrun.Columns `json:"columns"`
	Dates   string         `json:"dates,omitempty"`
}

// readPayFile reads a bank file, or a payroll table. layout is empty for a file
// that is seen for the first time.
func readPayFile(ctx context.Context, name string, raw []byte, layout string) (*payFile, error) {
	if len(raw) > casework.MaxPayFile {
		return nil, &muster.Error{Code: muster.CodeTooLarge, Message: "the pay file is larger than 128 MB", Hint: "divide the run into several files", Place: muster.Place{File: name}}
	}
	format, err := bankfile.Recognise(raw)
	if err != nil && !errors.Is(err, bankfile.ErrUnknown) {
		return nil, err // a message that is named for what it is, or nothing at all: no table
	}
	if err != nil || format.Batch() {
		return readPayTable(ctx, name, raw, layout)
	}
	f, err := bankfile.Parse(name, bytes.NewReader(raw))
	if err != nil {
		return nil, err
	}
	if !f.Orders() {
		return nil, &muster.Error{Code: muster.CodeUnsupported, Message: "this " + format.Words() + " file says what a bank has done; a pay run orders payments", Hint: "hand in the file that goes to the bank", Place: muster.Place{File: name}}
	}
	lines, indices := payrun.LinesOf(f)
	if len(lines) == 0 {
		return nil, &muster.Error{Code: muster.CodeUnsupported, Message: "this " + format.Words() + " file collects money and pays nobody", Hint: "hand in the file by which pay goes out", Place: muster.Place{File: name}}
	}
	return &payFile{name: name, format: string(format), lines: lines, raw: raw, totals: f.Totals, rewrite: func(edits map[int]bankfile.Edit) ([]byte, error) {
		of := make(map[int]bankfile.Edit, len(edits))
		for i, e := range edits {
			of[indices[i]] = e
		}
		return f.Rewrite(of)
	}, carries: func(i int, to *muster.PayTo) bool { return f.Carries(indices[i], to) }}, nil
}

func readPayTable(ctx context.Context, name string, raw []byte, layout string) (*payFile, error) {
	var known payLayout
	var err error
	if bytes.HasPrefix(raw, []byte("PK\x03\x04")) {
		raw, known, err = readPayWorkbook(ctx, name, raw)
	} else if raw, err = plainTable(name, raw); err == nil && layout != "" {
		err = json.Unmarshal([]byte(layout), &known)
	} else if err == nil {
		known, err = payColumns(ctx, name, raw)
	}
	if err != nil {
		return nil, err
	}
	table, err := payrun.ReadTable(name, raw, known.Comma, known.Header, known.Columns, payDates(known.Dates))
	if err != nil {
		return nil, err
	}
	return &payFile{name: name, format: "table", lines: table.Lines(), raw: raw, layout: known, rewrite: table.Rewrite, carries: table.Carries}, nil
}

// plainTable brings a table to CSV in UTF-8.
func plainTable(name string, raw []byte) ([]byte, error) {
	switch {
	case bytes.HasPrefix(raw, []byte("\xff\xfe")), bytes.HasPrefix(raw, []byte("\xfe\xff")):
		return decoded(name, raw, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder())
	case !utf8.Valid(raw):
		return decoded(name, raw, charmap.Windows1252.NewDecoder())
	}
	return raw, nil
}

func decoded(name string, raw []byte, t transform.Transformer) ([]byte, error) {
	out, err := io.ReadAll(io.LimitReader(transform.NewReader(bytes.NewReader(raw), t), casework.MaxPayFile+1))
	if err != nil || len(out) > casework.MaxPayFile {
		return nil, &muster.Error{Code: muster.CodeUnsupported, Message: "the encoding of the table cannot be read", Hint: "save it as CSV in UTF-8", Place: muster.Place{File: name}, Err: err}
	}
	return out, nil
}

// payColumns recognises a table as imports do.
func payColumns(ctx context.Context, name string, raw []byte) (payLayout, error) {
	if format, err := bankfile.Recognise(raw); err == nil && format.Batch() {
		return batchColumns(name, raw, format)
	}
	dir, err := os.MkdirTemp("", "muster-pay-")
	if err != nil {
		return payLayout{}, err
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "payments.csv")
	if err := os.WriteFile(file, raw, 0o600); err != nil {
		return payLayout{}, err
	}
	var seen ingest.FileInspection
	if err := ingest.Inspect(ctx, []string{file}, ingest.Options{}, func(f ingest.FileInspection) error { seen = f; return nil }); err != nil {
		return payLayout{}, err
	}
	comma, _ := utf8.DecodeRuneInString(seen.Metadata["delimiter"])
	if seen.Error != nil || seen.Metadata["kind"] != string(ingest.Payments) || comma == utf8.RuneError {
		return payLayout{}, &muster.Error{
			Code: muster.CodeUnsupported, Message: "this is no pay file that is read", Place: muster.Place{File: name},
			Hint: "a payroll table needs a header with an employee number, an amount, and an IBAN or a sort code with an account number; Bacs Standard 18, NACHA and pain.001 are read too",
		}
	}
	l := payLayout{Comma: comma, Columns: payrun.NoColumns(), Header: headerLine(raw, comma, seen.Columns)}
	places := map[string]*int{
		"person_id": &l.Columns.Reference, "holder": &l.Columns.Name, "iban": &l.Columns.IBAN, "bank_code": &l.Columns.BankCode,
		"account_number": &l.Columns.Number, "amount": &l.Columns.Amount, "currency": &l.Columns.Currency, "paid": &l.Columns.Date,
	}
	for i, c := range seen.Columns {
		if place := places[c.Field]; place != nil && *place < 0 {
			*place = i
		}
		if c.Field == "paid" {
			l.Dates = string(c.Dates)
		}
	}
	for i, c := range seen.Columns { // what stands in for a column that is not there
		if c.Field == "id" && l.Columns.Reference < 0 {
			l.Columns.Reference = i
		}
	}
	if l.Columns.Name < 0 {
		l.Columns.Name = namedColumn(seen.Columns, payeeWords())
	}
	if given, family := namedColumn(seen.Columns, givenWords()), namedColumn(seen.Columns, familyWords()); l.Columns.Name < 0 && given >= 0 && family >= 0 {
		l.Columns.Name, l.Columns.Family = given, family+1
	}
	return l, nil
}

// namedColumn finds a column that imports do not read by the words heading it,
// or -1.
func namedColumn(columns []ingest.ColumnInspection, words []string) int {
	return slices.IndexFunc(columns, func(c ingest.ColumnInspection) bool {
		return c.Field == "ignore" && slices.Contains(words, strings.ToLower(strings.TrimSpace(c.Name)))
	})
}

// givenWords and familyWords head the two parts of the payee's name.
func givenWords() []string {
	return []string{"first name", "firstname", "first_name", "forename", "forenames", "given name", "given names", "first names"}
}

func familyWords() []string {
	return []string{"last name", "lastname", "last_name", "surname", "family name"}
}

// payeeWords head columns with the payee's name that imports do not read.
func payeeWords() []string {
	return []string{"employee", "employee name", "name", "payee", "payee name", "full name", "staff name", "worker", "worker name", "beneficiary", "beneficiary name", "recipient name"}
}

// headerLine finds the line of the header, from 1.
func headerLine(raw []byte, comma rune, columns []ingest.ColumnInspection) int {
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf"))))
	r.Comma, r.FieldsPerRecord, r.LazyQuotes = comma, -1, true
	for range 200 {
		cells, err := r.Read()
		if err != nil {
			break
		}
		if len(cells) > 0 && len(columns) > 0 && slices.ContainsFunc(columns, func(c ingest.ColumnInspection) bool {
			return c.Field == "amount" && slices.ContainsFunc(cells, func(cell string) bool { return strings.TrimSpace(cell) == c.Name })
		}) {
			row, _ := r.FieldPos(0)
			return row
		}
	}
	return 1
}

// payDates reads days in the order a column writes them.
func payDates(order string) func(string) (muster.Time, bool) {
	first := map[string]normal.FieldOrder{string(ingest.DMY): normal.OrderDayFirst, string(ingest.MDY): normal.OrderMonthFirst}[order]
	return func(s string) (muster.Time, bool) {
		d, err := normal.ParseDate(s, first)
		if err != nil {
			return muster.Time{}, false
		}
		t := d.Time()
		return muster.Date(t.Year(), t.Month(), t.Day()), true
	}
}

// packed and openFile keep a file small.
func packed(raw []byte) ([]byte, error) {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := w.Write(raw); err != nil {
		return nil, err
	}
	err := w.Close()
	return out.Bytes(), err
}

func openFile(b []byte) ([]byte, error) {
	r, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		return nil, fmt.Errorf("the file of a pay run: %w", err)
	}
	return io.ReadAll(io.LimitReader(r, casework.MaxPayFile+1))
}
