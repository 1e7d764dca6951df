package casework

import (
	"context"
	"encoding/json"
	"reflect"
	"time"

	"muster"
	"muster/store"
)

// Copy is a person's copy of what is held of them. It never identifies others:
// whoever else stands in a record is left out, and findings say how many people
// are concerned and not who.
type Copy struct {
	Subject      muster.SubjectID     `json:"subject"`
	Made         time.Time            `json:"made"`
	Organisation string               `json:"organisation,omitempty"`
	Kinds        []CopiedKind         `json:"kinds"`
	Roles        []Role               `json:"seen_by_roles"`  // of colleagues who may open the person's page now
	Privacy      string               `json:"privacy_notice"` // as the organisation words it
	Complain     int                  `json:"complaint_days"` // within which a complaint is answered
	Observations []muster.Observation `json:"observations"`
	Findings     []CopiedFinding      `json:"findings"`
	Checks       []CopiedCheck        `json:"checks"`
	Gates        []CopiedGate         `json:"gates"`
	Notices      []CopiedNotice       `json:"notices"`
	Complaints   []CopiedComplaint    `json:"complaints"`
	StepUps      []CopiedStepUp       `json:"step_ups,omitempty"`
	Stills       []CopiedStill        `json:"stills,omitempty"`
	Pay          []CopiedPay          `json:"pay,omitempty"`
	Dispute      bool                 `json:"identity_in_dispute,omitempty"`
}

// CopiedPay is what was decided about a person's pay before it was paid,
// without the names of those who did.
type CopiedPay struct {
	Choice string       `json:"choice"`   // one of PayChoices
	Seen   []string     `json:"seen"`     // why somebody looked at it
	To     muster.PayTo `json:"to"`       // the account the pay file named
	Second bool         `json:"released"` // by a second person
	At     time.Time    `json:"at"`
}

// CopiedFinding is a finding without other people.
type CopiedFinding struct {
	Title   string             `json:"title"`
	State   string             `json:"state"`
	Others  int                `json:"other_people"`
	Kinds   []string           `json:"kinds_of_evidence"`
	Cleared bool               `json:"cleared,omitempty"`
	Why     *CopiedExplanation `json:"explained,omitempty"`
	Before  *CopiedExplanation `json:"explained_before,omitempty"` // a new kind of evidence opened it again
	Rival   string             `json:"honest_explanation,omitempty"`
	Flag    muster.FlagID      `json:"flag"`
	Seen    muster.Time        `json:"seen,omitzero"`
}

// CopiedCheck is a check without the names of those who did it.
type CopiedCheck struct {
	Type      muster.CheckType    `json:"type"`
	Requested time.Time           `json:"requested"`
	Outcome   muster.CheckOutcome `json:"outcome,omitempty"`
	Done      muster.Time         `json:"done,omitzero"`
	Expires   muster.Time         `json:"expires,omitzero"`
	Swapped   bool                `json:"swapped,omitempty"`
}

// CopiedGate is a gate that was passed.
type CopiedGate struct {
	Gate muster.Gate `json:"gate"`
	At   time.Time   `json:"at"`
}

// CopiedNotice is what the person was told and answered.
type CopiedNotice struct {
	Text    string    `json:"text"`
	Sent    time.Time `json:"sent"`
	Answers []string  `json:"answers,omitempty"`
}

// CopiedComplaint is a complaint and its answer.
type CopiedComplaint struct {
	Text   string    `json:"text"`
	Opened time.Time `json:"opened"`
	Answer string    `json:"answer,omitempty"`
}

// CopiedStepUp is a check that the holder of a platform account was asked for,
// with its reasons, without the names of those who asked or answered.
type CopiedStepUp struct {
	Type    muster.CheckType `json:"type"`
	Ground  string           `json:"ground"`
	Reason  string           `json:"reason"`
	Facts   []StepUpFact     `json:"facts"`
	Asked   time.Time        `json:"asked"`
	Appeal  string           `json:"appeal,omitempty"`
	Outcome string           `json:"outcome,omitempty"`
	Answer  string           `json:"answer,omitempty"`
}

// CopiedStill is a reference still of the person.
type CopiedStill struct {
	Moment string    `json:"moment"`
	Taken  time.Time `json:"taken"`
	Until  time.Time `json:"until"` // when it is erased
	JPEG   []byte    `json:"jpeg"`
}

// ExportSubject enters that a person's copy was made, and for whom. The server
// does it first and then calls Copy with the receipt's ID.
type ExportSubject struct {
	Subject muster.SubjectID `json:"subject"`
	Reason  string           `json:"reason"`
}

// Name is the kind of the act's ledger entry.
func (a *ExportSubject) Name() string { return "subject.export" }

func (a *ExportSubject) check() error { return first(subjectID(a.Subject), reason(a.Reason)) }

func (a *ExportSubject) perform(in *act) error {
	about, err := in.about(a.Subject)
	if err != nil {
		return err
	}
	in.made = string(a.Subject)
	return in.allow(SubjectExport, about.Scope, about.own)
}

// Copy returns a person's copy for somebody whose ExportSubject of them took
// effect within the last hour.
func (d *Desk) Copy(ctx context.Context, who *Actor, subject muster.SubjectID) (*Copy, error) {
	var c *Copy
	err := d.view(ctx, who, func(r *reading) error {
		about, err := r.person(subject, SubjectExport)
		if err != nil {
			return err
		}
		n := 0
		err = r.tx.QueryRow("select count(*) from acts where organisation = $1 and subject = $2 and name = 'subject.export' and actor = $3 and happened > $4",
			string(subject), string(who.User), r.tx.Now()-time.Hour.Microseconds()).Scan(&n)
		if err != nil {
			return err
		}
		if n == 0 {
			return conflict("that a copy is made was not entered", "make the export from the person's page")
		}
		c, err = r.copy(about)
		return err
	})
	return c, err
}

func (r *reading) copy(about *about) (*Copy, error) {
	c := &Copy{Subject: about.ID, Made: r.now()}
	for i := range about.observations {
		o, err := alone(&about.observations[i])
		if err != nil {
			return nil, err
		}
		if o != nil {
			c.Observations = append(c.Observations, *o)
		}
	}
	if err := r.copyAround(c, about); err != nil {
		return nil, err
	}
	for _, add := range []func(*Copy, muster.SubjectID) error{r.copyFindings, r.copyWork, r.copyWords, r.copyPay} {
		if err := add(c, about.ID); err != nil {
			return nil, err
		}
	}
	return c, nil
}

func (r *reading) copyFindings(c *Copy, id muster.SubjectID) error {
	standing, err := standingOf(r.tx, id)
	if err != nil {
		return err
	}
	c.Dispute = standing.Dispute != nil
	list, err := r.tx.Findings(store.FindingFilter{Subject: id})
	if err != nil {
		return err
	}
	for i := range list {
		f := &list[i].Finding
		one := CopiedFinding{Title: f.Title, State: string(list[i].State), Others: max(len(people(f))-1, 0), Kinds: evidenceKinds(f), Rival: f.Rival, Flag: f.Flag, Seen: f.ObservedAt}
		if e := standing.Explains(f); e != nil {
			one.Cleared = true
			one.Why, err = r.explanation(c, e)
		} else if was := standing.Reopened(f); was != nil {
			one.Before, err = r.explanation(c, &Explained{Clearing: was})
		}
		if err != nil {
			return err
		}
		c.Findings = append(c.Findings, one)
	}
	return nil
}

func (r *reading) copyWork(c *Copy, id muster.SubjectID) error {
	list, err := checks().of(r.tx, id)
	if err != nil {
		return err
	}
	for _, k := range list {
		c.Checks = append(c.Checks, CopiedCheck{k.Type, k.Requested, k.Outcome, k.Done, k.Expires, k.InPlaceOf != ""})
	}
	passed, err := gatesPassed().of(r.tx, id)
	for _, g := range passed {
		c.Gates = append(c.Gates, CopiedGate{g.Gate, g.At})
	}
	return err
}

func (r *reading) copyWords(c *Copy, id muster.SubjectID) error {
	told, err := notices().of(r.tx, id)
	if err != nil {
		return err
	}
	for _, n := range told {
		copied := CopiedNotice{Text: n.Text, Sent: n.Sent}
		for _, a := range n.Answers {
			copied.Answers = append(copied.Answers, a.Text)
		}
		c.Notices = append(c.Notices, copied)
	}
	list, err := complaints().of(r.tx, id)
	if err != nil {
		return err
	}
	for _, m := range list {
		c.Complaints = append(c.Complaints, CopiedComplaint{m.Text, m.Opened, m.Answer})
	}
	asked, err := stepUps().of(r.tx, id)
	if err != nil {
		return err
	}
	for i := range asked {
		s := &asked[i]
		one := CopiedStepUp{Type: s.Type, Ground: s.Ground, Reason: s.Reason, Facts: s.Facts, Asked: s.Asked}
		if s.Appeal != nil {
			one.Appeal, one.Outcome, one.Answer = s.Appeal.Text, s.Appeal.Outcome, s.Appeal.Answer
		}
		c.StepUps = append(c.StepUps, one)
	}
	seen, err := stills().of(r.tx, id)
	for _, s := range seen {
		c.Stills = append(c.Stills, CopiedStill{s.Moment, s.At, s.Until, s.JPEG})
	}
	return err
}

// copyPay adds the decisions about a person's pay. What somebody wrote beside
// one, and whose name the account was in, may name others and is left out.
func (r *reading) copyPay(c *Copy, id muster.SubjectID) error {
	list, err := payDecisions().of(r.tx, id)
	for _, d := range list {
		d.To.Holder = ""
		c.Pay = append(c.Pay, CopiedPay{d.Choice, d.Codes, d.To, d.Second != nil, d.At})
	}
	return err
}

// alone returns a copy of an observation without anybody else in it; nil when
// it is about others only.
func alone(o *muster.Observation) (*muster.Observation, error) {
	text, err := json.Marshal(*o)
	if err != nil {
		return nil, err
	}
	var c muster.Observation
	if err := json.Unmarshal(text, &c); err != nil {
		return nil, err
	}
	c.Place, c.Record = muster.Place{}, ""
	withoutOthers(reflect.ValueOf(c.Data))
	switch d := c.Data.(type) {
	case *muster.Reference:
		d.Referee, d.Emails, d.Phones = "", nil, nil
	case *muster.Referral:
		return nil, nil
	case *muster.Interview:
		d.Interviewer, d.Notes, d.DisplayNames, d.AccountEmails = "", "", nil, nil
	case *muster.Shipment:
		d.Recipient, d.ReceivedBy = "", ""
	case *muster.Report:
		d.Text = ""
	}
	return &c, nil
}

// withoutOthers empties, wherever they stand, the ids of other people and the
// names of those who wrote something down.
func withoutOthers(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			withoutOthers(v.Elem())
		}
	case reflect.Slice:
		for i := range v.Len() {
			withoutOthers(v.Index(i))
		}
	case reflect.Struct:
		if r, ok := v.Addr().Interface().(*muster.Recorded); ok {
			r.By = ""
		}
		for i := range v.NumField() {
			withoutOthers(v.Field(i))
		}
	case reflect.String:
		if v.Type() == reflect.TypeFor[muster.SubjectID]() {
			v.SetString("")
		}
	}
}
