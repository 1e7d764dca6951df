package zoom

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"muster/connect"
)

// Zoom says who was in a meeting for one meeting at a time. So a cursor holds
// where the list of meetings stands and, a line each, the meetings that are still
// to be asked about: first all pages of the list are read, because the token of a
// next page ends after a quarter of an hour, then one meeting after the other.
// What was seen of a meeting comes as one record for each stay, of the list of
// participants with the quality of the line beside it.

// The bounds of what is asked about.
const (
	mostMeetings = 5000 // to be asked about at once
	mostPages    = 40   // of one meeting
	late         = 30 * time.Minute
	tokenName    = "next_page_token"
)

// meetings lists past meetings of the days since a moment, at most a month.
func meetings(now time.Time) *connect.Paged {
	return &connect.Paged{
		Start: func(since time.Time) string {
			if month := now.AddDate(0, 0, -29); since.Before(month) {
				since = month
			}
			return "/v2/metrics/meetings?" + url.Values{"type": {"past"}, "page_size": {"300"}, "from": {since.UTC().Format(time.DateOnly)}, "to": {now.UTC().Format(time.DateOnly)}}.Encode()
		},
		Enter: connect.Bearer, List: "meetings", Time: []string{"end_time", "start_time"}, Next: connect.Token(tokenName, tokenName), Lag: late,
	}
}

// place is where the reading stands.
type place struct {
	list    string   // of the list of meetings
	seen    string   // up to when the list was read before this round, in microseconds
	waiting []string // meetings to be asked about, escaped
}

// begun reports whether the list has pages that were not read yet.
func (p *place) begun() bool { return strings.Contains(p.list, tokenName+"=") }

func (p *place) String() string {
	return strings.Join(append([]string{p.list, p.seen}, p.waiting...), "\n")
}

// fetch reads on: the list of meetings as long as there are pages, then who was
// in the next meeting.
func fetch(ctx context.Context, from *connect.Account, cursor string) (connect.Page, error) {
	all := strings.Split(cursor, "\n")
	p := place{list: all[0]}
	if len(all) > 1 {
		p.seen, p.waiting = all[1], all[2:]
	}
	if len(p.waiting) > 0 && !p.begun() || len(p.waiting) >= mostMeetings {
		records, err := stays(ctx, from, p.waiting[0])
		if err != nil {
			return connect.Page{}, err
		}
		p.waiting = p.waiting[1:]
		return connect.Page{Records: records, Cursor: p.String(), More: len(p.waiting) > 0 || p.begun()}, nil
	}
	if !p.begun() { // a round begins
		_, p.seen, _ = strings.Cut(p.list, "#")
	}
	page, err := meetings(from.Now).Fetch(ctx, from, p.list)
	var status *connect.Status
	if errors.As(err, &status) && status.Code == http.StatusBadRequest && p.begun() {
		// The token of the next page has ended: the round begins anew.
		return connect.Page{Cursor: (&place{list: p.first()}).String(), More: true}, nil
	}
	if err != nil {
		return connect.Page{}, err
	}
	p.list = page.Cursor
	p.add(page.Records)
	return connect.Page{Cursor: p.String(), More: page.More || len(p.waiting) > 0}, nil
}

// first is the place where this round's list began.
func (p *place) first() string {
	address, err := url.Parse(p.list)
	if err != nil {
		return ""
	}
	query := address.Query()
	query.Del(tokenName)
	address.RawQuery, address.Fragment = query.Encode(), p.seen
	return address.String()
}

// add lays out the meetings of a page to be asked about. The question is by days:
// those that were asked about before come again and are passed over.
func (p *place) add(list [][]byte) {
	seen, err := strconv.ParseInt(p.seen, 10, 64)
	if err != nil {
		seen = 0
	}
	for _, raw := range list {
		r, err := connect.Parse(raw)
		if err != nil {
			continue // the page was JSON; what cannot be parsed is too large to be a meeting
		}
		id := url.QueryEscape(r.Text("uuid"))
		over := r.Time("end_time", "start_time")
		if id == "" || !over.IsZero() && over.Micros < seen-late.Microseconds() || slices.Contains(p.waiting, id) {
			continue
		}
		p.waiting = append(p.waiting, id)
	}
}

// stays are the records of one meeting: who was there, and how the line held.
// Where Zoom has no quality of a meeting, there is none.
func stays(ctx context.Context, from *connect.Account, id string) ([][]byte, error) {
	// An id that begins with a stroke or holds two is to be escaped twice.
	uuid, err := url.QueryUnescape(id)
	if err != nil {
		return nil, connect.ErrElsewhere
	}
	base := "/v2/metrics/meetings/" + url.PathEscape(url.PathEscape(uuid)) + "/participants"
	people, err := every(ctx, from, base, "300")
	if err != nil {
		if errors.Is(err, connect.ErrGone) {
			return nil, nil
		}
		return nil, err
	}
	quality, err := every(ctx, from, base+"/qos", "10")
	if err != nil && !errors.Is(err, connect.ErrGone) {
		return nil, err
	}
	lines := map[string]string{}
	for _, q := range quality {
		lines[q.Text("user_id")+"\n"+q.Text("join_time")] = q.Lines("user_qos")
	}
	var out [][]byte
	for _, p := range people {
		raw := string(p.Raw())
		if line := lines[p.Text("user_id")+"\n"+p.Text("join_time")]; line != "" && !p.Has("user_qos") {
			raw = strings.TrimSuffix(raw, "}") + `,"user_qos":` + line + "}"
		}
		out = append(out, []byte(raw))
	}
	return out, nil
}

// every asks for all pages of a list of participants.
func every(ctx context.Context, from *connect.Account, path, size string) (all []*connect.Record, err error) {
	query := url.Values{"type": {"past"}, "page_size": {size}}
	for range mostPages {
		answer, err := connect.Get(ctx, from, path+"?"+query.Encode(), connect.Bearer)
		if err != nil {
			return nil, err
		}
		if !answer.Has("participants") {
			return nil, fmt.Errorf("%w: no participants", connect.ErrAnswer)
		}
		answer.Each("participants", func(r *connect.Record) { all = append(all, r) })
		token := answer.Text(tokenName)
		if token == "" {
			return all, nil
		}
		query.Set(tokenName, token)
	}
	return all, nil
}
