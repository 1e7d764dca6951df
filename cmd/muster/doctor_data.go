package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"muster"
	"muster/internal/escape"
	"muster/store"
)

// dataDoctor is what the flags of `muster doctor data` say.
type dataDoctor struct {
	db, keyFile string
	json        bool
}

func doctorDataCommand() *cobra.Command {
	var o dataDoctor
	cmd := &cobra.Command{
		Use:   "data [PATH...]",
		Short: "Say which detectors can run on your records, and what would enable the others",
		Long: `Data looks at files and folders, or at a database that runs share, and says of each
detector whether it can run, why not, and which setting of which system would
enable it. Issued devices are grouped by the systems that report them: what no
system reports is said of each group. That nothing is found where nothing could be
seen means nothing.`,
		Example: "  muster doctor data exports/\n  muster doctor data --db muster.db",
		RunE: func(cmd *cobra.Command, args []string) error {
			if (o.db == "") == (len(args) == 0) {
				return usageError("name files and folders, or --db, and not both", "for example: muster doctor data exports/")
			}
			people, done, err := o.population(cmd, args)
			if err != nil {
				return err
			}
			defer done()
			seen, err := lookAt(people)
			if err != nil {
				return err
			}
			report := seen.report()
			if o.json {
				e := json.NewEncoder(cmd.OutOrStdout())
				e.SetIndent("", "  ")
				return e.Encode(report)
			}
			return report.write(cmd.OutOrStdout())
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.db, "db", "", "database shared between runs")
	f.StringVar(&o.keyFile, "key-file", "", "its key (default: beside it)")
	f.BoolVar(&o.json, "json", false, "print JSON")
	return cmd
}

// population reads the files, or opens the database.
func (o *dataDoctor) population(cmd *cobra.Command, paths []string) (muster.Population, func(), error) {
	ctx := cmd.Context()
	if o.db != "" {
		return o.opened(ctx)
	}
	now := today()
	screen := screenOptions{memory: defaultMemory}
	batch, err := screen.read(ctx, cmd, paths, muster.Date(now.Year(), now.Month(), now.Day()), newProgress(io.Discard, true))
	return batch, func() {}, err
}

func (o *dataDoctor) opened(ctx context.Context) (muster.Population, func(), error) {
	if _, err := os.Stat(o.db); err != nil && !store.IsServer(o.db) {
		return nil, nil, &muster.Error{Code: muster.CodeNotFound, Message: "the database cannot be read: " + err.Error(), Hint: "name the file that was given to muster screen --db", Err: err}
	}
	v := &vault{file: o.db}
	err := v.takeKey(&screenOptions{keyFile: o.keyFile}, false)
	if err == nil && !store.IsServer(o.db) {
		err = v.lock(o.db)
	}
	if err == nil {
		v.db, err = store.Open(ctx, o.db, store.Options{Keys: v.keyOf})
	}
	var people *store.People
	if err == nil {
		people, err = v.db.Population(ctx, muster.DefaultOrganisation)
	}
	done := func() {
		if v.db != nil {
			_ = v.db.Close() // it was read only
		}
		v.release()
	}
	if err != nil {
		done()
		return nil, nil, err
	}
	return people, done, nil
}

// dataReport is what `muster doctor data` says.
type dataReport struct {
	People    int             `json:"people"`
	Sources   []sourceSeen    `json:"sources"`
	Detectors []detectorState `json:"detectors"`
	Devices   []deviceGroup   `json:"devices"`
}

// sourceSeen is how much of which kinds a source gave.
type sourceSeen struct {
	Source string              `json:"source"`
	Files  int                 `json:"files,omitempty"` // of documents, each a file of its own
	Kinds  map[muster.Kind]int `json:"kinds"`
}

// detectorState says whether a detector can run.
type detectorState struct {
	Flag   muster.FlagID `json:"flag"`
	Title  string        `json:"title"`
	State  string        `json:"state"` // can run, partly, cannot
	Why    string        `json:"why,omitempty"`
	Enable []string      `json:"enable,omitempty"`
}

// deviceGroup is issued devices that the same systems report.
type deviceGroup struct {
	Sources []string `json:"sources"`
	Devices int      `json:"devices"`
	Missing []string `json:"missing,omitempty"` // what nobody reports of them
	Enable  []string `json:"enable,omitempty"`
}

// write writes a report for people.
func (r *dataReport) write(out io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%d people.\n\nWhat is there\n", r.People)
	for _, s := range r.Sources {
		fmt.Fprintf(&b, "  %-24s %s", escape.Line(s.Source), kindCounts(s.Kinds))
		if s.Files > 0 {
			fmt.Fprintf(&b, ", in %d files", s.Files)
		}
		b.WriteString("\n")
	}
	if len(r.Devices) > 0 {
		b.WriteString("\nIssued devices, by the systems that report them\n")
	}
	for _, g := range r.Devices {
		sources := strings.Join(g.Sources, ", ")
		if sources == "" {
			sources = "no system"
		}
		fmt.Fprintf(&b, "  %d reported by %s\n", g.Devices, escape.Line(sources))
		for _, m := range g.Missing {
			fmt.Fprintf(&b, "    not seen: %s\n", m)
		}
		for _, e := range g.Enable {
			fmt.Fprintf(&b, "    enable:   %s\n", e)
		}
	}
	b.WriteString("\nDetectors\n")
	for _, state := range []string{canRun, partly, cannot} {
		for _, d := range r.Detectors {
			if d.State != state {
				continue
			}
			fmt.Fprintf(&b, "  %-8s %-7s %s\n", d.State, d.Flag, d.Title)
			if d.Why != "" {
				fmt.Fprintf(&b, "           why:    %s\n", d.Why)
			}
			for _, e := range d.Enable {
				fmt.Fprintf(&b, "           enable: %s\n", e)
			}
		}
	}
	b.WriteString("\nWhat cannot be seen is not clean: it is not known.\n")
	_, err := io.WriteString(out, b.String())
	return err
}
