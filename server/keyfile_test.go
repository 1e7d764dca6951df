package server

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// A key that cannot be written, as on a full disk, leaves no half of itself
// behind: it would be refused at every later start.
func TestNoHalfKeyStays(t *testing.T) {
	file := filepath.Join(t.TempDir(), "ledger.key")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(file) // not for writing
	if err != nil {
		t.Fatal(err)
	}
	if err := writeKey(f, []byte("key")); err == nil {
		t.Error("a key was written that cannot be")
	}
	if _, err := os.Stat(file); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("after a key that was not written: %v", err)
	}
}
