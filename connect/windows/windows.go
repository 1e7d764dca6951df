// Package windows reads Windows events, as JSON that collectors write and as XML
// that the event viewer exports: what was plugged in, sign-ins, the time zone of
// somebody connecting by remote desktop, and programs that Sysmon saw.
package windows

import (
	"strconv"
	"strings"

	"muster"
	"muster/connect"
	"muster/normal"
)

// New returns the connector.
func New() connect.System {
	return connect.System{
		Name: "windows", Title: "Windows events", Feeds: []muster.Kind{muster.KindAttachment, muster.KindProgram, muster.KindSignIns, muster.KindDeviceDay},
		Mine: mine, Read: read, Unwrap: Unwrap,
	}
}

// mine takes the shapes of the event viewer's XML turned to JSON, of Winlogbeat,
// NXLog and Fluent Bit, and of Windows Event Forwarding collectors.
func mine(r *connect.Record) bool {
	return r.Has("Event.System") || r.Has("System.EventID") || r.Has("winlog.event_id") ||
		r.Has("EventID", "Channel") || r.Has("EventID", "ProviderName") || r.Has("EventID", "SourceName") || r.Has("EventID", "EventData")
}

// event is one event in whatever shape it came.
type event struct {
	r    *connect.Record
	data []string // the objects that hold the event's own values
}

func open(r *connect.Record) *event {
	if inner := r.Inside("Event"); inner != nil {
		r = inner
	}
	e := &event{r: r, data: []string{"EventData.", "UserData.EventXML.", "UserData.", "winlog.event_data.", "winlog.user_data.", "ExtraEventData.", "event_data.", ""}}
	return e
}

// value is one of the event's own values.
func (e *event) value(name string) string {
	for _, place := range e.data {
		if v := e.r.Text(place+name, place+name+`.\#text`); v != "" {
			return v
		}
	}
	found := ""
	for _, list := range []string{"EventData.Data", "Event.EventData.Data"} {
		e.r.Each(list, func(d *connect.Record) {
			if n := d.Text("Name", `\@Name`); n == name && found == "" {
				found = d.Text(`\#text`, "text", "Value", "content")
			}
		})
	}
	return found
}

func (e *event) system(paths ...string) string {
	for _, path := range paths {
		if v := e.r.Text("System."+path, path, "winlog."+path); v != "" {
			return v
		}
	}
	return ""
}

func read(r *connect.Record, emit func(*muster.Signal)) bool {
	e := open(r)
	id := e.system(`EventID.\#text`, "EventID", "event_id")
	at := e.r.Time(`System.TimeCreated.\@SystemTime`, "System.TimeCreated.SystemTime", `System.TimeCreated.\#attributes.SystemTime`, "TimeCreated", "EventTime", `\@timestamp`, "UtcTime")
	if id == "" || at.IsZero() {
		return false
	}
	host := e.system("Computer", "computer_name", "Hostname")
	s := &muster.Signal{System: "windows", At: at, Device: host, Event: host + "/" + e.system("Channel", "channel") + "/" + e.system("EventRecordID", "record_id", "RecordNumber")}
	number, err := strconv.Atoi(id)
	if err != nil {
		return false
	}
	provider := strings.ToLower(e.system(`Provider.\@Name`, "Provider.Name", `Provider.\#attributes.Name`, "ProviderName", "provider_name", "SourceName"))
	switch {
	case number == 6416:
		s.Data = e.attached()
	case strings.Contains(provider, "driverframeworks") && (number == 2003 || number == 2100 || number == 2102):
		return e.driver(number, s, emit)
	case number == 104 && strings.Contains(provider, "rdpcorets"):
		return e.clock(s, emit)
	case (number == 4624 || number == 4625) && !strings.Contains(provider, "sysmon"):
		return e.signIn(number == 4624, s, emit)
	case strings.Contains(provider, "sysmon") && number == 1:
		s.Account, s.Data = user(e.value("User")), e.process("Image", "Company", e.value("CommandLine"))
	case strings.Contains(provider, "sysmon") && number == 22:
		if connect.Browser(e.value("Image")) && normal.Page(e.value("QueryName")) == normal.PageNone {
			return true
		}
		s.Account, s.Data = user(e.value("User")), &muster.Ran{Seen: muster.SeenDomain, Name: connect.Cut(e.value("QueryName")), Path: muster.Text(connect.Base(e.value("Image")))}
	case number == 4688:
		s.Account, s.Data = e.value("SubjectUserName"), e.process("NewProcessName", "", e.value("CommandLine"))
	case number == 1102 && strings.Contains(provider, "eventlog"):
		// A log was emptied. On its own it is a fact about the device.
		s.Data = &muster.Ran{Seen: muster.SeenRunning, Name: "event log cleared", Tampered: true}
	default:
		return true
	}
	if ran, ok := s.Data.(*muster.Ran); ok && ran.Name == "" {
		return false
	}
	emit(s)
	return true
}

// attached reads event 6416, a new external device.
func (e *event) attached() *muster.Attached {
	a := connect.WindowsID(e.value("DeviceId"))
	a.Name = connect.Cut(e.value("DeviceDescription"))
	a.Interfaces = connect.CompatibleIDs(e.value("CompatibleIds")+" "+e.value("HardwareIds")) | connect.WindowsClass(e.value("ClassName"))
	if v := connect.WindowsID(firstLine(e.value("VendorIds"))); a.Vendor == 0 && v.Vendor != 0 {
		a.Vendor, a.Product = v.Vendor, v.Product
	}
	return &a
}

func firstLine(s string) string {
	if i := strings.IndexAny(s, "\r\n"); i >= 0 {
		return s[:i]
	}
	return s
}

// driver reads the driver framework's start (2003) and end (2100 of a removal,
// 2102) of a device.
func (e *event) driver(number int, s *muster.Signal, emit func(*muster.Signal)) bool {
	path := ""
	for _, name := range []string{"UMDFHostDeviceArrivalBegin.InstanceId", "UMDFHostDeviceRequest.InstanceId", "InstanceId", "instance"} {
		if v := e.value(name); v != "" && path == "" {
			path = v
		}
	}
	if path == "" {
		return false
	}
	a := connect.WindowsID(path)
	if number != 2003 {
		// 2100 and 2102 report power and plug-and-play requests; only the request
		// to remove (27, 23) means that it left.
		major, minor := e.request("MajorCode"), e.request("MinorCode")
		if major != "27" || minor != "23" && minor != "2" {
			return true
		}
		a.Removed = true
	}
	s.Data = &a
	emit(s)
	return true
}

func (e *event) request(name string) string {
	if v := e.value("UMDFHostDeviceRequest.Request." + name); v != "" {
		return v
	}
	return e.value(strings.ToLower(name[:5]))
}

// clock reads the time zone of the machine that somebody sits at who connects
// by remote desktop. Windows counts west of UTC as positive.
func (e *event) clock(s *muster.Signal, emit func(*muster.Signal)) bool {
	bias, err := strconv.ParseFloat(e.value("TimezoneBiasHour"), 64)
	if err != nil || !(bias >= -14 && bias <= 14) {
		return false
	}
	s.Data = &muster.SignedIn{Passed: true, App: "remote desktop", Offset: int16(-bias * 60)}
	emit(s)
	return true
}

// signIn reads 4624 and 4625: only people's own sign-ins at the device or by
// remote desktop, not those of services and of the system.
func (e *event) signIn(passed bool, s *muster.Signal, emit func(*muster.Signal)) bool {
	kind := e.value("LogonType")
	if kind != "2" && kind != "10" && kind != "11" {
		return kind != ""
	}
	s.Account = e.value("TargetUserName")
	if domain := strings.ToUpper(e.value("TargetDomainName")); s.Account == "" || strings.HasSuffix(s.Account, "$") || domain == "WINDOW MANAGER" || domain == "FONT DRIVER HOST" || domain == "NT AUTHORITY" {
		return true
	}
	if ip := e.value("IpAddress"); ip != "-" && ip != "127.0.0.1" && ip != "::1" {
		s.Origin.IP = muster.Network(ip)
	}
	s.Origin.System = muster.SystemWindows
	app := muster.Text("Windows")
	if kind == "10" {
		app = "remote desktop"
	}
	s.Data = &muster.SignedIn{Passed: passed, App: app, Offset: muster.OffsetUnknown}
	emit(s)
	return true
}

// process keeps a program's name, path and maker; of its command line only
// whether it holds a fixed PIN.
func (e *event) process(path, maker, line string) *muster.Ran {
	full := e.value(path)
	ran := &muster.Ran{Seen: muster.SeenRunning, Name: connect.Cut(connect.Base(full)), Path: connect.Cut(full), FixedPIN: connect.FixedPIN(line)}
	if maker != "" && e.value(maker) != "-" {
		ran.Publisher = connect.Cut(e.value(maker))
	}
	return ran
}

// user drops the domain of DOMAIN\name.
func user(s string) string {
	if _, name, ok := strings.Cut(s, `\`); ok {
		return name
	}
	return s
}
