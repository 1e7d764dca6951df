package store_test

import (
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"muster"
	"muster/store"
)

const org = muster.DefaultOrganisation

func mkdir(t *testing.T, dir string) {
	t.Helper()
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
}

// filled makes a database with some people in it and closes it.
func filled(t *testing.T, path, run string) {
	t.Helper()
	s, err := store.Open(t.Context(), path, options())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	in := &store.Saving{Run: store.Run{Organisation: org, ID: run}, Population: muster.NewSlice(observationsOf(run)), Findings: findingsOf(run)}
	if _, err := s.SaveRun(t.Context(), in); err != nil {
		t.Fatal(err)
	}
}

// runsIn names the runs a database holds.
func runsIn(t *testing.T, path string) string {
	t.Helper()
	s, err := store.Open(t.Context(), path, options())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.Integrity(t.Context(), org); err != nil {
		t.Error(err)
	}
	runs, err := s.Runs(t.Context(), org)
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for i := range runs {
		ids = append(ids, runs[i].ID)
	}
	return strings.Join(ids, " ")
}

// tamper runs SQL on a database behind the store's back.
func tamper(t *testing.T, path, text string, args ...any) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	result, err := db.Exec(text, args...)
	if err != nil {
		t.Fatal(err)
	}
	if n, err := result.RowsAffected(); err != nil || n == 0 {
		t.Fatalf("%s: %d rows, %v", text, n, err)
	}
}

func wantCode(t *testing.T, err error, code muster.Code) {
	t.Helper()
	var e *muster.Error
	if !errors.As(err, &e) || e.Code != code {
		t.Errorf("error %v (code %s), want code %s", err, muster.CodeOf(err), code)
		return
	}
	if e.Hint == "" || e.Message == "" {
		t.Errorf("error %q does not say what to do next", e.Message)
	}
}

func TestFilesAreForTheirOwnerOnly(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the mode of a file says nothing on this system")
	}
	dir := t.TempDir()
	s, err := store.Open(t.Context(), filepath.Join(dir, "people.db"), options())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if _, err := s.Put(t.Context(), crowd(10), nil); err != nil {
		t.Fatal(err)
	}
	files, err := os.ReadDir(dir)
	if err != nil || len(files) < 3 {
		t.Fatalf("files %v, %v; want the database and its logs", files, err)
	}
	for _, f := range files {
		if info, err := f.Info(); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: mode %v, %v", f.Name(), info.Mode(), err)
		}
	}
}

func TestPathsWithOddCharacters(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a folder #1 100% née")
	mkdir(t, path)
	path = filepath.Join(path, "people 2026.db")
	filled(t, path, "r1")
	if got := runsIn(t, path); got != "r1" {
		t.Errorf("runs %q", got)
	}
	if _, err := os.Stat(path); err != nil {
		t.Error(err)
	}
}

func TestNewerSchemaIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "people.db")
	filled(t, path, "r1")
	tamper(t, path, "insert into migrations (version, applied) values (1000, 0)")
	_, err := store.Open(t.Context(), path, options())
	wantCode(t, err, muster.CodeUnsupported)
	tamper(t, path, "delete from migrations where version = 1000")
	if got := runsIn(t, path); got != "r1" {
		t.Errorf("runs %q", got)
	}
}

// TestFirstSchemaIsMigrated starts from the schema as version 1 wrote it.
func TestFirstSchemaIsMigrated(t *testing.T) {
	first, err := os.ReadFile("migrations/0001_start.sql")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "people.db")
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{
		"create table migrations (version bigint not null primary key, applied bigint not null)", string(first),
		"insert into migrations (version, applied) values (1, 0)",
		"insert into runs (organisation, run, started, finished, versions, counts, root) values ('default', 'old', 1, 2, '{}', '{}', x'')",
		"insert into subjects (organisation, subject, revision, observations, kept, pack, vault) values ('a', 'y', 1, 3, 1, x'', x''), ('a', 'x', 1, 0, 1, x'', x''), ('b', 'y', 1, 5, 1, x'', x'')",
	} {
		if _, err := db.Exec(text); err != nil {
			t.Fatal(err)
		}
	}
	db.Close()
	filled(t, path, "r1")
	if got := runsIn(t, path); got != "r1 old" && got != "old r1" {
		t.Errorf("runs %q, want the old one and the new one", got)
	}
	s, err := store.Open(t.Context(), path, options())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	f, err := s.Changes(t.Context(), "a", 0, 10)
	want := store.Feed{Last: 4, Changed: []store.Changed{{Seq: 1, Subject: "x"}, {Seq: 4, Subject: "y"}}}
	if diff := cmp.Diff(want, f); err != nil || diff != "" {
		t.Errorf("numbers given to what was there: %v %s", err, diff)
	}
}

func TestDamagedPackIsFound(t *testing.T) {
	for name, text := range map[string]string{
		"a changed byte":      "update subjects set pack = cast(substr(pack, 1, length(pack) - 1) || case substr(pack, -1) when x'00' then x'01' else x'00' end as blob) where subject = 'r1-003'",
		"a shortened pack":    "update subjects set pack = cast(substr(pack, 1, length(pack) - 1) as blob) where subject = 'r1-003'",
		"an empty pack":       "update subjects set pack = x'' where subject = 'r1-003'",
		"another person's":    "update subjects set pack = (select s.pack from subjects s where s.subject = 'r1-004') where subject = 'r1-003'",
		"a changed vault":     "update subjects set vault = cast(substr(vault, 1, length(vault) - 1) || case substr(vault, -1) when x'00' then x'01' else x'00' end as blob) where subject = 'r1-003'",
		"another one's vault": "update subjects set vault = (select s.vault from subjects s where s.subject = 'r1-004') where subject = 'r1-003'",
		"a renamed subject":   "update subjects set subject = 'r1-003x' where subject = 'r1-003'",
		"a changed finding":   "update findings set body = cast(substr(body, 1, length(body) - 1) || case substr(body, -1) when x'00' then x'01' else x'00' end as blob) where finding in (select finding from finding_subjects where subject = 'r1-003')",
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "people.db")
			filled(t, path, "r1")
			tamper(t, path, text)
			s, err := store.Open(t.Context(), path, options())
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			err = s.Integrity(t.Context(), org)
			wantCode(t, err, muster.CodeDamaged)
		})
	}
}

func TestDamagedFileIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "people.db")
	text := []byte(strings.Repeat("name,phone\n", 2000))
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := store.Open(t.Context(), path, options())
	wantCode(t, err, muster.CodeDamaged)
	if after, err := os.ReadFile(path); err != nil || !bytes.Equal(after, text) {
		t.Errorf("the file changed: %v", err)
	}
}

func TestLockIsForOne(t *testing.T) {
	path := filepath.Join(t.TempDir(), "people.db")
	first, err := store.LockFile(path)
	if err != nil {
		t.Fatal(err)
	}
	_, err = store.LockFile(path)
	wantCode(t, err, muster.CodeConflict)
	first.Release()
	first.Release()
	second, err := store.LockFile(path)
	if err != nil {
		t.Fatal(err)
	}
	second.Release()
	if runtime.GOOS != "windows" {
		if _, err := os.Stat(path + ".lock"); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("the lock stays behind: %v", err)
		}
	}
}

func TestFullDiskLeavesWhatWasThere(t *testing.T) {
	path := filepath.Join(t.TempDir(), "people.db")
	filled(t, path, "r1")
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	o := options()
	o.MaxBytes = info.Size() + 1<<20 // an empty schema fits, 5,000 people do not
	s, err := store.Open(t.Context(), path, o)
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.SaveRun(t.Context(), &store.Saving{Run: store.Run{Organisation: org, ID: "r2"}, Population: crowd(5000)})
	wantCode(t, err, muster.CodeTooLarge)
	s.Close()
	if got := runsIn(t, path); got != "r1" {
		t.Errorf("runs %q, want the one before", got)
	}

	// So does a replacement that finds no room.
	if s, err = store.Create(t.Context(), path, o); err != nil {
		t.Fatal(err)
	}
	_, err = s.SaveRun(t.Context(), &store.Saving{Run: store.Run{Organisation: org, ID: "r3"}, Population: crowd(5000)})
	wantCode(t, err, muster.CodeTooLarge)
	s.Close()
	if got := runsIn(t, path); got != "r1" {
		t.Errorf("runs %q, want the one before", got)
	}
	if _, err := os.Stat(path + ".new"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the unfinished file stays behind: %v", err)
	}
}

func TestFileThatMayNotBeWritten(t *testing.T) {
	if os.Geteuid() == 0 || runtime.GOOS == "windows" {
		t.Skip("modes do not bind this user")
	}
	dir := t.TempDir()
	path := filepath.Join(dir, "people.db")
	filled(t, path, "r1")
	if err := os.Chmod(path, 0o400); err != nil {
		t.Fatal(err)
	}
	_, err := store.Open(t.Context(), path, options())
	wantCode(t, err, muster.CodePermission)
	if err := os.Chmod(dir, 0o500); err != nil {
		t.Fatal(err)
	}
	defer os.Chmod(dir, 0o700)
	_, err = store.Create(t.Context(), path, options())
	wantCode(t, err, muster.CodePermission)
	_, err = store.LockFile(path)
	wantCode(t, err, muster.CodePermission)
}

func TestPlaceThatIsNotThere(t *testing.T) {
	dir := t.TempDir()
	_, err := store.Open(t.Context(), filepath.Join(dir, "none", "people.db"), options())
	wantCode(t, err, muster.CodeNotFound)
	_, err = store.LockFile(filepath.Join(dir, "none", "people.db"))
	wantCode(t, err, muster.CodeNotFound)
	_, err = store.Open(t.Context(), dir, options())
	if err == nil {
		t.Error("a folder was opened as a database")
	}
}

// TestReplacementIgnoresTheOldLog puts a new database in the place of one
// whose last writer was killed with its log unwritten.
func TestReplacementIgnoresTheOldLog(t *testing.T) {
	path := filepath.Join(t.TempDir(), "people.db")
	killOne(t, "append 00 "+path, 4, 2*time.Millisecond, &spoken{people: map[string]int{}})
	if info, err := os.Stat(path + "-wal"); err != nil || info.Size() == 0 {
		t.Fatalf("the killed writer left no log: %v", err)
	}
	s, err := store.Create(t.Context(), path, options())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.SaveRun(t.Context(), &store.Saving{Run: store.Run{Organisation: org, ID: "new"}, Population: crowd(100)}); err != nil {
		t.Fatal(err)
	}
	if err := s.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := runsIn(t, path); got != "new" {
		t.Errorf("runs %q, want the new one", got)
	}
}

// TestPurgedBytesAreGone looks for what was purged in every file there is.
func TestPurgedBytesAreGone(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "people.db")
	o := options()
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	o.Now = func() time.Time { return now }
	s, err := store.Open(t.Context(), path, o)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	var old, young []muster.Observation
	for i := range 300 {
		old = append(old, message(t, fmt.Sprintf("oldname%03d", i), fmt.Sprintf("oldwords%03d", i)))
		young = append(young, message(t, fmt.Sprintf("newname%03d", i), fmt.Sprintf("newwords%03d", i)))
	}
	finding := &muster.Finding{Flag: "SRC-01", Subjects: []muster.SubjectID{"oldname001"}, Title: "oldtitle"}
	finding.ComputeKey()
	save := func(id string, list []muster.Observation) {
		t.Helper()
		in := &store.Saving{Run: store.Run{Organisation: org, ID: id}, Population: muster.NewSlice(list),
			Registers: &muster.Registers{Offices: []muster.Office{{Name: muster.Text(id + "office")}}},
			Findings:  func(yield func(*muster.Finding) bool) { yield(finding) }}
		in.Put.Artefacts = func(who muster.Subject, _ []muster.Observation) ([]store.Held, error) {
			return []store.Held{{Organisation: org, Subject: who.ID, Artefact: muster.Artefact{Kind: muster.ArtefactEmail, ID: muster.ArtefactID{9}}}}, nil
		}
		if _, err := s.SaveRun(t.Context(), in); err != nil {
			t.Fatal(err)
		}
	}
	save("old", old)
	now = now.AddDate(1, 0, 0)
	save("new", young)
	if n := inFiles(t, dir, "oldname001"); n == 0 {
		t.Fatal("what is looked for cannot be found before the purge: the test shows nothing")
	}
	if err := s.Purge(t.Context(), org, now); err != nil {
		t.Fatal(err)
	}
	for _, gone := range []string{"oldname", "oldwords", "oldtitle", "oldoffice"} {
		if n := inFiles(t, dir, gone); n > 0 {
			t.Errorf("%q is in the files %d times after the purge", gone, n)
		}
	}
	for _, there := range []string{"newname299", "newoffice"} {
		if n := inFiles(t, dir, there); n == 0 {
			t.Errorf("%q is gone, which was not purged", there)
		}
	}
	if n := inFiles(t, dir, "newwords"); n > 0 {
		t.Errorf("what somebody wrote is in clear in the files %d times", n)
	}
}

// message is short enough to be stored as it is.
func message(t *testing.T, who, text string) muster.Observation {
	t.Helper()
	o := muster.Observation{Organisation: org, Subject: muster.SubjectID(who), Source: "test", Data: &muster.Message{Text: muster.Text(text)}}
	if err := o.Seal(); err != nil {
		t.Fatal(err)
	}
	return o
}

func inFiles(t *testing.T, dir, text string) int {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no files: %v", err)
	}
	n := 0
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		n += bytes.Count(b, []byte(text))
	}
	return n
}

// TestBankNumbersAreNotInClear looks for an account number outside the vault.
func TestBankNumbersAreNotInClear(t *testing.T) {
	dir := t.TempDir()
	s, err := store.Open(t.Context(), filepath.Join(dir, "people.db"), options())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	var list []muster.Observation
	for _, data := range []muster.Data{
		&muster.BankDetails{PayTo: muster.PayTo{Number: "31926819"}}, &muster.Payment{PayTo: muster.PayTo{IBAN: "GB31926819"}},
		&muster.Invoice{PayTo: muster.PayTo{Wallet: "31926819"}}, &muster.Document{Number: "31926819"},
		&muster.CV{Text: "31926819"}, &muster.Message{Text: "31926819"}, &muster.Interview{Notes: "31926819"}, &muster.Report{Text: "31926819"},
		&muster.Reference{Referee: "31926819"}, &muster.Referral{Referrer: "in clear"},
	} {
		o := muster.Observation{Organisation: org, Subject: "p1", Source: "test", Data: data}
		if err := o.Seal(); err != nil {
			t.Fatal(err)
		}
		list = append(list, o)
	}
	if _, err := s.Put(t.Context(), muster.NewSlice(list), nil); err != nil {
		t.Fatal(err)
	}
	if inFiles(t, dir, "in clear") == 0 {
		t.Fatal("the referral is not there: the test shows nothing")
	}
	if inFiles(t, dir, "31926819") > 0 {
		t.Error("an account or document number, or what somebody wrote, is in the file in clear")
	}
}
