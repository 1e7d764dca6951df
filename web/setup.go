package web

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"muster"
	"muster/casework"
)

// SetupReader reads how far an installation has been set up.
type SetupReader interface {
	Setup(ctx context.Context) (*Setup, error)
}

// Setup is the page that takes a new installation from its first link to its
// first import. Each part is kept at once and may be left for later; nothing
// waits for it.
type Setup struct {
	Title    string
	Entities []SetupEntity
	Purposes []PurposeGroup
	Notices  []SetupNotice
	Steps    []SetupStep
	Monitors []Monitoring
	Restored *RestoredNote // waits for a second administrator
}

// SetupEntity is a legal entity as the page lists it.
type SetupEntity struct{ Title, Country string }

// PurposeGroup is several kinds of record that are kept for one purpose.
type PurposeGroup struct {
	ID      string // one of PurposeGroups
	Name    string
	Kinds   []muster.Kind
	Days    string // as the kinds have it now: "180 to 365 days"
	Propose int    // days proposed; 0 leaves them as they are
	Purpose string // proposed, or as it was set
	Basis   string
}

// SetupNotice is a notice as it was worded, or as it is proposed.
type SetupNotice struct {
	ID, Name, Hint, Text string
	Settled              bool
}

// SetupStep is one part of the page.
type SetupStep struct {
	Anchor, Name string
	Done         bool
	Mine         bool   // the reader may do it
	Whose        string // otherwise: the role that may
}

// RestoredNote says who put the installation back from a copy.
type RestoredNote struct {
	By, Reason string
	At         time.Time
}

// Left counts the parts that are not done.
func (s *Setup) Left() (n int) {
	for _, one := range s.Steps {
		if !one.Done {
			n++
		}
	}
	return n
}

// Others counts the parts that are left and are not the reader's.
func (s *Setup) Others() (n int) {
	for _, one := range s.Steps {
		if !one.Done && !one.Mine {
			n++
		}
	}
	return n
}

func (s *Setup) head() head { return head{template: "setup", title: "Set-up", section: "settings"} }

func (h *Handler) setup(r *http.Request) (*Setup, error) { return h.Setup.Setup(r.Context()) }

// home leads to the day's work, and whoever can set a new installation up to
// that first.
func home(h *Handler, w http.ResponseWriter, r *http.Request) error {
	to := "/today"
	if v := h.Viewer(r.Context()); v != nil && v.Begins {
		to = "/setup"
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// setupActions are the acts of the page.
func setupActions() []action {
	return []action{
		{"organisation.name", "/setup/organisation", casework.SettingsManage, readNameOrganisation},
		{"entity.set", "/setup/entities", casework.SettingsManage, readSetEntity},
		{"purposes.set", "/setup/purposes", casework.RetentionSet, readSetPurposes},
		{"notices.set", "/setup/notices/{name}", casework.RetentionSet, readSetNotice},
		{"restore.confirm", "/setup/restore", casework.SettingsManage, readConfirmRestore},
	}
}

// NameOrganisation says what the organisation is called.
type NameOrganisation struct{ Title string }

func (*NameOrganisation) command() {}

func readNameOrganisation(f *form) Command { return &NameOrganisation{Title: f.line("title", true)} }

// SetEntity adds a legal entity, or changes the one with that id.
type SetEntity struct {
	ID, Title, Country string
	Holidays           []string
}

func (*SetEntity) command() {}

func readSetEntity(f *form) Command {
	return &SetEntity{ID: f.line("id", true), Title: f.line("title", true), Country: strings.ToUpper(f.line("country", true)), Holidays: f.lines("holidays", 0)}
}

// PurposeLine is what one group of kinds is kept for. Days of 0 leave each
// kind's time as it is.
type PurposeLine struct {
	Group, Purpose, Basis string
	Days                  int
}

// SetPurposes says for all kinds what they are kept for.
type SetPurposes struct{ Lines []PurposeLine }

func (*SetPurposes) command() {}

func readSetPurposes(f *form) Command {
	c := &SetPurposes{}
	for _, group := range PurposeGroups() {
		one := PurposeLine{Group: group.ID, Purpose: f.line("purpose-"+group.ID, true), Basis: f.line("basis-"+group.ID, true)}
		if f.line("days-"+group.ID, false) != "" {
			one.Days = f.number("days-"+group.ID, 1, 36500)
		}
		c.Lines = append(c.Lines, one)
	}
	return c
}

// SetNotice words a notice.
type SetNotice struct{ Notice, Text string }

func (*SetNotice) command() {}

func readSetNotice(f *form) Command {
	c := &SetNotice{Notice: f.id("name"), Text: f.text("text")}
	if c.Text == "" {
		f.complain("text", "Write the notice, or keep the proposed one.")
	}
	return c
}

// ConfirmRestore is the second administrator's look at a restore.
type ConfirmRestore struct{ Reason string }

func (*ConfirmRestore) command() {}

func readConfirmRestore(f *form) Command { return &ConfirmRestore{Reason: f.reason("reason")} }

const interests = "Legitimate interests: protection against fraud (GDPR Article 6(1)(f))"

// PurposeGroups are the kinds of record by what they are kept for, with a
// proposal for each that an organisation's counsel may word anew.
func PurposeGroups() []PurposeGroup {
	return []PurposeGroup{
		{ID: "hiring", Name: "Applying", Kinds: []muster.Kind{muster.KindApplication, muster.KindCV, muster.KindMessage, muster.KindInterview, muster.KindReference, muster.KindReferral},
			Purpose: "Decide on applications and find those made under invented or stolen identities", Basis: interests},
		{ID: "identity", Name: "Identity and checks", Kinds: []muster.Kind{muster.KindDocument, muster.KindImage, muster.KindCheck, muster.KindReport},
			Purpose: "Establish that people are who they say they are, and clear those who are", Basis: interests},
		{ID: "work", Name: "Working here", Kinds: []muster.Kind{muster.KindPerson, muster.KindChange, muster.KindLeaver, muster.KindShipment, muster.KindIssued, muster.KindAgreed},
			Purpose: "Employ people, send them equipment and notice when somebody else takes their place", Basis: "Contract of employment (GDPR Article 6(1)(b)) and legitimate interests (f)"},
		{ID: "pay", Name: "Pay", Kinds: []muster.Kind{muster.KindBank, muster.KindPayment, muster.KindInvoice, muster.KindCharge},
			Purpose: "Pay the right person, and keep what tax and accounting law ask for", Basis: "Legal obligation (GDPR Article 6(1)(c)) and contract (b)"},
		{ID: "platform", Name: "Accounts of a platform", Kinds: []muster.Kind{muster.KindAccount, muster.KindContract, muster.KindBid, muster.KindRating, muster.KindTransfer},
			Purpose: "Run the platform's contracts, and see that an account is used by the person who opened it", Basis: "Contract with the account's holder (GDPR Article 6(1)(b)) and legitimate interests (f)"},
		{ID: "live", Name: "Monitoring, where a kind of it is switched on", Kinds: []muster.Kind{muster.KindSignIns, muster.KindSession, muster.KindMovement, muster.KindDeviceDay, muster.KindAttachment, muster.KindProgram, muster.KindActivityDay, muster.KindWorkDay, muster.KindAttendance, muster.KindCalls},
			Propose: 90, Purpose: "See that the person who was hired is the one who works, after an impact assessment", Basis: interests},
	}
}

// Given is a required input that starts with a value.
func (f *formView) Given(kind, name, label, hint, value string) *field {
	one := f.Input(kind, name, label, hint)
	if f.Refused == nil {
		one.Value = value
	}
	return one
}

// Worded is a required text that starts with a proposal.
func (f *formView) Worded(name, label, hint, value string) *field {
	one := f.Reason(name, label, hint)
	if f.Refused == nil {
		one.Value = value
	}
	return one
}

// Perhaps is an input that may stay empty and starts with a number unless that
// is 0.
func (f *formView) Perhaps(kind, name, label, hint string, value int) *field {
	one := f.Maybe(kind, name, label, hint)
	if f.Refused == nil && value != 0 {
		one.Value = strconv.Itoa(value)
	}
	return one
}
