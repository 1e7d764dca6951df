package api

import (
	"context"
	"net/http"
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"muster"
)

// The scopes of keys. Each operation needs one; package casework lists them for
// those who make keys.
const (
	ObservationsWrite = "observations.write"
	SubjectsRead      = "subjects.read"
	FindingsRead      = "findings.read"
	CasesRead         = "cases.read"
	CasesWrite        = "cases.write"
	ChecksWrite       = "checks.write"
	PeopleWrite       = "people.write"
	RulesRead         = "rules.read"
	RulesWrite        = "rules.write"
	LedgerRead        = "ledger.read"
	EventsRead        = "events.read"
	ContextRead       = "context.read"

	// NoKey is the scope of what is answered without a key or a session.
	NoKey = "none"

	// anyScope is the scope of operations every key opens.
	anyScope = "any"
	// PeopleOnly is the scope of operations no key opens: somebody signs in.
	PeopleOnly = "people only"
)

// scopeOf is where an operation keeps its scope in its metadata.
const scopeOf = "scope"

// document is the beginning of the OpenAPI document. The library's own pages
// are off: they load from elsewhere.
func document(version string) huma.Config {
	if version == "" {
		version = "development"
	}
	schemas := huma.NewMapRegistry("#/components/schemas/", schemaName)
	aliasWords(schemas)
	c := huma.Config{
		OpenAPI: &huma.OpenAPI{
			OpenAPI: "3.1.0",
			Info: &huma.Info{
				Title: "Muster", Version: version,
				Description: "What the pages do, for programs. Reads are resources; what is done is an act, named as its ledger entry is. Every answer is masked for the one who asks. Nothing here decides about a person.",
				License:     &huma.License{Name: "Apache-2.0", Identifier: "Apache-2.0"},
			},
			Components: &huma.Components{
				Schemas: schemas,
				SecuritySchemes: map[string]*huma.SecurityScheme{
					"key":       {Type: "http", Scheme: "bearer", Description: "An API key. The scope an operation needs stands with it; the key's roles say whom and what it reaches."},
					"session":   {Type: "apiKey", In: "cookie", Name: "__Host-muster", Description: "The session of somebody signed in, from our own pages only. On a loopback address without TLS the cookie is muster_session."},
					"signature": {Type: "apiKey", In: "header", Name: "Muster-Signature", Description: "For systems that send: t=SECONDS,v1=HMAC-SHA-256 of the seconds, a full stop and the body, in hexadecimal; or the system's own signature."},
				},
			},
			Servers: []*huma.Server{{URL: "/", Description: "The server this document is from"}},
			Tags:    tags(),
		},
		Formats:       map[string]huma.Format{"application/json": format(), "json": format()},
		DefaultFormat: "application/json",

		RejectUnknownQueryParameters: true,
	}
	c.Transformers = []huma.Transformer{func(_ huma.Context, _ string, v any) (any, error) {
		if m, ok := v.(*huma.ErrorModel); ok {
			return refused(m), nil
		}
		return v, nil
	}}
	return c
}

func tags() []*huma.Tag {
	return []*huma.Tag{
		{Name: "Observations", Description: "Facts about people, sent in. Acknowledged means durable."},
		{Name: "People", Description: "One claimed identity each, with what is due and why."},
		{Name: "Checks", Description: "Verification steps, gates and interviews."},
		{Name: "Fairness", Description: "What a person is told, says and asks for; clocks and disputes."},
		{Name: "Groups", Description: "Records that may be of one person, and people on shared infrastructure."},
		{Name: "Cases", Description: "Restricted investigations, for their readers only."},
		{Name: "Work", Description: "What is due today; advice about pay and equipment, which stops nothing."},
		{Name: "Lists", Description: "Sanctions lists. A hit is a reason to put two sets of papers side by side, never more."},
		{Name: "Rules", Description: "Detectors, policy, retention and what is monitored."},
		{Name: "Ledger", Description: "What was done, provably."},
		{Name: "Settings", Description: "Users, keys, webhooks and the organisation."},
		{Name: "Events", Description: "What changes, as it changes."},
	}
}

// operation is the part of an operation all have in common.
func operation(method, path, id, tag, scope, summary, description string) huma.Operation {
	op := huma.Operation{
		Method: method, Path: path, OperationID: id, Tags: []string{tag}, Summary: summary, Description: description,
		Metadata: map[string]any{scopeOf: scope}, Extensions: map[string]any{"x-scope": scope},
		Security:  []map[string][]string{{"session": {}}},
		Responses: map[string]*huma.Response{"4XX": problemResponse(), "default": problemResponse()},
	}
	if scope != PeopleOnly {
		op.Security = append([]map[string][]string{{"key": {scope}}}, op.Security...)
	}
	return op
}

func get(path, id, tag, scope, summary, description string) huma.Operation {
	return operation(http.MethodGet, path, id, tag, scope, summary, description)
}

// problemResponse is what every operation may answer besides.
func problemResponse() *huma.Response {
	return &huma.Response{
		Description: "What is wrong, with what to do next",
		Headers: map[string]*huma.Param{
			"Retry-After": {Description: "Seconds to wait, with 429 and 503", Schema: &huma.Schema{Type: huma.TypeInteger}},
		},
		Content: map[string]*huma.MediaType{problemType: {Schema: &huma.Schema{Ref: "#/components/schemas/Problem"}}},
	}
}

// register adds an operation whose errors become problems.
func register[I, O any](h *Handler, op huma.Operation, do func(context.Context, *I) (*O, error)) {
	huma.Register(h.api, op, func(ctx context.Context, in *I) (*O, error) {
		out, err := do(ctx, in)
		if err != nil {
			p := problemOf(err)
			h.note(ctx, op.OperationID, p, err)
			return nil, p
		}
		return out, nil
	})
}

// one is a single resource with its tag.
type one[T any] struct {
	ETag string `header:"ETag" doc:"Names this state of the resource. Send it as If-None-Match to be told 304 when nothing changed, or as If-Match with an act."`
	Body T
}

// UnlessSame is a read that need not be answered when nothing changed.
type UnlessSame struct {
	IfNoneMatch string `header:"If-None-Match" maxLength:"400" doc:"Tags of what is held already: 304 when one of them still holds."`
}

// tagged answers with a resource and its tag, or with 304.
func tagged[T any](in *UnlessSame, version string, body T) (*one[T], error) {
	tag := tagOf(version, body)
	if in.IfNoneMatch != "" && matches(in.IfNoneMatch, tag) {
		p := problem(http.StatusNotModified, "", "nothing changed", "")
		p.headers = http.Header{"Etag": {tag}}
		return nil, p
	}
	return &one[T]{tag, body}, nil
}

// body is an answer that is no single resource.
type body[T any] struct{ Body T }

// SubjectPath names a person.
type SubjectPath struct {
	Subject muster.SubjectID `path:"subject" minLength:"1" maxLength:"512" doc:"The person's id."`
}

// nothing is a request without anything in it.
type nothing struct{}

// dataType is what the data of observations implements.
var dataType = reflect.TypeFor[muster.Data]()

// schemaName names a schema after its Go type. The data of observations would
// otherwise meet acts and records of the same name.
func schemaName(t reflect.Type, hint string) string {
	name := huma.DefaultSchemaNamer(t, hint)
	base := t
	for base.Kind() == reflect.Pointer {
		base = base.Elem()
	}
	if reflect.PointerTo(base).Implements(dataType) {
		return name + "Data"
	}
	if base.PkgPath() == "muster" && base.Kind() == reflect.Struct && (base.Name() == "Clearing" || base.Name() == "Recorded") {
		return "Record" + name
	}
	return name
}
