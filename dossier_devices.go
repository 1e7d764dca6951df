package muster

// DeviceFact is how an issued device stood over the days it reported.
type DeviceFact struct {
	Placed   int   // days on which its place can be told: no tunnel, carrier or satellite in between
	Away     int   // of them, days it stood in another country than any home claimed, with no journey agreed
	AwayRefs []Ref // of the last of those days
	AwayFrom Time  // the first of them
	AwayTo   Time  // the last of them
	Moved    int   // different places it was seen at
	Stated   int   // days on which mains, lid, built-in input and cable are all stated
	AllFour  int   // of them, days on mains and a cable throughout, lid never open, built-in keyboard and pointer never used
	FourRefs []Ref // of the last of those days
	FourFrom Time
	FourTo   Time
	Slow     SlowFact
}

// SlowFact is how long input took to reach the employer's host, against what
// the line from the place claimed takes.
type SlowFact struct {
	Refs     []Ref // of the days that were slower
	Stated   int   // days on which both are stated, and no tunnel, carrier or satellite stands between
	Days     int   // of them, days on which even the fastest was far slower than expected
	From, To Time
	Median   int // milliseconds, of the slow days' fastest
	Expected int // milliseconds, the most that any of them expects
}

// AttachmentFact is something plugged into a device, over all the days it was.
type AttachmentFact struct {
	Ref          Ref
	With         []Ref // what appeared with it: a display, a capture stick, hardware for remote hands
	At           Time  // first
	Days         int   // on which it was plugged in
	On           int   // which of the person's devices, by number
	Class        AttachmentClass
	Conflict     bool // its identifiers contradict its strings or interfaces
	Display      bool // a new external display appeared within a minute, and no dock
	Capture      bool // a capture stick appeared within the hour
	Hands        bool // hardware for remote hands, or a computer as input, appeared within the hour
	Named        bool // its strings name a product for remote hands
	Agreed       bool // agreed with the person
	AfterArrival int  // days since the device was delivered; -1 if unknown
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
	Seen     SeenAs // when first seen
	On       int    // which of the person's devices, by number
	First    Time
	Last     Time
	Days     int
	Approved bool // agreed with the person on every day it was seen
	FixedPIN bool
	Malware  bool // the security program on the device calls it that
	Tampered bool // and says that somebody interfered with it
	SinceDay int  // days since the first day of work when first seen; -1 if unknown
	Arrival  int  // days since the device was delivered, else since the first day of work; -1 if unknown
	Early    bool // first seen before the first day of work
	Rarity   Rarity
}

// Rarity is how usual a program is among the person's colleagues.
type Rarity struct {
	People  int  // with programs on record, this person among them
	Others  int  // of them, others who have it
	Settled int  // of those, verified or more than a year here, with a home on record, each home once
	Week    int  // of the settled, those who first had it within a week of this person
	Usual   bool // so many settled colleagues have it, or got it together, that it is the organisation's own
}
