package signals_test

import (
	"bytes"
	"path/filepath"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"muster/connect/connecttest"
	"muster/connect/signals"
)

func TestContract(t *testing.T) {
	connecttest.Run(t, connecttest.Case{System: signals.New()})
}

// TestSchema holds the schema and the reader together: what is read keeps to the
// schema, and what the schema refuses is not read.
func TestSchema(t *testing.T) {
	schema, err := jsonschema.NewCompiler().Compile(filepath.Join("..", "..", "schemas", "signal.schema.json"))
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range connecttest.Samples(t, "testdata") {
		record, err := jsonschema.UnmarshalJSON(bytes.NewReader(s.Record))
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(record); (err != nil) != s.Unknown {
			t.Errorf("%s: %v", s.Note, err)
		}
	}
}
