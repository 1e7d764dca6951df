package ledger_test

import (
	"bytes"
	"cmp"
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"muster/ledger"
)

const origin = "example.org/acts"

// rows is a log as tables hold it, with every row within reach of a vandal.
type rows struct {
	entries     []ledger.Entry
	openings    map[int64]ledger.Opening
	hashes      []ledger.StoredHash
	checkpoints []ledger.StoredCheckpoint
}

func (r *rows) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	list := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		at, ok := slices.BinarySearchFunc(r.hashes, index, func(h ledger.StoredHash, index int64) int { return cmp.Compare(h.Index, index) })
		if !ok {
			return nil, fmt.Errorf("no hash %d", index)
		}
		list[i] = r.hashes[at].Hash
	}
	return list, nil
}

func (r *rows) Last() (string, error) {
	if len(r.checkpoints) == 0 {
		return "", nil
	}
	return r.checkpoints[len(r.checkpoints)-1].Signed, nil
}

func (r *rows) Add(e *ledger.Entry, o *ledger.Opening, first int64, hashes []tlog.Hash) error {
	if e.Seq != int64(len(r.entries)) || first != int64(len(r.hashes)) {
		return fmt.Errorf("entry %d or hash %d is taken", e.Seq, first)
	}
	r.entries = append(r.entries, *e)
	r.openings[e.Seq] = *o
	for i, h := range hashes {
		r.hashes = append(r.hashes, ledger.StoredHash{Index: first + int64(i), Hash: h})
	}
	return nil
}

func (r *rows) AddCheckpoint(c *ledger.Checkpoint, signed string) error {
	r.checkpoints = append(r.checkpoints, ledger.StoredCheckpoint{Number: c.Number, Size: c.Size, Signed: signed})
	return nil
}

func (r *rows) Erase(seqs []int64) ([]int64, error) {
	var gone []int64
	for _, n := range seqs {
		if _, there := r.openings[n]; there && r.entries[n].Kind != ledger.KindErasure {
			delete(r.openings, n)
			gone = append(gone, n)
		}
	}
	return gone, nil
}

func (r *rows) Records() iter.Seq2[ledger.Record, error] {
	return func(yield func(ledger.Record, error) bool) {
		for _, e := range r.entries {
			rec := ledger.Record{Entry: e}
			if o, there := r.openings[e.Seq]; there {
				rec.Opening = &o
			}
			if !yield(rec, nil) {
				return
			}
		}
	}
}

func (r *rows) Hashes() iter.Seq2[ledger.StoredHash, error] { return all(r.hashes) }

func (r *rows) Checkpoints() iter.Seq2[ledger.StoredCheckpoint, error] { return all(r.checkpoints) }

func all[T any](list []T) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for _, row := range list {
			if !yield(row, nil) {
				return
			}
		}
	}
}

// clone is deep enough for a vandal.
func (r *rows) clone() *rows {
	c := &rows{slices.Clone(r.entries), map[int64]ledger.Opening{}, slices.Clone(r.hashes), slices.Clone(r.checkpoints)}
	for n, o := range r.openings {
		c.openings[n] = ledger.Opening{Salt: bytes.Clone(o.Salt), Payload: o.Payload}
	}
	return c
}

// signing makes a key that is the same each time.
func signing(t testing.TB, seed uint64) *ledger.Signing {
	t.Helper()
	random := rand.NewChaCha8([32]byte{byte(seed)})
	private, public, err := ledger.GenerateKey(random, "example.org")
	if err != nil {
		t.Fatal(err)
	}
	s, err := ledger.NewSigning(private, public)
	if err != nil {
		t.Fatal(err)
	}
	s.Random = random
	return s
}

// act adds n entries under one checkpoint, then erases those.
func act(t testing.TB, r *rows, s *ledger.Signing, n int, erase ...int64) {
	t.Helper()
	w, err := ledger.NewWriter(r, origin, s)
	if err != nil {
		t.Fatal(err)
	}
	for range n {
		k := len(r.entries)
		e, err := w.Append(int64(1_000+k), "case.note", fmt.Sprintf(`{"note":"number %d, <&> %s"}`, k, "é"))
		if err != nil || e.Seq != int64(k) {
			t.Fatalf("entry %d: %+v, %v", k, e, err)
		}
	}
	if len(erase) > 0 {
		if _, err := w.Erase(int64(1_000+len(r.entries)), "retention", erase); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := w.Seal(int64(2_000 + len(r.entries))); err != nil {
		t.Fatal(err)
	}
}

// log makes a log of 12 entries under 5 checkpoints; the openings of 2, 3 and
// 5 are erased by entry 9.
func log(t testing.TB) (*rows, *ledger.Signing) {
	t.Helper()
	r, s := &rows{openings: map[int64]ledger.Opening{}}, signing(t, 1)
	act(t, r, s, 1)
	act(t, r, s, 3)
	act(t, r, s, 3)
	act(t, r, s, 2, 5, 2, 3, 3)
	act(t, r, s, 2)
	return r, s
}
