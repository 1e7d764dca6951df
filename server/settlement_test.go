package server

import (
	"testing"
	"time"

	"muster"
	"muster/casework"
)

// TestClearingOutlivesTheGate records a check that holds for a month. When the
// month is over the gate asks again; what the check cleared stays cleared.
func TestClearingOutlivesTheGate(t *testing.T) {
	t.Parallel()
	var later time.Duration
	in := newInstallation(t, func(c *Config) {
		now := c.Now
		c.Now = func() time.Time { return now().Add(later) }
	})
	if _, _, err := in.ImportPaths(t.Context(), writeFile(t, "applicants.csv", applicants)); err != nil {
		t.Fatal(err)
	}
	in.link(t, "Sam", casework.Administrator, casework.HRLead)
	sam := in.user(t, "Sam")
	asked := in.must(t, sam, &casework.RequestCheck{Subject: "A-1", Type: muster.CheckInPerson, Code: casework.CodeFinding})
	in.must(t, sam, &casework.RecordCheck{Check: asked.ID, Outcome: muster.OutcomePassed, Done: muster.Date(2026, 11, 19), Expires: muster.Date(2026, 12, 19), Confirmed: true,
		Evidence: "Met at the office; the original was seen."})
	level := func() muster.Level {
		t.Helper()
		if _, err := in.live.now().CatchUp(t.Context()); err != nil {
			t.Fatal(err)
		}
		a, err := in.live.now().Assess(t.Context(), "A-1")
		if err != nil {
			t.Fatal(err)
		}
		return a.Assessment.Level
	}
	if got := level(); got != muster.Clear {
		t.Fatalf("after the check: %s", got)
	}
	later = 60 * 24 * time.Hour
	if got := level(); got != muster.Clear {
		t.Errorf("after the check's month: %s; a clearing stays until a new kind of evidence comes", got)
	}
}
