package muster_test

import (
	"encoding/json"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"muster"
)

// drawValue sets every field below v to a random value, so that a field added later
// is covered without anybody thinking of it.
func drawValue(t *rapid.T, v reflect.Value) {
	switch v.Kind() {
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[muster.Time]() {
			v.Set(reflect.ValueOf(drawTime(t)))
			return
		}
		for i := range v.NumField() {
			drawValue(t, v.Field(i))
		}
	case reflect.String:
		v.SetString(rapid.StringN(0, 8, -1).Draw(t, "text"))
	case reflect.Int:
		v.SetInt(rapid.Int64Range(-1<<40, 1<<40).Draw(t, "int"))
	case reflect.Float64:
		v.SetFloat(rapid.Float64Range(-180, 180).Draw(t, "float"))
	case reflect.Pointer:
		if rapid.Bool().Draw(t, "set") {
			v.Set(reflect.New(v.Type().Elem()))
			drawValue(t, v.Elem())
		}
	case reflect.Slice:
		n := rapid.IntRange(0, 2).Draw(t, "n")
		if n == 0 {
			return
		}
		v.Set(reflect.MakeSlice(v.Type(), n, n))
		for i := range n {
			drawValue(t, v.Index(i))
		}
	default:
		t.Fatalf("no random value for %s", v.Type())
	}
}

func drawID(t *rapid.T, what string) (id muster.ObservationID) {
	copy(id[:], rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, what))
	return id
}

func drawObservation(t *rapid.T) muster.Observation {
	data, err := muster.NewData(rapid.SampledFrom(muster.Kinds()).Draw(t, "kind"))
	if err != nil {
		t.Fatal(err)
	}
	drawValue(t, reflect.ValueOf(data).Elem())
	return muster.Observation{
		ID: drawID(t, "id"), Organisation: muster.OrganisationID(rapid.String().Draw(t, "organisation")), Subject: muster.SubjectID(rapid.String().Draw(t, "subject")),
		Source: rapid.String().Draw(t, "source"), Record: rapid.String().Draw(t, "record"),
		Place:    muster.Place{File: rapid.String().Draw(t, "file"), Row: rapid.IntRange(0, 1<<30).Draw(t, "row")},
		Happened: drawTime(t), Recorded: drawTime(t), Supersedes: drawID(t, "supersedes"), Data: data,
	}
}

func TestObservationJSONRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := drawObservation(t)
		text, err := json.Marshal(want)
		if err != nil {
			t.Fatal(err)
		}
		var got muster.Observation
		if err := json.Unmarshal(text, &got); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatal(diff)
		}
		id := got.ID
		if err := want.Seal(); err != nil {
			t.Fatal(err)
		}
		if err := got.Seal(); err != nil || got.ID != want.ID || got.ID == id {
			t.Fatalf("ids before and after JSON: %s and %s, %v", want.ID, got.ID, err)
		}
	})
}

func TestEveryKindHasData(t *testing.T) {
	for _, kind := range muster.Kinds() {
		data, err := muster.NewData(kind)
		if err != nil || data.Kind() != kind {
			t.Errorf("kind %s: %v, %v", kind, data, err)
		}
	}
	if len(muster.Kinds()) < 17 || !slices.IsSorted(muster.Kinds()) {
		t.Errorf("kinds %v", muster.Kinds())
	}
}

func TestObservationJSONRefuses(t *testing.T) {
	for text, names := range map[string]string{
		`{"subject":"a","kind":"persson","data":{}}`:                              `"persson"`,
		`{"subject":"a","data":{}}`:                                               `""`,
		`{"subject":"a","kind":"person","data":{"full_nam":"x"}}`:                 "full_nam",
		`{"subject":"a","kind":"person","data":{"contact":{"mails":[]}}}`:         "mails",
		`{"subject":"a","kind":"person","dat":{}}`:                                "dat",
		`{"subject":"a","kind":"person","data":[]}`:                               "person",
		`{"subject":"a","kind":"person","data":{"started":"03/04/2026"}}`:         "03/04/2026",
		`{"id":"00","subject":"a","kind":"person","data":{}}`:                     "32 hexadecimal digits",
		`{"id":"zz000000000000000000000000000000","subject":"a","kind":"person"}`: "observation id",
	} {
		var o muster.Observation
		err := json.Unmarshal([]byte(text), &o)
		if err == nil || !strings.Contains(err.Error(), names) {
			t.Errorf("%s: %v, want an error that names %s", text, err, names)
		}
	}
	for _, trailing := range []string{`{}`, `]`, `}`, `x`} {
		var o muster.Observation
		if err := o.UnmarshalJSON([]byte(`{"subject":"a","kind":"person","data":{}}` + trailing)); err == nil {
			t.Errorf("text with %s behind it was read", trailing)
		}
	}
}

// TestSealIsSensitive: whatever an observation states changes its id; where it
// stands and when it was read do not, so that replaying changes nothing.
func TestSealIsSensitive(t *testing.T) {
	base := func() muster.Observation {
		return muster.Observation{
			Organisation: "o", Subject: "s", Source: "a", Record: "b", Happened: muster.Date(2026, 1, 1),
			Data: &muster.Person{Named: muster.Named{FullName: "Ada"}, Contact: muster.Contact{Emails: []muster.Email{"a@example.com"}}},
		}
	}
	seal := func(change func(*muster.Observation)) muster.ObservationID {
		o := base()
		change(&o)
		if err := o.Seal(); err != nil {
			t.Fatal(err)
		}
		return o.ID
	}
	person := func(o *muster.Observation) *muster.Person { return o.Data.(*muster.Person) }
	same := seal(func(*muster.Observation) {})
	if same.IsZero() || seal(func(o *muster.Observation) { o.Place.Row, o.Recorded = 7, muster.Date(2026, 2, 2) }) != same {
		t.Error("the id depends on where the record stood")
	}
	seen := map[muster.ObservationID]string{same: "unchanged"}
	for what, change := range map[string]func(*muster.Observation){
		"organisation": func(o *muster.Observation) { o.Organisation = "p" },
		"source":       func(o *muster.Observation) { o.Source = "ab"; o.Record = "" },
		"record":       func(o *muster.Observation) { o.Record = "c" },
		"kind": func(o *muster.Observation) {
			o.Data = &muster.Application{Named: person(o).Named, Contact: person(o).Contact}
		},
		"field":  func(o *muster.Observation) { person(o).GivenName, person(o).FullName = "Ada", "" },
		"value":  func(o *muster.Observation) { person(o).FullName = "Eve" },
		"nested": func(o *muster.Observation) { person(o).Contact.Emails = []muster.Email{"a@example.com", ""} },
		"split":  func(o *muster.Observation) { person(o).Contact.Emails = []muster.Email{"a@example", ".com"} },
		"date":   func(o *muster.Observation) { person(o).Started = muster.Date(2026, 1, 1) },
	} {
		id := seal(change)
		if other, ok := seen[id]; ok {
			t.Errorf("%s has the id of %s", what, other)
		}
		seen[id] = what
	}
}

func TestSliceOrdersByIDAndTime(t *testing.T) {
	make := func(subject muster.SubjectID, record string, happened muster.Time) muster.Observation {
		o := muster.Observation{Organisation: "o", Subject: subject, Record: record, Happened: happened, Data: &muster.Message{Text: muster.Text(record)}}
		if err := o.Seal(); err != nil {
			t.Fatal(err)
		}
		return o
	}
	all := []muster.Observation{
		make("b", "3", muster.Date(2026, 3, 3)), make("a", "1", muster.Date(2026, 1, 1)), make("b", "0", muster.Time{}),
		make("b", "2", muster.Date(2026, 3, 3)), make("b", "1", muster.Date(1969, 1, 1)),
	}
	want := muster.NewSlice(slices.Clone(all))
	rapid.Check(t, func(t *rapid.T) {
		s := muster.NewSlice(rapid.Permutation(all).Draw(t, "order"))
		if s.Len() != 2 || s.Subject(0).ID != "a" || s.Subject(1).ID != "b" {
			t.Fatalf("subjects %+v", s)
		}
		for i := range s.Len() {
			got, err := s.Observations(i, nil)
			expect, _ := want.Observations(i, nil)
			if diff := cmp.Diff(expect, got); diff != "" || err != nil {
				t.Fatal(diff, err)
			}
		}
	})
	got, _ := want.Observations(1, []muster.Observation{{Record: "kept"}})
	var records []string
	for i := range got {
		records = append(records, got[i].Record)
	}
	if records[0] != "kept" || records[1] != "0" || records[2] != "1" || len(records) != 5 {
		t.Errorf("records %v: what has no date comes first, then 1969", records)
	}
}

func TestFindingKey(t *testing.T) {
	evidence := func(b byte, subject muster.SubjectID) muster.Evidence {
		return muster.Evidence{Observation: muster.ObservationID{b}, Subject: subject}
	}
	key := func(f muster.Finding) muster.FindingKey { f.ComputeKey(); return f.Key }
	base := muster.Finding{Flag: "SRC-01", Subjects: []muster.SubjectID{"a", "b", "c"}, Evidence: []muster.Evidence{evidence(1, "a"), evidence(2, "b"), evidence(3, "c")}}
	want := key(base)
	rapid.Check(t, func(t *rapid.T) {
		f := base
		f.Subjects, f.Evidence = rapid.Permutation(base.Subjects).Draw(t, "subjects"), rapid.Permutation(base.Evidence).Draw(t, "evidence")
		f.Evidence = append(slices.Clone(f.Evidence), f.Evidence[0])
		f.Title, f.Strength = rapid.String().Draw(t, "title"), rapid.Int().Draw(t, "strength")
		if key(f) != want {
			t.Fatal("the key depends on order, repetition, words or strength")
		}
	})
	for what, f := range map[string]muster.Finding{
		"flag":     {Flag: "SRC-02", Subjects: base.Subjects, Evidence: base.Evidence},
		"subject":  {Flag: "SRC-01", Subjects: []muster.SubjectID{"a", "bc"}, Evidence: base.Evidence},
		"evidence": {Flag: "SRC-01", Subjects: base.Subjects, Evidence: base.Evidence[:2]},
	} {
		if key(f) == want {
			t.Errorf("another %s has the same key", what)
		}
	}
}

func TestSealRefusesWhatCannotBeWritten(t *testing.T) {
	broken := math.NaN()
	o := muster.Observation{Source: "photos", Record: "a.jpg", Data: &muster.Image{Latitude: &broken}}
	if _, err := json.Marshal(o); err == nil {
		t.Error("a picture taken nowhere was written")
	}
}

// FuzzObservationJSON: no text crashes the reader, and what it accepts is
// written and read again as the same.
func FuzzObservationJSON(f *testing.F) {
	for _, kind := range muster.Kinds() {
		data, err := muster.NewData(kind)
		if err != nil {
			f.Fatal(err)
		}
		text, err := json.Marshal(muster.Observation{Subject: "a", Happened: muster.Date(2026, 1, 1), Data: data})
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	for _, seed := range []string{
		`{"kind":"person","data":{"full_name":"\ud800","started":"0000-01-01T00:00:00+23:59"}}`, `{"kind":"image","data":{"latitude":1e308}}`,
		`{"kind":"cv","data":null}`, `{"kind":"cv"}`, `[]`, `{"kind":"bank_details","data":{"iban":"x","changed":"2026-03-03T14:05"}}`, `{"KIND":"cv","data":{"TEXT":"x"}}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		var o, again muster.Observation
		if json.Unmarshal(text, &o) != nil {
			return
		}
		written, err := json.Marshal(o)
		if err != nil {
			t.Fatalf("read but not written: %v", err)
		}
		if err := json.Unmarshal(written, &again); err != nil {
			t.Fatalf("%s: %v", written, err)
		}
		rewritten, err := json.Marshal(again)
		if err != nil || string(rewritten) != string(written) {
			t.Fatalf("%s became %s, %v", written, rewritten, err)
		}
		if o.Seal() != nil || again.Seal() != nil || o.ID != again.ID {
			t.Fatalf("ids differ: %s and %s", o.ID, again.ID)
		}
	})
}
