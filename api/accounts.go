package api

import (
	"context"
	"net/http"

	"muster"
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
