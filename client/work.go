package client

import (
	"context"
	"iter"
	"net/url"

	"muster"
)

// Payroll is advice before a pay run. Nothing in it stops pay.
type Payroll struct {
	Advisee    string          `json:"advisee"`
	Changes    []PayAdvice     `json:"changes"`
	FirstPay   []PayAdvice     `json:"first_pay"`
	Duplicates []SharedAccount `json:"duplicates"` // accounts of several people. On the first page only, or with kind=accounts
	Settled    []PayAdvice     `json:"settled"`
	Total      int             `json:"total"` // people in this part of the list. Missing where that is not counted
	Next       string          `json:"next"`  // cursor of the next page. Missing on the last one
}

// SharedAccount is one account of several people.
type SharedAccount struct {
	Run     muster.Time `json:"run"`     // the last day on which several of them were paid. Missing when none is on record
	Account string      `json:"account"` // as the key may see it
	People  []Ref       `json:"people"`
	Rival   string      `json:"rival"` // what is often innocent about it
}

// PayAdvice is advice about one person's pay.
type PayAdvice struct {
	ID      string      `json:"id"`
	Person  Ref         `json:"person"`
	What    string      `json:"what"`
	Rival   string      `json:"rival"`   // the honest or victim's explanation, to be read first
	Do      string      `json:"do"`      // what settles it
	Account string      `json:"account"` // as the key may see it
	Source  string      `json:"source"`  // where it is on record, for who sees evidence
	NewAt   muster.Time `json:"new_at"`
	Settled *Decision   `json:"settled"`
}

// Shipment is a piece of equipment on its way, beside the address on record.
type Shipment struct {
	ID         string         `json:"id"`
	Person     Ref            `json:"person"`
	Item       string         `json:"item"`
	State      string         `json:"state"`    // waiting, sent, back; to be sent, sent, or due back
	Question   string         `json:"question"` // what is open. Missing when nothing is
	To         string         `json:"to"`       // as the key may see it
	Planned    muster.Time    `json:"planned"`
	Compared   muster.Outcome `json:"compared"`    // with the address a check verified, else the home the person states: same, near, same_area (its town or district) or different. Missing when there is nothing to compare with, or it cannot be read
	VerifiedBy string         `json:"verified_by"` // the check that verified the address
	DaysLate   int            `json:"days_late"`   // since it was due back
	Rival      string         `json:"rival"`
	Settled    *Decision      `json:"settled"`
}

// The parts of the lists of work beside what is open.
const (
	PayChanges   = "changes"  // bank details that changed
	PayAccounts  = "accounts" // accounts of several people
	AllShipments = "all"      // every shipment on record
)

// Payroll yields advice before a pay run page by page. part is PayChanges,
// PayAccounts or "" for what is open; words are part of a name or number.
// Nothing in it stops pay.
func (c *Client) Payroll(ctx context.Context, part, words string) iter.Seq2[*Payroll, error] {
	return pages(ctx, c, "/v1/payroll", "cursor", chosen("kind", part, "q", words), func(p *Payroll) string { return p.Next })
}

// Shipments yields equipment with a question, or with AllShipments every one on
// record.
func (c *Client) Shipments(ctx context.Context, part, words string) iter.Seq2[*Shipment, error] {
	type page struct {
		Shipments []Shipment `json:"shipments"`
		Next      string     `json:"next"`
	}
	return each(pages(ctx, c, "/v1/equipment", "cursor", chosen("kind", part, "q", words), func(p *page) string { return p.Next }), func(p *page) []Shipment { return p.Shipments })
}

// chosen are the words of an address, in pairs, without empty ones.
func chosen(pairs ...string) url.Values {
	v := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			v.Set(pairs[i], pairs[i+1])
		}
	}
	return v
}
