package simulate

import (
	"fmt"
	"strconv"
	"strings"
)

// tableNumber counts the tables in the order of their files.
type tableNumber int

const (
	tablePeople tableNumber = iota
	tableApplications
	tableInterviews
	tableReferences
	tableReferrals
	tableDocuments
	tableChecks
	tableBank
	tableShipments
	tablePayments
	tableInvoices
	tableChanges
	tableLeavers
	tableReports
	tableTruth
	tables
)

// headers are those of common exports, so that nothing has to be mapped.
var headers = [tables]struct{ file, line string }{
	tablePeople: {"people.csv", "Employee #,First Name,Last Name,Preferred Name,Former Name,Birth Date,Home Email,Mobile Phone,Address Line 1,Address Line 2,City,Postcode,Country,Job Title,Department,Employment Type,Agency,Hire Date,Termination Date,Tax Address,Payroll Address,Identity Verified On,Adjustment"},
	tableApplications: {"applications.csv", "Person ID,Application ID,First Name,Last Name,Email,Phone,Address Line 1,Address Line 2,City,Postcode,Country,Website,Job Name,Applied On,Status,Status Date,Source,Agency,IP Address,Device ID," +
		"Current Company,School,Degree,Education Start,Education End,Email Verified On,Phone Verified On,Adjustment,Cover Letter"},
	tableInterviews: {"interviews.csv", "Person ID,Round,Announced On,Scheduled Start,Scheduled End,Moved From,Mode,Status,Interviewer,Display Name,Meeting Account Email,IP Address,Camera On,Signs,Notes,Recorded By,Confirmed"},
	tableReferences: {"references.csv", "Person ID,Referee Name,Referee Email,Referee Phone,Employer,Employer Domain,Contact Found By,Outcome,Date,Recorded By,Confirmed"},
	tableReferrals:  {"referrals.csv", "Person ID,Referred By ID,Date,Relationship"},
	tableDocuments:  {"documents.csv", "Person ID,Document Type,Document Number,Issuing Country,Name on Document,Date of Birth,Address on Document,Expiry Date,MRZ,Seen On,Original Seen"},
	tableChecks:     {"checks.csv", "Person ID,Check Type,Requested On,Due On,Completed On,Outcome,Times Postponed,Verified Name,Verified Address,Signs,Recorded By,Confirmed"},
	tableBank:       {"bank_details.csv", "Employee ID,Account Holder,IBAN,Sort Code,Account Number,Bank Name,Payment Method,Effective Date,Changed On,Changed By,IP Address,New Device,Name Check,Verified On"},
	tableShipments:  {"shipments.csv", "Order ID,Employee ID,Direction,Item,Serial Number,Delivery Address,Recipient,Delivery Phone,Ordered On,Dispatched On,Delivered On,Redirected To,Return Due,Received By,Status,Address Agreed"},
	tablePayments:   {"payments.csv", "Employee ID,Payment Date,Account Name,IBAN,Sort Code,Account Number,Net Pay,Currency"},
	tableInvoices:   {"invoices.csv", "Contractor ID,ContactName,POAddressLine1,POCity,POPostalCode,POCountry,InvoiceNumber,InvoiceDate,Total,Currency,Sort Code,Account Number,IBAN"},
	tableChanges:    {"changes.csv", "Employee ID,Field,Old Value,New Value,Changed On,Documented"},
	tableLeavers:    {"leavers.csv", "Employee ID,Last Day,Reason,Identity Concern,Notice Date"},
	tableReports:    {"reports.csv", "Person ID,Sign,Date,Description,Recorded By,Confirmed"},
	tableTruth:      {"truth.csv", "subject,kind,operator,traceable,linkable,operator_kind,status,name_population,age_band,mover,agency,contractor,name_change,shared_home,adjustment"},
}

// chunk holds the rows of a run of people, table by table, and the files to
// write beside them.
type chunk struct {
	rows     [tables][]byte
	counts   [tables]int64
	files    []file
	live     [liveFiles][]byte // logs, and the tables they are compared with
	err      error             // faults in making files
	started  bool              // a row has begun
	at       tableNumber
	diverted int
}

// file is one file beside the tables.
type file struct {
	path string
	data []byte
}

// begin starts a row, cell adds a value to it, end closes it.
func (c *chunk) begin(t tableNumber, cells ...string) {
	c.at, c.started = t, false
	c.counts[t]++
	for _, cell := range cells {
		c.cell(cell)
	}
}

func (c *chunk) cell(value string) {
	b := c.rows[c.at]
	if c.started {
		b = append(b, ',')
	}
	c.started = true
	if strings.ContainsAny(value, ",\"\r\n") {
		b = append(b, '"')
		b = append(b, strings.ReplaceAll(value, `"`, `""`)...)
		b = append(b, '"')
	} else {
		b = append(b, value...)
	}
	c.rows[c.at] = b
}

func (c *chunk) cells(values ...string) {
	for _, value := range values {
		c.cell(value)
	}
}

func (c *chunk) end() { c.rows[c.at] = append(c.rows[c.at], '\n') }

// row writes a whole row.
func (c *chunk) row(t tableNumber, cells ...string) {
	c.begin(t, cells...)
	c.end()
}

func (c *chunk) home(h home) { c.cells(h.street, h.unit, h.town, h.postcode, countryName(h.country)) }

func yes(b bool) string {
	if b {
		return "yes"
	}
	return ""
}

// write adds everything known of a person to the chunk.
func (w *world) write(c *chunk, p *person, t trace) {
	if p.hired {
		c.begin(tablePeople, p.id, p.name.given, p.name.family, p.knowAs, p.former, p.birth.iso(), p.email, p.mobile)
		c.home(p.home)
		c.cells(p.title, p.department, p.employment, p.agency, p.started.iso(), p.ended.iso(), p.tax, p.payroll, p.verified.iso(), yes(p.adjustment))
		c.end()
	}
	if !p.old {
		w.writeHiring(c, p)
	}
	if p.hired {
		w.writeWork(c, p)
	}
	w.writeLive(c, p)
	w.writeTruth(c, p, t)
}

func (w *world) writeHiring(c *chunk, p *person) {
	for _, a := range append([]*application{p.earlier, p.application}, p.further...) {
		if a == nil {
			continue
		}
		c.begin(tableApplications, p.id, a.id, a.name.given, a.name.family, a.email, a.phone)
		c.home(a.home)
		c.cells(p.url, a.job, a.applied.iso(), a.status, a.statusAt.iso(), a.channel, a.agency, a.network, a.device, a.employer,
			a.school, a.degree, strconv.Itoa(a.from), strconv.Itoa(a.screenedTo), a.emailProved.iso(), a.phoneProved.iso(), yes(a.adjustment), a.letter)
		c.end()
	}
	for _, v := range p.interviews {
		moved := ""
		if v.movedFrom != 0 {
			moved = v.movedFrom.minuteISO(v.minute)
		}
		c.row(tableInterviews, p.id, v.round, v.announced.iso(), v.held.minuteISO(v.minute), v.held.minuteISO(v.minute+45), moved, v.mode, v.status,
			v.interviewer, v.shown, v.account, v.network, v.camera, v.signs, v.notes, v.by, v.confirmed)
	}
	for _, r := range p.references {
		c.row(tableReferences, p.id, r.name, r.email, r.phone, r.employer, r.domain, r.foundBy, r.outcome, r.at.iso(), r.by, r.confirmed)
	}
	if r := p.referral; r != nil {
		c.row(tableReferrals, p.id, r.by, r.at.iso(), r.relation)
	}
	for _, d := range p.documents {
		c.row(tableDocuments, p.id, d.kind, d.number, d.country, d.name, d.birth.iso(), d.address, d.expires.iso(), d.mrz, d.seen.iso(), d.original)
	}
	for _, k := range p.checks {
		postponed := ""
		if k.postponed > 0 {
			postponed = strconv.Itoa(k.postponed)
		}
		c.row(tableChecks, p.id, k.kind, k.requested.iso(), k.due.iso(), k.done.iso(), k.outcome, postponed, k.name, k.address, k.signs, k.by, k.confirmed)
	}
	for _, r := range p.reports {
		c.row(tableReports, p.id, r.sign, r.at.iso(), r.text, r.by, r.confirmed)
	}
}

func (w *world) writeWork(c *chunk, p *person) {
	for _, b := range p.bank {
		c.row(tableBank, p.id, b.holder, b.iban, b.sortCode, b.account, b.provider, b.method, b.effective.iso(), b.changed.iso(), b.changedBy,
			b.network, b.newDevice, b.nameCheck, b.verified.iso())
	}
	for i, sh := range p.shipments {
		c.row(tableShipments, fmt.Sprintf("S%s-%d", p.id[1:], i+1), p.id, sh.direction, sh.item, sh.serial, sh.address(), sh.recipient, sh.phone,
			sh.ordered.iso(), sh.sent.iso(), sh.arrived.iso(), sh.redirected, sh.due.iso(), sh.receivedBy, sh.status, sh.agreed)
	}
	for _, ch := range p.changes {
		c.row(tableChanges, p.id, ch.field, ch.old, ch.new, ch.at.iso(), ch.documented)
	}
	if l := p.leaver; l != nil {
		c.row(tableLeavers, p.id, l.left.iso(), l.reason, l.concern, l.announced.iso())
	}
	w.writePay(c, p)
}

// writePay pays workers into the account in force on each pay day, and books
// contractors' invoices.
func (w *world) writePay(c *chunk, p *person) {
	if len(p.bank) == 0 {
		return
	}
	last := w.today
	if p.ended != 0 {
		last = p.ended
	}
	for n := range w.params.Stages.Payments {
		at := last - day(30*n) - 2
		if at < p.started {
			break
		}
		b := p.bank[0]
		for _, later := range p.bank[1:] {
			if later.effective <= at {
				b = later
			}
		}
		amount := fmt.Sprintf("%d.%02d", 1800+mix(p.number)%4200, mix(p.number+uint64(n))%100)
		if p.employment == "contractor" {
			holder := b.holder
			c.row(tableInvoices, p.id, holder, strings.TrimPrefix(p.home.unit+" "+p.home.street, " "), p.home.town, p.home.postcode, countryName(p.home.country),
				fmt.Sprintf("%s-%02d", p.id[4:], w.params.Stages.Payments-n), at.iso(), amount, "GBP", b.sortCode, b.account, b.iban)
			continue
		}
		c.row(tablePayments, p.id, at.iso(), b.holder, b.iban, b.sortCode, b.account, amount, "GBP")
	}
}

// address is where a shipment goes, as its sheet has it.
func (s shipment) address() string {
	if s.toLine != "" {
		return s.toLine
	}
	return s.to.whole()
}

func (w *world) writeTruth(c *chunk, p *person, t trace) {
	bit := func(b bool) string {
		if b {
			return "1"
		}
		return "0"
	}
	g := p.groups
	status := "applicant"
	if p.hired {
		status = "worker"
	}
	age := int(w.today-p.birth) / 365
	band := "50 and over"
	switch {
	case age < 30:
		band = "under 30"
	case age < 50:
		band = "30 to 49"
	}
	c.begin(tableTruth, p.id, string(p.kind), p.operator, bit(t.traceable), bit(t.linkable), p.ofKind, status, p.population, band,
		bit(g.mover), bit(g.agency), bit(g.contractor), bit(g.nameChange), bit(g.sharedHome), bit(g.adjustment))
	if w.params.Live.Days > 0 {
		c.cells(p.stay.words(w.logged(p), w.today)...)
	}
	c.end()
}

// config keeps the truth out of what is screened.
const config = `# A simulated population; truth.csv is for evaluating a run and is not read.
organisation: simulated
files:
  truth.csv:
    ignore: true
`

// registers writes the tables that are not about people, and the configuration.
func (w *world) registers() map[string][]byte {
	agencies := &chunk{}
	agencies.row(0, "Agency", "Phone", "Email", "Address", "Checks Evidenced", "IBAN", "Sort Code", "Account Number")
	for i, a := range w.agencies {
		if a.declared {
			agencies.row(0, a.name, a.phone, a.email, a.home.whole(), []string{"yes", "yes", "no"}[i%3], "", "", "")
		}
	}
	for i := range w.umbrellas {
		if u := &w.umbrellas[i]; u.declared {
			agencies.row(0, u.holder, "", "", "", "", u.iban, u.sortCode, u.account)
		}
	}
	offices := &chunk{}
	offices.row(0, "Office", "Address", "Network")
	for _, o := range w.offices {
		offices.row(0, o.name, o.home.whole(), o.network)
	}
	adverts := &chunk{}
	adverts.row(0, "Vacancy", "Advert Text")
	for _, j := range jobs {
		adverts.row(0, j.title, advert(j.title, j.department))
	}
	return map[string][]byte{"adverts.csv": adverts.rows[0], "agencies.csv": agencies.rows[0], "offices.csv": offices.rows[0], "muster.yaml": []byte(config)}
}
