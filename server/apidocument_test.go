package server

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// TestEveryOperationIsDescribed holds that each operation says what it does, what
// scope it needs and how it is called, that its example is one its schema takes,
// and that the page shows it.
func TestEveryOperationIsDescribed(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	status, raw := in.browser(t).get("/openapi.json")
	_, page := in.browser(t).get("/api")
	var doc struct {
		Servers []map[string]any `json:"servers"`
		Paths   map[string]map[string]struct {
			ID          string            `json:"operationId"`
			Description string            `json:"description"`
			Scope       string            `json:"x-scope"`
			Calls       []json.RawMessage `json:"x-codeSamples"`
			Body        struct {
				Content map[string]struct {
					Example any `json:"example"`
				} `json:"content"`
			} `json:"requestBody"`
		} `json:"paths"`
	}
	if err := json.Unmarshal([]byte(raw), &doc); err != nil || status != http.StatusOK || len(doc.Servers) != 1 {
		t.Fatalf("%d: %v", status, err)
	}
	resource, err := jsonschema.UnmarshalJSON(strings.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	c.AssertFormat()
	if err := c.AddResource("https://muster.example/openapi.json", resource); err != nil {
		t.Fatal(err)
	}
	point := func(s string) string {
		return url.PathEscape(strings.NewReplacer("~", "~0", "/", "~1").Replace(s))
	}
	bodies := 0
	for path, methods := range doc.Paths {
		for method, op := range methods {
			if op.Description == "" || op.Scope == "" || len(op.Calls) != 1 {
				t.Errorf("%s is not described: %+v", op.ID, op)
			}
			if !strings.Contains(page, `<article id="`+op.ID+`">`) {
				t.Errorf("%s is not on the page", op.ID)
			}
			body, ok := op.Body.Content["application/json"]
			if !ok || path == "/v1/signals/{id}" { // in the sender's own form
				continue
			}
			schema, err := c.Compile("https://muster.example/openapi.json#/paths/" + point(path) + "/" + method + "/requestBody/content/application~1json/schema")
			if err != nil {
				t.Fatal(err)
			}
			text, err := json.Marshal(body.Example)
			if err != nil {
				t.Fatal(err)
			}
			v, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
			if err == nil {
				err = schema.Validate(v)
			}
			if bodies++; err != nil || string(text) == "null" {
				t.Errorf("%s: its example is not one: %v: %s", op.ID, err, text)
			}
		}
	}
	if bodies < 60 {
		t.Errorf("only %d examples were looked at", bodies)
	}
}
