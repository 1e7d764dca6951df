package main

import (
	"context"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"

	"muster"
	"muster/casework"
	"muster/server"
	"muster/store"
)

// payDesk is a database with the desk that pay runs are looked at on.
type payDesk struct {
	server.PayDesk
	vault *vault
}

// openPayDesk opens a database that a run or a server keeps.
func openPayDesk(ctx context.Context, o *payrunOptions) (*payDesk, error) {
	v := &vault{file: o.db}
	d := &payDesk{vault: v}
	if err := d.open(ctx, o); err != nil {
		d.close()
		return nil, err
	}
	return d, nil
}

func (d *payDesk) open(ctx context.Context, o *payrunOptions) error {
	v := d.vault
	if !store.IsServer(o.db) {
		if _, err := os.Stat(o.db); errors.Is(err, fs.ErrNotExist) {
			return &muster.Error{Code: muster.CodeNotFound, Message: "there is no database " + o.db, Hint: "make one with muster screen --db, so that there are records to compare with", Err: err}
		}
		if err := v.lock(o.db); err != nil {
			return err
		}
	} else if o.keyFile == "" {
		return usageError("a database on a server needs the organisation's key, and no file is named", "name it with --key-file, such as DATA/keys/organisation.key of `muster serve`")
	}
	keyFile, ledgerFile := o.keys()
	if err := v.takeKey(&screenOptions{keyFile: keyFile}, false); err != nil {
		return err
	}
	signing, err := server.LedgerKey(ledgerFile, true)
	if err != nil {
		return err
	}
	if v.db, err = store.Open(ctx, o.db, store.Options{Keys: v.keyOf, Ledger: signing}); err != nil {
		return err
	}
	known, err := v.db.Organisations(ctx)
	if err != nil {
		return err
	}
	if len(known) != 1 {
		return &muster.Error{Code: muster.CodeUsage, Message: fmt.Sprintf("the database holds %s; a pay run is of one", counted(len(known), "organisation", "organisations")), Hint: "keep each organisation in a database of its own"}
	}
	if err := v.db.CheckKey(ctx, known[0]); err != nil {
		return err
	}
	seed, err := hkdf.Key(sha256.New, v.master, nil, "muster desk", 32)
	if err != nil {
		return err
	}
	d.Store, d.Organisation = v.db, known[0]
	d.Desk, err = casework.New(casework.Config{Store: v.db, Organisation: known[0], Random: rand.Reader, Seed: seed})
	return err
}

// keys are the files of the organisation's key and of the one that signs the
// ledger: those of an installation where there is one, else both lie beside the
// database, where the second is made when it is first needed.
func (o *payrunOptions) keys() (organisation, signing string) {
	organisation = o.keyFile
	installed := filepath.Join(filepath.Dir(o.db), "keys", "organisation.key")
	if organisation == "" && !store.IsServer(o.db) && !exists(o.db+".key") && exists(installed) {
		organisation = installed
	}
	if organisation != "" {
		if beside := filepath.Join(filepath.Dir(organisation), "ledger.key"); exists(beside) || store.IsServer(o.db) {
			return organisation, beside
		}
	}
	return organisation, o.db + ".ledger.key"
}

func exists(file string) bool {
	_, err := os.Stat(file)
	return err == nil
}

// actor is whoever runs the command: they hold the database and its key.
func (d *payDesk) actor() *casework.Actor {
	name := "command line"
	if u, err := user.Current(); err == nil && u.Username != "" {
		name = u.Username
	}
	return &casework.Actor{User: "command-line", Name: name, Via: casework.ViaFile, Grants: []casework.Grant{{Role: casework.Payroll}}}
}

func (d *payDesk) close() { d.vault.close() }
