package main

import (
	"time"

	"github.com/spf13/cobra"

	"muster"
	"muster/assess"
	"muster/ingest"
	"muster/report"
)

// screening is a run whose files are read.
type screening struct {
	vault    *vault
	batch    *ingest.Batch
	asOf     muster.Time
	progress *progressBar
	phases   []assess.Phase
}

// timed does something and notes how long it took.
func (s *screening) timed(name string, do func() error) error {
	start := time.Now()
	err := do()
	s.phases = append(s.phases, assess.Phase{Name: name, Took: time.Since(start)})
	return err
}

// screenAll looks at everybody.
func (o *screenOptions) screenAll(cmd *cobra.Command, s *screening) error {
	ctx := cmd.Context()
	if err := s.vault.begin(ctx); err != nil {
		return err
	}
	work, err := o.scratch(s.batch, s.vault, s.asOf)
	if err != nil {
		return err
	}
	result, err := o.assess(ctx, s.batch, s.vault, s.asOf, s.progress, scratchOf(work))
	if err != nil {
		return err
	}
	s.phases = append(s.phases, result.Phases...)
	if err := s.timed("keeping", func() error { return s.vault.save(ctx, s.batch, result) }); err != nil {
		return err
	}
	var summary report.Summary
	err = s.timed("writing the report", func() (err error) {
		summary, err = report.Write(o.out, reportInput(ctx, o, s.batch, result), report.Options{Pages: o.pages})
		return err
	})
	if err != nil {
		return err
	}
	s.progress.stop()
	if err := tidy(s.batch, work); err != nil {
		return err
	}
	if err := o.print(cmd, summary, s.phases); err != nil {
		return err
	}
	return o.level(summary)
}
