package server

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"

	"muster"
	"muster/casework"
	"muster/docs"
	"muster/ledger"
)

// parts reads the archive of a bundle.
func parts(t *testing.T, archive []byte) map[string]string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	if err != nil {
		t.Fatalf("%v: %.300s", err, archive)
	}
	out := map[string]string{}
	for _, f := range z.File {
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		out[f.Name] = string(text)
	}
	return out
}

// TestBundleWithWords exports the ledger with the words of one entry, on the page
// and through the API: whoever gets it checks, with what is in the archive and the
// key, that these words were entered then. A bundle without words proves to a
// tribunal that something was entered, and not what.
func TestBundleWithWords(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	in.keep(t, "W-1", &muster.Person{Named: muster.Named{FullName: "Ann Example"}})
	b := in.signedIn(t, "counsel", casework.Grant{Role: casework.Counsel}, casework.Grant{Role: casework.Auditor})
	who, err := in.desk.ActorByEmail(t.Context(), "counsel@company.example")
	if err != nil {
		t.Fatal(err)
	}
	const said = "Nobody could say whose telephone this was."
	in.signedIn(t, "lead", lead())
	hr, err := in.desk.ActorByEmail(t.Context(), "lead@company.example")
	if err != nil {
		t.Fatal(err)
	}
	entry := in.must(t, hr, &casework.MarkDispute{Subject: "W-1", Reason: said}).Entry
	verifier, err := note.NewVerifier(in.keys.signing.Public[0])
	if err != nil {
		t.Fatal(err)
	}
	holds := func(where string, archive []byte) {
		t.Helper()
		got := parts(t, archive)
		if got["PROCEDURE.md"] != docs.Ledger || !strings.Contains(docs.Ledger, "ledger payload 1") {
			t.Errorf("%s: the procedure is not in it", where)
		}
		if !strings.Contains(got["WORDS.txt"], said) || !strings.Contains(got["READ-ME-FIRST.txt"], in.keys.signing.Public[0]) {
			t.Errorf("%s: the words to read: %s", where, got["WORDS.txt"])
		}
		bundle, err := ReadBundle(bytes.NewReader(archive), int64(len(archive)), 1<<26)
		if err != nil {
			t.Fatal(err)
		}
		if r, err := bundle.Check(note.VerifierList(verifier)); err != nil || !r.Complete || r.Openings != 1 {
			t.Errorf("%s: %+v %v", where, r, err)
		}
		for i := range bundle.Entries {
			if e := &bundle.Entries[i]; (e.Payload != nil) != (e.Seq == entry) {
				t.Errorf("%s: entry %d has words: %v", where, e.Seq, e.Payload != nil)
			}
		}
		*bundle.Entries[entry].Payload = strings.Replace(*bundle.Entries[entry].Payload, "Nobody", "Anybody", 1)
		if _, err := bundle.Check(note.VerifierList(verifier)); err == nil {
			t.Errorf("%s: other words hold", where)
		}
	}
	number := strconv.FormatInt(entry, 10)
	form := url.Values{"key": {newKey()}, "back": {"/ledger"}, "entries": {number}, "reason": {"The tribunal asked for it in its letter."}}
	before := in.entries(t, "ledger.open")
	status, body := b.post("/ledger/bundle", form)
	if status != http.StatusOK {
		t.Fatalf("the page: %d %s", status, body)
	}
	holds("page", []byte(body))
	if n := in.entries(t, "ledger.open") - before; n != 1 {
		t.Errorf("%d openings entered", n)
	}
	for entries, says := range map[string]string{"nonsense": "no numbers of entries", "999999": "entry", "": "no numbers", "5-1": "no numbers", "0-5000": "no numbers"} {
		form.Set("entries", entries)
		if status, body := b.post("/ledger/bundle", form); status < 400 || status >= 500 || !strings.Contains(body, says) {
			t.Errorf("%q: %d", entries, status)
		}
	}
	form.Set("entries", number)
	form.Set("reason", "")
	if status, _ := b.post("/ledger/bundle", form); status != http.StatusUnprocessableEntity {
		t.Errorf("without a reason: %d", status)
	}
	asks := func(body string) (int, string) {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, b.site+"/v1/ledger/bundle", strings.NewReader(body))
		if err == nil {
			r.Header.Set("Content-Type", "application/json")
		}
		return b.do(r, err)
	}
	wanted := `{"open":[` + number + `],"reason":"The tribunal asked for it in its letter."}`
	if status, body = asks(wanted); status != http.StatusOK {
		t.Fatalf("the API: %d %s", status, body)
	}
	holds("API", []byte(body))
	if status, _ := asks(`{"open":[` + number + `]}`); status != http.StatusUnprocessableEntity {
		t.Errorf("the API without a reason: %d", status)
	}
	p := in.program(t, everyScope(), who.Grants...)
	before = in.entries(t, "ledger.open")
	if a := p.send("POST", "/v1/ledger/bundle", wanted); a.status != http.StatusForbidden || strings.Contains(string(a.body), said) {
		t.Errorf("a key opens words that somebody stands by the opening of: %d", a.status)
	}
	if n := in.entries(t, "ledger.open") - before; n != 0 {
		t.Errorf("%d openings entered for a key", n)
	}
	closed := p.send("POST", "/v1/ledger/bundle", "")
	closed.want(t, "without words", http.StatusOK)
	if got := parts(t, closed.body); strings.Contains(got[bundleName], said) || got["WORDS.txt"] != "" {
		t.Error("a bundle without words has some")
	}
}

// TestBundleReader refuses what is no bundle in words.
func TestBundleReader(t *testing.T) {
	t.Parallel()
	var empty bytes.Buffer
	if err := zip.NewWriter(&empty).Close(); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"nothing": "", "words": "hello", "another archive": "PK\x03\x04 cut", "empty archive": empty.String(), "JSON": `{"form":"other"}`} {
		_, err := ReadBundle(strings.NewReader(text), int64(len(text)), 1<<20)
		if muster.CodeOf(err) != muster.CodeUnsupported || !strings.HasPrefix(err.Error(), "this is no bundle of a ledger") {
			t.Errorf("%s: %v", name, err)
		}
	}
	text, err := json.Marshal(&ledger.Bundle{Form: ledger.BundleForm, Entries: []ledger.Item{}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ReadBundle(bytes.NewReader(text), int64(len(text)), 1<<20); err != nil {
		t.Errorf("the file alone: %v", err)
	}
}
