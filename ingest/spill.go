package ingest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/klauspost/compress/zstd"

	"muster"
	"muster/connect"
	"muster/ingest/table"
)

// Rows that memory does not hold are dealt to parts by the account they name,
// so that everything of one account lies in one part. Each part is then read as
// if it were all there is, and its accounts are packed into a file. What was done
// is written down after each input and each part: who is killed goes on there.

const (
	defaultParts = 64
	maxParts     = 1024
	partBytes    = 64 << 20 // of text in one part, where nobody says
)

// spillState is what a folder of parts says of itself.
type spillState struct {
	Inputs  []spillInput // what is being read; another list begins anew
	Of      string       // and so does another Spill.Of
	Parts   int
	Done    int            // inputs dealt
	Lengths []int64        // of the parts' files after those
	Sheets  []*spilledFile // of the inputs dealt
}

type spillInput struct {
	Path     string
	Size     int64
	Modified int64
}

// spilledFile is one table or log of an input.
type spilledFile struct {
	Input  int
	Source string
	Sheet  *table.Sheet      // without rows; nil for a log
	Orders map[int]DateOrder // by column kept
	Days   map[int]bool      // columns of moments that are days
	Small  [][]string        // rows of a register, which every part needs
	Rows   []int32           // of those, their rows
}

// spiller is one call of Read that keeps rows on disk.
type spiller struct {
	*run
	state spillState
	parts []*partFile
	ids   map[*table.Sheet]*dealing
}

func (r *run) spill(ctx context.Context) (*Batch, error) {
	s := &spiller{run: r}
	if err := s.resume(); err != nil {
		return nil, err
	}
	defer s.closeParts()
	for i, in := range r.inputs {
		if r.progress.total += in.size; i < s.state.Done {
			r.progress.done, r.progress.bytes = r.progress.done+1, r.progress.bytes+in.size
		}
	}
	for i := s.state.Done; i < len(r.inputs); i++ {
		if err := s.deal(ctx, i); err != nil {
			return nil, err
		}
		if err := s.checkpoint(i + 1); err != nil {
			return nil, err
		}
		r.progress.file(r.inputs[i].size)
	}
	if err := s.closeParts(); err != nil {
		return nil, err
	}
	if err := s.packAll(ctx); err != nil {
		return nil, err
	}
	r.rememberAnswers()
	return r.batch, r.anything()
}

// resume opens the folder, and begins anew where it is of other inputs.
func (s *spiller) resume() error {
	dir, wanted := s.opt.Spill.Dir, s.wanted()
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return spillError(dir, err)
	}
	raw, err := os.ReadFile(filepath.Join(dir, "state.json"))
	if err == nil {
		err = json.Unmarshal(raw, &s.state)
	}
	if err != nil || !slices.Equal(s.state.Inputs, wanted.Inputs) || s.state.Of != wanted.Of || s.state.Parts < 1 || len(s.state.Lengths) != s.state.Parts {
		if err := os.RemoveAll(dir); err != nil {
			return spillError(dir, err)
		}
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return spillError(dir, err)
		}
		s.state = wanted
	}
	zip, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithEncoderLevel(zstd.SpeedFastest))
	if err != nil {
		return spillError(dir, err)
	}
	for n := range s.state.Parts {
		p, err := openPart(filepath.Join(dir, fmt.Sprintf("part-%04d", n)), s.state.Lengths[n], zip)
		if err != nil {
			return spillError(dir, err)
		}
		s.parts = append(s.parts, p)
	}
	return nil
}

func (s *spiller) wanted() spillState {
	state := spillState{Parts: s.opt.Spill.Parts, Of: s.opt.Spill.Of}
	total := int64(0)
	for _, in := range s.inputs {
		total += in.size
		input := spillInput{Path: in.path, Size: in.size}
		if info, err := os.Stat(in.file); err == nil {
			input.Modified = info.ModTime().UnixNano()
		}
		state.Inputs = append(state.Inputs, input)
	}
	if state.Parts <= 0 {
		each := s.opt.Spill.Bytes
		if each <= 0 {
			each = partBytes
		}
		state.Parts = int(min(maxParts, max(defaultParts, total/each+1)))
	}
	state.Lengths = make([]int64, state.Parts)
	return state
}

// checkpoint writes down that so many inputs are dealt. It follows what was
// dealt onto the disk.
func (s *spiller) checkpoint(done int) error {
	for n, p := range s.parts {
		length, err := p.sync()
		if err != nil {
			return spillError(s.opt.Spill.Dir, err)
		}
		s.state.Lengths[n] = length
	}
	s.state.Done = done
	raw, err := json.Marshal(&s.state)
	if err != nil {
		return err
	}
	return writeWhole(filepath.Join(s.opt.Spill.Dir, "state.json"), raw)
}

// writeWhole puts a file in place whole or not at all.
func writeWhole(name string, content []byte) error {
	f, err := os.Create(name + ".new")
	if err != nil {
		return spillError(name, err)
	}
	_, err = f.Write(content)
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = os.Rename(name+".new", name)
	}
	if err != nil {
		return spillError(name, err)
	}
	return nil
}

func (s *spiller) closeParts() error {
	var errs []error
	for _, p := range s.parts {
		errs = append(errs, p.close())
	}
	s.parts = nil
	return errors.Join(errs...)
}

func spillError(dir string, err error) error {
	return &muster.Error{Code: muster.CodeInternal, Message: "rows cannot be kept on disk: " + err.Error(), Hint: "free some space in " + dir + " and run again; what was read so far is kept", Err: err}
}

// deal deals the rows of one input.
func (s *spiller) deal(ctx context.Context, i int) error {
	in := s.inputs[i]
	if in.err != nil {
		return in.err
	}
	f := &file{input: in, kind: TypeUnknown}
	handle, err := os.Open(in.file)
	if err != nil {
		return pathError(in.path, err)
	}
	defer handle.Close()
	src := table.Source{File: in.path, R: handle, Size: in.size}
	if f.kind, err = recogniseFile(in.rel, src); err != nil {
		return err
	}
	if f.system = s.logOf(f, src); f.system != nil {
		return s.dealLog(ctx, i, f)
	}
	switch f.kind = s.settings[f.path].override(f.kind); f.kind {
	case TypeConfig:
		return nil
	case TypeCSV, TypeXLSX, TypeJSON, TypeJSONL, TypeParquet:
		return s.dealTables(ctx, i, f, src)
	}
	return notDealt(in.path, "is no table and no log")
}

func notDealt(path, why string) error {
	return &muster.Error{Code: muster.CodeUnsupported, Message: path + " " + why + ", and more is to be read than memory holds",
		Hint: "leave it out, or give all of the memory it takes with --memory", Place: muster.Place{File: path}}
}

// dealTables deals the rows of a file's tables; those of CSV as they are read.
func (s *spiller) dealTables(ctx context.Context, i int, f *file, src table.Source) error {
	s.ids = map[*table.Sheet]*dealing{}
	var wrong error
	settings := s.settings[f.path]
	opt := table.Options{
		Limits: s.opt.Limits, Workers: s.opt.workers(), HeaderScore: settings.headerScore(), Encoding: settings.Encoding,
		Keep: func(sheet *table.Sheet) []bool {
			d, err := s.newDealing(i, f, sheet)
			if err != nil {
				wrong = err
				return make([]bool, len(sheet.Header))
			}
			s.ids[sheet] = d
			return d.plan.wanted()
		},
		Take: func(sheet *table.Sheet, segment *muster.Table) error {
			if wrong != nil {
				return wrong
			}
			return s.ids[sheet].take(s, sheet, segment)
		},
	}
	if settings.Delimiter == "tab" {
		opt.Delimiter = '\t'
	} else if settings.Delimiter != "" {
		opt.Delimiter = settings.Delimiter[0]
	}
	sheets, err := table.Read(ctx, formatOf(f.kind), src, opt)
	if err = errors.Join(wrong, err); err != nil {
		return err
	}
	for _, sheet := range sheets {
		d := s.ids[sheet]
		for _, segment := range sheet.Segments { // of forms that are read whole
			if err := d.take(s, sheet, segment); err != nil {
				return err
			}
		}
		sheet.Segments = nil
		d.file.Sheet, d.file.Source = sheet, s.names[f.path]
		if len(sheets) > 1 && sheet.Name != "" {
			d.file.Source += "/" + sheet.Name
		}
		if err := d.orders(settings.DateOrder); err != nil {
			return err
		}
	}
	return nil
}

func formatOf(kind FileType) table.Format {
	switch kind {
	case TypeXLSX:
		return table.XLSX
	case TypeJSON:
		return table.JSON
	case TypeJSONL:
		return table.JSONL
	case TypeParquet:
		return table.Parquet
	}
	return table.CSV
}

// dealing is a table whose rows are being dealt.
type dealing struct {
	number int // of the table
	file   *spilledFile
	plan   *plan
	path   string
	bound  bool
	own    []int // columns of the account's id
	dates  map[int]*dateCensus
	cells  [][]byte
}

func (s *spiller) newDealing(i int, f *file, sheet *table.Sheet) (*dealing, error) {
	p, err := planFor(f.rel, sheet, s.settings[f.path])
	switch {
	case err != nil:
		return nil, err
	case p == nil:
		return nil, notDealt(f.path, "is a table whose headers do not say what it is about")
	case p.isObservations() || p.spec.name == Crosswalk || p.spec.name == Applications:
		return nil, notDealt(f.path, "names people in more ways than one")
	}
	d := &dealing{number: len(s.state.Sheets), plan: p, path: f.path, dates: map[int]*dateCensus{}, file: &spilledFile{Input: i}}
	s.state.Sheets = append(s.state.Sheets, d.file)
	return d, nil
}

// bind finds the columns once it is known which are kept.
func (d *dealing) bind(sheet *table.Sheet) error {
	d.bound = true
	p := d.plan
	p.bind(sheet)
	if !p.spec.isRegister() {
		if len(p.meta(metaCandidate))+len(p.meta(metaApplication)) > 0 {
			return notDealt(d.path, "names people in more ways than one")
		}
		d.own = own(p.meta(metaPerson), p.meta(metaSubject), p.meta(metaMember))
		if d.own == nil && p.spec.introduces() {
			d.own = p.meta(metaID)
		}
		if d.own == nil {
			return notDealt(d.path, "has no column that names the account of each row")
		}
	}
	for q := p; q != nil; q = q.also {
		for i := range q.columns {
			if c := &q.columns[i]; c.date != nil && c.place >= 0 {
				d.dates[c.place] = &dateCensus{}
			}
		}
	}
	for _, place := range p.meta(metaRecorded) {
		d.dates[place] = &dateCensus{}
	}
	return nil
}

// take deals the rows of a segment.
func (d *dealing) take(s *spiller, sheet *table.Sheet, segment *muster.Table) error {
	if !d.bound {
		if err := d.bind(sheet); err != nil {
			return err
		}
	}
	for place, census := range d.dates {
		for row := range segment.Len() {
			census.see(segment.Columns[place].Bytes(row))
		}
	}
	bytes := 0
	for row := range segment.Len() {
		d.cells = d.cells[:0]
		for c := range segment.Columns {
			d.cells = append(d.cells, segment.Columns[c].Bytes(row))
			bytes += len(d.cells[c]) + 1
		}
		if d.own == nil { // a register, of which every part needs all
			var cells []string
			for _, cell := range d.cells {
				cells = append(cells, string(cell))
			}
			d.file.Small, d.file.Rows = append(d.file.Small, cells), append(d.file.Rows, segment.Rows[row])
			continue
		}
		if err := s.partOf(firstID(segment, d.own, row)).add(d.number, segment.Rows[row], d.cells); err != nil {
			return spillError(s.opt.Spill.Dir, err)
		}
	}
	s.progress.dealt(segment.Len(), int64(bytes))
	return nil
}

// orders decides the order of the date columns from all rows. What they leave
// open must be settled first: asking once for each part would ask the same.
func (d *dealing) orders(fixed DateOrder) error {
	d.file.Orders, d.file.Days = map[int]DateOrder{}, map[int]bool{}
	for place, census := range d.dates {
		order, ok := census.decide()
		if !ok && fixed == OrderUnknown {
			return &muster.Error{Code: muster.CodeUsage, Message: fmt.Sprintf("in %s day and month cannot be told apart, such as %s", d.path, quote(census.example)),
				Hint: "say in muster.yaml which comes first: files: {" + yamlKey(filepath.Base(d.path)) + ": {date_order: dmy}}, or mdy", Place: muster.Place{File: d.path}}
		}
		d.file.Orders[place] = order
		if census.days() {
			d.file.Days[place] = true
		}
	}
	return nil
}

// dealLog deals the records of a log in our own form by the account they name.
func (s *spiller) dealLog(ctx context.Context, i int, f *file) error {
	if f.system.Name != "signals" || f.form == logWrapped {
		return notDealt(f.path, "is a log of "+f.system.Title+", which may name accounts in several ways")
	}
	number := len(s.state.Sheets)
	s.state.Sheets = append(s.state.Sheets, &spilledFile{Input: i})
	chunks := make(chan *chunk, 4)
	broken := make(chan error, 1)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go func() {
		defer close(chunks)
		broken <- cut(ctx, f, newChunker(ctx, chunks, nil))
	}()
	for c := range chunks {
		from := 0
		for k, end := range c.ends {
			raw := c.text[from:end]
			from = end
			account := ""
			if record, err := connect.Parse(raw); err == nil {
				account = record.Text("account")
			}
			if strings.Contains(account, "@") {
				return notDealt(f.path, "names accounts by their e-mail addresses")
			}
			if err := s.partOf(account).add(number, int32(c.rows[k]), [][]byte{raw}); err != nil {
				return spillError(s.opt.Spill.Dir, err)
			}
		}
		s.progress.dealt(len(c.ends), int64(len(c.text)))
		if len(c.bad) > 0 {
			return notDealt(f.path, "holds records that are no JSON object in row "+fmt.Sprint(c.bad[0].Row))
		}
	}
	if err := <-broken; err != nil && !errors.Is(err, fs.ErrClosed) {
		return err
	}
	return ctx.Err()
}
