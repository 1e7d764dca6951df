package server

import (
	"context"
	"errors"
	"time"

	"muster"
	"muster/assess"
	"muster/casework"
	"muster/detect"
	"muster/detect/all"
	"muster/dossier"
	"muster/policy"
	"muster/store"
)

// accountTime is how long a platform's request about an account may take before
// it is told that there is no opinion: a sign-up or a payout does not wait.
const accountTime = 100 * time.Millisecond

// Check answers a platform about an account, for programs. Whatever keeps it
// from an answer in time is no opinion and no error, so that nobody is kept
// waiting; what the caller may not see is nobody.
func (p *programs) Check(ctx context.Context, id muster.SubjectID, at muster.AccountMoment) (*muster.AccountAnswer, error) {
	actor, err := who(ctx)
	if err != nil {
		return nil, err
	}
	return inTime(ctx, accountTime, id, at, func(ctx context.Context) (*muster.AccountAnswer, error) {
		by, err := p.desk.Weighing(ctx, actor, id, sightOfAccounts())
		if err != nil {
			return nil, notTheirs(err)
		}
		if err := seesLevels(by); err != nil {
			return nil, err
		}
		a, err := p.live.now().Assess(ctx, id)
		if err != nil {
			return nil, notTheirs(err)
		}
		return shownAnswer(answerOf(id, at, by, a.Findings, a.Checks), by), nil
	})
}

// inTime runs a question under a limit that holds even where what it asks does
// not look at its context.
func inTime(ctx context.Context, limit time.Duration, id muster.SubjectID, at muster.AccountMoment, ask func(context.Context) (*muster.AccountAnswer, error)) (*muster.AccountAnswer, error) {
	type result struct {
		answer *muster.AccountAnswer
		err    error
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	done := make(chan result, 1)
	go func() {
		answer, err := ask(ctx)
		done <- result{answer, err}
	}()
	select {
	case <-ctx.Done():
		return muster.NoOpinion(id, at, "there was no answer in time"), nil
	case r := <-done:
		switch code := muster.CodeOf(r.err); {
		case r.err == nil:
			return r.answer, nil
		case code == muster.CodeNotFound:
			return muster.NoOpinion(id, at, "nothing is on record of this account"), nil
		case code == muster.CodePermission:
			return nil, r.err
		case ctx.Err() != nil:
			return muster.NoOpinion(id, at, "there was no answer in time"), nil
		}
		return muster.NoOpinion(id, at, "the records could not be read just now"), nil
	}
}

// answerOf weighs what counts at a moment, with what people decided.
func answerOf(id muster.SubjectID, at muster.AccountMoment, by *casework.Weighing, findings []muster.Finding, checks []muster.PastCheck) *muster.AccountAnswer {
	counting := at.Weighed(findings)
	weighing := policy.WithDeclared(by.Policy, detect.Settling(all.Detectors()))
	a := by.Standing.Assess(weighing, counting, checks...)
	return muster.AnswerAccount(id, at, &a, counting)
}

// AccountDesk answers about accounts from what a run kept, for the command line.
type AccountDesk struct {
	Store        *store.Store
	Desk         *casework.Desk
	Organisation muster.OrganisationID
	Key          []byte             // the organisation's join key
	Today        func() muster.Time // the day it is asked on
	Limit        time.Duration
}

// Check answers from the findings of the last run, weighed anew with the checks
// and decisions on record. An account of which nothing is on record has no
// opinion, as has one that could not be read within the limit.
func (d *AccountDesk) Check(ctx context.Context, who *casework.Actor, id muster.SubjectID, at muster.AccountMoment) (*muster.AccountAnswer, error) {
	return inTime(ctx, d.Limit, id, at, func(ctx context.Context) (*muster.AccountAnswer, error) { return d.answer(ctx, who, id, at) })
}

func (d *AccountDesk) answer(ctx context.Context, who *casework.Actor, id muster.SubjectID, at muster.AccountMoment) (*muster.AccountAnswer, error) {
	by, err := d.Desk.Weighing(ctx, who, id, sightOfAccounts())
	if err != nil {
		return nil, notTheirs(err)
	}
	if err := seesLevels(by); err != nil {
		return nil, err
	}
	var findings []muster.Finding
	var observations []muster.Observation
	err = d.Store.View(ctx, d.Organisation, func(t *store.Tx) error {
		if findings, err = t.FindingsOf(id); err == nil {
			observations, _, err = t.Observations(id)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	if len(observations) == 0 {
		return nil, assess.ErrUnknown
	}
	checks, err := d.checks(ctx, observations)
	if err != nil {
		return nil, err
	}
	return shownAnswer(answerOf(id, at, by, findings, checks), by), nil
}

// sightOfAccounts is what an answer tells, for asking whether it may be told.
func sightOfAccounts() map[casework.Field]string {
	return map[casework.Field]string{casework.FieldLevel: "x", casework.FieldFinding: "x"}
}

func seesLevels(by *casework.Weighing) error {
	if by.Shown[casework.FieldLevel].Sight != casework.Clear {
		return &muster.Error{Code: muster.CodePermission, Message: "your roles do not show assessments", Hint: "ask the administrator for a key whose roles do"}
	}
	return nil
}

// shownAnswer leaves out what the caller does not see.
func shownAnswer(answer *muster.AccountAnswer, by *casework.Weighing) *muster.AccountAnswer {
	if by.Shown[casework.FieldFinding].Sight == casework.Hidden {
		answer.Reasons, answer.Checks = []muster.AccountReason{}, nil
	}
	return answer
}

// checks reads the verification steps of one account's record.
func (d *AccountDesk) checks(ctx context.Context, observations []muster.Observation) ([]muster.PastCheck, error) {
	x, err := dossier.NewIndex(ctx, muster.NewSlice(observations), nil, dossier.Options{Key: d.Key, AsOf: d.Today(), Workers: 1})
	if err != nil {
		return nil, err
	}
	b, err := x.NewBuilder(nil)
	if err != nil {
		return nil, err
	}
	if x.Len() != 1 {
		return nil, errors.New("records of several accounts under one id")
	}
	built, err := b.Build(0)
	if err != nil {
		return nil, err
	}
	return built.Checks, nil
}
