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
	Changes    []PayAdvice     `json:"changes" doc:"Changes of bank details that wait to be verified, whichever source they came from: those of the last half-year, all with kind=changes."`
	FirstPay   []PayAdvice     `json:"first_pay"`
	Duplicates []SharedAccount `json:"duplicates" doc:"Accounts of several people. On the first page only, or with kind=accounts."`
	Settled    []PayAdvice     `json:"settled"`
	Total      int             `json:"total,omitempty" doc:"People in this part of the list. Missing where that is not counted."`
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
	Source  string      `json:"source,omitempty" doc:"Where it is on record, for who sees evidence."`
	NewAt   muster.Time `json:"new_at,omitzero"`
	Settled *Decision   `json:"settled,omitempty"`
}

// Equipment is shipments with a question, or all.
type Equipment struct {
	Shipments []Shipment `json:"shipments"`
	Any       bool       `json:"any" doc:"There is a shipment on record."`
	Total     int        `json:"total,omitempty" doc:"People in this part of the list. Missing where that is not counted."`
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
	Compared   muster.Outcome `json:"compared,omitempty" doc:"With the address a check verified, else the home the person states: same, near, same_area (its town or district) or different. Missing when there is nothing to compare with, or it cannot be read."`
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
	register(h, get("/v1/groups", "groups.list", "Groups", FindingsRead, "List groups", "Of one human, and of different people on shared infrastructure, those that need somebody first. Only groups whose members the caller may all look at."), func(ctx context.Context, in *groupsRequest) (*body[GroupList], error) {
		list, err := h.Work.Groups(ctx, in.Kind)
		if err != nil {
			return nil, err
		}
		return &body[GroupList]{*list}, nil
	})
	register(h, get("/v1/groups/{group}", "groups.get", "Groups", FindingsRead, "One group with what joins it and what speaks against it", "With every pair, why and why not. The acts group.split and group.merge decide about members."), func(ctx context.Context, in *groupPath) (*one[Group], error) {
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

// searchRequest is what to look for.
type searchRequest struct {
	Words string `query:"words" required:"true" minLength:"1" maxLength:"200"`
}

// hits is what a search found.
type hits struct {
	Hits []Hit `json:"hits"`
}

func registerWork(h *Handler) {
	register(h, get("/v1/today", "today.get", "Work", SubjectsRead, "What needs the caller now", "By role, as the page of the day: steps and cases, checks, escalations with their clocks, gates, what is new, advice about pay."), h.today)
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
	register(h, get("/v1/equipment", "equipment.get", "Work", FindingsRead, "Shipments with a question, or all", "Beside the address a check verified, else the home the person states. Nothing in it stops a parcel: settle with the act shipment.settle."), func(ctx context.Context, in *equipmentRequest) (*body[Equipment], error) {
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
	register(h, get("/v1/search", "search.get", "Work", SubjectsRead, "Find people, cases and rules", "Only what the caller may see. A key finds cases with cases.read and rules with rules.read."), func(ctx context.Context, in *searchRequest) (*body[hits], error) {
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
