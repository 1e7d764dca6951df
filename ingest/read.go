package ingest

import (
	"context"
	"os"

	"golang.org/x/sync/errgroup"

	"muster"
	"muster/ingest/table"
)

// Read reads the files and folders given into a Batch. Files that cannot be
// read and rows that make no sense are in the batch's reports and rejects;
// the error is for what stops the whole run: a path that is not there, a
// muster.yaml that does not parse, ctx cancelled, nothing readable at all.
func Read(ctx context.Context, paths []string, opt Options) (*Batch, error) {
	inputs, err := walk(paths)
	if err != nil {
		return nil, err
	}
	r := &run{opt: opt, names: sourceNames(inputs), batch: &Batch{organisation: opt.organisation()}}
	files, err := r.readFiles(ctx, inputs)
	if err != nil {
		return nil, err
	}
	if err := r.assemble(ctx, files); err != nil {
		return nil, err
	}
	return r.batch, nil
}

// run is one call of Read.
type run struct {
	opt   Options
	names map[string]string // by path, the name of the source
	batch *Batch
}

// file is what was read from one input.
type file struct {
	input
	kind    FileType
	sheets  []*sheet     // recognised tables
	reports []FileReport // of sheets, or one for the whole file
}

// readFiles reads all inputs, several at a time. The order of the result is
// that of the inputs.
func (r *run) readFiles(ctx context.Context, inputs []input) ([]*file, error) {
	files := make([]*file, len(inputs))
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(r.opt.workers())
	for i, in := range inputs {
		g.Go(func() error {
			var err error
			files[i], err = r.readFile(ctx, in)
			return err
		})
	}
	return files, g.Wait()
}

// readFile reads one input. Errors about the file are in its report; the
// error returned stops the run.
func (r *run) readFile(ctx context.Context, in input) (*file, error) {
	f := &file{input: in, kind: TypeUnknown}
	if in.err != nil {
		f.fail(in.err)
		return f, nil
	}
	handle, err := os.Open(in.file)
	if err != nil {
		f.fail(pathError(in.path, err))
		return f, nil
	}
	defer handle.Close()
	src := table.Source{File: in.path, R: handle, Size: in.size}
	if f.kind, err = recogniseFile(src); err == nil {
		err = r.readContent(ctx, f, src)
	}
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	if err != nil {
		f.fail(asError(in.path, err))
	}
	return f, nil
}

// fail reports the whole file as one rejected record.
func (f *file) fail(err *muster.Error) {
	if err.Place.File == "" {
		err.Place.File = f.path
	}
	f.sheets = nil
	f.reports = []FileReport{{Path: f.path, Type: f.kind, Records: 1, RowsRejected: 1, Err: err}}
}

// readTable reads the tables of a file and recognises what each is about.
func (r *run) readTable(ctx context.Context, f *file, format table.Format, src table.Source) error {
	plans := map[*table.Sheet]*plan{}
	sheets, err := table.Read(ctx, format, src, table.Options{
		Limits: r.opt.Limits, Workers: r.opt.workers(), HeaderScore: headerScore,
		Keep: func(s *table.Sheet) []bool {
			plans[s] = r.planFor(f, s)
			if plans[s] == nil {
				return make([]bool, len(s.Header))
			}
			return plans[s].wanted()
		},
	})
	if err != nil {
		return err
	}
	for _, s := range sheets {
		f.addSheet(s, plans[s], r.names[f.path])
	}
	return nil
}

func (r *run) planFor(f *file, s *table.Sheet) *plan {
	name := f.rel
	if s.Name != "" {
		name = f.rel + "/" + s.Name
	}
	found := recognise(s.Header, name)
	if found.spec == nil {
		return nil
	}
	return newPlan(found.spec, found.matches)
}

// addSheet files a sheet with its report. One whose kind is not known is one
// rejected record: its rows were not looked at.
func (f *file) addSheet(s *table.Sheet, p *plan, source string) {
	report := FileReport{Path: f.path, Sheet: s.Name, Type: f.kind, Source: source, Encoding: s.Encoding, Warnings: s.Warnings}
	if s.Delimiter != 0 {
		report.Delimiter = string(rune(s.Delimiter))
	}
	if p == nil {
		for _, h := range s.Header {
			report.Columns = append(report.Columns, ColumnReport{Header: h})
		}
		report.Records, report.RowsRejected = 1, 1
		report.Err = &muster.Error{Code: muster.CodeUnsupported, Message: "the table's headers do not say what it is about",
			Hint: "name its kind in muster.yaml under files", Place: muster.Place{File: f.path}}
		f.reports = append(f.reports, report)
		return
	}
	report.Kind, report.Records = p.spec.name, s.Records
	p.bind(s)
	sh := newSheet(s, p)
	sh.source = source
	f.sheets = append(f.sheets, sh)
	f.reports = append(f.reports, report)
	sh.at = len(f.reports) - 1
}

// assemble puts the files together: dates, rejects, subjects, index.
func (r *run) assemble(ctx context.Context, files []*file) error {
	b := r.batch
	for _, f := range files {
		base := len(b.Files)
		b.Files = append(b.Files, f.reports...)
		for _, s := range f.sheets {
			s.at += base
			b.sheets = append(b.sheets, s)
		}
	}
	for _, s := range b.sheets {
		s.report = &b.Files[s.at]
		s.decideDates(OrderUnknown)
		if err := s.validate(ctx, r.opt.workers()); err != nil {
			return err
		}
	}
	reg := newRegistry()
	if err := reg.attach(ctx, b.sheets, r.opt.workers()); err != nil {
		return err
	}
	r.collect()
	if err := b.index(reg, nil); err != nil {
		return err
	}
	return b.conserve()
}

// collect lists the rejects of all files.
func (r *run) collect() {
	for _, s := range r.batch.sheets {
		s.report.RowsRejected = rejectedRows(s.Rejects)
		for _, x := range s.Rejects {
			r.batch.Rejects = append(r.batch.Rejects, Reject{File: s.File, Row: x.Row, Column: x.Column, Reason: x.Reason})
		}
		s.Rejects = nil
	}
	for _, f := range r.batch.Files {
		if f.Err != nil {
			r.batch.Rejects = append(r.batch.Rejects, Reject{File: f.Path, Reason: f.Err.Message})
		}
	}
}

func (r *run) readContent(ctx context.Context, f *file, src table.Source) error {
	return r.readTable(ctx, f, table.CSV, src)
}

func recogniseFile(table.Source) (FileType, error) { return TypeCSV, nil }

func asError(path string, err error) *muster.Error {
	if e, ok := err.(*muster.Error); ok {
		return e
	}
	return &muster.Error{Code: muster.CodeInternal, Message: err.Error(), Place: muster.Place{File: path}, Err: err}
}
