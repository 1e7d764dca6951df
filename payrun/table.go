package payrun

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/govalues/decimal"

	"muster"
	"muster/ingest/bankfile"
	"muster/normal"
)

// Columns says which column of a payroll table holds what, from 0; -1 where
// there is none.
type Columns struct {
	Reference, Name, IBAN, BankCode, Number, Amount, Currency, Date int

	// Service is the payment service that the table is for, where it names payees by
	// the service's own numbers: Payee is one more than the column of these.
	Service string `json:",omitempty"`
	Payee   int    `json:",omitempty"`

	// Family is one more than the column of family names, where Name holds the
	// given ones only.
	Family int `json:",omitempty"`
}

// NoColumns is a table of which nothing is known.
func NoColumns() Columns {
	return Columns{Reference: -1, Name: -1, IBAN: -1, BankCode: -1, Number: -1, Amount: -1, Currency: -1, Date: -1}
}

// name is the payee's, in whole.
func (c *Columns) name(r *record) string {
	return strings.TrimSpace(r.cell(c.Name) + " " + r.cell(c.Family-1))
}

// payTo is the account that a row names.
func (c *Columns) payTo(r *record) muster.PayTo {
	to := muster.PayTo{
		Holder: muster.PersonName(c.name(r)), IBAN: muster.Account(r.cell(c.IBAN)),
		BankCode: muster.BankCode(r.cell(c.BankCode)), Number: muster.Account(r.cell(c.Number)),
	}
	if to.IBAN == "" && to.Number == "" && c.Payee > 0 {
		to.BankCode, to.Number = muster.BankCode(c.Service), muster.Account(r.cell(c.Payee-1))
	}
	return to
}

// Table is a payroll table as CSV, kept as it was read so that it can be written
// again with as little changed as possible.
type Table struct {
	name    string
	raw     []byte
	comma   rune
	columns Columns
	header  int // line of it, from 1
	records []record
	lines   []Line
	rows    []int // of lines, index into records
	total   int   // index into records of the row of totals, or -1
	point   byte  // before the fraction of an amount; 0 where no amount shows it
}

// record is one row with its place in the bytes.
type record struct {
	row        int // line of the file
	start, end int
	cells      []string
}

// The limits of a table.
const (
	maxTable   = 128 << 20
	maxRecords = 2_000_000
)

// ReadTable reads a payroll table. header is the line of the header, from 1.
// Every amount must be readable and a row of totals must agree, or the table is
// refused with the row.
func ReadTable(name string, raw []byte, comma rune, header int, columns Columns, date func(string) (muster.Time, bool)) (*Table, error) {
	if len(raw) > maxTable {
		return nil, refuse(name, muster.CodeTooLarge, 0, "the table is larger than %d MB", maxTable>>20)
	}
	if !utf8.Valid(raw) {
		return nil, refuse(name, muster.CodeUnsupported, 0, "the table is not in UTF-8; save it as CSV in UTF-8")
	}
	if columns.Amount < 0 {
		return nil, refuse(name, muster.CodeUnsupported, 0, "no column of the table holds the amount to be paid")
	}
	if columns.IBAN < 0 && columns.Number < 0 && columns.Payee == 0 {
		return nil, refuse(name, muster.CodeUnsupported, 0, "no column of the table holds the account to be paid")
	}
	t := &Table{name: name, raw: raw, comma: comma, columns: columns, header: header, total: -1}
	if err := t.read(header); err != nil {
		return nil, err
	}
	t.point = t.decimalPoint()
	return t, t.pay(date)
}

func refuse(name string, code muster.Code, row int, format string, args ...any) error {
	return &muster.Error{Code: code, Message: fmt.Sprintf(format, args...), Place: muster.Place{File: name, Row: row}}
}

// read cuts the table into records below its header.
func (t *Table) read(header int) error {
	mark := []byte("\xef\xbb\xbf")
	skip := 0
	if bytes.HasPrefix(t.raw, mark) {
		skip = len(mark)
	}
	r := csv.NewReader(bytes.NewReader(t.raw[skip:]))
	r.Comma, r.FieldsPerRecord, r.LazyQuotes = t.comma, -1, true
	for {
		start := skip + int(r.InputOffset())
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		row, _ := 0, 0
		if len(cells) > 0 {
			row, _ = r.FieldPos(0)
		}
		if err != nil {
			return refuse(t.name, muster.CodeDamaged, row, "the row is not CSV: %s", err)
		}
		if row <= header {
			continue
		}
		if len(t.records) == maxRecords {
			return refuse(t.name, muster.CodeTooLarge, row, "more than %d rows", maxRecords)
		}
		for bytes.HasPrefix(t.raw[start:], []byte("\n")) || bytes.HasPrefix(t.raw[start:], []byte("\r\n")) {
			start += bytes.IndexByte(t.raw[start:], '\n') + 1 // empty lines, which the reader passes over, stay
		}
		t.records = append(t.records, record{row: row, start: start, end: skip + int(r.InputOffset()), cells: cells})
	}
}

func (r *record) cell(column int) string {
	if column < 0 || column >= len(r.cells) {
		return ""
	}
	return strings.TrimSpace(r.cells[column])
}

// pay reads the payments of the records.
func (t *Table) pay(date func(string) (muster.Time, bool)) error {
	sum := decimal.Decimal{}
	for i := range t.records {
		r := &t.records[i]
		text := r.cell(t.columns.Amount)
		to := t.columns.payTo(r)
		account := string(to.IBAN) + string(to.Number)
		if strings.Join(r.cells, "") == "" || text == "" && account == "" {
			continue
		}
		amount, err := money(text, t.point)
		if err != nil {
			return refuse(t.name, muster.CodeDamaged, r.row, "the amount %q cannot be read", text)
		}
		if t.isTotal(r, account) || account == "" && t.unnamed(r) && len(t.lines) > 0 && amount.Cmp(sum) == 0 {
			if amount.Cmp(sum) != 0 {
				return refuse(t.name, muster.CodeDamaged, r.row, "the table states a total of %s, and its rows come to %s; ask whoever made the file for a whole one", amount, sum)
			}
			t.total = i
			continue
		}
		if t.total >= 0 {
			return refuse(t.name, muster.CodeDamaged, r.row, "a payment stands below the row of totals")
		}
		if sum, err = sum.Add(amount); err != nil {
			return refuse(t.name, muster.CodeDamaged, r.row, "the amounts are too large to add")
		}
		if amount.IsNeg() {
			return refuse(t.name, muster.CodeDamaged, r.row, "the amount %s is negative; a pay run pays", text)
		}
		l := Line{
			Number: r.row, Reference: r.cell(t.columns.Reference), Name: t.columns.name(r), Amount: amount, Currency: strings.ToUpper(r.cell(t.columns.Currency)),
			To: to,
		}
		if day := r.cell(t.columns.Date); day != "" && date != nil {
			l.Date, _ = date(day)
		}
		t.lines, t.rows = append(t.lines, l), append(t.rows, i)
	}
	if len(t.lines) == 0 {
		return refuse(t.name, muster.CodeEmpty, 0, "the table pays nobody")
	}
	return nil
}

// isTotal reports whether a row says that it is the sum of those above it: "Total",
// "Totals: 13", "Grand total". Taken for a payment it would pay everything twice.
func (t *Table) isTotal(r *record, account string) bool {
	return !strings.ContainsAny(account, "0123456789") && slices.ContainsFunc(r.cells, func(c string) bool { // the word may stand where accounts do
		words := strings.FieldsFunc(strings.ToLower(c), func(r rune) bool { return r == ' ' || r == ':' || r == '-' || r == '\u00a0' })
		return len(words) > 0 && (totalWords[words[0]] || totalWords[words[len(words)-1]])
	})
}

var totalWords = map[string]bool{"total": true, "totals": true, "subtotal": true, "summe": true, "gesamt": true, "gesamtsumme": true}

// unnamed reports that a row says nothing of whom it pays.
func (t *Table) unnamed(r *record) bool {
	return t.columns.name(r) == "" && r.cell(t.columns.Reference) == ""
}

// decimalPoint finds what stands before the fraction in the column of amounts:
// '.', ',', or 0 where no amount shows it.
func (t *Table) decimalPoint() byte {
	votes := map[byte]int{}
	for i := range t.records {
		text := t.records[i].cell(t.columns.Amount)
		at := strings.LastIndexAny(text, ".,")
		if at < 0 {
			continue
		}
		digits := strings.TrimRight(text[at+1:], " ")
		both := strings.ContainsRune(text[:at], '.') && text[at] == ',' || strings.ContainsRune(text[:at], ',') && text[at] == '.'
		if both || len(digits) > 0 && len(digits) < 3 {
			votes[text[at]]++
		}
	}
	switch {
	case votes['.'] == 0 && votes[','] == 0:
		return 0
	case votes[','] > votes['.']:
		return ','
	}
	return '.'
}

// money reads an amount as people write it, exactly. Signs between thousands
// must stand before three digits; "1.234" in a column that nowhere shows a
// fraction could be either, and is refused.
func money(text string, point byte) (decimal.Decimal, error) {
	bad := fmt.Errorf("%q is not an amount", text)
	plain := strings.Map(func(r rune) rune {
		switch {
		case strings.ContainsRune("£€$ \u00a0\u202f'", r):
			return -1
		}
		return r
	}, text)
	negative := strings.HasPrefix(plain, "-")
	whole, fraction := strings.TrimPrefix(plain, "-"), ""
	if point != 0 {
		whole, fraction, _ = strings.Cut(whole, string(point))
	} else if strings.Contains(whole, ".") {
		return decimal.Decimal{}, bad
	}
	groups := strings.FieldsFunc(whole, func(r rune) bool { return r == '.' || r == ',' })
	for i, g := range groups {
		if !digitsOnly(g) || i > 0 && len(g) != 3 && !(len(g) == 2 && i < len(groups)-1) || i == 0 && len(groups) > 1 && (len(g) > 3 || g[0] == '0') {
			return decimal.Decimal{}, bad
		}
	}
	if len(groups) != strings.Count(whole, ".")+strings.Count(whole, ",")+1 && whole != "" || fraction != "" && !digitsOnly(fraction) || len(plain) > 24 {
		return decimal.Decimal{}, bad
	}
	s := strings.Join(groups, "")
	if s == "" && fraction == "" {
		return decimal.Decimal{}, bad
	}
	s = "0" + s
	if fraction != "" {
		s += "." + fraction
	}
	d, err := decimal.Parse(s)
	if err == nil && negative {
		d = d.Neg()
	}
	return d, err
}

func digitsOnly(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// Lines lists the payments of the table.
func (t *Table) Lines() []Line { return t.lines }

// Rewrite writes the table with some payments changed or left out; edits are by
// index into Lines. Every other row stays byte for byte, and a row of totals
// follows.
func (t *Table) Rewrite(edits map[int]bankfile.Edit) ([]byte, error) {
	var out bytes.Buffer
	last, left := 0, len(t.lines)
	gone := decimal.Decimal{}
	for i, r := range t.rows {
		e, edited := edits[i]
		if !edited {
			continue
		}
		rec := &t.records[r]
		out.Write(t.raw[last:rec.start])
		last = rec.end
		if e.Out {
			left--
			var err error
			if gone, err = gone.Add(t.lines[i].Amount); err != nil {
				return nil, err
			}
			continue
		}
		cells, err := t.lead(rec, &e.To)
		if err != nil {
			return nil, err
		}
		if err := t.write(&out, cells, rec); err != nil {
			return nil, err
		}
	}
	if left == 0 {
		return nil, refuse(t.name, muster.CodeEmpty, 0, "every payment of the table is left out, so there is no file to write")
	}
	if t.total >= 0 && !gone.IsZero() {
		rec := &t.records[t.total]
		was, err := money(rec.cell(t.columns.Amount), t.point)
		if err != nil {
			return nil, err
		}
		now, err := was.Sub(gone)
		if err != nil {
			return nil, err
		}
		cells := slices.Clone(rec.cells)
		cells[t.columns.Amount] = now.Pad(2).String()
		if t.point == ',' {
			cells[t.columns.Amount] = strings.Replace(cells[t.columns.Amount], ".", ",", 1)
		}
		out.Write(t.raw[last:rec.start])
		last = rec.end
		if err := t.write(&out, cells, rec); err != nil {
			return nil, err
		}
	}
	out.Write(t.raw[last:])
	return out.Bytes(), t.verify(out.Bytes(), left)
}

// Carries reports whether a payment, by its index into Lines, can lead to another
// account in the columns that the table has.
func (t *Table) Carries(i int, to *muster.PayTo) bool {
	_, err := t.lead(&t.records[t.rows[i]], to)
	return err == nil
}

// verify reads what was written with the same eyes.
func (t *Table) verify(out []byte, left int) error {
	again := &Table{name: t.name, raw: out, comma: t.comma, columns: t.columns, total: -1, point: t.point}
	err := again.read(t.header)
	if err == nil {
		err = again.pay(nil)
	}
	if err == nil && len(again.lines) != left {
		err = fmt.Errorf("%d payments, not %d", len(again.lines), left)
	}
	if err != nil {
		return fmt.Errorf("the table written does not read back: %w", err)
	}
	return nil
}

// lead puts another account into a row, in the columns the table has.
func (t *Table) lead(r *record, to *muster.PayTo) ([]string, error) {
	cells := slices.Clone(r.cells)
	put := func(column int, text string) {
		if column >= 0 && column < len(cells) {
			cells[column] = text
		}
	}
	hasIBAN, hasNumber := t.columns.IBAN >= 0, t.columns.Number >= 0 && t.columns.BankCode >= 0
	if !hasIBAN && hasNumber {
		to = britishParts(to)
	}
	if c := &t.columns; c.Payee > 0 && strings.EqualFold(string(to.BankCode), c.Service) {
		put(c.Payee-1, string(to.Number))
		put(c.IBAN, "")
		put(c.BankCode, "")
		put(c.Number, "")
		return cells, nil
	}
	if to.IBAN != "" && !hasIBAN || to.IBAN == "" && !hasNumber {
		return nil, &muster.Error{
			Code: muster.CodeUsage, Place: muster.Place{File: t.name, Row: r.row},
			Message: "the table has no columns for the account to be paid", Hint: "leave the payment out of the table and pay it on the same day by other means",
		}
	}
	put(t.columns.Payee-1, "")
	put(t.columns.IBAN, string(to.IBAN))
	put(t.columns.BankCode, likeCode(r.cell(t.columns.BankCode), string(to.BankCode)))
	put(t.columns.Number, string(to.Number))
	if to.Holder != "" && t.columns.Family == 0 { // given and family names are the person's own
		put(t.columns.Name, string(to.Holder))
	}
	return cells, nil
}

// britishParts is a British IBAN as the sort code and number it is made of; any
// other account stays as it is.
func britishParts(to *muster.PayTo) *muster.PayTo {
	form, err := normal.IBAN(string(to.IBAN))
	if err != nil {
		return to
	}
	account, british := normal.UKAccountOfIBAN(form)
	if !british {
		return to
	}
	return &muster.PayTo{Holder: to.Holder, BankCode: muster.BankCode(account.SortCode), Number: muster.Account(account.Account)}
}

// likeCode writes a sort code in the form of the one before it, which is the form
// that whoever reads the table expects: 20-30-40, 20 30 40 or 203040.
func likeCode(before, code string) string {
	plain, ok := plainCode(code)
	if _, known := plainCode(before); !ok || !known {
		return code
	}
	between := ""
	if len(before) == len("20-30-40") {
		between = before[2:3]
	}
	return plain[:2] + between + plain[2:4] + between + plain[4:]
}

// plainCode is a sort code in six digits.
func plainCode(code string) (string, bool) {
	plain := code
	if len(code) == len("20-30-40") && code[2] == code[5] && strings.ContainsAny(code[2:3], "- ") {
		plain = code[:2] + code[3:5] + code[6:]
	}
	return plain, len(plain) == 6 && digitsOnly(plain)
}

// write writes one row with the line ending it had.
func (t *Table) write(out *bytes.Buffer, cells []string, r *record) error {
	w := csv.NewWriter(out)
	w.Comma = t.comma
	w.UseCRLF = bytes.HasSuffix(t.raw[r.start:r.end], []byte("\r\n"))
	if err := w.Write(cells); err != nil {
		return err
	}
	w.Flush()
	return w.Error()
}
