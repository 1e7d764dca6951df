package store

import (
	"math"
	"reflect"
	"strings"

	"muster"
)

// cursor reads a pack. What it returns shares the pack's memory; what goes into
// observations is copied, so that a name kept does not keep a CV. Every method
// may be called after a failure and then returns nothing.
type cursor struct {
	s      string
	failed bool
}

func (c *cursor) fail() { c.s, c.failed = "", true }

func (c *cursor) uvarint() uint64 {
	var x uint64
	for i := 0; i < len(c.s) && i < 10; i++ {
		x |= uint64(c.s[i]&0x7f) << (7 * i)
		if c.s[i] < 0x80 {
			c.s = c.s[i+1:]
			return x
		}
	}
	c.fail()
	return 0
}

func (c *cursor) varint() int64 {
	u := c.uvarint()
	return int64(u>>1) ^ -int64(u&1)
}

func (c *cursor) take(n uint64) string {
	if n > uint64(len(c.s)) {
		c.fail()
		return ""
	}
	s := c.s[:n]
	c.s = c.s[n:]
	return s
}

func (c *cursor) string() string { return c.take(c.uvarint()) }

func (c *cursor) byte() byte {
	if s := c.take(1); s != "" {
		return s[0]
	}
	return 0
}

// time reads what is left as a time.
func (c *cursor) time() muster.Time {
	t := muster.Time{Precision: muster.Precision(c.byte()), Micros: c.varint(), Offset: int16(c.varint())}
	t.Text, c.s = strings.Clone(c.s), ""
	return t
}

// maxDepth bounds how deep structs lie within each other; the types have
// three levels.
const maxDepth = 8

// decode fills a struct from a run of fields.
func (p *plan) decode(s string, v reflect.Value, depth int) bool {
	c := cursor{s: s}
	next := 0
	for c.s != "" && !c.failed {
		head := c.take(2)
		if c.failed {
			return false
		}
		tag := uint16(head[0])<<8 | uint16(head[1])
		value := c.string()
		f, fv := p.find(tag, v, &next)
		if f == nil || c.failed {
			continue
		}
		if depth >= maxDepth || !f.decode(value, fv, f.form, depth) {
			return false
		}
	}
	return !c.failed
}

// find returns the field with that tag, looking from where the last one was:
// fields come in the order of the type.
func (p *plan) find(tag uint16, v reflect.Value, next *int) (*planField, reflect.Value) {
	for range p.fields {
		if *next >= len(p.fields) {
			*next = 0
		}
		f := &p.fields[*next]
		if f.form == formInline {
			inner := 0
			if g, gv := f.plan.find(tag, v.Field(f.index), &inner); g != nil {
				return g, gv
			}
		} else if f.tag == tag {
			return f, v.Field(f.index)
		}
		*next++
	}
	return nil, reflect.Value{}
}

func (f *planField) decode(s string, v reflect.Value, as form, depth int) bool {
	c := cursor{s: s}
	switch as {
	case formString:
		v.SetString(strings.Clone(s))
	case formInt:
		v.SetInt(c.varint())
	case formBool:
		v.SetBool(c.byte() == 1)
	case formFloat:
		bits := uint64(0)
		for range 8 {
			bits = bits<<8 | uint64(c.byte())
		}
		v.SetFloat(math.Float64frombits(bits))
	case formTime:
		t := c.time()
		v.Field(0).SetInt(t.Micros)
		v.Field(1).SetInt(int64(t.Offset))
		v.Field(2).SetUint(uint64(t.Precision))
		v.Field(3).SetString(t.Text)
	case formStruct:
		return f.plan.decode(s, v, depth+1)
	case formPointer:
		v.Set(reflect.New(v.Type().Elem()))
		return f.decode(s, v.Elem(), f.inner, depth)
	case formSlice:
		return f.slice(&c, v, depth)
	}
	return !c.failed
}

func (f *planField) slice(c *cursor, v reflect.Value, depth int) bool {
	n := c.uvarint()
	if n > uint64(len(c.s)) { // each element takes a byte at least
		return false
	}
	list := reflect.MakeSlice(v.Type(), int(n), int(n))
	for i := range int(n) {
		if !f.decode(c.string(), list.Index(i), f.inner, depth) || c.failed {
			return false
		}
	}
	v.Set(list)
	return !c.failed
}

func (c *cursor) clone() string { return strings.Clone(c.string()) }

// cloneUnless is clone that returns what it is given where it reads the same.
func (c *cursor) cloneUnless(same string) string {
	if s := c.string(); s != same {
		return strings.Clone(s)
	}
	return same
}
