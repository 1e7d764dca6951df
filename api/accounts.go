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
	registerAccountLists(h)
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

// AccountQuery chooses accounts of the queue.
type AccountQuery struct {
	Words string       `query:"words" maxLength:"200" doc:"Part of a name or id. Names are searched only where they are shown."`
	Level muster.Level `query:"level" enum:"clear,verify,escalate"`

	// After is the account the page begins behind. Callers have it in the cursor.
	After muster.SubjectID `json:"-"`
}

// AccountQueue is some accounts of a platform, those who need something first.
type AccountQueue struct {
	Accounts []AccountRow `json:"accounts"`
	Next     string       `json:"next,omitempty" doc:"Cursor of the next page. Missing on the last one. An account whose level changes meanwhile may be met twice or not at all; /v1/subjects by id meets each once."`
	Total    int          `json:"total" doc:"Accounts that match."`
	All      int          `json:"all" doc:"Accounts within the caller's reach."`
	Appeals  int          `json:"appeals" doc:"That wait for an answer."`
}

// AccountRow is an account in the queue or in a group.
type AccountRow struct {
	Account  Ref               `json:"account"`
	Why      string            `json:"why,omitempty" doc:"In a few words, what the level rests on."`
	Opened   muster.Time       `json:"opened,omitzero"`
	Verified bool              `json:"verified,omitempty" doc:"Identity verified independently."`
	Group    string            `json:"group,omitempty" doc:"The largest group it belongs to."`
	Beside   int               `json:"group_members,omitempty"`
	Part     muster.MemberRole `json:"part,omitempty" doc:"Its part in the group that was asked for."`
	Asked    *AccountAsked     `json:"asked,omitempty" doc:"The last check its holder was asked for."`
}

// AccountAsked is a check that the holder of an account was asked for, in brief.
type AccountAsked struct {
	StepUp string `json:"step_up"`
	Says   string `json:"says"`
	Open   bool   `json:"open,omitempty"`
}

// GroupAccounts is a group of accounts with everybody in it.
type GroupAccounts struct {
	ID       string         `json:"id"`
	Title    string         `json:"title"`
	Accounts []AccountRow   `json:"accounts"`
	Joints   []Shared       `json:"joints"`
	Rivals   []muster.Rival `json:"rivals,omitempty"`
	WhyNot   []string       `json:"why_not,omitempty"`
}

// Accounts reads the accounts of a platform as the actor in the context may see
// them.
type Accounts interface {
	Queue(ctx context.Context, q *AccountQuery) (*AccountQueue, error)
	GroupAccounts(ctx context.Context, id string) (*GroupAccounts, error)
}

// accountsRequest asks for a page of accounts.
type accountsRequest struct {
	AccountQuery
	Cursor string `query:"cursor" maxLength:"1000" doc:"What the page before called next."`
}

func registerAccountLists(h *Handler) {
	register(h, get("/v1/accounts", "accounts.list", "People", FindingsRead, "Accounts of a platform, those who need something first", "With what their holders were asked for last."), func(ctx context.Context, in *accountsRequest) (*body[AccountQueue], error) {
		question := struct {
			Of string
			AccountQuery
		}{"accounts", in.AccountQuery}
		from, err := after(question, in.Cursor)
		if err != nil {
			return nil, err
		}
		q := in.AccountQuery
		q.After = muster.SubjectID(from)
		list, err := h.Accounts.Queue(ctx, &q)
		if err != nil {
			return nil, err
		}
		list.Next = cursor(question, list.Next)
		return &body[AccountQueue]{*list}, nil
	})
	register(h, get("/v1/groups/{group}/accounts", "groups.accounts", "Groups", FindingsRead, "A group with what the holder of each account was asked for", "Everybody in it, however many they are."), func(ctx context.Context, in *groupPath) (*one[GroupAccounts], error) {
		g, err := h.Accounts.GroupAccounts(ctx, in.Group)
		if err != nil {
			if h.somewhere(actorOf(ctx), []casework.Action{casework.GroupView}) {
				err = hide(err)
			}
			return nil, err
		}
		return tagged(&in.UnlessSame, "a", *g)
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
	register(h, get("/v1/stepups", "stepups.list", "Fairness", FindingsRead, "Checks asked of holders of platform accounts, appeals first", "With their state; ask for more with the id of the last one."), func(ctx context.Context, in *stepUpQuery) (*body[StepUpList], error) {
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
