package connect_test

import (
	"strings"
	"testing"

	"muster"
	"muster/connect"
)

func TestParseRefuses(t *testing.T) {
	for name, text := range map[string]string{
		"deep": strings.Repeat(`{"a":`, 100) + "1" + strings.Repeat("}", 100), "open": `{"a":`, "list": `[]`, "empty": "", "huge": `{"a":"` + strings.Repeat("x", connect.MaxRecord) + `"}`,
		"very deep": strings.Repeat("[", 900_000),
	} {
		if _, err := connect.Parse([]byte(text)); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func TestRecord(t *testing.T) {
	r, err := connect.Parse([]byte(`{"a":{"b":" x ","n":3,"yes":true,"no":"false"},"l":[{"k":1},{"k":2},5],"in":"{\"z\":\"q\"}","at":"2026-06-01 08:02:00.5","ms":1780300920500}`))
	if err != nil {
		t.Fatal(err)
	}
	if r.Text("a.c", "a.b") != "x" || r.Text("a") != "" || r.Text("a.n") != "3" || r.Number("a.n") != 3 || r.Answer("a.yes") != muster.Yes || r.Answer("a.no") != muster.No || r.Answer("a.b") != "" {
		t.Error("values")
	}
	var sum float64
	r.Each("l", func(o *connect.Record) { sum += o.Number("k") })
	if sum != 3 || r.Inside("in").Text("z") != "q" || r.Inside("a.b") != nil || !r.Has("a.b", "l.0.k") || r.Has("a.b", "q") {
		t.Error("structure")
	}
	if a, b := r.Time("at"), r.Time("ms"); a.Micros != 1780300920500000 || a.Micros != b.Micros {
		t.Errorf("times: %v, %v", a, b)
	}
	for _, s := range []string{"", "soon", "NaN", "1e300", "-5", "0001-01-01T00:00:00Z"} {
		if got := connect.Moment(s); !got.IsZero() {
			t.Errorf("%q is %v", s, got)
		}
	}
}

func FuzzRecord(f *testing.F) {
	f.Add([]byte(`{"a":{"b":[1,"2",{"c":null}]},"at":"2026-06-01T08:02:00Z"}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		r, err := connect.Parse(raw)
		if err != nil {
			return
		}
		r.Text("a.b.0", "a", "at")
		r.Time("at", "a")
		r.Each("a", func(o *connect.Record) { o.Text("b") })
		r.Inside("a")
	})
}
