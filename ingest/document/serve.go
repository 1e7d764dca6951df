package document

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
)

// ServeProcess makes this process a reader of documents for a [Pool]: it
// answers on standard input and output until the pool closes them. It limits
// the memory of the whole process and takes over os.Stdout, so it is for a
// hidden command of its own and must be the only thing the process does.
func ServeProcess(ctx context.Context) error {
	out := os.Stdout
	os.Stdout = os.Stderr // nothing a library prints may reach the pipe
	return Serve(ctx, os.Stdin, out, limitProcess)
}

// Serve answers requests from in on out until in ends. limit is called once
// with the memory the pool allows; nil sets none. After a time-out Serve
// returns an error, because the reading it gave up on may never end.
func Serve(ctx context.Context, in io.Reader, out io.Writer, limit func(bytes int64) error) error {
	r, w := bufio.NewReaderSize(in, 1<<16), bufio.NewWriterSize(out, 1<<16)
	var h hello
	if err := readJSON(r, 1<<16, &h); err != nil {
		return fmt.Errorf("serve documents: hello: %w", err)
	}
	if h.Version != protocolVersion {
		return fmt.Errorf("serve documents: pool speaks version %d, this program %d", h.Version, protocolVersion)
	}
	if limit != nil && h.Memory > 0 {
		if err := limit(h.Memory); err != nil {
			return fmt.Errorf("serve documents: limit memory: %w", err)
		}
	}
	if err := send(w, hello{Version: protocolVersion}); err != nil {
		return fmt.Errorf("serve documents: hello: %w", err)
	}
	for {
		var req request
		if err := readJSON(r, 1<<20, &req); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return fmt.Errorf("serve documents: request: %w", err)
		}
		lim := req.Limits.orDefaults()
		body, err := readFrame(r, lim.MaxBytes)
		if err != nil {
			return fmt.Errorf("serve documents: file: %w", err)
		}
		rep := answer(ctx, req.Name, body, lim)
		if err := send(w, rep); err != nil {
			return fmt.Errorf("serve documents: reply: %w", err)
		}
		if rep.Code == Timeout {
			return errors.New("serve documents: a file took too long; ending to free what it holds")
		}
	}
}

func send(w *bufio.Writer, v any) error {
	if err := writeJSON(w, v); err != nil {
		return err
	}
	return w.Flush()
}

func answer(ctx context.Context, name string, body []byte, lim Limits) reply {
	lim.isolated = true
	doc, err := Read(ctx, name, bytes.NewReader(body), int64(len(body)), lim)
	if err == nil {
		return reply{Document: doc}
	}
	code := CodeOf(err)
	if code == "" {
		code = Damaged
	}
	rep := reply{Code: code}
	if cause := errors.Unwrap(err); cause != nil {
		rep.Cause = clip(cause.Error(), 500)
	}
	return rep
}

// limitProcess bounds the heap softly and, where the system can, the address
// space hard; and the stack, because a runaway recursion cannot be recovered.
func limitProcess(memory int64) error {
	debug.SetMemoryLimit(memory / 4 * 3)
	debug.SetMaxStack(int(min(memory/8, 64<<20)))
	return limitData(memory)
}
