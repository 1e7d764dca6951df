package casework

import (
	"time"
)

// The steps that need two people and a waiting time. Stopping pay is not among
// them.
const (
	AdverseDecline       = "decline"
	AdverseWithdraw      = "withdraw_offer"
	AdverseSuspendAccess = "suspend_access"
	AdverseEnd           = "end_work"
	AdverseReport        = "report"
)

// ProposeStep proposes an adverse step. It needs two hypotheses, one of them
// innocent, and a notice to each person; it takes effect when a second person
// signs, after the time to answer and the waiting time.
type ProposeStep struct {
	Case   string `json:"case"`
	Step   string `json:"step"`
	Reason string `json:"reason"`
}

// Name is the kind of the act's ledger entry.
func (a *ProposeStep) Name() string { return "case.propose" }

func (a *ProposeStep) check() error {
	return first(reason(a.Reason), oneOf("step", a.Step, AdverseDecline, AdverseWithdraw, AdverseSuspendAccess, AdverseEnd, AdverseReport))
}

func (a *ProposeStep) perform(in *act) error {
	c, err := in.openCase(a.Case, CasePropose)
	if err != nil {
		return err
	}
	in.subject = c.People[0]
	if err := in.weighed(c); err != nil {
		return err
	}
	waiting, err := pendingStep(in.tx, StepAdverse, c.People[0], c.ID)
	if err != nil {
		return err
	}
	if waiting != "" {
		return conflict("a step of this case waits for a second person", "let it be answered first")
	}
	until, err := in.answerTime(c)
	if err != nil {
		return err
	}
	days, err := settingNumber(in.tx, SettingWaitingDays)
	if err != nil {
		return err
	}
	about, err := in.about(c.People[0])
	if err != nil {
		return err
	}
	if wait := about.Entity.after(in.now(), days); wait.After(until) {
		until = wait
	}
	return in.propose(&Step{Kind: StepAdverse, Subject: c.People[0], Case: c.ID, Detail: a.Step, Reason: a.Reason, Action: CaseSign, Scope: c.Scope, NotBefore: until})
}

// weighed refuses a step in a case without a second hypothesis, or about
// somebody who may be the one harmed.
func (in *act) weighed(c *Case) error {
	list, err := items().list(in.tx, "file = $2", c.ID)
	if err != nil {
		return err
	}
	hypotheses, innocent := 0, false
	for _, i := range list {
		if i.Kind == ItemHypothesis {
			hypotheses++
			innocent = innocent || i.Innocent
		}
	}
	if hypotheses < 2 || !innocent {
		return conflict("the case has fewer than two explanations to weigh", "add the other hypothesis, and say in the reason why the evidence fits one better")
	}
	for _, p := range c.People {
		d, err := openDispute(in.tx, p)
		if err != nil {
			return err
		}
		if d != nil {
			return conflict("the identity is in dispute: its holder may be the one harmed", "settle that first, or close the case as identity in dispute")
		}
	}
	return nil
}

// answerTime returns the end of the time to answer. Everybody concerned must
// have had a notice; an answer on record ends that person's time.
func (in *act) answerTime(c *Case) (until time.Time, err error) {
	for _, p := range c.People {
		n, err := lastNotice(in.tx, p)
		if err != nil {
			return until, err
		}
		if n == nil || n.Sent.IsZero() || n.Until.IsZero() { // told that it is over is not told of a step
			return until, conflict("not everybody concerned was told", "send a notice first; the person's answer belongs on record before anything is decided")
		}
		if len(n.Answers) == 0 && n.Until.After(until) {
			until = n.Until
		}
	}
	return until, nil
}

// stillFair looks again when a step is signed: what the person said or what is
// disputed since may have changed the matter.
func (in *act) stillFair(s *Step) error {
	c, err := cases().get(in.tx, s.Case)
	if err != nil {
		return err
	}
	if c.State != "open" {
		return conflict("this case is closed", "disagree; nothing is left to sign")
	}
	if err := in.weighed(c); err != nil {
		return err
	}
	until, err := in.answerTime(c)
	if err == nil && until.After(in.now()) {
		err = conflict("the person may answer until "+until.Format("2 January 2006 15:04")+" UTC", "sign after that")
	}
	return err
}
