package web

import (
	"context"
	"net/http"

	"muster"
)

// WorkReader reads the lists payroll and IT work from.
type WorkReader interface {
	Payroll(ctx context.Context) (*Payroll, error)
	Equipment(ctx context.Context) (*Equipment, error)
}

// Payroll is advice to named people before a pay run. Nothing on it stops pay.
type Payroll struct {
	Run        string // "March 2026, paid on 27 March 2026"
	Advisee    string // who the advice is for
	FirstPay   []PayAdvice
	Changes    []PayAdvice
	Duplicates []Duplicate
	Settled    []PayAdvice
	More       int // people with something to look at, beyond those listed
}

// PayAdvice is one thing to look at before paying.
type PayAdvice struct {
	ID      string
	Person  PersonRef
	What    string // "Bank details changed on 3 March, 24 days before the run"
	Rival   string // the honest or victim's explanation, read first
	Do      string // what settles it
	Account string // masked unless this viewer may see it
	NewAt   muster.Time
	Settled *Decision
	May     Allowed
}

func (a PayAdvice) ident() string            { return a.ID }
func (a PayAdvice) allows(p Permission) bool { return a.May.may(p) }

// Duplicate is one account for several people in a run.
type Duplicate struct {
	Run     muster.Time // the last day several of them were paid; zero when none is on record
	Account string
	People  []PersonRef
	Rival   string
	Common  bool
}

// Equipment is shipments against verified addresses.
type Equipment struct {
	Waiting []Shipment // before dispatch
	Under   []Shipment // on the way
	Back    []Shipment // due back
	More    int        // people with shipments, beyond those listed
}

// Shipment is one piece of equipment on its way.
type Shipment struct {
	ID       string
	Person   PersonRef
	Item     string
	Planned  muster.Time
	To       string // as this viewer may see it
	Compared muster.Outcome
	Place    string // "a home", "a parcel shop", "a forwarding address"
	Verified bool
	// VerifiedBy names the check that verified the address.
	VerifiedBy string
	Rival      string
	Question   string // what is open; empty when nothing is
	DaysLate   int
	Settled    *Decision
	Collected  bool
	May        Allowed
}

func (s Shipment) ident() string            { return s.ID }
func (s Shipment) allows(p Permission) bool { return s.May.may(p) }

func (p *Payroll) head() head {
	return head{template: "payroll", title: "Payroll", section: "payroll"}
}

func (e *Equipment) head() head {
	return head{template: "equipment", title: "Equipment", section: "equipment"}
}

// Open counts what is not settled.
func (p *Payroll) Open() int { return len(p.FirstPay) + len(p.Changes) + len(p.Duplicates) }

// Open reports whether something about it is not settled.
func (s Shipment) Open() bool { return s.Question != "" && s.Settled == nil }

// Says compares where it goes with the address on record, in words.
func (s Shipment) Says() string {
	switch s.Compared {
	case muster.OutcomeSame:
		if s.VerifiedBy != "" {
			return "The same address as on record. " + s.VerifiedBy + "."
		}
		return "The same address as the person states; no check has verified it."
	case muster.OutcomeNear:
		return "Near the address on record: the same building, street or postcode."
	case muster.OutcomeDifferent:
		return "Another address than any on record."
	}
	return "There is no address to compare with, or it cannot be read."
}

// Open counts shipments with a question.
func (e *Equipment) Open() int {
	n := 0
	for _, list := range [][]Shipment{e.Waiting, e.Under, e.Back} {
		for i := range list {
			if list[i].Open() {
				n++
			}
		}
	}
	return n
}

func (h *Handler) payroll(r *http.Request) (*Payroll, error) { return h.Work.Payroll(r.Context()) }

func (h *Handler) equipment(r *http.Request) (*Equipment, error) {
	return h.Work.Equipment(r.Context())
}
