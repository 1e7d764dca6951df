package muster

// The facts below are what a day's events look like to a detector: outcomes of
// comparing them with what the person claimed, with what was agreed and with
// what the employer issued. Places, names of programs and addresses of networks
// are not among them.

// LiveFacts is everything that logs showed.
type LiveFacts struct {
	SignIns     []SignInFact
	Movements   []MovementFact
	Devices     []DeviceFact
	Attachments []AttachmentFact
	Programs    []ProgramFact
	Activity    []ActivityFact
	Clocks      []ClockFact
	Networks    NetworkFacts
	Work        []WorkFact
	Identities  []IdentityFact
	Desks       []DeskFact
	Sessions    []SessionFact
	Meetings    []AttendanceFact
	Calls       []CallsFact
}

// SignInFact is one day's sign-ins from one address and device.
type SignInFact struct {
	Ref      Ref
	Day      Time
	Passed   int
	Network  NetworkClass
	Service  AnonymityBrand
	Place    Outcome // where it came from against the home claimed at the time, else the agreed travel
	Agreed   bool    // travel, a service or a second place was agreed for that day
	Device   Issue   // whose device
	Managed  Answer
	Client   ClientClass
	Stage    Stage
	SinceDay int // days since the first day of work; -1 if unknown or before
}

// Issue is how a device relates to what was issued to the person.
type Issue string

// The relations of a device to what was issued.
const (
	IssueUnknown  Issue = ""
	IssueOwn      Issue = "issued_to_them"
	IssueOther    Issue = "issued_to_somebody_else"
	IssueNone     Issue = "not_issued"
	IssueAgreed   Issue = "agreed_own_device"
	IssueReturned Issue = "returned_before"
)

// Stage is where in the life with the organisation something was seen.
type Stage string

// The stages.
const (
	StageBefore Stage = "before_start"
	StageNew    Stage = "first_weeks"
	StageLater  Stage = "later"
	StageAfter  Stage = "after_leaving"
)

// MovementFact is a change of place that a journey does not explain.
type MovementFact struct {
	Ref      Ref
	At       Time
	What     MovementKind
	Place    Outcome // where it led against the home claimed at the time
	Times    int
	Km       int
	Agreed   bool // travel was agreed for that day
	SinceDay int
}

// DeviceFact is how an issued device stood over the days it reported.
type DeviceFact struct {
	Refs      []Ref
	First     Time
	Last      Time
	Days      int     // with a report
	Place     Outcome // where it mostly stood against the home claimed at the time
	PlaceDays int     // days it stood at another place than the claimed home
	Moved     int     // different places it was seen at
	Apart     int     // days on which device and sign-ins came from different places
	Together  int     // days on which both are known
	Mains     int     // days on mains power throughout
	LidShut   int     // days with the lid never open
	Unused    int     // days with built-in keyboard and pointer never used
	Wired     int
	Stated    int // days on which all four are stated
}

// AttachmentFact is something plugged into a device.
type AttachmentFact struct {
	Ref          Ref
	At           Time
	Class        AttachmentClass
	Conflict     bool // its identifiers contradict its strings or interfaces
	Display      bool // a new external display appeared within a minute
	Capture      bool // a capture stick appeared within the hour
	Named        bool // its strings name a product for remote hands
	SinceDay     int
	AfterArrival int // days since the device was delivered; -1 if unknown
}

// AttachmentClass is what a plugged-in device is, by structure first and by
// name last.
type AttachmentClass string

// The classes of attachment.
const (
	AttachmentPlain   AttachmentClass = ""
	AttachmentRemote  AttachmentClass = "remote_hands"      // keyboard, absolute pointer and storage in one, or named so
	AttachmentGadget  AttachmentClass = "computer_as_input" // a small computer that says it is a keyboard
	AttachmentCapture AttachmentClass = "capture"
	AttachmentMover   AttachmentClass = "pointer_mover"
	AttachmentDock    AttachmentClass = "dock"
)

// ProgramFact is a program that matters, over the days it was seen.
type ProgramFact struct {
	Ref      Ref
	Class    ProgramClass
	First    Time
	Last     Time
	Days     int
	Same     int  // different programs of the class on the device
	Approved bool // on the list of approved tools on that day
	FixedPIN bool
	Malware  bool
	Tampered bool
	Listed   bool // in the device's inventory
	SinceDay int  // days since the first day of work when first seen; -1 if unknown
}

// SessionFact is a session that went on for a day or more.
type SessionFact struct {
	Refs    []Ref
	Hours   int
	Longest int // minutes without an event
	At      Time
}

// AttendanceFact is a stay in a meeting.
type AttendanceFact struct {
	Ref  Ref
	At   Time
	Name Outcome // shown against claimed

	Network NetworkClass
	Place   Outcome // where they joined from against every home claimed
	Agreed  bool    // a journey or a service was agreed for that day
}

// CallsFact is an order of calls that one outside account repeated.
type CallsFact struct {
	Ref    Ref
	Times  int
	Steps  int // of one round
	At     Time
	Others []Other // other accounts that repeated the same order
}
