// Package ocsf reads events in the Open Cybersecurity Schema, from whichever
// source: sign-ins, processes, names looked up and inventories.
package ocsf

import (
	"muster"
	"muster/connect"
	"muster/normal"
)

// New returns the connector.
func New() connect.System {
	return connect.System{
		Name: "ocsf", Title: "Open Cybersecurity Schema (OCSF)", Feeds: []muster.Kind{muster.KindSignIns, muster.KindMovement, muster.KindProgram, muster.KindDeviceDay}, Mine: mine, Read: read,
	}
}

func mine(r *connect.Record) bool { return r.Is("class_uid", "time") && r.Has("metadata") }

// The classes of events that are read.
const (
	processActivity = "1007"
	authentication  = "3002"
	dnsActivity     = "4003"
	inventory       = "5001"
)

func read(r *connect.Record, emit func(*muster.Signal)) bool {
	s := &muster.Signal{
		System: "ocsf", At: r.Time("time"), Received: r.Time("metadata.logged_time"), Event: r.Text("metadata.uid", "metadata.original_event_uid"),
		Account: r.Text("user.email_addr", "user.name", "actor.user.email_addr", "actor.user.name", "user.uid"), Device: r.Text("device.hw_info.serial_number", "device.uid", "device.hostname"),
		Origin: origin(r),
	}
	if s.At.IsZero() {
		return false
	}
	switch r.Text("class_uid") {
	case authentication:
		status, activity := r.Text("status_id"), r.Text("activity_id")
		if activity != "1" || status != "1" && status != "2" {
			return true // only signing in, and how it ended
		}
		s.Data = &muster.SignedIn{Passed: status == "1", App: connect.Cut(r.Text("service.name", "metadata.product.name")), Managed: r.Answer("device.is_managed"), Offset: muster.OffsetUnknown}
	case processActivity:
		if activity := r.Text("activity_id"); activity != "1" {
			return true
		}
		path := r.Text("process.file.path")
		name := r.Text("process.name", "process.file.name")
		if name == "" {
			name = connect.Base(path)
		}
		if name == "" {
			return true
		}
		s.Data = &muster.Ran{Seen: muster.SeenRunning, Name: connect.Cut(name), Path: connect.Cut(path), Publisher: connect.Cut(r.Text("process.file.company_name")), FixedPIN: connect.FixedPIN(r.Text("process.cmd_line"))}
	case dnsActivity:
		by := r.Text("actor.process.name", "actor.process.file.name")
		if by == "" || r.Text("query.hostname") == "" || connect.Browser(by) && normal.Page(r.Text("query.hostname")) == normal.PageNone {
			return true // a person's browsing, or nobody knows whose
		}
		s.Data = &muster.Ran{Seen: muster.SeenDomain, Name: connect.Cut(connect.Domain(r.Text("query.hostname"))), Path: connect.Cut(by)}
	case inventory:
		at := &muster.Located{Serial: muster.Device(r.Text("device.hw_info.serial_number")), Model: connect.Cut(r.Text("device.model", "device.hw_info.vendor_name")), Offset: muster.OffsetUnknown, Booted: r.Time("device.boot_time")}
		if s.Origin.IP == "" {
			s.Origin.IP = muster.Network(r.Text("device.ip"))
		}
		s.Data = at
	case "":
		return false
	default:
		return true
	}
	emit(s)
	return true
}

func origin(r *connect.Record) muster.Origin {
	o := muster.Origin{
		IP: muster.Network(r.Text("src_endpoint.ip")), City: muster.City(r.Text("src_endpoint.location.city")), Country: muster.Country(r.Text("src_endpoint.location.country")),
		Latitude: r.Number("src_endpoint.location.lat", "src_endpoint.location.coordinates.1"), Longitude: r.Number("src_endpoint.location.long", "src_endpoint.location.coordinates.0"),
		ASN: r.Whole("src_endpoint.autonomous_system.number"), Provider: connect.Cut(r.Text("src_endpoint.autonomous_system.name", "src_endpoint.location.isp")),
		Session: muster.Text(r.Text("session.uid")),
	}
	o.Client, o.System = connect.Client(r.Text("http_request.user_agent"))
	if o.System == "" {
		o.System = connect.SystemOf(r.Text("device.os.name", "device.os.type"))
	}
	return o
}
