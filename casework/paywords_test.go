package casework

// sceneANameInAFileIsNobodysSecondPerson has one user answer to a word that a file
// gives somebody's name: the line of the run is settled as both say, and nothing is
// verified on the person's record. Anybody may write a name into a file.
func sceneANameInAFileIsNobodysSecondPerson(w *world) {
	t := w.T
	changed := w.person("changed")
	pay, lead := w.user[Payroll], w.user[HRLead]
	run := w.must(pay, november(changed, "")).ID
	file := &Actor{User: "command-line", Name: "command line", Via: ViaFile, Grants: pay.Grants}
	word := PayWord{Line: 5, Choice: PayAsGiven, Reason: "called them on file"}
	typed := word
	typed.By = lead.Name
	w.must(file, &DecidePayLines{Run: run, Decisions: []PayWord{typed}})
	w.must(pay, &DecidePayLines{Run: run, Decisions: []PayWord{word}})
	seen, err := w.desk.PayRun(w.Context(), pay, run)
	w.ok(err)
	if d := seen.Decided[5]; d.Second == nil || !d.Release.IsZero() {
		t.Errorf("one user and a name out of a file: %+v", d)
	}
	if got := w.verifiedAccounts(changed); len(got) != 0 {
		t.Errorf("%v are verified by one user", got)
	}
	retyped := word
	retyped.Choice = PayLastVerified
	w.must(pay, &DecidePayLines{Run: run, Decisions: []PayWord{retyped}})
	w.must(pay, &DecidePayLines{Run: run, Decisions: []PayWord{word}})
	w.must(lead, &DecidePayLines{Run: run, Decisions: []PayWord{word}})
	if got := w.verifiedAccounts(changed); len(got) != 1 {
		t.Errorf("%v are verified by two users", got)
	}
	w.verified()
}
