package muster

import (
	"encoding/binary"
	"reflect"
	"strconv"
	"strings"
)

// The canonical payload of an observation is what its id is computed from:
// every stated field as its JSON name, the length of its value and the value,
// fields in the order of the type, nested values likewise. Fields that state
// nothing are left out, so a field added later does not change old ids.

// canonicalField is one field of a payload type.
type canonicalField struct {
	name   string
	index  int
	nested []canonicalField // of a struct, or of the structs of a list
	inline bool             // an embedded struct: its fields stand among the others
}

// canonicalPlans holds the fields of every kind's payload.
var canonicalPlans = func() map[reflect.Type][]canonicalField {
	plans := map[reflect.Type][]canonicalField{}
	for _, k := range kinds {
		typ := reflect.TypeOf(k.data()).Elem()
		plans[typ] = canonicalFields(typ)
	}
	return plans
}()

var timeType = reflect.TypeFor[Time]()

func canonicalFields(typ reflect.Type) []canonicalField {
	var fields []canonicalField
	for i := range typ.NumField() {
		f := typ.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		c := canonicalField{name: name, index: i, inline: f.Anonymous && name == ""}
		inner := f.Type
		if inner.Kind() == reflect.Slice || inner.Kind() == reflect.Pointer {
			inner = inner.Elem()
		}
		if inner.Kind() == reflect.Struct && inner != timeType {
			c.nested = canonicalFields(inner)
		}
		fields = append(fields, c)
	}
	return fields
}

// appendCanonical appends the canonical form of a payload. The type must be
// one that NewData returns.
func appendCanonical(b []byte, d Data) []byte {
	v := reflect.ValueOf(d).Elem()
	return appendFields(b, v, canonicalPlans[v.Type()])
}

func appendFields(b []byte, v reflect.Value, fields []canonicalField) []byte {
	for i := range fields {
		f := &fields[i]
		value := v.Field(f.index)
		if value.IsZero() || value.Kind() == reflect.Slice && value.Len() == 0 {
			continue
		}
		if f.inline {
			b = appendFields(b, value, f.nested)
			continue
		}
		b = appendText(b, f.name)
		b = appendValue(b, value, f.nested)
	}
	return append(b, 0) // the end of the fields: no name is empty
}

func appendValue(b []byte, v reflect.Value, nested []canonicalField) []byte {
	switch v.Kind() {
	case reflect.String:
		return appendText(b, v.String())
	case reflect.Slice:
		b = binary.AppendUvarint(b, uint64(v.Len()))
		for i := range v.Len() {
			b = appendValue(b, v.Index(i), nested)
		}
		return b
	case reflect.Pointer:
		return appendValue(b, v.Elem(), nested)
	case reflect.Struct:
		if v.Type() == timeType {
			t, _ := reflect.TypeAssert[*Time](v.Addr()) // without a copy
			return appendText(b, t.ISO())
		}
		return appendFields(b, v, nested)
	case reflect.Float64:
		return appendText(b, strconv.FormatFloat(v.Float(), 'g', -1, 64))
	}
	return appendText(b, strconv.FormatInt(v.Int(), 10))
}

func appendText(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}
