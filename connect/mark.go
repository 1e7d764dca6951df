package connect

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
)

// Mark is the one neutral thing that may be written into an applicant system:
// that a check is due at an application, or that none is any more. It names no
// reason, no level and no finding, and it is the same for a check by chance.
type Mark struct {
	Application string // the system's own id, empty where it only has candidates
	Candidate   string
	Field       string // the field as the system names it, empty where it marks with a tag
	By          string // the system's user in whose name it is written, where it asks for one
	Due         bool   // false takes the mark away
}

// DueText is what stands in a field of text, and the name of a tag.
const DueText = "Muster: a check is due"

// ErrGone says that what was asked for or to be marked is not there.
var ErrGone = errors.New("the record is not there")

// mostReply bounds what is read of the answer to a mark.
const mostReply = 1 << 20

// Ask is one request that changes something.
type Ask struct {
	Method string
	Path   string // below the account's address, each part escaped
	Body   any    // JSON
	Header http.Header
	Enter  func(request *http.Request, secret string)
	// Wrong looks into an answer that says it is one and is not, nil for systems
	// that say so in the status.
	Wrong func(answer *Record) bool
}

// Send makes the request of an account's own installation. It returns ErrGone
// where there is nothing to change, Slower and ErrRevoked as Fetch does. The
// request may have taken effect where it returns an error: it must be one that
// can be made again.
func Send(ctx context.Context, to *Account, ask *Ask) error {
	base, err := url.Parse(to.URL)
	if err != nil || base.Host == "" {
		return errors.New("the address of the system is not an address")
	}
	body, err := json.Marshal(ask.Body)
	if err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(ctx, ask.Method, base.Scheme+"://"+base.Host+ask.Path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	for name, values := range ask.Header {
		request.Header[name] = values
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Accept", "application/json")
	ask.Enter(request, to.Secret)
	answer, err := to.Client.Do(request)
	if err != nil {
		return fmt.Errorf("ask the system: %w", err)
	}
	defer answer.Body.Close()
	if err := Refused(answer); err != nil {
		return err
	}
	if ask.Wrong == nil || answer.StatusCode == http.StatusNoContent {
		return nil
	}
	text, err := io.ReadAll(io.LimitReader(answer.Body, mostReply))
	if err != nil {
		return fmt.Errorf("read the answer: %w", err)
	}
	r, err := ParseUpTo(text, mostReply)
	if err != nil || ask.Wrong(r) {
		return ErrAnswer
	}
	return nil
}
