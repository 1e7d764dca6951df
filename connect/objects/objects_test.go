package objects

import (
	"context"
	"crypto/md5"
	"encoding/hex"
	"encoding/xml"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"muster"
)

// TestSignPublished signs the requests of Amazon's manual.
// Source: https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
func TestSignPublished(t *testing.T) {
	published := Credentials{ID: "AKIAIOSFODNN7EXAMPLE", Secret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"}
	for _, c := range []struct{ path, query, bytes, want string }{
		{"/test.txt", "", "bytes=0-9", "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"},
		{"/", "lifecycle=", "", "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"},
		{"/", "max-keys=2&prefix=J", "", "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"},
	} {
		req, err := http.NewRequest(http.MethodGet, "https://examplebucket.s3.amazonaws.com"+c.path, nil)
		if err != nil {
			t.Fatal(err)
		}
		req.URL.RawQuery = c.query
		if c.bytes != "" {
			req.Header.Set("Range", c.bytes)
		}
		sign(req, published, "us-east-1", time.Date(2013, 5, 24, 0, 0, 0, 0, time.UTC))
		if got := req.Header.Get("Authorization"); !strings.HasSuffix(got, "Signature="+c.want) {
			t.Errorf("%s?%s: %s, want %s", c.path, c.query, got, c.want)
		}
	}
}

var key = Credentials{ID: "key", Secret: "secret", Token: "for an hour"}

// stand is a store with one bucket, as far as it is asked here.
type stand struct {
	objects map[string]string
	page    int
	encoded bool // whether it knows encoding-type
	gets    []string
	busy    int // answers 503 so many times
	answer  http.HandlerFunc
}

func (s *stand) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	again := httptest.NewRequest(r.Method, "http://"+r.Host+r.RequestURI, nil)
	again.URL.Host = r.Host
	if tag := r.Header.Get("If-Match"); tag != "" {
		again.Header.Set("If-Match", tag)
	}
	at, err := time.Parse("20060102T150405Z", r.Header.Get("X-Amz-Date"))
	if err != nil {
		http.Error(w, "no date", http.StatusForbidden)
		return
	}
	sign(again, key, "eu-west-1", at)
	switch object, isObject := strings.CutPrefix(r.URL.Path, "/exports/"); {
	case r.Header.Get("Authorization") != again.Header.Get("Authorization"):
		w.WriteHeader(http.StatusForbidden)
		fmt.Fprint(w, `<?xml version="1.0"?><Error><Code>SignatureDoesNotMatch</Code><Message>secret words</Message></Error>`)
	case s.busy > 0:
		s.busy--
		w.WriteHeader(http.StatusServiceUnavailable)
	case s.answer != nil:
		s.answer(w, r)
	case isObject && object == "":
		s.list(w, r)
	case isObject && s.objects[object] != "":
		if r.Header.Get("If-Match") != strconv.Quote(tagOf(s.objects[object])) {
			w.WriteHeader(http.StatusPreconditionFailed)
			return
		}
		s.gets = append(s.gets, object)
		fmt.Fprint(w, s.objects[object])
	default:
		w.WriteHeader(http.StatusNotFound)
	}
}

func tagOf(text string) string {
	sum := md5.Sum([]byte(text))
	return hex.EncodeToString(sum[:])
}

func (s *stand) list(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	var keys []string
	for k := range s.objects {
		if strings.HasPrefix(k, q.Get("prefix")) && k > q.Get("continuation-token") {
			keys = append(keys, k)
		}
	}
	slices.Sort(keys)
	more := len(keys) > s.page
	keys = keys[:min(len(keys), s.page)]
	var b strings.Builder
	b.WriteString(`<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">`)
	if s.encoded {
		b.WriteString("<EncodingType>url</EncodingType>")
	}
	for _, k := range keys {
		name := k
		if s.encoded {
			name = strings.ReplaceAll(encode(k, true), "%20", "+")
		}
		b.WriteString("<Contents><Key>")
		xml.EscapeText(&b, []byte(name))
		fmt.Fprintf(&b, "</Key><LastModified>2026-11-20T10:00:00.000Z</LastModified><ETag>&quot;%s&quot;</ETag><Size>%d</Size></Contents>", tagOf(s.objects[k]), len(s.objects[k]))
	}
	fmt.Fprintf(&b, "<IsTruncated>%t</IsTruncated>", more)
	if more {
		b.WriteString("<NextContinuationToken>" + keys[len(keys)-1] + "</NextContinuationToken>")
	}
	b.WriteString("</ListBucketResult>")
	fmt.Fprint(w, b.String())
}

func folderOf(t *testing.T, s *stand, prefix string) *Folder {
	t.Helper()
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	s.page = max(s.page, 2)
	b := &Bucket{Endpoint: server.URL, Region: "eu-west-1", Name: "exports", Prefix: prefix, Credentials: key, Client: server.Client(),
		Wait: func(context.Context, time.Duration) error { return nil }}
	now := func() time.Time { return time.Date(2026, 11, 21, 4, 0, 0, 0, time.UTC) }
	return &Folder{Dir: t.TempDir(), Bucket: b, Now: now}
}

func keysOf(told *Told) (list []string) {
	for _, t := range told.Taken {
		list = append(list, t.Key)
	}
	return list
}

// TestUpdate takes what is there, then only what is new or changed, also when the
// files were taken away in between and when a key comes before older ones.
func TestUpdate(t *testing.T) {
	for _, encoded := range []bool{true, false} {
		s := &stand{encoded: encoded, busy: 2, objects: map[string]string{
			"nightly/accounts/2026-11-19.csv": "one", "nightly/accounts/day+two 20.csv": "two", "nightly/bids/ü%2F.csv": "three", "nightly/_SUCCESS": "", "other/x.csv": "x"}}
		f := folderOf(t, s, "nightly/")
		told, err := f.Update(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{"nightly/accounts/2026-11-19.csv", "nightly/accounts/day+two 20.csv", "nightly/bids/ü%2F.csv"}, keysOf(told)); diff != "" {
			t.Errorf("first run (-want +got):\n%s", diff)
		}
		text, err := os.ReadFile(filepath.Join(f.Dir, "bids", "ü%2F.csv"))
		if err != nil || string(text) != "three" {
			t.Errorf("the file holds %q, %v", text, err)
		}
		if err := os.RemoveAll(filepath.Join(f.Dir, "accounts")); err != nil {
			t.Fatal(err)
		}
		s.objects["nightly/accounts/2026-11-01.csv"], s.objects["nightly/bids/ü%2F.csv"] = "late", "another"
		if told, err = f.Update(t.Context()); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{"nightly/accounts/2026-11-01.csv", "nightly/bids/ü%2F.csv"}, keysOf(told)); diff != "" || told.Known != 2 {
			t.Errorf("second run, %d known (-want +got):\n%s", told.Known, diff)
		}
		if told, err = f.Update(t.Context()); err != nil || len(told.Taken) != 0 || told.Known != 4 {
			t.Errorf("third run: %+v, %v", told, err)
		}
	}
}

// TestUpdateHalfway goes on after an error, and after a line that was half written.
func TestUpdateHalfway(t *testing.T) {
	s := &stand{objects: map[string]string{"a.csv": "one", "b.csv": "two", "c.csv": "three"}}
	f := folderOf(t, s, "")
	f.MaxBytes = 7
	told, err := f.Update(t.Context())
	if err != nil || len(told.Taken) != 2 || told.Waiting != 1 {
		t.Fatalf("first run: %+v, %v", told, err)
	}
	state := filepath.Join(f.Dir, stateFile)
	text, err := os.ReadFile(state)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(state, text[:len(text)-5], 0o600); err != nil {
		t.Fatal(err)
	}
	f.MaxBytes = 0
	if told, err = f.Update(t.Context()); err != nil || !slices.Equal(keysOf(told), []string{"b.csv", "c.csv"}) {
		t.Errorf("second run: %+v, %v", told, err)
	}
	old, young := filepath.Join(f.Dir, halfTaken+"1"), filepath.Join(f.Dir, halfTaken+"2")
	for name, at := range map[string]time.Time{old: f.Now().Add(-25 * time.Hour), young: f.Now().Add(-time.Hour)} {
		if err := errors.Join(os.WriteFile(name, []byte("half"), 0o600), os.Chtimes(name, at, at)); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := f.Update(t.Context()); err != nil {
		t.Fatal(err)
	}
	if left, err := filepath.Glob(filepath.Join(f.Dir, halfTaken+"*")); err != nil || !slices.Equal(left, []string{young}) {
		t.Errorf("of what killed runs left, %v is there: %v", left, err)
	}
	f.Bucket.Prefix = "c"
	if _, err := f.Update(t.Context()); !errors.Is(err, ErrAnotherSource) {
		t.Errorf("another prefix: %v", err)
	}
}

// TestUpdateRefuses leaves out keys that could lead elsewhere, and takes nothing
// from a store that answers what was not asked.
func TestUpdateRefuses(t *testing.T) {
	s := &stand{page: 9, objects: map[string]string{"../up.csv": "x", "/root.csv": "x", "a/../../b.csv": "x", ".muster-objects.jsonl": "x", "d/.hidden": "x", `w\in.csv`: "x", "A.csv": "x", "a.csv": "x", "tab\t.csv": "x"}}
	s.encoded = true
	f := folderOf(t, s, "")
	told, err := f.Update(t.Context())
	if err != nil || !slices.Equal(keysOf(told), []string{"A.csv"}) || len(told.LeftOut) != 8 {
		t.Errorf("%+v, %v", told, err)
	}
	for name, c := range map[string]struct {
		answer http.HandlerFunc
		code   muster.Code
	}{
		"another key": {said(`<ListBucketResult><Contents><Key>zzz</Key><ETag>"1"</ETag><Size>3</Size></Contents></ListBucketResult>`), muster.CodeDamaged},
		"no end":      {said(`<ListBucketResult><IsTruncated>true</IsTruncated><NextContinuationToken>x</NextContinuationToken></ListBucketResult>`), muster.CodeDamaged},
		"a page":      {said(`<html>Sign in</html>`), muster.CodeDamaged},
		"missing":     {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNotFound) }, muster.CodeNotFound},
		"always busy": {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) }, muster.CodeTimeout},
		"below its size": {func(w http.ResponseWriter, r *http.Request) {
			if r.URL.RawQuery == "" {
				fmt.Fprint(w, "no")
				return
			}
			fmt.Fprint(w, `<ListBucketResult><Contents><Key>q.csv</Key><ETag>"1"</ETag><Size>3</Size></Contents></ListBucketResult>`)
		}, muster.CodeDamaged},
	} {
		f := folderOf(t, &stand{answer: c.answer}, "q")
		told, err := f.Update(t.Context())
		if muster.CodeOf(err) != c.code {
			t.Errorf("%s: %v, want %s", name, err, c.code)
		}
		if left, _ := filepath.Glob(filepath.Join(f.Dir, "*")); len(left) != 1 || told != nil && len(told.Taken) > 0 {
			t.Errorf("%s: left %v", name, left)
		}
	}
	f = folderOf(t, &stand{}, "")
	f.Bucket.Credentials.Secret = "another"
	if _, err := f.Update(t.Context()); muster.CodeOf(err) != muster.CodePermission || !strings.Contains(err.Error(), "SignatureDoesNotMatch") || strings.Contains(err.Error(), "secret words") {
		t.Errorf("a wrong key: %v", err)
	}
}

func said(text string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, text) }
}

// TestCredentials reads a file of several sections.
func TestCredentials(t *testing.T) {
	file := filepath.Join(t.TempDir(), "credentials")
	if err := os.WriteFile(file, []byte("[other]\naws_access_key_id = a\naws_secret_access_key = b\n\n[default]\naws_access_key_id=c\naws_secret_access_key = d=\naws_session_token = e\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if c, err := ReadCredentials(file, "default"); err != nil || c != (Credentials{"c", "d=", "e"}) {
		t.Errorf("%+v, %v", c, err)
	}
	if c, err := ReadCredentials(file, "other"); err != nil || c != (Credentials{ID: "a", Secret: "b"}) {
		t.Errorf("%+v, %v", c, err)
	}
	for _, profile := range []string{"none", ""} {
		if _, err := ReadCredentials(file, profile); muster.CodeOf(err) != muster.CodeUsage {
			t.Errorf("section %q: %v", profile, err)
		}
	}
	if _, err := EnvironmentCredentials(func(string) string { return "" }); muster.CodeOf(err) != muster.CodeUsage {
		t.Errorf("nothing set: %v", err)
	}
}
