package web

import (
	"context"
	"net/http"
	"time"

	"muster"
)

// InterviewReader prepares guided interviews.
type InterviewReader interface {
	Interview(ctx context.Context, id muster.SubjectID) (*Interview, error)
}

// Interview is a guided session: the same number of questions for everybody,
// drawn from this person's own claims.
type Interview struct {
	Person    PersonRef
	Session   string // id of the draw, kept with the form
	Role      muster.RoleClass
	Questions []Question
	Prompts   []string // random, to be done on camera
	Swap      string   // an agreed adjustment: what takes the place of what
	Earlier   []Session
	Waiting   int         // forms of this interview that are shown once the viewer's own is on record
	Compared  *Comparison // of the forms of the latest interview that two or more held
	Stills    *Stills     // nil: not switched on, or not for this viewer
	Notice    bool        // the person has had the notice
	Held      bool        // the viewer's form of an interview is on record
	MayHold   []Option    // who can be named to hold one
	Checks    []Check     // live interviews that wait and may name an interview that was held
	Unused    *Unused     // an interview that was held and that no such check names or can name yet
	Planned   []Planned   // interviews whose forms are not all on record, the latest first
	May       Allowed
}

func (i *Interview) ident() string            { return string(i.Person.ID) }
func (i *Interview) allows(p Permission) bool { return i.May.may(p) }

// Question is drawn from one of the person's own claims.
type Question struct {
	Ask   string
	Claim string // what they stated, and where
	Why   string // what a good answer contains
}

// Session is an interview already recorded, for comparison.
type Session struct {
	By      string
	At      muster.Time
	Answers []string // labels of AnswerChoices in the order of questions
	Signs   []string
	Agrees  bool // with the other interviewer
	Alone   bool // nobody else recorded that interview
}

// Asking is a live interview that nobody has asked for yet, and that an interview
// which was held could answer.
type Asking struct {
	Gate        muster.Gate // that asks for it; empty: a finding does
	Settles     bool        // it would settle the finding, and not only help to explain it
	Code        string      // one of ReasonCodes
	High, Drawn bool
}

// Type is the check that would be asked for.
func (*Asking) Type() muster.CheckType { return muster.CheckLiveInterview }

// Unused are interviews that were held while no live interview of the person's
// can be recorded with them by the viewer, and what has to happen first.
type Unused struct {
	Person PersonRef
	Held   []Held
	Asked  bool    // a live interview is asked for, and somebody else has it or nobody yet
	Ask    *Asking // why one can be asked for; nil where nothing asks for one, or the viewer may not
	Back   string  // where the viewer goes on once it is asked for
}

// Planned is an interview that waits for forms, or was withdrawn before all
// were on record.
type Planned struct {
	ID        string
	At        time.Time
	By        string    // who planned it
	Waits     []string  // whose forms are missing
	Recorded  []string  // whose are on record
	Withdrawn *Decision // nil: it still waits
}

// Comparison puts the forms of one interview beside each other, for people to
// talk about where they differ.
type Comparison struct {
	By   []string // the interviewers
	Rows []ComparedRow
}

// ComparedRow is a question, a prompt or a sign, and what each interviewer
// chose.
type ComparedRow struct {
	What    string
	Said    []string
	Differs bool
}

// Differing counts the rows in which interviewers differ.
func (c *Comparison) Differing() (n int) {
	for _, r := range c.Rows {
		if r.Differs {
			n++
		}
	}
	return n
}

func (i *Interview) head() head {
	return head{template: "interview", title: "Interview with " + i.Person.Label(), section: "people"}
}

func (h *Handler) interview(r *http.Request) (*Interview, error) {
	return h.Interviews.Interview(r.Context(), muster.SubjectID(r.PathValue("id")))
}
