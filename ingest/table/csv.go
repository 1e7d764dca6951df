package table

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

	"muster"
)

const (
	headSize  = 256 << 10
	pieceSize = 4 << 20
	headRows  = 20 // rows among which the header is looked for
)

// readCSV reads a file of delimited text.
func readCSV(ctx context.Context, src Source, opt Options) (*Sheet, error) {
	head, err := readHead(src, headSize)
	if err != nil {
		return nil, err
	}
	src, encoding, err := asUTF8(src, head, opt)
	if err != nil {
		return nil, err
	}
	if head, err = readHead(src, headSize); err != nil {
		return nil, err
	}
	l := &layout{src: src, encoding: encoding, record: opt.Limits.MaxRecord}
	decoded := encoding == UTF16LE || encoding == UTF16BE
	if decoded {
		l.encoding = UTF8
	}
	body, s, err := l.open(head, opt)
	if err != nil {
		return nil, err
	}
	err = l.pieces(ctx, s, body, opt)
	if decoded {
		s.Encoding = encoding
	}
	return s, err
}

func readHead(src Source, n int64) ([]byte, error) {
	head := make([]byte, min(src.Size, n))
	got, err := src.R.ReadAt(head, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, unreadable(src, err)
	}
	return head[:got], nil
}

// open decides delimiter, header and columns from the head of the file, and
// returns where the records start.
func (l *layout) open(head []byte, opt Options) (body int64, s *Sheet, err error) {
	l.dialect = dialect{delimiter: opt.Delimiter, newline: '\n'}
	if slices.Contains(head, '\r') && !slices.Contains(head, '\n') {
		l.newline = '\r'
	}
	skip := 0
	if d, n := separatorLine(head); n > 0 {
		skip = n
		if l.delimiter == 0 {
			l.delimiter = d
		}
	}
	if l.delimiter == 0 {
		l.delimiter = detectDelimiter(head, int64(len(head)) == l.src.Size, l.newline)
	}
	first := l.headRecords(head, skip)
	if len(first) == 0 {
		return 0, nil, l.noRecord(head)
	}
	h := headerIndex(cellsOf(first), opt.HeaderScore)
	s = &Sheet{File: l.src.File, Format: CSV, Encoding: l.encoding, Delimiter: l.delimiter,
		HeaderRow: first[h].row, Header: uniqueNames(first[h].cells)}
	if s.Encoding == mixed {
		s.Encoding = UTF8
	}
	for _, rec := range first[h+1:] {
		s.Sample = append(s.Sample, rec.cells)
	}
	s.Header = trimHeader(s.Header, first[h].cells, s.Sample)
	if len(s.Header) > opt.Limits.MaxColumns {
		return 0, nil, failure(l.src, muster.CodeTooLarge, fmt.Sprintf("the file has %d columns, more than the limit of %d", len(s.Header), opt.Limits.MaxColumns),
			"export fewer columns", nil)
	}
	l.width = len(s.Header)
	l.columns, l.names = s.choose(opt.Keep)
	return first[h].end, s, nil
}

// noRecord says why the head of a file holds no whole record.
func (l *layout) noRecord(head []byte) error {
	if int64(len(head)) < l.src.Size && len(bytes.TrimSpace(head)) > 0 {
		return failure(l.src, muster.CodeTooLarge, fmt.Sprintf("no row ends within the first %d kB: the line is endless, or a quotation mark never closes", headSize>>10),
			"export it again with one row to a line", nil)
	}
	return failure(l.src, muster.CodeEmpty, "the file holds no rows", "ask for it to be exported again", nil)
}

// choose asks which columns to keep and returns, for each column, its place
// in the segments or -1, and the names kept.
func (s *Sheet) choose(keep func(*Sheet) []bool) (places []int, names []string) {
	var wanted []bool
	if keep != nil {
		wanted = keep(s)
	}
	for i, name := range s.Header {
		if wanted != nil && !wanted[i] {
			places = append(places, -1)
			continue
		}
		places = append(places, len(names))
		names = append(names, name)
		s.Kept = append(s.Kept, i)
	}
	return places, names
}

// headRecord is a record of the file's head.
type headRecord struct {
	cells []string
	row   int
	end   int64 // where the next record starts
}

func cellsOf(records []headRecord) [][]string {
	out := make([][]string, 0, headRows)
	for _, r := range records[:min(len(records), headRows)] {
		out = append(out, r.cells)
	}
	return out
}

// headRecords reads the records that lie whole in the head.
func (l *layout) headRecords(head []byte, skip int) []headRecord {
	sc := scanner{dialect: l.dialect, data: head, pos: skip, final: int64(len(head)) == l.src.Size}
	r := reader{layout: *l, p: &piece{}}
	row := 1
	if skip > 0 {
		row = 2
	}
	var out []headRecord
	for len(out) < sampleRows+headRows {
		switch sc.next() {
		case outBlank:
			row++
			continue
		case outRecord:
			cells := make([]string, len(sc.fields))
			for i, f := range sc.fields {
				cells[i] = strings.ToValidUTF8(strings.Clone(r.cell(f)), "\ufffd")
			}
			out = append(out, headRecord{cells, row, int64(sc.pos)})
			row++
			continue
		}
		break
	}
	return out
}

// pieces reads the records from body on, in parallel, and puts them together.
func (l *layout) pieces(ctx context.Context, s *Sheet, body int64, opt Options) error {
	size := int64(pieceSize)
	if opt.piece > 0 {
		size = int64(opt.piece)
	}
	var parts []*piece
	for at := body; at < l.src.Size || len(parts) == 0; at += size {
		parts = append(parts, &piece{from: at, to: min(at+size, l.src.Size)})
	}
	l.spare = &sync.Pool{New: func() any { return l.segment() }}
	j := joining{end: -1, row: s.HeaderRow + 1}
	some := len(parts)
	if opt.Take != nil {
		some = 2 * opt.workers()
	}
	for few := range slices.Chunk(parts, some) {
		if err := l.readPieces(ctx, few, few[0] == parts[0], opt.workers()); err != nil {
			return err
		}
		if err := l.join(ctx, s, few, &j); err != nil {
			return err
		}
		if opt.Take == nil {
			continue
		}
		for _, segment := range s.Segments {
			if err := opt.Take(s, segment); err != nil {
				return err
			}
			s.taken += segment.Len()
		}
		s.Segments = nil
		for _, p := range few {
			p.segment = nil
		}
	}
	return nil
}

// readPieces reads pieces that follow each other, in parallel.
func (l *layout) readPieces(ctx context.Context, parts []*piece, first bool, workers int) error {
	g, gctx := errgroup.WithContext(ctx)
	g.SetLimit(workers)
	for i, p := range parts {
		g.Go(func() error {
			start := p.from
			if i > 0 || !first {
				var err error
				if start, err = l.guess(p.from); err != nil {
					return err
				}
			}
			return l.read(gctx, p, start)
		})
	}
	if err := g.Wait(); err != nil {
		return stopped(ctx, err)
	}
	return nil
}

// stopped prefers the caller's own cancellation over what it caused.
func stopped(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return err
}

// guess returns where a record probably starts at or after offset: after the
// next line end, if that line end is not inside a quoted cell.
func (l *layout) guess(offset int64) (int64, error) {
	buf := make([]byte, 4096)
	for at := offset - 1; at < l.src.Size; at += int64(len(buf)) {
		n, err := l.src.R.ReadAt(buf, at)
		if err != nil && !errors.Is(err, io.EOF) {
			return 0, unreadable(l.src, err)
		}
		if i := slices.Index(buf[:n], l.newline); i >= 0 {
			return at + int64(i) + 1, nil
		}
		if n < len(buf) || at-offset > int64(l.record) {
			break
		}
	}
	return l.src.Size, nil
}

// joining is how far the pieces of a file are put together.
type joining struct {
	end     int64 // where the last piece ended; -1 before the first
	row     int   // of the next piece's first line
	decoded int
}

// join checks that each piece started where the one before it ended, reads
// those again that did not, and numbers the rows.
func (l *layout) join(ctx context.Context, s *Sheet, parts []*piece, j *joining) error {
	for _, p := range parts {
		if j.end >= 0 && p.start != j.end {
			if err := l.read(ctx, p, j.end); err != nil {
				return stopped(ctx, err)
			}
		}
		j.end = p.end
		for i := range p.segment.Rows {
			p.segment.Rows[i] += int32(j.row)
		}
		for _, r := range p.rejects {
			r.Row += j.row
			s.Rejects = append(s.Rejects, r)
		}
		j.row += p.rows
		j.decoded += p.decoded
		s.Records += p.records
		if p.segment.Len() > 0 {
			s.Segments = append(s.Segments, p.segment)
		}
	}
	if j.decoded > 0 && s.Encoding == UTF8 {
		s.Encoding = CP1252
	}
	return nil
}
