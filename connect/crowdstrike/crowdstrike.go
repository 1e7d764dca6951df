// Package crowdstrike reads what CrowdStrike's data replicator writes of
// processes, names looked up and hosts, and its detections.
package crowdstrike

import (
	"strings"

	"muster"
	"muster/connect"
	"muster/normal"
)

// New returns the connector.
func New() connect.System {
	return connect.System{
		Name: "crowdstrike", Title: "CrowdStrike Falcon", Feeds: []muster.Kind{muster.KindProgram, muster.KindDeviceDay, muster.KindAttachment},
		Mine: mine, Read: read,
	}
}

func mine(r *connect.Record) bool {
	return r.Has("cid") && (r.Has("aid") || r.Has("event") || r.Has("ExternalApiType") || r.Has("fdr_event_type") || r.Has("unknown_payload.ExternalApiType")) ||
		r.Has("event_simpleName", "aid") || r.Has("metadata.eventType", "event") || r.Has("metadata.customerIDString") || r.Has("event.event_simpleName")
}

func read(r *connect.Record, emit func(*muster.Signal)) bool {
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
