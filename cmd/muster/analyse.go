package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"

	"github.com/spf13/cobra"

	"muster"
	"muster/internal/escape"
	"muster/stream/activity"
)

func analyseCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "analyse",
		Short: "Ask one question of a log: who moved the mouse, does the clock fit",
		Long: `Analyse asks one question of a log and answers in JSON lines. Each answer is weak
evidence on its own and says what it cannot see. Nothing is kept.`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usageError(fmt.Sprintf("unknown analysis %q", args[0]), "use muster analyse activity or muster analyse clock"+suggest(cmd, args[0]))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(analyseActivityCommand(), analyseClockCommand())
	return cmd
}

func analyseActivityCommand() *cobra.Command {
	var rejects string
	cmd := &cobra.Command{
		Use:   "activity FILE...",
		Short: "Tell input made by a program from input made by a person",
		Long: `Activity looks at when input events happened and how far the pointer moved, never
at what was typed or read, and answers for each ten minutes of a trace: jiggler,
human or insufficient.

FILE is CSV, also compressed with gzip, - for standard input, with the columns
  t_s,dx,dy,event       one line for each event; trace is optional
  type,x,y,date         the same with positions; dx,dy where they are filled
  t_s,events,distance   counts by the second or minute; distance is optional
in any order; other columns are ignored. Lines are in the order of time.

Each line printed is a JSON object: file, trace, window_start_s (seconds from the
trace's first event), verdict, score (0 to 1; from 0.7 on jiggler), reasons.

"Jiggler" says that a program made the events, not who started it or why:
keep-awake programs are common among honest people, and some devices people need
to work with look alike. Ask the person first. See docs/analyse.md.`,
		Example: "  muster analyse activity mouse.csv",
		Args:    atLeast(1, "a log of events", "muster analyse activity mouse.csv"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return analyse(cmd, rejects, func(r *rejected) error {
				var failed error
				for _, path := range args {
					failed = errors.Join(failed, analyseActivity(cmd, path, r))
				}
				return failed
			})
		},
	}
	cmd.Flags().StringVar(&rejects, "rejects", "", "write lines that cannot be read to this `FILE`, with the reason")
	return cmd
}

// activityLine is one line of the answer.
type activityLine struct {
	File    string           `json:"file"`
	Trace   string           `json:"trace"`
	Start   float64          `json:"window_start_s"`
	Verdict activity.Verdict `json:"verdict"`
	Score   float64          `json:"score"`
	Reasons []string         `json:"reasons"`
}

// maxTraces bounds the traces of one file that are followed at the same time.
const maxTraces = 10_000

// tracer follows the traces of one file.
type tracer struct {
	file   string
	form   *activityForm
	traces map[string]*trace
	order  []*trace
	out    *json.Encoder
	failed error
}

type trace struct {
	name    string
	meter   activity.Meter
	windows int
	x, y    float64 // where the pointer was; NaN before it is known
}

func analyseActivity(cmd *cobra.Command, path string, r *rejected) error {
	in, err := openLines(path, cmd.InOrStdin())
	if err != nil {
		return err
	}
	defer in.Close()
	form, err := newActivityForm(in)
	if err != nil {
		return err
	}
	t := &tracer{file: path, form: form, traces: map[string]*trace{}, out: json.NewEncoder(cmd.OutOrStdout())}
	err = in.each(cmd.Context(), r, t.take)
	for _, tr := range t.order {
		tr.meter.Close(func(w activity.Window) { t.emit(tr, w) })
	}
	return errors.Join(err, t.failed)
}

// take takes one line in.
func (t *tracer) take(cells []string) error {
	name := t.form.cell(cells, t.form.trace)
	tr := t.traces[name]
	if tr == nil {
		if len(t.order) >= maxTraces {
			return fmt.Errorf("more than %d traces in one file", maxTraces)
		}
		tr = &trace{name: name, x: math.NaN(), y: math.NaN()}
	}
	emit := func(w activity.Window) { t.emit(tr, w) }
	var err error
	if t.form.counts() {
		var c activity.Count
		if c, err = t.form.count(cells); err == nil {
			err = tr.meter.PushCount(c, emit)
		}
	} else {
		var e activity.Event
		if e, err = t.form.event(cells, tr); err == nil {
			err = tr.meter.Push(e, emit)
		}
	}
	if err != nil {
		return err
	}
	if t.traces[name] == nil {
		t.traces[name] = tr
		t.order = append(t.order, tr)
	}
	return t.failed
}

func (t *tracer) emit(tr *trace, w activity.Window) {
	line := activityLine{
		File: t.file, Trace: tr.name, Start: float64(tr.windows) * activity.WindowSeconds,
		Verdict: w.Verdict, Score: math.Round(1000*w.Score) / 1000, Reasons: w.Reasons,
	}
	tr.windows++
	t.failed = errors.Join(t.failed, t.out.Encode(line))
}

// analyse runs one analysis with its rejects counted and, if asked for, kept.
func analyse(cmd *cobra.Command, rejects string, do func(*rejected) error) (err error) {
	r := &rejected{say: cmd.ErrOrStderr()}
	if rejects != "" {
		file, err := createRejects(rejects)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, file.Close()) }()
		r.keep = file
	}
	err = do(r)
	if r.count > 0 {
		fmt.Fprintf(cmd.ErrOrStderr(), "muster: %d lines could not be read and %d were\n", r.count, r.read)
	}
	if err = errors.Join(err, r.failed); err != nil {
		return err
	}
	if r.read == 0 {
		return &muster.Error{Code: muster.CodeEmpty, Message: "nothing could be read", Hint: "see `" + cmd.CommandPath() + " --help` for the columns"}
	}
	return nil
}

// rejected counts lines that were and were not read.
type rejected struct {
	read, count int
	say         io.Writer
	keep        io.Writer // nil when they are not kept
	failed      error
}

// shown is how many rejects are told on the terminal.
const shown = 10

func (r *rejected) add(file string, row int, reason error) {
	r.count++
	if r.count <= shown {
		fmt.Fprintf(r.say, "muster: %s, row %d: %s\n", escape.Line(file), row, escape.Line(reason.Error()))
	}
	if r.count == shown+1 {
		fmt.Fprintln(r.say, "muster: further lines are only counted; --rejects FILE keeps them all")
	}
	if r.keep != nil {
		line := append(strconv.AppendInt(append(escape.AppendCell(nil, file), ','), int64(row), 10), ',')
		_, err := r.keep.Write(append(escape.AppendCell(line, reason.Error()), '\n'))
		r.failed = errors.Join(r.failed, err)
	}
}
