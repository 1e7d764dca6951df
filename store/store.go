package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"muster"
	"muster/ledger"
)

// KeySize is the length of an organisation's key in bytes.
const KeySize = 32

// Options says how a database is opened. Keys is required.
type Options struct {
	// Keys returns the key of an organisation, KeySize bytes. It seals the
	// vault column and never reaches the database.
	Keys func(muster.OrganisationID) ([]byte, error)
	// Now is the clock; nil means the system's.
	Now func() time.Time
	// Readers is how many connections read at a time; 0 means two per core.
	Readers int
	// Workers is how many goroutines pack; 0 means one per core.
	Workers int
	// Batch is how many subjects Put commits at a time; 0 means 2,048.
	Batch int
	// Asked, when not nil, is told each statement that a transaction makes, from
	// several goroutines: for those who count what a page costs.
	Asked func(statement string)
	// MaxBytes bounds the size of the file; 0 means no bound. A server has
	// bounds of its own.
	MaxBytes int64
	// Ledger signs the ledger's checkpoints; nil means that there is no ledger:
	// runs leave no entry, and acts cannot be recorded. Each organisation has a
	// ledger of its own: see LedgerOrigin.
	Ledger *ledger.Signing
}

func (o Options) withDefaults() (Options, error) {
	if o.Keys == nil {
		return o, errors.New("store options: Keys is required")
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Workers <= 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	if o.Readers <= 0 {
		o.Readers = 2 * runtime.GOMAXPROCS(0)
	}
	if o.Batch <= 0 {
		o.Batch = 2048
	}
	return o, nil
}

// Store is an open database. Its methods may be called from several
// goroutines; those that write wait for each other.
type Store struct {
	path  string // for people, without a password
	opt   Options
	lang  *dialect
	plans plans
	write *sql.DB // one connection
	read  *sql.DB // several; in a database under construction the same as write
	fresh string  // name under construction, "" in an existing database

	writing  sync.Mutex
	mu       sync.Mutex
	vaults   map[muster.OrganisationID]*vault
	textKeys map[remembered]textKey
	queues   map[muster.OrganisationID]*queue
	leaders  sync.WaitGroup // of the queues
	packers  sync.Pool
	recent   recent
	kept     kept
	written  atomic.Int64 // transactions that wrote; see OneRequest
}

// Open opens the database at path, or on a server when path is an address such
// as postgres://user@host/name, makes what is not there, and brings the schema
// up to date. A server's database itself must be there.
func Open(ctx context.Context, path string, o Options) (*Store, error) {
	if IsServer(path) {
		return openOn(ctx, path, o)
	}
	if err := private(path); err != nil {
		return nil, explain(path, "open the database", err)
	}
	return open(ctx, path, path, o, false)
}

// Create starts a new database that takes the place of the one at path when
// Commit is called. Until then path stays as it is; Close without Commit
// leaves nothing behind. The caller holds the lock of path.
func Create(ctx context.Context, path string, o Options) (*Store, error) {
	if IsServer(path) {
		return nil, &muster.Error{Code: muster.CodeUsage, Message: "a single run is kept in a file, not on a server", Hint: "name a file, or share a database between runs with --db"}
	}
	fresh := path + ".new"
	if err := os.Remove(fresh); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, explain(path, "make room for a new database", err)
	}
	if err := private(fresh); err != nil {
		return nil, explain(path, "make the database", err)
	}
	return open(ctx, path, fresh, o, true)
}

// private makes the file with mode 0600 before the driver would make it with
// another; the log files beside it take the same mode.
func private(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	return f.Close()
}

func open(ctx context.Context, path, file string, o Options, fresh bool) (*Store, error) {
	s, err := newStore(path, o, fileDialect())
	if err != nil {
		return nil, err
	}
	o = s.opt
	if s.write, err = sql.Open("sqlite", dataSource(file, &o, true, fresh)); err != nil {
		return nil, explain(path, "open the database", err)
	}
	s.write.SetMaxOpenConns(1)
	s.read = s.write
	if fresh {
		s.fresh = file
	} else if s.read, err = sql.Open("sqlite", dataSource(file, &o, false, false)); err != nil {
		s.write.Close()
		return nil, explain(path, "open the database", err)
	}
	if !fresh {
		s.read.SetMaxOpenConns(o.Readers)
		s.read.SetMaxIdleConns(o.Readers)
	}
	return s.prepare(ctx)
}

// openOn opens a database on a server.
func openOn(ctx context.Context, place string, o Options) (*Store, error) {
	s, err := newStore(redacted(place), o, serverDialect())
	if err != nil {
		return nil, err
	}
	if s.write, s.read, err = openServer(place, &s.opt); err != nil {
		return nil, err
	}
	return s.prepare(ctx)
}

func newStore(path string, o Options, lang *dialect) (*Store, error) {
	o, err := o.withDefaults()
	if err != nil {
		return nil, err
	}
	s := &Store{path: path, opt: o, lang: lang, vaults: map[muster.OrganisationID]*vault{}, textKeys: map[remembered]textKey{}, queues: map[muster.OrganisationID]*queue{}}
	s.plans, err = newPlans()
	return s, err
}

// prepare brings the schema up to date; a store that cannot be is closed.
func (s *Store) prepare(ctx context.Context) (*Store, error) {
	steps, err := migrations()
	if err == nil {
		err = migrate(ctx, s.write, s.lang, steps, s.opt.Now)
	}
	if err != nil {
		s.Close()
		return nil, s.fail("prepare the database", err)
	}
	return s, nil
}

// Close ends the use of the database, once appends under way are done. A
// database under construction that was not committed is removed.
func (s *Store) Close() error {
	s.leaders.Wait()
	var err error
	if s.read != s.write {
		err = s.read.Close()
	}
	err = errors.Join(err, s.write.Close())
	if s.fresh != "" {
		err = errors.Join(err, os.Remove(s.fresh))
		s.fresh = ""
	}
	return err
}

// Commit makes a database under construction durable and puts it in the place
// of the earlier one. The Store is closed afterwards.
func (s *Store) Commit(ctx context.Context) error {
	if s.fresh == "" {
		return fmt.Errorf("commit %s: the database is not under construction", s.path)
	}
	if err := errors.Join(s.write.Close(), flush(s.fresh), settle(ctx, s.path)); err != nil {
		return errors.Join(s.fail("write the database", err), os.Remove(s.fresh))
	}
	fresh := s.fresh
	s.fresh = ""
	if err := os.Rename(fresh, s.path); err != nil {
		return s.fail("put the new database in its place", err)
	}
	return s.fail("write the folder", syncFolder(filepath.Dir(s.path)))
}

func flush(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// settle writes what lies in the log of an earlier database into its file: a
// log left behind would be taken for that of the new one.
func settle(ctx context.Context, path string) error {
	log := path + "-wal"
	if _, err := os.Stat(log); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if db, err := sql.Open("sqlite", dataSource(path, &Options{}, true, false)); err == nil {
		_ = fileDialect().checkpoint(ctx, db) // a damaged one is about to be replaced
		db.Close()
	}
	for _, name := range []string{log, path + "-shm"} {
		if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// now is the time of the clock in microseconds.
func (s *Store) now() int64 { return s.opt.Now().UnixMicro() }
