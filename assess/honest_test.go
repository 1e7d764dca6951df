package assess_test

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"slices"
	"testing"

	"muster"
	"muster/assess"
	"muster/detect"
	"muster/detect/all"
	"muster/internal/plainyaml"
)

// situation is what honest people's records show, and who may be asked for a
// check because of it.
type situation struct {
	Name         string           `yaml:"name"`
	Why          string           `yaml:"why"`
	AsOf         string           `yaml:"asof"`
	Verify       []string         `yaml:"verify"`
	Registers    map[string]any   `yaml:"registers"`
	Observations []map[string]any `yaml:"observations"`
}

// TestHonestSituations runs each situation through the whole of a screening:
// nobody reaches escalate, and whoever reaches verify is one of those expected
// to and is asked for something that settles it.
func TestHonestSituations(t *testing.T) {
	text, err := os.ReadFile("testdata/honest.yaml")
	if err != nil {
		t.Fatal(err)
	}
	settled := detect.Settling(all.Detectors())
	decoder, n := plainyaml.NewDecoder(text), 0
	for ; ; n++ {
		var s situation
		if err := decoder.Decode(&s); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		t.Run(s.Name, func(t *testing.T) {
			res := s.run(t)
			for i := range res.People {
				p := &res.People[i]
				want := muster.Clear
				if slices.Contains(s.Verify, string(p.ID)) {
					want = muster.Verify
				}
				if p.Assessment.Level != want {
					t.Errorf("%s is at %s, want %s: %s", p.ID, p.Assessment.Level, want, p.Assessment.Reason)
					for _, c := range p.Assessment.Contributions {
						t.Logf("  %s %d %s counted %v", c.Flag, c.Strength, c.Family, c.Counted)
					}
				}
				for _, c := range p.Assessment.Contributions {
					if c.Counted && len(settled[c.Flag].Clears) == 0 {
						t.Errorf("%s: nothing clears %s", p.ID, c.Flag)
					}
				}
				if want == muster.Verify && len(p.Assessment.Checks) == 0 {
					t.Errorf("%s is asked for no check", p.ID)
				}
			}
		})
	}
	if n < 15 {
		t.Errorf("only %d situations", n)
	}
}

func (s *situation) run(t *testing.T) *assess.Result {
	t.Helper()
	var observations []muster.Observation
	convert(t, s.Observations, &observations)
	for i := range observations {
		o := &observations[i]
		o.Organisation, o.Record, o.Place = muster.DefaultOrganisation, s.Name, muster.Place{File: string(o.Kind()) + ".csv", Row: i + 2}
		if err := o.Seal(); err != nil {
			t.Fatal(err)
		}
	}
	var registers muster.Registers
	convert(t, s.Registers, &registers)
	asOf, err := muster.ParseISO(s.AsOf)
	if err != nil {
		t.Fatal(err)
	}
	return run(t, func(r *assess.Request) { r.Registers, r.AsOf = &registers, asOf }, observations)
}

func convert(t *testing.T, from, into any) {
	t.Helper()
	text, err := json.Marshal(from)
	if err == nil {
		err = json.Unmarshal(text, into)
	}
	if err != nil {
		t.Fatal(err)
	}
}
