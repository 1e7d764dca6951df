package web

import (
	"context"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"time"

	"muster"
	"muster/casework"
	"muster/internal/escape"
	"muster/report"
)

// TrustDesk reads what those who look after a platform work with: its accounts,
// their rings, and what holders of accounts were asked for.
type TrustDesk interface {
	// Accounts is a page of the queue, those who need something first.
	Accounts(ctx context.Context, q AccountQuery) (*Accounts, error)
	// Ring is one group with everybody in it, however many they are.
	Ring(ctx context.Context, id string) (*Ring, error)
	// StepUps lists what holders of accounts were asked for, appeals first.
	StepUps(ctx context.Context, state, after string) (*StepUps, error)
	// StepUp is one of them with its statement of reasons.
	StepUp(ctx context.Context, id string) (*StepUp, error)
	// Statement is the statement of reasons as a file: text, or JSON for programs.
	Statement(ctx context.Context, id string, asJSON bool) (*Attachment, error)
}

// AccountQuery is what the address of the queue asks for.
type AccountQuery struct {
	Words string // at most 200 bytes
	Level muster.Level
	After string // cursor of the page before, opaque
}

// Accounts is one page of the queue.
type Accounts struct {
	Rows    []AccountRow
	Total   int // with these filters
	All     int // accounts there are
	Next    string
	Appeals int // that wait for an answer

	query AccountQuery
}

// AccountRow is one account in the queue or in a ring.
type AccountRow struct {
	Person   PersonRef
	Why      string // in a few words, what the level rests on
	Opened   muster.Time
	Verified bool // identity verified independently
	Group    string
	Beside   int // members of the group
	Part     muster.MemberRole
	Asked    *Asked // the last step-up, nil when there was none
}

// Asked is the last check the holder of an account was asked for, in brief.
type Asked struct {
	ID   string
	Says string // "Live interview, due 3 March", "appeal waits"
	Open bool
}

// May a box be ticked: only where something counts and nothing is asked yet.
func (r AccountRow) Askable() bool {
	return (r.Person.Level == muster.Verify || r.Person.Level == muster.Escalate) && (r.Asked == nil || !r.Asked.Open)
}

func (a *Accounts) head() head {
	return head{template: "accounts", title: "Accounts", section: "accounts"}
}

func (h *Handler) accounts(r *http.Request) (*Accounts, error) {
	v := r.URL.Query()
	q := AccountQuery{Words: clip(escape.Line(v.Get("q")), maxLine), After: clip(v.Get("after"), 512), Level: one(v.Get("level"), muster.Escalate, muster.Verify, muster.Clear)}
	a, err := h.Trust.Accounts(r.Context(), q)
	if err != nil {
		return nil, err
	}
	a.query = q
	return a, nil
}

// Query is what the page shows.
func (a *Accounts) Query() AccountQuery { return a.query }

// Levels are the levels the queue can be narrowed to.
func (a *Accounts) Levels() []Option {
	return options(report.LevelWord, muster.Escalate, muster.Verify, muster.Clear)
}

// NextPage is the address of the page after this one.
func (a *Accounts) NextPage() string {
	v := url.Values{"after": {a.Next}}
	if a.query.Words != "" {
		v.Set("q", a.query.Words)
	}
	if a.query.Level != "" {
		v.Set("level", string(a.query.Level))
	}
	return "/accounts?" + v.Encode()
}

// Ring is one group of accounts with everybody in it.
type Ring struct {
	ID     string
	Title  string
	Rows   []AccountRow
	Joints []SharedValue
	Rivals []muster.Rival
	WhyNot []string
	May    Allowed

	zoom int
}

func (g *Ring) head() head               { return head{template: "ring", title: g.Title, section: "accounts"} }
func (g *Ring) ident() string            { return g.ID }
func (g *Ring) allows(p Permission) bool { return g.May.may(p) }
func (h *Handler) ring(r *http.Request) (*Ring, error) {
	g, err := h.Trust.Ring(r.Context(), r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	g.zoom = g.fitting()
	for _, z := range zooms() {
		if r.URL.Query().Get("zoom") == fmt.Sprint(z) {
			g.zoom = z
		}
	}
	return g, nil
}

// zooms are how large the picture of a ring can be drawn, in hundredths.
func zooms() []int { return []int{50, 75, 100, 150, 200, 300} }

// fitting is the size at which the picture is seen whole, 100 at most: who opens
// it looks at the whole before they look closer.
func (g *Ring) fitting() int {
	g.zoom = 100
	p, fits := g.Picture(), zooms()[0]
	for _, z := range zooms() {
		if z <= 100 && p.Height*z/100 <= ringSeen && p.Width*z/100 <= ringWidth {
			fits = z
		}
	}
	return fits
}

// Zoom is one size of the picture.
type Zoom struct {
	Percent int
	Href    string
	Now     bool
}

// Zooms are the sizes the picture can be drawn in.
func (g *Ring) Zooms() []Zoom {
	var out []Zoom
	for _, z := range zooms() {
		out = append(out, Zoom{z, fmt.Sprintf("/groups/%s/ring?zoom=%d", url.PathEscape(g.ID), z), z == g.zoom})
	}
	return out
}

// Picture draws everybody in the ring around what they share.
func (g *Ring) Picture() *RingPicture {
	people := make([]PersonRef, len(g.Rows))
	for i := range g.Rows {
		people[i] = g.Rows[i].Person
	}
	return drawRing(people, g.Joints, g.zoom)
}

// StepUps lists what holders of accounts were asked for.
type StepUps struct {
	Rows  []StepUpRow
	State string
	Next  string
}

// StepUpRow is one line of the list.
type StepUpRow struct {
	ID     string
	Person PersonRef
	Type   muster.CheckType
	Asked  time.Time
	By     string
	State  string // in words
	Clock  *Clock // what runs: the check's or the appeal's
}

func (s *StepUps) head() head {
	return head{template: "stepups", title: "Checks asked of accounts", section: "accounts"}
}

func (h *Handler) stepUps(r *http.Request) (*StepUps, error) {
	v := r.URL.Query()
	state := one(v.Get("state"), casework.StepUpAsked, casework.StepUpAppealed, casework.StepUpAnswered, casework.StepUpWithdrawn)
	s, err := h.Trust.StepUps(r.Context(), state, clip(v.Get("after"), 100))
	if err != nil {
		return nil, err
	}
	s.State = state
	return s, nil
}

// States are the states the list can be narrowed to.
func (s *StepUps) States() []Option {
	return []Option{{casework.StepUpAppealed, "Appeals to answer"}, {casework.StepUpAsked, "Asked"}, {casework.StepUpAnswered, "Appeal answered"}, {casework.StepUpWithdrawn, "Taken back"}}
}

// NextPage is the address of the page after this one.
func (s *StepUps) NextPage() string {
	v := url.Values{"after": {s.Next}}
	if s.State != "" {
		v.Set("state", s.State)
	}
	return "/accounts/stepups?" + v.Encode()
}

// StepUp is one check the holder of an account was asked for.
type StepUp struct {
	StepUpRow
	Check    Check                    // as its card; without an id when it is gone
	Group    string                   // the ring it was asked in
	Parts    []casework.StatementPart // the statement of reasons
	Until    time.Time                // end of the time to appeal
	Appealed bool
	Waits    bool // for the answer to an appeal
	Mine     bool // the viewer asked for it, so somebody else answers
	Now      muster.Time
	May      Allowed
}

func (s *StepUp) head() head {
	return head{template: "stepup", title: "Check asked of an account", section: "accounts"}
}
func (s *StepUp) ident() string            { return s.ID }
func (s *StepUp) allows(p Permission) bool { return s.May.may(p) }

func (h *Handler) stepUp(r *http.Request) (*StepUp, error) {
	return h.Trust.StepUp(r.Context(), r.PathValue("id"))
}

// statement gives the statement of reasons as a file, escaped by its type: what
// holders of accounts receive is opened by them.
func statement(h *Handler, w http.ResponseWriter, r *http.Request) error {
	asJSON := r.URL.Query().Get("as") == "json"
	a, err := h.Trust.Statement(r.Context(), r.PathValue("id"), asJSON)
	if err != nil {
		return err
	}
	kind := "text/plain; charset=utf-8"
	if asJSON {
		kind = "application/json"
	}
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": a.Name}))
	w.Header().Set("Cache-Control", "no-store")
	_, err = w.Write(a.Content)
	return err
}

// AskStepUps asks the holders of accounts for one check each.
type AskStepUps struct {
	Accounts []muster.SubjectID
	Group    string
	Type     muster.CheckType
	Ground   string
	Reason   string
	Due      muster.Time
}

func (*AskStepUps) command() {}

func readAskStepUps(f *form) Command {
	c := &AskStepUps{Group: f.line("group", false), Type: choice[muster.CheckType](f, "type", StepUpTypes()), Ground: f.line("ground", true), Reason: f.neutral("reason"), Due: f.date("due", false)}
	for _, a := range f.lines("account", 1) {
		c.Accounts = append(c.Accounts, muster.SubjectID(a))
	}
	if len(c.Accounts) > MostStepUps {
		f.complain("account", fmt.Sprintf("At most %d at once.", MostStepUps))
	}
	return c
}

// MostStepUps is how many accounts can be asked at once: a whole ring of some
// hundreds, and fewer than take longer than a page may.
const MostStepUps = 500

// AppealStepUp takes an appeal down.
type AppealStepUp struct {
	StepUp, Text string
	At           muster.Time
}

func (*AppealStepUp) command() {}

func readAppealStepUp(f *form) Command {
	return &AppealStepUp{StepUp: f.id("id"), Text: f.reason("text"), At: f.date("at", true)}
}

// AnswerAppeal answers an appeal.
type AnswerAppeal struct{ StepUp, Outcome, Answer string }

func (*AnswerAppeal) command() {}

func readAnswerAppeal(f *form) Command {
	return &AnswerAppeal{StepUp: f.id("id"), Outcome: choice[string](f, "outcome", AppealOutcomes()), Answer: f.neutral("answer")}
}

// StepUpTypes are the checks a step-up may ask for.
func StepUpTypes() []Option { return options(checkWord, casework.StepUpChecks()...) }

// AppealOutcomes are how an appeal can be answered.
func AppealOutcomes() []Option {
	return []Option{{casework.AppealWithdrawn, "The request is taken back"}, {casework.AppealStands, "The check stays due"}}
}

func trustActions() []action {
	return []action{
		{"stepup.bulk", "/accounts/ask", casework.StepUpAsk, readAskStepUps},
		{"stepup.appeal", "/accounts/stepups/{id}/appeal", casework.StepUpAppeal, readAppealStepUp},
		{"stepup.answer", "/accounts/stepups/{id}/answer", casework.StepUpAnswer, readAnswerAppeal},
	}
}

func trustRoutes() []route {
	return []route{
		{"GET", "/accounts", casework.StepUpView, show((*Handler).accounts)},
		{"GET", "/accounts/stepups", casework.StepUpView, show((*Handler).stepUps)},
		{"GET", "/accounts/stepups/{id}", casework.StepUpView, show((*Handler).stepUp)},
		{"GET", "/accounts/stepups/{id}/statement", casework.StepUpView, statement},
		{"GET", "/groups/{id}/ring", casework.GroupView, show((*Handler).ring)},
	}
}

// parts of the ring in words.
func (r AccountRow) PartWord() string {
	if slices.Contains([]muster.MemberRole{"", "member"}, r.Part) {
		return ""
	}
	return report.Sentence(string(r.Part))
}
