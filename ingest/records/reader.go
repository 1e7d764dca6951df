package records

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
)

// Max is the largest record in bytes. Larger ones are passed over as bad.
const Max = 1 << 20

// The bounds of what a packed stream may grow to: a file may be packed to a
// thousandth of its size, but no log of any length is.
const (
	maxRatio  = 300
	freeBytes = 256 << 20 // unpacked bytes for which the ratio is not asked
)

// headBytes is how much of a stream decides its form.
const headBytes = 64 << 10

// Bad says that a record could not be cut out. Reading goes on after it.
type Bad struct{ Reason string }

// Error returns the reason.
func (b *Bad) Error() string { return b.Reason }

// ErrBomb is returned by Next, for good, when a packed stream grows beyond all
// proportion.
var ErrBomb = errors.New("the file unpacks to far more than any log would")

// Reader reads records one by one.
type Reader struct {
	in    *bufio.Reader
	limit *limited // of packed streams, else nil
	lines bool     // a record is a line
	row   int64
	buf   []byte
	ended bool
}

// New returns a Reader of r, whose size in bytes bounds what it may unpack to.
func New(r io.Reader, size int64) (*Reader, error) {
	x := &Reader{in: bufio.NewReaderSize(r, headBytes)}
	if head, _ := x.in.Peek(2); bytes.Equal(head, []byte{0x1f, 0x8b}) {
		unpacked, err := gzip.NewReader(x.in)
		if err != nil {
			return nil, fmt.Errorf("the packed file is damaged: %w", err)
		}
		x.limit = &limited{r: unpacked, left: max(freeBytes, size*maxRatio)}
		x.in = bufio.NewReaderSize(x.limit, headBytes)
	}
	return x, x.begin()
}

// limited stops a stream that grows beyond all proportion.
type limited struct {
	r    io.Reader
	left int64
}

// Read reads on.
func (l *limited) Read(p []byte) (int, error) {
	if l.left <= 0 {
		return 0, ErrBomb
	}
	n, err := l.r.Read(p)
	l.left -= int64(n)
	return n, err
}

// wrappers are the names under which exports wrap their list.
func wrappers() []string {
	return []string{"value", "records", "Records", "events", "logs", "data", "items", "results", "entries", "participants", "operations"}
}

// begin decides the form and passes over what stands before the first record.
func (r *Reader) begin() error {
	head, err := r.in.Peek(headBytes)
	if err != nil && !errors.Is(err, io.EOF) && len(head) == 0 {
		return err
	}
	blank := len(head) - len(bytes.TrimLeft(head, "\ufeff \t\r\n"))
	text := head[blank:]
	if len(text) == 0 || text[0] != '{' {
		return r.skip(blank)
	}
	line, _, whole := bytes.Cut(text, []byte("\n"))
	list := listIn(text)
	switch {
	case list > 0:
		return r.skip(blank + list)
	case json.Valid(bytes.TrimSpace(line)):
		r.lines = true
	case whole && !opens(line):
		r.lines = true // the first line is damaged, which costs that line and no more
	case !whole && len(text) > 1<<15:
		r.lines = true // the first record is longer than the head; logs write them on a line
	}
	return r.skip(blank)
}

// opens reports whether a line is the beginning of an object that goes on on
// the next.
func opens(line []byte) bool {
	line = bytes.TrimRight(line, " \t\r")
	return len(line) > 0 && bytes.ContainsRune([]byte("{[,"), rune(line[len(line)-1]))
}

func (r *Reader) skip(n int) error {
	_, err := r.in.Discard(n)
	return err
}

// listIn returns where, behind its bracket, the list of objects starts that an
// object wraps, or 0.
func listIn(text []byte) int {
	d := json.NewDecoder(bytes.NewReader(text))
	if _, err := d.Token(); err != nil {
		return 0
	}
	for {
		key, err := d.Token()
		name, ok := key.(string)
		if err != nil || !ok {
			return 0
		}
		at := int(d.InputOffset())
		rest := bytes.TrimLeft(text[at:], " \t\r\n:")
		inside := bytes.TrimLeft(bytes.TrimPrefix(rest, []byte("[")), " \t\r\n")
		if slices.Contains(wrappers(), name) && bytes.HasPrefix(rest, []byte("[")) && bytes.HasPrefix(inside, []byte("{")) {
			return len(text) - len(rest) + 1
		}
		if (name == "id" || name == "actor") && bytes.HasPrefix(rest, []byte("{")) {
			return 0 // a record that has a list of its own, as Google's have; a wrapper has no doer
		}
		if len(rest) == 0 || rest[0] == '{' || rest[0] == '[' {
			var any json.RawMessage
			if err := d.Decode(&any); err != nil {
				return 0
			}
			continue
		}
		if _, err := d.Token(); err != nil {
			return 0
		}
	}
}

// Next returns the next record and its number, the first being 1: of the line
// where records are lines, else of the record. The bytes are valid until the
// next call. The error is io.EOF at the end, a *Bad for a record to be passed
// over, else for good.
func (r *Reader) Next() (raw []byte, row int64, err error) {
	if r.ended {
		return nil, r.row, io.EOF
	}
	if r.lines {
		return r.line()
	}
	return r.object()
}

// line reads the next line that is not blank.
func (r *Reader) line() ([]byte, int64, error) {
	for {
		r.row++
		r.buf = r.buf[:0]
		long := false
		for {
			part, err := r.in.ReadSlice('\n')
			if !long {
				r.buf = append(r.buf, part...)
				long = len(r.buf) > Max+1
			}
			if errors.Is(err, bufio.ErrBufferFull) {
				continue
			}
			if err != nil {
				r.ended = true
				if !errors.Is(err, io.EOF) {
					return nil, r.row, err
				}
			}
			break
		}
		text := bytes.TrimSpace(r.buf)
		switch {
		case long:
			return nil, r.row, &Bad{fmt.Sprintf("a record of more than %d bytes", Max)}
		case len(text) > 0:
			return text, r.row, nil
		case r.ended:
			return nil, r.row, io.EOF
		}
	}
}

// object reads the next object by its brackets. What stands between two
// objects that is no blank, comma or end of a list is one bad record.
func (r *Reader) object() ([]byte, int64, error) {
	stray := false
	for {
		c, err := r.in.ReadByte()
		if err != nil {
			return r.end(err, stray)
		}
		switch c {
		case ' ', '\t', '\r', '\n', ',', '[', ']', 0xef, 0xbb, 0xbf:
		case '{':
			if stray {
				_ = r.in.UnreadByte()
				r.row++
				return nil, r.row, &Bad{"not a JSON object"}
			}
			r.row++
			return r.body()
		case '}': // the wrapper ends; what follows its list is no record
			if !stray {
				r.ended = true
				_, err := io.Copy(io.Discard, r.in)
				if err == nil {
					err = io.EOF
				}
				return nil, r.row, err
			}
		default:
			if r.wrapperGoesOn(c) {
				continue
			}
			stray = true
		}
	}
}

// wrapperGoesOn passes over the rest of a wrapper behind its list: names,
// numbers and truths up to its end.
func (r *Reader) wrapperGoesOn(c byte) bool {
	if c != '"' || r.row == 0 {
		return false
	}
	rest, _ := r.in.Peek(1 << 12)
	d := json.NewDecoder(io.MultiReader(bytes.NewReader([]byte(`{"`)), bytes.NewReader(rest)))
	var any map[string]json.RawMessage
	if err := d.Decode(&any); err != nil {
		return false
	}
	_, err := r.in.Discard(int(d.InputOffset()) - 3) // up to the closing brace
	return err == nil
}

// end is what Next returns when the stream ends between records.
func (r *Reader) end(err error, stray bool) ([]byte, int64, error) {
	r.ended = true
	if stray && errors.Is(err, io.EOF) {
		r.row++
		return nil, r.row, &Bad{"not a JSON object"}
	}
	return nil, r.row, err
}

// body reads an object after its opening bracket.
func (r *Reader) body() ([]byte, int64, error) {
	r.buf = append(r.buf[:0], '{')
	depth, quoted, escaped := 1, false, false
	for depth > 0 {
		c, err := r.in.ReadByte()
		if err != nil {
			r.ended = true
			if errors.Is(err, io.EOF) {
				err = &Bad{"the file ends in the middle of a record"}
			}
			return nil, r.row, err
		}
		if len(r.buf) <= Max {
			r.buf = append(r.buf, c)
		}
		switch {
		case escaped:
			escaped = false
		case quoted && c == '\\':
			escaped = true
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{' || c == '[':
			depth++
		case c == '}' || c == ']':
			depth--
		}
	}
	if len(r.buf) > Max {
		return nil, r.row, &Bad{fmt.Sprintf("a record of more than %d bytes", Max)}
	}
	return r.buf, r.row, nil
}
