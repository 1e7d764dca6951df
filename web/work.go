package web

import (
	"context"
	"net/http"
	"net/url"
	"slices"

	"muster"
	"muster/internal/escape"
)

// WorkReader reads the lists payroll and IT work from.
type WorkReader interface {
	Payroll(ctx context.Context, q WorkQuery) (*Payroll, error)
	Equipment(ctx context.Context, q WorkQuery) (*Equipment, error)
}

// WorkQuery is which part of a list is asked for, as its address says.
type WorkQuery struct {
	Kind  string // of WorkKinds; empty: what is open
	Words string // part of a name or number
	After string // the cursor of the page before
}

// The parts of the lists beside what is open.
const (
	KindChanges  = "changes"  // bank details that changed
	KindAccounts = "accounts" // accounts of several people
	KindAll      = "all"      // every shipment on record
)

// readWorkQuery drops what is not in the closed list, so that an old address
// shows more and never an error.
func readWorkQuery(v url.Values, kinds ...string) WorkQuery {
	return WorkQuery{Kind: one(v.Get("kind"), kinds...), Words: clip(escape.Line(v.Get("q")), maxLine), After: clip(v.Get("after"), 512)}
}

// Listing is where a list stands: what is shown of it and where it goes on.
type Listing struct {
	Query WorkQuery
	Total int    // people in this part of the list; 0 when that is not counted
	Next  string // the cursor of the next page, empty on the last
	path  string
	Kinds []Option // the parts there are
}

// Address is where the list is with another kind, from its beginning.
func (l Listing) Address(kind string) string {
	return l.address(WorkQuery{Kind: kind, Words: l.Query.Words})
}

// NextPage is where the list goes on.
func (l Listing) NextPage() string {
	return l.address(WorkQuery{l.Query.Kind, l.Query.Words, l.Next})
}

// Without is the list without its words.
func (l Listing) Without() string { return l.address(WorkQuery{Kind: l.Query.Kind}) }

func (l Listing) address(q WorkQuery) string {
	v := url.Values{}
	for name, value := range map[string]string{"kind": q.Kind, "q": q.Words, "after": q.After} {
		if value != "" {
			v.Set(name, value)
		}
	}
	if len(v) == 0 {
		return l.path
	}
	return l.path + "?" + v.Encode()
}

// Payroll is advice to named people before a pay run. Nothing on it stops pay.
type Payroll struct {
	Advisee    string // who the advice is for
	FirstPay   []PayAdvice
	Changes    []PayAdvice
	Duplicates []Duplicate
	Settled    []PayAdvice
	Listing
}

// PayAdvice is one thing to look at before paying.
type PayAdvice struct {
	ID      string
	Person  PersonRef
	What    string // "Bank details changed on 3 March, 24 days before the run"
	Rival   string // the honest or victim's explanation, read first
	Do      string // what settles it
	Account string // masked unless this viewer may see it
	Source  string // where it is on record; empty where the viewer may not see that
	Change  bool   // of bank details: who may be the victim is said before what was seen
	NewAt   muster.Time
	Settled *Decision
	// Released: two people released it in a pay run; the person may still say that
	// the change was not theirs.
	Released bool
	May      Allowed
}

func (a PayAdvice) ident() string            { return a.ID }
func (a PayAdvice) allows(p Permission) bool { return a.May.may(p) }

// Duplicate is one account for several people in a run.
type Duplicate struct {
	Run     muster.Time // the last day several of them were paid; zero when none is on record
	Account string
	People  []PersonRef
	Rival   string
}

// Equipment is shipments against verified addresses: those with an open
// question, or all.
type Equipment struct {
	Waiting []Shipment // before dispatch
	Under   []Shipment // sent
	Back    []Shipment // due back
	Any     bool       // there is a shipment on record
	Listing
}

// Shipment is one piece of equipment on its way.
type Shipment struct {
	ID       string
	Person   PersonRef
	Item     string
	Planned  muster.Time
	To       string // as this viewer may see it
	Compared muster.Outcome
	Verified bool
	// VerifiedBy names the check that verified the address.
	VerifiedBy string
	Rival      string
	Question   string // what is open; empty when nothing is
	DaysLate   int
	Settled    *Decision
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
	case muster.OutcomeSameArea:
		return "In the town or district of an address on record, and not at that address."
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

func (h *Handler) payroll(r *http.Request) (*Payroll, error) {
	q := readWorkQuery(r.URL.Query(), KindChanges, KindAccounts)
	p, err := h.Work.Payroll(r.Context(), q)
	if err == nil {
		p.Query, p.path, p.Kinds = q, "/payroll", payKinds()
	}
	return p, err
}

func (h *Handler) equipment(r *http.Request) (*Equipment, error) {
	q := readWorkQuery(r.URL.Query(), KindAll)
	e, err := h.Work.Equipment(r.Context(), q)
	if err == nil {
		e.Query, e.path, e.Kinds = q, "/equipment", shipmentKinds()
	}
	return e, err
}

// All are the shipments of the page in one list.
func (e *Equipment) All() []Shipment { return slices.Concat(e.Back, e.Waiting, e.Under) }

// State is how far a shipment is, in words.
func (e *Equipment) State(s *Shipment) string {
	for word, list := range map[string][]Shipment{"To be sent": e.Waiting, "Due back": e.Back} {
		for i := range list {
			if list[i].ID == s.ID {
				return word
			}
		}
	}
	return "Sent"
}
