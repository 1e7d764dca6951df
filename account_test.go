package muster

import (
	"slices"
	"testing"
)

// At sign-up nothing is paid out: neither a finding about money is weighed nor a join
// by what people are paid on, while what else joins accounts is.
func TestMoneyIsNotWeighedAtSignUp(t *testing.T) {
	join := func(kinds ...ArtefactKind) *Join { return &Join{Kinds: kinds} }
	for _, test := range []struct {
		name    string
		finding Finding
		counts  bool
	}{
		{"pay", Finding{Family: FamilyBank}, false},
		{"one account of several", Finding{Family: FamilyLink, Join: join(ArtefactAccount)}, false},
		{"one account and wallet of several", Finding{Family: FamilyLink, Join: join(ArtefactWallet, ArtefactAccount)}, false},
		{"an account and a computer of several", Finding{Family: FamilyLink, Join: join(ArtefactAccount, ArtefactDevice)}, true},
		{"a telephone of several", Finding{Family: FamilyLink, Join: join(ArtefactPhone)}, true},
		{"another identity paper", Finding{Family: FamilyPapers}, true},
	} {
		if got := AtSignUp.Counts(&test.finding); got != test.counts {
			t.Errorf("%s at sign-up: %t", test.name, got)
		}
		if !AtPayout.Counts(&test.finding) {
			t.Errorf("%s does not count at payout", test.name)
		}
	}
	both := []Finding{{Family: FamilyLink, Join: join(ArtefactAccount, ArtefactDevice, ArtefactWallet)}, {Family: FamilyBank}}
	if got := AtSignUp.Weighed(both); len(got) != 1 || !slices.Equal(got[0].Join.Kinds, []ArtefactKind{ArtefactDevice}) {
		t.Errorf("at sign-up a computer that is shared counts as %+v", got)
	}
	if got := AtPayout.Weighed(both); len(got) != 2 || !slices.Equal(got[0].Join.Kinds, []ArtefactKind{ArtefactAccount, ArtefactDevice, ArtefactWallet}) {
		t.Errorf("at payout %+v are weighed", got)
	}
}
