package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"syscall"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"muster"
)

// fail says what went wrong with the database in words for its owner.
func (s *Store) fail(doing string, err error) error {
	return explain(s.path, doing, err)
}

// isDatabase reports whether the database itself failed.
func isDatabase(err error) bool {
	var file *sqlite.Error
	var server *pgconn.PgError
	var unreachable *pgconn.ConnectError
	return errors.As(err, &file) || errors.As(err, &server) || errors.As(err, &unreachable)
}

func explain(path, doing string, err error) error {
	if err == nil || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	var known *muster.Error
	if errors.As(err, &known) {
		return err
	}
	e := &muster.Error{Code: muster.CodeInternal, Err: err, Message: fmt.Sprintf("%s: %s: %v", path, doing, err)}
	var failed *sqlite.Error
	if !errors.As(err, &failed) {
		switch {
		case errors.Is(err, fs.ErrPermission):
			e.Code, e.Hint = muster.CodePermission, "check who may write the file and its folder"
		case errors.Is(err, fs.ErrNotExist):
			e.Code, e.Hint = muster.CodeNotFound, "check the name, and that its folder is there"
		case errors.Is(err, syscall.ENOSPC):
			return noRoom(path, doing, err)
		default:
			return cmp.Or(explainServer(path, doing, err), error(e))
		}
		return e
	}
	switch failed.Code() & 0xff {
	case sqlite3.SQLITE_FULL:
		return noRoom(path, doing, err)
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH:
		e.Code, e.Message = muster.CodePermission, fmt.Sprintf("%s: the database cannot be written or read, so it was not possible to %s", path, doing)
		e.Hint = "check who may write the file and its folder"
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		e.Code, e.Message = muster.CodeConflict, fmt.Sprintf("%s: another program holds the database, so it was not possible to %s", path, doing)
		e.Hint = "wait until it is done and run again"
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
		e.Code, e.Message = muster.CodeDamaged, fmt.Sprintf("%s: the file is damaged or is not a database of this program", path)
		e.Hint = "restore it from a backup, or name another file"
	case sqlite3.SQLITE_IOERR:
		e.Code, e.Message = muster.CodeInternal, fmt.Sprintf("%s: the disk failed while the program tried to %s", path, doing)
		e.Hint = "check the disk; what was acknowledged before is kept"
	}
	return e
}

func noRoom(path, doing string, err error) error {
	return &muster.Error{
		Code: muster.CodeTooLarge, Message: fmt.Sprintf("%s: there is no room left to %s", path, doing),
		Hint: "what was there before is kept; free some space and run again", Err: err,
	}
}

func damaged(path, what string, err error) error {
	return &muster.Error{
		Code: muster.CodeDamaged, Message: fmt.Sprintf("%s: %s is damaged", path, what),
		Hint: "restore the database from a backup", Err: err,
	}
}
