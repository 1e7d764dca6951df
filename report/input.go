package report

import (
	"iter"
	"time"

	"muster"
	"muster/report/seen"
)

// Input is everything a report says. Strings may hold anything a user typed.
type Input struct {
	Organisation string // as people call it
	Title        string // "Screening report" when empty
	Made         time.Time
	Versions     muster.Versions

	// People yields every subject once, in the order of ids, each time it is
	// asked: a report goes through everybody twice. A yielded Person may be kept
	// and must not be changed afterwards. An error ends the report.
	People   iter.Seq2[*Person, error]
	Groups   []muster.Group
	Passages []Passage
	Unseen   []muster.Unseen // what holds for the whole run; a person's own is in the assessment

	Files   []File
	Rows    Rows
	Rejects iter.Seq2[Reject, error] // nil when there are none
	Open    []Question               // what the run left undecided

	Manuals map[muster.FlagID]muster.Manual
	Settled map[muster.FlagID]muster.Settling // which checks settle a flag; empty when none does by itself
	Values  func(muster.ArtefactID) Display   // how a shared value is shown; nil shows none
	// Seen is what logs showed of a person; nil where no log was read, and for
	// people no log speaks of.
	Seen func(muster.SubjectID) (*seen.View, error)
	// Arrived is an event that a finding cites as it arrived, by its source and the
	// source's own id; nil where it is no longer there. Asked for only when Show is
	// set; may be nil.
	Arrived func(source string, event muster.Text) []byte
	Names   func(muster.SubjectID) string // a person's name, asked for only when Show is set; may be nil
	Show    bool                          // show values and names in clear

	EscalationDays int // working days the policy allows for an escalation; 2 when zero
}

// Person is one subject with what the run made of it.
type Person struct {
	ID         muster.SubjectID
	Status     muster.Status
	Role       muster.RoleClass
	Assessment muster.Assessment
	Findings   []muster.Finding // those the assessment weighed, and the notes
	OtherIDs   []string         // further ids of the person in the files, such as an applicant's number
}

// clearance returns what a check did to one of the person's findings, or nil.
func (p *Person) clearance(k muster.FindingKey) *muster.Clearance {
	for i := range p.Assessment.Contributions {
		if c := &p.Assessment.Contributions[i]; c.Finding == k {
			return c.Clearance
		}
	}
	return nil
}

// cleared reports whether a check settled one of the person's findings.
func (p *Person) cleared(k muster.FindingKey) bool {
	c := p.clearance(k)
	return c != nil && c.State == muster.ClearanceCleared
}

// Display is a value for people, masked and in clear.
type Display struct {
	Masked string
	Clear  string
}

// Rows is what became of the rows and files read: In = Out + Rejects, and the
// report says so when it does not add up.
type Rows struct {
	In      int `json:"in"`
	Out     int `json:"out"`
	Rejects int `json:"rejects"`
}

// Balanced reports whether every row is accounted for.
func (r Rows) Balanced() bool { return r.In == r.Out+r.Rejects }

// File is one file of the input.
type File struct {
	Path    string        // as the user gave it
	Type    string        // what it was read as: "applications", "CV", "image"
	Rows    Rows          // a document is one row
	Unknown []string      // columns that were not understood, never silently dropped
	Err     *muster.Error // why it could not be read, nil if it could
}

// Reject is a row that was set aside.
type Reject struct {
	File   string
	Row    int // as a spreadsheet shows it; 0 for a whole file
	Column string
	Reason string
	More   int // records beside this one that its reason speaks of and no line lists
}

// Question is something the run could not decide on its own and left alone.
type Question struct {
	Ask  string // the question in plain words
	Line string // what settles it: a line for muster.yaml, or a command
}

// Passage is a run of words that two CVs have in common, beyond the advert and
// known templates.
type Passage struct {
	Words int // words in common
	Sides [2]Side
}

// Side is one CV of a passage.
type Side struct {
	Subject muster.SubjectID
	Place   muster.Place
	When    muster.Time
	Text    string // the CV's text, or the part of it around the passage
	Common  []Span // what is in common, in the order of the text
}

// Span is a part of a text in bytes, from Start up to End.
type Span struct{ Start, End int }

// Options says how to write a report.
type Options struct {
	Pages  bool // also write a folder with one page per person
	InFull int  // people shown in full in report.html; 300 when zero
}

// most people report.html shows in full, and its size in bytes.
const (
	defaultInFull = 300
	pageBytes     = 10 << 20
)

func (o Options) inFull() int {
	if o.InFull <= 0 {
		return defaultInFull
	}
	return o.InFull
}

func (in *Input) escalationDays() int {
	if in.EscalationDays <= 0 {
		return 2
	}
	return in.EscalationDays
}
