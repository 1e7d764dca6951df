package store

import (
	"context"
	"database/sql"
	"net/url"
	"strconv"
	"strings"

	_ "modernc.org/sqlite" // the driver "sqlite"
)

// The exceptions: what SQLite needs said in its own words. There are at most
// ten, each a function of this file; everything else is one text.
//
//  1. dataSource    pragmas of a connection
//  2. checkpoint    writing the log into the file
//  3. rebuild       dropping the free pages that purged rows leave
//  4. checkPages    the database's own look at its pages

// dataSource names the file with the pragmas every connection starts with.
// FULL makes a commit wait for the disk; secure_delete overwrites what is
// deleted. A file under construction is nobody's yet: it needs no log, and is
// flushed once before it takes its name.
func dataSource(path string, o *Options, write, fresh bool) string {
	pragmas := []string{"busy_timeout(10000)", "foreign_keys(1)", "secure_delete(1)", "temp_store(memory)", "trusted_schema(0)"}
	switch {
	case fresh:
		pragmas = append(pragmas, "page_size(8192)", "journal_mode(off)", "synchronous(off)", "locking_mode(exclusive)", "cache_size(-65536)")
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

func checkpoint(ctx context.Context, db *sql.DB) error {
	_, err := db.ExecContext(ctx, "pragma wal_checkpoint(truncate)")
	return err
}

func rebuild(ctx context.Context, db *sql.DB) error {
	_, err := db.ExecContext(ctx, "vacuum")
	return err
}

func checkPages(ctx context.Context, db *sql.DB) (string, error) {
	var answer string
	err := db.QueryRowContext(ctx, "pragma quick_check(1)").Scan(&answer)
	return answer, err
}
