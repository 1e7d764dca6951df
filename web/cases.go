package web

import (
	"context"
	"net/http"
	"time"

	"muster"
)

// CaseReader reads cases. A case this viewer is not a reader of is not found
// and not counted; opening one is logged by the reader.
type CaseReader interface {
	Cases(ctx context.Context) (*Cases, error)
	Case(ctx context.Context, id string) (*Case, error)
}

// Cases is the board.
type Cases struct {
	Columns []CaseColumn
	Closed  int
}

// CaseColumn is one column of the board.
type CaseColumn struct {
	Name  string // "New", "Looking into it", "Waiting for a second person", "Waiting for the person's answer"
	Cases []CaseCard
}

// CaseCard is a case on the board.
type CaseCard struct {
	ID, Title string
	People    []PersonRef
	Owner     string
	Clock     *Clock
	Tasks     int // open
	Next      string
}

// Case is one case in full, as far as this viewer may read it.
type Case struct {
	ID, Title  string
	State      string
	Owner      string
	Opened     time.Time
	Closed     *Decision
	Reason     string // why it was opened
	People     []PersonRef
	Clock      *Clock
	Hypotheses []Hypothesis // at least two, the honest ones among them
	Evidence   []Exhibit
	Tasks      []Task
	Notes      []CaseNote
	Steps      []Step
	Decided    []Decision
	Readers    []Reader
	Access     []Line // who opened it, newest first
	Told       []Told // each person concerned: what they were told and what they said
	May        Allowed
}

func (c *Case) ident() string            { return c.ID }
func (c *Case) allows(p Permission) bool { return c.May.may(p) }

// Told is what one person was told and what they said.
type Told struct {
	Person PersonRef
	Notice
}

// Hypothesis is an explanation the evidence is weighed against.
type Hypothesis struct {
	ID, Text string
	Honest   bool // one in which the person did nothing wrong
	For      []string
	Against  []string
	By       string
}

// Exhibit is a piece of evidence with its hash and who held it.
type Exhibit struct {
	ID      string
	Case    string
	Shows   string // what it shows, in words
	Kept    bool   // its content is kept here and can be downloaded
	Holder  string // who holds it now
	Where   string // where it is kept
	Name    string
	Hash    string // SHA-256 in hexadecimal
	Size    int64
	Added   time.Time
	By      string
	Custody []Line
	Stamp   *Stamp
}

// Task is something to do in a case.
type Task struct {
	ID, Text, Who string
	Case          string
	Due           muster.Time
	Result        string // empty while it is open
	Late          bool
}

// CaseNote is a note. Privileged ones reach counsel's view only.
type CaseNote struct {
	Text, By   string
	At         time.Time
	Privileged bool
}

func (c *Cases) head() head { return head{template: "cases", title: "Cases", section: "cases"} }
func (c *Case) head() head  { return head{template: "case", title: c.Title, section: "cases"} }

// Open counts the cases on the board.
func (c *Cases) Open() int {
	n := 0
	for _, column := range c.Columns {
		n += len(column.Cases)
	}
	return n
}

// Honest says whether an honest explanation is among the hypotheses.
func (c *Case) Honest() bool {
	for _, one := range c.Hypotheses {
		if one.Honest {
			return true
		}
	}
	return false
}

func (h *Handler) cases(r *http.Request) (*Cases, error) { return h.Cases.Cases(r.Context()) }

func (h *Handler) oneCase(r *http.Request) (*Case, error) {
	return h.Cases.Case(r.Context(), r.PathValue("id"))
}
