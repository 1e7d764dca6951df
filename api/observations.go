package api

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"muster"
	"muster/casework"
)

// Kept says that a record is durable.
type Kept struct {
	ID         muster.ObservationID `json:"id" doc:"Made from what the record says: the same record sent again has the same id."`
	Status     string               `json:"status" enum:"added,duplicate"`
	Seq        int64                `json:"seq" doc:"Not smaller than the sequence number of the record."`
	Assessment *Assessment          `json:"assessment,omitempty" doc:"With assess=true, taking this record in."`
}

// observationForm is the documented form of an observation.
type observationForm struct {
	ID           muster.ObservationID  `json:"id,omitzero" doc:"Leave it out, or send the one made from what the record says."`
	Organisation muster.OrganisationID `json:"organisation,omitempty"`
	Subject      muster.SubjectID      `json:"subject" minLength:"1" maxLength:"512"`
	Kind         muster.Kind           `json:"kind"`
	Source       string                `json:"source" minLength:"1" maxLength:"200" doc:"The system it comes from."`
	Record       string                `json:"record,omitempty" maxLength:"500" doc:"The source's own id of the record."`
	Place        muster.Place          `json:"place,omitzero" doc:"File and row, for files."`
	Happened     muster.Time           `json:"happened,omitzero" doc:"When the fact was true or the event took place."`
	Recorded     muster.Time           `json:"recorded,omitzero" doc:"When the source wrote it down; now when left out."`
	Supersedes   muster.ObservationID  `json:"supersedes,omitzero" doc:"The record of the same person that this one corrects."`
	Data         observationData       `json:"data"`
}

// observationData stands for the data of every kind.
type observationData struct{}

// Schema is one of the kinds' schemas.
func (observationData) Schema(r huma.Registry) *huma.Schema {
	s := &huma.Schema{Description: "What was observed. The kind says which of these it is."}
	for _, k := range muster.Kinds() {
		data, err := muster.NewData(k)
		if err != nil {
			continue // the kinds are those there are
		}
		s.AnyOf = append(s.AnyOf, r.Schema(reflect.TypeOf(data).Elem(), true, string(k)))
	}
	return s
}

const (
	jsonType  = "application/json"
	linesType = "application/x-ndjson"
)

// singleTime bounds how long one record may take to arrive.
const singleTime = 15 * time.Second

func registerIntake(h *Handler) {
	r := h.api.OpenAPI().Components.Schemas
	op := operation(http.MethodPost, "/v1/observations", "observations.send", "Observations", ObservationsWrite, "Send one record, or many",
		"As application/json one record: 201 says that it is durable, 200 that it was there already. With assess=true the answer holds the assessment of its person. "+
			"As application/x-ndjson many, one on each line: each is answered on a line of its own while more are sent, the last line sums up, and jobs assess the people concerned. Read the answer while you send.")
	op.Parameters = []*huma.Param{{Name: "assess", In: "query", Description: "Answer with the person's assessment. Single records only.", Schema: &huma.Schema{Type: huma.TypeBoolean}}}
	op.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{
		jsonType:  {Schema: r.Schema(reflect.TypeFor[muster.Observation](), true, "")},
		linesType: {Schema: &huma.Schema{Type: huma.TypeString, Description: "One observation on each line."}},
	}}
	kept := r.Schema(reflect.TypeFor[Kept](), true, "")
	op.Responses["200"] = &huma.Response{Description: "The record was there already; or, of many, what became of each", Content: map[string]*huma.MediaType{
		jsonType: {Schema: kept}, linesType: {Schema: r.Schema(reflect.TypeFor[Line](), true, "")},
	}}
	op.Responses["201"] = &huma.Response{Description: "The record is durable", Content: map[string]*huma.MediaType{jsonType: {Schema: kept}}}
	h.raw(op, h.observations)
	registerImports(h)
}

// raw adds an operation whose body or answer is a stream.
func (h *Handler) raw(op huma.Operation, do func(http.ResponseWriter, *http.Request) error) {
	h.api.OpenAPI().AddOperation(&op)
	h.mux.HandleFunc(op.Method+" "+op.Path, func(w http.ResponseWriter, r *http.Request) {
		err := allowed(callerOf(r.Context()), &op)
		if err == nil {
			err = knownQuery(r.URL.Query(), &op)
		}
		if err == nil {
			err = do(w, r)
		}
		if err != nil {
			h.fail(w, r, err)
		}
	})
}

// knownQuery refuses words in the address that the operation does not have.
func knownQuery(q url.Values, op *huma.Operation) error {
	for name := range q {
		if !slices.ContainsFunc(op.Parameters, func(p *huma.Param) bool { return p.In == "query" && p.Name == name }) {
			return &muster.Error{Code: muster.CodeUsage, Message: "the address has a word this operation does not know", Hint: "its page at /api lists them"}
		}
	}
	return nil
}

// observations takes one record or many.
func (h *Handler) observations(w http.ResponseWriter, r *http.Request) error {
	assess := false
	switch r.URL.Query().Get("assess") {
	case "true":
		assess = true
	case "false", "":
	default:
		return &muster.Error{Code: muster.CodeUsage, Message: "assess is true or false", Hint: "leave it out for false"}
	}
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch {
	case kind == jsonType || r.Header.Get("Content-Type") == "":
		return h.single(w, r, assess)
	case err == nil && (kind == linesType || kind == "application/jsonl"):
		if assess {
			return &muster.Error{Code: muster.CodeUsage, Message: "many records are assessed by jobs", Hint: "send one record with assess=true, or many without"}
		}
		return h.bulk(w, r)
	}
	return &muster.Error{Code: muster.CodeUnsupported, Message: "this is neither one record nor many", Hint: "send application/json for one, application/x-ndjson for many"}
}

// single takes one record.
func (h *Handler) single(w http.ResponseWriter, r *http.Request, assess bool) error {
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(singleTime)) // writers of tests have none
	text, err := io.ReadAll(http.MaxBytesReader(w, r.Body, int64(h.Limits.Line)))
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return tooLong()
	case err != nil:
		return &muster.Error{Code: muster.CodeTruncated, Message: "the record did not arrive whole", Hint: "send it again"}
	}
	ctx, cancel := context.WithTimeout(r.Context(), requestTime)
	defer cancel()
	take, err := h.taker(r)
	if err != nil {
		return err
	}
	o, err := observation(text, take)
	if err != nil {
		return err
	}
	seq, fresh, err := h.Intake.Keep(ctx, []muster.Observation{*o})
	if err != nil {
		return err
	}
	out, status := Kept{ID: o.ID, Status: added, Seq: seq}, http.StatusCreated
	if !fresh[0] {
		out.Status, status = duplicate, http.StatusOK
	}
	if assess {
		if out.Assessment, err = h.Intake.Assess(ctx, o.Subject); err != nil {
			return err
		}
	}
	w.Header().Set("Content-Type", jsonType)
	w.WriteHeader(status)
	return ended(json.NewEncoder(w).Encode(whole(&out)))
}

// The states of a record that was sent.
const (
	added     = "added"
	duplicate = "duplicate"
	refusedIt = "refused"
)

// taker prepares the look at each record of a request.
func (h *Handler) taker(r *http.Request) (func(*muster.Observation) error, error) {
	take, err := h.Intake.Taker(r.Context())
	if err != nil {
		return nil, err
	}
	c := callerOf(r.Context())
	return func(o *muster.Observation) error {
		if c.key && !has(c.scopes, ChecksWrite) {
			words := outcomes(o)
			if len(words) > 0 {
				return &muster.Error{Code: muster.CodePermission, Message: "this key may not say what was verified, checked, seen in an interview or agreed (" + strings.Join(words, ", ") + "): it lacks the scope " + ChecksWrite, Hint: "such a record settles findings, or makes them; ask who manages keys"}
			}
		}
		return take(o)
	}, nil
}

// outcomes names what a record says that acts say too.
func outcomes(o *muster.Observation) (words []string) {
	if o.Kind() == muster.KindCheck {
		words = append(words, string(muster.KindCheck))
	}
	for _, one := range casework.OutcomesIn(o.Data) {
		words = append(words, one.Name)
	}
	return words
}

// observation reads a record strictly, and takes it.
func observation(text []byte, take func(*muster.Observation) error) (*muster.Observation, error) {
	o, err := recordOf(text)
	if err == nil {
		err = take(o)
	}
	if err != nil {
		return nil, err
	}
	return o, nil
}

// recordOf reads a record strictly.
func recordOf(text []byte) (*muster.Observation, error) {
	if err := strict(text); err != nil {
		return nil, &muster.Error{Code: muster.CodeDamaged, Message: "this is no JSON record: " + err.Error(), Hint: "send one JSON object in UTF-8", Err: err}
	}
	o := new(muster.Observation)
	if err := json.Unmarshal(text, o); err != nil {
		return nil, &muster.Error{Code: muster.CodeUsage, Message: "this is not an observation: " + err.Error(), Hint: "the schema is at /openapi.json", Err: err}
	}
	return o, nil
}

// ended makes the end of an answer whose reader has gone away no error of ours.
func ended(error) error { return nil }
