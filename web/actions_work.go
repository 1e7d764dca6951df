package web

import "muster"

// RecordInterview is one interviewer's form. Answers are in the order of the
// questions asked; Prompts in the order of the prompts given.
type RecordInterview struct {
	Person   muster.SubjectID
	Session  string // of the guided session the questions came from
	Held     muster.Time
	Mode     muster.InterviewMode
	CameraOn muster.Answer
	Answers  []string // each one of AnswerChoices
	Prompts  []string // each one of PromptChoices
	Signs    []muster.Sign
	Swapped  bool // an agreed adjustment took the place of a step
}

func (*RecordInterview) command() {}

func readRecordInterview(f *form) Command {
	c := &RecordInterview{
		Person: muster.SubjectID(f.id("id")), Session: f.line("session", true), Held: f.date("held", true),
		Mode: choice[muster.InterviewMode](f, "mode", InterviewModes()), CameraOn: choice[muster.Answer](f, "camera", yesNo()),
		Signs: choices[muster.Sign](f, "signs", InterviewSigns()), Swapped: f.yes("swapped"),
	}
	for i := range f.number("questions", 0, 20) {
		c.Answers = append(c.Answers, choice[string](f, nth("answer", i), AnswerChoices()))
	}
	for i := range f.number("prompts", 0, 20) {
		c.Prompts = append(c.Prompts, choice[string](f, nth("prompt", i), PromptChoices()))
	}
	return c
}

// SplitGroup says that these members do not belong with the others.
type SplitGroup struct {
	Group   string
	Members []muster.SubjectID
	Reason  string
}

func (*SplitGroup) command() {}

func readSplitGroup(f *form) Command {
	c := &SplitGroup{Group: f.id("id"), Reason: f.reason("reason")}
	for _, m := range f.lines("member", 1) {
		c.Members = append(c.Members, muster.SubjectID(m))
	}
	return c
}

// MergeGroup says that another group is the same as this one.
type MergeGroup struct{ Group, With, Reason string }

func (*MergeGroup) command() {}

func readMergeGroup(f *form) Command {
	return &MergeGroup{Group: f.id("id"), With: f.line("with", true), Reason: f.reason("reason")}
}

// OpenCase opens a case about people; who may read it is its opener and those
// they name.
type OpenCase struct {
	Title  string
	People []muster.SubjectID
	Reason string
}

func (*OpenCase) command() {}

func readOpenCase(f *form) Command {
	c := &OpenCase{Title: f.line("title", true), Reason: f.reason("reason")}
	for _, p := range f.lines("person", 1) {
		c.People = append(c.People, muster.SubjectID(p))
	}
	return c
}

// AddNote writes into a case. Privileged notes are seen by counsel only.
type AddNote struct {
	Case, Text string
	Privileged bool
}

func (*AddNote) command() {}

func readAddNote(f *form) Command { return &AddNote{Case: f.id("id"), Text: f.reason("text")} }

func readAddPrivileged(f *form) Command {
	return &AddNote{Case: f.id("id"), Text: f.reason("text"), Privileged: true}
}

// AddHypothesis adds an explanation to weigh the evidence against.
type AddHypothesis struct{ Case, Text string }

func (*AddHypothesis) command() {}

func readAddHypothesis(f *form) Command {
	return &AddHypothesis{Case: f.id("id"), Text: f.reason("text")}
}

// AddTask gives somebody something to do in a case.
type AddTask struct {
	Case, Text, Who string
	Due             muster.Time
}

func (*AddTask) command() {}

func readAddTask(f *form) Command {
	return &AddTask{Case: f.id("id"), Text: f.line("text", true), Who: f.line("who", true), Due: f.date("due", false)}
}

// FinishTask closes a task with what came of it.
type FinishTask struct{ Task, Result string }

func (*FinishTask) command() {}

func readFinishTask(f *form) Command {
	return &FinishTask{Task: f.id("id"), Result: f.line("result", true)}
}

// ProposeStep proposes an adverse step, which a second person must sign and
// which waits for the person's answer.
type ProposeStep struct {
	Case, Step string // Step is one of AdverseSteps
	Reason     string
}

func (*ProposeStep) command() {}

func readProposeStep(f *form) Command {
	return &ProposeStep{Case: f.id("id"), Step: choice[string](f, "step", AdverseSteps()), Reason: f.reason("reason")}
}

// SetReaders adds or removes a reader of a case.
type SetReaders struct {
	Case, Who string
	Remove    bool
	Reason    string
}

func (*SetReaders) command() {}

func readSetReaders(f *form) Command {
	return &SetReaders{Case: f.id("id"), Who: f.line("who", true), Remove: f.yes("remove"), Reason: f.reason("reason")}
}

// CloseCase closes a case with its outcome.
type CloseCase struct{ Case, Outcome, Reason string }

func (*CloseCase) command() {}

func readCloseCase(f *form) Command {
	return &CloseCase{Case: f.id("id"), Outcome: choice[string](f, "outcome", CaseOutcomes()), Reason: f.reason("reason")}
}

// SettlePay records what came of advice about pay. It never stops pay.
type SettlePay struct{ Advice, Outcome, Reason string }

func (*SettlePay) command() {}

func readSettlePay(f *form) Command {
	return &SettlePay{Advice: f.id("id"), Outcome: choice[string](f, "outcome", PayOutcomes()), Reason: f.reason("reason")}
}

// SettleShipment records what was agreed about a shipment.
type SettleShipment struct{ Shipment, Outcome, Reason string }

func (*SettleShipment) command() {}

func readSettleShipment(f *form) Command {
	return &SettleShipment{Shipment: f.id("id"), Outcome: choice[string](f, "outcome", ShipmentOutcomes()), Reason: f.reason("reason")}
}

// Suppress keeps a rule from counting, for everybody or one person, until a
// day.
type Suppress struct {
	Flag   muster.FlagID
	Person muster.SubjectID // empty: everybody
	Until  muster.Time
	Reason string
}

func (*Suppress) command() {}

func readSuppress(f *form) Command {
	return &Suppress{Flag: muster.FlagID(f.id("flag")), Person: muster.SubjectID(f.line("person", false)), Until: f.date("until", true), Reason: f.reason("reason")}
}

// TryPolicy tries a rule at another strength on the data there is. Nothing
// changes for anybody.
type TryPolicy struct {
	Flag     muster.FlagID
	Strength int // 0 switches the rule off
}

func (*TryPolicy) command() {}

func readTryPolicy(f *form) Command {
	return &TryPolicy{Flag: muster.FlagID(f.id("flag")), Strength: f.number("strength", 0, 5)}
}

// PublishPolicy makes a tried policy the one in force.
type PublishPolicy struct{ Draft, Reason string }

func (*PublishPolicy) command() {}

func readPublishPolicy(f *form) Command {
	return &PublishPolicy{Draft: f.id("id"), Reason: f.reason("reason")}
}

// InviteUser invites somebody by a one-time link.
type InviteUser struct {
	Name, Email string
	Roles       []string
	Entity      string // legal entity the roles hold for; empty: all
}

func (*InviteUser) command() {}

func readInviteUser(f *form) Command {
	return &InviteUser{Name: f.line("name", true), Email: f.line("email", true), Roles: choices[string](f, "role", Roles()), Entity: f.line("entity", false)}
}

// SetRoles changes what somebody may do.
type SetRoles struct {
	User   string
	Roles  []string
	Reason string
}

func (*SetRoles) command() {}

func readSetRoles(f *form) Command {
	return &SetRoles{User: f.id("id"), Roles: choices[string](f, "role", Roles()), Reason: f.reason("reason")}
}

// EndUser ends somebody's access. What they did stays on record.
type EndUser struct{ User, Reason string }

func (*EndUser) command() {}

func readEndUser(f *form) Command { return &EndUser{User: f.id("id"), Reason: f.reason("reason")} }

// MakeKey makes an API key; it is shown once.
type MakeKey struct {
	Name    string
	Scopes  []string
	Expires muster.Time
}

func (*MakeKey) command() {}

func readMakeKey(f *form) Command {
	return &MakeKey{Name: f.line("name", true), Scopes: choices[string](f, "scope", KeyScopes()), Expires: f.date("expires", true)}
}

// EndKey ends an API key at once.
type EndKey struct{ ID string }

func (*EndKey) command() {}

func readEndKey(f *form) Command { return &EndKey{ID: f.id("id")} }

// AddHook sends signed messages to an address.
type AddHook struct{ URL string }

func (*AddHook) command() {}

func readAddHook(f *form) Command { return &AddHook{URL: f.line("url", true)} }

// SetRetention sets how many days observations of a kind are kept.
type SetRetention struct {
	Kind   muster.Kind
	Days   int
	Reason string
}

func (*SetRetention) command() {}

func readSetRetention(f *form) Command {
	return &SetRetention{Kind: muster.Kind(f.id("kind")), Days: f.number("days", 1, 36500), Reason: f.reason("reason")}
}
