package api

import (
	"context"

	"muster"
)

// SubjectQuery chooses people of the list.
type SubjectQuery struct {
	Words  string           `query:"words" maxLength:"200" doc:"Part of a name or id. Names are searched only where they are shown."`
	Level  muster.Level     `query:"level" enum:"clear,verify,escalate" doc:"Where the assessment stands."`
	Status muster.Status    `query:"status" enum:"applicant,worker,contractor,leaver,account,unknown"`
	Role   muster.RoleClass `query:"role" doc:"Class of role."`
	Flag   muster.FlagID    `query:"flag" maxLength:"20" doc:"With an open finding of this flag."`
	Family muster.Family    `query:"family" maxLength:"10" doc:"With a finding of this family that counted."`
	Entity string           `query:"entity" maxLength:"200" doc:"Legal entity, by its id."`
	Gate   muster.Gate      `query:"gate" enum:"interview,offer,shipping,first_access,first_pay,privileged_access" doc:"Waiting at this gate: it is the next one in front of them and not met."`
	Sort   string           `query:"sort" enum:"id,person,level,why,next,stage,status,role,entity" default:"id" doc:"The list's order, by a column of the page. By id everybody is met once, while records come in; by anything else somebody whose place changes meanwhile may be met twice or not at all."`
	Down   bool             `query:"down" doc:"The other way round."`
	Limit  int              `query:"limit" minimum:"1" maximum:"500" default:"50"`

	// After is the id the page begins behind. Callers have it in the cursor.
	After muster.SubjectID `json:"-"`
}

// SubjectPage is some people of the list.
type SubjectPage struct {
	Subjects []SubjectRow `json:"subjects"`
	Next     string       `json:"next,omitempty" doc:"Cursor of the next page. Missing on the last one. With a gate a page may hold few people or none while there is a next one."`
	Total    int          `json:"total" doc:"People who match. With a gate: of those looked at for this page."`
	AtLeast  bool         `json:"at_least,omitempty" doc:"Not everybody was looked at: there may be more than that."`
	All      int          `json:"all" doc:"People within the caller's reach."`
	Seq      int64        `json:"seq,omitempty" doc:"The sequence number the list was made at. Missing where the caller's roles do not show records of every kind, with which it moves."`

	After muster.SubjectID `json:"-"` // the last id looked at when there is more
}

// SubjectRow is what a list says of a person. A field the caller may not see is
// missing.
type SubjectRow struct {
	ID       muster.SubjectID `json:"id"`
	Name     string           `json:"name,omitempty"`
	Status   muster.Status    `json:"status"`
	Role     muster.RoleClass `json:"role"`
	Entity   string           `json:"entity,omitempty"`
	Applied  muster.Time      `json:"applied,omitzero"`
	Started  muster.Time      `json:"started,omitzero"`
	Left     muster.Time      `json:"left,omitzero"`
	Level    muster.Level     `json:"level,omitempty"`
	Families []muster.Family  `json:"families,omitempty"`
	Checks   int              `json:"checks_due,omitempty" doc:"Checks that would settle what counts."`
	Why      string           `json:"why,omitempty" doc:"In a few words, what the level rests on."`
	NextStep string           `json:"next_step,omitempty" doc:"What somebody should do next, in words. Missing where the level is."`
	Stage    string           `json:"stage" doc:"How far they are, in a word."`
	Since    muster.Time      `json:"since,omitzero" doc:"When that began."`
	Changed  int64            `json:"changed,omitempty" doc:"Sequence number of the latest record. Missing where the caller's roles do not show records of every kind."`
}

// subjectsRequest asks for a page of people.
type subjectsRequest struct {
	SubjectQuery
	Cursor string `query:"cursor" maxLength:"1000" doc:"What the page before called next."`
}

func registerSubjects(h *Handler) {
	register(h, get("/v1/subjects", "subjects.list", "People", SubjectsRead, "List people", "Chosen and ordered as on the page of people. Where the caller's roles do not show levels or names everywhere, nobody is chosen or ordered by them: level, flag, family and their orders are refused, words find ids only."), h.subjects)
}

func (h *Handler) subjects(ctx context.Context, in *subjectsRequest) (*body[SubjectPage], error) {
	q := in.SubjectQuery
	question := q
	question.Limit = 0
	from, err := after(question, in.Cursor)
	if err != nil {
		return nil, err
	}
	q.After = muster.SubjectID(from)
	page, err := h.People.Subjects(ctx, &q)
	if err != nil {
		return nil, err
	}
	page.Next = cursor(question, string(page.After))
	return &body[SubjectPage]{*page}, nil
}
