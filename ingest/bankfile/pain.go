package bankfile

import (
	"time"

	"muster"
)

// pain is what a pain.001 holds beside its payments.
type pain struct {
	count, sum stated // of the group header
	groups     []painGroup
	prefix     string
}

// stated is a number a file says of itself, and where.
type stated struct {
	text string
	line int
	at   span
}

// painGroup is one payment information: payments of one day from one account.
type painGroup struct {
	whole      span
	count, sum stated
	from       muster.PayTo
	date       muster.Time
	first      int // of its payments
	payments   int
}

// painReader reads one document.
type painReader struct {
	f       *File
	p       *pain
	payment Payment
	entry   entry
	sum     sums
}

func readPain(f *File) error {
	r := &painReader{f: f, p: &pain{}}
	f.layout = r.p
	if err := walk(f, r.begin, r.end); err != nil {
		return err
	}
	if err := f.painTotals(r.p.count, r.p.sum, len(f.Payments), r.sum); err != nil {
		return err
	}
	if r.p.count.text == "" {
		return f.damaged(0, "the group header states no number of payments (NbOfTxs)")
	}
	return nil
}

func (f *File) painTotals(count, sum stated, payments int, found sums) error {
	if found.err != nil {
		return f.damaged(count.line, "the amounts are too large to add")
	}
	if count.text != "" {
		if err := f.counts(count.line, "number of payments", count.text, payments); err != nil {
			return err
		}
	}
	if sum.text != "" {
		return f.states(sum.line, "control sum", sum.text, found.total)
	}
	return nil
}

func (r *painReader) begin(w *xmlWalk, name string) error {
	switch name {
	case "PmtInf":
		r.p.groups = append(r.p.groups, painGroup{first: len(r.f.Payments)})
	case "CdtTrfTxInf":
		if len(r.p.groups) == 0 {
			return r.f.damaged(w.line, "a payment stands outside any payment information (PmtInf)")
		}
		r.payment, r.entry = Payment{Line: w.line}, entry{}
	case "DrctDbtTxInf":
		return r.f.damaged(w.line, "this is a collection, not a payment")
	}
	return nil
}

func (r *painReader) end(w *xmlWalk, e *xmlElement) error {
	switch {
	case w.in("GrpHdr") && e.name == "NbOfTxs":
		r.p.count = stated{e.text, e.line, e.inner}
	case w.in("GrpHdr") && e.name == "CtrlSum":
		r.p.sum = stated{e.text, e.line, e.inner}
	case e.name == "PmtInf":
		return r.group(e)
	case e.name == "CdtTrfTxInf":
		return r.done(e)
	case within(w.names, "CdtTrfTxInf"):
		return r.part(w, e)
	case within(w.names, "PmtInf"):
		return r.common(w, e)
	}
	return nil
}

func within(names []string, name string) bool {
	for _, n := range names {
		if n == name {
			return true
		}
	}
	return false
}

// common reads what all payments of a payment information share.
func (r *painReader) common(w *xmlWalk, e *xmlElement) error {
	g := &r.p.groups[len(r.p.groups)-1]
	switch {
	case w.in("PmtInf") && e.name == "NbOfTxs":
		g.count = stated{e.text, e.line, e.inner}
	case w.in("PmtInf") && e.name == "CtrlSum":
		g.sum = stated{e.text, e.line, e.inner}
	case w.in("PmtInf") && e.name == "PmtMtd" && e.text != "TRF" && e.text != "TRA":
		return r.f.damaged(e.line, "payment method %q is no credit transfer", e.text)
	case w.in("PmtInf", "ReqdExctnDt") || w.in("PmtInf") && e.name == "ReqdExctnDt" && e.text != "":
		if len(e.text) < 10 {
			return r.f.damaged(e.line, "the day of payment %q is not a date", e.text)
		}
		t, err := time.Parse(time.DateOnly, e.text[:10])
		if err != nil {
			return r.f.damaged(e.line, "the day of payment %q is not a date", e.text)
		}
		g.date = muster.Date(t.Year(), t.Month(), t.Day())
	case w.in("PmtInf", "Dbtr") && e.name == "Nm":
		g.from.Holder = muster.PersonName(e.text)
	case w.in("PmtInf", "DbtrAcct", "Id") && e.name == "IBAN":
		g.from.IBAN = muster.Account(e.text)
	case w.in("PmtInf", "DbtrAcct", "Id", "Othr") && e.name == "Id":
		g.from.Number = muster.Account(e.text)
	case w.in("DbtrAgt", "FinInstnId", "ClrSysMmbId") && e.name == "MmbId":
		g.from.BankCode = muster.BankCode(e.text)
	}
	return nil
}

// part reads one part of a payment.
func (r *painReader) part(w *xmlWalk, e *xmlElement) error {
	p := &r.payment
	switch {
	case w.in("CdtTrfTxInf", "PmtId") && e.name == "EndToEndId":
		p.Reference = e.text
	case w.in("CdtTrfTxInf", "Amt") && e.name == "InstdAmt", w.in("Amt", "EqvtAmt") && e.name == "Amt":
		amount, err := exact(e.text)
		if err != nil {
			return r.f.damaged(e.line, "the amount %q is not a plain decimal number", e.text)
		}
		if p.Amount, p.Currency = amount, e.attribute("Ccy"); len(p.Currency) != 3 {
			return r.f.damaged(e.line, "the amount has no currency")
		}
	case w.in("CdtTrfTxInf") && e.name == "CdtrAgt":
		r.entry.fields.agent = e.whole
	case w.in("CdtrAgt", "FinInstnId", "ClrSysMmbId") && e.name == "MmbId":
		p.To.BankCode = muster.BankCode(e.text)
	case w.in("CdtrAgt", "FinInstnId") && (e.name == "BICFI" || e.name == "BIC"):
		p.To.Provider = muster.Text(e.text)
	case w.in("CdtTrfTxInf", "Cdtr") && e.name == "Nm":
		p.To.Holder, r.entry.fields.name = muster.PersonName(e.text), e.inner
	case w.in("CdtTrfTxInf", "CdtrAcct") && e.name == "Id":
		r.entry.fields.account, r.p.prefix = e.inner, e.prefix
	case w.in("CdtTrfTxInf", "CdtrAcct", "Id") && e.name == "IBAN":
		p.To.IBAN = muster.Account(e.text)
	case w.in("CdtTrfTxInf", "CdtrAcct", "Id", "Othr") && e.name == "Id":
		p.To.Number = muster.Account(e.text)
	case w.in("CdtTrfTxInf", "RmtInf") && e.name == "Ustrd":
		p.Text = joined(p.Text, e.text)
	case w.in("CdtTrfTxInf") && e.name == "Cdtr" && r.entry.fields.agent == span{}:
		r.entry.fields.agent = span{e.whole.start, e.whole.start} // an agent would stand before
	}
	return nil
}

func joined(a, b string) string {
	if a == "" {
		return b
	}
	return a + " " + b
}

// done keeps a payment.
func (r *painReader) done(e *xmlElement) error {
	p := &r.payment
	if p.Currency == "" {
		return r.f.damaged(p.Line, "the payment states no amount")
	}
	if p.To.IBAN == "" && p.To.Number == "" {
		return r.f.damaged(p.Line, "the payment states no account of the payee")
	}
	group := len(r.p.groups) - 1
	r.p.groups[group].payments++
	r.sum.add(p.Amount)
	r.entry.start, r.entry.end, r.entry.parent = e.whole.start, e.whole.end, group
	return r.f.add(*p, r.entry)
}

// group ends a payment information and holds its totals against its payments.
func (r *painReader) group(e *xmlElement) error {
	g := &r.p.groups[len(r.p.groups)-1]
	g.whole = e.whole
	var found sums
	for i := g.first; i < len(r.f.Payments); i++ {
		r.f.Payments[i].From, r.f.Payments[i].Date = g.from, g.date
		found.add(r.f.Payments[i].Amount)
	}
	return r.f.painTotals(g.count, g.sum, g.payments, found)
}
