package server

import (
	"bytes"
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	_ "modernc.org/sqlite" // the driver of file databases

	"muster"
	"muster/casework"
	"muster/store"
)

// databaseName is the file database, in the data folder and in a backup.
const databaseName = "muster.db"

// unfinished is the folder, within the one that is written to, in which copies
// are made. They are moved out of it when all about them is done, so that what
// a kill leaves behind is never taken for a backup or an installation.
const unfinished = "unfinished"

// Backup writes a consistent copy of a file database into a new folder, also
// while a server runs. The keys, those of single people and cases among them, go
// into a folder of their own, in place of an earlier copy of them: a copy of both
// in one place is as good as no keys at all, and a key that was erased since must
// not stay there.
func Backup(ctx context.Context, c *Config, to, keysTo string) error {
	if c.DB != "" {
		return &muster.Error{Code: muster.CodeUnsupported, Message: "a database server is backed up with its own tools", Hint: "use pg_dump or your server's backups, and copy the folder of keys to another place"}
	}
	from := filepath.Join(c.Data, databaseName)
	if err := c.Installed(); err != nil {
		return err
	}
	if keysTo == "" {
		return &muster.Error{Code: muster.CodeUsage, Message: "a backup needs two places: without the keys of now the copy cannot be read", Hint: "name a folder for the keys, on another device if you can"}
	}
	if within(to, keysTo) || within(keysTo, to) {
		return configError("the keys would lie with the copy they open", "name another folder, on another device if you can")
	}
	if err := emptyFolder(to); err != nil {
		return err
	}
	copied := filepath.Join(to, unfinished, databaseName)
	err := os.Mkdir(filepath.Dir(copied), 0o700)
	if err == nil {
		err = copyKeys(c.keysFolder(), keysTo)
	}
	if err == nil {
		err = copyDatabase(ctx, from, copied)
	}
	if err == nil {
		err = store.TakeKeys(ctx, copied, filepath.Join(keysTo, store.KeysFile))
	}
	if err == nil {
		err = os.Rename(copied, filepath.Join(to, databaseName))
	}
	if err = errors.Join(err, os.RemoveAll(filepath.Dir(copied))); err != nil {
		return err
	}
	return c.stampBackup(to)
}

// Installed refuses a data folder without a database, and says which it is:
// nothing there, nothing that may be looked at, or a restore that was not
// finished. Of a database server it says nothing.
func (c *Config) Installed() error {
	if c.DB != "" {
		return nil
	}
	_, err := os.Stat(filepath.Join(c.Data, databaseName))
	switch {
	case err == nil:
		return nil
	case !errors.Is(err, fs.ErrNotExist):
		return keyError(c.Data+" cannot be looked at", err)
	}
	if _, halfway := os.Stat(filepath.Join(c.Data, unfinished)); halfway == nil {
		return &muster.Error{Code: muster.CodeDamaged, Message: "a restore into " + c.Data + " was not finished", Hint: "run the same `muster restore` again; it begins anew", Err: err}
	}
	return &muster.Error{Code: muster.CodeNotFound, Message: "there is no installation in " + c.Data, Hint: "name the folder with --data, or make one with `muster setup`", Err: err}
}

// within reports whether a folder lies in another or is the same, as far as
// their names and links say.
func within(outer, inner string) bool {
	for _, one := range []*string{&outer, &inner} {
		if abs, err := filepath.Abs(*one); err == nil {
			*one = abs
		}
		if real, err := filepath.EvalSymlinks(*one); err == nil {
			*one = real
		}
	}
	inside, err := filepath.Rel(outer, inner)
	return err == nil && inside != ".." && !strings.HasPrefix(inside, ".."+string(filepath.Separator))
}

// copyDatabase writes a consistent copy, without pages that were freed, and
// sees that it is on the disk.
func copyDatabase(ctx context.Context, from, to string) error {
	place := url.URL{Scheme: "file", Opaque: (&url.URL{Path: filepath.ToSlash(from)}).EscapedPath(), RawQuery: "mode=ro&_pragma=busy_timeout(10000)"}
	db, err := sql.Open("sqlite", place.String())
	if err != nil {
		return err
	}
	defer db.Close()
	if _, err := db.ExecContext(ctx, "vacuum into $1", to); err != nil {
		return &muster.Error{Code: muster.CodeInternal, Message: "the database could not be copied: " + err.Error(), Hint: "look whether there is room at " + filepath.Dir(filepath.Dir(to)), Err: err}
	}
	f, err := os.OpenFile(to, os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	return errors.Join(os.Chmod(to, 0o600), f.Sync(), f.Close())
}

// Restoring says who restores and why, for the ledger.
type Restoring struct {
	By     string // a name or address
	Reason string
	// Held are signed checkpoints kept elsewhere: a copy that lacks what one of
	// them vouches for, or differs from it, is refused.
	Held []string
}

// Restore puts a backup into an empty data folder, with its keys, reads all of
// it once, and enters in its ledger that it was restored, from which
// checkpoint, by whom and why. Nothing is written over; what fails leaves the
// folder as empty as it was. What was erased since the copy was made, as the
// keys of now say, is erased in it again, and the clocks are applied. A database
// server's own tools have put the copy and the keys back before: from and
// keysFrom are empty then.
func Restore(ctx context.Context, c *Config, from, keysFrom string, what Restoring) (store.Settled, error) {
	if c.DB != "" {
		if from != "" || keysFrom != "" {
			return store.Settled{}, &muster.Error{Code: muster.CodeUsage, Message: "a copy of a database server is put back with its own tools", Hint: "use pg_restore, put the keys back into their folder, then run this with - in place of the backup"}
		}
		return settle(ctx, c, what)
	}
	if from == "" || keysFrom == "" {
		return store.Settled{}, &muster.Error{Code: muster.CodeUsage, Message: "a restore needs the backup and the keys it was written under", Hint: "name both folders"}
	}
	if err := emptyFolder(c.Data); err != nil {
		return store.Settled{}, err
	}
	if c.Keys != "" {
		if err := emptyFolder(c.Keys); err != nil {
			return store.Settled{}, err
		}
	}
	work := *c
	work.Data, work.Keys = filepath.Join(c.Data, unfinished), ""
	err := putBack(ctx, &work, from, keysFrom)
	var done store.Settled
	if err == nil {
		done, err = settle(ctx, &work, what)
	}
	if err == nil {
		err = copyKeys(work.keysFolder(), c.keysFolder())
	}
	if err == nil {
		err = os.Rename(filepath.Join(work.Data, databaseName), filepath.Join(c.Data, databaseName))
	}
	return done, errors.Join(err, os.RemoveAll(work.Data))
}

// putBack copies a backup and its keys into empty folders.
func putBack(ctx context.Context, c *Config, from, keysFrom string) error {
	if err := copyKeys(keysFrom, c.keysFolder()); err != nil {
		return err
	}
	place := filepath.Join(c.Data, databaseName)
	if err := copyFile(filepath.Join(from, databaseName), place); err != nil {
		return err
	}
	return store.PutKeys(ctx, place, filepath.Join(keysFrom, store.KeysFile))
}

// settle makes what was put back agree with what was erased since, reads all of
// it once, and enters the restore.
func settle(ctx context.Context, c *Config, what Restoring) (done store.Settled, err error) {
	l, err := OpenLedger(ctx, c)
	if err != nil {
		return done, err
	}
	defer l.Close()
	if err := l.store.CheckKey(ctx, c.Organisation); err != nil {
		return done, err
	}
	if c.DB != "" {
		if err := l.store.HasKeys(ctx, c.Organisation); err != nil {
			return done, err
		}
	}
	k, err := openKeys(c.keysFolder(), false)
	if err != nil {
		return done, err
	}
	desk, err := casework.New(casework.Config{Store: l.store, Organisation: c.Organisation, Random: rand.Reader, Seed: k.seed})
	if err != nil {
		return done, err
	}
	if done, err = desk.Settle(ctx); err != nil {
		return done, err
	}
	if err := sound(ctx, c); err != nil {
		return done, err
	}
	return done, enterRestore(ctx, desk, l, what)
}

// enterRestore enters a restore, sees that the ledger with the entry still
// contains all the copy's checkpoint vouches for, and applies the clocks.
func enterRestore(ctx context.Context, desk *casework.Desk, l *Ledger, what Restoring) error {
	before, err := l.Verify(ctx, what.Held...)
	if err != nil {
		return err
	}
	checkpoint, err := l.Checkpoint(ctx)
	if err != nil {
		return err
	}
	if err := desk.EnterRestore(ctx, &casework.Restored{By: what.By, Reason: what.Reason, Checkpoint: checkpoint, Entries: before.Entries}); err != nil {
		return err
	}
	held := what.Held
	if checkpoint != "" {
		held = append(held[:len(held):len(held)], checkpoint)
	}
	after, err := l.Verify(ctx, held...)
	if err == nil && after.Entries != before.Entries+1 {
		err = fmt.Errorf("the ledger has %d entries after restoring, not %d", after.Entries, before.Entries+1)
	}
	if err != nil {
		return err
	}
	_, err = desk.ApplyRetention(ctx) // before anybody sees what is past its days by now
	return err
}

// emptyFolder makes a folder, or sees that it is empty but for what an earlier
// try left unfinished, which goes.
func emptyFolder(dir string) error {
	if err := errors.Join(os.MkdirAll(dir, 0o700), os.RemoveAll(filepath.Join(dir, unfinished))); err != nil {
		return keyError("the folder cannot be made", err)
	}
	list, err := os.ReadDir(dir)
	if err == nil && len(list) > 0 {
		err = &muster.Error{Code: muster.CodeConflict, Message: dir + " is not empty", Hint: "name a new folder; nothing is written over"}
	}
	return err
}

// copyKeys copies the keys to where they are not yet. Another installation's are
// never written over.
func copyKeys(from, to string) error {
	if err := os.MkdirAll(to, 0o700); err != nil {
		return keyError("the folder of keys cannot be made", err)
	}
	for _, name := range keyFiles() {
		there, err := os.ReadFile(filepath.Join(to, name))
		if err == nil {
			ours, err := os.ReadFile(filepath.Join(from, name))
			if err == nil && !bytes.Equal(there, ours) {
				err = errors.New("another key is there")
			}
			if err != nil {
				return keyError(name+" cannot be copied to "+to, err)
			}
			continue
		}
		if err := copyFile(filepath.Join(from, name), filepath.Join(to, name)); err != nil {
			return err
		}
	}
	return nil
}

// copyFile copies to a new file that only its owner may read, and sees that it
// is on the disk before it has its name.
func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return keyError(filepath.Base(from)+" cannot be read", err)
	}
	defer in.Close()
	fresh := to + ".new"
	out, err := os.OpenFile(fresh, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return keyError(filepath.Base(to)+" cannot be written", err)
	}
	_, err = io.Copy(out, in)
	if err = errors.Join(err, out.Sync(), out.Close()); err == nil {
		err = os.Rename(fresh, to)
	}
	return err
}
