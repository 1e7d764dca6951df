package connecttest

import (
	"reflect"

	"muster"
)

// Plain writes a value as its fields that are not zero, by their names in Go;
// data behind an interface stands under the name of its type, and times are as
// people read them with the offset the source wrote.
func Plain(v any) any { return plain(reflect.ValueOf(v)) }

func plain(v reflect.Value) any {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			return nil
		}
		return plain(v.Elem())
	case reflect.Struct:
		if at, ok := v.Interface().(muster.Time); ok {
			return when(at)
		}
		out := map[string]any{}
		fields(v, out)
		return out
	case reflect.Slice:
		list := make([]any, v.Len())
		for i := range list {
			list[i] = plain(v.Index(i))
		}
		return list
	}
	return v.Interface()
}

func fields(v reflect.Value, out map[string]any) {
	for i := range v.NumField() {
		field, value := v.Type().Field(i), v.Field(i)
		if !field.IsExported() {
			continue
		}
		offset, is := value.Interface().(int16)
		if is && offset == muster.OffsetUnknown || !is && value.IsZero() {
			continue // an offset of zero is one that is stated
		}
		switch {
		case field.Anonymous:
			fields(value, out)
		case value.Kind() == reflect.Interface:
			out[value.Elem().Elem().Type().Name()] = plain(value)
		default:
			out[field.Name] = plain(value)
		}
	}
}

func when(at muster.Time) string {
	if at.Precision <= muster.PrecisionDay {
		return at.UTC().Format("2006-01-02")
	}
	return at.UTC().Format("2006-01-02T15:04:05.999999Z")
}
