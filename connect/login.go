package connect

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Login is how a system issues tokens that live for a short while, to a program
// that has an id and a secret: OAuth 2.0's client credentials, unless Grant says
// otherwise.
type Login struct {
	URL   string   // where, in full or as a path of the account's address; empty: whoever sets it up names it
	Grant string   // empty: client_credentials
	Scope string   // asked for, unless whoever sets it up names another
	Form  []string // what is asked for beside: names, which whoever sets it up gives values
	Basic bool     // the id and the secret are sent in the header and not in the form
	JSON  bool     // the question is an object and no form
	Token string   // where the answer has the token; empty: access_token
}

// The grants that are not OAuth's own client credentials.
const (
	GrantRefresh   = "refresh_token"                               // a second secret that stays
	GrantAssertion = "urn:ietf:params:oauth:grant-type:jwt-bearer" // a statement signed with a key, as Google takes
)

// Entry is one program's way in.
type Entry struct {
	Login   *Login
	Client  *http.Client // guarded by the caller
	System  string       // the account's address
	URL     string       // where tokens are issued, in place of the system's own
	ID      string       // the program's id
	Secret  string       // its secret; of an assertion the key, as the file it is handed out in
	Scope   string       // in place of the system's own
	Subject string       // in whose name, of an assertion
	Form    map[string]string
	Refresh string // the second secret of GrantRefresh
	Now     time.Time
}

// Issued is a token and until when it is good.
type Issued struct {
	Token string
	Until time.Time
}

// The bounds of an answer to a login, and how long a token is taken to be good
// that does not say.
const (
	mostIssued  = 256 << 10
	usualLife   = 10 * time.Minute
	longestLife = 24 * time.Hour
)

// Issue asks for a token. It returns ErrRevoked when the id or the secret is not
// taken, Slower when it is to be asked later.
func Issue(ctx context.Context, e *Entry) (Issued, error) {
	request, err := e.request(ctx)
	if err != nil {
		return Issued{}, err
	}
	answer, err := e.Client.Do(request)
	if err != nil {
		return Issued{}, fmt.Errorf("ask the system: %w", err)
	}
	defer answer.Body.Close()
	if answer.StatusCode == http.StatusBadRequest { // invalid_client and invalid_grant, as RFC 6749 has it
		return Issued{}, fmt.Errorf("%w: no token is issued: %s", ErrRevoked, answer.Status)
	}
	if err := Refused(answer); err != nil {
		return Issued{}, err
	}
	body, err := io.ReadAll(io.LimitReader(answer.Body, mostIssued))
	if err != nil {
		return Issued{}, fmt.Errorf("read the answer: %w", err)
	}
	r, err := ParseUpTo(body, mostIssued)
	if err != nil {
		return Issued{}, fmt.Errorf("%w: no JSON", ErrAnswer)
	}
	token := r.Text(cmp.Or(e.Login.Token, "access_token"))
	if token == "" || strings.ContainsAny(token, " \r\n") {
		return Issued{}, fmt.Errorf("%w: no token", ErrAnswer)
	}
	return Issued{token, e.Now.Add(life(r, e.Now))}, nil
}

// life is how long a token is good: systems say for how many seconds, or until
// when.
func life(r *Record, now time.Time) time.Duration {
	if n := r.Number("expires_in", "data.expires_in"); n > 0 {
		return min(time.Duration(min(n, longestLife.Seconds()))*time.Second, longestLife)
	}
	if at := r.Time("expires_at"); !at.IsZero() {
		return min(max(time.UnixMicro(at.Micros).Sub(now), 0), longestLife)
	}
	return usualLife
}

// request is the question for a token.
func (e *Entry) request(ctx context.Context) (*http.Request, error) {
	to, err := e.address()
	if err != nil {
		return nil, err
	}
	form, err := e.form(to.String())
	if err != nil {
		return nil, err
	}
	text, kind := form.Encode(), "application/x-www-form-urlencoded"
	if e.Login.JSON {
		fields := map[string]string{}
		for name := range form {
			fields[name] = form.Get(name)
		}
		object, err := json.Marshal(fields)
		if err != nil {
			return nil, err
		}
		text, kind = string(object), "application/json"
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, to.String(), strings.NewReader(text))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", kind)
	request.Header.Set("Accept", "application/json")
	if e.Login.Basic {
		request.SetBasicAuth(url.QueryEscape(e.ID), url.QueryEscape(e.Secret)) // as RFC 6749 has it
	}
	return request, nil
}

// form is what is asked.
func (e *Entry) form(to string) (url.Values, error) {
	grant := cmp.Or(e.Login.Grant, "client_credentials")
	form := url.Values{"grant_type": {grant}}
	for name, value := range e.Form {
		form.Set(name, value)
	}
	if grant == GrantAssertion {
		statement, err := assertion(e, to)
		form.Set("assertion", statement)
		return form, err
	}
	if scope := cmp.Or(e.Scope, e.Login.Scope); scope != "" {
		form.Set("scope", scope)
	}
	if !e.Login.Basic {
		form.Set("client_id", e.ID)
		form.Set("client_secret", e.Secret)
	}
	if grant == GrantRefresh {
		form.Set("refresh_token", e.Refresh)
	}
	return form, nil
}

// address is where tokens are issued. What somebody configured may be another
// host than the system's; a path of ours never is.
func (e *Entry) address() (*url.URL, error) {
	base, err := url.Parse(e.System)
	if err != nil || base.Host == "" {
		return nil, errors.New("the address of the system is not an address")
	}
	ref, err := url.Parse(cmp.Or(e.URL, e.Login.URL))
	if err != nil || ref.String() == "" {
		return nil, errors.New("nothing says where tokens are issued")
	}
	return base.ResolveReference(ref), nil
}
