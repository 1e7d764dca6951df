package payrun

import (
	"bufio"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/govalues/decimal"

	"muster"
	"muster/internal/escape"
)

// Words puts the reasons of a line together as people read them: the honest
// explanation of a changed account first, and what settles each last.
func (a *Advice) Words() string {
	var words []string
	for i := range a.Reasons {
		r := &a.Reasons[i]
		if r.Code.Changes() {
			words = append(words, r.Rival, r.Says, r.Settles)
			continue
		}
		words = append(words, r.Says, r.Rival, r.Settles)
	}
	return strings.Join(words, " ")
}

// Shown writes an amount as people read it: 1100.20, where a sheet has 1100.2.
func Shown(amount decimal.Decimal) string {
	if amount.Scale() == 1 {
		amount = amount.Pad(2)
	}
	return amount.String()
}

// WriteAdvice writes the lines that are for a person to decide on, as CSV with
// the columns line, subject, reason and proposal.
func WriteAdvice(out io.Writer, advice []Advice) error {
	t := newTable(out, "line", "subject", "reason", "proposal")
	for i := range advice {
		if a := &advice[i]; a.Shown() {
			t.number(a.Line).id(string(a.Subject)).cell(a.Words()).cell(string(a.Proposal)).end()
		}
	}
	return t.flush()
}

// WriteReconciliation writes every line with the person it leads to, and below
// them the total of each currency.
func WriteReconciliation(out io.Writer, lines []Line, advice []Advice) error {
	t := newTable(out, "line", "reference", "payee", "account", "amount", "currency", "subject", "matched_by", "shown")
	totals := map[string]decimal.Decimal{}
	for i := range lines {
		l, a := &lines[i], &advice[i]
		shown := "no"
		if a.Shown() {
			shown = "yes"
		}
		sum, err := totals[l.Currency].Add(l.Amount)
		if err != nil {
			return err
		}
		totals[l.Currency] = sum
		t.number(l.Number).cell(l.Reference).cell(l.Name).cell(Masked(&l.To)).cell(Shown(l.Amount)).cell(l.Currency).id(string(a.Subject)).cell(string(a.Match)).cell(shown).end()
	}
	for _, currency := range slices.Sorted(maps.Keys(totals)) {
		t.cell("").cell("").cell("total").cell("").cell(Shown(totals[currency])).cell(currency).cell("").cell("").cell("").end()
	}
	return t.flush()
}

// WriteSameDay writes what was left out of the file to be paid on the same day
// by other means: with accounts in clear, because somebody has to pay them.
func WriteSameDay(out io.Writer, lines []Line, advice []Advice, decided map[int]Decision) error {
	t := newTable(out, "line", "subject", "payee", "iban", "bank_code", "account_number", "amount", "currency", "pay_day", "decided_by", "reason")
	for i := range advice {
		a := &advice[i]
		d, done := decided[a.Line]
		if !done || d.Choice != ChooseSameDay {
			continue
		}
		l := &lines[a.Index]
		to := a.sameDay(&d, l)
		t.number(a.Line).id(string(a.Subject)).cell(l.Name).id(string(to.IBAN)).id(string(to.BankCode)).id(string(to.Number))
		t.cell(Shown(l.Amount)).cell(l.Currency).cell(l.Date.ISO()).cell(d.By).cell(d.Reason).end()
	}
	return t.flush()
}

// csvTable writes CSV that no spreadsheet runs.
type csvTable struct {
	out *bufio.Writer
	row []byte
}

func newTable(out io.Writer, header ...string) *csvTable {
	t := &csvTable{out: bufio.NewWriter(out)}
	for _, h := range header {
		t.cell(h)
	}
	t.end()
	return t
}

func (t *csvTable) next() *csvTable {
	if len(t.row) > 0 {
		t.row = append(t.row, ',')
	}
	return t
}

func (t *csvTable) cell(s string) *csvTable {
	if t.next(); s == "" && len(t.row) == 0 {
		t.row = append(t.row, '"', '"') // the first cell, empty
		return t
	}
	t.row = escape.AppendCell(t.row, s)
	return t
}

// id writes text that outsiders chose and that programs join on.
func (t *csvTable) id(s string) *csvTable {
	t.next().row = escape.AppendSafeID(t.row, s)
	return t
}

func (t *csvTable) number(n int) *csvTable {
	t.next().row = strconv.AppendInt(t.row, int64(n), 10)
	return t
}

// end writes the row; the writer keeps the first error.
func (t *csvTable) end() {
	t.out.Write(append(t.row, '\n'))
	t.row = t.row[:0]
}

func (t *csvTable) flush() error { return t.out.Flush() }

// Masked shows the end of an account.
func Masked(to *muster.PayTo) string {
	number := string(to.IBAN)
	if number == "" {
		number = string(to.Number)
	}
	number = strings.Join(strings.Fields(number), "")
	if len(number) <= 4 {
		return strings.Repeat("•", len(number))
	}
	return "•••• " + number[len(number)-4:]
}
