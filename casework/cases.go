package casework

import (
	"slices"
	"time"

	"muster"
)

// Case is a restricted investigation. Only its readers see it.
type Case struct {
	ID       string             `json:"id"`
	Title    string             `json:"title"`
	People   []muster.SubjectID `json:"people"`
	State    string             `json:"state"` // open or closed
	Opened   time.Time          `json:"opened"`
	OpenedBy string             `json:"opened_by"`
	Reason   string             `json:"reason"`
	Readers  []UserID           `json:"readers"`
	Scope    Scope              `json:"scope,omitzero"` // of the first person
	Due      time.Time          `json:"due"`            // when it should be looked at again
	Closed   time.Time          `json:"closed,omitzero"`
	ClosedBy string             `json:"closed_by,omitempty"`
	Outcome  string             `json:"outcome,omitempty"`
	End      string             `json:"end,omitempty"`
}

// cases: subject is the first person, due the clock.
func cases() shelf[Case] {
	return shelf[Case]{"cases", "case", func(c *Case) keys {
		return keys{id: c.ID, subject: c.People[0], state: c.State, due: c.Due}
	}}
}

func (c *Case) about(id muster.SubjectID) bool { return slices.Contains(c.People, id) }

func (c *Case) reads(who *Actor) bool { return who.User != "" && slices.Contains(c.Readers, who.User) }

// caseFile finds a case for somebody who may do something in it. Who is no
// reader learns nothing but that it is not theirs.
func (in *act) caseFile(id string, may Action) (*Case, error) {
	c, err := cases().find(in.tx, id)
	if err != nil {
		return nil, err
	}
	if c == nil {
		c = &Case{} // refused like a case of others
	}
	in.file = id
	if err := in.allow(may, c.Scope, c.reads(in.who)); err != nil {
		return nil, plainly(in.desk.table.Allows(in.who, CaseView, c.Scope, c.reads(in.who)), err)
	}
	return c, nil
}

// openCase is caseFile for what needs the case open.
func (in *act) openCase(id string, may Action) (*Case, error) {
	c, err := in.caseFile(id, may)
	if err == nil && c.State != "open" {
		err = conflict("this case is closed", "open a new one that names it")
	}
	return c, err
}

// OpenCase opens a case about people. Its readers are who opens it and those
// named; the innocent explanation is its first hypothesis.
type OpenCase struct {
	Title   string             `json:"title"`
	People  []muster.SubjectID `json:"people"`
	Readers []UserID           `json:"readers,omitempty"`
	Reason  string             `json:"reason"`
}

// Innocent is the hypothesis every case starts with.
const Innocent = "There is an honest explanation: a mistake in a record, a shared household or device, a change of name or place, or somebody else misusing this person's identity."

// caseClock is how many working days a case may lie before it is due again.
const caseClock = 10

// Name is the kind of the act's ledger entry.
func (a *OpenCase) Name() string { return "case.open" }

func (a *OpenCase) check() error {
	if len(a.People) == 0 || len(a.People) > maxList || len(a.Readers) > maxList {
		return usage("people: name 1 to 200", "a case is about somebody")
	}
	for _, p := range a.People {
		if err := subjectID(p); err != nil {
			return err
		}
	}
	return first(line("title", a.Title), neutral("title", a.Title), reason(a.Reason))
}

func (a *OpenCase) perform(in *act) error {
	c := &Case{Title: a.Title, State: "open", Opened: in.now(), OpenedBy: in.who.Name, Reason: a.Reason}
	var entity *Entity
	for _, id := range slices.Compact(slices.Sorted(slices.Values(a.People))) {
		about, err := in.about(id)
		if err != nil {
			return err
		}
		if err := in.allow(CaseOpen, about.Scope, about.own); err != nil {
			return err
		}
		if len(c.People) == 0 {
			c.Scope, entity = about.Scope, about.Entity
		}
		c.People = append(c.People, id)
	}
	in.subject = c.People[0]
	c.Due = entity.after(in.now(), caseClock)
	for _, id := range append([]UserID{in.who.User}, a.Readers...) {
		if err := in.addReader(c, id); err != nil {
			return err
		}
	}
	id, err := in.newID("C")
	if err != nil {
		return err
	}
	c.ID, in.made, in.file = id, id, id
	if err := cases().add(in, c); err != nil {
		return err
	}
	return in.item(&Item{Case: id, Kind: ItemHypothesis, Text: Innocent, Innocent: true})
}

// addReader lets a user read a case. Users whose roles never read one are
// refused, so that a list of readers says who can.
func (in *act) addReader(c *Case, id UserID) error {
	u, err := in.userOrKey(id)
	if err != nil {
		return err
	}
	if u.Ended || !in.desk.table.Allows(u.actor(""), CaseView, c.Scope, true) {
		return usage(u.Name+" has no role that reads cases", "the administrator can give them one")
	}
	if !slices.Contains(c.Readers, id) {
		c.Readers = append(c.Readers, id)
	}
	return nil
}

// SetReader adds a reader to a case or removes one.
type SetReader struct {
	Case   string `json:"case"`
	User   UserID `json:"user"`
	Remove bool   `json:"remove,omitempty"`
	Reason string `json:"reason"`
}

// Name is the kind of the act's ledger entry.
func (a *SetReader) Name() string { return "case.readers" }

func (a *SetReader) check() error { return reason(a.Reason) }

func (a *SetReader) perform(in *act) error {
	c, err := in.openCase(a.Case, CaseReaders)
	if err != nil {
		return err
	}
	in.made = c.ID
	if !a.Remove {
		if err := in.addReader(c, a.User); err != nil {
			return err
		}
		return cases().put(in, c)
	}
	c.Readers = slices.DeleteFunc(c.Readers, func(id UserID) bool { return id == a.User })
	if len(c.Readers) == 0 {
		return conflict("a case needs a reader", "add another reader first, or close it")
	}
	return cases().put(in, c)
}

// The outcomes of a case.
const (
	OutcomeExplained = "explained"           // nothing is held against the person
	OutcomeUnsettled = "not_settled"         // the process goes on
	OutcomeDisputed  = "identity_in_dispute" // its holder may be the one harmed
	OutcomeStepTaken = "step_taken"          // a signed step was taken
)

// CloseCase closes a case with its outcome.
type CloseCase struct {
	Case    string `json:"case"`
	Outcome string `json:"outcome"`
	Reason  string `json:"reason"`
}

// Name is the kind of the act's ledger entry.
func (a *CloseCase) Name() string { return "case.close" }

func (a *CloseCase) check() error {
	return first(reason(a.Reason), oneOf("outcome", a.Outcome, OutcomeExplained, OutcomeUnsettled, OutcomeDisputed, OutcomeStepTaken))
}

func (a *CloseCase) perform(in *act) error {
	c, err := in.openCase(a.Case, CaseClose)
	if err != nil {
		return err
	}
	list, err := steps().list(in.tx, "file = $2", c.ID)
	if err != nil {
		return err
	}
	signed := false
	for _, s := range list {
		if s.State == StepWaiting {
			return conflict("a step of this case waits for a second person", "let it be answered first")
		}
		signed = signed || s.State == StepSigned
	}
	if a.Outcome == OutcomeStepTaken && !signed {
		return conflict("no step of this case was signed by two people", "choose another outcome, or propose the step")
	}
	c.State, c.Closed, c.ClosedBy, c.Outcome, c.End, c.Due, in.made = "closed", in.now(), in.who.Name, a.Outcome, a.Reason, time.Time{}, c.ID
	return cases().put(in, c)
}
