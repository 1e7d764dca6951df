package casework

import (
	"bytes"
	"crypto/rand"
	"database/sql"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	_ "modernc.org/sqlite" // the driver that copies a database file

	"muster"
	"muster/internal/pgtest"
	"muster/store"
)

// The words of one person's records and of what people wrote about them. None
// stands in anything the program itself writes.
const (
	wroteNote, wroteReason, wroteAnswer = "quokkanote about the school", "quokkareason two dates differ", "quokkaanswer both are right"
	wroteCV, wroteBank                  = "quokkacv ten years of looms", "GB33BUKB20201555555555"
)

// writeAbout has people write about somebody wherever they can, and returns a
// closed case about them.
func (w *world) writeAbout(name string) (muster.SubjectID, string) {
	id := w.person(name, &muster.CV{Text: wroteCV}, &muster.BankDetails{PayTo: muster.PayTo{IBAN: wroteBank}})
	ask := w.must(w.boss, &RequestCheck{Subject: id, Type: muster.CheckLiveInterview, Code: CodeOther, Reason: wroteReason})
	check := pass(ask.ID, w.clock)
	check.Evidence = wroteNote
	w.must(w.boss, check)
	w.must(w.boss, &SendNotice{Subject: id, Channel: NoticeByPost})
	w.must(w.boss, &RecordAnswer{Subject: id, Text: wroteAnswer, At: muster.Instant(w.clock)})
	w.must(w.boss, &MarkDispute{Subject: id, Reason: wroteReason})
	c := w.must(w.boss, &OpenCase{Title: wroteNote, People: []muster.SubjectID{id}, Reason: wroteReason})
	w.must(w.boss, &AddNote{Case: c.ID, Text: wroteNote})
	w.must(w.boss, &AddNote{Case: c.ID, Text: wroteAnswer, Privileged: true})
	filed := []byte("a page of quokkafile, as it came")
	w.must(w.boss, &AddEvidence{Case: c.ID, Text: wroteNote, File: File{Title: "page.txt", SHA256: digestText(string(filed)), Where: "here", Size: int64(len(filed))}, Content: filed})
	w.must(w.boss, &AddHypothesis{Case: c.ID, Text: wroteNote})
	w.must(w.boss, &AddHypothesis{Case: c.ID, Text: wroteAnswer, Innocent: true})
	_, err := w.desk.Case(w.Context(), w.boss, c.ID)
	w.ok(err)
	w.must(w.boss, &CloseCase{Case: c.ID, Outcome: OutcomeExplained, Reason: wroteReason})
	return id, c.ID
}

// forgetAll sets a clock of 30 days for every kind and lets some pass.
func (w *world) forgetAll(days int) {
	for _, k := range muster.Kinds() {
		w.must(w.boss, &SetRetention{Kind: k, Days: 30, Purpose: "hiring", Basis: "contract", Reason: why})
	}
	w.days(days)
	if _, err := w.desk.ApplyRetention(w.Context()); err != nil {
		w.Fatal(err)
	}
}

// inClear counts the words in all files below a folder.
func inClear(t *testing.T, dir string) map[string]int {
	t.Helper()
	found := map[string]int{}
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() {
			return nil // a running server's files come and go
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return nil
		}
		for _, word := range []string{"quokka", wroteBank} {
			if n := bytes.Count(b, []byte(word)); n > 0 {
				found[word+" in "+filepath.Base(path)] += n
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// TestWordsAreNeverInClear looks for what people wrote in the file, its log and
// a copy, before and after the purge; and opens the copy after the keys of the
// purged texts were deleted.
func TestWordsAreNeverInClear(t *testing.T) {
	dir := t.TempDir()
	place := filepath.Join(dir, "muster.db")
	w := newWorld(t, place)
	id, c := w.writeAbout("wombat-1")
	kept, _ := w.writeAbout("kept")
	if found := inClear(t, dir); len(found) > 0 {
		t.Errorf("in clear before the purge: %v", found)
	}
	backup := filepath.Join(dir, "copy.db")
	db, err := sql.Open("sqlite", place)
	w.ok(err)
	defer db.Close()
	_, err = db.ExecContext(t.Context(), "vacuum into ?", backup)
	w.ok(err)
	w.days(60)
	_, _, err = w.store.Append(t.Context(), org, sealedPerson(t, kept))
	w.ok(err)
	w.forgetAll(20)
	if found := inClear(t, dir); len(found) > 0 {
		t.Errorf("in clear after the purge: %v", found)
	}
	w.gone(id, c)
	if _, err := w.desk.Person(t.Context(), w.boss, kept); err != nil {
		t.Errorf("somebody who is not past their days: %v", err)
	}
	b, err := os.ReadFile(place)
	w.ok(err)
	if bytes.Contains(b, []byte("wombat-1")) {
		t.Error("the person's number is still in the file")
	}
	w.verified()

	// The copy was made before the purge. With the keys as they are now, what it
	// holds of the purged person opens no more, and of the other it does.
	old, err := sql.Open("sqlite", backup)
	w.ok(err)
	defer old.Close()
	w.ok(exec(t, old, "delete from vault_keys"))
	w.ok(exec(t, old, "attach ? as now", place))
	w.ok(exec(t, old, "insert into vault_keys select * from now.vault_keys"))
	w.ok(old.Close())
	w.clock = w.clock.AddDate(0, 0, -80)
	past := openStore(t, w, backup)
	err = past.View(t.Context(), org, func(tx *store.Tx) error { _, err := checks().of(tx, id); return err })
	if muster.CodeOf(err) != muster.CodeDamaged {
		t.Errorf("a purged person's checks in an old copy: %v, want them unreadable", err)
	}
	w.ok(past.View(t.Context(), org, func(tx *store.Tx) error { _, err := checks().of(tx, kept); return err }))

	// Put back, it is made to agree: the ledger says what went, and holds.
	w.store = past
	w.desk, err = New(Config{Store: past, Organisation: org, Random: rand.Reader, Seed: make([]byte, 32)})
	w.ok(err)
	_, err = w.desk.Settle(t.Context())
	w.ok(err)
	w.verified()
	w.clock = w.clock.AddDate(0, 0, 80)
	w.forgetAll(0)
	w.gone(id, c)
	w.verified()
	w.damaged = true // the copy is closed before the end
	if _, err := w.desk.Cases(t.Context(), w.boss, false); err != nil {
		t.Errorf("cases after the old copy was settled: %v", err)
	}
}

func exec(t *testing.T, db *sql.DB, text string, args ...any) error {
	t.Helper()
	db.SetMaxOpenConns(1)
	_, err := db.ExecContext(t.Context(), text, args...)
	return err
}

// sealedPerson is an HR record of somebody who still works here.
func sealedPerson(t *testing.T, id muster.SubjectID) []muster.Observation {
	t.Helper()
	o := muster.Observation{Organisation: org, Subject: id, Source: "hr", Record: string(id), Data: &muster.Person{Named: muster.Named{FullName: "Kim Sample"}}}
	if err := o.Seal(); err != nil {
		t.Fatal(err)
	}
	return []muster.Observation{o}
}

// gone holds that nothing about a person and a case is left in any table, and
// that no key of their texts is.
func (w *world) gone(id muster.SubjectID, c string) {
	w.Helper()
	w.ok(w.store.View(w.Context(), org, func(tx *store.Tx) error {
		count := func(what, text string, args ...any) {
			n := 0
			if err := tx.QueryRow(text, args...).Scan(&n); err != nil || n > 0 {
				w.Errorf("%s: %d left, %v", what, n, err)
			}
		}
		for _, table := range append(personal(), "subjects", "acts") {
			count(table, "select count(*) from "+table+" where organisation = $1 and subject = $2", string(id))
		}
		count("cases", "select count(*) from cases where organisation = $1 and id = $2", c)
		count("case_items", "select count(*) from case_items where organisation = $1 and file = $2", c)
		count("case_files", "select count(*) from case_files where organisation = $1 and file = $2", c)
		count("keys", "select count(*) from vault_keys where organisation = $1 and holder in ($2, $3)", textsOf(id), caseTexts(c))
		return nil
	}))
}

// TestWordsAreNeverInClearOnAServer looks through the server's whole folder of
// data, its log included, after it wrote everything down.
func TestWordsAreNeverInClearOnAServer(t *testing.T) {
	server := pgtest.Start(t)
	place := server.Database(t)
	w := newWorld(t, place)
	id, c := w.writeAbout("wombat-1")
	w.forgetAll(90)
	w.gone(id, c)
	w.verified()
	db, err := sql.Open("pgx", place)
	w.ok(err)
	defer db.Close()
	_, err = db.ExecContext(t.Context(), "checkpoint")
	w.ok(err)
	if found := inClear(t, server.Data()); len(found) > 0 {
		t.Errorf("in clear in the server's files: %v", found)
	}
}
