package main

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const goodPeople = "Employee ID,Full name,Start date\nE1,Ada Moor,2024-05-06\n"

// hostileRun is what screening a folder came to.
type hostileRun struct {
	status             int
	stdout, stderr     string
	dir, out           string
	rows               struct{ In, Out, Rejects int }
	rejects, page, ids string
}

// screenFiles screens files that were made to hurt, and fails when that takes
// longer than somebody would wait, or when a record is lost.
func screenFiles(t *testing.T, files map[string]string) *hostileRun {
	t.Helper()
	r := &hostileRun{dir: t.TempDir(), out: filepath.Join(t.TempDir(), "report")}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(r.dir, name), []byte(text), 0o600); err != nil {
			t.Skip(err) // a name this system does not allow
		}
	}
	r.screen(t, context.Background())
	return r
}

func (r *hostileRun) screen(t *testing.T, ctx context.Context) {
	t.Helper()
	var out, errOut bytes.Buffer
	start := time.Now()
	r.status = run(ctx, []string{"screen", r.dir, "--out", r.out, "--json", "--as-of", "2026-11-21"}, strings.NewReader(""), &out, &errOut)
	if took := time.Since(start); took > 20*time.Second {
		t.Errorf("took %s", took)
	}
	r.stdout, r.stderr = out.String(), errOut.String()
	if strings.Contains(r.stderr, "panic") || strings.Contains(r.stderr, "goroutine") {
		t.Error(r.stderr)
	}
	if r.status != exitDone {
		return
	}
	var summary struct {
		Rows struct{ In, Out, Rejects int }
	}
	if err := json.Unmarshal(out.Bytes(), &summary); err != nil {
		t.Fatal(err)
	}
	if r.rows = summary.Rows; r.rows.In == 0 || r.rows.In != r.rows.Out+r.rows.Rejects {
		t.Errorf("%d rows and files in, %d out, %d rejected", r.rows.In, r.rows.Out, r.rows.Rejects)
	}
	for name, to := range map[string]*string{"rejects.csv": &r.rejects, "report.html": &r.page, "people.csv": &r.ids} {
		text, err := os.ReadFile(filepath.Join(r.out, name))
		if err != nil {
			t.Fatal(err)
		}
		*to = string(text)
	}
}

// packed returns a zip archive with one part of n equal bytes.
func packed(t *testing.T, part string, n int) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.Create(part)
	if err == nil {
		_, err = w.Write(make([]byte, n))
	}
	if err == nil {
		err = z.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// A file that cannot be read costs that file: the run goes on, and the list of
// rejects names the file and says why in words.
func TestHostileFiles(t *testing.T) {
	for _, c := range []struct{ name, text, reason string }{
		{"empty.csv", "", "empty"},
		{"marks.csv", "\xef\xbb\xbf", "blanks"},
		{"zeros.csv", strings.Repeat("\x00", 100_000), "no table"},
		{"packed.csv", "\x1f\x8b\x08" + strings.Repeat("\x00\xff\x01\x9c", 500), "packed with gzip"},
		{"endless.csv", strings.Repeat("a", 3<<20), "no row ends"},
		{"quote.csv", goodPeople + "E2,\"" + strings.Repeat("b", 5<<20), "never closes"},
		{"columns.csv", "Employee ID,Full name,Start date" + strings.Repeat(",x", 100_000) + "\nE9,Al,2024-01-01\n", "100003 columns"},
		{"deep.json", strings.Repeat(`[{"a":`, 100_000), "depth"},
		{"line.jsonl", `{"employee_id":"E5","x":` + strings.Repeat(`{"a":`, 100_000) + "\n" + `{"employee_id":"E6","name":"Bo","start date":"2024-01-01"}` + "\n", "deep"},
		{"bomb.xlsx", packed(t, "xl/workbook.xml", 128<<20), "unpacks"},
		{"bomb.docx", packed(t, "word/document.xml", 128<<20), "unpacks"},
		{"cut.xlsx", packed(t, "xl/workbook.xml", 1<<20)[:500], "cut short"},
		{"nul.csv", "Employee ID,Full name,Start date\n" + strings.Repeat("E7,Cy Fen,2024-05-06\n", 20) + "E8,D\x00i,2024-05-06\n", "NUL"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := screenFiles(t, map[string]string{"people.csv": goodPeople, c.name: c.text})
			if r.status != exitDone || !strings.Contains(r.ids, `"E1"`) {
				t.Errorf("status %d: %s", r.status, r.stderr)
			}
			for line := range strings.Lines(r.rejects) {
				if strings.Contains(line, "/"+c.name+",") && strings.Contains(line, c.reason) {
					return
				}
			}
			t.Errorf("no line about %s with %q in\n%s", c.name, c.reason, r.rejects)
		})
	}
}

// One slip must not spoil what stands beside it.
func TestSlipsCostOneRow(t *testing.T) {
	r := screenFiles(t, map[string]string{
		"people.csv": goodPeople + "E2,Zo\xc3\xab Fen,2024-05-06\nE3,B\xffo,2024-05-06\nE4,D\x00i,2024-05-06\nE5,Cy Gar,2024-05-06\n",
	})
	if r.status != exitDone || r.rows.Rejects != 1 || r.rows.Out != 4 {
		t.Errorf("status %d, %+v: %s\n%s", r.status, r.rows, r.stderr, r.rejects)
	}
}

func TestManyRejects(t *testing.T) {
	r := screenFiles(t, map[string]string{"people.csv": goodPeople + strings.Repeat("bad,row\n", 100_000)})
	if r.status != exitDone || r.rows.Rejects != 100_000 || r.rows.Out != 1 || strings.Count(r.rejects, "\n") != 100_001 {
		t.Errorf("status %d, %+v: %s", r.status, r.rows, r.stderr)
	}
}

// A muster.yaml that was made to hurt is wrong use, said at once.
func TestHostileConfig(t *testing.T) {
	for name, text := range map[string]string{
		"brackets":   "a: " + strings.Repeat("[", 100_000),
		"dashes":     strings.Repeat("- ", 100_000),
		"aliases":    "files:\n  a: &a {kind: people}\n" + strings.Repeat("  b: *a\n", 10_000),
		"long":       strings.Repeat("# x\n", 200_000),
		"wrong key":  "file: {}\n",
		"outside":    "policy: ../../secret.yaml\n",
		"no mapping": "- a\n",
	} {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			r := screenFiles(t, map[string]string{"people.csv": goodPeople, "muster.yaml": text})
			if r.status != exitUsage || !strings.Contains(r.stderr, "muster.yaml: ") || strings.Contains(r.stderr, "goroutine") {
				t.Errorf("status %d: %.500s", r.status, r.stderr)
			}
			if took := time.Since(start); took > 5*time.Second {
				t.Errorf("took %s", took)
			}
		})
	}
}

func TestPipeAsConfig(t *testing.T) {
	r := &hostileRun{dir: t.TempDir(), out: filepath.Join(t.TempDir(), "report")}
	if err := exec.Command("mkfifo", filepath.Join(r.dir, "muster.yaml")).Run(); err != nil {
		t.Skip("no pipes here:", err)
	}
	if err := os.WriteFile(filepath.Join(r.dir, "people.csv"), []byte(goodPeople), 0o600); err != nil {
		t.Fatal(err)
	}
	if r.screen(t, context.Background()); r.status != exitFailed || !strings.Contains(r.stderr, "no ordinary file") {
		t.Errorf("status %d: %s", r.status, r.stderr)
	}
}

// What people typed reaches the page and the terminal as text only.
func TestHostileNames(t *testing.T) {
	evil := []string{"=cmd|' /C calc'!A0", "\x1b[31mred\x1b]0;x\a", "\u202eevil", "<script>alert(1)</script>", "</script><img src=x onerror=alert(2)>", "{{.}}"}
	people := "Employee ID,Full name,Start date,Phone,<b>Unknown</b>\n"
	for i, e := range evil {
		people += "E" + string(rune('0'+i)) + "," + e + ",2024-05-06,+447700900123," + e + "\n"
	}
	r := screenFiles(t, map[string]string{"people.csv": people, "<img src=x onerror=alert(3)>.csv": "aa,bb\n1,2\n", "a\nb.csv": "aa,bb\n1,2\n"})
	if r.status != exitDone {
		t.Fatalf("status %d: %s", r.status, r.stderr)
	}
	for _, mark := range []string{"<script>alert", "<img src=x", "<b>Unknown", "\x1b", "\u202e"} {
		if strings.Contains(r.page, mark) {
			t.Errorf("the page holds %q", mark)
		}
	}
	var out, errOut bytes.Buffer
	run(context.Background(), []string{"screen", r.dir, "--out", r.out, "--show-values"}, strings.NewReader(""), &out, &errOut)
	if s := out.String() + errOut.String(); strings.ContainsAny(s, "\x1b\u202e\a") {
		t.Errorf("the terminal gets %q", s)
	}
}

// A run that is stopped leaves the former report as it was.
func TestStoppedRunKeepsTheReport(t *testing.T) {
	r := screenFiles(t, map[string]string{"people.csv": goodPeople})
	before := r.page
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if r.screen(t, ctx); r.status != exitFailed || !strings.Contains(r.stderr, "stopped") {
		t.Errorf("status %d: %s", r.status, r.stderr)
	}
	after, err := os.ReadFile(filepath.Join(r.out, "report.html"))
	if err != nil || string(after) != before {
		t.Errorf("the former report changed: %v", err)
	}
	if left, err := filepath.Glob(filepath.Join(filepath.Dir(r.out), "*")); err != nil || len(left) != 1 {
		t.Errorf("left behind: %v %v", left, err)
	}
}
