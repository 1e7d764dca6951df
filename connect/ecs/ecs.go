// Package ecs reads events in the Elastic Common Schema, from whichever source:
// sign-ins, processes and names looked up.
package ecs

import (
	"slices"
	"strings"

	"muster"
	"muster/connect"
	"muster/normal"
)

// New returns the connector.
func New() connect.System {
	return connect.System{
		Name: "ecs", Title: "Elastic Common Schema", Feeds: []muster.Kind{muster.KindSignIns, muster.KindMovement, muster.KindProgram}, Mine: mine, Read: read,
	}
}

func mine(r *connect.Record) bool {
	return r.Has(`\@timestamp`) && (r.Has("event.category") || r.Has(`event\.category`) || r.Has("ecs.version") || r.Has(`ecs\.version`)) && !r.Has("winlog.event_id")
}

// fields reads a path in either of the forms that documents have: nested, or
// with dots in the names.
type fields struct{ r *connect.Record }

func (f fields) text(paths ...string) string {
	for _, path := range paths {
		if v := f.r.Text(path, strings.ReplaceAll(path, ".", `\.`)); v != "" {
			return v
		}
	}
	return ""
}

func (f fields) number(path string) float64 {
	return f.r.Number(path, strings.ReplaceAll(path, ".", `\.`))
}

func (f fields) list(path string) []string {
	v := f.r.Values(path)
	if v == "" {
		v = f.r.Values(strings.ReplaceAll(path, ".", `\.`))
	}
	return strings.Split(strings.ToLower(v), ",")
}

func read(r *connect.Record, emit func(*muster.Signal)) bool {
	f := fields{r}
	s := &muster.Signal{
		System: "ecs", At: r.Time(`\@timestamp`), Received: r.Time("event.ingested", `event\.ingested`), Event: f.text("event.id", "_id"),
		Account: f.text("user.email", "user.name", "user.id"), Device: f.text("device.serial_number", "host.id", "host.name", "device.id"), Origin: origin(f),
	}
	if s.At.IsZero() {
		return false
	}
	categories := f.list("event.category")
	switch {
	case slices.Contains(categories, "authentication"), slices.Contains(categories, "session"):
		if kinds := f.list("event.type"); slices.Contains(kinds, "end") || slices.Contains(kinds, "info") && !slices.Contains(kinds, "start") {
			return true
		}
		outcome := f.text("event.outcome")
		if outcome == "" || outcome == "unknown" {
			return true
		}
		s.Data = &muster.SignedIn{Passed: outcome == "success", App: connect.Cut(f.text("service.name", "event.provider")), Offset: zone(f)}
	case slices.Contains(categories, "process"):
		path := f.text("process.executable")
		name := f.text("process.name")
		if name == "" {
			name = connect.Base(path)
		}
		s.Data = &muster.Ran{
			Seen: muster.SeenRunning, Name: connect.Cut(name), Path: connect.Cut(path), Publisher: connect.Cut(f.text("process.code_signature.subject_name", "process.pe.company")),
			FixedPIN: connect.FixedPIN(f.text("process.command_line")),
		}
		if name == "" {
			return true
		}
	case slices.Contains(categories, "network") && f.text("dns.question.name") != "":
		by := f.text("process.name")
		if by == "" || connect.Browser(by) && normal.Page(f.text("dns.question.name")) == normal.PageNone {
			return true // a person's browsing, or nobody knows whose
		}
		s.Data = &muster.Ran{Seen: muster.SeenDomain, Name: connect.Cut(connect.Domain(f.text("dns.question.name"))), Path: connect.Cut(f.text("process.name"))}
	case categories[0] == "":
		return false
	default:
		return true
	}
	emit(s)
	return true
}

func zone(f fields) int16 {
	if minutes, ok := connect.Offset(f.text("event.timezone")); ok && f.text("agent.id") == "" {
		return minutes
	}
	return muster.OffsetUnknown // a collector's own zone says nothing about a person
}

func origin(f fields) muster.Origin {
	o := muster.Origin{
		IP: muster.Network(f.text("source.ip", "client.ip")), City: muster.City(f.text("source.geo.city_name", "client.geo.city_name")), Country: muster.Country(f.text("source.geo.country_iso_code", "source.geo.country_name", "client.geo.country_iso_code")),
		Latitude: f.number("source.geo.location.lat"), Longitude: f.number("source.geo.location.lon"),
		ASN: int32(min(max(f.number("source.as.number"), 0), 1<<31-1)), Provider: connect.Cut(f.text("source.as.organization.name")),
	}
	o.Client, o.System = connect.Client(f.text("user_agent.original"))
	if o.System == "" {
		o.System = connect.SystemOf(f.text("host.os.family", "host.os.platform", "user_agent.os.name"))
	}
	return o
}
