// Package crowdstrike reads what CrowdStrike's data replicator writes of
// processes, names looked up and hosts, and its detections; and asks its interface
// for hosts and alerts, which know no processes and nothing that was plugged in.
package crowdstrike

import (
	"net/url"
	"strings"
	"time"

	"muster"
	"muster/connect"
	"muster/normal"
)

// New returns the connector.
func New() connect.System {
	return connect.System{
		Name: "crowdstrike", Title: "CrowdStrike Falcon", Feeds: []muster.Kind{muster.KindProgram, muster.KindDeviceDay, muster.KindAttachment},
		Mine: mine, Read: read, Fetch: connect.InTurn(hosts(), alerts()), Login: &connect.Login{URL: "/oauth2/token"},
	}
}

// hosts asks for devices in the order they were last there.
func hosts() *connect.Paged {
	return &connect.Paged{
		Start: func(since time.Time) string {
			query := url.Values{"limit": {"500"}, "sort": {"last_seen.asc"}}
			if !since.IsZero() {
				query.Set("filter", "last_seen:>='"+since.UTC().Format(time.RFC3339)+"'")
			}
			return "/devices/combined/devices/v1?" + query.Encode()
		},
		Enter: connect.Bearer, List: "resources", Time: []string{"last_seen"}, Next: connect.Token("meta.pagination.next", "offset"), Lag: 10 * time.Minute,
	}
}

// alerts asks for alerts in the order they were changed; the questions are posted.
func alerts() *connect.Paged {
	return &connect.Paged{
		Start: func(since time.Time) string {
			query := url.Values{"sort": {"updated_timestamp.asc"}}
			if !since.IsZero() {
				query.Set("filter", "updated_timestamp:>='"+since.UTC().Format(time.RFC3339)+"'")
			}
			return "/alerts/combined/alerts/v1?" + query.Encode()
		},
		Enter: connect.Bearer, List: "resources", Time: []string{"updated_timestamp"}, Next: connect.Token("meta.pagination.after", "after"), Lag: 10 * time.Minute,
		Body: func(asked *url.URL) any {
			body := map[string]any{"limit": 500}
			for name, values := range asked.Query() {
				body[name] = values[0]
			}
			asked.RawQuery = ""
			return body
		},
	}
}

// asked reads a host or an alert as the interface gives them.
func asked(r *connect.Record, emit func(*muster.Signal)) bool {
	if r.Has("composite_id") {
		return alert(r, emit)
	}
	at := r.Time("last_seen", "first_seen")
	if at.IsZero() {
		return false
	}
	s := &muster.Signal{
		System: "crowdstrike", Event: r.Text("device_id") + "/" + r.Text("last_seen", "first_seen"), At: at, Account: r.Text("last_login_user"),
		Device: r.Text("serial_number", "hostname", "device_id"), Origin: muster.Origin{IP: muster.Network(r.Text("external_ip")), System: connect.SystemOf(r.Text("platform_name"))},
		Data: &muster.Located{Serial: muster.Device(r.Text("serial_number")), Model: muster.Text(connect.Cut(r.Text("system_product_name"))), Offset: muster.OffsetUnknown},
	}
	emit(s)
	return true
}

// alert reads which program an alert is about. Alerts about accounts name none.
func alert(r *connect.Record, emit func(*muster.Signal)) bool {
	at := r.Time("timestamp", "created_timestamp")
	if at.IsZero() || r.Text("composite_id") == "" {
		return false
	}
	name := connect.Cut(r.Text("filename"))
	if name == "" {
		return true
	}
	emit(&muster.Signal{
		System: "crowdstrike", Event: r.Text("composite_id"), At: at, Account: r.Text("user_name"), Device: r.Text("device.serial_number", "device.hostname", "agent_id"),
		Origin: muster.Origin{IP: muster.Network(r.Text("device.external_ip"))},
		Data:   &muster.Ran{Seen: muster.SeenRunning, Name: name, Path: connect.Cut(r.Text("filepath")), Malware: malware(r.Text("tactic", "technique", "objective"))},
	})
	return true
}

func mine(r *connect.Record) bool {
	return r.Has("cid") && (r.Has("aid") || r.Has("event") || r.Has("ExternalApiType") || r.Has("fdr_event_type") || r.Has("unknown_payload.ExternalApiType")) ||
		r.Has("event_simpleName", "aid") || r.Has("metadata.eventType", "event") || r.Has("metadata.customerIDString") || r.Has("event.event_simpleName") || interfaces(r)
}

// interfaces reports whether a record comes from the interface.
func interfaces(r *connect.Record) bool {
	return r.Has("cid", "device_id", "agent_version") || r.Has("cid", "composite_id")
}

func read(r *connect.Record, emit func(*muster.Signal)) bool {
	if interfaces(r) {
		return asked(r, emit)
	}
	e := r
	if inner := r.Inside("event"); inner != nil {
		e = inner
	}
	text := func(names ...string) string {
		if v := e.Text(names...); v != "" {
			return v
		}
		return r.Text(names...)
	}
	s := &muster.Signal{
		System: "crowdstrike", Event: text("id", "EventUUID", "CompositeId", "DetectId"), Device: text("ComputerName", "Hostname", "aid", "AgentIdString"), Account: text("UserName"),
		At: e.Time("timestamp", "ContextTimeStamp", "ProcessStartTime", "UTCTimestamp", "_time"), Origin: muster.Origin{IP: muster.Network(text("aip", "ExternalIP"))},
	}
	if s.At.IsZero() {
		s.At = r.Time("timestamp", "metadata.eventCreationTime", "ContextTimeStamp", "event_creation_time")
	}
	name := text("event_simpleName", "event_simplename", "ExternalApiType", "fdr_event_type")
	if name == "" {
		name = r.Text("metadata.eventType")
	}
	if s.At.IsZero() || name == "" {
		return false
	}
	switch {
	case strings.HasPrefix(name, "ProcessRollup2"), name == "SyntheticProcessRollup2":
		path := text("ImageFileName")
		s.Data = &muster.Ran{Seen: muster.SeenRunning, Name: connect.Cut(connect.Base(path)), Path: connect.Cut(path), FixedPIN: connect.FixedPIN(text("CommandLine"))}
	case name == "DnsRequest":
		by := text("ContextBaseFileName", "ContextImageFileName")
		if connect.Browser(by) && normal.Page(text("DomainName")) == normal.PageNone {
			return true
		}
		s.Data = &muster.Ran{Seen: muster.SeenDomain, Name: connect.Cut(connect.Domain(text("DomainName"))), Path: connect.Cut(connect.Base(by))}
	case name == "InstalledApplication":
		s.Data = &muster.Ran{Seen: muster.SeenInstalled, Name: connect.Cut(text("AppName")), Publisher: connect.Cut(text("AppVendor"))}
	case name == "InstalledBrowserExtension":
		s.Data = &muster.Ran{Seen: muster.SeenExtension, Name: connect.Cut(text("BrowserExtensionId")), Path: connect.Cut(text("BrowserExtensionName"))}
	case strings.Contains(name, "DetectionSummaryEvent"):
		s.Data = &muster.Ran{Seen: muster.SeenRunning, Name: connect.Cut(text("FileName")), Path: connect.Cut(text("FilePath")), Malware: malware(text("Tactic", "Technique", "Objective"))}
	case name == "AgentOnline", name == "SensorHeartbeat", name == "HostInfo", name == "AgentConnect":
		s.Data = &muster.Located{Serial: muster.Device(text("SystemSerialNumber")), Model: muster.Text(text("SystemProductName")), Offset: zone(text("TimezoneOffset", "BiosTimezone"))}
		if serial := text("SystemSerialNumber"); serial != "" {
			s.Device = serial
		}
	case strings.HasPrefix(name, "DcUsbDevice"), strings.HasPrefix(name, "RemovableMedia"):
		s.Data = usb(name, text)
	default:
		return true
	}
	if ran, ok := s.Data.(*muster.Ran); ok && ran.Name == "" {
		return true
	}
	emit(s)
	return true
}

// malware is whether the sensor calls it that, and not merely unusual.
func malware(tactic string) bool {
	return strings.Contains(strings.ToLower(tactic), "malware") || strings.EqualFold(tactic, "Machine Learning")
}

func zone(s string) int16 {
	if minutes, ok := connect.Offset(s); ok {
		return minutes
	}
	return muster.OffsetUnknown
}

func usb(name string, text func(...string) string) *muster.Attached {
	a := connect.WindowsID(text("DeviceInstanceId"))
	a.Bus, a.Removed = muster.BusUSB, strings.Contains(name, "Disconnect") || strings.Contains(name, "Unmount")
	if a.Vendor == 0 {
		a.Vendor, a.Product = connect.Hex16(text("DeviceVendorId")), connect.Hex16(text("DeviceProductId"))
	}
	a.Maker, a.Name = connect.Cut(text("DeviceManufacturer")), connect.Cut(text("DeviceProduct"))
	if a.Serial == "" {
		a.Serial = muster.Device(text("DeviceSerialNumber"))
	}
	a.Interfaces = connect.USBClass(text("DeviceUsbClass"), "", "")
	return &a
}
