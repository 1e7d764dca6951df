package api

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"html/template"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/danielgtaylor/huma/v2"
)

//go:embed page.tmpl
var pageTemplate string

//go:embed style.css
var pageStyle []byte

// pagePolicy admits our own style and nothing else: the page needs no script.
const pagePolicy = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// describe completes the document, once everything is registered. Its text and
// its page are written when first asked for: most servers never are.
func (h *Handler) describe() {
	describeOpen(h)
	doc := h.api.OpenAPI()
	schemas := doc.Components.Schemas.Map()
	delete(schemas, "ErrorModel") // the library's own form of errors, which ours replaces
	delete(schemas, "ErrorDetail")
	exemplify(doc)
	h.doc = sync.OnceValues(func() ([]byte, error) { return json.Marshal(doc) })
	h.page = sync.OnceValues(func() ([]byte, error) {
		t, err := template.New("page").Parse(pageTemplate)
		if err != nil {
			return nil, err
		}
		var b bytes.Buffer
		err = t.Execute(&b, manual(doc))
		return b.Bytes(), err
	})
}

// manualPage is the readable form of the document.
type manualPage struct {
	Title, Version, Says string
	Sections             []section
	Schemas              []schemaText
}

type section struct {
	Name, Says string
	Operations []operationText
}

type operationText struct {
	ID, Method, Path, Summary, Says, Scope string
	Params                                 []paramText
	Takes, Gives                           []bodyText
	Call                                   string // as it is typed
}

type paramText struct {
	Name, In, Type, Says string
	Required             bool
}

type bodyText struct{ When, Type, Schema, Anchor string }

type schemaText struct {
	Name, Says string
	Fields     []paramText
}

func manual(doc *huma.OpenAPI) *manualPage {
	p := &manualPage{Title: doc.Info.Title, Version: doc.Info.Version, Says: doc.Info.Description}
	by := map[string][]operationText{}
	for _, path := range slices.Sorted(maps.Keys(doc.Paths)) {
		item := doc.Paths[path]
		for _, op := range []*huma.Operation{item.Get, item.Post} {
			if op != nil {
				by[op.Tags[0]] = append(by[op.Tags[0]], operationOf(op))
			}
		}
	}
	for _, tag := range doc.Tags {
		p.Sections = append(p.Sections, section{tag.Name, tag.Description, by[tag.Name]})
	}
	schemas := doc.Components.Schemas.Map()
	for _, name := range slices.Sorted(maps.Keys(schemas)) {
		p.Schemas = append(p.Schemas, schemaOf(name, schemas[name]))
	}
	return p
}

func operationOf(op *huma.Operation) operationText {
	t := operationText{ID: op.OperationID, Method: op.Method, Path: op.Path, Summary: op.Summary, Says: op.Description}
	t.Scope, _ = op.Metadata[scopeOf].(string)
	if calls, ok := op.Extensions["x-codeSamples"].([]map[string]string); ok {
		t.Call = calls[0]["source"]
	}
	for _, p := range op.Parameters {
		says := p.Description
		if p.Schema != nil && says == "" {
			says = p.Schema.Description
		}
		t.Params = append(t.Params, paramText{p.Name, p.In, typeText(p.Schema), says, p.Required})
	}
	if op.RequestBody != nil {
		t.Takes = bodies("", op.RequestBody.Content)
	}
	for _, status := range slices.Sorted(maps.Keys(op.Responses)) {
		if status == "4XX" {
			continue // the same as default
		}
		t.Gives = append(t.Gives, bodies(status, op.Responses[status].Content)...)
	}
	return t
}

func bodies(when string, content map[string]*huma.MediaType) []bodyText {
	var list []bodyText
	for _, kind := range slices.Sorted(maps.Keys(content)) {
		s := content[kind].Schema
		list = append(list, bodyText{when, kind, typeText(s), refName(s)})
	}
	return list
}

func schemaOf(name string, s *huma.Schema) schemaText {
	t := schemaText{Name: name, Says: s.Description}
	for _, field := range slices.Sorted(maps.Keys(s.Properties)) {
		of := s.Properties[field]
		t.Fields = append(t.Fields, paramText{field, refName(of), typeText(of), of.Description, slices.Contains(s.Required, field)})
	}
	return t
}

func refName(s *huma.Schema) string {
	for s != nil {
		if s.Ref != "" {
			return strings.TrimPrefix(s.Ref, "#/components/schemas/")
		}
		s = s.Items
	}
	return ""
}

// typeText says a type in a few words.
func typeText(s *huma.Schema) string {
	switch {
	case s == nil:
		return ""
	case s.Ref != "":
		return refName(s)
	case s.Type == huma.TypeArray:
		return "list of " + typeText(s.Items)
	case len(s.Enum) > 0:
		var words []string
		for _, v := range s.Enum {
			if text, ok := v.(string); ok && text != "" {
				words = append(words, text)
			}
		}
		return strings.Join(words, " | ")
	case len(s.AnyOf) > 0:
		var words []string
		for _, one := range s.AnyOf {
			words = append(words, typeText(one))
		}
		return strings.Join(words, " | ")
	case s.Format != "":
		return s.Type + " (" + s.Format + ")"
	}
	return s.Type
}

func (h *Handler) serveDocument(w http.ResponseWriter, r *http.Request) {
	text, err := h.doc()
	if err != nil {
		h.fail(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "application/openapi+json")
	_, _ = w.Write(text) // the reader may have gone away
}

func (h *Handler) servePage(w http.ResponseWriter, r *http.Request) {
	text, err := h.page()
	if err != nil {
		h.fail(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", pagePolicy)
	_, _ = w.Write(text)
}

func (h *Handler) serveStyle(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/css; charset=utf-8")
	_, _ = w.Write(pageStyle)
}
