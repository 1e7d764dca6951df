package api

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"runtime"
	"sync"
	"time"

	"muster"
)

// Line is what became of one line of a bulk upload, or, on the last line, of
// all.
type Line struct {
	Line    int                  `json:"line,omitempty" doc:"From 1."`
	ID      muster.ObservationID `json:"id,omitzero"`
	Status  string               `json:"status,omitempty" enum:"added,duplicate,refused"`
	Problem *Problem             `json:"problem,omitempty" doc:"Why it was refused; or, without a line, why the upload ended: what was acknowledged is durable."`
	Sum     *Sum                 `json:"sum,omitempty" doc:"On the last line. An answer without it ended early."`
}

// Sum is what became of all lines.
type Sum struct {
	Lines     int   `json:"lines"`
	Added     int   `json:"added"`
	Duplicate int   `json:"duplicate"`
	Refused   int   `json:"refused"`
	Seq       int64 `json:"seq" doc:"Not smaller than the sequence number of any of them."`
}

// Bounds of the part of an upload that is kept in one transaction.
const (
	partLines = 2000
	partBytes = 8 << 20
	partTime  = time.Minute // for a part to arrive, and for its answer to be read
)

// part is some lines on their way.
type part struct {
	first int
	lines [][]byte
	long  map[int]bool         // places of lines too long to be kept; they are empty
	kept  []muster.Observation // of the lines that were good
	of    []int                // their places in lines
	out   []Line
	err   error // why there is no more
}

// bulk takes many records: the next part is read while one is kept.
func (h *Handler) bulk(w http.ResponseWriter, r *http.Request) error {
	take, err := h.taker(r)
	if err != nil {
		return err
	}
	control := http.NewResponseController(w)
	_ = control.EnableFullDuplex() // writers of tests and later protocols have none, and need none
	ctx, cancel := context.WithCancel(r.Context())
	parts := make(chan *part, 1)
	var reading sync.WaitGroup
	reading.Go(func() {
		defer close(parts)
		h.readParts(ctx, w, r.Body, take, parts)
	})
	defer reading.Wait()
	defer cancel()
	defer func() { _ = control.SetWriteDeadline(time.Time{}) }() // the connection may carry another request
	w.Header().Set("Content-Type", linesType)
	write := json.NewEncoder(w)
	var sum Sum
	for p := range parts {
		failure := p.err
		if failure == nil {
			failure = h.keepPart(ctx, p, &sum)
		}
		_ = control.SetWriteDeadline(time.Now().Add(partTime))
		if failure != nil {
			problem := problemOf(failure)
			h.note(ctx, "bulk", problem, failure)
			return ended(write.Encode(&Line{Problem: problem}))
		}
		for i := range p.out {
			if err := write.Encode(&p.out[i]); err != nil {
				return ended(err)
			}
		}
		if err := control.Flush(); err != nil && !errors.Is(err, http.ErrNotSupported) {
			return ended(err)
		}
	}
	return ended(write.Encode(&Line{Sum: &sum}))
}

// readParts reads lines and looks at them.
func (h *Handler) readParts(ctx context.Context, w http.ResponseWriter, body io.Reader, take func(*muster.Observation) error, parts chan<- *part) {
	control := http.NewResponseController(w)
	in := bufio.NewReaderSize(http.MaxBytesReader(w, io.NopCloser(body), h.Limits.Bulk), 64<<10)
	next := 1
	for {
		_ = control.SetReadDeadline(time.Now().Add(partTime))
		p := &part{first: next}
		more, err := h.readPart(in, p)
		next += len(p.lines)
		if len(p.lines) > 0 {
			p.look(take)
			if !hand(ctx, parts, p) {
				return
			}
		}
		if err != nil {
			hand(ctx, parts, &part{err: err})
			return
		}
		if !more {
			return
		}
	}
}

func hand(ctx context.Context, parts chan<- *part, p *part) bool {
	select {
	case parts <- p:
		return true
	case <-ctx.Done():
		return false
	}
}

func tooLong() error {
	return &muster.Error{Code: muster.CodeTooLarge, Message: "the record is too large", Hint: "leave files out; their text is enough"}
}

// readPart reads up to a part's bounds, or as far as has arrived.
func (h *Handler) readPart(in *bufio.Reader, p *part) (more bool, err error) {
	size := 0
	for len(p.lines) < partLines && size < partBytes {
		line, err := readLine(in, h.Limits.Line)
		if errors.Is(err, errLine) { // it is set aside as any bad line is, and the next one is read
			if p.long == nil {
				p.long = map[int]bool{}
			}
			p.long[len(p.lines)] = true
			err = nil
		}
		if errors.Is(err, io.EOF) {
			if len(line) > 0 {
				p.lines = append(p.lines, line)
			}
			return false, nil
		}
		if err != nil {
			var large *http.MaxBytesError
			if errors.As(err, &large) {
				return false, &muster.Error{Code: muster.CodeTooLarge, Message: "the upload is too large", Hint: "send it in parts; what was acknowledged is kept", Err: err}
			}
			return false, &muster.Error{Code: muster.CodeTruncated, Message: "the upload ended in the middle", Hint: "send it again; what is there already is recognised", Err: err}
		}
		p.lines, size = append(p.lines, line), size+len(line)
		if in.Buffered() == 0 && len(p.lines) >= 100 { // answer a slow sender now rather than at the part's end
			return true, nil
		}
	}
	return true, nil
}

var errLine = errors.New("line too long")

// readLine reads one line without its end. Of one that is too long it keeps
// nothing, and stands behind it.
func readLine(in *bufio.Reader, most int) ([]byte, error) {
	var line []byte
	long := false
	for {
		piece, err := in.ReadSlice('\n')
		if long = long || len(line)+len(piece) > most; long {
			line = nil
		} else {
			line = append(line, piece...)
		}
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		if long && (err == nil || errors.Is(err, io.EOF)) {
			return nil, errLine // the end is met again by the next reading
		}
		return bytes.TrimRight(line, "\r\n"), err
	}
}

// look reads the records of a part side by side. Messages are taken when all
// others are: a letter is taken of somebody whose application came with it.
func (p *part) look(take func(*muster.Observation) error) {
	p.out = make([]Line, len(p.lines))
	read := make([]*muster.Observation, len(p.lines))
	refuse := func(i int, err error) {
		p.out[i].Status, p.out[i].Problem, read[i] = refusedIt, problemOf(err), nil
	}
	sideBySide(len(p.lines), func(i int) {
		p.out[i].Line = p.first + i
		if p.long[i] {
			refuse(i, tooLong())
			return
		}
		if len(bytes.TrimSpace(p.lines[i])) == 0 {
			return
		}
		o, err := recordOf(p.lines[i])
		if read[i] = o; err == nil && o.Kind() != muster.KindMessage {
			err = take(o)
		}
		if err != nil {
			refuse(i, err)
		}
	})
	sideBySide(len(p.lines), func(i int) {
		if o := read[i]; o != nil && o.Kind() == muster.KindMessage {
			if err := take(o); err != nil {
				refuse(i, err)
			}
		}
	})
	for i, o := range read {
		if o != nil {
			p.out[i].ID = o.ID
			p.kept, p.of = append(p.kept, *o), append(p.of, i)
		}
	}
}

// sideBySide does something for each of n places on all processors.
func sideBySide(n int, do func(i int)) {
	var all sync.WaitGroup
	workers := runtime.GOMAXPROCS(0)
	for first := range workers {
		all.Go(func() {
			for i := first; i < n; i += workers {
				do(i)
			}
		})
	}
	all.Wait()
}

// keepPart keeps the good lines of a part, and counts.
func (h *Handler) keepPart(ctx context.Context, p *part, sum *Sum) error {
	if len(p.kept) > 0 {
		seq, fresh, err := h.Intake.Keep(ctx, p.kept)
		if err != nil {
			return err
		}
		sum.Seq = max(sum.Seq, seq)
		for k, i := range p.of {
			if p.out[i].Status = duplicate; fresh[k] {
				p.out[i].Status = added
			}
		}
	}
	said := p.out[:0]
	for _, l := range p.out {
		switch l.Status {
		case added:
			sum.Added++
		case duplicate:
			sum.Duplicate++
		case refusedIt:
			sum.Refused++
		default:
			continue // an empty line
		}
		sum.Lines++
		said = append(said, l)
	}
	p.out = said
	return nil
}
