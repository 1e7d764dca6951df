package connect

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// Paged describes an interface that answers in pages. Its Fetch is a System's.
//
// A cursor is the address to ask next. What newest moment was seen travels
// behind its #, which is never sent: systems that answer newest first show it on
// their first page, and it is needed after their last. When no page is left, the
// next question begins a little before that moment; what comes twice is
// recognised by its id.
type Paged struct {
	Start func(since time.Time) string // path and query to begin with; since may be zero: everything there is
	Enter func(request *http.Request, secret string)
	List  string                                                         // where the records are in the answer; "" where it is a list
	Time  []string                                                       // where a record says when it was
	Next  func(answer *Record, header http.Header, asked url.URL) string // address of the next page, or nothing
	Body  func(asked *url.URL) any                                       // the body of a question that is posted, which may take parameters out of the address; nil where it is not
	Lag   time.Duration                                                  // how late records may still appear
	// Endless says that a next page is given even when there is nothing on it yet.
	Endless bool
}

const mostAnswer = 64 << 20 // bytes of one page

// ErrAnswer says that an answer is not what the interface is documented to
// give. The page is asked for again; it is never taken for an empty one.
var ErrAnswer = errors.New("the system's answer is not understood")

// ErrElsewhere says that a cursor or a next page leads to another host.
var ErrElsewhere = errors.New("the next page does not lead to this system")

// Fetch asks for the page a cursor leads to.
func (p *Paged) Fetch(ctx context.Context, from *Account, cursor string) (Page, error) {
	asked, err := p.address(from, cursor)
	if err != nil {
		return Page{}, err
	}
	newest := asked.Fragment
	asked.Fragment = ""
	body, header, err := p.ask(ctx, from, asked)
	if err != nil {
		return Page{}, err
	}
	all := body.get(p.List)
	if all.kind != list {
		return Page{}, fmt.Errorf("%w: no list of records", ErrAnswer)
	}
	// A record with a clock in the future must not move the cursor past others.
	latest := int64(math.MaxInt64)
	if now, err := http.ParseTime(header.Get("Date")); err == nil {
		latest = now.UnixMicro()
	}
	page := Page{}
	all.each(func(v value) bool {
		page.Records = append(page.Records, []byte(v.written()))
		one := v.under()
		if at := one.Time(p.Time...); !at.IsZero() {
			newest = later(newest, min(at.Micros, latest))
		}
		return true
	})
	next := p.Next(body, header, *asked)
	return p.onwards(from, page, asked, next, newest)
}

// onwards decides where the next question goes.
func (p *Paged) onwards(from *Account, page Page, asked *url.URL, next, newest string) (Page, error) {
	if next != "" {
		to, err := p.address(from, next)
		if err != nil {
			return Page{}, err
		}
		page.Cursor = with(to, newest)
		page.More = to.String() != asked.String() && (!p.Endless || len(page.Records) > 0)
		return page, nil
	}
	page.Cursor = with(asked, newest)
	micros, err := strconv.ParseInt(newest, 10, 64)
	if err != nil || p.Start == nil {
		return page, nil // nothing seen yet: ask the same again
	}
	start, err := p.address(from, p.Start(time.UnixMicro(micros).UTC().Add(-p.Lag)))
	if err != nil {
		return Page{}, err
	}
	page.Cursor = with(start, newest)
	return page, nil
}

func with(address *url.URL, newest string) string {
	copied := *address
	copied.Fragment = newest
	return copied.String()
}

// later returns the later of two moments in microseconds.
func later(newest string, micros int64) string {
	if before, err := strconv.ParseInt(newest, 10, 64); err == nil && before >= micros {
		return newest
	}
	return strconv.FormatInt(micros, 10)
}

// address resolves a path or a cursor against the account's own installation,
// and refuses every other host.
func (p *Paged) address(from *Account, cursor string) (*url.URL, error) {
	base, err := url.Parse(from.URL)
	if err != nil || base.Host == "" {
		return nil, errors.New("the address of the system is not an address")
	}
	if cursor == "" {
		cursor = p.Start(from.Since)
	}
	ref, err := url.Parse(cursor)
	if err != nil {
		return nil, ErrElsewhere
	}
	to := base.ResolveReference(ref)
	if to.Host != base.Host || to.Scheme != base.Scheme || to.User != nil {
		return nil, ErrElsewhere
	}
	return to, nil
}

// question makes the request for an address.
func (p *Paged) question(ctx context.Context, address url.URL) (*http.Request, error) {
	if p.Body == nil {
		return http.NewRequestWithContext(ctx, http.MethodGet, address.String(), nil)
	}
	text, err := json.Marshal(p.Body(&address))
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address.String(), bytes.NewReader(text))
	if err == nil {
		request.Header.Set("Content-Type", "application/json")
	}
	return request, err
}

// ask returns the answer as JSON.
func (p *Paged) ask(ctx context.Context, from *Account, address *url.URL) (*Record, http.Header, error) {
	request, err := p.question(ctx, *address)
	if err != nil {
		return nil, nil, err
	}
	request.Header.Set("Accept", "application/json")
	p.Enter(request, from.Secret)
	answer, err := from.Client.Do(request)
	if err != nil {
		return nil, nil, fmt.Errorf("ask the system: %w", err)
	}
	defer answer.Body.Close()
	if err := Refused(answer); err != nil {
		return nil, nil, err
	}
	body, err := io.ReadAll(io.LimitReader(answer.Body, mostAnswer+1))
	if err != nil {
		return nil, nil, fmt.Errorf("read the answer: %w", err)
	}
	if len(body) > mostAnswer {
		return nil, nil, fmt.Errorf("%w: more than %d bytes", ErrAnswer, mostAnswer)
	}
	answered, err := parseAny(sound(body), 2*mostAnswer)
	if err != nil {
		return nil, nil, fmt.Errorf("%w: no JSON", ErrAnswer)
	}
	return answered, answer.Header, nil
}

// Get asks one question of an account's own installation, by path and query.
func Get(ctx context.Context, from *Account, path string, enter func(request *http.Request, secret string)) (*Record, error) {
	p := &Paged{Enter: enter}
	address, err := p.address(from, path)
	if err != nil {
		return nil, err
	}
	answer, _, err := p.ask(ctx, from, address)
	return answer, err
}

// Bearer enters with a token.
func Bearer(request *http.Request, secret string) {
	request.Header.Set("Authorization", "Bearer "+secret)
}

// Basic enters with a key as the user's name and no password, or with a name
// and a password with a colon between.
func Basic(request *http.Request, secret string) {
	name, password := secret, ""
	for i := range secret {
		if secret[i] == ':' {
			name, password = secret[:i], secret[i+1:]
			break
		}
	}
	request.SetBasicAuth(name, password)
}

// Linked follows a Link header.
func Linked(_ *Record, header http.Header, _ url.URL) string { return Link(header, "next") }

// Stated follows an address that the answer states in full.
func Stated(path string) func(*Record, http.Header, url.URL) string {
	return func(answer *Record, _ http.Header, _ url.URL) string { return answer.Text(path) }
}

// Last is for answers that hold everything there is.
func Last(*Record, http.Header, url.URL) string { return "" }

// Token follows a token that the answer states, as that parameter.
func Token(path, parameter string) func(*Record, http.Header, url.URL) string {
	return func(answer *Record, _ http.Header, asked url.URL) string {
		token := answer.Text(path)
		if token == "" {
			return ""
		}
		query := asked.Query()
		query.Set(parameter, token)
		asked.RawQuery = query.Encode()
		return asked.String()
	}
}

// Counted asks for one numbered page after the other, until as many records were
// asked for as the answer says there are.
func Counted(total, parameter string, perPage int) func(*Record, http.Header, url.URL) string {
	return func(answer *Record, _ http.Header, asked url.URL) string {
		query := asked.Query()
		n, err := strconv.Atoi(query.Get(parameter))
		if err != nil || n < 0 || n > 1<<20 || float64((n+1)*perPage) >= answer.Number(total) {
			return ""
		}
		query.Set(parameter, strconv.Itoa(n+1))
		asked.RawQuery = query.Encode()
		return asked.String()
	}
}
