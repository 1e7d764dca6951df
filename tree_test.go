package muster_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"strings"
	"testing"
)

// goFile is one parsed Go file of this module.
type goFile struct {
	path   string // slash-separated, from the module's root
	folder string // "." for the root
	test   bool
	lines  int
	syntax *ast.File
}

// tree parses every Go file of the module, without asking the go command, so
// that files for other systems are looked at too.
func tree(t *testing.T) (*token.FileSet, []goFile) {
	t.Helper()
	fset := token.NewFileSet()
	var files []goFile
	err := filepath.WalkDir(".", func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if skipFolder(p, d.Name()) {
				return filepath.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(p, ".go") {
			return nil
		}
		syntax, err := parser.ParseFile(fset, p, nil, parser.ParseComments)
		if err != nil {
			return err
		}
		slash := filepath.ToSlash(p)
		files = append(files, goFile{
			path: slash, folder: path.Dir(slash), test: strings.HasSuffix(p, "_test.go"),
			lines: fset.File(syntax.FileStart).LineCount(), syntax: syntax,
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 10 {
		t.Fatalf("only %d Go files found: the tests must run in the module's root", len(files))
	}
	return fset, files
}

// skipFolder leaves out what is not this module's code: version control,
// test data, and tools, which are modules of their own.
func skipFolder(p, name string) bool {
	return p != "." && (strings.HasPrefix(name, ".") || name == "testdata" || name == "node_modules" || filepath.ToSlash(p) == "tools")
}
