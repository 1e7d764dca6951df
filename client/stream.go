package client

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"strings"
	"time"

	"muster"
)

// Line is what became of one record of an upload.
type Line struct {
	Line    int                  `json:"line"` // from 1
	ID      muster.ObservationID `json:"id"`
	Status  string               `json:"status"` // added, duplicate or refused
	Problem *Error               `json:"problem"`
}

// Sum is what became of all records of an upload.
type Sum struct {
	Lines     int   `json:"lines"`
	Added     int   `json:"added"`
	Duplicate int   `json:"duplicate"`
	Refused   int   `json:"refused"`
	Seq       int64 `json:"seq"`
}

// maxLine bounds one line of an answer.
const maxLine = 1 << 20

// Upload sends many records while it reads what became of each, which it tells
// told in order; told may be nil. Records told added or duplicate are durable
// even when the upload fails later: send it again whole, what is there is
// recognised. An error of the records ends the upload.
func (c *Client) Upload(ctx context.Context, records iter.Seq2[*muster.Observation, error], told func(*Line) error) (*Sum, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	from, to := io.Pipe()
	defer from.Close() // whoever writes is told that nobody reads
	written := make(chan error, 1)
	go func() {
		err := write(to, records)
		to.CloseWithError(err)
		written <- err
	}()
	r, err := c.request(ctx, &request{method: http.MethodPost, path: "/v1/observations", kind: "application/x-ndjson"}, from)
	if err != nil {
		return nil, err
	}
	answer, err := c.o.HTTP.Do(r)
	if err != nil {
		return nil, errors.Join(err, first(written))
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return nil, problem(answer)
	}
	sum, err := lines(answer.Body, told)
	if err != nil {
		return nil, errors.Join(err, first(written))
	}
	return sum, nil
}

// first returns what the writer failed with, nil when it has not ended.
func first(written <-chan error) error {
	select {
	case err := <-written:
		if !errors.Is(err, io.ErrClosedPipe) {
			return err
		}
	default:
	}
	return nil
}

func write(to io.Writer, records iter.Seq2[*muster.Observation, error]) error {
	out := bufio.NewWriterSize(to, 64<<10)
	e := json.NewEncoder(out)
	for o, err := range records {
		if err != nil {
			return err
		}
		if err := e.Encode(o); err != nil {
			return err
		}
	}
	return out.Flush()
}

// lines reads what became of each record.
func lines(in io.Reader, told func(*Line) error) (*Sum, error) {
	scan := bufio.NewScanner(in)
	scan.Buffer(nil, maxLine)
	for scan.Scan() {
		var l struct {
			Line
			Sum *Sum `json:"sum"`
		}
		if err := json.Unmarshal(scan.Bytes(), &l); err != nil {
			return nil, fmt.Errorf("muster: the answer cannot be read: %w", err)
		}
		switch {
		case l.Sum != nil:
			return l.Sum, nil
		case l.Line.Line == 0 && l.Problem != nil:
			return nil, l.Problem
		case told != nil:
			if err := told(&l.Line); err != nil {
				return nil, err
			}
		}
	}
	if err := scan.Err(); err != nil {
		return nil, fmt.Errorf("muster: the answer ended early: %w", err)
	}
	return nil, errors.New("muster: the answer ended early; what was told is kept")
}

// Event is something that changed.
type Event struct {
	Kind    string           `json:"kind"` // ready, subject, act or purge
	At      string           `json:"at"`   // the place in the stream
	Subject muster.SubjectID `json:"subject"`
	Seq     int64            `json:"seq"`
	Act     *struct {
		Entry   int64            `json:"entry"`
		At      time.Time        `json:"at"`
		Name    string           `json:"act"`
		By      string           `json:"by"`
		Subject muster.SubjectID `json:"subject"`
		Case    string           `json:"case"`
		Made    string           `json:"made"`
	} `json:"act"`
}

// quietFor is after how long without a sign of life a stream is opened anew;
// servers give one every 15 seconds.
const quietFor = 45 * time.Second

// Events yields what changes behind a place, "" for from now on. A stream that
// breaks is opened again where it broke; an error that trying again does not
// help ends it, as does ctx.
func (c *Client) Events(ctx context.Context, after string) iter.Seq2[*Event, error] {
	return func(yield func(*Event, error) bool) {
		for failed := 0; ; {
			before := after
			stop, err := c.stream(ctx, &after, func(e *Event) bool { return yield(e, nil) })
			if stop {
				return
			}
			if after != before {
				failed = 0
			}
			failed++
			var refused *Error
			final := errors.As(err, &refused) && refused.Status != http.StatusTooManyRequests && refused.Status < 500
			if ctx.Err() != nil || final || failed > c.o.Tries {
				yield(nil, errors.Join(err, ctx.Err()))
				return
			}
			if err := c.o.Sleep(ctx, min(c.o.Wait<<min(failed-1, 16), c.o.Longest)); err != nil {
				yield(nil, err)
				return
			}
		}
	}
}

// stream reads one stream until it breaks or the caller has enough.
func (c *Client) stream(ctx context.Context, at *string, got func(*Event) bool) (stop bool, err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	quiet := time.AfterFunc(quietFor, cancel)
	defer quiet.Stop()
	r := &request{method: http.MethodGet, path: "/v1/events", header: http.Header{}}
	if *at != "" {
		r.header.Set("Last-Event-ID", *at)
	}
	answer, err := c.once(ctx, r)
	if err != nil {
		return false, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return false, problem(answer)
	}
	scan := bufio.NewScanner(answer.Body)
	scan.Buffer(nil, maxLine)
	for scan.Scan() {
		quiet.Reset(quietFor)
		line := scan.Text()
		if id, ok := strings.CutPrefix(line, "id: "); ok {
			*at = id
			continue
		}
		data, ok := strings.CutPrefix(line, "data: ")
		if !ok {
			continue
		}
		e := &Event{}
		if err := json.Unmarshal([]byte(data), e); err != nil {
			return false, fmt.Errorf("muster: an event cannot be read: %w", err)
		}
		if !got(e) {
			return true, nil
		}
	}
	return false, errors.Join(scan.Err(), io.ErrUnexpectedEOF)
}
