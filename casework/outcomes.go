package casework

import (
	"reflect"
	"strings"

	"muster"
)

// Outcome is a field of a record that says what a check would: that something
// was verified, or that a swap of checks was agreed.
type Outcome struct {
	Needs Action // who may record it otherwise
	field reflect.Value
}

// Remove takes the statement out of the record, which its owner then seals anew.
func (o Outcome) Remove() { o.field.SetZero() }

// OutcomesIn lists what a record states of outcomes beside particulars. Records
// that are nothing but an outcome (checks) are not among them.
func OutcomesIn(d muster.Data) []Outcome { return outcomesOf(reflect.ValueOf(d).Elem(), nil) }

func outcomesOf(v reflect.Value, list []Outcome) []Outcome {
	for i := range v.NumField() {
		field, of := v.Field(i), v.Type().Field(i)
		switch {
		case !of.IsExported() || field.IsZero():
		case strings.HasSuffix(of.Name, "Verified") && of.Type == reflect.TypeFor[muster.Time]():
			list = append(list, Outcome{CheckRecord, field})
		case of.Name == "Adjustment" && of.Type == reflect.TypeFor[muster.Answer]():
			list = append(list, Outcome{CheckAdjust, field})
		case of.Type.Kind() == reflect.Struct && of.Type != reflect.TypeFor[muster.Time]():
			list = outcomesOf(field, list)
		}
	}
	return list
}
