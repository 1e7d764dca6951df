package muster

import "testing"

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
}
