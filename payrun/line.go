package payrun

import (
	"github.com/govalues/decimal"

	"muster"
	"muster/ingest/bankfile"
	"muster/normal"
)

// Line is one payment of a pay file.
type Line struct {
	Number    int    // line or row of the file, as people find it; of one run no two are equal
	Reference string // the payer's own word: employee number, end-to-end id
	Name      string // of the payee, as the file has it
	To        muster.PayTo
	Amount    decimal.Decimal
	Currency  string // ISO 4217
	Date      muster.Time
}

// account is where a line leads, in comparable form; "" when it cannot be read.
func (l *Line) account() string { return AccountOf(&l.To) }

// AccountOf is an account in comparable form, "" when it cannot be read whole.
func AccountOf(to *muster.PayTo) string {
	codes := normal.AccountCodes{IBAN: string(to.IBAN), BankCode: string(to.BankCode), Number: string(to.Number), Provider: string(to.Provider)}
	form, _ := codes.Account()
	return form.Canonical
}

// LinesOf lists the payments that a bank file orders, each with its index in
// the file. What the file collects is left out. XML is often written without line
// breaks: where payments share a line, each has its number among them instead.
func LinesOf(f *bankfile.File) (lines []Line, indices []int) {
	for i := range f.Payments {
		p := &f.Payments[i]
		if p.In {
			continue
		}
		lines = append(lines, Line{Number: p.Line, Reference: p.Reference, Name: string(p.To.Holder), To: p.To, Amount: p.Amount, Currency: p.Currency, Date: p.Date})
		indices = append(indices, i)
	}
	if shareLines(lines) {
		for i := range lines {
			lines[i].Number = i + 1
		}
	}
	return lines, indices
}

func shareLines(lines []Line) bool {
	seen := make(map[int]bool, len(lines))
	for i := range lines {
		if seen[lines[i].Number] {
			return true
		}
		seen[lines[i].Number] = true
	}
	return false
}
