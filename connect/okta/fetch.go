package okta

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/tidwall/gjson"

	"muster/connect"
)

// verify compares the secret that Okta sends in the header agreed on. Event
// hooks carry no signature over the body.
func verify(secret []byte, header http.Header, _ []byte) error {
	got := []byte(strings.TrimPrefix(header.Get("Authorization"), "Bearer "))
	if subtle.ConstantTimeCompare(got, secret) != 1 {
		return errors.New("the Authorization header is not the secret of this event hook")
	}
	return nil
}

const mostAnswer = 64 << 20 // bytes of one page

// fetch asks the System Log for what came after the cursor, which is the link
// Okta gave with the page before; without one, from the beginning of what Okta
// keeps.
func fetch(ctx context.Context, from *connect.Account, cursor string) (connect.Page, error) {
	at, err := url.Parse(from.URL)
	if err != nil {
		return connect.Page{}, fmt.Errorf("address of Okta: %w", err)
	}
	next := at.JoinPath("/api/v1/logs")
	next.RawQuery = "limit=1000&sortOrder=ASCENDING"
	if cursor != "" {
		if next, err = url.Parse(cursor); err != nil || next.Host != at.Host || next.Scheme != at.Scheme {
			return connect.Page{}, errors.New("the cursor does not lead to this Okta")
		}
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, next.String(), nil)
	if err != nil {
		return connect.Page{}, err
	}
	request.Header.Set("Authorization", "SSWS "+from.Secret)
	request.Header.Set("Accept", "application/json")
	answer, err := from.Client.Do(request)
	if err != nil {
		return connect.Page{}, fmt.Errorf("ask Okta: %w", err)
	}
	defer answer.Body.Close()
	if err := connect.Refused(answer); err != nil {
		return connect.Page{}, err
	}
	body, err := io.ReadAll(io.LimitReader(answer.Body, mostAnswer+1))
	if err != nil {
		return connect.Page{}, fmt.Errorf("read Okta's answer: %w", err)
	}
	if len(body) > mostAnswer {
		return connect.Page{}, fmt.Errorf("the answer has more than %d bytes", mostAnswer)
	}
	page := connect.Page{Cursor: cursor}
	gjson.ParseBytes(body).ForEach(func(_, v gjson.Result) bool {
		page.Records = append(page.Records, []byte(v.Raw))
		return true
	})
	if link := connect.Link(answer.Header, "next"); link != "" {
		page.Cursor, page.More = link, len(page.Records) > 0
	}
	return page, nil
}
