package muster

// The facts below are what somebody's days of work look like to a detector:
// counts of days, and outcomes of comparing hours, clocks and acts with what was
// claimed and agreed and with what was usual before.

// DaysSeen is on how many days something was seen.
type DaysSeen struct {
	Days  int
	Weeks int // different weeks the days lie in
	First Time
	Last  Time
	Refs  []Ref // of a few of the days, the latest ones
}

// ActivityFact is how somebody was active over the days on record.
type ActivityFact struct {
	Days      DaysSeen // with any activity
	Long      DaysSeen // of them, with six hours of activity or more
	Outputs   DaysSeen // days with something committed, pushed or finished
	Moved     DaysSeen // days on which half an hour or more of input looked like a program's
	NoEffect  DaysSeen // of these, days on which applications did not react to half an hour of input or more
	Synthetic DaysSeen // of these, days on which the input imitated a hand
	Repeats   DaysSeen // days on which a sequence of input came that came on another day as well, to the count
	Nights    DaysSeen // nights without four hours in a row of rest; those on call are left out
	Swings    DaysSeen // days in either of two blocks at least eight hours apart, when days keep changing between them
	Turns     int      // how often they changed, but for changes between two days within hours agreed
	Planned   int      // of the days in either block, those within hours agreed for them
}

// ClockFact compares hours or clocks with what was claimed and agreed.
type ClockFact struct {
	Source  ClockSource
	Outcome Outcome  // same, different or unknown
	Seen    DaysSeen // days that do not fit; for hours of activity, days looked at
	Stated  int      // days that could be compared
}

// ClockSource is where a clock was read.
type ClockSource string

// The sources of a clock.
const (
	ClockHours   ClockSource = "activity_hours"
	ClockDevice  ClockSource = "device"
	ClockClient  ClockSource = "client"
	ClockCommits ClockSource = "commits"
)

// WorkFact is one day of one kind of act on code, access or shared systems,
// beside what was usual for the person before. What was usual fades by half in
// sixty days.
type WorkFact struct {
	Refs          []Ref
	Act           WorkAct
	At            Time // the day
	Times         int
	Targets       int     // different repositories, keys or systems
	Fresh         int     // of the two weeks up to the day, targets never seen with the person before
	UsualTimes    float64 // the most on an earlier day
	UsualTargets  float64
	UsualFresh    float64 // the most new targets of any two weeks before the ones up to the day
	Ticket        Answer  // no: at least one act is stated to have none; yes: all are stated to have one
	Agreed        bool    // for signs of another job: one was agreed
	SinceStart    int     // days since the first day of work; -1 if unknown or before
	SinceDevice   int     // days since a device was given to them; -1 if none was before
	SinceNotice   int     // days since notice, below 0 before it; only when Noticed
	Noticed       bool    // notice or a last day is on record
	SinceEveryAct int     // days since the person's first act of any kind on record
}

// IdentityFact is work done under an address that is on another person's
// record. Addresses on nobody's record, such as a private one, are no fact.
type IdentityFact struct {
	Other Other
	Days  DaysSeen
}

// DeskFact is another person whose activity interlocks with the subject's, in
// that they keep the same hours and are hardly ever active in the same minute, or
// whose computer had the same sequences of input.
type DeskFact struct {
	Other Other
	Refs  []Ref // of the subject's days, a few
	Moves int   // sequences of input that both had, to the count
	Days  int   // on which both were active in the same hours; 0 where they do not interlock
	Hours int   // such hours
	Apart int   // of the days, those without two minutes in common
	Usual int   // how many of a hundred such days would be without, going by days that do not belong together
}
