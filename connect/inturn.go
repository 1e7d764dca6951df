package connect

import (
	"context"
	"strconv"
	"strings"
)

// InTurn asks several lists of one system, one after the other and then from the
// first again. Its cursor holds where each of them stands: which is asked next
// on the first line, then a line for each.
func InTurn(lists ...*Paged) func(ctx context.Context, from *Account, cursor string) (Page, error) {
	return func(ctx context.Context, from *Account, cursor string) (Page, error) {
		at, places, err := placesOf(cursor, len(lists))
		if err != nil {
			return Page{}, err
		}
		page, err := lists[at].Fetch(ctx, from, places[at])
		if err != nil {
			return Page{}, err
		}
		places[at] = page.Cursor
		if !page.More {
			at = (at + 1) % len(lists)
			page.More = at != 0
		}
		page.Cursor = strconv.Itoa(at) + "\n" + strings.Join(places, "\n")
		return page, nil
	}
}

// placesOf reads a cursor. One that names a single place is where the first list
// stands, as it was before there were several.
func placesOf(cursor string, n int) (at int, places []string, err error) {
	first, rest, several := strings.Cut(cursor, "\n")
	places = make([]string, n)
	if !several {
		places[0] = cursor
		return 0, places, nil
	}
	at, err = strconv.Atoi(first)
	all := strings.Split(rest, "\n")
	if err != nil || at < 0 || at >= n || len(all) != n {
		return 0, nil, ErrElsewhere
	}
	return at, all, nil
}
