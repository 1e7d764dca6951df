package muster_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"strings"
	"testing"
)

// signs reads the closed choices from the source: there is no list to forget.
func signs(t *testing.T) map[string]string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "data_checks.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if typ, named := specType(spec, ok); !named || typ != "Sign" {
			return true
		}
		value, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
		if err != nil {
			t.Fatal(err)
		}
		found[spec.Names[0].Name] = value
		return true
	})
	return found
}

func specType(spec *ast.ValueSpec, ok bool) (string, bool) {
	if !ok {
		return "", false
	}
	id, ok := spec.Type.(*ast.Ident)
	if !ok {
		return "", false
	}
	return id.Name, true
}

// TestNoSignForWhatIsNeverScored: the flags of strength zero are how somebody
// looks, sounds, speaks, types or is called, and where they are from. What has
// no word cannot be recorded, so no word may stand for one.
func TestNoSignForWhatIsNeverScored(t *testing.T) {
	all := signs(t)
	if len(all) < 25 {
		t.Fatalf("only %d signs found: %v", len(all), all)
	}
	never := []string{
		"accent", "language", "english", "fluen", "speech", "speaks", "dialect", "look", "appear", "ethnic", "race", "racial", "skin", "national", "countr",
		"origin", "foreign", "name_", "_name_", "surname", "religio", "holiday", "keyboard", "layout", "asian", "korea", "china", "chinese", "russia",
		"gender", "age_", "disab", "nervous", "eye", "blink", "lip", "face", "hair", "background_noise", "hours", "timezone", "time_zone", "camera_off",
	}
	allowed := map[string]bool{"account_in_other_name_requested": true} // an account's name, not the person's
	seen := map[string]string{}
	for name, value := range all {
		if other, ok := seen[value]; ok {
			t.Errorf("%s and %s are one word", name, other)
		}
		seen[value] = name
		for _, word := range never {
			if strings.Contains(value, word) && !allowed[value] {
				t.Errorf("sign %s (%s) can express %q", name, value, word)
			}
		}
	}
}
