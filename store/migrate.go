package store

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
	"strconv"
	"strings"
	"time"

	"muster"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// migration is one numbered step of the schema. Applied steps never change;
// there is no way back.
type migration struct {
	version int
	text    string
}

func migrations() ([]migration, error) {
	entries, err := fs.ReadDir(migrationFiles, "migrations")
	if err != nil {
		return nil, err
	}
	list := make([]migration, 0, len(entries))
	for i, e := range entries { // in the order of names
		number, _, _ := strings.Cut(e.Name(), "_")
		version, err := strconv.Atoi(number)
		if err != nil || version != i+1 {
			return nil, fmt.Errorf("migration %s: numbers run from 0001 without a gap", e.Name())
		}
		text, err := fs.ReadFile(migrationFiles, "migrations/"+e.Name())
		if err != nil {
			return nil, err
		}
		list = append(list, migration{version, string(text)})
	}
	return list, nil
}

// migrate brings the schema up to date, one transaction for each step, and
// refuses a schema newer than this program knows. Several programs may start
// on one server at once: each step is taken by one of them.
func migrate(ctx context.Context, db *sql.DB, d *dialect, steps []migration, now func() time.Time) error {
	version, err := schemaVersion(ctx, db, d)
	if err != nil {
		return err
	}
	if version > len(steps) {
		return &muster.Error{
			Code:    muster.CodeUnsupported,
			Message: fmt.Sprintf("the database was written by a newer version of the program (schema %d; this one knows %d)", version, len(steps)),
			Hint:    "use that version, or name another database",
		}
	}
	for _, step := range steps[version:] {
		if err := apply(ctx, db, d, step, now); err != nil {
			return fmt.Errorf("migration %d: %w", step.version, err)
		}
	}
	return nil
}

const versionText = "select coalesce(max(version), 0) from migrations"

// schemaVersion reads the number of the last step, making the table of steps
// when it is not there.
func schemaVersion(ctx context.Context, db *sql.DB, d *dialect) (version int, err error) {
	if db.QueryRowContext(ctx, versionText).Scan(&version) == nil {
		return version, nil
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return 0, err
	}
	defer tx.Rollback()
	if err := d.lock(ctx, tx, migrationLock); err != nil {
		return 0, err
	}
	const table = "create table if not exists migrations (version bigint not null primary key, applied bigint not null)"
	if _, err := tx.ExecContext(ctx, table); err != nil {
		return 0, err
	}
	if err := tx.QueryRowContext(ctx, versionText).Scan(&version); err != nil {
		return 0, err
	}
	return version, tx.Commit()
}

// migrationLock stands where an organisation does; no organisation has that name.
const migrationLock = "\x00migrations"

func apply(ctx context.Context, db *sql.DB, d *dialect, step migration, now func() time.Time) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if err := d.lock(ctx, tx, migrationLock); err != nil {
		return err
	}
	var version int
	if err := tx.QueryRowContext(ctx, versionText).Scan(&version); err != nil || version >= step.version {
		return err
	}
	if _, err := tx.ExecContext(ctx, d.schema(step.text)); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, "insert into migrations (version, applied) values ($1, $2)", step.version, now().UnixMicro()); err != nil {
		return err
	}
	return tx.Commit()
}
