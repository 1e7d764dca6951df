package ingest

import (
	"reflect"
	"strings"

	"muster"
)

// isMissing reports whether a cell only says that there is nothing in it. Two
// hundred people whose address is "n/a" share no address.
func isMissing(cell string) bool {
	if cell == "" {
		return true
	}
	if len(cell) > 14 || !strings.Contains("nutekxNUTEKX(<\\#?-._/\xe2", cell[:1]) {
		return false
	}
	switch strings.ToLower(cell) {
	case "na", "null", "none", "nil", "nan", "unknown", "tbc", "tbd", "not provided", "not applicable", "not known", "not available", "not stated", "undefined", "empty", "(none)", "<null>", "\\n", "keine", "xxx":
		return true
	}
	return isMark(cell)
}

// isMark reports whether a cell is a mark for nothing that no name and no
// country looks like: Null, Na and None are people's names, NA is Namibia.
func isMark(cell string) bool {
	if len(cell) > 10 || cell == "" || !strings.Contains("nN#(?-._/\xe2", cell[:1]) {
		return false
	}
	switch strings.ToLower(cell) {
	case "n/a", "#n/a", "n.a.", "#ref!", "#value!", "#name?", "#null!", "#div/0!", "(blank)", "(empty)", "?", "??":
		return true
	}
	return strings.Trim(cell, "-–—._/ ") == ""
}

// missingIn returns the test for a type.
func missingIn(t reflect.Type) func(string) bool {
	switch t {
	case reflect.TypeFor[muster.PersonName](), reflect.TypeFor[muster.Country](), reflect.TypeFor[muster.City]():
		return isMark
	}
	return isMissing
}
