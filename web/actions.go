package web

import (
	"context"

	"muster"
)

// Actor does what people ask for. It answers with a [muster.Error] whose hint
// says what to do next when it will not. The same key twice is one act.
type Actor interface {
	Act(ctx context.Context, r Request) (*Receipt, error)
}

// Request is one act of the viewer in the context.
type Request struct {
	Key     string  // idempotency key: 16 to 64 letters, digits, - or _
	Action  string  // its name, such as "finding.clear"
	Command Command // one of the command types of this package, by pointer
}

// Receipt says what was done.
type Receipt struct {
	Says  string // one sentence: "Cleared. The finding no longer counts."
	Entry int64  // its entry in the ledger; 0 when the act is not one for the ledger
	Next  string // where to go on, a path of ours; empty returns to the form's page
}

// Command is an act with its particulars, checked for form but not for
// permission on the thing concerned: that is the Actor's business.
type Command interface{ command() }

// action ties a command to its path and permission.
type action struct {
	name string
	path string
	may  Permission
	read func(*form) Command
}

// actions is the table of everything people can do.
func actions() []action {
	return []action{
		{"names.unlock", "/people/{id}/unlock", UnlockNames, readUnlock},
		{"check.ask", "/people/{id}/checks", AskChecks, readAskCheck},
		{"check.record", "/checks/{id}/record", RecordChecks, readRecordCheck},
		{"finding.clear", "/findings/{id}/clear", ClearFindings, readClearFinding},
		{"gate.override", "/people/{id}/gates/{gate}/override", OverrideGates, readOverrideGate},
		{"escalation.hold", "/people/{id}/hold", HoldEscalations, readHoldEscalation},
		{"step.sign", "/steps/{id}/sign", SignSecond, readSignStep},
		{"step.invite", "/steps/{id}/invite", SignedIn, readInviteSigner},
		{"notice.send", "/people/{id}/notice", SendNotices, readSendNotice},
		{"answer.record", "/people/{id}/answer", SendNotices, readRecordAnswer},
		{"interview.record", "/people/{id}/interview", HoldInterviews, readRecordInterview},
		{"group.split", "/groups/{id}/split", JudgeGroups, readSplitGroup},
		{"group.merge", "/groups/{id}/merge", JudgeGroups, readMergeGroup},
		{"case.open", "/cases/open", OpenCases, readOpenCase},
		{"case.note", "/cases/{id}/notes", WorkCases, readAddNote},
		{"case.privileged", "/cases/{id}/privileged", WritePrivileged, readAddPrivileged},
		{"case.hypothesis", "/cases/{id}/hypotheses", WorkCases, readAddHypothesis},
		{"case.task", "/cases/{id}/tasks", WorkCases, readAddTask},
		{"task.finish", "/tasks/{id}/finish", WorkCases, readFinishTask},
		{"case.propose", "/cases/{id}/steps", WorkCases, readProposeStep},
		{"case.readers", "/cases/{id}/readers", WorkCases, readSetReaders},
		{"case.close", "/cases/{id}/close", WorkCases, readCloseCase},
		{"pay.settle", "/payroll/{id}/settle", SettlePayroll, readSettlePay},
		{"shipment.settle", "/equipment/{id}/settle", SettleShipments, readSettleShipment},
		{"rule.suppress", "/rules/{flag}/suppress", SuppressFindings, readSuppress},
		{"policy.try", "/rules/{flag}/try", ChangePolicy, readTryPolicy},
		{"policy.publish", "/policies/{id}/publish", ChangePolicy, readPublishPolicy},
		{"ledger.verify", "/ledger/verify", SeeLedger, readVerifyLedger},
		{"user.invite", "/settings/users", ManageUsers, readInviteUser},
		{"user.roles", "/settings/users/{id}/roles", ManageUsers, readSetRoles},
		{"user.end", "/settings/users/{id}/end", ManageUsers, readEndUser},
		{"key.make", "/settings/keys", ManageKeys, readMakeKey},
		{"key.end", "/settings/keys/{id}/end", ManageKeys, readEndKey},
		{"hook.add", "/settings/hooks", ManageKeys, readAddHook},
		{"retention.set", "/settings/retention/{kind}", ManageRetention, readSetRetention},
	}
}

// Unlock shows the names and values of what a person shares with others, for
// a stated reason and a limited time.
type Unlock struct {
	Person muster.SubjectID
	Reason string
}

func (*Unlock) command() {}

func readUnlock(f *form) Command {
	return &Unlock{Person: muster.SubjectID(f.id("id")), Reason: f.reason("reason")}
}

// AskCheck asks for a check. Reason is empty for one the policy already asks
// of everybody in the class.
type AskCheck struct {
	Person muster.SubjectID
	Type   muster.CheckType
	Code   string // why this person is asked for more than the class, one of ReasonCodes
	Reason string
	Due    muster.Time
}

func (*AskCheck) command() {}

func readAskCheck(f *form) Command {
	c := &AskCheck{
		Person: muster.SubjectID(f.id("id")), Type: choice[muster.CheckType](f, "type", CheckTypes()),
		Code: choice[string](f, "code", ReasonCodes()), Due: f.date("due", false), Reason: f.text("reason"),
	}
	if c.Code == "other" {
		c.Reason = f.reason("reason")
	}
	return c
}

// RecordCheck records what a check gave.
type RecordCheck struct {
	Check     string
	Outcome   muster.CheckOutcome
	Evidence  string // what was seen and where it is kept, in words
	Done      muster.Time
	Confirmed bool   // the recorder stands by it as their own observation
	Channel   string // over which contact, one of Channels
}

func (*RecordCheck) command() {}

func readRecordCheck(f *form) Command {
	return &RecordCheck{
		Check: f.id("id"), Outcome: choice[muster.CheckOutcome](f, "outcome", CheckOutcomes()),
		Evidence: f.neutral("evidence"), Done: f.date("done", true), Confirmed: f.yes("confirmed"), Channel: choice[string](f, "channel", Channels()),
	}
}

// ClearFinding says that a finding is explained. It stays visible, no longer
// counts, and is reopened only by a new kind of evidence.
type ClearFinding struct {
	Finding muster.FindingKey
	Basis   string // what it rests on, one of ClearingBases
	Reason  string
}

func (*ClearFinding) command() {}

func readClearFinding(f *form) Command {
	c := &ClearFinding{Basis: choice[string](f, "basis", ClearingBases()), Reason: f.reason("reason")}
	if err := c.Finding.UnmarshalText([]byte(f.id("id"))); err != nil {
		f.complain("reason", "The address does not name a finding. Open the person's page again.")
	}
	return c
}

// OverrideGate asks that a gate be passed without all its checks. It takes
// effect when a second person agrees.
type OverrideGate struct {
	Person muster.SubjectID
	Gate   muster.Gate
	Reason string
}

func (*OverrideGate) command() {}

func readOverrideGate(f *form) Command {
	return &OverrideGate{Person: muster.SubjectID(f.id("id")), Gate: muster.Gate(f.id("gate")), Reason: f.reason("reason")}
}

// HoldEscalation writes down why the process does not go on when the clock of
// an escalation runs out.
type HoldEscalation struct {
	Person muster.SubjectID
	Reason string
	Until  muster.Time
}

func (*HoldEscalation) command() {}

func readHoldEscalation(f *form) Command {
	return &HoldEscalation{Person: muster.SubjectID(f.id("id")), Reason: f.reason("reason"), Until: f.date("until", true)}
}

// SignStep is the second person's answer to a step that needs two.
type SignStep struct {
	Step   string
	Agree  bool
	Reason string
}

func (*SignStep) command() {}

func readSignStep(f *form) Command {
	return &SignStep{Step: f.id("id"), Agree: choice[string](f, "answer", agreement()) == "agree", Reason: f.reason("reason")}
}

func agreement() []Option { return []Option{{"agree", "I agree"}, {"disagree", "I do not agree"}} }

// InviteSigner asks somebody outside to be the second person by a one-time
// link, so that nobody who works alone meets a dead end.
type InviteSigner struct{ Step, Name, Email string }

func (*InviteSigner) command() {}

func readInviteSigner(f *form) Command {
	return &InviteSigner{Step: f.id("id"), Name: f.line("name", true), Email: f.line("email", true)}
}

// SendNotice tells the person what is looked at and how to answer.
type SendNotice struct{ Person muster.SubjectID }

func (*SendNotice) command() {}

func readSendNotice(f *form) Command { return &SendNotice{Person: muster.SubjectID(f.id("id"))} }

// RecordAnswer puts the person's own words on record.
type RecordAnswer struct {
	Person muster.SubjectID
	Text   string
	At     muster.Time
}

func (*RecordAnswer) command() {}

func readRecordAnswer(f *form) Command {
	return &RecordAnswer{Person: muster.SubjectID(f.id("id")), Text: f.reason("answer"), At: f.date("at", true)}
}

// VerifyLedger checks the whole ledger now.
type VerifyLedger struct{}

func (*VerifyLedger) command() {}

func readVerifyLedger(*form) Command { return &VerifyLedger{} }
