package store_test

import (
	"bytes"
	"database/sql"
	"os"
	"path/filepath"
	"testing"
	"time"

	"muster"
	"muster/store"
)

// copied is a copy of a database as a backup makes it, with its keys elsewhere.
func copied(t *testing.T, from, name, keys string) string {
	t.Helper()
	to := filepath.Join(t.TempDir(), name)
	db, err := sql.Open("sqlite", from)
	if err == nil {
		_, err = db.ExecContext(t.Context(), "vacuum into $1", to)
		db.Close()
	}
	if err == nil {
		err = store.TakeKeys(t.Context(), to, keys)
	}
	if err != nil {
		t.Fatal(err)
	}
	return to
}

// TestOldCopiesOfRecords looks for what was erased: the keys in free pages and
// the log of the database, and what they sealed in a copy made before, which is
// opened with all the keys there are now.
func TestOldCopiesOfRecords(t *testing.T) {
	dir := t.TempDir()
	place, keys := filepath.Join(dir, "people.db"), filepath.Join(t.TempDir(), store.KeysFile)
	now := time.Date(2026, 3, 4, 9, 0, 0, 0, time.UTC)
	o := options()
	o.Now = func() time.Time { return now }
	s, err := store.Open(t.Context(), place, o)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	bank := func(who muster.SubjectID, at time.Time) []muster.Observation {
		one := muster.Observation{Organisation: org, Subject: who, Source: "hr", Record: string(who) + at.String(), Recorded: muster.Instant(at), Data: &muster.BankDetails{PayTo: muster.PayTo{IBAN: "GB33BUKB20201555555555"}}}
		if err := one.Seal(); err != nil {
			t.Fatal(err)
		}
		return []muster.Observation{one}
	}
	keep := func(list []muster.Observation) {
		t.Helper()
		if _, _, err := s.Append(t.Context(), org, list); err != nil {
			t.Fatal(err)
		}
	}
	keep(bank("leaver", now))
	keep(bank("stayer", now))
	secret := keyOf(t, place, "record leaver")
	backup := copied(t, place, "old.db", keys)
	if b, err := os.ReadFile(backup); err != nil || bytes.Contains(b, secret) || bytes.Contains(b, []byte("GB33BUKB")) {
		t.Fatalf("the copy holds its own keys, or a number in clear (%v)", err)
	}
	if err := read(t, backup, "leaver"); muster.CodeOf(err) != muster.CodeDamaged {
		t.Errorf("the copy opens with the organisation's key alone: %v", err)
	}
	early, err := os.ReadFile(keys)
	if err != nil {
		t.Fatal(err)
	}

	now = now.AddDate(0, 2, 0)
	keep(bank("stayer", now))
	if n, err := s.ExpireKinds(t.Context(), org, store.Keep{muster.KindBank: 30}, now); n != 2 || err != nil {
		t.Fatalf("%d erased, %v", n, err)
	}
	for _, what := range []string{string(secret), "GB33BUKB", "leaver"} {
		if n := inFiles(t, dir, what); n > 0 {
			t.Errorf("%q is in the database's files %d times after it was erased", what, n)
		}
	}
	later := copied(t, place, "new.db", keys)
	if b, err := os.ReadFile(keys); err != nil || bytes.Contains(b, secret) {
		t.Errorf("the keys that are kept elsewhere still hold the erased one (%v)", err)
	}
	// The old copy with the keys as they are now.
	if err := store.PutKeys(t.Context(), backup, keys); err != nil {
		t.Fatal(err)
	}
	if err := read(t, backup, "leaver"); muster.CodeOf(err) != muster.CodeDamaged {
		t.Errorf("what was erased opens in an old copy: %v", err)
	}
	settled(t, backup)
	// The new copy with the keys as they were then.
	if err := os.WriteFile(keys, early, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := store.PutKeys(t.Context(), later, keys); muster.CodeOf(err) != muster.CodeConflict {
		t.Errorf("keys older than the copy: %v", err)
	}
}

// settled holds that after Settle an old copy has of everybody what is not
// erased, and is sound.
func settled(t *testing.T, backup string) {
	t.Helper()
	s, err := store.Open(t.Context(), backup, options())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if done, err := s.Settle(t.Context(), org); err != nil || done.Erased+done.Trimmed != 2 {
		t.Errorf("%+v, %v", done, err)
	}
	if err := s.Integrity(t.Context(), org); err != nil {
		t.Error(err)
	}
	people, err := s.Population(t.Context(), org)
	if err != nil {
		t.Fatal(err)
	}
	defer people.Close()
	for i := range people.Len() {
		if id := people.Subject(i).ID; id == "leaver" {
			t.Error("somebody who was erased came back")
		}
	}
}

func read(t *testing.T, place string, id muster.SubjectID) error {
	t.Helper()
	s, err := store.Open(t.Context(), place, options())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	return s.View(t.Context(), org, func(tx *store.Tx) error { _, _, err := tx.Observations(id); return err })
}

func keyOf(t *testing.T, place, holder string) (key []byte) {
	t.Helper()
	db, err := sql.Open("sqlite", place)
	if err == nil {
		defer db.Close()
		err = db.QueryRowContext(t.Context(), "select key from vault_keys where holder = $1", holder).Scan(&key)
	}
	if err != nil || len(key) < store.KeySize {
		t.Fatalf("%d bytes of a key, %v", len(key), err)
	}
	return key
}
