package casework

import (
	"reflect"
	"strings"

	"muster"
)

// Outcome is a field of a record that says what an act would: that something was
// verified, what a check gave, what an interviewer saw, that something was agreed.
type Outcome struct {
	Name  string // of the field, as records are written
	Needs Action // who may record it otherwise
	field reflect.Value
}

// Remove takes the statement out of the record, which its owner then seals anew.
func (o Outcome) Remove() { o.field.SetZero() }

// OutcomesIn lists what a record states of outcomes beside particulars. Records
// that are nothing but an outcome (checks) are not among them.
func OutcomesIn(d muster.Data) []Outcome {
	if _, whole := d.(*muster.Check); whole {
		return nil
	}
	return outcomesOf(reflect.ValueOf(d).Elem(), nil)
}

func outcomesOf(v reflect.Value, list []Outcome) []Outcome {
	for i := range v.NumField() {
		field, of := v.Field(i), v.Type().Field(i)
		if !of.IsExported() || field.IsZero() {
			continue
		}
		if needs := needed(v.Type(), &of); needs != "" {
			name, _, _ := strings.Cut(of.Tag.Get("json"), ",")
			list = append(list, Outcome{name, needs, field})
		} else if of.Type.Kind() == reflect.Struct && of.Type != reflect.TypeFor[muster.Time]() {
			list = outcomesOf(field, list)
		}
	}
	return list
}

// needed is the action whose outcome a field states, "" for a particular. A type
// that holds nothing but outcomes is one wherever it stands.
func needed(in reflect.Type, of *reflect.StructField) Action {
	switch of.Type {
	case reflect.TypeFor[muster.CheckOutcome](), reflect.TypeFor[muster.ReferenceOutcome]():
		return CheckRecord
	case reflect.TypeFor[muster.NameCheckCode](): // what the bank answered settles advice about pay
		return PayrollSettle
	case reflect.TypeFor[muster.Time]():
		if strings.HasSuffix(of.Name, "Verified") {
			return CheckRecord
		}
	case reflect.TypeFor[[]muster.Sign]():
		return map[reflect.Type]Action{reflect.TypeFor[muster.Interview](): InterviewRecord, reflect.TypeFor[muster.Shipment](): EquipmentRecord}[in]
	case reflect.TypeFor[muster.Answer]():
		return statedAnswer(in, of.Name)
	}
	return ""
}

// statedAnswer is needed for a yes or no, which says by its name alone whether
// somebody decided it.
func statedAnswer(in reflect.Type, name string) Action {
	if name == "Adjustment" {
		return CheckAdjust
	}
	switch in {
	case reflect.TypeFor[muster.Document](): // "original": seen as one, in person
		return map[string]Action{"Original": CheckRecord}[name]
	case reflect.TypeFor[muster.Shipment](): // "agreed": the address, with a named person
		return map[string]Action{"Agreed": EquipmentRecord}[name]
	case reflect.TypeFor[muster.Leaver](): // "concern": over doubts that a person confirmed
		return map[string]Action{"Concern": CheckRecord}[name]
	}
	return ""
}
