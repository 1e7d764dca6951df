package lists

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"muster"
)

// The same invented man as each publisher would list him; files in testdata are
// named after the format they must be recognised as.
var listed = muster.ListEntry{
	ID: "T-1", Kind: muster.ListPerson,
	Names:     []muster.ListedName{{Text: "Tarquin Belisar Okondo"}, {Text: "Tarkuin Okondo"}, {Text: "Grey Fox", Weak: true}},
	Births:    []string{"1970-02-01"},
	Places:    []string{"Kisumu, Kenya"},
	Documents: []muster.ListedDocument{{Country: "Kenya", Kind: "Passport", Number: "A1234567"}},
	Wallets:   []string{"1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"},
}

func TestFormats(t *testing.T) {
	files, err := filepath.Glob("testdata/formats/*")
	if err != nil || len(files) < 8 {
		t.Fatalf("%d example lists found: %v", len(files), err)
	}
	for _, path := range files {
		format, _, _ := strings.Cut(filepath.Base(path), ".")
		t.Run(format, func(t *testing.T) {
			f, err := os.Open(path)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			list, err := Read(f, "test")
			if err != nil {
				t.Fatal(err)
			}
			if list.Format != format || len(list.SHA256) != 64 || list.Bytes == 0 {
				t.Errorf("provenance %+v", list.ListProvenance)
			}
			checkListed(t, list)
		})
	}
}

// checkListed compares what every format carries; some have no place for
// documents' countries, wallets or weak names.
func checkListed(t *testing.T, list muster.SanctionsList) {
	t.Helper()
	if len(list.Entries) != 2 {
		t.Fatalf("%d entries, want 2: %+v", len(list.Entries), list.Entries)
	}
	got, firm := list.Entries[0], list.Entries[1]
	if got.ID != listed.ID || got.Kind != listed.Kind || firm.Kind != muster.ListEntity || firm.Names[0].Text != "Okondo Trading" {
		t.Errorf("entries %+v", list.Entries)
	}
	weakless := strings.HasPrefix(list.Format, "csv")
	for i, n := range got.Names {
		if want := listed.Names[i]; n.Text != want.Text && !strings.HasSuffix(list.Format, "ofac-csv") || n.Weak != want.Weak && !weakless {
			t.Errorf("name %+v, want %+v", n, want)
		}
	}
	if len(got.Names) < 2 {
		t.Errorf("names %+v", got.Names)
	}
	if len(got.Births) != 1 || got.Births[0] != "1970-02-01" && got.Births[0] != "01 Feb 1970" {
		t.Errorf("births %v", got.Births)
	}
	if diff := cmp.Diff(listed.Places, got.Places); diff != "" && list.Format != "eu-csv" && list.Format != "eu-xml" {
		t.Errorf("places: %s", diff)
	}
	if len(got.Documents) != 1 || got.Documents[0].Number != "A1234567" {
		t.Errorf("documents %+v", got.Documents)
	}
	if strings.HasPrefix(list.Format, "ofac") || list.Format == "followthemoney-jsonl" {
		if diff := cmp.Diff(listed.Wallets, got.Wallets); diff != "" {
			t.Errorf("wallets: %s", diff)
		}
	}
}

func TestBrokenLists(t *testing.T) {
	for _, c := range []struct{ what, text, say string }{
		{"nothing", "", "empty"},
		{"other XML", "<rss><channel/></rss>", "x: not a sanctions list that can be read: XML of an unknown kind"},
		{"a web page", "<!DOCTYPE html>\n<html><body>Sorry</body></html>", "x: not a sanctions list that can be read: it is a web page"},
		{"OFAC's table cut off", "36,\"A B\",-0- ,\"T\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n77,\"C D\",individual,\"T\",-0- ,-0-", "after 6 of 12 cells"},
		{"the UK's table cut off", "Report Date: 27/02/2026\nLast Updated,Unique ID,Name 6,Name 1,Name type\n1,A1,Okondo,Tarquin,Primary name\n1,A2,Belisar", "after 3 of 5 cells"},
		{"the EU's table cut off", "fileGenerationDate;Entity_LogicalId;NameAlias_WholeName;Entity_SubjectType\n1;7;A B;P\n1;8;C", "after 3 of 4 cells"},
		{"XML cut off", `<CONSOLIDATED_LIST><INDIVIDUALS><INDIVIDUAL><REFERENCE_NUMBER>1</REFERENCE_NUMBER>`, "line 1"},
		{"a broken line", `{"id":"1","schema":"Person","properties":{"name":["A"]}}` + "\n{broken", "line 2"},
		{"no names", "a,b\n1,2\n", "no column of names"},
		{"a quote left open", "id,name\n1,\"A\n", "line 2"},
		{"no entries", "id,name\n", "no entries"},
		{"an entry beyond the limit", `{"id":"1","caption":"` + strings.Repeat("a", maxEntry+2*sniffBytes) + `"}`, "larger"},
	} {
		_, err := Read(strings.NewReader(c.text), "x")
		if !errors.Is(err, ErrFormat) || !strings.Contains(err.Error(), c.say) {
			t.Errorf("%s: %v, want %q in it", c.what, err, c.say)
		}
	}
}

// FuzzRead holds that no input breaks a reader, and that what is kept is bounded.
func FuzzRead(f *testing.F) {
	files, err := filepath.Glob("testdata/formats/*")
	if err != nil || len(files) == 0 {
		f.Fatal("no example lists")
	}
	for _, path := range files {
		text, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(text))
	}
	f.Fuzz(func(t *testing.T, s string) {
		list, err := Read(strings.NewReader(s), "x")
		if err != nil {
			if len(list.Entries) > 0 {
				t.Fatal("an error and entries")
			}
			return
		}
		for _, e := range list.Entries {
			if e.ID == "" || len(e.Names) > keepValues || len(e.Births) > keepValues || len(e.Documents) > keepValues {
				t.Fatalf("%+v", e)
			}
		}
	})
}

// TestTablesAsSaved holds that a table is read as spreadsheets save it. In UTF-16 or
// Windows-1252 its names were kept without letters, so that nobody was ever found.
func TestTablesAsSaved(t *testing.T) {
	const text = "id,full_name,dob\n1,Göran Quäckenbüshel,1970-03-04\n"
	wide, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	narrow, err := charmap.Windows1252.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	want := []muster.ListEntry{{ID: "1", Names: []muster.ListedName{{Text: "Göran Quäckenbüshel"}}, Births: []string{"1970-03-04"}}}
	for what, text := range map[string]string{
		"commas": text, "a mark in front": "\ufeff" + text, "semicolons": strings.ReplaceAll(text, ",", ";"), "tabs": strings.ReplaceAll(text, ",", "\t"),
		"UTF-16": wide, "Windows-1252": narrow, "names in two columns": "id,first_name,last_name,dob\n1,Göran,Quäckenbüshel,1970-03-04\n",
	} {
		list, err := Read(strings.NewReader(text), "x")
		if err != nil {
			t.Errorf("%s: %v", what, err)
			continue
		}
		for i := range list.Entries {
			list.Entries[i].Kind = ""
		}
		if diff := cmp.Diff(want, list.Entries); diff != "" {
			t.Errorf("%s: %s", what, diff)
		}
	}
}

// TestNestedEntities holds that papers and wallets are read where they stand within a
// person, and that a wallet in a line of its own is its holder's too.
func TestNestedEntities(t *testing.T) {
	const nested = `{"id":"T-1","schema":"Person","caption":"Tarquin Okondo","properties":{"name":["Tarquin Okondo"],"addressEntity":[{"id":"a","schema":"Address","properties":{"full":["Kisumu"]}}],` +
		`"familyPerson":[{"id":"f","schema":"Family","properties":{"relative":[{"id":"T-9","schema":"Person","properties":{"name":["Somebody Else"]}}]}}],` +
		`"passports":[{"id":"p","schema":"Passport","properties":{"number":["A1234567"],"country":["ke"]}}],"sanctions":[{"id":"s","schema":"Sanction","properties":{"program":["TEST"]}}],` +
		`"wallets":[{"id":"w","schema":"CryptoWallet","properties":{"publicKey":["1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"]}}]}}`
	const flat = `{"id":"T-1","schema":"Person","caption":"Tarquin Okondo","properties":{"program":["TEST"]}}` + "\n" +
		`{"id":"p","schema":"Passport","properties":{"number":["A1234567"],"country":["ke"],"holder":["T-1"]}}` + "\n" +
		`{"id":"w","schema":"CryptoWallet","properties":{"publicKey":["1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"],"holder":["T-1"]}}`
	want := muster.ListEntry{
		ID: "T-1", Kind: muster.ListPerson, Names: []muster.ListedName{{Text: "Tarquin Okondo"}}, Programs: []string{"TEST"}, Wallets: listed.Wallets,
		Documents: []muster.ListedDocument{{Country: "ke", Kind: "Passport", Number: "A1234567"}},
	}
	for what, text := range map[string]string{"nested": nested, "flat": flat} {
		list, err := Read(strings.NewReader(text), "x")
		if err != nil {
			t.Errorf("%s: %v", what, err)
			continue
		}
		if diff := cmp.Diff(want, list.Entries[0]); diff != "" {
			t.Errorf("%s: %s", what, diff)
		}
	}
}

func TestOFACTables(t *testing.T) {
	main := `36,"Okondo Trading",-0- ,"TEST",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ` + "\n" +
		`77,"OKONDO, Tarquin Belisar",individual,"TEST] [TEST2",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"DOB 01 Feb 1970; alt. DOB 1971; POB Kisumu, Kenya; nationality Nowhere; a.k.a. 'GREY FOX'; Passport A1234567 (Kenya) expires 01 Jan 2030; Digital Currency Address - XBT 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa; Linked To: SOMEBODY."` + "\n\x1a"
	alt := `77,1,"aka","OKONDO, Tarkuin",-0- ` + "\n"
	list, err := Read(strings.NewReader(main), "sdn.csv")
	if err != nil {
		t.Fatal(err)
	}
	more, err := Read(strings.NewReader(alt), "alt.csv")
	if err != nil {
		t.Fatal(err)
	}
	if !AddNames(&list, more) {
		t.Fatal("the names were not added")
	}
	want := muster.ListEntry{
		ID: "77", Kind: muster.ListPerson, Programs: []string{"TEST", "TEST2"},
		Names:  []muster.ListedName{{Text: "OKONDO, Tarquin Belisar"}, {Text: "GREY FOX", Weak: true}, {Text: "OKONDO, Tarkuin"}},
		Births: []string{"01 Feb 1970", "1971"}, Places: []string{"Kisumu, Kenya"},
		Documents: []muster.ListedDocument{{Country: "Kenya", Kind: "Passport", Number: "A1234567"}},
		Wallets:   listed.Wallets,
	}
	if diff := cmp.Diff(want, list.Entries[1]); diff != "" {
		t.Error(diff)
	}
}
