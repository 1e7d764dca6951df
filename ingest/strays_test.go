package ingest

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const (
	hiredPeople = "Employee ID,Candidate ID,Full name,Start date\nE1,C1,Ada Moor,2024-05-06\nE2,C2,Bo Lind,2024-05-07\n"
	madeChecks  = "Application ID,Check type,Requested\nE1,identity,2024-04-01\nE2,identity,2024-04-02\n"
)

// An id of the wrong kind makes no second person: the row is set aside, and
// the line that settles it is named.
func TestIDOfTheWrongKind(t *testing.T) {
	dir := folder(t, map[string]string{"people.csv": hiredPeople, "checks.csv": madeChecks})
	b := mustRead(t, dir, Options{})
	if diff := cmp.Diff(map[string]string{"E1": "person", "E2": "person"}, kindsOf(t, b)); diff != "" {
		t.Error(diff)
	}
	if len(b.Rejects) != 2 || b.Rejects[0].Row != 2 || !strings.Contains(b.Rejects[0].Reason, `"E1" is no application id known; it is that of a person`) {
		t.Errorf("rejects %v", b.Rejects)
	}
	if b.Records != b.Read+wholeRejects(b) {
		t.Errorf("%d records, %d read, rejects %v", b.Records, b.Read, b.Rejects)
	}
	line := `files: {checks.csv: {columns: {"Application ID": person}}}`
	if len(b.Questions) != 1 || b.Questions[0].Lines[0] != line {
		t.Fatalf("questions %+v", b.Questions)
	}
	settled := map[string]string{"E1": "check person", "E2": "check person"}
	t.Run("pasted", func(t *testing.T) {
		b := mustRead(t, folder(t, map[string]string{"people.csv": hiredPeople, "checks.csv": madeChecks, "muster.yaml": line + "\n"}), Options{})
		if diff := cmp.Diff(settled, kindsOf(t, b)); diff != "" || len(b.Questions)+len(b.Rejects) > 0 {
			t.Error(diff, b.Questions, b.Rejects)
		}
	})
	t.Run("answered", func(t *testing.T) {
		b := mustRead(t, dir, Options{Asker: &answers{byTopic: map[string]int{TopicIDs: 0}}})
		again := mustRead(t, dir, Options{}) // from muster.yaml now
		for _, b := range []*Batch{b, again} {
			if diff := cmp.Diff(settled, kindsOf(t, b)); diff != "" || len(b.Questions)+len(b.Rejects) > 0 {
				t.Error(diff, b.Questions, b.Rejects)
			}
		}
	})
}

// One slip in a good column is one row's matter, settled by a crosswalk.
func TestSlipInAnIDColumn(t *testing.T) {
	files := map[string]string{
		"people.csv":    hiredPeople,
		"shipments.csv": "Employee ID,Item,Dispatched\nE1,Laptop,2024-05-01\nE2,Laptop,2024-05-01\nC2,Monitor,2024-05-02\n",
	}
	b := mustRead(t, folder(t, files), Options{Asker: &answers{byTopic: map[string]int{TopicIDs: 0}}})
	if len(b.Rejects) != 1 || b.Rejects[0].Row != 4 || len(b.Questions) != 1 {
		t.Fatalf("rejects %v, questions %v", b.Rejects, b.Questions)
	}
	files["muster.yaml"] = b.Questions[0].Lines[0] + "\n"
	b = mustRead(t, folder(t, files), Options{})
	if diff := cmp.Diff(map[string]string{"E1": "shipment person", "E2": "shipment shipment person"}, kindsOf(t, b)); diff != "" {
		t.Error(diff)
	}
}

// Two systems may both count from 1: numbers alone stay apart, which is said.
func TestNumbersOfTwoSystemsStayApart(t *testing.T) {
	b := mustRead(t, folder(t, map[string]string{
		"people.csv":     "Employee ID,Full name,Start date\n7,Ada Moor,2024-05-06\n",
		"interviews.csv": "Candidate ID,Start,Interviewer\n7,2024-02-01,Mo\n9,2024-02-01,Mo\n",
	}), Options{})
	if diff := cmp.Diff(map[string]string{"7": "person", "interviews.csv:7": "interview", "9": "interview"}, kindsOf(t, b)); diff != "" {
		t.Error(diff)
	}
	if len(b.Rejects) != 0 || len(b.Questions) != 1 || b.Questions[0].Topic != TopicIDs {
		t.Errorf("rejects %v, questions %v", b.Rejects, b.Questions)
	}
	if len(b.Warnings) != 1 || !strings.Contains(b.Warnings[0], `2 rows of `) || !strings.Contains(b.Warnings[0], `such as "7"`) {
		t.Errorf("warnings %v", b.Warnings)
	}
}

// A table nothing is known about is first of all one to leave out.
func TestUnknownTableIsFirstLeftOut(t *testing.T) {
	files := map[string]string{"people.csv": hiredPeople, "menu.csv": "Dish,Price\nSoup,3\nStew,5\n"}
	b := mustRead(t, folder(t, files), Options{})
	if len(b.Questions) != 1 || !strings.HasPrefix(b.Questions[0].Lines[0], "files: {menu.csv: {ignore: true}}") {
		t.Fatalf("questions %+v", b.Questions)
	}
	files["muster.yaml"] = b.Questions[0].Lines[0] + "\n"
	if b = mustRead(t, folder(t, files), Options{}); len(b.Questions)+len(b.Rejects)+len(b.Unseen) > 0 {
		t.Errorf("questions %v, rejects %v, unseen %v", b.Questions, b.Rejects, b.Unseen)
	}
}
