package server

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"muster"
	"muster/assess"
	"muster/casework"
	"muster/report"
	"muster/web"
)

// holdsAccounts reports whether there are accounts of a platform at all: where
// there are none, nothing is said of them.
func (s *Server) holdsAccounts() bool {
	f := assess.Filter{Statuses: []muster.Status{muster.StatusAccount}, Limit: 1}
	return s.live.now().List(&f).Total > 0
}

// Accounts is a page of the queue.
func (s *Server) Accounts(ctx context.Context, q web.AccountQuery) (*web.Accounts, error) {
	v, err := s.look(ctx, casework.StepUpView)
	if err != nil {
		return nil, err
	}
	query := web.PeopleQuery{Words: q.Words, Level: q.Level, Status: muster.StatusAccount, Sort: "level", After: q.After}
	f := v.filter(&query)
	page := v.live.List(&f)
	all := assess.Filter{Statuses: []muster.Status{muster.StatusAccount}, Limit: 1}
	v.within(&all)
	out := &web.Accounts{Total: page.Total, All: v.live.List(&all).Total, Next: string(page.Cursor())}
	if out.Rows, err = v.accountRows(ctx, page.Rows); err != nil {
		return nil, err
	}
	waiting, _, err := s.desk.StepUps(ctx, v.actor, casework.StepUpQuery{State: casework.StepUpAppealed})
	out.Appeals = len(waiting)
	return out, err
}

// accountRows are rows of the index as the queue and a ring show them.
func (v *viewing) accountRows(ctx context.Context, rows []assess.Row) ([]web.AccountRow, error) {
	decided, err := v.server.settledLevels(ctx, idsOf(rows))
	if err != nil {
		return nil, err
	}
	asked, err := v.asked(ctx, idsOf(rows))
	if err != nil {
		return nil, err
	}
	out := make([]web.AccountRow, 0, len(rows))
	for i := range rows {
		r := &rows[i]
		if a, ok := decided[r.Subject]; ok {
			r.Level, r.Families = a.Level, a.Families
		}
		row := web.AccountRow{Person: v.ref(r), Opened: r.Started, Verified: !r.Verified.IsZero(), Asked: asked[r.Subject]}
		if row.Person.Level != "" {
			row.Why = v.why(r)
		}
		for _, id := range r.Groups {
			if g, ok := v.live.Heading(id); ok && v.seesAll(&g) && len(g.Members) > row.Beside {
				row.Group, row.Beside = id, len(g.Members)
			}
		}
		out = append(out, row)
	}
	return out, nil
}

// asked is the last step-up of each of some accounts.
func (v *viewing) asked(ctx context.Context, ids []muster.SubjectID) (map[muster.SubjectID]*web.Asked, error) {
	out := map[muster.SubjectID]*web.Asked{}
	if len(ids) == 0 {
		return out, nil
	}
	for some := range slices.Chunk(ids, 200) {
		list, _, err := v.server.desk.StepUps(ctx, v.actor, casework.StepUpQuery{Only: some})
		if err != nil {
			return nil, err
		}
		slices.SortStableFunc(list, func(a, b casework.StepUpSeen) int { return a.Asked.Compare(b.Asked) })
		for i := range list {
			one := &list[i]
			out[one.Subject] = &web.Asked{ID: one.ID, Says: checkLabel(one.Type) + ": " + lower(stepUpState(one)), Open: one.Open()}
		}
	}
	return out, nil
}

func lower(s string) string { return strings.ToLower(s[:min(1, len(s))]) + s[min(1, len(s)):] }

// stepUpState says where a step-up stands.
func stepUpState(s *casework.StepUpSeen) string {
	switch {
	case s.State() == casework.StepUpAppealed:
		return "Appeal waits for its answer"
	case s.CheckState == casework.CheckRecorded && s.Outcome == muster.OutcomePassed:
		return "Passed"
	case s.CheckState == casework.CheckRecorded:
		return "Done, not passed"
	case s.CheckState == casework.CheckCancelled || s.State() == casework.StepUpWithdrawn:
		return "Taken back"
	case s.State() == casework.StepUpAnswered:
		return "Appeal answered, still due"
	}
	return "Due"
}

// Ring is one group with everybody in it.
func (s *Server) Ring(ctx context.Context, id string) (*web.Ring, error) {
	v, err := s.look(ctx, casework.GroupView)
	if err != nil {
		return nil, err
	}
	g, err := v.visible(ctx, id)
	if errors.Is(err, assess.ErrUnknown) {
		return nil, &muster.Error{Code: muster.CodeNotFound, Message: "There is no such ring.", Hint: "Its accounts may have been told apart since, or are not among those you work with."}
	}
	if err != nil {
		return nil, err
	}
	out := &web.Ring{ID: id, Title: report.Count(len(g.Members), "account", "accounts") + " whose records share something", Rivals: g.Rivals, May: v.aboutAll(g)}
	rows := make([]assess.Row, 0, len(g.Members))
	part := map[muster.SubjectID]muster.MemberRole{}
	verified := 0
	for _, m := range g.Members {
		r, _ := v.live.Row(m.Subject)
		rows, part[m.Subject] = append(rows, r), m.Role
		verified += boolean(!r.Verified.IsZero())
	}
	if verified > 0 {
		out.WhyNot = append(out.WhyNot, report.Count(verified, "account's identity was", "accounts' identities were")+" verified independently.")
	}
	if out.Rows, err = v.accountRows(ctx, rows); err != nil {
		return nil, err
	}
	for i := range out.Rows {
		out.Rows[i].Part, out.Rows[i].Group = part[out.Rows[i].Person.ID], ""
	}
	slices.SortStableFunc(out.Rows, func(a, b web.AccountRow) int { return b.Person.Level.Rank() - a.Person.Level.Rank() })
	for i := range g.Joints {
		out.Joints = append(out.Joints, v.joint(&g.Joints[i]))
	}
	return out, nil
}

// StepUps lists what holders of accounts were asked for.
func (s *Server) StepUps(ctx context.Context, state, after string) (*web.StepUps, error) {
	v, err := s.look(ctx, casework.StepUpView)
	if err != nil {
		return nil, err
	}
	list, more, err := s.desk.StepUps(ctx, v.actor, casework.StepUpQuery{State: state, After: after, Limit: pageSize})
	if err != nil {
		return nil, err
	}
	out := &web.StepUps{}
	for i := range list {
		out.Rows = append(out.Rows, v.stepUpRow(&list[i]))
	}
	if more {
		out.Next = list[len(list)-1].ID
	}
	return out, nil
}

func (v *viewing) stepUpRow(s *casework.StepUpSeen) web.StepUpRow {
	row := web.StepUpRow{ID: s.ID, Person: v.refTo(s.Subject), Type: s.Type, Asked: s.Asked, By: s.By, State: stepUpState(s)}
	switch {
	case s.State() == casework.StepUpAppealed:
		row.Clock = &web.Clock{Until: s.Appeal.Due, Then: "Then the request is taken back"}
	case s.Open():
		row.Clock = &web.Clock{Until: s.Due, Then: "Nothing happens by itself then"}
	}
	return row
}

// StepUp is one of them with its statement of reasons.
func (s *Server) StepUp(ctx context.Context, id string) (*web.StepUp, error) {
	v, err := s.look(ctx, casework.StepUpView)
	if err != nil {
		return nil, err
	}
	one, err := s.desk.StepUp(ctx, v.actor, id)
	if err != nil {
		return nil, noStepUp(err)
	}
	now := s.now()
	out := &web.StepUp{
		StepUpRow: v.stepUpRow(one), Group: one.Group, Parts: one.Statement(), Until: one.Until, Appealed: one.Appeal != nil, Waits: one.State() == casework.StepUpAppealed,
		Mine: one.ByUser != "" && one.ByUser == v.actor.User, Now: muster.Date(now.Year(), now.Month(), now.Day()), May: web.Allowed(one.May),
	}
	if _, ok := v.live.Group(ctx, one.Group); ok != nil {
		out.Group = ""
	}
	if one.Given != nil {
		out.Check = v.check(one.Given, v.refTo(one.Subject), one.May)
	}
	return out, nil
}

func noStepUp(err error) error {
	if code := muster.CodeOf(err); code == muster.CodePermission || code == muster.CodeNotFound {
		return &muster.Error{Code: muster.CodeNotFound, Message: "There is no such request.", Hint: "It may be erased, or not among those you work with.", Err: err}
	}
	return err
}

// Statement is the statement of reasons as a file.
func (s *Server) Statement(ctx context.Context, id string, asJSON bool) (*web.Attachment, error) {
	actor, err := who(ctx)
	if err != nil {
		return nil, err
	}
	one, err := s.desk.StepUp(ctx, actor, id)
	if err != nil {
		return nil, noStepUp(err)
	}
	parts := one.Statement()
	if asJSON {
		text, err := json.MarshalIndent(struct {
			ID        string                   `json:"id"`
			Account   muster.SubjectID         `json:"account"`
			Asked     string                   `json:"asked"`
			Automated bool                     `json:"decided_by_a_program"`
			Parts     []casework.StatementPart `json:"statement"`
			Facts     []casework.StepUpFact    `json:"facts"`
		}{one.ID, one.Subject, one.Asked.Format("2006-01-02"), false, parts, one.Facts}, "", "  ")
		return &web.Attachment{Name: "statement-" + one.ID + ".json", Content: append(text, '\n')}, err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "Statement of reasons\nAccount %s, reference %s\n", one.Subject, one.ID)
	for _, p := range parts {
		fmt.Fprintf(&b, "\n%s\n", p.Title)
		for _, says := range p.Says {
			fmt.Fprintf(&b, "%s\n", says)
		}
	}
	return &web.Attachment{Name: "statement-" + one.ID + ".txt", Content: []byte(b.String())}, nil
}

// askStepUps asks the holder of each account for the check: one act each, so
// that each has its own entry, its own statement and its own refusal.
func (s *Server) askStepUps(ctx context.Context, actor *casework.Actor, key string, c *web.AskStepUps) (*web.Receipt, error) {
	var out web.Receipt
	var left []string
	var last error
	asked := 0
	for _, id := range c.Accounts {
		act := &casework.AskStepUp{Subject: id, Type: c.Type, Group: c.Group, Ground: c.Ground, Reason: c.Reason, Due: endOf(c.Due)}
		got, err := s.desk.Do(ctx, actor, keyFor(key, id), act)
		switch muster.CodeOf(err) {
		case "":
			asked++
			out.Entry = got.Entry
			s.counters.acts.Add(1)
		case muster.CodeConflict, muster.CodeUsage, muster.CodePermission, muster.CodeNotFound:
			left, last = append(left, string(id)), s.plainly(ctx, actor, act, err)
		default:
			return nil, err
		}
	}
	if asked == 0 {
		return nil, last
	}
	out.Says = "Asked: " + report.Count(asked, "account", "accounts") + ". Each has its statement of reasons below."
	out.Next = "/accounts/stepups"
	if len(left) > 0 {
		some := left[:min(len(left), 5)]
		out.Says += " Left out, because nothing counts against them or they are asked already: " + strings.Join(some, ", ")
		if n := len(left) - len(some); n > 0 {
			out.Says += " and " + report.Count(n, "other", "others")
		}
		out.Says += "."
	}
	if err := s.settleSoon(ctx); err != nil {
		s.log.ErrorContext(ctx, "taking in an act failed", "error", err)
	}
	return &out, nil
}

// keyFor makes of a form's key one for each account, so that the form sent
// twice asks each of them once.
func keyFor(key string, id muster.SubjectID) casework.Key {
	sum := sha256.Sum256([]byte(key + "\x00" + string(id)))
	return casework.Key(hex.EncodeToString(sum[:16]))
}

// trustAct is what is done about appeals.
func (s *Server) trustAct(_ context.Context, _ *casework.Actor, command web.Command) (*doing, error) {
	switch c := command.(type) {
	case *web.AppealStepUp:
		return &doing{act: &casework.AppealStepUp{StepUp: c.StepUp, Text: c.Text, At: c.At}, says: "The appeal is on record. Its clock runs."}, nil
	case *web.AnswerAppeal:
		return &doing{act: &casework.AnswerAppeal{StepUp: c.StepUp, Outcome: c.Outcome, Answer: c.Answer}, says: "The appeal is answered."}, nil
	}
	return nil, nil
}
