package casework

import (
	"strings"
	"testing"

	"muster"
	"muster/policy"
)

func sceneAPolicyThatLowersNeedsTwo(w *world) {
	t := w.T
	r := w.must(w.user[Security], &PublishPolicy{Text: "version: a\nstrengths: {SRC-01: 5}\n", Reason: why})
	p, err := w.desk.Policy(w.Context())
	w.ok(err)
	if r.ID != "a" || p.Version != "a" {
		t.Errorf("%s, in force %s", r.ID, p.Version)
	}
	r = w.must(w.user[Security], &PublishPolicy{Text: "version: b\nstrengths: {SRC-01: 2}\n", Reason: why})
	if p, _ = w.desk.Policy(w.Context()); p.Version != "a" {
		t.Errorf("one person lowered a strength: %s in force", p.Version)
	}
	w.refused(w.user[Security], &SignStep{Step: r.ID, Agree: true, Reason: why}, muster.CodePermission, "second person")
	w.must(w.user[HRLead], &SignStep{Step: r.ID, Agree: true, Reason: why})
	if p, _ = w.desk.Policy(w.Context()); p.Version != "b" || p.Strengths["SRC-01"] != 2 {
		t.Errorf("%s in force", p.Version)
	}
	w.refused(w.user[Security], &PublishPolicy{Text: "version: a\n", Reason: why}, muster.CodeConflict, "already")
	w.refused(w.user[Security], &PublishPolicy{Text: "version: c\nescalate: {strongest: 1}\n", Reason: why}, muster.CodeDamaged, "escalate")
	list, err := w.desk.Policies(w.Context(), w.user[Auditor])
	w.ok(err)
	if len(list) != 2 || list[0].Version != "b" || list[0].Second != "User hr_lead" || list[1].State != PolicyPast {
		t.Errorf("%+v", list)
	}
	w.verified()
}

func TestLowers(t *testing.T) {
	base := policy.Default()
	if l := Lowers(base, policy.Default()); l != nil {
		t.Errorf("the same policy lowers %v", l)
	}
	for _, c := range []struct{ text, word string }{
		{"strengths: {SRC-01: 5}", ""},
		{"strengths: {SRC-01: 3}", "SRC-01"},
		{"off: [SRC-02]", "switched off"},
		{"verify: {single: 4, families: 2, at_least: 2}", "verify"},
		{"escalate: {strongest: 5}", "verify"},
		{"gates: {ordinary: {offer: []}}", "offer asks"},
		{"gates: {sensitive: {offer: [{check: in_person, assurance: standard}, {check: reference, assurance: high}]}}", "offer asks"},
		{"gates: {ordinary: {offer: [{check: live_interview, assurance: high}]}}", ""},
		{"clearing: {by_checks: true, flags: {SRC-01: {clears: [reference]}}}", "settles SRC-01"},
		{"clearing: {by_checks: true, confirmed: true}", ""},
		{"retention_days: {message: 900}", "message"},
		{"checks_per_week: 3", ""},
		{"expected: {people_in_a_home: 8}", "ordinary"},
		{"expected: {people_in_a_home: 3, applications_a_day: 5}", ""},
	} {
		next, err := policy.Parse("t", []byte("version: t\n"+c.text+"\n"))
		if err != nil {
			t.Fatalf("%s: %v", c.text, err)
		}
		got := strings.Join(Lowers(base, next), "; ")
		if (got == "") != (c.word == "") || !strings.Contains(got, c.word) {
			t.Errorf("%s lowers %q, want %q", c.text, got, c.word)
		}
	}
}

func sceneSettingsHaveBounds(w *world) {
	t := w.T
	for _, s := range Settings() {
		for _, n := range []int{s.Min - 1, s.Max + 1} {
			w.refused(w.boss, &ChangeSetting{Setting: s.Name, Value: n, Reason: why}, muster.CodeUsage, s.Name)
		}
		w.must(w.boss, &ChangeSetting{Setting: s.Name, Value: s.Max, Reason: why})
	}
	w.refused(w.boss, &ChangeSetting{Setting: "waive_everything", Value: 1, Reason: why}, muster.CodeUsage, "no setting")
	got, err := w.desk.SettingValues(w.Context())
	w.ok(err)
	for _, s := range Settings() {
		if got[s.Name] != s.Max {
			t.Errorf("%s is %d", s.Name, got[s.Name])
		}
	}
}

func sceneMonitoringNeedsAnAssessmentAndANotice(w *world) {
	t := w.T
	on := &SwitchMonitoring{Kind: "network", On: true, Notice: "N-1", Basis: "legitimate interest", Reason: why}
	w.refused(w.boss, on, muster.CodeUsage, "impact assessment")
	on.Assessment, on.Notice = "DPIA-7", ""
	w.refused(w.boss, on, muster.CodeUsage, "notice")
	on.Notice = "N-1"
	w.must(w.boss, on)
	if is, err := w.desk.IsMonitored(w.Context(), "network"); !is || err != nil {
		t.Errorf("%v, %v", is, err)
	}
	if is, _ := w.desk.IsMonitored(w.Context(), "activity"); is {
		t.Error("nobody switched it on")
	}
	w.must(w.boss, &SwitchMonitoring{Kind: "network", Reason: why})
	if is, _ := w.desk.IsMonitored(w.Context(), "network"); is {
		t.Error("switched off, and on")
	}
}
