package ingest

import (
	"strings"
	"testing"

	"muster"
)

// A CV with a few lines that have commas is no table, and a table saved as
// plain text is one.
func TestTextOrTable(t *testing.T) {
	for text, want := range map[string]FileType{
		cvText("Ada Moor") + "\nName, Email, Phone, Address\n":                                 TypeText,
		"Ada Moor\nPhone, Email\n" + cvText("Ada Moor"):                                        TypeText,
		"Employee ID;Full name;Start date\nE1;Ada Moor;2024-05-06\nE2;Bo Lind;2024-05-06\n":    TypeCSV,
		"Staff of the quay\n\nEmployee ID\tFull name\nE1\tAda Moor\nE2\tBo Lind\nE3\tCy Fen\n": TypeCSV,
		"Employee ID,Full name,Start date\n":                                                   TypeCSV,
	} {
		b, err := Read(t.Context(), []string{folder(t, map[string]string{"paper.txt": text, "people.csv": goodPeople})}, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if got := b.Files[0].Type; got != want {
			t.Errorf("%q is read as %s, want %s", text, got, want)
		}
	}
}

func TestTemplatesByTheirHeader(t *testing.T) {
	b := mustRead(t, folder(t, map[string]string{"people.csv": goodPeople, "lines.csv": "Template,Text\nplain,Results-driven engineer with a passion for quality\n"}), Options{})
	if len(b.Registers.Templates) != 1 || b.Registers.Templates[0].Text != "Results-driven engineer with a passion for quality" {
		t.Errorf("templates %+v", b.Registers.Templates)
	}
}

func TestEducationStatedTo(t *testing.T) {
	got := observed(t, mustRead(t, folder(t, map[string]string{
		"applications.csv": "Candidate ID,Name,Job,Applied on,School,Degree,Stated To\nC1,Ada Moor,Engineer,2024-05-06,Hull,BSc,screening firm\n",
	}), Options{}))
	if e := got["C1"][0].(*muster.Application).Education; len(e) != 1 || e[0].StatedTo != "screening firm" || e[0].Institution != "Hull" {
		t.Errorf("education %+v", e)
	}
}

// Without a day to count from, a CV's dates have no upper bound: 1970 is none.
func TestNoDayToCountFrom(t *testing.T) {
	dir := folder(t, map[string]string{"people.csv": goodPeople, "cvs.txt": cvText("Ada Moor")})
	count := func(opt Options) (n int) {
		for _, list := range observed(t, mustRead(t, dir, opt)) {
			for _, d := range list {
				if cv, ok := d.(*muster.CV); ok {
					n += len(cv.Roles)
				}
			}
		}
		return n
	}
	with, without := count(Options{Now: day(2026, 11, 21)}), count(Options{})
	if with == 0 || with != without {
		t.Errorf("%d roles with a day, %d without", with, without)
	}
}

// A word that is none of a closed list is told with the words that are.
func TestAWrongWordNamesTheRightOnes(t *testing.T) {
	b := mustRead(t, folder(t, map[string]string{"people.csv": hiredPeople,
		"checks.csv": "Person ID,Check Type,Completed On,Outcome\nHF-1,astrology,2026-03-03,passed\nHF-1,identity,2026-03-03,splendid\n"}), Options{})
	if len(b.Rejects) != 2 {
		t.Fatalf("got %d rejects: %v", len(b.Rejects), b.Rejects)
	}
	for i, words := range [][]string{{"astrology", "identity", "live_interview", "same_person"}, {"splendid", "passed", "failed", "not_available"}} {
		for _, word := range words {
			if !strings.Contains(b.Rejects[i].Reason, word) {
				t.Errorf("%q does not name %s", b.Rejects[i].Reason, word)
			}
		}
	}
}
