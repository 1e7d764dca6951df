package casework

import (
	"path/filepath"
	"strings"
	"testing"

	"muster"
)

const terms = "Terms of service, section 4, who may use an account"

func addStepUpDoings(all map[Action]doing) {
	all[StepUpAsk] = func(w *world, id muster.SubjectID, who *Actor, own bool) func() error {
		w.team(id, who, own)
		w.account(id)
		return func() error { _, err := w.do(who, askOf(id)); return err }
	}
	all[StepUpView] = asked(StepUpView)
	about := func(does func(w *world, id string) Act) doing {
		return func(w *world, id muster.SubjectID, who *Actor, own bool) func() error {
			w.team(id, who, own)
			w.account(id)
			r := w.must(w.boss, askOf(id))
			does := does(w, r.ID)
			return func() error { _, err := w.do(who, does); return err }
		}
	}
	all[StepUpAppeal] = about(func(w *world, id string) Act { return w.appealOf(id) })
	all[StepUpAnswer] = about(func(w *world, id string) Act {
		w.must(w.boss, w.appealOf(id))
		return &AnswerAppeal{StepUp: id, Outcome: AppealStands, Answer: why}
	})
}

func askOf(id muster.SubjectID) *AskStepUp {
	return &AskStepUp{Subject: id, Type: muster.CheckLiveInterview, Ground: terms, Reason: why}
}

func (w *world) appealOf(id string) *AppealStepUp {
	return &AppealStepUp{StepUp: id, Text: "It is my mother's account.", At: muster.Date(w.clock.Date())}
}

// account makes somebody the holder of a platform account with a finding.
func (w *world) account(id muster.SubjectID) {
	w.Helper()
	o := muster.Observation{Organisation: org, Subject: id, Source: "platform", Record: "account " + string(id), Happened: muster.Date(2026, 6, 1), Data: &muster.PlatformAccount{Side: muster.SideTalent, Created: muster.Date(2026, 6, 1)}}
	w.ok(o.Seal())
	_, _, err := w.store.Append(w.Context(), org, []muster.Observation{o})
	w.ok(err)
	f := finding("PLT-16", 4, muster.KindBank, id)
	w.found("run of accounts "+string(id), f)
}

func TestStepUpFromAskingToItsEnd(t *testing.T) {
	w := newWorld(t, filepath.Join(t.TempDir(), "muster.db"))
	id := w.person("F-1")
	w.refused(w.boss, askOf(id), muster.CodeUsage, "no account on a platform")
	w.account(id)
	w.refused(w.boss, &AskStepUp{Subject: id, Type: muster.CheckLiveInterview, Reason: why}, muster.CodeUsage, "ground")
	w.refused(w.boss, &AskStepUp{Subject: id, Type: muster.CheckRightToWork, Ground: terms, Reason: why}, muster.CodeUsage, "choices")
	w.refused(w.boss, &AskStepUp{Subject: id, Type: muster.CheckLiveInterview, Ground: terms, Reason: "His accent was odd in the call."}, muster.CodeUsage, "accent")
	r := w.must(w.boss, askOf(id))
	w.refused(w.boss, askOf(id), muster.CodeConflict, "already")

	one, err := w.desk.StepUp(w.Context(), w.user[Security], r.ID)
	w.ok(err)
	if !one.Open() || one.State() != StepUpAsked || len(one.Facts) != 1 || one.Facts[0].Flag != "PLT-16" || one.Given == nil || one.Given.Type != muster.CheckLiveInterview {
		t.Errorf("asked: %+v", one)
	}
	text := statementText(one.Statement())
	for _, want := range []string{"short live conversation", terms, why, "No decision about you was made by a program", "within 14 days", "closes no account", "bank details"} {
		if !strings.Contains(text, want) {
			t.Errorf("the statement does not say %q:\n%s", want, text)
		}
	}
	if strings.Contains(text, "Ada") || strings.Contains(text, "PLT-16") {
		t.Errorf("the statement names staff or a code:\n%s", text)
	}

	w.refused(w.other, &AnswerAppeal{StepUp: r.ID, Outcome: AppealStands, Answer: why}, muster.CodeConflict, "no appeal waits")
	w.must(w.user[Security], w.appealOf(r.ID))
	w.refused(w.boss, w.appealOf(r.ID), muster.CodeConflict, "already")
	w.refused(w.boss, &AnswerAppeal{StepUp: r.ID, Outcome: AppealWithdrawn, Answer: why}, muster.CodeConflict, "yourself")
	program := *w.other
	program.Via = "key"
	w.refused(&program, &AnswerAppeal{StepUp: r.ID, Outcome: AppealWithdrawn, Answer: why}, muster.CodePermission, "program")
	w.must(w.other, &AnswerAppeal{StepUp: r.ID, Outcome: AppealWithdrawn, Answer: "The account is joint, as the bank says."})
	one, err = w.desk.StepUp(w.Context(), w.boss, r.ID)
	w.ok(err)
	if one.Open() || one.State() != StepUpWithdrawn || one.CheckState != CheckCancelled || !strings.Contains(statementText(one.Statement()), "taken back. The account is joint") {
		t.Errorf("withdrawn: %+v", one)
	}
	w.must(w.boss, askOf(id)) // something new may be asked later
}

// TestUnansweredAppealTakesTheRequestBack holds that the appeal's clock runs for
// the account's holder.
func TestUnansweredAppealTakesTheRequestBack(t *testing.T) {
	w := newWorld(t, filepath.Join(t.TempDir(), "muster.db"))
	id := w.person("F-1")
	w.account(id)
	r := w.must(w.boss, askOf(id))
	w.must(w.boss, w.appealOf(r.ID))
	w.days(13)
	if n, err := w.desk.Lapse(w.Context()); err != nil || n != 0 {
		t.Fatalf("a day early: %d, %v", n, err)
	}
	list, _, err := w.desk.StepUps(w.Context(), w.boss, StepUpQuery{State: StepUpAppealed})
	if w.ok(err); len(list) != 1 {
		t.Errorf("appeals: %+v", list)
	}
	w.days(2)
	if n, err := w.desk.Lapse(w.Context()); err != nil || n != 1 {
		t.Fatalf("after its time: %d, %v", n, err)
	}
	one, err := w.desk.StepUp(w.Context(), w.boss, r.ID)
	if w.ok(err); one.CheckState != CheckCancelled || one.Appeal.Outcome != AppealLapsed {
		t.Errorf("lapsed: %+v", one)
	}
	if _, err := w.desk.StepUp(w.Context(), w.user[Recruiter], r.ID); muster.CodeOf(err) != muster.CodeNotFound {
		t.Errorf("a recruiter reads it: %v", err)
	}
	if _, _, err := w.desk.StepUps(w.Context(), w.user[Recruiter], StepUpQuery{}); muster.CodeOf(err) != muster.CodePermission {
		t.Errorf("a recruiter lists them: %v", err)
	}
}

// TestNothingToState holds that nobody is asked where nothing counts.
func TestNothingToState(t *testing.T) {
	w := newWorld(t, filepath.Join(t.TempDir(), "muster.db"))
	id := w.person("F-1")
	w.account(id)
	f := finding("PLT-16", 4, muster.KindBank, id)
	w.must(w.boss, &ClearFinding{Subject: id, Finding: f.Key, Basis: BasisOwnRecords, Reason: why})
	w.refused(w.boss, askOf(id), muster.CodeConflict, "nothing counts")
}

func statementText(parts []StatementPart) string {
	var lines []string
	for _, p := range parts {
		lines = append(lines, p.Title)
		lines = append(lines, p.Says...)
	}
	return strings.Join(lines, "\n")
}
