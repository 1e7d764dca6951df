package server

import (
	"bufio"
	"bytes"
	"context"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"
	"time"

	"muster/api"
	"muster/casework"
)

// listen opens an event stream and hands its lines over.
func (p *program) listen(ctx context.Context, last string) (<-chan string, int) {
	p.t.Helper()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, p.site+"/v1/events", nil)
	if err != nil {
		p.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+p.key)
	if last != "" {
		r.Header.Set("Last-Event-ID", last)
	}
	got, err := http.DefaultClient.Do(r)
	if err != nil {
		p.t.Fatal(err)
	}
	lines := make(chan string, 1000)
	go func() {
		defer close(lines)
		defer got.Body.Close()
		scan := bufio.NewScanner(got.Body)
		for scan.Scan() {
			lines <- scan.Text()
		}
	}()
	return lines, got.StatusCode
}

// until reads lines until one holds a text, and returns all of them.
func until(t testing.TB, lines <-chan string, text string) []string {
	t.Helper()
	var all []string
	timeout := time.After(10 * time.Second)
	for {
		select {
		case l, ok := <-lines:
			if all = append(all, l); !ok {
				t.Fatalf("the stream ended before %q: %v", text, all)
			}
			if strings.Contains(l, text) {
				return all
			}
		case <-timeout:
			t.Fatalf("no %q among %v", text, all)
		}
	}
}

// TestAPIEvents tells each key what it may see, and goes on behind a place.
func TestAPIEvents(t *testing.T) {
	t.Parallel()
	in := newInstallation(t, unlimited)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	all := in.program(t, everyScope(), lead())
	in.entities(t, casework.Entity{ID: "uk", Title: "Example uk", Country: "GB"}, casework.Entity{ID: "de", Title: "Example de", Country: "DE"})
	uk := in.program(t, []string{"events.read"}, casework.Grant{Role: casework.HRLead, Scope: casework.Scope{Entity: "uk"}})
	auditor := in.program(t, []string{"events.read"}, casework.Grant{Role: casework.Auditor})
	recruiter := in.program(t, []string{"events.read"}, casework.Grant{Role: casework.Recruiter})
	everything, _ := all.listen(ctx, "")
	masked, _ := recruiter.listen(ctx, "")
	until(t, masked, `"kind":"ready"`)
	some, _ := uk.listen(ctx, "")
	counts, _ := auditor.listen(ctx, "")
	until(t, everything, `"kind":"ready"`)
	until(t, some, `"kind":"ready"`)
	until(t, counts, `"kind":"ready"`)
	for _, id := range []string{"P-de", "P-uk"} {
		all.send("POST", "/v1/observations", `{"subject":"`+id+`","kind":"person","source":"hr","record":"`+id+`","happened":"2026-11-02","data":{"full_name":"Quilla Zorn","legal_entity":"`+id[2:]+`"}}`).want(t, id, http.StatusCreated)
	}
	for _, id := range []string{"P-de", "P-uk"} {
		all.act("complaint.open", `{"subject":"`+id+`","text":"This is unfair."}`).want(t, id, http.StatusOK)
	}
	all.act("retention.set", `{"kind":"message","days":90,"reason":"as the notice says"}`).want(t, "a setting", http.StatusOK)
	seen := strings.Join(until(t, some, `"act":"complaint.open"`), "\n")
	if strings.Contains(seen, "P-de") || !strings.Contains(seen, `"kind":"subject"`) {
		t.Errorf("a key for one entity was told: %s", seen)
	}
	if seen := strings.Join(until(t, counts, `"act":"retention.set"`), "\n"); strings.Contains(seen, "P-") {
		t.Errorf("an auditor was told of people: %s", seen)
	}
	if seen := strings.Join(until(t, masked, `"act":"complaint.open"`), "\n"); strings.Contains(seen, `"kind":"subject"`) {
		t.Errorf("who does not see every record was told that one came: %s", seen)
	}
	told := until(t, everything, `"act":"complaint.open"`)
	place := ""
	for _, l := range told {
		if id, ok := strings.CutPrefix(l, "id: "); ok {
			place = id
		}
	}
	again, _ := all.listen(ctx, place)
	if seen := strings.Join(until(t, again, `"subject":"P-uk"`), "\n"); strings.Contains(seen, "P-de") {
		t.Errorf("what was read came again: %s", seen)
	}
	in.endStreams()
	for range everything { // it ends
	}
}

// TestAPIStreamsAreBounded refuses a fifth stream of one key, and a place that
// is none.
func TestAPIStreamsAreBounded(t *testing.T) {
	t.Parallel()
	in := newInstallation(t, func(c *Config) { c.API = api.Limits{Each: 2} })
	p := in.program(t, []string{"events.read"}, lead())
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	for range 2 {
		lines, status := p.listen(ctx, "")
		if status != http.StatusOK {
			t.Fatal(status)
		}
		until(t, lines, "ready")
	}
	if _, status := p.listen(ctx, ""); status != http.StatusTooManyRequests {
		t.Errorf("a third stream: %d", status)
	}
	for _, last := range []string{"rubbish", "1", "1-2-3", "-1-x"} {
		if a := p.get("/v1/events", "Last-Event-ID", last); a.status != http.StatusUnprocessableEntity {
			t.Errorf("%q: %d", last, a.status)
		}
	}
	in.endStreams()
}

// multipartForm is a form with one file.
func multipartForm(t testing.TB, field, name, content string, texts ...string) (body, kind string) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for i := 0; i+1 < len(texts); i += 2 {
		if err := w.WriteField(texts[i], texts[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	f, err := w.CreateFormFile(field, name)
	if err == nil {
		_, err = f.Write([]byte(content))
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.String(), w.FormDataContentType()
}

// TestAPIFiles brings a file in as the page does, and files evidence that only
// readers of the case get back.
func TestAPIFiles(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	p := in.program(t, everyScope(), lead())
	body, kind := multipartForm(t, "files", "applicants.csv", applicants)
	a := p.send("POST", "/v1/imports", body, "Content-Type", kind, "Idempotency-Key", newKey())
	a.want(t, "an import", http.StatusOK)
	list := p.get("/v1/subjects").field(t, "subjects").([]any)
	if len(list) == 0 {
		t.Fatal("nobody was brought in")
	}
	person := list[0].(map[string]any)["id"].(string)
	opened := p.act("case.open", `{"title":"Dates","people":["`+person+`"],"reason":"two records differ"}`)
	opened.want(t, "a case", http.StatusOK)
	file := opened.field(t, "id").(string)
	body, kind = multipartForm(t, "file", "letter.txt", "Dear all", "text", "a letter of the school")
	kept := p.send("POST", "/v1/cases/"+file+"/evidence", body, "Content-Type", kind, "Idempotency-Key", newKey())
	kept.want(t, "evidence", http.StatusOK)
	got := p.get("/v1/cases/" + file + "/evidence/" + kept.field(t, "id").(string))
	if got.status != http.StatusOK || string(got.body) != "Dear all" || !strings.HasPrefix(got.head.Get("Content-Disposition"), "attachment") {
		t.Errorf("the file: %d %s", got.status, got.body)
	}
	other := in.program(t, everyScope(), lead())
	other.get("/v1/cases/"+file).want(t, "no reader", http.StatusNotFound)
	other.get("/v1/cases/"+file+"/evidence/"+kept.field(t, "id").(string)).want(t, "no reader's file", http.StatusNotFound)
	body, kind = multipartForm(t, "file", "page.html", "<html><script>alert(1)</script></html>", "text", "a page of the school")
	p.send("POST", "/v1/cases/"+file+"/evidence", body, "Content-Type", kind, "Idempotency-Key", newKey()).want(t, "a page", http.StatusUnsupportedMediaType)
	p.act("notice.send", `{"subject":"`+person+`","channel":"post"}`).want(t, "a notice", http.StatusOK)
	first := p.get("/v1/cases/" + file)
	if told := first.field(t, "told").([]any); len(told) != 1 || told[0].(map[string]any)["subject"] != person {
		t.Errorf("what the person was told: %v", told)
	}
	entries := in.program(t, everyScope(), casework.Grant{Role: casework.Auditor}).get("/v1/ledger/entries?limit=1000")
	if key := p.get("/v1/me").field(t, "user").(string); !strings.Contains(string(entries.body), `"kind":"case.open","by":"`+key+`"`) {
		t.Errorf("an auditor's program is not told who opened the case: %s", entries.body)
	}
	p.get("/v1/ledger/entries").want(t, "who reads no ledger", http.StatusForbidden)
	if tag := first.head.Get("ETag"); p.get("/v1/cases/"+file, "If-None-Match", tag).status != http.StatusNotModified {
		t.Error("a look at a case changes its tag")
	}
}
