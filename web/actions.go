package web

import (
	"context"
	"slices"

	"muster"
	"muster/casework"
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
	return slices.Concat(personActions(), caseActions(), workActions(), trustActions(), settingActions(), setupActions())
}

func personActions() []action {
	return []action{
		{"names.unlock", "/people/{id}/unlock", casework.PersonUnlock, readUnlock},
		{"person.place", "/people/{id}/place", casework.PeoplePlace, readPlacePerson},
		{"identity.dispute", "/people/{id}/dispute", casework.IdentityDispute, readMarkDispute},
		{"subject.export", "/people/{id}/export", casework.SubjectExport, readExportPerson},
		{"check.ask", "/people/{id}/checks", casework.CheckRequest, readAskCheck},
		{"check.record", "/checks/{id}/record", casework.CheckRecord, readRecordCheck},
		{"check.adjust", "/checks/{id}/adjust", casework.CheckAdjust, readAdjustCheck},
		{"check.cancel", "/checks/{id}/cancel", casework.CheckCancel, readCancelCheck},
		{"check.assign", "/checks/{id}/assign", casework.CheckRequest, readAssignCheck},
		{"finding.clear", "/people/{id}/findings/{finding}/clear", casework.FindingClear, readClearFinding},
		{"gate.pass", "/people/{id}/gates/{gate}/pass", PassGates, readPassGate},
		{"gate.override", "/people/{id}/gates/{gate}/override", casework.GateOverride, readOverrideGate},
		{"escalation.hold", "/people/{id}/hold", casework.EscalationHold, readHoldEscalation},
		{"escalation.settle", "/people/{id}/settle", casework.EscalationHold, readSettleEscalation},
		{"step.sign", "/steps/{id}/sign", SignSteps, readSignStep},
		{"step.invite", "/steps/{id}/invite", SignedIn, readInviteSigner},
		{"notice.send", "/people/{id}/notice", casework.NoticeSend, readSendNotice},
		{"alternative.offer", "/people/{id}/alternative", casework.NoticeSend, readOfferAlternative},
		{"answer.record", "/people/{id}/answer", casework.AnswerRecord, readRecordAnswer},
		{"reply.offer", "/people/{id}/reply", casework.NoticeSend, readOfferReply},
		{"complaint.open", "/people/{id}/complaints", casework.ComplaintOpen, readOpenComplaint},
		{"complaint.answer", "/complaints/{id}/answer", casework.ComplaintAnswer, readAnswerComplaint},
		{"interview.plan", "/people/{id}/interview/plan", casework.InterviewPlan, readPlanInterview},
		{"interview.record", "/people/{id}/interview", casework.InterviewRecord, readRecordInterview},
		{"interview.withdraw", "/people/{id}/interview/{session}/withdraw", casework.InterviewPlan, readWithdrawInterview},
		{"still.choose", "/people/{id}/stills/choice", casework.InterviewStill, readChooseStill},
	}
}

func caseActions() []action {
	return []action{
		{"case.open", "/cases/open", casework.CaseOpen, readOpenCase},
		{"case.note", "/cases/{id}/notes", casework.CaseWrite, readAddNote},
		{"case.privileged", "/cases/{id}/privileged", casework.CasePrivileged, readAddPrivileged},
		{"case.hypothesis", "/cases/{id}/hypotheses", casework.CaseWrite, readAddHypothesis},
		{"case.task", "/cases/{id}/tasks", casework.CaseWrite, readAddTask},
		{"case.weigh", "/evidence/{id}/weigh", casework.CaseWrite, readWeighEvidence},
		{"case.custody", "/evidence/{id}/custody", casework.CaseWrite, readPassEvidence},
		{"task.finish", "/tasks/{id}/finish", casework.CaseWrite, readFinishTask},
		{"case.propose", "/cases/{id}/steps", casework.CasePropose, readProposeStep},
		{"case.readers", "/cases/{id}/readers", casework.CaseReaders, readSetReaders},
		{"case.close", "/cases/{id}/close", casework.CaseClose, readCloseCase},
	}
}

func workActions() []action {
	return []action{
		{"group.split", "/groups/{id}/split", casework.GroupDecide, readSplitGroup},
		{"group.merge", "/groups/{id}/merge", casework.GroupDecide, readMergeGroup},
		{"pay.settle", "/payroll/{id}/settle", casework.PayrollSettle, readSettlePay},
		{"payrun.decide", "/payroll/runs/{id}/lines/{line}", casework.PayrollSettle, readDecidePayLine},
		{"payrun.export", "/payroll/runs/{id}/export", casework.PayrollSettle, readExportPayRun},
		{"pay.basis", "/payroll/bases", casework.PayWithholding, readRecordPayBasis},
		{"shipment.settle", "/equipment/{id}/settle", casework.EquipmentRecord, readSettleShipment},
		{"agreement.record", "/agreements", casework.AgreementRecord, readAgree},
		{"agreement.change", "/agreements/{id}/change", casework.AgreementRecord, readChangeAgreement},
		{"agreement.end", "/agreements/{id}/end", casework.AgreementRecord, readEndAgreement},
		{"rule.suppress", "/rules/{flag}/suppress", casework.PolicySuppress, readSuppress},
		{"policy.try", "/rules/{flag}/try", casework.PolicyTry, readTryPolicy},
		{"policy.text", "/policies/try", casework.PolicyTry, readTryText},
		{"policy.publish", "/policies/{id}/publish", casework.PolicyPublish, readPublishPolicy},
		{"ledger.verify", "/ledger/verify", casework.LedgerVerify, readVerifyLedger},
	}
}

func settingActions() []action {
	return []action{
		{"user.invite", "/settings/users", casework.UsersManage, readInviteUser},
		{"user.again", "/settings/users/{id}/link", casework.UsersManage, readInviteAgain},
		{"user.roles", "/settings/users/{id}/roles", casework.UsersManage, readSetRoles},
		{"user.provided", "/settings/users/{id}/provided", casework.UsersManage, readProvideRoles},
		{"group_role.add", "/settings/groups", casework.UsersManage, readMapGroup},
		{"group_role.end", "/settings/groups/{id}/end", casework.UsersManage, readUnmapGroup},
		{"user.end", "/settings/users/{id}/end", casework.UsersManage, readEndUser},
		{"key.make", "/settings/keys", casework.KeysManage, readMakeKey},
		{"key.end", "/settings/keys/{id}/end", casework.KeysManage, readEndKey},
		{"hook.add", "/settings/hooks", casework.WebhooksManage, readAddHook},
		{"hook.rotate", "/settings/hooks/{id}/rotate", casework.WebhooksManage, readRotateHook},
		{"hook.end", "/settings/hooks/{id}/end", casework.WebhooksManage, readEndHook},
		{"target.try", "/settings/targets/{id}/try", casework.WebhooksManage, readTryTarget},
		{"target.replay", "/settings/targets/{id}/replay", casework.WebhooksManage, readReplayMessages},
		{"retention.set", "/settings/retention/{kind}", casework.RetentionSet, readSetRetention},
		{"stills.set", "/settings/stills", casework.MonitoringSet, readSwitchStills},
		{"monitoring.set", "/settings/monitoring/{kind}", casework.MonitoringSet, readSwitchMonitoring},
		{"writeback.set", "/settings/systems/{id}/writeback", casework.WriteBackSet, readSwitchWriteBack},
		{"setting.change", "/settings/numbers/{name}", casework.SettingsManage, readChangeSetting},
	}
}

// Unlock shows hidden fields of a person, for a stated reason and a limited
// time.
type Unlock struct {
	Person muster.SubjectID
	Fields []casework.Field // at least one
	Reason string
}

func (*Unlock) command() {}

func readUnlock(f *form) Command {
	c := &Unlock{Person: muster.SubjectID(f.id("id")), Reason: f.reason("reason")}
	for _, name := range f.lines("field", 1) {
		if !slices.Contains(LockedFields(), casework.Field(name)) {
			f.complain("field", "Choose from the list.")
		}
		c.Fields = append(c.Fields, casework.Field(name))
	}
	return c
}

// AskCheck asks for a check. Reason is empty for one the policy already asks
// of everybody in the class.
type AskCheck struct {
	Person    muster.SubjectID
	Type      muster.CheckType
	Assurance string      // how strong: empty is standard
	Gate      muster.Gate // the gate that asks for it, if one does
	Code      string      // why this person is asked for more than the class, one of ReasonCodes
	Reason    string
	Who       string // whom it is given to; empty: whoever may record it
	Due       muster.Time
}

func (*AskCheck) command() {}

func readAskCheck(f *form) Command {
	c := &AskCheck{
		Person: muster.SubjectID(f.id("id")), Type: choice[muster.CheckType](f, "type", CheckTypes()),
		Assurance: choice[string](f, "assurance", append(Assurances(), Option{})), Gate: muster.Gate(f.line("gate", false)),
		Code: choice[string](f, "code", ReasonCodes()), Who: f.line("who", false), Due: f.date("due", false), Reason: f.text("reason"),
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
	Expires   muster.Time       // zero: as the check's form says
	Confirmed bool              // the recorder stands by it as their own observation
	Form      map[string]string // the closed fields of this type of check
	Provider  string            // who did it, if somebody outside did
	Session   string            // the guided interview it rests on
}

func (*RecordCheck) command() {}

func readRecordCheck(f *form) Command {
	c := &RecordCheck{
		Check: f.id("id"), Outcome: choice[muster.CheckOutcome](f, "outcome", CheckOutcomes()), Session: f.line("session", false),
		Done: f.date("done", true), Expires: f.date("expires", false), Confirmed: f.yes("confirmed"), Form: ownFields(f), Provider: f.line("provider", false),
	}
	if c.Session != "" { // whose forms say what was seen
		c.Evidence = f.mild("evidence")
	} else {
		c.Evidence = f.neutral("evidence")
	}
	return c
}

// ClearFinding says that a finding is explained. It stays visible, no longer
// counts, and is reopened only by a new kind of evidence.
type ClearFinding struct {
	Person  muster.SubjectID // for whom it is explained: for the others it stays
	Finding muster.FindingKey
	Basis   string // what it rests on, one of ClearingBases
	Reason  string
}

func (*ClearFinding) command() {}

func readClearFinding(f *form) Command {
	c := &ClearFinding{Person: muster.SubjectID(f.id("id")), Basis: choice[string](f, "basis", ClearingBases()), Reason: f.neutral("reason")}
	if err := c.Finding.UnmarshalText([]byte(f.id("finding"))); err != nil {
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
	return &OverrideGate{Person: muster.SubjectID(f.id("id")), Gate: muster.Gate(f.id("gate")), Reason: f.neutral("reason")}
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
	return &HoldEscalation{Person: muster.SubjectID(f.id("id")), Reason: f.neutral("reason"), Until: f.date("until", true)}
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
type InviteSigner struct {
	Step, Name, Email string
	Role              string // who they are to the organisation: "our solicitor"
}

func (*InviteSigner) command() {}

func readInviteSigner(f *form) Command {
	return &InviteSigner{Step: f.id("id"), Name: f.line("name", true), Email: f.line("email", true), Role: f.line("role", true)}
}

// SendNotice tells the person what is looked at and how to answer.
type SendNotice struct {
	Person  muster.SubjectID
	Case    string // the case it belongs to, if it does
	Channel string // one of NoticeChannels
	Text    string // empty: the organisation's usual words
	Closing bool   // it asks nothing: no time to answer runs
}

func (*SendNotice) command() {}

func readSendNotice(f *form) Command {
	return &SendNotice{Person: muster.SubjectID(f.id("id")), Case: f.line("case", false), Channel: choice[string](f, "channel", NoticeChannels()), Text: f.mild("text"), Closing: f.yes("closing")}
}

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
