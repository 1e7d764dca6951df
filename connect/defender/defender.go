// Package defender reads Microsoft Defender's tables of devices and their
// events, as advanced hunting gives them and as its streaming exports them, and
// its alerts.
package defender

import (
	"strings"

	"muster"
	"muster/connect"
	"muster/normal"
)

// New returns the connector.
func New() connect.System {
	return connect.System{
		Name: "defender", Title: "Microsoft Defender", Feeds: []muster.Kind{muster.KindDeviceDay, muster.KindAttachment, muster.KindProgram},
		Mine: mine, Read: read,
	}
}

func mine(r *connect.Record) bool {
	if strings.HasPrefix(r.Text("category"), "AdvancedHunting") && r.Has("properties") {
		return true
	}
	return r.Has("DeviceId", "Timestamp") && (r.Has("ActionType") || r.Has("PublicIP") || r.Has("OnboardingStatus")) || r.Has("serviceSource", "createdDateTime", "severity")
}

func read(r *connect.Record, emit func(*muster.Signal)) bool {
	e := r
	if r.Has("properties", "category") {
		if e = r.Inside("properties"); e == nil {
			return false
		}
	}
	if e.Has("serviceSource") {
		return !e.Time("createdDateTime").IsZero() // alerts are told in words, which are nobody's facts
	}
	s := &muster.Signal{System: "defender", At: e.Time("Timestamp"), Device: e.Text("DeviceName", "DeviceId"), Account: e.Text("InitiatingProcessAccountUpn", "AccountUpn", "InitiatingProcessAccountName", "AccountName")}
	s.Event = e.Text("DeviceId") + "/" + e.Text("ReportId", "Timestamp")
	if s.At.IsZero() {
		return false
	}
	action := e.Text("ActionType")
	switch {
	case e.Has("OnboardingStatus") || e.Has("OSPlatform") && action == "":
		s.Account = ""
		s.Origin = muster.Origin{IP: muster.Network(e.Text("PublicIP")), System: connect.SystemOf(e.Text("OSPlatform"))}
		s.Data = &muster.Located{Model: muster.Text(e.Text("Model")), Offset: muster.OffsetUnknown}
	case strings.HasPrefix(action, "PnpDeviceConnected"), action == "UsbDriveMounted", action == "UsbDriveUnmounted":
		s.Data = attached(e, action)
	case action == "ProcessCreated":
		path := e.Text("FolderPath")
		s.Data = &muster.Ran{
			Seen: muster.SeenRunning, Name: connect.Cut(e.Text("FileName")), Path: connect.Cut(path), Publisher: connect.Cut(e.Text("ProcessVersionInfoCompanyName")),
			FixedPIN: connect.FixedPIN(e.Text("ProcessCommandLine")),
		}
	case action == "DnsQueryResponse", action == "ConnectionSuccess" && e.Text("RemoteUrl") != "":
		name := e.Text("RemoteUrl")
		if more := e.Inside("AdditionalFields"); more != nil && name == "" {
			name = more.Text("DnsQueryString")
		}
		name = connect.Domain(name)
		if connect.Browser(e.Text("InitiatingProcessFileName")) && normal.Page(name) == normal.PageNone {
			return true
		}
		s.Data = &muster.Ran{Seen: muster.SeenDomain, Name: connect.Cut(name), Path: connect.Cut(e.Text("InitiatingProcessFileName"))}
	case action == "TamperingAttempt":
		s.Data = &muster.Ran{Seen: muster.SeenRunning, Name: "Microsoft Defender", Tampered: true}
	case action == "AntivirusDetection":
		s.Data = &muster.Ran{Seen: muster.SeenRunning, Name: connect.Cut(e.Text("FileName")), Malware: true}
	case action == "":
		return false
	default:
		return true
	}
	if ran, ok := s.Data.(*muster.Ran); ok && ran.Name == "" {
		return true
	}
	emit(s)
	return true
}

// attached reads a plugged-in device, whose facts stand in a text of JSON.
func attached(e *connect.Record, action string) *muster.Attached {
	more := e.Inside("AdditionalFields")
	if more == nil {
		more = e
	}
	a := connect.WindowsID(more.Text("DeviceId", "DeviceInstanceId", "PnPDeviceId"))
	a.Name = connect.Cut(more.Text("DeviceDescription", "ProductName"))
	a.Maker = connect.Cut(more.Text("Manufacturer"))
	a.Interfaces = connect.WindowsClass(more.Text("ClassName")) | connect.CompatibleIDs(more.Values("CompatibleIds"))
	if serial := more.Text("SerialNumber"); a.Serial == "" {
		a.Serial = muster.Device(serial)
	}
	if strings.HasPrefix(action, "UsbDrive") {
		a.Bus, a.Interfaces, a.Removed = muster.BusUSB, a.Interfaces|muster.InterfaceStorage, action == "UsbDriveUnmounted"
	}
	return &a
}
