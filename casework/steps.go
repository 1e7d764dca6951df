package casework

import (
	"errors"
	"slices"
	"strings"
	"time"

	"muster"
	"muster/store"
)

// StepKind is what needs two people.
type StepKind string

// The kinds of step.
const (
	StepOverride StepKind = "gate.override"
	StepAdverse  StepKind = "case.step"
	StepPolicy   StepKind = "policy.publish"
)

// StepState is where a step stands.
type StepState string

// The states of a step.
const (
	StepWaiting StepState = "waiting"
	StepSigned  StepState = "signed"
	StepRefused StepState = "refused"
)

// Step is something that takes effect only when a second person agrees.
type Step struct {
	ID         string           `json:"id"`
	Kind       StepKind         `json:"kind"`
	State      StepState        `json:"state"`
	Subject    muster.SubjectID `json:"subject,omitempty"`
	Case       string           `json:"case,omitempty"`
	Detail     string           `json:"detail"` // the gate, the adverse step, or the policy's version
	Reason     string           `json:"reason"`
	Action     Action           `json:"action"` // what the second person must be allowed
	Scope      Scope            `json:"scope,omitzero"`
	Proposed   time.Time        `json:"proposed"`
	Proposer   UserID           `json:"proposer"`
	ProposedBy string           `json:"proposed_by"`
	NotBefore  time.Time        `json:"not_before,omitzero"` // end of the waiting time
	Outside    string           `json:"outside,omitempty"`   // name of the outside signer invited
	Signer     string           `json:"signer,omitempty"`
	Answered   time.Time        `json:"answered,omitzero"`
	Answer     string           `json:"answer,omitempty"` // the second person's reason

	// Of a gate: what was missing when it was proposed, or that nothing was. The
	// second person signs for that.
	Missing []string `json:"missing,omitempty"`
	Met     bool     `json:"met,omitempty"`
}

// steps: file is the case, or the gate of an override.
func steps() shelf[Step] {
	return shelf[Step]{"signoffs", "step", func(s *Step) keys {
		file := s.Case
		if s.Kind == StepOverride {
			file = s.Detail
		}
		return keys{id: s.ID, subject: s.Subject, file: file, state: string(s.State), due: s.NotBefore}
	}}
}

// propose writes a step that waits for a second person.
func (in *act) propose(s *Step) (err error) {
	if err := in.named(); err != nil {
		return err
	}
	if s.ID, err = in.newID("S"); err != nil {
		return err
	}
	s.State, s.Proposed, s.Proposer, s.ProposedBy = StepWaiting, in.now(), in.who.User, in.who.Name
	in.made = s.ID
	return steps().add(in, s)
}

// pendingStep returns the id of a waiting step of a kind, or "".
func pendingStep(tx *store.Tx, kind StepKind, subject muster.SubjectID, file string) (string, error) {
	list, err := steps().list(tx, "subject = $2 and file = $3 and state = 'waiting'", string(subject), file)
	if err != nil {
		return "", err
	}
	for _, s := range list {
		if s.Kind == kind {
			return s.ID, nil
		}
	}
	return "", nil
}

// SignStep is the second person's answer. Agreeing makes the step take effect
// at once; an adverse step only after the waiting time.
type SignStep struct {
	Step   string `json:"step"`
	Agree  bool   `json:"agree"`
	Reason string `json:"reason"`
}

// Name is the kind of the act's ledger entry.
func (a *SignStep) Name() string { return "step.sign" }

func (a *SignStep) check() error { return reason(a.Reason) }

func (a *SignStep) perform(in *act) error {
	s, err := steps().get(in.tx, a.Step)
	if err != nil {
		return err
	}
	in.subject, in.file, in.made = s.Subject, s.Case, s.ID
	if err := in.allowSigning(s); err != nil {
		return in.plainly(s, err)
	}
	switch {
	case s.State != StepWaiting:
		return conflict("this step was answered already", "propose it anew if it is still needed")
	case a.Agree && s.NotBefore.After(in.now()):
		return conflict("the waiting time runs until "+s.NotBefore.Format("2 January 2006 15:04")+" UTC", "the person may still answer; sign after that, or disagree now")
	}
	s.Signer, s.Answered, s.Answer, s.State = in.who.Name, in.now(), a.Reason, StepRefused
	if a.Agree {
		s.State = StepSigned
		if err := in.takeEffect(s); err != nil {
			return err
		}
		in.made = s.ID
	}
	return steps().put(in, s)
}

// allowSigning asks whether the actor may be the second person: somebody else,
// who may do the same by their role, or the one outside person invited.
func (in *act) allowSigning(s *Step) error {
	if err := in.named(); err != nil {
		return err
	}
	if in.who.Step != "" && in.who.Step == s.ID && s.Outside != "" {
		l, err := links().find(in.tx, strings.TrimPrefix(string(in.who.User), outsideUser))
		if err != nil {
			return err
		}
		if l == nil || !l.Replaced.IsZero() {
			return errPermission("somebody else was invited to answer this step")
		}
		in.allowed = true
		return nil
	}
	own := false
	if s.Case != "" {
		c, err := cases().get(in.tx, s.Case)
		if err != nil {
			return err
		}
		own = slices.Contains(c.Readers, in.who.User)
	}
	if err := in.allow(s.Action, s.Scope, own); err != nil {
		return err
	}
	if s.Proposer == in.who.User {
		return &muster.Error{Code: muster.CodePermission, Message: "who proposes a step cannot be its second person", Hint: "let somebody else sign, or invite an outside second signer"}
	}
	return nil
}

// errInSight says that a refusal is about something the actor is shown.
var errInSight = errors.New("refused about what the actor sees")

// IsInSight reports whether an act was refused about a step or a case its actor is shown:
// the reason then tells them of nothing they do not know to be there.
func IsInSight(err error) bool { return errors.Is(err, errInSight) }

// plainly marks a refusal for IsInSight where the actor is shown what the step is
// about: they read its case, or see its person or the policies.
func (in *act) plainly(s *Step, refused error) error {
	sees, err := in.seesStep(s)
	if err != nil {
		return err
	}
	return plainly(sees, refused)
}

// plainly marks a refusal for IsInSight where the actor sees what it is about.
func plainly(sees bool, refused error) error {
	var known *muster.Error
	if !sees || !errors.As(refused, &known) || known.Code != muster.CodePermission {
		return refused
	}
	plain := *known
	plain.Err = errInSight
	return &plain
}

func (in *act) seesStep(s *Step) (bool, error) {
	switch {
	case s.Case != "":
		c, err := cases().get(in.tx, s.Case)
		if err != nil {
			return false, err
		}
		return in.desk.table.Allows(in.who, CaseView, c.Scope, c.reads(in.who)), nil
	case s.Subject != "":
		about, err := lookAt(in.tx, in.who, s.Subject)
		if missing(err) { // purged since
			return false, nil
		}
		if err != nil {
			return false, err
		}
		return in.desk.table.Allows(in.who, PeopleView, about.Scope, about.own), nil
	}
	return in.desk.table.Allows(in.who, PolicyView, s.Scope, false), nil
}

// takeEffect does what a signed step is about.
func (in *act) takeEffect(s *Step) error {
	switch s.Kind {
	case StepOverride:
		about, err := in.about(s.Subject)
		if err != nil {
			return err
		}
		g, err := in.gate(about, muster.Gate(s.Detail))
		if err != nil {
			return err
		}
		if g.Passed != nil {
			return conflict("this gate was passed already", "disagree; nothing is left to override")
		}
		return in.pass(about, g, s.ProposedBy, s.Reason, in.who.Name)
	case StepAdverse:
		return in.stillFair(s)
	default:
		return in.inForce(s.Detail, in.who.Name)
	}
}

// InviteSigner asks somebody outside to be the second person, where nobody
// inside can be: so that nobody who works alone meets a dead end. The receipt's
// Secret is the token of a link for this one step.
type InviteSigner struct {
	Step   string `json:"step"`
	Signer string `json:"name"`
	Email  string `json:"email"`
	Role   string `json:"role"` // who they are to the organisation: "our solicitor"
}

// Name is the kind of the act's ledger entry.
func (a *InviteSigner) Name() string { return "step.invite" }

func (a *InviteSigner) check() error {
	return first(line("name", a.Signer), line("role", a.Role), neutral("role", a.Role), address(a.Email))
}

func (a *InviteSigner) perform(in *act) error {
	s, err := steps().get(in.tx, a.Step)
	if err != nil {
		return err
	}
	in.subject, in.file, in.made = s.Subject, s.Case, s.ID
	if s.Proposer != in.who.User {
		return in.plainly(s, &muster.Error{Code: muster.CodePermission, Message: "only who proposed a step may invite its second signer", Hint: "ask " + s.ProposedBy})
	}
	in.allowed = true // it is the proposer's own step
	if s.State != StepWaiting {
		return conflict("this step was answered already", "propose it anew if it is still needed")
	}
	all, err := activeUsers(in.tx)
	if err != nil {
		return err
	}
	for _, u := range all {
		if lower(u.Email) == lower(a.Email) {
			return conflict("this address is a user's", "the outside signer must be somebody who is not a user")
		}
		if u.ID != s.Proposer && in.desk.table.Allows(u.actor(""), s.Action, s.Scope, true) {
			return conflict(u.Name+" can be the second person", "ask them; somebody outside signs only where nobody inside can")
		}
	}
	s.Outside = a.Signer + ", " + a.Role
	if err := steps().put(in, s); err != nil {
		return err
	}
	return in.link(&Link{Purpose: LinkSign, Step: s.ID, Name: a.Signer, Email: a.Email}, SigningLasts)
}

// inForce makes a waiting policy version the one in force.
func (in *act) inForce(version, second string) error {
	v, err := policies().get(in.tx, version)
	if err != nil {
		return err
	}
	earlier, err := policies().list(in.tx, "state = 'in_force'")
	if err != nil {
		return err
	}
	for i := range earlier {
		earlier[i].State = PolicyPast
		if err := policies().put(in, &earlier[i]); err != nil {
			return err
		}
	}
	v.State, v.From, v.Second = PolicyInForce, in.now(), second
	in.made = version
	if err := in.tx.NoteModel(); err != nil {
		return err
	}
	return policies().put(in, v)
}
