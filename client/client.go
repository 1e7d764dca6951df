package client

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"muster"
)

// Options says how a client talks to its server.
type Options struct {
	Key     string        // API key; required
	HTTP    *http.Client  // nil: one that gives up after a minute without an answer
	Tries   int           // of a request, the first included; 5 when 0
	Wait    time.Duration // before the second try, doubled with each; 200 ms when 0
	Longest time.Duration // between two tries, whatever the server asks; 30 s when 0

	// Sleep waits, or returns the context's error when that ends first. Nil is
	// the clock's own; tests need not wait.
	Sleep func(ctx context.Context, d time.Duration) error
}

// Client talks to one server. It is safe for concurrent use.
type Client struct {
	base *url.URL
	o    Options
}

// New returns a client of the server at an address such as
// https://muster.example.org.
func New(address string, o Options) (*Client, error) {
	base, err := url.Parse(address)
	if err != nil || base.Host == "" || base.Scheme != "https" && base.Scheme != "http" {
		return nil, fmt.Errorf("client: %q is not the address of a server", address)
	}
	if o.Key == "" {
		return nil, errors.New("client: Options.Key is not set")
	}
	if o.HTTP == nil {
		o.HTTP = &http.Client{Transport: &http.Transport{ResponseHeaderTimeout: time.Minute, MaxIdleConnsPerHost: 16, IdleConnTimeout: time.Minute, Proxy: http.ProxyFromEnvironment}}
	}
	if o.Tries <= 0 {
		o.Tries = 5
	}
	if o.Wait <= 0 {
		o.Wait = 200 * time.Millisecond
	}
	if o.Longest <= 0 {
		o.Longest = 30 * time.Second
	}
	if o.Sleep == nil {
		o.Sleep = sleep
	}
	return &Client{base, o}, nil
}

func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Error is what the server says is wrong.
type Error struct {
	Status int         `json:"status"`
	Code   muster.Code `json:"code"`
	Detail string      `json:"detail"`
	Hint   string      `json:"hint,omitempty"`
	Errors []Detail    `json:"errors,omitempty"`
}

// Detail is one thing that is wrong with a request.
type Detail struct {
	Message  string `json:"message"`
	Location string `json:"location,omitempty"`
}

// Error returns what is wrong with its hint and its places.
func (e *Error) Error() string {
	s := fmt.Sprintf("muster: %d %s: %s", e.Status, e.Code, e.Detail)
	for _, d := range e.Errors {
		s += "; " + d.Location + ": " + d.Message
	}
	if e.Hint != "" {
		s += "; " + e.Hint
	}
	return s
}

// Unwrap returns the same as an error of the program, so that muster.CodeOf tells
// callers what to do about it.
func (e *Error) Unwrap() error {
	return &muster.Error{Code: e.Code, Message: e.Detail, Hint: e.Hint}
}

// maxAnswer bounds an answer that is held in memory, in bytes.
const maxAnswer = 64 << 20

// request is what is sent, so that it can be sent again.
type request struct {
	method, path string
	query        url.Values
	kind         string
	body         []byte
	header       http.Header
}

// do sends a request until it is answered or may not be sent again, and decodes
// the answer. It returns the answer's tag.
func (c *Client) do(ctx context.Context, r *request, into any) (tag string, err error) {
	for try := 1; ; try++ {
		answer, err := c.once(ctx, r)
		wait := c.o.Wait << min(try-1, 16)
		if err == nil {
			tag, err = read(answer, into)
			var failed *Error
			if err == nil || !errors.As(err, &failed) || failed.Status != http.StatusTooManyRequests && failed.Status != http.StatusServiceUnavailable {
				return tag, err
			}
			wait = max(wait, asked(answer))
		}
		if ctx.Err() != nil || try >= c.o.Tries {
			return "", err
		}
		if slept := c.o.Sleep(ctx, min(wait, c.o.Longest)); slept != nil {
			return "", errors.Join(err, slept)
		}
	}
}

func (c *Client) once(ctx context.Context, r *request) (*http.Response, error) {
	var body io.Reader
	if r.body != nil {
		body = bytes.NewReader(r.body)
	}
	one, err := c.request(ctx, r, body)
	if err != nil {
		return nil, err
	}
	return c.o.HTTP.Do(one)
}

func (c *Client) request(ctx context.Context, r *request, body io.Reader) (*http.Request, error) {
	to := c.base.JoinPath(strings.Split(strings.TrimPrefix(r.path, "/"), "/")...)
	to.RawQuery = r.query.Encode()
	one, err := http.NewRequestWithContext(ctx, r.method, to.String(), body)
	if err != nil {
		return nil, err
	}
	for name, values := range r.header {
		one.Header[name] = values
	}
	one.Header.Set("Authorization", "Bearer "+c.o.Key)
	one.Header.Set("Accept", "application/json")
	if r.kind != "" {
		one.Header.Set("Content-Type", r.kind)
	}
	return one, nil
}

// asked is how long the server asks to wait.
func asked(answer *http.Response) time.Duration {
	n, err := strconv.Atoi(answer.Header.Get("Retry-After"))
	if err != nil || n < 0 || n > 3600 {
		return 0
	}
	return time.Duration(n) * time.Second
}

// read decodes an answer.
func read(answer *http.Response, into any) (tag string, err error) {
	defer answer.Body.Close()
	if answer.StatusCode >= 300 {
		return "", problem(answer)
	}
	text, err := io.ReadAll(io.LimitReader(answer.Body, maxAnswer+1))
	if err != nil {
		return "", fmt.Errorf("muster: the answer ended early: %w", err)
	}
	if len(text) > maxAnswer {
		return "", errors.New("muster: the answer is too large")
	}
	if into != nil {
		if err := json.Unmarshal(text, into); err != nil {
			return "", fmt.Errorf("muster: the answer cannot be read: %w", err)
		}
	}
	return answer.Header.Get("Etag"), nil
}

func problem(answer *http.Response) error {
	e := &Error{Status: answer.StatusCode, Code: muster.CodeInternal, Detail: http.StatusText(answer.StatusCode)}
	text, err := io.ReadAll(io.LimitReader(answer.Body, 1<<20))
	if err == nil && strings.HasPrefix(answer.Header.Get("Content-Type"), "application/problem+json") {
		_ = json.Unmarshal(text, e) // what cannot be read leaves the status
		e.Status = answer.StatusCode
	}
	return e
}

// newKey is a fresh idempotency key.
func newKey() string {
	var b [16]byte
	rand.Read(b[:])
	return hex.EncodeToString(b[:])
}

// segment writes an id as one piece of a path.
func segment(id string) string { return url.PathEscape(id) }
