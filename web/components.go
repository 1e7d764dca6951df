package web

import (
	"slices"
	"time"

	"muster"
	"muster/casework"
)

// PersonRef is a person as a chip: by name, or by id where the name is hidden.
type PersonRef struct {
	ID    muster.SubjectID
	Name  string       // empty: hidden from this viewer, or not known
	Level muster.Level // empty: not shown here
	Far   bool         // their page is not the viewer's to open: nothing leads there
}

// Label is how the person is called: their name, or "Person" and their id.
func (p PersonRef) Label() string {
	if p.Name != "" {
		return p.Name
	}
	return "Person " + string(p.ID)
}

// StageState is how far a stage is.
type StageState string

// The states of a stage.
const (
	StageDone    StageState = "done"    // somebody passed the gate in front of it here
	StageRecords StageState = "records" // it lies behind them by their records alone: nobody passed a gate here
	StageNow     StageState = "now"
	StageAhead   StageState = "ahead"
)

// Stage is one step of a working life on the stage track.
type Stage struct {
	Name  string // "Application", "First access" …
	State StageState
	At    muster.Time // when it was reached, if it was
	Gate  *GateMark   // the gate in front of it that nobody passed, nil where there is none
	// Passed says that somebody passed its gate here, Bare without all its checks,
	// Late that the person is further on and nobody passed it.
	Passed, Bare, Late bool
	Word               string // instead of the words its state has
}

// Says is what stands under a stage, for everybody: its marks alone are small.
func (s Stage) Says() string {
	passed := "Passed"
	if s.Bare {
		passed = "Passed without all checks"
	}
	switch {
	case s.Word != "":
		return s.Word
	case s.State == StageNow && s.Passed:
		return passed + ", here now"
	case s.State == StageNow:
		return "Here now"
	case s.Passed:
		return passed
	case s.State == StageRecords:
		return "By records"
	case s.Late:
		return "Not passed"
	}
	return ""
}

// Aside is said of a stage to who does not see its marks.
func (s Stage) Aside() string {
	switch {
	case s.Word != "":
	case s.State == StageRecords:
		return "nobody passed a gate here"
	case s.State == StageAhead && !s.Late:
		return "still ahead"
	}
	return ""
}

// GateMark is a gate on the stage track.
type GateMark struct {
	Gate    muster.Gate
	Open    bool     // every check it asks for was passed; somebody may pass it
	Missing []string // the checks that open it, in words
}

// Clock is a time by which something is due, and what happens then.
type Clock struct {
	Until time.Time
	Then  string // a clause without full stop: "Then the process goes on, unless a named person writes why not"
}

// Finding is a red flag as a card shows it.
type Finding struct {
	Key       muster.FindingKey
	Flag      muster.FlagID
	Family    muster.Family
	Title     string // one plain sentence
	Detail    string // with values filled in, masked where this viewer may not see them
	Strength  int    // 1 to 5, after the policy
	Counted   bool
	Standing  string // why it does not count, when it does not
	Note      bool   // shown, never counted
	Seen      muster.Time
	Evidence  []Evidence
	Others    []PersonRef // people joined to this one
	Values    []SharedValue
	Rival     string             // the honest explanation to look at first
	Innocent  []string           // others, the likeliest first
	Clears    []string           // what would settle it, the easiest first
	Check     muster.CheckType   // that would settle it
	Helps     []muster.CheckType // that help to explain it and do not settle it alone
	Asked     []muster.CheckType // of these, already asked for
	Cleared   *Decision          // set once somebody cleared it
	History   []Line
	AskedFor  string // the check already asked for, in words
	NewSince  muster.Time
	Confirmed bool
}

// Sourced reports whether the viewer sees where records came from.
func (f Finding) Sourced() bool {
	return slices.ContainsFunc(f.Evidence, func(e Evidence) bool { return e.Source != "" })
}

// Evidence is one record behind a finding.
type Evidence struct {
	Record string // "Application", "Bank details"
	Of     PersonRef
	Own    bool   // of the person whose page it is
	Source string // file and row, or the system it came from
	When   muster.Time
	Events []string // the source's ids of the first events it was counted from
	Href   string   // where those are shown as they arrived, if the viewer may
}

// SharedValue is a value as a chip, with how many share it.
type SharedValue struct {
	Kind     muster.ArtefactKind
	Value    string // as this viewer may see it
	SharedBy int    // people with it, this one included
	Base     int    // people with any value of the kind
	Common   bool
	Why      string // why it is common, or how rare it is
	People   []PersonRef
}

// Check is a verification step on a card.
type Check struct {
	ID      string
	Person  PersonRef
	Type    muster.CheckType
	Why     string // "Before first pay; everybody in this role class has it"
	Settles []muster.FlagID
	Asked   muster.Time
	Due     muster.Time
	Late    bool
	Outcome muster.CheckOutcome // pending until it is done
	Done    muster.Time
	Expires muster.Time
	By      string   // who did it
	Found   string   // what was seen, and where the evidence is kept
	Mine    bool     // asked of this viewer
	Who     string   // to whom it was given; empty: whoever may record it
	Swapped string   // the check it took the place of by an agreed adjustment, in words
	Form    []Line   // what its own form says, in words
	MayDo   []Option // to whom it can be given; nil where the viewer gives it to nobody
	Unheld  bool     // the viewer may record it once it is given to them
	Rests   *Held    // the guided interview it was recorded with
	Offers  []Held   // guided interviews it may be recorded with, the latest first
	Held    bool     // there is one, and the person's page offers it
	Unfold  bool     // the form that records it stands open
	May     Allowed
	Stamp   *Stamp
}

func (c Check) ident() string            { return c.ID }
func (c Check) allows(p Permission) bool { return c.May.may(p) }

// Pending says whether the check is still to be done.
func (c Check) Pending() bool { return c.Outcome == "" || c.Outcome == muster.OutcomePending }

// Swaps are the equally strong checks that may take its place.
func (c Check) Swaps() []Option { return options(checkWord, casework.Swaps(c.Type)...) }

// Fields are the closed fields of its own form.
func (c Check) Fields() []casework.FormField {
	f, _ := casework.FormOf(c.Type)
	return f.Fields
}

// Complaint is a person's complaint and what became of it.
type Complaint struct {
	ID     string
	Person PersonRef
	Text   string // the person's own words
	By     string // who took it down
	At     time.Time
	Clock  *Clock    // until when an answer is owed; nil once there is one
	Answer *Decision // nil while there is none
	May    Allowed
}

func (c Complaint) ident() string            { return c.ID }
func (c Complaint) allows(p Permission) bool { return c.May.may(p) }

// Stamp is an entry of the ledger that proves an act.
type Stamp struct {
	Entry int64
	At    time.Time
}

// Decision is what a person decided, with their reason.
type Decision struct {
	What, Reason, By string
	At               time.Time
	Stamp            *Stamp
}

// Line is one line of a history.
type Line struct {
	At   muster.Time
	Text string
	By   string
}

// Step is something that takes two people.
type Step struct {
	ID       string
	What     string // "Pass the gate before first pay without an address check"
	About    PersonRef
	Reason   string
	By       string
	At       time.Time
	Clock    *Clock    // waiting time, or when the request lapses
	Waited   time.Time // when the waiting time ended, if it has
	Told     []Told    // what those it is about were told and answered
	Signed   *Decision
	Refused  *Decision // the second person did not agree, and the step is not taken
	Mine     bool      // the viewer asked for it and so cannot be the second person
	Second   bool      // the viewer may be the second person
	Others   []string  // who else here can be; nobody: somebody from outside may be invited
	Invited  string    // the outside signer already asked, if any
	Affected string    // what the person concerned was told and answered, in a sentence
}

func (s Step) ident() string { return s.ID }

// allows shows the answer to who may give it, and the invitation to who asked.
func (s Step) allows(p Permission) bool {
	if p == SignSteps {
		return s.Second && !s.Mine
	}
	return s.Mine && len(s.Others) == 0
}
