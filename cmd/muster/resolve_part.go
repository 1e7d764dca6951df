package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"muster"
	"muster/report"
	"muster/report/linkage"
	"muster/resolve"
)

func partName(i, n int) string { return fmt.Sprintf("part-%d-of-%d", i, n) }

// runPart compares one slice of the pairs and writes what it found.
func runPart(cmd *cobra.Command, j *job, plan *resolve.Plan, i, n int, w *resolveWatch) error {
	if err := j.samePart(); err != nil {
		return err
	}
	part, err := plan.RunPart(cmd.Context(), i-1, n)
	if err != nil {
		return err
	}
	raw, err := part.MarshalBinary()
	if err != nil {
		return err
	}
	run, err := json.MarshalIndent(&j.run, "", "  ")
	if err != nil {
		return err
	}
	files, err := report.NewFiles(j.dir)
	if err != nil {
		return err
	}
	defer files.Discard()
	if err := linkage.WriteDecisions(files, plan.Known(j.decisions)); err != nil {
		return err
	}
	for _, f := range []struct {
		name string
		data []byte
	}{{runFileName, run}, {partName(i, n), raw}} {
		out, err := files.Create(f.name)
		if err != nil {
			return err
		}
		if _, err := out.Write(f.data); err != nil {
			return err
		}
	}
	if err := files.Commit(); err != nil {
		return err
	}
	w.phase("comparing")
	w.progress.stop()
	path := filepath.Join(j.dir, partName(i, n))
	if j.json {
		return json.NewEncoder(cmd.OutOrStdout()).Encode(map[string]any{"part": i, "of": n, "file": filepath.ToSlash(path), "bytes": len(raw)})
	}
	fmt.Fprintf(cmd.OutOrStdout(), "Part %d of %d is in %s.\nWhen all %d are in one folder: muster resolve join --dir %s\n", i, n, path, n, quote(j.dir))
	return nil
}

// samePart refuses a part of another run in the same folder.
func (j *job) samePart() error {
	j.run.Run = 1
	before, err := readRun(j.dir)
	if muster.CodeOf(err) == muster.CodeNotFound {
		return nil
	}
	if err != nil {
		return err
	}
	names, err := partFiles(j.dir)
	if err != nil || len(names) == 0 {
		return err
	}
	old, now := *before, j.run
	old.Run, now.Run = 0, 0
	for k := range old.Inputs {
		old.Inputs[k].Full = ""
	}
	now.Inputs = slices.Clone(now.Inputs)
	for k := range now.Inputs {
		now.Inputs[k].Full = ""
	}
	a, errA := json.Marshal(old)
	b, errB := json.Marshal(now)
	if errA != nil || errB != nil || !bytes.Equal(a, b) {
		return &muster.Error{Code: muster.CodeConflict, Message: j.dir + " holds parts of a run over other files or with other options", Hint: "choose another --out, or remove its part-* files"}
	}
	return nil
}

// partFiles lists the parts in a folder.
func partFiles(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, noResults(dir, err)
	}
	if err != nil {
		return nil, cannotOpen(dir, err)
	}
	var names []string
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), "part-") && strings.Contains(e.Name(), "-of-") {
			names = append(names, e.Name())
		}
	}
	return names, nil
}

func resolveJoinCommand() *cobra.Command {
	var o resolveOptions
	cmd := &cobra.Command{
		Use:   "join [INPUT...] --dir DIR",
		Short: "Put the parts of a run together and write its results",
		Long: `Join reads every part in DIR and the tables they were made of, fits the model and
writes the results into DIR. They are the same, byte for byte, as those of one
run without parts. Name the tables again only where they lie elsewhere now.`,
		Example: "  muster resolve people.csv --part 1/2 --out d\n  muster resolve people.csv --part 2/2 --out d\n  muster resolve join --dir d",
		RunE: func(cmd *cobra.Command, args []string) error {
			return joinParts(cmd, args, &o)
		},
	}
	dirFlag(cmd, &o.out)
	f := cmd.Flags()
	f.StringVar(&o.decisions, "decisions", "", "table of what people decided, beside what the folder keeps")
	f.BoolVar(&o.json, "json", false, "print one JSON object on standard output")
	f.BoolVarP(&o.verbose, "verbose", "v", false, "print how long each phase took")
	f.IntVar(&o.workers, "workers", 0, "cores to use (default: all)")
	return cmd
}

// dirFlag adds --dir, the folder of results a sub-command works on.
func dirFlag(cmd *cobra.Command, dir *string) {
	cmd.Flags().StringVar(dir, "dir", defaultResolveDir, "folder with the results of a run")
}

func joinParts(cmd *cobra.Command, paths []string, o *resolveOptions) error {
	defer useWorkers(o.workers)()
	w := newResolveWatch(cmd, o.json)
	defer w.progress.stop()
	names, err := partFiles(o.out)
	if err != nil {
		return err
	}
	if len(names) == 0 {
		return &muster.Error{Code: muster.CodeNotFound, Message: o.out + " holds no parts", Hint: "name the folder of the parts with --dir, or make them first: muster resolve INPUT... --part 1/2 --out " + quote(o.out)}
	}
	j, err := openJob(cmd.Context(), o.out, paths, o.workers, w)
	if err != nil {
		return err
	}
	j.json, j.verbose = o.json, o.verbose
	if j.decisions, err = keptDecisions(o.out, o.decisions); err != nil {
		return err
	}
	j.prepare(w)
	plan, err := j.plan()
	if err != nil {
		return err
	}
	w.phase("reading and planning")
	parts, err := readParts(o.out, names)
	if err != nil {
		return err
	}
	j.rings = startRings(j.tables, plan)
	result, err := plan.Join(cmd.Context(), parts)
	if err != nil {
		return &muster.Error{Code: muster.CodeConflict, Message: plainResolve(err), Hint: "make it with: muster resolve INPUT... --part i/n --out " + quote(o.out), Err: err}
	}
	w.phase("joining and clustering")
	return j.finish(cmd, plan, result, w)
}

func readParts(dir string, names []string) ([]*resolve.Part, error) {
	var parts []*resolve.Part
	for _, name := range names {
		raw, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			return nil, cannotOpen(filepath.Join(dir, name), err)
		}
		p := &resolve.Part{}
		if err := p.UnmarshalBinary(raw); err != nil {
			return nil, &muster.Error{Code: muster.CodeDamaged, Message: filepath.Join(dir, name) + ": " + plainResolve(err), Hint: "remove it and run that part again", Err: err}
		}
		parts = append(parts, p)
	}
	slices.SortFunc(parts, func(a, b *resolve.Part) int { return a.Index - b.Index })
	return parts, nil
}
