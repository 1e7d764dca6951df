package server

import (
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
	if err := Backup(t.Context(), &in.config, dir+"/b", dir+"/keys"); err != nil {
		t.Fatal(err)
	}
	in.eraseSomebodySince(t, dir)
	c := in.config
	c.Data, c.Now = dir+"/restored", nil
	what := Restoring{By: "Root Example", Reason: "The disk failed this morning."}
	late := what
	late.Held = []string{laterCheckpoint(t, in)}
	if _, err := Restore(t.Context(), &c, dir+"/b", dir+"/keys", late); err == nil {
		t.Error("a copy that lacks what a checkpoint elsewhere vouches for is restored")
	}
	if _, err := Restore(t.Context(), &c, dir+"/b", dir+"/keys", Restoring{By: "Root Example"}); muster.CodeOf(err) != muster.CodeUsage {
		t.Errorf("restored without a reason: %v", err)
	}
	if done, err := Restore(t.Context(), &c, dir+"/b", dir+"/keys", what); err != nil || done.Erased != 1 {
		t.Fatalf("%+v, %v; want somebody erased again", done, err)
	}
	if _, err := Restore(t.Context(), &c, dir+"/b", dir+"/keys", what); muster.CodeOf(err) != muster.CodeConflict {
		t.Errorf("restored over an installation: %v", err)
	}
	s, err := New(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
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

// eraseSomebodySince erases somebody after the first backup and makes another,
// which takes their key away from where the keys are kept.
func (in *installation) eraseSomebodySince(t *testing.T, dir string) {
	t.Helper()
	if n, err := in.store.ExpireKinds(t.Context(), in.config.Organisation, store.Keep{muster.KindBank: 30}, time.Now()); err != nil || n != 1 {
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
