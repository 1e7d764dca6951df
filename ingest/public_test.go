package ingest

import (
	"bytes"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"muster/ingest/bankfile"
	"muster/ingest/ubl"
	"muster/internal/leftout"
)

// TestPublicExamples reads the example files of packages that others publish
// (tools/examples gathers them, pinned). Every file is read, with its amounts
// agreeing with its own totals, or stands in the list of those that are refused
// with the reason. The list is held both ways.
func TestPublicExamples(t *testing.T) {
	tool, dir := gatherExamples(t)
	for _, format := range publicFormats() {
		t.Run(format.folder, func(t *testing.T) { format.check(t, filepath.Join(dir, format.folder)) })
	}
	t.Run("second reader", func(t *testing.T) { secondReader(t, tool, dir) })
	t.Run("second writer", func(t *testing.T) { secondWriter(t, filepath.Join(dir, "written")) })
}

// gatherExamples builds the tool and has it gather the examples. What it needs
// comes from package registries the first time.
func gatherExamples(t *testing.T) (tool, dir string) {
	dir = t.TempDir()
	tool = filepath.Join(dir, "examples.exe")
	for _, args := range [][]string{{"go", "build", "-o", tool, "."}, {tool, "gather", dir}} {
		if out, err := runExamples(args...); err != nil {
			leftout.Skip(t, "the public examples of bank files and invoices are not here and cannot be fetched (go, python3 with pip and the network are needed once; tools/examples): "+strings.ReplaceAll(string(out), "\n", " "))
		}
	}
	return tool, dir
}

func runExamples(args ...string) ([]byte, error) {
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Dir = filepath.Join("..", "tools", "examples")
	return cmd.CombinedOutput()
}

// publicFormat is what is known about the examples of one format.
type publicFormat struct {
	folder         string
	examples, read int
	refused        []refusedExamples
	silent         []string // read, and state no total of their own
}

type refusedExamples struct {
	why   string // the words of the refusal
	files string // patterns of paths, by blanks; each matches some file, and all it matches are refused
}

func readExample(file string) (totals int, err error) {
	raw, err := os.ReadFile(file)
	if err != nil {
		return 0, err
	}
	if ubl.Recognise(raw) {
		_, err = ubl.Parse("example", bytes.NewReader(raw))
		return 1, err // a document without the amount to be paid is refused
	}
	f, err := bankfile.Parse("example", bytes.NewReader(raw))
	if err != nil {
		return 0, err
	}
	return len(f.Totals), nil
}

func (p *publicFormat) check(t *testing.T, dir string) {
	unmet := map[string]bool{}
	for _, r := range p.refused {
		for _, pattern := range strings.Fields(r.files) {
			unmet[pattern] = true
		}
	}
	examples, read := 0, 0
	err := filepath.WalkDir(dir, func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		examples++
		rel, err := filepath.Rel(dir, file)
		if err != nil {
			return err
		}
		name := filepath.ToSlash(rel)
		expected, pattern, listed := p.expected(name)
		delete(unmet, pattern)
		totals, err := readExample(file)
		switch {
		case err != nil && !listed:
			t.Errorf("%s is refused: %v", name, err)
		case err != nil && !strings.Contains(err.Error(), expected):
			t.Errorf("%s is refused with %v, not for %q", name, err, expected)
		case err == nil && listed:
			t.Errorf("%s is read, and should be refused: %s", name, expected)
		case err == nil && (totals == 0) != slices.Contains(p.silent, name):
			t.Errorf("%s is held against %d totals of its own", name, totals)
		}
		if err == nil {
			read++
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for pattern := range unmet {
		t.Errorf("%s, listed as refused, is not among the examples", pattern)
	}
	if examples != p.examples || read != p.read {
		t.Errorf("%d of %d examples are read, not %d of %d", read, examples, p.read, p.examples)
	}
	t.Logf("%s: %d public examples, %d read with their totals agreeing, %d refused", p.folder, examples, read, examples-read)
}

// expected says why an example is refused, and by which line of the list.
func (p *publicFormat) expected(name string) (why, pattern string, listed bool) {
	for _, r := range p.refused {
		for _, pattern := range strings.Fields(r.files) {
			if match, err := path.Match(pattern, name); match && err == nil {
				return r.why, pattern, true
			}
		}
	}
	return "", "", false
}
