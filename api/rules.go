package api

import (
	"context"
	"slices"

	"muster"
	"muster/casework"
)

// RuleList is every rule with how it stands.
type RuleList struct {
	Policy    string     `json:"policy" doc:"Version in force."`
	Verify    string     `json:"verify" doc:"The condition of the level, in a sentence."`
	Escalate  string     `json:"escalate"`
	Published Decision   `json:"published"`
	Rules     []RuleRow  `json:"rules"`
	Gates     []GateRule `json:"gates"`

	Draw         string       `json:"draw" doc:"What the random draw shows of what flags miss, in a sentence; its numbers are at /v1/miss-rate."`
	Approved     []Agreement  `json:"approved" doc:"Tools and networks approved for everybody, now or later."`
	Suppressions []Suppressed `json:"suppressions" doc:"Those in force. Empty for who may not suppress; those past are at /v1/suppressions."`
}

// Agreement is what was agreed beforehand, with one person or with everybody.
type Agreement struct {
	ID    string      `json:"id" doc:"For the acts agreement.change and agreement.end. Empty: it stands in records that were brought in, by names their source, and it is changed there."`
	Kind  string      `json:"kind"`
	What  string      `json:"what" doc:"The place, the hours, the tool or the device."`
	From  muster.Time `json:"from,omitzero"`
	Until muster.Time `json:"until" doc:"Its last day."`
	By    string      `json:"by"`
}

// Suppressed keeps a rule from counting until a day.
type Suppressed struct {
	Flag    muster.FlagID    `json:"flag"`
	Subject muster.SubjectID `json:"subject,omitempty" doc:"Missing: everybody."`
	Until   muster.Time      `json:"until"`
	Reason  string           `json:"reason"`
	By      string           `json:"by"`
}

// RuleRow is one rule in the list.
type RuleRow struct {
	Flag       muster.FlagID `json:"flag"`
	Title      string        `json:"title"`
	Family     muster.Family `json:"family"`
	Strength   int           `json:"strength" doc:"In force; 0 when off."`
	Off        bool          `json:"off,omitempty"`
	Findings   *int          `json:"findings,omitempty" doc:"People with an open finding of it. Missing for who does not see everybody's findings."`
	Cleared    *int          `json:"cleared,omitempty" doc:"Of all there were, those people explained. Missing likewise."`
	Suppressed bool          `json:"suppressed,omitempty"`
}

// GateRule is what a gate asks of a role class.
type GateRule struct {
	Role muster.RoleClass   `json:"role"`
	Gate muster.Gate        `json:"gate"`
	Asks []muster.CheckType `json:"asks"`
}

// Rule is one rule's manual page.
type Rule struct {
	RuleRow
	Manual  muster.Manual      `json:"manual"`
	Default int                `json:"default_strength"`
	Checks  []muster.CheckType `json:"checks,omitempty"`
	Sources []string           `json:"sources,omitempty" doc:"What it rests on: titles in our own words, with where to find each."`

	Suppressions []Suppressed `json:"suppressions" doc:"Of this rule, as in the list."`
}

// Trial is who would move under a changed policy. Nothing changes for anybody.
type Trial struct {
	Version string `json:"version"`
	Before  Levels `json:"before"`
	After   Levels `json:"after"`
	Checks  [2]int `json:"checks" doc:"Checks a week, before and after, counted by those who came in the last 13 weeks: by what was found of them and by the steps they came to."`
	Due     [2]int `json:"due" doc:"Checks due of those on record who stand at verify or above, before and after."`
	Steps   int    `json:"steps,omitempty" doc:"People with a step in front of them that would ask for other checks."`
	Budget  int    `json:"budget,omitempty" doc:"Checks a week the team can do."`
	Moves   []Move `json:"moves"`
	More    int    `json:"more,omitempty"`
	Text    string `json:"text" doc:"The policy file, for the act policy.publish."`
}

// Levels is how many people stand at each level.
type Levels struct {
	Clear    int `json:"clear"`
	Verify   int `json:"verify"`
	Escalate int `json:"escalate"`
}

// Move is one person who would change level.
type Move struct {
	Subject muster.SubjectID `json:"subject"`
	From    muster.Level     `json:"from"`
	To      muster.Level     `json:"to"`
}

// TrialOf is what to try: a rule at another strength, or a whole policy file.
type TrialOf struct {
	Flag     muster.FlagID `json:"flag,omitempty" maxLength:"20"`
	Strength int           `json:"strength,omitempty" minimum:"0" maximum:"5" doc:"0 switches the rule off."`
	Text     string        `json:"text,omitempty" maxLength:"400000" doc:"A policy file, in place of a rule."`
}

type trialRequest struct{ Body TrialOf }

// flagPath names a rule.
type flagPath struct {
	Flag muster.FlagID `path:"flag" minLength:"1" maxLength:"20"`
	UnlessSame
}

// policyList is the versions of the policy, the latest first.
type policyList struct {
	Versions []casework.PolicyVersion `json:"versions"`
}

// suppressionList is who or what does not count for a while.
type suppressionList struct {
	Suppressions []casework.Suppression `json:"suppressions"`
}

// retentionList is the clocks that were set and the purges that were ordered.
type retentionList struct {
	Clocks []casework.Clock `json:"clocks"`
	Purges []casework.Purge `json:"purges"`
}

// monitoringList is what is monitored. What is not listed is off.
type monitoringList struct {
	Monitoring []casework.Monitoring `json:"monitoring"`
	Stills     *casework.Stills      `json:"stills,omitempty" doc:"Whether reference stills of interviews are taken, for who may switch it."`
}

// missRate is what the random draw shows of what flags miss.
type missRate struct {
	Done   int     `json:"done" doc:"Drawn checks that were passed or failed."`
	Quiet  int     `json:"quiet" doc:"Of these, of people without an open finding of strength 3 or more."`
	Failed int     `json:"failed" doc:"Of the quiet ones, failed."`
	Rate   float64 `json:"rate"`
	AtMost float64 `json:"at_most" doc:"With 95 % confidence the rate is not above this."`
}

func registerRules(h *Handler) {
	register(h, get("/v1/rules", "rules.list", "Rules", RulesRead, "Every rule with how it stands", "With what each counts for, the gates of each class of role, approved tools and suppressions in force."), h.rules)
	register(h, get("/v1/rules/{flag}", "rules.get", "Rules", RulesRead, "One rule's manual page", "What it looks at, why, what may be innocent about it and what would clear it."), h.rule)
	trial := operation("POST", "/v1/trials", "trials.make", "Rules", RulesWrite, "Try a rule at another strength, or a policy, on the people there are", "Nothing changes for anybody. Publish its text with the act policy.publish.")
	trial.MaxBodyBytes = actBytes
	register(h, trial, func(ctx context.Context, in *trialRequest) (*body[Trial], error) {
		if (in.Body.Flag == "") == (in.Body.Text == "") {
			return nil, &muster.Error{Code: muster.CodeUsage, Message: "say what to try: a flag, or the text of a policy", Hint: "one of them"}
		}
		t, err := h.Rules.Try(ctx, &in.Body)
		if err != nil {
			return nil, err
		}
		return &body[Trial]{*t}, nil
	})
	register(h, get("/v1/policies", "policies.list", "Rules", RulesRead, "Versions of the policy, the latest first", "With who published each, and what it lowered."), func(ctx context.Context, _ *nothing) (*body[policyList], error) {
		list, err := h.Desk.Policies(ctx, actorOf(ctx))
		return &body[policyList]{policyList{list}}, err
	})
	register(h, get("/v1/suppressions", "suppressions.list", "Rules", RulesRead, "What does not count for a while", "For who may suppress: a suppression names people."), h.suppressions)
	register(h, get("/v1/retention", "retention.get", "Rules", RulesRead, "Retention clocks and purges", "Clocks that somebody set; what is not among them follows the policy in force."), func(ctx context.Context, _ *nothing) (*body[retentionList], error) {
		clocks, purges, err := h.Desk.Retention(ctx, actorOf(ctx))
		return &body[retentionList]{retentionList{clocks, purges}}, err
	})
	register(h, get("/v1/monitoring", "monitoring.get", "Rules", RulesRead, "What is monitored", "With the impact assessment, notice and basis each kind rests on."), func(ctx context.Context, _ *nothing) (*body[monitoringList], error) {
		list, err := h.Desk.Monitored(ctx, actorOf(ctx))
		out := &body[monitoringList]{monitoringList{Monitoring: list}}
		if err == nil && h.somewhere(actorOf(ctx), []casework.Action{casework.MonitoringSet}) {
			out.Body.Stills, err = h.Desk.StillsNow(ctx)
		}
		return out, err
	})
	register(h, get("/v1/miss-rate", "miss-rate.get", "Rules", RulesRead, "What the random draw shows of what flags miss", "It names nobody."), func(ctx context.Context, _ *nothing) (*body[missRate], error) {
		m, err := h.Desk.MissRate(ctx, actorOf(ctx))
		return &body[missRate]{missRate(m)}, err
	})
}

func (h *Handler) rules(ctx context.Context, _ *nothing) (*body[RuleList], error) {
	if err := h.Desk.May(ctx, actorOf(ctx), casework.PolicyView, ""); err != nil {
		return nil, err
	}
	list, err := h.Rules.Rules(ctx)
	if err != nil {
		return nil, err
	}
	return &body[RuleList]{*list}, nil
}

func (h *Handler) rule(ctx context.Context, in *flagPath) (*one[Rule], error) {
	if err := h.Desk.May(ctx, actorOf(ctx), casework.PolicyView, ""); err != nil {
		return nil, err
	}
	r, err := h.Rules.Rule(ctx, in.Flag)
	if err != nil {
		return nil, err
	}
	return tagged(&in.UnlessSame, "r", *r)
}

func (h *Handler) suppressions(ctx context.Context, _ *nothing) (*body[suppressionList], error) {
	if err := h.Desk.May(ctx, actorOf(ctx), casework.PolicySuppress, ""); err != nil {
		return nil, err
	}
	reach, err := h.Desk.Reach(ctx, actorOf(ctx), casework.PeopleView)
	if err != nil {
		return nil, err
	}
	list, err := h.Desk.Suppressions(ctx, actorOf(ctx))
	if err != nil {
		return nil, err
	}
	everybody := slices.Contains(reach.Scopes, casework.Scope{})
	out := make([]casework.Suppression, 0, len(list))
	for _, s := range list {
		if s.Subject == "" || everybody || h.Desk.May(ctx, actorOf(ctx), casework.PeopleView, s.Subject) == nil {
			out = append(out, s)
		}
	}
	return &body[suppressionList]{suppressionList{out}}, nil
}
