package casework

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"muster"
)

// StepUpSeen is a step-up with what became of its check.
type StepUpSeen struct {
	StepUp
	CheckState CheckState
	Outcome    muster.CheckOutcome
	Given      *Check  // the check, as the actor may see it; only where one step-up is read
	May        Allowed // what the actor may do about the account
}

// Open reports whether the check is still due.
func (s *StepUpSeen) Open() bool { return s.CheckState == CheckRequested }

// StepUpQuery says which step-ups are asked for. Empty fields choose all.
type StepUpQuery struct {
	State string             // one of the states of a step-up
	Group string             // asked in this group
	Only  []muster.SubjectID // about these accounts
	After string             // the id of the last one of the page before
	Limit int                // 0 and above 200: 200
}

// maxStepUps is how many step-ups one page reads.
const maxStepUps = 200

// StepUps lists step-ups for somebody who may see those accounts: appeals that
// wait first, then the latest. more says that there are further ones.
func (d *Desk) StepUps(ctx context.Context, who *Actor, q StepUpQuery) (list []StepUpSeen, more bool, err error) {
	if q.Limit <= 0 || q.Limit > maxStepUps {
		q.Limit = maxStepUps
	}
	err = d.view(ctx, who, func(r *reading) (err error) {
		list, more, err = r.stepUps(&q)
		return err
	})
	return list, more, err
}

func (r *reading) stepUps(q *StepUpQuery) (out []StepUpSeen, more bool, err error) {
	if !r.desk.table.somewhere(r.who, StepUpView) {
		return nil, false, refusal(StepUpView)
	}
	list, err := r.chosen(q)
	if err != nil {
		return nil, false, err
	}
	slices.SortStableFunc(list, func(a, b StepUp) int {
		waits := func(s *StepUp) int {
			if s.State() == StepUpAppealed {
				return 0
			}
			return 1
		}
		if by := waits(&a) - waits(&b); by != 0 {
			return by
		}
		return b.Asked.Compare(a.Asked)
	})
	if at := slices.IndexFunc(list, func(s StepUp) bool { return s.ID == q.After }); at >= 0 {
		list = list[at+1:]
	}
	var subjects []muster.SubjectID
	for i := range list {
		subjects = append(subjects, list[i].Subject)
	}
	look, err := r.lookMany(subjects)
	if err != nil {
		return nil, false, err
	}
	for i := range list {
		a, err := look.at(list[i].Subject)
		if err != nil {
			return nil, false, err
		}
		if a == nil || !r.desk.table.Allows(r.who, StepUpView, a.Scope, a.own) {
			continue
		}
		if len(out) == q.Limit {
			return out, true, nil
		}
		out = append(out, r.seen(&list[i], look.checks[list[i].Subject], a))
	}
	return out, false, nil
}

func (r *reading) seen(s *StepUp, had []Check, a *about) StepUpSeen {
	one := StepUpSeen{StepUp: *s, May: r.desk.table.Allowed(r.who, a.Scope, a.own)}
	if at := slices.IndexFunc(had, func(c Check) bool { return c.ID == s.Check }); at >= 0 {
		one.CheckState, one.Outcome = had[at].State, had[at].Outcome
	}
	return one
}

func (r *reading) chosen(q *StepUpQuery) ([]StepUp, error) {
	var list []StepUp
	var err error
	switch {
	case len(q.Only) > 0:
		by, err := stepUps().ofEach(r.tx, "id <> ''", q.Only)
		for _, id := range q.Only {
			list = append(list, by[id]...)
		}
		if err != nil {
			return nil, err
		}
	case q.State != "":
		list, err = stepUps().list(r.tx, "state = $2", q.State)
	case q.Group != "":
		list, err = stepUps().list(r.tx, "file = $2", q.Group)
	default:
		list, err = stepUps().all(r.tx)
	}
	return slices.DeleteFunc(list, func(s StepUp) bool {
		return q.State != "" && s.State() != q.State || q.Group != "" && s.Group != q.Group
	}), err
}

// StepUp reads one step-up.
func (d *Desk) StepUp(ctx context.Context, who *Actor, id string) (*StepUpSeen, error) {
	var out *StepUpSeen
	err := d.view(ctx, who, func(r *reading) error {
		s, err := stepUps().get(r.tx, id)
		if err != nil {
			return err
		}
		a, err := r.person(s.Subject, StepUpView)
		if err != nil {
			return notFound("step-up")
		}
		had, err := r.checks(a)
		if err != nil {
			return err
		}
		one := r.seen(s, had, a)
		if at := slices.IndexFunc(had, func(c Check) bool { return c.ID == s.Check }); at >= 0 {
			one.Given = &had[at]
		}
		out = &one
		return nil
	})
	return out, err
}

// StatementPart is a heading of a statement of reasons with its paragraphs.
type StatementPart struct {
	Title string   `json:"title"`
	Says  []string `json:"says"`
}

// checkSays is what is asked, in the words of the one who is asked.
func checkSays(c muster.CheckType) string {
	switch c {
	case muster.CheckLiveInterview:
		return "a short live conversation before a camera"
	case muster.CheckReverify:
		return "the identity check done when the account was opened, once more"
	case muster.CheckIdentity:
		return "an identity check"
	case muster.CheckSamePerson:
		return "a check that the account is still used by the person who opened it"
	case muster.CheckBankName:
		return "the bank's confirmation of the name on your payout account"
	}
	return strings.ReplaceAll(string(c), "_", " ")
}

// statementDay is how a statement writes a day.
const statementDay = "2 January 2006"

// Statement is the statement of reasons for the account's holder: what is
// asked, the facts and the rule it rests on, whether machines took part, and
// how to object. It holds nobody else's data.
func (s *StepUp) Statement() []StatementPart {
	day := func(t time.Time) string { return t.UTC().Format(statementDay) }
	parts := []StatementPart{
		{"What is asked", []string{
			fmt.Sprintf("On %s you were asked for this check: %s. Please do it by %s.", day(s.Asked), checkSays(s.Type), day(s.Due)),
			"Nothing else changes: this request closes no account, stops no payout and lowers no ranking. You may ask for another way to do the check, without giving a reason.",
		}},
		{"What it rests on", s.factWords()},
		{"Why a person asked", []string{s.Reason}},
		{"The rule", []string{s.Ground}},
		{"Whether machines took part", []string{
			"A program compared records and showed the facts above. A person looked at them and decided to ask. No decision about you was made by a program.",
		}},
		{"If you object", []string{
			fmt.Sprintf("You may appeal until %s, free of charge and in your own words, by answering the message that brought you this. Somebody other than who asked answers within %d days. If nobody does, the request is taken back.", day(s.Until), s.Days),
			"You may also turn to a body for the settlement of disputes outside court where the law where you live provides one, to the authority for data protection, and to a court.",
		}},
	}
	if a := s.Appeal; a != nil {
		says := []string{"You appealed on " + day(a.At.UTC()) + ": " + a.Text}
		switch a.Outcome {
		case AppealStands:
			says = append(says, "Answered on "+day(a.Answered)+": the check stays due. "+a.Answer)
		case AppealWithdrawn:
			says = append(says, "Answered on "+day(a.Answered)+": the request is taken back. "+a.Answer)
		case AppealLapsed:
			says = append(says, "Nobody answered in time, so the request was taken back on "+day(a.Answered)+".")
		default:
			says = append(says, "The answer is due by "+day(a.Due)+".")
		}
		parts = append(parts, StatementPart{"Your appeal", says})
	}
	return parts
}

func (s *StepUp) factWords() []string {
	var out []string
	for _, f := range s.Facts {
		var kinds []string
		for _, k := range f.Records {
			kinds = append(kinds, strings.ReplaceAll(k, "_", " "))
		}
		says := f.Says
		if !f.At.IsZero() {
			says += " (" + f.At.UTC().Format(statementDay) + ")"
		}
		says += "."
		if len(kinds) > 0 {
			says += " Seen in your account's own records: " + strings.Join(kinds, ", ") + "."
		}
		if f.Shared > 0 {
			says += fmt.Sprintf(" How many other accounts it concerns: %d. Who they are is not told to you, nor you to them.", f.Shared)
		}
		if f.Rival != "" {
			says += " There may be a simple explanation, such as: " + f.Rival
		}
		out = append(out, says)
	}
	return out
}
