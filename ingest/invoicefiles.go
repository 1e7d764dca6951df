package ingest

import (
	"fmt"
	"io"

	"muster"
	"muster/ingest/table"
	"muster/ingest/ubl"
)

// readInvoice reads one invoice in UBL. One that contradicts its own totals is
// refused, with the line.
func (r *run) readInvoice(f *file, src table.Source) error {
	in, err := ubl.Parse(f.path, io.NewSectionReader(src.R, 0, src.Size))
	if err != nil {
		return err
	}
	f.invoice = in
	f.reports = []FileReport{{Path: f.path, Type: f.kind, Kind: Invoices, Vendor: "UBL invoice", Source: r.names[f.path], Records: 1, Rows: 1, tableRows: 1}}
	return nil
}

// attachInvoices gives invoices to those who wrote them: by an account that is on
// record for one person alone, or by a number of somebody's where their name or
// account stands on it too. In tables a row with a number alone is set aside, as is
// such a document. Nobody is made of an invoice: most come from suppliers. A credit
// note names no payee and is left out.
func (r *run) attachInvoices(reg *registry, files []*file, extra map[int32][]muster.Observation) error {
	b := &billed{run: r, reg: reg, records: map[int32]*OnRecord{}}
	_ = b.eachNumbered(func(_ *sheet, _ place, n int32) error { b.want(n); return nil }) // cannot fail
	documents := false
	for _, f := range files {
		if f.invoice != nil {
			documents = true
			reg.numbered(&refs{source: r.names[f.path]}, f.invoice.IDs, func(n int32, _ bool) bool { b.want(n); return false })
		}
	}
	b.gather(extra)
	if err := b.settleTables(); err != nil || !documents {
		return err
	}
	return b.documents(files, extra)
}

// documents gives invoices in UBL to those whose they are.
func (b *billed) documents(files []*file, extra map[int32][]muster.Observation) error {
	r, reg := b.run, b.reg
	accounts := reg.accounts(r.batch.sheets)
	strangers, at := 0, 0
	for _, f := range files {
		report := at
		at += len(f.reports)
		if f.invoice == nil {
			continue
		}
		in := f.invoice
		n, how, err := b.document(&refs{source: r.names[f.path]}, f, accounts)
		switch {
		case err != nil:
			return err
		case n < 0 || in.Credit:
			strangers++
			continue
		case how == notTheirs:
			r.batch.Files[report].Rows--
			r.batch.Files[report].RowsRejected++
			r.batch.Rejects = append(r.batch.Rejects, Reject{File: f.path, Row: in.Line, Reason: notTheirsText(reg.ids[n])})
			continue
		}
		data := &muster.Invoice{
			PayTo: in.To, Number: muster.Text(in.Number), Issued: in.Issued, Address: muster.Address(in.Address), Country: muster.Country(in.Country),
			Amount: muster.Decimal(in.Payable.String()), Currency: muster.Text(in.Money),
		}
		if how == theirsNamed && nameOnly(data) {
			r.batch.Files[report].CellsRejected++
			r.batch.Rejects = append(r.batch.Rejects, Reject{File: f.path, Row: in.Line, Column: "PayeeFinancialAccount", Reason: namedText(reg.ids[n])})
		}
		dropImpossible(r.modulus, data)
		o := muster.Observation{
			Organisation: r.batch.organisation, Subject: reg.ids[n], Source: r.names[f.path], Record: "invoice " + in.Number,
			Place: muster.Place{File: f.path}, Happened: happened(data), Data: data,
		}
		if err := o.Seal(); err != nil {
			return err
		}
		extra[n] = append(extra[n], o)
	}
	if strangers > 0 {
		r.batch.Warnings = append(r.batch.Warnings, fmt.Sprintf("%s in UBL lead to nobody known, by number or by account, or are credit notes, and are left out", plural(strangers, "invoice", "invoices")))
	}
	return nil
}

// document finds whose an invoice is, and how much of it. Where only numbers on it
// lead to people, the first of them is named, as not theirs.
func (b *billed) document(of *refs, f *file, accounts map[string]int32) (n int32, how theirs, err error) {
	in := f.invoice
	n = none
	b.reg.numbered(of, in.IDs, func(found int32, declared bool) bool {
		if declared {
			n, how = found, theirsWhole
			return true
		}
		var is theirs
		if is, err = b.of(b.want(found), &in.To); n == none || is > how {
			n, how = found, is
		}
		return err != nil || how == theirsWhole
	})
	if err != nil || how != notTheirs {
		return n, how, err
	}
	if found, known := b.reg.paid(of, accounts, &in.To); known {
		return found, theirsWhole, nil
	}
	return n, how, nil
}

// numbered calls visit for those whom ids lead to, until it returns true; declared
// says that a crosswalk does.
func (r *registry) numbered(of *refs, ids []string, visit func(n int32, declared bool) bool) {
	for _, id := range ids {
		n, declared := r.crossed(of, ofPerson, id)
		known := declared
		if !known {
			n, known = r.person[id]
		}
		if !known && r.payees != nil {
			if found, kept := r.payees.find(&muster.PayTo{}, id); kept {
				if n, known = r.taken[string(found)]; !known {
					n, known = r.introduceID(string(found)), true
				}
			}
		}
		if known && n >= 0 && visit(n, declared) {
			return
		}
	}
}
