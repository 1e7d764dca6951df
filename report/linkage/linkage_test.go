package linkage

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"muster"
	"muster/resolve"
)

// people is a table of n invented people, every third of them twice: once
// exactly and once with a slip.
func people(n int) *muster.Table {
	t := &muster.Table{Name: "people.csv", File: "people.csv"}
	for _, name := range []string{"id", "first_name", "last_name", "date_of_birth", "email", "phone"} {
		t.Columns = append(t.Columns, muster.Column{Name: name})
	}
	add := func(values ...string) {
		for i, v := range values {
			t.Columns[i].Append(v)
		}
		t.Rows = append(t.Rows, int32(len(t.Rows)+2))
	}
	syllables := []string{"bra", "nel", "tik", "sor", "vam", "leu", "gri", "pod", "hax", "jun", "wey"}
	word := func(i int) string {
		return syllables[i%11] + syllables[(i/11)%11] + syllables[(i*7+3)%11]
	}
	for i := range n {
		first, last := word(i), word(i*5+1)
		born := fmt.Sprintf("%d-%02d-%02d", 1960+i%40, 1+i%12, 1+(i*7)%28)
		mail, phone := fmt.Sprintf("%s%d@example.org", first, i), fmt.Sprintf("07700 9%05d", i*13)
		add(fmt.Sprintf("r%d", i), first, last, born, mail, phone)
		if i%3 == 0 {
			add(fmt.Sprintf("r%dc", i), first, last, born, mail, phone)
			add(fmt.Sprintf("r%ds", i), first, last+"n", born, mail, "")
		}
	}
	add("<script>alert(1)</script>", "=cmd()", "</style>", "", "\u202eevil@example.org", "")
	return t
}

func input(t *testing.T, decisions []resolve.Decision) *Input {
	t.Helper()
	plan, err := resolve.NewPlan([]*muster.Table{people(60)}, resolve.Options{Decisions: decisions})
	if err != nil {
		t.Fatal(err)
	}
	result, err := plan.Run(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return &Input{
		Plan: plan, Result: result, Decisions: decisions, Run: 1, RunFile: []byte("{}\n"), Version: "test",
		Files: []File{{Path: "people.csv", Format: "csv", Records: 101, Read: 101, SHA256: "0123456789abcdef"}},
		Mask:  func(_ resolve.Kind, v string) string { return strings.Repeat("*", len(v)) },
		Rings: []muster.Group{{
			ID: "ring-r1", Kind: muster.GroupRing,
			Members: []muster.Member{{Subject: "r1", Role: muster.MemberPersona}, {Subject: "<b>", Role: muster.MemberBankHub}},
			Joints:  []muster.Joint{{Kind: muster.ArtefactEmail, Value: "a***@x", Members: []muster.SubjectID{"r1", "<b>"}, SharedBy: 2, Why: "held by 2 of 60 people", Weight: 9}},
			Rivals:  []muster.Rival{{Explanation: "A family", Settles: "Ask each"}},
		}},
	}
}

func written(t *testing.T, in *Input) (string, Summary) {
	t.Helper()
	dir := t.TempDir()
	s, err := Write(dir, in)
	if err != nil {
		t.Fatal(err)
	}
	return dir, s
}

func read(t *testing.T, dir, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestClustersHangTogether(t *testing.T) {
	in := input(t, []resolve.Decision{{A: "r1", B: "r2", Same: true, Reason: "one contract"}})
	dir, s := written(t, in)
	clusters := map[string]string{}
	if err := ReadClusters(dir, func(record, cluster string) bool { clusters[record] = cluster; return true }); err != nil {
		t.Fatal(err)
	}
	if len(clusters) != in.Result.Records || clusters["r3c"] != clusters["r3"] || clusters["r3s"] != clusters["r3"] || clusters["r1"] != clusters["r2"] {
		t.Fatalf("clusters.csv is not the result: %v", clusters)
	}
	// joined links alone connect exactly the clusters
	up := map[string]string{}
	find := func(x string) string {
		for up[x] != "" {
			x = up[x]
		}
		return x
	}
	bases := map[string]int{}
	lines := bufio.NewScanner(bytes.NewReader(read(t, dir, FileLinks)))
	for lines.Scan() {
		var l linkLine
		if err := json.Unmarshal(lines.Bytes(), &l); err != nil {
			t.Fatal(err)
		}
		bases[l.Basis]++
		if clusters[l.A] == clusters[l.B] != l.Joined {
			t.Errorf("link %s %s joined %v, clusters %s and %s", l.A, l.B, l.Joined, clusters[l.A], clusters[l.B])
		}
		if a, b := find(l.A), find(l.B); l.Joined && a != b {
			up[a] = b
		}
	}
	for id, c := range clusters {
		if find(id) != find(c) {
			t.Errorf("links do not connect %s with its cluster %s", id, c)
		}
	}
	if bases[basisCopy.String()] != 20 || bases[basisDecision.String()] != 1 || bases[basisEvidence.String()] == 0 {
		t.Errorf("links rest on %v", bases)
	}
	if s.Clusters != in.Result.Clusters || s.Links != bases[basisCopy.String()]+bases[basisDecision.String()]+bases[basisEvidence.String()]-s.Apart {
		t.Errorf("summary %+v", s)
	}
}

func TestSchemas(t *testing.T) {
	dir, _ := written(t, input(t, nil))
	check := func(name string, document []byte) {
		t.Helper()
		s, err := jsonschema.NewCompiler().Compile(filepath.Join("..", "..", "schemas", name))
		if err != nil {
			t.Fatal(err)
		}
		v, err := jsonschema.UnmarshalJSON(bytes.NewReader(document))
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Validate(v); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	check("groups.schema.json", read(t, dir, FileRings))
	check("model.schema.json", read(t, dir, FileModel))
	for _, line := range bytes.Split(bytes.TrimSpace(read(t, dir, FileLinks)), []byte("\n")) {
		check("links.schema.json", line)
	}
}

func TestPageIsSafeAndSmall(t *testing.T) {
	dir, _ := written(t, input(t, nil))
	page := string(read(t, dir, FileReport))
	for _, bad := range []string{"<script>alert", "http://", "https://", "\u202e", "brabra", "<b>", " style=", "javascript:"} {
		if strings.Contains(page, bad) {
			t.Errorf("the page holds %q", bad)
		}
	}
	for _, want := range []string{"Content-Security-Policy", "What needs you", "Pairs, field by field", "If the threshold were another", "What counts, and how much", "Patterns of agreement", "What was compared with what", "About this run", "Who shares what", "<svg"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if len(page) > 10<<20 {
		t.Errorf("the page has %d bytes", len(page))
	}
	in := input(t, nil)
	in.Shown = true
	dir, _ = written(t, in)
	if !strings.Contains(string(read(t, dir, FileReport)), "brabra") {
		t.Error("values are masked though they were to be shown")
	}
}

func TestHistory(t *testing.T) {
	in := input(t, nil)
	dir, _ := written(t, in)
	apart := []resolve.Decision{{A: "r3", B: "r3s", Same: false, Reason: "twins"}, {A: "r3c", B: "r3s", Same: false, Reason: "twins"}}
	for run := 2; run <= 3; run++ {
		next := input(t, apart)
		next.Run = run
		if _, err := Write(dir, next); err != nil {
			t.Fatal(err)
		}
	}
	events, err := ReadEvents(dir)
	if err != nil {
		t.Fatal(err)
	}
	want := []History{{Run: 2, Event: resolve.Event{Kind: "split", From: []string{"r3"}, To: []string{"r3", "r3s"}}}}
	if diff := cmp.Diff(want, events); diff != "" {
		t.Error(diff)
	}
	kept, err := ReadDecisions(dir)
	if err != nil || !cmp.Equal(kept, apart) {
		t.Errorf("kept %v, %v", kept, err)
	}
}

func TestReadClustersRefusesOthers(t *testing.T) {
	dir := t.TempDir()
	if got, err := HasClusters(dir); got || err != nil {
		t.Errorf("an empty folder gives %v, %v", got, err)
	}
	if err := os.WriteFile(filepath.Join(dir, FileClusters), []byte("name,shoe\na,b\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := HasClusters(dir); muster.CodeOf(err) != muster.CodeDamaged {
		t.Errorf("somebody else's clusters.csv gives %v", err)
	}
}

func TestEmptyRings(t *testing.T) {
	in := input(t, nil)
	in.Rings = nil
	dir, _ := written(t, in)
	if got := strings.TrimSpace(string(read(t, dir, FileRings))); got != "[]" {
		t.Errorf("no rings are written as %q", got)
	}
}
