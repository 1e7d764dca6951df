package ingest

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"muster"
)

// codes returns the error code of each file that could not be read.
func codes(b *Batch, dir string) map[string]muster.Code {
	out := map[string]muster.Code{}
	for _, f := range b.Files {
		if f.Err != nil {
			rel, _ := filepath.Rel(filepath.ToSlash(dir), f.Path)
			out[filepath.ToSlash(rel)] = f.Err.Code
		}
	}
	return out
}

const goodPeople = "Employee ID,Full name,Start date\nE1,Ada Moor,2024-05-06\n"

func TestBadFilesDoNotStopTheRun(t *testing.T) {
	binary := string(bytes.Repeat([]byte{0x7f, 'E', 'L', 'F', 0, 1, 2, 3}, 500))
	dir := folder(t, map[string]string{
		"people.csv":    goodPeople,
		"empty.csv":     "",
		"blank.csv":     " \n\n",
		"binary.csv":    binary,
		"cut.xlsx":      "PK\x03\x04cut off",
		"old.xls":       "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 2000),
		"cut.json":      `[{"Employee ID": "E9"`,
		"cut.parquet":   "PAR1 and no more",
		"strange.csv":   "aa,bb\n1,2\n",
		"notes.txt":     "just some words that are no paper anybody would hand in",
		"script.sh":     "echo hello",
		"cut.pdf":       "%PDF-1.7\n1 0 obj",
		"cut.docx":      "PK\x03\x04",
		".hidden.csv":   "aa\n",
		"~$people.xlsx": "lock",
	})
	b := mustRead(t, dir, Options{})
	want := map[string]muster.Code{
		"empty.csv": muster.CodeEmpty, "blank.csv": muster.CodeEmpty, "binary.csv": muster.CodeUnsupported, "cut.xlsx": muster.CodeTruncated,
		"old.xls": muster.CodeUnsupported, "cut.json": muster.CodeTruncated, "cut.parquet": muster.CodeDamaged, "strange.csv": muster.CodeUnsupported,
		"notes.txt": muster.CodeUnsupported, "script.sh": muster.CodeUnsupported,
	}
	got := codes(b, dir)
	for _, paper := range []string{"cut.pdf", "cut.docx"} { // which code is the document reader's business
		if got[paper] == "" || got[paper] == muster.CodeInternal {
			t.Errorf("%s: code %q", paper, got[paper])
		}
		delete(got, paper)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if b.Len() != 1 || b.Records != 13 || b.Read != 1 || len(b.Rejects) != 12 {
		t.Errorf("%d subjects, %d of %d records read, %d rejects", b.Len(), b.Read, b.Records, len(b.Rejects))
	}
}

func TestLinksAndPermissions(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("links need rights there")
	}
	outside := folder(t, map[string]string{"secret.csv": goodPeople})
	dir := folder(t, map[string]string{"people.csv": goodPeople, "sub/more.txt": cvText("Ada Moor")})
	for link, target := range map[string]string{
		"loop": ".", "sub/up": "..", "out.csv": filepath.Join(outside, "secret.csv"), "again.csv": "people.csv", "gone.csv": "nothing.csv", "self.csv": "self.csv",
	} {
		if err := os.Symlink(target, filepath.Join(dir, link)); err != nil {
			t.Fatal(err)
		}
	}
	b := mustRead(t, dir, Options{})
	got := codes(b, dir)
	want := map[string]muster.Code{"loop": muster.CodeUnsupported, "sub/up": muster.CodeUnsupported, "out.csv": muster.CodePermission, "gone.csv": muster.CodeNotFound, "self.csv": muster.CodeUnsupported}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if b.Len() != 2 {
		t.Errorf("subjects %v", subjects(b))
	}
}

func TestNothingReadable(t *testing.T) {
	for name, c := range map[string]struct {
		paths []string
		code  muster.Code
	}{
		"no such path": {[]string{filepath.Join(t.TempDir(), "none")}, muster.CodeNotFound},
		"empty folder": {[]string{t.TempDir()}, muster.CodeEmpty},
		"only rubbish": {[]string{folder(t, map[string]string{"x.csv": ""})}, muster.CodeEmpty},
	} {
		_, err := Read(context.Background(), c.paths, Options{})
		if muster.CodeOf(err) != c.code {
			t.Errorf("%s: %v, want code %s", name, err, c.code)
		}
		var e *muster.Error
		if errors.As(err, &e) && e.Hint == "" {
			t.Errorf("%s: the error does not say what to do next", name)
		}
	}
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := Read(ctx, []string{folder(t, map[string]string{"people.csv": goodPeople})}, Options{})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want cancelled", err)
	}
}

func TestSameResultOnAnyNumberOfWorkers(t *testing.T) {
	read := func(workers int) map[muster.SubjectID][]muster.Data {
		return observed(t, mustRead(t, "../examples/harbour", Options{Workers: workers}))
	}
	if diff := cmp.Diff(read(1), read(7)); diff != "" {
		t.Error(diff)
	}
}

func TestWorkbookDates(t *testing.T) {
	f := excelize.NewFile()
	for i, row := range [][]any{{"Employee ID", "Full name", "Start date", "Phone"}, {"E1", "Ada Moor", 45418, 447700900123}, {"E2", "Bo Lind", 45418.5, "020 7946 0001"}} {
		cell, err := excelize.CoordinatesToCellName(1, i+1)
		if err != nil {
			t.Fatal(err)
		}
		if err := f.SetSheetRow("Sheet1", cell, &row); err != nil {
			t.Fatal(err)
		}
	}
	dir := t.TempDir()
	if err := f.SaveAs(filepath.Join(dir, "staff.xlsx")); err != nil {
		t.Fatal(err)
	}
	got := observed(t, mustRead(t, dir, Options{}))
	ada, bo := got["E1"][0].(*muster.Person), got["E2"][0].(*muster.Person)
	if ada.Started.ISO() != "2024-05-06" || ada.Contact.Phones[0] != "447700900123" || bo.Started.ISO() != "2024-05-06T12:00:00" {
		t.Errorf("%+v %+v", ada, bo)
	}
}

func TestUnknownAndForbiddenColumns(t *testing.T) {
	b := mustRead(t, folder(t, map[string]string{
		"people.csv": "Employee ID,Full name,Start date,Shoe size,Home mail,Nationality,Ethnicity\nE1,Ada Moor,2024-05-06,38,ada@example.com,x,y\nE2,Bo Lind,2024-05-06,40,bo@example.com,x,y\n",
	}), Options{})
	fields := map[string]string{}
	for _, c := range b.Files[0].Columns {
		fields[c.Header] = c.Field + "/" + c.Looks
	}
	want := map[string]string{"Employee ID": "person_id/", "Full name": "full_name/", "Start date": "started/", "Shoe size": "/", "Home mail": "/e-mail addresses", "Nationality": "never read/", "Ethnicity": "never read/"}
	if diff := cmp.Diff(want, fields); diff != "" {
		t.Error(diff)
	}
}

// No mapping reaches a column that is never read, whatever it is called in
// the dictionaries or in muster.yaml.
func TestForbiddenColumnsCannotBeMapped(t *testing.T) {
	dir := folder(t, map[string]string{"people.csv": "Employee ID,Full name,Start date,Nationality\nE1,Ada Moor,2024-05-06,x\n",
		"muster.yaml": "files:\n  people.csv:\n    columns: {Nationality: department}\n"})
	if _, err := Read(context.Background(), []string{dir}, Options{}); muster.CodeOf(err) != muster.CodeUsage {
		t.Errorf("error %v, want a usage error", err)
	}
	for _, spec := range kindSpecs() {
		words := dictionaries()[spec.name]
		for h := range strings.SplitSeq(neverHeaders, "|") {
			if e, ok := words[h]; ok && e.path != metaNever {
				t.Errorf("%s: header %s is read as %s", spec.name, h, e.path)
			}
		}
	}
}

func TestConfig(t *testing.T) {
	dir := folder(t, map[string]string{
		"staff.txt":   "Nr;Wer;Los;Zust\nA1;Ada Moor;03/04/2024;perm\n",
		"skip.csv":    "aa,bb\n1,2\n",
		"policy.yaml": "x: 1\n",
		"muster.yaml": `organisation: quay
policy: policy.yaml
files:
  "*.txt":
    kind: people
    source: old-hr
    delimiter: ";"
    date_order: dmy
    columns: {Nr: person_id, Wer: full_name, Los: started, Zust: employment}
  skip.csv: {ignore: true}
`,
	})
	b := mustRead(t, dir, Options{})
	list, err := b.Observations(0, nil)
	if err != nil {
		t.Fatal(err)
	}
	p := list[0].Data.(*muster.Person)
	if b.Subject(0) != (muster.Subject{Organisation: "quay", ID: "A1"}) || list[0].Source != "old-hr" || p.Started.ISO() != "2024-04-03" || p.Employment != muster.EmploymentEmployee {
		t.Errorf("%v %+v", list[0], p)
	}
	if b.Policy != filepath.Join(dir, "policy.yaml") || len(b.Rejects) != 0 {
		t.Errorf("policy %s, rejects %v", b.Policy, b.Rejects)
	}
}

func TestConfigErrors(t *testing.T) {
	for name, text := range map[string]string{
		"unknown key":   "organisation: x\nfile: {}\n",
		"unknown kind":  "files: {a.csv: {kind: horses}}\n",
		"bad order":     "files: {a.csv: {date_order: us}}\n",
		"bad delimiter": "files: {a.csv: {delimiter: ab}}\n",
		"bad encoding":  "files: {a.csv: {encoding: ebcdic}}\n",
		"bad pattern":   "files: {\"[a\": {ignore: true}}\n",
		"no yaml":       "files: [\n",
		"short line":    "crosswalk: [{subject: a, id: b}]\n",
		"unknown field": "files: {people.csv: {columns: {Full name: shoe_size}}}\n",
	} {
		dir := folder(t, map[string]string{"people.csv": goodPeople, "muster.yaml": text})
		_, err := Read(context.Background(), []string{dir}, Options{})
		var e *muster.Error
		if !errors.As(err, &e) || e.Code != muster.CodeUsage || e.Hint == "" {
			t.Errorf("%s: %v, want a usage error with a hint", name, err)
		}
	}
}

func FuzzConfig(f *testing.F) {
	f.Add([]byte("organisation: x\nfiles: {a: {kind: people, columns: {b: c}}}\n---\nattachments: {a: b}\n"))
	f.Add([]byte("crosswalk: [{subject: a, system: b, id: c}]"))
	f.Add([]byte("a: &a [*a]"))
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := parseConfig(data)
		if err == nil && c.check() != nil {
			t.Errorf("accepted and then refused: %v", c.check())
		}
	})
}

// FuzzRead reads whatever bytes as a file of whatever name: nothing may fail
// the run with an internal error, and no record may be lost.
func FuzzRead(f *testing.F) {
	f.Add("people.csv", []byte(goodPeople))
	f.Add("x.json", []byte(`[{"employee_id":"E1","name":"Ada","start date":"2024-05-06"}]`))
	f.Add("own.jsonl", []byte(`{"subject":"E1","kind":"person","data":{"full_name":"Ada"}}`))
	f.Add("interviews.txt", []byte("Candidate ID|Start|Interviewer|Camera on\nC1|03/04/2026 10:00|Mo|maybe\n"))
	f.Add("checks.csv", []byte("Person ID,Check type,Outcome,Completed\nE1,identity,passed,2024-01-01\nE1,nonsense,passed,x\n,,,\n"))
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		if name = filepath.Base(filepath.Clean(name)); len(name) > 60 || strings.ContainsAny(name, "/\x00") || name == "." || name == ".." || strings.HasPrefix(string(data), "%PDF") {
			return
		}
		dir := t.TempDir()
		if os.WriteFile(filepath.Join(dir, name), data, 0o600) != nil {
			return
		}
		b, err := Read(context.Background(), []string{dir}, Options{Workers: 1})
		if muster.CodeOf(err) == muster.CodeInternal {
			t.Fatal(err)
		}
		if b == nil {
			return
		}
		for i := range b.Len() {
			if _, err := b.Observations(i, nil); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// Cells that only say that there is nothing are nothing: neither an artefact
// people share, nor an id, nor a fault. Names that read like one stay names.
func TestCellsThatSayNothing(t *testing.T) {
	b := mustRead(t, folder(t, map[string]string{
		"people.csv": "Employee ID,First name,Last name,Phone,Address,Country,Start date,Employment type\n" +
			"1001.0,Jo,Null,n/a,N/A,NA,TBC,-\nE2,Min,Na,-,unknown,-,2024-05-06,none\n,Ed,Gar,,,,#N/A,\n=\"E4\",Di,Fen,020 7946 0001,1 Quay Street,UK,2024-05-06,permanent\n",
		"payments.csv": "Employee ID,Net pay,Payment date\nN/A,100,2024-06-30\nn/a,100,2024-06-30\n1001,5,2024-06-30\n",
	}), Options{})
	if len(b.Rejects) != 0 {
		t.Errorf("rejects %v", b.Rejects)
	}
	want := map[string]string{"1001": "payment person", "E2": "person", "E4": "person", "people.csv:4": "person", "payments.csv:2": "payment", "payments.csv:3": "payment"}
	got := kindsOf(t, b)
	for id, kinds := range got {
		got[id] = sortedWords(kinds)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for id, want := range map[muster.SubjectID]*muster.Person{
		"1001": {Named: muster.Named{GivenName: "Jo", FamilyName: "Null"}, Home: muster.Home{Country: "NA"}},
		"E2":   {Named: muster.Named{GivenName: "Min", FamilyName: "Na"}, Started: day(2024, 5, 6)},
	} {
		for _, d := range observed(t, b)[id] {
			if p, ok := d.(*muster.Person); ok {
				if diff := cmp.Diff(want, p); diff != "" {
					t.Error(diff)
				}
			}
		}
	}
}

func TestProtectedWorkbook(t *testing.T) {
	f := excelize.NewFile()
	if err := f.SetCellValue("Sheet1", "A1", "Employee ID"); err != nil {
		t.Fatal(err)
	}
	dir := folder(t, map[string]string{"people.csv": goodPeople})
	if err := f.SaveAs(filepath.Join(dir, "locked.xlsx"), excelize.Options{Password: "open sesame"}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string]muster.Code{"locked.xlsx": muster.CodeEncrypted}, codes(mustRead(t, dir, Options{}), dir)); diff != "" {
		t.Error(diff)
	}
}

// A table larger than the limit is refused before it is read.
func TestTooLarge(t *testing.T) {
	dir := folder(t, map[string]string{"people.csv": goodPeople})
	big, err := os.Create(filepath.Join(dir, "payments.csv"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := big.WriteString("Employee ID,Net pay,Payment date\n" + strings.Repeat("E1,1,2024-06-30\n", headBytes/16+1)); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(big.Truncate(10<<30), big.Close()); err != nil { // sparse: it takes no room
		t.Skip(err)
	}
	if diff := cmp.Diff(map[string]muster.Code{"payments.csv": muster.CodeTooLarge}, codes(mustRead(t, dir, Options{}), dir)); diff != "" {
		t.Error(diff)
	}
}
