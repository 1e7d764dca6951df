package policy

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"

	"github.com/goccy/go-yaml"

	"muster"
	"muster/internal/plainyaml"
)

//go:embed default.yaml
var defaultYAML []byte

// Default returns the policy a new installation starts with.
func Default() *muster.Policy {
	p, err := parse(defaultYAML)
	if err != nil {
		panic("policy: the built-in policy does not parse: " + err.Error()) // a test parses it
	}
	return p
}

// DefaultText returns the text of the default policy, as a start for one's
// own.
func DefaultText() []byte { return slices.Clone(defaultYAML) }

// MaxBytes bounds a policy file.
const MaxBytes = 1 << 20

// Parse reads a policy file. Unknown keys are errors; what a file leaves out
// keeps its default. Errors show the line.
func Parse(file string, text []byte) (*muster.Policy, error) {
	if len(text) > MaxBytes {
		return nil, &muster.Error{Code: muster.CodeTooLarge, Message: fmt.Sprintf("policy file is larger than %d bytes", MaxBytes),
			Hint: "name the policy file itself; the default one has a few kilobytes", Place: muster.Place{File: file}}
	}
	p, err := parse(text)
	if err != nil {
		return nil, &muster.Error{
			Code: muster.CodeDamaged, Message: "policy file: " + err.Error(), Err: err, Place: muster.Place{File: file},
			Hint: "compare with the default policy: muster policy show",
		}
	}
	return p, nil
}

// file is a policy as people write it.
type file struct {
	Version    string                      `yaml:"version"`
	Verify     *rule                       `yaml:"verify"`
	Escalate   *rule                       `yaml:"escalate"`
	Strengths  map[string]int              `yaml:"strengths"`
	Off        []string                    `yaml:"off"`
	Checks     map[string][]string         `yaml:"checks"`
	Clearing   *clearing                   `yaml:"clearing"`
	Gates      map[string]map[string][]ask `yaml:"gates"`
	Retention  map[string]int              `yaml:"retention_days"`
	Escalation int                         `yaml:"escalation_working_days"`
	Budget     int                         `yaml:"checks_per_week"`
	Expected   expected                    `yaml:"expected"`
}

// expected is what is ordinary in this organisation.
type expected struct {
	Occupancy    int  `yaml:"people_in_a_home"`
	Applications int  `yaml:"applications_a_day"`
	Passive      bool `yaml:"passive_records"`
	Operator     bool `yaml:"payment_services"`
}

// The most that may be called ordinary: beyond it a rule would never speak.
const (
	maxOccupancy    = 50
	maxApplications = 1000
)

type rule struct {
	Single     int `yaml:"single"`
	Families   int `yaml:"families"`
	AtLeast    int `yaml:"at_least"`
	Strongest  int `yaml:"strongest"`
	Companion  int `yaml:"companion"`
	Confirmed  int `yaml:"confirmed"`
	JoinPeople int `yaml:"join_people"`
	JoinKinds  int `yaml:"join_kinds"`
}

type clearing struct {
	ByChecks  bool                `yaml:"by_checks"`
	Confirmed bool                `yaml:"confirmed"`
	ValidDays map[string]int      `yaml:"valid_days"`
	Flags     map[string]settling `yaml:"flags"`
}

type settling struct {
	Clears []string `yaml:"clears"`
	Lowers []string `yaml:"lowers"`
}

type ask struct {
	Check     string `yaml:"check"`
	Assurance string `yaml:"assurance"`
}

// parse reads a policy over the default one: what a file leaves out, or leaves
// empty, keeps its default, down to the single flag, kind and gate.
func parse(text []byte) (*muster.Policy, error) {
	var base, f file
	for _, into := range []*file{&base, &f} { // twice: the second is written over
		if err := yaml.UnmarshalWithOptions(defaultYAML, into, yaml.Strict()); err != nil {
			return nil, err
		}
	}
	if err := readOver(&f, text); err != nil {
		return nil, err
	}
	f.fillFrom(&base)
	return f.policy()
}

// readOver decodes the one document of a file. An empty file is the default
// policy; a second document would be ignored without a word, so it is refused.
func readOver(f *file, text []byte) error {
	f.Strengths, f.Checks, f.Gates, f.Retention, f.Clearing.Flags, f.Clearing.ValidDays = nil, nil, nil, nil, nil, nil
	if blank(text) {
		return nil
	}
	d := plainyaml.NewDecoder(text)
	if err := d.Decode(f); err != nil {
		return err
	}
	if err := d.Decode(new(any)); !errors.Is(err, io.EOF) {
		return errors.New("more than one document: keep everything above the line ---")
	}
	return nil
}

// blank reports whether a file holds nothing but comments: the decoder would
// take that for null and empty the policy.
func blank(text []byte) bool {
	for line := range bytes.Lines(text) {
		if line = bytes.TrimSpace(line); len(line) > 0 && line[0] != '#' {
			return false
		}
	}
	return true
}

func (f *file) fillFrom(base *file) {
	if f.Verify == nil {
		f.Verify = base.Verify
	}
	if f.Escalate == nil {
		f.Escalate = base.Escalate
	}
	if f.Clearing == nil {
		f.Clearing = base.Clearing
	}
	f.Clearing.Flags, f.Clearing.ValidDays = over(base.Clearing.Flags, f.Clearing.Flags), over(base.Clearing.ValidDays, f.Clearing.ValidDays)
	f.Strengths, f.Checks, f.Retention = over(base.Strengths, f.Strengths), over(base.Checks, f.Checks), over(base.Retention, f.Retention)
	gates := over(base.Gates, f.Gates)
	for role := range gates {
		gates[role] = over(base.Gates[role], f.Gates[role])
	}
	f.Gates = gates
}

// over returns the entries of both maps; those of the second win.
func over[V any](base, own map[string]V) map[string]V {
	merged := map[string]V{}
	maps.Copy(merged, base)
	maps.Copy(merged, own)
	return merged
}

func (f *file) policy() (*muster.Policy, error) {
	p := &muster.Policy{
		Version: f.Version, Verify: muster.Rule(*f.Verify), Escalate: muster.Rule(*f.Escalate),
		Strengths: map[muster.FlagID]int{}, Checks: map[muster.FlagID][]muster.CheckType{},
		Retention: map[muster.Kind]int{}, Gates: map[muster.RoleClass]map[muster.Gate][]muster.Ask{},
		Escalation: f.Escalation, Budget: f.Budget,
		Expected: muster.Settings{MaxOccupancy: f.Expected.Occupancy, BurstLimit: f.Expected.Applications, PassiveRecords: f.Expected.Passive, PaymentServices: f.Expected.Operator},
	}
	if e := f.Expected; e.Occupancy < 1 || e.Occupancy > maxOccupancy || e.Applications < 1 || e.Applications > maxApplications {
		return nil, fmt.Errorf("expected: want people_in_a_home from 1 to %d and applications_a_day from 1 to %d", maxOccupancy, maxApplications)
	}
	if f.Escalation < 0 || f.Budget < 0 {
		return nil, errors.New("escalation_working_days and checks_per_week: want 0 or more")
	}
	if err := f.flags(p); err != nil {
		return nil, err
	}
	if err := f.clearing(p); err != nil {
		return nil, err
	}
	for _, kind := range slices.Sorted(maps.Keys(f.Retention)) {
		days := f.Retention[kind]
		if !slices.Contains(muster.Kinds(), muster.Kind(kind)) || days < 0 {
			return nil, fmt.Errorf("retention_days: %s: %d is not a kind of observation with a number of days; the kinds are %v", kind, days, muster.Kinds())
		}
		p.Retention[muster.Kind(kind)] = days
	}
	if err := f.gates(p); err != nil {
		return nil, err
	}
	return p, validate(p)
}

var flagForm = regexp.MustCompile(`^[A-Z]{3}-[0-9]{2}$`)

// flags copies what the file says of single flags.
func (f *file) flags(p *muster.Policy) error {
	for _, flag := range slices.Sorted(maps.Keys(f.Strengths)) {
		if s := f.Strengths[flag]; s < 0 || s > 5 {
			return fmt.Errorf("strengths: %s is %d, want 0 to 5", flag, s)
		}
		p.Strengths[muster.FlagID(flag)] = f.Strengths[flag]
	}
	for _, flag := range f.Off {
		p.Off = append(p.Off, muster.FlagID(flag))
	}
	for flag, list := range f.Checks {
		for _, c := range list {
			if err := mayFollow(c); err != nil {
				return fmt.Errorf("checks: %s: %w", flag, err)
			}
			p.Checks[muster.FlagID(flag)] = append(p.Checks[muster.FlagID(flag)], muster.CheckType(c))
		}
	}
	for key, flags := range map[string][]muster.FlagID{
		"strengths": slices.Sorted(maps.Keys(p.Strengths)), "off": p.Off, "checks": slices.Sorted(maps.Keys(p.Checks)),
	} {
		for _, flag := range flags {
			if !flagForm.MatchString(string(flag)) {
				return fmt.Errorf("%s: %q is not the id of a flag such as SRC-01", key, flag)
			}
		}
	}
	return nil
}

// mayFollow reports whether a finding may ask for a check, or be settled by it.
// Everybody in a class of roles shows the right to work once, in the way they
// choose, and a finding never asks for another or a different document.
func mayFollow(c string) error {
	switch check := muster.CheckType(c); {
	case check == muster.CheckRightToWork:
		return fmt.Errorf("no finding may ask for a %s check: it is the same for everybody in a class of roles, so it belongs under gates", c)
	case !slices.Contains(muster.CheckTypes(), check):
		return fmt.Errorf("%q is not a type of check; the types are %v", c, muster.CheckTypes())
	}
	return nil
}

// clearing copies how passed checks settle findings. A one-time code proves a
// contact that the person supplied, so no policy lets it settle anything.
func (f *file) clearing(p *muster.Policy) error {
	p.Clearing = muster.Clearing{ByChecks: f.Clearing.ByChecks, Confirmed: f.Clearing.Confirmed}
	for _, c := range slices.Sorted(maps.Keys(f.Clearing.ValidDays)) {
		days := f.Clearing.ValidDays[c]
		if !slices.Contains(muster.CheckTypes(), muster.CheckType(c)) || days < 0 {
			return fmt.Errorf("clearing: valid_days: %s: %d is not a type of check with a number of days; the types are %v", c, days, muster.CheckTypes())
		}
		if p.Clearing.ValidDays == nil {
			p.Clearing.ValidDays = map[muster.CheckType]int{}
		}
		p.Clearing.ValidDays[muster.CheckType(c)] = days
	}
	for _, flag := range slices.Sorted(maps.Keys(f.Clearing.Flags)) {
		if !flagForm.MatchString(flag) {
			return fmt.Errorf("clearing: flags: %q is not the id of a flag such as SRC-01", flag)
		}
		var own muster.Settling
		for _, list := range []struct {
			from []string
			into *[]muster.CheckType
		}{{f.Clearing.Flags[flag].Clears, &own.Clears}, {f.Clearing.Flags[flag].Lowers, &own.Lowers}} {
			for _, c := range list.from {
				if err := mayFollow(c); err != nil {
					return fmt.Errorf("clearing: flags: %s: %w", flag, err)
				}
				if c == string(muster.CheckContactCode) {
					return fmt.Errorf("clearing: flags: %s: %s proves a contact the person gave and settles nothing", flag, c)
				}
				*list.into = append(*list.into, muster.CheckType(c))
			}
		}
		if p.Clearing.Flags == nil {
			p.Clearing.Flags = map[muster.FlagID]muster.Settling{}
		}
		p.Clearing.Flags[muster.FlagID(flag)] = own
	}
	return nil
}

// gates copies which checks are asked for before which step.
func (f *file) gates(p *muster.Policy) error {
	known := []muster.Gate{
		muster.GateInterview, muster.GateOffer, muster.GateShipping, muster.GateFirstAccess, muster.GateFirstPay, muster.GatePrivileged,
	}
	for role, gates := range f.Gates {
		into := map[muster.Gate][]muster.Ask{}
		for gate, asks := range gates {
			if !slices.Contains(known, muster.Gate(gate)) {
				return fmt.Errorf("gates: %s: %q is not a gate; the gates are %v", role, gate, known)
			}
			for _, a := range asks {
				if a.Check == "" {
					return fmt.Errorf("gates: %s: %s: an entry names no check", role, gate)
				}
				into[muster.Gate(gate)] = append(into[muster.Gate(gate)], muster.Ask{Check: muster.CheckType(a.Check), Assurance: a.Assurance})
			}
		}
		p.Gates[muster.RoleClass(role)] = into
	}
	return nil
}

// maxFamilies bounds how many families a rule may ask for.
const maxFamilies = 5

// validate keeps a policy inside the rules no customer may switch off: nothing
// escalates but two strong findings side by side, one that a person confirmed,
// or joins between three or more people; and weak findings alone verify nobody.
func validate(p *muster.Policy) error {
	e, v := &p.Escalate, &p.Verify
	switch {
	case p.Version == "":
		return errors.New("version: give the policy a version, such as 2026-11")
	case e.Single != 0 || e.Families != 0 || e.AtLeast != 0:
		return errors.New("escalate: single, families and at_least do not escalate; use strongest and companion")
	case e.JoinPeople != 0 && e.JoinPeople < 3:
		return fmt.Errorf("escalate: join_people is %d; joins alone need three or more people", e.JoinPeople)
	case e.JoinPeople != 0 && e.JoinKinds < 2:
		return fmt.Errorf("escalate: join_kinds is %d; joins alone need two kinds of value", e.JoinKinds)
	case e.Strongest < 4 || e.Companion < 3:
		return fmt.Errorf("escalate: strongest is %d and companion %d; want 4 or more and 3 or more", e.Strongest, e.Companion)
	case e.Confirmed != 0 && e.Confirmed < 5:
		return fmt.Errorf("escalate: confirmed is %d, want 5", e.Confirmed)
	case v.Single < 3 || v.AtLeast < 2 || v.Families < 2 || v.Families > maxFamilies:
		return fmt.Errorf("verify: want single 3 or more, families 2 to %d, at_least 2 or more", maxFamilies)
	case v.Strongest != 0 || v.Companion != 0 || v.Confirmed != 0 || v.JoinPeople != 0 || v.JoinKinds != 0:
		return errors.New("verify: only single, families and at_least are used; the others belong under escalate")
	}
	return nil
}
