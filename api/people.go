package api

import (
	"context"
	"time"

	"muster"
	"muster/casework"
)

// Value is a field of a record as the caller may see it.
type Value struct {
	Text  string `json:"text,omitempty"`
	Sight string `json:"sight" enum:"hidden,masked,unlock,clear" doc:"unlock: masked, and the act person.unlock shows it for a reason."`
}

// Subject is one person as the caller may see them.
type Subject struct {
	ID          muster.SubjectID      `json:"id"`
	Status      muster.Status         `json:"status"`
	Role        muster.RoleClass      `json:"role"`
	Entity      string                `json:"entity,omitempty"`
	Country     string                `json:"country,omitempty" doc:"Whose law applies. Never scored."`
	Team        []TeamMember          `json:"team,omitempty" doc:"Whose own work the person is, as somebody wrote with person.place."`
	Fields      map[string]Value      `json:"fields"`
	Assessment  *Assessment           `json:"assessment,omitempty"`
	Gates       []Gate                `json:"gates"`
	Checks      []casework.Check      `json:"checks"`
	Escalation  *casework.Escalation  `json:"escalation,omitempty"`
	Dispute     bool                  `json:"identity_in_dispute,omitempty"`
	Notices     []casework.Notice     `json:"notices,omitempty"`
	Complaints  []casework.Complaint  `json:"complaints,omitempty"`
	Interviews  []casework.Session    `json:"interviews,omitempty"`
	Steps       []casework.Step       `json:"steps,omitempty" doc:"Overrides that wait for a second person or were answered."`
	Settlements []casework.Settlement `json:"settlements,omitempty"`
	Cases       []string              `json:"cases,omitempty" doc:"Open cases the caller reads."`
	Groups      []string              `json:"groups,omitempty"`
	History     []ActDone             `json:"history,omitempty"`
	Standing    []StandingClearing    `json:"clearings,omitempty"`
	Agreements  []Agreement           `json:"agreements,omitempty" doc:"Agreed beforehand with this person alone."`
	Readers     []Reader              `json:"readers" doc:"Who may see this person by their roles today. Readers of a case are named in the case."`
	Version     string                `json:"version" doc:"State of the records and of what people did. The tag begins with it."`
}

// TeamMember is a user whose own work a person is.
type TeamMember struct {
	User casework.UserID `json:"user"`
	Name string          `json:"name"`
}

// Reader is a user who may see a person.
type Reader struct {
	User  casework.UserID `json:"user"`
	Name  string          `json:"name"`
	Roles []casework.Role `json:"roles" doc:"Those of theirs that open it."`
	Last  time.Time       `json:"last,omitzero" doc:"When they last did something about the person that is on record."`
}

// StandingClearing is an explanation somebody wrote, which stays in force.
type StandingClearing struct {
	Flag    muster.FlagID     `json:"flag"`
	Finding muster.FindingKey `json:"finding"`
	Basis   string            `json:"basis"`
	Reason  string            `json:"reason"`
	By      string            `json:"by"`
	At      time.Time         `json:"at"`
}

// Assessment says what is due, and why. It is never a verdict.
type Assessment struct {
	Level         muster.Level          `json:"level"`
	Reason        string                `json:"reason,omitempty" doc:"Which rule of the policy led to the level."`
	Seq           int64                 `json:"seq,omitempty" doc:"The sequence number the assessment was made at: every record up to it is in. Missing, when a person is read, where the caller's roles do not show records of every kind, with which it moves."`
	AsOf          muster.Time           `json:"as_of"`
	Families      []muster.Family       `json:"families,omitempty"`
	Contributions []muster.Contribution `json:"contributions,omitempty"`
	Checks        []muster.CheckRequest `json:"checks,omitempty" doc:"In the order to do them."`
	Unseen        []muster.Unseen       `json:"unseen,omitempty" doc:"What could not be seen, and how to make it visible."`
	Versions      muster.Versions       `json:"versions,omitzero"`
}

// Gate is a gate as it stands for a person.
type Gate struct {
	Gate    muster.Gate       `json:"gate"`
	Met     bool              `json:"met"`
	Advice  bool              `json:"advice,omitempty" doc:"What is missing is advice to a named person and stops nothing."`
	Waits   time.Time         `json:"waits_until,omitzero" doc:"An escalation's clock or a hold runs until then."`
	Pending string            `json:"pending_step,omitempty"`
	Passed  *casework.Passing `json:"passed,omitempty"`
	Asks    []GateAsk         `json:"asks"`
}

// GateAsk is one check a gate asks for, of everybody in the class.
type GateAsk struct {
	Check     muster.CheckType `json:"check"`
	Assurance string           `json:"assurance,omitempty"`
	Drawn     bool             `json:"drawn,omitempty" doc:"The random draw asks for it."`
	Met       bool             `json:"met"`
	Open      string           `json:"open_check,omitempty"`
	Says      string           `json:"says,omitempty" doc:"What is missing, in words."`
}

// ActDone says that an act was done.
type ActDone struct {
	Entry   int64            `json:"entry"`
	At      time.Time        `json:"at"`
	Act     string           `json:"act"`
	By      casework.UserID  `json:"by,omitempty"`
	Subject muster.SubjectID `json:"subject,omitempty"`
	Case    string           `json:"case,omitempty"`
	Made    string           `json:"made,omitempty"`
}

// FindingList is what was found about a person.
type FindingList struct {
	Findings []Finding `json:"findings" doc:"Those that count first."`
	Hidden   bool      `json:"hidden,omitempty" doc:"The caller's roles do not show findings."`
}

// Finding is one finding in plain words, with its honest explanations.
type Finding struct {
	Key       muster.FindingKey `json:"key"`
	Flag      muster.FlagID     `json:"flag"`
	Family    muster.Family     `json:"family"`
	Title     string            `json:"title"`
	Detail    string            `json:"detail,omitempty" doc:"What was seen, with values as the caller may see them."`
	Strength  int               `json:"strength" minimum:"0" maximum:"5"`
	Counted   bool              `json:"counted"`
	Standing  string            `json:"standing,omitempty" doc:"Why it does not count, when it does not."`
	Note      bool              `json:"note,omitempty" doc:"Shown, never counted."`
	Confirmed bool              `json:"confirmed,omitempty"`
	Seen      muster.Time       `json:"seen,omitzero"`
	Evidence  []Evidence        `json:"evidence,omitempty"`
	Others    []Ref             `json:"others,omitempty" doc:"People joined to this one."`
	Values    []Shared          `json:"values,omitempty"`
	Rival     string            `json:"rival,omitempty" doc:"The honest explanation to look at first."`
	Innocent  []string          `json:"innocent,omitempty" doc:"Others, the likeliest first."`
	Clears    []string          `json:"clears,omitempty" doc:"What would settle it, the easiest first."`
	Check     muster.CheckType  `json:"check,omitempty" doc:"The check that would settle it."`
	Cleared   *Decision         `json:"cleared,omitempty"`
}

// Evidence is one record behind a finding.
type Evidence struct {
	Record string      `json:"record"`
	Of     Ref         `json:"of"`
	Source string      `json:"source,omitempty"`
	When   muster.Time `json:"when,omitzero"`
	Events []string    `json:"events,omitempty" doc:"Of a day of a log: the source's ids of the first events it was counted from."`
}

// Ref is somebody named beside somebody else.
type Ref struct {
	ID    muster.SubjectID `json:"id"`
	Name  string           `json:"name,omitempty"`
	Level muster.Level     `json:"level,omitempty"`
}

// Shared is a value that people share, as the caller may see it.
type Shared struct {
	Kind     muster.ArtefactKind `json:"kind"`
	Value    string              `json:"value,omitempty"`
	SharedBy int                 `json:"shared_by"`
	Base     int                 `json:"base,omitempty"`
	Common   bool                `json:"common,omitempty"`
	Why      string              `json:"why,omitempty"`
	People   []Ref               `json:"people,omitempty"`
}

// Decision is what a named person decided.
type Decision struct {
	What   string    `json:"what"`
	Reason string    `json:"reason,omitempty"`
	By     string    `json:"by,omitempty"`
	At     time.Time `json:"at,omitzero"`
}

// Timeline is a person's records in the order in which they happened.
type Timeline struct {
	Moments []Moment `json:"moments"`
	Hidden  bool     `json:"hidden,omitempty" doc:"The caller's roles do not show records."`
}

// Moment is one record on the timeline.
type Moment struct {
	At     muster.Time `json:"at"`
	Kind   muster.Kind `json:"kind"`
	Source string      `json:"source,omitempty"`
	Cited  bool        `json:"cited,omitempty" doc:"A finding cites it."`

	Check   muster.CheckType    `json:"check,omitempty" doc:"What was checked, of a check that was sent or recorded."`
	Outcome muster.CheckOutcome `json:"outcome,omitempty" doc:"What it said."`
}

// Documents is what sources and documents state of a person, side by side.
type Documents struct {
	Facts     []Fact    `json:"facts" doc:"What each source says, thing by thing."`
	Documents []Stating `json:"documents" doc:"The latest documents; none where there are not two."`
	Claims    []Claim   `json:"claims" doc:"What these documents state, each with a cell for every document."`
	More      int       `json:"more_documents,omitempty" doc:"Documents that are not listed."`
}

// Fact is one thing with what each source says of it.
type Fact struct {
	Name    string `json:"name"`
	Says    []Said `json:"says"`
	Differs bool   `json:"differs,omitempty"`
	Why     string `json:"why,omitempty" doc:"What a difference may be."`
}

// Said is what one source says.
type Said struct {
	Source  string `json:"source"`
	Value   string `json:"value" doc:"As the caller may see it."`
	Differs bool   `json:"differs,omitempty" doc:"From the first source named."`
}

// Stating is one document.
type Stating struct {
	Name   string      `json:"name"`
	Source string      `json:"source,omitempty" doc:"Missing where the caller may not see it."`
	When   muster.Time `json:"when,omitzero"`
}

// Claim is one thing that documents state.
type Claim struct {
	Claim   string      `json:"claim"`
	Cells   []ClaimCell `json:"cells"`
	Differs bool        `json:"differs,omitempty"`
}

// ClaimCell is what one document states.
type ClaimCell struct {
	Text string `json:"text" doc:"Empty where it states nothing to this caller."`
	Mark string `json:"mark,omitempty" doc:"How it stands to the others, in words."`
}

// LoginContext is what an analyst needs to know about the holder of a login.
type LoginContext struct {
	Login    string           `json:"login"`
	Subject  muster.SubjectID `json:"subject"`
	Status   muster.Status    `json:"status"`
	Started  muster.Time      `json:"started,omitzero"`
	Ended    muster.Time      `json:"ended,omitzero"`
	City     Value            `json:"declared_city"`
	Devices  []Issued         `json:"issued_devices"`
	Approved []Approved       `json:"approved_tools" doc:"Tools and networks that are approved, for this person or for everybody."`
	Travel   []Travel         `json:"agreed_travel"`
	Seq      int64            `json:"seq,omitempty" doc:"Sequence number of the latest record. Missing where the caller's roles do not show records of every kind."`
}

// Issued is a device that was given to the person, as the inventory or a shipment
// has it.
type Issued struct {
	Item      string      `json:"item,omitempty"`
	Serial    string      `json:"serial,omitempty"`
	From      muster.Time `json:"from,omitzero" doc:"As the inventory says."`
	Until     muster.Time `json:"until,omitzero" doc:"Its last day with them. Missing: still theirs."`
	Status    string      `json:"status,omitempty" doc:"Of the shipment."`
	Delivered muster.Time `json:"delivered,omitzero"`
	Returned  bool        `json:"returned,omitempty"`
}

// Approved is a tool or network that is approved.
type Approved struct {
	Tool      string      `json:"tool"`
	Everybody bool        `json:"everybody,omitempty"`
	Until     muster.Time `json:"until" doc:"Its last day; empty where the records state none."`
	By        string      `json:"by" doc:"Who agreed to it; the source, where it stands in records that were brought in."`
}

// Travel is a stay elsewhere that was agreed beforehand.
type Travel struct {
	Place string      `json:"place"`
	From  muster.Time `json:"from,omitzero"`
	Until muster.Time `json:"until" doc:"Its last day; empty where the records state none."`
	By    string      `json:"by" doc:"Who agreed to it; the source, where it stands in records that were brought in."`
}

// subjectRequest asks for one person.
type subjectRequest struct {
	SubjectPath
	UnlessSame
}

func registerPeople(h *Handler) {
	registerSubjects(h)
	register(h, get("/v1/subjects/{subject}", "subjects.get", "People", SubjectsRead, "One person with assessment, gates and checks", "The assessment takes in every record up to its seq."), h.subject)
	register(h, get("/v1/subjects/{subject}/findings", "subjects.findings", "People", FindingsRead, "What was found about a person", "In plain words with evidence, honest explanations and what would clear each. Those that do not count say why."), h.findings)
	register(h, get("/v1/subjects/{subject}/timeline", "subjects.timeline", "People", SubjectsRead, "A person's records in order", "That there is a record, its kind and time. What it states is at /documents."), h.timeline)
	register(h, get("/v1/subjects/{subject}/documents", "subjects.documents", "People", FindingsRead, "What sources and documents state of a person, side by side", "Values are as the caller may see them."), h.documents)
	register(h, get("/v1/subjects/{subject}/checks", "subjects.checks", "Checks", SubjectsRead, "A person's checks", "With outcome and evidence where the table of fields shows them."), h.checks)
	register(h, get("/v1/subjects/{subject}/interviews", "subjects.interviews", "Checks", SubjectsRead, "A person's guided interviews: questions, prompts and forms", "An interviewer sees others' forms once their own is on record."), h.interviews)
	register(h, get("/v1/subjects/{subject}/gates", "subjects.gates", "Checks", SubjectsRead, "A person's gates", "What each asks of everybody in the class, what is met, and until when it waits."), h.gates)
	register(h, get("/v1/subjects/{subject}/copy", "subjects.copy", "People", SubjectsRead, "A person's copy of what is held of them", "Within the hour after the act subject.export. It never identifies others: in reasons, words that may name somebody are […]."), h.copyOf)
	register(h, get("/v1/context", "context.get", "People", ContextRead, "What to know about the holder of a login", "For analysts: start date, declared city, issued devices, approved tools, agreed travel."), h.context)
}

func (h *Handler) subject(ctx context.Context, in *subjectRequest) (*one[Subject], error) {
	version, err := h.Desk.PersonVersion(ctx, actorOf(ctx), in.Subject)
	if err != nil {
		return nil, hide(err)
	}
	s, err := h.People.Subject(ctx, in.Subject)
	if err != nil {
		return nil, hide(err)
	}
	s.Version = version
	return tagged(&in.UnlessSame, version, *s)
}

func (h *Handler) findings(ctx context.Context, in *subjectRequest) (*one[FindingList], error) {
	list, err := h.People.Findings(ctx, in.Subject)
	if err != nil {
		return nil, hide(err)
	}
	return tagged(&in.UnlessSame, "f", *list)
}

func (h *Handler) timeline(ctx context.Context, in *subjectRequest) (*one[Timeline], error) {
	t, err := h.People.Timeline(ctx, in.Subject)
	if err != nil {
		return nil, hide(err)
	}
	return tagged(&in.UnlessSame, "t", *t)
}

func (h *Handler) documents(ctx context.Context, in *subjectRequest) (*one[Documents], error) {
	d, err := h.Papers.Documents(ctx, in.Subject)
	if err != nil {
		return nil, hide(err)
	}
	return tagged(&in.UnlessSame, "d", *d)
}

// interviewList is a person's guided interviews.
type interviewList struct {
	Interviews []casework.Session `json:"interviews" doc:"An interviewer sees others' forms once their own is on record."`
}

func (h *Handler) interviews(ctx context.Context, in *subjectRequest) (*one[interviewList], error) {
	who := actorOf(ctx)
	if !h.somewhere(who, []casework.Action{casework.InterviewPlan, casework.InterviewRecord}) {
		return nil, &muster.Error{Code: muster.CodePermission, Message: "your roles do not allow this", Hint: "interviews are for who plans and holds them"}
	}
	p, err := h.Desk.Person(ctx, who, in.Subject)
	if err != nil {
		return nil, hide(err)
	}
	return tagged(&in.UnlessSame, "i", interviewList{p.Interviews})
}

// checkList is a person's checks.
type checkList struct {
	Checks []casework.Check `json:"checks"`
}

func (h *Handler) checks(ctx context.Context, in *subjectRequest) (*one[checkList], error) {
	list, err := h.Desk.Checks(ctx, actorOf(ctx), in.Subject)
	if err != nil {
		return nil, hide(err)
	}
	return tagged(&in.UnlessSame, "k", checkList{list})
}

// gateList is a person's gates.
type gateList struct {
	Gates []Gate `json:"gates"`
}

func (h *Handler) gates(ctx context.Context, in *subjectRequest) (*one[gateList], error) {
	list, err := h.Desk.Gates(ctx, actorOf(ctx), in.Subject)
	if err != nil {
		return nil, hide(err)
	}
	return tagged(&in.UnlessSame, "g", gateList{GatesOf(list)})
}

// GatesOf puts gates in the words of the API.
func GatesOf(list []casework.GateState) []Gate {
	out := make([]Gate, 0, len(list))
	for i := range list {
		g := &list[i]
		one := Gate{Gate: g.Gate, Met: g.Met, Advice: g.Advice, Waits: g.Waits, Pending: g.Pending, Passed: g.Passed, Asks: make([]GateAsk, 0, len(g.Asks))}
		for _, a := range g.Asks {
			one.Asks = append(one.Asks, GateAsk(a))
		}
		out = append(out, one)
	}
	return out
}

func (h *Handler) copyOf(ctx context.Context, in *SubjectPath) (*body[casework.Copy], error) {
	if !h.somewhere(actorOf(ctx), []casework.Action{casework.SubjectExport}) {
		return nil, &muster.Error{Code: muster.CodePermission, Message: "your roles do not allow this (" + string(casework.SubjectExport) + ")", Hint: "ask somebody whose role it is, or the administrator"} // before anybody is looked for: it would tell who is there
	}
	c, err := h.Desk.Copy(ctx, actorOf(ctx), in.Subject)
	if err != nil {
		if muster.CodeOf(err) == muster.CodePermission && h.Desk.May(ctx, actorOf(ctx), casework.SubjectExport, in.Subject) == nil {
			return nil, err // they may have one, after the act
		}
		return nil, hide(err)
	}
	return &body[casework.Copy]{*c}, nil
}

// contextRequest names a login.
type contextRequest struct {
	Login string `query:"login" required:"true" minLength:"1" maxLength:"200" doc:"A login as the HR record holds it, or a work e-mail address."`
}

func (h *Handler) context(ctx context.Context, in *contextRequest) (*body[LoginContext], error) {
	c, err := h.People.Context(ctx, in.Login)
	if err != nil {
		return nil, hide(err)
	}
	return &body[LoginContext]{*c}, nil
}
