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

// attachInvoices gives invoices to those who wrote them: by an id of theirs, else
// by an account that is on record for one person alone. Nobody is made of an
// invoice: most come from suppliers. A credit note names no payee and is left out.
func (r *run) attachInvoices(reg *registry, files []*file, accounts map[string]int32, extra map[int32][]muster.Observation) error {
	strangers := 0
	for _, f := range files {
		if f.invoice == nil {
			continue
		}
		in := f.invoice
		n, known := reg.paid(&refs{source: r.names[f.path]}, accounts, &in.To, in.IDs...)
		if !known || in.Credit {
			strangers++
			continue
		}
		data := &muster.Invoice{
			PayTo: in.To, Number: muster.Text(in.Number), Issued: in.Issued, Address: muster.Address(in.Address), Country: muster.Country(in.Country),
			Amount: muster.Decimal(in.Payable.String()), Currency: muster.Text(in.Money),
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
