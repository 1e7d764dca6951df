package server

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"muster/casework"
)

// TestFormsHideWhoIsThere posts forms about somebody of another legal entity and
// about nobody: whoever may not see a person must read the same of both, since
// anybody can write the address a form goes to.
func TestFormsHideWhoIsThere(t *testing.T) {
	t.Parallel()
	c := newCells(t)
	here, there := string(c.person("UK Ltd")), string(c.person("DE GmbH"))
	if _, err := c.settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	const nobody = "Z-none"
	uk := casework.Scope{Entity: "UK Ltd"}
	lead := c.signedIn(t, "Uma", casework.Grant{Role: casework.HRLead, Scope: uk})
	forms := map[string]url.Values{
		"/people/ID/checks":           {"type": {"identity"}, "code": {"finding"}, "reason": {cellReason}},
		"/people/ID/complaints":       {"text": {"This is unfair."}},
		"/people/ID/notice":           {"channel": {casework.NoticeByPost}},
		"/people/ID/place":            {"class": {"ordinary"}, "reason": {cellReason}},
		"/people/ID/export":           {"reason": {cellReason}},
		"/people/ID/dispute":          {"reason": {cellReason}},
		"/people/ID/hold":             {"reason": {cellReason}, "until": {"2026-11-09"}},
		"/people/ID/gates/offer/pass": {},
		"/people/ID/interview/plan":   {"who": {"U-1"}},
		"/people/ID/stills/choice":    {"way": {"document"}, "told": {"yes"}},
		"/cases/open":                 {"title": {"Two dates"}, "person": {"ID"}, "reason": {cellReason}},
	}
	says := func(b *browser, path string, form url.Values, id string) (int, string) {
		t.Helper()
		filled := url.Values{"key": {newKey()}}
		for name, list := range form {
			for _, value := range list {
				filled.Add(name, strings.ReplaceAll(value, "ID", id))
			}
		}
		status, page := b.post(strings.ReplaceAll(path, "ID", id), filled)
		_, title, _ := strings.Cut(page, "<title>")
		title, _, _ = strings.Cut(title, "</title>")
		return status, title
	}
	for path, form := range forms {
		status, text := says(lead, path, form, there)
		if none, same := says(lead, path, form, nobody); status != none || text != same {
			t.Errorf("%s: of somebody elsewhere %d %q, of nobody %d %q", path, status, text, none, same)
		}
		if strings.Contains(text, "Nothing was changed yet") || status == http.StatusSeeOther {
			t.Errorf("%s: the form asks for something else: %d %q", path, status, text)
		}
	}
	if status, page := lead.get("/people/" + there + "/copy"); status != http.StatusNotFound {
		t.Errorf("a copy of somebody elsewhere: %d %.300s", status, page)
	}
	if status, _ := lead.get("/people/" + here + "/copy"); status != http.StatusConflict {
		t.Errorf("a copy of one's own before it is asked for: %d", status)
	}
	// Of somebody who is shown, the reason is told.
	recruiter := c.signedIn(t, "Rik", casework.Grant{Role: casework.Recruiter, Scope: uk})
	if _, text := says(recruiter, "/people/ID/gates/offer/pass", nil, here); !strings.Contains(text, "your roles do not allow") && !strings.Contains(text, "Your roles do not allow") {
		t.Errorf("a refusal about somebody who is shown says %q", text)
	}
}
