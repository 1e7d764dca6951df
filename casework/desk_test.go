package casework

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"sync"

	"muster"
	"muster/store"
)

func sceneTheSameKeyIsOneAct(w *world) {
	t := w.T
	id := w.person("p")
	const key = "the-same-key-0001"
	do := func(a Act) (Receipt, error) { return w.desk.Do(w.Context(), w.boss, key, a) }
	one, err := do(&RequestCheck{Subject: id, Type: muster.CheckReference, Code: CodeFinding})
	w.ok(err)
	two, err := do(&RequestCheck{Subject: id, Type: muster.CheckReference, Code: CodeFinding})
	w.ok(err)
	if two.ID != one.ID || two.Entry != one.Entry || !two.Again || one.Again || !two.At.Equal(one.At) {
		t.Errorf("%+v, then %+v", one, two)
	}
	_, err = do(&RequestCheck{Subject: id, Type: muster.CheckDevice, Code: CodeFinding})
	w.wantCode(err, muster.CodeConflict, "key")
	_, err = w.desk.Do(w.Context(), w.other, key, &RequestCheck{Subject: id, Type: muster.CheckReference, Code: CodeFinding})
	w.wantCode(err, muster.CodeConflict, "key")
	for _, bad := range []Key{"", "short", "has spaces in it, too", Key(strings.Repeat("k", 65))} {
		_, err = w.desk.Do(w.Context(), w.boss, bad, &RequestCheck{Subject: id, Type: muster.CheckDevice, Code: CodeFinding})
		w.wantCode(err, muster.CodeUsage, "key")
	}
	if n := w.entries("check.request"); n != 1 {
		t.Errorf("%d entries", n)
	}
}

func sceneManyAtOnceAreOne(w *world) {
	t := w.T
	id := w.undrawn("p")
	w.passed(id, muster.CheckLiveInterview, "", CodeClass)
	var wg sync.WaitGroup
	errs := make([]error, 8)
	for n := range errs {
		wg.Go(func() {
			_, errs[n] = w.desk.Do(w.Context(), w.boss, Key("at-once-0000000"+string(rune('a'+n))), &PassGate{Subject: id, Gate: muster.GateOffer})
		})
	}
	wg.Wait()
	done := 0
	for _, err := range errs {
		if err == nil {
			done++
		} else if muster.CodeOf(err) != muster.CodeConflict {
			t.Error(err)
		}
	}
	if done != 1 || w.entries("gate.pass") != 1 {
		t.Errorf("%d passed the gate", done)
	}
}

// sceneRefusalsAreEntered: an act that is refused leaves nothing but that it
// was tried, and by whom; an act that fails leaves nothing at all.
func sceneRefusalsAreEntered(w *world) {
	t := w.T
	id := w.person("p")
	before := w.entries("act.refused")
	w.refused(w.user[Administrator], &OpenCase{Title: "Dates", People: []muster.SubjectID{id}, Reason: why}, muster.CodePermission, "case.open")
	if w.entries("act.refused") != before+1 || w.entries("case.open") != 0 {
		t.Error("what was refused is not entered once")
	}
	w.refused(w.boss, &OpenCase{Title: "Dates", People: []muster.SubjectID{id, "nobody"}, Reason: why}, muster.CodeNotFound, "person")
	list, err := w.desk.Cases(w.Context(), w.boss, true)
	if len(list) != 0 || err != nil {
		t.Errorf("%+v, %v", list, err)
	}
	if w.entries("act.refused") != before+1 {
		t.Error("a mistake is entered as a refusal")
	}
}

// sceneEntryHoldsTheAct: who, whom, what and why stand in the erasable payload.
func sceneEntryHoldsTheAct(w *world) {
	t := w.T
	id := w.person("p")
	r := w.must(w.boss, &MarkDispute{Subject: id, Reason: why})
	w.ok(w.store.View(w.Context(), org, func(tx *store.Tx) error {
		list, err := tx.Entries(r.Entry, 1)
		if err != nil {
			return err
		}
		var body struct {
			By      struct{ User, Name, Via string }
			Subject muster.SubjectID
			Made    string
			Act     MarkDispute
		}
		if err := json.Unmarshal([]byte(list[0].Opening.Payload), &body); err != nil {
			return err
		}
		if list[0].Kind != "identity.dispute" || body.By.Name != "Ada Example" || body.By.User != string(w.boss.User) || body.Subject != id || body.Made != r.ID || body.Act.Reason != why {
			t.Errorf("%s: %+v", list[0].Kind, body)
		}
		return nil
	}))
	lines, err := w.desk.Acts(w.Context(), r.Entry-1, 10)
	w.ok(err)
	if len(lines) != 1 || lines[0].Subject != id || lines[0].Name != "identity.dispute" || lines[0].Entry != r.Entry {
		t.Errorf("%+v", lines)
	}
}

func sceneLedgerIsOpenedForAReason(w *world) {
	t := w.T
	id := w.person("p")
	r := w.must(w.boss, &MarkDispute{Subject: id, Reason: why})
	w.refused(w.user[Auditor], &OpenEntry{Entry: r.Entry, Reason: why}, muster.CodePermission, "payload")
	w.refused(w.user[HRLead], &OpenEntry{Entry: r.Entry, Reason: why}, muster.CodePermission, "ledger.view")
	got := w.must(w.user[Counsel], &OpenEntry{Entry: r.Entry, Reason: why})
	if !strings.Contains(got.Secret, string(id)) {
		t.Errorf("%+v", got)
	}
	c := w.must(w.boss, &OpenCase{Title: "Dates", People: []muster.SubjectID{id}, Reason: why})
	w.refused(w.user[Counsel], &OpenEntry{Entry: c.Entry, Reason: why}, muster.CodePermission, "case.view")
	lines, err := w.desk.Ledger(w.Context(), w.user[Auditor], r.Entry, 1)
	w.ok(err)
	if len(lines) != 1 || lines[0].Payload != "" || lines[0].Kind != "identity.dispute" || lines[0].By != w.boss.User {
		t.Errorf("%+v", lines)
	}
}

func sceneLedgerNamesWhoDidIt(w *world) {
	type signIn struct {
		User UserID `json:"user,omitempty"`
		Name string `json:"name,omitempty"`
	}
	var first int64
	w.ok(w.desk.store.Update(w.Context(), w.desk.org, func(tx *store.Tx) error {
		e, err := tx.Record("session.start", signIn{"u1", "Ann Example"})
		first = e.Seq
		for _, entry := range []struct {
			kind string
			body any
		}{{SignInRefused, signIn{"u1", ""}}, {"link.used", entryBody{By: byLine{Name: "An outside signer"}}}, {"restore", Restored{By: "Root Example"}}, {"run.finished", map[string]int{"by": 1}}} {
			if err == nil {
				_, err = tx.Record(entry.kind, entry.body)
			}
		}
		return err
	}))
	lines, err := w.desk.Ledger(w.Context(), w.user[Auditor], first, 5)
	w.ok(err)
	var got []string
	for i := range lines {
		got = append(got, lines[i].Kind+" "+string(lines[i].By)+"/"+lines[i].Name)
	}
	want := []string{"session.start u1/Ann Example", "session.refused /", "link.used /An outside signer", "restore /Root Example", "run.finished /"}
	if !slices.Equal(got, want) {
		w.T.Errorf("%q", got)
	}
}

func sceneLinksWorkOnceAndExpire(w *world) {
	t := w.T
	invite := &InviteUser{User: "Cy Example", Email: "cy@example.org", Grants: []Grant{{Role: Recruiter}}}
	r := w.must(w.boss, invite)
	w.refused(w.boss, invite, muster.CodeConflict, "already")
	for _, bad := range []string{"", "x", "L-1.", r.Secret + "x", strings.Repeat("a", 1000)} {
		_, _, err := w.desk.Redeem(w.Context(), bad)
		w.wantCode(err, muster.CodePermission, "link")
	}
	again := w.must(w.boss, &InviteAgain{User: UserID(r.ID), Reason: why})
	_, _, err := w.desk.Redeem(w.Context(), r.Secret)
	w.wantCode(err, muster.CodePermission, "link") // a fresh link ends the earlier one
	w.days(8)
	_, _, err = w.desk.Redeem(w.Context(), again.Secret)
	w.wantCode(err, muster.CodePermission, "link")
	third := w.must(w.boss, &InviteAgain{User: UserID(r.ID), Reason: why})
	who, _, err := w.desk.Redeem(w.Context(), third.Secret)
	w.ok(err)
	if by, err := w.desk.ActorByEmail(w.Context(), "CY@example.org"); err != nil || by.User != who.User {
		t.Errorf("%+v, %v", by, err)
	}
	w.must(w.boss, &EndUser{User: who.User, Reason: why})
	_, err = w.desk.Actor(w.Context(), who.User)
	w.wantCode(err, muster.CodePermission, "ended")
	_, err = w.desk.Begin(w.Context(), "Eve", "eve@example.org", []Grant{{Role: Administrator}})
	w.wantCode(err, muster.CodeConflict, "users already")
}

func sceneSomebodyCanAlwaysManageUsers(w *world) {
	w.must(w.boss, &EndUser{User: w.other.User, Reason: why})
	w.must(w.boss, &SetRoles{User: w.user[Administrator].User, Grants: []Grant{{Role: Auditor}}, Reason: why})
	w.refused(w.boss, &EndUser{User: w.boss.User, Reason: why}, muster.CodeConflict, "nobody would be left")
	w.refused(w.boss, &SetRoles{User: w.boss.User, Grants: []Grant{{Role: Administrator, Scope: Scope{Country: "GB"}}}, Reason: why}, muster.CodeConflict, "nobody would be left")
	w.refused(w.boss, &SetRoles{User: w.boss.User, Grants: []Grant{{Role: "king"}}, Reason: why}, muster.CodeUsage, "king")
}

func sceneScopesReachOnlyTheirEntity(w *world) {
	t := w.T
	for _, e := range []Entity{{ID: "uk", Title: "Example UK Ltd", Country: "GB"}, {ID: "de", Title: "Beispiel GmbH", Country: "DE"}} {
		w.must(w.boss, &SetEntity{Entity: e, Reason: why})
	}
	uk := w.invite("Uma", "uma@example.org", Grant{Role: HRLead, Scope: Scope{Entity: "uk"}})
	de := w.invite("Dirk", "dirk@example.org", Grant{Role: HRLead, Scope: Scope{Country: "DE"}})
	here := w.person("here", &muster.Person{LegalEntity: "example uk ltd"})
	there := w.person("there")
	w.must(w.boss, &PlacePerson{Placement: Placement{Subject: there, Entity: "de"}, Reason: why})
	unplaced := w.person("unplaced")
	for _, c := range []struct {
		who  *Actor
		id   muster.SubjectID
		want bool
	}{{uk, here, true}, {uk, there, false}, {de, here, false}, {de, there, true}, {uk, unplaced, false}, {w.user[HRLead], unplaced, true}} {
		if err := w.desk.May(w.Context(), c.who, FindingClear, c.id); (err == nil) != c.want {
			t.Errorf("%s on %s: %v", c.who.Name, c.id, err)
		}
	}
}

func sceneKeysAndWebhooks(w *world) {
	t := w.T
	make := &CreateKey{Title: "ats", Scopes: []string{"subjects.read"}, Grants: []Grant{{Role: Recruiter}}, Expires: w.clock.AddDate(0, 1, 0)}
	r := w.must(w.boss, make)
	who, scopes, err := w.desk.KeyActor(w.Context(), r.Secret)
	w.ok(err)
	if len(scopes) != 1 || !who.Holds(Recruiter, Scope{}) || who.Via != "key" {
		t.Errorf("%+v %v", who, scopes)
	}
	for _, bad := range []string{"", r.Secret + "x", strings.TrimPrefix(r.Secret, keyPrefix)} {
		_, _, err := w.desk.KeyActor(w.Context(), bad)
		w.wantCode(err, muster.CodePermission, "key")
	}
	list, err := w.desk.Keys(w.Context(), w.boss)
	w.ok(err)
	if len(list) != 1 || list[0].Digest != nil {
		t.Errorf("%+v", list)
	}
	w.must(w.boss, &RevokeKey{Key: r.ID})
	_, _, err = w.desk.KeyActor(w.Context(), r.Secret)
	w.wantCode(err, muster.CodePermission, "ended")
	make.Grants = []Grant{{Role: Administrator}}
	w.refused(w.boss, make, muster.CodeUsage, "administrator")

	for _, bad := range []string{"http://example.org", "https://", "https://u:p@example.org/", "ftp://example.org"} {
		w.refused(w.boss, &SetWebhook{URL: bad}, muster.CodeUsage, "https")
	}
	hook := w.must(w.boss, &SetWebhook{URL: "https://example.org/in"})
	rotated := w.must(w.boss, &SetWebhook{ID: hook.ID, URL: "https://example.org/in", Rotate: true})
	hooks, err := w.desk.Webhooks(w.Context())
	w.ok(err)
	got := w.desk.WebhookSecrets(&hooks[0], w.clock)
	if len(got) != 2 || got[0] != rotated.Secret || got[1] != hook.Secret || rotated.Secret == hook.Secret {
		t.Errorf("%v", got)
	}
	w.days(2)
	if got := w.desk.WebhookSecrets(&hooks[0], w.clock); len(got) != 1 {
		t.Errorf("two days after a rotation the old secret still signs: %v", got)
	}
	w.must(w.boss, &SetWebhook{ID: hook.ID, URL: "https://example.org/in", End: true})
	if hooks, err := w.desk.Webhooks(w.Context()); len(hooks) != 0 || err != nil {
		t.Errorf("%+v, %v", hooks, err)
	}
}

func sceneAnActMustAskFirst(w *world) {
	t := w.T
	_, err := w.do(w.boss, hasty{})
	if err == nil || errors.As(err, new(*muster.Error)) {
		t.Errorf("an act that asks for nothing: %v", err)
	}
}

type hasty struct{}

func (hasty) Name() string { return "hasty" }
func (hasty) check() error { return nil }
func (hasty) perform(in *act) error {
	return interviews().add(in, &Session{ID: "Q", Subject: "p"})
}

// Between a reader's look for one person's answer and its question for all of
// them, another reader may have asked for all: their answers are taken then.
func sceneAskedMeanwhile(w *world) {
	one, two := w.person("p1"), w.person("p2")
	const where = "subject = $2 and state = 'open'"
	ask := func() {
		w.ok(w.store.View(w.Context(), org, func(tx *store.Tx) error {
			if err := readTogether(tx, []muster.SubjectID{one, two}); err != nil {
				return err
			}
			together, err := disputes().askTogether(tx, where, []any{string(one)})
			if err != nil || !together {
				w.Errorf("together %v, %v", together, err)
			}
			for _, id := range []muster.SubjectID{one, two} {
				if _, had := tx.Remembered(question(disputes().table, where, []any{string(id)})); !had {
					w.Errorf("nothing is remembered of %s", id)
				}
			}
			return nil
		}))
	}
	ask()
	ask() // everything is kept by now
}
