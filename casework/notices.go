package casework

import (
	"slices"
	"strings"
	"time"

	"muster"
	"muster/store"
)

// Notice is what a person was told, and what they answered.
type Notice struct {
	ID      string           `json:"id"`
	Subject muster.SubjectID `json:"subject"`
	Case    string           `json:"case,omitempty"`
	Text    string           `json:"text"`
	Channel string           `json:"channel"`
	Sent    time.Time        `json:"sent"`
	By      string           `json:"by"`
	Until   time.Time        `json:"until,omitzero"`  // end of the time to answer; none where nothing is asked
	About   []string         `json:"about,omitempty"` // what it named in general words: the titles of findings, and no values
	Answers []Answer         `json:"answers,omitempty"`
	Offers  []Offer          `json:"offers,omitempty"`
}

// Answer is a person's own words.
type Answer struct {
	Text     string      `json:"text"`
	At       muster.Time `json:"at"`
	Recorded time.Time   `json:"recorded"`
	By       string      `json:"by"` // who wrote it down
}

// Offer is another way to do a step that the person was offered.
type Offer struct {
	Instead muster.CheckType `json:"instead"`
	Offered muster.CheckType `json:"offered"`
	At      time.Time        `json:"at"`
	By      string           `json:"by"`
}

// notices: file is the case, due the end of the time to answer.
func notices() shelf[Notice] {
	return shelf[Notice]{"notices", "notice", func(n *Notice) keys {
		state := "sent"
		if len(n.Answers) > 0 {
			state = "answered"
		}
		return keys{id: n.ID, subject: n.Subject, file: n.Case, state: state, due: n.Until}
	}}
}

// NoticeText is what a notice says when nobody words it differently.
// (about) stands for what is asked about, (until) for the last day to answer.
const NoticeText = `Before we go on, we are looking at this in the records about you:
(about)
It is not a decision, and there may be a simple explanation.
You may tell us your side, in writing or in a conversation, until (until). You may ask for another way to do any check, without giving a reason, and you may complain at any time.
What you say is kept with the record and read before anything is decided.`

// SendNotice tells a person what is looked at and how to answer. Sending the
// message is the server's; the act keeps what was told and starts the clock.
type SendNotice struct {
	Subject muster.SubjectID `json:"subject"`
	Case    string           `json:"case,omitempty"`
	Text    string           `json:"text,omitempty"` // empty: NoticeText
	Channel string           `json:"channel"`        // one of the notice channels
	Closing bool             `json:"closing,omitempty" doc:"It tells how it ended and asks nothing: no time to answer runs. It needs its own words."`
}

// The channels of a notice.
const (
	NoticeByEmail  = "email"
	NoticeByPost   = "post"
	NoticeInPerson = "in_person"
)

// Name is the kind of the act's ledger entry.
func (a *SendNotice) Name() string { return "notice.send" }

func (a *SendNotice) check() error {
	if a.Closing && strings.TrimSpace(a.Text) == "" {
		return usage("a notice that asks nothing needs its own words", "the usual words ask for an answer; say how it ended")
	}
	return first(subjectID(a.Subject), neutral("text", a.Text), oneOf("channel", a.Channel, NoticeByEmail, NoticeByPost, NoticeInPerson))
}

func (a *SendNotice) perform(in *act) error {
	about, err := in.about(a.Subject)
	if err != nil {
		return err
	}
	if err := in.allow(NoticeSend, about.Scope, about.own); err != nil {
		return err
	}
	if a.Case != "" {
		c, err := cases().get(in.tx, a.Case)
		if err != nil {
			return err
		}
		if !c.about(a.Subject) || !c.reads(in.who) {
			return notFound("case of this person")
		}
		in.file = a.Case
	}
	days, err := settingNumber(in.tx, SettingAnswerDays)
	if err != nil {
		return err
	}
	n := &Notice{Subject: a.Subject, Case: a.Case, Text: a.Text, Channel: a.Channel, Sent: in.now(), By: in.who.Name, Until: about.Entity.after(in.now(), days)}
	if a.Closing {
		n.Until = time.Time{}
	}
	if n.Text == "" {
		if n.About, err = in.askedAbout(about); err != nil {
			return err
		}
		if n.Text, err = inquiryText(in.tx, n.Until, n.About); err != nil {
			return err
		}
	}
	if n.ID, err = in.newID("N"); err != nil {
		return err
	}
	in.made = n.ID
	return notices().add(in, n)
}

// maxAbout bounds what one notice names.
const maxAbout = 8

// askedAbout are the titles of what counts about a person today, the strongest
// first: general words that hold no value and nobody's name.
func (in *act) askedAbout(about *about) ([]string, error) {
	list, err := in.counting(about)
	if err != nil {
		return nil, err
	}
	var titles []string
	for i := range list {
		if title := strings.TrimSuffix(list[i].Title, "."); title != "" && len(titles) < maxAbout && !slices.Contains(titles, title) {
			titles = append(titles, title)
		}
	}
	return titles, nil
}

// lastNotice returns the latest notice to a person, or nil.
func lastNotice(tx *store.Tx, subject muster.SubjectID) (*Notice, error) {
	list, err := notices().of(tx, subject)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return &list[len(list)-1], nil
}

// RecordAnswer puts a person's own words on record, as they said them.
type RecordAnswer struct {
	Subject muster.SubjectID `json:"subject"`
	Text    string           `json:"text"`
	At      muster.Time      `json:"at"`
}

// Name is the kind of the act's ledger entry.
func (a *RecordAnswer) Name() string { return "answer.record" }

func (a *RecordAnswer) check() error {
	if a.Text == "" || a.At.Precision < muster.PrecisionDay {
		return usage("say what the person answered, and on which day", "write it in their own words")
	}
	return first(subjectID(a.Subject), words("answer", a.Text))
}

func (a *RecordAnswer) perform(in *act) error {
	n, err := in.notice(a.Subject, AnswerRecord)
	if err != nil {
		return err
	}
	n.Answers = append(n.Answers, Answer{Text: a.Text, At: a.At, Recorded: in.now(), By: in.who.Name})
	return notices().put(in, n)
}

// notice finds a person's last notice, or starts a record for those who speak
// unasked.
func (in *act) notice(subject muster.SubjectID, may Action) (*Notice, error) {
	about, err := in.about(subject)
	if err != nil {
		return nil, err
	}
	if err := in.allow(may, about.Scope, about.own); err != nil {
		return nil, err
	}
	n, err := in.noticeOf(subject)
	if err == nil {
		in.made = n.ID
	}
	return n, err
}

// noticeOf is a person's last notice, or the start of a record without one.
func (in *act) noticeOf(subject muster.SubjectID) (*Notice, error) {
	n, err := lastNotice(in.tx, subject)
	if err == nil && n == nil {
		n = &Notice{Subject: subject}
		n.ID, err = in.newID("N")
	}
	return n, err
}

// OfferAlternative offers a person another way to do a check. It becomes the
// check when the person takes it: see AdjustCheck.
type OfferAlternative struct {
	Subject muster.SubjectID `json:"subject"`
	Instead muster.CheckType `json:"instead"`
	Offered muster.CheckType `json:"offered"` // one of Swaps
}

// Name is the kind of the act's ledger entry.
func (a *OfferAlternative) Name() string { return "alternative.offer" }

func (a *OfferAlternative) check() error {
	return first(subjectID(a.Subject), oneOf("instead", a.Instead, muster.CheckTypes()...), oneOf("offered", a.Offered, Swaps(a.Instead)...))
}

func (a *OfferAlternative) perform(in *act) error {
	n, err := in.notice(a.Subject, NoticeSend)
	if err != nil {
		return err
	}
	n.Offers = append(n.Offers, Offer{Instead: a.Instead, Offered: a.Offered, At: in.now(), By: in.who.Name})
	return notices().put(in, n)
}
