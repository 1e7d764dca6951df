package simulate

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// platformTable counts the files in their order.
type platformTable int

const (
	platformAccounts platformTable = iota
	platformContracts
	platformRatings
	platformBids
	platformPayouts
	platformPayments
	platformDocuments
	platformChecks
	platformChanges
	platformSignIns
	platformTruth
	platformTables
)

// platformHeaders are those of common exports, so that nothing has to be mapped.
var platformHeaders = [platformTables]struct{ file, line string }{
	platformAccounts:  {"accounts.csv", "Account ID,Name,Email,Phone,Address,City,Postcode,Country,Side,Agency,Created,Identity Verified,IP,Device ID"},
	platformContracts: {"contracts.csv", "Account ID,Client ID,Started,Amount,Currency"},
	platformRatings:   {"ratings.csv", "Account ID,Client ID,Date,Stars"},
	platformBids:      {"bids.csv", "Account ID,Sent,Bids,State"},
	platformPayouts:   {"bank_details.csv", "Account ID,Account Holder,IBAN,Sort Code,Account Number,Bank Name,Payment Method,Effective Date,Changed On,Changed By,New Device,Name Check,Verified On"},
	platformPayments:  {"payments.csv", "Account ID,Payment Date,IBAN,Sort Code,Account Number,Amount,Currency"},
	platformDocuments: {"documents.csv", "Account ID,Document Type,Document Number,Issuing Country,Name on Document,Date of Birth,Expiry Date,Seen On"},
	platformChecks:    {"checks.csv", "Account ID,Check Type,Completed On,Outcome,Recorded By"},
	platformChanges:   {"changes.csv", "Account ID,Field,Old Value,New Value,Changed On,Documented"},
	platformSignIns:   {"sign_ins.jsonl", ""},
	platformTruth:     {"truth.csv", "subject,kind,operator,traceable,linkable,operator_kind,side,name_population,family,member,shared_desk,mover,name_change,first_pay"},
}

// on returns the chunk that takes rows of a date, nil for none.
func (c *platformChunk) on(at string) *platformChunk {
	switch {
	case c.cut == "" || at < c.cut:
		return c
	case at == c.cut:
		return c.day
	}
	return nil
}

// known is a date as it was known on the day rows are cut at: not yet, when it is
// later.
func (c *platformChunk) known(at string) string {
	if c.cut != "" && at > c.cut {
		return ""
	}
	return at
}

// row adds a row to a table that came to be on a date.
func (c *platformChunk) row(t platformTable, at string, cells ...string) {
	if c = c.on(at); c == nil {
		return
	}
	b := c.rows[t]
	for i, cell := range cells {
		if i > 0 {
			b = append(b, ',')
		}
		if strings.ContainsAny(cell, ",\"\r\n") {
			cell = `"` + strings.ReplaceAll(cell, `"`, `""`) + `"`
		}
		b = append(b, cell...)
	}
	c.rows[t] = append(b, '\n')
	c.counts[t]++
}

// write adds everything known of an account.
func (c *platformChunk) write(a *account) {
	name, where := a.name.full(), a.home
	if a.firm != "" {
		name = a.firm
	}
	address, postcode := "", ""
	if a.address {
		address, postcode = strings.TrimPrefix(where.unit+", "+where.street, ", "), where.postcode
	}
	created := a.created.time().Add(time.Duration(a.minute) * time.Minute).Format("2006-01-02T15:04:05Z")
	opened, verified := a.created.iso(), a.verified.iso()
	row := func(at, verified string) {
		c.row(platformAccounts, at, a.id, name, a.email, a.phone, address, where.town, postcode, countryName(where.country), a.side, a.agency, created, verified, a.network, a.device)
	}
	if c.cut != "" && opened < c.cut && verified == c.cut {
		row(opened, "")
		opened = verified // the account is exported again
	}
	row(opened, c.known(verified))
	c.writeWork(a)
	for _, b := range a.payouts {
		c.row(platformPayouts, max(a.created.iso(), b.effective.iso(), b.changed.iso()), a.id, b.holder, b.iban, b.sortCode, b.account, b.provider, b.method, b.effective.iso(), b.changed.iso(), b.changedBy, b.newDevice, b.nameCheck, c.known(b.verified.iso()))
	}
	for _, d := range a.documents {
		c.row(platformDocuments, d.seen.iso(), a.id, d.kind, d.number, d.country, d.name, d.birth.iso(), d.expires.iso(), d.seen.iso())
	}
	for _, k := range a.checks {
		c.row(platformChecks, k.done.iso(), a.id, k.kind, k.done.iso(), k.outcome, k.by)
	}
	for _, x := range a.changes {
		c.row(platformChanges, x.at.iso(), a.id, x.field, x.old, x.new, x.at.iso(), x.documented)
	}
	c.writeUse(a)
	bits := func(b bool) string { return strconv.Itoa(boolBit(b)) }
	g := &a.groups
	c.row(platformTruth, a.created.iso(), a.id, string(a.kind), a.operator, bits(a.traceable), bits(a.linkable), a.ofKind, a.side, a.population,
		bits(g.family), bits(g.agency), bits(g.desk), bits(g.mover), bits(g.renamed), bits(g.firstPay))
}

func boolBit(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (c *platformChunk) writeWork(a *account) {
	for _, b := range a.bids {
		state := "declined"
		if b.won {
			state = "accepted"
		}
		c.row(platformBids, b.at.iso(), a.id, b.at.iso(), strconv.Itoa(b.times), state)
	}
	for _, d := range a.deals {
		c.row(platformContracts, d.started.iso(), a.id, d.client, d.started.iso(), strconv.Itoa(d.amount), "GBP")
		if d.stars > 0 {
			c.row(platformRatings, d.rated.iso(), a.id, d.client, d.rated.iso(), strconv.Itoa(d.stars))
		}
		at := d.started + 14
		if at > a.exported {
			continue // not paid yet
		}
		to := a.payouts[0]
		for _, b := range a.payouts {
			if b.effective <= at {
				to = b
			}
		}
		c.row(platformPayments, at.iso(), a.id, at.iso(), to.iban, to.sortCode, to.account, strconv.Itoa(d.amount*9/10), "GBP")
	}
}

// writeUse writes sign-ins in our own form.
func (c *platformChunk) writeUse(a *account) {
	for i := range a.signIns {
		u := &a.signIns[i]
		to := c.on(u.at.iso())
		if to == nil {
			continue
		}
		when := u.at.time().Add(time.Duration(u.minute) * time.Minute).Format(time.RFC3339)
		to.rows[platformSignIns] = fmt.Appendf(to.rows[platformSignIns],
			`{"muster_signal":1,"id":"%s-%d","at":%q,"account":%q,"device":%q,"kind":"sign_in","origin":{"ip":%q,"city":%q,"country":%q,"provider":%q,"client":"browser"},"data":{"passed":true}}`+"\n",
			a.id, i, when, a.id, u.device, u.network, u.town.name, u.town.country, u.provider)
		to.counts[platformSignIns]++
	}
}

// platformFiles is the open files of a run.
type platformFiles struct {
	files   [platformTables]*os.File
	writers [platformTables]*bufio.Writer
	rows    int64
	held    [platformTables]int64 // rows of each
	day     *platformFiles        // of the day that rows are cut at; nil for none
}

// dayFolder is where the rows of the day stand that the others are cut at.
const dayFolder = "day"

func newPlatformFiles(dir string, day time.Time) (*platformFiles, error) {
	o := &platformFiles{}
	if !day.IsZero() {
		var err error
		if o.day, err = newPlatformFiles(filepath.Join(dir, dayFolder), time.Time{}); err != nil {
			return nil, err
		}
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	for t := range platformTables {
		f, err := os.Create(filepath.Join(dir, platformHeaders[t].file))
		if err != nil {
			return nil, errors.Join(err, o.close())
		}
		o.files[t], o.writers[t] = f, bufio.NewWriterSize(f, 1<<20)
		if line := platformHeaders[t].line; line != "" {
			if _, err := o.writers[t].WriteString(line + "\n"); err != nil {
				return nil, errors.Join(err, o.close())
			}
		}
	}
	return o, nil
}

func (o *platformFiles) add(c *platformChunk) error {
	for t := range platformTables {
		if _, err := o.writers[t].Write(c.rows[t]); err != nil {
			return err
		}
		o.held[t] += c.counts[t]
		if t != platformTruth {
			o.rows += c.counts[t]
		}
	}
	if o.day != nil {
		return o.day.add(c.day)
	}
	return nil
}

func (o *platformFiles) close() error {
	var errs []error
	for t := range platformTables {
		if o.writers[t] != nil {
			errs = append(errs, o.writers[t].Flush(), o.files[t].Close())
			o.writers[t] = nil
		}
	}
	if o.day != nil {
		errs = append(errs, o.day.close())
		for t, n := range o.day.held {
			if n == 0 { // a day brings no empty tables
				errs = append(errs, os.Remove(o.day.files[t].Name()))
			}
		}
	}
	return errors.Join(errs...)
}
