package notify

import (
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"muster"
)

// Kind says what a message is about. It is also the type of a webhook's event.
type Kind string

// The kinds of message.
const (
	CheckDue         Kind = "check.due"
	GateWaiting      Kind = "gate.waiting"
	EscalationOpened Kind = "escalation.opened"
	EscalationEnding Kind = "escalation.ending"
	CaseAssigned     Kind = "case.assigned"
	SignatureNeeded  Kind = "signature.needed"
	ComplaintArrived Kind = "complaint.arrived"
	AnswerArrived    Kind = "answer.arrived"
	NoticeEnding     Kind = "notice.ending"
	PayAdvice        Kind = "pay.advice"
	PayRunWaiting    Kind = "payrun.waiting"
	PayRunEnding     Kind = "payrun.ending"
	PolicyPublished  Kind = "policy.published"
	ImportFinished   Kind = "import.finished"
	TargetFailing    Kind = "target.failing"
	Trial            Kind = "trial"
)

// Message tells somebody that something waits for them. It has no field that
// could hold a name, a value or a finding.
type Message struct {
	ID      string           // stable over tries: 8 to 64 of a-z A-Z 0-9 _ -
	Kind    Kind             // what it is about
	Subject muster.SubjectID // the person concerned; empty when nobody in particular
	At      time.Time        // when it came about
	Due     time.Time        // until when something is to be done; zero when there is no date
	Path    string           // page in the app, such as "/people/4127"; empty leads to the start page; cut before an id that may not be shown
	Once    bool             // the path is a one-time link for one recipient: it goes by mail only
}

// sentences are the words of a kind. {person} is replaced; nothing else is.
type sentences struct {
	title    string // also the subject of an e-mail
	happened string
	todo     string
}

// words returns what is said for a kind.
func words(k Kind) (sentences, bool) {
	s, ok := map[Kind]sentences{
		CheckDue:         {"A check is due", "A check is due for {person} before the next step.", "Open the page, see which check it is, and record the outcome."},
		GateWaiting:      {"A step is waiting", "The next step for {person} waits for checks that everybody in this class of roles goes through.", "Record the checks, or give a reason and ask a second person to let the step pass."},
		EscalationOpened: {"Two people are asked to look", "Something about the records of {person} should be looked at by two people. It is not a verdict, and there is often an honest explanation.", "Look at what was seen and at the honest explanations, and write down what you decide. Without a written reason the process goes on when the time is over."},
		EscalationEnding: {"The time to look is nearly over", "The time to look at the records of {person} is nearly over. The process then goes on unless a named person wrote why not.", "Write down what you decided and why."},
		CaseAssigned:     {"A case was given to you", "You were made a reader of a case.", "Open the case. Who opens it is recorded and shown."},
		SignatureNeeded:  {"A second signature is asked for", "Somebody proposed a step that two people have to sign.", "Read the reasons and sign or decline. You must not be the one who proposed it."},
		ComplaintArrived: {"A complaint has arrived", "{Person} complained about how they were treated. The clock for the answer is running.", "Read it and answer within the time."},
		AnswerArrived:    {"An answer has arrived", "{Person} answered a notice.", "Read the answer before anything is decided."},
		NoticeEnding:     {"The time to answer a notice is nearly over", "The time {person} has to answer a notice is nearly over, and no answer is on record.", "Make sure that the notice arrived, and that another way to answer was offered."},
		PayAdvice:        {"A change of bank details waits for a look", "Bank details on the record of {person} should be confirmed before the next pay run. Nothing is stopped: this is advice. The first thing to rule out is that somebody else asked for the change.", "Confirm the change through a contact you already had."},
		PayRunWaiting:    {"A pay run waits for decisions", "Lines of a pay run wait for a named person, or for a second one. Nothing is stopped: until they are decided the file is as it was handed in.", "Look at each line, think first of somebody diverting an honest person's pay, and decide how it is paid on time."},
		PayRunEnding:     {"A pay run is to be handed in soon", "The last working day to hand in a pay run is near, and lines of it are not decided.", "Decide how each line is paid, so that everybody is paid on time. What is not decided can be paid as it was handed in."},
		PolicyPublished:  {"The rules have a new version", "A new version of the policy is in force.", "Read what changed."},
		ImportFinished:   {"An import is finished", "Files were read in.", "Look at the questions and at the rows that were set aside."},
		TargetFailing:    {"Messages do not get through", "Messages to one of the targets in the settings have failed for a while.", "Look at the target in the settings, then send again what was missed."},
		Trial:            {"This is a trial", "Somebody sent a trial message from the settings.", "Nothing is to be done."},
	}[k]
	return s, ok
}

// Kinds lists the kinds of message in the order in which the settings show
// them.
func Kinds() []Kind {
	return []Kind{CheckDue, GateWaiting, EscalationOpened, EscalationEnding, CaseAssigned, SignatureNeeded, ComplaintArrived,
		AnswerArrived, NoticeEnding, PayAdvice, PayRunWaiting, PayRunEnding, PolicyPublished, ImportFinished, TargetFailing, Trial}
}

var (
	idForm     = regexp.MustCompile(`^[A-Za-z0-9_-]{8,64}$`)
	pathForm   = regexp.MustCompile(`^(/[A-Za-z0-9_-]{1,64}){0,6}$`)
	numberForm = regexp.MustCompile(`^[A-Za-z]{0,4}[-_]?[0-9]{1,12}$`)
)

// validate reports what a message lacks.
func (m *Message) validate() error {
	_, known := words(m.Kind)
	switch {
	case !idForm.MatchString(m.ID):
		return errors.New("message: the id must be 8 to 64 letters, digits, _ or -")
	case !known:
		return fmt.Errorf("message %s: its kind is not known", m.ID)
	case m.At.IsZero():
		return fmt.Errorf("message %s: it has no time", m.ID)
	case !pathForm.MatchString(m.path()):
		return fmt.Errorf("message %s: the path must be that of a page, without query", m.ID)
	}
	return nil
}

// path is the page the message leads to. A subject's id that may not be shown
// may not be part of a link either; the page above it is good enough.
func (m *Message) path() string {
	if numberForm.MatchString(string(m.Subject)) {
		return m.Path
	}
	return without(m.Path, m.Subject)
}

// without cuts a path before a segment that is one of the ids, as it is or
// escaped.
func without(path string, ids ...muster.SubjectID) string {
	segments := strings.Split(path, "/")
	for i, segment := range segments {
		if slices.ContainsFunc(ids, func(id muster.SubjectID) bool {
			return id != "" && (segment == string(id) || segment == url.PathEscape(string(id)) || segment == url.QueryEscape(string(id)))
		}) {
			return strings.Join(segments[:i], "/")
		}
	}
	return path
}

// Person returns how a subject is referred to in messages: by its id when that
// is a number, and else as "a person", since an organisation may use names or
// e-mail addresses as ids.
func Person(id muster.SubjectID) string {
	if numberForm.MatchString(string(id)) {
		return "person " + string(id)
	}
	return "a person"
}

// text is a message as people read it.
type text struct {
	Title, Happened, Todo, Until, Link string
}

func (n *Notifier) text(m *Message) text {
	s, _ := words(m.Kind)
	who := Person(m.Subject)
	fill := strings.NewReplacer("{person}", who, "{Person}", strings.ToUpper(who[:1])+who[1:])
	t := text{Title: s.title, Happened: fill.Replace(s.happened), Todo: s.todo, Link: n.config.Base + m.path()}
	if !m.Due.IsZero() {
		t.Until = "Until " + m.Due.In(n.config.Zone).Format("2 January 2006, 15:04 MST") + "."
	}
	return t
}

// plain is the text on several lines, for e-mails and tickets.
func (t *text) plain() string {
	lines := []string{t.Happened, "", t.Todo}
	if t.Until != "" {
		lines = append(lines, t.Until)
	}
	return strings.Join(append(lines, "", t.Link), "\n")
}
