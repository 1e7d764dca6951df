package ingest

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"muster"
)

const (
	peopleCSV = "Employee ID,Full name,Personal email,Start date,Candidate ID\nE1,Ada Moor,ada@example.com,2024-05-06,C1\nE2,Bo Lind,bo@example.com,2024-05-07,\n"
	appsCSV   = "Candidate ID,Full name,Email,Job,Applied on\nC1,Ada Moor,ada@example.com,Engineer,2024-03-01\nC2,Bo Lind,bo@example.com,Engineer,2024-03-02\nC3,Di Fen,di@example.com,Engineer,2024-03-03\n"
)

// kindsOf counts each subject's observations by kind.
func kindsOf(t *testing.T, b *Batch) map[string]string {
	t.Helper()
	out := map[string]string{}
	for id, list := range observed(t, b) {
		var kinds []string
		for _, d := range list {
			kinds = append(kinds, string(d.Kind()))
		}
		out[string(id)] = strings.Join(kinds, " ")
	}
	return out
}

func TestAttach(t *testing.T) {
	for name, c := range map[string]struct {
		files map[string]string
		want  map[string]string
	}{
		"people link candidates, others stay apart": {
			map[string]string{"people.csv": peopleCSV, "applications.csv": appsCSV},
			map[string]string{"E1": "application person", "E2": "person", "C2": "application", "C3": "application"},
		},
		"a crosswalk in muster.yaml joins": {
			map[string]string{"people.csv": peopleCSV, "applications.csv": appsCSV, "muster.yaml": "crosswalk:\n  - {subject: E2, system: candidate, id: C2}\n"},
			map[string]string{"E1": "application person", "E2": "application person", "C3": "application"},
		},
		"a crosswalk table joins, by the file's name": {
			map[string]string{"people.csv": peopleCSV, "applications.csv": appsCSV, "crosswalk.csv": "subject,system,id\nE2,applications.csv,C2\n"},
			map[string]string{"E1": "application person", "E2": "application person", "C3": "application"},
		},
		"equal numbers of two systems are two people": {
			map[string]string{
				"people.csv":       "Employee ID,Full name,Start date\n7,Ada Moor,2024-05-06\n",
				"applications.csv": "Candidate ID,Full name,Email,Job\n7,Cy Dunn,cy@example.com,Engineer\n",
				"interviews.csv":   "Candidate ID,Start,Interviewer\n7,2024-02-01,Mo\n",
				"payments.csv":     "Employee ID,Net pay,Payment date\n7,100,2024-06-30\n",
			},
			map[string]string{"7": "person payment", "applications.csv:7": "interview application"},
		},
		"one id column called id in both tables is one system if names agree": {
			map[string]string{
				"people.csv":       "id,Full name,Start date\n7,Ada Moor,2024-05-06\n",
				"applications.csv": "id,Full name,Email,Job\n7,Ada Moor,a@example.com,Engineer\n8,Cy Dunn,cy@example.com,Engineer\n",
			},
			map[string]string{"7": "application person", "8": "application"},
		},
		"and two systems if they do not": {
			map[string]string{
				"people.csv":       "id,Full name,Start date\n7,Ada Moor,2024-05-06\n",
				"applications.csv": "id,Full name,Email,Job\n7,Cy Dunn,cy@example.com,Engineer\n",
			},
			map[string]string{"7": "person", "applications.csv:7": "application"},
		},
		"rows without an id stand for themselves": {
			map[string]string{
				"applications.csv": "Full name,Email,Job\nAda Moor,a@example.com,Engineer\n",
				"interviews.csv":   "Candidate ID,Start,Interviewer\n,2024-02-01,Mo\nC9,2024-02-02,Mo\n",
			},
			map[string]string{"applications.csv:2": "application", "interviews.csv:2": "interview", "C9": "interview"},
		},
		"applications attach by application id": {
			map[string]string{
				"applications.csv": "Application ID,Candidate ID,Full name,Job\nA1,C1,Ada Moor,Engineer\nA2,C1,Ada Moor,Analyst\n",
				"interviews.csv":   "Application ID,Start,Interviewer\nA2,2024-02-01,Mo\n",
			},
			map[string]string{"C1": "application application interview"},
		},
		"files attach by name, folder and column": {
			map[string]string{
				"applications.csv":        "Candidate ID,Full name,Job,Resume\nC-101,Ada Moor,Engineer,ada.txt\nC-102,Bo Lind,Engineer,\nC-103,Cy Dunn,Engineer,\n",
				"cvs/ada.txt":             cvText("Ada Moor"),
				"cvs/CV c-102 final.txt":  cvText("Bo Lind"),
				"cvs/C-103/resume.txt":    cvText("Cy Dunn"),
				"cvs/nobody.txt":          cvText("Ed Gar"),
				"cvs/C-101 or C-102.txt":  cvText("Ed Gar"),
				"letters/C-103/cover.txt": "Dear team,\n\nI am writing to apply for the post. I look forward to hearing from you.\n\nYours sincerely,\nCy Dunn\n",
			},
			map[string]string{"C-101": "application cv", "C-102": "application cv", "C-103": "application cv message", "file:cvs/nobody.txt": "cv", "file:cvs/C-101 or C-102.txt": "cv"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			b := mustRead(t, folder(t, c.files), Options{})
			got := kindsOf(t, b)
			for id, kinds := range got { // undated kinds of one subject come in the order of their ids
				got[id] = sortedWords(kinds)
			}
			for id, kinds := range c.want {
				c.want[id] = sortedWords(kinds)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
			if b.Records != b.Read+wholeRejects(b) {
				t.Errorf("%d records, %d read, rejects %v", b.Records, b.Read, b.Rejects)
			}
		})
	}
}

func wholeRejects(b *Batch) int {
	n := 0
	for _, r := range b.Rejects {
		if r.Column == "" {
			n++
		}
	}
	return n
}

func sortedWords(s string) string {
	words := strings.Fields(s)
	slices.Sort(words)
	return strings.Join(words, " ")
}

func cvText(name string) string {
	return name + "\nLondon\n" + strings.ToLower(strings.Fields(name)[0]) + "@example.com\n\nProfile\nEngineer of small services.\n\nExperience\n\nEngineer, Quay Ltd\nMar 2019 - Present\n- Ran 37 services\n\nEducation\n\nBSc Physics, University of Hull, 2012 - 2015\n\nSkills\nGo, SQL\n"
}

func TestEqualNameAndEmailOnlyProposes(t *testing.T) {
	dir := folder(t, map[string]string{"people.csv": peopleCSV, "applications.csv": appsCSV})
	b := mustRead(t, dir, Options{})
	if len(b.Questions) != 1 || b.Questions[0].Topic != TopicCrosswalk || b.Questions[0].Lines[0] != "crosswalk: [{subject: E2, system: candidate, id: C2}]" {
		t.Errorf("questions %+v", b.Questions)
	}
	a := &answers{byTopic: map[string]int{TopicCrosswalk: 0}}
	b = mustRead(t, dir, Options{Asker: a})
	if diff := cmp.Diff([]muster.SubjectID{"C3", "E1", "E2"}, subjects(b)); diff != "" {
		t.Error(diff)
	}
	again := mustRead(t, dir, Options{}) // from muster.yaml now
	if diff := cmp.Diff(observed(t, b), observed(t, again)); diff != "" {
		t.Error(diff)
	}
}

func TestDuplicateIDs(t *testing.T) {
	b := mustRead(t, folder(t, map[string]string{
		"people.csv": "Employee ID,Full name,Start date\nE1,Ada Moor,2024-05-06\nE1,Ada Moor,2024-05-06\nE1,Ada J. Moor,2025-05-06\nE1,Cy Dunn,2024-05-06\n",
	}), Options{})
	if diff := cmp.Diff(map[string]string{"E1": "person person", "people.csv:5": "person"}, kindsOf(t, b)); diff != "" {
		t.Error(diff)
	}
	if len(b.Rejects) != 1 || b.Rejects[0].Row != 3 || b.Rejects[0].Reason != "the same as row 2" {
		t.Errorf("rejects %v", b.Rejects)
	}
	if len(b.Files[0].Warnings) != 1 || !strings.Contains(b.Files[0].Warnings[0], "rows 2 and 5") {
		t.Errorf("warnings %v", b.Files[0].Warnings)
	}
}

func TestSameIDInSeveralPeopleTables(t *testing.T) {
	january := "Employee ID,Full name,Start date\n1,Ada Moor,2024-05-06\n2,Bo Lind,2024-05-06\n"
	other := "Employee ID,Full name,Start date\n1,Xi Quan,2024-05-06\n2,Yo Rand,2024-05-06\n"
	b := mustRead(t, folder(t, map[string]string{"people_1.csv": january, "people_2.csv": january, "people_3.csv": other}), Options{})
	want := map[string]string{"1": "person person", "2": "person person", "people_3.csv:1": "person", "people_3.csv:2": "person"}
	if diff := cmp.Diff(want, kindsOf(t, b)); diff != "" {
		t.Error(diff)
	}
}

func TestBankColumnsOfThePeopleTable(t *testing.T) {
	b := mustRead(t, folder(t, map[string]string{
		"people.csv": "Employee ID,Full name,Start date,IBAN,Account holder\nE1,Ada Moor,2024-05-06,GB29NWBK60161331926819,A Moor\nE2,Bo Lind,2024-05-06,,\n",
	}), Options{})
	if diff := cmp.Diff(map[string]string{"E1": "bank_details person", "E2": "person"}, kindsOf(t, b)); diff != "" {
		t.Error(diff)
	}
}

func TestCVOfTheSameNameAndEmailOnlyProposes(t *testing.T) {
	dir := folder(t, map[string]string{"applications.csv": appsCSV, "cvs/Ada.txt": strings.ReplaceAll(cvText("Ada Moor"), "C1", "")})
	b := mustRead(t, dir, Options{})
	if len(b.Questions) != 1 || b.Questions[0].Lines[0] != "attachments: {cvs/Ada.txt: C1}" {
		t.Errorf("questions %+v", b.Questions)
	}
	if kindsOf(t, b)["file:cvs/Ada.txt"] != "cv" {
		t.Errorf("subjects %v", subjects(b))
	}
	mustRead(t, dir, Options{Asker: &answers{byTopic: map[string]int{TopicAttachment: 0}}})
	b = mustRead(t, dir, Options{}) // from muster.yaml now
	if got := sortedWords(kindsOf(t, b)["C1"]); got != "application cv" || len(b.Questions) != 0 {
		t.Errorf("C1 has %q, questions %v", got, b.Questions)
	}
}
