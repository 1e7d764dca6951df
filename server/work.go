package server

import (
	"cmp"
	"context"
	"slices"
	"time"

	"muster"
	"muster/assess"
	"muster/casework"
	"muster/dossier"
	"muster/store"
	"muster/web"
)

// maxAdvice is how many people are on one page of the lists of payroll and IT.
const maxAdvice = 40

// advised are the people on a page of a list whom an action reaches, those
// whose records changed last first.
func (s *Server) advised(ctx context.Context, a casework.Action, f assess.Filter, q web.WorkQuery, use func(*subject) error) (at web.Listing, err error) {
	v, err := s.look(ctx, a)
	if err != nil {
		return at, err
	}
	f.Order, f.After, f.Text = assess.ByChanged, muster.SubjectID(q.After), q.Words
	f.Limit = cmp.Or(f.Limit, maxAdvice)
	if !v.everywhere(casework.FieldName) {
		f.Text, f.IDs = "", q.Words
	}
	v.within(&f)
	page := v.live.List(&f)
	at = web.Listing{Total: page.Total, Next: string(page.Cursor())}
	people, err := v.subjects(ctx, idsOf(page.Rows))
	if err != nil {
		return at, err
	}
	for _, p := range people {
		if err := use(p); err != nil {
			return at, err
		}
	}
	return at, nil
}

// changedBank is the rule that sees bank details changed in an unusual way.
const changedBank muster.FlagID = "PAY-04"

// Payroll is advice before a pay run. Nothing on it stops pay.
func (s *Server) Payroll(ctx context.Context, q web.WorkQuery) (*web.Payroll, error) {
	out := &web.Payroll{}
	var err error
	if q.Kind != web.KindAccounts {
		f := s.paid()
		if q.Kind == web.KindChanges {
			f.Family, f.Flag, f.BankSince = "", changedBank, ever
		}
		if out.Listing, err = s.advised(ctx, casework.PayrollView, f, q, func(p *subject) error { p.advice(out, q.Kind, f.BankSince); return nil }); err != nil {
			return nil, err
		}
		latestFirst(out.Changes)
	}
	if v := visitorOf(ctx); v != nil {
		out.Advisee = v.actor.Name
	}
	if q.Kind == web.KindAccounts || q.Kind == "" && q.After == "" {
		at, err := s.duplicates(ctx, out, q)
		if err != nil {
			return nil, err
		}
		if q.Kind == web.KindAccounts {
			out.Listing = at
		}
	}
	return out, nil
}

// lastPay is how long after they left somebody may still be in a pay run: with
// what was owed on the last day, and what was worked out late.
const lastPay = 62 * 24 * time.Hour

// lastPaid is the day by which those left who stand in no pay run any more.
func (s *Server) lastPaid() muster.Time { return muster.Instant(s.now().Add(-lastPay)) }

// lastChanges is how long a change of bank details that nobody verified is listed
// among what is open: the half-year within which changes count for the rules. Older
// ones stand in the list of changes, so that a history brought in whole does not
// bury what came last week.
const lastChanges = 180 * 24 * time.Hour

// ever is before any change.
var ever = muster.Date(1, 1, 1)

// paid chooses those who may be paid and of whose pay there is something to ask,
// from whichever source it came.
func (s *Server) paid() assess.Filter {
	return assess.Filter{Family: muster.FamilyBank, BankSince: dateOf(s.now().Add(-lastChanges)), LeftAfter: s.lastPaid()}
}

// payToday is the advice a day's page shows: that of those whose records changed
// last and who may be paid.
func (s *Server) payToday(ctx context.Context) ([]web.PayAdvice, error) {
	pay := &web.Payroll{}
	f := s.paid()
	f.Limit = todayChecks
	_, err := s.advised(ctx, casework.PayrollView, f, web.WorkQuery{}, func(p *subject) error { p.advice(pay, "", f.BankSince); return nil })
	latestFirst(pay.Changes)
	all := append(pay.Changes, pay.FirstPay...)
	return all[:min(len(all), todayChecks)], err
}

func latestFirst(list []web.PayAdvice) {
	slices.SortStableFunc(list, func(a, b web.PayAdvice) int { return cmp.Compare(b.NewAt.Micros, a.NewAt.Micros) })
}

// advice puts what there is to look at about a person's pay on the page: findings,
// those about a change of bank details that waits among the changes, and a change
// that no finding is about.
func (p *subject) advice(out *web.Payroll, kind string, since muster.Time) {
	about := map[muster.FindingKey]*muster.Finding{}
	for i := range p.answer.Findings {
		about[p.answer.Findings[i].Key] = &p.answer.Findings[i]
	}
	list := p.findingsOf(func(f *muster.Finding) bool { return f.Family == muster.FamilyBank && f.Scored }, nil)
	changes := p.bankChanges(since)
	slices.SortStableFunc(list, func(a, b web.Finding) int { return boolean(b.Flag == changedBank) - boolean(a.Flag == changedBank) })
	for i := range list {
		f := &list[i]
		a := web.PayAdvice{ID: f.Key.String(), What: f.Detail, Rival: f.Rival, NewAt: f.Seen, Change: f.Flag == changedBank}
		if c := changes.cited(about[f.Key]); c != nil && !c.told && (f.Cleared == nil || a.Change) {
			c.told = true // one card for what one call settles
			if !a.Change {
				a.Change, a.Rival, a.What = true, bankRival, changedOn(c.At)+", and nobody has verified them. "+a.What
			}
		}
		if f.Cleared != nil || kind == web.KindChanges && !a.Change {
			continue
		}
		switch {
		case a.Change:
			a.Do = bankAsk
		case len(f.Clears) > 0:
			a.Do = f.Clears[0]
		}
		if a.Rival == "" && len(f.Innocent) > 0 {
			a.Rival = f.Innocent[0]
		}
		p.say(out, &a, about[f.Key].Evidence)
	}
	for i := range changes {
		if c := &changes[i]; !c.told {
			p.change(out, c)
		}
	}
}

// bankChange is a change of a person's bank details on its way to a page.
type bankChange struct {
	dossier.BankChange
	record  *muster.Observation
	release *muster.Observation // nil while it waits
	told    bool                // by the card of a finding
}

type bankChanges []bankChange

// bankChanges are the last change of a person's bank details that waits, and those
// that two people released in a pay run.
func (p *subject) bankChanges(since muster.Time) (list bankChanges) {
	if p.answer.Status == muster.StatusAccount {
		return nil
	}
	records, waits := p.observations(), false
	for _, c := range dossier.BankChanges(records) {
		one := bankChange{BankChange: c, record: &records[c.Record]}
		if c.Released >= 0 {
			one.release = &records[c.Released]
		}
		if c.At.Before(since) || one.release == nil && waits {
			continue
		}
		waits = waits || one.release == nil
		list = append(list, one)
	}
	return list
}

// cited is the change that waits which a finding rests on, nil where it rests on
// none.
func (l bankChanges) cited(f *muster.Finding) *bankChange {
	at := slices.IndexFunc(l, func(c bankChange) bool {
		return c.release == nil && slices.ContainsFunc(f.Evidence, func(e muster.Evidence) bool { return e.Observation == c.record.ID })
	})
	if at < 0 {
		return nil
	}
	return &l[at]
}

func changedOn(at muster.Time) string {
	return "The bank details were changed on " + at.Dated().String()
}

// change puts a change that no finding is about on the page.
func (p *subject) change(out *web.Payroll, c *bankChange) {
	a := web.PayAdvice{ID: c.record.ID.String(), What: changedOn(c.At) + ", and nobody has verified them.", Rival: bankRival, Do: bankAsk, NewAt: c.At, Change: true}
	if c.release != nil {
		a.What, a.Released = changedOn(c.At)+".", true
		a.Settled = &web.Decision{What: "Two people released this account in a pay run.", At: c.release.Recorded.UTC()}
		if by, ok := c.release.Data.(*muster.BankDetails); ok {
			a.Settled.By = string(by.Recorded.By)
		}
	}
	p.say(out, &a, []muster.Evidence{{Observation: c.record.ID, Place: c.record.Place, Source: c.record.Source}})
}

// What is said first of a change of bank details, and what settles it.
const (
	bankRival = "Somebody else may be diverting this person's pay: they may be honest, and know nothing of the change."
	bankAsk   = "Ask the person, by a number or in a meeting that was on file before the change. In a pay run a second person releases the account."
)

// say puts a piece of advice where it belongs, with the account and the source of
// the record that it rests on.
func (p *subject) say(out *web.Payroll, a *web.PayAdvice, rests []muster.Evidence) {
	a.Person, a.May = p.self(), web.Allowed(p.record.May)
	if s := p.settled(casework.SettledPay, a.ID); s != nil {
		a.Settled = s
	}
	if account := p.record.Fields[casework.FieldBank]; account.Sight != casework.Hidden {
		a.Account = account.Text
	}
	for i := range p.record.Said {
		if s := &p.record.Said[i]; s.Field == casework.FieldBank && slices.ContainsFunc(rests, func(e muster.Evidence) bool { return e.Observation == s.Observation }) {
			a.Account = s.Text
		}
	}
	if p.evidence == casework.Clear && len(rests) > 0 {
		a.Source = sourceOf(&rests[0].Place, rests[0].Source)
	}
	switch {
	case a.Settled != nil:
		out.Settled = append(out.Settled, *a)
	case a.Change:
		out.Changes = append(out.Changes, *a)
	default:
		out.FirstPay = append(out.FirstPay, *a)
	}
}

// sharedAccount is the rule that sees one account under several people.
const sharedAccount muster.FlagID = "PAY-02"

// duplicates lists accounts that several people are paid on, each once.
func (s *Server) duplicates(ctx context.Context, out *web.Payroll, q web.WorkQuery) (web.Listing, error) {
	seen := map[muster.ArtefactID]bool{}
	var holders [][]muster.SubjectID // of each account
	at, err := s.advised(ctx, casework.PayrollView, assess.Filter{Flag: sharedAccount}, q, func(p *subject) error {
		for i := range p.answer.Findings {
			f := &p.answer.Findings[i]
			if f.Flag != sharedAccount || f.Join == nil || len(f.Join.Artefacts) == 0 || seen[f.Join.Artefacts[0]] {
				continue
			}
			seen[f.Join.Artefacts[0]] = true
			one := web.Duplicate{Rival: f.Rival}
			if _, one.Account = p.value(f.Join.Artefacts[0]); one.Account == "" {
				one.Account = "hidden"
			}
			if d := s.detectors[sharedAccount]; one.Rival == "" && d != nil && len(d.Manual.Innocent) > 0 {
				one.Rival = d.Manual.Innocent[0]
			}
			for _, id := range f.Subjects {
				one.People = append(one.People, p.other(id))
			}
			holders = append(holders, f.Subjects[:min(len(f.Subjects), muster.MaxOthers)])
			out.Duplicates = append(out.Duplicates, one)
		}
		return nil
	})
	if err != nil {
		return at, err
	}
	runs, err := s.lastRuns(ctx, holders)
	for i := range runs {
		out.Duplicates[i].Run = runs[i]
	}
	slices.SortStableFunc(out.Duplicates, func(a, b web.Duplicate) int { return cmp.Compare(b.Run.Micros, a.Run.Micros) })
	return at, err
}

// lastRuns is, for each of several accounts, the last day on which two or more of
// its holders were paid: the pay run in which it stands several times.
func (s *Server) lastRuns(ctx context.Context, holders [][]muster.SubjectID) ([]muster.Time, error) {
	paid := map[muster.SubjectID][]int64{} // days since 1970, the last first
	err := s.store.View(ctx, s.config.Organisation, func(tx *store.Tx) error {
		everybody := slices.Compact(slices.Sorted(slices.Values(slices.Concat(holders...))))
		return tx.Shared(everybody, func(w store.Whole) error {
			var days []int64
			for i := range w.Observations {
				if p, ok := w.Observations[i].Data.(*muster.Payment); ok {
					if at := cmp.Or(p.Paid, w.Observations[i].Happened); !at.IsZero() {
						days = append(days, at.UTC().Unix()/(24*60*60))
					}
				}
			}
			slices.SortFunc(days, func(a, b int64) int { return cmp.Compare(b, a) })
			paid[w.ID] = slices.Compact(days)
			return nil
		})
	})
	last := make([]muster.Time, len(holders))
	var all []int64
	for i, people := range holders {
		all = all[:0]
		for _, id := range people {
			all = append(all, paid[id]...)
		}
		slices.SortFunc(all, func(a, b int64) int { return cmp.Compare(b, a) })
		for k := 1; k < len(all); k++ {
			if all[k] == all[k-1] { // each of them has a day once
				last[i] = dateOf(time.Unix(all[k]*24*60*60, 0))
				break
			}
		}
	}
	return last, err
}

// settled is what came of advice, nil while nothing did.
func (p *subject) settled(kind, id string) *web.Decision {
	for _, s := range p.record.Settlements {
		if s.Kind == kind && s.ID == id && s.Outcome != "open" {
			outcomes := web.PayOutcomes()
			if kind == casework.SettledShipment {
				outcomes = web.ShipmentOutcomes()
			}
			return &web.Decision{What: optionLabel(outcomes, s.Outcome), Reason: s.Reason, By: s.By, At: s.At}
		}
	}
	return nil
}
