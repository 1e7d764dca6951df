package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"muster"
	"muster/internal/escape"
	"muster/stream/activity"
)

// The bounds of a line of a log.
const (
	maxLine  = 64 << 10
	maxCells = 256
)

// lines reads a CSV log line by line in bounded memory, however large it is.
// A quoted cell ends on its line: logs have no line breaks in cells, and an
// opened quote must not swallow the rest of a file.
type lines struct {
	file   string
	in     *bufio.Reader
	close  func() error
	header []string
	row    int // of the line read last, from 1
	cells  []string
}

// openLines opens a log, "-" for standard input, and reads its header.
func openLines(path string, stdin io.Reader) (*lines, error) {
	l := &lines{file: path, close: func() error { return nil }}
	source := stdin
	if path != "-" {
		f, err := os.Open(path)
		if err != nil {
			return nil, cannotOpen(path, err)
		}
		if info, err := f.Stat(); err == nil && info.IsDir() {
			f.Close()
			return nil, usageError(path+" is a folder", "name the files in it")
		}
		source, l.close = f, f.Close
	}
	l.in = bufio.NewReaderSize(source, maxLine)
	if err := l.begin(); err != nil {
		l.close()
		return nil, err
	}
	return l, nil
}

func (l *lines) begin() error {
	if magic, _ := l.in.Peek(2); bytes.Equal(magic, []byte{0x1f, 0x8b}) {
		zipped, err := gzip.NewReader(l.in)
		if err != nil {
			return l.damaged(err)
		}
		l.in = bufio.NewReaderSize(zipped, maxLine)
	}
	if mark, _ := l.in.Peek(3); bytes.Equal(mark, []byte("\xef\xbb\xbf")) {
		l.in.Discard(3)
	}
	line, err := l.line()
	switch {
	case errors.Is(err, io.EOF):
		return &muster.Error{Code: muster.CodeEmpty, Message: l.file + " is empty", Hint: "the first line names the columns"}
	case err == nil:
		err = l.split(line)
	}
	if err != nil {
		return l.damaged(err)
	}
	for _, name := range l.cells {
		l.header = append(l.header, strings.ToLower(strings.TrimSpace(name)))
	}
	return nil
}

func (l *lines) damaged(err error) error {
	return &muster.Error{Code: muster.CodeDamaged, Message: fmt.Sprintf("%s, row %d: %s", escape.Line(l.file), max(1, l.row), err), Hint: "a log is CSV with a line of column names", Err: err}
}

// Close closes the file.
func (l *lines) Close() error { return l.close() }

// Why a line is no row.
var (
	errLong   = fmt.Errorf("a line of more than %d bytes", maxLine)
	errQuote  = errors.New("a quote that does not end on its line")
	errCells  = fmt.Errorf("more than %d cells", maxCells)
	errFewer  = errors.New("fewer cells than the header has columns")
	errBinary = errors.New("a byte that no text has")
)

// line returns the next line without its end. A line that is too long is
// skipped to its end and reported as errLong.
func (l *lines) line() ([]byte, error) {
	line, err := l.in.ReadSlice('\n')
	long := false
	for errors.Is(err, bufio.ErrBufferFull) {
		long = true
		_, err = l.in.ReadSlice('\n')
	}
	l.row++
	switch {
	case err != nil && !errors.Is(err, io.EOF):
		return nil, err
	case long:
		return nil, errLong
	case err != nil && len(line) == 0:
		return nil, io.EOF
	}
	return bytes.TrimRight(line, "\r\n"), nil
}

// split cuts a line into cells. They are valid until the next line.
func (l *lines) split(line []byte) error {
	if bytes.IndexByte(line, 0) >= 0 {
		return errBinary
	}
	text := string(line)
	l.cells = l.cells[:0]
	for {
		if len(l.cells) >= maxCells {
			return errCells
		}
		if !strings.HasPrefix(text, `"`) {
			cell, rest, more := strings.Cut(text, ",")
			l.cells = append(l.cells, cell)
			if !more {
				return nil
			}
			text = rest
			continue
		}
		cell, rest, err := unquote(text)
		if err != nil {
			return err
		}
		l.cells = append(l.cells, cell)
		if rest == "" {
			return nil
		}
		text = rest[1:]
	}
}

// unquote takes a quoted cell off a text; what is left is empty or begins with
// a comma.
func unquote(text string) (cell, rest string, err error) {
	var b strings.Builder
	text = text[1:]
	for {
		end := strings.IndexByte(text, '"')
		if end < 0 {
			return "", "", errQuote
		}
		b.WriteString(text[:end])
		text = text[end+1:]
		if !strings.HasPrefix(text, `"`) {
			break
		}
		b.WriteByte('"')
		text = text[1:]
	}
	if text != "" && text[0] != ',' {
		return "", "", errors.New("text after a closing quote")
	}
	return b.String(), text, nil
}

// each gives every row to take. What is no row, or what take refuses, is
// counted as rejected.
func (l *lines) each(ctx context.Context, r *rejected, take func(cells []string) error) error {
	for {
		if l.row%4096 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		line, err := l.line()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case errors.Is(err, errLong):
			r.add(l.file, l.row, err)
			continue
		case err != nil:
			return l.damaged(err)
		case len(line) == 0:
			continue
		}
		if err = l.split(line); err == nil && len(l.cells) < len(l.header) {
			err = errFewer
		}
		if err == nil {
			err = take(l.cells)
		}
		if err != nil {
			r.add(l.file, l.row, err)
			continue
		}
		r.read++
	}
}

// column returns where one of the names is in the header, or -1.
func (l *lines) column(names ...string) int {
	for _, name := range names {
		if k := slices.Index(l.header, name); k >= 0 {
			return k
		}
	}
	return -1
}

// missing is the error of a log without a column that is needed.
func (l *lines) missing(what string) error {
	return &muster.Error{Code: muster.CodeUnsupported, Message: fmt.Sprintf("%s, row 1: no column %s among %s", escape.Line(l.file), what, escape.Line(strings.Join(l.header, ","))), Hint: "the first line names the columns"}
}

func createRejects(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, &muster.Error{Code: muster.CodePermission, Message: "the file for rejected lines cannot be made: " + err.Error(), Hint: "name a new file with --rejects", Err: err}
	}
	if _, err := f.WriteString("file,row,reason\n"); err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

// number reads a plain decimal number.
func number(cell, name string) (float64, error) {
	v, err := strconv.ParseFloat(strings.TrimSpace(cell), 64)
	if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
		return 0, fmt.Errorf("%s is no number: %.40q", name, cell)
	}
	return v, nil
}

// seconds reads a time: seconds, or a date with a time as in RFC 3339.
func seconds(cell, name string) (float64, error) {
	cell = strings.TrimSpace(cell)
	if len(cell) >= 20 && cell[4] == '-' {
		at, err := time.Parse(time.RFC3339Nano, cell)
		if err != nil {
			return 0, fmt.Errorf("%s is no time: %.40q", name, cell)
		}
		return float64(at.UnixMicro()) / 1e6, nil
	}
	return number(cell, name)
}

// activityForm is where a log of activity has its columns; -1 for none.
type activityForm struct {
	at, trace, kind  int
	dx, dy, x, y     int
	events, distance int
	timeName         string
}

func newActivityForm(l *lines) (*activityForm, error) {
	f := &activityForm{
		at: l.column("t_s", "date"), trace: l.column("trace"), kind: l.column("event", "type"),
		dx: l.column("dx"), dy: l.column("dy"), x: l.column("x"), y: l.column("y"),
		events: l.column("events"), distance: l.column("distance"),
	}
	switch {
	case f.at < 0:
		return nil, l.missing("t_s or date")
	case f.events < 0 && f.kind < 0 && (f.dx < 0 || f.dy < 0) && (f.x < 0 || f.y < 0):
		return nil, l.missing("dx,dy or x,y or event or events")
	}
	f.timeName = l.header[f.at]
	return f, nil
}

// counts reports a log of counts rather than of single events.
func (f *activityForm) counts() bool { return f.events >= 0 && f.dx < 0 && f.x < 0 }

func (f *activityForm) cell(cells []string, k int) string {
	if k < 0 {
		return ""
	}
	return cells[k]
}

func (f *activityForm) count(cells []string) (c activity.Count, err error) {
	if c.At, err = seconds(cells[f.at], f.timeName); err != nil {
		return c, err
	}
	if c.Events, err = number(cells[f.events], "events"); err != nil {
		return c, err
	}
	c.Distance = -1
	if text := f.cell(cells, f.distance); text != "" {
		if c.Distance, err = number(text, "distance"); err == nil && c.Distance < 0 {
			err = fmt.Errorf("distance is below 0: %.40q", text)
		}
	}
	return c, err
}

// stillWords are in the names of events that do not move the pointer. What a
// log gives them as dx and dy, notches of a wheel, is not read.
var stillWords = [...]string{"scroll", "wheel", "click", "key", "button", "press", "release", "down", "up"}

func (f *activityForm) event(cells []string, tr *trace) (e activity.Event, err error) {
	if e.At, err = seconds(cells[f.at], f.timeName); err != nil {
		return e, err
	}
	dx, dy := f.cell(cells, f.dx), f.cell(cells, f.dy)
	x, y := f.cell(cells, f.x), f.cell(cells, f.y)
	still := f.still(cells)
	switch {
	case !still && dx != "" && dy != "":
		if e.DX, err = number(dx, "dx"); err == nil {
			e.DY, err = number(dy, "dy")
		}
	case x != "" && y != "":
		err = f.moved(&e, x, y, tr)
	}
	if still {
		e.DX, e.DY = 0, 0
	}
	return e, err
}

// still reports an event that does not move the pointer.
func (f *activityForm) still(cells []string) bool {
	if f.kind < 0 {
		return false
	}
	kind := strings.ToLower(cells[f.kind])
	return slices.ContainsFunc(stillWords[:], func(word string) bool { return strings.Contains(kind, word) })
}

// moved makes a movement of two positions.
func (f *activityForm) moved(e *activity.Event, x, y string, tr *trace) error {
	nx, err := number(x, "x")
	if err != nil {
		return err
	}
	ny, err := number(y, "y")
	if err != nil {
		return err
	}
	if !math.IsNaN(tr.x) {
		e.DX, e.DY = nx-tr.x, ny-tr.y
	}
	tr.x, tr.y = nx, ny
	return nil
}
