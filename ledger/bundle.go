package ledger

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// BundleForm names the form of a bundle. docs/ledger.md describes it.
const BundleForm = "ledger-bundle/1"

// Bundle is a log, or some entries of one, that can be checked without it.
type Bundle struct {
	Form       string    `json:"form"`
	Origin     string    `json:"origin"`
	Keys       []string  `json:"keys"`       // public keys; whoever checks gets them another way
	Checkpoint string    `json:"checkpoint"` // signed
	Earlier    []Earlier `json:"earlier,omitempty"`
	Entries    []Item    `json:"entries"` // in the order of numbers
}

// Item is one entry in a bundle.
type Item struct {
	Entry
	Salt    []byte      `json:"salt,omitempty"`    // absent when erased or withheld
	Payload *string     `json:"payload,omitempty"` // absent with Salt
	Proof   []tlog.Hash `json:"proof,omitempty"`   // that the checkpoint covers it; absent when all entries are there
}

// Earlier is a checkpoint signed before, with the proof that the log only grew
// since.
type Earlier struct {
	Checkpoint string      `json:"checkpoint"`
	Proof      []tlog.Hash `json:"proof,omitempty"`
}

// Export says what goes into a bundle.
type Export struct {
	Origin     string
	Signing    *Signing
	Checkpoint string   // signed; covers all that goes in
	Earlier    []string // checkpoints to show as earlier, each smaller
	// Records are the entries in order; with all of them no proofs are needed.
	// What has no opening goes in closed.
	Records iter.Seq2[Record, error]
}

// NewBundle makes a bundle, reading hashes for its proofs from r.
func NewBundle(x *Export, r tlog.HashReader) (*Bundle, error) {
	c, err := OpenCheckpoint(x.Checkpoint, x.Origin, x.Signing.Known)
	if err != nil {
		return nil, err
	}
	b := &Bundle{Form: BundleForm, Origin: x.Origin, Keys: x.Signing.Public, Checkpoint: x.Checkpoint, Entries: []Item{}}
	for _, signed := range x.Earlier {
		e, err := OpenCheckpoint(signed, x.Origin, x.Signing.Known)
		if err != nil {
			return nil, err
		}
		proof, err := tlog.ProveTree(c.Size, e.Size, r)
		if err != nil {
			return nil, fmt.Errorf("ledger: prove checkpoint %d: %w", e.Number, err)
		}
		b.Earlier = append(b.Earlier, Earlier{signed, proof})
	}
	for rec, err := range x.Records {
		if err != nil {
			return nil, err
		}
		item := Item{Entry: rec.Entry}
		if o := rec.Opening; o != nil {
			item.Salt, item.Payload = o.Salt, &o.Payload
		}
		b.Entries = append(b.Entries, item)
	}
	if b.complete(&c) {
		return b, nil
	}
	for i := range b.Entries {
		if b.Entries[i].Proof, err = tlog.ProveRecord(c.Size, b.Entries[i].Seq, r); err != nil {
			return nil, fmt.Errorf("ledger: prove entry %d: %w", b.Entries[i].Seq, err)
		}
	}
	return b, nil
}

// complete reports whether every entry the checkpoint covers is there, in
// order.
func (b *Bundle) complete(c *Checkpoint) bool {
	if int64(len(b.Entries)) != c.Size {
		return false
	}
	for i := range b.Entries {
		if b.Entries[i].Seq != int64(i) {
			return false
		}
	}
	return true
}

// Write writes the bundle as JSON, with a line for each entry: there may be very
// many, of which no more than one is written at a time.
func (b *Bundle) Write(w io.Writer) error {
	head := *b
	head.Entries = []Item{}
	var text bytes.Buffer
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	if err := e.Encode(&head); err != nil {
		return err
	}
	e.SetIndent("", "")
	to := bufio.NewWriter(w)
	to.Write(bytes.TrimSuffix(text.Bytes(), []byte("]\n}\n")))
	before := "\n  "
	for i := range b.Entries {
		text.Reset()
		if err := e.Encode(&b.Entries[i]); err != nil {
			return err
		}
		to.WriteString(before)
		to.Write(bytes.TrimSuffix(text.Bytes(), []byte("\n")))
		before = ",\n  "
	}
	to.WriteString("\n ]\n}\n")
	return to.Flush() // also says what failed before
}

// ReadBundle reads what Write wrote, up to limit bytes. Unknown fields and
// anything after the bundle are errors. Nothing is verified yet: see Check.
func ReadBundle(r io.Reader, limit int64) (*Bundle, error) {
	text, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return nil, err
	}
	if int64(len(text)) > limit {
		return nil, fmt.Errorf("ledger: the bundle has more than %d bytes", limit)
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	var b Bundle
	if err := d.Decode(&b); err != nil {
		return nil, fmt.Errorf("ledger: bundle: %w", err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("ledger: something follows the bundle")
	}
	if b.Form != BundleForm {
		return nil, fmt.Errorf("ledger: the form of the bundle is %.40q, want %q", b.Form, BundleForm)
	}
	return &b, nil
}

// BundleReport says what a bundle showed.
type BundleReport struct {
	Checkpoint Checkpoint `json:"checkpoint"`
	Complete   bool       `json:"complete"` // every entry the checkpoint covers is there
	Entries    int        `json:"entries"`
	Openings   int        `json:"openings"` // entries whose payload is there and is what was committed to
	Earlier    int        `json:"earlier"`
}

// Check verifies everything a bundle says with public keys known from
// elsewhere, and that checkpoints kept from before are part of its history. The
// error is a *Fault when it concerns an entry.
func (b *Bundle) Check(known note.Verifiers, kept ...string) (BundleReport, error) {
	c, err := OpenCheckpoint(b.Checkpoint, b.Origin, known)
	if err != nil {
		return BundleReport{}, err
	}
	report := BundleReport{Checkpoint: c, Complete: b.complete(&c)}
	before, err := b.openKept(&c, known, kept, report.Complete)
	if err != nil {
		return report, err
	}
	for _, e := range b.Earlier {
		if err := checkEarlier(&c, e, known); err != nil {
			return report, err
		}
		report.Earlier++
	}
	last := int64(-1)
	for i := range b.Entries {
		if b.Entries[i].Seq <= last {
			return report, fault(b.Entries[i].Seq, "out of its order")
		}
		last = b.Entries[i].Seq
	}
	var tree edge
	for i := range b.Entries {
		item := &b.Entries[i]
		if err := item.check(&c, report.Complete); err != nil {
			return report, err
		}
		if report.Complete {
			if _, err := tree.add(item.Hash()); err != nil {
				return report, err
			}
			if err := before.hold(&tree, int64(i)+1); err != nil {
				return report, err
			}
		}
		report.Entries++
		if item.Payload != nil {
			report.Openings++
		}
	}
	if !report.Complete {
		return report, nil
	}
	if root, err := tree.root(); err != nil || root != c.Root {
		return report, errors.Join(err, &Fault{First: 0, Last: c.Size - 1, What: "not what the checkpoint was signed over"})
	}
	return report, nil
}

// kept is checkpoints from before that the entries have to agree with.
type kept []Checkpoint

// openKept opens checkpoints kept from before and returns those that the entries
// have to be held against; the others are among those the bundle proves.
func (b *Bundle) openKept(c *Checkpoint, known note.Verifiers, signed []string, complete bool) (kept, error) {
	var left kept
	for _, text := range signed {
		k, err := OpenCheckpoint(text, b.Origin, known)
		switch {
		case err != nil:
			return nil, fmt.Errorf("ledger: the checkpoint kept from before: %w", err)
		case k.Size > c.Size:
			return nil, fmt.Errorf("ledger: checkpoint %d, kept from before, covers %d entries and the bundle %d: the end was cut off, or the bundle is older", k.Number, k.Size, c.Size)
		case complete:
			left = append(left, k)
		case !slices.ContainsFunc(b.Earlier, func(e Earlier) bool {
			listed, err := OpenCheckpoint(e.Checkpoint, b.Origin, known)
			return err == nil && listed.Size == k.Size && listed.Root == k.Root
		}):
			return nil, fmt.Errorf("ledger: the bundle does not list checkpoint %d, kept from before: ask for one that does, or for all entries", k.Number)
		}
	}
	return left, nil
}

// hold compares the tree over the first entries with what was signed over as
// many.
func (k kept) hold(tree *edge, size int64) error {
	for i := range k {
		if k[i].Size != size {
			continue
		}
		if root, err := tree.root(); err != nil || root != k[i].Root {
			return errors.Join(err, &Fault{First: 0, Last: size - 1, What: fmt.Sprintf("not what checkpoint %d, kept from before, was signed over", k[i].Number)})
		}
	}
	return nil
}

func (item *Item) check(c *Checkpoint, complete bool) error {
	if err := checkKind(item.Kind); err != nil {
		return &Fault{First: item.Seq, Last: item.Seq, What: "altered", Err: err}
	}
	if (item.Salt == nil) != (item.Payload == nil) {
		return fault(item.Seq, "one of salt and payload is missing")
	}
	if item.Payload != nil {
		o := Opening{Salt: item.Salt, Payload: *item.Payload}
		if !o.opens(&item.Entry) {
			return fault(item.Seq, "its salt or payload, or what it committed to, was altered")
		}
	}
	if complete {
		return nil
	}
	if err := tlog.CheckRecord(item.Proof, c.Size, c.Root, item.Seq, item.Hash()); err != nil {
		return &Fault{First: item.Seq, Last: item.Seq, What: "not covered by the checkpoint", Err: err}
	}
	return nil
}

func checkEarlier(c *Checkpoint, e Earlier, known note.Verifiers) error {
	former, err := OpenCheckpoint(e.Checkpoint, c.Origin, known)
	if err != nil {
		return err
	}
	if err := tlog.CheckTree(e.Proof, c.Size, c.Root, former.Size, former.Root); err != nil {
		return fmt.Errorf("ledger: checkpoint %d is not part of the history of checkpoint %d: %w", former.Number, c.Number, err)
	}
	return nil
}
