package client

import (
	"context"
	"io"
	"net/url"
	"time"

	"muster"
)

// Case is a restricted investigation, for its readers only.
type Case struct {
	ID       string             `json:"id"`
	Title    string             `json:"title"`
	People   []muster.SubjectID `json:"people"`
	State    string             `json:"state"` // open or closed
	Opened   time.Time          `json:"opened"`
	OpenedBy string             `json:"opened_by"`
	Reason   string             `json:"reason"`
	Readers  []string           `json:"readers"`
	Due      time.Time          `json:"due"` // when it should be looked at again
	Closed   time.Time          `json:"closed"`
	Outcome  string             `json:"outcome"`
	End      string             `json:"end"` // why it was closed
}

// CaseItem is a hypothesis, a piece of evidence, a task or a note of a case.
type CaseItem struct {
	ID       string      `json:"id"`
	Kind     string      `json:"kind"`
	At       time.Time   `json:"at"`
	By       string      `json:"by"`
	Text     string      `json:"text"`
	Innocent bool        `json:"innocent"` // a hypothesis in which the person did nothing wrong
	Of       string      `json:"of"`       // custody and weighing: the evidence
	On       string      `json:"on"`       // weighing: the hypothesis
	Result   string      `json:"result"`
	Who      string      `json:"who"` // whose task it is
	Due      muster.Time `json:"due"`
	Done     time.Time   `json:"done"`
	File     *struct {
		Title  string `json:"title"`
		SHA256 string `json:"sha256"`
		Where  string `json:"where"` // where it is kept
		Size   int64  `json:"size"`
	} `json:"file"` // nil for what is no evidence
}

// Step is something that takes two people.
type Step struct {
	ID         string           `json:"id"`
	Kind       string           `json:"kind"`
	State      string           `json:"state"`
	Subject    muster.SubjectID `json:"subject"`
	Case       string           `json:"case"`
	Detail     string           `json:"detail"` // the gate, the adverse step, or the policy's version
	Reason     string           `json:"reason"`
	Proposed   time.Time        `json:"proposed"`
	ProposedBy string           `json:"proposed_by"`
	NotBefore  time.Time        `json:"not_before"` // end of the waiting time
	Signer     string           `json:"signer"`
	Answered   time.Time        `json:"answered"`
	Answer     string           `json:"answer"` // the second person's reason
}

// WholeCase is a case as one of its readers sees it.
type WholeCase struct {
	Case
	Items []CaseItem `json:"items"`
	Steps []Step     `json:"steps"`
	Views []struct {
		User string    `json:"user"`
		Name string    `json:"name"`
		At   time.Time `json:"at"`
	} `json:"views"` // who looked at it, the latest first

	Tag string `json:"-"` // for Act's IfMatch
}

// Cases lists the cases the key is a reader of, closed ones too if asked.
func (c *Client) Cases(ctx context.Context, closed bool) ([]Case, error) {
	query := url.Values{}
	if closed {
		query.Set("closed", "true")
	}
	var list struct {
		Cases []Case `json:"cases"`
	}
	err := c.get(ctx, "/v1/cases", query, &list)
	return list.Cases, err
}

// Case reads one case. That it was read is entered in the ledger.
func (c *Client) Case(ctx context.Context, id string) (*WholeCase, error) {
	out := &WholeCase{}
	tag, err := c.Get(ctx, "/v1/cases/"+segment(id), nil, out)
	out.Tag = tag
	return out, err
}

// Evidence copies a file of a case as it was filed.
func (c *Client) Evidence(ctx context.Context, id, item string, to io.Writer) error {
	return c.copyTo(ctx, "/v1/cases/"+segment(id)+"/evidence/"+segment(item), to)
}
