package server

import (
	"bytes"
	"encoding/json"
	"mime/multipart"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"muster/casework"
	"muster/internal/browsertest"
)

// A table of pay in which one account changed and one line is nobody's.
const payTable = `Employee ID,Name,Sort code,Account number,Net pay,Currency,Pay date
W-1,Una Here,00-10-24,10426544,2000.10,GBP,25/11/2026
W-2,Vic There,00-10-24,10426544,1500.00,GBP,25/11/2026
S-9,Paper Ltd,00-10-25,20426541,99.90,GBP,25/11/2026
`

const payRecords = `Employee ID,Worker,Name on Account,IBAN,Sort Code,Account Number,Bank Name,Payment Method,Effective Date,Date and Time Completed,Initiator,IP Address,New Device,Confirmation of Payee
W-1,Una Here,Una Here,,00-10-00,28239633,Fairmead Bank,Bank transfer,2026-01-06,,,,,Match
W-2,Vic There,Vic There,,00-10-25,30426548,Other Bank,Bank transfer,2026-02-06,,,,,PANM
`

// sendFile posts a form with one file.
func (b *browser) sendFile(path, name, content string, fields map[string]string, header http.Header) (int, string) {
	b.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for key, value := range fields {
		w.WriteField(key, value)
	}
	part, err := w.CreateFormFile("file", name)
	if err != nil {
		b.t.Fatal(err)
	}
	part.Write([]byte(content))
	w.Close()
	r, err := http.NewRequestWithContext(b.t.Context(), http.MethodPost, b.site+path, &body)
	if err != nil {
		b.t.Fatal(err)
	}
	r.Header = header.Clone()
	if r.Header == nil {
		r.Header = http.Header{}
	}
	r.Header.Set("Content-Type", w.FormDataContentType())
	return b.do(r, nil)
}

// TestPayRunInBrowser brings a pay file in, decides its lines as two people and
// takes the file for the bank.
func TestPayRunInBrowser(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	if _, _, err := in.ImportPaths(t.Context(), writeFile(t, "employees.csv", employees), writeFile(t, "bank.csv", payRecords)); err != nil {
		t.Fatal(err)
	}
	ctx := browsertest.Open(t, browsertest.Light)
	in.enter(t, ctx, "Admin", casework.Administrator, casework.Payroll)
	pay, second := in.signedIn(t, "Pat", casework.Grant{Role: casework.Payroll}), in.signedIn(t, "Sam", casework.Grant{Role: casework.Payroll})
	if status, page := pay.sendFile("/payroll/runs", "november.csv", payTable, map[string]string{"key": newKey(), "back": "/payroll/runs"}, nil); status != http.StatusSeeOther {
		t.Fatalf("the file was not taken: %d %s", status, page)
	}
	runs, err := in.desk.PayRuns(t.Context(), in.user(t, "Pat"))
	if err != nil || len(runs) != 1 {
		t.Fatalf("%d runs: %v", len(runs), err)
	}
	run := "/payroll/runs/" + runs[0].ID
	pay.sees("/payroll/runs", "november.csv", "3 to decide", "3,600.00 GBP")
	pay.sees(run, "Somebody else may be diverting", "The line leads to nobody on record", "The account takes the pay of two people.", "Hand the file in by", "not decided yet", "Pay the last verified account, on time")
	if status, _ := pay.get(run + "/replacement"); status != http.StatusConflict {
		t.Errorf("a replacement before the act: %d", status)
	}
	decide := func(b *browser, line, choice string, account ...string) int {
		status, _ := b.post(run+"/lines/"+line, url.Values{"key": {newKey()}, "back": {run}, "choice": {choice}, "account": account, "reason": {"Called on the number from January."}})
		return status
	}
	for line, choice := range map[string]string{"2": "pay_as_given", "3": "pay_last_verified", "4": "pay_as_given"} {
		if status := decide(pay, line, choice); status != http.StatusSeeOther {
			t.Errorf("line %s: %d", line, status)
		}
	}
	if status := decide(pay, "4", "pay_same_day", "20-00-11 1"); status != http.StatusBadRequest && status != http.StatusUnprocessableEntity {
		t.Errorf("half an account was taken: %d", status)
	}
	if status := decide(pay, "4", "pay_same_day", "00-10-25 30426548"); status != http.StatusSeeOther {
		t.Errorf("a payment on the same day: %d", status)
	}
	export := func(b *browser) int {
		status, _ := b.post(run+"/export", url.Values{"key": {newKey()}, "back": {run}})
		return status
	}
	if status := export(pay); status != http.StatusConflict {
		t.Errorf("one person alone released a changed account: %d", status)
	}
	if status := decide(pay, "2", "withhold"); status != http.StatusConflict {
		t.Errorf("pay was withheld without counsel's basis: %d", status)
	}
	if status := decide(pay, "2", "pay_as_given"); status != http.StatusSeeOther {
		t.Errorf("deciding again: %d", status)
	}
	browsertest.Do(t, ctx, chromedp.Navigate(in.site.URL+run+"?kind=all"))
	see(t, ctx, "Waits for a second person")
	browsertest.Shoot(t, ctx, "payrun")
	if status := decide(second, "4", "pay_same_day", "00-10-25 30426548"); status != http.StatusSeeOther {
		t.Errorf("the second person's release of an account somebody named: %d", status)
	}
	if status := decide(second, "2", "pay_as_given"); status != http.StatusSeeOther || export(second) != http.StatusSeeOther {
		t.Errorf("the second person could not release it: %d", status)
	}
	status, file := pay.get(run + "/replacement")
	want := strings.Replace(payTable, "W-2,Vic There,00-10-24,10426544", "W-2,Vic There,00-10-25,30426548", 1)
	want = strings.Replace(want, "S-9,Paper Ltd,00-10-25,20426541,99.90,GBP,25/11/2026\n", "", 1)
	if status != http.StatusOK || file != want {
		t.Errorf("%d\n%s\nwant\n%s", status, file, want)
	}
	if status, file := pay.get(run + "/same-day"); status != http.StatusOK || !strings.HasPrefix(file, "line,subject") || !strings.Contains(file, `"","00-10-25","30426548",99.90`) {
		t.Errorf("same day: %d %s", status, file)
	}
	in.payRunIsForPayroll(t, run)
}

// payRunIsForPayroll asks for a run as those whose work it is not.
func (in *installation) payRunIsForPayroll(t *testing.T, run string) {
	t.Helper()
	for _, role := range []casework.Role{casework.Recruiter, casework.IT, casework.Security, casework.Counsel, casework.Auditor, casework.Administrator} {
		b := in.signedIn(t, "As-"+string(role), casework.Grant{Role: role})
		for _, path := range []string{"/payroll/runs", run, run + "/replacement", run + "/same-day", "/v1" + strings.TrimPrefix(run, "/payroll/runs")} {
			if strings.HasPrefix(path, "/v1") {
				path = "/v1/payruns" + strings.TrimPrefix(path, "/v1")
			}
			if status, _ := b.get(path); status == http.StatusOK {
				t.Errorf("%s opens %s", role, path)
			}
		}
		if status, _ := b.sendFile("/payroll/runs", "x.csv", payTable, map[string]string{"key": newKey()}, nil); status != http.StatusForbidden {
			t.Errorf("%s brings a pay file in: %d", role, status)
		}
	}
	elsewhere := in.signedIn(t, "Far", casework.Grant{Role: casework.Payroll, Scope: casework.Scope{Entity: "elsewhere"}})
	for _, path := range []string{run, run + "/replacement"} {
		if status, _ := elsewhere.get(path); status != http.StatusNotFound {
			t.Errorf("payroll of another entity opens %s: %d", path, status)
		}
	}
}

// TestPayRunForPrograms does the same through the operations.
func TestPayRunForPrograms(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	if _, _, err := in.ImportPaths(t.Context(), writeFile(t, "employees.csv", employees), writeFile(t, "bank.csv", payRecords)); err != nil {
		t.Fatal(err)
	}
	pay := in.signedIn(t, "Pat", casework.Grant{Role: casework.Payroll})
	status, answer := pay.sendFile("/v1/payruns", "november.csv", payTable, nil, http.Header{"Idempotency-Key": {newKey()}})
	var run struct {
		ID    string
		Shown int
		Open  []int
		Lines []struct {
			Line     int
			Proposal string
			Reasons  []struct{ Code, Rival string }
		}
	}
	if err := json.Unmarshal([]byte(answer), &run); err != nil || status != http.StatusOK || run.Shown != 3 || len(run.Open) != 3 {
		t.Fatalf("%d %v: %s", status, err, answer)
	}
	if l := run.Lines[0]; l.Line != 2 || l.Proposal != "pay_last_verified" || l.Reasons[0].Code != "account_changed" {
		t.Errorf("line 2 is %+v", l)
	}
	for _, path := range []string{"/v1/payruns", "/v1/payruns/" + run.ID} {
		if status, answer := pay.get(path); status != http.StatusOK || !strings.Contains(answer, run.ID) || strings.Contains(answer, "10426544") {
			t.Errorf("%s: %d %s", path, status, answer)
		}
	}
	if status, _ := pay.get("/v1/payruns/" + run.ID + "/replacement"); status != http.StatusConflict {
		t.Errorf("a replacement before the act: %d", status)
	}
	if status, answer := pay.sendFile("/v1/payruns", "broken.csv", payTable+"Total,,,,1.00,GBP,\n", nil, http.Header{"Idempotency-Key": {newKey()}}); status == http.StatusOK || !strings.Contains(answer, "1.00") {
		t.Errorf("a table that contradicts its total: %d %s", status, answer)
	}
}

// TestATableWithoutADayIsHeldAgainstToday looks at a table that names no day, as
// exports for a bank's batch often do: whoever has left by the day of the look is
// shown, and whoever leaves later is not.
func TestATableWithoutADayIsHeldAgainstToday(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	left := func(days int) string { return in.now().AddDate(0, 0, days).Format(time.DateOnly) }
	leavers := "Employee ID,Last Day,Reason\nW-1," + left(-20) + ",Resigned\nW-2," + left(20) + ",Resigned\n"
	if _, _, err := in.ImportPaths(t.Context(), writeFile(t, "employees.csv", employees), writeFile(t, "bank.csv", payRecords), writeFile(t, "leavers.csv", leavers)); err != nil {
		t.Fatal(err)
	}
	table := "Employee ID,Name,Sort code,Account number,Net pay\nW-1,Una Here,00-10-00,28239633,2000.10\nW-2,Vic There,00-10-25,30426548,1500.00\n"
	pay := in.signedIn(t, "Pat", casework.Grant{Role: casework.Payroll})
	status, answer := pay.sendFile("/v1/payruns", "batch.csv", table, nil, http.Header{"Idempotency-Key": {newKey()}})
	if status != http.StatusOK || strings.Count(answer, `"has_left"`) != 1 || !strings.Contains(answer, `"shown":1,`) {
		t.Errorf("%d %s", status, answer)
	}
}

// TestPayRunSaysThatAChangeWasDenied has somebody record that the person did not
// make a change of account: pay runs say so then, the account verified before is
// proposed for that reason, also where a decision stood, and nothing is stopped.
func TestPayRunSaysThatAChangeWasDenied(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	if _, _, err := in.ImportPaths(t.Context(), writeFile(t, "employees.csv", employees), writeFile(t, "bank.csv", accounts)); err != nil {
		t.Fatal(err)
	}
	pay := in.signedIn(t, "Pat", casework.Grant{Role: casework.Payroll})
	look := func() string {
		t.Helper()
		if status, page := pay.sendFile("/payroll/runs", "november.csv", payTable, map[string]string{"key": newKey(), "back": "/payroll/runs"}, nil); status != http.StatusSeeOther {
			t.Fatalf("the file was not taken: %d %s", status, page)
		}
		runs, err := in.desk.PayRuns(t.Context(), in.user(t, "Pat"))
		if err != nil || len(runs) != 1 {
			t.Fatalf("%d runs: %v", len(runs), err)
		}
		return "/payroll/runs/" + runs[0].ID
	}
	run, said := look(), "that the person did not make the change to this account. That is why the last verified account is proposed."
	if _, page := pay.get(run); strings.Contains(page, said) || !strings.Contains(page, "The account is not the one verified") {
		t.Errorf("before anybody asked: %s", page)
	}
	if status, page := pay.post(run+"/lines/2", url.Values{"key": {newKey()}, "back": {run}, "choice": {"pay_as_given"}, "reason": {"Looked at the form."}}); status != http.StatusSeeOther {
		t.Fatalf("%d %.300s", status, page)
	}
	_, page := pay.get("/payroll")
	m := regexp.MustCompile(`action="(/payroll/[^"]+/settle)"[^\n]*?name="person" value="W-1"`).FindStringSubmatch(page)
	if m == nil {
		t.Fatalf("nothing to settle: %s", page)
	}
	form := url.Values{"key": {newKey()}, "back": {"/payroll"}, "person": {"W-1"}, "outcome": {"not_theirs"}, "reason": {"Called her on the number from January; she had changed nothing."}}
	if status, page := pay.post(m[1], form); status != http.StatusSeeOther {
		t.Fatalf("%d %.600s", status, page)
	}
	look()
	pay.sees(run, said, "Proposed:</strong> Pay the last verified account, on time", "3 still to decide")
	if status, text := pay.get("/v1" + strings.Replace(run, "/payroll/runs", "/payruns", 1)); status != http.StatusOK || !strings.Contains(text, `"change_denied"`) {
		t.Errorf("a program is told %d %s", status, text)
	}
}
