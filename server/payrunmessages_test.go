package server

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"muster/casework"
	"muster/notify"
)

// TestPayRunMessages walks a pay run as payroll does: the file comes in, those who
// decide are told once, two of them decide and the file is written; after that, and
// of whom the money is, nothing is told.
func TestPayRunMessages(t *testing.T) {
	t.Parallel()
	chat := newReceiver(t)
	in := newInstallation(t, func(c *Config) {
		c.Messages = MessagesConfig{Allow: []string{"127.0.0.1"}, Plain: true, Targets: []TargetConfig{
			{Target: notify.Target{ID: "pay", Type: notify.TypeSlack, Secrets: []string{secretFile(t, chat.URL+"/pay")}}, Events: []notify.Kind{notify.PayRunWaiting, notify.PayRunEnding}},
		}}
	})
	in.round(t, time.Second)
	if _, _, err := in.ImportPaths(t.Context(), writeFile(t, "employees.csv", employees), writeFile(t, "bank.csv", payRecords)); err != nil {
		t.Fatal(err)
	}
	clerk := in.signedIn(t, "Pat", casework.Grant{Role: casework.Payroll})
	// The day to hand a table in is two working days before pay day: Monday for Wednesday.
	payDay := in.now().AddDate(0, 0, 14)
	for payDay.Weekday() != time.Wednesday {
		payDay = payDay.AddDate(0, 0, 1)
	}
	table := strings.ReplaceAll(payTable, "25/11/2026", payDay.Format(time.DateOnly))
	if status, page := clerk.sendFile("/payroll/runs", "november.csv", table, map[string]string{"key": newKey(), "back": "/payroll/runs"}, nil); status != http.StatusSeeOther {
		t.Fatalf("the file was not taken: %d %s", status, page)
	}
	runs, err := in.desk.PayRuns(t.Context(), in.user(t, "Pat"))
	if err != nil || len(runs) != 1 {
		t.Fatalf("%d runs: %v", len(runs), err)
	}
	run := "/payroll/runs/" + runs[0].ID
	told := func(later time.Duration) string {
		t.Helper()
		in.round(t, later)
		return strings.Join(chat.take(), "\n")
	}
	if got := told(time.Minute) + told(time.Hour); strings.Count(got, "/pay {") != 1 || !strings.Contains(got, "A pay run waits for decisions") || !strings.Contains(got, run) || strings.Contains(got, "to be handed in soon") || strings.Contains(got, "Una Here") || strings.Contains(got, "10426544") {
		t.Errorf("when the file came in: %s", got)
	}
	friday := payDay.AddDate(0, 0, -5) // the working day before
	if got := told(friday.Sub(in.now())) + told(time.Hour); strings.Count(got, "/pay {") != 1 || !strings.Contains(got, "to be handed in soon") {
		t.Errorf("on the working day before: %s", got)
	}
	pay, second := in.signedIn(t, "Pia", casework.Grant{Role: casework.Payroll}), in.signedIn(t, "Sam", casework.Grant{Role: casework.Payroll})
	for line, choice := range map[string]string{"2": "pay_as_given", "3": "pay_as_given", "4": "pay_as_given"} {
		for _, b := range []*browser{pay, second} {
			if status, page := b.post(run+"/lines/"+line, url.Values{"key": {newKey()}, "back": {run}, "choice": {choice}, "reason": {"Called on the number from January."}}); status != http.StatusSeeOther {
				t.Errorf("line %s: %d %.300s", line, status, page)
			}
		}
	}
	if status, page := pay.post(run+"/export", url.Values{"key": {newKey()}, "back": {run}}); status != http.StatusSeeOther {
		t.Fatalf("the file was not written: %d %.300s", status, page)
	}
	if status, text := pay.get(run + "/replacement"); status != http.StatusOK || !strings.Contains(text, "10426544") {
		t.Errorf("the replacement: %d %s", status, text)
	}
	if got := told(time.Hour) + told(24*time.Hour); got != "" {
		t.Errorf("told after the file was written: %s", got)
	}
}
