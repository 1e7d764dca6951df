package casework

import (
	"context"

	"muster/store"
)

// sealedForm and keyID say where a sealed text names its key: see store.Tx.Seal.
const (
	sealedForm = 0x01
	keyID      = 12
)

// Settle makes an older copy of the database, which was given the keys of now,
// agree with what was erased since it was made: texts whose key is gone go, with
// their rows; in the ledger that they did is an entry. See store.Settle for
// records. The caller has seen that the keys are there.
func (d *Desk) Settle(ctx context.Context) (store.Settled, error) {
	err := d.store.Update(ctx, d.org, func(tx *store.Tx) error {
		for _, table := range append(sealedTables(), "case_files") {
			if _, err := tx.Exec("delete from "+table+" where organisation = $1 and "+keyless(table), []byte{sealedForm}, keyID); err != nil {
				return err
			}
		}
		seqs, err := keylessEntries(tx)
		if err != nil || len(seqs) == 0 {
			return err
		}
		return tx.EraseEntries("erased since the copy that was put back was made", seqs)
	})
	if err != nil {
		return store.Settled{}, err
	}
	return d.store.Settle(ctx, d.org)
}

// keyless is the condition of rows whose body is sealed with a key nobody has.
func keyless(table string) string {
	return "substr(body, 1, 1) = $2 and not exists (select 1 from vault_keys k where k.organisation = " + table + ".organisation and k.id = substr(" + table + ".body, 2, $3))"
}

func keylessEntries(tx *store.Tx) ([]int64, error) {
	rows, err := tx.Query("select seq from ledger_payloads where organisation = $1 and "+keyless("ledger_payloads")+" order by seq", []byte{sealedForm}, keyID)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []int64
	for rows.Next() {
		var seq int64
		if err := rows.Scan(&seq); err != nil {
			return nil, err
		}
		list = append(list, seq)
	}
	return list, rows.Err()
}
