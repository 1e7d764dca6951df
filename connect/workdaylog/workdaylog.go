// Package workdaylog reads Workday's log of user activity: which pages of the
// recruiting system an account outside the company called, from where. What
// employees do there, and what anybody looked at, is passed over.
package workdaylog

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"muster"
	"muster/connect"
)

// New returns the connector.
func New() connect.System {
	return connect.System{Name: "workdaylog", Title: "Workday activity log", Feeds: []muster.Kind{muster.KindCalls}, Mine: mine, Read: read, Parts: "data", Fetch: fetch, Login: &connect.Login{Grant: connect.GrantRefresh}}
}

// perPage is how many records are asked for at once, and instances how much of a
// large answer is put together for it at all, in the way Workday counts.
const perPage, instances = 1000, "3"

// fetch asks for what came since. The account's address is that of the log:
// https://HOST/ccx/api/privacy/v1/TENANT/activityLogging.
func fetch(ctx context.Context, from *connect.Account, cursor string) (connect.Page, error) {
	return log(from.Now).Fetch(ctx, from, cursor)
}

func log(now time.Time) *connect.Paged {
	return &connect.Paged{
		Start: func(since time.Time) string {
			return "?" + url.Values{
				"type": {"userActivity"}, "instancesReturned": {instances}, "limit": {strconv.Itoa(perPage)}, "offset": {"0"}, "from": {since.UTC().Format(time.RFC3339)}, "to": {now.UTC().Format(time.RFC3339)},
			}.Encode()
		},
		Enter: connect.Bearer, List: "data", Time: []string{"requestTime"}, Next: next, Lag: 10 * time.Minute,
	}
}

// next asks from where the answer ends, which may be sooner than was asked for,
// until all there is was answered.
func next(answer *connect.Record, _ http.Header, asked url.URL) string {
	query := asked.Query()
	n, err := strconv.Atoi(query.Get("offset"))
	got := 0
	answer.Each("data", func(*connect.Record) { got++ })
	if err != nil || n < 0 || n > 1<<30 || got == 0 || float64(n+got) >= answer.Number("total") {
		return ""
	}
	query.Set("offset", strconv.Itoa(n+got))
	asked.RawQuery = query.Encode()
	return asked.String()
}

func mine(r *connect.Record) bool { return r.Has("requestTime", "systemAccount", "taskDisplayName") }

// read takes the calls of the part of recruiting that applicants reach. Accounts
// there are the applicants' own: nobody's until a crosswalk or an application
// says whose.
func read(r *connect.Record, emit func(*muster.Signal)) bool {
	at := r.Time("requestTime")
	if at.IsZero() {
		return false
	}
	step := strings.TrimPrefix(strings.ToLower(r.Text("taskDisplayName")), "/")
	if !strings.HasPrefix(step, "hrrecruiting/") {
		return true
	}
	step, _, _ = strings.Cut(step, "?")
	_, system := connect.Client(r.Text("userAgent"))
	emit(&muster.Signal{
		System: "workdaylog", Event: r.Text("requestTime") + "/" + r.Text("sessionId") + "/" + r.Text("activityAction"), At: at, Account: r.Text("systemAccount"),
		Origin: muster.Origin{IP: muster.Network(connect.Host(r.Text("ipAddress"))), System: system}, Data: &muster.Called{Step: connect.Cut(step)},
	})
	return true
}
