package server

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"muster"
	"muster/api"
	"muster/casework"
	"muster/notify"
)

// A bureau's log and an HR export, each with a change that no rule finds unusual.
const (
	bureauLog = `Employee No,Employee Name,Field Changed,Old Value,New Value,Date Changed,Changed By
W-1,Una Here,Sort Code,00-10-00,00-10-24,13/11/2026,Payroll
W-1,Una Here,Bank Account Number,28239633,10426544,13/11/2026,Payroll
W-1,Una Here,Account Name,U Here,Una Here,13/11/2026,Payroll
`
	hrChanges = `Employee ID,Worker,Name on Account,IBAN,Sort Code,Account Number,Bank Name,Payment Method,Effective Date,Date and Time Completed,Initiator,IP Address,New Device,Confirmation of Payee
W-2,Vic There,Vic There,,00-10-24,20426541,Other Bank,Bank transfer,2026-04-16,2026-04-16T09:00:00Z,self,,no,
`
	oneChanged = `Employee ID,Name,Sort code,Account number,Net pay,Currency,Pay date
W-1,Una Here,00-10-24,10426544,2000.10,GBP,27/11/2026
`
)

// changesTold are the changes of bank details that a program is told of.
func (b *browser) changesTold(t *testing.T, path string) (list []api.PayAdvice) {
	t.Helper()
	var pay api.Payroll
	if !b.read(t, path, &pay) {
		t.Fatalf("%s is not there", path)
	}
	return pay.Changes
}

// TestBankChangesFromAnySource brings changes of bank details in by tables that no
// rule finds unusual: they are on payroll's list, on the day's and in the API, who
// may be harmed before what was seen. Two people release one in a pay run: nothing
// asks about it again, the person's page included, until another account comes, or
// the person says that the change was not theirs.
func TestBankChangesFromAnySource(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	bring := func(name, text string) {
		t.Helper()
		if _, _, err := in.ImportPaths(t.Context(), writeFile(t, name, text)); err != nil {
			t.Fatal(err)
		}
	}
	bring("employees.csv", employees)
	bring("bank.csv", payRecords)
	pat, sam := in.signedIn(t, "Pat", casework.Grant{Role: casework.Payroll}), in.signedIn(t, "Sam", casework.Grant{Role: casework.Payroll})
	if list := pat.changesTold(t, "/v1/payroll"); len(list) != 0 {
		t.Fatalf("before anything changed: %+v", list)
	}
	bring("bureau.csv", bureauLog)
	bring("hr.csv", hrChanges)
	_, page := pat.get("/payroll")
	part := sectionOf(page, "ch")
	rival, seen := strings.Index(part, "Somebody else may be diverting"), strings.Index(part, "The bank details were changed on 13 November 2026")
	if rival < 0 || seen < rival || !strings.Contains(part, "Una Here") || strings.Contains(part, "Vic There") {
		t.Errorf("who may be harmed stands at %d and what was seen at %d of\n%s", rival, seen, part)
	}
	_, all := pat.get("/payroll?kind=changes")
	if part := sectionOf(all, "ch"); !strings.Contains(part, "Una Here") || !strings.Contains(part, "16 April 2026") {
		t.Errorf("the list of changes is without one of April:\n%s", part)
	}
	var day api.News
	pat.read(t, "/v1/today", &day)
	list := pat.changesTold(t, "/v1/payroll")
	if len(list) != 1 || len(day.Advice) != 1 || list[0].Person.ID != "W-1" || list[0].Rival == "" || list[0].ID != day.Advice[0].ID || len(pat.changesTold(t, "/v1/payroll?kind=changes")) != 2 {
		t.Fatalf("programs are told %+v and %+v", list, day.Advice)
	}
	pat.sees("/today", "The bank details were changed on 13 November 2026")
	lead := in.signedIn(t, "Lee", casework.Grant{Role: casework.HRLead})
	asks := func() bool {
		_, page := lead.get("/people/W-1")
		_, facts, _ := strings.Cut(page, "Facts and their sources")
		_, bank, _ := strings.Cut(facts, "<dt>Bank account")
		bank, _, _ = strings.Cut(bank, "</div>")
		return strings.Contains(bank, "differs")
	}
	if !asks() {
		t.Error("the person's page does not say that the accounts on record differ")
	}
	run := pat.released(t, in, sam, "november.csv", oneChanged)
	if list := pat.changesTold(t, "/v1/payroll"); len(list) != 0 || asks() {
		t.Errorf("after two people released it the page still asks (%v), and programs are told %+v", asks(), list)
	}
	_, page = pat.get("/payroll")
	if part := sectionOf(page, "se"); !strings.Contains(part, "Two people released this account in a pay run.") || !strings.Contains(part, "Pat and Sam") {
		t.Errorf("%s: the release is not told:\n%s", run, part)
	}
	bring("again.csv", strings.NewReplacer("10426544", "10426552", "28239633", "10426544", "13/11", "20/11").Replace(bureauLog))
	if list := pat.changesTold(t, "/v1/payroll"); len(list) != 1 || list[0].NewAt != muster.Date(2026, 11, 20) && list[0].NewAt.ISO() != "2026-11-20" || !asks() {
		t.Errorf("of another account (asks: %v) programs are told %+v", asks(), list)
	}
	var settled api.Payroll
	pat.read(t, "/v1/payroll", &settled)
	if len(settled.Settled) != 1 {
		t.Fatalf("settled: %+v", settled.Settled)
	}
	pat.does("/payroll/"+settled.Settled[0].ID+"/settle", answers("outcome", "not_theirs", "person", "W-1", "reason", "She rang: somebody else had called in her name."))
	pat.read(t, "/v1/payroll", &settled)
	for _, a := range settled.Settled {
		if a.Settled.What == "Two people released this account in a pay run." {
			t.Errorf("after the person said that it was not theirs: %+v", a)
		}
	}
}

// released has two people release line 2 of a pay file.
func (b *browser) released(t *testing.T, in *installation, second *browser, name, table string) string {
	t.Helper()
	if status, page := b.sendFile("/payroll/runs", name, table, map[string]string{"key": newKey(), "back": "/payroll/runs"}, nil); status != http.StatusSeeOther {
		t.Fatalf("the file was not taken: %d %s", status, page)
	}
	var runs api.PayRunList
	b.read(t, "/v1/payruns", &runs)
	if len(runs.Runs) != 1 {
		t.Fatalf("%d runs", len(runs.Runs))
	}
	run := "/payroll/runs/" + runs.Runs[0].ID
	for _, one := range []*browser{b, second} {
		if status, page := one.post(run+"/lines/2", url.Values{"key": {newKey()}, "back": {run}, "choice": {"pay_as_given"}, "reason": {"Called on the number from January."}}); status != http.StatusSeeOther {
			t.Fatalf("%d %.300s", status, page)
		}
	}
	if _, err := in.settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	return run
}

// TestBankChangeMessages tells whoever looks after pay of a change by a table that
// no rule finds unusual, once, and of none that is history or was released.
func TestBankChangeMessages(t *testing.T) {
	t.Parallel()
	chat := newReceiver(t)
	in := newInstallation(t, func(c *Config) {
		c.Messages = MessagesConfig{Allow: []string{"127.0.0.1"}, Plain: true, Targets: []TargetConfig{
			{Target: notify.Target{ID: "pay", Type: notify.TypeSlack, Secrets: []string{secretFile(t, chat.URL+"/pay")}}, Events: []notify.Kind{notify.PayAdvice}},
		}}
	})
	in.round(t, time.Second)
	told := func() string {
		t.Helper()
		in.round(t, time.Minute)
		in.round(t, time.Minute)
		return strings.Join(chat.take(), "\n")
	}
	log := strings.ReplaceAll(bureauLog, "13/11/2026", in.now().AddDate(0, 0, -9).Format("02/01/2006"))
	old := strings.ReplaceAll(hrChanges, "2026-04-16", in.now().AddDate(0, -3, 0).Format(time.DateOnly))
	for name, text := range map[string]string{"employees.csv": employees, "bank.csv": payRecords, "hr.csv": old} {
		if _, _, err := in.ImportPaths(t.Context(), writeFile(t, name, text)); err != nil {
			t.Fatal(err)
		}
	}
	if got := told(); got != "" {
		t.Errorf("of a change of last summer: %s", got)
	}
	if _, _, err := in.ImportPaths(t.Context(), writeFile(t, "bureau.csv", log)); err != nil {
		t.Fatal(err)
	}
	if got := told(); strings.Count(got, "/pay {") != 1 || !strings.Contains(got, "A change of bank details waits for a look") || strings.Contains(got, "Una Here") {
		t.Errorf("when the change came in: %s", got)
	}
	pat, sam := in.signedIn(t, "Pat", casework.Grant{Role: casework.Payroll}), in.signedIn(t, "Sam", casework.Grant{Role: casework.Payroll})
	pat.released(t, in, sam, "november.csv", oneChanged)
	if got := told(); got != "" {
		t.Errorf("after two people released it: %s", got)
	}
}
