package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"net/url"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"muster"
	"muster/ledger"
)

// LedgerOrigin names an organisation's ledger as its checkpoints do: the name
// of the signing key, then the organisation.
func LedgerOrigin(s *ledger.Signing, org muster.OrganisationID) string {
	return s.Signer.Name() + "/" + url.PathEscape(string(org))
}

// ledgerRows is an organisation's ledger as rows, within a transaction.
type ledgerRows struct{ t *Tx }

var _ ledger.Log = ledgerRows{}

// ReadHashes reads hashes by index, in one statement.
func (l ledgerRows) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	list := make([]tlog.Hash, len(indexes))
	if len(indexes) == 0 {
		return list, nil
	}
	at, args, marks := map[int64][]int{}, []any{}, []string{}
	for i, index := range indexes {
		if at[index] == nil {
			args = append(args, index)
			marks = append(marks, "$"+strconv.Itoa(len(args)+1))
		}
		at[index] = append(at[index], i)
	}
	rows, err := l.t.Query("select idx, hash from ledger_hashes where organisation = $1 and idx in ("+strings.Join(marks, ", ")+")", args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	found := 0
	for rows.Next() {
		var index int64
		var hash []byte
		if err := rows.Scan(&index, &hash); err != nil {
			return nil, err
		}
		if len(hash) != tlog.HashSize {
			return nil, fmt.Errorf("hash %d has %d bytes: %w", index, len(hash), ledger.ErrForged)
		}
		for _, i := range at[index] {
			list[i] = tlog.Hash(hash)
		}
		found++
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	if found != len(at) {
		return nil, fmt.Errorf("%d of %d hashes are missing: %w", len(at)-found, len(at), ledger.ErrForged)
	}
	return list, nil
}

// Last returns the last signed checkpoint, "" when there is none.
func (l ledgerRows) Last() (string, error) {
	var note string
	err := l.t.QueryRow("select note from ledger_checkpoints where organisation = $1 order by number desc limit 1").Scan(&note)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return note, err
}

// Add writes an entry, its opening and its hashes.
func (l ledgerRows) Add(e *ledger.Entry, o *ledger.Opening, first int64, hashes []tlog.Hash) error {
	_, err := l.t.Exec("insert into ledger_leaves (organisation, seq, happened, kind, commitment) values ($1, $2, $3, $4, $5)",
		e.Seq, e.Happened, e.Kind, e.Commitment[:])
	if err != nil {
		return err
	}
	sealed, err := l.t.Seal(l.t.holder, payloadPlace(e.Seq), []byte(o.Payload))
	if err != nil {
		return err
	}
	_, err = l.t.Exec("insert into ledger_payloads (organisation, seq, salt, body) values ($1, $2, $3, $4)", e.Seq, o.Salt, sealed)
	if err != nil {
		return err
	}
	for i, h := range hashes {
		if _, err := l.t.Exec("insert into ledger_hashes (organisation, idx, hash) values ($1, $2, $3)", first+int64(i), h[:]); err != nil {
			return err
		}
	}
	return nil
}

// AddCheckpoint writes a signed checkpoint.
func (l ledgerRows) AddCheckpoint(c *ledger.Checkpoint, signed string) error {
	_, err := l.t.Exec("insert into ledger_checkpoints (organisation, number, size, note) values ($1, $2, $3, $4)", c.Number, c.Size, signed)
	return err
}

// Erase deletes the openings of entries that are no erasures.
func (l ledgerRows) Erase(seqs []int64) ([]int64, error) {
	var gone []int64
	for _, n := range seqs {
		rows, err := l.t.Exec(`delete from ledger_payloads where organisation = $1 and seq = $2
			and not exists (select 1 from ledger_leaves l where l.organisation = $1 and l.seq = $2 and l.kind = $3)`, n, ledger.KindErasure)
		if err != nil {
			return nil, err
		}
		if rows > 0 {
			gone = append(gone, n)
		}
	}
	return gone, nil
}

// ledgerPage is how many rows a verification reads at a time.
const ledgerPage = 1000

// Entries lists ledger entries with their openings, in order from that number,
// at most limit of them.
func (t *Tx) Entries(from int64, limit int) ([]ledger.Record, error) { return t.opened(from, limit) }

// entries is Entries for a bundle: of a page whose openings all stay out, none
// is read.
func (t *Tx) entries(from int64, withhold func(*ledger.Entry) bool) ([]ledger.Record, error) {
	if withhold == nil {
		return t.opened(from, ledgerPage)
	}
	rows, err := t.Query("select seq, happened, kind, commitment from ledger_leaves where organisation = $1 and seq >= $2 order by seq limit $3", from, ledgerPage)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	all := true
	var list []ledger.Record
	for rows.Next() {
		var r ledger.Record
		var commitment []byte
		if err := rows.Scan(&r.Seq, &r.Happened, &r.Kind, &commitment); err != nil {
			return nil, err
		}
		if r.Commitment, err = commitmentOf(r.Seq, commitment); err != nil {
			return nil, err
		}
		all = all && withhold(&r.Entry)
		list = append(list, r)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil || all {
		return list, err
	}
	return t.opened(from, ledgerPage)
}

func (t *Tx) opened(from int64, limit int) ([]ledger.Record, error) {
	rows, err := t.Query(`select l.seq, l.happened, l.kind, l.commitment, p.salt, p.body from ledger_leaves l
		left join ledger_payloads p on p.organisation = l.organisation and p.seq = l.seq
		where l.organisation = $1 and l.seq >= $2 order by l.seq limit $3`, from, limit)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []ledger.Record
	var sealed []Sealed
	for rows.Next() {
		var r ledger.Record
		var commitment, salt, body []byte
		if err := rows.Scan(&r.Seq, &r.Happened, &r.Kind, &commitment, &salt, &body); err != nil {
			return nil, err
		}
		if r.Commitment, err = commitmentOf(r.Seq, commitment); err != nil {
			return nil, err
		}
		if salt != nil || body != nil {
			r.Opening = &ledger.Opening{Salt: salt}
		}
		list, sealed = append(list, r), append(sealed, Sealed{payloadPlace(r.Seq), body})
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return nil, err
	}
	return list, t.openings(list, sealed)
}

func commitmentOf(seq int64, raw []byte) (tlog.Hash, error) {
	if len(raw) != tlog.HashSize {
		return tlog.Hash{}, &ledger.Fault{First: seq, Last: seq, What: "its commitment was altered"}
	}
	return tlog.Hash(raw), nil
}

// payloadPlace is where an entry's payload was sealed for.
func payloadPlace(seq int64) string { return "ledger entry " + strconv.FormatInt(seq, 10) }

// openings opens the payloads of entries. One that does not open is given as it
// lies there: it fits no commitment, so that a verification names its entry.
func (t *Tx) openings(list []ledger.Record, sealed []Sealed) error {
	keys, err := t.keysFor(sealed)
	if err != nil {
		return err
	}
	for i := range list {
		if o := list[i].Opening; o != nil {
			if err := t.unseal(&sealed[i], keys); err != nil && !errors.Is(err, errPack) {
				return err
			}
			o.Payload = string(sealed[i].Text)
		}
	}
	return nil
}

// ledgerSource reads a ledger page by page: the lists of a verification are
// read side by side, and a server has one open query to a transaction.
type ledgerSource struct{ t *Tx }

// Records yields the entries.
func (l ledgerSource) Records() iter.Seq2[ledger.Record, error] {
	return paged(func(from int64) ([]ledger.Record, error) { return l.t.Entries(from, ledgerPage) },
		func(r *ledger.Record) int64 { return r.Seq })
}

// Hashes yields the hashes of the tree.
func (l ledgerSource) Hashes() iter.Seq2[ledger.StoredHash, error] {
	return paged(func(from int64) ([]ledger.StoredHash, error) {
		rows, err := l.t.Query("select idx, hash from ledger_hashes where organisation = $1 and idx >= $2 order by idx limit $3", from, ledgerPage)
		if err != nil {
			return nil, err
		}
		defer rows.Close()
		var list []ledger.StoredHash
		for rows.Next() {
			var h ledger.StoredHash
			var hash []byte
			if err := rows.Scan(&h.Index, &hash); err != nil {
				return nil, err
			}
			copy(h.Hash[:], hash)
			if len(hash) != len(h.Hash) {
				h.Hash = tlog.Hash{} // fits nothing
			}
			list = append(list, h)
		}
		return list, rows.Err()
	}, func(h *ledger.StoredHash) int64 { return h.Index })
}

// Checkpoints yields the signed checkpoints.
func (l ledgerSource) Checkpoints() iter.Seq2[ledger.StoredCheckpoint, error] {
	return paged(func(from int64) ([]ledger.StoredCheckpoint, error) { return l.t.Checkpoints(from, ledgerPage) },
		func(c *ledger.StoredCheckpoint) int64 { return c.Number })
}

// CheckLedgerKey refuses a key under which the last checkpoint was not signed:
// nothing could be entered, and a verification would take all of it for altered.
func (s *Store) CheckLedgerKey(ctx context.Context, org muster.OrganisationID) error {
	return s.View(ctx, org, func(tx *Tx) error {
		var last string
		err := tx.QueryRow("select note from ledger_checkpoints where organisation = $1 order by number desc limit 1").Scan(&last)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		if _, err := ledger.OpenCheckpoint(last, LedgerOrigin(s.opt.Ledger, org), s.opt.Ledger.Known); ledger.UnknownKey(err) {
			return &muster.Error{
				Code: muster.CodePermission, Message: fmt.Sprintf("the ledger in %s was signed with another key", s.path),
				Hint: "put the right ledger.key back from its copy; if this is the right one, the ledger was changed: keep the database as it is and compare it with a backup", Err: err,
			}
		}
		return nil
	})
}

// Checkpoints lists signed checkpoints in order from that number.
func (t *Tx) Checkpoints(from int64, limit int) ([]ledger.StoredCheckpoint, error) {
	rows, err := t.Query("select number, size, note from ledger_checkpoints where organisation = $1 and number >= $2 order by number limit $3", from, limit)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []ledger.StoredCheckpoint
	for rows.Next() {
		var c ledger.StoredCheckpoint
		if err := rows.Scan(&c.Number, &c.Size, &c.Signed); err != nil {
			return nil, err
		}
		list = append(list, c)
	}
	return list, rows.Err()
}

// paged yields row after row, reading on after the last key. The first page
// starts below every key a vandal may have written.
func paged[T any](read func(from int64) ([]T, error), key func(*T) int64) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for from := int64(-1 << 62); ; {
			list, err := read(from)
			if err != nil {
				var none T
				yield(none, err)
				return
			}
			for i := range list {
				if !yield(list[i], nil) {
					return
				}
			}
			if len(list) < ledgerPage {
				return
			}
			from = key(&list[len(list)-1]) + 1
		}
	}
}

// VerifyLedger reads an organisation's whole ledger, every row of it. held are
// signed checkpoints kept elsewhere. The error is a *ledger.Fault when somebody
// changed something after the fact.
func (s *Store) VerifyLedger(ctx context.Context, org muster.OrganisationID, held ...string) (ledger.Report, error) {
	var report ledger.Report
	err := s.View(ctx, org, func(t *Tx) (err error) {
		if s.opt.Ledger == nil {
			return &muster.Error{Code: muster.CodeUsage, Message: "the ledger's public key is needed to verify it", Hint: "name the ledger's key file"}
		}
		if report, err = ledger.Verify(ledgerSource{t}, LedgerOrigin(s.opt.Ledger, org), s.opt.Ledger.Known, held...); err != nil {
			return err
		}
		var stray int64
		err = t.QueryRow(`select seq from ledger_payloads where organisation = $1 and seq not in
			(select l.seq from ledger_leaves l where l.organisation = $1) order by seq limit 1`).Scan(&stray)
		if err == nil {
			return &ledger.Fault{First: stray, Last: stray, What: "salt and payload stand for no entry"}
		}
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		return err
	})
	return report, err
}

// Bundle makes a bundle of an organisation's ledger for a third party: of all
// entries, or of those named, each with its proof. Openings of entries for
// which withhold is true are left out. earlier are checkpoints it shows as such.
func (s *Store) Bundle(ctx context.Context, org muster.OrganisationID, seqs []int64, withhold func(*ledger.Entry) bool, earlier ...string) (*ledger.Bundle, error) {
	var b *ledger.Bundle
	err := s.View(ctx, org, func(t *Tx) error {
		if s.opt.Ledger == nil {
			return &muster.Error{Code: muster.CodeUsage, Message: "the ledger's public key is needed to make a bundle", Hint: "name the ledger's key file"}
		}
		last, err := ledgerRows{t}.Last()
		if err != nil {
			return err
		}
		if last == "" {
			return &muster.Error{Code: muster.CodeEmpty, Message: "the ledger has no entries", Hint: "there is nothing to show yet"}
		}
		b, err = ledger.NewBundle(&ledger.Export{
			Origin: LedgerOrigin(s.opt.Ledger, org), Signing: s.opt.Ledger, Checkpoint: last, Earlier: earlier,
			Records: chosen(t, seqs, withhold),
		}, ledgerRows{t})
		return err
	})
	return b, err
}

// chosen yields the entries with those numbers, or all when seqs is nil.
func chosen(t *Tx, seqs []int64, withhold func(*ledger.Entry) bool) iter.Seq2[ledger.Record, error] {
	wanted := map[int64]bool{}
	for _, n := range seqs {
		wanted[n] = true
	}
	return func(yield func(ledger.Record, error) bool) {
		records := paged(func(from int64) ([]ledger.Record, error) { return t.entries(from, withhold) }, func(r *ledger.Record) int64 { return r.Seq })
		for r, err := range records {
			if err == nil && seqs != nil && !wanted[r.Seq] {
				continue
			}
			if withhold != nil && withhold(&r.Entry) {
				r.Opening = nil
			}
			if !yield(r, err) {
				return
			}
		}
	}
}
