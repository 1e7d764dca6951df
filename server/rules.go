package server

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"

	"muster"
	"muster/casework"
	"muster/detect"
	"muster/detect/all"
	"muster/policy"
	"muster/report"
	"muster/web"
)

// rulesInOrder are the detectors in the order of their flags.
func (s *Server) rulesInOrder() []detect.Detector {
	list := all.Detectors()
	slices.SortFunc(list, func(a, b detect.Detector) int { return strings.Compare(string(a.Flag), string(b.Flag)) })
	return list
}

// Rules is every rule with how it stands.
func (s *Server) Rules(ctx context.Context) (*web.Rules, error) {
	actor, err := who(ctx)
	if err != nil {
		return nil, err
	}
	p, err := s.desk.Policy(ctx)
	if err != nil {
		return nil, err
	}
	out := &web.Rules{Policy: p.Version, Verify: ruleWords(&p.Verify), Escalate: ruleWords(&p.Escalate)}
	if out.Draft, err = s.draft(ctx, ""); err != nil {
		return nil, err
	}
	versions, err := s.desk.Policies(ctx, actor)
	if err != nil {
		return nil, err
	}
	for _, v := range versions {
		if v.State == casework.PolicyInForce {
			out.Published = web.Decision{What: v.Version, Reason: v.Reason, By: v.By, At: v.From}
			break
		}
	}
	if visitorOf(ctx).may(casework.PolicyTry) {
		out.File = string(inForce(versions))
		if out.Waiting, err = s.policiesWaiting(ctx, actor); err != nil {
			return nil, err
		}
	}
	if out.Draw, err = s.drawSays(ctx, actor); err != nil {
		return nil, err
	}
	suppressed, err := s.suppressions(ctx, actor)
	if err != nil {
		return nil, err
	}
	if visitorOf(ctx).may(casework.PolicySuppress) {
		for _, flag := range slices.Sorted(maps.Keys(suppressed)) {
			out.Suppressions = append(out.Suppressions, suppressed[flag]...)
		}
		if out.Suppressions, err = s.withinReach(ctx, actor, out.Suppressions); err != nil {
			return nil, err
		}
	}
	approved, err := s.desk.Approved(ctx, actor)
	if err != nil {
		return nil, err
	}
	counts, err := s.ruleCounts(ctx, actor)
	if err != nil {
		return nil, err
	}
	out.Approved.List, out.Uncounted = agreementsOf(approved), counts.hidden
	for _, d := range s.rulesInOrder() {
		out.Rows = append(out.Rows, ruleRow(&d, p, counts, len(suppressed[d.Flag]) > 0))
	}
	out.Gates = gateRules(p)
	return out, nil
}

// gateRules is what each gate asks of each role class.
func gateRules(p *muster.Policy) []web.GateRule {
	var out []web.GateRule
	for _, class := range []muster.RoleClass{muster.RoleOrdinary, muster.RolePrivileged, muster.RoleSensitive} {
		for _, g := range casework.Gates() {
			if asks := p.Gates[class][g]; len(asks) > 0 {
				rule := web.GateRule{Role: class, Gate: g}
				for _, a := range asks {
					rule.Asks = append(rule.Asks, a.Check)
				}
				out = append(out, rule)
			}
		}
	}
	return out
}

// ruleCounts are how many people each flag was seen at, and how often people
// explained one: for who sees everybody's findings, since a count would tell
// others of them.
type ruleCounts struct {
	open, cleared map[muster.FlagID]int
	hidden        bool
}

func (s *Server) ruleCounts(ctx context.Context, actor *casework.Actor) (ruleCounts, error) {
	if s.desk.Permissions().Sees(actor, casework.FieldFinding, casework.Scope{}) == casework.Hidden {
		return ruleCounts{hidden: true}, nil
	}
	cleared, err := s.desk.Cleared(ctx)
	return ruleCounts{open: s.live.now().Flagged(), cleared: cleared}, err
}

// agreementsOf are agreements as pages show them.
func agreementsOf(list []casework.Agreement) []web.Agreement {
	var out []web.Agreement
	for _, a := range list {
		out = append(out, web.Agreement{ID: a.ID, Kind: a.Kind, What: a.What, From: a.From, Until: a.Until, By: a.By})
	}
	return out
}

func ruleRow(d *detect.Detector, p *muster.Policy, counts ruleCounts, suppressed bool) web.RuleRow {
	row := web.RuleRow{Flag: d.Flag, Title: d.Manual.Title, Family: d.Family, Strength: d.Strength, Off: slices.Contains(p.Off, d.Flag), Suppressed: suppressed}
	if own, ok := p.Strengths[d.Flag]; ok {
		row.Strength = own
	}
	if row.Off {
		row.Strength = 0
	}
	row.Findings, row.Cleared, row.Uncounted = counts.open[d.Flag], counts.cleared[d.Flag], counts.hidden
	return row
}

func (s *Server) suppressions(ctx context.Context, actor *casework.Actor) (map[muster.FlagID][]web.Suppression, error) {
	list, err := s.desk.Suppressions(ctx, actor)
	out := map[muster.FlagID][]web.Suppression{}
	for _, one := range list {
		if one.Until.Before(s.now()) {
			continue
		}
		w := web.Suppression{Flag: one.Flag, Until: dateOf(one.Until), Reason: one.Reason, By: one.By}
		if one.Subject != "" {
			w.Person = &web.PersonRef{ID: one.Subject}
		}
		out[one.Flag] = append(out[one.Flag], w)
	}
	return out, err
}

// Rule is one rule's manual page.
func (s *Server) Rule(ctx context.Context, flag muster.FlagID) (*web.Rule, error) {
	actor, err := who(ctx)
	if err != nil {
		return nil, err
	}
	d := s.detectors[flag]
	if d == nil {
		return nil, &muster.Error{Code: muster.CodeNotFound, Message: "There is no such rule.", Hint: "All rules are listed under Rules."}
	}
	p, err := s.desk.Policy(ctx)
	if err != nil {
		return nil, err
	}
	suppressed, err := s.suppressions(ctx, actor)
	if err != nil {
		return nil, err
	}
	counts, err := s.ruleCounts(ctx, actor)
	if err != nil {
		return nil, err
	}
	out := &web.Rule{RuleRow: ruleRow(d, p, counts, len(suppressed[flag]) > 0), Manual: d.Manual, Default: d.Strength, Checks: p.Checks[flag], Sources: s.cited(d.Manual.Sources)}
	if out.Trial, err = s.draft(ctx, flag); err != nil {
		return nil, err
	}
	if visitorOf(ctx).may(casework.PolicySuppress) {
		out.Suppressions, err = s.withinReach(ctx, actor, suppressed[flag])
	}
	return out, err
}

// cited are references in words, by their ids in the catalogue.
func (s *Server) cited(ids []string) []string {
	var out []string
	for _, id := range ids {
		if source, ok := s.papers[id]; ok {
			id = source.Cite()
		}
		out = append(out, id)
	}
	return out
}

// ruleWords says the condition of a level.
func ruleWords(r *muster.Rule) string {
	var ways []string
	if r.Single > 0 {
		ways = append(ways, fmt.Sprintf("one finding of strength %d or more", r.Single))
	}
	if r.Families > 0 {
		ways = append(ways, fmt.Sprintf("findings of %d kinds at %d or more", r.Families, r.AtLeast))
	}
	if r.Strongest > 0 {
		ways = append(ways, fmt.Sprintf("one finding of %d or more and another kind at %d or more", r.Strongest, r.Companion))
	}
	if r.Confirmed > 0 {
		ways = append(ways, fmt.Sprintf("one of %d that a named person confirmed", r.Confirmed))
	}
	return report.Sentence(strings.Join(ways, ", or ")) + "."
}

// maxMoves is how many people who would move a trial lists.
const maxMoves = 50

// tryPolicy weighs everybody's findings with a rule at another strength.
// Nothing changes for anybody.
func (s *Server) tryPolicy(ctx context.Context, actor *casework.Actor, c *web.TryPolicy) (*web.Receipt, error) {
	if err := s.desk.May(ctx, actor, casework.PolicyTry, ""); err != nil {
		return nil, err
	}
	d := s.detectors[c.Flag]
	if d == nil {
		return nil, &muster.Error{Code: muster.CodeNotFound, Message: "There is no such rule.", Hint: "All rules are listed under Rules."}
	}
	file, next, err := s.changedPolicy(ctx, actor, c)
	if err != nil {
		return nil, err
	}
	t := &trial{flag: c.Flag, file: file}
	t.ID, t.What, t.Budget = newKey(), fmt.Sprintf("%s at strength %d", c.Flag, c.Strength), next.Budget
	if err := s.moves(ctx, next, &t.Trial); err != nil {
		return nil, err
	}
	return &web.Receipt{Says: "Tried on the people there are: who would move is below. Nothing changed for anybody.", Next: "/rules/" + string(c.Flag)}, s.share(ctx, t)
}

// inForce is the text of the policy in force.
func inForce(versions []casework.PolicyVersion) []byte {
	for _, v := range versions {
		if v.State == casework.PolicyInForce {
			return []byte(v.Text)
		}
	}
	return policy.DefaultText()
}

// tryText weighs everybody's findings with another policy file.
func (s *Server) tryText(ctx context.Context, actor *casework.Actor, c *web.TryText) (*web.Receipt, error) {
	if err := s.desk.May(ctx, actor, casework.PolicyTry, ""); err != nil {
		return nil, err
	}
	next, err := policy.Parse("policy", []byte(c.Text))
	if err != nil {
		return nil, err
	}
	t := &trial{file: c.Text}
	t.ID, t.What, t.Budget = newKey(), "policy "+next.Version, next.Budget
	if err := s.moves(ctx, policy.WithDeclared(next, detect.Settling(all.Detectors())), &t.Trial); err != nil {
		return nil, err
	}
	return &web.Receipt{Says: "Tried on the people there are: who would move is below. Nothing changed for anybody.", Next: "/rules"}, s.share(ctx, t)
}

// drawSays is what the random draw shows of what flags miss, in a sentence.
func (s *Server) drawSays(ctx context.Context, actor *casework.Actor) (string, error) {
	m, err := s.desk.MissRate(ctx, actor)
	if err != nil {
		return "", err
	}
	if m.Done == 0 {
		return "Nobody the draw chose has finished the stronger check yet, so nothing is known of what flags miss.", nil
	}
	says := report.Count(m.Done, "person", "people") + " whom the draw chose finished the stronger check. "
	if m.Quiet == 0 {
		return says + "All of them had a finding beforehand, so nothing is known of what flags miss.", nil
	}
	return says + fmt.Sprintf("Of %d without a finding beforehand, %d did not pass: a miss rate of %.1f %%. With 95 %% confidence it is at most %.1f %%.", m.Quiet, m.Failed, 100*m.Rate, 100*m.AtMost), nil
}

// changedPolicy is the policy in force with one strength changed, as a file.
func (s *Server) changedPolicy(ctx context.Context, actor *casework.Actor, c *web.TryPolicy) (string, *muster.Policy, error) {
	versions, err := s.desk.Policies(ctx, actor)
	if err != nil {
		return "", nil, err
	}
	text := inForce(versions)
	var file map[string]any
	if err := yaml.Unmarshal(text, &file); err != nil {
		return "", nil, err
	}
	file["version"] = s.now().UTC().Format("2006-01-02 15:04:05") + " " + string(c.Flag)
	off, _ := file["off"].([]any)
	off = slices.DeleteFunc(off, func(v any) bool { return v == string(c.Flag) })
	if c.Strength == 0 {
		off = append(off, string(c.Flag))
	} else {
		strengths, _ := file["strengths"].(map[string]any)
		if strengths == nil {
			strengths = map[string]any{}
		}
		strengths[string(c.Flag)] = c.Strength
		file["strengths"] = strengths
	}
	file["off"] = off
	out, err := yaml.Marshal(file)
	if err != nil {
		return "", nil, err
	}
	next, err := policy.Parse("policy", out)
	if err != nil {
		return "", nil, err
	}
	return string(out), policy.WithDeclared(next, detect.Settling(all.Detectors())), nil
}

// fewest is how few of the checks asked for settle all that any of them settles:
// several that would do are one check to make.
func fewest(a *muster.Assessment, already ...muster.CheckType) (n int) {
	settled := map[muster.FlagID]bool{}
	for _, c := range a.Checks { // what is made in any case settles what it can
		if slices.Contains(already, c.Type) {
			for _, f := range c.Flags {
				settled[f] = true
			}
		}
	}
	for {
		var most []muster.FlagID
		for _, c := range a.Checks {
			left := slices.DeleteFunc(slices.Clone(c.Flags), func(f muster.FlagID) bool { return settled[f] })
			if len(left) > len(most) {
				most = left
			}
		}
		if len(most) == 0 {
			return n
		}
		for _, f := range most {
			settled[f] = true
		}
		n++
	}
}
