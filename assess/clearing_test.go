package assess_test

import (
	"slices"
	"testing"

	"muster"
	"muster/detect"
	"muster/detect/all"
	"muster/policy"
)

// TestDetectorsDeclareWhatClearsThem holds that each scored flag names the
// checks that settle it, none of them a one-time code or a right-to-work check,
// and that the default policy asks for one that clears it, or lowers it where none
// clears, and for no check whose result would change nothing. A code may be asked
// for beside others: it proves a contact in its own way. A note asks for nothing.
func TestDetectorsDeclareWhatClearsThem(t *testing.T) {
	declared, p := detect.Settling(all.Detectors()), policy.Default()
	for _, d := range all.Detectors() {
		s := declared[d.Flag]
		settling := slices.Concat(s.Clears, s.Lowers)
		if d.Scored && len(settling) == 0 {
			t.Errorf("%s declares no check that settles it", d.Flag)
		}
		for i, c := range settling {
			if c == muster.CheckContactCode || !slices.Contains(muster.CheckTypes(), c) || slices.Contains(settling[i+1:], c) {
				t.Errorf("%s: %q cannot settle a flag, or stands twice", d.Flag, c)
			}
		}
		if slices.Contains(settling, muster.CheckRightToWork) || slices.Contains(p.Checks[d.Flag], muster.CheckRightToWork) {
			t.Errorf("%s asks for a right-to-work document, which no finding may", d.Flag)
		}
		asked, enough := p.Checks[d.Flag], s.Clears
		if len(enough) == 0 {
			enough = s.Lowers
		}
		for _, c := range asked {
			if c != muster.CheckContactCode && !slices.Contains(settling, c) {
				t.Errorf("%s: the policy asks for %q, which would change nothing", d.Flag, c)
			}
		}
		if settled := slices.ContainsFunc(asked, func(c muster.CheckType) bool { return slices.Contains(enough, c) }); settled != d.Scored {
			t.Errorf("%s (scored: %v): the policy asks for %v, which it takes: %v", d.Flag, d.Scored, asked, enough)
		}
	}
}

// TestJoinsAreNotClearedBeforeACamera holds that what an operator can pass
// under each of many names clears no flag of people who share something, and
// no account.
func TestJoinsAreNotClearedBeforeACamera(t *testing.T) {
	weak := []muster.CheckType{muster.CheckLiveInterview, muster.CheckDevice}
	for _, d := range all.Detectors() {
		for _, c := range weak {
			if (d.Family == muster.FamilyLink || d.Family == muster.FamilyBank) && d.Strength > 1 && slices.Contains(d.Settled.Clears, c) {
				t.Errorf("%s (%s) is cleared by %s", d.Flag, d.Family, c)
			}
		}
	}
}
