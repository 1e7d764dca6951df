package web

import (
	"context"
	"net/http"

	"muster"
	"muster/report"
)

// RuleReader reads the rules and the policy.
type RuleReader interface {
	Rules(ctx context.Context) (*Rules, error)
	Rule(ctx context.Context, flag muster.FlagID) (*Rule, error)
}

// Rules is every rule with how it stands in the policy in force.
type Rules struct {
	Policy    string
	Published Decision
	Rows      []RuleRow
	Uncounted bool // as in every row
	Gates     []GateRule
	Draft     *Trial // a policy tried and not yet published
	Waiting   []Step // policies published that wait for a second person
	Verify    string // the condition of the level, in a sentence
	Escalate  string
	File      string // the policy in force as a file, for who may try another
	Draw      string // what the random draw shows of what flags miss, in a sentence
	Approved  Agreements
	// Suppressions are those in force, for who may suppress.
	Suppressions []Suppression
}

// RuleRow is one rule in the list.
type RuleRow struct {
	Flag       muster.FlagID
	Title      string
	Family     muster.Family
	Strength   int // in force; 0 when off
	Off        bool
	Findings   int  // open
	Cleared    int  // of all, cleared by people
	Uncounted  bool // how many there are is not for the viewer to know
	Suppressed bool
}

// GateRule is what a gate asks of a role class.
type GateRule struct {
	Role muster.RoleClass
	Gate muster.Gate
	Asks []muster.CheckType
}

// Rule is a rule's manual page and how it stands.
type Rule struct {
	RuleRow
	Manual       muster.Manual
	Default      int // strength it ships with
	Checks       []muster.CheckType
	Suppressions []Suppression
	Trial        *Trial
	Sources      []string
}

// Suppression keeps a rule from counting until a day.
type Suppression struct {
	Flag   muster.FlagID
	Person *PersonRef // nil: everybody
	Until  muster.Time
	Reason string
	By     string
}

// Trial is a changed policy tried on the data there is. Nothing changed for anybody.
type Trial struct {
	ID      string
	What    string // "SRC-01 from strength 3 to 2"
	Moves   []Move
	Before  [3]int // people at clear, verify, escalate
	After   [3]int
	Due     [2]int // checks due of those on record, by what was found, before and after
	PerWeek [2]int // checks a week before and after, by those who came in the last 13 weeks: by what was found and by the steps they came to
	Steps   int    // people with a step in front of them that would ask for other checks
	Budget  int
	More    int // people who would move, beyond those listed
}

// Move is one person who would change level.
type Move struct {
	Person   PersonRef
	From, To muster.Level
}

func (p *Rules) head() head { return head{template: "rules", title: "Rules", section: "rules"} }
func (p *Rule) head() head {
	return head{template: "rule", title: string(p.Flag) + " " + p.Title, section: "rules"}
}

func (h *Handler) rules(r *http.Request) (*Rules, error) { return h.Rules.Rules(r.Context()) }

func (h *Handler) rule(r *http.Request) (*Rule, error) {
	return h.Rules.Rule(r.Context(), muster.FlagID(r.PathValue("flag")))
}

// Band is one bar of the waterfall of a trial.
type Band struct {
	Level         muster.Level
	Before, After int
	BeforeWidth   int // of 400
	AfterWidth    int
	Y             int
}

// Bands are the levels before and after, on one scale.
func (t *Trial) Bands() []Band {
	levels := [3]muster.Level{muster.Clear, muster.Verify, muster.Escalate}
	most := 1
	for i := 1; i < 3; i++ { // the people at clear would dwarf the others
		most = max(most, t.Before[i], t.After[i])
	}
	var out []Band
	for i := 1; i < 3; i++ {
		out = append(out, Band{levels[i], t.Before[i], t.After[i], 400 * t.Before[i] / most, 400 * t.After[i] / most, (i - 1) * 72})
	}
	return out
}

// Says counts who would move, and whom a step would ask for other checks.
func (t *Trial) Says() string {
	says := report.Count(len(t.Moves)+t.More, "person would move.", "people would move.")
	if t.Steps > 0 {
		says += " " + report.Count(t.Steps, "person has", "people have") + " a step in front of them that would ask for other checks."
	}
	return says
}
