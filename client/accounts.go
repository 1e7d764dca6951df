package client

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"

	"muster"
)

// AccountRow is an account in the queue or in a group.
type AccountRow struct {
	Account  Ref               `json:"account"`
	Why      string            `json:"why"` // in a few words, what the level rests on
	Opened   muster.Time       `json:"opened"`
	Verified bool              `json:"verified"` // identity verified independently
	Group    string            `json:"group"`    // the largest group it belongs to
	Beside   int               `json:"group_members"`
	Part     muster.MemberRole `json:"part"`  // its part in the group that was asked for
	Asked    *AccountAsked     `json:"asked"` // the last check its holder was asked for
}

// AccountAsked is a check that the holder of an account was asked for, in brief.
type AccountAsked struct {
	StepUp string `json:"step_up"`
	Says   string `json:"says"`
	Open   bool   `json:"open"`
}

// GroupAccounts is a group of accounts with everybody in it.
type GroupAccounts struct {
	ID       string         `json:"id"`
	Title    string         `json:"title"`
	Accounts []AccountRow   `json:"accounts"`
	Joints   []Shared       `json:"joints"`
	Rivals   []muster.Rival `json:"rivals"`
	WhyNot   []string       `json:"why_not"`
}

// Accounts yields accounts of a platform, those who need something first.
func (c *Client) Accounts(ctx context.Context, words string, level muster.Level) iter.Seq2[*AccountRow, error] {
	type page struct {
		Accounts []AccountRow `json:"accounts"`
		Next     string       `json:"next"`
	}
	return each(pages(ctx, c, "/v1/accounts", "cursor", chosen("words", words, "level", string(level)), func(p *page) string { return p.Next }), func(p *page) []AccountRow { return p.Accounts })
}

// GroupAccounts reads a group with what the holder of each account was asked for.
func (c *Client) GroupAccounts(ctx context.Context, id string) (*GroupAccounts, error) {
	return one[GroupAccounts](ctx, c, "/v1/groups/"+segment(id)+"/accounts")
}

// CheckAccount asks what is due about an account before it signs up or is paid
// out. The server answers within a tenth of a second; where it cannot, the answer
// is no opinion, which means: go on as if nobody had asked. So does an error.
func (c *Client) CheckAccount(ctx context.Context, id muster.SubjectID, at muster.AccountMoment) (*muster.AccountAnswer, error) {
	body, err := json.Marshal(map[string]string{"id": string(id), "at": string(at)})
	if err != nil {
		return nil, err
	}
	answer := &muster.AccountAnswer{}
	_, err = c.do(ctx, &request{method: http.MethodPost, path: "/v1/accounts:check", kind: "application/json", body: body}, answer)
	return answer, err
}
