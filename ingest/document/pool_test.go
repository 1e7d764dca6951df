package document

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"
)

// testPool returns a pool whose children are this test binary.
func testPool(tb testing.TB, workers int, lim Limits) *Pool {
	tb.Helper()
	exe, err := os.Executable()
	if err != nil {
		tb.Fatal(err)
	}
	cfg := PoolConfig{Command: []string{exe}, Env: []string{workerVariable + "=1"}, Workers: workers, Limits: lim}
	if raceDetector {
		cfg.Memory = -1
	}
	p, err := NewPool(cfg)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { p.Close() })
	return p
}

func poolRead(p *Pool, b []byte) (*Document, error) {
	return p.Read(context.Background(), "cv", bytes.NewReader(b), int64(len(b)))
}

func TestPoolReads(t *testing.T) {
	p := testPool(t, 2, Limits{})
	b := makePDF("/Author (Ann)", []shown{{72, 700, 12, "Hello"}})
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			d, err := poolRead(p, b)
			if err != nil || d.Text != "Hello" || d.Name != "cv" || d.Metadata.Author != "Ann" || d.Type != PDF {
				t.Errorf("%+v, %v", d, err)
			}
		})
	}
	wg.Wait()
	if d, err := poolRead(p, sampleDOCX(t)); err != nil || d.Type != DOCX {
		t.Errorf("docx: %v", err)
	}
	if _, err := poolRead(p, b[:len(b)/3]); CodeOf(err) != Incomplete {
		t.Errorf("cut: %v", err)
	}
	if _, err := poolRead(p, nil); CodeOf(err) != Empty {
		t.Errorf("empty: %v", err)
	}
}

func TestPoolCloses(t *testing.T) {
	defer goleak.VerifyNone(t)
	p := testPool(t, 2, Limits{})
	b := makePDF("", []shown{{72, 700, 12, "Hello"}})
	if _, err := poolRead(p, b); err != nil {
		t.Fatal(err)
	}
	p.Close()
	if _, err := poolRead(p, b); !errors.Is(err, ErrPoolClosed) {
		t.Errorf("after Close: %v", err)
	}
}

// A child that dies, hangs or speaks nonsense costs one file, with a code.
func TestPoolSurvivesItsChildren(t *testing.T) {
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	b := makePDF("", []shown{{72, 700, 12, "Hello"}})
	for mode, want := range map[string]Code{"exit": Damaged, "memory": Bomb, "stack": TooDeep, "nonsense": Damaged, "huge": Damaged, "hang": Timeout} {
		if mode == "memory" && (raceDetector || runtime.GOOS != "linux") {
			continue
		}
		limits := Limits{Timeout: time.Minute} // a busy machine starts and ends processes slowly
		if mode == "hang" {
			limits.Timeout = 50 * time.Millisecond
		}
		p, err := NewPool(PoolConfig{Command: []string{exe}, Env: []string{workerVariable + "=" + mode}, Workers: 1, Limits: limits})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := poolRead(p, b); CodeOf(err) != want {
			t.Errorf("%s: %v (%v), want %s", mode, err, errors.Unwrap(err), want)
		}
		p.Close()
	}
}

func TestPoolCancel(t *testing.T) {
	p := testPool(t, 1, Limits{})
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	b := makePDF("", []shown{{72, 700, 12, "Hello"}})
	if _, err := p.Read(ctx, "x", bytes.NewReader(b), int64(len(b))); !errors.Is(err, context.Canceled) {
		t.Errorf("err = %v", err)
	}
	if _, err := poolRead(p, b); err != nil {
		t.Errorf("after cancel: %v", err)
	}
}

func TestPoolNeedsACommand(t *testing.T) {
	if _, err := NewPool(PoolConfig{}); err == nil {
		t.Error("no error without a command")
	}
	b := makePDF("", []shown{{72, 700, 12, "Hello"}})
	for _, command := range [][]string{{"/nonexistent/program"}, {"true"}, {"echo", "hello"}} {
		p, err := NewPool(PoolConfig{Command: command, Env: os.Environ(), Workers: 1})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := poolRead(p, b); err == nil || CodeOf(err) != "" {
			t.Errorf("%v must not be blamed on the file: %v", command, err)
		}
		p.Close()
	}
}

func TestServeRefusesNonsense(t *testing.T) {
	for name, in := range map[string][]byte{
		"nothing":       nil,
		"rubbish":       []byte("GET / HTTP/1.1\r\n\r\n"),
		"wrong version": frames(t, hello{Version: 99}),
		"cut request":   append(frames(t, hello{Version: protocolVersion}), 0, 0, 0, 9, '{'),
		"huge file":     append(frames(t, hello{Version: protocolVersion}, request{Limits: Limits{MaxBytes: 10}}), 0, 1, 0, 0),
	} {
		var out bytes.Buffer
		if err := Serve(context.Background(), bytes.NewReader(in), &out, nil); err == nil {
			t.Errorf("%s: no error", name)
		}
		if strings.Contains(out.String(), "Document") {
			t.Errorf("%s: answered %q", name, out.String())
		}
	}
	if err := Serve(context.Background(), bytes.NewReader(frames(t, hello{Version: protocolVersion})), io.Discard, nil); err != nil {
		t.Errorf("clean end: %v", err)
	}
}

func frames(tb testing.TB, vs ...any) []byte {
	tb.Helper()
	var b bytes.Buffer
	w := bufio.NewWriter(&b)
	for _, v := range vs {
		if err := writeJSON(w, v); err != nil {
			tb.Fatal(err)
		}
	}
	if err := w.Flush(); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}
