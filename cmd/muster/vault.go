package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"muster"
	"muster/assess"
	"muster/dossier"
	"muster/ingest"
)

// vault is where a run keeps what it read and found, with the join key beside
// it.
type vault struct {
	key []byte
}

// validateKeeping checks the flags that say what is kept.
func (o *screenOptions) validateKeeping(_ *cobra.Command) error {
	return nil
}

func (o *screenOptions) openVault() (*vault, error) {
	if err := os.MkdirAll(o.out, 0o755); err != nil {
		return nil, &muster.Error{Code: muster.CodePermission, Message: "the output folder cannot be made: " + err.Error(), Hint: "name another with --out DIR", Err: err}
	}
	file := o.keyFile
	if file == "" {
		file = filepath.Join(o.out, "muster.db.key")
	}
	key, err := readKey(file, o.keyFile == "")
	return &vault{key: key}, err
}

// readKey reads a join key, or makes a new one where that is allowed.
func readKey(file string, create bool) ([]byte, error) {
	key, err := os.ReadFile(file)
	switch {
	case err == nil && len(key) == dossier.KeySize:
		return key, nil
	case err == nil:
		return nil, &muster.Error{Code: muster.CodeDamaged, Message: fmt.Sprintf("the key file %s has %d bytes, not %d", file, len(key), dossier.KeySize), Hint: "restore it from a backup; without it earlier records cannot be joined"}
	case !errors.Is(err, fs.ErrNotExist) || !create:
		return nil, &muster.Error{Code: muster.CodePermission, Message: "the key file cannot be read: " + err.Error(), Hint: "check --key-file", Err: err}
	}
	key = make([]byte, dossier.KeySize)
	rand.Read(key)
	return key, os.WriteFile(file, key, 0o600)
}

func (v *vault) population(batch *ingest.Batch) muster.Population { return batch }

func (v *vault) save(_ context.Context, _ *ingest.Batch, _ *assess.Result) error { return nil }

func (v *vault) close() {}
