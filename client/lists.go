package client

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"muster"
)

// GroupRow is a group in the list.
type GroupRow struct {
	ID      string                `json:"id"`
	Kind    muster.GroupKind      `json:"kind"`
	Title   string                `json:"title"`
	Members int                   `json:"members"`
	Level   muster.Level          `json:"level"` // the highest among members
	Kinds   []muster.ArtefactKind `json:"kinds"` // what joins them
	Rival   string                `json:"rival"` // the likeliest honest explanation
	Since   muster.Time           `json:"since"`
}

// Decision is what a named person decided.
type Decision struct {
	What   string    `json:"what"`
	Reason string    `json:"reason"`
	By     string    `json:"by"`
	At     time.Time `json:"at"`
}

// Shared is a value that people share, as the key may see it.
type Shared struct {
	Kind     muster.ArtefactKind `json:"kind"`
	Value    string              `json:"value"`
	SharedBy int                 `json:"shared_by"`
	Common   bool                `json:"common"` // too common to say anything
	Why      string              `json:"why"`
	People   []Ref               `json:"people"`
}

// GroupPair is two members with what speaks for and against their belonging
// together, in words.
type GroupPair struct {
	A      Ref       `json:"a"`
	B      Ref       `json:"b"`
	Why    []string  `json:"why"`
	WhyNot []string  `json:"why_not"`
	Said   *Decision `json:"said"` // nil while nobody decided
}

// Group is one group in full.
type Group struct {
	ID      string           `json:"id"`
	Kind    muster.GroupKind `json:"kind"`
	Title   string           `json:"title"`
	Members []struct {
		Person   Ref               `json:"person"`
		Role     muster.MemberRole `json:"role"`
		Verified bool              `json:"verified"` // identity verified independently
	} `json:"members"`
	Joints  []Shared       `json:"joints"`  // what joins them, the rarest first
	WhyNot  []string       `json:"why_not"` // what speaks against it
	Rivals  []muster.Rival `json:"rivals"`
	Pairs   []GroupPair    `json:"pairs"`
	More    int            `json:"more_pairs"`  // pairs that are not listed
	Apart   int            `json:"apart_pairs"` // that share nothing themselves, not listed either
	History []Decision     `json:"history"`
}

// Groups lists groups of a kind, of every kind when it is empty, and how many
// there are beyond those listed.
func (c *Client) Groups(ctx context.Context, kind muster.GroupKind) (list []GroupRow, more int, err error) {
	var page struct {
		Groups []GroupRow `json:"groups"`
		More   int        `json:"more"`
	}
	query := url.Values{}
	if kind != "" {
		query.Set("kind", string(kind))
	}
	_, err = c.do(ctx, &request{method: http.MethodGet, path: "/v1/groups", query: query}, &page)
	return page.Groups, page.More, err
}

// Group reads one group.
func (c *Client) Group(ctx context.Context, id string) (*Group, error) {
	g := &Group{}
	_, err := c.do(ctx, &request{method: http.MethodGet, path: "/v1/groups/" + segment(id)}, g)
	return g, err
}

// RuleRow is one rule with how it stands.
type RuleRow struct {
	Flag       muster.FlagID `json:"flag"`
	Title      string        `json:"title"`
	Family     muster.Family `json:"family"`
	Strength   int           `json:"strength"` // in force; 0 when off
	Off        bool          `json:"off"`
	Findings   *int          `json:"findings"` // people with an open one; nil where the key does not see everybody's
	Cleared    *int          `json:"cleared"`  // of all there were, explained by people; nil likewise
	Suppressed bool          `json:"suppressed"`
}

// Agreement is what was agreed beforehand, with one person or with everybody.
type Agreement struct {
	ID    string      `json:"id"`
	Kind  string      `json:"kind"`
	What  string      `json:"what"`
	From  muster.Time `json:"from"`
	Until muster.Time `json:"until"` // its last day
	By    string      `json:"by"`
}

// Suppression keeps a rule from counting until a day.
type Suppression struct {
	Flag    muster.FlagID    `json:"flag"`
	Subject muster.SubjectID `json:"subject"` // empty: everybody
	Until   muster.Time      `json:"until"`
	Reason  string           `json:"reason"`
	By      string           `json:"by"`
}

// Rules is every rule with how it stands in the policy in force.
type Rules struct {
	Policy    string    `json:"policy"`   // its version
	Verify    string    `json:"verify"`   // the condition of the level, in a sentence
	Escalate  string    `json:"escalate"` // likewise
	Published Decision  `json:"published"`
	Rules     []RuleRow `json:"rules"`
	Gates     []struct {
		Role muster.RoleClass   `json:"role"`
		Gate muster.Gate        `json:"gate"`
		Asks []muster.CheckType `json:"asks"`
	} `json:"gates"`
	Draw         string        `json:"draw"`         // what the random draw shows of what flags miss
	Approved     []Agreement   `json:"approved"`     // for everybody
	Suppressions []Suppression `json:"suppressions"` // in force; empty where the key may not suppress
}

// Rules reads every rule with how it stands.
func (c *Client) Rules(ctx context.Context) (*Rules, error) {
	r := &Rules{}
	_, err := c.do(ctx, &request{method: http.MethodGet, path: "/v1/rules"}, r)
	return r, err
}

// Connector is a system whose records are read, with how it stands.
type Connector struct {
	ID     string    `json:"id"`
	System string    `json:"system"`
	Title  string    `json:"title"`
	State  string    `json:"state"`
	Says   string    `json:"says"` // the state in one sentence, with what to do
	Last   time.Time `json:"last"`
}

// FactList is a published list of facts in use with its age.
type FactList struct {
	Name    string    `json:"name"`
	Fetched time.Time `json:"fetched"`
	Days    int       `json:"days"` // how old it is
	Entries int       `json:"entries"`
	Old     bool      `json:"old"`     // what it says may no longer hold
	Brought bool      `json:"brought"` // somebody put it there; it is not fetched
}

// Systems is the systems that are read, and the lists they are read with.
type Systems struct {
	Connectors []Connector `json:"connectors"`
	Lists      []FactList  `json:"lists"`
	Unread     bool        `json:"lists_unread"` // they are set up and cannot be read
}

// Systems reads how the systems stand whose records are read.
func (c *Client) Systems(ctx context.Context) (*Systems, error) {
	s := &Systems{}
	_, err := c.do(ctx, &request{method: http.MethodGet, path: "/v1/connectors"}, s)
	return s, err
}
