package ingest

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"

	"muster"
)

// schemaID is the identifier of the observation form's schema.
const schemaID = "https://muster.example/schemas/observation.schema.json"

// ObservationSchema returns the JSON Schema (draft 2020-12) of the observation
// form, generated from the root types: what a line of a JSON Lines file, or an
// element of a JSON array, must look like.
func ObservationSchema() ([]byte, error) {
	defs := map[string]any{}
	var kinds []any
	for _, kind := range muster.Kinds() {
		data, err := muster.NewData(kind)
		if err != nil {
			return nil, err
		}
		kinds = append(kinds, map[string]any{
			"properties": map[string]any{
				"kind": map[string]any{"const": string(kind)},
				"data": schemaOf(reflect.TypeOf(data).Elem(), defs),
			},
		})
	}
	root := map[string]any{
		"$schema":     "https://json-schema.org/draft/2020-12/schema",
		"$id":         schemaID,
		"title":       "Observation",
		"description": "One fact about a subject. Times are dates such as 2026-03-03, months, years, or moments such as 2026-03-03T14:05:00+01:00.",
		"type":        "object",
		"required":    []string{"subject", "kind", "data"},
		"properties": map[string]any{
			"id":           hexString("Set by the program; may be left out."),
			"organisation": text("Whose data it is; the run's own when left out."),
			"subject":      map[string]any{"type": "string", "minLength": 1, "description": "Id of the person in the source."},
			"kind":         map[string]any{"enum": kindNames()},
			"source":       text("The system the fact comes from; the file's name when left out."),
			"record":       text("The source's own id of the record; its place when left out."),
			"place":        schemaOf(placeType, defs),
			"happened":     schemaOf(timeType, defs),
			"recorded":     schemaOf(timeType, defs),
			"supersedes":   hexString("Id of the observation this one corrects."),
			"data":         map[string]any{"type": "object"},
		},
		"additionalProperties": false,
		"oneOf":                kinds,
		"$defs":                defs,
	}
	out, err := json.MarshalIndent(root, "", "  ")
	return append(out, '\n'), err
}

func text(description string) map[string]any {
	return map[string]any{"type": "string", "description": description}
}

func hexString(description string) map[string]any {
	return map[string]any{"type": "string", "pattern": "^[0-9a-f]{32}$", "description": description}
}

func kindNames() []string {
	var out []string
	for _, k := range muster.Kinds() {
		out = append(out, string(k))
	}
	return out
}

// schemaOf describes a type; structs and closed lists of words become
// definitions of their own.
func schemaOf(t reflect.Type, defs map[string]any) any {
	if t == timeType {
		return define(defs, t, func() any {
			return map[string]any{"type": "string", "pattern": `^([0-9]{4}(-[0-9]{2}(-[0-9]{2}(T[0-9:.]+(Z|[+-][0-9]{2}:[0-9]{2})?)?)?)?)?$`}
		})
	}
	if words := vocabularyOf(t); words != nil {
		return define(defs, t, func() any {
			return map[string]any{"enum": append([]string{""}, slices.Sorted(maps.Values(distinctValues(words)))...)}
		})
	}
	switch t.Kind() {
	case reflect.String:
		return map[string]any{"type": "string"}
	case reflect.Int:
		return map[string]any{"type": "integer"}
	case reflect.Pointer:
		return map[string]any{"type": "number"}
	case reflect.Slice:
		return map[string]any{"type": "array", "items": schemaOf(t.Elem(), defs)}
	}
	return define(defs, t, func() any {
		properties := map[string]any{}
		addProperties(properties, t, defs)
		return map[string]any{"type": "object", "properties": properties, "additionalProperties": false}
	})
}

func distinctValues(words map[string]string) map[string]string {
	out := map[string]string{}
	for _, v := range words {
		out[v] = v
	}
	return out
}

func define(defs map[string]any, t reflect.Type, make func() any) any {
	if _, done := defs[t.Name()]; !done {
		defs[t.Name()] = true // a type that holds itself ends here
		defs[t.Name()] = make()
	}
	return map[string]any{"$ref": "#/$defs/" + t.Name()}
}

func addProperties(out map[string]any, t reflect.Type, defs map[string]any) {
	for i := range t.NumField() {
		f := t.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case !f.IsExported() || name == "-":
		case f.Anonymous && name == "":
			addProperties(out, f.Type, defs)
		default:
			out[name] = schemaOf(f.Type, defs)
		}
	}
}

// wrongWord returns why a value of a closed list in v is none, "" if all are.
func wrongWord(v reflect.Value) string {
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return ""
		}
		return wrongWord(v.Elem())
	case reflect.Struct:
		if v.Type() == timeType {
			return ""
		}
		for i := range v.NumField() {
			if why := wrongWord(v.Field(i)); why != "" {
				return why
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			if why := wrongWord(v.Index(i)); why != "" {
				return why
			}
		}
	case reflect.String:
		words := vocabularyOf(v.Type())
		if words != nil && v.String() != "" && words[foldHeader(v.String())] != v.String() {
			return quote(v.String()) + " is not a value for " + typeName(v.Type()) + "; write one of: " + accepted(words)
		}
	}
	return ""
}
