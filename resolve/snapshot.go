package resolve

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"hash/crc32"

	"muster"
)

// snapshotMagic begins every snapshot; its last byte is the format's version.
const snapshotMagic = "MUSTERX\x01"

// snapshotHead is the part of a snapshot that is not bulk.
type snapshotHead struct {
	Model     *Model
	Tax       float64
	Dicts     int
	Stride    int
	Fields    []snapshotField
	Tables    [][]string // column names
	Splits    []snapshotSplit
	Decisions []Decision
}

type snapshotField struct {
	Name   string
	Kind   Kind
	Slots  int
	Dict   int
	OnePer bool
	Source []snapshotSource
}

type snapshotSource struct {
	Columns []int
	How     uint8
	Drop    []int
}

type snapshotSplit struct {
	Keys []uint32
	By   []string
}

// Snapshot writes the whole index, so that Restore goes on where it stood.
// Records that were removed or replaced leave nothing behind in it but values
// in the dictionaries, which are frequencies of the frozen model.
func (x *Index) Snapshot() ([]byte, error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	head, err := json.Marshal(x.head())
	if err != nil {
		return nil, fmt.Errorf("resolve: snapshot: %w", err)
	}
	w := snapshotWriter(append([]byte(nil), snapshotMagic...))
	w.blob(head)
	for _, d := range x.frame.dicts {
		w.blob(d.data)
		w.words(d.ends)
	}
	for _, fl := range x.frame.fields {
		w.words(fl.count)
	}
	number := make([]uint32, len(x.first)) // living nodes, numbered anew
	var lines, flat []uint32
	var own []byte
	living := uint32(0)
	for n := range x.first {
		if x.first[n] == 0 {
			continue
		}
		living++
		number[n] = living
		lines = append(lines, x.frame.line(uint32(n))...)
		own = append(own, boolByte(x.own[n]))
	}
	w.words(lines)
	w.blob(own)
	var text []byte
	for _, r := range x.records {
		if r.alive {
			flat = append(flat, uint32(len(r.id)), uint32(len(r.happened)), number[r.node]-1)
			text = append(append(text, r.id...), r.happened...)
		}
	}
	w.words(flat)
	w.blob(text)
	flat = flat[:0]
	for n := range x.first {
		if number[n] == 0 {
			continue
		}
		x.links.of(uint32(n), func(e edge) {
			if other := e.a ^ e.b ^ uint32(n); uint32(n) < other && number[other] != 0 {
				flat = append(flat, number[n]-1, number[other]-1, uint32(e.weight), uint32(e.flags))
			}
		})
	}
	w.words(flat)
	return binary.LittleEndian.AppendUint32(w, crc32.ChecksumIEEE(w)), nil
}

func boolByte(b bool) byte {
	if b {
		return 1
	}
	return 0
}

func (x *Index) head() snapshotHead {
	h := snapshotHead{Model: x.model, Tax: x.tax, Dicts: len(x.frame.dicts), Stride: x.frame.stride, Decisions: x.decisions}
	for _, fl := range x.frame.fields {
		sf := snapshotField{Name: fl.name, Kind: fl.kind, Slots: fl.slots, OnePer: fl.onePer}
		for i, d := range x.frame.dicts {
			if d == fl.dict {
				sf.Dict = i
			}
		}
		for _, s := range fl.source {
			sf.Source = append(sf.Source, snapshotSource{s.columns, uint8(s.how), s.drop})
		}
		h.Fields = append(h.Fields, sf)
	}
	for _, t := range x.frame.tables {
		var names []string
		for i := range t.Columns {
			names = append(names, t.Columns[i].Name)
		}
		h.Tables = append(h.Tables, names)
	}
	for _, sp := range x.splits {
		var s snapshotSplit
		for k := range sp.keys {
			s.Keys = append(s.Keys, k)
		}
		for _, p := range sp.by {
			s.By = append(s.By, p.name)
		}
		h.Splits = append(h.Splits, s)
	}
	return h
}

// Restore reads what Snapshot wrote and refuses anything else.
func Restore(raw []byte) (*Index, error) {
	if len(raw) < len(snapshotMagic)+4 || string(raw[:len(snapshotMagic)]) != snapshotMagic {
		return nil, fmt.Errorf("resolve: not a snapshot of this program's version")
	}
	body, sum := raw[:len(raw)-4], binary.LittleEndian.Uint32(raw[len(raw)-4:])
	if crc32.ChecksumIEEE(body) != sum {
		return nil, fmt.Errorf("resolve: snapshot is damaged or cut short: build the index again")
	}
	r := &snapshotReader{data: body[len(snapshotMagic):]}
	var h snapshotHead
	if err := json.Unmarshal(r.blob(), &h); err != nil {
		return nil, fmt.Errorf("resolve: snapshot: %w", err)
	}
	if err := h.check(); err != nil {
		return nil, fmt.Errorf("resolve: snapshot: %w", err)
	}
	x, err := h.index(r)
	if err != nil {
		return nil, err
	}
	if r.failed {
		return nil, fmt.Errorf("resolve: snapshot holds less than it promises")
	}
	return x, nil
}

func (h *snapshotHead) check() error {
	if h.Model == nil || len(h.Fields) == 0 || len(h.Fields) > maxFields || h.Dicts < 1 || h.Dicts > maxFields {
		return fmt.Errorf("its head is incomplete")
	}
	for _, f := range h.Fields {
		if f.Dict < 0 || f.Dict >= h.Dicts || f.Slots < 1 || f.Slots > maxSlots || len(f.Source) != len(h.Tables) {
			return fmt.Errorf("field %q does not fit", f.Name)
		}
		for t, s := range f.Source {
			for _, c := range append(append([]int(nil), s.Columns...), s.Drop...) {
				if c < 0 || c >= len(h.Tables[t]) {
					return fmt.Errorf("field %q reads a column that does not exist", f.Name)
				}
			}
			if derivation(s.How) != absent && len(s.Columns) == 0 {
				return fmt.Errorf("field %q reads no column", f.Name)
			}
		}
	}
	return h.Model.check()
}

// index builds the index a head describes from the bulk that follows it.
func (h *snapshotHead) index(r *snapshotReader) (*Index, error) {
	f, err := h.frame(r)
	if err != nil {
		return nil, err
	}
	e := &engine{frame: f, parts: f.keyParts()}
	if e.rules, err = e.namedRules(h.Model.Rules); err != nil {
		return nil, err
	}
	word := f.width
	for _, rule := range e.rules {
		rule.word = word
		word += rule.width
	}
	if word > f.stride || len(h.Splits) != len(e.rules) {
		return nil, fmt.Errorf("resolve: snapshot: rules do not fit its records")
	}
	x := &Index{frame: f, rules: e.rules, model: h.Model, extra: map[uint64][]uint32{}, byID: map[string]uint32{}, tax: h.Tax, decisions: h.Decisions, most: 4 * max(1, h.Model.MaxBlock)}
	x.scorer = newScorer(f, h.params(f))
	x.guard = newGuard(h.Model, f)
	x.cmp = newComparer(f)
	for _, s := range h.Splits {
		sp := ruleSplit{keys: map[uint32]bool{}}
		for _, k := range s.Keys {
			sp.keys[k] = true
		}
		for _, name := range s.By {
			for _, p := range e.parts {
				if p.name == name {
					sp.by = append(sp.by, p)
				}
			}
		}
		x.splits = append(x.splits, sp)
	}
	return x, x.readBulk(r)
}

func (h *snapshotHead) frame(r *snapshotReader) (*frame, error) {
	f := &frame{stride: h.Stride}
	for _, names := range h.Tables {
		t := &muster.Table{}
		for _, n := range names {
			t.Columns = append(t.Columns, muster.Column{Name: n})
		}
		f.tables = append(f.tables, t)
	}
	for range h.Dicts {
		d, ok := restoreDict(r.blob(), r.words())
		if !ok {
			return nil, fmt.Errorf("resolve: snapshot: a dictionary does not fit")
		}
		f.dicts = append(f.dicts, d)
	}
	specs := kinds()
	for _, sf := range h.Fields {
		spec, ok := specs[sf.Kind]
		if !ok {
			return nil, fmt.Errorf("resolve: snapshot: kind %q is not known", sf.Kind)
		}
		fl := &field{name: sf.Name, kind: sf.Kind, spec: spec, slots: sf.Slots, dict: f.dicts[sf.Dict], onePer: sf.OnePer, word: f.width, count: r.words()}
		if len(fl.count) == 0 || len(fl.count) > fl.dict.size() {
			return nil, fmt.Errorf("resolve: snapshot: field %q does not fit", sf.Name)
		}
		for _, s := range sf.Source {
			fl.source = append(fl.source, fieldSource{columns: s.Columns, how: derivation(s.How), drop: s.Drop})
		}
		f.width += sf.Slots
		f.fields = append(f.fields, fl)
		fl.dict.describe(fl.kind)
	}
	return f, nil
}

// params are the model's numbers as a fit holds them.
func (h *snapshotHead) params(f *frame) *params {
	p := &params{}
	for _, fl := range f.fields {
		p.specs = append(p.specs, fl.spec)
		n := len(fl.spec.levels)
		p.m, p.u, p.seen = append(p.m, make([]float64, n)), append(p.u, make([]float64, n)), append(p.seen, make([]float64, n))
	}
	p.adopt(f, h.Model)
	for i := range p.m {
		for l := 1; l < len(p.m[i]); l++ {
			p.m[i][l], p.u[i][l] = max(p.m[i][l], smallest), max(p.u[i][l], smallest)
		}
	}
	if p.prior <= 0 {
		p.prior = smallest
	}
	if p.fixed == nil {
		p.fixed = []tie{}
	}
	return p
}
