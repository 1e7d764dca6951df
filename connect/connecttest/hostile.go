package connecttest

import (
	"encoding/json"
	"strings"
	"testing"

	"muster"
	"muster/connect"
)

// wrong are values of every type that a field may hold instead of its own.
func wrong() []json.RawMessage {
	deep := strings.Repeat(`{"a":[`, 20) + `1` + strings.Repeat(`]}`, 20)
	return []json.RawMessage{
		[]byte(`null`), []byte(`true`), []byte(`-1`), []byte(`1e308`), []byte(`99999999999999999999`), []byte(`""`), []byte(`"\u0000\ud800"`), []byte(`"not a time"`), []byte(`"0001-01-01T00:00:00Z"`),
		[]byte(`"9999-12-31T23:59:59+14:00"`), []byte(`[]`), []byte(`{}`), []byte(`[[[1]]]`), []byte(deep), []byte(`"` + strings.Repeat("x", 200_000) + `"`),
	}
}

// hostile reads a record with each of its fields missing or of another type.
// Whatever comes of it carries a time, and nothing panics.
func hostile(t *testing.T, system *connect.System, raw []byte) {
	t.Helper()
	var root any
	if err := json.Unmarshal(raw, &root); err != nil {
		t.Fatal(err)
	}
	Survives(t, system, raw)
	visit(root, func(set func(any), drop func()) {
		for _, value := range wrong() {
			set(value)
			changed, err := json.Marshal(root)
			if err != nil {
				t.Fatal(err)
			}
			Survives(t, system, changed)
		}
		drop()
		changed, err := json.Marshal(root)
		if err != nil {
			t.Fatal(err)
		}
		Survives(t, system, changed)
	})
}

// visit calls f for every value below v with the means to change it, and puts
// it back afterwards.
func visit(v any, f func(set func(any), drop func())) {
	switch v := v.(type) {
	case map[string]any:
		for key, old := range v {
			f(func(value any) { v[key] = value }, func() { delete(v, key) })
			v[key] = old
			visit(old, f)
		}
	case []any:
		for i, old := range v {
			f(func(value any) { v[i] = value }, func() {})
			v[i] = old
			visit(old, f)
		}
	}
}

// Survives reads anything at all and checks that what comes of it can be used:
// it carries the system's name, a time and data.
func Survives(t testing.TB, system *connect.System, raw []byte) {
	t.Helper()
	r, err := connect.Parse(raw)
	if err != nil {
		return
	}
	system.Mine(r)
	if system.Read != nil {
		n := 0
		understood := system.Read(r, func(s *muster.Signal) {
			n++
			if s.System != system.Name || s.At.IsZero() || s.Data == nil {
				t.Errorf("a signal without system, time or data: %+v of %.300s", s, raw)
			}
		})
		if !understood && n > 0 {
			t.Errorf("not understood, and still %d signals: %.300s", n, raw)
		}
	}
	if system.Tell != nil {
		system.Tell(r, func(told *connect.Told) {
			if told.System != system.Name || told.At.IsZero() && !told.Forget || told.Data == nil && !told.Forget {
				t.Errorf("something told without system, time or data: %+v of %.300s", told, raw)
			}
		})
	}
}
