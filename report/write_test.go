package report

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"muster"
)

func write(t *testing.T, in *Input, o Options) (string, Summary) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "out")
	s, err := Write(dir, in, o)
	if err != nil {
		t.Fatal(err)
	}
	return dir, s
}

func read(t *testing.T, parts ...string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(parts...))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func table(t *testing.T, text string) [][]string {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestWriteFixture(t *testing.T) {
	dir, s := write(t, fixture(), Options{Pages: true})
	if keep := os.Getenv("MUSTER_KEEP_REPORT"); keep != "" {
		if _, err := Write(keep, fixture(), Options{Pages: true}); err != nil {
			t.Fatal(err)
		}
	}
	if want := (PeopleCount{Total: 53, Clear: 45, Verify: 2, Escalate: 6}); s.People != want {
		t.Errorf("people %+v, want %+v", s.People, want)
	}
	if want := (GroupCount{SameHuman: 1, Ring: 1}); s.Groups != want {
		t.Errorf("groups %+v, want %+v", s.Groups, want)
	}
	if s.New != nil {
		t.Errorf("a first report says what is new: %+v", s.New)
	}
	rows := table(t, read(t, dir, filePeople))
	if len(rows) != 54 {
		t.Fatalf("people.csv has %d rows, want 54", len(rows))
	}
	if diff := cmp.Diff([]string{"subject", "level", "families", "findings", "groups", "cleared", "named_in", "other_ids"}, rows[0]); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"A-1063", "verify", "TXT", "CVB-03 CVB-06 INT-04", "g2", "", "", ""}, rows[7]); diff != "" {
		t.Error(diff)
	}
	if !strings.HasPrefix(strings.Split(read(t, dir, filePeople), "\n")[1], `"A-1001",escalate,LINK BANK,PAY-02 SRC-01,"g1"`) {
		t.Error("id columns are not quoted")
	}
	if got := table(t, read(t, dir, fileRejects)); len(got) != 4 || !slices.Equal(got[1], []string{"exports/applications.csv", "14", "applied_on", "31/02/2026 is not a date"}) || got[3][1] != "" {
		t.Errorf("rejects.csv: %q", got)
	}
	for _, f := range s.Files {
		if _, err := os.Stat(filepath.Join(dir, filepath.FromSlash(f))); err != nil {
			t.Error(err)
		}
	}
	left, err := filepath.Glob(filepath.Join(dir, ".*"))
	if err != nil || len(left) > 0 {
		t.Errorf("temporary files are left: %v %v", left, err)
	}
	pages, err := os.ReadDir(filepath.Join(dir, pagesFolder))
	if err != nil || len(pages) != 9 {
		t.Errorf("%d pages, want 8 and an index: %v", len(pages), err)
	}
}

// A join is found from the side of everybody in it and is still one finding.
func TestFindingsOnce(t *testing.T) {
	dir, s := write(t, fixture(), Options{})
	seen := map[string]bool{}
	lines := strings.Split(strings.TrimSpace(read(t, dir, fileFindings)), "\n")
	for _, line := range lines {
		var f struct {
			Key string `json:"key"`
		}
		if err := json.Unmarshal([]byte(line), &f); err != nil {
			t.Fatal(err)
		}
		if seen[f.Key] {
			t.Errorf("key %s stands twice", f.Key)
		}
		seen[f.Key] = true
	}
	if s.Findings+s.Notes != len(lines) || s.Notes != 1 {
		t.Errorf("the summary counts %d findings and %d notes, the file holds %d", s.Findings, s.Notes, len(lines))
	}
	if strings.Contains(read(t, dir, fileFindings), artefact(1).String()) {
		t.Error("findings.jsonl holds an artefact id")
	}
}

func schema(t *testing.T, name string) *jsonschema.Schema {
	t.Helper()
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	s, err := c.Compile(filepath.Join("..", "schemas", name))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestSchemas(t *testing.T) {
	for name, in := range map[string]*Input{"fixture": fixture(), "hostile": hostile(), "empty": {People: each(nil)}} {
		t.Run(name, func(t *testing.T) {
			dir, _ := write(t, in, Options{})
			if _, err := Write(dir, in, Options{}); err != nil { // so that "new" is there too
				t.Fatal(err)
			}
			check := func(schemaName string, document []byte) {
				t.Helper()
				v, err := jsonschema.UnmarshalJSON(bytes.NewReader(document))
				if err != nil {
					t.Fatalf("%s: %v", schemaName, err)
				}
				if err := schema(t, schemaName).Validate(v); err != nil {
					t.Errorf("%s: %v", schemaName, err)
				}
			}
			check("summary.schema.json", []byte(read(t, dir, fileSummary)))
			check("groups.schema.json", []byte(read(t, dir, fileGroups)))
			lines := bufio.NewScanner(strings.NewReader(read(t, dir, fileFindings)))
			lines.Buffer(nil, 1<<20)
			for lines.Scan() {
				check("findings.schema.json", lines.Bytes())
			}
			for schemaName, file := range map[string]string{"people.schema.json": filePeople, "rejects.schema.json": fileRejects} {
				rows := table(t, read(t, dir, file))
				for _, row := range rows[1:] {
					object := map[string]string{}
					for i, cell := range row {
						object[rows[0][i]] = cell
					}
					document, err := json.Marshal(object)
					if err != nil {
						t.Fatal(err)
					}
					check(schemaName, document)
				}
			}
		})
	}
}

func TestSecondRunSaysWhatIsNew(t *testing.T) {
	persons := fixturePeople()
	first := fixture()
	without := slices.DeleteFunc(slices.Clone(persons), func(p *Person) bool { return p.ID == "W-204" })
	raised := *without[6] // A-1063, verify now
	without[0] = assessed("A-1001", muster.StatusApplicant, muster.Verify, "", persons[0].Findings...)
	gone := assessed("Z-1", muster.StatusApplicant, muster.Verify, "", single("Z-1", "CVB-03", muster.FamilyText, 3, "t", "d", ""))
	first.People = each(append(without, gone))
	dir, _ := write(t, first, Options{})

	s, err := Write(dir, fixture(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	want := &Change{Since: fixture().Made, Listed: 1, Raised: 1, Settled: 1, Findings: 1}
	if diff := cmp.Diff(want, s.New); diff != "" {
		t.Error(diff)
	}
	page := read(t, dir, fileReport)
	for _, text := range []string{"New since 12 June 2026", "Moved up since 12 June 2026", "Since the report of 12 June 2026, 09:30: 1 person is new to this list, 1 moved up to Escalate, 1 now has nothing due and 1 finding is new."} {
		if !strings.Contains(page, text) {
			t.Errorf("the page does not say %q", text)
		}
	}
	if strings.Contains(page, "New since 12 June 2026</span>\n    <p class=\"facts\">"+string(raised.ID)) {
		t.Error("somebody who was listed before is marked new")
	}
}

func TestDamagedEarlierReport(t *testing.T) {
	dir, _ := write(t, fixture(), Options{})
	if err := os.WriteFile(filepath.Join(dir, fileSummary), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := Write(dir, fixture(), Options{})
	if err != nil || s.New != nil {
		t.Fatalf("new %v, error %v", s.New, err)
	}
	if !strings.Contains(read(t, dir, fileReport), "could not be read, so nothing is marked as new") {
		t.Error("the page does not say that the earlier report was unreadable")
	}
	if _, err := ReadPrevious(t.TempDir()); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("an empty folder gives %v", err)
	}
}

// An error on the way leaves every file of the earlier report as it was.
func TestErrorKeepsEarlierReport(t *testing.T) {
	dir, _ := write(t, fixture(), Options{Pages: true})
	before := contents(t, dir)
	broken := fixture()
	people := broken.People
	broken.People = func(yield func(*Person, error) bool) {
		for p, err := range people {
			if !yield(p, err) {
				return
			}
		}
		yield(nil, errors.New("the store went away"))
	}
	_, err := Write(dir, broken, Options{Pages: true})
	if err == nil || !strings.Contains(err.Error(), "the store went away") || !strings.Contains(err.Error(), "earlier report") {
		t.Errorf("the error is %v", err)
	}
	if diff := cmp.Diff(before, contents(t, dir)); diff != "" {
		t.Errorf("files changed: %s", diff)
	}
}

func contents(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		out[path] = string(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestWriteErrorsSayWhatToDo(t *testing.T) {
	for _, c := range []struct {
		err  error
		code muster.Code
		says string
	}{
		{&fs.PathError{Op: "write", Path: "x", Err: syscall.ENOSPC}, muster.CodeTooLarge, "free some space"},
		{&fs.PathError{Op: "open", Path: "x", Err: syscall.EACCES}, muster.CodePermission, "--out"},
		{&fs.PathError{Op: "mkdir", Path: "x", Err: syscall.ENOTDIR}, muster.CodeConflict, "--out"},
	} {
		err := writeError("out", fmt.Errorf("flush: %w", c.err))
		if muster.CodeOf(err) != c.code || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%v becomes %q (%s)", c.err, err, muster.CodeOf(err))
		}
	}
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Write(file, fixture(), Options{}); muster.CodeOf(err) != muster.CodeConflict {
		t.Errorf("a file in the place of the folder gives %v", err)
	}
}

func TestPagesFolder(t *testing.T) {
	dir, _ := write(t, fixture(), Options{Pages: true})
	if _, err := Write(dir, fixture(), Options{}); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, pagesFolder)); !errors.Is(err, fs.ErrNotExist) {
		t.Error("pages of an earlier run stay beside a report that contradicts them")
	}
	theirs := filepath.Join(dir, pagesFolder, "mine.txt")
	if err := errors.Join(os.Mkdir(filepath.Dir(theirs), 0o700), os.WriteFile(theirs, []byte("keep"), 0o600)); err != nil {
		t.Fatal(err)
	}
	if _, err := Write(dir, fixture(), Options{Pages: true}); muster.CodeOf(err) != muster.CodeConflict {
		t.Errorf("somebody else's folder gives %v", err)
	}
	if _, err := Write(dir, fixture(), Options{}); err != nil || read(t, theirs) != "keep" {
		t.Errorf("somebody else's folder was touched: %v", err)
	}
}

func TestRowsThatDoNotAddUp(t *testing.T) {
	in := fixture()
	in.Rows.Out--
	dir, _ := write(t, in, Options{})
	if !strings.Contains(read(t, dir, fileReport), "do not add up") {
		t.Error("the page hides that rows are missing")
	}
}

// People who do not fit in full are listed, and lead to their pages if there
// are any.
func TestListedPeopleLeadToPages(t *testing.T) {
	dir, _ := write(t, fixture(), Options{Pages: true, InFull: 3})
	page := read(t, dir, fileReport)
	if n := strings.Count(page, `<article class="card`); n != 3 {
		t.Errorf("%d people in full, want 3", n)
	}
	links := regexp.MustCompile(`href="(pages/p-[a-z0-9-]+\.html)"`).FindAllStringSubmatch(page, -1)
	seen := map[string]bool{}
	for _, l := range links {
		seen[l[1]] = true
		if _, err := os.Stat(filepath.Join(dir, filepath.FromSlash(l[1]))); err != nil {
			t.Error(err)
		}
	}
	if len(seen) != 5 || !strings.Contains(page, "Each has a page of their own.") {
		t.Errorf("%d people lead to pages, want 5", len(seen))
	}
	dir, _ = write(t, fixture(), Options{InFull: 3})
	if page := read(t, dir, fileReport); strings.Contains(page, `href="pages/`) || !strings.Contains(page, "Run again with") {
		t.Error("links to pages that are not there")
	}
}

// The page stays under its size however much there is to say.
func TestPageSize(t *testing.T) {
	in := fixture()
	in.Groups, in.Passages = nil, nil
	long := strings.Repeat("A long explanation that goes on. ", 40)
	m := in.Manuals["CVB-03"]
	m.Innocent, m.What = []string{long, long}, long
	in.Manuals["CVB-03"] = m
	const n = 40_000
	in.People = func(yield func(*Person, error) bool) {
		for i := range n {
			id := muster.SubjectID(fmt.Sprintf("P-%06d", i))
			var findings []muster.Finding
			for j := range 8 {
				findings = append(findings, single(id, "CVB-03", muster.FamilyText, 3, fmt.Sprintf("Passage %d", j), long, ""))
			}
			if !yield(assessed(id, muster.StatusApplicant, muster.Verify, "", findings...), nil) {
				return
			}
		}
	}
	dir, s := write(t, in, Options{})
	info, err := os.Stat(filepath.Join(dir, fileReport))
	if err != nil {
		t.Fatal(err)
	}
	if info.Size() > pageBytes {
		t.Errorf("report.html has %d bytes, more than %d", info.Size(), pageBytes)
	}
	page := read(t, dir, fileReport)
	full := strings.Count(page, `<article class="card`)
	listed := strings.Count(page, `<tr data-level=`) - min(full, maxDue)
	if full < 100 || full > defaultInFull {
		t.Errorf("%d people in full", full)
	}
	if !strings.Contains(page, fmt.Sprintf("%d more are in people.csv", n-full-listed)) {
		t.Errorf("%d in full and %d listed of %d: the rest is not mentioned", full, listed, n)
	}
	if s.People.Verify != n {
		t.Errorf("summary counts %d", s.People.Verify)
	}
}

// Whatever stands in the folder, reading the earlier report ends in an error
// or a report, never in a panic.
func FuzzPrevious(f *testing.F) {
	f.Add(`{"made":"2026-06-12T09:30:00Z"}`, "subject,level,families,findings,groups\n\"A\",verify,,,\n", `{"key":"00112233445566778899aabbccddeeff"}`)
	f.Add(`{}`, "", "")
	f.Add(`[]`, "a,b\n", "{")
	f.Add(`{"made":1}`, "\"", `{"key":"zz"}`)
	f.Fuzz(func(t *testing.T, summary, people, findings string) {
		dir := t.TempDir()
		for name, text := range map[string]string{fileSummary: summary, filePeople: people, fileFindings: findings} {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		p, err := ReadPrevious(dir)
		if (p == nil) == (err == nil) {
			t.Errorf("report %v with error %v", p, err)
		}
		for id, level := range mapOf(p) {
			if level.Rank() == 0 {
				t.Errorf("%q is kept at %q", id, level)
			}
		}
	})
}

func mapOf(p *Previous) map[muster.SubjectID]muster.Level {
	if p == nil {
		return nil
	}
	return p.levels
}
