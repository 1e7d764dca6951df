package client_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"iter"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"muster"
	"muster/api"
	"muster/casework"
	"muster/client"
)

// words are the names under which a type is written.
func words(t reflect.Type) map[string]bool {
	out := map[string]bool{}
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Anonymous {
			inner := f.Type
			if inner.Kind() == reflect.Pointer {
				inner = inner.Elem()
			}
			for name := range words(inner) {
				out[name] = true
			}
			continue
		}
		if name, _, _ := strings.Cut(f.Tag.Get("json"), ","); name != "" && name != "-" {
			out[name] = true
		}
	}
	return out
}

// TestTypesHoldWhatIsTold compares the client's types with the server's: nothing
// the server tells is lost, and nothing is read that it never tells.
func TestTypesHoldWhatIsTold(t *testing.T) {
	t.Parallel()
	type pair struct{ server, client any }
	for _, p := range []pair{
		{api.PayRunRow{}, client.PayRunRow{}}, {api.PayRunTotal{}, client.PayRunTotal{}}, {api.PayRun{}, client.PayRun{}}, {api.PayRunLine{}, client.PayRunLine{}}, {api.PayRunReason{}, client.PayRunReason{}}, {api.PayBasis{}, client.PayBasis{}},
		{api.Payroll{}, client.Payroll{}}, {api.SharedAccount{}, client.SharedAccount{}}, {api.PayAdvice{}, client.PayAdvice{}}, {api.Shipment{}, client.Shipment{}}, {api.AccountRow{}, client.AccountRow{}}, {api.AccountAsked{}, client.AccountAsked{}}, {api.GroupAccounts{}, client.GroupAccounts{}},
		{api.SanctionsList{}, client.SanctionsList{}}, {api.SanctionsQuery{}, client.SanctionsQuery{}}, {api.SanctionsHit{}, client.SanctionsHit{}}, {api.SanctionsPiece{}, client.SanctionsPiece{}}, {api.SanctionsChanges{}, client.SanctionsChanges{}}, {api.SanctionsVersion{}, client.SanctionsVersion{}}, {api.SanctionsChange{}, client.SanctionsChange{}}, {api.SanctionsPerson{}, client.SanctionsPerson{}},
		{api.Documents{}, client.Documents{}}, {api.Fact{}, client.Fact{}}, {api.Said{}, client.Said{}}, {api.Stating{}, client.Stating{}}, {api.Claim{}, client.Claim{}}, {api.ClaimCell{}, client.ClaimCell{}}, {api.Moment{}, client.Moment{}},
		{api.Imported{}, client.Imported{}}, {api.ImportedFile{}, client.ImportedFile{}}, {api.ImportReject{}, client.ImportReject{}}, {api.ImportQuestion{}, client.ImportQuestion{}}, {api.ImportColumn{}, client.ImportColumn{}}, {api.SaidTable{}, client.SaidTable{}},
		{api.SubjectRow{}, client.Row{}}, {api.Reader{}, client.Reader{}}, {api.TeamMember{}, client.TeamMember{}}, {api.Change{}, client.Change{}}, {api.Assessment{}, client.Assessment{}}, {api.Decision{}, client.Decision{}}, {api.Ref{}, client.Ref{}}, {api.Kept{}, client.Kept{}}, {api.Receipt{}, client.Receipt{}}, {api.Sum{}, client.Sum{}},
	} {
		told, read := words(reflect.TypeOf(p.server)), words(reflect.TypeOf(p.client))
		if !reflect.DeepEqual(told, read) {
			t.Errorf("%T tells %v, %T reads %v", p.server, told, p.client, read)
		}
	}
	for _, p := range []pair{{casework.Case{}, client.Case{}}, {casework.Item{}, client.CaseItem{}}, {casework.Step{}, client.Step{}}, {api.Subject{}, client.Subject{}}, {api.Finding{}, client.Finding{}}, {api.Shared{}, client.Shared{}}} {
		told := words(reflect.TypeOf(p.server))
		for name := range words(reflect.TypeOf(p.client)) {
			if !told[name] {
				t.Errorf("%T reads %q, which %T never tells", p.client, name, p.server)
			}
		}
	}
}

// count walks a list.
func count[T any](t *testing.T, list iter.Seq2[*T, error]) (n int) {
	t.Helper()
	for _, err := range list {
		if err != nil {
			t.Fatal(err)
		}
		n++
	}
	return n
}

const payTable = `Employee ID,Payee,Sort code,Account number,Amount,Currency,Pay date
W-1,Robin Sample,00-10-00,28230001,2410.15,GBP,2026-11-27
W-2,Kit Instance,00-10-00,28230002,1999.00,GBP,2026-11-27
`

// TestTypedReads brings files in and reads everything that has a type of its own
// from a real server.
func TestTypedReads(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	c, ctx := s.client(t, nil), t.Context()
	lost := false
	s.hinder(func(w http.ResponseWriter, r *http.Request) bool { // the first answer of all is lost
		if lost {
			return false
		}
		lost = true
		w.WriteHeader(http.StatusServiceUnavailable)
		return true
	})
	staff := "Employee ID,Full name,Start date\nW-1,Robin Sample,2026-01-05\nW-2,Kit Instance,2026-01-05\n"
	got, err := c.Import(ctx, map[string][]byte{"staff.csv": []byte(staff)})
	if err != nil || len(got.Files) != 1 || got.Files[0].Rows != 2 {
		t.Fatalf("%+v, %v", got, err)
	}
	if _, err := c.Send(ctx, application("A-1", "Quilla Zorn"), client.WithAssessment); err != nil {
		t.Fatal(err)
	}
	if n := count(t, c.Subjects(ctx, client.Query{Sort: "stage", Down: true})); n != 3 {
		t.Errorf("%d people", n)
	}
	run, err := c.CheckPayFile(ctx, "november.csv", "", []byte(payTable))
	if err != nil || run.Payments != 2 {
		t.Fatalf("%+v, %v", run, err)
	}
	runs, err := c.PayRuns(ctx)
	again, missing := c.PayRun(ctx, run.ID)
	if err != nil || missing != nil || len(runs) != 1 || again.ID != run.ID || len(again.Lines) != run.Shown {
		t.Errorf("%+v, %+v, %v, %v", runs, again, err, missing)
	}
	var file bytes.Buffer
	if err := c.PayFile(ctx, run.ID, &file); muster.CodeOf(err) != muster.CodeConflict || file.Len() > 0 {
		t.Errorf("a replacement before the act: %v, %d bytes", err, file.Len())
	}
	var refused *client.Error
	if _, err := c.PayRun(ctx, "none"); !errors.As(err, &refused) || refused.Status != http.StatusNotFound || muster.CodeOf(err) != muster.CodeNotFound {
		t.Errorf("a run that is not there: %v", err)
	}
	opened, err := c.Do(ctx, "case.open", map[string]any{"title": "Dates", "people": []string{"A-1"}, "reason": "two records differ"}, client.Act{})
	if err != nil {
		t.Fatal(err)
	}
	if list, err := c.Cases(ctx, true); err != nil || len(list) != 1 {
		t.Errorf("%+v, %v", list, err)
	}
	whole, err := c.Case(ctx, opened.ID)
	if err != nil || whole.Title != "Dates" || len(whole.Views) != 1 || whole.Tag == "" {
		t.Errorf("%+v, %v", whole, err)
	}
	rest(t, ctx, c)
}

// rest reads what this server has little of: that it is read at all.
func rest(t *testing.T, ctx context.Context, c *client.Client) {
	t.Helper()
	count(t, c.Payroll(ctx, client.PayChanges, ""))
	count(t, c.Shipments(ctx, client.AllShipments, ""))
	count(t, c.Accounts(ctx, "", muster.Verify))
	count(t, c.SanctionsPeople(ctx))
	var failed []error
	note := func(what any, err error) {
		if err != nil || what == nil {
			failed = append(failed, err)
		}
	}
	lists, err := c.SanctionsLists(ctx)
	note(lists, err)
	day, err := c.Today(ctx)
	note(day, err)
	papers, err := c.Documents(ctx, "A-1")
	note(papers, err)
	answer, err := c.CheckAccount(ctx, "A-1", muster.AtPayout)
	note(answer, err)
	who, err := c.Subject(ctx, "A-1")
	if note(who, err); err == nil && len(who.Cases) != 1 {
		t.Errorf("%+v", who)
	}
	moments, err := c.Timeline(ctx, "A-1")
	if note(moments, err); len(moments) != 1 {
		t.Errorf("%+v", moments)
	}
	for _, err := range failed {
		t.Error(err)
	}
	for name, err := range map[string]error{
		"screening without lists": func() error {
			_, err := c.Screen(ctx, &client.SanctionsQuery{Name: "Quilla Zorn"})
			return err
		}(),
		"bases, which counsel reads": func() error { _, err := c.PayBases(ctx); return err }(),
		"a list that is not in use":  func() error { _, err := c.SanctionsChanges(ctx, "none", "", ""); return err }(),
		"no group":                   func() error { _, err := c.GroupAccounts(ctx, "ring-none"); return err }(),
		"no evidence":                c.Evidence(ctx, "none", "none", io.Discard),
	} {
		var refused *client.Error
		if err != nil && (!errors.As(err, &refused) || refused.Status >= 500) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
