package ingest

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"

	"golang.org/x/sync/errgroup"

	"muster"
	"muster/connect"
	"muster/ingest/bankfile"
	"muster/ingest/table"
	"muster/ingest/ubl"
	"muster/normal"
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
	r, err := newRun(paths, inputs, opt)
	if err != nil {
		return nil, err
	}
	if opt.Spill.Dir != "" {
		return r.spill(ctx)
	}
	files, err := r.readFiles(ctx, r.inputs)
	if err != nil {
		return nil, err
	}
	if err := r.assemble(ctx, files); err != nil {
		return nil, err
	}
	r.rememberAnswers()
	return r.batch, r.anything()
}

// run is one call of Read.
type run struct {
	opt        Options
	inputs     []input
	configs    []*Config
	settings   map[string]FileConfig // by path
	names      map[string]string     // by path, the name of the source
	modulus    *normal.ModulusTable
	batch      *Batch
	answers    map[string]*Config // by folder
	scans      []scan
	looseFiles int
	progress   *progress
}

func newRun(paths []string, inputs []input, opt Options) (*run, error) {
	// Systems of tables are read as tables: only those with events have logs.
	opt.Systems = slices.DeleteFunc(slices.Clone(opt.Systems), func(s connect.System) bool { return s.Read == nil })
	r := &run{opt: opt, names: sourceNames(inputs), settings: map[string]FileConfig{}, batch: &Batch{organisation: opt.Organisation}}
	if opt.Config != nil {
		r.configs = []*Config{opt.Config}
	} else {
		var unread []string
		var err error
		if r.configs, unread, err = loadConfigs(paths); err != nil {
			return nil, err
		}
		if opt.ByContent { // the folder a server was started in has nothing to do with what people drop
			unread = nil
		}
		for _, file := range unread {
			r.batch.Warnings = append(r.batch.Warnings, filepath.ToSlash(file)+" is not used: only the muster.yaml in a folder given, or beside a file given, is")
		}
	}
	var err error
	if r.modulus, err = loadModulus(r.configs); err != nil {
		return nil, err
	}
	settled := r.settle()
	if r.batch.organisation == "" {
		r.batch.organisation = muster.DefaultOrganisation
	}
	for _, in := range inputs {
		c := r.forFile(in)
		r.settings[in.path] = c
		if c.Source != "" {
			r.names[in.path] = c.Source
		}
		if isConfigName(in.rel) && in.rel != path.Base(in.rel) {
			r.batch.Warnings = append(r.batch.Warnings, in.path+" is not used: only the muster.yaml in the folder given is")
		}
		switch {
		case c.Ignore, settled[filepath.Clean(in.file)]:
		case isTruth(in):
			r.batch.Warnings = append(r.batch.Warnings, in.path+" looks like the answer sheet of a simulated population and is not read")
		default:
			r.inputs = append(r.inputs, in)
		}
	}
	r.progress = &progress{report: opt.Progress, of: len(r.inputs)}
	return r, nil
}

// kindOf returns the kind muster.yaml gives a file, "" if none.
func (r *run) kindOf(path string) TableKind { return r.settings[path].Kind }

// file is what was read from one input.
type file struct {
	input
	kind     FileType
	sheets   []*sheet       // recognised tables
	reports  []FileReport   // of sheets, or one for the whole file
	whole    *whole         // what a document or picture says
	payments *bankfile.File // of a bank file
	invoice  *ubl.Invoice
	chats    *chats // of an export of chats
	system   *connect.System
	leftOut  bool       // somebody answered that it is about nobody
	form     logForm    // of a log
	dealt    []dealtRow // records of a log that were dealt to a part
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
	f.kind, err = recogniseFile(in.rel, src)
	if f.system = r.logOf(f, src); f.system != nil {
		f.kind, err = TypeLog, nil
	}
	if err == nil {
		f.kind = r.settings[in.path].override(f.kind)
		err = r.readContent(ctx, f, src)
	}
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	if muster.CodeOf(err) == muster.CodeUsage {
		return nil, err // muster.yaml asks for something impossible
	}
	if err != nil {
		f.fail(asError(in.path, err))
	}
	r.progress.file(in.size)
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

// addSheet files a sheet with its report. One whose kind is not known is one
// rejected record: its rows were not looked at.
func (f *file) addSheet(s *table.Sheet, p *plan, source string, modulus *normal.ModulusTable) {
	report := FileReport{Path: f.path, Sheet: s.Name, Type: f.kind, Source: source, Encoding: s.Encoding, Warnings: s.Warnings, Vendor: vendorOf(s.Header, f.rel), tableRows: s.Records}
	if s.Delimiter != 0 {
		report.Delimiter = string(rune(s.Delimiter))
	}
	if p == nil {
		for i, h := range s.Header {
			report.Columns = append(report.Columns, ColumnReport{Header: h, Looks: looks(s.Sample, i), Sample: sampleOf(s.Sample, i, &column{})})
		}
		report.Records, report.RowsRejected, report.unplaced = 1, 1, !f.leftOut
		message := "the table's headers do not say what it is about"
		if isWebhook(s.Header) {
			message = "these are messages of a webhook about single events, which are not read; an export of candidates or applications is"
		}
		report.Err = &muster.Error{Code: muster.CodeUnsupported, Message: message,
			Hint: "if it is about people, name its kind in muster.yaml, as in " + kindText(f.path, "people") + "; if not, leave it out: " + ignoreText(f.path), Place: muster.Place{File: f.path}}
		if f.leftOut {
			report.Err = leftOut(f)
		}
		f.reports = append(f.reports, report)
		return
	}
	report.Kind, report.Records = p.spec.name, s.Records
	if s.HeaderRow > 1 && s.Format != table.Parquet {
		report.warn("the header was found in row %d; what stands above it was taken for a title", s.HeaderRow)
	}
	p.bind(s)
	sh := newSheet(s, p)
	sh.source, sh.modulus = source, modulus
	accounts, accountsPlan := f.bankSheet(sh)
	if accounts != nil {
		moved := sh.without()
		report.Records -= moved
		report.warn("%s about accounts were read as %s of bank details", plural(moved, "row", "rows"), plural(accounts.Records, "change", "changes"))
	}
	f.sheets = append(f.sheets, sh)
	f.reports = append(f.reports, report)
	sh.at = len(f.reports) - 1
	if accounts != nil {
		f.addSheet(accounts, accountsPlan, source, modulus)
	}
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
		if f.whole != nil && f.whole.advert != nil {
			b.register(f.whole.as, f.whole.advert, muster.Place{File: f.path})
		}
	}
	for _, s := range b.sheets {
		s.report = &b.Files[s.at]
		if err := r.settleDates(ctx, s, s.decideDates(r.settings[s.File].DateOrder)); err != nil {
			return err
		}
		if err := s.validate(ctx, r.opt.workers()); err != nil {
			return stopped(ctx, err)
		}
		if !s.plan.isObservations() {
			s.report.Columns = s.sheetColumns()
		}
	}
	reg, extra, err := r.subjects(ctx, files)
	if err != nil {
		return stopped(ctx, err)
	}
	days, err := r.readLogs(ctx, reg, files)
	if err != nil {
		return err
	}
	b.Crosswalk = reg.declared()
	r.collect()
	if err := b.index(reg, extra, days); err != nil {
		return err
	}
	if r.opt.Spill.Dir == "" { // a part is told of with the others
		r.unseen(reg)
	}
	return b.conserve()
}

func stopped(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return err
}

// subjects gives every row and file its subject.
func (r *run) subjects(ctx context.Context, files []*file) (*registry, map[int32][]muster.Observation, error) {
	reg := newRegistry()
	reg.byContent = r.opt.ByContent
	if r.opt.Paid != nil {
		reg.payees = &payees{ask: func() (Payees, error) { return r.opt.Paid(ctx) }}
	}
	for _, c := range r.configs {
		for _, l := range c.Crosswalk {
			reg.cross(l)
		}
	}
	for _, s := range r.batch.sheets {
		switch spec := s.plan.spec; {
		case spec.name == Crosswalk:
			reg.crosswalkRows(s)
		case spec.isRegister() && !s.plan.isObservations():
			r.batch.registers(s)
		}
	}
	if err := reg.attach(ctx, r.batch.sheets, r.opt.workers(), r.settleStrays(ctx)); err != nil {
		return nil, nil, err
	}
	if err := r.proposeCrosswalk(ctx, reg); err != nil {
		return nil, nil, err
	}
	extra, err := r.attachFiles(ctx, reg, files)
	if err != nil {
		return nil, nil, err
	}
	if err := r.attachBankFiles(reg, files, extra); err != nil {
		return nil, nil, err
	}
	if err := r.attachInvoices(reg, files, extra); err != nil {
		return nil, nil, err
	}
	if reg.payees != nil && reg.payees.err != nil {
		return nil, nil, reg.payees.err
	}
	if err := r.attachChats(reg, files, extra); err != nil {
		return nil, nil, err
	}
	if len(reg.same) > 0 {
		settled := map[int32][]muster.Observation{}
		for _, n := range slices.Sorted(maps.Keys(extra)) {
			to := reg.settled(n)
			settled[to] = append(settled[to], extra[n]...)
		}
		extra = settled
	}
	return reg, extra, nil
}

// unseen names what could not be looked at.
func (r *run) unseen(reg *registry) {
	b := r.batch
	for _, s := range r.scans {
		b.Unseen = append(b.Unseen, muster.Unseen{Subject: reg.ids[reg.settled(s.subject)], What: "the text of " + s.path,
			Why: "the file is a scan or picture without text", Remedy: "ask for the original file, or have the text recognised before handing it in"})
	}
	unread := 0
	introduced := slices.ContainsFunc(b.sheets, func(s *sheet) bool { return s.plan.spec.introduces() || s.plan.spec.name == Applications })
	for i := range b.Files {
		f := &b.Files[i]
		if f.Err != nil {
			if unread++; unread <= maxQuestions {
				b.Unseen = append(b.Unseen, muster.Unseen{Subject: f.whose, What: "the content of " + f.Path, Why: f.Err.Message, Remedy: f.Err.Hint})
			}
			if f.question != nil {
				r.note(*f.question)
			} else if f.unplaced && r.asksOnce() {
				r.note(kindQuestion(&file{input: input{path: f.Path}}, f.paper, nil))
			} else if f.unplaced {
				r.note(Question{Topic: TopicKind, Place: muster.Place{File: f.Path}, Text: "What is the table " + f.Path + " about?",
					Lines: []string{ignoreText(f.Path) + " # about nobody", kindText(f.Path, string(People)) + " # or another kind"}})
			}
		}
		if n := f.CellsRejected - maxCellRejects; n > 0 {
			b.Warnings = append(b.Warnings, fmt.Sprintf("%d more cells of %s could not be read than are listed", n, f.Path))
		}
		if f.unintroduced > 0 && introduced {
			b.Warnings = append(b.Warnings, fmt.Sprintf("%d rows of %s have an id that no people or applications table has, such as %s; they stand for people of their own", f.unintroduced, f.Path, quote(f.newcomer)))
		}
		if f.passing > 0 {
			f.warn("%s no id. Brought in again with a change, such a row counts as somebody new: add a column with an id", plural(f.passing, "row has", "rows have"))
		}
		if f.loose > 0 {
			b.Warnings = append(b.Warnings, fmt.Sprintf("%d rows of %s name nobody and stand for themselves; add an id column to attach them", f.loose, f.Path))
		}
	}
	if n := unread - maxQuestions; n > 0 {
		b.Unseen = append(b.Unseen, muster.Unseen{What: fmt.Sprintf("the content of %d more files", n), Why: "they could not be read", Remedy: "see the list of rejects"})
	}
	if r.looseFiles > 0 {
		b.Warnings = append(b.Warnings, plural(r.looseFiles, "file belongs", "files belong")+" to nobody known; each stands for a person of its own. Put the person's id into the file name, or name the file in muster.yaml under attachments")
	}
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// collect lists the rejects of all files.
func (r *run) collect() {
	for _, s := range r.batch.sheets {
		s.report.RowsRejected = rejectedRows(s.Rejects)
		slices.SortStableFunc(s.Rejects, func(a, b table.Reject) int { return cmp.Compare(a.Row, b.Row) })
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

// readObservations reads a file in our own form.
func (r *run) readObservations(ctx context.Context, f *file, src table.Source) error {
	opt := table.Options{Limits: r.opt.Limits, Workers: r.opt.workers(), Raw: true}
	format := table.JSONL
	if head, err := firstByte(src); err != nil || head == '[' {
		format = table.JSON
	}
	sheets, err := table.Read(ctx, format, src, opt)
	if err != nil {
		return err
	}
	for _, s := range sheets {
		f.addSheet(s, observationsPlan(), r.names[f.path], r.modulus)
	}
	return nil
}
