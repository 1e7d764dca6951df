package api

import (
	"context"

	"muster"
	"muster/casework"
)

// GroupList is the groups whose members the caller may look at together.
type GroupList struct {
	Groups []GroupRow `json:"groups"`
	More   int        `json:"more,omitempty" doc:"Groups beyond those listed."`
}

// GroupRow is a group in a list.
type GroupRow struct {
	ID      string                `json:"id"`
	Kind    muster.GroupKind      `json:"kind"`
	Title   string                `json:"title"`
	Members int                   `json:"members"`
	Level   muster.Level          `json:"level,omitempty"`
	Kinds   []muster.ArtefactKind `json:"kinds,omitempty" doc:"What joins its members."`
	Rival   string                `json:"rival,omitempty" doc:"The likeliest honest explanation."`
	Since   muster.Time           `json:"since,omitzero"`
}

// Group is one group in full.
type Group struct {
	ID      string           `json:"id"`
	Kind    muster.GroupKind `json:"kind"`
	Title   string           `json:"title"`
	Members []GroupMember    `json:"members"`
	Joints  []Shared         `json:"joints" doc:"What joins them, the rarest first."`
	WhyNot  []string         `json:"why_not,omitempty" doc:"What speaks against it."`
	Rivals  []muster.Rival   `json:"rivals,omitempty"`
	Pairs   []GroupPair      `json:"pairs,omitempty" doc:"What speaks for and against each pair, in words."`
	More    int              `json:"more_pairs,omitempty" doc:"Pairs beyond those listed."`
	Apart   int              `json:"apart_pairs,omitempty" doc:"Pairs that share nothing themselves, and are not listed."`
	History []Decision       `json:"history,omitempty" doc:"What people said about pairs, with their reasons."`
}

// GroupPair is two members with what joins them and what does not.
type GroupPair struct {
	A      Ref       `json:"a"`
	B      Ref       `json:"b"`
	Why    []string  `json:"why,omitempty" doc:"What they share, and how rare it is."`
	WhyNot []string  `json:"why_not,omitempty" doc:"What differs, or is too common to say anything."`
	Said   *Decision `json:"said,omitempty" doc:"What somebody decided about them."`
}

// GroupMember is one member with the part it plays.
type GroupMember struct {
	Person   Ref               `json:"person"`
	Role     muster.MemberRole `json:"role"`
	Verified bool              `json:"verified,omitempty" doc:"Identity verified independently."`
}

// Payroll is advice before a pay run. Nothing in it stops pay.
type Payroll struct {
	Advisee    string          `json:"advisee,omitempty"`
	Changes    []PayAdvice     `json:"changes"`
	FirstPay   []PayAdvice     `json:"first_pay"`
	Duplicates []SharedAccount `json:"duplicates" doc:"Accounts of several people. On the first page only, or with kind=accounts."`
	Settled    []PayAdvice     `json:"settled"`
	Next       string          `json:"next,omitempty" doc:"Cursor of the next page. Missing on the last one."`
}

// SharedAccount is one account of several people.
type SharedAccount struct {
	Run     muster.Time `json:"run,omitzero" doc:"The last day on which several of them were paid. Missing when none is on record."`
	Account string      `json:"account" doc:"As the caller may see it."`
	People  []Ref       `json:"people"`
	Rival   string      `json:"rival,omitempty" doc:"What is often innocent about it."`
}

// PayAdvice is advice about one person's pay.
type PayAdvice struct {
	ID      string      `json:"id"`
	Person  Ref         `json:"person"`
	What    string      `json:"what"`
	Rival   string      `json:"rival,omitempty" doc:"The honest or victim's explanation, to be read first."`
	Do      string      `json:"do,omitempty" doc:"What settles it."`
	Account string      `json:"account,omitempty" doc:"As the caller may see it."`
	NewAt   muster.Time `json:"new_at,omitzero"`
	Settled *Decision   `json:"settled,omitempty"`
}

// Equipment is shipments with a question, or all.
type Equipment struct {
	Shipments []Shipment `json:"shipments"`
	Next      string     `json:"next,omitempty" doc:"Cursor of the next page. Missing on the last one."`
}

// payrollRequest is a part of the advice about pay.
type payrollRequest struct {
	Kind string `query:"kind" enum:"changes,accounts" doc:"Only bank details that changed, or only accounts of several people."`
	WorkPart
}

// equipmentRequest is a part of the shipments.
type equipmentRequest struct {
	Kind string `query:"kind" enum:"all" doc:"Every shipment on record, not only those with a question."`
	WorkPart
}

// WorkPart chooses a part of a list of work.
type WorkPart struct {
	Words  string `query:"q" maxLength:"200" doc:"Part of a name, where the caller sees names, or of a number."`
	Cursor string `query:"cursor" maxLength:"1000" doc:"What the page before called next."`
}

// Shipment is a piece of equipment on its way, beside the address on record.
type Shipment struct {
	ID         string         `json:"id"`
	Person     Ref            `json:"person"`
	Item       string         `json:"item"`
	State      string         `json:"state" enum:"waiting,sent,back" doc:"To be sent, sent, or due back."`
	Question   string         `json:"question,omitempty" doc:"What is open. Missing when nothing is."`
	To         string         `json:"to,omitempty" doc:"As the caller may see it."`
	Planned    muster.Time    `json:"planned,omitzero"`
	Compared   muster.Outcome `json:"compared,omitempty" doc:"With the address a check verified, else the home the person states: same, near or different. Missing when there is nothing to compare with, or it cannot be read."`
	VerifiedBy string         `json:"verified_by,omitempty" doc:"The check that verified the address."`
	DaysLate   int            `json:"days_late,omitempty" doc:"Since it was due back."`
	Rival      string         `json:"rival,omitempty"`
	Settled    *Decision      `json:"settled,omitempty"`
}

// The states of a shipment.
const (
	ShipmentWaiting = "waiting"
	ShipmentSent    = "sent"
	ShipmentBack    = "back"
)

// Hit is something a search found.
type Hit struct {
	Kind string `json:"kind"`
	Text string `json:"text"`
	Note string `json:"note,omitempty"`
	Href string `json:"href" doc:"Its page."`
}

// groupsRequest chooses groups.
type groupsRequest struct {
	Kind muster.GroupKind `query:"kind" enum:"ring,same_human"`
}

// groupPath names a group.
type groupPath struct {
	Group string `path:"group" minLength:"1" maxLength:"200"`
	UnlessSame
}

func registerGroups(h *Handler) {
	register(h, get("/v1/groups", "groups.list", "Groups", FindingsRead, "List groups", ""), func(ctx context.Context, in *groupsRequest) (*body[GroupList], error) {
		list, err := h.Work.Groups(ctx, in.Kind)
		if err != nil {
			return nil, err
		}
		return &body[GroupList]{*list}, nil
	})
	register(h, get("/v1/groups/{group}", "groups.get", "Groups", FindingsRead, "One group with what joins it and what speaks against it", ""), func(ctx context.Context, in *groupPath) (*one[Group], error) {
		g, err := h.Work.Group(ctx, in.Group)
		if err != nil {
			if h.somewhere(actorOf(ctx), []casework.Action{casework.GroupView}) {
				err = hide(err)
			}
			return nil, err
		}
		return tagged(&in.UnlessSame, "g", *g)
	})
}

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

// todayList is what needs the caller now.
type todayList struct {
	Checks      []casework.Check      `json:"checks"`
	Escalations []casework.Escalation `json:"escalations"`
	Steps       []casework.Step       `json:"steps"`
	Cases       []casework.Case       `json:"cases"`
	Tasks       []casework.Item       `json:"tasks"`
	Complaints  []casework.Complaint  `json:"complaints"`
	Budget      checkBudget           `json:"budget"`
	Later       bool                  `json:"later_escalations" doc:"More people wait for two people, later than those listed."`
	Waiting
}

// checkBudget is how many checks a week the team can do, and how many there are.
type checkBudget struct {
	PerWeek int `json:"per_week"`
	Done    int `json:"done"`
	Due     int `json:"due"`
}

// searchRequest is what to look for.
type searchRequest struct {
	Words string `query:"words" required:"true" minLength:"1" maxLength:"200"`
}

// hits is what a search found.
type hits struct {
	Hits []Hit `json:"hits"`
}

func registerWork(h *Handler) {
	register(h, get("/v1/today", "today.get", "Work", SubjectsRead, "What needs the caller now", ""), h.today)
	register(h, get("/v1/payroll", "payroll.get", "Work", FindingsRead, "Advice before a pay run", "Nothing in it stops pay: see the act pay.settle."), func(ctx context.Context, in *payrollRequest) (*body[Payroll], error) {
		question := "payroll " + in.Kind + " " + in.Words
		from, err := after(question, in.Cursor)
		if err != nil {
			return nil, err
		}
		p, err := h.Work.Payroll(ctx, in.Kind, in.Words, from)
		if err != nil {
			return nil, err
		}
		p.Next = cursor(question, p.Next)
		return &body[Payroll]{*p}, nil
	})
	register(h, get("/v1/equipment", "equipment.get", "Work", FindingsRead, "Shipments with a question, or all", ""), func(ctx context.Context, in *equipmentRequest) (*body[Equipment], error) {
		question := "equipment " + in.Kind + " " + in.Words
		from, err := after(question, in.Cursor)
		if err != nil {
			return nil, err
		}
		e, err := h.Work.Equipment(ctx, in.Kind, in.Words, from)
		if err != nil {
			return nil, err
		}
		e.Next = cursor(question, e.Next)
		return &body[Equipment]{*e}, nil
	})
	register(h, get("/v1/search", "search.get", "Work", SubjectsRead, "Find people, cases and rules", ""), func(ctx context.Context, in *searchRequest) (*body[hits], error) {
		list, err := h.Work.Search(ctx, in.Words)
		if err != nil {
			return nil, err
		}
		if c := callerOf(ctx); c.key {
			list = forScopes(list, c.scopes)
		}
		return &body[hits]{hits{list}}, nil
	})
}

func (h *Handler) today(ctx context.Context, _ *nothing) (*body[todayList], error) {
	t, err := h.Desk.Today(ctx, actorOf(ctx))
	if err != nil {
		return nil, err
	}
	out := todayList{Checks: t.Checks, Escalations: t.Escalations, Steps: t.Steps, Cases: t.Cases, Tasks: t.Tasks, Complaints: t.Complaints, Later: t.Later}
	out.Budget = checkBudget{t.Budget.PerWeek, t.Budget.Done, t.Budget.Due}
	c := callerOf(ctx)
	if c.key && !has(c.scopes, CasesRead) {
		out.Cases, out.Tasks, out.Steps = nil, nil, nil
	}
	if c.key && !has(c.scopes, FindingsRead) {
		return &body[todayList]{out}, nil
	}
	waiting, err := h.Days.Waiting(ctx)
	if err != nil {
		return nil, err
	}
	out.Waiting = *waiting
	return &body[todayList]{out}, nil
}
