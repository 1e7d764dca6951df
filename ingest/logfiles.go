package ingest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"

	"golang.org/x/sync/errgroup"

	"muster/connect"
	"muster/ingest/table"
)

// LogFile is a log that Read recognised and left to ReadLog, as Options.LogsAside
// asks for: a server knows from its own records whose the events are.
type LogFile struct {
	Path   string // as it is called in reports
	File   string // where it lies
	Report int    // its place in Batch.Files
	System *connect.System
	form   logForm
	size   int64
}

// logForm is how the records of a log are cut out.
type logForm uint8

const (
	logJSON    logForm = iota // records.Reader cuts them
	logWrapped                // the system's own Unwrap does
)

// ReadLog gives the records of a log to take, in order and some at a time, with
// how many of the stretch could not be cut out. take keeps what it wants of them:
// the slices are its own. The error is take's, or the file's own: what came before
// was given to take.
func ReadLog(ctx context.Context, log *LogFile, take func(records [][]byte, bad int) error) error {
	f := &file{input: input{path: log.Path, file: log.File, size: log.size}, system: log.System, form: log.form}
	chunks := make(chan *chunk, 1)
	g, inner := errgroup.WithContext(ctx)
	var broken error
	g.Go(func() error {
		defer close(chunks)
		broken = cut(inner, f, newChunker(inner, chunks, nil))
		return inner.Err()
	})
	g.Go(func() error {
		for c := range chunks {
			list := make([][]byte, len(c.ends))
			from := 0
			for i, end := range c.ends {
				list[i] = c.text[from:end:end]
				from = end
			}
			if err := take(list, len(c.bad)); err != nil {
				return err
			}
		}
		return nil
	})
	if err := g.Wait(); err != nil {
		return stopped(ctx, err)
	}
	return broken
}

// logFiles lists the logs among files for ReadLog.
func logFiles(files []*file) (list []LogFile) {
	at := 0
	for _, f := range files {
		if f.system != nil {
			list = append(list, LogFile{Path: f.path, File: f.file, Report: at, System: f.system, form: f.form, size: f.size})
		}
		at += len(f.reports)
	}
	return list
}

// headXML is how much of a file that is not JSON is looked at to recognise it.
const headXML = 4 << 20

// errEnough ends the recognition of a file.
var errEnough = errors.New("enough was seen")

// wrappedLogOf returns the system a file is a log of that is not written in
// JSON, nil for other files.
func (r *run) wrappedLogOf(src table.Source) *connect.System {
	head := make([]byte, 64)
	n, _ := src.R.ReadAt(head, 0) // a short file is one
	if !bytes.HasPrefix(bytes.TrimLeft(head[:n], "\ufeff \t\r\n"), []byte("<")) {
		return nil
	}
	for i := range r.opt.Systems {
		system := &r.opt.Systems[i]
		if system.Unwrap == nil {
			continue
		}
		sound, mine := 0, 0
		// It ends at what is too long to look at, too: what came before decides.
		_ = system.Unwrap(io.NewSectionReader(src.R, 0, min(src.Size, headXML)), func(raw []byte) error {
			record, err := connect.Parse(raw)
			if err == nil {
				sound++
				if system.Mine(record) {
					mine++
				}
			}
			if sound == recogniseRecords {
				return errEnough
			}
			return nil
		})
		if mine > 0 && 2*mine >= sound {
			return system
		}
	}
	return nil
}

// cutWrapped cuts the records out of a log by its system's own Unwrap.
func cutWrapped(ctx context.Context, f *file, out *chunker) error {
	handle, err := os.Open(f.file)
	if err != nil {
		return pathError(f.path, err)
	}
	defer handle.Close()
	row := int64(0)
	err = f.system.Unwrap(handle, func(raw []byte) error {
		row++
		out.record(raw, row)
		return ctx.Err()
	})
	out.send()
	return err
}

// chunker collects records into chunks.
type chunker struct {
	done   <-chan struct{} // the run is over
	chunks chan<- *chunk
	spent  <-chan *chunk // those that were read and may be filled again; nil where readers keep them
	c      *chunk
}

func newChunker(ctx context.Context, chunks chan<- *chunk, spent <-chan *chunk) *chunker {
	x := &chunker{done: ctx.Done(), chunks: chunks, spent: spent}
	x.c = x.empty()
	return x
}

func (x *chunker) send() {
	select {
	case x.chunks <- x.c:
	case <-x.done:
	}
	x.c = x.empty()
}

// empty has room for what a chunk mostly holds: growing it would copy every
// record several times, and a new one for each stretch of a log is most of what
// reading it allocates.
func (x *chunker) empty() *chunk {
	select {
	case c := <-x.spent:
		return &chunk{text: c.text[:0], ends: c.ends[:0], rows: c.rows[:0]}
	default:
		return &chunk{text: make([]byte, 0, chunkBytes+chunkBytes/16)}
	}
}

func (x *chunker) record(raw []byte, row int64) {
	x.c.text = append(x.c.text, raw...)
	x.c.ends = append(x.c.ends, len(x.c.text))
	x.c.rows = append(x.c.rows, row)
	x.full()
}

func (x *chunker) bad(one Reject) {
	x.c.bad = append(x.c.bad, one)
	x.full()
}

func (x *chunker) full() {
	if len(x.c.text) >= chunkBytes || len(x.c.ends)+len(x.c.bad) >= chunkRecords {
		x.send()
	}
}
