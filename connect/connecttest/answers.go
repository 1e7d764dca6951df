package connecttest

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"muster/connect"
)

// Links answers with a bare list and a Link header.
func Links(path string) *Poll {
	return &Poll{
		Page: parameter("page"),
		Answer: func(w http.ResponseWriter, records []string, base string, next int, last bool) {
			if !last {
				w.Header().Set("Link", fmt.Sprintf(`<%s%s?page=%d>; rel="next"`, base, path, next))
			}
			fmt.Fprintf(w, "[%s]", strings.Join(records, ","))
		},
	}
}

// Addresses answers with an object that holds the list and the whole address of
// the next page.
func Addresses(list, next, path string) *Poll {
	return &Poll{
		Page: parameter("page"),
		Answer: func(w http.ResponseWriter, records []string, base string, n int, last bool) {
			more := ""
			if !last {
				more = fmt.Sprintf(`,%q:"%s%s?page=%d"`, next, base, path, n)
			}
			fmt.Fprintf(w, `{%q:[%s]%s}`, list, strings.Join(records, ","), more)
		},
	}
}

// Tokens answers with an object that holds the list and a token, which is sent
// back as that parameter. form is how the token is written with %d for its
// number: `"nextPageToken":"%d"`.
func Tokens(list, form, name string) *Poll {
	return &Poll{
		Page: parameter(name), Tokens: true,
		Answer: func(w http.ResponseWriter, records []string, _ string, n int, last bool) {
			more := ""
			if !last {
				more = "," + fmt.Sprintf(form, n)
			}
			fmt.Fprintf(w, `{%q:[%s]%s}`, list, strings.Join(records, ","), more)
		},
	}
}

// parameter reads the number of the page from the question.
func parameter(name string) func(*http.Request) int {
	return func(r *http.Request) int {
		n, err := strconv.Atoi(r.URL.Query().Get(name))
		if err != nil {
			return 0
		}
		return n
	}
}

// Numbers answers with an object that holds the list and how many records there
// are of all pages; pages are asked for by their number.
func Numbers(list, total, name string, perPage int) *Poll {
	return &Poll{
		Page: parameter(name), Tokens: true,
		Answer: func(w http.ResponseWriter, records []string, _ string, _ int, _ bool) {
			fmt.Fprintf(w, `{%q:[%s],%q:%d}`, list, strings.Join(records, ","), total, pages*perPage)
		},
	}
}

// Whole answers with an object that holds everything there is.
func Whole(list string) *Poll {
	return &Poll{
		Page: func(*http.Request) int { return 0 }, Tokens: true, Single: true,
		Answer: func(w http.ResponseWriter, records []string, _ string, _ int, _ bool) {
			fmt.Fprintf(w, `{%q:[%s]}`, list, strings.Join(records, ","))
		},
	}
}

// Posted is a poll whose parameter stands in the body of a question that is posted.
func Posted(p *Poll, name string) *Poll {
	p.Page = func(r *http.Request) int {
		var body map[string]any
		if err := json.NewDecoder(r.Body).Decode(&body); err != nil || r.Method != http.MethodPost {
			return 0
		}
		text, _ := body[name].(string)
		n, err := strconv.Atoi(text)
		if err != nil {
			return 0
		}
		return n
	}
	return p
}

// Second is a fetch of two lists in turn that begins with the second, so that it
// is held to the contract too.
func Second(fetch func(context.Context, *connect.Account, string) (connect.Page, error)) func(context.Context, *connect.Account, string) (connect.Page, error) {
	return func(ctx context.Context, from *connect.Account, cursor string) (connect.Page, error) {
		if cursor == "" {
			cursor = "1\n\n"
		}
		return fetch(ctx, from, cursor)
	}
}
