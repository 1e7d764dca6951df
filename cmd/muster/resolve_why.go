package main

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
	"github.com/spf13/cobra"

	"muster/internal/escape"
	"muster/report/linkage"
	"muster/resolve"
)

// lookOptions is what the flags of `why` and `show` say.
type lookOptions struct {
	dir        string
	json       bool
	showValues bool
	workers    int
}

func (o *lookOptions) flags(cmd *cobra.Command) {
	dirFlag(cmd, &o.dir)
	f := cmd.Flags()
	f.BoolVar(&o.json, "json", false, "print one JSON object")
	f.BoolVar(&o.showValues, "show-values", false, "show values in clear")
	f.IntVar(&o.workers, "workers", 0, "cores to use (default: all)")
}

// reopen runs a folder's inputs again, exactly as before.
func (o *lookOptions) reopen(cmd *cobra.Command) (*resolve.Result, error) {
	defer useWorkers(o.workers)()
	w := newResolveWatch(cmd, o.json)
	defer w.progress.stop()
	j, err := openJob(cmd.Context(), o.dir, nil, o.workers, w)
	if err != nil {
		return nil, err
	}
	plan, err := j.plan()
	if err != nil {
		return nil, err
	}
	return plan.Run(cmd.Context())
}

// mask shows a value as asked for.
func (o *lookOptions) mask(kind resolve.Kind, v string) string {
	if o.showValues {
		return v
	}
	return maskValue(kind, v)
}

// rowsOf finds the rows of record ids.
func (o *lookOptions) rowsOf(r *resolve.Result, ids ...string) ([]int, error) {
	rows := make([]int, len(ids))
	for i := range rows {
		rows[i] = -1
	}
	left := len(ids)
	for row := 0; row < r.Records && left > 0; row++ {
		id := r.ID(row)
		for i, want := range ids {
			if rows[i] < 0 && id == want {
				rows[i] = row
				left--
			}
		}
	}
	for i, row := range rows {
		if row < 0 {
			return nil, unknownRecord(o.dir, ids[i])
		}
	}
	return rows, nil
}

func resolveWhyCommand() *cobra.Command {
	var o lookOptions
	cmd := &cobra.Command{
		Use:   "why A B --dir DIR",
		Short: "Explain why two records are, or are not, taken for one person",
		Long: `Why shows the evidence for and against, field by field, what decided, and the
smallest change to one field that would decide otherwise. The tables are read
again, so they must be as they were when the results were written.`,
		Example: "  muster resolve why 17 42 --dir people-resolved",
		Args:    exactly(2, "two record ids", "muster resolve why 17 42 --dir people-resolved"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if args[0] == args[1] {
				return usageError("a record cannot be compared with itself", "name two different records")
			}
			r, err := o.reopen(cmd)
			if err != nil {
				return err
			}
			rows, err := o.rowsOf(r, args...)
			if err != nil {
				return err
			}
			ex, err := r.Why(rows[0], rows[1])
			if err != nil {
				return err
			}
			for i := range ex.Steps {
				s := &ex.Steps[i]
				s.ValueA, s.ValueB = o.mask(s.Kind, s.ValueA), o.mask(s.Kind, s.ValueB)
			}
			if o.json {
				return json.NewEncoder(cmd.OutOrStdout()).Encode(ex)
			}
			return printWhy(cmd.OutOrStdout(), ex, o.showValues)
		},
	}
	o.flags(cmd)
	return cmd
}

// newPlainTable is a table without frames, for terminals and files alike.
func newPlainTable(right ...int) table.Writer {
	t := table.NewWriter()
	t.SetStyle(table.StyleLight)
	t.Style().Options = table.OptionsNoBordersAndSeparators
	t.Style().Format.Header = text.FormatDefault
	var configs []table.ColumnConfig
	for _, n := range right {
		configs = append(configs, table.ColumnConfig{Number: n, Align: text.AlignRight, AlignHeader: text.AlignRight})
	}
	t.SetColumnConfigs(configs)
	return t
}

func signed(bits float64) string {
	if math.Abs(bits) < 0.05 {
		return "0.0"
	}
	return fmt.Sprintf("%+.1f", bits)
}

// chance writes a probability; none that a model gives is certain.
func chance(p float64) string {
	switch {
	case p > 0.9999:
		return "above 0.9999"
	case p < 0.0001:
		return "below 0.0001"
	}
	return fmt.Sprintf("%.4f", p)
}

// printWhy writes the waterfall of a pair.
func printWhy(w io.Writer, ex *resolve.Explanation, clear bool) error {
	verdict := "two different people, as far as the records show"
	if ex.SameCluster {
		verdict = "one person, as far as the records show"
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s and %s: %s.\nBecause %s.\n\n", escape.Line(ex.A), escape.Line(ex.B), verdict, escape.Line(ex.Why))
	t := newPlainTable(5, 6, 7, 8)
	t.AppendHeader(table.Row{"Field", escape.Line(ex.A), escape.Line(ex.B), "Agreement", "Level", "Rarity", "Overlap", "Bits so far"})
	total := ex.Prior
	t.AppendRow(table.Row{"before looking", "", "", "any two records", "", "", "", signed(total)})
	for _, s := range ex.Steps {
		total += s.Sum()
		level := s.Level
		if s.OverlapW != "" {
			level += ", as " + s.OverlapW + " says"
		}
		t.AppendRow(table.Row{escape.Line(s.Field), short(s.ValueA), short(s.ValueB), escape.Line(level), signed(s.Bits), signed(s.Rarity), signed(s.Overlap), signed(total)})
	}
	b.WriteString(t.Render())
	fmt.Fprintf(&b, "\n\nEvidence %.1f bits, %.1f needed for a link. ", ex.Bits, ex.Needed)
	if ex.Overruled() {
		b.WriteString("The sum did not decide here; what did is said above.\n")
	} else {
		fmt.Fprintf(&b, "If the model is right, the chance that this is one person is %s.\n", chance(ex.Probability))
	}
	if len(ex.Rules) > 0 {
		fmt.Fprintf(&b, "Brought together by: %s.\n", escape.Line(strings.Join(ex.Rules, "; ")))
	}
	switch {
	case len(ex.Flip) > 0:
		f := ex.Flip[0]
		fmt.Fprintf(&b, "Smallest change that would decide the pair otherwise: %s from %q to %q (then %.1f bits).\n", escape.Line(f.Field), f.From, f.To, f.Bits)
	case !ex.Overruled():
		b.WriteString("No change to one field alone would decide the pair otherwise.\n")
	}
	if !clear {
		b.WriteString("Values are masked; --show-values shows them.\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// short shows a value on one line of a terminal.
func short(v string) string {
	const most = 28
	runes := []rune(escape.Line(v))
	if len(runes) > most {
		return string(runes[:most-1]) + "…"
	}
	return string(runes)
}

func resolveShowCommand() *cobra.Command {
	var o lookOptions
	cmd := &cobra.Command{
		Use:   "show ID --dir DIR",
		Short: "Show a cluster: what holds it together, and where it would fall apart",
		Long: `Show takes the id of a cluster or of any record in it. It shows the strongest
links that hold the cluster together, the weakest of them, every link or value
without which it falls apart, and what happened to it in earlier runs.`,
		Example: "  muster resolve show 17 --dir people-resolved",
		Args:    exactly(1, "the id of a cluster or record", "muster resolve show 17 --dir people-resolved"),
		RunE: func(cmd *cobra.Command, args []string) error {
			r, err := o.reopen(cmd)
			if err != nil {
				return err
			}
			rows, err := o.rowsOf(r, args[0])
			if err != nil {
				return err
			}
			view, err := r.Show(rows[0])
			if err != nil {
				return err
			}
			history, err := historyOf(o.dir, view.ID)
			if err != nil {
				return err
			}
			o.maskView(r, view)
			if o.json {
				return json.NewEncoder(cmd.OutOrStdout()).Encode(newShown(r, view, history))
			}
			return printCluster(cmd.OutOrStdout(), r, view, history)
		},
	}
	o.flags(cmd)
	return cmd
}

// maskView masks the values a cluster hangs on.
func (o *lookOptions) maskView(r *resolve.Result, v *resolve.ClusterView) {
	for i := range v.Bridges {
		b := &v.Bridges[i]
		for _, f := range r.Model.Fields {
			if f.Name == b.Field {
				b.Value = o.mask(f.Kind, b.Value)
			}
		}
	}
}

// historyOf is what happened to a cluster, oldest first.
func historyOf(dir, id string) ([]linkage.History, error) {
	all, err := linkage.ReadEvents(dir)
	var out []linkage.History
	for _, h := range all {
		if slices.Contains(h.From, id) || slices.Contains(h.To, id) {
			out = append(out, h)
		}
	}
	return out, err
}
