// Package osquery reads the result logs of osquery, Fleet and whatever else runs
// scheduled queries: what is plugged in, what runs, where a device stands.
//
// A row is recognised by its columns, since queries have the names people gave
// them; a name that says which table was asked helps where columns are shared.
package osquery

import (
	"strings"

	"muster"
	"muster/connect"
)

// New returns the connector.
func New() connect.System {
	return connect.System{
		Name: "osquery", Title: "osquery and Fleet", Feeds: []muster.Kind{muster.KindDeviceDay, muster.KindAttachment, muster.KindProgram},
		Mine: mine, Read: read, Verify: verify, Challenge: challenge,
	}
}

func mine(r *connect.Record) bool {
	return r.Is("name") && (r.Has("columns", "action") || r.Has("snapshot") || r.Has("diffResults"))
}

// host is what every row of a record shares.
type host struct {
	muster.Signal
	name    string // of the query
	removed bool
}

func read(r *connect.Record, emit func(*muster.Signal)) bool {
	h := host{name: strings.ToLower(r.Text("name"))}
	h.System, h.At = "osquery", r.Time("unixTime", "unix_time", "calendarTime")
	if h.At.IsZero() {
		return false
	}
	h.Device = r.Text("decorations.hardware_serial", "decorations.host_serial", "decorations.serial", "decorations.hardwareSerial", "hostIdentifier", "host_identifier", "decorations.host_uuid")
	h.Account = r.Text("decorations.username", "decorations.user", "decorations.email")
	// A result has no id of its own: query, counter and time of a host are one.
	h.Event = h.Device + "/" + r.Text("name") + "/" + r.Text("unixTime", "unix_time", "calendarTime")
	if n := r.Text("counter"); n != "" && n != "0" {
		h.Event += "/" + n
	}
	action := r.Text("action")
	understood := false
	one := func(c *connect.Record) {
		understood = h.row(c, emit) || understood
	}
	switch {
	case r.Has("columns"):
		h.removed = action == "removed"
		if c := r.Inside("columns"); c != nil {
			one(c)
		}
	case r.Has("snapshot"):
		r.Each("snapshot", one)
		understood = understood || r.Lines("snapshot") == "[]"
	default:
		r.Each("diffResults.added", one)
		h.removed = true
		r.Each("diffResults.removed", one)
	}
	return understood
}

// row gives the signals of one row, and false for a table it does not know.
func (h *host) row(c *connect.Record, emit func(*muster.Signal)) bool {
	s := h.Signal
	switch {
	case c.Has("model_id") && c.Has("vendor_id"):
		s.Data = h.usb(c)
	case c.Has("product_id", "vendor_id", "display_id"), c.Has("connection_type", "display_type"), c.Has("edid"):
		s.Data = h.display(c)
	case c.Has("hardware_serial"), c.Has("cpu_brand", "hardware_model"):
		return h.system(c, &s, emit)
	case c.Has("local_timezone"), c.Has("unix_time", "timezone"), c.Has("timezone_offset"), c.Has("utc_offset"):
		s.Data = &muster.Located{Serial: muster.Device(s.Device), Offset: offset(c)}
	case c.Has("bssid"):
		return h.wifi(c, &s, emit)
	case c.Has("interface", "mac"), c.Has("gateway"):
		return h.network(c, &s, emit)
	case c.Has("total_seconds"), c.Has("days", "hours", "minutes"), c.Has("cycle_count"), c.Has("lid_open"), c.Has("built_in_input"):
		return h.standing(c, &s, emit)
	case c.Has("remote_address", "remote_port"), c.Has("domain"):
		s.Data = ran(muster.SeenDomain, c.Text("domain"), "", h.removed)
	default:
		s.Data = h.program(c)
	}
	switch data := s.Data.(type) {
	case nil:
		return false
	case *muster.Ran:
		if data == nil {
			return false
		}
		if data.Name == "" {
			return true
		}
	}
	if h.removed {
		if _, ok := s.Data.(*muster.Located); ok {
			return true // the state before a change: the one after it follows
		}
	}
	emit(&s)
	return true
}

// usb is a row of usb_devices. The table names a class where the whole device
// has one; a composite device has none.
func (h *host) usb(c *connect.Record) *muster.Attached {
	return &muster.Attached{
		Removed: h.removed, Bus: muster.BusUSB, Vendor: connect.Hex16(c.Text("vendor_id")), Product: connect.Hex16(c.Text("model_id")),
		Maker: muster.Text(c.Text("vendor")), Name: muster.Text(c.Text("model")), Serial: muster.Device(c.Text("serial")),
		Interfaces: connect.USBClass(c.Text("class"), c.Text("subclass"), c.Text("protocol")),
	}
}

// display is a row of connected_displays, or of a query for EDIDs.
func (h *host) display(c *connect.Record) *muster.Attached {
	a := &muster.Attached{
		Removed: h.removed, Bus: muster.BusDisplay, Product: connect.Hex16(c.Text("product_id")), Name: muster.Text(c.Text("name", "monitor_name")),
		Serial: muster.Device(c.Text("serial_number", "serial")), EDIDMaker: connect.EDIDMaker(c.Text("vendor_id", "manufacturer")),
	}
	return a
}

// system is a row of system_info.
func (h *host) system(c *connect.Record, s *muster.Signal, emit func(*muster.Signal)) bool {
	if h.removed {
		return true
	}
	if serial := c.Text("hardware_serial"); serial != "" && serial != "0" {
		s.Device = serial
	}
	s.Data = &muster.Located{Serial: muster.Device(s.Device), Model: muster.Text(c.Text("hardware_model")), Offset: offset(c), Enrolled: c.Time("enrolled_at", "first_boot")}
	emit(s)
	return true
}

// offset reads what queries of the time zone give: an offset in seconds or as
// +hh:mm. A zone's short name is not unique and says nothing.
func offset(c *connect.Record) int16 {
	for _, name := range []string{"timezone_offset", "utc_offset", "local_timezone", "timezone"} {
		if minutes, ok := connect.Offset(c.Text(name)); ok {
			return minutes
		}
	}
	return muster.OffsetUnknown
}

// wifi is a row of wifi_status: which access point, never which name it has.
func (h *host) wifi(c *connect.Record, s *muster.Signal, emit func(*muster.Signal)) bool {
	if h.removed || c.Text("bssid") == "" {
		return true
	}
	s.Data = &muster.Located{Serial: muster.Device(s.Device), Station: muster.Device(c.Text("bssid")), Offset: muster.OffsetUnknown, Wired: muster.No}
	emit(s)
	return true
}

// network is a row of interface_details, arp_cache or routes: the router is the
// one thing that is needed, and whether the line is a cable.
func (h *host) network(c *connect.Record, s *muster.Signal, emit func(*muster.Signal)) bool {
	gateway := c.Text("gateway_mac")
	if c.Has("address", "mac", "permanent") { // arp_cache
		if address := c.Text("address"); strings.HasSuffix(address, ".1") || strings.HasSuffix(address, ".254") || c.Text("gateway") == address {
			gateway = c.Text("mac")
		}
	}
	at := &muster.Located{Serial: muster.Device(s.Device), Gateway: muster.Device(gateway), Offset: muster.OffsetUnknown}
	if c.Text("connection_status") == "Connected" || c.Text("link_speed") != "" && c.Text("physical_adapter") == "1" {
		if strings.HasPrefix(strings.ToLower(c.Text("friendly_name", "interface")), "eth") {
			at.Wired = muster.Yes
		}
	}
	if h.removed || at.Gateway == "" && at.Wired == "" {
		return true
	}
	s.Data = at
	emit(s)
	return true
}

// standing is a row of uptime, battery or a query for the lid.
func (h *host) standing(c *connect.Record, s *muster.Signal, emit func(*muster.Signal)) bool {
	at := &muster.Located{Serial: muster.Device(s.Device), Offset: muster.OffsetUnknown, LidOpen: c.Answer("lid_open"), BuiltIn: c.Answer("built_in_input")}
	if up := connect.Seconds(c.Text("total_seconds")); up > 0 {
		at.Booted = connect.Shift(s.At, -up)
	}
	switch c.Text("state") {
	case "AC Power", "AC":
		at.Mains = muster.Yes
	case "Battery Power", "Battery":
		at.Mains = muster.No
	}
	if h.removed || at.Booted.IsZero() && at.Mains == "" && at.LidOpen == "" && at.BuiltIn == "" {
		return true
	}
	s.Data = at
	emit(s)
	return true
}

// program is a row of processes, apps, programs, deb_packages or an extension
// table, or nil.
func (h *host) program(c *connect.Record) muster.SignalData {
	has := func(word string) bool { return strings.Contains(h.name, word) }
	switch {
	case c.Has("identifier") && (c.Has("browser_type") || has("extension") || has("addon")):
		return ran(muster.SeenExtension, c.Text("identifier"), c.Text("name"), h.removed)
	case c.Has("cmdline"), c.Has("pid", "path"):
		name := c.Text("name")
		if name == "" {
			name = connect.Base(c.Text("path"))
		}
		p := ran(muster.SeenRunning, name, c.Text("path"), h.removed)
		p.FixedPIN = connect.FixedPIN(c.Text("cmdline"))
		return p
	case c.Has("bundle_identifier"), c.Has("install_location"), c.Has("install_date"), c.Has("name", "version") && (has("app") || has("program") || has("package") || has("software")):
		p := ran(muster.SeenInstalled, c.Text("name"), c.Text("bundle_identifier", "install_location", "path"), h.removed)
		p.Publisher = muster.Text(c.Text("publisher", "vendor"))
		return p
	}
	return nil
}

func ran(seen muster.SeenAs, name, path string, removed bool) *muster.Ran {
	return &muster.Ran{Seen: seen, Name: muster.Text(name), Path: muster.Text(path), Removed: removed}
}
