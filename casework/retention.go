package casework

import (
	"context"
	"strconv"
	"time"

	"muster"
	"muster/store"
)

// Clock says how long observations of a kind are kept, for what and on what basis.
type Clock struct {
	Kind    muster.Kind `json:"kind"`
	Days    int         `json:"days"`
	Purpose string      `json:"purpose,omitempty"`
	Basis   string      `json:"basis,omitempty"` // lawful basis
	By      string      `json:"by"`
	At      time.Time   `json:"at"`
	Reason  string      `json:"reason"`
}

func clocks() shelf[Clock] {
	return shelf[Clock]{"retention", "retention clock", func(c *Clock) keys { return keys{id: "clock " + string(c.Kind), file: string(c.Kind), state: "clock"} }}
}

// retained puts the clocks that were set over those of the policy.
func retained(tx *store.Tx, p *muster.Policy) error {
	list, err := clocks().list(tx, "state = 'clock'")
	if err != nil {
		return err
	}
	for _, c := range list {
		p.Retention[c.Kind] = c.Days
	}
	return nil
}

// SetRetention sets how many days observations of a kind are kept.
type SetRetention struct {
	Kind    muster.Kind `json:"kind"`
	Days    int         `json:"days"`
	Purpose string      `json:"purpose,omitempty"`
	Basis   string      `json:"basis,omitempty"`
	Reason  string      `json:"reason"`
}

// Name is the kind of the act's ledger entry.
func (a *SetRetention) Name() string { return "retention.set" }

func (a *SetRetention) check() error {
	if a.Days < 1 || a.Days > 36500 {
		return usage("days: want 1 to 36500", "say how long the purpose needs them")
	}
	return first(reason(a.Reason), oneOf("kind", a.Kind, muster.Kinds()...), words("purpose", a.Purpose), words("lawful basis", a.Basis))
}

func (a *SetRetention) perform(in *act) error {
	if err := in.allow(RetentionSet, Scope{}, false); err != nil {
		return err
	}
	in.made = string(a.Kind)
	return clocks().put(in, &Clock{a.Kind, a.Days, a.Purpose, a.Basis, in.who.Name, in.now(), a.Reason})
}

// Purge is an order to erase what is past its days now, and what came of it.
// Whom it touches follows from the clocks alone: nobody can name a person.
type Purge struct {
	ID      string    `json:"id"`
	State   string    `json:"state"` // ordered or done
	Ordered time.Time `json:"ordered"`
	By      string    `json:"by"`
	Reason  string    `json:"reason"`
	Done    time.Time `json:"done,omitzero"`
	Erased  int       `json:"erased,omitempty"` // observations
}

func purges() shelf[Purge] {
	return shelf[Purge]{"retention", "purge", func(p *Purge) keys { return keys{id: p.ID, state: p.State} }}
}

// OrderPurge asks that the clocks be applied now, not with the next round.
type OrderPurge struct {
	Reason string `json:"reason"`
}

// Name is the kind of the act's ledger entry.
func (a *OrderPurge) Name() string { return "retention.purge" }

func (a *OrderPurge) check() error { return reason(a.Reason) }

func (a *OrderPurge) perform(in *act) error {
	if err := in.allow(RetentionSet, Scope{}, false); err != nil {
		return err
	}
	p := &Purge{State: "ordered", Ordered: in.now(), By: in.who.Name, Reason: a.Reason}
	var err error
	if p.ID, err = in.newID("P"); err != nil {
		return err
	}
	in.made = p.ID
	return purges().add(in, p)
}

// ApplyRetention erases what is past its days, as the clocks say, with the
// erasable part of ledger entries older than that of people nothing is left
// of, and enters how much it was. The server calls it in rounds; orders that
// wait are done with it. It returns how many observations went.
func (d *Desk) ApplyRetention(ctx context.Context) (int, error) {
	p, err := d.Policy(ctx)
	if err != nil {
		return 0, err
	}
	var now time.Time
	if err := d.store.View(ctx, d.org, func(tx *store.Tx) error { now = time.UnixMicro(tx.Now()).UTC(); return nil }); err != nil {
		return 0, err
	}
	erased, err := d.store.ExpireKinds(ctx, d.org, store.Keep(p.Retention), now)
	if err != nil {
		return erased, err
	}
	most := 0
	for more := true; more; {
		n := 0
		err := d.store.Update(ctx, d.org, func(tx *store.Tx) (err error) {
			in := &act{desk: d, tx: tx, who: &Actor{}, allowed: true}
			n, more, err = in.forget(erased)
			return err
		})
		if err != nil {
			return erased, err
		}
		most += n
		if n == 0 {
			break
		}
	}
	if most == 0 {
		return erased, nil
	}
	return erased, d.store.Wipe(ctx) // what the rows were lies in free pages and the log
}

// forget settles the orders that wait, erases the texts of ledger entries about
// people and cases nothing is left of, and then their rows and the keys of their
// texts. more says that there are further entries to erase.
func (in *act) forget(erased int) (n int, more bool, err error) {
	orders, err := purges().list(in.tx, "state = 'ordered'")
	if err != nil {
		return 0, false, err
	}
	for i := range orders {
		o := &orders[i]
		o.State, o.Done, o.Erased = "done", in.now(), erased
		if err := purges().put(in, o); err != nil {
			return 0, false, err
		}
	}
	f, err := in.nobody()
	if err != nil {
		return 0, false, err
	}
	if len(f.entries) > 0 {
		if err := in.tx.EraseEntries("retention: nothing else is left of these people", f.entries); err != nil {
			return 0, false, err
		}
	}
	if more = len(f.entries) == maxForgotten; !more {
		if err := in.remove(f); err != nil {
			return 0, false, err
		}
	}
	gone, err := in.expireStills()
	if err != nil {
		return 0, false, err
	}
	runs, decisions, err := in.expirePayRuns()
	if err != nil {
		return 0, false, err
	}
	if erased == 0 && len(orders) == 0 && len(f.entries) == 0 && gone+runs+decisions == 0 {
		return 0, false, nil
	}
	id, err := in.newID("R")
	if err != nil {
		return 0, false, err
	}
	note := strconv.Itoa(erased) + " observations and the text of " + strconv.Itoa(len(f.entries)) + " entries erased"
	if gone > 0 {
		note += ", and " + strconv.Itoa(gone) + " reference stills"
	}
	if runs > 0 {
		note += ", and " + strconv.Itoa(runs) + " pay runs"
	}
	if decisions > 0 {
		note += ", and " + strconv.Itoa(decisions) + " decisions about pay"
	}
	return len(f.entries) + gone + runs + decisions, more, in.enterSystem("retention.applied", "", id, note)
}
