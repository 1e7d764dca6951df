package api

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"muster"
	"muster/casework"
)

// samples are what examples say, by the names of words; a word that is not here
// is an example by its schema. The people are invented.
func samples() map[string]string {
	return map[string]string{
		"subject": "A-1042", "id": "A-1042", "person": "A-1042", "people": "A-1042", "members": "A-1042", "others": "A-1043", "a": "A-1042", "b": "W-77",
		"Idempotency-Key": "5f0c7c2ab5d14f0b9a0c", "If-Match": `"p41.9f86d081884c7d65"`, "If-None-Match": `"p41.9f86d081884c7d65"`, "Last-Event-ID": "41-17",
		"reason": "The record of 3 November explains this.", "text": "I was asked twice for the same paper.", "answer": "Both records are of one journey, seen on the ticket.", "ground": "Terms of service, section 4, who may use an account",
		"evidence": "Seen on a video call; notes in the interview form.", "result": "Nothing differs.", "what": "Lisbon", "where": "Reception", "who": "The head of payroll", "to": "The archive of the legal department",
		"title": "Two start dates", "name": "Ann Example", "holder": "Ann Example", "email": "ann@mail.example", "login": "ann.example", "words": "Example", "country": "GB", "entity": "example-uk", "role": "recruiter", "roles": "recruiter",
		"case": "C-7d1f", "check": "K-21aa", "step": "S-0c31", "task": "T-90be", "complaint": "M-4b02", "session": "I-55d0", "agreement": "G-1a77", "hypothesis": "H-31c9", "advice": "9c00dc4e470c28ecae30e25eaa60261a", "shipment": "00112233445566778899aabbccddeeff", "step_up": "U-8811", "stepup": "U-8811", "run": "R-2026-11", "item": "E-17f0", "target": "siem", "key": "key-4c1d", "group": "ring-00112233445566778899aabbccddeeff",
		"user": "u-2f6e", "team": "u-2f6e", "interviewers": "u-2f6e", "readers": "u-2f6e", "assigned": "u-2f6e", "record": "00112233445566778899aabbccddeeff", "source": "uk", "flag": "CVB-02", "family": "CV", "field": "bank.account",
		"scopes": "subjects.read", "events": "case.open", "url": "https://hooks.example.org/muster", "system": "ats", "method": "video", "mode": "video", "answers": "known", "prompts": "done", "signs": "", "camera_on": "yes", "kind": "application",
		"iban": "GB33BUKB20201555555555", "account_number": "28230001", "bank_code": "00-10-00", "date_of_birth": "1990-04-17", "place_of_birth": "Harbourton", "document_number": "X99887766", "wallet": "1Examp1eExamp1eExamp1eExamp1e", "aliases": "A. Example|Annie Example",
		"sha256": strings.Repeat("ab", 32), "content": "aGVsbG8=", "purpose": "Keeping fake workers off the payroll", "basis": "Legitimate interest, balanced on 3 March 2026", "notice": "Handbook, section 12", "assessment": "DPIA-2026-04", "moment": "start", "choice": "joined", "way": "joined", "weight": "for", "holidays": "2026-12-25", "by": "u-2f6e",
	}
}

// exemplify puts an example into the document for each body and each parameter
// that must be there, and for each operation the call as it is typed.
func exemplify(doc *huma.OpenAPI) {
	e := &examples{doc.Components.Schemas.Map(), samples()}
	for _, path := range slices.Sorted(maps.Keys(doc.Paths)) {
		for _, op := range []*huma.Operation{doc.Paths[path].Get, doc.Paths[path].Post} {
			if op != nil {
				e.operation(op)
			}
		}
	}
}

// examples makes examples of schemas.
type examples struct {
	schemas map[string]*huma.Schema
	words   map[string]string
}

func (e *examples) operation(op *huma.Operation) {
	path, query := op.Path, ""
	call := []string{"curl"}
	if op.Method != http.MethodGet {
		call = append(call, "-X "+op.Method)
	}
	switch op.Metadata[scopeOf] {
	case NoKey:
	case PeopleOnly: // from our own pages
		call = append(call, `-b "__Host-muster=$SESSION"`)
	default:
		call = append(call, `-H "Authorization: Bearer $KEY"`)
	}
	for _, p := range op.Parameters {
		if !p.Required {
			continue
		}
		if p.Example == nil {
			p.Example = e.value(p.Name, p.Schema, 0)
		}
		text, _ := p.Example.(string)
		switch p.In {
		case "path":
			path = strings.ReplaceAll(path, "{"+p.Name+"}", url.PathEscape(text))
		case "query":
			query = "?" + url.Values{p.Name: {text}}.Encode()
		case "header":
			call = append(call, "-H '"+p.Name+": "+text+"'")
		}
	}
	if op.RequestBody != nil {
		call = append(call, e.body(op.RequestBody.Content)...)
	}
	call = append(call, "'https://muster.example.org"+path+query+"'")
	if op.Extensions == nil {
		op.Extensions = map[string]any{}
	}
	op.Extensions["x-codeSamples"] = []map[string]string{{"lang": "Shell", "label": "curl", "source": strings.Join(call, " \\\n  ")}}
}

// body puts an example into what an operation takes and says how it is sent.
func (e *examples) body(content map[string]*huma.MediaType) []string {
	if m := content[jsonType]; m != nil {
		m.Example = e.value("", m.Schema, 0)
		text, err := json.Marshal(m.Example)
		if err != nil {
			return nil // an example is made of texts, numbers, lists and maps
		}
		return []string{"-H 'Content-Type: " + jsonType + "'", "-d '" + string(text) + "'"}
	}
	if content["multipart/form-data"] != nil {
		for _, name := range slices.Sorted(maps.Keys(content["multipart/form-data"].Schema.Properties)) {
			if strings.HasPrefix(name, "file") {
				return []string{"-F " + name + "=@november.csv"}
			}
		}
	}
	return nil
}

// exampleDepth is how deep an example goes: no schema of ours needs more.
const exampleDepth = 6

// value is an example of a schema, for a word of this name.
func (e *examples) value(name string, s *huma.Schema, depth int) any {
	if s == nil {
		return map[string]any{}
	}
	if s.Ref != "" {
		ref := strings.TrimPrefix(s.Ref, "#/components/schemas/")
		if ref == "ObservationForm" {
			return anApplication()
		}
		s = e.schemas[ref]
	}
	switch {
	case s == nil || depth > exampleDepth:
		return nil
	case len(s.Enum) > 0:
		return s.Enum[0]
	case len(s.AnyOf) > 0:
		return e.value(name, s.AnyOf[0], depth+1)
	}
	switch s.Type {
	case huma.TypeObject:
		return e.object(s, depth)
	case huma.TypeArray:
		if one := e.value(name, s.Items, depth+1); one != nil && one != "" {
			return []any{one}
		}
		return []any{}
	case huma.TypeInteger, huma.TypeNumber:
		return 1
	case huma.TypeBoolean:
		return true
	}
	return e.text(name, s)
}

// object is an example with what must be said; where nothing must be, with all
// that may.
func (e *examples) object(s *huma.Schema, depth int) map[string]any {
	out := map[string]any{}
	for _, name := range slices.Sorted(maps.Keys(s.Properties)) {
		if len(s.Required) == 0 && depth < 2 || slices.Contains(s.Required, name) {
			out[name] = e.value(name, s.Properties[name], depth+1)
		}
	}
	return out
}

func (e *examples) text(name string, s *huma.Schema) string {
	switch word, ok := e.words[name]; {
	case s.Format == "date-time":
		return "2027-03-31T00:00:00Z"
	case len(s.Examples) > 0:
		text, _ := s.Examples[0].(string)
		return text
	case ok:
		return word
	}
	return "example"
}

// anApplication is an observation as a program sends it.
func anApplication() map[string]any {
	return map[string]any{
		"subject": "A-1042", "kind": string(muster.KindApplication), "source": "ats", "record": "88121", "happened": "2026-11-02",
		"data": map[string]any{"full_name": "Ann Example", "contact": map[string]any{"emails": []any{"ann@mail.example"}}, "vacancy": "Developer", "applied": "2026-11-02"},
	}
}

// whoMay says in the document whose roles open an act.
func (h *Handler) whoMay(needs []casework.Action) string {
	table := h.Desk.Permissions()
	var yes, own []string
	for _, role := range casework.Roles() {
		best := casework.No
		for _, a := range needs {
			best = max(best, table.Cell(a, role))
		}
		switch best {
		case casework.Yes:
			yes = append(yes, string(role))
		case casework.Own:
			own = append(own, string(role))
		}
	}
	says := "It is entered in the ledger under this name."
	if len(yes) > 0 {
		says += " Roles: " + strings.Join(yes, ", ") + "."
	}
	if len(own) > 0 {
		says += " For their own work: " + strings.Join(own, ", ") + "."
	}
	return says
}
