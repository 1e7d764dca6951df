package muster_test

import (
	"go/ast"
	"go/token"
	"slices"
	"strings"
	"testing"
)

// badNames are package names that say nothing.
var badNames = []string{"util", "utils", "common", "helpers", "types", "models", "core", "base", "misc"}

func TestDocs(t *testing.T) {
	fset, files := tree(t)
	documented, name := map[string]bool{}, map[string]string{}
	for _, f := range files {
		if f.test {
			continue
		}
		name[f.folder] = f.syntax.Name.Name
		documented[f.folder] = documented[f.folder] || f.syntax.Doc != nil
		for _, decl := range f.syntax.Decls {
			for _, what := range undocumented(decl) {
				t.Errorf("%s: %s has no doc comment", fset.Position(decl.Pos()), what)
			}
			if fn, ok := decl.(*ast.FuncDecl); ok && fn.Name.Name == "init" && fn.Recv == nil {
				t.Errorf("%s: no init functions", fset.Position(decl.Pos()))
			}
		}
	}
	for folder, n := range name {
		if !documented[folder] {
			t.Errorf("package %s (%s) has no package doc", n, folder)
		}
		if slices.Contains(badNames, n) {
			t.Errorf("package %s (%s): the name says nothing", n, folder)
		}
	}
}

// undocumented returns the exported names a declaration leaves without a
// comment. A comment over a group of constants or variables counts for all.
func undocumented(decl ast.Decl) []string {
	switch d := decl.(type) {
	case *ast.FuncDecl:
		if d.Name.IsExported() && d.Doc == nil && receiverExported(d) {
			return []string{d.Name.Name}
		}
	case *ast.GenDecl:
		return undocumentedSpecs(d)
	}
	return nil
}

func undocumentedSpecs(d *ast.GenDecl) []string {
	var names []string
	for _, spec := range d.Specs {
		switch s := spec.(type) {
		case *ast.TypeSpec:
			if s.Name.IsExported() && s.Doc == nil && (d.Doc == nil || len(d.Specs) > 1) {
				names = append(names, s.Name.Name)
			}
		case *ast.ValueSpec:
			if d.Doc == nil && s.Doc == nil && s.Comment == nil && slices.ContainsFunc(s.Names, (*ast.Ident).IsExported) {
				names = append(names, s.Names[0].Name)
			}
		}
	}
	return names
}

func receiverExported(d *ast.FuncDecl) bool {
	if d.Recv == nil {
		return true
	}
	typ := d.Recv.List[0].Type
	for {
		switch x := typ.(type) {
		case *ast.StarExpr:
			typ = x.X
		case *ast.IndexExpr:
			typ = x.X
		case *ast.IndexListExpr:
			typ = x.X
		case *ast.Ident:
			return x.IsExported()
		default:
			return true
		}
	}
}

// The budgets of a file, a function and an interface, outside tests.
const (
	maxFileLines     = 500
	maxFunctionLines = 60
	maxMethods       = 5
)

func TestBudgets(t *testing.T) {
	fset, files := tree(t)
	for _, f := range files {
		if f.test {
			continue
		}
		if f.lines > maxFileLines+1 { // a final line break counts as a line
			t.Errorf("%s: %d lines, more than %d", f.path, f.lines, maxFileLines)
		}
		ast.Inspect(f.syntax, func(n ast.Node) bool {
			checkBudget(t, fset, n)
			return true
		})
	}
}

func checkBudget(t *testing.T, fset *token.FileSet, n ast.Node) {
	t.Helper()
	switch x := n.(type) {
	case *ast.FuncDecl:
		lines := fset.Position(x.End()).Line - fset.Position(x.Pos()).Line + 1
		if lines > maxFunctionLines {
			t.Errorf("%s: %s has %d lines, more than %d", fset.Position(x.Pos()), x.Name.Name, lines, maxFunctionLines)
		}
	case *ast.InterfaceType:
		if x.Methods.NumFields() > maxMethods {
			t.Errorf("%s: interface with %d methods, more than %d", fset.Position(x.Pos()), x.Methods.NumFields(), maxMethods)
		}
	}
}

// clockReads are calls of the time package that read the clock.
var clockReads = []string{"Now", "Since", "Until", "After", "Tick", "NewTimer", "NewTicker", "Sleep"}

func TestPureFoldersReadNoClock(t *testing.T) {
	fset, files := tree(t)
	for _, f := range files {
		r := rowOf(f.folder)
		if f.test || r == nil || !r.pure {
			continue
		}
		ast.Inspect(f.syntax, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if pkg, ok := sel.X.(*ast.Ident); ok && pkg.Name == "time" && slices.Contains(clockReads, sel.Sel.Name) {
				t.Errorf("%s: time.%s in a pure folder", fset.Position(n.Pos()), sel.Sel.Name)
			}
			return true
		})
	}
}

func TestCommentsNameNoUnfinishedWork(t *testing.T) {
	fset, files := tree(t)
	marks := []string{"TO" + "DO", "FIX" + "ME", "X" + "XX:"}
	for _, f := range files {
		for _, group := range f.syntax.Comments {
			for _, mark := range marks {
				if strings.Contains(group.Text(), mark) {
					t.Errorf("%s: %s in a comment: do it or say in the changelog that it is not done", fset.Position(group.Pos()), mark)
				}
			}
		}
	}
}
