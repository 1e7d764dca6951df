package web

import (
	"strings"

	"muster"
)

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

// MergeGroup says that people belong with members of this group.
type MergeGroup struct {
	Group   string
	Members []muster.SubjectID // of this group; none: all
	Others  []muster.SubjectID // whom they belong with
	Reason  string
}

func (*MergeGroup) command() {}

func readMergeGroup(f *form) Command {
	c := &MergeGroup{Group: f.id("id"), Reason: f.reason("reason")}
	for _, m := range f.lines("member", 0) {
		c.Members = append(c.Members, muster.SubjectID(m))
	}
	for _, o := range strings.FieldsFunc(f.line("other", true), func(r rune) bool { return r == ',' || r == ' ' }) {
		c.Others = append(c.Others, muster.SubjectID(o))
	}
	return c
}

// OpenCase opens a case about people; who may read it is its opener and those
// they name.
type OpenCase struct {
	Title   string
	People  []muster.SubjectID
	Readers []string
	Reason  string
}

func (*OpenCase) command() {}

func readOpenCase(f *form) Command {
	c := &OpenCase{Title: f.line("title", true), Readers: f.lines("reader", 0), Reason: f.neutral("reason")}
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

func readAddNote(f *form) Command { return &AddNote{Case: f.id("id"), Text: f.neutral("text")} }

func readAddPrivileged(f *form) Command {
	return &AddNote{Case: f.id("id"), Text: f.neutral("text"), Privileged: true}
}

// AddHypothesis adds an explanation to weigh the evidence against.
type AddHypothesis struct {
	Case, Text string
	Innocent   bool // one in which the person did nothing wrong
}

func (*AddHypothesis) command() {}

func readAddHypothesis(f *form) Command {
	return &AddHypothesis{Case: f.id("id"), Text: f.neutral("text"), Innocent: f.yes("innocent")}
}

// WeighEvidence says how a piece of evidence bears on one explanation.
type WeighEvidence struct{ Evidence, Hypothesis, Weight, Reason string }

func (*WeighEvidence) command() {}

func readWeighEvidence(f *form) Command {
	return &WeighEvidence{Evidence: f.id("id"), Hypothesis: f.line("hypothesis", true), Weight: choice[string](f, "weight", Weights()), Reason: f.neutral("reason")}
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

// PassEvidence hands evidence over to somebody else.
type PassEvidence struct{ Evidence, To, Where, Reason string }

func (*PassEvidence) command() {}

func readPassEvidence(f *form) Command {
	return &PassEvidence{Evidence: f.id("id"), To: f.line("to", true), Where: f.line("where", true), Reason: f.neutral("reason")}
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
	return &ProposeStep{Case: f.id("id"), Step: choice[string](f, "step", AdverseSteps()), Reason: f.neutral("reason")}
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
	return &CloseCase{Case: f.id("id"), Outcome: choice[string](f, "outcome", CaseOutcomes()), Reason: f.neutral("reason")}
}

// SettlePay records what came of advice about pay. It never stops pay.
type SettlePay struct {
	Advice          string
	Person          muster.SubjectID
	Outcome, Reason string
}

func (*SettlePay) command() {}

func readSettlePay(f *form) Command {
	return &SettlePay{Advice: f.id("id"), Person: muster.SubjectID(f.line("person", true)), Outcome: choice[string](f, "outcome", PayOutcomes()), Reason: f.neutral("reason")}
}

// SettleShipment records what was agreed about a shipment.
type SettleShipment struct {
	Shipment        string
	Person          muster.SubjectID
	Outcome, Reason string
}

func (*SettleShipment) command() {}

func readSettleShipment(f *form) Command {
	return &SettleShipment{Shipment: f.id("id"), Person: muster.SubjectID(f.line("person", true)), Outcome: choice[string](f, "outcome", ShipmentOutcomes()), Reason: f.neutral("reason")}
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

// TryText tries a whole policy file on the data there is.
type TryText struct{ Text string }

func (*TryText) command() {}

func readTryText(f *form) Command { return &TryText{Text: f.long("text", maxPolicy)} }

// maxPolicy is how long a policy file may be, in letters.
const maxPolicy = 40_000

// PublishPolicy makes a tried policy the one in force.
type PublishPolicy struct{ Draft, Reason string }

func (*PublishPolicy) command() {}

func readPublishPolicy(f *form) Command {
	return &PublishPolicy{Draft: f.id("id"), Reason: f.reason("reason")}
}
