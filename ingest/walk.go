package ingest

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"muster"
)

// input is a file to read.
type input struct {
	path string // as reports show it, with / between folders
	rel  string // relative to the path given, with / between folders
	file string // to open
	root string // the path given
	size int64
	err  *muster.Error
}

// maxFiles bounds how many files one run reads.
const maxFiles = 2_000_000

// walk lists the files under the paths given, in order. Links to files are
// followed as long as they stay under the path given; links to folders are
// not, so that a loop cannot trap the walk.
func walk(paths []string) ([]input, error) {
	var out []input
	seen := map[string]bool{}
	for _, p := range paths {
		info, err := os.Stat(p)
		if err != nil {
			return nil, pathError(p, err)
		}
		found := []input{{path: filepath.ToSlash(p), rel: filepath.Base(p), file: p, root: p, size: info.Size()}}
		if info.IsDir() {
			if found, err = walkFolder(p); err != nil {
				return nil, err
			}
		} else if !info.Mode().IsRegular() {
			found[0].err = special(p)
		}
		for _, in := range found {
			if abs, err := filepath.Abs(in.file); err == nil {
				if seen[abs] {
					continue
				}
				seen[abs] = true
			}
			out = append(out, in)
		}
	}
	slices.SortStableFunc(out, func(a, b input) int { return strings.Compare(a.path, b.path) })
	return out, nil
}

func walkFolder(root string) ([]input, error) {
	var out []input
	real, err := filepath.EvalSymlinks(root)
	if err != nil {
		return nil, pathError(root, err)
	}
	err = filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if p != root && isHidden(d) {
			if d.IsDir() {
				return filepath.SkipDir
			}
			return nil
		}
		in := input{path: filepath.ToSlash(p), file: p, root: root}
		if rel, relErr := filepath.Rel(root, p); relErr == nil {
			in.rel = filepath.ToSlash(rel)
		}
		switch {
		case err != nil && p == root:
			return pathError(p, err)
		case err != nil:
			in.err = pathError(p, err)
		case d.IsDir():
			return nil
		default:
			in.inspect(real, d)
		}
		out = append(out, in)
		if len(out) > maxFiles {
			return &muster.Error{Code: muster.CodeTooLarge, Message: "the folder holds more files than can be read in one run",
				Hint: "give the folders that matter one by one", Place: muster.Place{File: in.path}}
		}
		return nil
	})
	return out, err
}

// isHidden reports whether an entry is of the system's making: names that
// start with a dot, locks of office programs.
func isHidden(d fs.DirEntry) bool {
	if d == nil {
		return false
	}
	name := d.Name()
	return strings.HasPrefix(name, ".") || strings.HasPrefix(name, "~$") || name == "Thumbs.db" || name == "desktop.ini" || name == "__MACOSX"
}

// inspect fills in the size, following a link to a file inside real.
func (in *input) inspect(real string, d fs.DirEntry) {
	if d.Type()&fs.ModeSymlink != 0 {
		target, err := filepath.EvalSymlinks(in.file)
		if err != nil {
			in.err = pathError(in.file, err)
			return
		}
		if rel, err := filepath.Rel(real, target); err != nil || rel == ".." || strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
			in.err = &muster.Error{Code: muster.CodePermission, Message: "the link leads out of the folder and was not followed",
				Hint: "give the file it leads to as an input of its own", Place: muster.Place{File: in.path}}
			return
		}
	}
	info, err := os.Stat(in.file)
	switch {
	case err != nil:
		in.err = pathError(in.file, err)
	case info.IsDir():
		in.err = &muster.Error{Code: muster.CodeUnsupported, Message: "links to folders are not followed",
			Hint: "give the folder it leads to as an input of its own", Place: muster.Place{File: in.path}}
	case !info.Mode().IsRegular():
		in.err = special(in.path)
	default:
		in.size = info.Size()
	}
}

func special(p string) *muster.Error {
	return &muster.Error{Code: muster.CodeUnsupported, Message: "this is no ordinary file (a device, pipe or socket)",
		Hint: "give a file or folder", Place: muster.Place{File: filepath.ToSlash(p)}}
}

func pathError(p string, err error) *muster.Error {
	e := &muster.Error{Place: muster.Place{File: filepath.ToSlash(p)}, Err: err}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		e.Code, e.Message, e.Hint = muster.CodeNotFound, "there is no such file or folder", "check the path; quote it if it holds blanks"
	case errors.Is(err, fs.ErrPermission):
		e.Code, e.Message, e.Hint = muster.CodePermission, "the file may not be read", "ask for permission to read it, or run as a user who may"
	case errors.Is(err, syscall.ELOOP), strings.Contains(err.Error(), "too many links"):
		e.Code, e.Message, e.Hint = muster.CodeUnsupported, "the link leads back to itself", "remove the link"
	default:
		e.Code, e.Message, e.Hint = muster.CodeDamaged, "the file could not be opened", "copy it to a local disk and try again"
	}
	return e
}

// sourceNames gives each file its name as a source: its base name, or with as
// many folders before it as it takes to tell files apart.
func sourceNames(inputs []input) map[string]string {
	out := map[string]string{}
	byBase := map[string]int{}
	for _, in := range inputs {
		byBase[path.Base(in.path)]++
	}
	for _, in := range inputs {
		name := path.Base(in.path)
		if byBase[name] > 1 || name == muster.SourceDesk {
			name = in.rel
		}
		if name == muster.SourceDesk { // the program's own records
			name = "./" + name
		}
		out[in.path] = name
	}
	return out
}

// isTruth reports whether a file is the answer sheet of a simulated
// population, which must never be read as evidence.
func isTruth(in input) bool { return strings.HasSuffix(path.Base(in.path), "truth.csv") }
