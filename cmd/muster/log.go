package main

import (
	"context"
	"io"
	"log/slog"
	"os"
	"strings"
	"sync"

	"golang.org/x/term"

	"muster/internal/escape"
)

// onTerminal reports whether a person reads what is written there.
func onTerminal(out io.Writer) bool {
	file, ok := out.(*os.File)
	return ok && term.IsTerminal(int(file.Fd()))
}

// newLog writes the log as a person reads it on a terminal, and as JSON for
// whatever gathers it anywhere else.
func newLog(out io.Writer, least slog.Level) *slog.Logger {
	if onTerminal(out) {
		return slog.New(newPlainLog(out, least))
	}
	return slog.New(slog.NewJSONHandler(out, &slog.HandlerOptions{Level: least}))
}

// plainLog writes one line for each message: the time, what happened, and the
// particulars in brackets.
type plainLog struct {
	out   io.Writer
	least slog.Level
	one   *sync.Mutex // line at a time
	group string
	kept  []string
}

func newPlainLog(out io.Writer, least slog.Level) *plainLog {
	return &plainLog{out: out, least: least, one: &sync.Mutex{}}
}

func (p *plainLog) Enabled(_ context.Context, l slog.Level) bool { return l >= p.least }

func (p *plainLog) Handle(_ context.Context, r slog.Record) error {
	parts := append([]string{}, p.kept...)
	r.Attrs(func(a slog.Attr) bool {
		parts = appendAttr(parts, p.group, a)
		return true
	})
	line := r.Time.Format("15:04:05") + " "
	switch {
	case r.Level >= slog.LevelError:
		line += "error: "
	case r.Level >= slog.LevelWarn:
		line += "warning: "
	}
	line += r.Message
	if len(parts) > 0 {
		line += " (" + strings.Join(parts, ", ") + ")"
	}
	p.one.Lock()
	defer p.one.Unlock()
	_, err := io.WriteString(p.out, escape.Line(line)+"\n") // errors may quote what came from outside
	return err
}

func (p *plainLog) WithAttrs(list []slog.Attr) slog.Handler {
	q := *p
	q.kept = append([]string{}, p.kept...)
	for _, a := range list {
		q.kept = appendAttr(q.kept, p.group, a)
	}
	return &q
}

func (p *plainLog) WithGroup(name string) slog.Handler {
	q := *p
	q.group += name + " "
	return &q
}

func appendAttr(parts []string, group string, a slog.Attr) []string {
	v := a.Value.Resolve()
	if v.Kind() == slog.KindGroup {
		for _, inner := range v.Group() {
			parts = appendAttr(parts, strings.TrimLeft(group+a.Key+" ", " "), inner)
		}
		return parts
	}
	if a.Equal(slog.Attr{}) {
		return parts
	}
	return append(parts, group+strings.ReplaceAll(a.Key, "_", " ")+" "+v.String())
}
