package server

import (
	"strings"
	"testing"

	"muster"
	"muster/detect"
	"muster/detect/all"
	"muster/policy"
	"muster/web"
)

// TestTrialCountsWork tries policies that ask for more: the checks due at once of
// those on record are counted, and so are those that steps ask for. A trial that
// left them out would say "3 checks a week instead of 3" of one that asks every
// newcomer to come in person.
func TestTrialCountsWork(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	const rows = `Candidate ID,Full name,Email,Phone,Address,City,Postcode,Country,Job title,Applied
B-1,Ann Hill,ann@mail.example,+44 7700 900123,1 Low Road,Leeds,LS1 1AA,GB,Developer,2026-11-02
B-2,Bo Dale,bo@mail.example,+44 7700 900123,9 High Road,York,YO1 1AA,GB,Developer,2026-11-03
B-3,Cy Moor,cy@mail.example,+44 7700 900123,5 Mid Road,Bath,BA1 1AA,GB,Developer,2026-11-04
B-4,Di Plain,di@mail.example,+44 7700 900124,2 Far Road,Ely,CB7 4AA,GB,Developer,2026-11-05
B-5,Eve Brook,eve@mail.example,+44 7700 900125,3 Near Road,Ripon,HG4 1AA,GB,Developer,2026-11-06
`
	if _, _, err := in.ImportPaths(t.Context(), writeFile(t, "applicants.csv", rows)); err != nil {
		t.Fatal(err)
	}
	try := func(from, to string) *web.Trial {
		t.Helper()
		text := string(policy.DefaultText())
		if strings.Count(text, from) != 1 {
			t.Fatalf("%q stands %d times in the default policy", from, strings.Count(text, from))
		}
		next, err := policy.Parse("policy", []byte(strings.Replace(text, from, to, 1)))
		if err != nil {
			t.Fatal(err)
		}
		trial := &web.Trial{}
		if err := in.moves(t.Context(), policy.WithDeclared(next, detect.Settling(all.Detectors())), trial); err != nil {
			t.Fatal(err)
		}
		return trial
	}
	const ordinary = "  ordinary:\n    offer:\n"
	same := try(ordinary, ordinary)
	if same.Due[0] == 0 || same.Due[0] != same.Due[1] || same.PerWeek[0] != same.PerWeek[1] || same.Steps != 0 || len(same.Moves) > 0 {
		t.Errorf("nothing changed: %+v", same)
	}
	before := try(ordinary, "  ordinary:\n    interview:\n      - {check: in_person, assurance: high}\n      - {check: education, assurance: standard}\n      - {check: reference, assurance: standard}\n    offer:\n")
	if before.PerWeek[1] < before.PerWeek[0]+1 || before.Steps != 5 || !strings.Contains(before.Says(), "5 people have a step") {
		t.Errorf("three checks more before five people's interviews: %+v %s", before, before.Says())
	}
	// What is too weak for any level makes no check due.
	weak := try("\nstrengths: {}", "\nstrengths: {SRC-01: 2, GRP-01: 2}")
	if weak.After != [3]int{5, 0, 0} || weak.Due[1] != 0 {
		t.Errorf("everybody clear, and checks are due: %+v", weak)
	}
	quiet := try("\noff: [WRK-12]", "\noff: [WRK-12, SRC-01, GRP-01]")
	if quiet.Due[1] >= quiet.Due[0] || len(quiet.Moves) != 3 || quiet.Moves[0].To != muster.Clear {
		t.Errorf("a rule switched off: %+v", quiet)
	}
}
