package casework

import (
	"muster"
)

// sceneOutsideSignerReadsThePersonsSide takes an adverse step of a sole user to
// somebody from outside. Asking the person again hides nothing they answered; who
// answered as the second person, or was replaced, reads nothing that comes later.
func sceneOutsideSignerReadsThePersonsSide(w *world) {
	t := w.T
	id := w.person("p")
	for _, u := range append([]*Actor{w.other}, mapped(w.user)...) {
		w.must(w.boss, &EndUser{User: u.User, Reason: why})
	}
	c := w.must(w.boss, &OpenCase{Title: "Two dates", People: []muster.SubjectID{id}, Reason: why}).ID
	another := w.must(w.boss, &OpenCase{Title: "Another thing", People: []muster.SubjectID{id}, Reason: why}).ID
	w.must(w.boss, &AddHypothesis{Case: c, Text: "The employment did not take place."})
	w.must(w.boss, &AddHypothesis{Case: c, Text: "The dates are a slip of the pen.", Innocent: true})
	answers := []string{"It is my brother's telephone.", "This is about another thing."}
	for i, of := range []string{c, another, c} {
		w.days(1)
		w.must(w.boss, &SendNotice{Subject: id, Case: of, Channel: NoticeByPost})
		if i < len(answers) {
			w.must(w.boss, &RecordAnswer{Subject: id, Text: answers[i], At: muster.Date(w.clock.Year(), w.clock.Month(), w.clock.Day())})
		}
	}
	step := w.must(w.boss, &ProposeStep{Case: c, Step: AdverseDecline, Reason: why}).ID
	invite := func(name, email string) *Actor {
		t.Helper()
		link := w.must(w.boss, &InviteSigner{Step: step, Signer: name, Role: "our solicitor", Email: email})
		_, l, err := w.desk.Redeem(w.Context(), link.Secret)
		w.ok(err)
		who, err := w.desk.Outsider(w.Context(), l.ID)
		w.ok(err)
		return who
	}
	side := func(who *Actor) (said []string) {
		t.Helper()
		s, err := w.desk.StepFor(w.Context(), w.boss, step)
		w.ok(err)
		told, err := w.desk.PersonsSide(w.Context(), who, s)
		w.ok(err)
		for i := range told {
			text := "no answer"
			for _, a := range told[i].Answers {
				text = a.Text
			}
			said = append(said, text)
		}
		return said
	}
	first := invite("Di Notary", "di@example.com")
	if got := side(first); len(got) != 2 || got[0] != answers[0] || got[1] != "no answer" {
		t.Errorf("the second person reads %q", got)
	}
	second := invite("Ed Notary", "ed@example.com")
	w.refused(first, &SignStep{Step: step, Agree: true, Reason: why}, muster.CodePermission, "")
	if got := side(first); len(got) != 0 {
		t.Errorf("who was replaced reads %q", got)
	}
	w.days(30)
	w.must(second, &SignStep{Step: step, Agree: false, Reason: why})
	if got := side(second); len(got) != 0 {
		t.Errorf("who has answered reads on: %q", got)
	}
}
