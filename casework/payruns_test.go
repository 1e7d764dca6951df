package casework

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"muster"
)

const payDigest = "4c0d0b8f7b0f3a7c1f1f2d8f2a6b9e0c4c0d0b8f7b0f3a7c1f1f2d8f2a6b9e0c"

func uk(code, number string) muster.PayTo {
	return muster.PayTo{BankCode: muster.BankCode(code), Number: muster.Account(number)}
}

// november is a run with a changed account, a couple and a line that leads to
// nobody.
func november(changed, couple muster.SubjectID) *CheckPayRun {
	last := uk("401002", "55779911")
	reason := func(code string) []PayReason {
		return []PayReason{{Code: code, Says: "Seen.", Rival: "Honest.", Settles: "Ask."}}
	}
	return &CheckPayRun{Content: []byte("file"), Run: PayRun{File: "november.txt", Digest: payDigest, Format: "bacs-standard-18", Payments: 40, Lines: []PayLine{
		{Line: 5, Subject: changed, Match: "id", Payee: "Quilla Zorn", Amount: "2100.50", Currency: "GBP", To: uk("608371", "44556677"), Account: "GB:608371:44556677", Reasons: reason("account_changed"), Proposal: PayLastVerified, Last: &last},
		{Line: 7, Subject: couple, Payee: "Wim Yarrow", Amount: "1850", Currency: "GBP", To: uk("070116", "98765432"), Account: "GB:070116:98765432", Crowd: "a\x00b", Reasons: reason("account_shared"), Proposal: PayAsGiven},
		{Line: 9, Payee: "Zed", Amount: "10", Currency: "GBP", To: uk("111111", "11111111"), Account: "GB:111111:11111111", Reasons: reason("nobody_known"), Proposal: PayAsGiven},
	}}}
}

// sceneTheSoonestPayIsReleasedFirst has more runs wait for a second person than a
// day lists: the one that is paid first is on it, whatever its number is.
func sceneTheSoonestPayIsReleasedFirst(w *world) {
	changed := w.person("changed", &muster.Person{Started: muster.Date(2020, 1, 6)})
	for i := range maxToday + 1 {
		one := november(changed, "")
		one.Run.Lines = one.Run.Lines[:1]
		one.Run.Digest = fmt.Sprintf("%020d%044d", i, 0)
		one.Run.PayDay = muster.Instant(monday.AddDate(0, 0, 100-i))
		run := w.must(w.user[Payroll], one).ID
		w.must(w.user[Payroll], &DecidePayLines{Run: run, Decisions: []PayWord{{Line: 5, Choice: PayAsGiven, Reason: why}}})
	}
	day, err := w.desk.Today(w.Context(), w.user[HRLead])
	w.ok(err)
	if got := day.Releases; len(got) != maxToday || got[0].PayDay != muster.Instant(monday.AddDate(0, 0, 100-maxToday)) {
		w.Errorf("%d runs, want %d and the one that is paid first: %+v", len(got), maxToday, got)
	}
}

// scenePayRunIsDecidedByNamedPeople follows a run from the first look to its
// replacement: nothing is written before every shown line is decided, a changed
// account takes two people, withholding needs counsel's word, and a new reason
// reopens what was decided.
func scenePayRunIsDecidedByNamedPeople(w *world) {
	t := w.T
	changed, couple := w.person("changed", &muster.Person{Started: muster.Date(2020, 1, 6)}), w.person("couple", &muster.Person{Started: muster.Date(2020, 1, 6)})
	pay, lead := w.user[Payroll], w.user[HRLead]
	for _, role := range []Role{Recruiter, HiringManager, IT, Security, Counsel, Auditor, Administrator} {
		w.refused(w.user[role], november(changed, couple), muster.CodePermission, "")
	}
	bad := november(changed, couple)
	bad.Run.Lines[0].Proposal = "hold"
	w.refused(pay, bad, muster.CodeUsage, "not whole")
	run := w.must(pay, november(changed, couple)).ID
	decide := func(line int, choice string) *DecidePayLines {
		return &DecidePayLines{Run: run, Decisions: []PayWord{{Line: line, Choice: choice, Reason: "called them on file"}}}
	}
	seen := func() *PayRunSeen {
		s, err := w.desk.PayRun(w.Context(), pay, run)
		w.ok(err)
		return s
	}
	if got := seen(); !slices.Equal(got.Open, []int{5, 7, 9}) || got.Payments != 40 {
		t.Fatalf("open lines %v of %d payments", got.Open, got.Payments)
	}
	w.refused(pay, &ExportPayRun{Run: run}, muster.CodeConflict, "wait for a decision: 5, 7, 9")
	w.refused(pay, decide(6, PayAsGiven), muster.CodeUsage, "not shown")
	w.refused(pay, decide(7, PayLastVerified), muster.CodeUsage, "no other account")
	w.refused(pay, &DecidePayLines{Run: run, Decisions: []PayWord{{Line: 7, Choice: PayAsGiven, Reason: " "}}}, muster.CodeUsage, "no reason")
	w.refused(pay, &DecidePayLines{Run: run, Decisions: []PayWord{{Line: 7, Choice: PayAsGiven, Reason: "asked them"}, {Line: 99, Choice: PayAsGiven, Reason: "x"}}}, muster.CodeUsage, "99 is not shown")
	if got := seen(); len(got.Decided) != 0 {
		t.Errorf("half a set of decisions was taken: %v", got.Decided)
	}
	key := &Actor{User: pay.User, Name: pay.Name, Grants: pay.Grants, Via: "key"}
	w.refused(key, decide(7, PayAsGiven), muster.CodePermission, "a program cannot decide")

	w.refused(pay, decide(7, PayWithhold), muster.CodeConflict, "legal basis")
	w.refused(w.user[Counsel], &RecordPayBasis{Subject: couple, Basis: "Order 17", Until: muster.Instant(monday.AddDate(1, 0, 0)), Reason: why}, muster.CodeUsage, "three months")
	w.must(w.user[Counsel], &RecordPayBasis{Subject: couple, Basis: "Order 17", Until: muster.Instant(monday.AddDate(0, 1, 0)), Reason: why})
	w.must(pay, decide(7, PayWithhold))
	if got := seen(); !slices.Equal(got.Open, []int{5, 9}) {
		t.Errorf("while the basis stands lines %v are open", got.Open)
	}
	w.days(40)
	if got := seen(); !slices.Equal(got.Open, []int{5, 7, 9}) {
		t.Errorf("after the basis ended lines %v are open: pay is withheld on no ground", got.Open)
	}
	w.must(pay, decide(7, PayAsGiven))
	named := decide(9, PayAsGiven)
	named.Decisions[0].To = uk("200011", "55443322")
	w.refused(pay, named, muster.CodeUsage, "only pay_same_day takes")
	named.Decisions[0].Choice = PaySameDay
	w.must(pay, named)
	if got := seen(); !slices.Equal(got.Unreleased, []int{9}) || got.Decided[9].SameDay != uk("200011", "55443322") {
		t.Errorf("an account that one person named: %v wait, %+v", got.Unreleased, got.Decided[9])
	}
	w.must(lead, decide(9, PaySameDay))
	w.must(pay, named)
	w.must(lead, named)
	w.must(pay, decide(5, PayAsGiven))
	w.refused(pay, &ExportPayRun{Run: run}, muster.CodeConflict, "second person: 5")
	w.must(pay, decide(5, PayAsGiven))
	if got := seen(); !slices.Equal(got.Unreleased, []int{5}) {
		t.Errorf("one person released their own decision: %v", got.Unreleased)
	}
	w.must(lead, decide(5, PayAsGiven))
	w.must(lead, &ExportPayRun{Run: run})
	w.refused(pay, decide(5, PayLastVerified), muster.CodeConflict, "written already")

	again := november(changed, couple)
	again.Run.Lines[1].Reasons = append(again.Run.Lines[1].Reasons, PayReason{Code: "has_left", Says: "Left.", Rival: "Holiday pay.", Settles: "See."})
	if id := w.must(pay, again).ID; id != run {
		t.Errorf("the same file is run %s, then %s", run, id)
	}
	if got := seen(); !slices.Equal(got.Open, []int{7}) || !got.Exported.IsZero() {
		t.Errorf("after a new look lines %v are open", got.Open)
	}
	content, err := w.desk.PayFile(w.Context(), pay, run)
	w.ok(err)
	if string(content) != "file" {
		t.Errorf("the file is %q", content)
	}
	if _, err := w.desk.PayRun(w.Context(), w.user[Recruiter], run); muster.CodeOf(err) != muster.CodeNotFound {
		t.Errorf("a recruiter sees a pay run: %v", err)
	}
	w.must(w.boss, &ExportSubject{Subject: changed, Reason: "The person asked for it."})
	copied, err := w.desk.Copy(w.Context(), w.boss, changed)
	w.ok(err)
	if len(copied.Pay) != 1 || copied.Pay[0].Choice != PayAsGiven || !copied.Pay[0].Second || string(copied.Pay[0].To.Number) != "44556677" {
		t.Errorf("the person's copy says of their pay: %+v", copied.Pay)
	}
	if text := w.payloads(); strings.Contains(text, "55779911") || strings.Contains(text, "44556677") || strings.Contains(text, "55443322") {
		t.Error("the ledger holds account numbers")
	}
	w.verified()
	w.days(payDays + 1)
	_, err = w.desk.ApplyRetention(w.Context())
	w.ok(err)
	if _, err := w.desk.PayRun(w.Context(), pay, run); muster.CodeOf(err) != muster.CodeNotFound {
		t.Errorf("a run past its days is still there: %v", err)
	}
	left, err := w.desk.DecidedPay(w.Context())
	w.ok(err)
	if len(left) != 2 || left[0].Line+left[1].Line != 5+7 {
		t.Errorf("of a run past its days, the decisions %+v are there: want those by which pay goes where it does", left)
	}
	w.ok(w.desk.store.Purge(w.Context(), w.desk.org, w.clock.AddDate(0, 0, 1)))
	_, err = w.desk.ApplyRetention(w.Context())
	w.ok(err)
	if left, err = w.desk.DecidedPay(w.Context()); err != nil || len(left) != 0 {
		t.Errorf("%d decisions about people of whom nothing is left, %v", len(left), err)
	}
}

// TestADecisionStandsForWhatItKnew compares decisions with lines as they are
// seen later.
func TestADecisionStandsForWhatItKnew(t *testing.T) {
	l := november("a", "b").Run.Lines[0]
	d := PayDecision{Choice: PayLastVerified, Account: l.Account, Codes: []string{"account_changed"}}
	if !d.Settles(&l) {
		t.Error("a decision does not stand for the line it was made about")
	}
	other := l
	other.Account = "GB:999999:99999999"
	gone := l
	gone.Last = nil
	more := l
	more.Reasons = append(slices.Clone(l.Reasons), PayReason{Code: "name_differs"})
	for name, line := range map[string]PayLine{"another account": other, "no other account to pay": gone, "a new reason": more} {
		if d.Settles(&line) {
			t.Errorf("%s: the decision still stands", name)
		}
	}
}
