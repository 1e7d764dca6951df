package store_test

import (
	"path/filepath"
	"testing"

	"muster/internal/pgtest"
	"muster/store"
	"muster/store/storetest"
)

func TestStore(t *testing.T) {
	storetest.Run(t, func(t *testing.T, name string, o store.Options) (*store.Store, error) {
		return store.Open(t.Context(), filepath.Join(dirOf(t), name), o)
	})
}

func TestStoreOnPostgres(t *testing.T) {
	server := pgtest.Start(t)
	places := map[string]string{} // by the name of the test and of the database
	storetest.Run(t, func(t *testing.T, name string, o store.Options) (*store.Store, error) {
		key := t.Name() + " " + name
		if places[key] == "" {
			places[key] = server.Database(t)
		}
		return store.Open(t.Context(), places[key], o)
	})
}

// dirOf is the same folder for the whole of a test.
func dirOf(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(filepath.Dir(t.TempDir()), "all")
	mkdir(t, dir)
	return dir
}
