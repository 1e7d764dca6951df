package server

import (
	"database/sql"
	"os"
	"path/filepath"
	"testing"
	"time"

	"muster"
	"muster/casework"
	"muster/store"
)

// TestBackup copies an installation that runs, restores it, and refuses the
// keys beside their copy.
func TestBackup(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	if _, _, err := in.ImportPaths(t.Context(), writeFile(t, "applicants.csv", applicants)); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := Backup(t.Context(), &in.config, dir+"/a", dir+"/a/keys"); err == nil {
		t.Error("the keys lie with the copy they open")
	}
	if err := Backup(t.Context(), &in.config, dir+"/a", ""); muster.CodeOf(err) != muster.CodeUsage {
		t.Errorf("a copy nobody could read: %v", err)
	}
	gone := muster.Observation{Organisation: in.config.Organisation, Subject: "Z-9", Source: "hr", Recorded: muster.Date(2020, 1, 1), Data: &muster.BankDetails{PayTo: muster.PayTo{IBAN: "GB33BUKB20201555555555"}}}
	if err := gone.Seal(); err != nil {
		t.Fatal(err)
	}
	if _, _, err := in.store.Append(t.Context(), in.config.Organisation, []muster.Observation{gone}); err != nil {
		t.Fatal(err)
	}
	lead := &casework.Actor{User: "U-lead", Name: "Ann Keeper", Grants: []casework.Grant{hrLead()}}
	for _, a := range []casework.Act{
		&casework.SendNotice{Subject: "Z-9", Channel: casework.NoticeByPost}, &casework.MarkDispute{Subject: "Z-9", Reason: "A record of the bank says so."},
		&casework.Suppress{Flag: "NET-02", Until: in.now().AddDate(0, 0, 7), Reason: "The office network was entered wrongly."},
	} {
		if _, err := in.desk.Do(t.Context(), lead, casework.Key(newKey()), a); err != nil {
			t.Fatal(err)
		}
	}
	first := firstSight(t, dir+"/b/"+databaseName)
	if err := Backup(t.Context(), &in.config, dir+"/b", dir+"/keys"); err != nil {
		t.Fatal(err)
	}
	if n := countIn(t, first(), "vault_keys"); n != 0 {
		t.Errorf("when a kill would first leave a copy behind, %d keys lie in it", n)
	}
	in.eraseSomebodySince(t, dir)
	c := in.config
	c.Data, c.Now = dir+"/restored", nil
	if err := c.Installed(); muster.CodeOf(err) != muster.CodeNotFound {
		t.Errorf("nothing is there: %v", err)
	}
	if err := os.MkdirAll(filepath.Join(c.Data, unfinished), 0o700); err != nil { // a kill left it
		t.Fatal(err)
	}
	if err := c.Installed(); muster.CodeOf(err) != muster.CodeDamaged {
		t.Errorf("a restore was not finished: %v", err)
	}
	what := Restoring{By: "Root Example", Reason: "The disk failed this morning."}
	late := what
	late.Held = []string{laterCheckpoint(t, in)}
	if _, err := Restore(t.Context(), &c, dir+"/b", dir+"/keys", late); err == nil {
		t.Error("a copy that lacks what a checkpoint elsewhere vouches for is restored")
	}
	if _, err := Restore(t.Context(), &c, dir+"/b", dir+"/keys", Restoring{By: "Root Example"}); muster.CodeOf(err) != muster.CodeUsage {
		t.Errorf("restored without a reason: %v", err)
	}
	copied := countIn(t, dir+"/b/"+databaseName, "ledger_leaves")
	first = firstSight(t, filepath.Join(c.Data, databaseName))
	if done, err := Restore(t.Context(), &c, dir+"/b", dir+"/keys", what); err != nil || done.Erased != 1 {
		t.Fatalf("%+v, %v; want somebody erased again", done, err)
	}
	if n := countIn(t, first(), "ledger_leaves"); n <= copied {
		t.Errorf("a kill could leave an installation in which nothing was erased again: %d entries, as the copy has", n)
	}
	if _, err := Restore(t.Context(), &c, dir+"/b", dir+"/keys", what); muster.CodeOf(err) != muster.CodeConflict {
		t.Errorf("restored over an installation: %v", err)
	}
	s, err := New(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := casework.Integrity(t.Context(), s.store, c.Organisation); err != nil {
		t.Errorf("what was restored is taken for a change by hand: %v", err)
	}
	if s.Size() != 4 {
		t.Errorf("%d people after restoring, want 4", s.Size())
	}
	if n := (&installation{Server: s, config: c}).entries(t, "restore"); n != 1 {
		t.Errorf("%d entries of the restore, want 1", n)
	}
	other := c
	other.Data = dir + "/wrong"
	if _, err := openKeys(dir+"/otherkeys", true); err != nil {
		t.Fatal(err)
	}
	if _, err := Restore(t.Context(), &other, dir+"/b", dir+"/otherkeys", what); err == nil {
		t.Error("restored with the keys of somebody else")
	}
}

// firstSight watches for a file and copies it as it is when it is first there,
// as whoever comes after a kill at that moment would find it.
func firstSight(t *testing.T, file string) (copied func() string) {
	t.Helper()
	to, found := filepath.Join(t.TempDir(), databaseName), make(chan error, 1)
	go func() {
		for t.Context().Err() == nil {
			if body, err := os.ReadFile(file); err == nil {
				found <- os.WriteFile(to, body, 0o600)
				return
			}
			time.Sleep(100 * time.Microsecond)
		}
	}()
	return func() string {
		if err := <-found; err != nil {
			t.Error(err)
		}
		return to
	}
}

// countIn counts the rows of a table in a file database, 0 where it cannot be read.
func countIn(t *testing.T, file, table string) (n int) {
	t.Helper()
	db, err := sql.Open("sqlite", file)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.QueryRowContext(t.Context(), "select count(*) from "+table).Scan(&n); err != nil {
		t.Log(err)
	}
	return n
}

// eraseSomebodySince erases somebody after the first backup and makes another,
// which takes their key away from where the keys are kept.
func (in *installation) eraseSomebodySince(t *testing.T, dir string) {
	t.Helper()
	if n, err := in.store.ExpireKinds(t.Context(), in.config.Organisation, store.Keep{muster.KindBank: 30}, in.now()); err != nil || n != 1 {
		t.Fatalf("%d erased, %v", n, err)
	}
	if err := Backup(t.Context(), &in.config, dir+"/later", dir+"/keys"); err != nil {
		t.Fatal(err)
	}
}

// laterCheckpoint is a checkpoint of an entry made after the backup.
func laterCheckpoint(t *testing.T, in *installation) string {
	t.Helper()
	in.link(t, "Later", casework.Administrator)
	var signed string
	err := in.store.View(t.Context(), in.config.Organisation, func(tx *store.Tx) error {
		var last int64
		if err := tx.QueryRow("select max(number) from ledger_checkpoints where organisation = $1").Scan(&last); err != nil {
			return err
		}
		list, err := tx.Checkpoints(last, 1)
		if err == nil {
			signed = list[0].Signed
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return signed
}
