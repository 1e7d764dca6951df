package ledger

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"slices"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// StoredHash is a row of the tree.
type StoredHash struct {
	Index int64
	Hash  tlog.Hash
}

// StoredCheckpoint is a row of the checkpoints; number and size stand beside
// what was signed.
type StoredCheckpoint struct {
	Number, Size int64
	Signed       string
}

// Source yields all rows of one log at one moment, each list in its order. The
// three lists are read side by side.
type Source interface {
	// Records yields every entry by number, with its opening where there is one.
	Records() iter.Seq2[Record, error]
	// Hashes yields every stored hash by index.
	Hashes() iter.Seq2[StoredHash, error]
	// Checkpoints yields every checkpoint by number.
	Checkpoints() iter.Seq2[StoredCheckpoint, error]
}

// Fault is what is wrong with a ledger and where.
type Fault struct {
	First, Last int64 // the entries concerned
	What        string
	Err         error // the cause, if there is another
}

// Error says what is wrong and with which entries.
func (f *Fault) Error() string {
	s := fmt.Sprintf("entry %d: %s", f.First, f.What)
	if f.Last > f.First {
		s = fmt.Sprintf("entries %d to %d: %s", f.First, f.Last, f.What)
	}
	if f.Err != nil {
		s += ": " + f.Err.Error()
	}
	return s
}

// Unwrap returns the cause.
func (f *Fault) Unwrap() error { return f.Err }

func fault(entry int64, format string, args ...any) *Fault {
	return &Fault{First: entry, Last: entry, What: fmt.Sprintf(format, args...)}
}

// Report says what a verification saw.
type Report struct {
	Entries     int64      `json:"entries"`
	Openings    int64      `json:"openings"` // salt and payload there, and as committed to
	Erased      int64      `json:"erased"`   // erased by an entry that says so
	Checkpoints int64      `json:"checkpoints"`
	Last        Checkpoint `json:"last"` // zero in an empty log
}

// Verify reads a whole log and finds any change after the fact: the error is a
// *Fault, or whatever the source failed with. held are signed checkpoints of
// the log kept elsewhere; with one of them a log whose end was cut off or
// rewritten is found too.
func Verify(src Source, origin string, known note.Verifiers, held ...string) (Report, error) {
	v := &verifier{origin: origin, known: known}
	for _, signed := range held {
		c, err := OpenCheckpoint(signed, origin, known)
		if err != nil {
			return v.report, fmt.Errorf("a checkpoint kept elsewhere: %w", err)
		}
		v.held = append(v.held, c)
	}
	slices.SortFunc(v.held, func(a, b Checkpoint) int { return int(min(max(a.Size-b.Size, -1), 1)) })
	var stop func()
	v.nextHash, stop = iter.Pull2(src.Hashes())
	defer stop()
	v.nextCheckpoint, stop = iter.Pull2(src.Checkpoints())
	defer stop()
	if err := v.readCheckpoint(); err != nil {
		return v.report, err
	}
	for rec, err := range src.Records() {
		if err == nil {
			err = v.record(&rec)
		}
		if err != nil {
			return v.report, err
		}
	}
	return v.report, v.end()
}

// verifier holds what one pass over a log needs: the right edge of the tree and
// little else.
type verifier struct {
	origin string
	known  note.Verifiers
	held   []Checkpoint
	tree   edge
	report Report
	closed [][2]int64 // spans of entries without opening, in order
	erased [][2]int64 // spans erasure entries name, of theirs in order

	nextHash       func() (StoredHash, error, bool)
	nextCheckpoint func() (StoredCheckpoint, error, bool)
	checkpoint     Checkpoint // the next one to be reached
	there          bool       // there is one
}

func (v *verifier) record(rec *Record) error {
	n := v.tree.size
	switch {
	case rec.Seq > n:
		return &Fault{First: n, Last: rec.Seq - 1, What: "missing"}
	case rec.Seq < n:
		return fault(rec.Seq, "out of its order")
	}
	if err := checkKind(rec.Kind); err != nil {
		return &Fault{First: n, Last: n, What: "altered", Err: err}
	}
	if err := v.opening(rec); err != nil {
		return err
	}
	hashes, err := v.tree.add(rec.Hash())
	if err != nil {
		return err
	}
	for i, want := range hashes {
		index := tlog.StoredHashIndex(0, n) + int64(i)
		stored, err, ok := v.nextHash()
		switch {
		case err != nil:
			return err
		case !ok || stored.Index != index:
			return fault(n, "hash %d of the tree is missing or out of its order", index)
		case stored.Hash != want:
			return fault(n, "the entry, or hash %d of the tree, was altered", index)
		}
	}
	v.report.Entries++
	return errors.Join(v.reachHeld(), v.reach())
}

// opening compares an opening with what the entry committed to, or notes that
// there is none.
func (v *verifier) opening(rec *Record) error {
	if rec.Opening == nil {
		if rec.Kind == KindErasure {
			return fault(rec.Seq, "the payload of an erasure is missing")
		}
		if k := len(v.closed) - 1; k >= 0 && v.closed[k][1] == rec.Seq-1 {
			v.closed[k][1] = rec.Seq
		} else {
			v.closed = append(v.closed, [2]int64{rec.Seq, rec.Seq})
		}
		return nil
	}
	if !rec.Opening.opens(&rec.Entry) {
		return fault(rec.Seq, "its salt or payload, or what it committed to, was altered")
	}
	v.report.Openings++
	if rec.Kind != KindErasure {
		return nil
	}
	list, err := parseErasure(rec)
	if err != nil {
		return err
	}
	v.erased = append(v.erased, list...)
	return nil
}

func parseErasure(rec *Record) ([][2]int64, error) {
	var e Erasure
	d := json.NewDecoder(bytes.NewReader([]byte(rec.Opening.Payload)))
	d.DisallowUnknownFields()
	if err := d.Decode(&e); err != nil {
		return nil, &Fault{First: rec.Seq, Last: rec.Seq, What: "an erasure that cannot be read", Err: err}
	}
	for _, span := range e.Erased {
		if span[0] < 0 || span[0] > span[1] || span[1] >= rec.Seq {
			return nil, fault(rec.Seq, "an erasure of entries %d to %d, which are not before it", span[0], span[1])
		}
	}
	return e.Erased, nil
}

// reachHeld compares the tree with checkpoints kept elsewhere.
func (v *verifier) reachHeld() error {
	for len(v.held) > 0 && v.held[0].Size == v.tree.size {
		root, err := v.tree.root()
		if err != nil {
			return err
		}
		if root != v.held[0].Root {
			return &Fault{First: 0, Last: v.tree.size - 1, What: fmt.Sprintf("not the history of checkpoint %d kept elsewhere", v.held[0].Number)}
		}
		v.held = v.held[1:]
	}
	return nil
}

// reach compares the tree with the stored checkpoint of its size.
func (v *verifier) reach() error {
	if !v.there || v.checkpoint.Size != v.tree.size {
		return nil
	}
	root, err := v.tree.root()
	if err != nil {
		return err
	}
	if root != v.checkpoint.Root {
		return &Fault{First: v.report.Last.Size, Last: v.tree.size - 1, What: fmt.Sprintf("not what checkpoint %d was signed over", v.checkpoint.Number)}
	}
	v.report.Checkpoints++
	v.report.Last = v.checkpoint
	return v.readCheckpoint()
}

// readCheckpoint goes on to the next stored checkpoint.
func (v *verifier) readCheckpoint() error {
	row, err, ok := v.nextCheckpoint()
	v.there = ok
	if err != nil || !ok {
		return err
	}
	last := v.report.Last
	f := &Fault{First: last.Size, Last: max(last.Size, row.Size-1)}
	c, err := OpenCheckpoint(row.Signed, v.origin, v.known)
	switch {
	case err != nil:
		f.What, f.Err = fmt.Sprintf("checkpoint %d, which covers them, was altered", row.Number), err
	case row.Number != last.Number+1:
		f.What = fmt.Sprintf("checkpoint %d is missing or out of its order", last.Number+1)
	case row.Number != c.Number || row.Size != c.Size:
		f.What = fmt.Sprintf("checkpoint %d stands beside another number or size than was signed", row.Number)
	case c.Size <= last.Size:
		f.What = fmt.Sprintf("checkpoint %d covers no more than the one before it", row.Number)
	default:
		v.checkpoint = c
		return nil
	}
	return f
}

// end looks for what should be there and for what should not.
func (v *verifier) end() error {
	n := v.tree.size
	if v.there {
		return &Fault{First: n, Last: v.checkpoint.Size - 1, What: fmt.Sprintf("missing, though checkpoint %d covers them", v.checkpoint.Number)}
	}
	if len(v.held) > 0 {
		return &Fault{First: n, Last: v.held[0].Size - 1, What: fmt.Sprintf("missing, though checkpoint %d kept elsewhere covers them", v.held[0].Number)}
	}
	if v.report.Last.Size < n {
		return &Fault{First: v.report.Last.Size, Last: n - 1, What: "covered by no checkpoint"}
	}
	if row, err, ok := v.nextHash(); err != nil || ok {
		if err != nil {
			return err
		}
		return fault(n, "hash %d of the tree stands for no entry", row.Index)
	}
	return v.compareErased()
}

// compareErased sees that the openings that are gone are those said to be.
func (v *verifier) compareErased() error {
	said := merge(v.erased)
	if gone := minus(v.closed, said); len(gone) > 0 {
		return &Fault{First: gone[0][0], Last: gone[0][1], What: "salt and payload are missing, and no entry says they were erased"}
	}
	if there := minus(said, v.closed); len(there) > 0 {
		return &Fault{First: there[0][0], Last: there[0][1], What: "salt and payload are there, though an entry says they were erased"}
	}
	for _, span := range said {
		v.report.Erased += span[1] - span[0] + 1
	}
	return nil
}

// minus returns the numbers in a that are not in b; both are in order and
// without overlap.
func minus(a, b [][2]int64) [][2]int64 {
	var out [][2]int64
	for _, span := range a {
		from := span[0]
		for len(b) > 0 && b[0][1] < from {
			b = b[1:]
		}
		for _, other := range b {
			if other[0] > span[1] {
				break
			}
			if other[0] > from {
				out = append(out, [2]int64{from, other[0] - 1})
			}
			from = other[1] + 1
		}
		if from <= span[1] {
			out = append(out, [2]int64{from, span[1]})
		}
	}
	return out
}

// merge puts spans in order and joins those that touch.
func merge(list [][2]int64) [][2]int64 {
	slices.SortFunc(list, func(a, b [2]int64) int { return slices.Compare(a[:], b[:]) })
	var out [][2]int64
	for _, span := range list {
		if k := len(out) - 1; k >= 0 && span[0] <= out[k][1]+1 {
			out[k][1] = max(out[k][1], span[1])
			continue
		}
		out = append(out, span)
	}
	return out
}
