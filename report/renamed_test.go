package report

import (
	"html"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"muster"
)

// A pair that looks like a change of name is offered with a line that can be
// pasted, whatever the ids hold.
func TestRenamedPairIsOffered(t *testing.T) {
	worker, applicant := muster.SubjectID(`W "1": [`), muster.SubjectID("0077")
	side := func(self, other muster.SubjectID, status muster.Status) *Person {
		f := sharedPhone(self, other)
		f.Join.Renamed = []muster.SubjectID{other}
		return assessed(self, status, muster.Verify, "", f)
	}
	in := fixture()
	in.People = each([]*Person{side(applicant, worker, muster.StatusApplicant), side(worker, applicant, muster.StatusWorker)})
	dir, _ := write(t, in, Options{})
	page := read(t, dir, fileReport)
	_, after, found := strings.Cut(page, "<pre><code>crosswalk:")
	line, _, _ := strings.Cut(after, "</code>")
	if !found || strings.Count(page, "Same person, new name?") != 2 {
		t.Fatalf("the pair is offered %d times", strings.Count(page, "Same person, new name?"))
	}
	var config struct {
		Crosswalk []struct{ Subject, System, ID string }
	}
	if err := yaml.Unmarshal([]byte("crosswalk:"+html.UnescapeString(line)), &config); err != nil {
		t.Fatalf("%s: %v", line, err)
	}
	if c := config.Crosswalk; len(c) != 1 || c[0].Subject != string(worker) || c[0].System != "candidate" || c[0].ID != string(applicant) {
		t.Errorf("the line says %+v", c)
	}
}

func TestRenamedNeedsSomethingPersonal(t *testing.T) {
	f := sharedPhone("A", "B")
	f.Join.Renamed, f.Join.Kinds = []muster.SubjectID{"B"}, []muster.ArtefactKind{muster.ArtefactAddress}
	in := fixture()
	in.People = each([]*Person{assessed("A", muster.StatusWorker, muster.Verify, "", f), assessed("B", muster.StatusWorker, muster.Clear, "")})
	dir, _ := write(t, in, Options{})
	if strings.Contains(read(t, dir, fileReport), "new name?") {
		t.Error("people of one home are offered as one person")
	}
}

// Who may be the victim is told so before anything else, in every place.
func TestSomebodyHarmedComesFirst(t *testing.T) {
	f := single("W-1", "PAY-04", muster.FamilyBank, 4, "Bank details were changed", "Detail.", "Somebody may have changed the details to take this person's pay.")
	f.Victim = true
	p := assessed("W-1", muster.StatusWorker, muster.Verify, "", f)
	p.Assessment.Checks = []muster.CheckRequest{{Type: muster.CheckBankName, Say: "Run the check.", Flags: []muster.FlagID{"PAY-04"}}}
	in := fixture()
	in.People = each([]*Person{p})
	dir, s := write(t, in, Options{})
	if s.First[0].Why != harmedWhy+"Bank details were changed" || s.First[0].Step != harmedStep {
		t.Errorf("the summary says %q and %q", s.First[0].Why, s.First[0].Step)
	}
	page := read(t, dir, fileReport)
	card := page[strings.Index(page, `<article class="card`):]
	first, then, rest := strings.Index(card, "may be the one harmed"), strings.Index(card, "A check is due"), strings.Index(card, "Run the check.")
	if first < 0 || then < first || rest < then {
		t.Errorf("harmed at %d, due at %d, check at %d", first, then, rest)
	}
	with := assessed("W-1", muster.StatusWorker, muster.Verify, "", f, single("W-1", "ONB-01", muster.FamilyAddress, 4, "Sent elsewhere", "Detail.", ""))
	if harmed(with) {
		t.Error("other evidence is put down to somebody else")
	}
}
