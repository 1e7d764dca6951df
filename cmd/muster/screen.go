package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"muster"
	"muster/assess"
	systems "muster/connect/all"
	"muster/detect"
	"muster/detect/all"
	"muster/dossier"
	"muster/ingest"
	"muster/ingest/document"
	"muster/normal"
	"muster/policy"
	"muster/report"
)

// screenOptions is what the flags of `muster screen` say.
type screenOptions struct {
	out        string
	policy     string
	region     string
	asOf       string
	title      string
	db         string
	retain     string
	keyFile    string
	lists      string
	failOn     string
	memory     string
	json       bool
	reportOnly bool
	changed    bool
	showValues bool
	pages      bool
	verbose    bool
	workers    int

	kept     func(muster.OrganisationID, []muster.SubjectID, func(muster.SubjectID)) error // whose records the database holds; nil without one
	onRecord func(muster.OrganisationID, muster.SubjectID, *ingest.OnRecord) error         // what it holds of one; nil without one
}

func screenCommand() *cobra.Command {
	var o screenOptions
	cmd := &cobra.Command{
		Use:   "screen PATH...",
		Short: "Screen people from the files you have",
		Long: `Screen reads files and folders (exports from applicant, HR, payroll and shipping
systems, CVs, pictures of documents), recognises them by content, and writes a
report: who needs a second look, why, what would clear it, which different
people are not independent, and what could not be seen.

Nothing leaves this machine and nothing is kept but the output folder, unless
--db is given. With --only-changed a run goes on from the last one over the same
database: it looks only at those of whom the files hold something new, and at
everybody else whom that may touch, and says of them what a run over everybody
says. Run over everybody from time to time: what time alone changes, and what is
past its days, is left to that.`,
		Example: "  muster screen examples/harbour\n  muster screen exports/ cvs/ --out report-november --fail-on escalate\n  muster screen new/ --db platform.db --only-changed",
		Args:    atLeast(1, "files or folders to read", "muster screen examples/harbour"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return screen(cmd, args, &o)
		},
	}
	f := cmd.Flags()
	f.StringVarP(&o.out, "out", "o", "muster-report", "folder for the report")
	f.StringVar(&o.policy, "policy", "", "policy file (default: the one muster.yaml names, else the built-in one)")
	f.StringVar(&o.region, "region", "GB", "country of telephone numbers written without a country code")
	f.StringVar(&o.asOf, "as-of", "", "date of the run, such as 2026-11-21 (default: today)")
	f.StringVar(&o.title, "title", "", "title of the report")
	f.StringVar(&o.db, "db", "", "database shared between runs; needs --retain-until")
	f.StringVar(&o.retain, "retain-until", "", "date until which --db may keep what it holds")
	f.StringVar(&o.keyFile, "key-file", "", "file with the organisation's join key, made when a new database is (default: beside the database)")
	f.StringVar(&o.lists, "lists", "", "folder of lists that say which networks are VPNs, data centres, Tor or relays (see muster lists)")
	f.StringVar(&o.failOn, "fail-on", "", "exit with status 3 when somebody is at this level or above: verify or escalate")
	f.StringVar(&o.memory, "memory", defaultMemory, "memory to use; accounts of a platform that need more are sorted on disk first")
	f.BoolVar(&o.reportOnly, "report-only", false, "write the report alone, without the records it was made from in a database beside it")
	f.BoolVar(&o.changed, "only-changed", false, "look only at those of whom the files hold something that --db does not, and at everybody else whom that may touch")
	f.BoolVar(&o.json, "json", false, "print one summary object on standard output")
	f.BoolVar(&o.showValues, "show-values", false, "show names and values in clear in the report")
	f.BoolVar(&o.pages, "pages", false, "also write a folder with one page for each person")
	f.BoolVarP(&o.verbose, "verbose", "v", false, "print how long each phase took")
	f.IntVar(&o.workers, "workers", 0, "cores to use (default: all)")
	return cmd
}

// collectAt is the growth of memory, in per cent, at which it is collected;
// near collectHard bytes, or --memory, it is collected as often as it takes.
const (
	collectAt   = 40
	collectHard = 6 << 30
	// collectOnDisk is collectAt where little of what is known stays in memory, and
	// collectChanged where some people are read and all others stay in the database.
	collectOnDisk  = 120
	collectChanged = 150
)

func screen(cmd *cobra.Command, paths []string, o *screenOptions) error {
	asOf, err := o.validate(cmd, paths)
	if err != nil {
		return err
	}
	ctx := cmd.Context()
	vault, err := o.openVault(ctx, cmd)
	if err != nil {
		return err
	}
	defer vault.close()
	collected, err := o.collect()
	if err != nil {
		return err
	}
	defer collected()
	progress := newProgress(cmd.ErrOrStderr(), o.json)
	defer progress.stop()
	start := time.Now()
	batch, err := o.read(ctx, cmd, paths, asOf, progress)
	if o.changed && isNothingNew(err) {
		_, err = fmt.Fprintln(cmd.OutOrStdout(), "There is nothing new in the files: nobody was looked at, and everything stays as it was.")
		return err
	}
	if err != nil {
		return err
	}
	s := screening{vault: vault, batch: batch, asOf: asOf, progress: progress, phases: []assess.Phase{{Name: "reading", Took: time.Since(start)}}}
	if err := vault.enter(ctx, cmd, o, batch); err != nil {
		return err
	}
	if o.changed {
		return o.screenChanged(cmd, &changedRun{screening: s})
	}
	return o.screenAll(cmd, &s)
}

// collect says how often memory is collected, until the function returned is
// called. Most of it is the files' text, which the collector need not look at:
// collecting more often costs little and keeps the peak low.
func (o *screenOptions) collect() (restore func(), err error) {
	memory, err := parseMemory(o.memory)
	if err != nil {
		return nil, err
	}
	at, most := collectAt, max(memory, collectHard)
	if o.changed {
		at, most = collectChanged, memory-memory/8 // which is the database's
	}
	percent, limit := debug.SetGCPercent(at), debug.SetMemoryLimit(most)
	return func() {
		debug.SetGCPercent(percent)
		debug.SetMemoryLimit(limit)
	}, nil
}

func (o *screenOptions) validate(cmd *cobra.Command, paths []string) (muster.Time, error) {
	if o.failOn != "" && o.failOn != string(muster.Verify) && o.failOn != string(muster.Escalate) {
		return muster.Time{}, usageError(fmt.Sprintf("--fail-on %q is not a level", o.failOn), "use --fail-on verify or --fail-on escalate")
	}
	if o.workers < 0 {
		return muster.Time{}, usageError(fmt.Sprintf("--workers %d is less than none", o.workers), "name a number of cores, or leave it out to use all")
	}
	if !normal.KnownRegion(o.region) {
		return muster.Time{}, usageError(fmt.Sprintf("--region %q is no country with telephone numbers", o.region), "write two letters, such as GB or US")
	}
	if err := o.outside(cmd, paths); err != nil {
		return muster.Time{}, err
	}
	if err := o.validateKeeping(cmd); err != nil {
		return muster.Time{}, err
	}
	now := time.Now()
	if o.asOf == "" {
		return muster.Date(now.Year(), now.Month(), now.Day()), nil
	}
	t, err := muster.ParseISO(o.asOf)
	if err != nil || t.Precision != muster.PrecisionDay {
		return t, usageError(fmt.Sprintf("--as-of %q is not a date", o.asOf), "write it as 2026-11-21")
	}
	return t, nil
}

// outside refuses an output folder inside an input: the report would be read
// as input by the next run.
func (o *screenOptions) outside(cmd *cobra.Command, paths []string) error {
	out, err := filepath.Abs(o.out)
	if err != nil {
		return err
	}
	out = resolved(out)
	for _, p := range paths {
		in, err := filepath.Abs(p)
		if err != nil {
			return err
		}
		in = resolved(in)
		rel, err := filepath.Rel(in, out)
		inside := err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
		if info, statErr := os.Stat(in); statErr != nil || !info.IsDir() || !inside {
			continue
		}
		elsewhere := filepath.Join(filepath.Dir(in), filepath.Base(in)+"-report")
		return usageError(fmt.Sprintf("the output folder %s is inside the input %s", o.out, p),
			fmt.Sprintf("type: %s %s --out %s", cmd.CommandPath(), strings.Join(quoted(paths), " "), quote(elsewhere)))
	}
	return nil
}

// resolved follows symbolic links as far as the path exists.
func resolved(path string) string {
	if real, err := filepath.EvalSymlinks(path); err == nil {
		return real
	}
	parent := filepath.Dir(path)
	if parent == path {
		return path
	}
	return filepath.Join(resolved(parent), filepath.Base(path))
}

func quoted(paths []string) []string {
	list := make([]string, len(paths))
	for i, p := range paths {
		list[i] = quote(p)
	}
	return list
}

func quote(s string) string {
	if strings.ContainsAny(s, " '\"$&()*;<>?[]`|~#!{}\\") {
		return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
	}
	return s
}

func (o *screenOptions) read(ctx context.Context, cmd *cobra.Command, paths []string, asOf muster.Time, progress *progressBar) (*ingest.Batch, error) {
	pool, err := newDocumentPool(o.workers)
	if err != nil {
		return nil, err
	}
	defer pool.Close()
	judge, old, err := judgeOf(cmd, o.lists)
	if err != nil {
		return nil, err
	}
	tools, err := toolsOf(o.lists)
	if err != nil {
		return nil, err
	}
	batch, err := o.readInto(ctx, cmd, paths, ingest.Options{
		Asker: newAsker(cmd), Systems: systems.Systems(), Judge: judge, Tools: tools, Workers: o.workers, Documents: pool, Now: asOf, Kept: o.kept, OnRecord: o.onRecord,
		Progress: func(p ingest.Progress) {
			if p.Total > 0 {
				progress.tell(p.Phase, counted(p.Rows, "row", "rows"), int(p.Bytes), int(p.Total))
				return
			}
			progress.show(p.Phase, p.Files, p.Of)
		},
	})
	if err != nil {
		return nil, err
	}
	if batch.Len() == 0 {
		return nil, o.nothingRead(batch)
	}
	batch.Unseen = append(batch.Unseen, old...)
	return batch, o.monitored(cmd, batch)
}

func newDocumentPool(workers int) (*document.Pool, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	return document.NewPool(document.PoolConfig{Command: []string{self, documentWorkerName}, Workers: workers})
}

func (o *screenOptions) assess(ctx context.Context, batch *ingest.Batch, v *vault, asOf muster.Time, progress *progressBar, work dossier.Scratch) (*assess.Result, error) {
	r, err := o.request(batch, v, asOf, progress)
	if err != nil {
		return nil, err
	}
	r.Scratch, r.Population, r.Keep, r.Lasts = work, v.compared(batch), v.keep(), v.db != nil
	return assess.Run(ctx, r)
}

// request is what a run needs, but for who it looks at.
func (o *screenOptions) request(batch *ingest.Batch, v *vault, asOf muster.Time, progress *progressBar) (*assess.Request, error) {
	p, err := loadPolicy(cmp.Or(o.policy, batch.Policy))
	if err != nil {
		return nil, err
	}
	throwaway, err := throwawayOf(o.lists)
	if err != nil {
		return nil, err
	}
	r := &assess.Request{
		Registers: v.registers(batch), Policy: p, Detectors: all.Detectors(), Approved: batch.Approved, Throwaway: throwaway, Key: v.key, AsOf: asOf,
		Region: o.region, Version: version(), Workers: o.workers, Progress: progress.show,
	}
	if v.db != nil {
		v.terms, err = o.terms(r)
	}
	return r, err
}

func loadPolicy(file string) (*muster.Policy, error) {
	if file == "" {
		return policy.Default(), nil
	}
	info, err := os.Stat(file)
	if err == nil && !info.Mode().IsRegular() {
		return nil, &muster.Error{Code: muster.CodeUnsupported, Message: file + " is not a file", Hint: "name a policy file"}
	}
	var text []byte
	if err == nil && info.Size() > policy.MaxBytes {
		text = make([]byte, policy.MaxBytes+1) // refused by its size, unread
	} else if err == nil {
		text, err = os.ReadFile(file)
	}
	if err != nil {
		return nil, &muster.Error{Code: muster.CodeNotFound, Message: "the policy file cannot be read: " + err.Error(), Hint: "start from the built-in one: muster policy show > policy.yaml", Err: err}
	}
	return policy.Parse(file, text)
}

// monitored reminds of what reading logs about people asks for, and refuses to
// keep what they say where nobody states that it was done.
func (o *screenOptions) monitored(cmd *cobra.Command, batch *ingest.Batch) error {
	switch {
	case !batch.Logs || batch.Monitored:
		return nil
	case o.db != "":
		return &muster.Error{Code: muster.CodePermission, Message: "a database keeps what logs show about people only where it is stated that they were told, and that the impact was assessed",
			Hint: "name both in muster.yaml, as in monitoring: {notice: HR-2026-04, impact_assessment: DPIA-17}, or leave --db or the logs out"}
	}
	fmt.Fprintln(cmd.ErrOrStderr(), "Logs about people at work were read. Before looking at them regularly, tell the people concerned and assess the impact; nothing of them is kept but the report.")
	return nil
}

func (o *screenOptions) print(cmd *cobra.Command, s report.Summary, phases []assess.Phase) error {
	if o.verbose {
		for _, p := range phases {
			fmt.Fprintf(cmd.ErrOrStderr(), "%-24s %8.2f s\n", p.Name, p.Took.Seconds())
		}
	}
	if o.json {
		return json.NewEncoder(cmd.OutOrStdout()).Encode(s)
	}
	columns, colour := terminal(cmd.OutOrStdout())
	return report.Terminal(cmd.OutOrStdout(), s, colour, columns)
}

func (o *screenOptions) level(s report.Summary) error {
	reached := muster.Clear
	switch {
	case s.People.Escalate > 0:
		reached = muster.Escalate
	case s.People.Verify > 0:
		reached = muster.Verify
	}
	if o.failOn != "" && reached.Rank() >= muster.Level(o.failOn).Rank() {
		return levelReached{muster.Level(o.failOn)}
	}
	return nil
}

// made is when a report says it was made: now, or the day that was named, which
// everything in it is told of.
func (o *screenOptions) made(day muster.Time) time.Time {
	if o.asOf == "" {
		return time.Now().UTC().Truncate(time.Second)
	}
	return day.UTC()
}

// reportInput joins what was read and what was found for the report.
func reportInput(ctx context.Context, o *screenOptions, batch *ingest.Batch, result *assess.Result) *report.Input {
	in := &report.Input{
		Title: o.title, Made: o.made(result.Requested.AsOf), Versions: result.Versions,
		People: peopleOf(batch, result), Groups: result.Groups, Passages: passagesOf(result), Unseen: append(slices.Clone(batch.Unseen), result.Unseen...),
		Rows:    report.Rows{In: batch.Records, Out: batch.Read, Rejects: batch.Records - batch.Read},
		Manuals: map[muster.FlagID]muster.Manual{}, Show: o.showValues,
		Values: func(id muster.ArtefactID) report.Display {
			v := result.Values[id]
			return report.Display{Masked: v.Masked, Clear: v.Clear}
		},
		Names:          namesIn(result),
		EscalationDays: result.Requested.Policy.Escalation,
	}
	if org := batch.Subject(0).Organisation; org != muster.DefaultOrganisation {
		in.Organisation = string(org)
	}
	for _, d := range all.Detectors() {
		in.Manuals[d.Flag] = d.Manual
	}
	if p := result.Requested.Policy; p.Clearing.ByChecks {
		in.Settled = policy.WithDeclared(p, detect.Settling(all.Detectors())).Clearing.Flags
	}
	addFiles(in, batch)
	if batch.Logs {
		in.Seen = seenBy(batch, result)
		if o.showValues {
			in.Arrived = arrivedIn(ctx, batch, result)
		}
	}
	return in
}

// typeName is what a file was read as, in the words of the report.
func typeName(f *ingest.FileReport) string {
	if f.Kind != "" {
		return string(f.Kind)
	}
	if f.Type == ingest.TypeLog {
		return "log of " + f.Vendor
	}
	return string(f.Type)
}

func addFiles(in *report.Input, batch *ingest.Batch) {
	for i := range batch.Files {
		f := &batch.Files[i]
		file := report.File{
			Path: f.Path, Type: typeName(f), Err: f.Err,
			Rows: report.Rows{In: f.Records, Out: f.Rows, Rejects: f.RowsRejected},
		}
		for _, c := range f.Columns {
			if !c.Known() && !c.Empty {
				file.Unknown = append(file.Unknown, c.Header)
			}
		}
		in.Files = append(in.Files, file)
	}
	for i := range batch.Files {
		for _, w := range batch.Files[i].Warnings {
			in.Unseen = append(in.Unseen, readerWarning(batch.Files[i].Path, w))
		}
	}
	for _, w := range batch.Warnings {
		in.Unseen = append(in.Unseen, readerWarning("", w))
	}
	for _, q := range batch.Questions {
		in.Open = append(in.Open, report.Question{Ask: q.Text, Line: strings.Join(q.Lines, "\n")})
	}
	in.Rejects = func(yield func(report.Reject, error) bool) {
		for _, r := range batch.Rejects {
			if !yield(report.Reject{File: r.File, Row: r.Row, Column: r.Column, Reason: r.Reason, More: r.More}, nil) {
				return
			}
		}
	}
}

// readerWarning tells what was odd about a file although it could be read.
func readerWarning(path, warning string) muster.Unseen {
	if path != "" {
		warning = path + ": " + warning
	}
	return muster.Unseen{What: warning, Why: "the file could be read, but something in it is odd", Remedy: "Look at the rows named; correct the file, or settle it in muster.yaml."}
}

func passagesOf(result *assess.Result) []report.Passage {
	list := make([]report.Passage, 0, len(result.Passages))
	for i := range result.Passages {
		l := &result.Passages[i]
		p := report.Passage{Words: l.Match.Words, Sides: [2]report.Side{{Subject: l.A, Text: l.TextA}, {Subject: l.B, Text: l.TextB}}}
		for _, s := range l.Match.Spans {
			p.Sides[0].Common = append(p.Sides[0].Common, report.Span{Start: s.AStart, End: s.AEnd})
			p.Sides[1].Common = append(p.Sides[1].Common, report.Span{Start: s.BStart, End: s.BEnd})
		}
		for k := range p.Sides {
			spans := p.Sides[k].Common
			slices.SortFunc(spans, func(a, b report.Span) int { return cmp.Compare(a.Start, b.Start) })
		}
		list = append(list, p)
	}
	return list
}
