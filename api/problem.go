package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"muster"
	"muster/internal/answer"
)

// Problem is the one form of an error: RFC 9457, with our code for machines and
// what to do next for people.
type Problem struct {
	Type   string      `json:"type" doc:"Names the kind of problem: urn:muster:problem: and the code."`
	Title  string      `json:"title" doc:"The status in words."`
	Status int         `json:"status" doc:"The HTTP status."`
	Detail string      `json:"detail" doc:"What is wrong, for people."`
	Code   muster.Code `json:"code" doc:"What is wrong, for machines."`
	Hint   string      `json:"hint,omitempty" doc:"What to do next."`
	Errors []Detail    `json:"errors,omitempty" doc:"Each thing that is wrong, where there are several."`

	headers http.Header
}

// Detail is one thing that is wrong with a request.
type Detail struct {
	Message  string `json:"message"`
	Location string `json:"location,omitempty" doc:"Where it stands: body.reason, query.limit."`
}

// Error returns what is wrong.
func (p *Problem) Error() string { return p.Detail }

// GetStatus returns the HTTP status.
func (p *Problem) GetStatus() int { return p.Status }

// GetHeaders returns the headers that go with the answer.
func (p *Problem) GetHeaders() http.Header { return p.headers }

// ContentType is that of problems.
func (p *Problem) ContentType(string) string { return problemType }

const problemType = "application/problem+json"

func problem(status int, code muster.Code, detail, hint string) *Problem {
	return &Problem{Type: "urn:muster:problem:" + string(code), Title: http.StatusText(status), Status: status, Detail: detail, Code: code, Hint: hint}
}

// Refuse answers with a problem, for what package server answers beside the
// operations. The words are for people: what is wrong, and what to do next.
func Refuse(w http.ResponseWriter, status int, detail, hint string) {
	code := map[int]muster.Code{
		http.StatusUnauthorized: muster.CodePermission, http.StatusNotFound: muster.CodeNotFound, http.StatusRequestEntityTooLarge: muster.CodeTooLarge, http.StatusServiceUnavailable: muster.CodeTimeout,
	}[status]
	if code == "" {
		code = muster.CodeUsage
	}
	problem(status, code, detail, hint).write(w)
}

// problemOf maps an error to a problem. The inner words of what is our fault
// stay inside.
func problemOf(err error) *Problem {
	var p *Problem
	if errors.As(err, &p) {
		return p
	}
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		p := problem(http.StatusServiceUnavailable, muster.CodeTimeout, "this took too long and was given up", "try again in a moment; an act sent again with the same key takes effect once")
		p.headers = http.Header{"Retry-After": {"2"}}
		return p
	}
	var known *muster.Error
	if !errors.As(err, &known) || known.Code == muster.CodeInternal {
		return problem(http.StatusInternalServerError, muster.CodeInternal, "something went wrong on our side", "try again; if it happens again, tell whoever looks after Muster the time")
	}
	return problem(answer.Status(known.Code), known.Code, known.Message, known.Hint)
}

// refused is the problem of what the library says of a request.
func refused(m *huma.ErrorModel) *Problem {
	code, hint := muster.CodeUsage, "the operation's page at /api says what it takes"
	switch m.Status {
	case http.StatusRequestEntityTooLarge:
		code, hint = muster.CodeTooLarge, "send less at a time"
	case http.StatusUnsupportedMediaType:
		code, hint = muster.CodeUnsupported, "send application/json"
	case http.StatusRequestTimeout:
		code, hint = muster.CodeTimeout, "send the body without pausing"
	case http.StatusBadRequest:
		code, hint = muster.CodeDamaged, "send one JSON value in UTF-8"
	case http.StatusInternalServerError:
		if strings.HasPrefix(m.Detail, "cannot read request body") {
			return problem(http.StatusBadRequest, muster.CodeTruncated, "the body ended before it should", "send it again")
		}
		return problem(m.Status, muster.CodeInternal, "something went wrong on our side", "try again; if it happens again, tell whoever looks after Muster the time")
	}
	p := problem(m.Status, code, m.Detail, hint)
	const most = 20
	for i, e := range m.Errors {
		if e == nil || i == most {
			break
		}
		p.Errors = append(p.Errors, Detail{e.Message, e.Location})
	}
	return p
}

// write sends a problem as the whole answer.
func (p *Problem) write(w http.ResponseWriter) {
	body, err := json.Marshal(p)
	if err != nil { // a struct of texts and a number cannot fail
		body = fmt.Appendf(nil, `{"status":%d}`, p.Status)
	}
	for name, values := range p.headers {
		w.Header()[name] = values
	}
	w.Header().Set("Content-Type", problemType)
	w.WriteHeader(p.Status)
	_, _ = w.Write(body) // the reader may have gone away
}

// fail answers with an error, and logs what is our fault.
func (h *Handler) fail(w http.ResponseWriter, r *http.Request, err error) {
	p := problemOf(err)
	h.note(r.Context(), r.Method+" "+r.URL.Path, p, err)
	p.write(w)
}

func (h *Handler) note(ctx context.Context, what string, p *Problem, err error) {
	if p.Status >= http.StatusInternalServerError && ctx.Err() == nil {
		h.Log.ErrorContext(ctx, "operation failed", "operation", what, "error", err)
	}
}

// nobody is what is said of a person, case or other thing that is not there, or
// not for the one who asks.
func nobody() error {
	return &muster.Error{Code: muster.CodeNotFound, Message: "there is nothing here by this name", Hint: "it may be mistyped, or not among what this key or user works with"}
}

// hide makes a refusal look like an absence.
func hide(err error) error {
	if code := muster.CodeOf(err); code == muster.CodePermission || code == muster.CodeNotFound {
		return nobody()
	}
	return err
}
