package web

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"muster"
	"muster/casework"
)

func post(t testing.TB, h http.Handler, path string, v url.Values) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(v.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

const (
	goodKey    = "key-0123456789abcdef"
	goodReason = "Called her on the number on file; she confirmed it."
)

// with is a form's values with its key and way back.
func with(back string, pairs ...string) url.Values {
	v := url.Values{"key": {goodKey}, "back": {back}}
	for i := 0; i < len(pairs); i += 2 {
		v.Add(pairs[i], pairs[i+1])
	}
	return v
}

// TestCommands sends every action's form and looks at what reaches the Actor.
// A ring of some hundreds is asked in one step, and a list without end is not.
func TestAWholeRingIsAsked(t *testing.T) {
	for n, fine := range map[int]bool{1: true, 400: true, MostStepUps: true, MostStepUps + 1: false} {
		f := &form{values: url.Values{"type": {"live_interview"}, "ground": {"Terms, section 4"}, "reason": {goodReason}}, path: func(string) string { return "" }, complaints: map[string]string{}}
		for i := range n {
			f.values.Add("account", fmt.Sprint("F-", i))
		}
		c, ok := readAskStepUps(f).(*AskStepUps)
		if _, refused := f.complaints["account"]; !ok || refused == fine || fine && len(c.Accounts) != n {
			t.Errorf("%d accounts: %v", n, f.complaints)
		}
	}
}

func TestCommands(t *testing.T) {
	for _, c := range []struct {
		action, path string
		form         []string
		want         Command
	}{
		{"names.unlock", "/people/A-1/unlock", []string{"field", "bank.account", "reason", goodReason}, &Unlock{"A-1", []casework.Field{casework.FieldBank}, goodReason}},
		{"check.ask", "/people/A-1/checks", []string{"type", "address", "code", "class", "due", "2026-06-30"}, &AskCheck{Person: "A-1", Type: muster.CheckAddress, Code: "class", Due: date(6, 30)}},
		{"check.record", "/checks/K-2/record", []string{"outcome", "passed", "evidence", goodReason, "done", "2026-06-12", "confirmed", "yes", "form-channel", "found_ourselves", "form-empty", ""}, &RecordCheck{Check: "K-2", Outcome: muster.OutcomePassed, Evidence: goodReason, Done: date(6, 12), Confirmed: true, Form: map[string]string{"channel": "found_ourselves"}}},
		{"finding.clear", "/people/A-1/findings/" + key(1).String() + "/clear", []string{"basis", "check", "reason", goodReason}, &ClearFinding{"A-1", key(1), "check", goodReason}},
		{"gate.override", "/people/A-1/gates/offer/override", []string{"reason", goodReason}, &OverrideGate{"A-1", muster.GateOffer, goodReason}},
		{"escalation.hold", "/people/A-1/hold", []string{"reason", goodReason, "until", "2026-06-20"}, &HoldEscalation{"A-1", goodReason, date(6, 20)}},
		{"step.sign", "/steps/S-3/sign", []string{"answer", "agree", "reason", goodReason}, &SignStep{"S-3", true, goodReason}},
		{"step.invite", "/steps/S-3/invite", []string{"name", "Jo", "email", "jo@out.example", "role", "our solicitor"}, &InviteSigner{"S-3", "Jo", "jo@out.example", "our solicitor"}},
		{"notice.send", "/people/A-1/notice", []string{"channel", "post", "case", "C-7"}, &SendNotice{"A-1", "C-7", "post", "", false}},
		{"alternative.offer", "/people/A-1/alternative", []string{"way", "live_interview in_person"}, &OfferAlternative{"A-1", muster.CheckLiveInterview, muster.CheckInPerson}},
		{"reply.offer", "/people/A-1/reply", nil, &OfferReply{"A-1"}},
		{"complaint.open", "/people/A-1/complaints", []string{"text", goodReason}, &OpenComplaint{"A-1", goodReason}},
		{"complaint.answer", "/complaints/M-1/answer", []string{"upheld", "partly", "answer", goodReason}, &AnswerComplaint{"M-1", "partly", goodReason}},
		{"person.place", "/people/A-1/place", []string{"entity", "uk", "class", "privileged", "team", "U-1", "team", "U-2", "reason", goodReason}, &PlacePerson{"A-1", "uk", muster.RolePrivileged, []string{"U-1", "U-2"}, goodReason}},
		{"identity.dispute", "/people/A-1/dispute", []string{"reason", goodReason}, &MarkDispute{"A-1", false, goodReason}},
		{"check.adjust", "/checks/K-2/adjust", []string{"to", "in_person"}, &AdjustCheck{"K-2", muster.CheckInPerson}},
		{"check.cancel", "/checks/K-2/cancel", []string{"reason", goodReason}, &CancelCheck{"K-2", goodReason}},
		{"check.assign", "/checks/K-2/assign", []string{"who", "U-1"}, &AssignCheck{"K-2", "U-1"}},
		{"gate.pass", "/people/A-1/gates/offer/pass", nil, &PassGate{"A-1", muster.GateOffer, ""}},
		{"escalation.settle", "/people/A-1/settle", []string{"reason", goodReason}, &SettleEscalation{"A-1", goodReason}},
		{"check.record", "/checks/K-2/record", []string{"outcome", "unclear", "session", "D-5", "evidence", "", "done", "2026-06-12"}, &RecordCheck{Check: "K-2", Session: "D-5", Outcome: muster.OutcomeUnclear, Done: date(6, 12)}},
		{"interview.withdraw", "/people/A-1/interview/D-5/withdraw", []string{"reason", goodReason}, &WithdrawInterview{"A-1", "D-5", goodReason}},
		{"interview.plan", "/people/A-1/interview/plan", []string{"who", "U-1", "who", "U-2"}, &PlanInterview{"A-1", []string{"U-1", "U-2"}}},
		{"answer.record", "/people/A-1/answer", []string{"answer", goodReason, "at", "2026-06-09"}, &RecordAnswer{"A-1", goodReason, date(6, 9)}},
		{"interview.record", "/people/A-1/interview", []string{"session", "D-5", "held", "2026-06-10", "mode", "video", "camera", "yes", "signs", string(muster.SignVirtualCamera), "questions", "1", "prompts", "1", "answer-0", "known", "prompt-0", "done"},
			&RecordInterview{Person: "A-1", Session: "D-5", Held: date(6, 10), Mode: muster.ModeVideo, CameraOn: muster.Yes, Answers: []string{"known"}, Prompts: []string{"done"}, Signs: []muster.Sign{muster.SignVirtualCamera}}},
		{"group.split", "/groups/G-4/split", []string{"member", "A-1", "member", "A-2", "reason", goodReason}, &SplitGroup{"G-4", []muster.SubjectID{"A-1", "A-2"}, goodReason}},
		{"group.merge", "/groups/G-4/merge", []string{"member", "A-1", "other", "A-7, A-8", "reason", goodReason}, &MergeGroup{"G-4", []muster.SubjectID{"A-1"}, []muster.SubjectID{"A-7", "A-8"}, goodReason}},
		{"case.open", "/cases/open", []string{"title", "One number", "person", "A-1", "reader", "U-2", "reason", goodReason}, &OpenCase{"One number", []muster.SubjectID{"A-1"}, []string{"U-2"}, goodReason}},
		{"case.note", "/cases/C-7/notes", []string{"text", goodReason}, &AddNote{"C-7", goodReason, false}},
		{"case.privileged", "/cases/C-7/privileged", []string{"text", goodReason}, &AddNote{"C-7", goodReason, true}},
		{"case.hypothesis", "/cases/C-7/hypotheses", []string{"text", goodReason, "innocent", "yes"}, &AddHypothesis{"C-7", goodReason, true}},
		{"case.task", "/cases/C-7/tasks", []string{"text", "Call", "who", "Sam"}, &AddTask{Case: "C-7", Text: "Call", Who: "Sam"}},
		{"case.weigh", "/evidence/I-1/weigh", []string{"hypothesis", "H-1", "weight", "against", "reason", goodReason}, &WeighEvidence{"I-1", "H-1", "against", goodReason}},
		{"case.custody", "/evidence/I-1/custody", []string{"to", "Lee", "where", "the safe", "reason", goodReason}, &PassEvidence{"I-1", "Lee", "the safe", goodReason}},
		{"task.finish", "/tasks/T-1/finish", []string{"result", "Reached"}, &FinishTask{"T-1", "Reached"}},
		{"case.propose", "/cases/C-7/steps", []string{"step", "decline", "reason", goodReason}, &ProposeStep{"C-7", "decline", goodReason}},
		{"case.readers", "/cases/C-7/readers", []string{"who", "Lee", "remove", "yes", "reason", goodReason}, &SetReaders{"C-7", "Lee", true, goodReason}},
		{"case.close", "/cases/C-7/close", []string{"outcome", "explained", "reason", goodReason}, &CloseCase{"C-7", "explained", goodReason}},
		{"stepup.bulk", "/accounts/ask", []string{"account", "F-1", "account", "F-2", "group", "G-4", "type", "live_interview", "ground", "Terms, section 4", "reason", goodReason, "due", "2026-07-01"}, &AskStepUps{[]muster.SubjectID{"F-1", "F-2"}, "G-4", muster.CheckLiveInterview, "Terms, section 4", goodReason, date(7, 1)}},
		{"stepup.appeal", "/accounts/stepups/U-1/appeal", []string{"text", goodReason, "at", "2026-06-10"}, &AppealStepUp{"U-1", goodReason, date(6, 10)}},
		{"stepup.answer", "/accounts/stepups/U-1/answer", []string{"outcome", "withdrawn", "answer", goodReason}, &AnswerAppeal{"U-1", "withdrawn", goodReason}},
		{"payrun.decide", "/payroll/runs/R-1/lines/6", []string{"choice", "pay_last_verified", "reason", goodReason}, &DecidePayLine{"R-1", 6, "pay_last_verified", goodReason, ""}},
		{"payrun.export", "/payroll/runs/R-1/export", nil, &ExportPayRun{"R-1"}},
		{"pay.basis", "/payroll/bases", []string{"person", "W-1", "basis", "Order 17", "until", "2026-07-01", "reason", goodReason}, &RecordPayBasis{"W-1", "Order 17", goodReason, date(7, 1)}},
		{"pay.settle", "/payroll/P-1/settle", []string{"outcome", "confirmed", "person", "W-1", "reason", goodReason}, &SettlePay{"P-1", "W-1", "confirmed", goodReason}},
		{"shipment.settle", "/equipment/E-2/settle", []string{"outcome", "agreed", "person", "W-1", "reason", goodReason}, &SettleShipment{"E-2", "W-1", "agreed", goodReason}},
		{"agreement.record", "/agreements", []string{"kind", "travel", "person", "W-1", "what", "Leeds", "until", "2026-07-01", "reason", goodReason}, &Agree{Kind: "travel", Person: "W-1", What: "Leeds", Until: date(7, 1), Reason: goodReason}},
		{"agreement.change", "/agreements/T-1/change", []string{"what", "Leeds", "until", "2026-07-03", "reason", goodReason}, &ChangeAgreement{"T-1", "Leeds", date(7, 3), goodReason}},
		{"agreement.end", "/agreements/T-1/end", []string{"reason", goodReason}, &EndAgreement{"T-1", goodReason}},
		{"rule.suppress", "/rules/SRC-01/suppress", []string{"until", "2026-07-01", "reason", goodReason}, &Suppress{Flag: "SRC-01", Until: date(7, 1), Reason: goodReason}},
		{"policy.try", "/rules/SRC-01/try", []string{"strength", "2"}, &TryPolicy{"SRC-01", 2}},
		{"policy.text", "/policies/try", []string{"text", "version: x\n"}, &TryText{"version: x\n"}},
		{"policy.publish", "/policies/D-2/publish", []string{"reason", goodReason}, &PublishPolicy{"D-2", goodReason}},
		{"ledger.verify", "/ledger/verify", nil, &VerifyLedger{}},
		{"user.invite", "/settings/users", []string{"name", "Jo", "email", "jo@x.example", "role", "payroll"}, &InviteUser{Name: "Jo", Email: "jo@x.example", Roles: []string{"payroll"}}},
		{"user.roles", "/settings/users/U-2/roles", []string{"role", "it", "country", "GB", "reason", goodReason}, &SetRoles{User: "U-2", Roles: []string{"it"}, Country: "GB", Reason: goodReason}},
		{"user.again", "/settings/users/U-2/link", []string{"reason", goodReason}, &InviteAgain{"U-2", goodReason}},
		{"user.provided", "/settings/users/U-2/provided", []string{"reason", goodReason}, &ProvideRoles{"U-2", goodReason}},
		{"group_role.add", "/settings/groups", []string{"group", "muster-payroll", "role", "payroll", "entity", "UK", "reason", goodReason}, &MapGroup{"muster-payroll", "payroll", "UK", "", goodReason}},
		{"group_role.end", "/settings/groups/G-1/end", []string{"reason", goodReason}, &UnmapGroup{"G-1", goodReason}},
		{"user.end", "/settings/users/U-2/end", []string{"reason", goodReason}, &EndUser{"U-2", goodReason}},
		{"key.make", "/settings/keys", []string{"name", "Tracking", "scope", "findings.read", "role", "recruiter", "expires", "2026-12-31"}, &MakeKey{"Tracking", []string{"findings.read"}, []string{"recruiter"}, date(12, 31)}},
		{"key.end", "/settings/keys/Y-1/end", nil, &EndKey{"Y-1"}},
		{"hook.add", "/settings/hooks", []string{"url", "https://x.example/h", "event", "check.due"}, &AddHook{"https://x.example/h", []string{"check.due"}}},
		{"hook.rotate", "/settings/hooks/W-1/rotate", nil, &RotateHook{"W-1"}},
		{"hook.end", "/settings/hooks/W-1/end", nil, &EndHook{"W-1"}},
		{"target.try", "/settings/targets/slack/try", nil, &TryTarget{"slack"}},
		{"target.replay", "/settings/targets/slack/replay", nil, &ReplayMessages{"slack"}},
		{"stills.set", "/settings/stills", []string{"on", "on", "days", "60", "purpose", "The same person at each meeting", "basis", "Consent", "notice", "N-9", "reason", goodReason}, &SwitchStills{true, 60, "The same person at each meeting", "Consent", "N-9", goodReason}},
		{"subject.export", "/people/A-1/export", []string{"reason", "She asked in writing and was called back."}, &ExportPerson{"A-1", "She asked in writing and was called back."}},
		{"still.choose", "/people/A-1/stills/choice", []string{"way", "document", "told", "yes"}, &ChooseStill{"A-1", "document", true}},
		{"writeback.set", "/settings/systems/greenhouse/writeback", []string{"on", "on", "reason", goodReason}, &SwitchWriteBack{"greenhouse", true, goodReason}},
		{"monitoring.set", "/settings/monitoring/network", []string{"on", "on", "assessment", "DPIA-3", "notice", "N-4", "basis", "Legitimate interest", "reason", goodReason}, &SwitchMonitoring{"network", true, "DPIA-3", "N-4", "Legitimate interest", goodReason}},
		{"setting.change", "/settings/numbers/draw_percent", []string{"value", "10", "reason", goodReason}, &ChangeSetting{"draw_percent", 10, goodReason}},
		{"retention.set", "/settings/retention/interview", []string{"days", "90", "purpose", "Hiring", "basis", "Contract", "reason", goodReason}, &SetRetention{muster.KindInterview, 90, "Hiring", "Contract", goodReason}},
	} {
		t.Run(c.action, func(t *testing.T) {
			company := newCompany()
			w := post(t, company.handler(t), c.path, with("/today", c.form...))
			if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/today" {
				t.Fatalf("answers %d to %q: %.300s", w.Code, w.Header().Get("Location"), w.Body)
			}
			want := []Request{{goodKey, c.action, c.want}}
			if diff := cmp.Diff(want, company.acts); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestEveryActionIsTested keeps TestCommands and the table of actions
// together: an action nobody sends is not known to work.
func TestEveryActionIsTested(t *testing.T) {
	c := newCompany()
	h := c.handler(t)
	for _, a := range actions() {
		path := fillPath(a.path, func(string) string { return "none" })
		w := post(t, h, path, url.Values{})
		if w.Code != http.StatusUnprocessableEntity || len(c.acts) != 0 {
			t.Errorf("%s without a key answers %d and %d acts", a.name, w.Code, len(c.acts))
		}
	}
	types := map[reflect.Type]bool{}
	for _, a := range actions() {
		types[reflect.TypeOf(a.read(&form{values: url.Values{}, path: func(string) string { return "" }, complaints: map[string]string{}}))] = true
	}
	if len(types) < len(actions())-1 { // a privileged note is a note
		t.Errorf("%d kinds of command for %d actions", len(types), len(actions()))
	}
}

// TestRefusedFormComesBack holds that nothing a person wrote is lost.
func TestRefusedFormComesBack(t *testing.T) {
	c := newCompany()
	h := c.handler(t)
	w := post(t, h, "/people/A-1014/findings/"+key(1).String()+"/clear", with("/people/A-1014", "basis", "check", "reason", "<b>ok"))
	body := w.Body.String()
	if w.Code != http.StatusUnprocessableEntity || len(c.acts) != 0 {
		t.Fatalf("answers %d with %d acts", w.Code, len(c.acts))
	}
	for _, want := range []string{"&lt;b&gt;ok</textarea>", "aria-invalid=\"true\"", "Write the reason", "Look at the marked answers", `value="` + goodKey + `"`, "<details class=\"act\" open>"} {
		if !strings.Contains(body, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if strings.Contains(body, "<b>ok") {
		t.Error("the person's words are not escaped")
	}
	checkPage(t, "refused", body)

	c.refuse = &muster.Error{Code: muster.CodeConflict, Message: "Sam Reed cleared it a minute ago.", Hint: "Look at the reason they gave."}
	w = post(t, h, "/people/A-1014/findings/"+key(1).String()+"/clear", with("/people/A-1014", "basis", "check", "reason", goodReason))
	if w.Code != http.StatusConflict || !strings.Contains(w.Body.String(), "Sam Reed cleared it") || !strings.Contains(w.Body.String(), goodReason) {
		t.Errorf("a conflict answers %d", w.Code)
	}
	c.refuse = fmt.Errorf("write ledger: disk full")
	w = post(t, h, "/people/A-1014/findings/"+key(1).String()+"/clear", with("/people/A-1014", "basis", "check", "reason", goodReason))
	if w.Code != http.StatusInternalServerError || strings.Contains(w.Body.String(), "disk") {
		t.Errorf("a fault of ours answers %d: %.200s", w.Code, w.Body)
	}
}

// TestClosedListsStayClosed sends what has no word.
func TestClosedListsStayClosed(t *testing.T) {
	c := newCompany()
	h := c.handler(t)
	for path, form := range map[string][]string{
		"/checks/K-2/record":    {"outcome", "looks_foreign", "evidence", goodReason, "done", "2026-06-12"},
		"/people/A-1/interview": {"session", "D", "held", "2026-06-10", "mode", "video", "camera", "yes", "signs", "accent", "questions", "0", "prompts", "0"},
		"/people/A-1/checks":    {"type", "nationality", "code", "class"},
		"/rules/SRC-01/try":     {"strength", "9"},
		"/settings/keys":        {"name", "x", "scope", "everything", "expires", "2026-12-31"},
		"/cases/open":           {"title", "x", "reason", goodReason},
	} {
		if w := post(t, h, path, with("/today", form...)); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("%s answers %d", path, w.Code)
		}
	}
	if len(c.acts) != 0 {
		t.Errorf("%d acts got through", len(c.acts))
	}
}

func TestNoteIsToldOnce(t *testing.T) {
	h := newCompany().handler(t)
	w := post(t, h, "/ledger/verify", with("/today"))
	var note *http.Cookie
	for _, c := range w.Result().Cookies() {
		if c.Name == noteCookie {
			note = c
		}
	}
	if note == nil || !note.HttpOnly {
		t.Fatalf("no note: %v", w.Result().Cookies())
	}
	r := httptest.NewRequest(http.MethodGet, "/today", nil)
	r.AddCookie(note)
	w = httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if !strings.Contains(w.Body.String(), "Done: ledger.verify.") || !strings.Contains(w.Body.String(), "Entry 4,128") {
		t.Error("the page does not tell what was done")
	}
	if cleared := w.Result().Cookies(); len(cleared) != 1 || cleared[0].MaxAge >= 0 {
		t.Errorf("the note stays: %v", cleared)
	}
}

func TestImport(t *testing.T) {
	c := newCompany()
	h := c.handler(t)
	send := func(key string, names ...string) *httptest.ResponseRecorder {
		var b bytes.Buffer
		m := multipart.NewWriter(&b)
		for k, v := range map[string]string{"key": key, "back": "/people"} {
			if err := m.WriteField(k, v); err != nil {
				t.Fatal(err)
			}
		}
		for _, name := range names {
			f, err := m.CreateFormFile("files", name)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := f.Write([]byte("id,name\n")); err != nil {
				t.Fatal(err)
			}
		}
		m.Close()
		r := httptest.NewRequest(http.MethodPost, "/people/import", &b)
		r.Header.Set("Content-Type", m.FormDataContentType())
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w
	}
	if w := send(goodKey, "a.csv", "../../b\u202e.csv"); w.Code != http.StatusSeeOther {
		t.Fatalf("answers %d: %.300s", w.Code, w.Body)
	}
	if diff := cmp.Diff([]string{"a.csv: id,name\n", "b.csv: id,name\n"}, c.files); diff != "" {
		t.Error(diff)
	}
	if w := send(goodKey); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "No file was chosen") {
		t.Errorf("no file answers %d", w.Code)
	}
	if w := send("short", "a.csv"); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("no key answers %d", w.Code)
	}
	c.refuse = &muster.Error{Code: muster.CodeEncrypted, Message: "a.csv needs a password.", Hint: "Save it without one."}
	if w := send(goodKey, "a.csv"); !strings.Contains(w.Body.String(), "needs a password") {
		t.Error("the reason is not told")
	}
}

func TestSignIn(t *testing.T) {
	h := newCompany().handler(t)
	w := post(t, h, "/sign-in", url.Values{"name": {"ann"}, "password": {"right"}, "code": {"123456"}, "next": {"/people?level=verify"}})
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/people?level=verify" {
		t.Errorf("a good sign-in answers %d to %s", w.Code, w.Header().Get("Location"))
	}
	w = post(t, h, "/sign-in", url.Values{"name": {"ann"}, "password": {"wrong"}, "code": {"1"}, "next": {"//evil.example"}})
	if w.Code != http.StatusUnauthorized || strings.Contains(w.Body.String(), "wrong") || strings.Contains(w.Body.String(), "evil") || !strings.Contains(w.Body.String(), `value="ann"`) {
		t.Errorf("a bad sign-in answers %d: %.400s", w.Code, w.Body)
	}
	if w = get(t, h, "/sign-in/link?token=good"); !strings.Contains(w.Body.String(), `name="token" value="good"`) || len(w.Result().Cookies()) != 0 {
		t.Error("opening a link must show a button and no more")
	}
	w = post(t, h, "/sign-in", url.Values{"token": {"good"}})
	if w.Code != http.StatusSeeOther {
		t.Errorf("a link answers %d", w.Code)
	}
	if w = post(t, h, "/sign-in/passkey", nil); !strings.Contains(w.Body.String(), "challenge") {
		t.Errorf("the challenge is %s", w.Body)
	}
	if w = post(t, h, "/sign-out", nil); w.Header().Get("Location") != "/sign-in" {
		t.Errorf("signing out leads to %s", w.Header().Get("Location"))
	}
}

// FuzzForms sends anything to every action: never a fault of ours, never an
// act without its key.
func FuzzForms(f *testing.F) {
	f.Add("/people/A-1/checks", "type=address&code=class&key="+goodKey+"&back=/people")
	f.Add("/people/A-1/findings/zz/clear", "reason=%ff%fe&back=//x&key="+goodKey)
	f.Add("/people/A-1/interview", "questions=99999999999&prompts=-1&key="+goodKey)
	c := newCompany()
	h := c.handler(f)
	f.Fuzz(func(t *testing.T, path, body string) {
		if !strings.HasPrefix(path, "/") {
			path = "/" + path
		}
		u, err := url.ParseRequestURI(path)
		if err != nil {
			return
		}
		r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
		r.URL, r.RequestURI = u, path
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code >= 500 {
			t.Errorf("answers %d", w.Code)
		}
		if to := w.Header().Get("Location"); to != "" && (!strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//")) {
			t.Errorf("leads outside: %q", to)
		}
		if _, err := html.Parse(w.Body); err != nil {
			t.Error(err)
		}
	})
}
