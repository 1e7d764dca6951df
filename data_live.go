package muster

// The kinds below are what stays of a day's events: counts, times and the few
// events a finding would cite. A person's own browsing, typing and messages are
// not among them.

// SignIns are one person's sign-ins of one day from one address, device and
// client.
type SignIns struct {
	Day           Time            `json:"day,omitzero"` // a local date of UTC
	First         Time            `json:"first,omitzero"`
	Last          Time            `json:"last,omitzero"`
	Passed        int             `json:"passed,omitempty"`
	Refused       int             `json:"refused,omitempty"`
	IP            Network         `json:"ip,omitempty"`
	City          City            `json:"city,omitempty"`
	Country       Country         `json:"country,omitempty"`
	Latitude      *float64        `json:"latitude,omitempty"` // degrees
	Longitude     *float64        `json:"longitude,omitempty"`
	Network       NetworkClass    `json:"network,omitempty"`
	Judge         Text            `json:"judge,omitempty"` // who says what kind of network it is
	Service       AnonymityBrand  `json:"service,omitempty"`
	Provider      Text            `json:"provider,omitempty"`
	Device        Device          `json:"device,omitempty"`
	Managed       Answer          `json:"managed,omitempty"`
	Client        ClientClass     `json:"client,omitempty"`
	System        OperatingSystem `json:"system,omitempty"`
	Authenticator Device          `json:"authenticator,omitempty"`
	Paperwork     Answer          `json:"paperwork,omitempty"`  // yes: one of them opened contract, payroll or HR pages
	Offset        *int            `json:"utc_offset,omitempty"` // minutes east of UTC the client stated
	Hours         int             `json:"hours,omitempty"`      // bit h set: signed in during hour h, UTC
	Events        []Text          `json:"events,omitempty"`     // the source's ids of a few of them
}

// Kind returns KindSignIns.
func (*SignIns) Kind() Kind { return KindSignIns }

// Movement is a change of place between two sign-ins that a journey does not
// explain.
type Movement struct {
	What    MovementKind `json:"what,omitempty"`
	From    Time         `json:"from,omitzero"`
	To      Time         `json:"to,omitzero"`
	Km      int          `json:"km,omitempty"`   // great circle, between the places as the source gave them
	City    City         `json:"city,omitempty"` // where it led; compared with what the person claimed
	Country Country      `json:"country,omitempty"`
	Device  Device       `json:"device,omitempty"`
	Minutes int          `json:"minutes,omitempty"` // of the short session, for a leak
	Times   int          `json:"times,omitempty"`   // how often within the day
	Judge   Text         `json:"judge,omitempty"`
	Events  []Text       `json:"events,omitempty"`
}

// MovementKind is what kind of change it was.
type MovementKind string

// The kinds of movement.
const (
	MovementFast MovementKind = "too_fast"    // faster than an airliner, and no anonymity service at either end
	MovementLeak MovementKind = "dropped_out" // a short stay without the anonymity service, between two with it, on one device
)

// Kind returns KindMovement.
func (*Movement) Kind() Kind { return KindMovement }

// DeviceDay is how and where a device stood on one day.
type DeviceDay struct {
	Day       Time         `json:"day,omitzero"`
	Device    Device       `json:"device,omitempty"` // serial number
	Model     Text         `json:"model,omitempty"`
	IP        Network      `json:"ip,omitempty"`
	Network   NetworkClass `json:"network,omitempty"`
	Gateway   Device       `json:"gateway,omitempty"`
	Station   Device       `json:"station,omitempty"`
	City      City         `json:"city,omitempty"`
	Country   Country      `json:"country,omitempty"`
	Latitude  *float64     `json:"latitude,omitempty"`
	Longitude *float64     `json:"longitude,omitempty"`
	Offset    *int         `json:"utc_offset,omitempty"` // of the system clock, minutes
	Mains     Answer       `json:"mains,omitempty"`      // yes: all day
	LidOpen   Answer       `json:"lid_open,omitempty"`   // no: all day closed
	BuiltIn   Answer       `json:"built_in_input,omitempty"`
	Wired     Answer       `json:"wired,omitempty"`
	Delay     int          `json:"delay_ms,omitempty"`    // milliseconds from a key to the employer's host that answers it; the fastest of the day
	Expected  int          `json:"expected_ms,omitempty"` // what that line takes from the home claimed, as the source says
	Starts    []Time       `json:"starts,omitempty"`      // when it was switched on, at most 24
	Enrolled  Time         `json:"enrolled,omitzero"`
	Reports   int          `json:"reports,omitempty"`
	Events    []Text       `json:"events,omitempty"`
}

// Kind returns KindDeviceDay.
func (*DeviceDay) Kind() Kind { return KindDeviceDay }

// Attachment is a device plugged into a person's device.
type Attachment struct {
	At         Time   `json:"at,omitzero"`
	Device     Device `json:"device,omitempty"` // the one it was plugged into
	Bus        Bus    `json:"bus,omitempty"`
	Vendor     int    `json:"vendor,omitempty"`
	Product    int    `json:"product,omitempty"`
	Maker      Text   `json:"maker,omitempty"`
	Name       Text   `json:"name,omitempty"`
	Serial     Device `json:"serial,omitempty"`
	Interfaces []Text `json:"interfaces,omitempty"` // the words of Interfaces
	EDIDMaker  Text   `json:"edid_maker,omitempty"`
	Until      Time   `json:"until,omitzero"`
	Events     []Text `json:"events,omitempty"`
}

// Kind returns KindAttachment.
func (*Attachment) Kind() Kind { return KindAttachment }

// Program is a program, extension or address seen on a person's device on one
// day.
type Program struct {
	Day      Time         `json:"day,omitzero"`
	First    Time         `json:"first,omitzero"`
	Device   Device       `json:"device,omitempty"`
	Seen     SeenAs       `json:"seen,omitempty"`
	Class    ProgramClass `json:"class,omitempty"`
	Name     Text         `json:"name,omitempty"`
	FixedPIN Answer       `json:"fixed_pin,omitempty"`
	Malware  Answer       `json:"malware,omitempty"`
	Tampered Answer       `json:"tampered,omitempty"`
	Times    int          `json:"times,omitempty"`
	Events   []Text       `json:"events,omitempty"`
}

// ProgramClass is what a program is for, where that matters. What has no class
// is not kept.
type ProgramClass string

// The classes of program.
const (
	ProgramRemote    ProgramClass = "remote_access"
	ProgramJiggler   ProgramClass = "jiggler"
	ProgramAwake     ProgramClass = "keep_awake"
	ProgramVPN       ProgramClass = "vpn"
	ProgramVPNTied   ProgramClass = "vpn_tied_to_scheme"
	ProgramInHouse   ProgramClass = "in_house_client_tied_to_scheme"
	ProgramProfiles  ProgramClass = "several_browser_profiles"
	ProgramRecorder  ProgramClass = "meeting_recorder"
	ProgramEmulator  ProgramClass = "emulator"
	ProgramProfiling ProgramClass = "host_profiling"
	ProgramCodeRelay ProgramClass = "one_time_code_relay"
	ProgramFileDrop  ProgramClass = "file_drop"
	ProgramSharedPad ProgramClass = "shared_pad"
	ProgramVideo     ProgramClass = "video_relay"
	ProgramOther     ProgramClass = "other"

	// Seen by passive records of a network, beside the device and not on it.
	ProgramPathDesktop ProgramClass = "remote_desktop_on_the_path"
	ProgramPathHands   ProgramClass = "remote_hands_on_the_path"
)

// Kind returns KindProgram.
func (*Program) Kind() Kind { return KindProgram }

// ActivityDay is when somebody was active on one day, by minute, and what the
// regularity of the input looked like. Never keys, never content.
type ActivityDay struct {
	Day          Time   `json:"day,omitzero"`
	Device       Device `json:"device,omitempty"`
	Minutes      Text   `json:"minutes,omitempty"`    // 1,440 bits in base64, first bit first minute UTC
	Active       int    `json:"active,omitempty"`     // minutes
	Longest      int    `json:"longest,omitempty"`    // minutes without a pause of ten
	Mechanical   int    `json:"mechanical,omitempty"` // windows of ten minutes that look like a program's
	Synthetic    int    `json:"synthetic,omitempty"`  // of them, those in which a program imitates a hand
	Human        int    `json:"human,omitempty"`
	Insufficient int    `json:"insufficient,omitempty"`
	NoEffect     int    `json:"no_effect,omitempty"` // windows of input that no application reacted to
	Delivered    int    `json:"delivered,omitempty"` // pieces of work finished
	Moves        Text   `json:"moves,omitempty"`     // marks of a few sequences of input, base64: equal where counts in a row were
}

// Kind returns KindActivityDay.
func (*ActivityDay) Kind() Kind { return KindActivityDay }

// WorkDay is how often somebody did one thing on one day.
type WorkDay struct {
	Day    Time    `json:"day,omitzero"`
	Act    WorkAct `json:"act,omitempty"`
	Target Text    `json:"target,omitempty"`
	Times  int     `json:"times,omitempty"`
	Offset *int    `json:"utc_offset,omitempty"`
	Ticket Answer  `json:"ticket,omitempty"`
	Hours  int     `json:"hours,omitempty"` // bit h set: during hour h, UTC
	Events []Text  `json:"events,omitempty"`
}

// Kind returns KindWorkDay.
func (*WorkDay) Kind() Kind { return KindWorkDay }

// Session is one day of a session of one person in one system.
type Session struct {
	Print   Text   `json:"print,omitempty"` // of the session's id, which itself is a secret
	Start   Time   `json:"start,omitzero"`
	End     Time   `json:"end,omitzero"`
	Longest int    `json:"longest_gap,omitempty"` // minutes without an event
	Device  Device `json:"device,omitempty"`
	Events  []Text `json:"events,omitempty"`
}

// Kind returns KindSession.
func (*Session) Kind() Kind { return KindSession }

// Attendance is somebody's stay in a meeting, as the service logged it.
type Attendance struct {
	Start      Time         `json:"start,omitzero"`
	End        Time         `json:"end,omitzero"`
	Shown      PersonName   `json:"shown,omitempty"`
	IP         Network      `json:"ip,omitempty"`
	City       City         `json:"city,omitempty"`
	Country    Country      `json:"country,omitempty"`
	Network    NetworkClass `json:"network,omitempty"`
	Judge      Text         `json:"judge,omitempty"`
	Camera     Text         `json:"camera,omitempty"`
	Microphone Text         `json:"microphone,omitempty"`
	Latency    int          `json:"latency,omitempty"` // milliseconds
	Events     []Text       `json:"events,omitempty"`
}

// Kind returns KindAttendance.
func (*Attendance) Kind() Kind { return KindAttendance }

// Calls is an order of calls of a recruiting system that one outside account
// repeated within a day.
type Calls struct {
	Day    Time   `json:"day,omitzero"`
	Steps  []Text `json:"steps,omitempty"` // one round, at most 12
	Times  int    `json:"times,omitempty"`
	Events []Text `json:"events,omitempty"`
}

// Kind returns KindCalls.
func (*Calls) Kind() Kind { return KindCalls }

// Issued is a device the organisation gave somebody.
type Issued struct {
	Device Device `json:"device,omitempty"` // serial number
	Model  Text   `json:"model,omitempty"`
	From   Time   `json:"from,omitzero"`
	Until  Time   `json:"until,omitzero"`
}

// Kind returns KindIssued.
func (*Issued) Kind() Kind { return KindIssued }

// Agreed is what was agreed with somebody about when and where they work. It
// holds what was agreed, never why.
type Agreed struct {
	What    AgreedKind `json:"what,omitempty"`
	From    Time       `json:"from,omitzero"`
	Until   Time       `json:"until,omitzero"`
	City    City       `json:"city,omitempty"`
	Country Country    `json:"country,omitempty"`
	Offset  *int       `json:"utc_offset,omitempty"` // standard time, minutes east of UTC
	Start   *int       `json:"start_minute,omitempty"`
	End     *int       `json:"end_minute,omitempty"` // minutes after local midnight
	Name    Text       `json:"name,omitempty"`       // of the tool or service agreed
}

// AgreedKind is what an agreement is about.
type AgreedKind string

// The kinds of agreement.
const (
	AgreedTravel AgreedKind = "travel"
	AgreedHours  AgreedKind = "hours"
	AgreedOnCall AgreedKind = "on_call"
	AgreedTool   AgreedKind = "tool"
	AgreedVPN    AgreedKind = "vpn"
	AgreedDevice AgreedKind = "own_device"
	AgreedJob    AgreedKind = "second_job"
)

// Kind returns KindAgreed.
func (*Agreed) Kind() Kind { return KindAgreed }

// SumsUpDay reports whether a record of this kind is of a whole day of a log. Its
// moment is that of the first event, which people should not read as the only one.
func (k Kind) SumsUpDay() bool {
	switch k {
	case KindSignIns, KindDeviceDay, KindProgram, KindActivityDay, KindWorkDay, KindCalls:
		return true
	}
	return false
}

// EventsOf returns the source's ids of the first few events that data was
// counted from: nil for data that is no day of a log.
func EventsOf(d Data) []Text {
	switch d := d.(type) {
	case *SignIns:
		return d.Events
	case *Movement:
		return d.Events
	case *DeviceDay:
		return d.Events
	case *Attachment:
		return d.Events
	case *Program:
		return d.Events
	case *WorkDay:
		return d.Events
	case *Session:
		return d.Events
	case *Attendance:
		return d.Events
	case *Calls:
		return d.Events
	}
	return nil
}
