package answer

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"strings"
	"testing"

	"muster"
)

// TestStatus compares with the codes there are: what is wrong with a request is
// never said to be our fault, and what is our fault never theirs.
func TestStatus(t *testing.T) {
	syntax, err := parser.ParseFile(token.NewFileSet(), "../../error.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	ast.Inspect(syntax, func(node ast.Node) bool {
		v, ok := node.(*ast.ValueSpec)
		if !ok || len(v.Values) != 1 || !strings.HasPrefix(v.Names[0].Name, "Code") {
			return true
		}
		lit, ok := v.Values[0].(*ast.BasicLit)
		if !ok {
			return true
		}
		text, err := strconv.Unquote(lit.Value)
		if err != nil {
			t.Fatal(err)
		}
		n++
		code := muster.Code(text)
		status := Status(code)
		ours := code == muster.CodeInternal || code == muster.CodeTimeout
		if ours != (status >= 500) || status < 400 {
			t.Errorf("%s is answered with %d", code, status)
		}
		return true
	})
	if n < 8 {
		t.Fatalf("only %d codes were found", n)
	}
}
