package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"muster"
	"muster/report/linkage"
	"muster/resolve"
	"muster/resolve/resolvetest"
)

// unpacked is a data set that is not part of the repository, as a file.
func unpacked(t *testing.T, name string) string {
	t.Helper()
	f, err := os.Open("../../../shared/data/entity/" + name + ".gz")
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatalf("shared/data is needed where CI is set: %v", err)
		}
		t.Skipf("no shared/data here: %v", err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// From the command line and without any configuration, FEBRL 1 comes out as
// its authors planted it.
func TestResolveFEBRL(t *testing.T) {
	path := unpacked(t, "febrl1.csv")
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var truth strings.Builder
	truth.WriteString("rec,person\n")
	for _, line := range strings.Split(strings.TrimSpace(string(raw)), "\n")[1:] {
		id, _, _ := strings.Cut(line, ",")
		truth.WriteString(id + "," + strings.Split(id, "-")[1] + "\n")
	}
	dir := t.TempDir()
	truthPath := filepath.Join(dir, "truth.csv")
	if err := os.WriteFile(truthPath, []byte(truth.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(dir, "out")
	command(t, "resolve", path, "--out", out)
	var q resolve.Quality
	if err := json.Unmarshal(command(t, "resolve", "evaluate", filepath.Join(out, "clusters.csv"), truthPath, "--json"), &q); err != nil {
		t.Fatal(err)
	}
	if q.Records != 1000 || q.F1 < 0.998 {
		t.Errorf("%d records, F1 %.4f, want 1,000 and at least 0.998", q.Records, q.F1)
	}
	if len(q.Curve) == 0 || q.AtRecall80 == nil {
		t.Error("no threshold curve, though links.jsonl lies beside")
	}
	page, err := os.ReadFile(filepath.Join(out, "report.html"))
	if err != nil || len(page) > 10<<20 || bytes.Contains(page, []byte("giblin street")) {
		t.Errorf("the report is missing, too large (%d bytes) or not masked: %v", len(page), err)
	}
}

// command runs one command line that must succeed and returns its output.
func command(t *testing.T, args ...string) []byte {
	t.Helper()
	var out, errOut bytes.Buffer
	if status := run(context.Background(), args, strings.NewReader(""), &out, &errOut); status != exitDone {
		t.Fatalf("muster %s: status %d\n%s%s", strings.Join(args, " "), status, &out, &errOut)
	}
	return out.Bytes()
}

// Phone numbers are one value however they are written; placeholders are none.
func TestCanonicalValue(t *testing.T) {
	for _, same := range [][2]string{{"+44 7700 900123", "07700 900123"}, {"0044 (0)7700-900123", "07700900123"}} {
		if a, b := canonicalValue("phone", same[0]), canonicalValue("phone", same[1]); a != b || a == "" {
			t.Errorf("%q is %q, %q is %q", same[0], a, same[1], b)
		}
	}
	for _, c := range []struct{ kind, value string }{{"phone", "0000000000"}, {"phone", "12"}, {"phone", "2024-07-23"}, {"phone", "23/07/2024 12:30"}, {"email", "none"}, {"bank_account", "0000 0000"}, {"document_number", "n/a"}, {"device", "-"}} {
		if got := canonicalValue(muster.ArtefactKind(c.kind), c.value); got != "" {
			t.Errorf("%s %q is taken for %q", c.kind, c.value, got)
		}
	}
}

func TestMaskValueHides(t *testing.T) {
	for kind, value := range map[resolve.Kind]string{
		resolve.GivenName: "annabel", resolve.FamilyName: "van exampleton", resolve.Phone: "700900123", resolve.Email: "annabel.exampleton@example.org",
		resolve.BankAccount: "GB33BUKB20201555555555", resolve.Document: "AB123456C", resolve.BirthDate: "19900412", resolve.Address: "12 long street leeds", resolve.FreeText: strings.Repeat("word ", 500),
	} {
		got := maskValue(kind, value)
		if got == value || !strings.Contains(got, "*") || len(got) > 200 {
			t.Errorf("%s %q is shown as %q", kind, value, got)
		}
	}
}

// labelledPeople writes records and the entities of the first thousand, so many
// of them wrong, and returns the two files.
func labelledPeople(t *testing.T, wrong int) (people, labels string) {
	t.Helper()
	dir := t.TempDir()
	set := resolvetest.Generate(resolvetest.Config{Seed: 4, Records: 3000})
	var rows, entities strings.Builder
	rows.WriteString(strings.Join(resolvetest.Columns(), ",") + "\n")
	entities.WriteString("record_id,entity\n")
	for row := range set.Table.Len() {
		for c := range set.Table.Columns {
			if c > 0 {
				rows.WriteByte(',')
			}
			rows.Write(set.Table.Columns[c].Bytes(row))
		}
		rows.WriteByte('\n')
		entity := fmt.Sprint(set.Entity[row])
		if row < 2*wrong {
			entity = fmt.Sprintf("wrong %d", row%wrong)
		}
		if row < 1000 {
			fmt.Fprintf(&entities, "%s,%s\n", set.Table.Columns[0].Value(row), entity)
		}
	}
	people, labels = filepath.Join(dir, "people.csv"), filepath.Join(dir, "labels.csv")
	for name, text := range map[string]string{people: rows.String(), labels: entities.String()} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return people, labels
}

// A handful of wrong answers changes next to nothing, and the run says so.
func TestResolveWrongLabels(t *testing.T) {
	var sums [2]linkage.Summary
	for i, wrong := range []int{0, 12} {
		path, labels := labelledPeople(t, wrong)
		if err := json.Unmarshal(command(t, "resolve", path, "--labels", labels, "--out", filepath.Join(t.TempDir(), "out"), "--json"), &sums[i]); err != nil {
			t.Fatal(err)
		}
	}
	right, wrong := sums[0], sums[1]
	if right.Answers.Doubted > 3 || wrong.Answers.Doubted < 10 {
		t.Errorf("doubted %d of right answers, %d of partly wrong ones", right.Answers.Doubted, wrong.Answers.Doubted)
	}
	if d := right.Clusters - wrong.Clusters; max(d, -d)*200 > right.Clusters {
		t.Errorf("%d clusters with right answers, %d with some wrong", right.Clusters, wrong.Clusters)
	}
}

// Known answers refine the model, and the run says how well it meets them.
func TestResolveLabels(t *testing.T) {
	dir := t.TempDir()
	path, labels := labelledPeople(t, 0)
	out := filepath.Join(dir, "out")
	var s linkage.Summary
	if err := json.Unmarshal(command(t, "resolve", path, "--labels", labels, "--out", out, "--json"), &s); err != nil {
		t.Fatal(err)
	}
	a := s.Answers
	if a == nil || a.Same < 100 || a.Different < 100 || a.Together*100 < a.Same*97 || a.Apart*1000 < a.Different*999 {
		t.Errorf("known answers: %+v", a)
	}
	// The refined model is the run's own: explaining reads the same numbers.
	var model resolve.Model
	raw, err := os.ReadFile(filepath.Join(out, "model.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(raw, &model); err != nil || !model.Frozen {
		t.Errorf("model.json: %v, frozen %v", err, model.Frozen)
	}
	again := filepath.Join(dir, "again")
	command(t, "resolve", path, "--model", filepath.Join(out, "model.json"), "--out", again)
	one, errOne := os.ReadFile(filepath.Join(out, "clusters.csv"))
	two, errTwo := os.ReadFile(filepath.Join(again, "clusters.csv"))
	if errOne != nil || errTwo != nil || !bytes.Equal(one, two) {
		t.Errorf("the refined model gives other clusters: %v, %v", errOne, errTwo)
	}
}
