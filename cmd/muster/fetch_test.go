package main

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"muster/connect/objects"
)

// TestFetch takes a table from a store on this computer, which is then read like
// any other, and nothing the second time.
func TestFetch(t *testing.T) {
	const text = "account_id,full_name,email,created\nF-1,Ann Mercer,ann@mail.example,2026-01-05\n"
	store := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case !strings.Contains(r.Header.Get("Authorization"), "Credential=key/") || !strings.Contains(r.Header.Get("Authorization"), "/eu-west-1/s3/"):
			w.WriteHeader(http.StatusForbidden)
		case r.URL.Path == "/warehouse/":
			fmt.Fprintf(w, "<ListBucketResult><Contents><Key>out/accounts.csv</Key><ETag>\"1\"</ETag><Size>%d</Size></Contents></ListBucketResult>", len(text))
		default:
			fmt.Fprint(w, text)
		}
	}))
	defer store.Close()
	t.Setenv("AWS_ACCESS_KEY_ID", "key")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "secret")
	t.Setenv("AWS_SESSION_TOKEN", "")
	dir := filepath.Join(t.TempDir(), "new")
	muster := func(args ...string) (int, string) {
		var out, said bytes.Buffer
		status := run(t.Context(), args, strings.NewReader(""), &out, &said)
		return status, out.String() + said.String()
	}
	call := []string{"fetch", "s3://warehouse/out/", "--endpoint", store.URL, "--region", "eu-west-1", "--out", dir}
	if status, said := muster(call...); status != exitDone || !strings.Contains(said, "1 object taken into "+dir+", 0 taken before") {
		t.Fatalf("%d: %s", status, said)
	}
	if got, err := os.ReadFile(filepath.Join(dir, "accounts.csv")); err != nil || string(got) != text {
		t.Errorf("%q, %v", got, err)
	}
	if status, said := muster(append(call, "--json")...); status != exitDone || strings.TrimSpace(said) != `{"taken":[],"known":1,"waiting":0,"left_out":[]}` {
		t.Errorf("%d: %s", status, said)
	}
	if status, said := muster("inspect", dir); status != exitDone || !strings.Contains(said, "accounts") {
		t.Errorf("%d: %s", status, said)
	}
	for name, args := range map[string][]string{
		"no bucket":           {"fetch", "warehouse/out", "--out", dir},
		"no folder":           {"fetch", "s3://warehouse/out/"},
		"a bucket as a host":  {"fetch", "s3://ware@house/out/", "--out", dir},
		"no such size":        {"fetch", "s3://warehouse/out/", "--out", dir, "--most", "much"},
		"no credentials file": {"fetch", "s3://warehouse/out/", "--out", dir, "--credentials", filepath.Join(dir, "accounts.csv")},
	} {
		if status, said := muster(args...); status != exitUsage {
			t.Errorf("%s: %d: %s", name, status, said)
		}
	}
	// Without TLS only this very computer is asked, and nothing inside without leave.
	for _, endpoint := range []string{"http://192.0.2.7:9000", "https://10.0.0.7:9000", "http://storage.example"} {
		o := fetchOptions{endpoint: endpoint}
		b, err := o.bucket("s3://warehouse/out/")
		if err != nil {
			t.Fatal(err)
		}
		f := objects.Folder{Dir: t.TempDir(), Bucket: b, Now: time.Now}
		b.Wait = func(context.Context, time.Duration) error { return nil }
		if _, err := f.Update(t.Context()); err == nil || !strings.Contains(err.Error(), "are refused") {
			t.Errorf("%s: %v", endpoint, err)
		}
	}
}
