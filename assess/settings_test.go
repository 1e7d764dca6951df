package assess_test

import (
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"muster"
	"muster/assess"
	"muster/detect"
	"muster/detect/all"
	"muster/policy"
	"muster/store"
)

// TestEverySettingReachesDetectors fills every field of the settings through a
// policy file, as `screen` and the server do, and looks at what a detector is
// given: by a whole run, by a live index, and after another policy was
// published. A field that no policy fills fails here.
func TestEverySettingReachesDetectors(t *testing.T) {
	first := settingsPolicy(t, "t0", "{people_in_a_home: 7, applications_a_day: 3, passive_records: true, payment_services: true}")
	second := settingsPolicy(t, "t1", "{people_in_a_home: 9, applications_a_day: 4, passive_records: true, payment_services: true}")
	for i := range reflect.TypeFor[muster.Settings]().NumField() {
		name := reflect.TypeFor[muster.Settings]().Field(i).Name
		for _, p := range []*muster.Policy{first, second} {
			if reflect.ValueOf(p.Expected).Field(i).IsZero() {
				t.Errorf("policy %s fills no %s: give it a word in package policy, or remove it", p.Version, name)
			}
		}
	}

	var given atomic.Pointer[muster.Settings]
	detectors := slices.Clone(all.Detectors())
	at := slices.IndexFunc(detectors, func(d detect.Detector) bool { return d.Flag == "SRC-01" })
	detectors[at].Find = func(_ *muster.Dossier, s *muster.Settings) []detect.Draft { given.Store(s); return nil }
	check := func(by string, p *muster.Policy) {
		t.Helper()
		if s := given.Swap(nil); s == nil || *s != p.Expected {
			t.Errorf("%s: detectors were given %+v, want %+v", by, s, p.Expected)
		}
	}

	c := node(t, filepath.Join(t.TempDir(), "people.db"))
	one := muster.Observation{Organisation: muster.DefaultOrganisation, Subject: "s001", Source: "ats", Record: "1", Data: &muster.Application{Vacancy: "Engineer"}}
	if err := one.Seal(); err != nil {
		t.Fatal(err)
	}
	c.append(t, one)
	if _, err := assess.Run(t.Context(), &assess.Request{Population: muster.NewSlice([]muster.Observation{one}), Policy: first, Detectors: detectors, Key: make([]byte, store.KeySize)}); err != nil {
		t.Fatal(err)
	}
	check("a run", first)

	live := liveOf(t, c, func(cfg *assess.LiveConfig) {
		cfg.Detectors = detectors
		cfg.Model = func(tx *store.Tx) (*assess.Model, error) {
			var n int
			err := tx.QueryRow("select count(*) from settings where organisation = $1 and name = 'in_force'").Scan(&n)
			if n > 0 {
				return &assess.Model{Policy: second}, err
			}
			return &assess.Model{Policy: first}, err
		}
	})
	for _, p := range []*muster.Policy{first, second} {
		if p == second {
			if _, err := c.publish(t.Context(), "second"); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := live.Assess(t.Context(), "s001"); err != nil {
			t.Fatal(err)
		}
		check("the live index under "+p.Version, p)
	}
}

func settingsPolicy(t *testing.T, version, expected string) *muster.Policy {
	t.Helper()
	p, err := policy.Parse("policy.yaml", []byte("version: "+version+"\nexpected: "+expected+"\n"))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestExpectedHasBounds refuses what would silence a rule.
func TestExpectedHasBounds(t *testing.T) {
	for _, text := range []string{"{people_in_a_home: 0}", "{people_in_a_home: 51}", "{applications_a_day: 1001}", "{applications_a_day: -1}", "{rooms: 2}"} {
		if _, err := policy.Parse("policy.yaml", []byte("expected: "+text+"\n")); err == nil {
			t.Errorf("%s is taken", text)
		} else if !strings.Contains(err.Error(), "policy.yaml") {
			t.Errorf("%s: %v does not name the file", text, err)
		}
	}
}
