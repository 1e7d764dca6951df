package casework

import (
	"slices"
	"strings"
	"time"

	"muster"
	"muster/policy"
	"muster/store"
)

// StepUp is a check that the holder of a platform account was asked for, with
// the reasons as they were that day and the holder's appeal. It asks and does
// nothing else: no account is closed and no payout stopped by it.
type StepUp struct {
	ID      string           `json:"id"`
	Subject muster.SubjectID `json:"subject"`
	Check   string           `json:"check"` // id of the check asked for
	Type    muster.CheckType `json:"type"`
	Group   string           `json:"group,omitempty"` // the group it was asked in
	Ground  string           `json:"ground"`          // the rule of the platform it rests on
	Reason  string           `json:"reason"`          // why the person who asked did so
	Facts   []StepUpFact     `json:"facts"`
	Asked   time.Time        `json:"asked"`
	By      string           `json:"by"`
	ByUser  UserID           `json:"by_user"`
	Due     time.Time        `json:"due"`   // of the check
	Until   time.Time        `json:"until"` // end of the time to appeal
	Days    int              `json:"days"`  // within which an appeal is answered
	Appeal  *Appeal          `json:"appeal,omitempty"`
}

// StepUpFact is one finding a step-up rests on, as the account's holder may
// read it: from their own records alone, without anybody else's data.
type StepUpFact struct {
	Flag    muster.FlagID `json:"flag"`
	Says    string        `json:"says"`
	At      muster.Time   `json:"at,omitzero"`
	Records []string      `json:"records"` // kinds of the account's own records behind it, such as "bank_details"
	Shared  int           `json:"shared,omitempty"`
	Rival   string        `json:"rival,omitempty"` // an honest explanation
}

// Appeal is what the account's holder says against a step-up, and the answer.
type Appeal struct {
	Text     string      `json:"text"` // their own words
	At       muster.Time `json:"at"`
	Recorded time.Time   `json:"recorded"`
	By       string      `json:"by"` // who took it down
	Due      time.Time   `json:"due"`
	Outcome  string      `json:"outcome,omitempty"` // one of the outcomes of an appeal
	Answer   string      `json:"answer,omitempty"`
	Answered time.Time   `json:"answered,omitzero"`
	Answerer string      `json:"answerer,omitempty"`
}

// The outcomes of an appeal.
const (
	AppealStands    = "stands"    // the check stays due, for the reason given
	AppealWithdrawn = "withdrawn" // the check is taken back
	AppealLapsed    = "lapsed"    // nobody answered in time, so the check was taken back
)

// The states of a step-up.
const (
	StepUpAsked     = "asked"
	StepUpAppealed  = "appealed"  // an appeal waits for its answer
	StepUpAnswered  = "answered"  // the appeal was answered and the check stays due
	StepUpWithdrawn = "withdrawn" // the check was taken back
)

// appealMonths is how long an account's holder may appeal.
const appealMonths = 6

// stepUps: file is the group, due the end of the appeal's clock while it runs,
// else of the check.
func stepUps() shelf[StepUp] {
	return shelf[StepUp]{"step_ups", "step-up", func(s *StepUp) keys {
		k := keys{id: s.ID, subject: s.Subject, file: s.Group, state: s.State(), due: s.Due}
		if k.state == StepUpAppealed {
			k.due = s.Appeal.Due
		}
		return k
	}}
}

// State is where a step-up stands. What the check gave, the check says.
func (s *StepUp) State() string {
	switch {
	case s.Appeal == nil:
		return StepUpAsked
	case s.Appeal.Outcome == "":
		return StepUpAppealed
	case s.Appeal.Outcome == AppealStands:
		return StepUpAnswered
	}
	return StepUpWithdrawn
}

// StepUpChecks lists the checks a step-up may ask for: those by which the
// person before the camera or the desk is seen to be the account's holder.
func StepUpChecks() []muster.CheckType {
	return []muster.CheckType{muster.CheckLiveInterview, muster.CheckReverify, muster.CheckIdentity, muster.CheckSamePerson, muster.CheckBankName}
}

// AskStepUp asks the holder of a platform account for a check. It rests on what
// is found in the account's records on that day, and on nothing else: where
// nothing counts, nothing may be asked.
type AskStepUp struct {
	Subject muster.SubjectID `json:"subject"`
	Type    muster.CheckType `json:"type"`
	Group   string           `json:"group,omitempty"` // the group whose page it is asked on
	Ground  string           `json:"ground"`          // the rule of the platform it rests on, as its terms name it
	Reason  string           `json:"reason"`          // told to the account's holder
	Due     time.Time        `json:"due,omitzero"`    // empty: in five working days
}

// Name is the kind of the act's ledger entry.
func (a *AskStepUp) Name() string { return "stepup.ask" }

func (a *AskStepUp) check() error {
	if strings.TrimSpace(a.Ground) == "" {
		return usage("ground: the rule it rests on is missing", "name the rule as the platform's terms do, such as: terms of service, section 4, who may use an account")
	}
	return first(subjectID(a.Subject), oneOf("type", a.Type, StepUpChecks()...), reason(a.Reason), line("ground", a.Ground), neutral("ground", a.Ground), words("group", a.Group))
}

func (a *AskStepUp) perform(in *act) error {
	about, err := in.about(a.Subject)
	if err != nil {
		return err
	}
	if err := in.allow(StepUpAsk, about.Scope, about.own); err != nil {
		return err
	}
	if !slices.ContainsFunc(about.observations, func(o muster.Observation) bool { return o.Kind() == muster.KindAccount }) {
		return usage("this is no account on a platform", "ask for a check on the person's page")
	}
	waiting, err := stepUps().list(in.tx, "subject = $2 and state in ('asked', 'appealed', 'answered')", string(a.Subject))
	if err != nil {
		return err
	}
	for i := range waiting {
		c, err := checks().find(in.tx, waiting[i].Check)
		if err != nil {
			return err
		}
		if c != nil && c.State == CheckRequested {
			return conflict("this account was asked for a check already", "wait for what it gives")
		}
	}
	facts, err := in.stepUpFacts(about)
	if err != nil {
		return err
	}
	if len(facts) == 0 {
		return conflict("nothing counts against this account, so there is no reason to state", "let it be; what somebody else saw belongs on record as a report first")
	}
	s := &StepUp{Subject: a.Subject, Type: a.Type, Group: a.Group, Ground: a.Ground, Reason: a.Reason, Facts: facts, Asked: in.now(), By: in.who.Name, ByUser: in.who.User, Until: in.now().AddDate(0, appealMonths, 0)}
	if s.Days, err = settingNumber(in.tx, SettingAppealDays); err != nil {
		return err
	}
	ask := &RequestCheck{Subject: a.Subject, Type: a.Type, Code: CodeFinding, Reason: a.Reason, Due: a.Due}
	if err := ask.ask(in); err != nil {
		return err
	}
	s.Check = in.made
	c, err := checks().get(in.tx, s.Check)
	if err != nil {
		return err
	}
	s.Due = c.Due
	if s.ID, err = in.newID("U"); err != nil {
		return err
	}
	in.made = s.ID
	return stepUps().add(in, s)
}

// counting are the findings that put an account above clear today, by the policy
// in force, with the checks on record and what people explained; none where
// nothing is due.
func (in *act) counting(about *about) ([]muster.Finding, error) {
	list, err := in.tx.FindingsOf(about.ID)
	if err != nil {
		return nil, err
	}
	standing, err := standingOf(in.tx, about.ID)
	if err != nil {
		return nil, err
	}
	p, err := in.desk.policyNow(in.tx)
	if err != nil {
		return nil, err
	}
	had, err := checks().of(in.tx, about.ID)
	if err != nil {
		return nil, err
	}
	var past []muster.PastCheck
	for _, one := range about.pastChecks(had) {
		past = append(past, one.PastCheck)
	}
	a := standing.Assess(policy.WithDeclared(p, in.desk.declared), list, past...)
	if a.Level == muster.Clear {
		return nil, nil
	}
	list = slices.DeleteFunc(list, func(f muster.Finding) bool {
		return !slices.ContainsFunc(a.Contributions, func(c muster.Contribution) bool { return c.Finding == f.Key && c.Counted })
	})
	slices.SortStableFunc(list, func(a, b muster.Finding) int { return b.Strength - a.Strength })
	return list, nil
}

// stepUpFacts tells what counts against an account from its own records.
func (in *act) stepUpFacts(about *about) ([]StepUpFact, error) {
	list, err := in.counting(about)
	if err != nil {
		return nil, err
	}
	subject := about.ID
	var out []StepUpFact
	for i := range list {
		f := &list[i]
		fact := StepUpFact{Flag: f.Flag, Says: f.Title, At: f.ObservedAt, Rival: firstSentence(f.Rival), Records: []string{}}
		for _, e := range f.Evidence {
			if kind := string(e.Kind); e.Subject == subject && !slices.Contains(fact.Records, kind) {
				fact.Records = append(fact.Records, kind)
			}
		}
		if f.Join != nil {
			fact.Shared = max(0, f.Join.SharedBy-1)
		}
		out = append(out, fact)
	}
	return out, nil
}

// firstSentence leaves out what follows an explanation: advice to whoever looks.
func firstSentence(s string) string {
	if at := strings.Index(s, ". "); at >= 0 {
		return s[:at+1]
	}
	return s
}

// AppealStepUp takes an appeal down in the words of the account's holder and
// starts its clock.
type AppealStepUp struct {
	StepUp string      `json:"step_up"`
	Text   string      `json:"text"`
	At     muster.Time `json:"at"` // the day they said it
}

// Name is the kind of the act's ledger entry.
func (a *AppealStepUp) Name() string { return "stepup.appeal" }

func (a *AppealStepUp) check() error {
	if strings.TrimSpace(a.Text) == "" || a.At.Precision < muster.PrecisionDay {
		return usage("say what the account's holder said, and on which day", "write it in their own words")
	}
	return words("appeal", a.Text)
}

func (a *AppealStepUp) perform(in *act) error {
	s, err := in.stepUp(a.StepUp, StepUpAppeal)
	if err != nil {
		return err
	}
	switch {
	case s.Appeal != nil:
		return conflict("an appeal is on record already", "a complaint can be taken down on the account's own page")
	case a.At.UTC().After(in.now().Add(24 * time.Hour)):
		return usage("at: this day is still to come", "record the appeal when it was made")
	case a.At.UTC().After(s.Until):
		return conflict("the time to appeal has ended", "take it down as a complaint on the account's own page")
	}
	s.Appeal = &Appeal{Text: a.Text, At: a.At, Recorded: in.now(), By: in.who.Name, Due: in.now().AddDate(0, 0, s.Days)}
	return stepUps().put(in, s)
}

// AnswerAppeal answers an appeal. Whoever asked for the check does not answer,
// and no program does.
type AnswerAppeal struct {
	StepUp  string `json:"step_up"`
	Outcome string `json:"outcome"` // stands or withdrawn
	Answer  string `json:"answer"`  // told to the account's holder
}

// Name is the kind of the act's ledger entry.
func (a *AnswerAppeal) Name() string { return "stepup.answer" }

func (a *AnswerAppeal) check() error {
	return first(reason(a.Answer), oneOf("outcome", a.Outcome, AppealStands, AppealWithdrawn))
}

func (a *AnswerAppeal) perform(in *act) error {
	s, err := in.stepUp(a.StepUp, StepUpAnswer)
	if err != nil {
		return err
	}
	if err := in.named(); err != nil {
		return err
	}
	switch {
	case s.State() != StepUpAppealed:
		return conflict("no appeal waits for an answer", "open the page again")
	case s.ByUser == in.who.User:
		return conflict("you asked for this check yourself", "somebody else answers the appeal")
	}
	return in.answer(s, a.Outcome, a.Answer, in.who.Name)
}

// answer closes an appeal; what is withdrawn is no longer asked for.
func (in *act) answer(s *StepUp, outcome, words, by string) error {
	s.Appeal.Outcome, s.Appeal.Answer, s.Appeal.Answered, s.Appeal.Answerer = outcome, words, in.now(), by
	if outcome != AppealStands {
		c, err := checks().find(in.tx, s.Check)
		if err != nil {
			return err
		}
		if c != nil && c.State == CheckRequested {
			c.State = CheckCancelled
			if err := checks().put(in, c); err != nil {
				return err
			}
		}
	}
	return stepUps().put(in, s)
}

// stepUp finds a step-up for somebody who may do something about it.
func (in *act) stepUp(id string, may Action) (*StepUp, error) {
	s, err := stepUps().get(in.tx, id)
	if err != nil {
		return nil, err
	}
	about, err := in.about(s.Subject)
	if err != nil {
		return nil, err
	}
	in.made = s.ID
	return s, in.allow(may, about.Scope, about.own)
}

// lapseAppeals takes back what was asked where nobody answered the appeal in
// time: the clock runs for the account's holder.
func (d *Desk) lapseAppeals(tx *store.Tx) (n int, err error) {
	list, err := stepUps().list(tx, "state = 'appealed' and due < $2", tx.Now())
	if err != nil {
		return 0, err
	}
	for i := range list {
		s := &list[i]
		in := &act{desk: d, tx: tx, who: &Actor{}, allowed: true}
		if err := in.answer(s, AppealLapsed, "", ""); err != nil {
			return n, err
		}
		if err := in.enterSystem("stepup.lapsed", s.Subject, s.ID, "nobody answered the appeal in time, so the check was taken back"); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}
