// Package slack reads Slack's audit log and access log. Messages are never
// looked at.
package slack

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"muster"
	"muster/connect"
)

// New returns the connector.
func New() connect.System {
	return connect.System{
		Name: "slack", Title: "Slack", Feeds: []muster.Kind{muster.KindSignIns, muster.KindMovement, muster.KindWorkDay},
		Mine: mine, Read: read, Verify: verify, Challenge: challenge, Fetch: audit().Fetch,
	}
}

func audit() *connect.Paged {
	return &connect.Paged{
		Start: func(since time.Time) string {
			if since.IsZero() {
				return "/audit/v1/logs?limit=1000"
			}
			return "/audit/v1/logs?limit=1000&oldest=" + strconv.FormatInt(since.Unix(), 10)
		},
		Enter: connect.Bearer, List: "entries", Time: []string{"date_create"}, Next: connect.Token("response_metadata.next_cursor", "cursor"), Lag: time.Hour,
	}
}

// verify checks Slack's signature of version 0, which carries its time.
func verify(secret []byte, header http.Header, body []byte, now time.Time) error {
	stamp := header.Get("X-Slack-Request-Timestamp")
	signature, ok := strings.CutPrefix(header.Get("X-Slack-Signature"), "v0=")
	if !ok {
		return connect.ErrSignature
	}
	if err := connect.Signed(secret, signature, []byte("v0:"+stamp+":"), body); err != nil {
		return err
	}
	return connect.Fresh(stamp, now)
}

// challenge answers Slack's question when an address is entered.
func challenge(_ []byte, _ http.Header, body []byte) (map[string]any, bool) {
	r, err := connect.Parse(body)
	if err != nil || r.Text("type") != "url_verification" {
		return nil, false
	}
	return map[string]any{"challenge": r.Text("challenge")}, true
}

func mine(r *connect.Record) bool {
	return r.Is("action") && r.Has("actor.type", "context") || r.Has("user_id", "date_first", "user_agent")
}

func read(r *connect.Record, emit func(*muster.Signal)) bool {
	if r.Has("date_first") {
		return access(r, emit)
	}
	s := &muster.Signal{
		System: "slack", Event: r.Text("id"), At: r.Time("date_create"), Account: r.Text("actor.user.email", "actor.user.id"),
		Origin: muster.Origin{IP: muster.Network(r.Text("context.ip_address")), Session: muster.Text(r.Text("context.session_id"))},
	}
	if s.At.IsZero() {
		return false
	}
	s.Origin.Client, s.Origin.System = connect.Client(r.Text("context.ua"))
	work := func(act muster.WorkAct, target string) muster.SignalData {
		return &muster.Worked{Act: act, Target: muster.Text(target), Offset: muster.OffsetUnknown}
	}
	switch r.Text("action") {
	case "user_login":
		s.Data = &muster.SignedIn{Passed: true, App: "Slack", Offset: muster.OffsetUnknown}
	case "user_login_failed":
		s.Data = &muster.SignedIn{App: "Slack", Offset: muster.OffsetUnknown}
	case "file_downloaded":
		s.Data = work(muster.WorkDownloaded, "slack")
	case "external_shared_channel_invite_sent", "guest_invited", "external_shared_channel_connected":
		s.Data = work(muster.WorkMemberAdded, "slack")
	case "app_installed":
		s.Data = work(muster.WorkKeyAdded, "slack")
	case "anomaly":
		return anomaly(r, s, emit)
	default:
		return true
	}
	emit(s)
	return true
}

// anomaly reads Slack's own finding of a Tor exit; its other findings are
// scores that nobody could be shown. It counts as a sign-in from there.
func anomaly(r *connect.Record, s *muster.Signal, emit func(*muster.Signal)) bool {
	if !slices.Contains(strings.Split(r.Values("details.reason"), ","), "tor") {
		return true
	}
	s.Origin.Network, s.Origin.Judge = muster.NetworkTor, "Slack"
	s.Data = &muster.SignedIn{Passed: true, App: "Slack", Offset: muster.OffsetUnknown}
	emit(s)
	return true
}

// access is a line of the access log: one user, address and client, with the
// first and the last time it was seen. It stands for two sign-ins.
func access(r *connect.Record, emit func(*muster.Signal)) bool {
	first, last := r.Time("date_first"), r.Time("date_last")
	if first.IsZero() {
		return false
	}
	s := muster.Signal{
		System: "slack", Account: r.Text("user_id"), At: first, Event: r.Text("user_id") + "/" + r.Text("date_first") + "/" + r.Text("ip"),
		Origin: muster.Origin{IP: muster.Network(r.Text("ip")), Country: muster.Country(r.Text("country")), Provider: muster.Text(r.Text("isp"))},
	}
	s.Origin.Client, s.Origin.System = connect.Client(r.Text("user_agent"))
	s.Data = &muster.SignedIn{Passed: true, App: "Slack", Offset: muster.OffsetUnknown}
	emit(&s)
	if first.Before(last) {
		again := s
		again.At, again.Event = last, r.Text("user_id")+"/"+r.Text("date_last")+"/"+r.Text("ip")
		emit(&again)
	}
	return true
}
