// Package buckets keeps bytes in numbered files until they are asked for: what is
// sorted by its first byte and does not fit into memory waits in them.
package buckets

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
)

// Count is how many files there are, one for each value of a byte.
const Count = 256

// Files are the files. They may be used from several goroutines.
type Files struct {
	each [Count]bucket
}

type bucket struct {
	mu   sync.Mutex
	file *os.File
	w    *bufio.Writer
}

// New makes empty files in a folder, which is made if it is missing. Files of an
// earlier run are overwritten.
func New(dir string) (*Files, error) {
	f := &Files{}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("folder of buckets: %w", err)
	}
	for i := range f.each {
		file, err := os.OpenFile(filepath.Join(dir, fmt.Sprintf("bucket-%02x", i)), os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o600)
		if err != nil {
			return nil, errors.Join(fmt.Errorf("make a bucket: %w", err), f.Close())
		}
		f.each[i].file, f.each[i].w = file, bufio.NewWriterSize(file, 32<<10)
	}
	return f, nil
}

// Append adds bytes to a file.
func (f *Files) Append(to byte, b []byte) error {
	k := &f.each[to]
	k.mu.Lock()
	defer k.mu.Unlock()
	if _, err := k.w.Write(b); err != nil {
		return fmt.Errorf("add to a bucket: %w", err)
	}
	return nil
}

// Take returns everything that was added to a file, in the order in which it was,
// and empties it.
func (f *Files) Take(from byte) ([]byte, error) {
	k := &f.each[from]
	k.mu.Lock()
	defer k.mu.Unlock()
	if err := k.w.Flush(); err != nil {
		return nil, fmt.Errorf("add to a bucket: %w", err)
	}
	info, err := k.file.Stat()
	if err != nil {
		return nil, fmt.Errorf("read a bucket: %w", err)
	}
	all := make([]byte, info.Size())
	if _, err := k.file.ReadAt(all, 0); err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("read a bucket: %w", err)
	}
	_, seek := k.file.Seek(0, io.SeekStart)
	if err := errors.Join(k.file.Truncate(0), seek); err != nil {
		return nil, fmt.Errorf("empty a bucket: %w", err)
	}
	return all, nil
}

// Close takes the files away.
func (f *Files) Close() error {
	var errs []error
	for i := range f.each {
		if file := f.each[i].file; file != nil {
			errs = append(errs, file.Close(), os.Remove(file.Name()))
			f.each[i].file = nil
		}
	}
	return errors.Join(errs...)
}
