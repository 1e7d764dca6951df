package server

import (
	"context"
	"reflect"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"muster"
	"muster/casework"
	"muster/store"
)

// Taker returns what looks at each observation that is sent in.
func (p *programs) Taker(ctx context.Context) (func(*muster.Observation) error, error) {
	actor, err := who(ctx)
	if err != nil {
		return nil, err
	}
	b, err := p.bringing(ctx, actor, true)
	if err != nil {
		return nil, err
	}
	b.keyed = true // nobody stands by a record they merely send
	t := &taking{bringing: b, ctx: ctx, keep: b.around.Policy.Retention, off: offKinds(b.around.Monitored), applied: map[muster.SubjectID]bool{}}
	return t.take, nil
}

// taking is the look at the observations of one request. Whether a key has the
// scope for checks was asked before.
type taking struct {
	*bringing
	ctx  context.Context // of the one request this lives in
	keep store.Keep
	off  map[muster.Kind]bool // of monitoring that is off
	// Who applied, as far as it was asked: by an application of this request, or one
	// that is on record.
	applied map[muster.SubjectID]bool
	asked   sync.Mutex // guards applied: records of one upload are taken side by side
}

// Bounds of what names a record.
const (
	maxSource = 200
	maxRecord = 500
)

// take refuses what may not be sent, and completes the rest.
func (t *taking) take(o *muster.Observation) error {
	s := t.server
	if o.Organisation == "" {
		o.Organisation = s.config.Organisation
	}
	switch {
	case o.Organisation != s.config.Organisation:
		return refuse("organisation: it is not this one", "leave it out")
	case o.Subject == "" || len(o.Subject) > 512 || !utf8.ValidString(string(o.Subject)):
		return refuse("subject: nobody is named", "name the person by the source's own id")
	case o.Source == "" || len(o.Source) > maxSource || len(o.Record) > maxRecord || strings.ContainsAny(o.Source+o.Record+string(o.Subject), "\n\r"):
		return refuse("source: name the system it comes from, on one line", "for example the name of the applicant tracking system")
	case o.Source == casework.Source:
		return refuse("source: that one is kept for what people do here", "name the system it comes from")
	case o.Place.Row < 0 || len(o.Place.File) > maxRecord:
		return refuse("place: no such row", "leave it out for records that are not of a file")
	}
	if err := t.may(o); err != nil {
		return err
	}
	now := s.now().UTC()
	if o.Recorded.IsZero() {
		o.Recorded = muster.Instant(now)
	}
	if !plausible(o.Happened) || !plausible(o.Recorded) {
		return refuse("happened: no such year", "write dates as 2026-03-03")
	}
	if t.keep.PastBrought([]muster.Observation{*o}, now)[0] {
		return refuse("this is past the days that records of its kind are kept", "it is not taken in")
	}
	sent := o.ID
	if err := o.Seal(); err != nil {
		return refuse("data: nothing is stated", "send what was observed")
	}
	if err := t.letter(o); err != nil {
		return err
	}
	if _, message := o.Data.(*muster.Message); message && isOff(t.off, o.Data) {
		return refuse("kind: texts of messages are not switched on", "it takes an impact assessment, a notice and a lawful basis: see Settings; a letter of an applicant has the channel letter")
	}
	if isOff(t.off, o.Data) {
		return refuse("kind: this monitoring is not switched on", "it takes an impact assessment and a notice: see Settings")
	}
	if !sent.IsZero() && sent != o.ID {
		return refuse("id: it is not made from what the record says", "leave it out; the answer tells it")
	}
	if err := t.corrects(o); err != nil {
		return err
	}
	if o.Kind() == muster.KindApplication {
		t.said(o.Subject, true)
	}
	return nil
}

// letter refuses as a letter what belongs to no application: other texts need a
// switch of their own, which calling them letters would go around.
func (t *taking) letter(o *muster.Observation) error {
	m, ok := o.Data.(*muster.Message)
	if !ok || !m.Letter() {
		return nil
	}
	if m.Private == muster.Yes {
		return refuse("channel: what was sent outside the hiring system is no letter of an application", "name the channel it was sent through; texts of messages need a switch of their own: see Settings")
	}
	t.asked.Lock()
	has, asked := t.applied[o.Subject]
	t.asked.Unlock()
	if !asked {
		err := t.server.store.View(t.ctx, t.server.config.Organisation, func(tx *store.Tx) error {
			list, _, err := tx.Observations(o.Subject)
			has = slices.ContainsFunc(list, func(had muster.Observation) bool { return had.Kind() == muster.KindApplication })
			return err
		})
		if err != nil {
			return err
		}
		t.said(o.Subject, has)
	}
	if !has {
		return refuse("channel: a letter belongs to an application, and this person has none on record", "send the application first; other texts of messages need a switch of their own: see Settings")
	}
	return nil
}

func (t *taking) said(id muster.SubjectID, applied bool) {
	t.asked.Lock()
	defer t.asked.Unlock()
	t.applied[id] = t.applied[id] || applied
}

func refuse(message, hint string) error {
	return &muster.Error{Code: muster.CodeUsage, Message: message, Hint: hint}
}

// plausible reports whether a time lies in years that calendars have.
func plausible(t muster.Time) bool {
	return t.IsZero() || t.UTC().Year() >= 1800 && t.UTC().Year() < 3000
}

// may asks whether the actor may send this of this person. Who is out of reach
// is refused in the same words whether they are there or not.
func (t *taking) may(o *muster.Observation) error {
	at, reached := casework.Scope{}, true
	if !t.everybody() || o.Kind() == muster.KindCheck || o.Kind() == muster.KindAgreed || len(casework.OutcomesIn(o.Data)) > 0 {
		at, reached = t.place(o.Subject, []muster.Observation{*o})
	}
	switch why := t.refuses(o, at); {
	case why == noConfirming:
		return &muster.Error{Code: muster.CodePermission, Message: "what a named person confirms is recorded under their own name", Hint: "leave confirmed out, or let them record it when signed in"}
	case !reached:
		return &muster.Error{Code: muster.CodePermission, Message: "this person is not among those this key works with", Hint: "send their HR record with its legal entity first, or use a key for all entities"}
	case why != "":
		return &muster.Error{Code: muster.CodePermission, Message: "this is a record " + string(why), Hint: "ask somebody whose role it is"}
	}
	var words []string
	for _, one := range t.notTheirs(o, at) {
		words = append(words, one.Name)
	}
	if len(words) > 0 {
		return &muster.Error{Code: muster.CodePermission, Message: "this record says what was verified, checked, seen in an interview or agreed, which this caller does not record for this person: " + strings.Join(words, ", "), Hint: "leave those fields out, or use a key with the scope checks.write whose role records them"}
	}
	return nil
}

// confirmed reports whether data says that a named person stands by it.
func confirmed(d muster.Data) bool {
	f := reflect.ValueOf(d).Elem().FieldByName("Recorded")
	if !f.IsValid() {
		return false
	}
	r, ok := f.Interface().(muster.Recorded)
	return ok && r.Confirmed == muster.Yes
}

// corrects refuses to correct what is not there, and what people did here.
func (t *taking) corrects(o *muster.Observation) error {
	if o.Supersedes.IsZero() {
		return nil
	}
	found := false
	err := t.server.store.View(t.ctx, t.server.config.Organisation, func(tx *store.Tx) error {
		list, _, err := tx.Observations(o.Subject)
		found = slices.ContainsFunc(list, func(old muster.Observation) bool { return old.ID == o.Supersedes && old.Source != casework.Source })
		return err
	})
	if err == nil && !found {
		return refuse("supersedes: this person has no such record that could be corrected", "send the record it corrects first")
	}
	return err
}

// Keep keeps observations durably. Single ones share commits with others that
// come at the same time; many are one transaction.
func (p *programs) Keep(ctx context.Context, list []muster.Observation) (seq int64, fresh []bool, err error) {
	if len(list) == 1 {
		seq, added, err := p.store.Append(ctx, p.config.Organisation, list)
		return seq, []bool{added == 1}, err
	}
	err = p.store.Update(ctx, p.config.Organisation, func(tx *store.Tx) (err error) {
		seq, fresh, err = tx.AppendEach(list)
		return err
	})
	return seq, fresh, err
}
