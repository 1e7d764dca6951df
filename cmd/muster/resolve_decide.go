package main

import (
	"context"
	"fmt"
	"os"
	"os/user"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"muster"
	"muster/report"
	"muster/report/linkage"
	"muster/resolve"
)

// keptDecisions are those a folder keeps and then those of a file, each once.
func keptDecisions(dir, file string) ([]resolve.Decision, error) {
	kept, err := linkage.ReadDecisions(dir)
	if err != nil || file == "" {
		return kept, err
	}
	more, err := readDecisions(file)
	if err != nil {
		return nil, err
	}
	for _, d := range more {
		if !slices.ContainsFunc(kept, func(k resolve.Decision) bool {
			k.PrintA, k.PrintB = d.PrintA, d.PrintB // they are the program's own
			return k == d
		}) {
			kept = append(kept, d)
		}
	}
	return kept, nil
}

// pairColumns are the columns of a table about pairs of records.
type pairColumns struct{ a, b, same, reason, by, at, printA, printB *muster.Column }

// readPairs reads the one table of a file about pairs of records. Columns are
// found by header, else by position: two ids, the answer, the reason.
func readPairs(file string) (*muster.Table, *pairColumns, error) {
	in, err := readTable(context.Background(), file, 0)
	if err != nil {
		return nil, nil, err
	}
	if len(in.tables) == 0 {
		return nil, nil, &muster.Error{Code: muster.CodeEmpty, Message: "no row could be read", Hint: "give a header and one row for each pair: a,b,same,reason", Place: muster.Place{File: file}}
	}
	t := in.tables[0]
	c := &pairColumns{}
	for i := range t.Columns {
		col := &t.Columns[i]
		switch strings.ToLower(strings.TrimSpace(col.Name)) {
		case "a", "id_a", "record_a", "record_id_a", "id1", "left", "record_id_1":
			c.a = col
		case "b", "id_b", "record_b", "record_id_b", "id2", "right", "record_id_2":
			c.b = col
		case "same", "decision", "match", "answer", "label", "is_match":
			c.same = col
		case "reason", "why", "note":
			c.reason = col
		case "by", "who", "decided_by", "recorded_by":
			c.by = col
		case "at", "when", "date", "decided_at":
			c.at = col
		case "print_a": // of a folder's own decisions.jsonl
			c.printA = col
		case "print_b":
			c.printB = col
		}
	}
	if c.a == nil && c.b == nil && c.same == nil && len(t.Columns) >= 3 {
		c.a, c.b, c.same = &t.Columns[0], &t.Columns[1], &t.Columns[2]
		if c.reason == nil && len(t.Columns) > 3 {
			c.reason = &t.Columns[3]
		}
	}
	return t, c, nil
}

func (c *pairColumns) complete() bool { return c.a != nil && c.b != nil && c.same != nil }

// cell is a cell of a column that may be missing.
func cell(c *muster.Column, row int) string {
	if c == nil {
		return ""
	}
	return strings.TrimSpace(c.Value(row))
}

func readDecisions(file string) ([]resolve.Decision, error) {
	t, c, err := readPairs(file)
	if err != nil {
		return nil, err
	}
	if !c.complete() {
		return nil, &muster.Error{Code: muster.CodeUnsupported, Message: "the table is not about pairs of records", Hint: "give the columns a, b, same, reason, by, at", Place: muster.Place{File: file}}
	}
	out := make([]resolve.Decision, 0, t.Len())
	for row := range t.Len() {
		same, ok := sameWord(cell(c.same, row))
		d := resolve.Decision{A: cell(c.a, row), B: cell(c.b, row), Same: same, Reason: cell(c.reason, row), By: cell(c.by, row), At: cell(c.at, row),
			PrintA: cell(c.printA, row), PrintB: cell(c.printB, row)}
		if !ok || d.A == "" || d.B == "" {
			return nil, &muster.Error{Code: muster.CodeDamaged, Message: fmt.Sprintf("%q is no decision", cell(c.same, row)), Hint: "write two record ids and \"same\" or \"not the same\"", Place: t.Place(row)}
		}
		out = append(out, d)
	}
	return out, nil
}

// sameWord reads an answer about two records.
func sameWord(s string) (same, ok bool) {
	switch strings.ToLower(strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == '_' || r == '-' }), " ")) {
	case "same", "yes", "y", "true", "1", "match", "1.0", "the same", "same person":
		return true, true
	case "not the same", "not same", "no", "n", "false", "0", "different", "no match", "non match", "distinct", "0.0", "not the same person":
		return false, true
	}
	return false, false
}

func resolveDecideCommand() *cobra.Command {
	var dir, reason, by string
	var same, notSame bool
	cmd := &cobra.Command{
		Use:   "decide A B --same|--not-same --reason TEXT --dir DIR",
		Short: "Keep what a person decided about two records",
		Long: `Decide keeps a decision about two records in DIR/decisions.jsonl. Every later run
into DIR respects it; the last decision about a pair wins. Where the table has no
ids of its own, a decision holds for what the two rows held: it follows them to
other row numbers, and is named in the summary where they are no longer there.`,
		Example: "  muster resolve decide 17 42 --not-same --reason \"twins, both seen\" --dir people-resolved",
		Args:    exactly(2, "two record ids", "muster resolve decide 17 42 --same --reason \"one contract\""),
		RunE: func(cmd *cobra.Command, args []string) error {
			if same == notSame {
				return usageError("say what was decided", "add --same or --not-same")
			}
			if strings.TrimSpace(reason) == "" {
				return usageError("a decision needs its reason", "add --reason \"what settled it\"")
			}
			d := resolve.Decision{A: args[0], B: args[1], Same: same, Reason: reason, By: by, At: time.Now().UTC().Format("2006-01-02T15:04:05Z")}
			return keepDecision(cmd, dir, d)
		},
	}
	dirFlag(cmd, &dir)
	f := cmd.Flags()
	f.BoolVar(&same, "same", false, "they are one person")
	f.BoolVar(&notSame, "not-same", false, "they are two people")
	f.StringVar(&reason, "reason", "", "what settled it")
	f.StringVar(&by, "by", userName(), "who decided")
	return cmd
}

func userName() string {
	if u, err := user.Current(); err == nil {
		return u.Username
	}
	return os.Getenv("USER")
}

func keepDecision(cmd *cobra.Command, dir string, d resolve.Decision) error {
	last, err := readRun(dir)
	if err != nil {
		return err
	}
	known := map[string]bool{}
	if err := linkage.ReadClusters(dir, func(record, _ string) bool {
		if record == d.A || record == d.B {
			known[record] = true
		}
		return len(known) < 2
	}); err != nil {
		return err
	}
	for _, id := range []string{d.A, d.B} {
		if !known[id] {
			return unknownRecord(dir, id)
		}
	}
	kept, err := linkage.ReadDecisions(dir)
	if err != nil {
		return err
	}
	if last.Numbered {
		if d, err = printed(cmd, dir, d); err != nil {
			return err
		}
	}
	files, err := report.NewFiles(dir)
	if err != nil {
		return err
	}
	defer files.Discard()
	if err := linkage.WriteDecisions(files, append(kept, d)); err != nil {
		return err
	}
	if err := files.Commit(); err != nil {
		return err
	}
	words := "not the same"
	if d.Same {
		words = "the same"
	}
	_, err = fmt.Fprintf(cmd.OutOrStdout(), "Kept: %s and %s are %s. Run `muster resolve` into %s again to apply it.\n", d.A, d.B, words, dir)
	return err
}

// printed notes what the two records of a decision hold, because row numbers
// name them in this version of the inputs only. Where the inputs have changed
// since the run the numbers may mean other records, which is an error.
func printed(cmd *cobra.Command, dir string, d resolve.Decision) (resolve.Decision, error) {
	w := newResolveWatch(cmd, true)
	defer w.progress.stop()
	j, err := openJob(cmd.Context(), dir, nil, 0, w)
	if err != nil {
		return d, err
	}
	plan, err := j.plan()
	if err != nil {
		return d, err
	}
	return plan.Known([]resolve.Decision{d})[0], nil
}

func unknownRecord(dir, id string) error {
	return &muster.Error{Code: muster.CodeNotFound, Message: fmt.Sprintf("no record has the id %q", id), Hint: "ids are the first column of " + dir + "/clusters.csv"}
}
