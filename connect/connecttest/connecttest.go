package connecttest

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"muster"
	"muster/connect"
)

// Case is a connector and what the contract needs to know of it.
type Case struct {
	System connect.System
	// Push makes the header that the system sends with a body; nil where the
	// system is not pushed.
	Push *Push
	// Poll answers as the system's interface does; nil where it is not polled.
	Poll *Poll
}

// Sample is one line of a file of samples.
type Sample struct {
	Note    string          `json:"note"`
	Record  json.RawMessage `json:"record"`
	Want    []any           `json:"want"`
	Unknown bool            `json:"unknown"`
}

// Run holds a connector to the contract, with the samples of testdata.
func Run(t *testing.T, c Case) {
	samples := Samples(t, "testdata")
	if c.System.Name == "" || c.System.Title == "" || len(c.System.Feeds) == 0 && c.System.Tell == nil || c.System.Mine == nil {
		t.Fatal("the system does not say what it is")
	}
	for _, s := range samples {
		t.Run(s.Note, func(t *testing.T) { contract(t, &c.System, &s) })
	}
	t.Run("not mine", func(t *testing.T) { notMine(t, &c.System) })
	t.Run("hostile", func(t *testing.T) {
		for _, s := range samples {
			hostile(t, &c.System, s.Record)
		}
	})
	if (c.System.Verify != nil) != (c.Push != nil) {
		t.Error("a system with a signature needs Push, one without must not have it")
	}
	if c.Push != nil {
		t.Run("signature", func(t *testing.T) { c.Push.run(t, &c.System) })
	}
	if (c.System.Fetch != nil) != (c.Poll != nil) {
		t.Error("a system that is polled needs Poll, one that is not must not have it")
	}
	if c.Poll != nil {
		t.Run("fetch", func(t *testing.T) { c.Poll.run(t, &c.System, samples) })
	}
}

// Samples reads every file of samples in a folder.
func Samples(t testing.TB, folder string) []Sample {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*.jsonl"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no samples in %s: %v", folder, err)
	}
	var list []Sample
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(bytes.NewReader(raw))
		lines.Buffer(nil, 1<<20)
		for lines.Scan() {
			if len(bytes.TrimSpace(lines.Bytes())) == 0 {
				continue
			}
			var s Sample
			d := json.NewDecoder(bytes.NewReader(lines.Bytes()))
			d.DisallowUnknownFields()
			if err := d.Decode(&s); err != nil {
				t.Fatalf("%s: %v: %s", file, err, lines.Bytes())
			}
			list = append(list, s)
		}
	}
	return list
}

// Read gives what a system makes of a record, each thing as its fields that are
// not zero, and whether it understood.
func Read(system *connect.System, r *connect.Record) (things []any, understood bool) {
	if system.Read != nil {
		understood = system.Read(r, func(s *muster.Signal) { things = append(things, Plain(s)) })
	}
	if system.Tell != nil {
		understood = system.Tell(r, func(told *connect.Told) { things = append(things, Plain(told)) }) || understood
	}
	return things, understood
}

func parse(t *testing.T, raw []byte) *connect.Record {
	t.Helper()
	r, err := connect.Parse(raw)
	if err != nil {
		t.Fatalf("%v: %s", err, raw)
	}
	return r
}

// contract is what every sample must show.
func contract(t *testing.T, system *connect.System, s *Sample) {
	r := parse(t, s.Record)
	if !system.Mine(r) {
		t.Fatal("not recognised")
	}
	got, understood := Read(system, r)
	if understood == s.Unknown {
		t.Errorf("understood is %v", understood)
	}
	if diff := cmp.Diff(normal(t, s.Want), normal(t, got)); diff != "" {
		text, _ := json.Marshal(got)
		t.Errorf("%s\ngot %s", diff, text)
	}
	again, _ := Read(system, parse(t, bytes.Clone(s.Record)))
	if diff := cmp.Diff(got, again); diff != "" {
		t.Errorf("a replay gives something else:\n%s", diff)
	}
	text, err := json.Marshal(got)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(bytes.ToLower(text), []byte("not-needed")) {
		t.Errorf("something that is not needed is kept: %s", text)
	}
	if s.Unknown && len(got) > 0 {
		t.Error("what is not understood became something")
	}
	for _, one := range got {
		keeps(t, system, one.(map[string]any), s.Record)
	}
}

// keeps checks that the system's own id and time are in what was made.
func keeps(t *testing.T, system *connect.System, one map[string]any, raw []byte) {
	t.Helper()
	if one["System"] != system.Name {
		t.Errorf("the system is %v, want %s", one["System"], system.Name)
	}
	if one["At"] == nil && one["Forget"] == nil {
		t.Errorf("no time: %v", one)
	}
	event, _ := one["Event"].(string)
	if event == "" {
		t.Errorf("no id of the event: %v", one)
	}
	for part := range strings.SplitSeq(event, "/") { // an id may be put together where the system gives none
		if !bytes.Contains(raw, []byte(strings.Trim(mustJSON(part), `"`))) {
			t.Errorf("the id %q is not in the record", event)
		}
	}
}

func mustJSON(v any) string {
	raw, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(raw)
}

// normal brings values into the shape that JSON has.
func normal(t *testing.T, list []any) []any {
	t.Helper()
	var out []any
	if err := json.Unmarshal([]byte(mustJSON(list)), &out); err != nil {
		t.Fatal(err)
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

// notMine offers records that belong to nobody.
func notMine(t *testing.T, system *connect.System) {
	for _, raw := range []string{`{}`, `{"a":1}`, `{"id":"1","name":"x","time":"2026-06-01T08:00:00Z"}`, `{"message":"hello","level":"info"}`, `{"action":{},"actor":[],"event":null}`} {
		if system.Mine(parse(t, []byte(raw))) {
			t.Errorf("takes %s for its own", raw)
		}
	}
}
