package all_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"muster"
	"muster/connect"
	"muster/connect/all"
	"muster/connect/connecttest"
)

// shared returns a file of the published data that is tested against.
func shared(t *testing.T, name ...string) string {
	t.Helper()
	file := filepath.Join(append([]string{"..", "..", "..", "shared", "data"}, name...)...)
	if _, err := os.Stat(file); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal(err)
		}
		t.Skip("the published data are not here")
	}
	return file
}

// everything is all connectors together.
func everything() []connect.System { return slices.Concat(all.Systems(), all.Subjects()) }

// owners returns the names of the systems that take a record for theirs.
func owners(systems []connect.System, r *connect.Record) (names []string) {
	for i := range systems {
		if systems[i].Mine(r) {
			names = append(names, systems[i].Name)
		}
	}
	return names
}

// TestOneOwner offers every sample of every connector to all of them.
func TestOneOwner(t *testing.T) {
	systems := everything()
	for _, system := range systems {
		for _, s := range connecttest.Samples(t, filepath.Join("..", system.Name, "testdata")) {
			r, err := connect.Parse(s.Record)
			if err != nil {
				t.Fatal(err)
			}
			if got := owners(systems, r); !slices.Equal(got, []string{system.Name}) {
				t.Errorf("%s, %s: belongs to %v", system.Name, s.Note, got)
			}
		}
	}
}

// TestNames holds each name once, and each folder in the list.
func TestNames(t *testing.T) {
	seen := map[string]bool{"all": true, "connecttest": true, "lists": true, "objects": true, "testdata": true}
	for _, s := range everything() {
		if seen[s.Name] {
			t.Errorf("%s is listed twice", s.Name)
		}
		seen[s.Name] = true
	}
	for _, s := range all.Systems() {
		if s.Read == nil {
			t.Errorf("%s is among the logs and cannot read", s.Name)
		}
	}
	for _, s := range all.Subjects() {
		if s.Tell == nil || s.Read != nil {
			t.Errorf("%s is among the applicant and HR systems and does not tell", s.Name)
		}
	}
	folders, err := os.ReadDir("..")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range folders {
		if f.IsDir() && !seen[f.Name()] {
			t.Errorf("the connector %s is not listed", f.Name())
		}
	}
}

// tally is what became of the events of one source.
type tally struct{ read, notNeeded, unknown, nobody int }

// labelled names the connectors of the sources of the labelled events. The
// others have none.
func labelled() map[string][]string {
	return map[string][]string{
		"okta_rules": {"okta"}, "azure_signin_rules": {"entra"}, "gsuite_reports_rules": {"google"}, "gsuite_activityevent_rules": {"google"}, "github_rules": {"github"}, "slack_rules": {"slack"},
		"osquery_rules": {"osquery"}, "crowdstrike_rules": {"crowdstrike"}, "intune_rules": {"intune"}, "tailscale_rules": {"tailscale"}, "zoom_operation_rules": {"zoom"},
	}
}

// TestLabelledEvents reads published events of many sources: each belongs to
// exactly one connector where its source has one.
func TestLabelledEvents(t *testing.T) {
	file, err := os.Open(shared(t, "05_logs", "panther_labelled_events_dev.jsonl.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	unzipped, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	systems, tallies := everything(), map[string]*tally{}
	lines := bufio.NewScanner(unzipped)
	lines.Buffer(nil, 4<<20)
	for lines.Scan() {
		var event struct {
			Source string          `json:"source"`
			Test   string          `json:"test"`
			Log    json.RawMessage `json:"log"`
		}
		if err := json.Unmarshal(lines.Bytes(), &event); err != nil {
			t.Fatal(err)
		}
		if tallies[event.Source] == nil {
			tallies[event.Source] = &tally{}
		}
		count(t, systems, tallies[event.Source], event.Source, event.Test, event.Log)
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	for _, source := range slices.Sorted(mapKeys(tallies)) {
		n := tallies[source]
		fmt.Fprintf(&out, "%-28s read %3d  not needed %3d  not understood %3d  of nobody %3d\n", source, n.read, n.notNeeded, n.unknown, n.nobody)
	}
	t.Logf("\n%s", out.String())
}

func mapKeys(m map[string]*tally) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

func count(t *testing.T, systems []connect.System, n *tally, source, test string, raw []byte) {
	r, err := connect.Parse(raw)
	if err != nil {
		t.Errorf("%s: %v", source, err)
		return
	}
	for i := range systems {
		connecttest.Survives(t, &systems[i], raw)
	}
	names := owners(systems, r)
	want, has := labelled()[source]
	if has && !slices.Equal(names, want) {
		t.Errorf("%s, %s: belongs to %v, want %v: %.300s", source, test, names, want, raw)
	}
	if len(names) > 1 {
		t.Errorf("%s, %s: belongs to %v", source, test, names)
	}
	system, ok := all.Of(systems, r)
	if !ok {
		n.nobody++
		return
	}
	signals, understood := connecttest.Read(system, r)
	switch {
	case !understood:
		n.unknown++
	case len(signals) > 0:
		n.read++
	default:
		n.notNeeded++
	}
}

// TestGreenhouseExamples reads the examples of Greenhouse's own documentation.
func TestGreenhouseExamples(t *testing.T) {
	raw, err := os.ReadFile(shared(t, "10_ats", "greenhouse_webhook_examples.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	systems, told := everything(), 0
	for line := range bytes.Lines(raw) {
		var example struct {
			Action  string          `json:"action"`
			Payload json.RawMessage `json:"payload"`
		}
		if err := json.Unmarshal(line, &example); err != nil {
			t.Fatal(err)
		}
		r, err := connect.Parse(example.Payload)
		if err != nil {
			t.Fatal(err)
		}
		if names := owners(systems, r); !slices.Equal(names, []string{"greenhouse"}) {
			t.Errorf("%s belongs to %v", example.Action, names)
			continue
		}
		system, _ := all.Of(systems, r)
		things, understood := connecttest.Read(system, r)
		if !understood {
			t.Errorf("%s is not understood", example.Action)
		}
		told += len(things)
	}
	if told < 8 {
		t.Errorf("only %d things are told", told)
	}
}

// FuzzRead gives anything to every connector.
func FuzzRead(f *testing.F) {
	for _, system := range everything() {
		for _, s := range connecttest.Samples(f, filepath.Join("..", system.Name, "testdata")) {
			f.Add([]byte(s.Record))
		}
	}
	systems := everything()
	f.Fuzz(func(t *testing.T, raw []byte) {
		for i := range systems {
			connecttest.Survives(t, &systems[i], raw)
		}
	})
}

// BenchmarkRead parses, recognises and reads the samples of a connector that
// become signals, on as many cores as there are.
func BenchmarkRead(b *testing.B) {
	systems := all.Systems()
	for _, name := range []string{"okta", "osquery"} {
		var records [][]byte
		size := 0
		for _, s := range connecttest.Samples(b, filepath.Join("..", name, "testdata")) {
			if len(s.Want) > 0 {
				records = append(records, s.Record)
				size += len(s.Record)
			}
		}
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(size))
			b.ReportAllocs()
			var read atomic.Int64
			b.RunParallel(func(pb *testing.PB) {
				n := 0
				for pb.Next() {
					for _, raw := range records {
						r, err := connect.Parse(raw)
						if err != nil {
							b.Error(err)
							return
						}
						system, ok := all.Of(systems, r)
						if !ok {
							b.Error("not recognised")
							return
						}
						system.Read(r, func(*muster.Signal) { n++ })
					}
				}
				read.Add(int64(n))
			})
			if read.Load() == 0 {
				b.Fatal("nothing read")
			}
		})
	}
}
