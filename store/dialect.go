package store

import (
	"context"
	"database/sql"
	"net/url"
	"strconv"
	"strings"

	_ "modernc.org/sqlite" // the driver "sqlite"

	"muster"
)

// dialect is what two databases need said in words of their own. There are at
// most ten exceptions, each a field of this type; everything else is one text.
type dialect struct {
	// schema turns the text of a migration into the database's own.
	schema func(text string) string
	// lock keeps other writers of an organisation out until the transaction ends.
	lock func(ctx context.Context, tx *sql.Tx, org muster.OrganisationID) error
	// snapshot is how a transaction that only reads begins.
	snapshot *sql.TxOptions
	// checkpoint writes the log into the file.
	checkpoint func(ctx context.Context, db *sql.DB) error
	// rebuild drops the free pages that purged rows leave.
	rebuild func(ctx context.Context, db *sql.DB) error
	// checkPages is the database's own look at its pages: "ok", or what is wrong.
	checkPages func(ctx context.Context, db *sql.DB) (string, error)
	// again reports whether a transaction failed only because of another one.
	again func(error) bool
	// oneWriter says that all writers wait for each other, whatever the
	// organisation.
	oneWriter bool
}

// fileDialect is the dialect of a file.
func fileDialect() *dialect {
	return &dialect{
		schema: func(text string) string { return text },
		lock:   func(context.Context, *sql.Tx, muster.OrganisationID) error { return nil },
		checkpoint: func(ctx context.Context, db *sql.DB) error {
			_, err := db.ExecContext(ctx, "pragma wal_checkpoint(truncate)")
			return err
		},
		rebuild: func(ctx context.Context, db *sql.DB) error {
			_, err := db.ExecContext(ctx, "vacuum")
			return err
		},
		checkPages: func(ctx context.Context, db *sql.DB) (string, error) {
			var answer string
			err := db.QueryRowContext(ctx, "pragma quick_check(1)").Scan(&answer)
			return answer, err
		},
		again:     func(error) bool { return false },
		oneWriter: true,
	}
}

// dataSource names the file with the pragmas every connection starts with.
// FULL makes a commit wait for the disk; secure_delete overwrites what is
// deleted. A file under construction is nobody's yet: it needs no log, and is
// flushed once before it takes its name.
func dataSource(path string, o *Options, write, fresh bool) string {
	pragmas := []string{"busy_timeout(10000)", "foreign_keys(1)", "secure_delete(1)", "temp_store(memory)", "trusted_schema(0)"}
	switch {
	case fresh:
		pragmas = append(pragmas, "page_size(8192)", "journal_mode(off)", "synchronous(off)", "locking_mode(exclusive)", "cache_size(-16384)")
	case write:
		pragmas = append(pragmas, "page_size(8192)", "journal_mode(wal)", "synchronous(full)", "wal_autocheckpoint(8192)", "cache_size(-65536)")
	default:
		pragmas = append(pragmas, "query_only(1)", "cache_size(-8192)")
	}
	if o.MaxBytes > 0 {
		pragmas = append(pragmas, "max_page_count("+strconv.FormatInt(max(1, o.MaxBytes/8192), 10)+")")
	}
	q := url.Values{"_pragma": pragmas}
	if write {
		q.Set("_txlock", "immediate")
	}
	// The path is escaped by hand: url.URL would put "//" before it.
	escaped := strings.NewReplacer("%", "%25", "?", "%3f", "#", "%23").Replace(path)
	return "file:" + escaped + "?" + q.Encode()
}
