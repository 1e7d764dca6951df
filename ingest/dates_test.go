package ingest

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"muster"
)

func TestDateOrderOfColumns(t *testing.T) {
	for name, c := range map[string]struct {
		cells []string
		order DateOrder
		ok    bool
	}{
		"one row tells day first":      {[]string{"03/04/2026", "13/04/2026", ""}, DMY, true},
		"one row tells month first":    {[]string{"03/04/2026", "04/13/2026"}, MDY, true},
		"nothing tells":                {[]string{"03/04/2026", "05/06/2026"}, OrderUnknown, false},
		"rows contradict":              {[]string{"13/04/2026", "04/13/2026"}, OrderUnknown, false},
		"iso needs no order":           {[]string{"2026-04-03", "2026-04-13T10:00:00Z"}, YMD, true},
		"words need no order":          {[]string{"3 April 2026", "Apr 4, 2026"}, YMD, true},
		"day and month equal":          {[]string{"04/04/2026", "05/05/2026"}, YMD, true},
		"one slip among many":          {append(strings.Split(strings.Repeat("13/04/2026,", 60), ","), "04/13/2026"), DMY, true},
		"times of day do not matter":   {[]string{"03/04/2026 14:00", "21/04/2026 09:00"}, DMY, true},
		"dots are no hint of an order": {[]string{"03.04.2026"}, OrderUnknown, false},
		"other text":                   {[]string{"n/a", "1/2", "12/2026", "999999999"}, YMD, true},
	} {
		t.Run(name, func(t *testing.T) {
			var census dateCensus
			for _, cell := range c.cells {
				census.see([]byte(cell))
			}
			if order, ok := census.decide(); order != c.order || ok != c.ok {
				t.Errorf("decided %q %v, want %q %v", order, ok, c.order, c.ok)
			}
		})
	}
}

// The quick way to read a date agrees with the thorough one.
func FuzzDate(f *testing.F) {
	for _, s := range []string{"2026-04-03", "31/12/2026", "29.02.2024", "29.02.2023", "1-1-1999", "2026/4/3", "0/1/2026", "03/04/26", "2026-04-03T10:00Z", "2026-04-03T10:00", "2026-04-03 23:59", "2026-04-03T24:00", "2026-04-31T10:00"} {
		f.Add(s, true)
		f.Add(s, false)
	}
	f.Fuzz(func(t *testing.T, s string, dayFirst bool) {
		d := &dateForm{order: MDY}
		if dayFirst {
			d.order = DMY
		}
		quick, ok := d.plain(s)
		if !ok {
			return
		}
		form, err := d.form(s)
		if err != nil {
			t.Fatalf("%q reads as %s the quick way and fails otherwise: %v", s, quick.ISO(), err)
		}
		if slow := written(fromNormal(form), s); slow != quick {
			t.Errorf("%q reads as %+v the quick way and %+v otherwise", s, quick, slow)
		}
	})
}

const openDatesCSV = "Employee ID,Full name,Start date,Termination date\nE1,Ada Moor,03/04/2024,2026-01-01\nE2,Bo Lind,05/06/2024,\n"

func TestUndecidedDatesStayEmptyAndAreNamed(t *testing.T) {
	b := mustRead(t, folder(t, map[string]string{"people.csv": openDatesCSV}), Options{})
	ada := observed(t, b)["E1"][0].(*muster.Person)
	if !ada.Started.IsZero() || ada.Ended.ISO() != "2026-01-01" {
		t.Errorf("started %s, ended %s", ada.Started.ISO(), ada.Ended.ISO())
	}
	if len(b.Unseen) != 1 || !strings.Contains(b.Unseen[0].What, "Start date") || !strings.Contains(b.Unseen[0].Remedy, "people.csv: {date_order: dmy}") {
		t.Errorf("unseen %+v", b.Unseen)
	}
	if len(b.Questions) != 1 || b.Questions[0].Topic != TopicDates || len(b.Questions[0].Lines) != 2 {
		t.Errorf("questions %+v", b.Questions)
	}
	if len(b.Rejects) != 0 {
		t.Errorf("rejects %v", b.Rejects)
	}
}

// TestDaysWrittenAsMomentsAreDays reads exports that write a date as its midnight:
// it stays a date, as written, whatever the zone. A column in which one row has
// another time is one of moments.
func TestDaysWrittenAsMomentsAreDays(t *testing.T) {
	for name, c := range map[string]struct {
		cells [2]string
		want  [2]string
	}{
		"in UTC":              {[2]string{"2026-09-01T00:00:00Z", "2026-09-02T00:00:00.000Z"}, [2]string{"2026-09-01", "2026-09-02"}},
		"in a zone":           {[2]string{"2026-09-01T00:00:00+02:00", "2026-12-02T00:00:00+01:00"}, [2]string{"2026-09-01", "2026-12-02"}},
		"to the minute":       {[2]string{"2026-09-01 00:00", "2026-09-02T00:00"}, [2]string{"2026-09-01", "2026-09-02"}},
		"in another order":    {[2]string{"31/08/2026 0:00", "02/09/2026 00:00:00"}, [2]string{"2026-08-31", "2026-09-02"}},
		"beside plain dates":  {[2]string{"2026-09-01", "2026-09-02T00:00:00Z"}, [2]string{"2026-09-01", "2026-09-02"}},
		"moments, one of all": {[2]string{"2026-09-01T00:00:00Z", "2026-09-02T10:30:00Z"}, [2]string{"2026-09-01T00:00:00Z", "2026-09-02T10:30:00Z"}},
		"ten past":            {[2]string{"2026-09-01T00:00", "2026-09-02T00:10"}, [2]string{"2026-09-01T00:00:00", "2026-09-02T00:10:00"}},
		"twenty hours":        {[2]string{"2026-09-01T20:00:00Z", "2026-09-02T20:00:00Z"}, [2]string{"2026-09-01T20:00:00Z", "2026-09-02T20:00:00Z"}},
	} {
		b := mustRead(t, folder(t, map[string]string{"applications.csv": "Application ID,Full Name,Applied On\nA1,Ada Moor," + c.cells[0] + "\nA2,Bo Lind," + c.cells[1] + "\n"}), Options{})
		list := observed(t, b)
		for i, id := range []muster.SubjectID{"A1", "A2"} {
			if len(list[id]) == 0 {
				t.Fatalf("%s: nothing of %s", name, id)
			}
			if got := list[id][0].(*muster.Application).Applied; got.ISO() != c.want[i] {
				t.Errorf("%s: %q reads as %s, want %s", name, c.cells[i], got.ISO(), c.want[i])
			}
		}
	}
}

// answers replies to questions by topic.
type answers struct {
	byTopic map[string]int
	asked   []Question
}

func (a *answers) Ask(_ context.Context, q Question) (int, error) {
	a.asked = append(a.asked, q)
	if n, ok := a.byTopic[q.Topic]; ok {
		return n, nil
	}
	return -1, nil
}

func TestAnswersAreRemembered(t *testing.T) {
	config := "# ours\norganisation: quay # stays\n"
	dir := folder(t, map[string]string{"people.csv": openDatesCSV, "muster.yaml": config})
	a := &answers{byTopic: map[string]int{TopicDates: 1}}
	b := mustRead(t, dir, Options{Asker: a, Now: muster.Date(2026, 11, 20)})
	if len(a.asked) != 1 || len(b.Questions) != 0 || len(b.Warnings) != 0 {
		t.Fatalf("asked %v, left open %v, warnings %v", a.asked, b.Questions, b.Warnings)
	}
	if got := observed(t, b)["E1"][0].(*muster.Person).Started.ISO(); got != "2024-03-04" {
		t.Errorf("started %s", got)
	}
	text, err := os.ReadFile(filepath.Join(dir, "muster.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	want := config + "---\n# Answers given on a terminal on 20 November 2026. Change or remove them as you like.\nfiles:\n  people.csv:\n    date_order: mdy\n"
	if diff := cmp.Diff(want, string(text)); diff != "" {
		t.Error(diff)
	}
	a = &answers{}
	b = mustRead(t, dir, Options{Asker: a})
	if len(a.asked) != 0 || b.Subject(0).Organisation != "quay" || observed(t, b)["E1"][0].(*muster.Person).Started.ISO() != "2024-03-04" {
		t.Errorf("asked again: %v", a.asked)
	}
}

// An applicant's answer is found again by the kind of id the table has.
func TestProposedCrosswalkHolds(t *testing.T) {
	for _, header := range []string{"Application ID", "Candidate ID"} {
		files := map[string]string{
			"people.csv":       "Employee ID,Full name,Personal email,Start date\nE1,Ada Moor,ada@example.com,2024-05-06\n",
			"applications.csv": header + ",Candidate Name,Email,Applied On\nA9,Ada Moor,ada@example.com,2024-01-05\n",
		}
		b := mustRead(t, folder(t, files), Options{})
		if len(b.Questions) != 1 || b.Len() != 2 {
			t.Fatalf("%s: %d questions about %d people", header, len(b.Questions), b.Len())
		}
		files["muster.yaml"] = b.Questions[0].Lines[0] + "\n"
		if b := mustRead(t, folder(t, files), Options{}); len(b.Questions) != 0 || b.Len() != 1 {
			t.Errorf("%s: %s leaves %d questions about %d people", header, files["muster.yaml"], len(b.Questions), b.Len())
		}
	}
}

func TestDateErrorsRejectTheCell(t *testing.T) {
	b := mustRead(t, folder(t, map[string]string{
		"people.csv": "Employee ID,Full name,Start date\nE1,Ada Moor,31/02/2024\nE2,Bo Lind,soon\nE3,Cy Dunn,28/02/2024\n",
	}), Options{})
	want := []Reject{
		{File: b.Files[0].Path, Row: 2, Column: "Start date", Reason: `"31/02/2024" is not a date that could be read`},
		{File: b.Files[0].Path, Row: 3, Column: "Start date", Reason: `"soon" is not a date that could be read`},
	}
	if diff := cmp.Diff(want, b.Rejects); diff != "" {
		t.Error(diff)
	}
	if b.Len() != 3 || b.Read != 3 || b.Files[0].CellsRejected != 2 {
		t.Errorf("%d subjects of %d records, %d cells rejected", b.Len(), b.Read, b.Files[0].CellsRejected)
	}
}

func TestTimeOfDayInItsOwnColumn(t *testing.T) {
	b := mustRead(t, folder(t, map[string]string{
		"interviews.csv": "Candidate ID,Date,Time,Interviewer\nC1,2026-04-03,14:30,Mo\nC2,2026-04-03,,Mo\nC3,,9:15 AM,Mo\n",
	}), Options{})
	var got []string
	for _, id := range []muster.SubjectID{"C1", "C2", "C3"} {
		got = append(got, observed(t, b)[id][0].(*muster.Interview).Start.ISO())
	}
	if diff := cmp.Diff([]string{"2026-04-03T14:30:00", "2026-04-03", ""}, got); diff != "" || len(b.Rejects) != 0 {
		t.Error(diff, b.Rejects)
	}
}

func TestStagesHelpOutWhereTheStatusIsSilent(t *testing.T) {
	b := mustRead(t, folder(t, map[string]string{
		"applications.csv": "Candidate ID,Full name,Job,Stage,Status\nC1,Ada Moor,Engineer,Offer,Rejected\nC2,Bo Lind,Engineer,Offer,\nC3,Cy Dunn,Engineer,Puzzle day,\n",
	}), Options{})
	var got []muster.ApplicationStatus
	for _, id := range []muster.SubjectID{"C1", "C2", "C3"} {
		got = append(got, observed(t, b)[id][0].(*muster.Application).Status)
	}
	if diff := cmp.Diff([]muster.ApplicationStatus{muster.ApplicationRejected, muster.ApplicationOffered, ""}, got); diff != "" || len(b.Rejects) != 0 {
		t.Error(diff, b.Rejects)
	}
}
