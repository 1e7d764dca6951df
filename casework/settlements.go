package casework

import (
	"context"
	"slices"
	"time"

	"muster"
)

// Settlement is what came of advice about pay or of a question about a
// shipment. None stops anything.
type Settlement struct {
	ID      string           `json:"id"` // the advice's or shipment's own
	Kind    string           `json:"kind"`
	Subject muster.SubjectID `json:"subject"`
	Outcome string           `json:"outcome"`
	Reason  string           `json:"reason"`
	By      string           `json:"by"`
	At      time.Time        `json:"at"`
}

// settlements: file is pay or shipment.
func settlements() shelf[Settlement] {
	return shelf[Settlement]{"settlements", "settlement", func(s *Settlement) keys {
		return keys{id: s.Kind + " " + s.ID, subject: s.Subject, file: s.Kind, state: s.Outcome}
	}}
}

// The kinds of settlement.
const (
	SettledPay      = "pay"
	SettledShipment = "shipment"
)

// SettlePay records what came of advice about pay. It never stops pay.
type SettlePay struct {
	Advice  string           `json:"advice"`
	Subject muster.SubjectID `json:"subject"`
	Outcome string           `json:"outcome"` // confirmed, not_theirs, joint, corrected or open
	Reason  string           `json:"reason"`
}

// Name is the kind of the act's ledger entry.
func (a *SettlePay) Name() string { return "pay.settle" }

func (a *SettlePay) check() error {
	return first(line("advice", a.Advice), subjectID(a.Subject), reason(a.Reason), oneOf("outcome", a.Outcome, "confirmed", "not_theirs", "joint", "corrected", "open"))
}

func (a *SettlePay) perform(in *act) error {
	if err := in.settle(PayrollSettle, &Settlement{ID: a.Advice, Kind: SettledPay, Subject: a.Subject, Outcome: a.Outcome, Reason: a.Reason}); err != nil || a.Outcome != "not_theirs" {
		return err
	}
	about, err := in.about(a.Subject)
	if err != nil {
		return err
	}
	return in.denied(about, a.Advice)
}

// SettleShipment records what was agreed about a shipment.
type SettleShipment struct {
	Shipment string           `json:"shipment"`
	Subject  muster.SubjectID `json:"subject"`
	Outcome  string           `json:"outcome"` // verified, agreed, collected, recall or open
	Reason   string           `json:"reason"`
}

// Name is the kind of the act's ledger entry.
func (a *SettleShipment) Name() string { return "shipment.settle" }

func (a *SettleShipment) check() error {
	return first(line("shipment", a.Shipment), subjectID(a.Subject), reason(a.Reason), oneOf("outcome", a.Outcome, "verified", "agreed", "collected", "recall", "open"))
}

func (a *SettleShipment) perform(in *act) error {
	return in.settle(EquipmentRecord, &Settlement{ID: a.Shipment, Kind: SettledShipment, Subject: a.Subject, Outcome: a.Outcome, Reason: a.Reason})
}

func (in *act) settle(may Action, s *Settlement) error {
	about, err := in.about(s.Subject)
	if err != nil {
		return err
	}
	if err := in.allow(may, about.Scope, about.own); err != nil {
		return err
	}
	s.By, s.At, in.made = in.who.Name, in.now(), s.ID
	return settlements().put(in, s)
}

// DeniedPay lists, oldest first, what was recorded about changes of bank details
// that the person did not make: pay runs propose the account of before.
func (d *Desk) DeniedPay(ctx context.Context) (list []Settlement, err error) {
	err = d.view(ctx, &Actor{}, func(r *reading) error {
		list, err = settlements().list(r.tx, "file = $2 and state = 'not_theirs'", SettledPay)
		slices.SortStableFunc(list, func(a, b Settlement) int { return a.At.Compare(b.At) })
		return err
	})
	return list, err
}
