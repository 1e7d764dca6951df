// Package tailscale reads Tailscale's list of devices, its configuration log
// and its webhooks.
package tailscale

import (
	"net/http"
	"strings"
	"time"

	"muster"
	"muster/connect"
)

// New returns the connector.
func New() connect.System {
	return connect.System{
		Name: "tailscale", Title: "Tailscale", Feeds: []muster.Kind{muster.KindDeviceDay, muster.KindWorkDay}, Mine: mine, Read: read, Verify: verify, Login: &connect.Login{URL: "/api/v2/oauth/token"}, Fetch: devices().Fetch,
	}
}

// devices asks for all devices; there are no pages.
func devices() *connect.Paged {
	return &connect.Paged{
		Start: func(time.Time) string { return "/api/v2/tailnet/-/devices?fields=all" },
		Enter: connect.Bearer, List: "devices", Time: []string{"lastSeen"}, Next: connect.Last,
	}
}

// verify checks t=...,v1=...: the time and the HMAC of time, dot and body.
func verify(secret []byte, header http.Header, body []byte, now time.Time) error {
	return connect.Stamped(secret, header.Get("Tailscale-Webhook-Signature"), body, now)
}

func mine(r *connect.Record) bool {
	return r.Has("nodeKey", "lastSeen") || r.Has("nodeId", "lastSeen") || r.Has("event.actor.loginName", "event.target") || r.Has("actor.loginName", "target", "action", "eventTime") ||
		r.Has("tailnet", "type", "timestamp") || r.Has("nodeId", "virtualTraffic") || r.Has("nodeId", "physicalTraffic")
}

func read(r *connect.Record, emit func(*muster.Signal)) bool {
	switch {
	case r.Has("lastSeen"):
		return device(r, emit)
	case r.Has("virtualTraffic"), r.Has("physicalTraffic"):
		return true // who talks to whom is not needed
	case r.Has("tailnet"):
		return !r.Time("timestamp").IsZero() // the configuration log says the same with its author
	}
	e := r
	if inner := r.Inside("event"); inner != nil {
		e = inner
	}
	at := r.Time("eventTime", "time", "event.eventTime")
	if at.IsZero() {
		return false
	}
	kind := e.Text("target.type")
	if e.Text("action") != "CREATE" || kind != "API_KEY" && kind != "AUTH_KEY" && kind != "NODE" && kind != "OAUTH_CLIENT" {
		return true
	}
	emit(&muster.Signal{
		System: "tailscale", Event: e.Text("eventGroupID") + "/" + e.Text("target.id"), At: at, Account: e.Text("actor.loginName"),
		Data: &muster.Worked{Act: muster.WorkKeyAdded, Target: muster.Text(strings.ToLower(kind)), Offset: muster.OffsetUnknown},
	})
	return true
}

// device is one of the list of devices: when it was last there, and from which
// address of the outside.
func device(r *connect.Record, emit func(*muster.Signal)) bool {
	at := r.Time("lastSeen")
	if at.IsZero() {
		return false
	}
	serial := r.Text("postureIdentity.serialNumbers.0", "hostname", "name")
	s := &muster.Signal{
		System: "tailscale", Event: r.Text("nodeId", "id") + "/" + r.Text("lastSeen"), At: at, Account: r.Text("user"), Device: serial,
		Origin: muster.Origin{System: connect.SystemOf(r.Text("os"))},
		Data:   &muster.Located{Serial: muster.Device(r.Text("postureIdentity.serialNumbers.0")), Offset: muster.OffsetUnknown, Enrolled: r.Time("created")},
	}
	for endpoint := range strings.SplitSeq(r.Values("clientConnectivity.endpoints"), ",") {
		if host := connect.Host(endpoint); connect.Public(host) {
			s.Origin.IP = muster.Network(host)
			break
		}
	}
	emit(s)
	return true
}
