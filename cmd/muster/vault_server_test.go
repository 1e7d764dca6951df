package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"muster"
	"muster/internal/pgtest"
	"muster/store"
)

// TestScreenIntoAServer shares a Postgres database between runs: the key is
// named, the day is noted, another key is refused, and what is past its day goes.
func TestScreenIntoAServer(t *testing.T) {
	place := pgtest.Start(t).Database(t)
	dir := t.TempDir()
	out, key := filepath.Join(dir, "out"), filepath.Join(dir, "organisation.key")
	if status, said := screened(t, t.Context(), "--db", place, "--retain-until", "2999-01-01", "--out", out); status != exitUsage || !strings.Contains(said, "--key-file") {
		t.Errorf("without a key: status %d: %s", status, said)
	}
	secret := strings.Replace(place, "muster@", "muster:secretword@", 1)
	if status, said := screened(t, t.Context(), "--db", secret, "--key-file", key, "--out", out); status != exitUsage || !strings.Contains(said, "--retain-until") || strings.Contains(said, "secretword") {
		t.Errorf("without a day: status %d: %s", status, said)
	}
	if _, err := os.Stat(key); err == nil {
		t.Error("a run that kept nothing left a key behind")
	}
	for range 2 {
		if status, said := screened(t, t.Context(), "--db", secret, "--key-file", key, "--retain-until", "2999-01-01", "--out", out); status != exitDone || strings.Contains(said, "secretword") {
			t.Fatalf("status %d: %s", status, said)
		}
	}
	if info, err := os.Stat(key); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the key: %v, %v", info, err)
	}
	people, runs, until := keptOnServer(t, place, key)
	if people != 1 || runs != 2 || until.Format(time.DateOnly) != "2999-01-01" {
		t.Errorf("%d people, %d runs, until %v", people, runs, until)
	}
	replicaAnswers(t, place, key)
	other := filepath.Join(dir, "other.key")
	if err := os.WriteFile(other, make([]byte, store.KeySize), 0o600); err != nil {
		t.Fatal(err)
	}
	if status, said := screened(t, t.Context(), "--db", place, "--key-file", other, "--out", out); status == exitDone || !strings.Contains(said, "another key") {
		t.Errorf("another key: status %d: %s", status, said)
	}
	if status, said := screened(t, t.Context(), "--db", place, "--key-file", filepath.Join(dir, "none.key"), "--out", out); status == exitDone || !strings.Contains(said, "none.key") {
		t.Errorf("a missing key: status %d: %s", status, said)
	}
}

// replicaAnswers asks about somebody through connections that may only read, as a
// standby's are.
func replicaAnswers(t *testing.T, place, key string) {
	t.Helper()
	mark := "?"
	if strings.Contains(place, "?") {
		mark = "&"
	}
	var out, said strings.Builder
	if status := run(t.Context(), []string{"account", "check", "a1", "--db", place + mark + "default_transaction_read_only=on", "--key-file", key, "--at", "payout", "--json"}, strings.NewReader(""), &out, &said); status != exitDone || !strings.Contains(out.String(), `"answer":"`) || strings.Contains(out.String(), "no_opinion") {
		t.Errorf("a replica: status %d: %s%s", status, out.String(), said.String())
	}
}

// keptOnServer is what a database on a server holds.
func keptOnServer(t *testing.T, place, key string) (people, runs int, until time.Time) {
	t.Helper()
	master, err := os.ReadFile(key)
	if err != nil {
		t.Fatal(err)
	}
	v := &vault{master: master}
	s, err := store.Open(t.Context(), place, store.Options{Keys: v.keyOf})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	all, err := s.Population(t.Context(), muster.DefaultOrganisation)
	if err != nil {
		t.Fatal(err)
	}
	defer all.Close()
	if _, err := all.Observations(0, nil); err != nil {
		t.Errorf("what was kept does not open with the key: %v", err)
	}
	list, err := s.Runs(t.Context(), muster.DefaultOrganisation)
	if err == nil {
		until, err = s.RetainUntil(t.Context(), muster.DefaultOrganisation)
	}
	if err != nil {
		t.Fatal(err)
	}
	return all.Len(), len(list), until
}
