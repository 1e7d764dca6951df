package policy

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"

	"muster"
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

// maxPolicyBytes bounds a policy file.
const maxPolicyBytes = 1 << 20

// Parse reads a policy file. Unknown keys are errors; what a file leaves out
// keeps its default. Errors show the line.
func Parse(file string, text []byte) (*muster.Policy, error) {
	if len(text) > maxPolicyBytes {
		return nil, &muster.Error{Code: muster.CodeTooLarge, Message: fmt.Sprintf("policy file is larger than %d bytes", maxPolicyBytes), Place: muster.Place{File: file}}
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
	Version    string                                    `yaml:"version"`
	Verify     *rule                                     `yaml:"verify"`
	Escalate   *rule                                     `yaml:"escalate"`
	Strengths  map[string]int                            `yaml:"strengths"`
	Off        []string                                  `yaml:"off"`
	Checks     map[string][]string                       `yaml:"checks"`
	Gates      map[string]map[string][]map[string]string `yaml:"gates"`
	Retention  map[string]int                            `yaml:"retention_days"`
	Escalation int                                       `yaml:"escalation_working_days"`
	Budget     int                                       `yaml:"checks_per_week"`
}

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

func parse(text []byte) (*muster.Policy, error) {
	var f file
	if err := yaml.UnmarshalWithOptions(defaultYAML, &f, yaml.Strict()); err != nil {
		return nil, err
	}
	if len(strings.TrimSpace(string(text))) > 0 {
		if err := yaml.UnmarshalWithOptions(text, &f, yaml.Strict()); err != nil {
			return nil, err
		}
	}
	return f.policy()
}

func (f *file) policy() (*muster.Policy, error) {
	p := &muster.Policy{
		Version: f.Version, Verify: muster.Rule(*f.Verify), Escalate: muster.Rule(*f.Escalate),
		Strengths: map[muster.FlagID]int{}, Checks: map[muster.FlagID][]muster.CheckType{},
		Retention: map[muster.Kind]int{}, Gates: map[muster.RoleClass]map[muster.Gate][]muster.Ask{},
		Escalation: f.Escalation, Budget: f.Budget,
	}
	for flag, s := range f.Strengths {
		if s < 0 || s > 5 {
			return nil, fmt.Errorf("strengths: %s is %d, want 0 to 5", flag, s)
		}
		p.Strengths[muster.FlagID(flag)] = s
	}
	for _, flag := range f.Off {
		p.Off = append(p.Off, muster.FlagID(flag))
	}
	for flag, list := range f.Checks {
		for _, c := range list {
			p.Checks[muster.FlagID(flag)] = append(p.Checks[muster.FlagID(flag)], muster.CheckType(c))
		}
	}
	for kind, days := range f.Retention {
		if !slices.Contains(muster.Kinds(), muster.Kind(kind)) || days < 0 {
			return nil, fmt.Errorf("retention_days: %s: %d is not a kind of observation with a number of days", kind, days)
		}
		p.Retention[muster.Kind(kind)] = days
	}
	for role, gates := range f.Gates {
		p.Gates[muster.RoleClass(role)] = map[muster.Gate][]muster.Ask{}
		for gate, asks := range gates {
			for _, ask := range asks {
				p.Gates[muster.RoleClass(role)][muster.Gate(gate)] = append(p.Gates[muster.RoleClass(role)][muster.Gate(gate)],
					muster.Ask{Check: muster.CheckType(ask["check"]), Assurance: ask["assurance"]})
			}
		}
	}
	return p, validate(p)
}

// validate keeps a policy inside the rules no customer may switch off: joins
// never escalate a pair, and escalating takes more than verifying.
func validate(p *muster.Policy) error {
	switch e := &p.Escalate; {
	case p.Version == "":
		return fmt.Errorf("version: give the policy a version, such as 2026-11")
	case e.Single != 0:
		return fmt.Errorf("escalate: a single unconfirmed finding never escalates; use strongest and companion")
	case e.JoinPeople != 0 && e.JoinPeople < 3:
		return fmt.Errorf("escalate: join_people is %d; joins alone need three or more people", e.JoinPeople)
	case e.JoinPeople != 0 && e.JoinKinds < 2:
		return fmt.Errorf("escalate: join_kinds is %d; joins alone need two kinds of value", e.JoinKinds)
	case e.Strongest < 4 || e.Companion < 3:
		return fmt.Errorf("escalate: strongest must be 4 or more and companion 3 or more")
	case e.Confirmed != 0 && e.Confirmed < 5:
		return fmt.Errorf("escalate: confirmed must be 5")
	case p.Verify.Single < 3 || p.Verify.AtLeast < 2 || p.Verify.Families < 2:
		return fmt.Errorf("verify: want single 3 or more, families 2 or more, at_least 2 or more")
	}
	return nil
}
