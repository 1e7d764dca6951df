package ingest

import (
	"context"

	"muster"
	"muster/ingest/table"
)

// planned is what the sheets of one file are read as.
type planned struct {
	plans map[*table.Sheet]*plan
	said  map[*table.Sheet]bool      // somebody said what they are
	asks  map[*table.Sheet]*Question // they wait for an answer
	wrong error
}

// readTable reads the tables of a file and recognises what each is about.
func (r *run) readTable(ctx context.Context, f *file, format table.Format, src table.Source) error {
	settings := r.settings[f.path]
	var answer *answerForm
	if format == table.JSON {
		if src, answer = answerOf(src); answer != nil && settings.Kind == "" {
			settings.Kind = answer.kind
		}
	}
	p := &planned{map[*table.Sheet]*plan{}, map[*table.Sheet]bool{}, map[*table.Sheet]*Question{}, nil}
	opt := table.Options{
		Limits: r.opt.Limits, Workers: r.opt.workers(), HeaderScore: settings.headerScore(), Encoding: settings.Encoding,
		Keep: func(s *table.Sheet) []bool { return r.keep(ctx, f, s, settings, p) },
	}
	switch settings.Delimiter {
	case "":
	case "tab":
		opt.Delimiter = '\t'
	default:
		opt.Delimiter = settings.Delimiter[0]
	}
	sheets, err := table.Read(ctx, format, src, opt)
	if p.wrong != nil {
		return p.wrong
	}
	if err != nil {
		return err
	}
	for _, s := range sheets {
		source := r.names[f.path]
		if len(sheets) > 1 && s.Name != "" { // row 14 of two sheets is two rows
			source += "/" + s.Name
		}
		at := len(f.reports)
		r.takeSheet(f, s, p, source)
		if answer != nil && f.reports[at].question == nil {
			f.reports[len(f.reports)-1].Vendor = answer.vendor
		}
	}
	return nil
}

// keep decides what a sheet is read as and says which of its columns that needs.
func (r *run) keep(ctx context.Context, f *file, s *table.Sheet, settings FileConfig, to *planned) []bool {
	settings, said, err := r.said(f, s, settings)
	var p *plan
	if err == nil {
		p, err = planSaid(f.rel, s, settings, said)
	}
	if p == nil && err == nil {
		p, err = r.planAsked(ctx, f, s, settings)
	}
	if p != nil && err == nil && said == nil {
		p, to.asks[s], err = r.settleOwner(ctx, f, s, p, settings)
	}
	if to.said[s] = said != nil; err != nil {
		to.wrong = err
	}
	if to.plans[s] = p; p == nil || to.asks[s] != nil || p.spec.name == Messages && !r.texts() {
		return make([]bool, len(s.Header))
	}
	return p.wanted()
}

// takeSheet files a sheet that was read.
func (r *run) takeSheet(f *file, s *table.Sheet, p *planned, source string) {
	plan := p.plans[s]
	if plan != nil && plan.spec.name == Messages && !r.texts() {
		f.reports = append(f.reports, FileReport{Path: f.path, Sheet: s.Name, Type: f.kind, Records: 1, RowsRejected: 1, Err: &muster.Error{
			Code: muster.CodeUnsupported, Message: r.whyNoTexts(), Hint: r.howTexts(), Place: muster.Place{File: f.path}}})
		return
	}
	if p.asks[s] != nil {
		f.waits(s, plan, p.asks[s])
		return
	}
	at := len(f.reports)
	f.addSheet(s, plan, source, r.modulus)
	first := &f.reports[at]
	if first.Said = p.said[s]; first.unplaced && r.opt.ByContent { // nobody there writes muster.yaml
		first.Err.Hint = "say what it is about and what its columns hold, or leave it out"
	}
}
