package api

import (
	"encoding"
	"encoding/json"
	"reflect"
	"strings"
)

// whole returns what an answer says, with every list that holds nothing as an
// empty list: encoding/json would say null, which a program that goes through
// the list stumbles over. Nothing that v points to is changed.
func whole(v any) any {
	if v == nil {
		return nil
	}
	at := reflect.New(reflect.TypeOf(v)).Elem()
	at.Set(reflect.ValueOf(v))
	fillLists(at)
	return at.Interface()
}

// fillLists fills a value in place; what it leads to elsewhere is copied first.
func fillLists(v reflect.Value) {
	if speaksForItself(v.Type()) || v.Kind() != reflect.Struct && !v.CanSet() { // an embedded struct cannot be set, its fields can
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Type().Field(i); (f.IsExported() || f.Anonymous) && !(writtenWhenFull(&f) && v.Field(i).IsZero()) {
				fillLists(v.Field(i))
			}
		}
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			return // bytes are text in base64
		}
		list := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		reflect.Copy(list, v)
		for i := range list.Len() {
			fillLists(list.Index(i))
		}
		v.Set(list)
	case reflect.Array:
		for i := range v.Len() {
			fillLists(v.Index(i))
		}
	case reflect.Map:
		own := reflect.MakeMapWithSize(v.Type(), v.Len())
		for entry := v.MapRange(); entry.Next(); {
			one := reflect.New(v.Type().Elem()).Elem()
			one.Set(entry.Value())
			fillLists(one)
			own.SetMapIndex(entry.Key(), one)
		}
		v.Set(own)
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			fillBehind(v)
		}
	}
}

// fillBehind fills a copy of what a pointer or interface holds.
func fillBehind(v reflect.Value) {
	if v.Kind() == reflect.Interface {
		one := reflect.New(v.Elem().Type()).Elem()
		one.Set(v.Elem())
		fillLists(one)
		v.Set(one)
		return
	}
	one := reflect.New(v.Type().Elem())
	one.Elem().Set(v.Elem())
	fillLists(one.Elem())
	v.Set(one)
}

// speaksForItself reports whether a type writes its own JSON.
func speaksForItself(t reflect.Type) bool {
	for _, how := range []reflect.Type{reflect.TypeFor[json.Marshaler](), reflect.TypeFor[encoding.TextMarshaler]()} {
		if t.Kind() != reflect.Interface && (t.Implements(how) || reflect.PointerTo(t).Implements(how)) {
			return true
		}
	}
	return false
}

// writtenWhenFull reports whether a field is not written while it is empty.
func writtenWhenFull(f *reflect.StructField) bool {
	_, options, _ := strings.Cut(f.Tag.Get("json"), ",")
	return strings.Contains(options, "omitempty") || strings.Contains(options, "omitzero")
}
