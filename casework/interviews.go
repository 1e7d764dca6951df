package casework

import (
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
	"time"

	"muster"
)

// Session is a guided interview: questions from the person's own claims, live
// prompts nobody can foresee, and one form for each interviewer.
type Session struct {
	ID           string           `json:"id"`
	Subject      muster.SubjectID `json:"subject"`
	Planned      time.Time        `json:"planned"`
	By           string           `json:"by"`
	Interviewers []UserID         `json:"interviewers"`
	Questions    []string         `json:"questions"`
	Prompts      []string         `json:"prompts"`
	Forms        []InterviewForm  `json:"forms,omitempty"`
	Withdrawn    *Withdrawal      `json:"withdrawn,omitempty"`

	// State and Waits are told to who reads a session and follow from the rest.
	State string   `json:"state,omitempty" doc:"planned: somebody it names has not recorded their form yet. held: all have, and a live interview may name it as its evidence. withdrawn: no more forms are waited for."`
	Waits []UserID `json:"waits_for,omitempty" doc:"Whose forms are not on record."`
}

// The states of a session.
const (
	SessionPlanned   = "planned"   // a form of somebody it names is waited for
	SessionHeld      = "held"      // everybody it names has recorded theirs
	SessionWithdrawn = "withdrawn" // what was recorded stays, and no more is waited for
)

// Withdrawal says that a planned session will not take place, or will not be
// recorded by everybody it names.
type Withdrawal struct {
	By     string    `json:"by"`
	At     time.Time `json:"at"`
	Reason string    `json:"reason"`
}

// stands is where a session stands.
func (s *Session) stands() string {
	switch {
	case s.Withdrawn != nil:
		return SessionWithdrawn
	case len(s.Forms) >= len(s.Interviewers):
		return SessionHeld
	}
	return SessionPlanned
}

// told fills in what follows from the rest, before forms are taken out.
func (s *Session) told() {
	s.State = s.stands()
	s.Waits = slices.DeleteFunc(slices.Clone(s.Interviewers), func(id UserID) bool {
		return slices.ContainsFunc(s.Forms, func(f InterviewForm) bool { return f.User == id })
	})
}

// InterviewForm is one interviewer's form.
type InterviewForm struct {
	User     UserID               `json:"user"`
	Name     string               `json:"name"`
	Held     muster.Time          `json:"held"`
	Mode     muster.InterviewMode `json:"mode"`
	CameraOn muster.Answer        `json:"camera_on,omitempty"`
	Answers  []string             `json:"answers"`
	Prompts  []string             `json:"prompts"`
	Signs    []muster.Sign        `json:"signs,omitempty"`
	Swapped  bool                 `json:"swapped,omitempty"`
	Recorded time.Time            `json:"recorded"`
}

func interviews() shelf[Session] {
	return shelf[Session]{"interviews", "interview", func(s *Session) keys {
		return keys{id: s.ID, subject: s.Subject, state: s.stands()}
	}}
}

// The closed choices of the interview form.
func answerChoices() []string { return []string{"known", "partly", "not_known", "differs", "skipped"} }
func promptChoices() []string { return []string{"done", "not_done", "technical", "swapped"} }

// InterviewSigns are what interviewers may note. There is no sign for how
// somebody looks or sounds.
func InterviewSigns() []muster.Sign {
	return []muster.Sign{
		muster.SignVideoDeclined, muster.SignLivenessFailed, muster.SignDifferentPerson, muster.SignVirtualCamera, muster.SignOtherAccounts,
		muster.SignOwnClaimsUnknown, muster.SignLiveProofRefused,
	}
}

// prompts is how many live prompts a session has.
const prompts = 3

// livePrompts are things anybody can do on camera. What somebody cannot do is
// swapped, without saying why.
func livePrompts() []string {
	return []string{
		"Please turn your head slowly to one side and back.", "Please pass your open hand in front of your face.", "Please hold up the number of fingers I say.",
		"Please move a little closer to the camera, and back.", "Please write today's weekday on paper and show it.", "Please read out the three words I send in the chat.",
		"Please tilt the camera or screen for a moment.", "Please pick up something within reach and turn it in front of the camera.",
	}
}

// PlanInterview draws a session: the same number of questions for everyone.
type PlanInterview struct {
	Subject      muster.SubjectID `json:"subject"`
	Interviewers []UserID         `json:"interviewers"`
}

// Name is the kind of the act's ledger entry.
func (a *PlanInterview) Name() string { return "interview.plan" }

func (a *PlanInterview) check() error {
	if len(a.Interviewers) == 0 || len(a.Interviewers) > 6 {
		return usage("interviewers: name one to six", "two see more than one, and their forms are compared")
	}
	return subjectID(a.Subject)
}

func (a *PlanInterview) perform(in *act) error {
	about, err := in.about(a.Subject)
	if err != nil {
		return err
	}
	if err := in.allow(InterviewPlan, about.Scope, about.own); err != nil {
		return err
	}
	for _, id := range a.Interviewers {
		u, err := users().get(in.tx, string(id))
		if err != nil {
			return err
		}
		if u.Ended || !in.desk.table.Allows(u.actor(""), InterviewRecord, about.Scope, true) {
			return usage(u.Name+" has no role that holds interviews with this person", "name somebody whose role does, or ask the administrator to give them one")
		}
	}
	n, err := settingNumber(in.tx, SettingQuestions)
	if err != nil {
		return err
	}
	s := &Session{Subject: a.Subject, Planned: in.now(), By: in.who.Name, Interviewers: slices.Compact(slices.Sorted(slices.Values(a.Interviewers)))}
	if s.ID, err = in.newID("Q"); err != nil {
		return err
	}
	s.Questions = in.desk.pick(s.ID, append(claims(about.observations), generalQuestions()...), n, len(claims(about.observations)))
	s.Prompts = in.desk.pick(s.ID, livePrompts(), prompts, len(livePrompts()))
	in.made = s.ID
	return interviews().add(in, s)
}

// pick draws n of a list: those before first by chance, then the rest in order.
// The installation's seed and the session decide, so the draw can be repeated.
func (d *Desk) pick(session string, from []string, n, before int) []string {
	before = min(before, len(from))
	rank := func(s string) string { return hex.EncodeToString(d.mac("interview", session, s)) }
	drawn := slices.Clone(from[:before])
	slices.SortFunc(drawn, func(a, b string) int { return strings.Compare(rank(a), rank(b)) })
	return append(drawn, from[before:]...)[:min(n, len(from))]
}

// claims makes questions of what the person's own records claim.
func claims(list []muster.Observation) []string {
	var ask []string
	add := func(q string) {
		if q = oneLine(q); !slices.Contains(ask, q) && len(ask) < 40 {
			ask = append(ask, q)
		}
	}
	for i := range list {
		switch d := list[i].Data.(type) {
		case *muster.Application:
			if d.Employer != "" {
				add("You work or worked at " + string(d.Employer) + ". What did a usual week there look like?")
			}
			for _, e := range d.Education {
				askEducation(add, &e)
			}
		case *muster.CV:
			for _, r := range d.Roles {
				if r.Employer != "" {
					add("At " + string(r.Employer) + ", who did you work with most, and on what?")
				}
				if r.Title != "" && r.Employer != "" {
					add("Tell us about one thing that went wrong while you were " + string(r.Title) + " at " + string(r.Employer) + ", and what you did.")
				}
			}
			for _, e := range d.Education {
				askEducation(add, &e)
			}
			for _, t := range d.Technologies {
				add("Your CV names " + string(t.Name) + ". What did you last use it for?")
			}
		}
	}
	return ask
}

func askEducation(add func(string), e *muster.Education) {
	if e.Institution != "" {
		add("What did you work on most at " + string(e.Institution) + "?")
	}
}

// oneLine bounds what records put into a question.
func oneLine(s string) string {
	s = strings.Join(strings.Fields(strings.ToValidUTF8(s, "")), " ")
	if r := []rune(s); len(r) > 300 {
		s = string(r[:299]) + "…"
	}
	return s
}

// generalQuestions fill up where records claim little, so that everybody gets
// the same number. There are at least as many as the largest setting.
func generalQuestions() []string {
	return []string{
		"Which piece of work are you proudest of, and what was your own part in it?", "What was the last thing you learnt for your work, and how?",
		"Tell us about a disagreement at work and how it ended.", "How do you start on a task you have never done before?",
		"What does a good handover look like to you?", "Which part of this job would be new to you?", "What would you ask a colleague on your first day?",
		"Tell us about a deadline that could not be met, and what you did.", "How do you check your own work before you hand it over?",
		"Which tools do you use every day, and what for?", "What made you apply for this job?", "What would your last team say you are good at?",
	}
}

// RecordInterview is one interviewer's form. Answers and Prompts are in the
// order of the session's.
type RecordInterview struct {
	Session  string               `json:"session"`
	Held     muster.Time          `json:"held"`
	Mode     muster.InterviewMode `json:"mode"`
	CameraOn muster.Answer        `json:"camera_on,omitempty"`
	Answers  []string             `json:"answers"`
	Prompts  []string             `json:"prompts"`
	Signs    []muster.Sign        `json:"signs,omitempty"`
	Swapped  bool                 `json:"swapped,omitempty"` // an agreed adjustment took the place of a step
}

// Name is the kind of the act's ledger entry.
func (a *RecordInterview) Name() string { return "interview.record" }

func (a *RecordInterview) check() error {
	if a.Held.Precision < muster.PrecisionDay || len(a.Signs) > len(InterviewSigns()) {
		return usage("held: say on which day", "and note each sign once")
	}
	for _, v := range a.Answers {
		if err := oneOf("answers", v, answerChoices()...); err != nil {
			return err
		}
	}
	for _, v := range a.Prompts {
		if err := oneOf("prompts", v, promptChoices()...); err != nil {
			return err
		}
	}
	for _, v := range a.Signs {
		if err := oneOf("signs", v, InterviewSigns()...); err != nil {
			return err
		}
	}
	return first(oneOf("mode", a.Mode, muster.ModeVideo, muster.ModePhone, muster.ModeInPerson), oneOf("camera", a.CameraOn, muster.Unstated, muster.Yes, muster.No))
}

func (a *RecordInterview) perform(in *act) error {
	s, err := interviews().get(in.tx, a.Session)
	if err != nil {
		return err
	}
	about, err := in.about(s.Subject)
	if err != nil {
		return err
	}
	if err := in.allow(InterviewRecord, about.Scope, s.names(in.who)); err != nil {
		return err
	}
	if len(a.Answers) != len(s.Questions) || len(a.Prompts) != len(s.Prompts) {
		return usage("the form does not fit the session", "answer every question and prompt; choose skipped for one that was not asked")
	}
	if s.by(in.who) {
		return conflict("your form of this interview is on record", "what was recorded stays as it is")
	}
	if s.Withdrawn != nil {
		return conflict("this interview was withdrawn", "ask who plans interviews to draw another")
	}
	f := InterviewForm{in.who.User, in.who.Name, a.Held, a.Mode, a.CameraOn, a.Answers, a.Prompts, a.Signs, a.Swapped, in.now()}
	seconded := s.seconded(a.Signs)
	s.Forms = append(s.Forms, f)
	in.made = s.ID
	data := &muster.Interview{
		Start: a.Held, Mode: a.Mode, Status: muster.InterviewHeld, Interviewer: muster.Text(in.who.Name), CameraOn: a.CameraOn, Signs: a.Signs,
		Recorded: muster.Recorded{By: muster.Text(in.who.Name), Confirmed: answer(seconded), Adjustment: answer(a.Swapped)},
	}
	if _, err := in.append(s.Subject, s.ID+"/"+strconv.Itoa(len(s.Forms)), a.Held, data); err != nil {
		return err
	}
	return interviews().put(in, s)
}

// WithdrawInterview says that a planned session will not take place, or that
// nobody waits any longer for the forms that are missing. What was recorded stays.
type WithdrawInterview struct {
	Session string `json:"session"`
	Reason  string `json:"reason"`
}

// Name is the kind of the act's ledger entry.
func (a *WithdrawInterview) Name() string { return "interview.withdraw" }

func (a *WithdrawInterview) check() error { return reason(a.Reason) }

func (a *WithdrawInterview) perform(in *act) error {
	s, err := interviews().get(in.tx, a.Session)
	if err != nil {
		return err
	}
	about, err := in.about(s.Subject)
	if err != nil {
		return err
	}
	if err := in.allow(InterviewPlan, about.Scope, about.own); err != nil {
		return err
	}
	if state := s.stands(); state != SessionPlanned {
		return conflict("this interview is "+state+" already", "what was recorded stays as it is")
	}
	s.Withdrawn, in.made = &Withdrawal{in.who.Name, in.now(), a.Reason}, s.ID
	return interviews().put(in, s)
}

// seconded reports whether every sign of a form stands on another
// interviewer's too: what only one person noted confirms nothing.
func (s *Session) seconded(signs []muster.Sign) bool {
	return len(signs) > 0 && slices.ContainsFunc(s.Forms, func(f InterviewForm) bool {
		return !slices.ContainsFunc(signs, func(sign muster.Sign) bool { return !slices.Contains(f.Signs, sign) })
	})
}

// Differ is a question or sign two interviewers saw differently.
type Differ struct {
	What string            // the question, prompt or sign
	By   map[string]string // what each interviewer chose
}

// Compare lists where interviewers differ, for people to talk about.
func (s *Session) Compare() []Differ {
	var list []Differ
	look := func(what string, of func(*InterviewForm) string) {
		d := Differ{what, map[string]string{}}
		differ := false
		for i := range s.Forms {
			d.By[s.Forms[i].Name] = of(&s.Forms[i])
			differ = differ || of(&s.Forms[i]) != of(&s.Forms[0])
		}
		if differ {
			list = append(list, d)
		}
	}
	for i, q := range s.Questions {
		look(q, func(f *InterviewForm) string { return f.Answers[i] })
	}
	for i, p := range s.Prompts {
		look(p, func(f *InterviewForm) string { return f.Prompts[i] })
	}
	for _, sign := range InterviewSigns() {
		look(string(sign), func(f *InterviewForm) string {
			if slices.Contains(f.Signs, sign) {
				return "noted"
			}
			return "not noted"
		})
	}
	return list
}
