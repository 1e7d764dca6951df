package api

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"muster/casework"
)

// TestEveryAct compares the operations with the acts of package casework, read
// from its source: a new act without an operation fails here.
func TestEveryAct(t *testing.T) {
	var have []string
	for _, a := range acts() {
		have = append(have, a.name)
	}
	want := actNames(t)
	slices.Sort(have)
	for _, name := range want {
		// A reply is taken by the person concerned, with a link in place of a role;
		// a pay file is handed in whole, at an address of its own; what groups give
		// follows from a sign-in.
		if !slices.Contains(have, name) && name != "reply.take" && name != "payrun.check" && name != "user.roles_provided" {
			t.Errorf("the act %s has no operation: add it to actlist.go", name)
		}
	}
	for _, name := range have {
		if !slices.Contains(want, name) {
			t.Errorf("the operation %s is no act", name)
		}
	}
	if len(slices.Compact(have)) != len(acts()) {
		t.Error("an act stands twice in actlist.go")
	}
}

// actNames reads the names of all acts: what a method Name of a type that is
// performed returns.
func actNames(t *testing.T) []string {
	files, err := filepath.Glob("../casework/*.go")
	if err != nil || len(files) == 0 {
		t.Fatalf("no source of casework: %v", err)
	}
	names, performed := map[string]string{}, map[string]bool{}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		syntax, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range syntax.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok || f.Recv == nil {
				continue
			}
			of := receiver(f)
			switch f.Name.Name {
			case "perform":
				performed[of] = true
			case "Name":
				if text, ok := returned(f); ok {
					names[of] = text
				}
			}
		}
	}
	for of := range names {
		if !performed[of] {
			delete(names, of)
		}
	}
	if len(names) < 50 {
		t.Fatalf("only %d acts found; has their form changed?", len(names))
	}
	return slices.Sorted(maps.Values(names))
}

func receiver(f *ast.FuncDecl) string {
	e := f.Recv.List[0].Type
	if star, ok := e.(*ast.StarExpr); ok {
		e = star.X
	}
	id, _ := e.(*ast.Ident)
	if id == nil {
		return ""
	}
	return id.Name
}

// returned is the text a function returns when that is all it does.
func returned(f *ast.FuncDecl) (string, bool) {
	if len(f.Body.List) != 1 {
		return "", false
	}
	r, ok := f.Body.List[0].(*ast.ReturnStmt)
	if !ok || len(r.Results) != 1 {
		return "", false
	}
	lit, ok := r.Results[0].(*ast.BasicLit)
	if !ok {
		return "", false
	}
	text, err := strconv.Unquote(lit.Value)
	return text, err == nil
}

// TestScopesAreKnown compares the scopes of operations with those keys can have.
func TestScopesAreKnown(t *testing.T) {
	ours := []string{ObservationsWrite, SubjectsRead, FindingsRead, CasesRead, CasesWrite, ChecksWrite, PeopleWrite, RulesRead, RulesWrite, LedgerRead, EventsRead, ContextRead}
	theirs := casework.KeyScopes()
	slices.Sort(ours)
	slices.Sort(theirs)
	if !slices.Equal(ours, theirs) {
		t.Errorf("scopes here %v, of keys %v", ours, theirs)
	}
}

// TestCursor reads what it wrote, and nothing of another list.
func TestCursor(t *testing.T) {
	q := SubjectQuery{Words: "zorn"}
	at, err := after(q, cursor(q, "A-1"))
	if err != nil || at != "A-1" {
		t.Errorf("read %q, %v", at, err)
	}
	for _, bad := range []string{cursor(SubjectQuery{}, "A-1"), "rubbish", "====", cursor(q, "A\x00")} {
		if at, err := after(q, bad); err == nil {
			t.Errorf("%q was read as %q", bad, at)
		}
	}
	if cursor(q, "") != "" {
		t.Error("the last page has a cursor")
	}
}

func FuzzStrict(f *testing.F) {
	for _, s := range []string{`{"a":[1,"x",null,true]}`, `{"a":1,"a":2}`, `[[[[`, `"\u0000"`, "{} {}", "", `{"a":1e999}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if strict(b) != nil {
			return
		}
		var v any
		if err := format().Unmarshal(b, &v); err != nil {
			t.Errorf("strict let %q pass, and it cannot be read: %v", b, err)
		}
	})
}

func FuzzCursor(f *testing.F) {
	f.Add("A-1")
	f.Add("")
	f.Fuzz(func(t *testing.T, s string) {
		q := SubjectQuery{}
		if at, err := after(q, s); err == nil && s != "" && cursor(q, at) == "" {
			t.Errorf("%q names no place", s)
		}
	})
}
