package casework

import (
	"strings"
	"time"

	"muster"
)

// Complaint is a person's complaint and what became of it.
type Complaint struct {
	ID       string           `json:"id"`
	Subject  muster.SubjectID `json:"subject"`
	Text     string           `json:"text"` // the person's own words
	Opened   time.Time        `json:"opened"`
	By       string           `json:"by"`
	ByUser   UserID           `json:"by_user"`
	Due      time.Time        `json:"due"`
	Answer   string           `json:"answer,omitempty"`
	Upheld   string           `json:"upheld,omitempty"` // yes, partly or no
	Answered time.Time        `json:"answered,omitzero"`
	Answerer string           `json:"answerer,omitempty"`
}

// complaints: due is by when an answer is owed.
func complaints() shelf[Complaint] {
	return shelf[Complaint]{"complaints", "complaint", func(c *Complaint) keys {
		state := "open"
		if !c.Answered.IsZero() {
			state = "answered"
		}
		return keys{id: c.ID, subject: c.Subject, state: state, due: c.Due}
	}}
}

// OpenComplaint takes a complaint down in the person's own words and starts
// its clock. Everybody who meets people may take one down.
type OpenComplaint struct {
	Subject muster.SubjectID `json:"subject"`
	Text    string           `json:"text"`
}

// Name is the kind of the act's ledger entry.
func (a *OpenComplaint) Name() string { return "complaint.open" }

func (a *OpenComplaint) check() error {
	if strings.TrimSpace(a.Text) == "" {
		return usage("the complaint is missing", "write it in the person's own words")
	}
	return first(subjectID(a.Subject), words("complaint", a.Text))
}

func (a *OpenComplaint) perform(in *act) error {
	about, err := in.about(a.Subject)
	if err != nil {
		return err
	}
	if err := in.allow(ComplaintOpen, about.Scope, about.own); err != nil {
		return err
	}
	c, err := in.complain(a.Subject, a.Text)
	if err != nil {
		return err
	}
	in.made = c.ID
	return nil
}

// complain takes a complaint down and starts its clock.
func (in *act) complain(subject muster.SubjectID, text string) (*Complaint, error) {
	days, err := settingNumber(in.tx, SettingComplaintDays)
	if err != nil {
		return nil, err
	}
	c := &Complaint{Subject: subject, Text: text, Opened: in.now(), By: in.who.Name, ByUser: in.who.User, Due: in.now().AddDate(0, 0, days)}
	if c.ID, err = in.newID("M"); err != nil {
		return nil, err
	}
	return c, complaints().add(in, c)
}

// AnswerComplaint answers a complaint, with what was found.
type AnswerComplaint struct {
	Complaint string `json:"complaint"`
	Upheld    string `json:"upheld"` // yes, partly or no
	Answer    string `json:"answer"`
}

// Name is the kind of the act's ledger entry.
func (a *AnswerComplaint) Name() string { return "complaint.answer" }

func (a *AnswerComplaint) check() error {
	return first(reason(a.Answer), oneOf("upheld", a.Upheld, "yes", "partly", "no"))
}

func (a *AnswerComplaint) perform(in *act) error {
	c, err := complaints().get(in.tx, a.Complaint)
	if err != nil {
		return err
	}
	about, err := in.about(c.Subject)
	if err != nil {
		return err
	}
	if err := in.allow(ComplaintAnswer, about.Scope, about.own); err != nil {
		return err
	}
	if !c.Answered.IsZero() {
		return conflict("this complaint was answered already", "open a new one if the person is not content")
	}
	c.Upheld, c.Answer, c.Answered, c.Answerer, in.made = a.Upheld, a.Answer, in.now(), in.who.Name, c.ID
	return complaints().put(in, c)
}
