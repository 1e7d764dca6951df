package server

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"time"

	"golang.org/x/crypto/acme/autocert"

	"muster"
	"muster/casework"
	"muster/notify"
	"muster/store"
)

// Diagnosis is one thing a Doctor looked at.
type Diagnosis struct {
	What string
	Well bool
	Says string // what was found, and what to do when it is not well
}

// What should be so on a day nothing happens.
const (
	lowDisk         = 1 << 30             // bytes free
	certificateSoon = 14 * 24 * time.Hour // left of a certificate, or a sixth of a short one; whoever renews does so with a third left
	backupLate      = 48 * time.Hour      // since the last backup
)

// doctor gathers diagnoses.
type doctor struct {
	c    *Config
	now  time.Time
	list []Diagnosis
}

func (d *doctor) note(what, well string, err error) bool {
	one := Diagnosis{what, err == nil, well}
	if err != nil {
		one.Says = err.Error()
	}
	d.list = append(d.list, one)
	return err == nil
}

// Doctor looks at an installation: the data themselves, and what keeps them
// safe and reachable. It changes nothing but the schema of a database of an
// older version. The error says that it could not look at all.
func Doctor(ctx context.Context, c *Config) ([]Diagnosis, error) {
	if err := errors.Join(c.Validate(), c.Installed()); err != nil {
		return nil, err
	}
	d := &doctor{c: c, now: c.clock()}
	d.note("disk", "enough room", diskRoom(c.Data))
	d.note("permissions", "only their owner may open the data", ownOnly(c))
	d.data(ctx)
	d.certificate()
	d.messages(ctx)
	d.backup()
	return d.list, nil
}

func (c *Config) clock() time.Time {
	if c.Now != nil {
		return c.Now()
	}
	return time.Now()
}

// sound says what is wrong with the data themselves, nil for nothing.
func sound(ctx context.Context, c *Config) error {
	if err := c.Validate(); err != nil {
		return err
	}
	d := &doctor{c: c, now: c.clock()}
	d.data(ctx)
	for _, one := range d.list {
		if !one.Well {
			return &muster.Error{Code: muster.CodeDamaged, Message: "the restored data are not sound: " + one.What + ": " + one.Says, Hint: "try another backup, or the right keys"}
		}
	}
	return nil
}

// data looks at keys, database, records, ledger and clock.
func (d *doctor) data(ctx context.Context) {
	c := d.c
	k, err := openKeys(c.keysFolder(), false)
	if !d.note("keys", "there, and for their owner only", err) {
		return
	}
	place, err := c.place()
	if !d.note("place", "found", err) {
		return
	}
	db, err := store.Open(ctx, place, store.Options{Keys: k.of, Ledger: k.signing})
	if !d.note("database", "opens, and its schema is up to date", err) {
		return
	}
	defer db.Close()
	if !d.note("key and database", "belong together", k.belong(ctx, db, c.Organisation)) {
		return
	}
	d.note("records", "all open and fit their checksums", db.Integrity(ctx, c.Organisation))
	d.note("what people did", "every row opens and is found by what it says", casework.Integrity(ctx, db, c.Organisation))
	r, err := db.VerifyLedger(ctx, c.Organisation)
	if err == nil && r.Entries == 0 { // setting up makes entries
		err = &muster.Error{Code: muster.CodeNotFound, Message: "it has no entries of the organisation " + strconv.Quote(string(c.Organisation)), Hint: "name the configuration the server runs with: --config FILE"}
	}
	if d.note("ledger", fmt.Sprintf("%d entries; nothing was altered, removed or moved", r.Entries), err) && r.Entries > 0 {
		d.note("clock", d.now.UTC().Format("2006-01-02 15:04 MST")+", not behind the ledger", clockBehind(d.now, time.UnixMicro(r.Last.Time)))
	}
}

func clockBehind(now, last time.Time) error {
	if ahead := last.Sub(now); ahead > time.Minute {
		return &muster.Error{Code: muster.CodeConflict, Message: fmt.Sprintf("the clock is %s behind the last entry of the ledger", ahead.Round(time.Second)), Hint: "set the clock; time decides deadlines and retention"}
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

// ownOnly looks for files that others on this machine may open.
func ownOnly(c *Config) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	names := []string{c.Data}
	for _, suffix := range []string{"", "-wal", "-shm"} {
		names = append(names, filepath.Join(c.Data, databaseName+suffix))
	}
	for _, name := range names {
		info, err := os.Stat(name)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return err
		}
		if mode := info.Mode().Perm(); mode&0o077 != 0 {
			return &muster.Error{Code: muster.CodePermission, Message: fmt.Sprintf("others on this machine may open %s (mode %04o)", name, mode), Hint: "type: chmod go= " + name}
		}
	}
	return nil
}

// certificate looks at how long the certificates last.
func (d *doctor) certificate() {
	var pairs []string
	t := &d.c.TLS
	switch {
	case t.Certificate != "":
		pair, err := tls.LoadX509KeyPair(t.Certificate, t.Key)
		if err == nil {
			err = lasts(pair.Leaf, d.now)
		}
		d.note("certificate", "not about to end", err)
		return
	case len(t.ACME) == 0:
		return
	}
	if _, err := binding(t); err != nil { // the server would not start again
		d.note("certificate", "", err)
		return
	}
	for _, name := range t.ACME {
		leaf, err := cachedLeaf(certificateCache(d.c), name)
		if err == nil {
			err = lasts(leaf, d.now)
		}
		if err != nil {
			d.note("certificate", "", fmt.Errorf("%s: %w", name, err))
			return
		}
		pairs = append(pairs, name+" until "+leaf.NotAfter.Format(time.DateOnly))
	}
	d.note("certificate", strings.Join(pairs, ", "), nil)
}

func cachedLeaf(cache autocert.DirCache, name string) (*x509.Certificate, error) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	b, err := cache.Get(ctx, name)
	if err != nil {
		return nil, &muster.Error{Code: muster.CodeNotFound, Message: "no certificate was obtained yet", Hint: "open the address in a browser once while the server runs; its log says what the authority answered"}
	}
	pair, err := tls.X509KeyPair(b, b)
	return pair.Leaf, err
}

func lasts(leaf *x509.Certificate, now time.Time) error {
	if left := leaf.NotAfter.Sub(now); left < min(certificateSoon, leaf.NotAfter.Sub(leaf.NotBefore)/6) {
		return &muster.Error{Code: muster.CodeConflict, Message: "the certificate ends on " + leaf.NotAfter.Format(time.DateOnly), Hint: "renew it; automatic certificates are renewed with a third of their time left, so see what the log says"}
	}
	return nil
}

// messages asks the mail servers that are configured for a greeting. Nothing is
// sent.
func (d *doctor) messages(ctx context.Context) {
	for i := range d.c.Messages.Targets {
		t := &d.c.Messages.Targets[i]
		if t.Type != notify.TypeMail {
			continue
		}
		d.note("mail "+t.ID, t.Address+" answers", reachMail(ctx, d.c, t))
	}
}

// reachMail opens a connection to a mail server as a message would.
func reachMail(ctx context.Context, c *Config, t *TargetConfig) error {
	s := &Server{config: *c, now: c.clock}
	m, err := s.messages()
	if err != nil {
		return err
	}
	if err := m.notifier.Reach(ctx, &t.Target); err != nil {
		return &muster.Error{Code: muster.CodeNotFound, Message: t.Address + " does not take mail: " + err.Error(), Hint: "check messages.targets; inside addresses need messages.allow", Err: err}
	}
	return nil
}

// backupStamp is the file in the data folder that says when a backup was made.
const backupStamp = "last-backup.json"

// backupMade is what it holds.
type backupMade struct {
	At time.Time `json:"at"`
	To string    `json:"to"`
}

func (c *Config) stampBackup(to string) error {
	if whole, err := filepath.Abs(to); err == nil { // said again from another folder
		to = whole
	}
	b, err := json.Marshal(backupMade{c.clock().UTC().Truncate(time.Second), to})
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(c.Data, backupStamp), b, 0o600)
}

// backup says how old the last backup is. Those of a database server are its
// own tools' affair.
func (d *doctor) backup() {
	if d.c.DB != "" {
		return
	}
	var last backupMade
	b, err := os.ReadFile(filepath.Join(d.c.Data, backupStamp))
	if err == nil {
		err = json.Unmarshal(b, &last)
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		err = &muster.Error{Code: muster.CodeNotFound, Message: "none was made", Hint: "let `muster backup` run every night, to another machine or disk"}
	case err == nil && d.now.Sub(last.At) > backupLate:
		err = &muster.Error{Code: muster.CodeConflict, Message: fmt.Sprintf("the last was made on %s, to %s", last.At.Format(time.DateOnly), last.To), Hint: "see why the nightly one did not run"}
	}
	d.note("backup", "made on "+last.At.Format("2006-01-02 15:04 MST")+", to "+last.To, err)
}
