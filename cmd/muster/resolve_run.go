package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"muster"
	"muster/internal/plainyaml"
	"muster/report/linkage"
	"muster/resolve"
)

// runVersion is the version of run.json.
const runVersion = 1

// runFileName is the file that says how a folder of results came about.
const runFileName = "run.json"

// runFile is what `why`, `show` and `join` need to work on a folder of
// results: nothing is explained in advance, so the inputs are read again. It
// holds no time, because one run and its parts write the same bytes.
type runFile struct {
	Version    int            `json:"version"`
	Run        int            `json:"run"` // 1 for the first run into a folder
	Inputs     []runInput     `json:"inputs"`
	Ignore     []string       `json:"ignore,omitempty"`
	IDColumn   string         `json:"id_column,omitempty"`
	Happened   string         `json:"happened_column,omitempty"`
	ShowValues bool           `json:"show_values,omitempty"`
	Model      *resolve.Model `json:"model,omitempty"`    // as given; what was fitted is in model.json
	Numbered   bool           `json:"numbered,omitempty"` // some records are named by their row number
}

type runInput struct {
	Path   string `json:"path"` // as given
	Full   string `json:"full"` // from the root of the file system
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

func newRunInput(in *tableInput) runInput {
	full, err := filepath.Abs(in.path)
	if err != nil {
		full = in.path
	}
	return runInput{Path: filepath.ToSlash(in.path), Full: filepath.ToSlash(full), Bytes: in.bytes, SHA256: in.sum}
}

// readRun reads the run file of a folder.
func readRun(dir string) (*runFile, error) {
	raw, err := os.ReadFile(filepath.Join(dir, runFileName))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, noResults(dir, err)
	}
	if err != nil {
		return nil, cannotOpen(filepath.Join(dir, runFileName), err)
	}
	var r runFile
	if err := json.Unmarshal(raw, &r); err != nil || r.Version != runVersion || len(r.Inputs) == 0 {
		return nil, &muster.Error{Code: muster.CodeDamaged, Message: filepath.Join(dir, runFileName) + " is damaged or of another version", Hint: "run `muster resolve` into the folder again", Err: err}
	}
	return &r, nil
}

// noResults says that a folder holds nothing to work on, and how to name another.
func noResults(dir string, err error) error {
	message := dir + " holds no results of `muster resolve`"
	if dir == defaultResolveDir {
		message += " (it is the folder looked into without --dir)"
	}
	return &muster.Error{Code: muster.CodeNotFound, Message: message, Hint: "name the --out folder of a run with --dir", Err: err}
}

// openJob reads again what a folder's results were made of.
func openJob(ctx context.Context, dir string, paths []string, workers int, w *resolveWatch) (*job, error) {
	run, err := readRun(dir)
	if err != nil {
		return nil, err
	}
	if len(paths) > 0 && len(paths) != len(run.Inputs) {
		return nil, usageError(fmt.Sprintf("%d files named, the run had %d", len(paths), len(run.Inputs)), "name the same files in the same order, or none")
	}
	j := &job{dir: dir, run: *run, show: run.ShowValues}
	if len(paths) == 0 {
		for _, in := range run.Inputs {
			paths = append(paths, found(in))
		}
	}
	if err := j.read(ctx, paths, workers); err != nil {
		return nil, err
	}
	for i, in := range j.inputs {
		if in.sum != run.Inputs[i].SHA256 {
			return nil, &muster.Error{Code: muster.CodeConflict, Message: in.path + " has changed since the run", Hint: "run `muster resolve` again, then ask again"}
		}
		in.path = run.Inputs[i].Path // so that ids stay as they were
		for k := range in.rejects {
			in.rejects[k].File = in.path
		}
	}
	nameTables(j.inputs)
	j.run.Inputs = run.Inputs
	if j.decisions, err = keptDecisions(dir, ""); err != nil {
		return nil, err
	}
	j.prepare(w)
	return j, nil
}

// found is where an input lies now: where it was, or where its relative name
// leads from here.
func found(in runInput) string {
	if _, err := os.Stat(filepath.FromSlash(in.Full)); err != nil {
		if _, err := os.Stat(filepath.FromSlash(in.Path)); err == nil {
			return filepath.FromSlash(in.Path)
		}
	}
	return filepath.FromSlash(in.Full)
}

// readModel reads a model in YAML or JSON; unknown keys are errors.
func readModel(path string) (*resolve.Model, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, cannotOpen(path, err)
	}
	m := resolve.DefaultModel() // what a file leaves out stays as it is
	if bytes.HasPrefix(bytes.TrimLeft(raw, " \t\r\n"), []byte("{")) {
		d := json.NewDecoder(bytes.NewReader(raw))
		d.DisallowUnknownFields()
		err = d.Decode(m)
	} else {
		err = plainyaml.NewDecoder(raw).Decode(m)
	}
	if err != nil {
		return nil, &muster.Error{Code: muster.CodeDamaged, Message: path + " is no model: " + err.Error(), Hint: "start from the model.json that a run without --model writes", Err: err}
	}
	return m, nil
}

// wrongModel says what in a model cannot be, and on which line the first thing
// that the reason names stands.
func wrongModel(path, reason string, err error) error {
	e := &muster.Error{Code: muster.CodeDamaged, Message: "the model cannot be used: " + reason, Hint: "start from the model.json that a run without --model writes", Err: err}
	if path == "" {
		return e
	}
	e.Message = path + " cannot be used: " + reason
	_, named, _ := strings.Cut(reason, `"`)
	named, _, _ = strings.Cut(named, `"`)
	raw, readErr := os.ReadFile(path)
	if at := bytes.Index(raw, []byte(named)); readErr == nil && named != "" && at >= 0 {
		e.Message = fmt.Sprintf("%s line %d: %s", path, 1+bytes.Count(raw[:at], []byte("\n")), reason)
	}
	return e
}

// plainResolve drops the package name before an error of the engine.
func plainResolve(err error) string { return strings.TrimPrefix(err.Error(), "resolve: ") }

// checkColumns refuses names of columns that no table has: a misspelt --ignore
// would silently compare what must not be.
func (j *job) checkColumns() error {
	named := append([]string{}, j.run.Ignore...)
	for _, c := range []string{j.run.IDColumn, j.run.Happened} {
		if c != "" {
			named = append(named, c)
		}
	}
	if j.run.Model != nil {
		for _, c := range j.run.Model.Columns {
			named = append(named, c.Column)
		}
	}
	for _, name := range named {
		if !j.hasColumn(name) {
			return usageError(fmt.Sprintf("no table has a column %q", name), "the columns are: "+strings.Join(j.columns(), ", "))
		}
	}
	return nil
}

func (j *job) hasColumn(name string) bool {
	for _, c := range j.columns() {
		if strings.EqualFold(strings.TrimSpace(c), strings.TrimSpace(name)) {
			return true
		}
	}
	return false
}

func (j *job) columns() []string {
	var out []string
	seen := map[string]bool{}
	for _, t := range j.tables {
		for i := range t.Columns {
			if n := t.Columns[i].Name; !seen[n] {
				seen[n] = true
				out = append(out, n)
			}
		}
	}
	return out
}

// results gathers what is written of a run.
func (j *job) results(plan *resolve.Plan, result *resolve.Result) (*linkage.Input, error) {
	in := &linkage.Input{Plan: plan, Result: result, Decisions: plan.Known(j.decisions), Shown: j.show, Mask: maskValue, Version: version(), Answers: j.answers}
	for _, x := range j.inputs {
		file := linkage.File{Path: x.path, Format: string(x.format), Records: x.records, Rejects: 0, SHA256: x.sum}
		for _, t := range x.tables {
			file.Read += t.Len()
		}
		file.Rejects = file.Records - file.Read
		in.Files = append(in.Files, file)
		in.Rejects = append(in.Rejects, x.rejects...)
	}
	again, err := linkage.HasClusters(j.dir)
	if err != nil {
		return nil, err
	}
	j.run.Run = 1
	if last, err := readRun(j.dir); err == nil && again {
		j.run.Run = last.Run + 1
	}
	in.Run = j.run.Run
	if in.RunFile, err = json.MarshalIndent(&j.run, "", "  "); err != nil {
		return nil, err
	}
	in.Find = func() ([]muster.Group, []linkage.SharedValue) { return j.rings.find(j.tables, plan, result) }
	return in, nil
}
