package table

import (
	"context"
	"fmt"

	"muster"
)

// segmentBytes is how much text a segment built row by row holds.
const segmentBytes = 16 << 20

// sink builds a sheet row by row, for formats that are read in one go: the
// first rows decide header and columns, the rest are appended.
type sink struct {
	ctx   context.Context
	src   Source
	opt   Options
	sheet *Sheet

	head    [][]string // rows held back until the header is decided
	headRow []int
	open    bool
	places  []int
	names   []string
	bytes   int
	total   int64
}

func newSink(ctx context.Context, src Source, opt Options, format Format, name string) *sink {
	return &sink{ctx: ctx, src: src, opt: opt, sheet: &Sheet{Name: name, File: src.File, Format: format, Encoding: UTF8}}
}

// add takes a row of a sheet that has its header among its rows. Empty rows
// are passed over, as they are in spreadsheets.
func (k *sink) add(row int, cells []string) error {
	if row&1023 == 0 && k.ctx.Err() != nil {
		return context.Cause(k.ctx)
	}
	for len(cells) > 0 && cells[len(cells)-1] == "" {
		cells = cells[:len(cells)-1]
	}
	if len(cells) == 0 {
		return nil
	}
	if !k.open {
		k.head = append(k.head, cells)
		k.headRow = append(k.headRow, row)
		if len(k.head) < sampleRows+headRows {
			return nil
		}
		return k.decide()
	}
	return k.append(row, cells)
}

// decide finds the header among the rows held back and appends those after it.
func (k *sink) decide() error {
	if k.open || len(k.head) == 0 {
		return nil
	}
	h := headerIndex(k.head[:min(len(k.head), headRows)], k.opt.HeaderScore)
	k.sheet.HeaderRow = k.headRow[h]
	k.sheet.Sample = k.head[h+1:]
	if err := k.header(k.head[h]); err != nil {
		return err
	}
	for i := h + 1; i < len(k.head); i++ {
		if err := k.append(k.headRow[i], k.head[i]); err != nil {
			return err
		}
	}
	k.head = nil
	return nil
}

// header fixes the columns.
func (k *sink) header(cells []string) error {
	if len(cells) > k.opt.Limits.MaxColumns {
		return failure(k.src, muster.CodeTooLarge, fmt.Sprintf("the table has %d columns, more than the limit of %d", len(cells), k.opt.Limits.MaxColumns),
			"export fewer columns", nil)
	}
	k.sheet.Header = uniqueNames(cells)
	k.places, k.names = k.sheet.choose(k.opt.Keep)
	k.open = true
	return nil
}

// reject sets a record aside.
func (k *sink) reject(row int, reason string) {
	k.sheet.Records++
	k.sheet.Rejects = append(k.sheet.Rejects, Reject{Row: row, Reason: reason})
}

// append adds a record. Missing cells at the end are empty: these formats do
// not write them.
func (k *sink) append(row int, cells []string) error {
	if len(cells) > len(k.places) {
		k.reject(row, cellCount(len(cells), len(k.places)))
		return nil
	}
	k.sheet.Records++
	seg := k.segment()
	for i, place := range k.places {
		if place < 0 {
			continue
		}
		cell := ""
		if i < len(cells) {
			cell = cells[i]
		}
		seg.Columns[place].Append(cell)
		k.bytes += len(cell) + 4
	}
	seg.Rows = append(seg.Rows, int32(row))
	if k.total+int64(k.bytes) > k.opt.Limits.MaxInflated {
		return failure(k.src, muster.CodeBomb, "the table unpacks to more than the limit", "export fewer rows or columns per file", nil)
	}
	return nil
}

// segment returns the segment to append to, a new one when the last is full.
func (k *sink) segment() *muster.Table {
	n := len(k.sheet.Segments)
	if n == 0 || k.bytes > segmentBytes {
		k.total += int64(k.bytes)
		k.bytes = 0
		l := layout{src: k.src, names: k.names}
		k.sheet.Segments = append(k.sheet.Segments, l.segment())
		n++
	}
	return k.sheet.Segments[n-1]
}

// done ends the sheet; it is nil when there was nothing in it.
func (k *sink) done() (*Sheet, error) {
	if err := k.decide(); err != nil {
		return nil, err
	}
	if !k.open {
		return nil, nil
	}
	return k.sheet, nil
}
