package bankfile

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/govalues/decimal"

	"muster"
)

// The limits of a file; beyond them it is refused.
const (
	maxBytes    = 512 << 20
	maxPayments = 5_000_000
)

// Format is a standard that is read.
type Format string

// The formats.
const (
	Bacs18 Format = "bacs-standard-18"
	NACHA  Format = "nacha"
	Pain   Format = "pain.001"
	Camt   Format = "camt.053"
	MT940  Format = "mt940"

	WiseStatement     Format = "wise-statement"     // of one balance
	WiseHistory       Format = "wise-history"       // all transfers, whatever the balance
	WiseBatch         Format = "wise-batch"         // to be paid
	PayoneerStatement Format = "payoneer-statement" // of one balance
	PayoneerBatch     Format = "payoneer-batch"     // to be paid
)

// Words is the format's name as people know it.
func (f Format) Words() string {
	switch f {
	case Bacs18:
		return "Bacs Standard 18"
	case NACHA:
		return "NACHA (ACH)"
	case Pain:
		return "ISO 20022 pain.001"
	case Camt:
		return "ISO 20022 camt.053"
	case MT940:
		return "SWIFT MT940"
	case WiseStatement:
		return "Wise statement"
	case WiseHistory:
		return "Wise transaction history"
	case WiseBatch:
		return "Wise batch file"
	case PayoneerStatement:
		return "Payoneer statement"
	case PayoneerBatch:
		return "Payoneer batch file"
	}
	return string(f)
}

// Orders reports whether the format orders payments; the others are statements
// of what a bank has done.
func (f Format) Orders() bool { return f == Bacs18 || f == NACHA || f == Pain || f.Batch() }

// Batch reports whether the format is a table of payments that a payment service
// is to make. [File.Rewrite] does not write such tables.
func (f Format) Batch() bool { return f == WiseBatch || f == PayoneerBatch }

// Orders reports whether the file orders payments: its format does, and it is no
// file in which a bank sends payments back.
func (f *File) Orders() bool { return f.Format.Orders() && (f.layout != nil || f.Format.Batch()) }

// File is a file as read. It keeps its bytes, so that it can be written again
// with as little changed as possible.
type File struct {
	Name     string // for messages
	Format   Format
	Payments []Payment // in the order of the file
	Totals   []Total   // what the file says of itself; all of it was computed again and agreed
	raw      []byte
	entries  []entry // beside Payments
	layout   layout
}

// Payment is one payment ordered, or one entry of a statement.
type Payment struct {
	Line      int             // line of the file at which it begins, from 1
	In        bool            // money comes to the account holder: collected, or received
	Reference string          // the payer's own name of it: employee number, end-to-end id
	To        muster.PayTo    // the other side
	From      muster.PayTo    // the account of the payer, or of the statement
	Amount    decimal.Decimal // never negative
	Currency  string          // ISO 4217
	Date      muster.Time     // of processing or booking
	Text      string          // remittance information
}

// Total is one thing a file says of itself.
type Total struct {
	Line   int
	What   string // "credit total", "number of payments"
	Stated string
}

// entry is where a payment stands in the bytes.
type entry struct {
	start, end int // of the payment with everything that belongs to it
	parent     int // batch or payment information, index into a layout's own list
	fields     spans
}

// layout knows how one format is written again.
type layout interface {
	rewrite(f *File, edits map[int]Edit) ([]byte, error)
	carries(f *File, i int, to *muster.PayTo) bool
}

// span is a stretch of bytes.
type span struct{ start, end int }

// spans are the parts of a payment that may be changed.
type spans struct {
	agent   span // bank code or BIC, with its element
	account span // account number or IBAN
	name    span
}

// Parse reads a file. name stands in messages. Errors are [muster.Error] with
// the line in their words.
func Parse(name string, in io.Reader) (*File, error) {
	raw, err := io.ReadAll(io.LimitReader(in, maxBytes+1))
	if err != nil {
		return nil, err
	}
	if len(raw) > maxBytes {
		return nil, refuse(name, muster.CodeTooLarge, 0, "the file is larger than %d MB", maxBytes>>20)
	}
	return parse(name, raw)
}

func parse(name string, raw []byte) (*File, error) {
	format, err := Recognise(raw)
	if err != nil {
		return nil, refuse(name, muster.CodeOf(err), 0, "%s", err)
	}
	f := &File{Name: name, Format: format, raw: raw}
	switch format {
	case Bacs18:
		err = readBacs(f)
	case NACHA:
		err = readNACHA(f)
	case Pain:
		err = readPain(f)
	case Camt:
		err = readCamt(f)
	case MT940:
		err = readMT940(f)
	default:
		err = readService(f)
	}
	if err != nil {
		return nil, err
	}
	if len(f.Payments) == 0 && format.Orders() {
		return nil, refuse(name, muster.CodeEmpty, 0, "the file orders no payments")
	}
	return f, nil
}

// headBytes is how much of a file its format is recognised by.
const headBytes = 4 << 10

var byteOrderMark = []byte("\xef\xbb\xbf")

// ErrUnknown is in the error of Recognise about a file that is nothing it knows,
// such as a table. A message that it knows and does not read has another.
var ErrUnknown = errors.New("the file is nothing that is known")

// front leaves out a byte order mark and blanks before what stands first.
func front(raw []byte) []byte {
	return bytes.TrimLeft(bytes.TrimPrefix(raw, byteOrderMark), " \r\n\t")
}

// Recognise tells the format of a file by its front.
func Recognise(raw []byte) (Format, error) {
	head := front(raw[:min(len(raw), headBytes)])
	line, _, _ := bytes.Cut(head, []byte("\n"))
	line = bytes.TrimRight(line, "\r")
	switch {
	case len(head) == 0:
		return "", &muster.Error{Code: muster.CodeEmpty, Message: "the file is empty"}
	case bytes.HasPrefix(head, []byte("<")):
		return recogniseXML(head)
	case isNACHA(line):
		return NACHA, nil
	case isMT940(head):
		return MT940, nil
	case isBacs(line):
		return Bacs18, nil
	case isWiseJSON(head):
		return WiseStatement, nil
	}
	if format := serviceFormat(head); format != "" {
		return format, nil
	}
	return "", unknown()
}

func unknown() error {
	e := unread("this is no payment file that is read")
	e.Err = ErrUnknown
	return e
}

func unread(message string) *muster.Error {
	return &muster.Error{Code: muster.CodeUnsupported, Message: message, Hint: "Bacs Standard 18, NACHA, pain.001, camt.053, MT940 and the files of Wise and Payoneer are read, and payroll tables as CSV or XLSX"}
}

// recogniseXML tells a message of ISO 20022 by the element that every one of its
// versions has, whatever the namespace; the oldest named it after the message.
// What a message is about, such as the pain.001 that a report answers, says nothing.
func recogniseXML(head []byte) (Format, error) {
	has := func(parts ...string) bool {
		return slices.ContainsFunc(parts, func(p string) bool { return bytes.Contains(head, []byte(p)) })
	}
	switch {
	case has("CstmrCdtTrfInitn", "<pain.001."):
		return Pain, nil
	case has("BkToCstmrStmt", "<camt.053."):
		return Camt, nil
	case has("BkToCstmrAcctRpt"):
		return "", unread("this is an account report (camt.052), which need not be whole; ask the bank for the statement (camt.053)")
	case has("BkToCstmrDbtCdtNtfctn"):
		return "", unread("this is a notification (camt.054) without balances to hold it against; ask the bank for the statement (camt.053)")
	case has("CstmrDrctDbtInitn"):
		return "", unread("this file collects direct debits (pain.008) and pays nobody")
	case has("CstmrPmtStsRpt"):
		return "", unread("this is a bank's answer to a payment file (pain.002), not the file")
	}
	return "", unknown()
}

// refuse says why a file is not read.
func refuse(name string, code muster.Code, line int, format string, args ...any) error {
	message := fmt.Sprintf(format, args...)
	if line > 0 {
		message = fmt.Sprintf("line %d: %s", line, message)
	}
	return &muster.Error{Code: code, Message: message, Place: muster.Place{File: name}}
}

func (f *File) damaged(line int, format string, args ...any) error {
	return refuse(f.Name, muster.CodeDamaged, line, format, args...)
}

// add keeps a payment.
func (f *File) add(p Payment, e entry) error {
	if len(f.Payments) == maxPayments {
		return refuse(f.Name, muster.CodeTooLarge, p.Line, "more than %d payments", maxPayments)
	}
	f.Payments, f.entries = append(f.Payments, p), append(f.entries, e)
	return nil
}

// states notes what a file says of itself and refuses it when that is not so.
func (f *File) states(line int, what, stated string, found decimal.Decimal) error {
	d, err := exact(stated)
	if err != nil {
		return f.damaged(line, "%s: %q is not a number", what, stated)
	}
	if d.Cmp(found) != 0 {
		return f.damaged(line, "the file states a %s of %s, and its payments come to %s; ask whoever made the file for a whole one", what, d, found)
	}
	f.Totals = append(f.Totals, Total{Line: line, What: what, Stated: d.String()})
	return nil
}

func (f *File) counts(line int, what, stated string, found int) error {
	return f.states(line, what, stated, decimal.MustNew(int64(found), 0))
}

// exact reads a plain decimal: digits, at most one point, no exponent and no
// sign.
func exact(s string) (decimal.Decimal, error) {
	s = strings.TrimSpace(s)
	if s == "" || len(s) > 32 || strings.Trim(s, "0123456789.") != "" || strings.Count(s, ".") > 1 || s == "." {
		return decimal.Decimal{}, fmt.Errorf("%q is not an amount", s)
	}
	if whole, _, _ := strings.Cut(s, "."); whole == "" {
		s = "0" + s
	}
	return decimal.Parse(strings.TrimSuffix(s, "."))
}

// minor reads digits as hundredths.
func minor(digits string) (decimal.Decimal, error) {
	if digits == "" || strings.Trim(digits, "0123456789") != "" || len(digits) > 18 {
		return decimal.Decimal{}, fmt.Errorf("%q is not an amount", digits)
	}
	n := int64(0)
	for _, c := range digits {
		n = n*10 + int64(c-'0')
	}
	return decimal.New(n, 2)
}

// sums adds amounts and keeps the first error.
type sums struct {
	total decimal.Decimal
	err   error
}

func (s *sums) add(d decimal.Decimal) {
	if s.err == nil {
		s.total, s.err = s.total.Add(d)
	}
}

// Sum adds the amounts of some payments, by currency.
func Sum(payments []Payment) (map[string]decimal.Decimal, error) {
	by := map[string]*sums{}
	for i := range payments {
		p := &payments[i]
		s := by[p.Currency]
		if s == nil {
			s = new(sums)
			by[p.Currency] = s
		}
		s.add(p.Amount)
	}
	out := map[string]decimal.Decimal{}
	for currency, s := range by {
		if s.err != nil {
			return nil, fmt.Errorf("adding the amounts in %s: %w", currency, s.err)
		}
		out[currency] = s.total
	}
	return out, nil
}

// textLine is one line of a file, without its ending.
type textLine struct {
	number     int
	start, end int // without the line ending
	after      int // behind the line ending
}

// lines cuts text into lines; CRLF and LF end one.
func lines(raw []byte) []textLine {
	list := make([]textLine, 0, bytes.Count(raw, []byte("\n"))+1)
	for start := 0; start < len(raw); {
		end := len(raw)
		after := end
		if i := bytes.IndexByte(raw[start:], '\n'); i >= 0 {
			end, after = start+i, start+i+1
		}
		trimmed := end
		for trimmed > start && raw[trimmed-1] == '\r' {
			trimmed--
		}
		list = append(list, textLine{number: len(list) + 1, start: start, end: trimmed, after: after})
		start = after
	}
	return list
}

// replaceAll writes raw with stretches replaced; they may not overlap.
func replaceAll(raw []byte, changes []change) []byte {
	slices.SortFunc(changes, func(a, b change) int { return a.at.start - b.at.start })
	out := make([]byte, 0, len(raw)+64*len(changes))
	last := 0
	for _, c := range changes {
		if c.at.start < last {
			continue // within a stretch that is gone
		}
		out = append(append(out, raw[last:c.at.start]...), c.with...)
		last = c.at.end
	}
	return append(out, raw[last:]...)
}

// change is a stretch of bytes and what stands there instead.
type change struct {
	at   span
	with string
}
