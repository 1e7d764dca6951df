package casework

import (
	"testing"

	"muster"
)

// TestMonitoringCoversLogs holds every kind that logs become to exactly one kind
// of monitoring, and each of those to at least one kind.
func TestMonitoringCoversLogs(t *testing.T) {
	times := map[muster.Kind]int{}
	for _, m := range MonitoringKinds() {
		if len(Covers(m)) == 0 {
			t.Errorf("%s covers nothing: switching it on would change nothing", m)
		}
		for _, k := range Covers(m) {
			times[k]++
			if MonitoringOf(k) != m {
				t.Errorf("%s belongs to %q and %q", k, MonitoringOf(k), m)
			}
		}
	}
	for _, d := range []muster.SignalData{new(muster.SignedIn), new(muster.Located), new(muster.Attached), new(muster.Ran), new(muster.Moved), new(muster.Present), new(muster.Worked), new(muster.Met), new(muster.Called)} {
		kinds := KindsOfSignal(d)
		if len(kinds) == 0 {
			t.Errorf("%T becomes nothing", d)
		}
		for _, k := range kinds {
			if times[k] != 1 {
				t.Errorf("%s, which %T becomes, is covered %d times", k, d, times[k])
			}
		}
	}
	if Monitored(&muster.Message{Channel: "proposal"}) != MessageText || Monitored(&muster.Message{Channel: "letter"}) != "" || Monitored(&muster.Session{}) != "sign_in" {
		t.Error("a message needs its own switch, a letter none")
	}
	if OfLogs(muster.KindMessage) || FieldOfKind(muster.KindMessage) != FieldEvidence || !OfLogs(muster.KindSession) {
		t.Error("messages are shown as what logs showed")
	}
	if len(Covers("telepathy")) != 0 || MonitoringOf(muster.KindCV) != "" {
		t.Error("what is no monitoring covers something")
	}
}
