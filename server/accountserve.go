package server

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime"
	"net/http"
	"slices"
	"strings"

	"muster"
	"muster/api"
	statuses "muster/internal/answer"
)

// maxQuestion bounds a request about an account.
const maxQuestion = 4 << 10

// Handler answers POST /v1/accounts:check as the whole server does, from what the
// last run kept. It loads nobody into memory and writes nothing, so that any
// number of them may stand beside each other, also on replicas of the database.
// GET /livez says that it runs, GET /readyz that its database answers.
func (d *AccountDesk) Handler(log *slog.Logger) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /v1/accounts:check", func(w http.ResponseWriter, r *http.Request) { d.serve(w, r, log) })
	mux.HandleFunc("GET /livez", func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "ok\n") })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		if _, err := d.Store.Organisations(r.Context()); err != nil {
			http.Error(w, "the database does not answer", http.StatusServiceUnavailable)
			return
		}
		io.WriteString(w, "ok\n")
	})
	return mux
}

func (d *AccountDesk) serve(w http.ResponseWriter, r *http.Request, log *slog.Logger) {
	out, err := d.asked(w, r)
	if err != nil {
		if muster.CodeOf(err) == muster.CodeInternal {
			log.ErrorContext(r.Context(), "an account could not be answered for", "error", err)
		}
		refuseAccount(w, err)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	_ = json.NewEncoder(w).Encode(out) // the caller may be gone
}

// asked answers a request of a program with a key. Where the database does not
// answer, neither does anybody know whose key it is; that there is no opinion may
// be told to everybody.
func (d *AccountDesk) asked(w http.ResponseWriter, r *http.Request) (*muster.AccountAnswer, error) {
	secret, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !ok || len(secret) > 200 {
		return nil, &noKey{&muster.Error{Code: muster.CodePermission, Message: "no key was sent", Hint: "send Authorization: Bearer and your key"}}
	}
	in, at, err := readQuestion(w, r)
	if err != nil {
		return nil, err
	}
	return inTime(r.Context(), d.Limit, in.ID, at, func(ctx context.Context) (*muster.AccountAnswer, error) {
		actor, scopes, err := d.Desk.KeyActor(ctx, secret)
		switch {
		case muster.CodeOf(err) == muster.CodePermission:
			return nil, &noKey{err}
		case err != nil:
			return nil, err
		}
		if !slices.Contains(scopes, api.FindingsRead) {
			return nil, &muster.Error{Code: muster.CodePermission, Message: "this key has not the scope " + api.FindingsRead, Hint: "ask who manages keys for one that has"}
		}
		return d.answer(ctx, actor, in.ID, at)
	})
}

// accountAsked is one account and what is about to happen with it.
type accountAsked struct {
	ID muster.SubjectID     `json:"id"`
	At muster.AccountMoment `json:"at"`
}

// readQuestion reads what is asked, and refuses what is not one question with the
// statuses the server gives.
func readQuestion(w http.ResponseWriter, r *http.Request) (in accountAsked, at muster.AccountMoment, err error) {
	const hint = `send {"id": "F-1", "at": "payout"}`
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err == nil && kind != "application/json" && !strings.HasSuffix(kind, "+json") {
		return in, at, &muster.Error{Code: muster.CodeUnsupported, Message: "the request is not JSON", Hint: "send application/json"}
	}
	raw, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxQuestion))
	if _, over := errors.AsType[*http.MaxBytesError](err); over {
		return in, at, &muster.Error{Code: muster.CodeTooLarge, Message: fmt.Sprintf("the request is larger than %d bytes", maxQuestion), Hint: "ask about one account at a time: " + hint}
	}
	if err != nil || len(raw) > 0 && !json.Valid(raw) {
		return in, at, &muster.Error{Code: muster.CodeDamaged, Message: "the request is not one JSON value", Hint: hint}
	}
	body := json.NewDecoder(bytes.NewReader(raw))
	body.DisallowUnknownFields()
	if err := body.Decode(&in); err != nil || in.ID == "" || len(in.ID) > 512 {
		return in, at, &muster.Error{Code: muster.CodeUsage, Message: "the request is no question about an account", Hint: hint}
	}
	if at, err = muster.ParseAccountMoment(string(in.At)); err != nil {
		return in, at, &muster.Error{Code: muster.CodeUsage, Message: err.Error(), Hint: hint}
	}
	return in, at, nil
}

// noKey is why nobody knows who asks: no key was sent, or none of ours.
type noKey struct{ error }

func (e *noKey) Unwrap() error { return e.error }

// refuseAccount answers with an error as the operations do. Who has no key that counts
// is told so, and nobody is told what went wrong inside.
func refuseAccount(w http.ResponseWriter, err error) {
	code := muster.CodeOf(err)
	status, detail, hint := statuses.Status(code), "something went wrong on our side", ""
	if known, ok := errors.AsType[*muster.Error](err); ok && code != muster.CodeInternal {
		detail, hint = known.Message, known.Hint
	}
	if _, unknown := errors.AsType[*noKey](err); unknown {
		status = http.StatusUnauthorized
	}
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(&api.Problem{Type: "urn:muster:problem:" + string(code), Title: http.StatusText(status), Status: status, Detail: detail, Code: code, Hint: hint})
}
