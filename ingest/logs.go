package ingest

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/sync/errgroup"

	"muster"
	"muster/connect"
	"muster/ingest/records"
	"muster/ingest/table"
	"muster/store"
)

// A log is recognised by its first records: most of those that are sound must
// be one system's.
const recogniseRecords = 20

// maxLogRejects bounds the records of one log that are listed one by one;
// beyond it they are counted.
const maxLogRejects = 1000

// logOf returns the system a file is a log of, nil for other files.
func (r *run) logOf(f *file, src table.Source) *connect.System {
	if len(r.opt.Systems) == 0 || r.settings[f.path].Kind != "" {
		return nil
	}
	if system := r.wrappedLogOf(src); system != nil {
		f.form = logWrapped
		return system
	}
	head := make([]byte, 2)
	if _, err := src.R.ReadAt(head, 0); err != nil || f.kind != TypeJSON && f.kind != TypeJSONL && !bytes.Equal(head, []byte{0x1f, 0x8b}) {
		return nil
	}
	in, err := records.New(io.NewSectionReader(src.R, 0, src.Size), src.Size)
	if err != nil {
		return nil
	}
	count := make([]int, len(r.opt.Systems))
	sound := 0
	for range recogniseRecords {
		raw, _, err := in.Next()
		var bad *records.Bad
		if err != nil && !errors.As(err, &bad) {
			break
		}
		record, err := connect.Parse(raw)
		if err != nil {
			continue
		}
		sound++
		if i := r.systemOf(record, -1); i >= 0 {
			count[i]++
		}
	}
	for i, n := range count {
		if n > 0 && 2*n >= sound {
			return &r.opt.Systems[i]
		}
	}
	return nil
}

// systemOf returns which system a record is of, or -1. The one it was last is
// asked first: a log is one system's, but for collectors that mix them.
func (r *run) systemOf(record *connect.Record, last int) int {
	if last >= 0 && r.opt.Systems[last].Mine(record) {
		return last
	}
	return slices.IndexFunc(r.opt.Systems, func(s connect.System) bool { return s.Mine(record) })
}

// logCount is what became of a log's records.
type logCount struct {
	records  int // met
	used     int // became signals
	unneeded int // understood, and nothing that is weighed
	unknown  int // of no system, or of a shape it does not know
	bad      int // no JSON object, or out of bounds
	rejects  []Reject
}

// reject counts a record that is not read.
func (c *logCount) reject(n *int, file string, row int64, reason string) {
	*n++
	if len(c.rejects) < maxLogRejects {
		c.rejects = append(c.rejects, Reject{File: file, Row: int(row), Reason: reason})
	}
}

func (c *logCount) add(o *logCount) {
	c.records, c.used, c.unneeded, c.unknown, c.bad = c.records+o.records, c.used+o.used, c.unneeded+o.unneeded, c.unknown+o.unknown, c.bad+o.bad
	c.rejects = append(c.rejects, o.rejects...)
}

// chunk is a run of records cut out of a log and not looked at yet.
type chunk struct {
	text []byte
	ends []int
	rows []int64
	bad  []Reject // records that could not be cut out
}

// The bounds of a chunk.
const (
	chunkBytes   = 1 << 20
	chunkRecords = 1024
)

// readLog reads a log, as many records at a time as there are workers. take is
// called with each signal, by the number of the worker. The error is for what
// stops the run; what is wrong with the file is in the report.
func (r *run) readLog(ctx context.Context, f *file, report *FileReport, take func(worker int, s *muster.Signal)) (logCount, error) {
	workers := r.opt.workers()
	counts := make([]logCount, workers)
	chunks, spent := make(chan *chunk, workers), make(chan *chunk, workers)
	g, ctx := errgroup.WithContext(ctx)
	var broken error
	g.Go(func() error {
		defer close(chunks)
		broken = cut(ctx, f, newChunker(ctx, chunks, spent))
		return ctx.Err()
	})
	for w := range workers {
		g.Go(func() error {
			last := -1
			for c := range chunks {
				if ctx.Err() != nil {
					return ctx.Err()
				}
				last = r.readChunk(f, c, last, &counts[w], func(s *muster.Signal) { take(w, s) })
				select {
				case spent <- c: // records are copies of its text
				default:
				}
			}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return logCount{}, err
	}
	var all logCount
	for i := range counts {
		all.add(&counts[i])
	}
	if broken != nil {
		all.records++
		all.reject(&all.bad, f.path, 0, "the rest of the file cannot be read: "+broken.Error())
		report.warn("it could only be read in part: %v", broken)
	}
	slices.SortFunc(all.rejects, func(a, b Reject) int { return cmp.Compare(a.Row, b.Row) })
	all.rejects = all.rejects[:min(len(all.rejects), maxLogRejects)]
	if n := all.bad + all.unknown - len(all.rejects); n > 0 {
		last := &all.rejects[len(all.rejects)-1]
		last.More = n
		last.Reason += fmt.Sprintf(" (and %d more records of this file that are not listed)", n)
	}
	report.Records, report.Rows, report.RowsRejected = all.records, all.used+all.unneeded, all.unknown+all.bad
	report.tableRows = all.records
	report.Metadata = map[string]string{"used": strconv.Itoa(all.used), "not_needed": strconv.Itoa(all.unneeded), "not_understood": strconv.Itoa(all.unknown), "bad": strconv.Itoa(all.bad)}
	return all, nil
}

// cut cuts the records out of a log. The error is about the file.
func cut(ctx context.Context, f *file, out *chunker) error {
	switch {
	case f.form == logWrapped:
		return cutWrapped(ctx, f, out)
	case f.dealt != nil:
		for i := range f.dealt {
			out.record(f.dealt[i].cells[0], int64(f.dealt[i].row))
		}
		out.send()
		return ctx.Err()
	}
	handle, err := os.Open(f.file)
	if err != nil {
		return pathError(f.path, err)
	}
	defer handle.Close()
	in, err := records.New(handle, f.size)
	if err != nil {
		return err
	}
	for ctx.Err() == nil {
		raw, row, err := in.Next()
		var bad *records.Bad
		switch {
		case errors.As(err, &bad):
			out.bad(Reject{File: f.path, Row: int(row), Reason: bad.Reason})
		case errors.Is(err, io.EOF):
			out.send()
			return nil
		case err != nil:
			out.send()
			return err
		default:
			out.record(raw, row)
		}
	}
	return nil
}

// readChunk reads the records of a chunk. It returns the system of the last.
func (r *run) readChunk(f *file, c *chunk, last int, n *logCount, take func(*muster.Signal)) int {
	n.records += len(c.ends) + len(c.bad)
	for i := range c.bad {
		n.reject(&n.bad, f.path, int64(c.bad[i].Row), c.bad[i].Reason)
	}
	from := 0
	for i, end := range c.ends {
		raw := c.text[from:end]
		from = end
		if !utf8.Valid(raw) { // what is kept is read back the same
			raw = bytes.ToValidUTF8(raw, []byte("\ufffd"))
		}
		record, err := connect.Parse(raw)
		if err != nil {
			n.reject(&n.bad, f.path, c.rows[i], err.Error())
			continue
		}
		at := r.systemOf(record, last)
		if at < 0 {
			n.reject(&n.unknown, f.path, c.rows[i], "no record of a system that is known")
			continue
		}
		last = at
		signals := 0
		if !r.opt.Systems[at].Read(record, func(s *muster.Signal) {
			signals++
			s.Place = muster.Place{File: f.path, Row: int(c.rows[i])}
			take(s)
		}) {
			n.reject(&n.unknown, f.path, c.rows[i], "a record of "+r.opt.Systems[at].Title+" in a form that is not known")
			continue
		}
		if signals > 0 {
			n.used++
		} else {
			n.unneeded++
		}
	}
	return last
}

// readLogs reads all logs into observations, by subject.
func (r *run) readLogs(ctx context.Context, reg *registry, files []*file) (map[int32][]byte, error) {
	if !slices.ContainsFunc(files, func(f *file) bool { return f.system != nil }) {
		return nil, nil
	}
	if r.opt.LogsAside {
		r.batch.LogFiles = logFiles(files)
		return nil, nil
	}
	r.batch.logs = logFiles(files)
	who := newCrosswalk(reg, r.batch.sheets, r.kept())
	intake, err := newIntake(r.opt.workers(), r.opt.SpillBytes)
	if err != nil {
		return nil, err
	}
	defer intake.close()
	takers := make([]*taker, r.opt.workers())
	for i := range takers {
		takers[i] = newTaker(who, r.opt.Judge, r.opt.Tools, intake)
	}
	at := 0
	for _, f := range files {
		report := &r.batch.Files[at:][:max(1, len(f.reports))][0]
		at += len(f.reports)
		if f.system == nil {
			continue
		}
		count, err := r.readLog(ctx, f, report, func(w int, s *muster.Signal) { takers[w].take(s) })
		if err != nil {
			return nil, stopped(ctx, err)
		}
		r.batch.Rejects = append(r.batch.Rejects, count.rejects...)
	}
	var all unmatched
	for _, t := range takers {
		if err := t.flush(); err != nil {
			return nil, err
		}
		all.add(t.unmatched)
	}
	if r.batch.shelf, err = store.NewShelf(); err != nil {
		return nil, err
	}
	days, counts, err := intake.reduce(ctx, r.reducing(reg), r.opt.workers())
	if err != nil {
		return nil, stopped(ctx, err)
	}
	r.unmatched(all)
	r.outcomes(counts)
	r.batch.Logs = true
	return days, nil
}

// kept asks of which ids records are kept from earlier runs.
func (r *run) kept() kept {
	if r.opt.Kept == nil {
		return nil
	}
	return func(ids []muster.SubjectID, visit func(muster.SubjectID)) error {
		return r.opt.Kept(r.batch.organisation, ids, visit)
	}
}

// unmatched tells how much of each system's log is nobody's.
func (r *run) unmatched(all unmatched) {
	for _, system := range slices.Sorted(maps.Keys(all)) {
		u := all[system]
		title := system
		if i := slices.IndexFunc(r.opt.Systems, func(s connect.System) bool { return s.Name == system }); i >= 0 {
			title = r.opt.Systems[i].Title
		}
		example := u.example()
		r.batch.Unseen = append(r.batch.Unseen, muster.Unseen{
			What:   fmt.Sprintf("%s in the log of %s, of %s", plural(u.events, "event", "events"), title, u.accounts()),
			Why:    "no table says whose they are, such as " + quote(example) + "; a likeness of names never decides it",
			Remedy: "put the line " + crosswalkText(CrosswalkLine{Subject: "ID", System: system, ID: strings.ToValidUTF8(example, "")}) + " into muster.yaml, or hand in a crosswalk table or a table of issued devices",
		})
	}
}
