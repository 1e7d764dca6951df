package notify

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"
)

// The defaults of a file target.
const (
	defaultSize = 64 << 20
	defaultKeep = 7
)

// file appends events as JSON lines to a file that only its owner reads. It is
// flushed to the disk before the batch counts as delivered.
func (n *Notifier) file(t *Target, events []json.RawMessage) Outcome {
	n.files.Lock()
	defer n.files.Unlock()
	var lines bytes.Buffer
	for _, event := range events {
		lines.Write(event)
		lines.WriteByte('\n')
	}
	if err := appendFile(t, lines.Bytes()); err != nil {
		return retry(ReasonDisk, fmt.Errorf("target %s: %w", t.ID, err))
	}
	return done(0, "")
}

func appendFile(t *Target, lines []byte) (err error) {
	size, keep := t.Size, t.Keep
	if size == 0 {
		size = defaultSize
	}
	if keep == 0 {
		keep = defaultKeep
	}
	info, err := os.Stat(t.Path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err == nil && info.Size() > 0 && info.Size()+int64(len(lines)) > size {
		if err := rotate(t.Path, keep); err != nil {
			return fmt.Errorf("rotating: %w", err)
		}
	}
	f, err := os.OpenFile(t.Path, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	defer func() {
		if cerr := f.Close(); err == nil {
			err = cerr
		}
	}()
	if err := f.Chmod(0o600); err != nil { // one that was there before
		return err
	}
	at, err := f.Stat()
	if err != nil {
		return err
	}
	if _, err := f.Write(lines); err != nil {
		// Half a line would spoil the next one too.
		return errors.Join(err, f.Truncate(at.Size()))
	}
	return f.Sync()
}

// rotate renames path to path.1, path.1 to path.2 and so on; the oldest goes.
func rotate(path string, keep int) error {
	name := func(i int) string { return path + "." + strconv.Itoa(i) }
	if err := os.Remove(name(keep)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	for i := keep - 1; i >= 1; i-- {
		if err := os.Rename(name(i), name(i+1)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return os.Rename(path, name(1))
}
