package main

import (
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"

	"muster/internal/escape"
	"muster/report/linkage"
	"muster/resolve"
)

// thousands writes n with its thousands apart.
func thousands[T int | int64](n T) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// percent writes a share with its interval.
func percent(s resolve.Share) string {
	digits := 1
	if s.Low > 0.99 {
		digits = 2
	}
	return fmt.Sprintf("%.*f %% (%.*f to %.*f)", digits, 100*s.Value, digits, 100*s.Low, digits, 100*s.High)
}

// printPlan shows what would be compared with what.
func printPlan(w io.Writer, p *resolve.Plan, asJSON bool) error {
	if asJSON {
		return json.NewEncoder(w).Encode(p)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s records, %s of different content.\n\nColumns\n", thousands(p.Records), thousands(p.Distinct))
	t := newPlainTable(5)
	t.AppendHeader(table.Row{"Table", "Column", "Taken for", "Because of", "Filled"})
	for _, list := range p.Recognised {
		for _, c := range list {
			kind := string(c.Kind)
			if c.Listed {
				kind += ", several each"
			}
			t.AppendRow(table.Row{short(c.Table), short(c.Column), kind, c.Why, fmt.Sprintf("%.0f %%", 100*c.Filled)})
		}
	}
	b.WriteString(t.Render() + "\n\nCompared\n")
	t = newPlainTable(4, 5)
	t.AppendHeader(table.Row{"Field", "Kind", "From", "Filled", "Values", "Levels of agreement"})
	for _, c := range p.Comparisons {
		t.AppendRow(table.Row{short(c.Field), c.Kind, short(strings.Join(c.From, ", ")), fmt.Sprintf("%.0f %%", 100*c.Filled), thousands(c.Values), strings.Join(c.Levels, " / ")})
	}
	b.WriteString(t.Render() + "\n\nBlocking rules: records are compared where they agree on all keys of one rule\n")
	t = newPlainTable(2, 3, 4, 5)
	t.AppendHeader(table.Row{"Rule", "Pairs", "Blocks", "Largest", "Split further"})
	for _, r := range p.Rules {
		t.AppendRow(table.Row{escape.Line(r.Rule), thousands(r.Pairs), thousands(r.Blocks), thousands(r.Largest), thousands(r.Oversized)})
	}
	fmt.Fprintf(&b, "%s\n\n%s pairs in all, repeats included. Nothing was compared yet.\n", t.Render(), thousands(p.Pairs))
	for _, warning := range p.Warnings {
		fmt.Fprintf(&b, "Note: %s.\n", escape.Line(warning))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// printResolved says what a run found and where it is.
func printResolved(w io.Writer, s *linkage.Summary, in *linkage.Input) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s records are %s; the largest has %s.\n", thousands(s.Records), counted(s.Clusters, "cluster", "clusters"), thousands(s.Largest))
	fmt.Fprintf(&b, "%s from %s compared", counted(s.Links, "link", "links"), counted(s.Estimate.Compared, "pair", "pairs"))
	b.WriteString(saidOfApart(s.Apart, s.SaidApart) + ".\n")
	if s.Estimated() {
		fmt.Fprintf(&b, "By the model's own estimate, %s of the links are right, and the rules bring %s of the true pairs together.\n", percent(s.Estimate.Precision), percent(s.Estimate.BlockingShare))
	}
	b.WriteString(saidOfAnswers(s.Answers))
	if s.Rings > 0 {
		fmt.Fprintf(&b, "%s of different people share phones, accounts, devices or the like: see rings.json.\n", counted(s.Rings, "group", "groups"))
	}
	if s.Rejects > 0 {
		fmt.Fprintf(&b, "%s set aside, with the reason of each in rejects.csv.\n", counted(s.Rejects, "row was", "rows were"))
	}
	const most = 5
	for _, c := range s.Common[:min(len(s.Common), most)] {
		fmt.Fprintf(&b, "Ignored as common: %s %s, on %s records.\n", escape.Line(c.Field), short(c.Value), thousands(c.Records))
	}
	if n := len(s.Common) - most; n > 0 {
		fmt.Fprintf(&b, "%s more are in the report.\n", counted(n, "common value", "common values"))
	}
	for _, c := range s.Contradictions[:min(len(s.Contradictions), most)] {
		word := "not the same"
		if c.Decision.Same {
			word = "the same"
		}
		fmt.Fprintf(&b, "Not followed: the decision that %s and %s are %s; %s.\n", escape.Line(c.Decision.A), escape.Line(c.Decision.B), word, escape.Line(c.Why))
	}
	if n := len(s.Contradictions) - most; n > 0 {
		fmt.Fprintf(&b, "%s more could not be followed; the report lists them.\n", counted(n, "decision", "decisions"))
	}
	if s.Events != nil {
		fmt.Fprintf(&b, "Since the run before: %s, %s.\n", counted(s.Events["merge"], "merge", "merges"), counted(s.Events["split"], "split", "splits"))
	}
	for _, warning := range s.Warnings {
		fmt.Fprintf(&b, "Note: %s.\n", escape.Line(warning))
	}
	fmt.Fprintf(&b, "Open %s\n", filepath.Join(filepath.FromSlash(s.Out), linkage.FileReport))
	_, err := io.WriteString(w, b.String())
	return err
}

// saidOfApart tells of pairs that agree and are nevertheless no links.
func saidOfApart(all, said int) string {
	const groups = "because the groups around them do not agree"
	switch {
	case all == 0:
		return ""
	case said == 0:
		return fmt.Sprintf("; %s more were kept apart %s", thousands(all), groups)
	case said == all:
		return fmt.Sprintf("; %s more kept apart as people decided", thousands(all))
	}
	return fmt.Sprintf("; %s more were kept apart: %s as people decided, %s %s", thousands(all), thousands(said), thousands(all-said), groups)
}

// saidOfAnswers tells how the result meets known answers: they refine the
// model and decide nothing.
func saidOfAnswers(a *linkage.Answers) string {
	if a == nil {
		return ""
	}
	out := fmt.Sprintf("Of the known answers, %s of %s of one person are together", thousands(a.Together), counted(a.Same, "pair", "pairs"))
	if a.Different > 0 {
		out += fmt.Sprintf(" and %s of %s of two people are apart", thousands(a.Apart), counted(a.Different, "pair", "pairs"))
	}
	out += ".\n"
	if a.Doubted > 0 {
		out += fmt.Sprintf("Nothing was learned from %s said to be one person: the records differ in nearly everything. See `muster resolve why A B`.\n", counted(a.Doubted, "pair", "pairs"))
	}
	if a.Together < a.Same || a.Apart < a.Different {
		out += "Answers refine the model and decide nothing; to have them followed, give them with --decisions.\n"
	}
	return out
}

func counted[T int | int64](n T, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return thousands(n) + " " + many
}
