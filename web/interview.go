package web

import (
	"context"
	"net/http"

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
	Notice    bool // the person has had the notice
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
}

func (i *Interview) head() head {
	return head{template: "interview", title: "Interview with " + i.Person.Label(), section: "people"}
}

func (h *Handler) interview(r *http.Request) (*Interview, error) {
	return h.Interviews.Interview(r.Context(), muster.SubjectID(r.PathValue("id")))
}
