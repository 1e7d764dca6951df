package ingest

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"muster"
)

// folder writes files into a new folder and returns it.
func folder(t testing.TB, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		p := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(p, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func mustRead(t testing.TB, dir string, opt Options) *Batch {
	t.Helper()
	b, err := Read(context.Background(), []string{dir}, opt)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// observed returns the data of every observation by subject.
func observed(t testing.TB, b *Batch) map[muster.SubjectID][]muster.Data {
	t.Helper()
	out := map[muster.SubjectID][]muster.Data{}
	for i := range b.Len() {
		list, err := b.Observations(i, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range list {
			if o.ID.IsZero() || o.Subject != b.Subject(i).ID {
				t.Errorf("observation of %s: id %s, subject %s", b.Subject(i).ID, o.ID, o.Subject)
			}
			out[o.Subject] = append(out[o.Subject], o.Data)
		}
	}
	return out
}

func subjects(b *Batch) []muster.SubjectID {
	var out []muster.SubjectID
	for i := range b.Len() {
		out = append(out, b.Subject(i).ID)
	}
	return out
}

func TestPeopleAndApplications(t *testing.T) {
	dir := folder(t, map[string]string{
		"people.csv": "Employee ID,Candidate ID,First name,Last name,Personal email,Start date,Department\n" +
			"E1,C7,Ada,Moor,ada@example.com,2024-05-06,Sales\n" +
			"E2,,Bo,Lind,bo@example.org; b2@example.org,13/06/2024,Ops\n" +
			"E3,,Cy\n",
		"applications.csv": "Candidate ID,Candidate Name,Email,Job,Applied On,Status\n" +
			"C7,Ada Moor,ada@example.com,Engineer,2024-03-01,Hired\n" +
			"C8,Di Fen,di@example.net,Engineer,2024-03-02,Phone Screen\n" +
			",Ed Gar,ed@example.net,Engineer,2024-03-03,Rejected\n",
	})
	b := mustRead(t, dir, Options{})
	if diff := cmp.Diff([]muster.SubjectID{"C8", "E1", "E2", "applications.csv:4"}, subjects(b)); diff != "" {
		t.Error(diff)
	}
	got := observed(t, b)
	want := []muster.Data{
		&muster.Application{Named: muster.Named{FullName: "Ada Moor"}, Contact: muster.Contact{Emails: []muster.Email{"ada@example.com"}},
			Vacancy: "Engineer", Applied: muster.Date(2024, 3, 1), Status: muster.ApplicationHired},
		&muster.Person{Named: muster.Named{GivenName: "Ada", FamilyName: "Moor"}, Contact: muster.Contact{Emails: []muster.Email{"ada@example.com"}},
			Started: muster.Date(2024, 5, 6), Department: "Sales"},
	}
	if diff := cmp.Diff(want, got["E1"]); diff != "" {
		t.Error(diff)
	}
	bo := got["E2"][0].(*muster.Person)
	if len(bo.Contact.Emails) != 2 || bo.Started.ISO() != "2024-06-13" || bo.Started.Text != "13/06/2024" {
		t.Errorf("E2 read as %+v", bo)
	}
	if len(b.Rejects) != 1 || b.Rejects[0].Row != 4 || b.Records != 6 || b.Read != 5 {
		t.Errorf("rejects %v, %d of %d records read", b.Rejects, b.Read, b.Records)
	}
}
