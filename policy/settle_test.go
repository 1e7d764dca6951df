package policy_test

import (
	"strings"
	"testing"
	"time"

	"muster"
	"muster/policy"
)

func at(day int) muster.Time { return muster.Date(2026, 3, day) }

func seenOn(subject muster.SubjectID, kind muster.Kind, when muster.Time) muster.Evidence {
	return muster.Evidence{Subject: subject, Kind: kind, Happened: when, Observation: muster.ObservationID{byte(when.Micros >> 20), byte(len(kind))}}
}

func aboutA(evidence ...muster.Evidence) muster.Finding {
	f := muster.Finding{Flag: "INT-01", Subjects: []muster.SubjectID{"a"}, Strength: 3, Family: muster.FamilyFace, Scored: true, Evidence: evidence}
	f.ComputeKey()
	return f
}

func passedOn(when muster.Time) muster.PastCheck {
	return muster.PastCheck{Type: muster.CheckLiveInterview, Outcome: muster.OutcomePassed, Done: when, By: "H. Lee"}
}

func declared(anew ...muster.Kind) *muster.Policy {
	return policy.WithDeclared(policy.Default(), map[muster.FlagID]muster.Settling{
		"INT-01": {Clears: []muster.CheckType{muster.CheckLiveInterview}, Lowers: []muster.CheckType{muster.CheckIdentity}, Anew: anew},
	})
}

// Dates decide: what was there by the day of the check is settled, more of the
// same later changes nothing, a new kind of record opens it.
func TestSettlingByDate(t *testing.T) {
	interview, image, month := muster.KindInterview, muster.KindImage, muster.Time{Micros: at(1).Micros, Precision: muster.PrecisionMonth, Offset: muster.OffsetUnknown}
	for name, c := range map[string]struct {
		evidence []muster.Evidence
		anew     []muster.Kind
		done     muster.Time
		want     muster.ClearanceState
		level    muster.Level
	}{
		"after":                   {[]muster.Evidence{seenOn("a", interview, at(5))}, nil, at(6), muster.ClearanceCleared, muster.Clear},
		"the same day":            {[]muster.Evidence{seenOn("a", interview, at(5))}, nil, at(5), muster.ClearanceCleared, muster.Clear},
		"before":                  {[]muster.Evidence{seenOn("a", interview, at(5))}, nil, at(4), muster.ClearanceNone, muster.Verify},
		"a month it may be in":    {[]muster.Evidence{seenOn("a", interview, month)}, nil, at(20), muster.ClearanceNone, muster.Verify},
		"after the month":         {[]muster.Evidence{seenOn("a", interview, month)}, nil, at(31), muster.ClearanceCleared, muster.Clear},
		"no date of the evidence": {[]muster.Evidence{seenOn("a", interview, muster.Time{})}, nil, at(20), muster.ClearanceNone, muster.Verify},
		"no date of the check":    {[]muster.Evidence{seenOn("a", interview, at(5))}, nil, muster.Time{}, muster.ClearanceNone, muster.Verify},
		"more of the same":        {[]muster.Evidence{seenOn("a", interview, at(5)), seenOn("a", muster.KindCheck, at(9))}, nil, at(6), muster.ClearanceCleared, muster.Clear},
		"a new kind":              {[]muster.Evidence{seenOn("a", interview, at(5)), seenOn("a", image, at(9))}, nil, at(6), muster.ClearanceReopened, muster.Verify},
		"a matter of its own":     {[]muster.Evidence{seenOn("a", interview, at(5)), seenOn("a", interview, at(9))}, []muster.Kind{interview}, at(6), muster.ClearanceReopened, muster.Verify},
	} {
		a := policy.Assess(declared(c.anew...), "a", []muster.Finding{aboutA(c.evidence...)}, passedOn(c.done))
		got := a.Contributions[0].Clearance
		if got == nil || got.State != c.want || a.Level != c.level {
			t.Errorf("%s: %+v at %s, want %s at %s", name, got, a.Level, c.want, c.level)
		}
		if got != nil && (got.State == muster.ClearanceCleared || got.State == muster.ClearanceLowered) != (got.Why == "") {
			t.Errorf("%s: why is %q", name, got.Why)
		}
		if asked := len(a.Checks) > 0; asked == (c.level == muster.Clear) {
			t.Errorf("%s: checks are asked for: %v", name, asked)
		}
	}
}

// A join is settled when it was there on both sides, and for one side only.
func TestSettlingAJoin(t *testing.T) {
	f := aboutA(seenOn("a", muster.KindApplication, at(1)), seenOn("b", muster.KindApplication, at(10)), seenOn("c", muster.KindApplication, at(20)))
	f.Subjects, f.Join = []muster.SubjectID{"a", "b", "c"}, &muster.Join{Kinds: []muster.ArtefactKind{muster.ArtefactPhone}, SharedBy: 3}
	for day, want := range map[int]muster.ClearanceState{5: muster.ClearanceNone, 12: muster.ClearanceCleared, 25: muster.ClearanceCleared} {
		a := policy.Assess(declared(), "a", []muster.Finding{f}, passedOn(at(day)))
		if got := a.Contributions[0].Clearance; got == nil || got.State != want {
			t.Errorf("passed on day %d: %+v, want %s", day, got, want)
		}
	}
	if a := policy.Assess(declared(), "b", []muster.Finding{f}); a.Contributions[0].Clearance != nil || a.Level != muster.Verify {
		t.Errorf("the other side without a check: %+v", a)
	}
}

// Among several checks the one that settles most is told, and lowering happens
// once.
func TestTheCheckThatSettlesMost(t *testing.T) {
	identity := muster.PastCheck{Type: muster.CheckIdentity, Outcome: muster.OutcomePassed, Done: at(9), By: "H. Lee"}
	later := identity
	later.Done = at(11)
	f := aboutA(seenOn("a", muster.KindInterview, at(5)))
	lowered := policy.Assess(declared(), "a", []muster.Finding{f}, identity, later)
	if c := lowered.Contributions[0]; c.Clearance.State != muster.ClearanceLowered || c.Strength != 2 || c.Clearance.On != at(11) || lowered.Level != muster.Clear {
		t.Errorf("lowered: %+v at %s", c, lowered.Level)
	}
	if a := policy.Assess(declared(), "a", []muster.Finding{f}, later, passedOn(at(6))); !a.Contributions[0].Cleared() || a.Contributions[0].Counted {
		t.Errorf("cleared and lowered: %+v", a.Contributions[0])
	}
	off := declared()
	off.Clearing.ByChecks = false
	if a := policy.Assess(off, "a", []muster.Finding{f}, passedOn(at(6))); a.Contributions[0].Clearance != nil {
		t.Errorf("a policy without clearing clears: %+v", a.Contributions[0])
	}
}

// The policy's own list replaces what a detector declares, flag by flag.
func TestThePolicyReplacesWhatIsDeclared(t *testing.T) {
	p := policy.Default()
	p.Clearing.Flags = map[muster.FlagID]muster.Settling{"INT-01": {Clears: []muster.CheckType{muster.CheckInPerson}}}
	whole := policy.WithDeclared(p, map[muster.FlagID]muster.Settling{
		"INT-01": {Clears: []muster.CheckType{muster.CheckLiveInterview}, Anew: []muster.Kind{muster.KindInterview}},
		"INT-02": {Clears: []muster.CheckType{muster.CheckInPerson}},
	})
	got := whole.Clearing.Flags["INT-01"]
	if len(got.Clears) != 1 || got.Clears[0] != muster.CheckInPerson || len(got.Anew) != 1 || len(whole.Clearing.Flags) != 2 || len(p.Clearing.Flags) != 1 {
		t.Errorf("whole %+v, own %+v", whole.Clearing.Flags, p.Clearing.Flags)
	}
}

// A check settles while it holds: until the day on its record, else as long as
// the policy says for its type, else for good.
func TestAnExpiredCheckSettlesNothing(t *testing.T) {
	year := muster.Time{Micros: muster.Date(2027, 1, 1).Micros, Precision: muster.PrecisionYear, Offset: muster.OffsetUnknown}
	for name, c := range map[string]struct {
		expires, asOf muster.Time
		days          int
		want          muster.ClearanceState
	}{
		"before its day":           {muster.Date(2026, 9, 9), muster.Date(2026, 9, 8), 0, muster.ClearanceCleared},
		"on its day":               {muster.Date(2026, 9, 9), muster.Instant(time.Date(2026, 9, 9, 23, 59, 0, 0, time.UTC)), 0, muster.ClearanceCleared},
		"after its day":            {muster.Date(2026, 9, 9), muster.Date(2026, 9, 10), 0, muster.ClearanceNone},
		"within a year it names":   {year, muster.Date(2027, 12, 31), 0, muster.ClearanceCleared},
		"after a year it names":    {year, muster.Date(2028, 1, 1), 0, muster.ClearanceNone},
		"its own day wins":         {muster.Date(2028, 1, 1), muster.Date(2027, 6, 1), 30, muster.ClearanceCleared},
		"within the policy's days": {muster.Time{}, muster.Date(2026, 4, 5), 30, muster.ClearanceCleared},
		"after the policy's days":  {muster.Time{}, muster.Date(2026, 4, 6), 30, muster.ClearanceNone},
		"no end":                   {muster.Time{}, muster.Date(2036, 4, 6), 0, muster.ClearanceCleared},
		"nobody asks":              {muster.Date(2026, 9, 9), muster.Time{}, 30, muster.ClearanceCleared},
	} {
		p, check := declared(), passedOn(at(6))
		p.Clearing.ValidDays = map[muster.CheckType]int{check.Type: c.days}
		check.Expires, check.AsOf = c.expires, c.asOf
		a := policy.Assess(p, "a", []muster.Finding{aboutA(seenOn("a", muster.KindInterview, at(5)))}, check)
		got := a.Contributions[0].Clearance
		if got == nil || got.State != c.want || (a.Level == muster.Clear) != (c.want == muster.ClearanceCleared) {
			t.Errorf("%s: %+v at %s, want %s", name, got, a.Level, c.want)
		}
		if got != nil && got.State == muster.ClearanceNone && !strings.Contains(got.Why, "expired") {
			t.Errorf("%s: why is %q", name, got.Why)
		}
	}
}
