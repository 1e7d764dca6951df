package document

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"time"
)

// PoolConfig says how a [Pool] starts its children and what they may use.
type PoolConfig struct {
	// Command is the program and arguments that run [ServeProcess]; usually
	// this very program with a hidden command.
	Command []string
	// Env is the environment of the children; nil is an empty one.
	Env []string
	// Workers is how many children may run at once; 0 is one per core.
	Workers int
	// Memory is what one child may use in bytes; 0 is 768 MiB, -1 no limit.
	Memory int64
	// Limits bounds each file.
	Limits Limits
}

// Pool reads documents, PDFs among them in child processes that can be killed.
// Children start when first needed and are replaced after a crash, a time-out
// or some thousand files. A Pool is safe for concurrent use.
type Pool struct {
	cfg   PoolConfig
	slots chan *child
	once  sync.Once
	done  chan struct{}
}

// Files a child reads before it is replaced, so that what a library leaks
// stays small.
const filesPerChild = 2000

// ErrPoolClosed is returned by Read after Close.
var ErrPoolClosed = errors.New("read document: the pool is closed")

// NewPool returns a pool. It starts nothing yet; Close it when done.
func NewPool(cfg PoolConfig) (*Pool, error) {
	if len(cfg.Command) == 0 {
		return nil, errors.New("new document pool: no command given")
	}
	if cfg.Workers <= 0 {
		cfg.Workers = runtime.GOMAXPROCS(0)
	}
	if cfg.Memory == 0 {
		cfg.Memory = 768 << 20
	}
	cfg.Limits = cfg.Limits.orDefaults()
	p := &Pool{cfg: cfg, slots: make(chan *child, cfg.Workers), done: make(chan struct{})}
	for range cfg.Workers {
		p.slots <- &child{}
	}
	return p, nil
}

// Close ends all children and waits for files being read.
func (p *Pool) Close() error {
	p.once.Do(func() {
		close(p.done)
		for range p.cfg.Workers {
			c := <-p.slots
			c.stop()
		}
	})
	return nil
}

// Read is [Read] with PDFs read in a child process. A file that crashes its
// child gives an error with a code, like any other bad file.
func (p *Pool) Read(ctx context.Context, name string, r io.ReaderAt, size int64) (*Document, error) {
	kind, err := Recognise(name, r, size, p.cfg.Limits)
	if err != nil {
		return nil, err
	}
	if kind != PDF {
		return Read(ctx, name, r, size, p.cfg.Limits)
	}
	select {
	case <-p.done:
		return nil, ErrPoolClosed
	default:
	}
	select {
	case <-p.done:
		return nil, ErrPoolClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	case c := <-p.slots:
		defer func() { p.slots <- c }()
		return p.ask(ctx, c, name, r, size)
	}
}

func (p *Pool) ask(ctx context.Context, c *child, name string, r io.ReaderAt, size int64) (*Document, error) {
	body := make([]byte, size)
	if n, err := r.ReadAt(body, 0); int64(n) < size {
		return nil, fail(Incomplete, err)
	}
	fresh := c.cmd == nil
	if fresh {
		if err := c.start(p.cfg); err != nil {
			return nil, err
		}
	}
	// The child keeps the same clock; this one is for a child that cannot.
	clock := time.NewTimer(p.cfg.Limits.Timeout + 2*time.Second)
	defer clock.Stop()
	answered := make(chan error, 1)
	var rep reply
	go func() {
		if fresh {
			if err := c.greet(p.cfg); err != nil {
				answered <- startError{err}
				return
			}
		}
		answered <- c.exchange(request{name, p.cfg.Limits}, body, &rep)
	}()
	select {
	case err := <-answered:
		if err != nil {
			c.stop()
			return nil, c.crash(err)
		}
	case <-clock.C:
		c.stop()
		<-answered
		return nil, fail(Timeout, nil)
	case <-ctx.Done():
		c.stop()
		<-answered
		return nil, ctx.Err()
	}
	if c.files++; c.files >= filesPerChild || rep.Code == Timeout {
		c.stop()
	}
	if rep.Document == nil {
		return nil, fail(rep.Code, errors.New(rep.Cause))
	}
	return rep.Document, nil
}

// child is one process and the pipes to it; the zero value has none yet.
type child struct {
	cmd    *exec.Cmd
	in     io.WriteCloser
	out    *bufio.Reader
	stderr tail
	files  int
}

func (c *child) start(cfg PoolConfig) error {
	cmd := exec.Command(cfg.Command[0], cfg.Command[1:]...)
	cmd.Env = cfg.Env
	if cmd.Env == nil {
		cmd.Env = []string{}
	}
	cmd.WaitDelay = time.Second
	c.stderr = tail{}
	cmd.Stderr = &c.stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		return fmt.Errorf("start document reader: %w", err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return fmt.Errorf("start document reader: %w", err)
	}
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("start document reader: %w", err)
	}
	c.cmd, c.in, c.out, c.files = cmd, in, bufio.NewReaderSize(out, 1<<16), 0
	return nil
}

// startError is a child that never became a reader: the fault of the command,
// not of the file that happened to be first.
type startError struct{ error }

// greet tells a new child the protocol and its limits and waits for its answer.
func (c *child) greet(cfg PoolConfig) error {
	w := bufio.NewWriter(c.in)
	if err := writeJSON(w, hello{protocolVersion, max(cfg.Memory, 0)}); err != nil {
		return err
	}
	if err := w.Flush(); err != nil {
		return err
	}
	var back hello
	if err := readJSON(c.out, 1<<16, &back); err != nil {
		return err
	}
	if back.Version != protocolVersion {
		return fmt.Errorf("the command speaks version %d, not %d", back.Version, protocolVersion)
	}
	return nil
}

func (c *child) exchange(req request, body []byte, rep *reply) error {
	w := bufio.NewWriterSize(c.in, 1<<16)
	if err := writeJSON(w, req); err != nil {
		return err
	}
	if err := writeFrame(w, body); err != nil {
		return err
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return readJSON(c.out, maxFrame, rep)
}

// stop kills the process and waits for it. It is safe to call twice.
func (c *child) stop() {
	if c.cmd == nil {
		return
	}
	c.in.Close()
	// Killing what has already ended is no error worth telling.
	_ = c.cmd.Process.Kill()
	_ = c.cmd.Wait()
	c.cmd = nil
}

// crash explains the end of a child by its last words.
func (c *child) crash(err error) error {
	words := c.stderr.String()
	var start startError
	if errors.As(err, &start) {
		return fmt.Errorf("start document reader: %w: %s", start.error, words)
	}
	cause := fmt.Errorf("document reader ended: %w: %s", err, words)
	switch {
	case containsAny(words, "out of memory", "cannot allocate memory", "errno=12", "failed to create new OS thread"),
		// In a program without C, the runtime itself faults only when the
		// system refused it memory.
		strings.HasPrefix(words, "SIGSEGV: segmentation violation") && containsAny(words, "goroutine 0 "):
		return fail(Bomb, cause)
	case containsAny(words, "stack overflow", "stack exceeds"):
		return fail(TooDeep, cause)
	}
	return fail(Damaged, cause)
}

func containsAny(s string, subs ...string) bool {
	for _, sub := range subs {
		if strings.Contains(s, sub) {
			return true
		}
	}
	return false
}

// tail keeps the first kilobytes a child writes to standard error: a Go
// program says why it dies before it prints its stacks.
type tail struct {
	mu  sync.Mutex
	buf []byte
}

// Write keeps what fits and never fails.
func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if room := 2048 - len(t.buf); room > 0 {
		t.buf = append(t.buf, p[:min(len(p), room)]...)
	}
	return len(p), nil
}

// String returns what was kept.
func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return string(t.buf)
}
