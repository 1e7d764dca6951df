package casework

import (
	"time"

	"muster"
)

// CheckState is where a check stands.
type CheckState string

// The states of a check.
const (
	CheckRequested CheckState = "requested"
	CheckRecorded  CheckState = "recorded"
	CheckCancelled CheckState = "cancelled"
)

// Why a check is asked for.
const (
	CodeClass   = "class"   // everybody in the role class has it
	CodeDraw    = "draw"    // the random draw chose this person
	CodeFinding = "finding" // it would settle a finding
	CodeExpired = "expired" // an earlier one has expired
	CodeOther   = "other"   // another reason, written down
)

// The assurances a gate may ask for.
const (
	Standard = "standard"
	High     = "high"
)

// Source is the source of observations that people's acts create.
const Source = muster.SourceDesk

// Check is one verification step from request to outcome.
type Check struct {
	ID          string               `json:"id"`
	Subject     muster.SubjectID     `json:"subject"`
	Type        muster.CheckType     `json:"type"`
	Assurance   string               `json:"assurance"`
	State       CheckState           `json:"state"`
	Code        string               `json:"code"`
	Reason      string               `json:"reason,omitempty"`
	Gate        muster.Gate          `json:"gate,omitempty"`
	InPlaceOf   muster.CheckType     `json:"in_place_of,omitempty"` // what an agreed adjustment swapped it for; why is not kept
	Requested   time.Time            `json:"requested"`
	RequestedBy UserID               `json:"requested_by"`
	Assigned    UserID               `json:"assigned,omitempty"`
	Due         time.Time            `json:"due"`
	Outcome     muster.CheckOutcome  `json:"outcome,omitempty"`
	Done        muster.Time          `json:"done,omitzero"`
	Expires     muster.Time          `json:"expires,omitzero"`
	RecordedBy  UserID               `json:"recorded_by,omitempty"`
	Recorder    string               `json:"recorder,omitempty"`
	Recorded    time.Time            `json:"recorded,omitzero"`
	Form        map[string]string    `json:"form,omitempty"`
	Evidence    string               `json:"evidence,omitempty"`
	Files       []File               `json:"files,omitempty"`
	Session     string               `json:"session,omitempty" doc:"The guided interview a live interview rests on."`
	Confirmed   bool                 `json:"confirmed,omitempty"`
	Observation muster.ObservationID `json:"observation,omitzero"`
	Compared    map[string]string    `json:"compared,omitempty" doc:"Kept and not told."` // with lists: keyed digests of the facts that were compared
	Flagged     bool                 `json:"flagged,omitempty"`                           // there was an open finding of strength 3 or more when it was recorded
}

// checks: file is who is assigned.
func checks() shelf[Check] {
	return shelf[Check]{"checks", "check", func(c *Check) keys {
		return keys{id: c.ID, subject: c.Subject, file: string(c.Assigned), state: string(c.State), due: c.Due}
	}}
}

// RequestCheck asks for a check. Assigned is who shall do it; empty leaves it
// to whoever may record it. Due empty is in five working days.
type RequestCheck struct {
	Subject   muster.SubjectID `json:"subject"`
	Type      muster.CheckType `json:"type"`
	Assurance string           `json:"assurance,omitempty"` // empty: standard
	Gate      muster.Gate      `json:"gate,omitempty"`      // for codes class and draw
	Code      string           `json:"code"`
	Reason    string           `json:"reason,omitempty"` // needed for code other
	Assigned  UserID           `json:"assigned,omitempty"`
	Due       time.Time        `json:"due,omitzero"`
}

// Name is the kind of the act's ledger entry.
func (a *RequestCheck) Name() string { return "check.request" }

func (a *RequestCheck) check() error {
	if a.Code == CodeOther {
		if err := reason(a.Reason); err != nil {
			return err
		}
	}
	if a.Type == muster.CheckRightToWork && a.Code != CodeClass && a.Code != CodeExpired {
		return usage("a right-to-work check is asked of everybody in the class, once, and again only when the permission shown has expired",
			"ask for another check; a finding never leads to another right-to-work document")
	}
	return first(subjectID(a.Subject), oneOf("type", a.Type, muster.CheckTypes()...), oneOf("code", a.Code, CodeClass, CodeDraw, CodeFinding, CodeExpired, CodeOther),
		oneOf("assurance", a.Assurance, "", Standard, High), neutral("reason", a.Reason))
}

func (a *RequestCheck) perform(in *act) error {
	want := *a // what is asked may be made exact; the act stays as it was sent
	return want.ask(in)
}

func (a *RequestCheck) ask(in *act) error {
	about, err := in.about(a.Subject)
	if err != nil {
		return err
	}
	if err := in.allow(CheckRequest, about.Scope, about.own); err != nil {
		return err
	}
	if a.Assurance == "" {
		a.Assurance = Standard
	}
	if a.Assigned != "" {
		if _, err := users().get(in.tx, string(a.Assigned)); err != nil {
			return err
		}
	}
	if err := in.sameSteps(a, about); err != nil {
		return err
	}
	c := &Check{
		Subject: a.Subject, Type: a.Type, Assurance: a.Assurance, State: CheckRequested, Code: a.Code, Reason: a.Reason, Gate: a.Gate,
		Requested: in.now(), RequestedBy: in.who.User, Assigned: a.Assigned, Due: a.Due,
	}
	if c.Due.IsZero() {
		c.Due = about.Entity.after(in.now(), 5)
	}
	if c.ID, err = in.newID("K"); err != nil {
		return err
	}
	in.made = c.ID
	return checks().add(in, c)
}

// sameSteps sees to it that codes are true: class names a step everybody in
// the class has, draw one the draw gave, expired one there was.
func (in *act) sameSteps(a *RequestCheck, about *about) error {
	had, err := checks().of(in.tx, a.Subject)
	if err != nil {
		return err
	}
	for _, c := range had {
		switch {
		case c.Type != a.Type || c.State == CheckCancelled:
		case c.State == CheckRequested:
			return conflict("this check is asked for already", "record that one, or cancel it first")
		case a.Type == muster.CheckRightToWork && c.Outcome == muster.OutcomePassed && !expired(c.Expires, in.now()):
			return conflict("a right-to-work check was passed and still holds", "nothing more may be asked for")
		}
	}
	gates, err := in.desk.gatesOf(in.tx, about)
	if err != nil {
		return err
	}
	switch a.Code {
	case CodeClass, CodeDraw:
		for _, g := range gates {
			for _, ask := range g.Asks {
				if ask.Check == a.Type && ask.Assurance == a.Assurance && ask.Drawn == (a.Code == CodeDraw) && (a.Gate == "" || a.Gate == g.Gate) {
					a.Gate = g.Gate
					return nil
				}
			}
		}
		return usage("this is not a step that the class or the draw gives this person", "say why it is asked for: choose another reason")
	case CodeExpired:
		for _, c := range about.pastChecks(had) {
			if c.Type == a.Type && expired(c.Expires, in.now()) {
				return nil
			}
		}
		return usage("no earlier check of this kind has expired", "choose another reason")
	}
	return nil
}

// expired reports whether a time is stated and past.
func expired(t muster.Time, now time.Time) bool { return !t.IsZero() && t.UTC().Before(now) }

// RecordCheck records what a check gave. It becomes an observation, which
// assessments see and which settles findings as the policy says.
type RecordCheck struct {
	Check     string              `json:"check"`
	Outcome   muster.CheckOutcome `json:"outcome"`
	Done      muster.Time         `json:"done"`
	Expires   muster.Time         `json:"expires,omitzero"` // empty: as the form says
	Form      map[string]string   `json:"form,omitempty"`
	Evidence  string              `json:"evidence"` // what was seen and where it is kept, in words
	Files     []File              `json:"files,omitempty"`
	Session   string              `json:"session,omitempty" doc:"Of a live interview: the guided interview it rests on, which everybody it names has recorded. Evidence in words may then be left out."`
	Provider  string              `json:"provider,omitempty"`
	Confirmed bool                `json:"confirmed,omitempty"` // the recorder stands by it as their own observation
}

// File is a paper or recording kept elsewhere, by its digest.
type File struct {
	Title  string `json:"title"`
	SHA256 string `json:"sha256"` // 64 hexadecimal digits
	Where  string `json:"where"`  // where it is kept
	Size   int64  `json:"size,omitempty"`
}

func (f *File) check() error {
	if !isDigest(f.SHA256) {
		return usage("file: a SHA-256 digest has 64 hexadecimal digits", "let the page compute it from the file")
	}
	return first(line("file", f.Title), neutral("file", f.Title), line("where the file is kept", f.Where))
}

// Name is the kind of the act's ledger entry.
func (a *RecordCheck) Name() string { return "check.record" }

func (a *RecordCheck) check() error {
	if a.Done.Precision < muster.PrecisionDay {
		return usage("done: say on which day", "a check without a day settles nothing")
	}
	if len(a.Files) > 50 {
		return usage("files: more than 50", "keep them together as one")
	}
	for i := range a.Files {
		if err := a.Files[i].check(); err != nil {
			return err
		}
	}
	if len(a.Provider) > MaxLine {
		return usage("provider: too long", "name the provider only")
	}
	if a.Evidence == "" && len(a.Files) == 0 && a.Session == "" {
		return usage("evidence: nothing is written there", "say what was seen and where it is kept")
	}
	return first(neutral("evidence", a.Evidence), neutral("provider", a.Provider),
		oneOf("outcome", a.Outcome, muster.OutcomePassed, muster.OutcomeFailed, muster.OutcomeUnclear, muster.OutcomeNotAvailable, muster.OutcomeRefused))
}

func (a *RecordCheck) perform(in *act) error {
	c, about, err := in.openCheck(a.Check)
	if err != nil {
		return err
	}
	if err := in.allow(CheckRecord, about.Scope, c.Assigned == in.who.User || c.Assigned == "" && about.own); err != nil {
		return err
	}
	if err := c.open(); err != nil {
		return err
	}
	if err := checkForm(c.Type, a.Outcome, a.Form); err != nil {
		return err
	}
	if a.Done.UTC().After(in.now().Add(24 * time.Hour)) {
		return usage("done: this day is still to come", "record the check when it was done")
	}
	if err := a.names(in, c, about); err != nil {
		return err
	}
	if c.Flagged, err = flagged(in.tx, c.Subject); err != nil {
		return err
	}
	c.State, c.Outcome, c.Done, c.Form, c.Evidence, c.Files, c.Session, c.Confirmed = CheckRecorded, a.Outcome, a.Done, a.Form, a.Evidence, a.Files, a.Session, a.Confirmed
	c.RecordedBy, c.Recorder, c.Recorded = in.who.User, in.who.Name, in.now()
	if c.Expires = a.Expires; c.Expires.IsZero() && a.Outcome == muster.OutcomePassed {
		if f, _ := FormOf(c.Type); f.Days > 0 {
			c.Expires = a.Done // as exact as the day it was done
			c.Expires.Micros, c.Expires.Text = a.Done.UTC().AddDate(0, 0, f.Days).UnixMicro(), ""
		}
	}
	if c.Type == muster.CheckSanctions {
		facts := FactsToCompare(about.observations)
		c.Compared = in.desk.comparedWith(c.Subject, &facts)
	}
	in.made = c.ID
	if err := in.observe(c, a.Provider); err != nil {
		return err
	}
	return checks().put(in, c)
}

// observe appends the outcome as an observation. It states no expiry: that is
// for gates, which ask the desk. What a check cleared when it was done stays.
func (in *act) observe(c *Check, provider string) error {
	data := &muster.Check{
		Type: c.Type, Requested: muster.Instant(c.Requested), Due: muster.Instant(c.Due), Done: c.Done, Outcome: c.Outcome,
		Provider: muster.Text(provider), Recorded: muster.Recorded{By: muster.Text(c.Recorder), Confirmed: answer(c.Confirmed), Adjustment: answer(c.InPlaceOf != "")},
	}
	id, err := in.append(c.Subject, c.ID, c.Done, data)
	c.Observation = id
	return err
}

func answer(yes bool) muster.Answer {
	if yes {
		return muster.Yes
	}
	return muster.Unstated
}

// append keeps an observation that the act creates.
func (in *act) append(subject muster.SubjectID, record string, happened muster.Time, data muster.Data) (muster.ObservationID, error) {
	return in.observed(&muster.Observation{Subject: subject, Record: record, Happened: happened, Data: data})
}

// correct keeps what is said instead of an observation that an act created.
func (in *act) correct(had *muster.Observation, data muster.Data) (muster.ObservationID, error) {
	return in.observed(&muster.Observation{Subject: had.Subject, Record: had.Record, Happened: had.Happened, Supersedes: had.ID, Data: data})
}

func (in *act) observed(o *muster.Observation) (muster.ObservationID, error) {
	o.Organisation, o.Source, o.Recorded = in.desk.org, Source, muster.Instant(in.now())
	if err := o.Seal(); err != nil {
		return o.ID, err
	}
	_, _, err := in.tx.Append([]muster.Observation{*o})
	return o.ID, err
}

// openCheck reads a check and the person it is about.
func (in *act) openCheck(id string) (*Check, *about, error) {
	c, err := checks().get(in.tx, id)
	if err != nil {
		return nil, nil, err
	}
	a, err := in.about(c.Subject)
	return c, a, err
}

func (c *Check) open() error {
	if c.State != CheckRequested {
		return conflict("this check is "+string(c.State)+" already", "ask for a new one if another is needed")
	}
	return nil
}

// CancelCheck takes a request back.
type CancelCheck struct {
	Check  string `json:"check"`
	Reason string `json:"reason"`
}

// Name is the kind of the act's ledger entry.
func (a *CancelCheck) Name() string { return "check.cancel" }

func (a *CancelCheck) check() error { return reason(a.Reason) }

func (a *CancelCheck) perform(in *act) error {
	c, about, err := in.openCheck(a.Check)
	if err != nil {
		return err
	}
	if err := in.allow(CheckCancel, about.Scope, c.RequestedBy == in.who.User || c.Assigned == in.who.User); err != nil {
		return err
	}
	if err := c.open(); err != nil {
		return err
	}
	c.State, in.made = CheckCancelled, c.ID
	return checks().put(in, c)
}

// AssignCheck gives a check to somebody.
type AssignCheck struct {
	Check string `json:"check"`
	User  UserID `json:"user"`
}

// Name is the kind of the act's ledger entry.
func (a *AssignCheck) Name() string { return "check.assign" }

func (a *AssignCheck) check() error { return nil }

func (a *AssignCheck) perform(in *act) error {
	c, about, err := in.openCheck(a.Check)
	if err != nil {
		return err
	}
	if err := in.allow(CheckRequest, about.Scope, about.own); err != nil {
		return err
	}
	if err := c.open(); err != nil {
		return err
	}
	if _, err := users().get(in.tx, string(a.User)); err != nil {
		return err
	}
	c.Assigned, in.made = a.User, c.ID
	return checks().put(in, c)
}

// AdjustCheck swaps a check for an equally strong one, as agreed with the
// person. There is no field for the reason, because the reason is not kept.
type AdjustCheck struct {
	Check string           `json:"check"`
	To    muster.CheckType `json:"to"` // one of Swaps
}

// Name is the kind of the act's ledger entry.
func (a *AdjustCheck) Name() string { return "check.adjust" }

func (a *AdjustCheck) check() error { return oneOf("to", a.To, muster.CheckTypes()...) }

func (a *AdjustCheck) perform(in *act) error {
	c, about, err := in.openCheck(a.Check)
	if err != nil {
		return err
	}
	if err := in.allow(CheckAdjust, about.Scope, about.own); err != nil {
		return err
	}
	if err := c.open(); err != nil {
		return err
	}
	asked := c.Type
	if c.InPlaceOf != "" {
		asked = c.InPlaceOf
	}
	if err := oneOf("to", a.To, Swaps(asked)...); err != nil {
		return err
	}
	c.InPlaceOf, c.Type, in.made = asked, a.To, c.ID
	return checks().put(in, c)
}

func isDigest(s string) bool {
	if len(s) != 64 {
		return false
	}
	for i := range len(s) {
		if c := s[i]; !(c >= '0' && c <= '9' || c >= 'a' && c <= 'f') {
			return false
		}
	}
	return true
}
