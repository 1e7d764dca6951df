package muster_test

import (
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"muster"
)

// fill sets every field of a payload to something random.
func fill(r *rand.Rand, v reflect.Value, depth int) {
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(r, v.Elem(), depth)
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[muster.Time]() {
			v.Set(reflect.ValueOf(muster.Date(2000+r.IntN(30), time.Month(1+r.IntN(12)), 1+r.IntN(28))))
			return
		}
		for i := range v.NumField() {
			fill(r, v.Field(i), depth)
		}
	case reflect.Slice:
		n := r.IntN(3)
		v.Set(reflect.MakeSlice(v.Type(), n, n))
		for i := range n {
			fill(r, v.Index(i), depth+1)
		}
	case reflect.String:
		v.SetString(string(rune('a'+r.IntN(26))) + string(rune('a'+r.IntN(26))))
	case reflect.Int:
		v.SetInt(int64(r.IntN(100)))
	case reflect.Float64:
		v.SetFloat(r.Float64())
	}
}

// TestIDsSurviveTheJSONForm: an observation read back from its documented form
// has the same id, whatever its kind and content.
func TestIDsSurviveTheJSONForm(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, kind := range muster.Kinds() {
		for range 50 {
			data, err := muster.NewData(kind)
			if err != nil {
				t.Fatal(err)
			}
			fill(r, reflect.ValueOf(data).Elem(), 0)
			o := muster.Observation{Organisation: "o", Subject: "s", Source: "src", Record: "1", Data: data}
			if err := o.Seal(); err != nil {
				t.Fatal(err)
			}
			text, err := json.Marshal(o)
			if err != nil {
				t.Fatal(err)
			}
			var back muster.Observation
			if err := json.Unmarshal(text, &back); err != nil {
				t.Fatalf("%s: %v", text, err)
			}
			was := back.ID
			if err := back.Seal(); err != nil || back.ID != was || was != o.ID {
				t.Fatalf("%s: id %s became %s (%v)", kind, o.ID, back.ID, err)
			}
		}
	}
}

// TestIDsTellFieldsApart: a value under another field, or the same text split
// elsewhere, is another observation.
func TestIDsTellFieldsApart(t *testing.T) {
	seen := map[muster.ObservationID]int{}
	for i, p := range []*muster.Person{
		{}, {KnownAs: "ab"}, {Login: "ab"}, {KnownAs: "a", Login: "b"}, {FormerNames: []muster.PersonName{"ab"}},
		{FormerNames: []muster.PersonName{"a", "b"}}, {Named: muster.Named{FullName: "ab"}}, {Started: muster.Date(2026, 3, 3)}, {Ended: muster.Date(2026, 3, 3)},
	} {
		o := muster.Observation{Source: "s", Record: "1", Data: p}
		if err := o.Seal(); err != nil {
			t.Fatal(err)
		}
		if k, ok := seen[o.ID]; ok {
			t.Errorf("payloads %d and %d have one id", k, i)
		}
		seen[o.ID] = i
	}
	if err := (&muster.Observation{}).Seal(); err == nil {
		t.Error("an observation without data was sealed")
	}
}

func BenchmarkSeal(b *testing.B) {
	o := muster.Observation{Organisation: "o", Source: "applications.csv", Record: "row 17", Data: &muster.Application{
		Named: muster.Named{GivenName: "Ann", FamilyName: "Example"}, Vacancy: "Engineer", Applied: muster.Date(2026, 3, 3),
		Contact: muster.Contact{Emails: []muster.Email{"ann@example.org"}, Phones: []muster.Phone{"+44 7700 900123"}},
		Home:    muster.Home{Address: "12 Mill Lane", City: "Harbourton", Postcode: "ZZ9 9AA"},
	}}
	b.ReportAllocs()
	for b.Loop() {
		if err := o.Seal(); err != nil {
			b.Fatal(err)
		}
	}
}
