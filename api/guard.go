package api

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"muster"
	"muster/casework"
)

// caller is who a request is from.
type caller struct {
	actor  *casework.Actor
	scopes []string // of a key; a session has none and needs none
	key    bool
}

type callerKey struct{}

// callerOf returns who a request that passed the guard is from.
func callerOf(ctx context.Context) *caller {
	c, _ := ctx.Value(callerKey{}).(*caller)
	return c
}

// actorOf returns the actor of a request that passed the guard.
func actorOf(ctx context.Context) *casework.Actor { return callerOf(ctx).actor }

// security of answers: they hold personal data and are no pages.
const answerPolicy = "default-src 'none'; frame-ancestors 'none'"

// guard stands in front of every operation.
func (h *Handler) guard(next http.Handler) http.Handler {
	origin := http.NewCrossOriginProtection()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer h.recovered(w, r)
		head := w.Header()
		head.Set("X-Content-Type-Options", "nosniff")
		head.Set("Cache-Control", "no-store")
		head.Set("Content-Security-Policy", answerPolicy)
		if strings.ContainsRune(r.URL.Path, 0) || strings.Contains(r.URL.RawQuery, "%00") {
			h.fail(w, r, &muster.Error{Code: muster.CodeUsage, Message: "the address holds a NUL", Hint: "send text"})
			return
		}
		if !strings.HasPrefix(r.URL.Path, "/v1/") {
			next.ServeHTTP(w, r)
			return
		}
		c, err := h.caller(r)
		if err == nil && !c.key {
			if crossed := origin.Check(r); crossed != nil {
				err = &muster.Error{Code: muster.CodePermission, Message: "this request came from another site", Hint: "programs send a key, not a session", Err: crossed}
			}
		}
		if err != nil {
			h.fail(w, r, err)
			return
		}
		if err := h.limiter.take(w, string(c.actor.User), c.key); err != nil {
			h.fail(w, r, err)
			return
		}
		ctx := context.WithValue(r.Context(), callerKey{}, c)
		if c.key {
			ctx = h.Host.As(ctx, c.actor)
		}
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

// caller finds out who a request is from. A key wins over a session: a program
// that sends one is never taken for the browser it may run in.
func (h *Handler) caller(r *http.Request) (*caller, error) {
	if values := r.Header.Values("Authorization"); len(values) > 0 {
		secret, ok := strings.CutPrefix(values[0], "Bearer ")
		if !ok || len(values) > 1 || len(secret) > 200 {
			return nil, unknownCaller("the Authorization header must be one bearer token", "send Authorization: Bearer and your key")
		}
		actor, scopes, err := h.Desk.KeyActor(r.Context(), secret)
		switch code := muster.CodeOf(err); {
		case code == muster.CodePermission || code == muster.CodeNotFound || code == muster.CodeUsage:
			// A key of ours is looked up all the same: one program with an old key,
			// or a stranger, would shut out all others behind the same address.
			if wait := h.limiter.failed(h.address(r)); wait > 0 {
				return nil, tooMany(wait, "too many unknown keys came from your address")
			}
			return nil, unknownCaller("this key is not one of ours, has expired or was ended", "ask who manages keys for one")
		case err != nil:
			return nil, err
		}
		return &caller{actor, scopes, true}, nil
	}
	if actor := h.Host.Session(r.Context()); actor != nil {
		if actor.Step != "" {
			return nil, &muster.Error{Code: muster.CodePermission, Message: "an outside signer has one page and no programs", Hint: "answer on the page your link opened"}
		}
		return &caller{actor: actor}, nil
	}
	return nil, unknownCaller("nobody is signed in and no key was sent", "send Authorization: Bearer and your key")
}

func unknownCaller(message, hint string) error {
	p := problem(http.StatusUnauthorized, muster.CodePermission, message, hint)
	p.headers = http.Header{"Www-Authenticate": {`Bearer realm="muster"`}}
	return p
}

// address is the host a request came from, for the counting of unknown keys.
func (h *Handler) address(r *http.Request) string {
	if h.Address != nil {
		return h.Address(r)
	}
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

// recovered answers for an operation that panicked.
func (h *Handler) recovered(w http.ResponseWriter, r *http.Request) {
	v := recover()
	if v == nil {
		return
	}
	if err, ok := v.(error); ok && errors.Is(err, http.ErrAbortHandler) || r.Context().Err() != nil {
		panic(http.ErrAbortHandler) // the reader has gone away
	}
	h.Log.ErrorContext(r.Context(), "operation panicked", "method", r.Method, "path", r.URL.Path, "panic", v, "stack", string(debug.Stack()))
	problemOf(fmt.Errorf("panic: %v", v)).write(w)
}

// requestTime bounds an operation that is no stream.
const requestTime = 30 * time.Second

// scope refuses a key an operation it has no scope for, and bounds its time.
func (h *Handler) scope(ctx huma.Context, next func(huma.Context)) {
	if err := allowed(callerOf(ctx.Context()), ctx.Operation()); err != nil {
		ctx.SetHeader("Content-Type", problemType)
		p := problemOf(err)
		ctx.SetStatus(p.Status)
		_ = h.api.Marshal(ctx.BodyWriter(), "application/json", p) // the reader may have gone away
		return
	}
	bounded, cancel := context.WithTimeout(ctx.Context(), requestTime)
	defer cancel()
	next(huma.WithContext(ctx, bounded))
}

// allowed says whether the caller's key is for the operation.
func allowed(c *caller, op *huma.Operation) error {
	scope, _ := op.Metadata[scopeOf].(string)
	switch {
	case !c.key || scope == anyScope:
		return nil
	case scope == PeopleOnly:
		return &muster.Error{Code: muster.CodePermission, Message: "a program cannot do this", Hint: "somebody whose role it is does it when signed in"}
	case !slices.Contains(c.scopes, scope):
		return &muster.Error{Code: muster.CodePermission, Message: "this key is not for this operation: it lacks the scope " + scope, Hint: "ask who manages keys for one with that scope"}
	}
	return nil
}
