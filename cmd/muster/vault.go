package main

import (
	"cmp"
	"context"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/spf13/cobra"

	"muster"
	"muster/assess"
	"muster/dossier"
	"muster/ingest"
	"muster/store"
)

// vaultName is the database a single run keeps inside its output folder.
const vaultName = "muster.db"

// vault is where a run keeps what it read and found, with the join key beside
// it: a new database in the output folder, or one shared between runs.
type vault struct {
	master  []byte // of the key file
	key     []byte // the organisation's, made of it
	file    string
	run     store.Run
	locks   []*store.Lock
	undo    []func()                // what is taken back when nothing was kept
	none    bool                    // nothing is kept but the report
	db      *store.Store            // shared between runs; nil for a single run
	single  *store.Store            // of a single run, under construction
	intake  *store.Intake           // into it
	expired []muster.OrganisationID // whose records were erased just now
	people  *store.People           // of earlier runs
	earlier *muster.Registers       // of earlier runs
	days    store.Keep              // how long a shared database keeps each kind
	terms   string                  // digest of what a shared database is looked at under
	today   time.Time               // from when that counts
}

// openVault takes the locks before anything is read, so that a second run is
// told at once, and finds or makes the key.
func (o *screenOptions) openVault(ctx context.Context, cmd *cobra.Command) (*vault, error) {
	v := &vault{file: filepath.Join(o.out, vaultName), none: o.reportOnly}
	now := time.Now().UTC()
	v.run = store.Run{ID: now.Format("20060102T150405.000000Z"), Started: now.UnixMicro()}
	err := v.open(ctx, cmd, o)
	if err != nil {
		v.close()
		return nil, err
	}
	o.kept, o.onRecord = v.keeps(ctx), v.onRecord(ctx)
	return v, nil
}

func (v *vault) open(ctx context.Context, cmd *cobra.Command, o *screenOptions) error {
	if err := v.makeFolder(o.out); err != nil {
		return err
	}
	if err := v.lock(v.file); err != nil {
		return err
	}
	if o.db != "" {
		if err := v.lock(o.db); err != nil {
			return err
		}
		return v.openShared(ctx, cmd, o)
	}
	return v.takeKey(o, true)
}

func (v *vault) makeFolder(dir string) error {
	_, err := os.Stat(dir)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return &muster.Error{Code: muster.CodePermission, Message: "the output folder cannot be made: " + err.Error(), Hint: "name another with --out DIR", Err: err}
	}
	if errors.Is(err, fs.ErrNotExist) {
		v.undo = append(v.undo, func() { os.Remove(dir) }) // only when it is empty
	}
	return nil
}

func (v *vault) lock(file string) error {
	l, err := store.LockFile(file)
	if err != nil {
		return err
	}
	v.locks = append(v.locks, l)
	return nil
}

// takeKey reads the join key, or makes a new one where that is allowed.
func (v *vault) takeKey(o *screenOptions, create bool) error {
	file := o.keyFile
	if file == "" {
		file = v.file + ".key"
	}
	key, err := os.ReadFile(file)
	switch {
	case err == nil && len(key) == dossier.KeySize:
		v.master = key
		return private(file)
	case err == nil:
		return &muster.Error{Code: muster.CodeDamaged, Message: fmt.Sprintf("the key file %s has %d bytes, not %d", file, len(key), dossier.KeySize), Hint: "restore it from a backup; without it earlier records cannot be joined"}
	case errors.Is(err, fs.ErrNotExist) && create: // made below
	case errors.Is(err, fs.ErrNotExist) && o.keyFile == "":
		return &muster.Error{Code: muster.CodeNotFound, Message: fmt.Sprintf("the key file %s is not there, and the database cannot be read without it", file), Hint: "restore it from a backup, or name it with --key-file", Err: err}
	default:
		return &muster.Error{Code: muster.CodePermission, Message: "the key file cannot be read: " + err.Error(), Hint: "check --key-file", Err: err}
	}
	v.master = make([]byte, dossier.KeySize)
	rand.Read(v.master)
	v.undo = append(v.undo, func() {
		if _, err := os.Stat(o.workFolder()); err != nil { // who goes on needs the same
			os.Remove(file)
		}
	})
	return writeKey(file, v.master)
}

// private refuses a key file that others on this machine may read: who has it
// can tell from a database whose values are the same. Windows says who may read
// a file in another way, which is left to its owner.
func private(file string) error {
	info, err := os.Stat(file)
	if err != nil || runtime.GOOS == "windows" || info.Mode().Perm()&0o077 == 0 {
		return err
	}
	return &muster.Error{Code: muster.CodePermission, Message: fmt.Sprintf("the key file %s can be read or changed by others on this machine (mode %04o)", file, info.Mode().Perm()),
		Hint: "type: chmod 600 " + quote(file)}
}

// writeKey makes a key file that only its owner may read, and sees that it is
// on the disk before anything is written under it.
func writeKey(file string, key []byte) error {
	f, err := os.OpenFile(file, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return &muster.Error{Code: muster.CodePermission, Message: "the key file cannot be made: " + err.Error(), Hint: "check who may write the folder", Err: err}
	}
	_, err = f.Write(key)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		os.Remove(file) // half a key would be refused ever after
		return &muster.Error{Code: muster.CodeInternal, Message: "the key file cannot be written: " + err.Error(), Hint: "free some space and run again", Err: err}
	}
	return nil
}

// keyOf makes an organisation's key of the key file's: ids of two
// organisations in one database have nothing in common.
func (v *vault) keyOf(org muster.OrganisationID) ([]byte, error) {
	return hkdf.Key(sha256.New, v.master, nil, "muster organisation "+string(org), dossier.KeySize)
}

// enter says whose records the run is about, once they are read.
func (v *vault) enter(ctx context.Context, cmd *cobra.Command, o *screenOptions, batch *ingest.Batch) (err error) {
	v.run.Organisation = batch.Subject(0).Organisation
	if v.key, err = v.keyOf(v.run.Organisation); err != nil || v.db == nil {
		return err
	}
	return v.enterShared(ctx, cmd, o, batch)
}

// begin starts a single run's database, which takes people in while they are
// looked at. A shared one is written at the end: nothing of it changes before
// the run has succeeded.
func (v *vault) begin(ctx context.Context) (err error) {
	if v.db != nil || v.none {
		return nil
	}
	if v.single, err = store.Create(ctx, v.file, store.Options{Keys: v.keyOf}); err != nil {
		return err
	}
	v.intake, err = v.single.Intake(ctx)
	return err
}

// keep is what takes people in meanwhile, nil for a shared database.
func (v *vault) keep() func([]muster.Subject, [][]muster.Observation) error {
	if v.intake == nil {
		return nil
	}
	return v.intake.Add
}

// save keeps the run: a single run's database takes the place of the one
// before, a shared one takes the run in. Either happens whole or not at all.
func (v *vault) save(ctx context.Context, batch *ingest.Batch, result *assess.Result) error {
	if v.none {
		v.undo = nil
		return nil
	}
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	in := &store.Saving{
		Run: v.run, Registers: &batch.Registers,
		Findings: func(yield func(*muster.Finding) bool) {
			for p, err := range result.Each() {
				if err != nil {
					stop(err) // what is half read is not kept
					return
				}
				for k := range p.Findings {
					if !yield(&p.Findings[k]) {
						return
					}
				}
			}
		},
	}
	counts, err := countsOf(result)
	if err != nil {
		return err
	}
	in.Run.Versions, in.Run.Root, in.Run.Counts = result.Versions, result.Root, counts
	if v.db != nil {
		// Later runs look up who holds what; a single run's database is read whole.
		in.Population = lasting{v.population(batch), v.days, v.today}
		in.Put.Artefacts, in.Put.Anew, in.Looked = heldBy(result), true, v.looked(result)
		if _, err := v.db.SaveRun(ctx, in); err != nil {
			return cmp.Or(context.Cause(ctx), err)
		}
	} else if err := v.saveSingle(ctx, in); err != nil {
		return cmp.Or(context.Cause(ctx), err)
	}
	v.undo = nil
	return nil
}

func (v *vault) saveSingle(ctx context.Context, in *store.Saving) error {
	if _, err := v.intake.Close(); err != nil {
		return err
	}
	if _, err := v.single.SaveRun(ctx, in); err != nil {
		return err
	}
	return v.single.Commit(ctx)
}

// heldBy files the artefacts the run found on each person's records.
func heldBy(result *assess.Result) func(muster.Subject, []muster.Observation) ([]store.Held, error) {
	return func(who muster.Subject, observations []muster.Observation) ([]store.Held, error) {
		var held []store.Held
		result.Index.Filed(who.ID, observations, func(l dossier.Link) {
			held = append(held, store.Held{Artefact: l.Artefact, Organisation: who.Organisation, Subject: who.ID, First: l.First})
		})
		return held, nil
	}
}

// looked is what the run leaves for one that looks only at what changed since.
func (v *vault) looked(result *assess.Result) func(last int64) (string, error) {
	return func(last int64) (string, error) {
		l := result.Looked()
		l.Seq, l.Terms = last, v.terms
		text, err := json.Marshal(l)
		return string(text), err
	}
}

func countsOf(result *assess.Result) (map[string]int, error) {
	counts := map[string]int{"people": result.Len(), "observations": result.Observed, "groups": len(result.Groups)}
	for p, err := range result.Each() {
		if err != nil {
			return nil, err
		}
		counts["findings"] += len(p.Findings)
		counts[string(p.Assessment.Level)]++
	}
	return counts, nil
}

// close gives everything up. What was made for a run that kept nothing is
// taken away again.
func (v *vault) close() {
	if v.people != nil {
		v.people.Close()
	}
	if v.intake != nil {
		v.intake.Stop()
	}
	for _, db := range []*store.Store{v.db, v.single} {
		if db != nil {
			db.Close()
		}
	}
	for i := len(v.undo) - 1; i >= 0; i-- {
		if i == 0 {
			v.release() // the lock lies in the folder
		}
		v.undo[i]()
	}
	v.release()
}

func (v *vault) release() {
	for _, l := range v.locks {
		l.Release()
	}
	v.locks = nil
}
