package resolve

import (
	"bytes"
	"slices"

	"muster"
)

// maxSlots is the most entries of a list that are compared.
const maxSlots = 4

// reader turns cells into codes of one field.
type reader struct {
	field  *field
	frame  *frame
	buf    []byte
	full   []byte
	lookup bool // find codes only, do not add values
	ahead  bool // give the canonical value of the one slot instead of its code
	value  []byte
	codes  [maxSlots]uint32
	n      int
}

func trimSpace(v []byte) []byte {
	if len(v) == 0 || v[0] > ' ' && v[0] < 0x80 && v[len(v)-1] > ' ' && v[len(v)-1] < 0x80 {
		return v
	}
	return bytes.TrimSpace(v)
}

func (r *reader) code(v []byte) uint32 {
	switch {
	case r.ahead:
		r.value = v
		return 0
	case r.lookup:
		return r.field.dict.find(v)
	}
	return r.field.dict.add(v)
}

// read sets r.codes[:r.n] to the codes of one record.
func (r *reader) read(t *muster.Table, src fieldSource, at int) {
	r.n = 1
	switch src.how {
	case direct:
		if r.field.slots == 1 {
			r.buf = canonical(r.buf[:0], trimSpace(t.Columns[src.columns[0]].Bytes(at)), r.field.kind)
			r.codes[0] = r.code(r.buf)
			return
		}
		r.list(t, src, at)
	case givenOfFull, familyOfFull, otherOfFull:
		r.buf = r.partOfFull(t, src, at)
		r.codes[0] = r.code(r.buf)
	case dateOfParts:
		r.buf = r.dateFromParts(t, src, at)
		r.codes[0] = r.code(r.buf)
	default:
		r.codes[0] = 0
	}
}

// list reads a field that can hold several entries, from several columns or
// from cells with separators. The order they were written in means nothing.
func (r *reader) list(t *muster.Table, src fieldSource, at int) {
	r.n = r.field.slots
	r.codes = [maxSlots]uint32{}
	n := 0
	for _, c := range src.columns {
		for part := range bytes.FieldsFuncSeq(t.Columns[c].Bytes(at), func(x rune) bool { return x == ';' || x == '|' }) {
			r.buf = canonical(r.buf[:0], trimSpace(part), r.field.kind)
			code := r.code(r.buf)
			if code != 0 && n < r.n && !slices.Contains(r.codes[:n], code) {
				r.codes[n] = code
				n++
			}
		}
	}
}

// partOfFull takes the given, family or other names out of a full name.
func (r *reader) partOfFull(t *muster.Table, src fieldSource, at int) []byte {
	r.full = canonical(r.full[:0], trimSpace(t.Columns[src.columns[0]].Bytes(at)), FullName)
	given, family, others := splitName(r.full)
	switch src.how {
	case givenOfFull:
		return append(r.buf[:0], given...)
	case familyOfFull:
		return append(r.buf[:0], family...)
	}
	if len(src.drop) > 0 {
		var known []byte
		for _, c := range src.drop {
			known = append(fold(known, t.Columns[c].Bytes(at), keepNone), ' ')
		}
		skip := bytes.Fields(known)
		others = others[:0]
		for w := range bytes.FieldsFuncSeq(r.full, nameBreak) {
			if !slices.ContainsFunc(skip, func(k []byte) bool { return bytes.Equal(k, w) }) && !honorific(w) {
				others = append(others, w)
			}
		}
	}
	slices.SortFunc(others, bytes.Compare)
	others = slices.CompactFunc(others, bytes.Equal)
	out := r.buf[:0]
	for i, w := range others {
		if i > 0 {
			out = append(out, ' ')
		}
		out = append(out, w...)
	}
	return out
}

func nameBreak(r rune) bool { return r == ' ' || r == ',' || r == '-' }

// splitName takes a folded full name apart: "berry, lachlan j" and
// "lachlan j berry" give the same parts.
func splitName(full []byte) (given, family []byte, others [][]byte) {
	comma := bytes.IndexByte(full, ',')
	var before, after [][]byte
	if comma >= 0 {
		before, after = nameWords(full[:comma]), nameWords(full[comma+1:])
	} else {
		after = nameWords(full)
	}
	switch {
	case len(before) > 0 && len(after) > 0 && len(before) <= 2:
		family = bytes.Join(before, []byte(" "))
		return after[0], family, after[1:]
	case len(before) > 0:
		after = append(before, after...)
	}
	switch len(after) {
	case 0:
		return nil, nil, nil
	case 1:
		return nil, after[0], nil
	}
	last := len(after) - 1
	return after[0], after[last], slices.Clone(after[1:last])
}

func nameWords(v []byte) [][]byte {
	return slices.DeleteFunc(bytes.FieldsFunc(v, nameBreak), honorific)
}

// honorific reports words that say nothing about who someone is.
func honorific(w []byte) bool {
	switch string(w) {
	case "mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "sir", "dame", "jr", "sr", "ii", "iii", "rev", "hon", "phd", "md", "of", "the", "and":
		return true
	}
	return false
}
