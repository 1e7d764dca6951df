package api

import (
	"context"
	"net/http"

	"muster"
	"muster/casework"
)

// accountQuestion asks about one account.
type accountQuestion struct {
	Body struct {
		ID muster.SubjectID     `json:"id" minLength:"1" maxLength:"512" doc:"The account."`
		At muster.AccountMoment `json:"at" enum:"signup,payout" doc:"What is about to happen. At sign-up, where money goes is not weighed."`
	}
}

func registerAccounts(h *Handler) {
	op := operation(http.MethodPost, "/v1/accounts:check", "accounts.check", "People", FindingsRead, "What is due about an account at sign-up or payout",
		"Answers within a tenth of a second. The answer is none, verify, escalate or no_opinion, which means: go on as if nobody had asked. It is advice; no account is closed and no payout stopped by it.")
	register(h, op, func(ctx context.Context, in *accountQuestion) (*body[muster.AccountAnswer], error) {
		answer, err := h.Intake.Check(ctx, in.Body.ID, in.Body.At)
		if err != nil {
			return nil, err
		}
		return &body[muster.AccountAnswer]{*answer}, nil
	})
}

// StepUpList is what holders of platform accounts were asked for.
type StepUpList struct {
	StepUps []StepUp `json:"step_ups"`
	More    bool     `json:"more" doc:"There are further ones: ask with after."`
}

// StepUp is one check the holder of a platform account was asked for.
type StepUp struct {
	casework.StepUp
	State     string                   `json:"state" enum:"asked,appealed,answered,withdrawn"`
	Check     casework.CheckState      `json:"check_state,omitempty"`
	Outcome   muster.CheckOutcome      `json:"outcome,omitempty"`
	Statement []casework.StatementPart `json:"statement,omitempty" doc:"The statement of reasons for the account's holder. It holds nobody else's data."`
}

type stepUpQuery struct {
	State string `query:"state" enum:"asked,appealed,answered,withdrawn"`
	Group string `query:"group" maxLength:"200"`
	After string `query:"after" maxLength:"100" doc:"The id of the last one of the page before."`
}

type stepUpPath struct {
	ID string `path:"stepup" maxLength:"100"`
}

func stepUpOf(s *casework.StepUpSeen) StepUp {
	return StepUp{StepUp: s.StepUp, State: s.StepUp.State(), Check: s.CheckState, Outcome: s.Outcome}
}

func registerStepUps(h *Handler) {
	register(h, get("/v1/stepups", "stepups.list", "Fairness", FindingsRead, "Checks asked of holders of platform accounts, appeals first", ""), func(ctx context.Context, in *stepUpQuery) (*body[StepUpList], error) {
		list, more, err := h.Desk.StepUps(ctx, actorOf(ctx), casework.StepUpQuery{State: in.State, Group: in.Group, After: in.After})
		if err != nil {
			return nil, err
		}
		out := StepUpList{StepUps: []StepUp{}, More: more}
		for i := range list {
			out.StepUps = append(out.StepUps, stepUpOf(&list[i]))
		}
		return &body[StepUpList]{out}, nil
	})
	register(h, get("/v1/stepups/{stepup}", "stepups.get", "Fairness", FindingsRead, "One such check with its statement of reasons", "Ask with the act stepup.ask, put an appeal on record with stepup.appeal and answer it with stepup.answer."), func(ctx context.Context, in *stepUpPath) (*body[StepUp], error) {
		one, err := h.Desk.StepUp(ctx, actorOf(ctx), in.ID)
		if err != nil {
			return nil, hide(err)
		}
		out := stepUpOf(one)
		out.Statement = one.Statement()
		return &body[StepUp]{out}, nil
	})
}
