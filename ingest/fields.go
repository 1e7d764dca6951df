package ingest

import (
	"cmp"
	"reflect"
	"strconv"
	"strings"

	"muster"
	"muster/normal"
)

// field is where a path leads in a row's type, and how a cell gets there.
type field struct {
	path  string
	index [][]int // one index per struct on the way; a slice takes its first element
	set   setter
	date  bool
	leaf  reflect.Type
}

// setter stores a cell in v. It returns why it cannot, in words for the
// rejects file, or "".
type setter func(v reflect.Value, cell string, d *dateForm) string

// fieldsOf returns every path of a row's type. Adding a field to a root type
// adds its path here; only headers for it need a line of their own.
func fieldsOf(t reflect.Type) map[string]*field {
	out := map[string]*field{}
	addFields(out, t, "", nil, 0)
	return out
}

func addFields(out map[string]*field, t reflect.Type, prefix string, index [][]int, depth int) {
	for i := range t.NumField() {
		f := t.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if !f.IsExported() || name == "-" || depth > 3 {
			continue
		}
		path := join(prefix, name)
		if f.Anonymous && name == "" {
			path = prefix
		}
		way := append(append([][]int{}, index...), f.Index)
		elem := f.Type
		if elem.Kind() == reflect.Slice && elem.Elem().Kind() == reflect.Struct && elem.Elem() != timeType {
			elem = elem.Elem()
		}
		if elem.Kind() == reflect.Struct && elem != timeType && elem != placeType {
			addFields(out, elem, path, way, depth+1)
			continue
		}
		if set := setterFor(f.Type); set != nil {
			out[path] = &field{path: path, index: way, set: set, date: f.Type == timeType, leaf: f.Type}
		}
	}
}

func join(prefix, name string) string {
	if prefix == "" {
		return name
	}
	return prefix + "." + name
}

var (
	timeType  = reflect.TypeFor[muster.Time]()
	placeType = reflect.TypeFor[muster.Place]()
	textType  = reflect.TypeFor[muster.Text]()
)

// store puts a cell into row, a struct.
func (f *field) store(row reflect.Value, cell string, d *dateForm) string {
	v := row
	for _, at := range f.index {
		if v.Kind() == reflect.Slice {
			if v.Len() == 0 {
				v.Set(reflect.MakeSlice(v.Type(), 1, 1))
			}
			v = v.Index(0)
		}
		v = v.FieldByIndex(at)
	}
	return f.set(v, cell, d)
}

// setterFor returns how a cell becomes a value of type t, nil if it cannot.
func setterFor(t reflect.Type) setter {
	if t == timeType {
		return setTime
	}
	if vocabulary := vocabularyOf(t); vocabulary != nil {
		return setWord(t, vocabulary)
	}
	switch t.Kind() {
	case reflect.String:
		return setText(t)
	case reflect.Int:
		return setInt
	case reflect.Pointer:
		switch t.Elem().Kind() {
		case reflect.Float64:
			return setFloat
		case reflect.Int:
			return setMinutes
		}
	case reflect.Slice:
		if t.Elem().Kind() == reflect.String {
			return setList(t.Elem())
		}
	}
	return nil
}

// setText keeps the cell as written. Further columns of the same field are
// parts of one text; of other fields only the first filled column counts.
func setText(t reflect.Type) setter {
	separator := ""
	switch t {
	case reflect.TypeFor[muster.Address]():
		separator = ", "
	case textType:
		separator = "\n"
	}
	missing := missingIn(t)
	return func(v reflect.Value, cell string, _ *dateForm) string {
		switch had := v.String(); {
		case missing(cell):
		case had == "":
			v.SetString(cell)
		case separator != "" && had != cell:
			v.SetString(had + separator + cell)
		}
		return ""
	}
}

// setWord takes one of a closed list of words.
func setWord(t reflect.Type, words map[string]string) setter {
	exact := map[string]string{} // as they are mostly written: folding is slow
	for _, word := range words {
		if words[foldHeader(word)] == word {
			exact[word] = word
		}
	}
	wrong := " is not a value for " + typeName(t) + "; write one of: " + accepted(words)
	return func(v reflect.Value, cell string, _ *dateForm) string {
		word, ok := exact[cell]
		if !ok {
			word, ok = words[foldHeader(cell)]
		}
		if !ok {
			if isMissing(cell) {
				return ""
			}
			return quote(cell) + wrong
		}
		if v.String() == "" {
			v.SetString(word)
		}
		return ""
	}
}

// setList splits a cell that holds several values.
func setList(t reflect.Type) setter {
	one := setText(t)
	words := vocabularyOf(t)
	if words != nil {
		one = setWord(t, words)
	}
	separators := ";\n\r|"
	switch t {
	case reflect.TypeFor[muster.Email](), reflect.TypeFor[muster.Phone](), reflect.TypeFor[muster.Sign]():
		separators += ","
	case reflect.TypeFor[muster.URL]():
		separators += ", "
	}
	return func(v reflect.Value, cell string, d *dateForm) string {
		reason := ""
		for part := range strings.FieldsFuncSeq(cell, func(r rune) bool { return strings.ContainsRune(separators, r) }) {
			if part = strings.TrimSpace(part); part == "" {
				continue
			}
			item := reflect.New(t).Elem()
			if why := one(item, part, d); why != "" {
				reason = why
				continue
			}
			if item.String() != "" && !holds(v, item.String()) {
				v.Set(reflect.Append(v, item))
			}
		}
		return reason
	}
}

func holds(list reflect.Value, s string) bool {
	for i := range list.Len() {
		if list.Index(i).String() == s {
			return true
		}
	}
	return false
}

func setInt(v reflect.Value, cell string, _ *dateForm) string {
	n, err := strconv.Atoi(strings.TrimSuffix(cell, ".0"))
	if err != nil && isMissing(cell) {
		return ""
	}
	if err != nil {
		return quote(cell) + " is not a whole number"
	}
	v.SetInt(int64(n))
	return ""
}

func setFloat(v reflect.Value, cell string, _ *dateForm) string {
	x, err := strconv.ParseFloat(cell, 64)
	if err != nil || x != x {
		return quote(cell) + " is not a number"
	}
	v.Set(reflect.ValueOf(&x))
	return ""
}

// setMinutes reads a number of minutes, also written as hours and minutes:
// 09:30, or +05:30 and UTC+2 for a distance from UTC.
func setMinutes(v reflect.Value, cell string, _ *dateForm) string {
	if isMissing(cell) {
		return ""
	}
	text := strings.ToUpper(strings.ReplaceAll(cell, " ", ""))
	rest, zone := strings.CutPrefix(text, "UTC")
	if !zone {
		rest, zone = strings.CutPrefix(text, "GMT")
	}
	sign := 1
	if after, minus := strings.CutPrefix(rest, "-"); minus {
		sign, rest = -1, after
	}
	rest = strings.TrimPrefix(rest, "+")
	hours, minutes, clock := strings.Cut(rest, ":")
	n, err := strconv.ParseUint(hours, 10, 16)
	if zone && rest == "" {
		n, err = 0, nil
	}
	if clock || zone {
		n *= 60
	}
	if clock {
		m, wrong := strconv.ParseUint(minutes, 10, 6)
		err = cmp.Or(err, wrong)
		if n += m; m > 59 {
			err = strconv.ErrRange
		}
	}
	if err != nil || n > 24*60 {
		return quote(cell) + " is not a time of day or a distance from UTC; write it as 09:30 or +05:30"
	}
	total := sign * int(n)
	v.Set(reflect.ValueOf(&total))
	return ""
}

// setTime reads a date or moment. A cell with a time of day only completes the
// date of a column before it: interviews are often kept in two columns.
func setTime(v reflect.Value, cell string, d *dateForm) string {
	if micros, ok := timeOfDay(cell); ok {
		if at := v.Addr().Interface().(*muster.Time); at.Precision == muster.PrecisionDay {
			at.Micros += micros
			at.Precision = muster.PrecisionMinute
			at.Text = ""
		}
		return ""
	}
	t, err := d.parse(cell)
	switch {
	case err == errUndecided, err != nil && isMissing(cell):
		return ""
	case err != nil:
		return quote(cell) + " is not a date that could be read"
	}
	if at := v.Addr().Interface().(*muster.Time); at.IsZero() {
		*at = t
	}
	return ""
}

// typeName writes a root type as words: ApplicationStatus is "application status".
func typeName(t reflect.Type) string {
	var b strings.Builder
	for i, r := range t.Name() {
		if i > 0 && r >= 'A' && r <= 'Z' {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	return strings.ToLower(b.String())
}

// quote shortens a cell for a message and takes out what a terminal would obey.
func quote(cell string) string {
	const most = 40
	if len(cell) > most {
		cell = strings.ToValidUTF8(cell[:most], "") + "..."
	}
	return strconv.Quote(cell)
}

// foldHeader brings a header or word to the form dictionaries use: lower case
// without accents, letters and digits only, # read as "number".
func foldHeader(s string) string {
	plain := true
	for i := range len(s) {
		if c := s[i]; !(c >= 'a' && c <= 'z' || c >= '0' && c <= '9') {
			plain = false
			break
		}
	}
	if plain {
		return s
	}
	var b strings.Builder
	for _, r := range normal.Fold(s) {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9', r > 0x7f:
			b.WriteRune(r)
		case r == '#':
			b.WriteString("number")
		}
	}
	return b.String()
}
