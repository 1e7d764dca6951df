package report

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"muster"
)

// stage holds the files of a report under temporary names until all of them
// are complete on disk; then it renames them. Readers see the old report or
// the new one, and a full disk leaves the old.
type stage struct {
	dir   string
	files []*staged
	pages string // temporary folder of pages, "" for none
}

type staged struct {
	name string
	file *os.File
	*bufio.Writer
	size int64
}

func (f *staged) Write(b []byte) (int, error) {
	f.size += int64(len(b))
	return f.Writer.Write(b)
}

func newStage(dir string) (*stage, error) {
	// the report is about people: only its owner may look, until they share it
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, writeError(dir, err)
	}
	return &stage{dir: dir}, nil
}

// create opens one file of the report for writing.
func (s *stage) create(name string) (*staged, error) {
	file, err := os.CreateTemp(s.dir, "."+name+".*.tmp")
	if err != nil {
		return nil, writeError(filepath.Join(s.dir, name), err)
	}
	f := &staged{name: name, file: file, Writer: bufio.NewWriterSize(file, 1<<16)}
	s.files = append(s.files, f)
	return f, nil
}

// createPages makes the temporary folder for pages and returns its path.
func (s *stage) createPages() (string, error) {
	target := filepath.Join(s.dir, pagesFolder)
	if _, err := os.Lstat(target); err == nil && !ourPages(target) {
		return "", &muster.Error{
			Code: muster.CodeConflict, Message: "write pages: " + target + " exists and was not written by muster",
			Hint: "move it away or choose another folder with --out",
		}
	}
	pages, err := os.MkdirTemp(s.dir, "."+pagesFolder+".*.tmp")
	if err != nil {
		return "", writeError(target, err)
	}
	s.pages = pages
	return pages, nil
}

// commit makes every file durable and gives it its name, and puts the new
// folder of pages in the place of the old one. The last file created is renamed
// last; its presence says that the others are of one run.
func (s *stage) commit() error {
	if err := s.complete(); err != nil {
		return err
	}
	if err := s.commitPages(); err != nil {
		return err
	}
	return s.rename()
}

// commitFiles is commit for folders that never hold pages.
func (s *stage) commitFiles() error {
	if err := s.complete(); err != nil {
		return err
	}
	return s.rename()
}

// complete makes every file durable.
func (s *stage) complete() error {
	for _, f := range s.files {
		if err := f.finish(); err != nil {
			return writeError(filepath.Join(s.dir, f.name), err)
		}
	}
	return nil
}

// rename gives every file its name.
func (s *stage) rename() error {
	for _, f := range s.files {
		if err := os.Rename(f.file.Name(), filepath.Join(s.dir, f.name)); err != nil {
			return writeError(filepath.Join(s.dir, f.name), err)
		}
	}
	s.files = nil
	return nil
}

func (f *staged) finish() error {
	return errors.Join(f.Flush(), f.file.Sync(), f.file.Close())
}

// commitPages puts the new folder of pages in the place of the old one. Pages
// of an earlier run are removed even when this run writes none, because they
// would contradict the report beside them.
func (s *stage) commitPages() error {
	target := filepath.Join(s.dir, pagesFolder)
	if ourPages(target) {
		if err := os.RemoveAll(target); err != nil {
			return writeError(target, err)
		}
	}
	if s.pages == "" {
		return nil
	}
	if err := os.Rename(s.pages, target); err != nil {
		return writeError(target, err)
	}
	s.pages = ""
	return nil
}

// discard removes what was not committed.
func (s *stage) discard() {
	for _, f := range s.files {
		f.file.Close()
		os.Remove(f.file.Name())
	}
	if s.pages != "" {
		os.RemoveAll(s.pages)
	}
}

// ourPages reports whether a folder of pages was written by this package.
func ourPages(dir string) bool {
	f, err := os.Open(filepath.Join(dir, pagesIndex))
	if err != nil {
		return false
	}
	defer f.Close()
	head := make([]byte, 4096)
	n, _ := f.Read(head)
	return strings.Contains(string(head[:n]), generatorMark)
}

// writeError says what to do about a file that could not be written.
func writeError(path string, err error) error {
	var known *muster.Error
	if errors.As(err, &known) {
		return err
	}
	e := &muster.Error{Code: muster.CodeInternal, Message: fmt.Sprintf("write %s: %v", path, plainCause(err)), Err: err}
	switch {
	case errors.Is(err, syscall.ENOSPC):
		e.Code, e.Hint = muster.CodeTooLarge, "free some space and run again; an earlier report is still there, unchanged"
	case errors.Is(err, fs.ErrPermission):
		e.Code, e.Hint = muster.CodePermission, "choose a folder you may write to with --out"
	case errors.Is(err, syscall.ENOTDIR), errors.Is(err, fs.ErrExist):
		e.Code, e.Hint = muster.CodeConflict, "a file is where the folder should be; choose another folder with --out"
	default:
		e.Hint = "an earlier report, if there was one, is still there"
	}
	return e
}

// plainCause drops the operation and path that os puts before the cause.
func plainCause(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}
