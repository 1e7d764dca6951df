package server

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"muster/casework"
	"muster/web"
)

// TestReply lets a person answer and complain on a page of their own: once,
// without an account, told nothing but what they were told, in their own words.
func TestReply(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	if _, _, err := in.ImportPaths(t.Context(), writeFile(t, "applicants.csv", applicants)); err != nil {
		t.Fatal(err)
	}
	in.link(t, "Admin", casework.Administrator, casework.HRLead)
	sam := in.user(t, "Admin")
	lead := in.signedIn(t, "lead", casework.Grant{Role: casework.HRLead})
	in.must(t, sam, &casework.SendNotice{Subject: "A-1", Channel: casework.NoticeByPost, Text: "We are looking at one telephone number on several forms."})
	if status, page := lead.post("/people/A-1/reply", url.Values{"key": {newKey()}, "back": {"/people/A-1"}}); status != http.StatusSeeOther {
		t.Fatalf("the link: %d %.300s", status, page)
	}
	_, page := lead.get("/handover")
	_, token, _ := strings.Cut(page, "/reply?token=")
	token, _, _ = strings.Cut(token, "<")
	if _, again := lead.get("/handover"); strings.Contains(again, token) || !strings.Contains(again, "It was shown already") {
		t.Error("the link is shown twice")
	}
	if _, settings := lead.get("/settings"); strings.Contains(settings, token) {
		t.Error("the link is shown under the settings")
	}

	person := in.browser(t)
	status, page := person.get("/reply?token=" + token)
	if status != http.StatusOK || !strings.Contains(page, "one telephone number on several forms") {
		t.Fatalf("the person's page: %d\n%s", status, page)
	}
	for _, other := range []string{"Ann", "Ben", "A-1", "A-2", "Same phone", "/people", "/today"} {
		if strings.Contains(page, other) {
			t.Errorf("the person's page holds %q", other)
		}
	}
	answer, err := person.http.Get(in.site.URL + "/reply?token=" + token)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if got := answer.Header.Get("Content-Security-Policy"); got != web.Policy || answer.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("the page comes with %q", got)
	}
	if status, _ := person.post("/sign-in", url.Values{"token": {token}}); status == http.StatusSeeOther {
		t.Error("the link signs somebody in")
	}
	if status, page := person.post("/reply", url.Values{"token": {token}}); status != http.StatusUnprocessableEntity || !strings.Contains(page, "Nothing is written there") {
		t.Errorf("an empty answer: %d", status)
	}
	words := url.Values{"token": {token}, "answer": {"It is the number of our agency in Harbourton."}, "complaint": {"I was asked twice for the same paper."}}
	if status, page := person.post("/reply", words); status != http.StatusOK || !strings.Contains(page, "It is on record") {
		t.Fatalf("sent: %d\n%s", status, page)
	}
	if status, _ := person.post("/reply", words); status != http.StatusNotFound {
		t.Errorf("sent again: %d", status)
	}
	if n := in.entries(t, "reply.take"); n != 1 {
		t.Errorf("%d entries of the reply, want 1", n)
	}
	_, page = lead.get("/people/A-1")
	for _, want := range []string{"It is the number of our agency in Harbourton.", "I was asked twice for the same paper.", "the person, by their link", "An answer is owed by then"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page of the person lacks %q", want)
		}
	}
	if _, page = lead.get("/today"); !strings.Contains(page, "I was asked twice for the same paper.") {
		t.Error("the complaint is on nobody's day")
	}
	if _, err := in.store.VerifyLedger(t.Context(), in.config.Organisation); err != nil {
		t.Error(err)
	}
}

// TestReplyIsGuessedSlowly makes whoever tries links wait.
func TestReplyIsGuessedSlowly(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	b := in.browser(t)
	for range addressAttempts {
		if status, _ := b.get("/reply?token=L-0000.guess"); status != http.StatusNotFound {
			t.Fatalf("a guess: %d", status)
		}
	}
	if status, page := b.get("/reply?token=L-0000.guess"); status != http.StatusForbidden || !strings.Contains(page, "Wait a quarter of an hour") {
		t.Errorf("after %d guesses: %d", addressAttempts, status)
	}
}

// TestAClosingNoticeStartsNoClock tells somebody how it ended: nothing is asked, so
// no time to answer runs.
func TestAClosingNoticeStartsNoClock(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	if _, _, err := in.ImportPaths(t.Context(), writeFile(t, "applicants.csv", applicants)); err != nil {
		t.Fatal(err)
	}
	lea := in.signedIn(t, "Lea", hrLead())
	send := func(fields url.Values) (int, string) {
		fields.Set("key", newKey())
		fields.Set("back", "/people/A-1")
		fields.Set("channel", casework.NoticeByPost)
		return lea.post("/people/A-1/notice", fields)
	}
	if status, page := send(url.Values{}); status != http.StatusSeeOther {
		t.Fatalf("%d %.300s", status, page)
	}
	lea.sees("/people/A-1", "Time to answer until", "No answer is on record yet.")
	if status, _ := send(url.Values{"closing": {"yes"}}); status == http.StatusSeeOther {
		t.Error("the usual words, which ask for an answer, close")
	}
	if status, page := send(url.Values{"closing": {"yes"}, "text": {"We have finished looking. Nothing is held against you."}}); status != http.StatusSeeOther {
		t.Fatalf("%d %.300s", status, page)
	}
	_, page := lea.get("/people/A-1")
	if !strings.Contains(page, "Nothing is held against you.") || strings.Contains(page, "Time to answer until") || !strings.Contains(page, "No answer is asked for.") {
		t.Error("a closing notice starts a time to answer")
	}
}
