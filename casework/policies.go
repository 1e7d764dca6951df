package casework

import (
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"muster"
	"muster/policy"
	"muster/store"
)

// PolicyState is where a version of the policy stands.
type PolicyState string

// The states of a policy version.
const (
	PolicyWaiting PolicyState = "waiting"  // it lowers something and waits for a second person
	PolicyInForce PolicyState = "in_force" // the one that counts
	PolicyPast    PolicyState = "past"
)

// PolicyVersion is one version of the policy.
type PolicyVersion struct {
	Version string      `json:"version"`
	State   PolicyState `json:"state"`
	Text    string      `json:"text"` // the file
	Lowers  []string    `json:"lowers,omitempty"`
	Reason  string      `json:"reason"`
	By      string      `json:"by"`
	At      time.Time   `json:"at"`
	From    time.Time   `json:"from,omitzero"` // when it came into force
	Second  string      `json:"second,omitempty"`
}

func policies() shelf[PolicyVersion] {
	return shelf[PolicyVersion]{"policies", "version of the policy", func(v *PolicyVersion) keys {
		return keys{id: v.Version, state: string(v.State)}
	}}
}

// policyNow returns the policy in force: the default one until a version was
// published. What detectors declare of checks is in it.
func (d *Desk) policyNow(tx *store.Tx) (*muster.Policy, error) {
	return once(tx, "policy", func(*muster.Policy) int { return 64 << 10 }, func() (*muster.Policy, error) { return d.readPolicy(tx) })
}

func (d *Desk) readPolicy(tx *store.Tx) (*muster.Policy, error) {
	list, err := policies().list(tx, "state = 'in_force'")
	if err != nil {
		return nil, err
	}
	var v PolicyVersion
	if len(list) > 0 {
		v = list[len(list)-1]
	}
	p, err := d.parsed.of(&v)
	if err != nil {
		return nil, err
	}
	own := *p
	own.Retention = maps.Clone(p.Retention)
	if err := retained(tx, &own); err != nil {
		return nil, err
	}
	return policy.WithDeclared(&own, d.declared), nil
}

// parsed keeps the last policy that was read: reading its file takes longer
// than all else of a page.
type parsed struct {
	mu     sync.Mutex
	text   string
	policy *muster.Policy
}

func (c *parsed) of(v *PolicyVersion) (*muster.Policy, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.policy != nil && c.text == v.Text {
		return c.policy, nil
	}
	p := policy.Default()
	if v.Text != "" {
		var err error
		if p, err = policy.Parse(v.Version, []byte(v.Text)); err != nil {
			return nil, err
		}
	}
	c.text, c.policy = v.Text, p
	return p, nil
}

// Policy returns the policy in force, for the program's own assessments.
func (d *Desk) Policy(ctx context.Context) (*muster.Policy, error) {
	var p *muster.Policy
	err := d.store.View(ctx, d.org, func(tx *store.Tx) (err error) {
		p, err = d.policyNow(tx)
		return err
	})
	return p, err
}

// WaitingPolicies lists the steps of published policies that wait for a second
// person, for who may try one: nobody else is told of them but who may sign.
func (d *Desk) WaitingPolicies(ctx context.Context, who *Actor) ([]Step, error) {
	var out []Step
	err := d.view(ctx, who, func(r *reading) error {
		if !d.table.somewhere(who, PolicyTry) {
			return refusal(PolicyTry)
		}
		list, err := steps().list(r.tx, "subject = '' and file = '' and state = 'waiting'")
		out = slices.DeleteFunc(list, func(s Step) bool { return s.Kind != StepPolicy })
		return err
	})
	return out, err
}

// Model is what people are assessed by, as a transaction of the desk's store
// sees it: the policy in force and what people said about pairs of records.
// Whoever follows the store's changes reads it where a change of it has its
// number.
func (d *Desk) Model(tx *store.Tx) (*muster.Policy, []PairDecision, error) {
	p, err := d.policyNow(tx)
	if err != nil {
		return nil, nil, err
	}
	list, err := pairs().all(tx)
	return p, list, err
}

// PublishPolicy makes a policy file the one in force. Where it lowers a
// strength, a threshold or what a gate asks, it waits for a second person: the
// receipt's ID is then the step to sign, else the version.
type PublishPolicy struct {
	Text   string `json:"text"`
	Reason string `json:"reason"`
}

// Name is the kind of the act's ledger entry.
func (a *PublishPolicy) Name() string { return "policy.publish" }

func (a *PublishPolicy) check() error {
	if _, err := policy.Parse("policy", []byte(a.Text)); err != nil {
		return err
	}
	return reason(a.Reason)
}

func (a *PublishPolicy) perform(in *act) error {
	if err := in.allow(PolicyPublish, Scope{}, false); err != nil {
		return err
	}
	next, err := policy.Parse("policy", []byte(a.Text))
	if err != nil {
		return err
	}
	if len(next.Version) > MaxLine {
		return usage("version: too long", "use something like 2026-11")
	}
	had, err := policies().find(in.tx, next.Version)
	if err != nil {
		return err
	}
	if had != nil || next.Version == policy.Default().Version {
		return conflict("there is a version "+quoted(next.Version)+" already", "give the policy a version of its own")
	}
	now, err := in.desk.policyNow(in.tx)
	if err != nil {
		return err
	}
	v := &PolicyVersion{Version: next.Version, State: PolicyWaiting, Text: a.Text, Lowers: Lowers(now, policy.WithDeclared(next, in.desk.declared)), Reason: a.Reason, By: in.who.Name, At: in.now()}
	if err := policies().add(in, v); err != nil {
		return err
	}
	if len(v.Lowers) == 0 {
		return in.inForce(v.Version, "")
	}
	in.note = "waits for a second person: it lowers something"
	return in.propose(&Step{Kind: StepPolicy, Detail: v.Version, Reason: a.Reason, Action: PolicyPublish})
}

// Lowers says in words what a policy lowers against another: what counts less,
// is asked less, or takes longer to be looked at. A strength set anew counts as
// lowered unless it is 5, because the detector's own is not known here.
func Lowers(now, next *muster.Policy) []string {
	var list []string
	add := func(is bool, what string) {
		if is && !slices.Contains(list, what) {
			list = append(list, what)
		}
	}
	for flag, s := range next.Strengths {
		had, ok := now.Strengths[flag]
		add(ok && s < had || !ok && s < 5, "the strength of "+string(flag))
	}
	for flag, had := range now.Strengths {
		_, ok := next.Strengths[flag]
		add(!ok && had > 1, "the strength of "+string(flag))
	}
	for _, flag := range next.Off {
		add(!slices.Contains(now.Off, flag), string(flag)+" is switched off")
	}
	add(stricter(&now.Verify, &next.Verify) || stricter(&now.Escalate, &next.Escalate), "what it takes to verify or escalate")
	for role, gates := range now.Gates {
		for gate, asks := range gates {
			for _, a := range asks {
				add(!asksFor(next.Gates[role][gate], a), "what "+string(gate)+" asks of the class "+string(role))
			}
		}
	}
	for flag, by := range next.Clearing.Flags {
		for _, c := range append(slices.Clone(by.Clears), by.Lowers...) {
			had := now.Clearing.Flags[flag]
			add(!slices.Contains(had.Clears, c) && !(slices.Contains(had.Lowers, c) && slices.Contains(by.Lowers, c)), "what settles "+string(flag))
		}
	}
	add(next.Clearing.ByChecks && !now.Clearing.ByChecks || now.Clearing.Confirmed && !next.Clearing.Confirmed, "what checks settle")
	add(next.Expected.MaxOccupancy > now.Expected.MaxOccupancy || next.Expected.BurstLimit > now.Expected.BurstLimit, "what is taken for ordinary")
	for kind, days := range next.Retention {
		had, ok := now.Retention[kind]
		add(ok && days > had, "how soon records of the kind "+string(kind)+" go")
	}
	slices.Sort(list)
	return list
}

// stricter reports whether it takes more to meet a rule than before. A 0 means
// that a condition is not used.
func stricter(now, next *muster.Rule) bool {
	more := func(had, has int) bool { return had != 0 && (has == 0 || has > had) }
	return more(now.Single, next.Single) || more(now.Families, next.Families) || next.AtLeast > now.AtLeast || more(now.Strongest, next.Strongest) ||
		next.Companion > now.Companion || more(now.Confirmed, next.Confirmed) || more(now.JoinPeople, next.JoinPeople) || next.JoinKinds > now.JoinKinds
}

// asksFor reports whether a gate still asks for a check, as strongly.
func asksFor(asks []muster.Ask, a muster.Ask) bool {
	return slices.ContainsFunc(asks, func(b muster.Ask) bool {
		return b.Check == a.Check && (a.Assurance != High || b.Assurance == High)
	})
}
