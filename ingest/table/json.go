package table

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"muster"
)

// lines is a batch of JSON objects with the row of each.
type lines struct {
	text []byte
	ends []int
	rows []int
	seg  *growing
	bad  []Reject
}

func (l *lines) add(object []byte, row int) {
	l.text = append(l.text, object...)
	l.ends = append(l.ends, len(l.text))
	l.rows = append(l.rows, row)
}

// spread turns the batch's objects into columns.
func (l *lines) spread(src Source, opt Options) {
	l.seg = &growing{places: map[string]int{}, table: &muster.Table{Name: src.File, File: src.File}}
	start := 0
	f := flattener{depth: opt.Limits.MaxDepth}
	for i, end := range l.ends {
		object := l.text[start:end]
		start = end
		reason := ""
		if len(object) > opt.Limits.MaxRecord {
			reason = fmt.Sprintf("the object is longer than %d bytes", opt.Limits.MaxRecord)
		} else if opt.Raw {
			f.cells = append(f.cells[:0], cell{RawColumn, string(object)})
		} else if err := f.flatten(object); err != nil {
			reason = err.Error()
		}
		if reason != "" {
			l.bad = append(l.bad, Reject{Row: l.rows[i], Reason: reason})
			continue
		}
		l.seg.add(l.rows[i], f.cells, opt.Limits.MaxColumns)
	}
	l.text = nil
}

// growing is a segment whose columns are met on the way.
type growing struct {
	table  *muster.Table
	places map[string]int
	order  []string
}

func (g *growing) add(row int, cells []cell, maxColumns int) {
	for _, c := range cells {
		at, ok := g.places[c.name]
		if !ok {
			if len(g.order) >= maxColumns {
				continue
			}
			at = len(g.order)
			g.places[c.name] = at
			g.order = append(g.order, c.name)
			g.table.Columns = append(g.table.Columns, muster.Column{Name: c.name})
		}
		column := &g.table.Columns[at]
		for column.Len() < len(g.table.Rows) {
			column.Append("")
		}
		if column.Len() == len(g.table.Rows) {
			column.Append(c.value)
		}
	}
	g.table.Rows = append(g.table.Rows, int32(row))
}

// readJSONL reads one object per line, batches of lines at a time in parallel.
func readJSONL(ctx context.Context, src Source, opt Options) (*Sheet, error) {
	text, err := jsonText(src, opt)
	if err != nil {
		return nil, err
	}
	r := bufio.NewReaderSize(text, 1<<20)
	c := newCollector(ctx, src, opt)
	for row := 1; ; row++ {
		line, long, err := readLine(r, opt.Limits.MaxRecord)
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, unreadable(src, err)
		}
		line = bytes.TrimSpace(line)
		switch {
		case long:
			c.reject(row, fmt.Sprintf("the line is longer than %d bytes", opt.Limits.MaxRecord))
		case len(line) > 0:
			if e := c.add(line, row); e != nil {
				return nil, e
			}
		}
		if err != nil {
			break
		}
	}
	return c.sheet(JSONL, "")
}

// jsonText returns the text of a JSON file as UTF-8.
func jsonText(src Source, opt Options) (io.Reader, error) {
	head, err := readHead(src, 4096)
	if err != nil {
		return nil, err
	}
	text, encoding, err := asUTF8(src, head, opt)
	if err != nil {
		return nil, err
	}
	r := io.Reader(io.NewSectionReader(text.R, 0, text.Size))
	if encoding == CP1252 {
		raw, err := whole(text, opt.Limits.MaxWhole)
		if err != nil {
			return nil, err
		}
		r = strings.NewReader(decode1252(raw))
	}
	return r, nil
}

// readLine reads a line; of one longer than limit it keeps nothing.
func readLine(r *bufio.Reader, limit int) (line []byte, long bool, err error) {
	for {
		part, err := r.ReadSlice('\n')
		if len(line)+len(part) > limit {
			long, line = true, nil
		}
		if !long {
			line = append(line, part...)
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return line, long, err
		}
	}
}

// collector spreads batches of objects in parallel and joins them in order.
type collector struct {
	ctx     context.Context
	src     Source
	opt     Options
	group   *errgroup.Group
	batches []*lines
	last    *lines
	bad     []Reject
	bytes   int64
}

func newCollector(ctx context.Context, src Source, opt Options) *collector {
	c := &collector{ctx: ctx, src: src, opt: opt, last: &lines{}}
	c.group, _ = errgroup.WithContext(ctx)
	c.group.SetLimit(opt.workers())
	return c
}

func (c *collector) reject(row int, reason string) {
	c.bad = append(c.bad, Reject{Row: row, Reason: reason})
}

func (c *collector) add(object []byte, row int) error {
	c.last.add(object, row)
	c.bytes += int64(len(object))
	if c.bytes > c.opt.Limits.MaxBytes {
		return tooLarge(c.src, c.opt.Limits.MaxBytes)
	}
	if len(c.last.text) >= pieceSize/2 {
		c.flush()
		if c.ctx.Err() != nil {
			return context.Cause(c.ctx)
		}
	}
	return nil
}

func (c *collector) flush() {
	l := c.last
	if len(l.ends) == 0 {
		return
	}
	c.batches = append(c.batches, l)
	c.last = &lines{}
	c.group.Go(func() error {
		if c.ctx.Err() == nil {
			l.spread(c.src, c.opt)
		}
		return nil
	})
}

// sheet joins the batches: columns in the order in which they were first met.
func (c *collector) sheet(format Format, name string) (*Sheet, error) {
	c.flush()
	_ = c.group.Wait() // batches report through themselves
	if c.ctx.Err() != nil {
		return nil, context.Cause(c.ctx)
	}
	s := &Sheet{Name: name, File: c.src.File, Format: format, Encoding: UTF8, Rejects: c.bad, Records: len(c.bad)}
	seen := map[string]bool{}
	for _, l := range c.batches {
		for _, name := range l.seg.order {
			if !seen[name] && len(s.Header) < c.opt.Limits.MaxColumns {
				seen[name] = true
				s.Header = append(s.Header, name)
			}
		}
		s.Rejects = append(s.Rejects, l.bad...)
		s.Records += len(l.ends)
	}
	slices.SortStableFunc(s.Rejects, func(a, b Reject) int { return a.Row - b.Row })
	if s.Records == 0 {
		return nil, nil
	}
	if len(s.Header) == 0 && len(s.Rejects) == 0 {
		return nil, nil // objects without a value
	}
	if len(s.Header) == 0 {
		return nil, failure(c.src, muster.CodeDamaged, "no line is a JSON object: "+s.Rejects[0].Reason, "export it again", nil)
	}
	c.sample(s)
	places, names := s.choose(c.opt.Keep)
	for _, l := range c.batches {
		if len(l.seg.table.Rows) > 0 {
			s.Segments = append(s.Segments, l.seg.arrange(s.Header, places, names))
		}
	}
	return s, nil
}

func (c *collector) sample(s *Sheet) {
	for _, l := range c.batches {
		for i := range l.seg.table.Rows {
			cells := make([]string, len(s.Header))
			for j, name := range s.Header {
				if at, ok := l.seg.places[name]; ok && i < l.seg.table.Columns[at].Len() {
					cells[j] = l.seg.table.Columns[at].Value(i)
				}
			}
			if s.Sample = append(s.Sample, cells); len(s.Sample) == sampleRows {
				return
			}
		}
	}
}

// arrange puts the columns kept into their places and pads them.
func (g *growing) arrange(header []string, places []int, names []string) *muster.Table {
	columns := make([]muster.Column, len(names))
	for i, place := range places {
		if place < 0 {
			continue
		}
		columns[place].Name = header[i]
		if at, ok := g.places[header[i]]; ok {
			columns[place] = g.table.Columns[at]
		}
		for columns[place].Len() < len(g.table.Rows) {
			columns[place].Append("")
		}
	}
	g.table.Columns = columns
	return g.table
}

// readJSON reads an array of objects, or an object whose fields hold such
// arrays; a lone object is a table of one row.
func readJSON(ctx context.Context, src Source, opt Options) ([]*Sheet, error) {
	if src.Size > opt.Limits.MaxWhole {
		return nil, tooLarge(src, opt.Limits.MaxWhole)
	}
	text, err := jsonText(src, opt)
	if err != nil {
		return nil, err
	}
	d := json.NewDecoder(text)
	d.UseNumber()
	tok, err := d.Token()
	if err != nil {
		return nil, jsonError(src, err)
	}
	var out []*Sheet
	switch tok {
	case json.Delim('['):
		s, err := readArray(ctx, d, src, opt, "")
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	case json.Delim('{'):
		if out, err = readFields(ctx, d, src, opt); err != nil {
			return nil, err
		}
	default:
		return nil, failure(src, muster.CodeUnsupported, "the file is JSON but holds no objects", "export a list of records", nil)
	}
	out = slices.DeleteFunc(out, func(s *Sheet) bool { return s == nil })
	if len(out) == 0 {
		return nil, failure(src, muster.CodeEmpty, "the file holds no records", "ask for it to be exported again", nil)
	}
	return out, nil
}

// readArray reads the objects of an array whose bracket was read.
func readArray(ctx context.Context, d *json.Decoder, src Source, opt Options, name string) (*Sheet, error) {
	c := newCollector(ctx, src, opt)
	for row := 1; d.More(); row++ {
		var raw json.RawMessage
		if err := d.Decode(&raw); err != nil {
			return nil, jsonError(src, err)
		}
		if err := c.add(raw, row); err != nil {
			return nil, err
		}
	}
	if _, err := d.Token(); err != nil {
		return nil, jsonError(src, err)
	}
	return c.sheet(JSON, name)
}

// readFields reads the arrays of an object's fields; what is no array belongs
// to the one row the object itself makes, if there are no arrays.
func readFields(ctx context.Context, d *json.Decoder, src Source, opt Options) ([]*Sheet, error) {
	var out []*Sheet
	self := []byte{'{'}
	arrays := false
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return nil, jsonError(src, err)
		}
		var raw json.RawMessage
		if err := d.Decode(&raw); err != nil {
			return nil, jsonError(src, err)
		}
		if inner := bytes.TrimLeft(raw, "[ \t\r\n"); len(inner) > 0 && inner[0] == '{' && raw[0] == '[' {
			arrays = true
			sub := json.NewDecoder(bytes.NewReader(raw))
			_, _ = sub.Token() // the bracket, known to be there
			s, err := readArray(ctx, sub, src, opt, fmt.Sprint(key))
			if err != nil {
				return nil, err
			}
			out = append(out, s)
			continue
		}
		if len(self) > 1 {
			self = append(self, ',')
		}
		name, _ := json.Marshal(key)
		self = append(append(append(self, name...), ':'), raw...)
	}
	if _, err := d.Token(); err != nil {
		return nil, jsonError(src, err)
	}
	if arrays {
		return out, nil
	}
	c := newCollector(ctx, src, opt)
	if err := c.add(append(self, '}'), 1); err != nil {
		return nil, err
	}
	s, err := c.sheet(JSON, "")
	return one(s), err
}

func jsonError(src Source, err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return failure(src, muster.CodeTruncated, "the file stops in the middle of a value", "ask for it to be exported again", err)
	}
	return failure(src, muster.CodeDamaged, "the file is not valid JSON: "+err.Error(), "export it again", err)
}
