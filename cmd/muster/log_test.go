package main

import (
	"bytes"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"
)

// TestLogForAPerson holds that the log on a terminal is one plain line for each
// message, whatever an error quotes, and JSON for everything else.
func TestLogForAPerson(t *testing.T) {
	var out bytes.Buffer
	log := slog.New(newPlainLog(&out, slog.LevelInfo))
	log.Debug("not told")
	log.With("node", 2).WithGroup("mail").Warn("a message waits", "target", "hr", slog.Group("last", "try", 3), "took", 2*time.Second, "pair_limit", 8)
	log.Error("it failed", "error", errors.New("line\nbreak \x1b[2Jand code"))
	lines := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
	if len(lines) != 2 || !strings.HasSuffix(lines[0], " warning: a message waits (node 2, mail target hr, mail last try 3, mail took 2s, mail pair limit 8)") || strings.Contains(lines[1], "\x1b") || !strings.Contains(lines[1], "error: it failed (error line") {
		t.Errorf("%q", lines)
	}
	out.Reset()
	newLog(&out, slog.LevelWarn).Warn("a message waits")
	if !strings.HasPrefix(out.String(), `{"time":`) {
		t.Errorf("what is no terminal gets %q", out.String())
	}
}
