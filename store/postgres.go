package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"

	"muster"
)

// IsServer reports whether a place names a database server,
// postgres://user@host/name, and not a file.
func IsServer(place string) bool {
	return strings.HasPrefix(place, "postgres://") || strings.HasPrefix(place, "postgresql://")
}

// redacted is a place as it may be shown: without its password.
func redacted(place string) string {
	if !IsServer(place) {
		return place
	}
	u, err := url.Parse(place)
	if err != nil {
		return "the database server"
	}
	u.RawQuery = "" // a password may stand there too
	return u.Redacted()
}

// serverDialect is the dialect of a server.
func serverDialect() *dialect {
	return &dialect{
		schema: byBytes,
		lock: func(ctx context.Context, tx *sql.Tx, org muster.OrganisationID) error {
			return advise(ctx, tx, "organisation "+string(org))
		},
		snapshot:   &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true},
		checkpoint: func(context.Context, *sql.DB) error { return nil }, // the server's own business
		rebuild:    rewriteTables,
		checkPages: func(context.Context, *sql.DB) (string, error) { return "ok", nil }, // the server checks pages as it reads them
		again: func(err error) bool {
			var failed *pgconn.PgError
			return errors.As(err, &failed) && (failed.Code == "40001" || failed.Code == "40P01")
		},
	}
}

// byBytes makes the server compare text as bytes, as a file does, whatever
// language it was set up for: cursors and orders are then the same.
func byBytes(text string) string {
	return strings.ReplaceAll(text, " text not null", ` text collate "C" not null`)
}

// lockNumber is a name as advisory locks know it.
func lockNumber(name string) int64 {
	sum := sha256.Sum256([]byte("muster " + name))
	return int64(binary.BigEndian.Uint64(sum[:]))
}

// advise takes an advisory lock until the transaction ends.
func advise(ctx context.Context, tx *sql.Tx, name string) error {
	_, err := tx.ExecContext(ctx, "select pg_advisory_xact_lock($1)", lockNumber(name))
	return err
}

// rewriteTables writes the tables that purged rows lay in anew. What the
// server's log and its archives hold is out of reach.
func rewriteTables(ctx context.Context, db *sql.DB) error {
	for _, table := range []string{"subjects", "artefacts", "registers", "findings", "finding_subjects", "finding_life", "ledger_payloads", "vault_keys", "stream_states", "stream_segments", "segment_people"} {
		if _, err := db.ExecContext(ctx, "vacuum (full) "+table); err != nil {
			return err
		}
	}
	return nil
}

// openServer opens the pools of a server: one for writers, one for readers, so
// that a writer that reads beside its transaction never waits for itself.
func openServer(place string, o *Options) (write, read *sql.DB, err error) {
	config, err := pgx.ParseConfig(place)
	if err != nil {
		// The error repeats what was written, which may hold a password.
		return nil, nil, &muster.Error{Code: muster.CodeUsage, Message: redacted(place) + " is not the address of a Postgres database", Hint: "write it as postgres://user@host:5432/name"}
	}
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = 10 * time.Second
	}
	// What is acknowledged is on the server's disk, whatever the server's default.
	config.RuntimeParams["synchronous_commit"] = "on"
	// A plan kept from when a table was empty reads all of it for ever after;
	// planning each time costs a tenth of a millisecond.
	config.RuntimeParams["plan_cache_mode"] = "force_custom_plan"
	if config.RuntimeParams["application_name"] == "" {
		config.RuntimeParams["application_name"] = "muster"
	}
	pools := make([]*sql.DB, 2)
	for i := range pools {
		pools[i] = stdlib.OpenDB(*config)
		pools[i].SetMaxOpenConns(o.Readers)
		pools[i].SetMaxIdleConns(o.Readers)
	}
	return pools[0], pools[1], nil
}

// lockServer takes the advisory lock of a database and holds it with a
// connection of its own: the server releases it when the program ends.
func lockServer(place string) (*Lock, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 15*time.Second)
	defer cancel()
	shown := redacted(place)
	conn, err := pgx.Connect(ctx, place)
	if err != nil {
		return nil, explain(shown, "lock the database", err)
	}
	var held bool
	if err := conn.QueryRow(ctx, "select pg_try_advisory_lock($1)", lockNumber("run")).Scan(&held); err != nil || !held {
		conn.Close(ctx)
		if err != nil {
			return nil, explain(shown, "lock the database", err)
		}
		return nil, &muster.Error{Code: muster.CodeConflict, Message: "another run is writing " + shown, Hint: "wait until it is done, or name another place", Err: errHeld}
	}
	return &Lock{release: func() {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		// The server notices a closed connection some time later, and whoever
		// comes next would find the lock still held. When this fails, that is so.
		_, _ = conn.Exec(ctx, "select pg_advisory_unlock($1)", lockNumber("run"))
		conn.Close(ctx)
	}}, nil
}

// Unreachable reports whether an error says that a database server does not answer,
// or not yet or no more: nothing is wrong with what was asked of it.
func Unreachable(err error) bool {
	var unreachable *pgconn.ConnectError
	var failed *pgconn.PgError
	if errors.As(err, &failed) {
		return strings.HasPrefix(failed.Code, "57") // it starts, stops or was told to end this
	}
	return errors.As(err, &unreachable)
}

// explainServer says what went wrong with a server, nil when it was something
// else.
func explainServer(path, doing string, err error) error {
	e := &muster.Error{Code: muster.CodeInternal, Err: err, Message: fmt.Sprintf("%s: it was not possible to %s: %v", path, doing, err)}
	var unreachable *pgconn.ConnectError
	var failed *pgconn.PgError
	if !errors.As(err, &failed) {
		if !errors.As(err, &unreachable) {
			return nil
		}
		// The error itself may repeat the address with its password.
		e.Code, e.Message, e.Hint = muster.CodeNotFound, path+": the database server does not answer", "check the address, and that the server runs"
		return e
	}
	e.Message = fmt.Sprintf("%s: it was not possible to %s: %s", path, doing, failed.Message)
	switch class := failed.Code[:min(2, len(failed.Code))]; {
	case class == "53" && failed.Code != "53300", failed.Code == "58030":
		return noRoom(path, doing, err)
	case failed.Code == "42501", failed.Code == "25006", class == "28":
		e.Code, e.Hint = muster.CodePermission, "check the user, the password and what the user may do"
	case failed.Code == "3D000":
		e.Code, e.Hint = muster.CodeNotFound, "make the database first, with createdb"
	case class == "40", failed.Code == "55P03", failed.Code == "53300", class == "57":
		e.Code, e.Hint = muster.CodeConflict, "wait a moment and run again"
	case class == "XX" && failed.Code != "XX000":
		return damaged(path, "the database", err)
	case class == "22":
		e.Code, e.Hint = muster.CodeDamaged, "the value holds characters that cannot be stored; correct it in the source"
	}
	return e
}
