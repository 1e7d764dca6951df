package web

import (
	"context"
	"net/http"
	"strings"
	"time"

	"muster"
	"muster/casework"
	"muster/report"
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
	Weighed    []Weighing // in the order it was said; the last on a pair holds
	Tasks      []Task
	Notes      []CaseNote
	Steps      []Step
	Decided    []Decision
	Readers    []Reader
	Access     []Opened // who opened it, newest first
	Told       []Told   // each person concerned: what they were told and what they said
	MayTask    []Option // readers who can do a task
	MayRead    []Option // who can be made a reader, and who is one
	May        Allowed
}

func (c *Case) ident() string            { return c.ID }
func (c *Case) allows(p Permission) bool { return c.May.may(p) }

// Opened says who opened a case, once or several times with nobody else between.
type Opened struct {
	By    string
	Times int
	Last  time.Time
}

// Told is what one person was told and what they said.
type Told struct {
	Person PersonRef
	Notice
}

// Hypothesis is an explanation the evidence is weighed against.
type Hypothesis struct {
	ID, Text string
	Honest   bool // one in which the person did nothing wrong
	By       string
}

// Label is the text as what stands before a colon.
func (h Hypothesis) Label() string { return strings.TrimSuffix(h.Text, ".") }

// Weighing is the last word on how a piece of evidence bears on an explanation.
type Weighing struct {
	Evidence, Hypothesis string // their ids
	Weight               string // one of Weights
	Reason, By           string
	At                   time.Time
}

// WeighRow is one piece of evidence against each explanation; nil where nobody
// weighed it.
type WeighRow struct {
	Exhibit Exhibit
	Cells   []*Weighing
}

// Matrix puts the evidence against the explanations. It is empty until there
// are both.
func (c *Case) Matrix() []WeighRow {
	if len(c.Hypotheses) == 0 {
		return nil
	}
	var out []WeighRow
	for _, e := range c.Evidence {
		row := WeighRow{Exhibit: e, Cells: make([]*Weighing, len(c.Hypotheses))}
		for i, h := range c.Hypotheses {
			for k := range c.Weighed {
				if w := &c.Weighed[k]; w.Evidence == e.ID && w.Hypothesis == h.ID {
					row.Cells[i] = w
				}
			}
		}
		out = append(out, row)
	}
	return out
}

// Tally is how the evidence stands on one explanation, in words.
func (c *Case) Tally(hypothesis string) string {
	said := map[string]int{}
	for _, row := range c.Matrix() {
		for _, w := range row.Cells {
			if w != nil && w.Hypothesis == hypothesis {
				said[w.Weight]++
			}
		}
	}
	if left := len(c.Evidence) - said[casework.WeighsFor] - said[casework.WeighsAgainst] - said[casework.WeighsNeither]; left > 0 {
		return report.Number(said[casework.WeighsFor]) + " for, " + report.Number(said[casework.WeighsAgainst]) + " against, " + report.Number(left) + " not weighed yet"
	}
	return report.Number(said[casework.WeighsFor]) + " for, " + report.Number(said[casework.WeighsAgainst]) + " against"
}

// Explanations are the hypotheses as a choice.
func (c *Case) Explanations() []Option {
	out := make([]Option, 0, len(c.Hypotheses))
	for _, h := range c.Hypotheses {
		out = append(out, Option{h.ID, h.Text})
	}
	return out
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
