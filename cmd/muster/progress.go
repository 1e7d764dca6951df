package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/jedib0t/go-pretty/v6/progress"
	"github.com/spf13/cobra"
	"golang.org/x/term"

	"muster/ingest"
	"muster/internal/escape"
)

// progressBar shows how far long work is: a bar on a terminal, now and then a
// plain line otherwise, and nothing with --json or for work that ends soon.
type progressBar struct {
	mu      sync.Mutex
	out     io.Writer
	quiet   bool
	writer  progress.Writer
	tracker *progress.Tracker
	phase   string
	started time.Time
	said    time.Time
	named   string    // phase that lines tell of
	since   time.Time // when it began
}

// The times after which progress is worth showing.
const (
	barAfter  = 500 * time.Millisecond
	lineEvery = 5 * time.Second
)

func newProgress(out io.Writer, quiet bool) *progressBar {
	p := &progressBar{out: out, quiet: quiet, started: time.Now(), said: time.Now()}
	if file, ok := out.(*os.File); ok && term.IsTerminal(int(file.Fd())) && !quiet {
		p.writer = progress.NewWriter()
		p.writer.SetOutputWriter(out)
		p.writer.SetAutoStop(false)
		p.writer.SetTrackerLength(30)
		p.writer.SetMessageLength(48)
		p.writer.SetUpdateFrequency(100 * time.Millisecond)
		p.writer.SetStyle(progress.StyleDefault)
		p.writer.Style().Visibility.Value = false
		p.writer.Style().Visibility.ETA = true
	}
	return p
}

// show reports that done of total are done in a phase. It may be called from
// any goroutine, and often.
func (p *progressBar) show(phase string, done, total int) {
	p.tell(phase, fmt.Sprintf("%s of %s", thousands(done), thousands(total)), done, total)
}

// tell is show where something else than done and total says how far it is.
func (p *progressBar) tell(phase, far string, done, total int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.quiet || time.Since(p.started) < barAfter {
		return
	}
	if p.writer == nil {
		if phase != p.named {
			p.named, p.since = phase, time.Now()
		}
		if time.Since(p.said) >= lineEvery {
			p.said = time.Now()
			fmt.Fprintf(p.out, "%s: %s, %d %%%s\n", phase, far, 100*int64(done)/int64(max(total, 1)), remaining(time.Since(p.since), done, total))
		}
		return
	}
	if phase != p.phase {
		p.next(phase, total)
	}
	p.tracker.UpdateMessage(phase + ", " + far)
	p.tracker.UpdateTotal(int64(total))
	p.tracker.SetValue(int64(done))
}

// remaining says how long a phase still takes if it goes on as so far, and
// nothing before a tenth of it is done.
func remaining(took time.Duration, done, total int) string {
	if done <= 0 || done >= total || 10*done < total && took < time.Minute {
		return ""
	}
	left := time.Duration(float64(took) / float64(done) * float64(total-done))
	if left < time.Minute {
		return ", less than a minute left"
	}
	return fmt.Sprintf(", about %s left", counted(int(left.Round(time.Minute).Minutes()), "minute", "minutes"))
}

func (p *progressBar) next(phase string, total int) {
	if p.tracker == nil {
		go p.writer.Render()
	} else {
		p.tracker.MarkAsDone()
	}
	p.phase, p.tracker = phase, &progress.Tracker{Message: phase, Total: int64(total)}
	p.writer.AppendTracker(p.tracker)
}

// stop ends the bar, so that what is printed next stands on lines of its own.
func (p *progressBar) stop() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.writer == nil || p.tracker == nil {
		p.quiet = true
		return
	}
	p.tracker.MarkAsDone()
	p.writer.Stop()
	for p.writer.IsRenderInProgress() {
		time.Sleep(10 * time.Millisecond)
	}
	p.tracker, p.quiet = nil, true
}

// terminal returns the width of the terminal and whether to use colour; a
// file or pipe has 80 columns and none.
func terminal(out io.Writer) (columns int, colour bool) {
	file, ok := out.(*os.File)
	if !ok || !term.IsTerminal(int(file.Fd())) {
		return 80, false
	}
	columns, _, err := term.GetSize(int(file.Fd()))
	if err != nil || columns <= 0 {
		columns = 80
	}
	return columns, os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
}

// asker puts questions on a terminal.
type asker struct {
	in  *bufio.Reader
	out io.Writer
}

// newAsker returns nil unless a person can answer: both input and error output
// are terminals.
func newAsker(cmd *cobra.Command) ingest.Asker {
	in, ok := cmd.InOrStdin().(*os.File)
	if !ok || !term.IsTerminal(int(in.Fd())) {
		return nil
	}
	out, ok := cmd.ErrOrStderr().(*os.File)
	if !ok || !term.IsTerminal(int(out.Fd())) {
		return nil
	}
	return &asker{bufio.NewReader(in), out}
}

// Ask shows a numbered question and reads a number; an empty line leaves the
// question open.
func (a *asker) Ask(ctx context.Context, q ingest.Question) (int, error) {
	fmt.Fprintln(a.out, escape.Block(q.Text))
	for i, answer := range q.Lines {
		fmt.Fprintf(a.out, "  %d  %s\n", i+1, escape.Line(answer))
	}
	for ctx.Err() == nil {
		fmt.Fprint(a.out, "Number, or Enter to leave it open: ")
		line, err := a.in.ReadString('\n')
		line = strings.TrimSpace(line)
		if line == "" {
			return -1, nil
		}
		var n int
		if _, scanErr := fmt.Sscanf(line, "%d", &n); scanErr == nil && n >= 1 && n <= len(q.Lines) {
			return n - 1, nil
		}
		if err != nil {
			return -1, nil
		}
	}
	return -1, ctx.Err()
}
