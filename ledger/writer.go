package ledger

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"golang.org/x/mod/sumdb/tlog"
)

// Log is where a ledger's rows lie, seen from within one transaction of the
// caller's. Nobody else may add to the same log until it ends.
type Log interface {
	// ReadHashes returns stored hashes by index; one that is not there is an
	// error.
	tlog.HashReader
	// Last returns the last checkpoint as it was signed, "" when there is none.
	Last() (signed string, err error)
	// Add keeps an entry, its opening, and the hashes that come with it, whose
	// indexes run from first. A number or index that is taken is an error.
	Add(e *Entry, o *Opening, first int64, hashes []tlog.Hash) error
	// AddCheckpoint keeps a signed checkpoint. A number that is taken is an error.
	AddCheckpoint(c *Checkpoint, signed string) error
	// Erase removes the openings of those entries that have one and are not of
	// KindErasure, and returns their numbers.
	Erase(seqs []int64) ([]int64, error)
}

// ErrForged is in the chain when a log's end does not fit its last checkpoint,
// so that nothing more may be written to it.
var ErrForged = errors.New("the end of the ledger does not fit its last checkpoint")

// Writer adds to a log within one transaction.
type Writer struct {
	log     Log
	signing *Signing
	last    Checkpoint
	size    int64
}

// NewWriter begins to add to the log of that origin. It verifies the last
// checkpoint and its root, so that nothing is added to a log somebody altered
// at its end.
func NewWriter(log Log, origin string, s *Signing) (*Writer, error) {
	if err := checkOrigin(origin); err != nil {
		return nil, err
	}
	w := &Writer{log: log, signing: s, last: Checkpoint{Origin: origin}}
	signed, err := log.Last()
	if err != nil || signed == "" {
		return w, err
	}
	if w.last, err = OpenCheckpoint(signed, origin, s.Known); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrForged, err)
	}
	root, err := tlog.TreeHash(w.last.Size, log)
	if err != nil {
		return nil, fmt.Errorf("ledger: read the tree: %w", err)
	}
	if root != w.last.Root {
		return nil, fmt.Errorf("checkpoint %d: %w", w.last.Number, ErrForged)
	}
	w.size = w.last.Size
	return w, nil
}

// Append adds an entry. It counts only once Seal was called and the
// transaction committed.
func (w *Writer) Append(happened int64, kind, payload string) (Entry, error) {
	if kind == KindErasure {
		return Entry{}, fmt.Errorf("ledger: entries of kind %s are written by Erase", kind)
	}
	return w.add(happened, kind, payload)
}

func (w *Writer) add(happened int64, kind, payload string) (Entry, error) {
	if err := errors.Join(checkKind(kind), checkPayload(payload)); err != nil {
		return Entry{}, err
	}
	salt, err := w.signing.salt()
	if err != nil {
		return Entry{}, err
	}
	o := &Opening{Salt: salt, Payload: payload}
	e := Entry{Seq: w.size, Happened: happened, Kind: kind, Commitment: o.Commitment()}
	hashes, err := tlog.StoredHashes(e.Seq, e.Text(), w.log)
	if err != nil {
		return Entry{}, fmt.Errorf("ledger: read the tree: %w", err)
	}
	if err := w.log.Add(&e, o, tlog.StoredHashIndex(0, e.Seq), hashes); err != nil {
		return Entry{}, err
	}
	w.size++
	return e, nil
}

// Seal signs a checkpoint over what was added and keeps it. Without an addition
// it returns the last one. It is called once, at the end of the transaction.
func (w *Writer) Seal(now int64) (Checkpoint, error) {
	if w.size == w.last.Size {
		return w.last, nil
	}
	root, err := tlog.TreeHash(w.size, w.log)
	if err != nil {
		return Checkpoint{}, fmt.Errorf("ledger: read the tree: %w", err)
	}
	c := Checkpoint{Origin: w.last.Origin, Size: w.size, Root: root, Number: w.last.Number + 1, Time: now}
	signed, err := sign(&c, w.signing.Signer)
	if err != nil {
		return Checkpoint{}, err
	}
	if err := w.log.AddCheckpoint(&c, signed); err != nil {
		return Checkpoint{}, err
	}
	w.last = c
	return c, nil
}

// KindErasure is the kind of entry that says which openings were erased.
const KindErasure = "ledger.erasure"

// maxErased bounds how many spans one erasure entry lists.
const maxErased = 10_000

// Erasure is the payload of an entry of KindErasure.
type Erasure struct {
	Erased [][2]int64 `json:"erased"` // first and last number of each span, in order
	Reason string     `json:"reason"`
}

// Erase removes the openings of entries and adds entries that say so, as many
// as the list needs. What holds no opening is passed over; nothing is added
// when nothing was erased.
func (w *Writer) Erase(happened int64, reason string, seqs []int64) ([]Entry, error) {
	gone, err := w.log.Erase(slices.Compact(slices.Sorted(slices.Values(seqs))))
	if err != nil {
		return nil, err
	}
	slices.Sort(gone)
	var added []Entry
	for part := range slices.Chunk(spans(gone), maxErased) {
		text, err := json.Marshal(Erasure{Erased: part, Reason: reason})
		if err != nil {
			return added, err
		}
		e, err := w.add(happened, KindErasure, string(text))
		if err != nil {
			return added, err
		}
		added = append(added, e)
	}
	return added, nil
}

// spans joins neighbours of a sorted list.
func spans(seqs []int64) [][2]int64 {
	var list [][2]int64
	for _, n := range seqs {
		if k := len(list) - 1; k >= 0 && list[k][1] == n-1 {
			list[k][1] = n
			continue
		}
		list = append(list, [2]int64{n, n})
	}
	return list
}
