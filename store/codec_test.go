package store

import (
	"bytes"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"

	"muster"
)

// TestFieldTags fixes the tag of a field and sees that none occurs twice: tags are in every pack ever
// written, so the way they are made may not change.
func TestFieldTags(t *testing.T) {
	for name, want := range map[string]uint16{"full_name": 0x31e5} {
		if got := tagOf(name); got != want {
			t.Errorf("tag of %s is %#x, want %#x", name, got, want)
		}
	}
	all, err := newPlans()
	if err != nil {
		t.Fatal(err)
	}
	for kind, p := range all {
		seen := map[uint16]bool{}
		var look func(p *plan)
		look = func(p *plan) {
			for _, f := range p.fields {
				if f.form == formInline {
					look(f.plan)
					continue
				}
				if seen[f.tag] {
					t.Errorf("%s: two fields on one level have the tag %#x", kind, f.tag)
				}
				seen[f.tag] = true
			}
		}
		look(p)
	}
}

// TestUnknownFieldsArePassedOver reads a struct with fewer fields than were
// written, and with more.
func TestUnknownFieldsArePassedOver(t *testing.T) {
	type inner struct {
		A string `json:"a"`
		B []int  `json:"b"`
	}
	type wide struct {
		First  string      `json:"first"`
		Inner  inner       `json:"inner"`
		List   []inner     `json:"list"`
		When   muster.Time `json:"when"`
		Weight *float64    `json:"weight"`
		Last   string      `json:"last"`
	}
	type narrow struct {
		Last  string `json:"last"`
		Added string `json:"added"`
		Inner struct {
			B []int `json:"b"`
		} `json:"inner"`
	}
	half := 0.5
	w := wide{"one", inner{"x", []int{1, -2}}, []inner{{"y", nil}}, muster.Date(2026, 3, 3), &half, "two"}
	known := map[reflect.Type]*plan{}
	plans := map[reflect.Type]*plan{}
	for _, v := range []any{wide{}, narrow{}} {
		p, err := planOf(reflect.TypeOf(v), known)
		if err != nil {
			t.Fatal(err)
		}
		plans[reflect.TypeOf(v)] = p
	}
	text := string(plans[reflect.TypeFor[wide]()].encode(nil, reflect.ValueOf(w)))
	var n narrow
	if !plans[reflect.TypeFor[narrow]()].decode(text, reflect.ValueOf(&n).Elem(), 0) {
		t.Fatal("the narrow struct does not decode")
	}
	if n.Last != "two" || n.Added != "" || !cmp.Equal(n.Inner.B, []int{1, -2}) {
		t.Errorf("narrow: %+v", n)
	}
	var again wide
	if !plans[reflect.TypeFor[wide]()].decode(text, reflect.ValueOf(&again).Elem(), 0) {
		t.Fatal("the wide struct does not decode")
	}
	if diff := cmp.Diff(w, again); diff != "" {
		t.Error(diff)
	}
}

// FuzzPack holds that whatever decodes encodes to something that decodes to
// the same, and that nothing panics.
func FuzzPack(f *testing.F) {
	plans, err := newPlans()
	if err != nil {
		f.Fatal(err)
	}
	p, err := newPacker(plans)
	if err != nil {
		f.Fatal(err)
	}
	who := muster.Subject{Organisation: "o", ID: "p1"}
	year := muster.Time{Micros: 1, Offset: -60, Precision: muster.PrecisionYear, Text: "then"}
	for _, kind := range muster.Kinds() {
		data, err := muster.NewData(kind)
		if err != nil {
			f.Fatal(err)
		}
		o := muster.Observation{Source: "s", Record: "r", Place: muster.Place{File: "f", Row: 2}, Happened: year, Data: data}
		body, err := p.encode(nil, []muster.Observation{o, o}, secret(kind))
		if err != nil || len(body) == 0 {
			f.Fatalf("%s: %v", kind, err)
		}
		f.Add(body)
	}
	cv := &muster.CV{Text: "t", Roles: []muster.Role{{Title: "x", Start: year}}, File: muster.FileFacts{IDs: []string{"a", ""}}}
	body, err := p.encode(nil, []muster.Observation{{Data: cv}}, false)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(body)
	f.Add(p.seal(rowKey(who), bytes.Repeat(body, 20)))
	f.Fuzz(func(t *testing.T, b []byte) {
		// As a pack its checksum will hardly ever fit; it must not panic.
		if _, err := p.open(rowKey(who), b); err == nil && len(b) < packHeader {
			t.Error("a pack without a header was opened")
		}
		list, err := p.decode(b, who, nil)
		if err != nil {
			return
		}
		var again []byte
		for _, vault := range []bool{false, true} {
			if again, err = p.encode(again, list, vault); err != nil {
				t.Fatal(err)
			}
		}
		back, err := p.decode(again, who, nil)
		if err != nil || len(back) != len(list) {
			t.Fatalf("%d observations came back as %d, %v", len(list), len(back), err)
		}
		third, err := p.encode(nil, back, false)
		if err != nil {
			t.Fatal(err)
		}
		if third, err = p.encode(third, back, true); err != nil || !bytes.Equal(third, again) {
			t.Errorf("the same observations encode differently: %v", err)
		}
	})
}
