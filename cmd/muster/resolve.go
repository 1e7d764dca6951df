package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"muster"
	"muster/report/linkage"
	"muster/resolve"
)

// resolveOptions is what the flags of `muster resolve` say.
type resolveOptions struct {
	out        string
	model      string
	decisions  string
	labels     string
	ignore     []string
	idColumn   string
	happened   string
	explain    bool
	part       string
	json       bool
	showValues bool
	verbose    bool
	workers    int
}

// defaultResolveDir is the folder of results where none is named.
const defaultResolveDir = "muster-resolve"

// Growth of memory, in per cent, at which it is collected. Nearly all of it is
// text and numbers that the collector need not look at; what is held grows from
// phase to phase, and so early phases may leave more behind.
const (
	collectReading   = 80
	collectComparing = 40
	collectWriting   = 15
)

func resolveCommand() *cobra.Command {
	var o resolveOptions
	cmd := &cobra.Command{
		Use:   "resolve INPUT...",
		Short: "Find which records of any tables are one human being",
		Long: `Resolve reads tables (CSV, XLSX, JSON, JSON Lines, Parquet), recognises their
columns, and writes which records are one person (clusters.csv), which different
people share phones, accounts, devices or homes (rings.json), and why
(report.html, links.jsonl, model-card.md). It needs no configuration and no
labels; model.json, which it writes, can be edited and given back with --model.

Nothing leaves this machine. Nobody is accused: a link says that two records
look like one person, a ring that people share something, and both list what
else it may mean.

The words join, why, show, decide and evaluate are sub-commands; write ./join to
name a file of that name.`,
		Example: "  muster resolve people.csv --out people-resolved\n  muster resolve crm.csv hr.xlsx --out both --explain-plan\n  muster resolve why 17 42 --dir people-resolved",
		Args:    atLeast(1, "a table to read", "muster resolve people.csv --out people-resolved"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return runResolve(cmd, args, &o)
		},
	}
	f := cmd.Flags()
	f.StringVarP(&o.out, "out", "o", defaultResolveDir, "folder for the results")
	f.StringVar(&o.model, "model", "", "model file, YAML or JSON, that overrides what is recognised or fitted")
	f.StringVar(&o.decisions, "decisions", "", "table of what people decided: two record ids, same or not, reason")
	f.StringVar(&o.labels, "labels", "", "table of known answers that refine the model: record id and entity, or two ids and same or not")
	f.StringSliceVar(&o.ignore, "ignore", nil, "columns never to compare, separated by commas")
	f.StringVar(&o.idColumn, "id-column", "", "column with the record ids (default: recognised)")
	f.StringVar(&o.happened, "happened-column", "", "column saying when a record first happened; the earliest names its cluster")
	f.BoolVar(&o.explain, "explain-plan", false, "show what would be compared with what, and stop")
	f.StringVar(&o.part, "part", "", "compare slice `I/N` of the pairs only, as 2/8; muster resolve join puts them together")
	f.BoolVar(&o.json, "json", false, "print one JSON object on standard output")
	f.BoolVar(&o.showValues, "show-values", false, "show values in clear in the report")
	f.BoolVarP(&o.verbose, "verbose", "v", false, "print how long each phase took")
	f.IntVar(&o.workers, "workers", 0, "cores to use (default: all)")
	cmd.AddCommand(resolveJoinCommand(), resolveWhyCommand(), resolveShowCommand(), resolveDecideCommand(), resolveEvaluateCommand())
	return cmd
}

func runResolve(cmd *cobra.Command, paths []string, o *resolveOptions) error {
	i, n, err := o.validate(cmd, paths)
	if err != nil {
		return err
	}
	ctx := cmd.Context()
	defer useWorkers(o.workers)()
	defer debug.SetGCPercent(debug.SetGCPercent(collectReading))
	w := newResolveWatch(cmd, o.json)
	defer w.progress.stop()
	job, err := newJob(ctx, paths, o, w)
	if err != nil {
		return err
	}
	plan, err := job.plan()
	if err != nil {
		return err
	}
	w.phase("reading and planning")
	w.collect(collectComparing)
	switch {
	case o.explain:
		w.progress.stop()
		return printPlan(cmd.OutOrStdout(), plan, o.json)
	case n > 0:
		return runPart(cmd, job, plan, i, n, w)
	}
	part, err := plan.RunPart(ctx, 0, 1)
	if err != nil {
		return err
	}
	job.rings = startRings(job.tables, plan)
	result, err := plan.Join(ctx, []*resolve.Part{part})
	if err != nil {
		return err
	}
	w.phase("comparing and clustering")
	w.collect(collectWriting)
	if o.labels != "" {
		if plan, result, err = job.refine(ctx, result, o.labels); err != nil {
			return err
		}
		w.phase("refining by known answers")
	}
	return job.finish(cmd, plan, result, w)
}

// validate checks the flags and returns the slice asked for, 0 of 0 for all.
func (o *resolveOptions) validate(cmd *cobra.Command, paths []string) (i, n int, err error) {
	if err := (&screenOptions{out: o.out}).outside(cmd, paths); err != nil {
		return 0, 0, err
	}
	if o.part == "" {
		return 0, 0, nil
	}
	if _, err := fmt.Sscanf(o.part, "%d/%d", &i, &n); err != nil || fmt.Sprintf("%d/%d", i, n) != o.part || i < 1 || i > n || n > 10000 {
		return 0, 0, usageError(fmt.Sprintf("--part %q is not a slice", o.part), "write --part 1/4 for the first of four")
	}
	if o.labels != "" {
		return 0, 0, usageError("--labels cannot be used with --part", "fit a model on a sample with --labels first and give its model.json with --model")
	}
	return i, n, nil
}

// useWorkers bounds the cores used and returns what undoes it. The engine
// takes all cores it is given, so the bound is the process's own.
func useWorkers(n int) func() {
	if n <= 0 {
		return func() {}
	}
	before := runtime.GOMAXPROCS(n)
	return func() { runtime.GOMAXPROCS(before) }
}

// resolveWatch notes progress and the time phases took.
type resolveWatch struct {
	progress *progressBar
	last     time.Time
	phases   []watchedPhase
}

type watchedPhase struct {
	name string
	took time.Duration
}

func newResolveWatch(cmd *cobra.Command, quiet bool) *resolveWatch {
	return &resolveWatch{progress: newProgress(cmd.ErrOrStderr(), quiet), last: time.Now()}
}

// phase ends a phase.
func (w *resolveWatch) phase(name string) {
	now := time.Now()
	w.phases = append(w.phases, watchedPhase{name, now.Sub(w.last)})
	w.last = now
}

// collect takes away at once what a phase leaves behind, since it is large and
// the next phase takes its place, and sets how often the next one collects.
func (w *resolveWatch) collect(percent int) {
	debug.SetGCPercent(percent)
	runtime.GC()
}

// job is one run: what is read, how, and where results go.
type job struct {
	dir       string
	inputs    []*tableInput
	tables    []*muster.Table
	options   resolve.Options
	run       runFile
	show      bool // values in clear
	json      bool
	verbose   bool
	decisions []resolve.Decision // all that were kept, oldest first
	answers   *linkage.Answers   // how the result meets known answers
	rings     *ringSearch
	model     string // path of the model file, "" without one
}

// newJob reads the inputs and everything the flags name.
func newJob(ctx context.Context, paths []string, o *resolveOptions, w *resolveWatch) (*job, error) {
	j := &job{dir: o.out, show: o.showValues, json: o.json, verbose: o.verbose}
	var err error
	j.run = runFile{Version: runVersion, Ignore: o.ignore, IDColumn: o.idColumn, Happened: o.happened, ShowValues: o.showValues}
	j.model = o.model
	if o.model != "" {
		if j.run.Model, err = readModel(o.model); err != nil {
			return nil, err
		}
	}
	if j.decisions, err = keptDecisions(o.out, o.decisions); err != nil {
		return nil, err
	}
	if err := j.read(ctx, paths, o.workers); err != nil {
		return nil, err
	}
	j.prepare(w)
	return j, nil
}

// read reads the inputs and notes what they were.
func (j *job) read(ctx context.Context, paths []string, workers int) error {
	inputs, err := readTables(ctx, paths, workers)
	if err != nil {
		return err
	}
	j.inputs = inputs
	j.run.Inputs = nil
	for _, in := range inputs {
		j.tables = append(j.tables, in.tables...)
		j.run.Inputs = append(j.run.Inputs, newRunInput(in))
	}
	if len(j.tables) == 0 {
		return noRecords(inputs)
	}
	return nil
}

// noRecords says what was wrong with the rows when none could be read.
func noRecords(inputs []*tableInput) error {
	e := &muster.Error{Code: muster.CodeEmpty, Message: "no record could be read: the tables have no rows below their header", Hint: "see how each is read with `muster inspect FILE...`"}
	for _, in := range inputs {
		if len(in.rejects) > 0 {
			r := in.rejects[0]
			e.Message += fmt.Sprintf("\n  %s row %d: %s", r.File, r.Row, r.Reason)
		}
	}
	return e
}

// prepare sets the engine's options from the run file.
func (j *job) prepare(w *resolveWatch) {
	j.options = resolve.Options{
		Model: j.run.Model, Ignore: j.run.Ignore, IDColumn: j.run.IDColumn, HappenedColumn: j.run.Happened,
		Decisions: j.decisions, Progress: w.progress.show,
	}
	for _, in := range j.inputs {
		if in.gaps {
			j.options.IDColumn = cmp.Or(j.options.IDColumn, rowColumn)
		}
	}
}

// plan checks the columns named and plans the run.
func (j *job) plan() (*resolve.Plan, error) {
	if err := j.checkColumns(); err != nil {
		return nil, err
	}
	plan, err := resolve.NewPlan(j.tables, j.options)
	if err != nil {
		if reason, ok := strings.CutPrefix(plainResolve(err), "model: "); ok {
			return nil, wrongModel(j.model, reason, err)
		}
		return nil, &muster.Error{Code: muster.CodeUnsupported, Message: plainResolve(err), Hint: "see what was recognised with `muster inspect FILE...`", Err: err}
	}
	j.run.Numbered = plan.Numbered()
	return plan, nil
}

// finish writes the results and prints what they say.
func (j *job) finish(cmd *cobra.Command, plan *resolve.Plan, result *resolve.Result, w *resolveWatch) error {
	in, err := j.results(plan, result)
	if err != nil {
		return err
	}
	summary, err := linkage.Write(j.dir, in)
	if err != nil {
		return err
	}
	w.phase("rings, links and writing")
	w.progress.stop()
	if j.verbose {
		for _, p := range w.phases {
			fmt.Fprintf(cmd.ErrOrStderr(), "%-26s %8.2f s\n", p.name, p.took.Seconds())
		}
	}
	if j.json {
		return json.NewEncoder(cmd.OutOrStdout()).Encode(summary)
	}
	return printResolved(cmd.OutOrStdout(), &summary, in)
}
