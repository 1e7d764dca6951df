package web

import (
	"context"
	"net/http"

	"muster"
	"muster/report"
)

// TodayReader reads what needs the viewer.
type TodayReader interface {
	Today(ctx context.Context) (*Today, error)
}

// Today is what needs the viewer, by their role, the most pressing first. The
// lists hold what is theirs to do; More counts say what did not fit.
type Today struct {
	Escalations []Escalation // each with its clock, the shortest first
	Steps       []Step       // waiting for a second person
	Gates       []GateWait
	Checks      []Check // asked of this viewer or of nobody yet
	Cases       []CaseCard
	Tasks       []Task
	Interviews  []PlannedInterview
	Complaints  []Complaint // open ones, the soonest due first
	Advice      []PayAdvice
	Releases    []PayRelease // of changed accounts, that wait for the viewer's word
	MoreChecks  int
	// LaterEscalations says that more people wait for two people, later than these.
	LaterEscalations bool
	MoreGates        int
	GatesAtLeast     bool      // there may be more than that: not everybody was looked at
	Unasked          []Unasked // people of whom something was seen, with no gate ahead and nothing asked yet
	MoreUnasked      int
	Unlevelled       bool     // the viewer may not know where people stand: the gates are those of everybody alike
	Budget           *Budget  // nil where the policy sets none
	Changed          []Change // since the viewer was last here, newest first
	Empty            bool     // no person has been imported yet
	AsOf             muster.Time
}

// Escalation is a person two people should look at, until when.
type Escalation struct {
	Person PersonRef
	Why    string
	Clock  *Clock
	Looked []string // who has looked and written something
}

// GateWait is a person in front of a gate.
type GateWait struct {
	Person  PersonRef
	Gate    muster.Gate
	Missing []muster.CheckType
	Soon    bool // within the next working days
}

// PlannedInterview is a guided interview that waits for the viewer's form. Of the
// person it says no more than whom to ask for.
type PlannedInterview struct{ Person PersonRef }

// Unasked is a person of whom something was seen that a check would settle, and
// of whom no check is asked for.
type Unasked struct {
	Person PersonRef
	Why    string // in a few words
}

// PayRelease is a pay run of which lines wait for a second person's word.
type PayRelease struct {
	Run, File, Entity string
	PayDay            muster.Time
	Lines             []int
}

// Budget is how many checks the team means to do in a week.
type Budget struct{ Done, Asked, PerWeek int }

// Change is something that happened to a person or case.
type Change struct {
	At     muster.Time
	Person *PersonRef
	Text   string
	Href   string
}

func (t *Today) head() head { return head{template: "today", title: "Today", section: "today"} }

// Sentence says in one line what needs the viewer.
func (t *Today) Sentence() string {
	if t.Empty {
		return "Nobody is here yet."
	}
	if n := t.Count(); n > 0 {
		return report.Count(n, "thing needs you today.", "things need you today.")
	}
	return "Nothing needs you today."
}

// Count is how many things need the viewer.
func (t *Today) Count() int {
	waiting := 0
	for i := range t.Steps { // a signer from outside sees the one they answered
		if t.Steps[i].Signed == nil && t.Steps[i].Refused == nil {
			waiting++
		}
	}
	return len(t.Escalations) + waiting + len(t.Gates) + t.MoreGates + len(t.Unasked) + t.MoreUnasked + len(t.Checks) + t.MoreChecks + len(t.Tasks) + len(t.Interviews) + len(t.Complaints) + len(t.Advice) + len(t.Releases)
}

func (h *Handler) today(r *http.Request) (*Today, error) { return h.Today.Today(r.Context()) }
