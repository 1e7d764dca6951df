package ingest

import (
	"fmt"
	"io"
	"slices"

	"muster"
	"muster/ingest/bankfile"
	"muster/ingest/table"
	"muster/normal"
)

// maxBankFile bounds a bank file, in bytes.
const maxBankFile = 256 << 20

// readBankFile reads a file of payments. One that contradicts its own totals is
// refused whole, with the line.
func (r *run) readBankFile(f *file, src table.Source) error {
	if src.Size > maxBankFile {
		return fileError(src, muster.CodeTooLarge, "the bank file is larger than 256 MB", "divide it", nil)
	}
	bank, err := bankfile.Parse(f.path, io.NewSectionReader(src.R, 0, src.Size))
	if err != nil {
		return err
	}
	f.payments = bank
	n := len(bank.Payments)
	f.reports = []FileReport{{Path: f.path, Type: f.kind, Kind: Payments, Vendor: bank.Format.Words(), Source: r.names[f.path], Records: n, Rows: n, tableRows: n}}
	return nil
}

// attachBankFiles gives the payments that went out to those they were made to:
// by an id of theirs that the payer wrote, else by an account that is on record
// for one person alone. Nobody is made of a payment: a bank file pays suppliers
// too. What leads to nobody is counted and said.
func (r *run) attachBankFiles(reg *registry, files []*file, extra map[int32][]muster.Observation) error {
	if !slices.ContainsFunc(files, func(f *file) bool { return f.payments != nil }) {
		return nil
	}
	accounts := reg.accounts(r.batch.sheets)
	for _, f := range files {
		if f.payments == nil {
			continue
		}
		source, strangers, received := r.names[f.path], 0, 0
		of := &refs{source: source}
		for i := range f.payments.Payments {
			p := &f.payments.Payments[i]
			if p.In {
				received++
				continue
			}
			n, known := reg.paid(of, accounts, &p.To, p.Reference)
			if !known {
				strangers++
				continue
			}
			o, err := r.paymentObserved(f, reg.ids[n], p)
			if err != nil {
				return err
			}
			extra[n] = append(extra[n], o)
		}
		if strangers > 0 {
			r.batch.Warnings = append(r.batch.Warnings, fmt.Sprintf("%s of %s lead to nobody known, by number or by account, and are left out", plural(strangers, "payment", "payments"), f.path))
		}
		if received > 0 {
			r.batch.Warnings = append(r.batch.Warnings, fmt.Sprintf("%s of %s came in and are left out", plural(received, "payment", "payments"), f.path))
		}
	}
	return nil
}

// paid finds whom a payment is about: by an id of theirs that the payer wrote, else
// by an account that one person alone has on record, in the files or kept from before.
// Of an invoice only the account is asked for: its sender wrote the ids.
func (r *registry) paid(of *refs, accounts map[string]int32, to *muster.PayTo, ids ...string) (int32, bool) {
	for _, id := range ids {
		n, known := r.crossed(of, ofPerson, id)
		if !known {
			n, known = r.person[id]
		}
		if known && n >= 0 {
			return n, true
		}
	}
	account := accountOf(to)
	n, known := accounts[account]
	if known && n >= 0 || r.payees == nil {
		return n, known && n >= 0
	}
	if known {
		to = &muster.PayTo{} // several have it, or there is none
	}
	id, found := r.payees.find(to, ids...)
	if !found {
		return none, false
	}
	if n, known = r.taken[string(id)]; !known {
		n = r.introduceID(string(id))
	}
	return n, true
}

// payees asks for who is paid when it is first needed.
type payees struct {
	ask  func() (Payees, error)
	who  Payees
	err  error
	once bool
}

func (p *payees) find(to *muster.PayTo, ids ...string) (muster.SubjectID, bool) {
	if !p.once {
		p.once = true
		p.who, p.err = p.ask()
	}
	if p.err != nil || p.who == nil {
		return "", false
	}
	return p.who(to, ids...)
}

func (r *run) paymentObserved(f *file, id muster.SubjectID, p *bankfile.Payment) (muster.Observation, error) {
	data := &muster.Payment{PayTo: p.To, Paid: p.Date, Amount: muster.Decimal(p.Amount.String()), Currency: muster.Text(p.Currency)}
	dropImpossible(r.modulus, data)
	o := muster.Observation{
		Organisation: r.batch.organisation, Subject: id, Source: r.names[f.path], Record: fmt.Sprintf("line %d", p.Line),
		Place: muster.Place{File: f.path, Row: p.Line}, Happened: happened(data), Data: data,
	}
	return o, o.Seal()
}

func accountOf(p *muster.PayTo) string {
	codes := normal.AccountCodes{IBAN: string(p.IBAN), BankCode: string(p.BankCode), Number: string(p.Number), Provider: string(p.Provider)}
	form, _ := codes.Account()
	return form.Canonical
}

// accounts are the accounts on record in tables, each with whose it is; an
// account of several is ambiguous.
func (r *registry) accounts(sheets []*sheet) map[string]int32 {
	out := map[string]int32{"": ambiguous}
	for _, s := range sheets {
		if s.plan.isObservations() || s.plan.spec.name != BankDetails && s.plan.spec.name != Payments {
			continue
		}
		for i, seg := range s.Segments {
			for row, n := range s.subjects[i] {
				if n < 0 {
					continue
				}
				var to *muster.PayTo
				switch d := s.plan.build(seg, row).(type) {
				case *muster.BankDetails:
					to = &d.PayTo
				case *muster.Payment:
					to = &d.PayTo
				default:
					continue
				}
				n, key := r.settled(n), accountOf(to)
				if other, taken := out[key]; taken && other != n {
					n = ambiguous
				}
				out[key] = n
			}
		}
	}
	return out
}
