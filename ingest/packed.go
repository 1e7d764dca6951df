package ingest

import (
	"bufio"
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"muster"
	"muster/store"
)

// packed is everybody's observations on disk, with where each account's lie.
type packed struct {
	shelf  *store.Shelf
	files  []*os.File
	at     []packAt
	others map[int32][]string
	print  string
}

type packAt struct {
	offset int64
	length uint32
	part   uint16
}

// writePacks writes the accounts of a part: their packs, and beside them who they
// are and where their packs lie.
func writePacks(name string, b *Batch, shelf *store.Shelf) error {
	packs, err := os.Create(name + ".packs")
	if err != nil {
		return err
	}
	w := bufio.NewWriterSize(packs, 1<<20)
	var index []byte
	at := int64(0)
	var list []muster.Observation
	for i := range b.Len() {
		if list, err = b.Observations(i, list[:0]); err != nil {
			return errors.Join(err, packs.Close())
		}
		pack, err := shelf.Pack(list)
		if err == nil {
			_, err = w.Write(pack)
		}
		if err != nil {
			return errors.Join(err, packs.Close())
		}
		others := b.OtherIDs(i)
		index = appendText(index, string(b.subjects[i]))
		index = binary.AppendUvarint(index, uint64(at))
		index = binary.AppendUvarint(index, uint64(len(pack)))
		index = binary.AppendUvarint(index, uint64(len(others)))
		for _, other := range others {
			index = appendText(index, other)
		}
		at += int64(len(pack))
	}
	if err := errors.Join(w.Flush(), packs.Sync(), packs.Close()); err != nil {
		return err
	}
	return writeWhole(name+".index", index)
}

func appendText(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// openPacks opens the packs of all parts. The accounts are returned in the order
// of their ids.
func openPacks(dir string, parts int, shelf *store.Shelf) (*packed, []muster.SubjectID, error) {
	p := &packed{shelf: shelf, others: map[int32][]string{}}
	type entry struct {
		id     muster.SubjectID
		at     packAt
		others []string
	}
	var all []entry
	for n := range parts {
		name := filepath.Join(dir, fmt.Sprintf("part-%04d", n))
		raw, err := os.ReadFile(name + ".index")
		if err != nil {
			return nil, nil, spillError(dir, err)
		}
		f, err := os.Open(name + ".packs")
		if err != nil {
			return nil, nil, spillError(dir, err)
		}
		p.files = append(p.files, f)
		c := indexCursor{raw: raw}
		for len(c.raw) > 0 {
			e := entry{id: muster.SubjectID(c.text()), at: packAt{offset: int64(c.number()), length: uint32(c.number()), part: uint16(n)}}
			for range c.number() {
				e.others = append(e.others, c.text())
			}
			if c.failed {
				return nil, nil, internalError(name, "the index is damaged")
			}
			all = append(all, e)
		}
	}
	slices.SortFunc(all, func(a, b entry) int { return cmp.Compare(a.id, b.id) })
	ids := make([]muster.SubjectID, len(all))
	p.at = make([]packAt, len(all))
	for i := range all {
		ids[i], p.at[i] = all[i].id, all[i].at
		if all[i].others != nil {
			p.others[int32(i)] = all[i].others
		}
	}
	return p, ids, nil
}

type indexCursor struct {
	raw    []byte
	failed bool
}

func (c *indexCursor) number() uint64 {
	v, k := binary.Uvarint(c.raw)
	if k <= 0 {
		c.failed, c.raw = true, nil
		return 0
	}
	c.raw = c.raw[k:]
	return v
}

func (c *indexCursor) text() string {
	n := c.number()
	if n > uint64(len(c.raw)) {
		c.failed, c.raw = true, nil
		return ""
	}
	s := string(c.raw[:n])
	c.raw = c.raw[n:]
	return s
}

// observations appends what is kept of an account, oldest first.
func (p *packed) observations(i int, who muster.Subject, dst []muster.Observation) ([]muster.Observation, error) {
	from, at := len(dst), p.at[i]
	pack := make([]byte, at.length)
	if _, err := p.files[at.part].ReadAt(pack, at.offset); err != nil {
		return dst, fmt.Errorf("read what was kept of %s: %w", who.ID, err)
	}
	dst, err := p.shelf.Unpack(who, pack, dst)
	if err != nil {
		return dst, fmt.Errorf("read what was kept of %s: %w", who.ID, err)
	}
	muster.SortObservations(dst[from:])
	return dst, nil
}

// OnDisk reports whether everybody's records lie on disk.
func (b *Batch) OnDisk() bool { return b.packed != nil }

// Print tells what was read to disk from anything else that could have been: the
// inputs as they were, and Spill.Of. It is empty for a batch in memory.
func (b *Batch) Print() string {
	if b.packed == nil {
		return ""
	}
	return b.packed.print
}

// Size returns the bytes of the files and folders given.
func Size(paths []string) (int64, error) {
	inputs, err := walk(paths)
	total := int64(0)
	for _, in := range inputs {
		total += in.size
	}
	return total, err
}

// Close gives up the files a batch reads from, and with remove the folder they
// lie in. A batch in memory has none.
func (b *Batch) Close(remove bool) error {
	if b.packed == nil {
		return nil
	}
	var errs []error
	dir := ""
	for _, f := range b.packed.files {
		dir = filepath.Dir(f.Name())
		errs = append(errs, f.Close())
	}
	if remove && dir != "" {
		errs = append(errs, os.RemoveAll(dir))
	}
	return errors.Join(errs...)
}
