package server

import (
	"bytes"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"muster"
	"muster/web"
)

const proposal = "I have delivered splendid dashboards for merchants across harbours and will begin on Monday with careful daily reports, unit tests, staging servers, and long commented handovers which every client so far has praised with kind words in letters of their own."

func message(account, channel, text string) string {
	return fmt.Sprintf(`{"subject":%q,"kind":"message","source":"platform","record":%q,"happened":"2026-11-02","data":{"text":%q,"channel":%q}}`, account, "m"+account, text, channel)
}

// holds fails the test where a file of the installation, or a row of one person
// that the store opens, holds a text.
func (in *installation) holds(t *testing.T, text string, who ...muster.SubjectID) {
	t.Helper()
	looked := 0
	err := filepath.WalkDir(in.config.Data, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		if looked++; bytes.Contains(content, []byte(text)) {
			t.Errorf("%s holds %q", filepath.Base(path), text)
		}
		return err
	})
	if err != nil || looked == 0 {
		t.Fatalf("%d files, %v", looked, err)
	}
	for _, id := range who { // texts are sealed: bytes alone would tell nothing of them
		if list := in.stands(t, id, muster.KindMessage); len(list) > 0 {
			t.Errorf("%s has %d messages", id, len(list))
		}
	}
}

// TestMessageTexts takes texts of messages in only while their own switch is on:
// they tell of accounts that write the same then, and no longer once it is off.
func TestMessageTexts(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	in := newInstallation(t, func(c *Config) {
		c.Log = slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	})
	p := in.program(t, everyScope(), lead())
	var ids []muster.SubjectID
	var accounts, texts []string
	for i, name := range []string{"Ann Abbot", "Bela Barth", "Cilla Corr", "Dov Drum", "Eva Ernst"} {
		id := fmt.Sprintf("F-%d", i)
		ids = append(ids, muster.SubjectID(id))
		accounts = append(accounts, fmt.Sprintf(`{"subject":%q,"kind":"account","source":"platform","record":%q,"happened":"2026-11-01","data":{"full_name":%q,"side":"talent","created":"2026-01-01"}}`, id, id, name))
		texts = append(texts, message(id, "proposal", proposal))
	}
	bulk := func(lines []string) *answer {
		t.Helper()
		a := p.send("POST", "/v1/observations", strings.Join(lines, "\n"), "Content-Type", "application/x-ndjson")
		a.want(t, "bulk", 200)
		return a
	}
	same := func() bool { return slices.Contains(in.flags(t, "F-0"), "PLT-07") }

	bulk(accounts)
	one := p.send("POST", "/v1/observations", texts[0])
	one.want(t, "a text while it is off", 422)
	if !strings.Contains(string(one.body), "texts of messages are not switched on") || !strings.Contains(string(one.body), "impact assessment") {
		t.Errorf("no reason: %s", one.body)
	}
	if a := bulk(texts); strings.Count(string(a.body), "texts of messages are not switched on") != len(texts) || !strings.Contains(string(a.body), `"refused":5`) {
		t.Errorf("many while it is off: %s", a.body)
	}
	table := "account_id,text,sent,channel\n"
	for _, id := range ids {
		table += fmt.Sprintf("%s,%q,2026-11-02,proposal\n", id, proposal)
	}
	account := "account_id,full name,side,created\nF-9,Nora Nile,talent,2026-01-01\n"
	aside := in.drop(t, "accounts.csv", account, "messages.csv", table)
	if i := slices.IndexFunc(aside, func(f web.ImportedFile) bool { return f.Name == "messages.csv" }); i < 0 || !strings.Contains(fmt.Sprintf("%+v", aside[i]), "not switched on") {
		t.Errorf("a dropped table: %+v", aside)
	}
	in.holds(t, "splendid dashboards", ids...)
	if strings.Contains(log.String(), "splendid") {
		t.Error("the log holds the text")
	}
	entries, err := in.payloads(t, "files.import")
	if err != nil || len(entries) != 1 || strings.Contains(strings.Join(entries, ""), "splendid") {
		t.Errorf("the ledger, of %d entries: %v", len(entries), err)
	}
	letters := func(when string, id string, status int, wants string) {
		t.Helper()
		a := p.send("POST", "/v1/observations", message(id, "letter", "Dear all, I write to apply."))
		if a.want(t, when, status); !strings.Contains(string(a.body), wants) {
			t.Errorf("%s: without %q: %s", when, wants, a.body)
		}
	}
	application := func(id string) string {
		return fmt.Sprintf(`{"subject":%q,"kind":"application","source":"ats","record":%q,"happened":"2026-11-02","data":{"full_name":"Ann Abbot"}}`, id, "a"+id)
	}
	letters("a letter of nobody who applied", "A-1", 422, "belongs to an application")
	letters("a text of an account, called a letter", "F-1", 422, "belongs to an application")
	bulk([]string{application("A-1")})
	letters("an applicant's letter", "A-1", 201, "")
	if a := bulk([]string{application("A-2"), message("A-2", "letter", "Dear all, I write to apply."), message("F-2", "letter", "Are you free to talk?")}); !strings.Contains(string(a.body), `"refused":1`) {
		t.Errorf("an application with its letter, and a text of an account called one: %s", a.body)
	}
	private := strings.Replace(message("A-1", "letter", "Ring me later."), `"channel"`, `"private":"yes","channel"`, 1)
	p.send("POST", "/v1/observations", private).want(t, "what was sent outside the hiring system, called a letter", 422)
	in.holds(t, "Are you free to talk", "F-1", "F-2")

	p.act("monitoring.set", `{"kind":"message_text","on":true,"notice":"N-3","basis":"legitimate interests","reason":"Template bids."}`).want(t, "on without an impact assessment", 422)
	p.send("POST", "/v1/observations", texts[0]).want(t, "still off", 422)
	p.act("monitoring.set", `{"kind":"message_text","on":true,"assessment":"DPIA-7","notice":"N-3","basis":"legitimate interests","reason":"Template bids."}`).want(t, "on", 200)
	p.send("POST", "/v1/observations", texts[0]).want(t, "a text while it is on", 201)
	if a := bulk(texts[:3]); !strings.Contains(string(a.body), `"refused":0`) {
		t.Errorf("many while it is on: %s", a.body)
	}
	in.drop(t, "accounts.csv", account, "messages.csv", table)
	for _, id := range ids {
		if len(in.stands(t, id, muster.KindMessage)) == 0 {
			t.Errorf("%s: no text was taken", id)
		}
	}
	if !same() {
		t.Fatalf("five accounts with one text are not found: %v", in.flags(t, "F-0"))
	}

	p.act("monitoring.set", `{"kind":"message_text","on":false,"reason":"The project ended."}`).want(t, "off", 200)
	if same() {
		t.Error("a text that was kept still tells of its account")
	}
	p.send("POST", "/v1/observations", message("F-1", "proposal", "Another one.")).want(t, "off again", 422)
	if n := len(in.stands(t, "F-0", muster.KindMessage)); n == 0 {
		t.Error("what was kept is gone before its days are over")
	}
	if in.keep(t, "F-0", &muster.Report{}); same() {
		t.Error("the next record brings the text back")
	}
	p.act("monitoring.set", `{"kind":"message_text","on":true,"assessment":"DPIA-8","notice":"N-4","basis":"legitimate interests","reason":"Begun again."}`).want(t, "on again", 200)
	if !same() {
		t.Error("switched on again, kept texts are not compared")
	}
}

// TestOnlyTexts looks at somebody of whom nothing but texts is kept, while these are
// not read: they stay among the people, and nothing is found.
func TestOnlyTexts(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	in.keep(t, "F-1", &muster.Message{Text: proposal, Channel: "proposal"})
	in.keep(t, "F-2", &muster.Message{Text: proposal, Channel: "proposal"})
	for range 2 { // as followed, and as loaded
		for _, id := range []muster.SubjectID{"F-1", "F-2"} {
			if a, err := in.live.now().Assess(t.Context(), id); err != nil || len(a.Findings) != 0 {
				t.Errorf("%s: %v", id, err)
			}
		}
		if err := in.reload(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}
