package client

import (
	"context"
	"fmt"
	"io"
	"iter"
	"maps"
	"net/http"
	"net/url"
)

// get reads a resource.
func (c *Client) get(ctx context.Context, path string, query url.Values, into any) error {
	_, err := c.Get(ctx, path, query, into)
	return err
}

// one reads a resource into a value of its type.
func one[T any](ctx context.Context, c *Client, path string) (*T, error) {
	out := new(T)
	return out, c.get(ctx, path, nil, out)
}

// pages yields a list page by page. place is how its addresses name the place to
// go on from. An error ends it.
func pages[P any](ctx context.Context, c *Client, path, place string, query url.Values, next func(*P) string) iter.Seq2[*P, error] {
	return func(yield func(*P, error) bool) {
		query := maps.Clone(query)
		if query == nil {
			query = url.Values{}
		}
		for {
			page := new(P)
			if err := c.get(ctx, path, query, page); err != nil {
				yield(nil, err)
				return
			}
			if !yield(page, nil) || next(page) == "" {
				return
			}
			query.Set(place, next(page))
		}
	}
}

// each yields what the pages of a list hold.
func each[P, T any](list iter.Seq2[*P, error], of func(*P) []T) iter.Seq2[*T, error] {
	return func(yield func(*T, error) bool) {
		for page, err := range list {
			if err != nil {
				yield(nil, err)
				return
			}
			rows := of(page)
			for i := range rows {
				if !yield(&rows[i], nil) {
					return
				}
			}
		}
	}
}

// copyTo copies a file. What was written is no whole file when it fails.
func (c *Client) copyTo(ctx context.Context, path string, to io.Writer) error {
	answer, err := c.once(ctx, &request{method: http.MethodGet, path: path})
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return problem(answer)
	}
	if _, err := io.Copy(to, answer.Body); err != nil {
		return fmt.Errorf("muster: the file ended early: %w", err)
	}
	return nil
}
