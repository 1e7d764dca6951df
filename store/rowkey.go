package store

import (
	"crypto/rand"
	"database/sql"
	"fmt"
	"strings"

	"muster"
)

// rowSeal is the key a subject's vault column is sealed under. It lies in
// vault_keys, itself sealed under the organisation's key, so that deleting it
// closes every copy of the row there is. A database under construction, which
// is one run's and erased whole, has none and uses the organisation's key.
type rowSeal struct {
	id     []byte // in vault_keys; empty: the organisation's key
	sealed []byte // as vault_keys holds it; nil: it is not there any more
	fresh  bool   // not written to vault_keys yet
}

// recordKey is the holder of the key of a subject's vault column.
func recordKey(id muster.SubjectID) string { return "record " + string(id) }

// rowColumns are the columns of a row of subjects s that are read to unpack it,
// with its key. The key is asked for row by row: a server that has not counted
// its tables yet would join by reading all keys there are.
const rowColumns = "s.pack, s.vault, s.vault_key, (select k.key from vault_keys k where k.organisation = s.organisation and k.id = s.vault_key)"

// scan is where rowColumns are read to.
func (r *row) scan() []any { return []any{&r.pack, &r.vault, &r.seal.id, &r.seal.sealed} }

// bytes is the column vault_key of a row.
func (s rowSeal) bytes() []byte {
	if s.id == nil {
		return []byte{}
	}
	return s.id
}

// ownSeal makes a key for a row.
func (v *vault) ownSeal(org muster.OrganisationID) rowSeal {
	both := make([]byte, textKeyID+KeySize)
	rand.Read(both)
	id := both[:textKeyID:textKeyID]
	return rowSeal{id: id, sealed: v.lock(keyPlace(org, id), both[textKeyID:]), fresh: true}
}

// under returns the vault that opens a row.
func (v *vault) under(org muster.OrganisationID, seal rowSeal) (*vault, error) {
	if len(seal.id) == 0 {
		return v, nil
	}
	if seal.sealed == nil {
		return nil, errKeyGone
	}
	key, err := v.unlock(keyPlace(org, seal.id), seal.sealed)
	if err != nil {
		return nil, err
	}
	k, err := newTextKey(seal.id, key)
	return &vault{aead: k.aead}, err
}

// errKeyGone says that what a row holds sealed was erased by deleting its key.
var errKeyGone = fmt.Errorf("its key is not in the table vault_keys (put that table back; of a copy made before people were erased, use `muster restore`): %w", errPack)

// keepSeal writes the key of a row when it is new.
func (w *writer) keepSeal(r *row) error {
	if !r.seal.fresh {
		return nil
	}
	if w.keep == nil {
		var err error
		if w.keep, err = w.tx.PrepareContext(w.ctx, "insert into vault_keys (organisation, id, holder, key) values ($1, $2, $3, $4)"); err != nil {
			return err
		}
	}
	_, err := w.keep.ExecContext(w.ctx, string(r.who.Organisation), r.seal.id, recordKey(r.who.ID), r.seal.sealed)
	return err
}

// keepSeals writes the keys of rows that are new, with one statement.
func (w *writer) keepSeals(org muster.OrganisationID, list []*change) error {
	args, values := []any{string(org)}, []string{}
	for _, c := range list {
		if s := &c.row.seal; s.fresh {
			n := len(args)
			values = append(values, fmt.Sprintf("($1, $%d, $%d, $%d)", n+1, n+2, n+3))
			args = append(args, s.id, recordKey(c.row.who.ID), s.sealed)
		}
	}
	if len(values) == 0 {
		return nil
	}
	return w.exec("insert into vault_keys (organisation, id, holder, key) values "+strings.Join(values, ", "), args...)
}

// dropSeals deletes the keys of subjects that nothing was added to since limit:
// their rows are about to go.
func dropSeals(tx *sql.Tx, org string, limit int64) error {
	_, err := tx.Exec(`delete from vault_keys where organisation = $1
		and id in (select vault_key from subjects where organisation = $1 and kept < $2)`, org, limit)
	return err
}
