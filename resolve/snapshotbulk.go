package resolve

import (
	"encoding/binary"
	"fmt"
)

// snapshotWriter appends length-prefixed blocks.
type snapshotWriter []byte

func (w *snapshotWriter) blob(b []byte) {
	*w = binary.LittleEndian.AppendUint64(*w, uint64(len(b)))
	*w = append(*w, b...)
}

func (w *snapshotWriter) words(v []uint32) {
	*w = binary.LittleEndian.AppendUint64(*w, uint64(len(v))*4)
	for _, x := range v {
		*w = binary.LittleEndian.AppendUint32(*w, x)
	}
}

// snapshotReader reads what a snapshotWriter wrote. After a failure every
// block is empty.
type snapshotReader struct {
	data   []byte
	failed bool
}

func (r *snapshotReader) blob() []byte {
	if r.failed || len(r.data) < 8 {
		r.failed = true
		return nil
	}
	n := binary.LittleEndian.Uint64(r.data)
	if n > uint64(len(r.data)-8) {
		r.failed = true
		return nil
	}
	b := r.data[8 : 8+n : 8+n]
	r.data = r.data[8+n:]
	return b
}

func (r *snapshotReader) words() []uint32 {
	b := r.blob()
	v := make([]uint32, len(b)/4)
	for i := range v {
		v[i] = binary.LittleEndian.Uint32(b[4*i:])
	}
	return v
}

// restoreDict rebuilds a dictionary from its bytes and ends.
func restoreDict(data []byte, ends []uint32) (*dict, bool) {
	if len(ends) == 0 || ends[0] != 0 || int(ends[len(ends)-1]) != len(data) {
		return nil, false
	}
	d := newDict()
	for c := 1; c < len(ends); c++ {
		if ends[c] <= ends[c-1] || int(ends[c]) > len(data) {
			return nil, false
		}
		if d.add(data[ends[c-1]:ends[c]]) != uint32(c) {
			return nil, false // a value stands twice
		}
	}
	return d, true
}

// readBulk fills nodes, records and edges.
func (x *Index) readBulk(r *snapshotReader) error {
	bad := fmt.Errorf("resolve: snapshot: records do not fit")
	f := x.frame
	f.lines = r.words()
	own := r.blob()
	n := len(own)
	if r.failed || f.stride < 1 || len(f.lines) != n*f.stride {
		return bad
	}
	for node := range n {
		line := f.line(uint32(node))
		for _, fl := range f.fields {
			for _, c := range line[fl.word : fl.word+fl.slots] {
				if int(c) >= fl.dict.size() {
					return bad
				}
			}
		}
		f.body = append(f.body, f.lineHash(line))
		x.own = append(x.own, own[node] != 0)
	}
	f.copies = make([]uint8, n)
	x.first, x.named = make([]uint32, n), make([]uint32, n)
	flat, text := r.words(), r.blob()
	if len(flat)%3 != 0 {
		return bad
	}
	for i := 0; i < len(flat); i += 3 {
		a, b, node := uint64(flat[i]), uint64(flat[i+1]), flat[i+2]
		if a+b > uint64(len(text)) || int(node) >= n {
			return bad
		}
		id := string(text[:a])
		if _, twice := x.byID[id]; twice {
			return bad
		}
		x.attach(indexRecord{id: id, happened: string(text[a : a+b]), node: node, alive: true})
		text = text[a+b:]
	}
	flat = r.words()
	if len(flat)%4 != 0 {
		return bad
	}
	edges := make([]edge, 0, len(flat)/4)
	for i := 0; i < len(flat); i += 4 {
		if int(flat[i]) >= n || int(flat[i+1]) >= n || flat[i] == flat[i+1] {
			return bad
		}
		edges = append(edges, edge{min(flat[i], flat[i+1]), max(flat[i], flat[i+1]), int32(flat[i+2]), edgeFlag(flat[i+3])})
	}
	x.load(edges)
	return nil
}
