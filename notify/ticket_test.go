package notify_test

import (
	"testing"

	"muster/notify"
)

func TestJira(t *testing.T) {
	r := receive(t, answer(200, `{"issues":[]}`), answer(201, `{"id":"1","key":"HR-7"}`), answer(200, `{"issues":[{"key":"HR-7"}]}`))
	n := notifier(t, r.cert)
	target := notify.Target{ID: "1", Type: notify.TypeJira, Address: r.base + "/", Project: "HR", Secrets: []string{file(t, token)}}
	for _, name := range []string{"first", "again"} {
		o := n.Deliver(t.Context(), target, message())
		check(t, name, o, notify.Done, "")
		if o.Remote != "HR-7" {
			t.Errorf("%s: issue %q", name, o.Remote)
		}
	}
	got := r.requests(t, 3) // the second time, none is made
	if got[0].Path != "/rest/api/2/search?fields=key&jql=project+%3D+%22HR%22+AND+labels+%3D+%22muster-msg_0123456789%22&maxResults=1" {
		t.Errorf("searched for %s", got[0].Path)
	}
	if got[1].Method != "POST" || got[1].Path != "/rest/api/2/issue" || got[1].Header.Get("Authorization") != "Bearer "+token {
		t.Errorf("%+v", got[1])
	}
	golden(t, "jira.json", pretty(t, got[1].Body))
}

func TestJiraCloud(t *testing.T) {
	r := receive(t, answer(200, `{"issues":[]}`), answer(201, `{"key":"<script>"}`))
	target := notify.Target{ID: "1", Type: notify.TypeJira, Cloud: true, User: "u", Address: r.base, Project: "HR", Secrets: []string{file(t, token)}}
	o := notifier(t, r.cert).Deliver(t.Context(), target, message())
	check(t, "cloud", o, notify.Done, "")
	got := r.requests(t, 2)
	if o.Remote != "" || got[0].Path[:24] != "/rest/api/3/search/jql?f" || got[0].Header.Get("Authorization") != "Basic dTpzM2NyM3QtdG9rZW4tdmFsdWU=" {
		t.Errorf("%q, %+v", o.Remote, got[0])
	}
	target.Project = `HR" OR 1=1`
	check(t, "project", notifier(t, r.cert).Deliver(t.Context(), target, message()), notify.Permanent, notify.ReasonTarget)
}

func TestServiceNow(t *testing.T) {
	r := receive(t, answer(200, `{"result":[]}`), answer(201, `{"result":{"number":"TASK0001","sys_id":"x"}}`), answer(200, `{"result":[{"number":"TASK0001"}]}`))
	n := notifier(t, r.cert)
	target := notify.Target{ID: "1", Type: notify.TypeServiceNow, Address: r.base, User: "u", Issue: "HR operations", Secrets: []string{file(t, token)}}
	for _, name := range []string{"first", "again"} {
		if o := n.Deliver(t.Context(), target, message()); o.State != notify.Done || o.Remote != "TASK0001" {
			t.Errorf("%s: %+v", name, o)
		}
	}
	got := r.requests(t, 3)
	if got[0].Path != "/api/now/table/task?sysparm_fields=number&sysparm_limit=1&sysparm_query=correlation_id%3Dmsg_0123456789" || got[1].Path != "/api/now/table/task" {
		t.Errorf("%s, %s", got[0].Path, got[1].Path)
	}
	golden(t, "servicenow.json", pretty(t, got[1].Body))
}

// TestNoTicketOnDoubt: when the search fails or answers something else, no
// second ticket is made.
func TestNoTicketOnDoubt(t *testing.T) {
	for _, kind := range []notify.Type{notify.TypeJira, notify.TypeServiceNow} {
		for _, c := range []struct {
			status int
			body   string
			state  notify.State
			reason notify.Reason
		}{
			{200, "<html>sign in, quoted by the other side", notify.Retry, notify.ReasonTheirs},
			{401, "", notify.Permanent, notify.ReasonCredentials},
			{503, "", notify.Retry, notify.ReasonTheirs},
		} {
			r := receive(t, answer(c.status, c.body))
			target := notify.Target{ID: "1", Type: kind, Address: r.base, User: "u", Project: "HR", Secrets: []string{file(t, token)}}
			check(t, string(kind), notifier(t, r.cert).Deliver(t.Context(), target, message()), c.state, c.reason)
			r.requests(t, 1)
		}
	}
}
