package server

import (
	"archive/zip"
	"bytes"
	"io"
	"io/fs"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"muster/casework"
)

// zipOf is a zip archive of files, name and content by turns.
func zipOf(t testing.TB, files ...string) string {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for i := 0; i < len(files); i += 2 {
		f, err := w.Create(files[i])
		if err == nil {
			_, err = io.WriteString(f, files[i+1])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// drop sends files to the list of people as a browser does, name and content by
// turns, and returns the page that follows.
func (b *browser) drop(t *testing.T, files ...string) (int, string) {
	t.Helper()
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	for name, value := range map[string]string{"key": newKey(), "back": "/people"} {
		if err := w.WriteField(name, value); err != nil {
			t.Fatal(err)
		}
	}
	for i := 0; i < len(files); i += 2 {
		part, err := w.CreateFormFile("files", files[i])
		if err == nil {
			_, err = io.WriteString(part, files[i+1])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, b.site+"/people/import", &form)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", w.FormDataContentType())
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	status, page := b.do(r, nil)
	if status != http.StatusSeeOther {
		return status, page
	}
	return b.get("/people")
}

// TestDroppedArchive brings in what people have: one archive with a folder of a
// table and CVs. An id in a path within it says whose a CV is; what a system put
// there for itself is passed over; an archive inside stays closed and is told.
func TestDroppedArchive(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	b := in.signedIn(t, "Hana", casework.Grant{Role: casework.HRLead})
	status, page := b.drop(t, "export.zip", zipOf(t, "export/", "", "export/applicants.csv", applicants, "export/cvs/A-1/cv.txt", cvText, "__MACOSX/export/._cv.txt", "\x00\x05", "export/.DS_Store", "x",
		"export/muster.yaml", "organisation: other\n", "export/more.zip", zipOf(t, "a.csv", applicants)))
	if status != http.StatusOK {
		t.Fatalf("%d %.2000s", status, page)
	}
	for _, want := range []string{"4 people", "applicants.csv", "cv.txt", "more.zip", "This is an archive of files", "files of this kind hold no records"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page of the import does not say %q", want)
		}
	}
	if strings.Contains(page, "DS_Store") || strings.Contains(page, "MACOSX") {
		t.Error("what a system put there for itself is told as files")
	}
	if _, person := b.get("/people/A-1"); !strings.Contains(person, "Brightwater Ltd") {
		t.Error("the CV in the person's folder is not theirs")
	}
}

const cvText = "Ann Example\nann@mail.example\n\nExperience\nDeveloper, Brightwater Ltd, January 2020 to March 2024\n\nEducation\nUniversity of Leeds, BSc, 2016 to 2019\n"

// TestWhatIsPastItsDaysIsTold drops a list with somebody whose application is
// older than applications are kept: they are not taken in, and the page says so.
func TestWhatIsPastItsDaysIsTold(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	b := in.signedIn(t, "Hana", casework.Grant{Role: casework.HRLead})
	_, page := b.drop(t, "applicants.csv", applicants+"A-9,Old Applicant,old@mail.example,+44 20 7946 0099,1 Far Road,Dover,CT16 1AA,GB,Developer,2024-01-05\n")
	for _, want := range []string{"4 people brought in", "1 record is past the days that its kind is kept", "1 person stands in such records only"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	if in.Size() != 4 {
		t.Errorf("%d people", in.Size())
	}
}

// TestHostileArchives drops archives that are not what they seem beside a good
// file: each is refused whole with a sentence on the page, and the file is read.
func TestHostileArchives(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	b := in.signedIn(t, "Hana", casework.Grant{Role: casework.HRLead})
	link := func() string {
		var out bytes.Buffer
		w := zip.NewWriter(&out)
		h := &zip.FileHeader{Name: "link"}
		h.SetMode(fs.ModeSymlink | 0o777)
		f, err := w.CreateHeader(h)
		if err == nil {
			_, err = io.WriteString(f, "/etc/passwd")
		}
		if err != nil || w.Close() != nil {
			t.Fatal(err)
		}
		return out.String()
	}
	locked := []byte(zipOf(t, "a.csv", applicants))
	locked[6] |= 1
	locked[bytes.Index(locked, []byte("PK\x01\x02"))+8] |= 1
	var many []string
	for i := range maxUnpacked + 1 {
		many = append(many, "f"+strings.Repeat("x", i%7)+string(rune('a'+i%26))+strings.Repeat("y", i/26), "1")
	}
	for name, one := range map[string]struct{ archive, say string }{
		"climbs.zip": {zipOf(t, "../../climbed.csv", applicants), "leads outside"},
		"root.zip":   {zipOf(t, "/etc/cron.d/x", "x"), "leads outside"},
		"drive.zip":  {zipOf(t, `C:\x.csv`, "x"), "leads outside"},
		"twice.zip":  {zipOf(t, "a.csv", "x", "a.csv", "y"), "two files of one name"},
		"deep.zip":   {zipOf(t, strings.Repeat("d/", 40)+"a.csv", "x"), "folders one in another"},
		"many.zip":   {zipOf(t, many...), "more than 2000 files"},
		"link.zip":   {link(), "a link or a device"},
		"locked.zip": {string(locked), "protected by a password"},
		"cut.zip":    {zipOf(t, "a.csv", applicants)[:200], "ends before it should"},
	} {
		status, page := b.drop(t, name, one.archive, "applicants.csv", applicants)
		if status != http.StatusOK || !strings.Contains(page, one.say) || !strings.Contains(page, name) {
			t.Errorf("%s: %d, and the page does not say %q", name, status, one.say)
		}
		if !strings.Contains(page, "4 people") {
			t.Errorf("%s: the good file beside it was not read", name)
		}
	}
	if status, page := b.drop(t, "climbs.zip", zipOf(t, "../../climbed.csv", applicants)); status < 400 || !strings.Contains(page, "leads outside") {
		t.Errorf("an archive alone that is refused: %d %.500s", status, page)
	}
	if found, err := filepath.Glob(filepath.Join(os.TempDir(), "*climbed*")); err != nil || len(found) > 0 {
		t.Errorf("left behind: %v %v", found, err)
	}
}

// TestArchiveIsBounded unpacks no more than is allowed, whatever the archive
// says of itself, and leaves nothing of one that holds more.
func TestArchiveIsBounded(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "bomb.zip")
	if err := os.WriteFile(file, []byte(zipOf(t, "a.csv", strings.Repeat("0", 1<<20), "b.csv", strings.Repeat("0", 1<<20))), 0o600); err != nil {
		t.Fatal(err)
	}
	u := &unpacker{files: 10, bytes: 3 << 19}
	if err := u.unpack(t.Context(), file); err == nil || !strings.Contains(err.Error(), "once unpacked") {
		t.Errorf("an archive of more than is allowed: %v", err)
	}
	if left, err := os.ReadDir(filepath.Dir(file)); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
}

// FuzzUnpack holds that nothing of an archive lands outside its folder and that
// what is refused is refused in words.
func FuzzUnpack(f *testing.F) {
	f.Add([]byte(zipOf(f, "a/b.csv", "x", "..\\c", "y")))
	f.Add([]byte(zipOf(f, "a", "x", "a/b", "y", "CON", "z", "\xff", "w")))
	f.Fuzz(func(t *testing.T, content []byte) {
		dir := t.TempDir()
		file := filepath.Join(dir, "in", "a.zip")
		if err := os.Mkdir(filepath.Dir(file), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, content, 0o600); err != nil {
			t.Fatal(err)
		}
		u := &unpacker{files: 50, bytes: 1 << 20}
		if _, err := unpackWith(t.Context(), u, []string{file}); err != nil {
			t.Fatal(err)
		}
		if out, err := os.ReadDir(dir); err != nil || len(out) != 1 {
			t.Fatalf("written outside: %v %v", out, err)
		}
	})
}

// FuzzUnpackedName holds that a name of an archive stays below its folder.
func FuzzUnpackedName(f *testing.F) {
	for _, name := range []string{"a/b.csv", "../x", "/x", "a/../../b", `..\x`, "a//b", ".", "a/.hidden/b", "C:x", strings.Repeat("é", 200), url.PathEscape("../x")} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		got, err := unpackedName(name)
		if err == nil && got != "" && (!filepath.IsLocal(filepath.FromSlash(got)) || strings.Contains(got, "..") && strings.Contains("/"+got+"/", "/../")) {
			t.Errorf("%q becomes %q", name, got)
		}
	})
}
