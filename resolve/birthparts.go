package resolve

import (
	"bytes"
	"slices"
	"strings"

	"muster"
)

// partOfDate is one of the columns over which a date is spread.
type partOfDate struct {
	column int
	kind   Kind
	stem   string // what the header says beside the part: "birth" of "birth_year"
}

// birthParts finds a date of birth that stands in three columns, or in two
// where the day is left out. Headers tell which column is which part, and the
// values must bear them out.
func birthParts(t *muster.Table, out []Recognised) []Recognised {
	var parts []partOfDate
	named, dated := false, false
	for i, r := range out {
		named = named || r.Kind == GivenName || r.Kind == FamilyName || r.Kind == FullName
		if p, ok := datePart(words(r.Column)); ok && partValues(&t.Columns[i], p.kind) {
			p.column = i
			parts = append(parts, p)
		} else {
			dated = dated || r.Kind == BirthDate
		}
	}
	for _, year := range parts {
		same := slices.DeleteFunc(slices.Clone(parts), func(p partOfDate) bool { return p.stem != year.stem })
		if year.kind != BirthYear || partColumns(same) == nil {
			continue
		}
		// "year", "month" and "day" alone may be those of anything. What spans a
		// generation, beside names and no other date of birth, is births.
		if !saysBirth(year.stem) && (year.stem != "" || !named || dated || !spansGeneration(&t.Columns[year.column])) {
			continue
		}
		for _, p := range same {
			out[p.column].Kind, out[p.column].Why = p.kind, "header and values: one part of a date"
		}
		break
	}
	return out
}

// birthsUnnamed takes dates under a header that says nothing ("c9", "field 9")
// for births where they span a generation and are the only such column.
func birthsUnnamed(t *muster.Table, out []Recognised) []Recognised {
	at := -1
	for i, r := range out {
		switch {
		case r.Kind == BirthDate || r.Kind == BirthYear:
			return out
		case r.Kind != Time || r.Why != asDates || !saysNothing(r.Column) || !spansGeneration(&t.Columns[i]):
		case at >= 0:
			return out
		default:
			at = i
		}
	}
	if at >= 0 {
		out[at].Kind, out[at].Why = BirthDate, "dates that span a generation"
	}
	return out
}

// saysNothing reports headers that only number columns.
func saysNothing(header string) bool {
	return !slices.ContainsFunc(words(header), func(w string) bool {
		return len(w) > 1 && !slices.Contains(strings.Fields("col column field var variable attr attribute feature spalte unnamed"), w)
	})
}

// partColumns lists the columns of year, month and, where there is one, day; nil
// where year or month is missing or a part stands twice.
func partColumns(parts []partOfDate) []int {
	var at [3][]int
	for _, p := range parts {
		k := slices.Index([]Kind{BirthYear, BirthMonth, BirthDay}, p.kind)
		at[k] = append(at[k], p.column)
	}
	if len(at[0]) != 1 || len(at[1]) != 1 || len(at[2]) > 1 {
		return nil
	}
	return slices.Concat(at[0], at[1], at[2])
}

// datePart takes a header apart: "birth_year", "Geburtsjahr", "dob_y", "by" and
// "YOB" are the year, and the rest of each says of what.
func datePart(w []string) (partOfDate, bool) {
	for i, x := range w {
		if k := partWord(x); k != "" {
			rest := slices.DeleteFunc(slices.Concat(w[:i], w[i+1:]), func(s string) bool {
				return slices.Contains(strings.Fields("of de du da di del der des van the"), s)
			})
			return partOfDate{kind: k, stem: strings.Join(rest, " ")}, true
		}
	}
	if len(w) != 1 {
		return partOfDate{}, false
	}
	x := w[0]
	for _, ending := range strings.Fields("year month day jahr monat tag jaar maand dag ar manad aar maaned") {
		if stem, ok := strings.CutSuffix(x, ending); ok && saysBirth(stem) {
			return partOfDate{kind: partWord(ending), stem: stem}, true
		}
	}
	if k := partWord(x[:1]); k != "" && (x[1:] == "ob" || x[1:] == "b") {
		return partOfDate{kind: k, stem: "b"}, true
	}
	if k := partWord(x[len(x)-1:]); k != "" && (len(x) == 2 || saysBirth(x[:len(x)-1])) {
		return partOfDate{kind: k, stem: x[:len(x)-1]}, true
	}
	return partOfDate{}, false
}

func partWord(w string) Kind {
	is := func(list string) bool { return slices.Contains(strings.Fields(list), w) }
	switch {
	case is("y yy yyyy yr year jahr annee ano anio anno jaar rok ar aar god"):
		return BirthYear
	case is("m mm mon month monat mois mes mese maand miesiac manad maaned mesic mesyats"):
		return BirthMonth
	case is("d dd day tag jour dia giorno dag dzien den"):
		return BirthDay
	}
	return ""
}

// saysBirth reports whether what a header says beside the part speaks of birth.
func saysBirth(stem string) bool {
	return slices.ContainsFunc(strings.Fields(stem), func(w string) bool {
		return slices.Contains(strings.Fields("b dob ob born geb"), w) ||
			slices.ContainsFunc(strings.Fields("birth geburt naissance nac nasc geboorte fodels fods urodz naroz rozhd"), func(p string) bool { return strings.HasPrefix(w, p) })
	})
}

// partValues reports whether nearly all values of a column can be that part.
func partValues(c *muster.Column, k Kind) bool {
	least, most := 1, 12
	switch k {
	case BirthYear:
		least, most = 1850, 2100
	case BirthDay:
		most = 31
	}
	filled, fit := 0, 0
	eachSampled(c, func(v []byte) {
		filled++
		if k == BirthMonth {
			v = month(fold(nil, v, keepNone))
		}
		if len(v) <= 4 && allDigits(v) && number(v) >= least && number(v) <= most {
			fit++
		}
	})
	return filled > 0 && fit*10 >= filled*9
}

// spansGeneration reports whether the years of the middle nine tenths of a
// column's dates lie twenty-five or more apart.
func spansGeneration(c *muster.Column) bool {
	var years []int
	var d []byte
	eachSampled(c, func(v []byte) {
		if d = foldDate(d[:0], v); len(d) == 8 && allDigits(d) {
			years = append(years, number(d[:4]))
		}
	})
	slices.Sort(years)
	n := len(years)
	return n > 0 && years[n-1-n/20]-years[n/20] >= 25
}

// eachSampled calls do with a spread sample of a column's values as parts of
// dates are read, those that stand for none left out.
func eachSampled(c *muster.Column, do func(v []byte)) {
	step := max(1, c.Len()/sampleRows)
	for i := 0; i < c.Len(); i += step {
		if v := wholePart(c.Bytes(i)); len(v) > 0 && len(v) <= maxValue && !placeholder(bytes.ToLower(v)) {
			do(v)
		}
	}
}

// wholePart drops the ".0" that programs write behind whole numbers.
func wholePart(v []byte) []byte {
	v = trimSpace(v)
	if dot := bytes.IndexByte(v, '.'); dot > 0 && len(bytes.Trim(v[dot+1:], "0")) == 0 {
		return v[:dot]
	}
	return v
}

// deriveDate reads the date of birth from its parts where the table does not
// hold it as one.
func deriveDate(plans []fieldPlan, seen []Recognised, t, tables int) []fieldPlan {
	var parts []partOfDate
	for i, r := range seen {
		if r.Kind == BirthYear || r.Kind == BirthMonth || r.Kind == BirthDay {
			parts = append(parts, partOfDate{column: i, kind: r.Kind})
		}
	}
	if columns := partColumns(parts); columns != nil {
		return derive(plans, BirthDate, t, tables, fieldSource{columns: columns, how: dateOfParts})
	}
	return plans
}

// dateFromParts writes the date that a record's columns of year, month and day
// hold, as one column would hold it. Without a year there is none.
func (r *reader) dateFromParts(t *muster.Table, src fieldSource, at int) []byte {
	r.full = r.full[:0]
	for i, c := range src.columns {
		v := wholePart(t.Columns[c].Bytes(at))
		blank := len(v) == 0 || len(v) > maxValue || placeholder(bytes.ToLower(v))
		if blank && i == 0 {
			return r.buf[:0]
		}
		if blank {
			break // the year alone, as where only the year is known
		}
		if i > 0 {
			r.full = append(r.full, '-')
		}
		r.full = append(r.full, v...)
	}
	if bytes.Count(r.full, []byte("-")) == 1 {
		r.full = append(r.full, "-01"...)
	}
	return canonical(r.buf[:0], r.full, BirthDate)
}
