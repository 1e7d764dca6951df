package evaluate

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A platform by hand: of three honest accounts two completed the check before
// their first payout, and one of these is in operator A's ring; g2 holds one
// account of B and is nobody's ring; g3 is records of one human.
func TestAccountsOfAPlatform(t *testing.T) {
	const truth = `subject,kind,operator,traceable,linkable,first_pay
h1,honest,,0,0,1
h2,honest,,0,0,1
h3,honest,,0,0,0
a1,persona,A,1,1,1
a2,persona,A,1,1,1
a3,persona,A,1,1,0
b1,persona,B,1,0,1
`
	const people = `subject,level,families,findings,groups
h1,verify,LINK,PLT-02,g1
h2,clear,,,
h3,escalate,BANK,PLT-16,
a1,escalate,LINK,PLT-02,g1
a2,verify,LINK,PLT-02,g1
a3,verify,LINK,PLT-02,g1
b1,clear,,,
`
	const groups = `[
 {"id":"g1","kind":"ring","members":[{"subject":"a1"},{"subject":"a2"},{"subject":"a3"},{"subject":"h1"}]},
 {"id":"g2","kind":"ring","members":[{"subject":"b1"},{"subject":"h2"}]},
 {"id":"g3","kind":"same_human","members":[{"subject":"a1"},{"subject":"a2"},{"subject":"h3"}]}
]`
	r, err := Run(folder(t, people, groups, truth))
	if err != nil {
		t.Fatal(err)
	}
	want := &Platform{Paid: Outcome{People: 2, Verify: 1}, RingMembers: 3, RingHonest: 1}
	if diff := cmp.Diff(want, r.Platform); diff != "" {
		t.Error(diff)
	}
	pooled := Pool(r, r)
	if pooled.Platform.RingMembers != 6 || pooled.Platform.Paid.People != 4 {
		t.Errorf("pooled: %+v", pooled.Platform)
	}
	var met []bool
	for _, b := range pooled.PlatformBars() {
		met = append(met, b.Met())
	}
	if diff := cmp.Diff([]bool{false, true, false}, met); diff != "" {
		t.Error(diff)
	}
	var text strings.Builder
	if err := pooled.WriteText(&text); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(text.String(), "Accounts of a platform") || !strings.Contains(text.String(), "true members of operators' rings") {
		t.Errorf("the text says nothing of the platform:\n%s", &text)
	}
	if other, err := Run(folder(t, handPeople, handGroups, handTruth)); err != nil || other.Platform != nil {
		t.Errorf("a company is no platform: %+v, %v", other.Platform, err)
	}
}
