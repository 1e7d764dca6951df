package lists

import (
	"compress/gzip"
	"crypto/md5"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// TestChecksums has a publisher state what its file comes to, in each of the ways
// there are: a list that comes to something else is refused and the one in use stays.
func TestChecksums(t *testing.T) {
	body := table("A B", "C D", "E F", "G H")
	header, packed := http.Header{}, false
	publisher := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		for name, values := range header {
			w.Header()[name] = values
		}
		if packed {
			w.Header().Set("Content-Encoding", "gzip")
			z := gzip.NewWriter(w)
			defer z.Close()
			fmt.Fprint(z, body)
			return
		}
		fmt.Fprint(w, body)
	}))
	defer publisher.Close()
	s := &Store{Dir: t.TempDir(), Client: publisher.Client(), Now: time.Now}
	source := Source{Name: "test", URL: publisher.URL}
	if _, err := s.Update(t.Context(), source); err != nil {
		t.Fatal(err)
	}
	of := func(sum []byte) string { return base64.StdEncoding.EncodeToString(sum) }
	short := func(text string) string { sum := sha256.Sum256([]byte(text)); return of(sum[:]) }
	long := func(text string) string { sum := sha512.Sum512([]byte(text)); return of(sum[:]) }
	old := func(text string) string { sum := md5.Sum([]byte(text)); return of(sum[:]) }
	first, err := s.provenance("test")
	if err != nil {
		t.Fatal(err)
	}
	body = table("A B", "C D", "E F", "G X")
	for _, c := range []struct {
		name  string
		write func(text string) string
	}{
		{"Repr-Digest", func(text string) string { return "crc32c=:AAAA:, sha-256=:" + short(text) + ":" }},
		{"Content-Digest", func(text string) string { return "sha-512=:" + long(text) + ":" }},
		{"Digest", func(text string) string { return "SHA-256=" + short(text) }},
		{"Content-Md5", old},
		{"X-Amz-Checksum-Sha256", short},
	} {
		header = http.Header{c.name: {c.write(body + "1,more")}}
		if _, err := s.Update(t.Context(), source); !errors.Is(err, ErrChecksum) {
			t.Errorf("%s of another file: %v", c.name, err)
		}
		if list, err := s.Current("test"); err != nil || list.SHA256 != first.SHA256 {
			t.Errorf("%s of another file: the list in use changed: %v", c.name, err)
		}
		header = http.Header{c.name: {c.write(body)}}
		if _, err := s.Update(t.Context(), source); err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
		was := first.SHA256
		if first, _ = s.provenance("test"); first.SHA256 == was {
			t.Errorf("%s: the new list is not in use", c.name)
		}
		body = table("A B", "C D", "E F", "G X"+c.name)
		header = http.Header{c.name: {"nothing that can be read"}}
		if _, err := s.Update(t.Context(), source); err != nil {
			t.Errorf("%s that says nothing: %v", c.name, err)
		}
		first, _ = s.provenance("test")
		body = table("A B", "C D", "E F", "G Y"+c.name)
	}
	header, packed = http.Header{"Content-Digest": {"sha-256=:" + short("of the packed bytes") + ":"}}, true
	if _, err := s.Update(t.Context(), source); err != nil {
		t.Errorf("packed for the way, and the checksum is of that: %v", err)
	}
	header, packed = http.Header{}, false
	good, bad := sha256.Sum256([]byte(body)), sha256.Sum256([]byte("other"))
	file := filepath.Join(t.TempDir(), "list.csv")
	if err := os.WriteFile(file, []byte(body), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, url := range []string{publisher.URL, "file:" + file} {
		source.URL = url
		s.Stated = map[string][]byte{"test": bad[:]}
		if _, err := s.Update(t.Context(), source); !errors.Is(err, ErrChecksum) {
			t.Errorf("%s: another checksum than the one given: %v", url, err)
		}
		s.Stated = map[string][]byte{"test": good[:], "other": bad[:]}
		if _, err := s.Update(t.Context(), source); err != nil {
			t.Errorf("%s: %v", url, err)
		}
	}
	left, _ := filepath.Glob(filepath.Join(s.Dir, "test", ".fetching-*"))
	if list, err := s.Current("test"); err != nil || len(list.Entries) != 4 || len(left) != 0 {
		t.Errorf("%v, left over %v", err, left)
	}
}
