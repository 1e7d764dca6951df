package bankfile

import (
	"slices"
	"time"

	"github.com/govalues/decimal"

	"muster"
)

// camtReader reads the statements of one camt.053 document.
type camtReader struct {
	f *File
	// of the statement
	account  muster.PayTo
	currency string
	balances map[string]decimal.Decimal // by code; owed is negative
	summary  map[string]stated
	entries  int
	booked   [2]sums // out, in
	numbers  [2]int
	// of the entry
	amount  decimal.Decimal
	ccy     string
	in      bool
	status  string
	date    muster.Time
	details []Payment
	// of one payment in it, and of a balance
	detail  Payment
	balance struct {
		code   string
		amount decimal.Decimal
		owed   bool
	}
}

// newCamt starts a statement.
func newCamt(f *File) *camtReader {
	return &camtReader{f: f, balances: map[string]decimal.Decimal{}, summary: map[string]stated{}}
}

func readCamt(f *File) error {
	r := newCamt(f)
	statements := 0
	return walk(f, func(w *xmlWalk, name string) error {
		switch name {
		case "Stmt":
			statements++
			*r = *newCamt(f)
		case "Ntry":
			r.amount, r.ccy, r.in, r.status, r.date, r.details = decimal.Decimal{}, "", false, "", muster.Time{}, nil
			r.detail = Payment{Line: w.line}
		case "TxDtls":
			r.detail = Payment{Line: w.line}
		case "Bal":
			r.balance.code, r.balance.owed = "", false
		}
		return nil
	}, func(w *xmlWalk, e *xmlElement) error {
		switch {
		case e.name == "Stmt":
			return r.statement(e)
		case e.name == "Document" && statements == 0:
			return f.damaged(e.line, "the document has no statement (Stmt)")
		case within(w.names, "Ntry"), e.name == "Ntry":
			return r.entry(w, e)
		case within(w.names, "Bal"), e.name == "Bal":
			return r.bal(w, e)
		case within(w.names, "TxsSummry"):
			r.summary[w.names[len(w.names)-1]+" "+e.name] = stated{e.text, e.line, e.inner}
		case w.in("Stmt", "Acct", "Id") && e.name == "IBAN":
			r.account.IBAN = muster.Account(e.text)
		case w.in("Stmt", "Acct", "Id", "Othr") && e.name == "Id":
			r.account.Number = muster.Account(e.text)
		case w.in("Stmt", "Acct") && e.name == "Ccy":
			r.currency = e.text
		}
		return nil
	})
}

func (r *camtReader) bal(w *xmlWalk, e *xmlElement) error {
	b := &r.balance
	switch {
	case w.in("Bal", "Tp", "CdOrPrtry") && e.name == "Cd":
		b.code = e.text
	case w.in("Bal") && e.name == "Amt":
		amount, err := exact(e.text)
		if err != nil {
			return r.f.damaged(e.line, "the balance %q is not a plain decimal number", e.text)
		}
		b.amount = amount
	case w.in("Bal") && e.name == "CdtDbtInd":
		b.owed = e.text == "DBIT"
	case e.name == "Bal":
		if b.owed {
			b.amount = b.amount.Neg()
		}
		if _, there := r.balances[b.code]; !there || b.code == "CLBD" {
			r.balances[b.code] = b.amount
		}
	}
	return nil
}

func (r *camtReader) entry(w *xmlWalk, e *xmlElement) error {
	switch {
	case w.in("Ntry") && e.name == "Amt":
		amount, err := exact(e.text)
		if err != nil {
			return r.f.damaged(e.line, "the amount %q is not a plain decimal number", e.text)
		}
		r.amount, r.ccy = amount, e.attribute("Ccy")
	case w.in("Ntry") && e.name == "CdtDbtInd":
		if e.text != "CRDT" && e.text != "DBIT" {
			return r.f.damaged(e.line, "%q says neither in (CRDT) nor out (DBIT)", e.text)
		}
		r.in = e.text == "CRDT"
	case w.in("Ntry") && e.name == "Sts" && e.text != "", w.in("Ntry", "Sts") && e.name == "Cd":
		r.status = e.text
	case w.in("Ntry", "BookgDt"), w.in("Ntry", "ValDt") && r.date.IsZero():
		if len(e.text) < 10 {
			return r.f.damaged(e.line, "the day of booking %q is not a date", e.text)
		}
		t, err := time.Parse(time.DateOnly, e.text[:10])
		if err != nil {
			return r.f.damaged(e.line, "the day of booking %q is not a date", e.text)
		}
		r.date = muster.Date(t.Year(), t.Month(), t.Day())
	case e.name == "TxDtls":
		r.details = append(r.details, r.detail)
	case within(w.names, "TxDtls"):
		return r.part(w, e)
	case e.name == "AddtlNtryInf":
		r.detail.Text = joined(r.detail.Text, e.text)
	case e.name == "Ntry":
		return r.book(e)
	}
	return nil
}

// part reads one part of a payment within an entry.
func (r *camtReader) part(w *xmlWalk, e *xmlElement) error {
	p := &r.detail
	other := "Cdtr" // of what went out, the one who got it
	if r.in {
		other = "Dbtr"
	}
	switch {
	case w.in("TxDtls", "Refs") && e.name == "EndToEndId":
		p.Reference = e.text
	case w.in("TxDtls") && e.name == "Amt", w.in("TxDtls", "AmtDtls", "TxAmt") && e.name == "Amt" && p.Currency == "":
		amount, err := exact(e.text)
		if err != nil {
			return r.f.damaged(e.line, "the amount %q is not a plain decimal number", e.text)
		}
		p.Amount, p.Currency = amount, e.attribute("Ccy")
	case w.in("RltdPties", other) && e.name == "Nm", w.in("RltdPties", other, "Pty") && e.name == "Nm":
		p.To.Holder = muster.PersonName(e.text)
	case w.in("RltdPties", other+"Acct", "Id") && e.name == "IBAN":
		p.To.IBAN = muster.Account(e.text)
	case w.in("RltdPties", other+"Acct", "Id", "Othr") && e.name == "Id":
		p.To.Number = muster.Account(e.text)
	case w.in("RltdAgts", other+"Agt", "FinInstnId", "ClrSysMmbId") && e.name == "MmbId":
		p.To.BankCode = muster.BankCode(e.text)
	case w.in("RltdAgts", other+"Agt", "FinInstnId") && (e.name == "BICFI" || e.name == "BIC"):
		p.To.Provider = muster.Text(e.text)
	case w.in("TxDtls", "RmtInf") && e.name == "Ustrd":
		p.Text = joined(p.Text, e.text)
	}
	return nil
}

// book ends an entry: the payments it is made of, or itself.
func (r *camtReader) book(e *xmlElement) error {
	if len(r.ccy) != 3 {
		return r.f.damaged(e.line, "the entry has no amount with a currency")
	}
	r.entries++
	side := 0
	if r.in {
		side = 1
	}
	if r.status == "" || r.status == "BOOK" {
		r.booked[side].add(r.amount)
	}
	r.numbers[side]++
	if len(r.details) == 0 {
		r.details = []Payment{r.detail}
	}
	if len(r.details) == 1 {
		r.details[0].Amount, r.details[0].Currency = r.amount, r.ccy
	}
	var found sums
	for i := range r.details {
		found.add(r.details[i].Amount)
	}
	whole := !slices.ContainsFunc(r.details, func(p Payment) bool { return p.Currency != r.ccy })
	if whole && (found.err != nil || found.total.Cmp(r.amount) != 0) {
		return r.f.damaged(e.line, "an entry of %s holds payments that come to %s", r.amount, found.total)
	}
	for _, p := range r.details {
		if p.Currency == "" {
			continue // the batch says how much it is, and not how much each got
		}
		p.In, p.From, p.Date = r.in, r.account, r.date
		if err := r.f.add(p, entry{}); err != nil {
			return err
		}
	}
	return nil
}

// statement holds a statement's totals against its entries.
func (r *camtReader) statement(e *xmlElement) error {
	if r.booked[0].err != nil || r.booked[1].err != nil {
		return r.f.damaged(e.line, "the amounts are too large to add")
	}
	both, err := r.booked[0].total.Add(r.booked[1].total)
	if err != nil {
		return r.f.damaged(e.line, "the amounts are too large to add")
	}
	for _, c := range []struct {
		key, what string
		found     decimal.Decimal
	}{
		{"TtlNtries NbOfNtries", "number of entries", decimal.MustNew(int64(r.entries), 0)}, {"TtlNtries Sum", "sum of entries", both},
		{"TtlCdtNtries NbOfNtries", "number of entries in", decimal.MustNew(int64(r.numbers[1]), 0)}, {"TtlCdtNtries Sum", "sum of entries in", r.booked[1].total},
		{"TtlDbtNtries NbOfNtries", "number of entries out", decimal.MustNew(int64(r.numbers[0]), 0)}, {"TtlDbtNtries Sum", "sum of entries out", r.booked[0].total},
	} {
		if s, there := r.summary[c.key]; there {
			if err := r.f.states(s.line, c.what, s.text, c.found); err != nil {
				return err
			}
		}
	}
	opening, there := r.balances["OPBD"]
	if !there {
		opening, there = r.balances["PRCD"]
	}
	closing, closed := r.balances["CLBD"]
	if !there || !closed {
		return nil
	}
	return r.f.moves(e.line, opening, closing, r.booked[1].total, r.booked[0].total)
}

// moves holds a closing balance against the opening one and what was booked.
func (f *File) moves(line int, opening, closing, in, out decimal.Decimal) error {
	found, err := opening.Add(in)
	if err == nil {
		found, err = found.Sub(out)
	}
	if err != nil {
		return f.damaged(line, "the amounts are too large to add")
	}
	if found.Cmp(closing) != 0 {
		return f.damaged(line, "the statement closes at %s; its opening balance and entries come to %s", closing, found)
	}
	f.Totals = append(f.Totals, Total{Line: line, What: "closing balance", Stated: closing.String()})
	return nil
}
