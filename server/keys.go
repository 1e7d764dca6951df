package server

import (
	"context"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"muster"
	"muster/ledger"
	"muster/store"
)

// The files in the folder of keys. None of them is ever in the database or in
// the same archive as its copy.
const (
	organisationKey = "organisation.key" // joins and the vault column
	ledgerKey       = "ledger.key"       // signs checkpoints: private line, then public line
	drawSeed        = "draw.seed"        // the random draw
	sessionKey      = "session.key"      // seals second factors
)

// ledgerName is the name under which checkpoints are signed.
const ledgerName = "muster"

// keys are the secrets of an installation.
type keys struct {
	master  []byte
	seed    []byte
	session []byte
	signing *ledger.Signing
}

// keyFiles are the names of all keys.
func keyFiles() []string { return []string{organisationKey, ledgerKey, drawSeed, sessionKey} }

// openOrMakeKeys reads the keys of an installation, and makes them for one that
// has neither keys nor a database file yet. One key missing among others, or
// all of them beside a database, is a loss that fresh keys would hide.
func openOrMakeKeys(dir, place string) (k *keys, made bool, err error) {
	var missing []string
	for _, name := range keyFiles() {
		if _, err := os.Stat(filepath.Join(dir, name)); errors.Is(err, fs.ErrNotExist) {
			missing = append(missing, name)
		}
	}
	if len(missing) > 0 {
		info, statErr := os.Stat(place)
		database := statErr == nil && info.Size() > 0
		screened := len(missing) == len(keyFiles())-1 && !slices.Contains(missing, organisationKey) // of a database that `muster screen --db` made
		if !screened && (database || len(missing) < len(keyFiles())) {
			return nil, false, &muster.Error{Code: muster.CodeDamaged, Message: "missing among the keys in " + dir + ": " + strings.Join(missing, ", "), Hint: "put them back from their copy; nothing was changed"}
		}
	}
	k, err = openKeys(dir, true)
	return k, len(missing) > 0 && err == nil, err
}

// forgetKeys removes keys that were made a moment ago and belong to nothing.
func forgetKeys(dir string) error {
	var errs []error
	for _, name := range keyFiles() {
		errs = append(errs, os.Remove(filepath.Join(dir, name)))
	}
	return errors.Join(errs...)
}

// openKeys reads the keys in a folder; missing ones are made when create is
// set. A folder that others may write, or a key that they may read, is refused.
func openKeys(dir string, create bool) (*keys, error) {
	if create {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return nil, keyError("the folder of keys cannot be made", err)
		}
	}
	if info, err := os.Stat(dir); err == nil && runtime.GOOS != "windows" && info.Mode().Perm()&0o022 != 0 {
		return nil, &muster.Error{Code: muster.CodePermission, Message: "others may put keys into the folder " + dir, Hint: "type: chmod 700 " + dir}
	}
	k := &keys{}
	for _, one := range []struct {
		name string
		to   *[]byte
	}{{organisationKey, &k.master}, {drawSeed, &k.seed}, {sessionKey, &k.session}} {
		var err error
		if *one.to, err = openKey(filepath.Join(dir, one.name), create, randomKey); err != nil {
			return nil, err
		}
		if len(*one.to) != store.KeySize {
			return nil, &muster.Error{Code: muster.CodeDamaged, Message: fmt.Sprintf("the key %s has %d bytes, not %d", one.name, len(*one.to), store.KeySize), Hint: "restore it from a copy; without it earlier records cannot be read"}
		}
	}
	var err error
	k.signing, err = LedgerKey(filepath.Join(dir, ledgerKey), create)
	return k, err
}

// LedgerKey reads the file of a key that signs a ledger, or makes it.
func LedgerKey(file string, create bool) (*ledger.Signing, error) {
	pair, err := openKey(file, create, newLedgerKey)
	if err != nil {
		return nil, err
	}
	private, public, _ := strings.Cut(strings.TrimSpace(string(pair)), "\n")
	signing, err := ledger.NewSigning(private, public)
	if err != nil { // the reason says nothing of what is in the file
		err = &muster.Error{Code: muster.CodeDamaged, Message: "the key " + filepath.Base(file) + " is damaged or no key: " + err.Error(), Hint: "restore it from a copy; without it nothing can be added to the ledger", Err: err}
	}
	return signing, err
}

// belong refuses keys that are not those of the database: another one would find
// second factors unreadable, or draw by another chance, long after the start.
func (k *keys) belong(ctx context.Context, db *store.Store, org muster.OrganisationID) error {
	err := db.CheckKey(ctx, org)
	var other *muster.Error
	if errors.As(err, &other) && other.Code == muster.CodePermission { // the store knows no file of it
		err = &muster.Error{Code: other.Code, Message: other.Message, Hint: "put " + organisationKey + " back from its copy; nothing was changed", Err: err}
	}
	if err := errors.Join(err, db.CheckLedgerKey(ctx, org)); err != nil {
		return err // with the keys of something else, nothing is noted of the others
	}
	return errors.Join(db.CheckSecret(ctx, org, sessionKey, k.session), db.CheckSecret(ctx, org, drawSeed, k.seed))
}

func randomKey() ([]byte, error) {
	b := make([]byte, store.KeySize)
	rand.Read(b)
	return b, nil
}

func newLedgerKey() ([]byte, error) {
	private, public, err := ledger.GenerateKey(nil, ledgerName)
	return []byte(private + "\n" + public + "\n"), err
}

// openKey reads one key file, or makes it.
func openKey(file string, create bool, fresh func() ([]byte, error)) ([]byte, error) {
	info, err := os.Stat(file)
	if errors.Is(err, fs.ErrNotExist) && create {
		return makeKey(file, fresh)
	}
	if err != nil {
		return nil, keyError("the key "+filepath.Base(file)+" cannot be read", err)
	}
	if runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		return nil, &muster.Error{Code: muster.CodePermission, Message: "others may read the key " + file, Hint: "type: chmod 600 " + file}
	}
	b, err := os.ReadFile(file)
	if err != nil {
		return nil, keyError("the key "+filepath.Base(file)+" cannot be read", err)
	}
	return b, nil
}

// makeKey writes a key and sees that it is on the disk before anything is
// written under it.
func makeKey(file string, fresh func() ([]byte, error)) ([]byte, error) {
	b, err := fresh()
	if err != nil {
		return nil, err
	}
	f, err := os.OpenFile(file, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, keyError("the key "+filepath.Base(file)+" cannot be made", err)
	}
	if err := writeKey(f, b); err != nil {
		return nil, keyError("the key "+filepath.Base(file)+" cannot be written", err)
	}
	return b, nil
}

// writeKey writes a key into its new file and sees that it is on the disk. Where it
// cannot, as on a full disk, the file goes: half a key would be refused ever after.
func writeKey(f *os.File, key []byte) error {
	_, err := f.Write(key)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		os.Remove(f.Name())
	}
	return err
}

func keyError(what string, err error) error {
	return &muster.Error{Code: muster.CodePermission, Message: what + ": " + err.Error(), Hint: "check the folder and who may read it, or restore the keys from their copy", Err: err}
}

// of makes an organisation's key of the master key, as `muster screen --db`
// does, so that both read the same database.
func (k *keys) of(org muster.OrganisationID) ([]byte, error) {
	return hkdf.Key(sha256.New, k.master, nil, "muster organisation "+string(org), store.KeySize)
}
