package casework

import (
	"context"
	"time"

	"muster"
	"muster/store"
)

// EscalationState is where an escalation stands.
type EscalationState string

// The states of an escalation.
const (
	EscalationOpen    EscalationState = "open"    // its clock runs
	EscalationHeld    EscalationState = "held"    // a named person wrote why the process does not go on yet
	EscalationWentOn  EscalationState = "went_on" // the clock ran out and the process went on
	EscalationSettled EscalationState = "settled" // a named person looked and let it go on
)

// Escalation is a matter two people look at within its clock.
type Escalation struct {
	ID      string           `json:"id"`
	Subject muster.SubjectID `json:"subject"`
	State   EscalationState  `json:"state"`
	Opened  time.Time        `json:"opened"`
	Due     time.Time        `json:"due"` // end of the clock, or of the hold
	Why     string           `json:"why"` // the policy's words
	Reason  string           `json:"reason,omitempty"`
	By      string           `json:"by,omitempty"` // who held or settled it
	Held    int              `json:"held,omitempty"`
	HeldAt  time.Time        `json:"held_at,omitzero"` // when the reason was written
	// SettledAt is when somebody let it go on.
	SettledAt time.Time `json:"settled_at,omitzero"`
}

// escalations: due is the end of the clock or hold.
func escalations() shelf[Escalation] {
	return shelf[Escalation]{"escalations", "escalation", func(e *Escalation) keys {
		return keys{id: e.ID, subject: e.Subject, state: string(e.State), due: e.Due}
	}}
}

// running returns the escalation whose clock or hold runs, or nil.
func running(tx *store.Tx, subject muster.SubjectID) (*Escalation, error) {
	list, err := escalations().list(tx, "subject = $2 and state in ('open', 'held')", string(subject))
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return &list[len(list)-1], nil
}

// lookedAt returns of one person's escalations the one that runs or, where none
// does, the last that ended.
func lookedAt(list []Escalation) (runs, ended *Escalation) {
	for i := range list {
		e := &list[i]
		switch {
		case e.State == EscalationOpen || e.State == EscalationHeld:
			runs = e
		case ended == nil || e.Opened.After(ended.Opened):
			ended = e
		}
	}
	if runs != nil {
		ended = nil
	}
	return runs, ended
}

// Escalate starts the clock for a person whose assessment says escalate, and
// enters it; a person whose clock runs keeps it, and one whose escalation was
// settled gets another only for another reason. It is no human act: the
// server calls it after each assessment.
func (d *Desk) Escalate(ctx context.Context, a *muster.Assessment) error {
	if a.Level != muster.Escalate {
		return nil
	}
	return d.store.Update(ctx, d.org, func(tx *store.Tx) error {
		had, err := escalations().of(tx, a.Subject)
		if err != nil {
			return err
		}
		why := a.Reason
		for i := range had {
			e := &had[i]
			if e.State == EscalationOpen || e.State == EscalationHeld || e.Why == why {
				return nil
			}
		}
		in := &act{desk: d, tx: tx, who: &Actor{}, allowed: true}
		about, err := in.about(a.Subject)
		if err != nil {
			return err
		}
		p, err := d.policyNow(tx)
		if err != nil {
			return err
		}
		e := &Escalation{Subject: a.Subject, State: EscalationOpen, Opened: in.now(), Due: about.Entity.after(in.now(), p.Escalation), Why: why}
		if e.ID, err = in.newID("E"); err != nil {
			return err
		}
		if err := escalations().add(in, e); err != nil {
			return err
		}
		return in.enterSystem("escalation.open", e.Subject, e.ID, why)
	})
}

// Lapse lets the process go on wherever a clock or a hold has run out, and
// enters each. It returns how many. The server calls it now and then; gates do
// not wait for it.
func (d *Desk) Lapse(ctx context.Context) (n int, err error) {
	err = d.store.Update(ctx, d.org, func(tx *store.Tx) error {
		n = 0
		list, err := escalations().list(tx, "state in ('open', 'held') and due < $2", tx.Now())
		if err != nil {
			return err
		}
		for i := range list {
			e := &list[i]
			e.State = EscalationWentOn
			in := &act{desk: d, tx: tx, who: &Actor{}, allowed: true}
			if err := escalations().put(in, e); err != nil {
				return err
			}
			why := "the clock ran out and nobody wrote why not"
			if e.Held > 0 {
				why = "the time that was written down to wait ended"
			}
			if err := in.enterSystem("escalation.went_on", e.Subject, e.ID, why); err != nil {
				return err
			}
			n++
		}
		lapsed, err := d.lapseAppeals(tx)
		n += lapsed
		return err
	})
	return n, err
}

// What ends, for reminders.
const (
	EndingCheck      = "check"
	EndingEscalation = "escalation"
	EndingComplaint  = "complaint"
	EndingNotice     = "notice" // nobody has answered
)

// Ending is a clock that runs out.
type Ending struct {
	What, ID string
	Subject  muster.SubjectID
	Due      time.Time
}

// Ending lists the clocks that run out before a time, for the program's own
// reminders: checks asked for, escalations looked at, complaints to answer.
func (d *Desk) Ending(ctx context.Context, before time.Time) ([]Ending, error) {
	var list []Ending
	err := d.store.View(ctx, d.org, func(tx *store.Tx) error {
		list = nil
		open, err := checks().list(tx, "state = 'requested' and due <= $2", before.UnixMicro())
		if err != nil {
			return err
		}
		for i := range open {
			list = append(list, Ending{EndingCheck, open[i].ID, open[i].Subject, open[i].Due})
		}
		looked, err := escalations().list(tx, "state in ('open', 'held') and due <= $2 and due > $3", before.UnixMicro(), tx.Now())
		if err != nil {
			return err
		}
		for i := range looked {
			list = append(list, Ending{EndingEscalation, looked[i].ID, looked[i].Subject, looked[i].Due})
		}
		owed, err := complaints().list(tx, "state = 'open' and due <= $2", before.UnixMicro())
		if err != nil {
			return err
		}
		for i := range owed {
			list = append(list, Ending{EndingComplaint, owed[i].ID, owed[i].Subject, owed[i].Due})
		}
		silent, err := notices().list(tx, "state = 'sent' and due <= $2 and due > $3", before.UnixMicro(), tx.Now())
		if err != nil {
			return err
		}
		for i := range silent {
			list = append(list, Ending{EndingNotice, silent[i].ID, silent[i].Subject, silent[i].Until})
		}
		return nil
	})
	return list, err
}

// enterSystem writes an entry for something no person did, and its row in
// acts, so that those who follow the acts see it.
func (in *act) enterSystem(kind string, subject muster.SubjectID, made, note string) error {
	entry, err := in.tx.Record(kind, entryBody{By: byLine{Name: "the program", Via: "clock"}, Subject: subject, Made: made, Note: note, Left: in.marks()})
	if err != nil {
		return err
	}
	_, err = in.exec("insert into acts (organisation, key, digest, name, actor, subject, file, made, entry, happened) values ($1, $2, $3, $4, '', $5, '', $6, $7, $8)",
		"system-"+kind+"-"+made, []byte{}, kind, string(subject), made, entry.Seq, in.tx.Now())
	return err
}

// maxHold is how many working days a hold may last before it must be written anew.
const maxHold = 20

// HoldEscalation writes down why the process does not go on when the clock runs
// out. A hold ends by itself; it may be written anew.
type HoldEscalation struct {
	Subject muster.SubjectID `json:"subject"`
	Reason  string           `json:"reason"`
	Until   time.Time        `json:"until"`
}

// Name is the kind of the act's ledger entry.
func (a *HoldEscalation) Name() string { return "escalation.hold" }

func (a *HoldEscalation) check() error { return first(subjectID(a.Subject), reason(a.Reason)) }

func (a *HoldEscalation) perform(in *act) error {
	e, about, err := in.escalation(a.Subject)
	if err != nil {
		return err
	}
	if !a.Until.After(in.now()) || a.Until.After(about.Entity.after(in.now(), maxHold)) {
		return usage("until: a hold ends within twenty working days", "choose an earlier day; it can be written anew with a fresh reason")
	}
	e.State, e.Reason, e.By, e.HeldAt, e.Due, in.made = EscalationHeld, a.Reason, in.who.Name, in.now(), a.Until.UTC(), e.ID
	e.Held++
	return escalations().put(in, e)
}

// SettleEscalation lets the process go on before the clock has run out,
// because somebody looked.
type SettleEscalation struct {
	Subject muster.SubjectID `json:"subject"`
	Reason  string           `json:"reason"`
}

// Name is the kind of the act's ledger entry.
func (a *SettleEscalation) Name() string { return "escalation.settle" }

func (a *SettleEscalation) check() error { return first(subjectID(a.Subject), reason(a.Reason)) }

func (a *SettleEscalation) perform(in *act) error {
	e, _, err := in.escalation(a.Subject)
	if err != nil {
		return err
	}
	e.State, e.Reason, e.By, e.SettledAt, in.made = EscalationSettled, a.Reason, in.who.Name, in.now(), e.ID
	return escalations().put(in, e)
}

// escalation finds the person's running escalation for somebody who may hold it.
func (in *act) escalation(subject muster.SubjectID) (*Escalation, *about, error) {
	about, err := in.about(subject)
	if err != nil {
		return nil, nil, err
	}
	if err := in.allow(EscalationHold, about.Scope, about.own); err != nil {
		return nil, nil, err
	}
	if err := in.named(); err != nil {
		return nil, nil, err
	}
	e, err := running(in.tx, subject)
	if err == nil && e == nil {
		err = conflict("no escalation of this person is open", "the process goes on")
	}
	return e, about, err
}
