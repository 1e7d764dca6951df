package ingest

import (
	"context"
	"strconv"

	"muster"
)

// FileInspection shows how one file, or one sheet of a workbook, would be
// read. It is what muster inspect writes, one JSON object per line. Values are
// masked: letters are x, digits 0. Every key is always there, so that a program
// need not ask first.
type FileInspection struct {
	Path       string             `json:"path"`        // as given, with / between folders
	Type       FileType           `json:"type"`        // one of FileTypes
	Rows       *int               `json:"rows"`        // of tables and logs: records, the header not counted; else null
	TextLength *int               `json:"text_length"` // of documents: characters; else null
	Columns    []ColumnInspection `json:"columns"`     // of tables; else empty
	Metadata   map[string]string  `json:"metadata"`    // what else there is to say, by name; "not_read" is why a sound file would be left out
	Error      *InspectionError   `json:"error"`       // why the file cannot be read; null where it can
}

// ColumnInspection shows how one column would be read.
type ColumnInspection struct {
	Name   string    `json:"name"`             // the header
	Field  string    `json:"field,omitempty"`  // what it is read as; empty for a column that is not known
	Dates  DateOrder `json:"dates,omitempty"`  // order of day, month and year
	Looks  string    `json:"looks,omitempty"`  // what the values of an unknown column look like
	Empty  bool      `json:"empty,omitempty"`  // no row has a value
	Sample string    `json:"sample,omitempty"` // one value, masked
}

// InspectionError says why a file cannot be read.
type InspectionError struct {
	Code    muster.Code `json:"code"`
	Message string      `json:"message"`
}

// Inspect shows how each file under paths would be read, in order. It never
// stops at a bad file or path: those are shown with an error. Only ctx and an
// error of show end it early.
func Inspect(ctx context.Context, paths []string, opt Options, show func(FileInspection) error) error {
	opt.Asker = nil
	for _, p := range paths {
		inputs, err := walk([]string{p})
		if err != nil {
			if err := show(failedInspection(p, asError(p, err))); err != nil {
				return err
			}
			continue
		}
		r, err := newRun([]string{p}, inputs, opt)
		if err != nil {
			e := asError(p, err)
			if err := show(failedInspection(e.Place.File, e)); err != nil {
				return err
			}
			opt := opt
			opt.Config = &Config{}
			if r, err = newRun([]string{p}, inputs, opt); err != nil {
				return err
			}
		}
		if err := r.inspect(ctx, show); err != nil {
			return err
		}
	}
	return nil
}

func failedInspection(path string, e *muster.Error) FileInspection {
	return FileInspection{Path: path, Type: TypeUnknown, Columns: []ColumnInspection{}, Metadata: map[string]string{}, Error: &InspectionError{e.Code, e.Message}}
}

// inspect shows the run's files, several read at a time.
func (r *run) inspect(ctx context.Context, show func(FileInspection) error) error {
	workers := r.opt.workers()
	for from := 0; from < len(r.inputs); from += workers {
		files := make([]*file, min(workers, len(r.inputs)-from))
		done := make(chan struct{})
		for i := range files {
			go func() {
				defer func() { done <- struct{}{} }()
				in := r.inputs[from+i]
				f, err := r.readFile(ctx, in)
				if err != nil {
					f = &file{input: in, kind: TypeUnknown}
					f.fail(asError(in.path, err))
				}
				files[i] = f
			}()
		}
		for range files {
			<-done
		}
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		for _, f := range files {
			for _, x := range r.inspections(ctx, f) {
				if err := show(x); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// inspections turns a file's reports into what is shown.
func (r *run) inspections(ctx context.Context, f *file) []FileInspection {
	for _, s := range f.sheets {
		s.report = &f.reports[s.at]
		s.decideDates(r.settings[s.File].DateOrder)
		if err := s.validate(ctx, r.opt.workers()); err != nil {
			s.report.warn("%v", err)
		}
		s.report.RowsRejected = rejectedRows(s.Rejects)
		if !s.plan.isObservations() {
			s.report.Columns = s.sheetColumns()
		}
	}
	if f.system != nil {
		if _, err := r.readLog(ctx, f, &f.reports[0], func(int, *muster.Signal) {}); err != nil {
			f.reports[0].warn("%v", err)
		}
	}
	if len(f.reports) == 0 { // muster.yaml itself
		return []FileInspection{{Path: f.path, Type: f.kind, Columns: []ColumnInspection{}, Metadata: map[string]string{}}}
	}
	var out []FileInspection
	for i := range f.reports {
		out = append(out, f.reports[i].inspection())
	}
	return out
}

// inspection turns a report into what is shown.
func (r *FileReport) inspection() FileInspection {
	x := FileInspection{Path: r.Path, Type: r.Type, Columns: []ColumnInspection{}, Metadata: map[string]string{}}
	for k, v := range r.Metadata {
		x.Metadata[k] = v
	}
	put := func(key, value string) {
		if value != "" {
			x.Metadata[key] = value
		}
	}
	count := func(key string, n int) {
		if n > 0 {
			x.Metadata[key] = strconv.Itoa(n)
		}
	}
	put("kind", string(r.Kind))
	put("sheet", r.Sheet)
	put("product", r.Vendor)
	if r.Type == TypeLog {
		put("system", r.Source)
	}
	put("encoding", r.Encoding)
	put("delimiter", r.Delimiter)
	switch {
	case r.unplaced:
		put("not_read", r.Err.Message+"; "+r.Err.Hint)
	case r.Err != nil:
		x.Error = &InspectionError{r.Err.Code, r.Err.Message}
	default:
		count("rows_rejected", r.RowsRejected)
		count("cells_rejected", r.CellsRejected)
	}
	for i, w := range r.Warnings {
		put("warning_"+strconv.Itoa(i+1), w)
	}
	switch r.Type {
	case TypeCSV, TypeXLSX, TypeJSON, TypeJSONL, TypeParquet, TypeObservations, TypeLog, TypeBankFile, TypeInvoice, TypeChats:
		if x.Error == nil {
			x.Rows = &r.tableRows
		}
	case TypePDF, TypeDOCX, TypeODT, TypeRTF, TypeText, TypeMarkdown:
		if x.Error == nil {
			x.TextLength = &r.TextLength
		}
	}
	for _, c := range r.Columns {
		x.Columns = append(x.Columns, ColumnInspection{Name: c.Header, Field: c.Field, Dates: c.Dates, Looks: c.Looks, Empty: c.Empty, Sample: c.Sample})
	}
	return x
}
