package server

import (
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
	"time"

	_ "modernc.org/sqlite" // the driver of file databases

	"muster"
	"muster/casework"
	"muster/store"
)

// databaseName is the file database, in the data folder and in a backup.
const databaseName = "muster.db"

// Backup writes a consistent copy of a file database into a new folder, also
// while a server runs. The keys go into a folder of their own, when one is
// named: a copy of both in one place is as good as no keys at all.
func Backup(ctx context.Context, c *Config, to, keysTo string) error {
	if c.DB != "" {
		return &muster.Error{Code: muster.CodeUnsupported, Message: "a database server is backed up with its own tools", Hint: "use pg_dump or your server's backups, and copy the folder of keys to another place"}
	}
	from := filepath.Join(c.Data, databaseName)
	if _, err := os.Stat(from); err != nil {
		return &muster.Error{Code: muster.CodeNotFound, Message: "there is no database in " + c.Data, Hint: "name the folder with --data", Err: err}
	}
	if keysTo != "" && within(to, keysTo) {
		return configError("the keys would lie with the copy they open", "name another folder, on another device if you can")
	}
	if err := emptyFolder(to); err != nil {
		return err
	}
	copied := filepath.Join(to, databaseName)
	if err := copyDatabase(ctx, from, copied); err != nil {
		return errors.Join(err, ignoreMissing(os.Remove(copied))) // half a copy looks like one
	}
	if keysTo == "" {
		return nil
	}
	return copyKeys(c.keysFolder(), keysTo)
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
		return fmt.Errorf("copy the database: %w", err)
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
// folder as empty as it was.
func Restore(ctx context.Context, c *Config, from, keysFrom string, what Restoring) error {
	if c.DB != "" {
		return &muster.Error{Code: muster.CodeUnsupported, Message: "a database server is restored with its own tools", Hint: "use pg_restore, and put the keys back into their folder"}
	}
	if err := emptyFolder(c.Data); err != nil {
		return err
	}
	if c.Keys != "" {
		if err := emptyFolder(c.Keys); err != nil {
			return err
		}
	}
	err := restore(ctx, c, from, keysFrom, what)
	if err != nil {
		err = errors.Join(err, emptyAgain(c))
	}
	return err
}

// emptyAgain removes what a restore that failed has put down.
func emptyAgain(c *Config) error {
	var errs []error
	for _, name := range keyFiles() {
		errs = append(errs, ignoreMissing(os.Remove(filepath.Join(c.keysFolder(), name))))
	}
	for _, suffix := range []string{"", "-wal", "-shm", "-journal"} {
		errs = append(errs, ignoreMissing(os.Remove(filepath.Join(c.Data, databaseName+suffix))))
	}
	if c.Keys == "" {
		errs = append(errs, ignoreMissing(os.Remove(c.keysFolder())))
	}
	return errors.Join(errs...)
}

func restore(ctx context.Context, c *Config, from, keysFrom string, what Restoring) error {
	if err := copyKeys(keysFrom, c.keysFolder()); err != nil {
		return err
	}
	if err := copyFile(filepath.Join(from, databaseName), filepath.Join(c.Data, databaseName)); err != nil {
		return err
	}
	list, err := Doctor(ctx, c)
	if err != nil {
		return err
	}
	for _, d := range list {
		if !d.Well && d.What != diskDiagnosis {
			return &muster.Error{Code: muster.CodeDamaged, Message: "the restored data are not sound: " + d.What + ": " + d.Says, Hint: "try an older backup, or the right keys"}
		}
	}
	return enterRestore(ctx, c, what)
}

// enterRestore enters a restore, and sees that the ledger with the entry still
// contains all the copy's checkpoint vouches for.
func enterRestore(ctx context.Context, c *Config, what Restoring) error {
	l, err := OpenLedger(ctx, c)
	if err != nil {
		return err
	}
	defer l.Close()
	before, err := l.Verify(ctx, what.Held...)
	if err != nil {
		return err
	}
	checkpoint, err := l.Checkpoint(ctx)
	if err != nil {
		return err
	}
	k, err := openKeys(c.keysFolder(), false)
	if err != nil {
		return err
	}
	desk, err := casework.New(casework.Config{Store: l.store, Organisation: c.Organisation, Random: rand.Reader, Seed: k.seed})
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
	return err
}

func emptyFolder(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return keyError("the folder cannot be made", err)
	}
	list, err := os.ReadDir(dir)
	if err == nil && len(list) > 0 {
		err = &muster.Error{Code: muster.CodeConflict, Message: dir + " is not empty", Hint: "name a new folder; nothing is written over"}
	}
	return err
}

func copyKeys(from, to string) error {
	if err := os.MkdirAll(to, 0o700); err != nil {
		return keyError("the folder of keys cannot be made", err)
	}
	for _, name := range keyFiles() {
		if err := copyFile(filepath.Join(from, name), filepath.Join(to, name)); err != nil {
			return err
		}
	}
	return nil
}

// copyFile copies to a new file that only its owner may read, and sees that it
// is on the disk.
func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return keyError(filepath.Base(from)+" cannot be read", err)
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return keyError(filepath.Base(to)+" cannot be written", err)
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Sync(), out.Close())
}

// Diagnosis is one thing a Doctor looked at.
type Diagnosis struct {
	What string
	Well bool
	Says string // what was found, and what to do when it is not well
}

// diskDiagnosis is the one that says nothing of the data.
const diskDiagnosis = "disk"

// lowDisk is how many bytes should be free.
const lowDisk = 1 << 30

// Doctor looks at an installation: keys, database, ledger, clock and disk. It
// changes nothing but the schema of a database of an older version. The error says that it could not look at all.
func Doctor(ctx context.Context, c *Config) ([]Diagnosis, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	var list []Diagnosis
	note := func(what, well string, err error) bool {
		d := Diagnosis{what, err == nil, well}
		if err != nil {
			d.Says = err.Error()
		}
		list = append(list, d)
		return err == nil
	}
	k, err := openKeys(c.keysFolder(), false)
	if !note("keys", "there, and for their owner only", err) {
		return list, nil
	}
	note(diskDiagnosis, "enough room", diskRoom(c.Data))
	place, err := c.place()
	if err == nil && !store.IsServer(place) {
		if _, statErr := os.Stat(place); errors.Is(statErr, fs.ErrNotExist) {
			err = &muster.Error{Code: muster.CodeNotFound, Message: "there is no database in " + c.Data, Hint: "set the installation up with `muster setup`, or name its folder", Err: statErr}
		}
	}
	if !note("place", "found", err) {
		return list, nil
	}
	db, err := store.Open(ctx, place, store.Options{Keys: k.of, Ledger: k.signing})
	if !note("database", "opens, and its schema is up to date", err) {
		return list, nil
	}
	defer db.Close()
	note("key and database", "belong together", db.CheckKey(ctx, c.Organisation))
	note("records", "all fit their checksums", db.Integrity(ctx, c.Organisation))
	r, err := db.VerifyLedger(ctx, c.Organisation)
	if note("ledger", fmt.Sprintf("%d entries; nothing was altered, removed or moved", r.Entries), err) && r.Entries > 0 {
		note("clock", "not behind the ledger", clockBehind(time.UnixMicro(r.Last.Time)))
	}
	return list, nil
}

func clockBehind(last time.Time) error {
	if d := time.Until(last); d > time.Minute {
		return &muster.Error{Code: muster.CodeConflict, Message: fmt.Sprintf("the clock is %s behind the last entry of the ledger", d.Round(time.Second)), Hint: "set the clock; time decides deadlines and retention"}
	}
	return nil
}

func diskRoom(dir string) error {
	free, err := freeBytes(dir)
	if err == nil && free < lowDisk {
		err = &muster.Error{Code: muster.CodeTooLarge, Message: fmt.Sprintf("only %d MB are free in %s", free>>20, dir), Hint: "make room: a full disk stops imports and decisions"}
	}
	return err
}
