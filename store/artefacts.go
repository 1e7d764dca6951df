package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"slices"

	"muster"
)

// Held says that a subject holds an artefact.
type Held struct {
	muster.Artefact
	Organisation muster.OrganisationID
	Subject      muster.SubjectID
	First        muster.Time // when it was first seen, to the microsecond; zero when not stated
}

// artefactWriter gathers what one transaction adds to the index and writes it
// in blocks, one for each first byte of an id that occurs.
type artefactWriter struct {
	blocks map[artefactBucket][]Held
	n      int // of entries
}

// mostHeld is how many entries wait for the end of a transaction: those of very
// many people are written as they come, in more blocks.
const mostHeld = 4 << 20

type artefactBucket struct {
	org    muster.OrganisationID
	bucket byte
}

func newArtefactWriter() *artefactWriter {
	return &artefactWriter{blocks: map[artefactBucket][]Held{}}
}

func (w *artefactWriter) add(held []Held) {
	for i := range held {
		key := artefactBucket{held[i].Organisation, held[i].ID[0]}
		w.blocks[key] = append(w.blocks[key], held[i])
	}
	w.n += len(held)
}

// relieve writes what waits once it is much.
func (w *artefactWriter) relieve(tx *sql.Tx) error {
	if w.n < mostHeld {
		return nil
	}
	return w.flush(tx)
}

// forget takes everything out of an organisation's index, to be filed anew.
func (w *artefactWriter) forget(tx *sql.Tx, org muster.OrganisationID) error {
	_, err := tx.Exec("delete from artefacts where organisation = $1", string(org))
	return err
}

func (w *artefactWriter) flush(tx *sql.Tx) error {
	keys := make([]artefactBucket, 0, len(w.blocks))
	for k := range w.blocks {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b artefactBucket) int {
		return cmp.Or(cmp.Compare(a.org, b.org), cmp.Compare(a.bucket, b.bucket))
	})
	for _, k := range keys {
		if err := w.flushBucket(tx, k); err != nil {
			return err
		}
	}
	w.blocks, w.n = map[artefactBucket][]Held{}, 0
	return nil
}

// smallBlock is the size in bytes below which a block is added to: single
// records would otherwise leave a block each.
const smallBlock = 4 << 10

func (w *artefactWriter) flushBucket(tx *sql.Tx, k artefactBucket) error {
	var block, size int64
	err := tx.QueryRow("select block, length(entries) from artefacts where organisation = $1 and bucket = $2 order by block desc limit 1",
		string(k.org), int64(k.bucket)).Scan(&block, &size)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	if err != nil || size >= smallBlock {
		return insertBlock(tx, k, block+1, w.blocks[k])
	}
	var b []byte
	err = tx.QueryRow("select entries from artefacts where organisation = $1 and bucket = $2 and block = $3", string(k.org), int64(k.bucket), block).Scan(&b)
	if err != nil {
		return err
	}
	list, err := decodeHeld(k, b)
	if err != nil {
		return err
	}
	_, err = tx.Exec("update artefacts set entries = $4 where organisation = $1 and bucket = $2 and block = $3",
		string(k.org), int64(k.bucket), block, encodeHeld(k, earliest(append(list, w.blocks[k]...))))
	return err
}

func insertBlock(tx *sql.Tx, k artefactBucket, block int64, list []Held) error {
	_, err := tx.Exec("insert into artefacts (organisation, bucket, block, entries) values ($1, $2, $3, $4)",
		string(k.org), int64(k.bucket), block, encodeHeld(k, list))
	return err
}

// encodeHeld writes a block: the CRC-32C of its key and entries, then the
// entries in the order of ids.
func encodeHeld(k artefactBucket, list []Held) []byte {
	slices.SortStableFunc(list, func(a, b Held) int {
		return cmp.Or(slices.Compare(a.ID[:], b.ID[:]), cmp.Compare(a.Subject, b.Subject))
	})
	b := make([]byte, 4, 4+64*len(list))
	for i := range list {
		h := &list[i]
		b = append(b, h.ID[:]...)
		b = appendString(b, string(h.Kind))
		b = appendString(b, string(h.Role))
		b = appendString(b, string(h.Subject))
		start := len(b)
		if !h.First.IsZero() {
			b = appendTime(b, h.First)
		}
		b = prefix(b, start)
	}
	binary.BigEndian.PutUint32(b, heldSum(k, b))
	return b
}

func heldSum(k artefactBucket, b []byte) uint32 {
	table := crc32.MakeTable(crc32.Castagnoli)
	sum := crc32.Update(0, table, append([]byte(k.org), k.bucket))
	return crc32.Update(sum, table, b[4:])
}

// sound reports whether a block is as it was written.
func sound(k artefactBucket, b []byte) bool {
	return len(b) >= 4 && binary.BigEndian.Uint32(b) == heldSum(k, b)
}

func decodeHeld(k artefactBucket, b []byte) ([]Held, error) {
	if !sound(k, b) {
		return nil, fmt.Errorf("block of artefacts: checksum: %w", errPack)
	}
	var list []Held
	c := cursor{s: string(b[4:])}
	for c.s != "" {
		h := Held{Organisation: k.org}
		copy(h.ID[:], c.take(uint64(len(h.ID))))
		h.Kind, h.Role, h.Subject = muster.ArtefactKind(c.clone()), muster.ArtefactRole(c.clone()), muster.SubjectID(c.clone())
		if s := c.string(); s != "" {
			in := cursor{s: s}
			h.First = in.time()
			c.failed = c.failed || in.failed
		}
		if c.failed {
			return nil, errPack
		}
		list = append(list, h)
	}
	return list, nil
}

// Holders returns who holds an artefact, in the order of subjects, each kind
// and role of holding once with the earliest time.
func (s *Store) Holders(ctx context.Context, org muster.OrganisationID, id muster.ArtefactID) ([]Held, error) {
	k := artefactBucket{org, id[0]}
	rows, err := s.read.QueryContext(ctx, "select entries from artefacts where organisation = $1 and bucket = $2 order by block", string(org), int64(k.bucket))
	if err != nil {
		return nil, s.fail("read artefacts", err)
	}
	defer rows.Close()
	var found []Held
	for rows.Next() {
		var b []byte
		if err := rows.Scan(&b); err != nil {
			return nil, s.fail("read artefacts", err)
		}
		list, err := decodeHeld(k, b)
		if err != nil {
			return nil, damaged(s.path, "the index of artefacts", err)
		}
		for _, h := range list {
			if h.ID == id {
				found = append(found, h)
			}
		}
	}
	if err := rows.Err(); err != nil {
		return nil, s.fail("read artefacts", err)
	}
	return earliest(found), nil
}

// earliest keeps of equal holdings the one seen first.
func earliest(list []Held) []Held {
	same := func(a, b Held) int {
		return cmp.Or(slices.Compare(a.ID[:], b.ID[:]), cmp.Compare(a.Subject, b.Subject), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Role, b.Role))
	}
	slices.SortStableFunc(list, func(a, b Held) int {
		if c := same(a, b); c != 0 {
			return c
		}
		switch {
		case a.First.Before(b.First), !a.First.IsZero() && b.First.IsZero():
			return -1
		case b.First.Before(a.First), a.First.IsZero() && !b.First.IsZero():
			return 1
		}
		return 0
	})
	return slices.CompactFunc(list, func(a, b Held) bool { return same(a, b) == 0 })
}
