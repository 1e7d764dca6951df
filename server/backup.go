package server

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	_ "modernc.org/sqlite" // the driver of file databases

	"muster"
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
	if err := emptyFolder(to); err != nil {
		return err
	}
	from := filepath.Join(c.Data, databaseName)
	if _, err := os.Stat(from); err != nil {
		return &muster.Error{Code: muster.CodeNotFound, Message: "there is no database in " + c.Data, Hint: "name the folder with --data", Err: err}
	}
	db, err := sql.Open("sqlite", "file:"+from+"?mode=ro&_pragma=busy_timeout(10000)")
	if err != nil {
		return err
	}
	defer db.Close()
	copied := filepath.Join(to, databaseName)
	if _, err := db.ExecContext(ctx, "vacuum into $1", copied); err != nil {
		return fmt.Errorf("copy the database: %w", err)
	}
	if err := os.Chmod(copied, 0o600); err != nil {
		return err
	}
	if keysTo == "" {
		return nil
	}
	inside, err := filepath.Rel(to, keysTo)
	if err == nil && inside != ".." && !strings.HasPrefix(inside, ".."+string(filepath.Separator)) {
		return configError("the keys would lie with the copy they open", "name another folder, on another device if you can")
	}
	return copyKeys(c.keysFolder(), keysTo)
}

// Restore puts a backup into an empty data folder, with its keys, and reads
// all of it once. Nothing is written over.
func Restore(ctx context.Context, c *Config, from, keysFrom string) error {
	if c.DB != "" {
		return &muster.Error{Code: muster.CodeUnsupported, Message: "a database server is restored with its own tools", Hint: "use pg_restore, and put the keys back into their folder"}
	}
	if err := emptyFolder(c.Data); err != nil {
		return err
	}
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
		if !d.Well {
			return &muster.Error{Code: muster.CodeDamaged, Message: "the restored data are not sound: " + d.What + ": " + d.Says, Hint: "try an older backup, or the right keys"}
		}
	}
	return nil
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
	for _, name := range []string{organisationKey, ledgerKey, drawSeed, sessionKey} {
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

// lowDisk is how many bytes should be free.
const lowDisk = 1 << 30

// Doctor looks at an installation without changing it: keys, database, ledger,
// clock and disk. The error says that it could not look at all.
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
	note("disk", "enough room", diskRoom(c.Data))
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
