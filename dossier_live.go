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

// SessionFact is a session that went on for a day or more.
type SessionFact struct {
	Refs    []Ref
	Hours   int
	Longest int // minutes without an event
	At      Time
	OnCall  bool // agreed for its last day
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
