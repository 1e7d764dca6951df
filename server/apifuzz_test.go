package server

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"muster/api"
	"muster/casework"
)

// attacker sends every operation of the document with values that fit it,
// values that nearly fit it, and hostile ones, and holds each answer against
// what is documented.
type attacker struct {
	t       testing.TB
	handler http.Handler
	host    string
	keys    []string
	doc     map[string]any
	schemas map[string]*jsonschema.Schema
	dice    *rand.Rand
	known   []string // ids that exist
	marks   []string // cursors and tags that answers gave
	used    []string // idempotency keys
	seen    map[int]int
}

// operationAt is one operation as the document describes it.
type operationAt struct {
	method, path string
	op           map[string]any
}

func (in *installation) attacker(t testing.TB, seed uint64) (*attacker, []operationAt) {
	t.Helper()
	a := &attacker{t: t, handler: in.Handler(), host: strings.TrimPrefix(in.site.URL, "http://"), dice: rand.New(rand.NewPCG(seed, 7)), seen: map[int]int{}, schemas: map[string]*jsonschema.Schema{}}
	lead := in.program(t, everyScope(), lead())
	raw := lead.get("/openapi.json").body
	if err := json.Unmarshal(raw, &a.doc); err != nil {
		t.Fatal(err)
	}
	resource, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	if err := c.AddResource("https://muster.example/openapi.json", resource); err != nil {
		t.Fatal(err)
	}
	a.compile(c)
	a.prepare(in, lead)
	a.keys = []string{lead.key, in.program(t, everyScope(), casework.Grant{Role: casework.Auditor}).key, in.program(t, []string{"subjects.read"}, casework.Grant{Role: casework.Recruiter}).key, "nobody"}
	var ops []operationAt
	for path, methods := range a.doc["paths"].(map[string]any) {
		for method, op := range methods.(map[string]any) {
			if o := op.(map[string]any); o["operationId"] != "events.follow" { // it does not end; TestAPIEvents reads it
				ops = append(ops, operationAt{strings.ToUpper(method), path, o})
			}
		}
	}
	slices.SortFunc(ops, func(x, y operationAt) int { return strings.Compare(x.path+x.method, y.path+y.method) })
	return a, ops
}

// compile prepares the schema of every documented answer.
func (a *attacker) compile(c *jsonschema.Compiler) {
	for path, methods := range a.doc["paths"].(map[string]any) {
		for method, op := range methods.(map[string]any) {
			for status, response := range op.(map[string]any)["responses"].(map[string]any) {
				content, _ := response.(map[string]any)["content"].(map[string]any)
				for kind := range content {
					at := []string{"paths", path, method, "responses", status, "content", kind, "schema"}
					for i := range at {
						at[i] = url.PathEscape(strings.NewReplacer("~", "~0", "/", "~1").Replace(at[i]))
					}
					schema, err := c.Compile("https://muster.example/openapi.json#/" + strings.Join(at, "/"))
					if err != nil {
						a.t.Fatalf("%s %s %s: %v", method, path, status, err)
					}
					a.schemas[strings.ToUpper(method)+" "+path+" "+status+" "+kind] = schema
				}
			}
		}
	}
}

// prepare puts something of each kind on record, so that requests meet it.
func (a *attacker) prepare(in *installation, p *program) {
	a.known = []string{"A-1", "A-2"}
	for i, name := range []string{"Quilla Zorn", "Wim Yarrow"} {
		p.send("POST", "/v1/observations", applicant(a.known[i], name, "+44 20 7946 0911")).want(a.t, name, http.StatusCreated)
	}
	if _, err := in.settle(a.t.Context()); err != nil {
		a.t.Fatal(err)
	}
	for name, body := range map[string]string{
		"check.request": `{"subject":"A-1","type":"identity","code":"finding"}`, "case.open": `{"title":"Dates","people":["A-1"],"reason":"two records differ"}`,
		"complaint.open": `{"subject":"A-1","text":"This is unfair."}`, "agreement.record": `{"kind":"travel","subject":"A-1","what":"Lisbon","until":"2027-01-01","reason":"agreed with their manager"}`,
		"subject.export": `{"subject":"A-1","reason":"they asked for their copy"}`,
	} {
		r := p.act(name, body)
		r.want(a.t, name, http.StatusOK)
		if id, _ := r.field(a.t, "id").(string); id != "" {
			a.known = append(a.known, id)
		}
	}
}

// hostile are texts that broke other programs.
func hostile() []string {
	return []string{
		"", " ", "\u0000", "'; drop table subjects; --", `" or 1=1`, "../../etc/passwd", "%2e%2e%2f", "<script>alert(1)</script>", "{{.}}", "\u202e\u200b", "💥", "\xff\xfe",
		strings.Repeat("a", 10_000), strings.Repeat("💥", 300), "-1", "9223372036854775808", "1e400", "NaN", "null", "2026-13-45", "0000-00-00", "9999-12-31T23:59:59Z", "=cmd()", "\r\nSet-Cookie: a=b", "A-1\nB",
	}
}

func (a *attacker) text() string {
	list := hostile()
	switch a.dice.IntN(3) {
	case 0:
		return list[a.dice.IntN(len(list))]
	case 1:
		return a.known[a.dice.IntN(len(a.known))]
	}
	return "A plain sentence that says enough."
}

// value makes a value for a schema; wild says how often it does not fit.
func (a *attacker) value(schema map[string]any, depth int, wild float64) any {
	if ref, ok := schema["$ref"].(string); ok {
		name := strings.TrimPrefix(ref, "#/components/schemas/")
		schema = a.doc["components"].(map[string]any)["schemas"].(map[string]any)[name].(map[string]any)
	}
	if a.dice.Float64() < wild {
		return []any{nil, true, -1, 1e30, 0.5, a.text(), []any{}, map[string]any{"surprise": 1}, []any{[]any{[]any{}}}}[a.dice.IntN(9)]
	}
	if list, ok := schema["enum"].([]any); ok && a.dice.IntN(8) > 0 {
		return list[a.dice.IntN(len(list))]
	}
	if list, ok := schema["anyOf"].([]any); ok {
		return a.value(list[a.dice.IntN(len(list))].(map[string]any), depth, wild)
	}
	kind := schema["type"]
	if list, ok := kind.([]any); ok {
		kind = list[0]
	}
	switch kind {
	case "object":
		return a.object(schema, depth, wild)
	case "array":
		out := []any{}
		items, _ := schema["items"].(map[string]any)
		for range a.dice.IntN(4) {
			if depth < 6 && items != nil {
				out = append(out, a.value(items, depth+1, wild))
			}
		}
		return out
	case "integer":
		return []any{0, 1, 7, -5, 1 << 40, 3.7}[a.dice.IntN(6)]
	case "number":
		return a.dice.Float64()
	case "boolean":
		return a.dice.IntN(2) == 0
	}
	return a.string(schema)
}

func (a *attacker) string(schema map[string]any) any {
	if list, ok := schema["examples"].([]any); ok && a.dice.IntN(4) > 0 {
		return list[0]
	}
	if schema["format"] == "date-time" && a.dice.IntN(4) > 0 {
		return []string{"2027-01-01T00:00:00Z", "2026-11-20T10:00:00+01:00", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"}[a.dice.IntN(4)]
	}
	return a.text()
}

func (a *attacker) object(schema map[string]any, depth int, wild float64) any {
	out := map[string]any{}
	required, _ := schema["required"].([]any)
	properties, _ := schema["properties"].(map[string]any)
	for _, name := range slices.Sorted(mapKeys(properties)) {
		needed := slices.Contains(required, any(name))
		if depth > 6 || !needed && a.dice.IntN(3) == 0 || needed && a.dice.Float64() < wild {
			continue
		}
		out[name] = a.value(properties[name].(map[string]any), depth+1, wild)
	}
	if more, ok := schema["additionalProperties"].(map[string]any); ok {
		out[a.text()] = a.value(more, depth+1, wild)
	}
	if a.dice.Float64() < wild {
		out["surprise"] = a.text()
	}
	return out
}

func mapKeys(m map[string]any) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// request makes a request for an operation.
func (a *attacker) request(o *operationAt) *http.Request {
	wild := []float64{0, 0.02, 0.1, 0.5}[a.dice.IntN(4)]
	path, query, header := o.path, url.Values{}, http.Header{}
	params, _ := o.op["parameters"].([]any)
	for _, p := range params {
		param := p.(map[string]any)
		schema, _ := param["schema"].(map[string]any)
		value := fmt.Sprint(a.value(schema, 0, wild))
		name := param["name"].(string)
		if slices.Contains([]string{"cursor", "after", "If-Match", "If-None-Match"}, name) {
			value = a.mark(value)
		}
		switch param["in"] {
		case "path":
			path = strings.ReplaceAll(path, "{"+name+"}", url.PathEscape(value))
		case "query":
			if param["required"] == true || a.dice.IntN(2) == 0 {
				query.Set(name, value)
			}
		case "header":
			if name == "Idempotency-Key" && a.dice.IntN(10) > 0 {
				value = a.key()
			}
			if param["required"] == true || a.dice.IntN(4) == 0 {
				header.Set(name, strings.NewReplacer("\r", "", "\n", "", "\x00", "").Replace(value))
			}
		}
	}
	if a.dice.Float64() < wild {
		query.Set(a.text(), a.text())
	}
	body, kind := a.body(o, wild)
	to := &url.URL{Scheme: "http", Host: a.host}
	r, err := http.NewRequest(o.method, to.String()+path+"?"+query.Encode(), body)
	if err != nil {
		r, err = http.NewRequest(o.method, to.String()+"/v1/none", nil)
		if err != nil {
			a.t.Fatal(err)
		}
	}
	for name, values := range header {
		r.Header[name] = values
	}
	r.RemoteAddr, r.RequestURI = fmt.Sprintf("192.0.2.%d:1", a.dice.IntN(250)), r.URL.RequestURI()
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	r.Header.Set("Authorization", "Bearer "+a.keys[min(a.dice.IntN(12), len(a.keys)-1)%len(a.keys)])
	if a.dice.IntN(3) > 0 {
		r.Header.Set("Authorization", "Bearer "+a.keys[0])
	}
	return r
}

// key is a fresh idempotency key, or one of another act.
func (a *attacker) key() string {
	if len(a.used) > 0 && a.dice.IntN(6) == 0 {
		return a.used[a.dice.IntN(len(a.used))]
	}
	a.used = append(a.used, newKey())
	return a.used[len(a.used)-1]
}

// mark is a cursor or a tag: one that an answer gave, as it was or forged, or
// else what the schema makes.
func (a *attacker) mark(value string) string {
	if len(a.marks) == 0 || a.dice.IntN(4) == 0 {
		return value
	}
	mark := a.marks[a.dice.IntN(len(a.marks))]
	at := a.dice.IntN(len(mark))
	return []string{mark, mark, mark[:at], mark + "A", mark[:at] + "_" + mark[at:], "W/" + mark, mark + "," + mark}[a.dice.IntN(7)]
}

// marked remembers what an answer gave to go on with.
func (a *attacker) marked(w *httptest.ResponseRecorder) {
	if tag := w.Header().Get("Etag"); tag != "" {
		a.marks = append(a.marks, tag)
	}
	var page struct {
		Next string `json:"next"`
	}
	if json.Unmarshal(w.Body.Bytes(), &page) == nil && page.Next != "" {
		a.marks = append(a.marks, page.Next)
	}
}

// body makes a body for an operation, "" for none.
func (a *attacker) body(o *operationAt, wild float64) (io.Reader, string) {
	takes, ok := o.op["requestBody"].(map[string]any)
	if !ok {
		return nil, ""
	}
	content := takes["content"].(map[string]any)
	kinds := slices.Sorted(mapKeys(content))
	kind := kinds[a.dice.IntN(len(kinds))]
	schema, _ := content[kind].(map[string]any)["schema"].(map[string]any)
	switch {
	case a.dice.Float64() < wild:
		return strings.NewReader(a.text()), []string{kind, "text/plain", "application/json; charset=latin1", "rubbish/", "", "multipart/form-data"}[a.dice.IntN(6)]
	case kind == "multipart/form-data":
		return strings.NewReader("--x\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\n" + a.text() + "\r\n--x\r\nContent-Disposition: form-data; name=\"" + []string{"file", "files"}[a.dice.IntN(2)] + "\"; filename=\"a.csv\"\r\n\r\n" + a.text() + "\r\n--x--\r\n"), kind + "; boundary=x"
	case kind == "application/x-ndjson":
		var b strings.Builder
		for range a.dice.IntN(5) {
			line, err := json.Marshal(a.value(a.observation(), 0, wild))
			if err != nil {
				a.t.Fatal(err)
			}
			b.Write(append(line, '\n'))
		}
		return strings.NewReader(b.String()), kind
	}
	text, err := json.Marshal(a.value(schema, 0, wild))
	if err != nil {
		a.t.Fatal(err)
	}
	return bytes.NewReader(text), kind
}

func (a *attacker) observation() map[string]any {
	return map[string]any{"$ref": "#/components/schemas/ObservationForm"}
}

// attack sends one request and looks at the answer.
func (a *attacker) attack(o *operationAt) {
	r := a.request(o)
	w := httptest.NewRecorder()
	a.handler.ServeHTTP(w, r.WithContext(a.t.Context()))
	a.seen[w.Code]++
	if w.Code >= 500 {
		a.t.Fatalf("%s %s: %d %s", o.method, r.URL, w.Code, w.Body)
	}
	if w.Code == http.StatusNotModified || w.Code == http.StatusMovedPermanently || w.Code == http.StatusTemporaryRedirect || w.Code == http.StatusPermanentRedirect {
		return // a path with dots in it is sent to its plain form
	}
	a.marked(w)
	kind, _, _ := strings.Cut(w.Header().Get("Content-Type"), ";")
	status := fmt.Sprint(w.Code)
	if w.Code >= 300 {
		status = "default"
	}
	schema := a.schemas[o.method+" "+o.path+" "+status+" "+kind]
	if schema == nil {
		a.t.Fatalf("%s %s: an answer of %d %s is not documented: %s", o.method, r.URL, w.Code, kind, w.Body)
	}
	if !strings.HasSuffix(kind, "json") {
		return // a file
	}
	for line := range bytes.Lines(w.Body.Bytes()) {
		v, err := jsonschema.UnmarshalJSON(bytes.NewReader(line))
		if err == nil {
			err = schema.Validate(v)
		}
		if err != nil {
			a.t.Fatalf("%s %s: %d does not fit its schema: %v: %s", o.method, r.URL, w.Code, err, line)
		}
	}
}

func unlimited(c *Config) { c.API = api.Limits{PerSecond: 1e9, Burst: 1e9} }

// TestEveryOperationHolds sends each operation dozens of requests made from the
// document: none is answered with a failure of ours, and each answer is as
// documented.
func TestEveryOperationHolds(t *testing.T) {
	t.Parallel()
	in := newInstallation(t, unlimited)
	a, ops := in.attacker(t, 1)
	const rounds = 30 // fewer leave operations that never got as far as their own checks
	for i := range ops {
		for range rounds {
			a.attack(&ops[i])
		}
	}
	if a.seen[http.StatusOK]+a.seen[http.StatusCreated] < len(ops) || a.seen[http.StatusUnprocessableEntity] < len(ops) {
		t.Errorf("too few requests got anywhere: %v", a.seen)
	}
	t.Logf("%d operations, answers by status: %v", len(ops), a.seen)
}

// FuzzOperations sends runs of requests; the seed decides all of them.
func FuzzOperations(f *testing.F) {
	in := newInstallation(f, unlimited)
	a, ops := in.attacker(f, 1)
	for seed := range uint64(4) {
		f.Add(seed, uint16(seed*17))
	}
	f.Fuzz(func(t *testing.T, seed uint64, which uint16) {
		b := *a
		b.t, b.dice, b.seen = t, rand.New(rand.NewPCG(seed, uint64(which))), map[int]int{}
		for i := range 8 {
			b.attack(&ops[(int(which)+i*31)%len(ops)])
		}
	})
}
