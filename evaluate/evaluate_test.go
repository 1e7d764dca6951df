package evaluate

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// folder writes a run's two files and a truth by hand.
func folder(t *testing.T, people, groups, truth string) (run, truthPath string) {
	t.Helper()
	run = t.TempDir()
	for name, text := range map[string]string{"people.csv": people, "groups.json": groups, "truth.csv": truth} {
		if err := os.WriteFile(filepath.Join(run, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return run, filepath.Join(run, "truth.csv")
}

// The hand-made company: five honest people, one of them diverted, one helper,
// operator A with three personas (two traceable, linkable) and operator B with
// two (one traceable, not linkable).
const handTruth = `subject,kind,operator,traceable,linkable,operator_kind,mover
h1,honest,,0,0,,0
h2,honest,,0,0,,1
h3,honest,,0,0,,1
h4,honest,,0,0,,0
d1,diverted,,0,0,,0
f1,facilitator,A,0,0,careless,0
a1,persona,A,1,1,careless,0
a2,persona,A,1,1,careless,0
a3,persona,A,0,1,careless,0
b1,persona,B,1,0,adaptive,0
b2,persona,B,0,0,adaptive,0
`

const handPeople = `subject,level,families,findings,groups
h1,clear,,SRC-03,
h2,verify,ADDR,ONB-01 SRC-03 ONB-01,
h3,escalate,ADDR BANK,ONB-01 PAY-01,
h4,clear,,,
d1,verify,BANK,PAY-04,g2
f1,escalate,LINK,ONB-03,g1
a1,escalate,LINK ADDR,SRC-01 ONB-01,g1
a2,verify,LINK,SRC-01,g1
a3,verify,LINK,SRC-01,g1
b1,verify,TXT,SRC-02,g2
extra,clear,,,
`

const handGroups = `[
 {"id":"g1","kind":"ring","members":[{"subject":"a1","role":"member"},{"subject":"a2","role":"member"},{"subject":"a3","role":"member"},{"subject":"f1","role":"address_hub"}],
  "joints":[{"kind":"phone","value_masked":"+44…21","shared_by":3,"common":false}],"rivals":[]},
 {"id":"g2","kind":"ring","members":[{"subject":"b1","role":"member"},{"subject":"d1","role":"member"}],"joints":[],"rivals":[]},
 {"id":"g3","kind":"same_human","members":[{"subject":"h1","role":"record"},{"subject":"h2","role":"record"}],"joints":[],"rivals":[]}
]`

func TestCountsOfAHandMadeRun(t *testing.T) {
	r, err := Run(folder(t, handPeople, handGroups, handTruth))
	if err != nil {
		t.Fatal(err)
	}
	want := Report{
		Honest: 5, HonestVerify: 3, HonestEscalate: 1, // h2, h3, d1; h3
		Personas: 5, PersonasVerify: 4, PersonasEscalate: 1, // b2 is not in the run: clear
		PersonasTraceable: 3, PersonasTraceableVerify: 3, PersonasTraceableEscalate: 1,
		Operators: 2, OperatorsWhole: 1, OperatorsLinkable: 1, OperatorsLinkableWhole: 1,
		GroupsWithStrangers: 1, // g2: a persona with the diverted worker; the helper in g1 is no stranger
		Runs:                1, Unseen: 1, Unknown: 1, Groups: 3,
		Diverted:  Outcome{People: 1, Verify: 1},
		Flags:     []FlagCount{{"ONB-01", 2, 1}, {"PAY-01", 1, 1}, {"PAY-04", 1, 0}, {"SRC-03", 1, 0}},
		Subgroups: []Subgroup{{"mover", "0", Outcome{3, 1, 0}}, {"mover", "1", Outcome{2, 2, 1}}},
		Cells: []Cell{
			{"A", "careless", Outcome{3, 3, 1}, Outcome{2, 2, 1}, true, true},
			{"B", "adaptive", Outcome{2, 1, 0}, Outcome{1, 1, 0}, false, false},
		},
	}
	if diff := cmp.Diff(want, r); diff != "" {
		t.Error(diff)
	}
}

func TestJSONHasExactlyTheKeys(t *testing.T) {
	data, err := json.Marshal(Report{})
	if err != nil {
		t.Fatal(err)
	}
	var keys map[string]int
	if err := json.Unmarshal(data, &keys); err != nil {
		t.Fatal(err)
	}
	want := strings.Fields(`groups_with_strangers honest honest_escalate honest_verify operators operators_linkable
		operators_linkable_whole operators_whole personas personas_escalate personas_traceable personas_traceable_escalate
		personas_traceable_verify personas_verify`)
	if diff := cmp.Diff(want, slices.Sorted(maps.Keys(keys))); diff != "" {
		t.Error(diff)
	}
}

func TestPersonasOfTwoOperatorsAreStrangers(t *testing.T) {
	groups := `[{"id":"g","kind":"ring","members":[{"subject":"a1"},{"subject":"a2"},{"subject":"a3"},{"subject":"b1"},{"subject":"b2"}]}]`
	r, err := Run(folder(t, handPeople, groups, handTruth))
	if err != nil {
		t.Fatal(err)
	}
	if r.GroupsWithStrangers != 1 || r.OperatorsWhole != 2 {
		t.Errorf("%d groups with strangers, %d operators whole; want 1 and 2", r.GroupsWithStrangers, r.OperatorsWhole)
	}
}

func TestPoolAddsUpAndKeepsOperatorsApart(t *testing.T) {
	one, err := Run(folder(t, handPeople, handGroups, handTruth))
	if err != nil {
		t.Fatal(err)
	}
	got := Pool(one, one)
	want := Report{
		Honest: 10, HonestVerify: 6, HonestEscalate: 2, Personas: 10, PersonasVerify: 8, PersonasEscalate: 2,
		PersonasTraceable: 6, PersonasTraceableVerify: 6, PersonasTraceableEscalate: 2,
		Operators: 4, OperatorsWhole: 2, OperatorsLinkable: 2, OperatorsLinkableWhole: 2, GroupsWithStrangers: 2,
		Runs: 2, Unseen: 2, Unknown: 2, Groups: 6, Diverted: Outcome{2, 2, 0},
		Flags:     []FlagCount{{"ONB-01", 4, 2}, {"PAY-01", 2, 2}, {"PAY-04", 2, 0}, {"SRC-03", 2, 0}},
		Subgroups: []Subgroup{{"mover", "0", Outcome{6, 2, 0}}, {"mover", "1", Outcome{4, 4, 2}}},
	}
	if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(Report{}, "Cells")); diff != "" {
		t.Error(diff)
	}
	if len(got.Cells) != 4 {
		t.Errorf("%d cells, want 4", len(got.Cells))
	}
}

func TestKindsOfOperatorAreCountedApart(t *testing.T) {
	r, err := Run(folder(t, handPeople, handGroups, handTruth))
	if err != nil {
		t.Fatal(err)
	}
	kinds := r.Kinds()
	if len(kinds) != 2 || kinds["careless"].Personas != 3 || kinds["adaptive"].PersonasVerify != 1 || kinds["adaptive"].OperatorsWhole != 0 {
		t.Errorf("%+v", kinds)
	}
}

func TestWilson(t *testing.T) {
	// 10 of 100 gives 5.5 to 17.4 % in every textbook.
	got := Wilson(10, 100)
	if math.Abs(got.Low-0.0552) > 0.0001 || math.Abs(got.High-0.1744) > 0.0001 {
		t.Errorf("10 of 100: %v", got)
	}
	if got := Wilson(0, 0); got.Low != 0 || got.High != 1 {
		t.Errorf("nothing counted: %v", got)
	}
	if got := Wilson(0, 100); got.Low != 0 || math.Abs(got.High-0.0370) > 0.0001 {
		t.Errorf("0 of 100: %v", got)
	}
}

func TestIntervalByOperatorIsWiderThanByPerson(t *testing.T) {
	// Two cells all found and two not at all: 40 people, but four facts.
	// p = 1/2, residuals ±5: variance 4·25·(4/3)/1600 = 1/12, so three people.
	got := clustered([]int{10, 10, 0, 0}, []int{10, 10, 10, 10})
	if want := Wilson(1.5, 3); math.Abs(got.Low-want.Low) > 1e-12 || math.Abs(got.High-want.High) > 1e-12 {
		t.Errorf("clustered = %v, want %v", got, want)
	}
	// All found everywhere: every cell counts as one.
	if got, want := clustered([]int{8, 9}, []int{8, 9}), Wilson(2, 2); got != want {
		t.Errorf("all found: %v, want %v", got, want)
	}
	// Cells alike carry no more than their people.
	if got, want := clustered([]int{5, 5}, []int{10, 10}), Wilson(10, 20); got != want {
		t.Errorf("cells alike: %v, want %v", got, want)
	}
}

func TestUnevenColumnsAreNamed(t *testing.T) {
	r := Report{Subgroups: []Subgroup{
		// 2 % and 4 % of 5,000: far beyond chance.
		{"agency", "0", Outcome{5000, 100, 0}}, {"agency", "1", Outcome{5000, 200, 0}},
		// 150 and 160 of 5,000 each is what chance does.
		{"age", "old", Outcome{5000, 150, 0}}, {"age", "young", Outcome{5000, 160, 0}},
		// Too few to say.
		{"rare", "0", Outcome{10000, 309, 0}}, {"rare", "1", Outcome{3, 1, 0}},
	}}
	if diff := cmp.Diff([]string{"agency"}, r.Uneven()); diff != "" {
		t.Error(diff)
	}
	// Where chi-squared with one degree of freedom passes one in a thousand:
	// 10.83. 250 and d more of 10,000 each: chi-squared = 2·d²/4/((250+d/2)·(1−p)).
	edge := func(more int) bool {
		return beyondChance([]Subgroup{{"x", "0", Outcome{10000, 250, 0}}, {"x", "1", Outcome{10000, 250 + more, 0}}})
	}
	if edge(70) || !edge(85) { // 8.8 and 12.7
		t.Error("the line of one in a thousand is not where it should be")
	}
}

func TestEffort(t *testing.T) {
	// 50 % of personas found, half of these at escalate; 1 % of honest people
	// at verify, none at escalate. At 5 in 1,000: 2.5 hits, 9.95 false alarms.
	r := Report{Honest: 1000, HonestVerify: 10, Personas: 8, PersonasVerify: 4, PersonasEscalate: 2}
	got := r.Efforts()[2]
	minutes := 1.25*MinutesVerify + 1.25*MinutesEscalate + 9.95*MinutesVerify
	want := Effort{PerThousand: 5, HitsPerTen: 25 / 12.45, Minutes: minutes, MinutesOfHit: minutes / 2.5}
	if diff := cmp.Diff(want, got, cmpopts.EquateApprox(0, 1e-9)); diff != "" {
		t.Error(diff)
	}
}

func TestTextPutsFalseAlarmsFirst(t *testing.T) {
	r, err := Run(folder(t, handPeople, handGroups, handTruth))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	if err := r.WriteText(&b); err != nil {
		t.Fatal(err)
	}
	at := -1
	for _, part := range []string{
		"Honest people (5, of them 1 with diverted pay), 1 run(s)", "60.00 %", "Flags on honest people", "ONB-01", "mover",
		"Personas and operators", "groups: 3, of them 1 with strangers", "Of which adaptive operators", "Of which careless operators",
		"hits per 10 checks", "Bars at the default policy", "not met", "1 people of the truth",
	} {
		next := strings.Index(b.String()[at+1:], part)
		if next < 0 {
			t.Fatalf("%q is missing, or not after what should stand before it, in\n%s", part, b.String())
		}
		at += 1 + next
	}
}

func TestFaultyFilesAreNamed(t *testing.T) {
	for name, c := range map[string]struct{ people, groups, truth, want string }{
		"no column":     {"subject,level\nh1,clear\n", "[]", handTruth, `no column "findings"`},
		"unknown level": {"subject,level,findings\nh1,high,\n", "[]", handTruth, `line 2: level "high"`},
		"unknown kind":  {handPeople, "[]", "subject,kind,operator,traceable,linkable\nx,robot,,0,0\n", `line 2: kind "robot"`},
		"twice":         {handPeople, "[]", "subject,kind,operator,traceable,linkable\nx,honest,,0,0\nx,honest,,0,0\n", `subject "x" stands twice`},
		"empty truth":   {handPeople, "[]", "", "truth.csv: header"},
		"broken groups": {handPeople, "[{", handTruth, "groups.json"},
		"ragged row":    {"subject,level,findings\nh1,clear\n", "[]", handTruth, "people.csv: record on line 2"},
		"open quote":    {"subject,level,findings\n\"h1,clear,\n", "[]", handTruth, "people.csv: parse error on line 2"},
	} {
		_, err := Run(folder(t, c.people, c.groups, c.truth))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want one with %q", name, err, c.want)
		}
	}
	if _, err := Run(t.TempDir(), "nowhere.csv"); err == nil {
		t.Error("missing files: no error")
	}
}

func TestEmptyRunIsReported(t *testing.T) {
	r, err := Run(folder(t, "subject,level,families,findings,groups\n", "[]", "subject,kind,operator,traceable,linkable\n"))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	if err := r.WriteText(&b); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(b.String(), "nothing to count") {
		t.Errorf("an empty truth must not read as good news:\n%s", b.String())
	}
	for _, bar := range r.Bars() {
		if bar.Met() {
			t.Errorf("bar %q is met by nothing", fmt.Sprint(bar.What))
		}
	}
}
