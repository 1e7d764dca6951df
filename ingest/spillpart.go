package ingest

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/klauspost/compress/zstd"
	"golang.org/x/sync/errgroup"

	"muster"
	"muster/store"
)

// partFile is what was dealt to one part: for each row the number of its table,
// its row there and its cells.
//
// Rows wait in blocks, each compressed, with its length before it, and the length
// of what it holds.
type partFile struct {
	f     *os.File
	at    int64
	block []byte
	out   []byte
	zip   *zstd.Encoder
}

// dealtBlock is about how many bytes are compressed together.
const (
	dealtBlock = 64 << 10
	blockHead  = 8
)

// openPart opens a part to add to it, without what was written after the length
// that is known to be whole.
func openPart(name string, length int64, zip *zstd.Encoder) (*partFile, error) {
	f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	_, seek := f.Seek(length, io.SeekStart)
	if err := errors.Join(f.Truncate(length), seek); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return &partFile{f: f, at: length, zip: zip}, nil
}

func (p *partFile) add(sheet int, row int32, cells [][]byte) error {
	b := binary.AppendUvarint(p.block, uint64(sheet))
	b = binary.AppendUvarint(b, uint64(row))
	b = binary.AppendUvarint(b, uint64(len(cells)))
	for _, cell := range cells {
		b = append(binary.AppendUvarint(b, uint64(len(cell))), cell...)
	}
	if p.block = b; len(b) < dealtBlock {
		return nil
	}
	return p.flush()
}

// flush writes what is not written yet.
func (p *partFile) flush() error {
	if len(p.block) == 0 {
		return nil
	}
	p.out = p.zip.EncodeAll(p.block, append(p.out[:0], make([]byte, blockHead)...))
	binary.LittleEndian.PutUint32(p.out, uint32(len(p.out)-blockHead))
	binary.LittleEndian.PutUint32(p.out[4:], uint32(len(p.block)))
	p.block = p.block[:0]
	n, err := p.f.Write(p.out)
	p.at += int64(n)
	return err
}

func (p *partFile) sync() (int64, error) {
	err := p.flush()
	return p.at, errors.Join(err, p.f.Sync())
}

func (p *partFile) close() error { return errors.Join(p.flush(), p.f.Close()) }

// unzipped returns what was added to a part.
func unzipped(name string) ([]byte, error) {
	raw, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	zip, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1))
	if err != nil {
		return nil, err
	}
	defer zip.Close()
	blocks, total := [][]byte{}, 0
	for len(raw) > 0 {
		if len(raw) < blockHead || uint64(len(raw)-blockHead) < uint64(binary.LittleEndian.Uint32(raw)) {
			return nil, io.ErrUnexpectedEOF
		}
		n := blockHead + int(binary.LittleEndian.Uint32(raw))
		total += int(binary.LittleEndian.Uint32(raw[4:]))
		blocks, raw = append(blocks, raw[blockHead:n]), raw[n:]
	}
	all := make([]byte, 0, total)
	for _, block := range blocks {
		if all, err = zip.DecodeAll(block, all); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// partOf returns the part of an account; who has none lies in the first. Logs
// write ids in any case.
func (s *spiller) partOf(id string) *partFile {
	if id == "" {
		return s.parts[0]
	}
	h := fnv.New32a()
	io.WriteString(h, strings.ToLower(id))
	return s.parts[int(h.Sum32()%uint32(len(s.parts)))]
}

// dealtRow is one row of a part.
type dealtRow struct {
	row   int32
	cells [][]byte
}

// readPart returns the rows of a part, by table.
func (s *spiller) readPart(n int) ([][]dealtRow, error) {
	raw, err := unzipped(s.partName(n))
	if err != nil {
		return nil, spillError(s.opt.Spill.Dir, err)
	}
	rows := make([][]dealtRow, len(s.state.Sheets))
	var failed bool
	number := func() uint64 {
		v, k := binary.Uvarint(raw)
		if k <= 0 {
			failed = true
			return 0
		}
		raw = raw[k:]
		return v
	}
	for len(raw) > 0 {
		sheet, row, count := number(), number(), number()
		if failed || sheet >= uint64(len(rows)) || count > uint64(len(raw)) {
			return nil, internalError(s.partName(n), "the part is damaged")
		}
		cells := make([][]byte, count)
		for i := range cells {
			length := number()
			if failed || length > uint64(len(raw)) {
				return nil, internalError(s.partName(n), "the part is damaged")
			}
			cells[i], raw = raw[:length:length], raw[length:]
		}
		rows[sheet] = append(rows[sheet], dealtRow{int32(row), cells})
	}
	return rows, nil
}

func (s *spiller) partName(n int) string {
	return filepath.Join(s.opt.Spill.Dir, fmt.Sprintf("part-%04d", n))
}

// partSum is what reading a part told beside its accounts.
type partSum struct {
	Files        []FileReport
	Unintroduced []int
	Newcomer     []string
	Loose        []int
	Rejects      []Reject
	Unseen       []muster.Unseen
	Warnings     []string
	Records      int
	Read         int
	Registers    *muster.Registers `json:",omitempty"` // of the first part
	Logs         bool
}

// packAll reads every part that is not packed yet, some at once, and opens the
// packs.
func (s *spiller) packAll(ctx context.Context) error {
	shelf, err := store.NewShelf()
	if err != nil {
		return err
	}
	sums := make([]partSum, s.state.Parts)
	done := 0
	var mu sync.Mutex
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(s.opt.workers())
	for n := range sums {
		g.Go(func() error {
			raw, err := os.ReadFile(s.partName(n) + ".done")
			if err != nil || json.Unmarshal(raw, &sums[n]) != nil {
				sums[n] = partSum{}
				if err := errors.Join(ctx.Err(), s.packPart(ctx, n, shelf, &sums[n])); err != nil {
					return err
				}
			}
			mu.Lock()
			defer mu.Unlock()
			if done++; s.opt.Progress != nil {
				s.opt.Progress(Progress{Phase: "sorting by account", Files: done, Of: s.state.Parts})
			}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return err
	}
	s.addUp(sums)
	s.batch.packed, s.batch.subjects, err = openPacks(s.opt.Spill.Dir, s.state.Parts, shelf)
	if err != nil {
		return err
	}
	s.batch.packed.print, err = s.state.print()
	return err
}

// print tells what is read from anything else.
func (s *spillState) print() (string, error) {
	raw, err := json.Marshal([]any{s.Inputs, s.Of})
	return fmt.Sprintf("%x", sha256.Sum256(raw)), err
}

// packPart reads one part as if it were all there is.
func (s *spiller) packPart(ctx context.Context, n int, shelf *store.Shelf, sum *partSum) error {
	rows, err := s.readPart(n)
	if err != nil {
		return err
	}
	part := *s.run
	part.batch = &Batch{organisation: s.batch.organisation}
	part.progress, part.scans = &progress{}, nil
	files := make([]*file, 0, len(s.state.Sheets))
	for k, sp := range s.state.Sheets {
		f, err := part.fileOf(s.inputs[sp.Input], sp, rows[k], n == 0)
		if err != nil {
			return err
		}
		for _, sheet := range f.sheets {
			sheet.orders, sheet.days = sp.Orders, sp.Days
		}
		files = append(files, f)
	}
	if err := part.assemble(ctx, files); err != nil {
		return err
	}
	b := part.batch
	*sum = partSum{Files: b.Files, Rejects: b.Rejects, Unseen: b.Unseen, Warnings: b.Warnings, Records: b.Records, Read: b.Read, Logs: b.Logs}
	for i := range b.Files {
		f := &b.Files[i]
		sum.Unintroduced, sum.Newcomer, sum.Loose = append(sum.Unintroduced, f.unintroduced), append(sum.Newcomer, f.newcomer), append(sum.Loose, f.loose)
	}
	if n == 0 {
		sum.Registers = &b.Registers
	}
	if err := writePacks(s.partName(n), b, shelf); err != nil {
		return spillError(s.opt.Spill.Dir, err)
	}
	raw, err := json.Marshal(sum)
	if err != nil {
		return err
	}
	if err := writeWhole(s.partName(n)+".done", raw); err != nil {
		return err
	}
	return os.Truncate(s.partName(n), 0) // what is packed is not needed any more
}

// fileOf puts a table's rows of a part together as if the file held no others.
func (r *run) fileOf(in input, sp *spilledFile, rows []dealtRow, first bool) (*file, error) {
	f := &file{input: in, kind: TypeLog}
	if sp.Sheet == nil {
		for i := range r.opt.Systems {
			if r.opt.Systems[i].Name == "signals" {
				f.system = &r.opt.Systems[i]
			}
		}
		if f.dealt = rows; rows == nil {
			f.dealt = []dealtRow{}
		}
		f.reports = []FileReport{{Path: f.path, Type: f.kind, Vendor: f.system.Title, Source: f.system.Name}}
		return f, nil
	}
	sheet := *sp.Sheet
	segment := &muster.Table{Name: sheet.File, File: sheet.File, Columns: make([]muster.Column, len(sheet.Kept))}
	for i, header := range sheet.Kept {
		segment.Columns[i].Name = sheet.Header[header]
	}
	add := func(row int32, cell func(int) string) {
		segment.Rows = append(segment.Rows, row)
		for c := range segment.Columns {
			segment.Columns[c].Append(cell(c))
		}
	}
	for _, row := range rows {
		add(row.row, func(c int) string { return string(row.cells[c]) })
	}
	for i, cells := range sp.Small {
		add(sp.Rows[i], func(c int) string { return cells[c] })
	}
	if segment.Len() > 0 {
		sheet.Segments = []*muster.Table{segment}
	}
	if sheet.Records = segment.Len(); first { // rows that are none are told once
		sheet.Records += len(sp.Sheet.Rejects)
		sheet.Rejects = slices.Clone(sp.Sheet.Rejects)
	} else {
		sheet.Rejects, sheet.Warnings = nil, nil
	}
	f.kind = FileType(sheet.Format)
	p, err := planFor(f.rel, &sheet, r.settings[f.path])
	if err != nil {
		return nil, err
	}
	f.addSheet(&sheet, p, sp.Source, r.modulus)
	return f, nil
}

// addUp puts what the parts told together, as one reading would tell it.
func (s *spiller) addUp(sums []partSum) {
	b := s.batch
	for n := range sums {
		sum := &sums[n]
		if n == 0 {
			b.Files = sum.Files
			for i := range b.Files { // counted below, whether they were just read or found again
				b.Files[i].unintroduced, b.Files[i].loose, b.Files[i].newcomer = 0, 0, ""
			}
			if sum.Registers != nil {
				b.Registers = *sum.Registers
			}
		}
		for i := range sum.Files {
			s.addReport(&b.Files[i], &sum.Files[i], n)
			f := &b.Files[i]
			f.unintroduced, f.loose, f.newcomer = f.unintroduced+sum.Unintroduced[i], f.loose+sum.Loose[i], cmp.Or(f.newcomer, sum.Newcomer[i])
		}
		b.Rejects = append(b.Rejects, sum.Rejects...)
		for _, u := range sum.Unseen {
			if !slices.ContainsFunc(b.Unseen, func(had muster.Unseen) bool { return had.What == u.What && had.Subject == u.Subject }) {
				b.Unseen = append(b.Unseen, u)
			}
		}
		b.Logs = b.Logs || sum.Logs
	}
	slices.SortStableFunc(b.Rejects, func(x, y Reject) int { return cmp.Or(strings.Compare(x.File, y.File), cmp.Compare(x.Row, y.Row)) })
	for i := range b.Files {
		b.Records += b.Files[i].Records
		b.Read += b.Files[i].Rows
	}
	for _, sp := range s.state.Sheets { // what unseen asks of the tables
		if sp.Sheet == nil {
			continue
		}
		if p, err := planFor(s.inputs[sp.Input].rel, sp.Sheet, s.settings[s.inputs[sp.Input].path]); err == nil && p != nil {
			b.sheets = append(b.sheets, &sheet{Sheet: sp.Sheet, plan: p})
		}
	}
	s.unseen(newRegistry())
	b.sheets = nil
}

func (s *spiller) addReport(to, part *FileReport, n int) {
	if n == 0 {
		return // it is the one added to
	}
	if s.isRegister(part.Kind) { // every part has all of it
		return
	}
	to.Records += part.Records
	to.Rows += part.Rows
	to.RowsRejected += part.RowsRejected
	to.CellsRejected += part.CellsRejected
	for i := range to.Columns {
		if i < len(part.Columns) {
			to.Columns[i].Empty = to.Columns[i].Empty && part.Columns[i].Empty
			to.Columns[i].Dates = cmp.Or(to.Columns[i].Dates, part.Columns[i].Dates)
		}
	}
	for _, w := range part.Warnings {
		if !slices.Contains(to.Warnings, w) && len(to.Warnings) < maxWarnings {
			to.Warnings = append(to.Warnings, w)
		}
	}
}

func (s *spiller) isRegister(kind TableKind) bool {
	spec := specOf(kind)
	return spec != nil && spec.isRegister()
}
