package simulate

import (
	"fmt"
	"time"
)

// liveFile counts the files of logs and of the tables they are compared with.
type liveFile int

const (
	liveDevices liveFile = iota
	liveAgreements
	liveCrosswalk
	liveSignIns
	liveOSQuery
	liveGitHub
	liveActivity
	liveFiles
)

// liveHeaders are the names of the files and, of tables, the header.
var liveHeaders = [liveFiles]struct{ file, line string }{
	liveDevices:    {"devices.csv", "Serial Number,Employee ID,Issued On,Returned On,Model"},
	liveAgreements: {"agreements.csv", "Employee ID,Agreement,From,Until,City,Country,UTC Offset,Start Time,End Time,Tool"},
	liveCrosswalk:  {"crosswalk.csv", "Subject,System,ID"},
	liveSignIns:    {"okta.jsonl", ""},
	liveOSQuery:    {"osquery.jsonl", ""},
	liveGitHub:     {"github.jsonl", ""},
	liveActivity:   {"activity.jsonl", ""},
}

// log is what one person's logs are written to.
type log struct {
	out     *[liveFiles][]byte
	subject string
	events  uint64
}

func (l *log) id() string {
	l.events++
	return fmt.Sprintf("%s-%d", l.subject, l.events)
}

func (l *log) add(f liveFile, format string, values ...any) {
	l.out[f] = fmt.Appendf(l.out[f], format+"\n", values...)
}

// at is a moment: a day and a minute of UTC, which may lie before or after it.
func at(d day, minute int) time.Time { return d.time().Add(time.Duration(minute) * time.Minute) }

const (
	agentWindows = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/137"
	agentMac     = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Safari/605"
	agentPhone   = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) Mobile Safari"
)

// signIn is one line of Okta's System Log.
type signIn struct {
	when    time.Time
	account string
	device  string
	managed bool
	agent   string
	from    *spot
	session string
	factor  string
}

func (l *log) signIn(s signIn, towns map[string]position) {
	place := s.from.place
	if s.from.listed.name != "" {
		place = s.from.listed
	}
	p := towns[place.name]
	tunnels := ""
	if s.from.tunnel != "" {
		tunnels = fmt.Sprintf(`"tunnels":%q`, s.from.tunnel)
	}
	managed := ""
	if s.managed {
		managed = `,"managed":true`
	} else if s.device != "" {
		managed = `,"managed":false`
	}
	l.add(liveSignIns, `{"uuid":%q,"published":%q,"eventType":"user.session.start","version":"0","severity":"INFO","outcome":{"result":"SUCCESS"},"actor":{"alternateId":%q,"type":"User"},`+
		`"device":{"id":%q%s},"client":{"ipAddress":%q,"userAgent":{"rawUserAgent":%q},"geographicalContext":{"city":%q,"country":%q,"geolocation":{"lat":%g,"lon":%g}}},`+
		`"securityContext":{"asOrg":%q,"isProxy":%t},"authenticationContext":{"externalSessionId":%q},"debugContext":{"debugData":{%s}},"target":[{"type":"AuthenticatorEnrollment","id":%q}]}`,
		l.id(), s.when.Format("2006-01-02T15:04:05.000Z"), s.account, s.device, managed, s.from.ip, s.agent, place.name, countryName(place.country), p.latitude, p.longitude,
		s.from.provider, s.from.tunnel != "", s.session, tunnels, s.factor)
}

// row is one row of an osquery result.
func (l *log) row(serial string, when time.Time, query, action, columns string) {
	l.events++
	l.add(liveOSQuery, `{"name":%q,"hostIdentifier":%q,"unixTime":%d,"counter":%d,"action":%q,"decorations":{"hardware_serial":%q},"columns":{%s}}`,
		query, serial, when.Unix(), l.events, action, serial, columns)
}

// hardware writes n as an address of a maker's network card.
func hardware(maker byte, n uint64) string {
	return fmt.Sprintf("ac:%02x:%02x:%02x:%02x:10", maker, byte(n>>16), byte(n>>8), byte(n))
}

// stands says on which router, access point and cable a device is.
func (l *log) stands(serial string, when time.Time, at *spot, wired bool) {
	if at.router == 0 {
		return
	}
	l.row(serial, when, "arp_cache", "added", fmt.Sprintf(`"address":"192.168.1.1","mac":%q,"interface":"en0","permanent":"0"`, hardware(0x84, at.router)))
	if wired {
		l.row(serial, when, "interface_details", "added", `"interface":"12","mac":"ac:86:00:00:00:01","friendly_name":"Ethernet 2","connection_status":"Connected"`)
		return
	}
	l.row(serial, when, "wifi_status", "added", fmt.Sprintf(`"interface":"en0","bssid":%q,"rssi":"-52"`, hardware(0x85, at.router)))
}

func (l *log) started(serial string, when time.Time, minutes int) {
	l.row(serial, when, "uptime", "added", fmt.Sprintf(`"days":"0","hours":"0","minutes":"%d","seconds":"0","total_seconds":"%d"`, minutes, minutes*60))
}

func (l *log) clock(serial string, when time.Time, model string, offset int) {
	sign := '+'
	if offset < 0 {
		sign, offset = '-', -offset
	}
	l.row(serial, when, "system_info", "added", fmt.Sprintf(`"hardware_serial":%q,"hardware_model":%q,"timezone_offset":"%c%02d:%02d"`, serial, model, sign, offset/60, offset%60))
}

// thing is something that can be plugged in.
type thing struct {
	vendor, product, maker, name, serial string
	class                                string // USB class, 0 for a composite device
	subclass, protocol                   string
	display                              bool // vendor and product are those of its identification
}

func (l *log) attached(serial string, when time.Time, t *thing) {
	if t.display {
		l.row(serial, when, "connected_displays", "added", fmt.Sprintf(`"name":%q,"product_id":%q,"serial_number":%q,"vendor_id":%q,"display_id":"4","display_type":"x","connection_type":"1"`, t.name, t.product, t.serial, t.vendor))
		return
	}
	l.row(serial, when, "usb_devices", "added", fmt.Sprintf(`"vendor":%q,"vendor_id":%q,"model":%q,"model_id":%q,"serial":%q,"class":%q,"subclass":%q,"protocol":%q,"removable":"1"`,
		t.maker, t.vendor, t.name, t.product, t.serial, t.class, t.subclass, t.protocol))
}

// program is a program as an inventory or a list of processes has it.
type program struct {
	name, path, publisher string
	running               bool
}

func (l *log) ran(serial string, when time.Time, p *program) {
	if p.running {
		l.row(serial, when, "processes", "added", fmt.Sprintf(`"pid":"812","name":%q,"path":%q,"cmdline":""`, p.name, p.path))
		return
	}
	l.row(serial, when, "programs", "added", fmt.Sprintf(`"name":%q,"version":"1","install_location":%q,"publisher":%q`, p.name, p.path, p.publisher))
}

// active is a stretch of presence, in our own form.
func (l *log) active(account string, from, until time.Time) {
	l.add(liveActivity, `{"muster_signal":1,"id":%q,"at":%q,"account":%q,"kind":"presence","data":{"active":true,"until":%q}}`, l.id(), from.Format(time.RFC3339), account, until.Format(time.RFC3339))
}

// pushed is a webhook about a push with one commit, on the clock of its author.
func (l *log) pushed(login, repository string, when time.Time, offset int) {
	l.add(liveGitHub, `{"ref":"refs/heads/main","repository":{"full_name":%q},"pusher":{"name":%q},"commits":[{"id":%q,"timestamp":%q,"author":{"username":%q}}]}`,
		repository, login, l.id(), when.In(time.FixedZone("", offset*60)).Format(time.RFC3339), login)
}

// audited is a line of GitHub's audit log.
func (l *log) audited(login, action, repository string, when time.Time) {
	l.add(liveGitHub, `{"_document_id":%q,"action":%q,"actor":%q,"repo":%q,"created_at":%d}`, l.id(), action, login, repository, when.UnixMilli())
}
