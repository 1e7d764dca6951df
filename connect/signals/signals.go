// Package signals reads our own form, for sources that no connector knows: one
// JSON object for each event, described by schemas/signal.schema.json.
package signals

import (
	"muster"
	"muster/connect"
)

// New returns the connector.
func New() connect.System {
	return connect.System{
		Name: "signals", Title: "Muster signals",
		Feeds: []muster.Kind{
			muster.KindSignIns, muster.KindMovement, muster.KindDeviceDay, muster.KindAttachment, muster.KindProgram, muster.KindActivityDay, muster.KindWorkDay, muster.KindSession,
			muster.KindAttendance, muster.KindCalls,
		},
		Mine: func(r *connect.Record) bool { return r.Text("muster_signal") == "1" }, Read: read,
	}
}

func read(r *connect.Record, emit func(*muster.Signal)) bool {
	s := &muster.Signal{
		System: "signals", Event: r.Text("id"), At: r.Time("at"), Received: r.Time("received"), Account: r.Text("account"), Device: r.Text("device"), Origin: origin(r),
	}
	if s.At.IsZero() || s.Event == "" {
		return false
	}
	data := r.Inside("data")
	if data == nil {
		return false
	}
	if s.Data = dataOf(r.Text("kind"), data); s.Data == nil {
		return false
	}
	emit(s)
	return true
}

func dataOf(kind string, d *connect.Record) muster.SignalData {
	switch kind {
	case "sign_in":
		return &muster.SignedIn{Passed: d.Answer("passed") == muster.Yes, App: connect.Cut(d.Text("app")), Managed: d.Answer("managed"), Authenticator: muster.Device(d.Text("authenticator")), Offset: offset(d)}
	case "device":
		return &muster.Located{
			Serial: muster.Device(d.Text("serial")), Model: connect.Cut(d.Text("model")), Gateway: muster.Device(d.Text("gateway")), Station: muster.Device(d.Text("station")), Offset: offset(d),
			Mains: d.Answer("mains"), LidOpen: d.Answer("lid_open"), BuiltIn: d.Answer("built_in_input"), Wired: d.Answer("wired"), Booted: d.Time("booted"), Enrolled: d.Time("enrolled"),
			Delay: d.Whole("delay_ms"), Expected: d.Whole("expected_ms"),
		}
	case "attached":
		return attached(d)
	case "program":
		if d.Text("name") == "" {
			return nil
		}
		return &muster.Ran{
			Seen: seen(d.Text("seen")), Name: connect.Cut(d.Text("name")), Path: connect.Cut(d.Text("path")), Publisher: connect.Cut(d.Text("publisher")), FixedPIN: yes(d, "fixed_pin"),
			Removed: yes(d, "removed"), Tampered: yes(d, "tampered"), Malware: yes(d, "malware"),
		}
	case "input":
		travel := int32(-1)
		if d.Has("travel") {
			travel = d.Whole("travel")
		}
		return &muster.Moved{Span: d.Whole("seconds"), Events: d.Whole("events"), Travel: travel, Effect: d.Answer("effect")}
	case "presence":
		return &muster.Present{Active: yes(d, "active"), Until: d.Time("until")}
	case "work":
		act := workAct(d.Text("act"))
		if act == "" {
			return nil
		}
		return &muster.Worked{Act: act, Target: connect.Cut(d.Text("target")), Count: d.Whole("count"), Offset: offset(d), Ticket: d.Answer("ticket")}
	case "meeting":
		return &muster.Met{
			Meeting: connect.Cut(d.Text("meeting")), Until: d.Time("until"), Shown: muster.PersonName(connect.Cut(d.Text("shown"))), Camera: connect.Cut(d.Text("camera")),
			Microphone: connect.Cut(d.Text("microphone")), Latency: d.Whole("latency_ms"),
		}
	case "call":
		if d.Text("step") == "" {
			return nil
		}
		return &muster.Called{Step: connect.Cut(d.Text("step"))}
	}
	return nil
}

func attached(d *connect.Record) *muster.Attached {
	a := &muster.Attached{
		Removed: yes(d, "removed"), Bus: muster.BusOther, Vendor: connect.Hex16(d.Text("vendor")), Product: connect.Hex16(d.Text("product")), Maker: connect.Cut(d.Text("maker")),
		Name: connect.Cut(d.Text("name")), Serial: muster.Device(d.Text("serial")), EDIDMaker: connect.EDIDMaker(d.Text("edid_maker")),
	}
	if bus := muster.Bus(d.Text("bus")); bus == muster.BusUSB || bus == muster.BusDisplay {
		a.Bus = bus
	}
	var words []muster.Text
	for _, word := range d.List("interfaces") {
		words = append(words, muster.Text(word))
	}
	a.Interfaces = muster.InterfacesOf(words)
	return a
}

func yes(d *connect.Record, name string) bool { return d.Answer(name) == muster.Yes }

func offset(d *connect.Record) int16 {
	if !d.Has("utc_offset") {
		return muster.OffsetUnknown
	}
	if minutes := d.Number("utc_offset"); minutes >= -14*60 && minutes <= 14*60 {
		return int16(minutes)
	}
	return muster.OffsetUnknown
}

func seen(s string) muster.SeenAs {
	switch v := muster.SeenAs(s); v {
	case muster.SeenInstalled, muster.SeenExtension, muster.SeenDomain, muster.SeenProfile:
		return v
	}
	return muster.SeenRunning
}

func workAct(s string) muster.WorkAct {
	switch v := muster.WorkAct(s); v {
	case muster.WorkCommitted, muster.WorkPushed, muster.WorkCloned, muster.WorkMirrored, muster.WorkWrongIdentity, muster.WorkKeyAdded, muster.WorkMemberAdded, muster.WorkForwarding,
		muster.WorkPipeline, muster.WorkAccessAsked, muster.WorkDeleted, muster.WorkDownloaded, muster.WorkDelivered, muster.WorkOtherJob:
		return v
	}
	return ""
}

func origin(r *connect.Record) muster.Origin {
	o := muster.Origin{
		IP: muster.Network(r.Text("origin.ip")), City: muster.City(r.Text("origin.city")), Country: muster.Country(r.Text("origin.country")), Latitude: r.Number("origin.latitude"),
		Longitude: r.Number("origin.longitude"), ASN: r.Whole("origin.asn"), Provider: connect.Cut(r.Text("origin.provider")), Session: muster.Text(r.Text("origin.session")),
		System: connect.SystemOf(r.Text("origin.system")),
	}
	switch n := muster.NetworkClass(r.Text("origin.network")); n {
	case muster.NetworkHome, muster.NetworkMobile, muster.NetworkSatellite, muster.NetworkCorporate, muster.NetworkRelay, muster.NetworkVPN, muster.NetworkHosting, muster.NetworkResidential, muster.NetworkTor:
		o.Network, o.Judge = n, connect.Cut(r.Text("origin.judge"))
	}
	if r.Text("origin.service") == string(muster.BrandAstrill) {
		o.Service = muster.BrandAstrill
	}
	switch c := muster.ClientClass(r.Text("origin.client")); c {
	case muster.ClientBrowser, muster.ClientDesktop, muster.ClientMobile, muster.ClientProgram, muster.ClientAutomated:
		o.Client = c
	}
	return o
}
