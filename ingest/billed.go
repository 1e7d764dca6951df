package ingest

import (
	"fmt"
	"slices"
	"strings"

	"muster"
	"muster/ingest/table"
	"muster/normal"
)

// OnRecord is what is on record of one person that tells an invoice of theirs from
// one that somebody else wrote under their number. The zero value is of nobody.
type OnRecord struct {
	known    bool
	asked    bool // what earlier runs kept is in it
	names    []string
	accounts map[string]bool
}

// Known says that something is on record of the person, whatever it is.
func (o *OnRecord) Known() { o.known = true }

// Add takes in what a record says. An invoice says nothing: one that somebody
// forged would vouch for the next.
func (o *OnRecord) Add(data muster.Data) {
	switch d := data.(type) {
	case *muster.Invoice:
		return
	case *muster.Person:
		o.named(&d.Named, d.KnownAs)
		for _, former := range d.FormerNames {
			o.name(string(former))
		}
	case *muster.Application:
		o.named(&d.Named, "")
	case *muster.CV:
		o.name(string(d.Name))
	case *muster.Change:
		if d.Field == muster.ChangeName && d.Documented == muster.Yes {
			o.name(string(d.Old))
			o.name(string(d.New))
		}
	case *muster.BankDetails:
		o.paid(&d.PayTo)
	case *muster.Payment:
		o.paid(&d.PayTo)
	}
	o.known = true
}

// Keep takes in the records kept of the person, of the kinds that whoever reads may
// know of; of the others it is known only that they are there. What a later one
// corrects says nothing.
func (o *OnRecord) Keep(list []muster.Observation, may func(muster.Kind) bool) {
	corrected := map[muster.ObservationID]bool{}
	for i := range list {
		corrected[list[i].Supersedes] = true
	}
	for i := range list {
		one := &list[i]
		switch {
		case corrected[one.ID] && !one.ID.IsZero() || one.Kind() == muster.KindInvoice:
		case may(one.Kind()):
			o.Add(one.Data)
		default:
			o.Known()
		}
	}
}

func (o *OnRecord) named(n *muster.Named, knownAs muster.PersonName) {
	whole := string(n.FullName)
	if whole == "" {
		whole = strings.TrimSpace(string(n.GivenName + " " + n.FamilyName))
	}
	o.name(whole)
	if knownAs != "" && !strings.Contains(string(knownAs), " ") {
		knownAs += " " + n.FamilyName
	}
	o.name(string(knownAs))
}

func (o *OnRecord) name(name string) {
	if name = strings.TrimSpace(name); name != "" && !slices.Contains(o.names, name) {
		o.names = append(o.names, name)
	}
}

// paid takes in where the payer has on record that pay goes. Its holder is a name
// of theirs too: the company under which they work.
func (o *OnRecord) paid(to *muster.PayTo) {
	o.name(string(to.Holder))
	if key := payeeKey(to); key != "" {
		if o.accounts == nil {
			o.accounts = map[string]bool{}
		}
		o.accounts[key] = true
	}
}

// payeeKey is the account or wallet by which a dossier would join people.
func payeeKey(to *muster.PayTo) string {
	if to.Wallet == "" {
		return accountOf(to)
	}
	if form, err := normal.Wallet(string(to.Wallet)); err == nil {
		return "wallet:" + string(form.Chain) + ":" + form.Canonical
	}
	return "wallet:" + string(to.Wallet)
}

// owns reports whether the account is on record as the person's.
func (o *OnRecord) owns(to *muster.PayTo) bool { return o.accounts[payeeKey(to)] }

// called reports whether a payee's name is one of theirs.
func (o *OnRecord) called(holder string) bool {
	form, firm := normal.Name(holder), normal.Company(holder).Canonical
	return slices.ContainsFunc(o.names, func(name string) bool {
		if normal.IsCompany(holder) || normal.IsCompany(name) {
			return firm != "" && firm == normal.Company(name).Canonical
		}
		switch normal.CompareNames(form, normal.Name(name)) {
		case normal.NameSame, normal.NameVariant:
			return true
		}
		return false
	})
}

// theirs says how much of an invoice is somebody's.
type theirs int

const (
	notTheirs   theirs = iota // only a number of theirs stands on it
	theirsNamed               // their name too, which anybody may write: its account and address say nothing of them
	theirsWhole               // an account of theirs, or nothing is on record that it could be held against
)

// billed holds invoices against what is on record of those whose number stands on
// them. Whoever sends an invoice writes the number: alone it leads to nobody, or a
// stranger could give an honest person payees and accounts they never had.
type billed struct {
	run     *run
	reg     *registry
	records map[int32]*OnRecord
}

// of says how much of an invoice that names somebody is theirs.
func (b *billed) of(n int32, to *muster.PayTo) (theirs, error) {
	o := b.records[n]
	if o.owns(to) {
		return theirsWhole, nil
	}
	if ask := b.run.opt.OnRecord; ask != nil && !o.asked {
		o.asked = true
		if err := ask(b.run.batch.organisation, b.reg.ids[n], o); err != nil {
			return notTheirs, err
		}
	}
	switch {
	case !o.known || o.owns(to):
		return theirsWhole, nil
	case o.called(string(to.Holder)):
		return theirsNamed, nil
	}
	return notTheirs, nil
}

// gather reads what the files say of those whose number stands on an invoice.
func (b *billed) gather(extra map[int32][]muster.Observation) {
	if len(b.records) == 0 {
		return
	}
	for n, list := range extra {
		if o := b.records[b.reg.settled(n)]; o != nil {
			for i := range list {
				o.Add(list[i].Data)
			}
		}
	}
	for _, s := range b.run.batch.sheets {
		if !s.plan.isObservations() && s.plan.spec.name == Invoices {
			continue
		}
		s.eachRow(func(seg *muster.Table, row int, n int32) {
			if o := b.records[b.reg.settled(n)]; o != nil {
				s.addTo(o, seg, row)
			}
		})
	}
}

func (s *sheet) addTo(o *OnRecord, seg *muster.Table, row int) {
	if s.plan.isObservations() {
		if given, err := decodeObservation(seg.Columns[0].Bytes(row)); err == nil && given.Data != nil {
			o.Add(given.Data)
		}
		return
	}
	for p := s.plan; p != nil; p = p.also {
		switch p.spec.name {
		case People, Applications, Changes, BankDetails, Payments:
			if data, ok := p.build(seg, row).(muster.Data); ok && (p == s.plan || p.filled(seg, row)) {
				o.Add(data)
			}
		default:
			o.Known()
		}
	}
}

// want notes that it matters what is on record of somebody.
func (b *billed) want(n int32) int32 {
	n = b.reg.settled(n)
	if b.records[n] == nil {
		b.records[n] = &OnRecord{}
	}
	return n
}

// byCrosswalk reports whether somebody declared whose id a row has.
func (r *registry) byCrosswalk(f *refs, seg *muster.Table, row int) bool {
	for _, system := range [...]string{ofPerson, ofCandidate, ofApplication} {
		v := firstID(seg, *f.columns(system), row)
		if v == "" {
			continue
		}
		if _, ok := r.crossed(f, system, v); ok {
			return true
		}
		if _, ok := r.space(system)[v]; ok {
			return false
		}
	}
	v := firstID(seg, f.subject, row)
	_, ok := r.crossed(f, "subject", v)
	return ok && v != ""
}

// eachNumbered calls do for each row of a table of invoices that a number alone
// led to somebody.
func (b *billed) eachNumbered(do func(s *sheet, at place, n int32) error) error {
	for _, t := range b.reg.billed {
		for i, seg := range t.sheet.Segments {
			for row, n := range t.sheet.subjects[i] {
				if n < 0 || b.reg.byCrosswalk(t.refs, seg, row) {
					continue
				}
				if err := do(t.sheet, place{i, row}, n); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// settleTables sets the rows aside that have nothing but a number of somebody's.
func (b *billed) settleTables() error {
	return b.eachNumbered(func(s *sheet, at place, n int32) error {
		seg, n := s.Segments[at.segment], b.reg.settled(n)
		data, ok := s.plan.build(seg, at.row).(*muster.Invoice)
		if !ok {
			return nil
		}
		how, err := b.of(n, &data.PayTo)
		switch {
		case err != nil:
			return err
		case how == notTheirs:
			s.reject(seg, at.row, notTheirsText(b.reg.ids[n]))
			s.subjects[at.segment][at.row] = none
		case how == theirsNamed && nameOnly(data):
			if s.named == nil {
				s.named = map[place]bool{}
			}
			s.named[at] = true
			if s.report.CellsRejected++; s.report.CellsRejected <= maxCellRejects {
				s.Rejects = append(s.Rejects, table.Reject{Row: int(seg.Rows[at.row]), Column: s.plan.payHeader(), Reason: namedText(b.reg.ids[n])})
			}
		}
		return nil
	})
}

// payHeader is the heading of the first column that says where to pay, or where
// the payee is.
func (p *plan) payHeader() string {
	for _, path := range []string{"iban", "account_number", "wallet", "provider", "bank_code", "method", "address", "country"} {
		if slices.ContainsFunc(p.columns, func(c column) bool { return c.path == path && c.place >= 0 }) {
			return p.headerOf(path)
		}
	}
	return "account"
}

// nameOnly leaves of an invoice what its sender could say of nobody else, and
// reports whether anything went.
func nameOnly(d *muster.Invoice) bool {
	less := *d
	less.PayTo, less.Address, less.Country = muster.PayTo{Holder: d.Holder}, "", ""
	went := less != *d
	*d = less
	return went
}

func notTheirsText(id muster.SubjectID) string {
	return fmt.Sprintf("the invoice names %s, whose name and account it does not have: if it is theirs, add its account to the bank details", id)
}

func namedText(id muster.SubjectID) string {
	return fmt.Sprintf("where this invoice asks to be paid is not on record for %s, and is left out with its address: anybody can write one in their name; if it is theirs, add its account to the bank details", id)
}
