package bankfile

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"

	"github.com/govalues/decimal"

	"muster"
)

// wiseMoney is an amount as Wise writes it in JSON. Digits stay as they stand.
type wiseMoney struct {
	Value    json.Number `json:"value"`
	Currency string      `json:"currency"`
}

// wiseEntry is one line of a balance in a statement in JSON.
type wiseEntry struct {
	Type      string     `json:"type"`
	Date      string     `json:"date"`
	Amount    wiseMoney  `json:"amount"`
	After     *wiseMoney `json:"runningBalance"`
	Reference string     `json:"referenceNumber"`
	Details   struct {
		Description      string `json:"description"`
		PaymentReference string `json:"paymentReference"`
		SenderName       string `json:"senderName"`
		RecipientName    string `json:"recipientName"`
		Recipient        struct {
			Name        string `json:"name"`
			BankAccount string `json:"bankAccount"`
		} `json:"recipient"`
		Merchant struct {
			Name string `json:"name"`
		} `json:"merchant"`
	} `json:"details"`
}

// isWiseJSON reports whether a file is a balance statement in JSON, as Wise's
// interface answers and its customers keep.
func isWiseJSON(head []byte) bool {
	has := func(name string) bool { return bytes.Contains(head, []byte(`"`+name+`"`)) }
	return bytes.HasPrefix(head, []byte("{")) && has("transactions") && (has("endOfStatementBalance") || has("runningBalance") && has("totalFees"))
}

// wiseJSON reads such a statement, held to the balances it states.
type wiseJSON struct {
	table      *serviceTable // what the rows of a table become, these become too
	d          *json.Decoder
	line, at   int // how far lines are counted
	start, end *wiseMoney
	endLine    int
}

func readWiseJSON(f *File) error {
	text := bytes.TrimPrefix(f.raw, byteOrderMark)
	r := &wiseJSON{table: &serviceTable{f: f, columns: map[string]int{"running balance": 0}}, d: json.NewDecoder(bytes.NewReader(text)), line: 1}
	r.d.UseNumber()
	if err := r.document(text); err != nil {
		return err
	}
	if r.line == 1 { // everything on one line: an entry is known by its number
		for i := range f.Payments {
			f.Payments[i].Line = i + 1
		}
	}
	if err := r.table.balances(); err != nil {
		return err
	}
	return r.closes()
}

// document goes through the outermost object.
func (r *wiseJSON) document(text []byte) error {
	if _, err := r.d.Token(); err != nil {
		return r.broken(err)
	}
	for r.d.More() {
		key, err := r.d.Token()
		if err != nil {
			return r.broken(err)
		}
		switch key {
		case "transactions":
			err = r.transactions(text)
		case "startOfStatementBalance":
			err = r.d.Decode(&r.start)
		case "endOfStatementBalance":
			r.endLine = r.count(text)
			err = r.d.Decode(&r.end)
		default:
			err = r.d.Decode(new(json.RawMessage))
		}
		if err != nil {
			return r.broken(err)
		}
	}
	if _, err := r.d.Token(); err != nil {
		return r.broken(err)
	}
	if _, err := r.d.Token(); err != io.EOF {
		return r.table.f.damaged(r.count(text), "more stands behind the end of the statement")
	}
	return nil
}

// broken says why JSON could not be read; an error with its line stays as it is.
func (r *wiseJSON) broken(err error) error {
	if muster.CodeOf(err) == muster.CodeDamaged || muster.CodeOf(err) == muster.CodeTooLarge {
		return err
	}
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		return refuse(r.table.f.Name, muster.CodeTruncated, 0, "the statement ends before it should")
	}
	return r.table.f.damaged(r.line, "the statement is not as Wise writes it from here on: %s", err)
}

// count is the line at which what comes next begins.
func (r *wiseJSON) count(text []byte) int {
	next := int(r.d.InputOffset())
	for next < len(text) && strings.IndexByte(" \t\r\n,:", text[next]) >= 0 {
		next++
	}
	if next > r.at {
		r.line += bytes.Count(text[r.at:next], []byte("\n"))
		r.at = next
	}
	return r.line
}

func (r *wiseJSON) transactions(text []byte) error {
	open, err := r.d.Token()
	if err != nil || open == nil {
		return err
	}
	if open != json.Delim('[') {
		return errors.New("the transactions are no list")
	}
	for r.d.More() {
		line := r.count(text)
		var e wiseEntry
		if err := r.d.Decode(&e); err != nil {
			return err
		}
		if err := r.entry(line, &e); err != nil {
			return err
		}
	}
	_, err = r.d.Token()
	return err
}

// entry keeps one line of the balance. What went out is negative; some write it
// without its sign, and say DEBIT alone.
func (r *wiseJSON) entry(line int, e *wiseEntry) error {
	t := r.table
	t.line = line
	amount, err := r.value("amount", &e.Amount)
	if err != nil {
		return err
	}
	if strings.EqualFold(e.Type, "DEBIT") && amount.IsPos() {
		amount = amount.Neg()
	}
	p := Payment{Line: line, In: !amount.IsNeg(), Reference: firstOf(e.Details.PaymentReference, e.Reference), Amount: amount.Abs(), Currency: strings.ToUpper(e.Amount.Currency), Date: t.day(e.Date), Text: e.Details.Description}
	if p.In {
		p.To.Holder = muster.PersonName(e.Details.SenderName)
	} else {
		p.To.Holder = muster.PersonName(firstOf(e.Details.Recipient.Name, e.Details.RecipientName, e.Details.Merchant.Name))
		p.To.IBAN, p.To.BankCode, p.To.Number = accountText(e.Details.Recipient.BankAccount)
	}
	if e.After == nil {
		return t.f.damaged(line, "the entry states no running balance")
	}
	after, err := r.value("running balance", e.After)
	if err != nil {
		return err
	}
	t.steps = append(t.steps, step{line, p.Currency, amount, after})
	return t.keep(&p)
}

func (r *wiseJSON) value(what string, m *wiseMoney) (decimal.Decimal, error) {
	digits, negative := strings.CutPrefix(m.Value.String(), "-")
	d, err := exact(digits)
	if err != nil {
		return d, r.table.f.damaged(r.table.line, "the %s %q cannot be read", what, m.Value.String())
	}
	if negative {
		d = d.Neg()
	}
	return d, nil
}

// closes holds the opening and the closing balance against the entries, which run
// forwards or backwards in time.
func (r *wiseJSON) closes() error {
	steps := r.table.steps
	if r.end == nil {
		return nil
	}
	r.table.line = r.endLine
	end, err := r.value("closing balance", r.end)
	if err != nil {
		return err
	}
	start := end
	if r.start != nil {
		if start, err = r.value("opening balance", r.start); err != nil {
			return err
		}
	}
	if len(steps) == 0 {
		return r.table.f.states(r.endLine, "closing balance", r.end.Value.String(), start)
	}
	first, last := &steps[0], &steps[len(steps)-1]
	for i, way := range [...][2]*step{{first, last}, {last, first}} {
		before, err := way[0].after.Sub(way[0].amount)
		if err == nil && r.table.runs[i] && way[1].after.Cmp(end) == 0 && (r.start == nil || before.Cmp(start) == 0) {
			r.table.f.Totals = append(r.table.f.Totals, Total{Line: r.endLine, What: "closing balance", Stated: end.String()})
			return nil
		}
	}
	return r.table.f.damaged(r.endLine, "the statement closes at %s, which its entries do not come to; ask for the statement again", end)
}

// firstOf is the first text that is none but blanks.
func firstOf(texts ...string) string {
	for _, t := range texts {
		if t = strings.TrimSpace(t); t != "" {
			return t
		}
	}
	return ""
}
