package server

import (
	"context"
	"fmt"

	"github.com/govalues/decimal"
	"golang.org/x/text/currency"
	"golang.org/x/text/language"

	"muster"
	"muster/casework"
	"muster/ingest/bankfile"
	"muster/payrun"
	"muster/web"
)

// payDesk is the desk for pay runs of this installation.
func (s *Server) payDesk() *PayDesk {
	return &PayDesk{Store: s.store, Desk: s.desk, Organisation: s.config.Organisation, Now: s.now}
}

// PayRuns lists the runs the viewer may see.
func (s *Server) PayRuns(ctx context.Context) (*web.PayRuns, error) {
	v, err := s.look(ctx, casework.PayrollView)
	if err != nil {
		return nil, err
	}
	list, err := s.desk.PayRuns(ctx, v.actor)
	if err != nil {
		return nil, err
	}
	out := &web.PayRuns{}
	for i := range list {
		row, err := v.payRunRow(&list[i])
		if err != nil {
			return nil, err
		}
		out.Rows = append(out.Rows, row)
	}
	if len(v.entities) > 0 && v.mayOf("")[casework.PayrollSettle] {
		out.Entities = append(out.Entities, web.Option{Label: "The whole organisation"})
	}
	for _, e := range v.entities {
		if v.mayOf(e.ID)[casework.PayrollSettle] {
			out.Entities = append(out.Entities, web.Option{Value: e.ID, Label: e.Title})
		}
	}
	return out, nil
}

// mayOf is what the viewer may do about the runs of an entity.
func (v *viewing) mayOf(entity string) web.Allowed {
	may := web.Allowed{}
	for _, a := range []casework.Action{casework.PayrollView, casework.PayrollSettle, casework.PayWithholding} {
		may[a] = v.server.desk.Permissions().Allows(v.actor, a, casework.Scope{Entity: entity}, false)
	}
	return may
}

// holidays are an entity's days on which nobody works.
func (v *viewing) holidays(entity string) []string {
	for i := range v.entities {
		if v.entities[i].ID == entity {
			return v.entities[i].Holidays
		}
	}
	return nil
}

// titleOf is what people call an entity; where it is not known, its id.
func (v *viewing) titleOf(entity string) string {
	for i := range v.entities {
		if v.entities[i].ID == entity {
			return v.entities[i].Title
		}
	}
	return entity
}

// payRunRow is a run as lists show it.
func (v *viewing) payRunRow(r *casework.PayRunSeen) (web.PayRunRow, error) {
	row := web.PayRunRow{
		ID: r.ID, File: r.File, Payments: r.Payments, Shown: len(r.Lines), Open: len(r.Open), Unreleased: len(r.Unreleased),
		PayDay: r.PayDay, At: r.At, By: r.By, Exported: r.Exported,
	}
	row.Entity = v.titleOf(r.Entity)
	waiting, err := waitingOf(r)
	if err != nil {
		return row, err
	}
	for _, t := range r.Totals {
		row.Totals = append(row.Totals, web.PayTotal{Currency: t.Currency, Amount: t.Amount, Shown: t.Shown, Waiting: waiting[t.Currency].String(), Note: v.unstated(t.Currency, r.Entity)})
	}
	return row, nil
}

// unstated is what is known of the currency of a run whose file states none: that
// of the country of its legal entity, which nobody said these amounts are in.
func (v *viewing) unstated(stated, entity string) string {
	if stated != "" {
		return ""
	}
	for i := range v.entities {
		region, err := language.ParseRegion(v.entities[i].Country)
		if v.entities[i].ID != entity || err != nil {
			continue
		}
		if unit, ok := currency.FromRegion(region); ok {
			return "currency not stated; " + v.entities[i].Title + " is where " + unit.String() + " is paid"
		}
	}
	return "currency not stated"
}

// waitingOf is what nobody has decided on, by currency.
func waitingOf(r *casework.PayRunSeen) (map[string]decimal.Decimal, error) {
	waiting, open := map[string]decimal.Decimal{}, map[int]bool{}
	for _, n := range r.Open {
		open[n] = true
	}
	for i := range r.Lines {
		l := &r.Lines[i]
		if !open[l.Line] {
			continue
		}
		amount, err := decimal.Parse(l.Amount)
		if err == nil {
			waiting[l.Currency], err = waiting[l.Currency].Add(amount)
		}
		if err != nil {
			return nil, err
		}
	}
	return waiting, nil
}

// PayRun is one run with a page of its lines.
func (s *Server) PayRun(ctx context.Context, q web.PayRunQuery) (*web.PayRun, error) {
	v, err := s.look(ctx, casework.PayrollView)
	if err != nil {
		return nil, err
	}
	r, err := s.desk.PayRun(ctx, v.actor, q.Run)
	if err != nil {
		return nil, noRun(err)
	}
	now := s.now()
	out := &web.PayRun{Format: "Payroll table", SubmitBy: payrun.SubmitBy(r.Format, r.PayDay, v.holidays(r.Entity)), Now: muster.Date(now.Year(), now.Month(), now.Day()), May: v.mayOf(r.Entity)}
	if f := bankfile.Format(r.Format); r.Format != "table" {
		out.Format = f.Words()
	}
	if out.PayRunRow, err = v.payRunRow(r); err != nil {
		return nil, err
	}
	waits := map[int]bool{}
	for _, n := range append(r.Open, r.Unreleased...) {
		waits[n] = true
	}
	for i := range r.Lines {
		l := &r.Lines[i]
		if q.Kind == "" && !waits[l.Line] {
			continue
		}
		out.Total++
		if l.Line <= q.After || out.Next != 0 {
			continue
		}
		if q.Limit > 0 && len(out.Lines) == q.Limit {
			out.Next = out.Lines[len(out.Lines)-1].Line
			continue
		}
		out.Lines = append(out.Lines, v.payRunLine(r, l))
	}
	for i := range out.Lines {
		out.Lines[i].May = out.May
	}
	return out, nil
}

func (v *viewing) payRunLine(r *casework.PayRunSeen, l *casework.PayLine) web.PayRunLine {
	out := web.PayRunLine{
		Run: r.ID, Line: l.Line, Payee: l.Payee, Amount: l.Amount, Currency: l.Currency, Account: payrun.Masked(&l.To), Proposal: l.Proposal, Basis: r.Bases[l.Subject], Note: v.unstated(l.Currency, r.Entity),
	}
	if l.Subject != "" {
		out.Person = v.refTo(l.Subject)
	}
	if l.Last != nil {
		out.Last = payrun.Masked(l.Last)
	}
	for _, reason := range l.Reasons {
		out.Reasons = append(out.Reasons, web.PayRunReason{Says: reason.Says, Rival: reason.Rival, Settles: reason.Settles, Change: payrun.Code(reason.Code).Changes()})
	}
	if d, done := r.Decided[l.Line]; done {
		what := web.PayChoice(d.Choice)
		if d.SameDay != (muster.PayTo{}) {
			what += " Account: " + payrun.Masked(&d.SameDay) + "."
		}
		out.Decided = &web.Decision{What: what, Reason: d.Reason, By: d.By, At: d.At}
		out.Waits, out.Mine = d.Alone(), d.IsOf(v.actor)
		if d.Second != nil {
			out.Second = &web.Decision{What: "Released by a second person.", Reason: d.Second.Reason, By: d.Second.By, At: d.Second.At}
		}
	}
	return out
}

// noRun says the same of a run that is elsewhere and of one that is nowhere.
func noRun(err error) error {
	if code := muster.CodeOf(err); code == muster.CodePermission || code == muster.CodeNotFound {
		return &muster.Error{Code: muster.CodeNotFound, Message: "There is no such pay run.", Hint: "It may be erased, or not among those you work with.", Err: err}
	}
	return err
}

// CheckPayFile looks at a pay file that a browser or a program brings.
func (s *Server) CheckPayFile(ctx context.Context, key string, f web.PayFile) (*web.Receipt, error) {
	actor, err := who(ctx)
	if err != nil {
		return nil, err
	}
	look, err := s.payDesk().Check(ctx, actor, casework.Key(key), f.Name, f.Entity, f.Content)
	if err != nil {
		return nil, err
	}
	s.counters.acts.Add(1)
	says := "Looked at. Nothing in it needs a decision."
	if n := len(look.Run.Open); n > 0 {
		says = "Looked at. The lines below are for a person to decide on; the file was not changed."
	}
	return &web.Receipt{Says: says, Next: "/payroll/runs/" + look.Run.ID}, nil
}

// decidePayLine puts a decision on record, with the account of a payment on the
// same day as it was typed.
func decidePayLine(c *web.DecidePayLine) (*doing, error) {
	word := casework.PayWord{Line: c.Line, Choice: c.Choice, Reason: c.Reason}
	if c.Account != "" {
		var ok bool
		if word.To, ok = payrun.ReadAccount(c.Account); !ok {
			return nil, &muster.Error{Code: muster.CodeUsage, Message: "The account cannot be read whole, or its check digits do not agree.", Hint: "Write an IBAN, or the sort code and the account number."}
		}
	}
	return &doing{act: &casework.DecidePayLines{Run: c.Run, Decisions: []casework.PayWord{word}}, says: fmt.Sprintf("Your decision on line %d is on record.", c.Line)}, nil
}

// exportPayRun has a replacement written. That it can be is seen first, so that
// nothing is entered which did not happen.
func (s *Server) exportPayRun(ctx context.Context, c *web.ExportPayRun) (*doing, error) {
	actor, err := who(ctx)
	if err != nil {
		return nil, err
	}
	seen, err := s.desk.PayRun(ctx, actor, c.Run)
	if err != nil {
		return nil, noRun(err)
	}
	if _, err := s.payDesk().written(ctx, actor, seen); err != nil {
		return nil, err
	}
	return &doing{act: &casework.ExportPayRun{Run: c.Run}, says: "Written as decided, with its totals. The files are on this page."}, nil
}

// PayRunFile gives what an exported run gives.
func (s *Server) PayRunFile(ctx context.Context, run string, sameDay bool) (*web.Attachment, error) {
	actor, err := who(ctx)
	if err != nil {
		return nil, err
	}
	r, err := s.payDesk().Replacement(ctx, actor, run)
	switch {
	case err != nil:
		return nil, noRun(err)
	case sameDay:
		return &web.Attachment{Name: "same_day.csv", Content: r.SameDay}, nil
	case len(r.Content) == 0:
		return nil, &muster.Error{Code: muster.CodeConflict, Message: "Every payment of this run is left out, so there is no file to hand in.", Hint: "Pay from the list of the same day."}
	}
	return &web.Attachment{Name: r.Name, Content: r.Content}, nil
}
