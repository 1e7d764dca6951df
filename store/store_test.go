package store_test

import (
	"path/filepath"
	"testing"

	"muster/store"
	"muster/store/storetest"
)

func TestStore(t *testing.T) {
	storetest.Run(t, func(t *testing.T, name string, o store.Options) (*store.Store, error) {
		return store.Open(t.Context(), filepath.Join(dirOf(t), name), o)
	})
}

// dirOf is the same folder for the whole of a test.
func dirOf(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(filepath.Dir(t.TempDir()), "all")
	mkdir(t, dir)
	return dir
}
