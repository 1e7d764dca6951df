package resolve

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"muster"
)

// partsTable holds names and three columns that could be a date; births says
// the year of row i.
func partsTable(headers []string, births func(i int) string) [][]string {
	rows := [][]string{append([]string{"given name", "family name"}, headers...)}
	for i := range 120 {
		rows = append(rows, []string{fmt.Sprint("ann", i%40), fmt.Sprint("lee", i), births(i), fmt.Sprint(1 + i%12), fmt.Sprint(1 + i%31)})
	}
	return rows
}

func TestDateOfBirthInParts(t *testing.T) {
	births := func(i int) string { return fmt.Sprint(1940 + i%60) }
	lately := func(i int) string { return fmt.Sprint(2019 + i%6) }
	for name, c := range map[string]struct {
		headers []string
		year    func(i int) string
		want    bool
	}{
		"initials":             {[]string{"by", "bm", "bd"}, births, true},
		"words":                {[]string{"birth_year", "birth_month", "birth_day"}, births, true},
		"one word each":        {[]string{"BirthYear", "BirthMonth", "Birthday"}, births, true},
		"of birth":             {[]string{"Year of birth", "Month of birth", "Day of birth"}, births, true},
		"abbreviated":          {[]string{"yob", "mob", "dob"}, births, true},
		"suffix":               {[]string{"dob_y", "dob_m", "dob_d"}, births, true},
		"German":               {[]string{"Geburtsjahr", "Geburtsmonat", "Geburtstag"}, births, true},
		"French":               {[]string{"Année de naissance", "Mois de naissance", "Jour de naissance"}, births, true},
		"bare":                 {[]string{"year", "month", "day"}, births, true},
		"with decimals":        {[]string{"by", "bm", "bd"}, func(i int) string { return births(i) + ".0" }, true},
		"bare, of lately":      {[]string{"year", "month", "day"}, lately, false},
		"when hired":           {[]string{"hire_year", "hire_month", "hire_day"}, births, false},
		"unlike each other":    {[]string{"birth_year", "exam_month", "exam_day"}, births, false},
		"no years":             {[]string{"by", "bm", "bd"}, func(i int) string { return fmt.Sprint(i) }, false},
		"meaning unknown":      {[]string{"ax", "ay", "az"}, births, false},
		"born in two thousand": {[]string{"birth_year", "birth_month", "birth_day"}, lately, true},
	} {
		seen := Recognise(tableOf("t", partsTable(c.headers, c.year)))
		got := []Kind{seen[2].Kind, seen[3].Kind, seen[4].Kind}
		if all := slices.Equal(got, []Kind{BirthYear, BirthMonth, BirthDay}); all != c.want {
			t.Errorf("%s %v: taken for %v", name, c.headers, got)
		}
	}
}

// Dates under a header that says nothing are births only where nothing else
// could be, and never under a header that may mean something.
func TestBirthsUnderNoName(t *testing.T) {
	births := func(i int) string { return fmt.Sprintf("%d-%02d-%02d", 1940+i%60, 1+i%12, 1+i%28) }
	lately := func(i int) string { return fmt.Sprintf("2024-%02d-%02d", 1+i%12, 1+i%28) }
	for name, c := range map[string]struct {
		headers []string
		values  []func(i int) string
		want    []Kind
	}{
		"numbered":        {[]string{"c9"}, []func(int) string{births}, []Kind{BirthDate}},
		"field":           {[]string{"Field 9"}, []func(int) string{births}, []Kind{BirthDate}},
		"of lately":       {[]string{"c9"}, []func(int) string{lately}, []Kind{Time}},
		"a word":          {[]string{"hired"}, []func(int) string{births}, []Kind{Time}},
		"two of them":     {[]string{"c8", "c9"}, []func(int) string{births, births}, []Kind{Time, Time}},
		"one and another": {[]string{"c8", "c9"}, []func(int) string{births, lately}, []Kind{BirthDate, Time}},
		"beside births":   {[]string{"dob", "c9"}, []func(int) string{births, births}, []Kind{BirthDate, Time}},
	} {
		rows := [][]string{c.headers}
		for i := range 200 {
			var row []string
			for _, v := range c.values {
				row = append(row, v(i))
			}
			rows = append(rows, row)
		}
		var got []Kind
		for _, r := range Recognise(tableOf("t", rows)) {
			got = append(got, r.Kind)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s %v: taken for %v, want %v", name, c.headers, got, c.want)
		}
	}
}

// A date in three columns is the date in one: the same value, in tables that
// write it differently too. A year alone is what it is in one column.
func TestPartsMeetWholeDates(t *testing.T) {
	parts := tableOf("parts", [][]string{{"id", "given name", "family name", "by", "bm", "bd"},
		{"p1", "Ines", "Okonkwo", "1967", "9", "27"}, {"p2", "Tom", "Ashdown", "1980.0", "11.0", "3.0"}, {"p3", "Rosa", "Quill", "1951", "NA", "NA"}, {"p4", "Lea", "Brandt", "", "4", "9"}})
	whole := tableOf("whole", [][]string{{"id", "given name", "family name", "date of birth"},
		{"w1", "Ines", "Okonkwo", "27/09/1967"}, {"w2", "Tom", "Ashdown", "1980-11-03"}, {"w3", "Rosa", "Quill", "1951"}, {"w4", "Lea", "Brandt", ""}})
	p, err := NewPlan([]*muster.Table{parts, whole}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	f := p.engine.frame
	at := slices.IndexFunc(f.fields, func(fl *field) bool { return fl.kind == BirthDate })
	if at < 0 {
		t.Fatalf("no date of birth is compared: %+v", p.Comparisons)
	}
	for i := range 4 {
		a, b := f.line(uint32(i))[f.fields[at].word], f.line(uint32(i + 4))[f.fields[at].word]
		if a != b || (a == 0) != (i == 3) {
			t.Errorf("%s and %s have the dates %d and %d", f.id(i), f.id(i+4), a, b)
		}
	}
}

func TestPartsResolveAsWholeDates(t *testing.T) {
	whole := generated(3000)
	split := &muster.Table{Name: whole.Name, File: whole.File, Rows: whole.Rows}
	for _, c := range whole.Columns {
		if kindOfHeader(words(c.Name)) != BirthDate {
			split.Columns = append(split.Columns, c)
			continue
		}
		cols := []muster.Column{{Name: "birth_year"}, {Name: "birth_month"}, {Name: "birth_day"}}
		for i := range whole.Len() {
			v := string(foldDate(nil, c.Bytes(i)))
			if len(v) != 8 {
				v = strings.Repeat(" ", 8)
			}
			cols[0].Append(v[:4])
			cols[1].Append(v[4:6])
			cols[2].Append(v[6:])
		}
		split.Columns = append(split.Columns, cols...)
	}
	_, a := runSet(t, dataSet{tables: []*muster.Table{whole}}, Options{})
	_, b := runSet(t, dataSet{tables: []*muster.Table{split}}, Options{})
	if diff := cmp.Diff(byID(a), byID(b)); diff != "" {
		t.Errorf("people are other people where the date stands in three columns:\n%s", diff)
	}
}
