package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"muster"
	"muster/assess"
	"muster/detect"
	"muster/detect/all"
	"muster/internal/escape"
)

func detectorsCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "detectors",
		Short: "List detectors, read their manual pages, run their cases",
		Args:  noSubcommand,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(detectorsListCommand(), detectorsShowCommand(), detectorsTestCommand())
	return cmd
}

func noSubcommand(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usageError(fmt.Sprintf("unknown command %q for %s", args[0], cmd.CommandPath()), "see `"+cmd.CommandPath()+" --help`")
	}
	return nil
}

// listed is a detector as `muster detectors list --json` writes it.
type listed struct {
	Name     string        `json:"name"`
	Flag     muster.FlagID `json:"flag"`
	Title    string        `json:"title"`
	Strength int           `json:"strength"`
	Family   muster.Family `json:"family"`
	Scored   bool          `json:"scored"`
	Recorded bool          `json:"recorded"`
	Needs    []muster.Kind `json:"needs"`
}

func detectorsListCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List all detectors",
		Args:  exactly(0, "no arguments", "muster detectors list"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			list := []listed{}
			for _, d := range all.Detectors() {
				list = append(list, listed{d.Name, d.Flag, d.Manual.Title, d.Strength, d.Family, d.Scored, d.Recorded, d.Needs})
			}
			if asJSON {
				return json.NewEncoder(cmd.OutOrStdout()).Encode(list)
			}
			t := table.NewWriter()
			t.SetOutputMirror(cmd.OutOrStdout())
			t.SetStyle(table.StyleLight)
			t.Style().Options = table.OptionsNoBordersAndSeparators
			t.AppendHeader(table.Row{"Flag", "Strength", "Family", "Name", "What is seen"})
			for _, d := range list {
				strength := fmt.Sprint(d.Strength)
				if !d.Scored {
					strength = "note"
				}
				t.AppendRow(table.Row{d.Flag, strength, d.Family, d.Name, d.Title})
			}
			t.Render()
			return nil
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print a JSON array")
	return cmd
}

func detectorsShowCommand() *cobra.Command {
	return &cobra.Command{
		Use:               "show NAME",
		Short:             "Show a detector's manual page; NAME is its name or flag",
		Args:              exactly(1, "the name or flag of a detector", "muster detectors show SRC-01"),
		ValidArgsFunction: completeDetectors,
		RunE: func(cmd *cobra.Command, args []string) error {
			for _, d := range all.Detectors() {
				if d.Name == args[0] || strings.EqualFold(string(d.Flag), args[0]) {
					_, err := fmt.Fprint(cmd.OutOrStdout(), manualPage(&d))
					return err
				}
			}
			return usageError(fmt.Sprintf("no detector is called %q", args[0]), "see them all with `muster detectors list`")
		},
	}
}

func completeDetectors(_ *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
	var names []string
	for _, d := range all.Detectors() {
		names = append(names, d.Name+"\t"+d.Manual.Title, string(d.Flag)+"\t"+d.Manual.Title)
	}
	return names, cobra.ShellCompDirectiveNoFileComp
}

// checkNames are types of check as the check table has them.
func checkNames(checks []muster.CheckType) []string {
	names := make([]string, 0, len(checks))
	for _, c := range checks {
		names = append(names, string(c))
	}
	return names
}

// manualPage writes a detector's manual page as plain text.
func manualPage(d *detect.Detector) string {
	var b strings.Builder
	strength := fmt.Sprintf("strength %d of 5", d.Strength)
	if !d.Scored {
		strength = "shown as a note, never scored"
	}
	fmt.Fprintf(&b, "%s (%s)\n%s\n\n", d.Manual.Title, d.Name, strings.Repeat("=", len([]rune(d.Manual.Title))+len(d.Name)+3))
	fmt.Fprintf(&b, "Flag %s, %s, evidence family %s.\n\n", d.Flag, strength, d.Family)
	for _, part := range []struct {
		head string
		text []string
	}{
		{"What", []string{d.Manual.What}}, {"Why", []string{d.Manual.Why}},
	} {
		fmt.Fprintf(&b, "%s\n  %s\n\n", part.head, strings.Join(wrap(strings.Join(part.text, " "), 76), "\n  "))
	}
	for _, part := range []struct {
		head  string
		items []string
	}{
		{"Often innocent", d.Manual.Innocent}, {"What would clear it", d.Manual.Clear},
		{"Checks that clear it, passed and recorded by name", checkNames(d.Settled.Clears)},
		{"Checks that only make it count one less", checkNames(d.Settled.Lowers)},
		{"Sources", d.Manual.Sources},
	} {
		if len(part.items) == 0 {
			continue
		}
		fmt.Fprintln(&b, part.head)
		for _, item := range part.items {
			fmt.Fprintf(&b, "  - %s\n", strings.Join(wrap(item, 74), "\n    "))
		}
		fmt.Fprintln(&b)
	}
	return b.String()
}

// wrap breaks text into lines of at most width characters.
func wrap(text string, width int) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(text) {
		if line != "" && len([]rune(line))+1+len([]rune(word)) > width {
			lines, line = append(lines, line), ""
		}
		if line != "" {
			line += " "
		}
		line += word
	}
	return append(lines, line)
}

func detectorsTestCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "test DIR",
		Short: "Run the cases in DIR: one folder for each flag, holding YAML files",
		Args:  exactly(1, "the folder with the cases", "muster detectors test detect/sourcing/testdata"),
		RunE: func(cmd *cobra.Command, args []string) error {
			results, err := assess.RunCases(os.DirFS(args[0]), ".", all.Detectors())
			if errors.Is(err, assess.ErrNoCases) {
				return &muster.Error{Code: muster.CodeNotFound, Message: args[0] + ": " + assess.ErrNoCases.Error(), Hint: "name the folder that holds a folder for each flag, such as SRC-01/mine.yaml", Err: err}
			}
			if err != nil {
				return err
			}
			failed := 0
			for _, r := range results {
				if r.Err != nil {
					failed++
					fmt.Fprintf(cmd.OutOrStdout(), "FAIL %s %s: %s: %s\n", r.Case.Flag, r.Case.File, escape.Line(r.Case.Name), escape.Line(r.Err.Error()))
				}
			}
			flags := map[muster.FlagID]bool{}
			for _, r := range results {
				flags[r.Case.Flag] = true
			}
			fmt.Fprintf(cmd.OutOrStdout(), "%d cases of %d detectors, %d failed\n", len(results), len(flags), failed)
			if failed > 0 {
				return fmt.Errorf("%d of %d cases failed", failed, len(results))
			}
			return checkCoverage(results)
		},
	}
}

// checkCoverage asks for hits and innocents of every flag: cases that only hit
// prove nothing about false alarms.
func checkCoverage(results []assess.CaseResult) error {
	hits, innocents := map[muster.FlagID]int{}, map[muster.FlagID]int{}
	var flags []muster.FlagID
	for _, r := range results {
		if !slices.Contains(flags, r.Case.Flag) {
			flags = append(flags, r.Case.Flag)
		}
		if r.Case.Expect == "hit" {
			hits[r.Case.Flag]++
		} else {
			innocents[r.Case.Flag]++
		}
	}
	for _, f := range flags {
		if hits[f] == 0 || innocents[f] == 0 {
			return fmt.Errorf("%s has %d hits and %d innocent cases; give it at least one of each", f, hits[f], innocents[f])
		}
	}
	return nil
}
