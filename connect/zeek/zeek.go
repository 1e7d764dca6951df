// Package zeek reads Zeek's logs as JSON: remote desktop, addresses handed out,
// and names looked up. A network sees devices and not people, so what it says is
// about devices; connections as such are passed over.
package zeek

import (
	"strings"

	"muster"
	"muster/connect"
	"muster/normal"
)

// New returns the connector.
func New() connect.System {
	return connect.System{
		Name: "zeek", Title: "Zeek", Feeds: []muster.Kind{muster.KindDeviceDay, muster.KindProgram, muster.KindSignIns}, Mine: mine, Read: read,
	}
}

func mine(r *connect.Record) bool {
	return r.Has("ts", "uid", `id\.orig_h`) || r.Has("ts", "uid", "id.orig_h") || r.Has("ts", "uids", "mac") || r.Has("ts", "uids", "client_addr")
}

func read(r *connect.Record, emit func(*muster.Signal)) bool {
	s := &muster.Signal{System: "zeek", Event: r.Text("uid", "uids.0"), At: r.Time("ts")}
	if s.At.IsZero() {
		return false
	}
	s.Device = r.Text(`id\.orig_h`, "id.orig_h")
	switch {
	case r.Has("uids"):
		s.Device = r.Text("host_name", "client_fqdn", "mac")
		if s.Device == "" {
			return true
		}
		s.Data = &muster.Located{Offset: muster.OffsetUnknown}
	case r.Has("cookie"), r.Has("security_protocol"):
		// The layout of the keyboard is in the record too. It is never read.
		s.Account, s.Origin.IP = r.Text("cookie"), muster.Network(s.Device)
		s.Device = r.Text("client_name")
		in := &muster.SignedIn{Passed: strings.EqualFold(r.Text("result"), "success") || strings.EqualFold(r.Text("result"), "encrypted"), App: "remote desktop", Offset: muster.OffsetUnknown}
		if minutes, ok := connect.Offset(r.Text("client_utc_offset", "timezone_offset")); ok {
			in.Offset = minutes
		}
		s.Data = in
	case r.Has("client", "server") && r.Has("cipher_alg"), r.Has("proto"), r.Has("query"), r.Has("server_name"), r.Has("host"):
		return true // whose browsing it is cannot be told from a network
	default:
		return false
	}
	emit(s)
	onPath(s, emit)
	return true
}

// onPath tells what a network saw beside a device: remote desktop, or a product
// for remote hands by the name it asked for an address under. Nothing is looked
// up and nobody is asked, and it counts for nobody until passive records are
// switched on.
func onPath(s *muster.Signal, emit func(*muster.Signal)) {
	name := muster.Text("rdp")
	if _, address := s.Data.(*muster.Located); address {
		if name = connect.Cut(s.Device); !normal.NamesRemoteHands(string(name)) {
			return
		}
	}
	seen := *s
	seen.Data = &muster.Ran{Seen: muster.SeenOnPath, Name: name}
	emit(&seen)
}
