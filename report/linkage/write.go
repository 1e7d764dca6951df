package linkage

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strconv"
	"sync"

	"golang.org/x/sync/errgroup"

	"muster"
	"muster/internal/escape"
	"muster/report"
	"muster/resolve"
)

// Write writes the files of a run into dir, making it if needed, and returns
// the run in figures. On an error the files that were there stay as they were.
func Write(dir string, in *Input) (Summary, error) {
	files, err := report.NewFiles(dir)
	if err != nil {
		return Summary{}, err
	}
	defer files.Discard()
	w := &writing{dir: dir, files: files}
	var rings sync.WaitGroup
	rings.Go(in.findRings)
	var since changes
	if in.Run > 1 {
		w.group.Go(func() (err error) {
			since, err = changesSince(dir, in.Result)
			return err
		})
	}
	w.file(FileClusters, func(w io.Writer) error { return writeClusters(w, in.Result) })
	w.file(FileModel, func(w io.Writer) error { return writeJSON(w, in.Result.Model) })
	links := allLinks(in)
	w.file(FileLinks, func(w io.Writer) error { return writeLinks(w, in.Result, links) })
	views := newViews(in, byStrength(links))
	rings.Wait()
	s := newSummary(dir, in, links)
	w.file(FileRings, func(w io.Writer) error { return writeRings(w, in.Rings) })
	w.file(FileCard, func(w io.Writer) error { return writeCard(w, in, &s) })
	w.file(FileRejects, func(w io.Writer) error { return writeRejects(w, in.Rejects) })
	w.file(FileReport, func(w io.Writer) error { return writePage(w, in, &s, views) })
	if err := w.wait(); err != nil {
		return s, err
	}
	s.Files = []string{FileClusters, FileLinks, FileRings, FileModel, FileCard, FileRejects, FileReport}
	if in.Run > 1 {
		if err := writeEvents(dir, files, in.Run, since, &s); err != nil {
			return s, err
		}
	}
	if err := WriteDecisions(files, in.Decisions); err != nil {
		return s, err
	}
	run, err := files.Create(FileRun)
	if err != nil {
		return s, err
	}
	if _, err := run.Write(in.RunFile); err != nil {
		return s, err
	}
	return s, files.Commit()
}

func (in *Input) findRings() {
	if in.Find != nil {
		in.Rings, in.Shared = in.Find()
	}
}

// writing writes files side by side: none reads another.
type writing struct {
	dir   string
	files *report.Files
	group errgroup.Group
	err   error // of making a file
}

// file writes one file in the background.
func (w *writing) file(name string, write func(io.Writer) error) {
	if w.err != nil {
		return
	}
	var out io.Writer
	if out, w.err = w.files.Create(name); w.err != nil {
		return
	}
	w.group.Go(func() error {
		if err := write(out); err != nil {
			return fmt.Errorf("write %s: %w", filepath.Join(w.dir, name), err)
		}
		return nil
	})
}

func (w *writing) wait() error { return errors.Join(w.err, w.group.Wait()) }

func newSummary(dir string, in *Input, links []pairLink) Summary {
	r := in.Result
	s := Summary{
		Records: r.Records, Clusters: r.Clusters, Largest: r.Largest, Rings: len(in.Rings), Estimate: r.Estimate,
		Contradictions: r.Contradictions, Warnings: r.Warnings, Answers: in.Answers, Out: filepath.ToSlash(dir),
	}
	for _, f := range in.Files {
		s.Rejects += f.Rejects
	}
	decided := said(in.Result.Decisions())
	for _, l := range links {
		if l.joined {
			s.Links++
		} else {
			s.Apart++
			if len(in.Decisions) > 0 && decided[pairOf(r.ID(l.a), r.ID(l.b))] == saidApart {
				s.SaidApart++
			}
		}
	}
	for _, c := range r.Common[:min(len(r.Common), 100)] {
		c.Value = in.value(in.kindOf(c.Field), c.Value)
		s.Common = append(s.Common, c)
	}
	return s
}

// writeClusters writes one row for each record. Ids are programs' business and
// stand quoted and unchanged.
func writeClusters(w io.Writer, r *resolve.Result) error {
	if _, err := io.WriteString(w, "record_id,cluster_id\n"); err != nil {
		return err
	}
	var line []byte
	for row := range r.Records {
		line = appendID(line[:0], r.ID(row))
		line = append(line, ',')
		line = append(appendID(line, r.ClusterID(row)), '\n')
		if _, err := w.Write(line); err != nil {
			return err
		}
	}
	return nil
}

// appendID quotes an id only where CSV asks for it.
func appendID(dst []byte, id string) []byte {
	for i := range len(id) {
		switch c := id[i]; {
		case c >= '0' && c <= '9', c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c == '-' && i > 0, c == '_', c == '.', c == ':':
		default:
			return escape.AppendID(dst, id)
		}
	}
	if id == "" {
		return escape.AppendID(dst, id)
	}
	return append(dst, id...)
}

func writeRings(w io.Writer, rings []muster.Group) error {
	if rings == nil {
		rings = []muster.Group{}
	}
	return writeJSON(w, rings)
}

func writeJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

func writeRejects(w io.Writer, rejects []report.Reject) error {
	if _, err := io.WriteString(w, "file,row,column,reason\n"); err != nil {
		return err
	}
	var row []byte
	for _, r := range rejects {
		row = append(escape.AppendCell(row[:0], r.File), ',')
		if r.Row > 0 {
			row = strconv.AppendInt(row, int64(r.Row), 10)
		}
		row = append(row, ',')
		row = append(escape.AppendCell(row, r.Column), ',')
		row = append(escape.AppendCell(row, r.Reason), '\n')
		if _, err := w.Write(row); err != nil {
			return err
		}
	}
	return nil
}

// WriteDecisions writes what people decided, when there is anything.
func WriteDecisions(files *report.Files, decisions []resolve.Decision) error {
	if len(decisions) == 0 {
		return nil
	}
	w, err := files.Create(FileDecisions)
	if err != nil {
		return err
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	for _, d := range decisions {
		if err := e.Encode(d); err != nil {
			return err
		}
	}
	return nil
}

// changes is how the clusters came from those of the run before.
type changes struct {
	events      []resolve.Event // merges and splits
	fresh, gone int
}

// changesSince compares a result with the clusters.csv that is in dir still.
func changesSince(dir string, now *resolve.Result) (c changes, err error) {
	c.events, c.fresh, c.gone = now.Events(func(yield func(string, string) bool) {
		err = ReadClusters(dir, yield)
	})
	return c, err
}

// writeEvents adds what merged and split since the run before to the history.
func writeEvents(dir string, files *report.Files, run int, since changes, s *Summary) error {
	lines, err := ReadEvents(dir)
	if err != nil {
		return err
	}
	s.Events = map[string]int{"merge": 0, "split": 0, "new": since.fresh, "gone": since.gone}
	for _, e := range since.events {
		s.Events[e.Kind]++
		lines = append(lines, History{Run: run, Event: e})
	}
	w, err := files.Create(FileEvents)
	if err != nil {
		return err
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	for _, l := range lines {
		if err := e.Encode(l); err != nil {
			return err
		}
	}
	s.Files = slices.Concat(s.Files, []string{FileEvents})
	return nil
}
