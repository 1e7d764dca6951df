// Package pieces keeps finished parts of long work in a folder: named files, each
// written whole or not at all. Who is stopped half-way, even without warning, finds
// again what was finished, and only that.
package pieces

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
)

// Folder is such a folder. It may be used from several goroutines.
type Folder struct {
	dir  string
	mu   sync.Mutex
	open map[string][]*os.File
}

const (
	ofName    = "of"   // holds what the work is of
	unfinish  = ".new" // ends the name of a file being written
	folderMay = 0o700  // what waits in it is about people
	fileMay   = 0o600
)

// Open opens a folder, which is made if it is missing. What lies in it is kept
// when it is of the same work, which of describes: inputs, settings and program.
// It is emptied otherwise.
func Open(dir string, of []byte) (*Folder, error) {
	f := &Folder{dir: dir, open: map[string][]*os.File{}}
	before, err := os.ReadFile(filepath.Join(dir, ofName))
	if err == nil && bytes.Equal(before, of) {
		return f, nil
	}
	if err := os.RemoveAll(dir); err != nil {
		return nil, fmt.Errorf("empty a folder of pieces: %w", err)
	}
	if err := os.MkdirAll(dir, folderMay); err != nil {
		return nil, fmt.Errorf("make a folder of pieces: %w", err)
	}
	return f, f.Put(ofName, of)
}

// Put writes a piece. A piece of the same name that was open stays as it was for
// who opened it.
func (f *Folder) Put(name string, content []byte) error {
	path := filepath.Join(f.dir, name)
	file, err := os.OpenFile(path+unfinish, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, fileMay)
	if err != nil {
		return fmt.Errorf("write a piece: %w", err)
	}
	_, err = file.Write(content)
	if err = errors.Join(err, file.Sync(), file.Close()); err == nil {
		err = os.Rename(path+unfinish, path)
	}
	if err != nil {
		return fmt.Errorf("write a piece: %w", err)
	}
	return nil
}

// Open returns a piece to read from until the folder is closed. The error is
// fs.ErrNotExist where none of that name was put.
func (f *Folder) Open(name string) (*io.SectionReader, error) {
	file, err := os.Open(filepath.Join(f.dir, name))
	if err != nil {
		return nil, fmt.Errorf("open a piece: %w", err)
	}
	f.mu.Lock()
	f.open[name] = append(f.open[name], file)
	f.mu.Unlock()
	info, err := file.Stat()
	if err != nil {
		return nil, fmt.Errorf("open a piece: %w", err)
	}
	return io.NewSectionReader(file, 0, info.Size()), nil
}

// Remove takes a piece away, which nobody may read from any more.
func (f *Folder) Remove(name string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	var errs []error
	for _, file := range f.open[name] {
		errs = append(errs, file.Close())
	}
	delete(f.open, name)
	if err := os.Remove(filepath.Join(f.dir, name)); !errors.Is(err, fs.ErrNotExist) {
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// Close gives up what is open, and with remove the folder and all in it.
func (f *Folder) Close(remove bool) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	var errs []error
	for _, files := range f.open {
		for _, file := range files {
			errs = append(errs, file.Close())
		}
	}
	clear(f.open)
	if remove {
		errs = append(errs, os.RemoveAll(f.dir))
	}
	return errors.Join(errs...)
}
