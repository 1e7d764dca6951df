package store

import (
	"errors"
	"fmt"
	"os"

	"muster"
)

// Lock keeps other programs from writing a database, or the folder it lies in,
// until it is released. The system releases it when the program ends, however
// it ends.
type Lock struct {
	file    *os.File
	release func() // on a server
}

// errHeld is returned by hold when somebody else holds the file.
var errHeld = errors.New("held by another program")

// LockFile takes the lock named after path without waiting: a file beside it,
// or on a server an advisory lock. When another program holds it the error has
// CodeConflict.
func LockFile(path string) (*Lock, error) {
	if IsServer(path) {
		return lockServer(path)
	}
	name := path + ".lock"
	for range 100 {
		f, err := os.OpenFile(name, os.O_CREATE|os.O_RDWR, 0o600)
		if err != nil {
			return nil, explain(path, "lock the database", err)
		}
		if err := hold(f); err != nil {
			f.Close()
			if !errors.Is(err, errHeld) {
				return nil, explain(path, "lock the database", err)
			}
			return nil, &muster.Error{
				Code: muster.CodeConflict, Message: fmt.Sprintf("another run is writing %s", path),
				Hint: "wait until it is done, or name another place", Err: err,
			}
		}
		// The one who held it before may have removed the file in between.
		mine, err := f.Stat()
		if err == nil {
			if now, statErr := os.Stat(name); statErr == nil && os.SameFile(mine, now) {
				return &Lock{file: f}, nil
			}
		}
		f.Close()
	}
	return nil, explain(path, "lock the database", errHeld)
}

// Release gives the lock up. It may be called more than once.
func (l *Lock) Release() {
	if l != nil && l.release != nil {
		l.release()
		l.release = nil
	}
	if l == nil || l.file == nil {
		return
	}
	// Where an open file cannot be removed, an empty one stays behind.
	os.Remove(l.file.Name())
	l.file.Close()
	l.file = nil
}
