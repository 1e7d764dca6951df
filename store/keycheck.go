package store

import (
	"context"
	"crypto/hkdf"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"

	"muster"
)

const settingKey = "key_check"

// CheckKey compares the organisation's key with the one the records were
// written under, of which the database holds a digest, and notes it the first
// time.
func (s *Store) CheckKey(ctx context.Context, org muster.OrganisationID) error {
	key, err := s.opt.Keys(org)
	if err != nil {
		return err
	}
	return s.checkNoted(ctx, org, settingKey, key, &muster.Error{
		Code: muster.CodePermission, Message: fmt.Sprintf("%s was written with another key", s.path),
		Hint: "name the right key file, or restore it from a backup",
	})
}

// CheckSecret is CheckKey for another secret that is kept in a file beside the
// database and belongs to it, by the file's name.
func (s *Store) CheckSecret(ctx context.Context, org muster.OrganisationID, file string, key []byte) error {
	return s.checkNoted(ctx, org, settingKey+" "+file, key, &muster.Error{
		Code: muster.CodePermission, Message: fmt.Sprintf("%s was used with another %s: the file is damaged or of another installation", s.path, file),
		Hint: "put " + file + " back from its copy; nothing was changed",
	})
}

// checkNoted compares a key with the digest that is noted under a name.
func (s *Store) checkNoted(ctx context.Context, org muster.OrganisationID, name string, key []byte, other *muster.Error) error {
	digest, err := hkdf.Key(sha256.New, key, nil, "muster key check", 16)
	if err != nil {
		return err
	}
	want := hex.EncodeToString(digest)
	var before string
	// Read first: a replica of a database takes no writes, and its key was noted long ago.
	if err := s.read.QueryRowContext(ctx, "select value from settings where organisation = $1 and name = $2", string(org), name).Scan(&before); err == nil && before == want {
		return nil
	}
	return s.update(ctx, "check the key", org, func(tx *sql.Tx) error {
		if _, err := tx.Exec("insert into settings (organisation, name, value) values ($1, $2, $3) on conflict do nothing", string(org), name, want); err != nil {
			return err
		}
		var noted string
		if err := tx.QueryRow("select value from settings where organisation = $1 and name = $2", string(org), name).Scan(&noted); err != nil || noted == want {
			return err
		}
		return other
	})
}
