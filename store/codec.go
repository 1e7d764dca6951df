package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
	"math"
	"reflect"
	"strings"

	"muster"
)

// A value is written as its fields: two bytes that stand for the field's name
// in JSON, the length, the value. Fields that say nothing are left out, and
// fields a reader does not know are passed over, so that packs of older
// programs stay readable as the types grow. Times keep the precision, offset
// and wording of the source, which JSON does not.

// errPack is the cause of every failure to decode.
var errPack = errors.New("does not follow the form of a pack")

// plan is how a struct type is written.
type plan struct {
	fields []planField
}

type planField struct {
	tag   uint16
	index int
	plan  *plan // of a struct or of the elements of a slice of structs
	form  form
	inner form // of the elements of a slice or the target of a pointer
}

// form is how a value is written.
type form uint8

const (
	formString form = iota
	formInt
	formBool
	formFloat
	formTime
	formStruct
	formSlice
	formPointer
	formInline // the fields of an embedded struct, on the level of its owner
)

// plans holds the plan of each kind's payload. It is built once for a Store
// and only read afterwards.
type plans map[muster.Kind]*plan

func newPlans() (plans, error) {
	all := plans{}
	known := map[reflect.Type]*plan{}
	for _, kind := range muster.Kinds() {
		data, err := muster.NewData(kind)
		if err != nil {
			return nil, err
		}
		p, err := planOf(reflect.TypeOf(data).Elem(), known)
		if err != nil {
			return nil, fmt.Errorf("plan for %s: %w", kind, err)
		}
		all[kind] = p
	}
	return all, nil
}

func planOf(t reflect.Type, known map[reflect.Type]*plan) (*plan, error) {
	if p, ok := known[t]; ok {
		return p, nil
	}
	p := &plan{}
	known[t] = p
	names := map[uint16]string{}
	for i := range t.NumField() {
		f := t.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "-" || !f.IsExported() {
			continue
		}
		pf := planField{index: i}
		if f.Anonymous && name == "" {
			name, pf.form = "embedded "+f.Name, formInline
		}
		pf.tag = tagOf(name)
		if other, taken := names[pf.tag]; taken {
			return nil, fmt.Errorf("fields %s and %s of %s have the same tag", other, name, t)
		}
		names[pf.tag] = name
		if err := pf.shape(f.Type, known); err != nil {
			return nil, fmt.Errorf("field %s of %s: %w", name, t, err)
		}
		p.fields = append(p.fields, pf)
	}
	return p, nil
}

func tagOf(name string) uint16 {
	h := fnv.New32a()
	h.Write([]byte(name))
	sum := h.Sum32()
	return uint16(sum) ^ uint16(sum>>16)
}

var timeType = reflect.TypeFor[muster.Time]()

func (pf *planField) shape(t reflect.Type, known map[reflect.Type]*plan) (err error) {
	form, err := formOf(t)
	if err != nil {
		return err
	}
	if pf.form != formInline {
		pf.form = form
	}
	leaf := t
	if form == formSlice || form == formPointer {
		leaf = t.Elem()
		if pf.inner, err = formOf(leaf); err != nil {
			return err
		}
		if pf.inner == formSlice || pf.inner == formPointer {
			return fmt.Errorf("type %s cannot be packed", t)
		}
	}
	if form == formStruct || pf.inner == formStruct {
		pf.plan, err = planOf(leaf, known)
	}
	return err
}

func formOf(t reflect.Type) (form, error) {
	if t == timeType {
		return formTime, nil
	}
	switch t.Kind() {
	case reflect.String:
		return formString, nil
	case reflect.Int, reflect.Int64, reflect.Int32, reflect.Int16, reflect.Int8:
		return formInt, nil
	case reflect.Bool:
		return formBool, nil
	case reflect.Float64:
		return formFloat, nil
	case reflect.Struct:
		return formStruct, nil
	case reflect.Slice:
		return formSlice, nil
	case reflect.Pointer:
		return formPointer, nil
	}
	return 0, fmt.Errorf("type %s cannot be packed", t)
}

func (p *plan) encode(b []byte, v reflect.Value) []byte {
	for i := range p.fields {
		f := &p.fields[i]
		fv := v.Field(f.index)
		if f.form == formInline {
			b = f.plan.encode(b, fv)
			continue
		}
		if empty(f, fv) {
			continue
		}
		b = binary.BigEndian.AppendUint16(b, f.tag)
		if f.form == formString {
			b = appendString(b, fv.String())
			continue
		}
		start := len(b)
		b = f.encode(b, fv, f.form)
		if f.form == formStruct && len(b) == start {
			b = b[:start-2]
			continue
		}
		b = prefix(b, start)
	}
	return b
}

// empty leaves whole structs to their fields: comparing them would cost more
// than writing nothing.
func empty(f *planField, v reflect.Value) bool {
	switch f.form {
	case formString:
		return v.Len() == 0
	case formInt:
		return v.Int() == 0
	case formTime:
		return v.IsZero()
	case formStruct:
		return false
	case formSlice:
		return v.Len() == 0
	}
	return v.IsZero()
}

func (f *planField) encode(b []byte, v reflect.Value, as form) []byte {
	switch as {
	case formString:
		return append(b, v.String()...)
	case formInt:
		return binary.AppendVarint(b, v.Int())
	case formBool:
		if v.Bool() {
			return append(b, 1)
		}
		return append(b, 0)
	case formFloat:
		return binary.BigEndian.AppendUint64(b, math.Float64bits(v.Float()))
	case formTime:
		return appendTime(b, muster.Time{
			Micros: v.Field(0).Int(), Offset: int16(v.Field(1).Int()),
			Precision: muster.Precision(v.Field(2).Uint()), Text: v.Field(3).String(),
		})
	case formStruct:
		return f.plan.encode(b, v)
	case formPointer:
		return f.encode(b, v.Elem(), f.inner)
	}
	b = binary.AppendUvarint(b, uint64(v.Len()))
	for i := range v.Len() {
		start := len(b)
		b = prefix(f.encode(b, v.Index(i), f.inner), start)
	}
	return b
}

// prefix puts the length of what was written since start before it.
func prefix(b []byte, start int) []byte {
	n := len(b) - start
	var head [binary.MaxVarintLen64]byte
	k := binary.PutUvarint(head[:], uint64(n))
	b = append(b, head[:k]...)
	copy(b[start+k:], b[start:start+n])
	copy(b[start:], head[:k])
	return b
}

func appendString(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

func appendTime(b []byte, t muster.Time) []byte {
	b = append(b, byte(t.Precision))
	b = binary.AppendVarint(b, t.Micros)
	b = binary.AppendVarint(b, int64(t.Offset))
	return append(b, t.Text...)
}
