package connect

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"
)

// sameAs holds what the index found against what encoding/json reads.
func sameAs(t *testing.T, v value, want any) {
	t.Helper()
	switch w := want.(type) {
	case nil:
		if v.kind != null {
			t.Errorf("null is %d", v.kind)
		}
	case bool:
		if v.kind != map[bool]kind{true: yes, false: no}[w] {
			t.Errorf("%v is %d", w, v.kind)
		}
	case string:
		if v.kind != text || v.String() != w {
			t.Errorf("%q is %q", w, v.String())
		}
	case json.Number:
		if v.kind != number || v.written() != string(w) {
			t.Errorf("%s is %s", w, v.written())
		}
	case []any:
		n := 0
		v.each(func(one value) bool {
			if n < len(w) {
				sameAs(t, one, w[n])
			}
			n++
			return true
		})
		if v.kind != list || n != len(w) {
			t.Errorf("%d values of %d", n, len(w))
		}
	case map[string]any:
		if v.kind != object {
			t.Errorf("an object is %d", v.kind)
		}
		fields := map[string]int{}
		v.each(func(one value) bool {
			n := one.node()
			fields[unquoted(one.in.raw[n.name:n.nameEnd], n.nameEscaped)]++
			return true
		})
		for name, times := range fields {
			if _, there := w[name]; !there {
				t.Errorf("a field %q that is not there", name)
			} else if times == 1 { // of several encoding/json takes the last, we the first
				sameAs(t, v.field(name), w[name])
			}
		}
		if len(fields) != len(w) {
			t.Errorf("%d fields of %d", len(fields), len(w))
		}
	}
}

func checkIndex(t *testing.T, raw []byte) {
	t.Helper()
	r, err := parseAny(raw, MaxRecord)
	if (err == nil) != json.Valid(raw) && err != ErrDepth {
		t.Fatalf("%v, and valid is %v: %q", err, json.Valid(raw), raw)
	}
	if err != nil || !utf8.Valid(raw) {
		return
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var want any
	if err := d.Decode(&want); err != nil {
		return // deeper than encoding/json goes
	}
	sameAs(t, r.top(), want)
}

func indexSeeds() []string {
	return []string{
		`{}`, `[]`, `{"a":1,"b":[1,2,{"c":null}],"d":{"e":"f\u00e9\ud83d\ude00\"\\"}}`, ` { "a" : -1.5e+3 , "b" : true } `, `{"a":01}`, `{"a":1.}`, `{"a":.5}`, `{"a":"\x"}`, "{\"a\":\"\n\"}",
		`{"\u0061":1}`, `{"a":1,"a":2}`, `{"a":1,}`, `[1,]`, `{"a"}`, `{a:1}`, `"x"`, `1`, `-`, `tru`, `nullx`, `{"a":"\ud800"}`, ``, ` `, `{"a":1}{`, `[[[[[]]]]]`, strings.Repeat("[", 70) + strings.Repeat("]", 70),
	}
}

// TestIndex holds the index to encoding/json.
func TestIndex(t *testing.T) {
	for _, s := range indexSeeds() {
		checkIndex(t, []byte(s))
	}
	for _, n := range []int{MaxDepth, MaxDepth + 1} {
		raw := `{"a":` + strings.Repeat("[", n-1) + strings.Repeat("]", n-1) + `}`
		if _, err := Parse([]byte(raw)); (err == nil) != (n == MaxDepth) {
			t.Errorf("%d levels: %v", n, err)
		}
	}
	r, err := Parse([]byte(`{"a.b":{"c":[{"d":"x"},{"d":2.50}]},"n":1e3,"t":true,"o":{}}`))
	if err != nil {
		t.Fatal(err)
	}
	got := fmt.Sprint(r.Text(`a\.b.c.1.d`), r.Text("n"), r.Text("t"), r.Text("o"), r.Has("o"), r.Has("o.x"), r.Number("n"), r.Whole(`a\.b.c.1.d`), r.Every(`a\.b.c`, "d"), string(r.Inside("o").Raw()))
	if want := `2.51000truetrue false 1000 2 [x 2.5]{}`; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// FuzzIndex holds it to encoding/json for anything.
func FuzzIndex(f *testing.F) {
	for _, s := range indexSeeds() {
		f.Add([]byte(s))
	}
	f.Fuzz(checkIndex)
}
