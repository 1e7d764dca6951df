package ingest

import (
	"bytes"
	"encoding/json"
	"flag"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"muster"
)

var update = flag.Bool("update", false, "write the generated schema")

const schemaFile = "../schemas/observation.schema.json"

func TestSchemaFileIsInStep(t *testing.T) {
	want, err := ObservationSchema()
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(schemaFile, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("schemas/observation.schema.json is not what the types say; run: go test ./ingest -run Schema -update")
	}
}

func compiledSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	raw, err := ObservationSchema()
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource(schemaID, doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile(schemaID)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// What ingest makes of files follows the schema, and what the schema refuses
// is refused when read.
func TestSchemaHoldsForWhatIsRead(t *testing.T) {
	schema := compiledSchema(t)
	b := mustRead(t, "../examples/harbour", Options{})
	n := 0
	for i := range b.Len() {
		list, err := b.Observations(i, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range list {
			text, err := json.Marshal(o)
			if err != nil {
				t.Fatal(err)
			}
			v, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
			if err != nil {
				t.Fatal(err)
			}
			if err := schema.Validate(v); err != nil {
				t.Errorf("%s %s: %v", o.Subject, o.Kind(), err)
			}
			n++
		}
	}
	if n == 0 {
		t.Error("no observation was checked")
	}
}

func TestObservationFormRejects(t *testing.T) {
	schema := compiledSchema(t)
	lines := []struct {
		text string
		good bool
	}{
		{`{"subject":"E1","kind":"person","data":{"full_name":"Ada Moor","started":"2024-05-06","contact":{"emails":["ada@example.com"]}}}`, true},
		{`{"subject":"E1","kind":"check","data":{"type":"identity","outcome":"passed","done":"2024-05-07T10:00:00+01:00"}}`, true},
		{`{"subject":"E1","kind":"person","data":{"nationality":"none of our business"}}`, false},
		{`{"subject":"E1","kind":"opinion","data":{}}`, false},
		{`{"subject":"","kind":"person","data":{}}`, false},
		{`{"subject":"E2","kind":"check","data":{"type":"horoscope"}}`, false},
		{`{"subject":"E2","kind":"person","data":{"started":"03/04/2026"}}`, false},
		{`{"subject":"E2","kind":"person","date":{}}`, false},
	}
	var file bytes.Buffer
	good := 0
	for _, l := range lines {
		file.WriteString(l.text + "\n")
		v, err := jsonschema.UnmarshalJSON(bytes.NewReader([]byte(l.text)))
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(v); (err == nil) != l.good {
			t.Errorf("%s: schema says %v", l.text, err)
		}
		if l.good {
			good++
		}
	}
	b := mustRead(t, folder(t, map[string]string{"own.jsonl": file.String()}), Options{})
	if b.Read != good || len(b.Rejects) != len(lines)-good {
		t.Errorf("read %d, rejects %v", b.Read, b.Rejects)
	}
	if b.Len() != 1 || len(observed(t, b)["E1"]) != 2 {
		t.Errorf("subjects %v", subjects(b))
	}
}

// Every constant of a closed type of the root package can be written in a cell.
func TestVocabulariesKnowEveryConstant(t *testing.T) {
	byName := map[string]map[string]string{}
	for typ, words := range vocabularies() {
		byName[typ.Name()] = words
	}
	names, err := filepath.Glob("../*.go")
	if err != nil || len(names) == 0 {
		t.Fatalf("no files of the root package found: %v", err)
	}
	files := make([]*ast.File, len(names))
	for i, name := range names {
		if files[i], err = parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution); err != nil {
			t.Fatal(err)
		}
	}
	checked := 0
	for _, f := range files {
		for _, d := range f.Decls {
			g, ok := d.(*ast.GenDecl)
			if !ok || g.Tok != token.CONST {
				continue
			}
			for _, spec := range g.Specs {
				v := spec.(*ast.ValueSpec)
				typ, ok := v.Type.(*ast.Ident)
				if !ok || byName[typ.Name] == nil || len(v.Values) != 1 {
					continue
				}
				value, err := strconv.Unquote(v.Values[0].(*ast.BasicLit).Value)
				if err != nil {
					t.Fatal(err)
				}
				if value == "" || typ.Name == "ArtefactKind" {
					continue // indicators have the kinds that can be published
				}
				if byName[typ.Name][foldHeader(value)] != value {
					t.Errorf("%s %q has no word", typ.Name, value)
				}
				checked++
			}
		}
	}
	if checked < 80 {
		t.Errorf("only %d constants were found", checked)
	}
}

// Every path in the dictionaries leads somewhere, and every field of a row can
// be reached by a header.
func TestDictionariesReachEveryField(t *testing.T) {
	for _, spec := range kindSpecs() {
		fields := fieldsOf(reflect.TypeOf(spec.make()).Elem())
		named := map[string]bool{}
		for _, f := range spec.fields {
			f.path = strings.TrimPrefix(f.path, softly)
			named[f.path] = true
			if fields[f.path] == nil && f.path[0] != '@' {
				t.Errorf("%s: no field %s", spec.name, f.path)
			}
		}
		for path := range fields {
			if !named[path] && !reachedOtherwise(spec.name, path) {
				t.Errorf("%s: field %s has no header", spec.name, path)
			}
		}
	}
}

// reachedOtherwise lists the fields that no column fills: they are read from
// files, or belong to another kind's wording.
func reachedOtherwise(kind TableKind, path string) bool {
	switch {
	case kind == Documents && (path == "file" || len(path) > 11 && path[:11] == "file_facts."):
		return true
	}
	return false
}

var _ muster.Population = (*Batch)(nil)
