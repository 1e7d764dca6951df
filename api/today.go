package api

import (
	"context"
	"time"

	"muster"
	"muster/casework"
)

// Waiting is people who wait for a check: those of whom something was seen, and
// for a caller who may not know of whom, everybody at the caller's gates. Both
// lists are empty for a key without the scope findings.read: who is on them tells
// where people stand.
type Waiting struct {
	Gates        []GateWait `json:"gates" doc:"People who need a check before their next gate. Empty for a key without findings.read."`
	MoreGates    int        `json:"more_gates" doc:"People at a gate beyond those listed."`
	GatesAtLeast bool       `json:"gates_at_least" doc:"There may be more people than that: not everybody was looked at."`
	Unasked      []Unasked  `json:"unasked" doc:"People with no gate ahead of whom something was seen and no check is asked for yet. Empty for a key without findings.read."`
	MoreUnasked  int        `json:"more_unasked" doc:"Such people beyond those listed."`
}

// GateWait is a person in front of a gate.
type GateWait struct {
	Person  Ref                `json:"person"`
	Gate    muster.Gate        `json:"gate"`
	Missing []muster.CheckType `json:"missing" doc:"What the gate asks for and is not met yet."`
}

// Unasked is a person of whom something was seen that a check would settle.
type Unasked struct {
	Person Ref    `json:"person"`
	Why    string `json:"why,omitempty" doc:"In a few words."`
}

// News is what a day's page tells beside the lists of what is due. Both are empty
// for a key without the scope findings.read.
type News struct {
	Changed []Change    `json:"changed" doc:"What others did about people since the caller last did something before signing in, a key: since it last did something; at most two weeks of it, of each person and act the latest. Empty for a key without findings.read."`
	Advice  []PayAdvice `json:"pay_advice" doc:"About people whose records changed last, for who sees payroll; all of it is at /v1/payroll. Empty for a key without findings.read."`
}

// Change is something somebody did about a person.
type Change struct {
	At     time.Time       `json:"at"`
	Person Ref             `json:"person"`
	Act    string          `json:"act"`
	By     casework.UserID `json:"by,omitempty" doc:"Missing for clocks and for what the persons themselves did."`
	Says   string          `json:"says" doc:"In words."`
}

// todayList is what needs the caller now.
type todayList struct {
	Checks      []casework.Check      `json:"checks"`
	Escalations []escalationDue       `json:"escalations"`
	Steps       []casework.Step       `json:"steps"`
	Cases       []casework.Case       `json:"cases"`
	Tasks       []casework.Item       `json:"tasks"`
	Complaints  []casework.Complaint  `json:"complaints"`
	Budget      *checkBudget          `json:"budget,omitempty" doc:"For who records checks, where the policy sets one."`
	Later       bool                  `json:"later_escalations" doc:"More people wait for two people, later than those listed."`
	Releases    []casework.PayRelease `json:"pay_releases" doc:"Pay runs of which lines pay a changed account and wait for a second person: for who may decide on pay and did not give the first word. Empty for a key without findings.read."`
	Waiting
	News
}

// escalationDue is a person two people should look at.
type escalationDue struct {
	casework.Escalation
	Seen string `json:"seen,omitempty" doc:"What was found, in words; where that is not known any more, why two people are asked to look. Missing for a key without findings.read."`
}

// checkBudget is how many checks a week the team can do, and how many there are.
type checkBudget struct {
	PerWeek int `json:"per_week"`
	Done    int `json:"done"`
	Due     int `json:"due"`
}

func (h *Handler) today(ctx context.Context, _ *nothing) (*body[todayList], error) {
	t, err := h.Desk.Today(ctx, actorOf(ctx))
	if err != nil {
		return nil, err
	}
	out := todayList{Checks: t.Checks, Steps: t.Steps, Cases: t.Cases, Tasks: t.Tasks, Complaints: t.Complaints, Later: t.Later}
	for i := range t.Escalations {
		out.Escalations = append(out.Escalations, escalationDue{Escalation: t.Escalations[i]})
	}
	c := callerOf(ctx)
	if t.Budget.PerWeek > 0 && h.somewhere(c.actor, []casework.Action{casework.CheckRecord}) {
		out.Budget = &checkBudget{t.Budget.PerWeek, t.Budget.Done, t.Budget.Due}
	}
	if c.key && !has(c.scopes, CasesRead) {
		out.Cases, out.Tasks, out.Steps = nil, nil, nil
	}
	if c.key && !has(c.scopes, FindingsRead) {
		return &body[todayList]{out}, nil
	}
	out.Releases = t.Releases
	seen, err := h.Days.Seen(ctx, t.Escalations)
	if err != nil {
		return nil, err
	}
	for i := range seen {
		out.Escalations[i].Seen = seen[i]
	}
	waiting, err := h.Days.Waiting(ctx)
	if err != nil {
		return nil, err
	}
	out.Waiting = *waiting
	news, err := h.Days.News(ctx)
	if err != nil {
		return nil, err
	}
	out.News = *news
	return &body[todayList]{out}, nil
}
