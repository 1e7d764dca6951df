package server

import (
	"crypto/hmac"
	"crypto/sha512"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"muster"
	"muster/connect"
	"muster/store"
)

// candidate is one candidate as Greenhouse's Harvest has it.
func candidate(id int, first, updated string) string {
	return fmt.Sprintf(`{"id":%d,"first_name":%q,"last_name":"Example","application_ids":[%d],"updated_at":%q,"email_addresses":[{"value":"%s@mail.example"}],"applications":[{"id":%d,"applied_at":"2026-10-01T08:00:00Z","last_activity_at":%q,"status":"active","jobs":[{"name":"Developer"}]}]}`,
		id, first, id+1000, updated, strings.ToLower(first), id+1000, updated)
}

// application is a webhook about it.
func application(action string, id int, first, updated string) string {
	return fmt.Sprintf(`{"action":%q,"payload":{"application":{"id":%d,"applied_at":"2026-10-01T08:00:00Z","last_activity_at":%q,"status":"active","jobs":[{"name":"Developer"}],"candidate":{"id":%d,"first_name":%q,"last_name":"Example"}}}}`, action, id+1000, updated, id, first)
}

// TestApplicants reads the history of an applicant system and takes its
// webhooks: everybody becomes a subject, the latest version stands whatever comes
// late or twice, and whom the system deletes is forgotten.
func TestApplicants(t *testing.T) {
	t.Parallel()
	f := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if user, _, _ := r.BasicAuth(); user != "token" {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		switch r.URL.Query().Get("page") {
		case "":
			w.Header().Set("Link", fmt.Sprintf(`<http://%s/v1/candidates?page=2>; rel="next"`, r.Host))
			fmt.Fprintf(w, "[%s,%s]", candidate(1, "Ann", "2026-10-05T08:00:00Z"), candidate(2, "Bob", "2026-10-05T08:00:00Z"))
		default:
			fmt.Fprintf(w, "[%s]", candidate(3, "Cy", "2026-10-06T08:00:00Z"))
		}
	}))
	t.Cleanup(f.Close)
	in := listening(t, SystemConfig{System: "greenhouse", URL: f.URL, TokenFile: secretFile(t, "token"), SecretFile: secretFile(t, "s")})
	if state := in.reads(t, "greenhouse"); state.Used != 3 || state.Behind || state.Failure != "" {
		t.Fatalf("%+v", state)
	}
	push := func(body string) map[string]any {
		t.Helper()
		status, got := in.push(t, "greenhouse", body, http.Header{"Signature": {"sha256 " + connect.Sign([]byte("s"), []byte(body))}})
		if status != http.StatusOK {
			t.Fatalf("%d %v", status, got)
		}
		return got
	}
	name := func(id muster.SubjectID) string {
		t.Helper()
		list := in.stands(t, id, muster.KindApplication)
		if len(list) != 1 {
			t.Fatalf("%s: %d records stand", id, len(list))
		}
		return string(list[0].Data.(*muster.Application).GivenName)
	}
	push(application("candidate_stage_change", 1, "Anna", "2026-10-07T08:00:00Z"))
	push(application("candidate_stage_change", 1, "Anne", "2026-10-06T08:00:00Z")) // comes late
	if got := push(application("candidate_stage_change", 1, "Anna", "2026-10-07T08:00:00Z")); got["again"] != 1.0 {
		t.Errorf("sent again: %v", got)
	}
	if got := name("greenhouse-1"); got != "Anna" {
		t.Errorf("%s stands", got)
	}
	push(application("candidate_stage_change", 1, "Anne", "2026-10-08T08:00:00Z"))
	push(application("candidate_stage_change", 1, "Anna", "2026-10-09T08:00:00Z")) // as it was before
	if got := name("greenhouse-1"); got != "Anna" {
		t.Errorf("%s stands after it was written back", got)
	}
	if name("greenhouse-2") != "Bob" || name("greenhouse-3") != "Cy" {
		t.Error("the history is not there")
	}
	push(`{"action":"delete_candidate","payload":{"person":{"id":2,"deleted_at":"2026-10-09T08:00:00Z"}}}`)
	if n := len(in.stands(t, "greenhouse-2", muster.KindApplication)); n != 0 {
		t.Error("who was deleted there is still here")
	}
	if name("greenhouse-1") != "Anna" || name("greenhouse-3") != "Cy" {
		t.Error("others went with them")
	}
	if in.entries(t, "records.forgotten") != 1 {
		t.Error("nobody can see that somebody was forgotten")
	}
}

// TestStaff takes an HR system's records: the employee number is the subject, and
// the login in them says whose sign-ins are.
func TestStaff(t *testing.T) {
	t.Parallel()
	in := listening(t, SystemConfig{System: "workday", SecretFile: secretFile(t, "s")}, SystemConfig{System: "okta", SecretFile: secretFile(t, "s")})
	err := in.store.Update(t.Context(), in.config.Organisation, func(tx *store.Tx) error {
		return tx.PutBelongings([]store.Belonging{{System: "okta", Account: "svc-ann", Subject: "100", Declared: true}})
	})
	if err != nil {
		t.Fatal(err)
	}
	report := `{"Report_Entry":[{"Employee_ID":"100","Worker":"Ann Example","Hire_Date":"2026-01-02","User_Name":"ann@company.example","Last_Updated":"2026-10-01T08:00:00Z"}]}`
	if status, got := in.push(t, "workday", report, bearer("s")); status != http.StatusOK || got["used"] != 1.0 {
		t.Fatalf("%d %v", status, got)
	}
	at := fixedNow().Add(-time.Hour)
	body := oktaEvent("1", "ANN@company.example", "192.0.2.1", at) + "\n" + oktaEvent("2", "svc-ann", "192.0.2.1", at)
	if status, got := in.push(t, "okta", body, bearer("s")); status != http.StatusOK || got["nobody"] != 0.0 {
		t.Errorf("%d %v", status, got)
	}
	if list := in.stands(t, "100", muster.KindSignIns); len(list) == 0 {
		t.Error("the sign-ins are nobody's")
	}
}

// TestDeletedStaff forgets whom an HR system deleted, although it then names its
// own id and they are known by their number, and nobody whose number that id is.
func TestDeletedStaff(t *testing.T) {
	t.Parallel()
	in := listening(t, SystemConfig{System: "hibob", SecretFile: secretFile(t, "s")})
	push := func(body string) {
		t.Helper()
		h := hmac.New(sha512.New, []byte("s"))
		h.Write([]byte(body))
		if status, got := in.push(t, "hibob", body, http.Header{"Bob-Signature": {base64.StdEncoding.EncodeToString(h.Sum(nil))}}); status != http.StatusOK || got["used"] != 1.0 {
			t.Fatalf("%d %v", status, got)
		}
	}
	created := func(own, number, name string) string {
		return fmt.Sprintf(`{"companyId":1,"type":"employee.created","triggeredAt":"2026-10-01T08:00:00Z","employee":{"id":%q,"firstName":%q,"surname":"Example","work":{"startDate":"2026-01-05","employeeIdInCompany":%q}}}`, own, name, number)
	}
	push(created("77", "12", "Ann"))
	push(created("12", "E-9", "Bob"))
	push(`{"companyId":1,"type":"employee.deleted","triggeredAt":"2026-10-02T08:00:00Z","version":"v2","data":{"employeeId":"12"}}`)
	if ann, bob := len(in.stands(t, "12", muster.KindPerson)), len(in.stands(t, "E-9", muster.KindPerson)); ann != 1 || bob != 0 {
		t.Errorf("of who stays there are %d records, of who was deleted %d", ann, bob)
	}
	push(`{"companyId":1,"type":"employee.deleted","triggeredAt":"2026-10-02T08:00:00Z","version":"v2","data":{"employeeId":"nobody"}}`)
	if n := in.entries(t, "records.forgotten"); n != 1 {
		t.Errorf("%d were forgotten", n)
	}
}
