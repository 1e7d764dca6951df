package ingest

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/xuri/excelize/v2"

	"muster"
)

func TestRegisters(t *testing.T) {
	b := mustRead(t, folder(t, map[string]string{
		"agencies.csv":          "Agency,Phone,Email,Checks evidenced,Sort Code,Bank Account\nQuay Staffing,020 7946 0009; 020 7946 0010,jobs@quay.example,yes,,\n,1,,,,\nHarbour Umbrella,,,,12-34-56,12345678\n",
		"offices.csv":           "Office,Address,Postcode,Network\nLeeds,\"1 Quay Street, Leeds\",LS1 1AA,192.0.2.7\n",
		"indicators.csv":        "Type,Value,Source,Licence,Last seen,Expires\nemail,x@example.net,A list,CC0,2026-02-13,2027-02-13\nshape,round,A list,,,\nwallet,,A list,,,\n",
		"adverts/backend.md":    "# Engineer\n\nWe are looking for an engineer.\n\nAbout the role\n- run services\n\nWhat we offer\n- 25 days\n\nHow to apply: send a CV.\n",
		"templates/cv.txt":      "Objective: to obtain a challenging position.\n",
		"templates_library.csv": "name,template\nplain,Results-driven engineer with a passion for quality\n",
	}), Options{})
	want := muster.Registers{
		Agencies:   []muster.Agency{{Name: "Quay Staffing", Phones: []muster.Phone{"020 7946 0009", "020 7946 0010"}, Emails: []muster.Email{"jobs@quay.example"}, ChecksEvidenced: muster.Yes}, {Name: "Harbour Umbrella", AccountNumber: "12345678", BankCode: "12-34-56"}},
		Offices:    []muster.Office{{Name: "Leeds", Address: "1 Quay Street, Leeds, LS1 1AA", Network: "192.0.2.7"}},
		Adverts:    []muster.Advert{{Vacancy: "backend", Text: "Engineer\n\nWe are looking for an engineer.\n\nAbout the role\n- run services\n\nWhat we offer\n- 25 days\n\nHow to apply: send a CV."}},
		Templates:  []muster.Advert{{Vacancy: "cv", Text: "Objective: to obtain a challenging position."}, {Vacancy: "plain", Text: "Results-driven engineer with a passion for quality"}},
		Indicators: []muster.Indicator{{Kind: muster.ArtefactEmail, Value: "x@example.net", Source: "A list", Licence: "CC0", LastSeen: day(2026, 2, 13), Expires: day(2027, 2, 13)}},
	}
	if diff := cmp.Diff(want, b.Registers, cmpopts.IgnoreFields(muster.Agency{}, "Place"), cmpopts.IgnoreFields(muster.Office{}, "Place"),
		cmpopts.IgnoreFields(muster.Advert{}, "Place"), cmpopts.IgnoreFields(muster.Indicator{}, "Place")); diff != "" {
		t.Error(diff)
	}
	var rows []int
	for _, r := range b.Rejects {
		rows = append(rows, r.Row)
	}
	if diff := cmp.Diff([]int{3, 3, 4}, rows); diff != "" {
		t.Error(diff, b.Rejects)
	}
	if b.Len() != 0 {
		t.Errorf("subjects %v", subjects(b))
	}
}

// Rows of two sheets of one workbook, or of two files of one name, that name
// nobody stay apart.
func TestLooseRowsStayApart(t *testing.T) {
	f := excelize.NewFile()
	for _, sheet := range []string{"Interviews", "References"} {
		if _, err := f.NewSheet(sheet); err != nil {
			t.Fatal(err)
		}
	}
	rows := map[string][]any{
		"Interviews A1": {"Candidate ID", "Start", "Interviewer"}, "Interviews A2": {"", "2026-02-13", "Mo"},
		"References A1": {"Candidate ID", "Referee", "Referee e-mail", "Outcome"}, "References A2": {"", "Jo Hale", "jo@example.com", "confirmed"},
	}
	for at, row := range rows {
		if err := f.SetSheetRow(at[:len(at)-3], at[len(at)-2:], &row); err != nil {
			t.Fatal(err)
		}
	}
	dir := folder(t, map[string]string{"a/interviews.csv": "Start,Interviewer\n2026-02-13,Mo\n", "b/interviews.csv": "Start,Interviewer\n2026-02-14,Mo\n"})
	if err := f.SaveAs(filepath.Join(dir, "book.xlsx")); err != nil {
		t.Fatal(err)
	}
	b := mustRead(t, dir, Options{})
	want := []muster.SubjectID{"a/interviews.csv:2", "b/interviews.csv:2", "book.xlsx/Interviews:2", "book.xlsx/References:2"}
	if diff := cmp.Diff(want, subjects(b)); diff != "" {
		t.Error(diff)
	}
}

// A picture the documents table names belongs to that row's subject and is
// one of a paper, whatever it is called.
func TestPicturesOfTheDocumentsTable(t *testing.T) {
	picture, err := os.ReadFile("../examples/harbour/ids/4101-passport.jpg")
	if err != nil {
		t.Fatal(err)
	}
	dir := folder(t, map[string]string{
		"documents.csv":   "Candidate ID,Document type,Document number,File\nC1,passport,123456789,scans\\IMG_1.JPG\n",
		"scans/img_1.jpg": string(picture),
	})
	list := observed(t, mustRead(t, dir, Options{}))["C1"]
	found := false
	for _, d := range list {
		if img, ok := d.(*muster.Image); ok {
			found = img.Purpose == muster.ImageIdentity && len(img.Print) == 16 && len(img.SHA256) == 64
		}
	}
	if !found {
		t.Errorf("read as %+v", list)
	}
}

// A crosswalk names the id of another HR system: both rows are one subject.
func TestCrosswalkOfTwoPeopleTables(t *testing.T) {
	b := mustRead(t, folder(t, map[string]string{
		"bamboo.csv":  "Employee ID,Full name,Start date\n1,Ada Moor,2024-05-06\n",
		"workday.csv": "Employee ID,Full name,Hire date\n900,A. Moor,2025-05-06\n901,Bo Lind,2025-05-06\n",
		"links.csv":   "subject,system,id\n1,workday.csv,900\n",
	}), Options{})
	if diff := cmp.Diff(map[string]string{"1": "person person", "901": "person"}, kindsOf(t, b)); diff != "" {
		t.Error(diff)
	}
}

// Whoever hands in a paper chooses its name and its words: neither takes it out
// of a folder of CVs.
func TestPapersCannotHideAsAdverts(t *testing.T) {
	advert := "Engineer\n\nWe are looking for an engineer.\n\nAbout the role\n- run services\n\nWhat we offer\n- 25 days\n\nHow to apply: send a CV.\n"
	b := mustRead(t, folder(t, map[string]string{"cvs/template.txt": cvText("Ada Moor"), "cvs/advert.txt": advert, "job_template.txt": cvText("Bo Lind")}), Options{})
	if len(b.Registers.Adverts)+len(b.Registers.Templates) != 0 || b.Len() != 3 {
		t.Errorf("registers %+v, subjects %v", b.Registers, subjects(b))
	}
}
