package casework

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"muster"
	"muster/store"
)

// What an organisation says of itself once is kept beside its numbers.
const (
	settingTitle   = settingPrefix + "title"
	settingNotice  = settingPrefix + "notice."
	settingRestore = settingPrefix + "restore"
)

// settingText reads a text that was set, "" when none was.
func settingText(tx *store.Tx, name string) (string, error) {
	return once(tx, "text "+name, func(s string) int { return len(s) }, func() (string, error) { return readText(tx, name) })
}

func readText(tx *store.Tx, name string) (text string, err error) {
	err = tx.QueryRow("select value from settings where organisation = $1 and name = $2", name).Scan(&text)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return text, err
}

func (in *act) setText(name, text string) error {
	_, err := in.exec("insert into settings (organisation, name, value) values ($1, $2, $3) on conflict (organisation, name) do update set value = excluded.value", name, text)
	return err
}

// NameOrganisation says what the organisation is called, as pages and notices
// show it.
type NameOrganisation struct {
	Title string `json:"title"`
}

// Name is the kind of the act's ledger entry.
func (a *NameOrganisation) Name() string { return "organisation.name" }

func (a *NameOrganisation) check() error { return line("name", a.Title) }

func (a *NameOrganisation) perform(in *act) error {
	if err := in.allow(SettingsManage, Scope{}, false); err != nil {
		return err
	}
	in.made = "title"
	return in.setText(settingTitle, strings.TrimSpace(a.Title))
}

// unstatedDays is how long a kind is kept once its purpose is stated, where
// neither the act nor the policy says how long.
const unstatedDays = 365

// SetPurposes says for several kinds of observation at once what they are kept
// for, on what basis and how long: the record of processing as one act.
type SetPurposes struct {
	Clocks []Purpose `json:"clocks"`
	Reason string    `json:"reason"`
}

// Purpose is one kind's line in it. Days of 0 leave the time as it is, or a year
// where none was stated.
type Purpose struct {
	Kind    muster.Kind `json:"kind" yaml:"kind"`
	Days    int         `json:"days,omitempty" yaml:"days"`
	Purpose string      `json:"purpose" yaml:"purpose"`
	Basis   string      `json:"basis" yaml:"basis"`
}

// Name is the kind of the act's ledger entry.
func (a *SetPurposes) Name() string { return "retention.purposes" }

func (a *SetPurposes) check() error {
	if len(a.Clocks) == 0 || len(a.Clocks) > len(muster.Kinds()) {
		return usage("purposes: name at least one kind, each once", "the kinds are those of the list")
	}
	seen := map[muster.Kind]bool{}
	for _, p := range a.Clocks {
		if seen[p.Kind] {
			return usage("purposes: "+string(p.Kind)+" is named twice", "name each kind once")
		}
		seen[p.Kind] = true
		if p.Days < 0 || p.Days > 36500 {
			return usage("days: want 1 to 36500", "say how long the purpose needs them")
		}
		if err := first(oneOf("kind", p.Kind, muster.Kinds()...), line("purpose", p.Purpose), line("lawful basis", p.Basis)); err != nil {
			return err
		}
	}
	return reason(a.Reason)
}

func (a *SetPurposes) perform(in *act) error {
	if err := in.allow(RetentionSet, Scope{}, false); err != nil {
		return err
	}
	keep, err := in.desk.policyNow(in.tx)
	if err != nil {
		return err
	}
	in.made = "purposes"
	for _, p := range a.Clocks {
		days := p.Days
		if days == 0 {
			days = keep.Retention[p.Kind]
		}
		if days == 0 { // the policy states none: it must not mean no day at all
			days = unstatedDays
		}
		if err := clocks().put(in, &Clock{p.Kind, days, p.Purpose, p.Basis, in.who.Name, in.now(), a.Reason}); err != nil {
			return err
		}
	}
	return nil
}

// The notices an organisation words itself.
const (
	NoticePrivacy = "privacy" // to everybody, before records about them are taken in
	NoticeInquiry = "inquiry" // to a person something is looked at of
)

// NoticeNames lists them.
func NoticeNames() []string { return []string{NoticePrivacy, NoticeInquiry} }

// PrivacyText is the notice to everybody when nobody words it differently. It
// is a draft for the organisation's own counsel to look at.
const PrivacyText = `To protect applicants and colleagues against people who work under invented or stolen identities, we compare what you and our own records say: applications, documents, equipment and pay. We never weigh nationality, ethnicity, the origin of a name, accent, appearance or language.
A program shows people what differs and what would explain it. It decides nothing: a person does, with reasons, after asking you. You may see what is kept about you, have it corrected, object, ask for another way to do any check without giving a reason, and complain at any time, to us or to the supervisory authority.`

// SetNotice words a notice. The one of an inquiry may say (about) where what is
// asked about stands, and (until) where the last day to answer does.
type SetNotice struct {
	Notice string `json:"notice"`
	Text   string `json:"text"`
}

// Name is the kind of the act's ledger entry.
func (a *SetNotice) Name() string { return "notice.word" }

func (a *SetNotice) check() error {
	if strings.TrimSpace(a.Text) == "" {
		return usage("text: nothing is written there", "write the notice, or keep the proposed one")
	}
	return first(oneOf("notice", a.Notice, NoticeNames()...), words("text", a.Text))
}

func (a *SetNotice) perform(in *act) error {
	if err := in.allow(RetentionSet, Scope{}, false); err != nil {
		return err
	}
	in.made = a.Notice
	return in.setText(settingNotice+a.Notice, a.Text)
}

// The marks of a notice's words: for the last day to answer and for what is
// asked about.
const (
	untilMark = "(until)"
	aboutMark = "(about)"
)

// inquiryText is the notice of an inquiry with its last day and what it is
// about. A wording that forgets either gets it at its end.
func inquiryText(tx *store.Tx, until time.Time, about []string) (string, error) {
	text, err := settingText(tx, settingNotice+NoticeInquiry)
	if err != nil {
		return "", err
	}
	text = cmp.Or(text, NoticeText)
	if !strings.Contains(text, aboutMark) && len(about) > 0 {
		text += "\nWhat we are looking at:\n" + aboutMark
	}
	if !strings.Contains(text, untilMark) {
		text += "\nYou may answer until " + untilMark + "."
	}
	if len(about) == 0 {
		about = []string{"a question that we put to you ourselves"}
	}
	return strings.NewReplacer(untilMark, until.Format("2 January 2006"), aboutMark, "- "+strings.Join(about, "\n- ")).Replace(text), nil
}

// Title is what the organisation is called, "" when nobody said.
func (d *Desk) Title(ctx context.Context) (title string, err error) {
	err = d.view(ctx, &Actor{}, func(r *reading) error {
		title, err = settingText(r.tx, settingTitle)
		return err
	})
	return title, err
}

// SetUp is how far an organisation has been set up.
type SetUp struct {
	Title    string
	Entities []Entity
	Purposes []Clock           // of kinds whose purpose and basis are stated
	Notices  map[string]string // as worded; a missing one is not settled yet
	Decides  bool              // somebody may decide on records: an HR lead
	Restored *Restored         // a restore that a second administrator has not looked at
}

// SetUp reads how far it is. It names nobody but who restored.
func (d *Desk) SetUp(ctx context.Context) (*SetUp, error) {
	s := &SetUp{}
	err := d.view(ctx, &Actor{}, func(r *reading) (err error) {
		s.Notices = map[string]string{}
		if s.Title, err = settingText(r.tx, settingTitle); err != nil {
			return err
		}
		if s.Entities, err = entities().all(r.tx); err != nil {
			return err
		}
		all, err := clocks().list(r.tx, "state = 'clock'")
		if err != nil {
			return err
		}
		s.Purposes = slices.DeleteFunc(all, func(c Clock) bool { return c.Purpose == "" || c.Basis == "" })
		for _, name := range NoticeNames() {
			text, err := settingText(r.tx, settingNotice+name)
			if err != nil {
				return err
			}
			if text != "" {
				s.Notices[name] = text
			}
		}
		users, err := activeUsers(r.tx)
		if err != nil {
			return err
		}
		s.Decides = slices.ContainsFunc(users, func(u User) bool {
			return slices.ContainsFunc(u.Grants, func(g Grant) bool { return g.Role == HRLead })
		})
		s.Restored, err = restored(r.tx)
		return err
	})
	return s, err
}

// Restored is a restore of the installation from a copy: what came after the
// copy is gone, so a second administrator looks at it.
type Restored struct {
	At         time.Time `json:"at"`
	By         string    `json:"by"`         // as they called themselves on the command line
	Reason     string    `json:"reason"`     // why
	Checkpoint string    `json:"checkpoint"` // the copy's last signed one
	Entries    int64     `json:"entries"`    // of the copy's ledger
}

func restored(tx *store.Tx) (*Restored, error) {
	text, err := settingText(tx, settingRestore)
	if err != nil || text == "" {
		return nil, err
	}
	r := &Restored{}
	return r, json.Unmarshal([]byte(text), r)
}

// EnterRestore enters that the installation was restored. Who holds database
// and keys can do that offline and needs nobody's leave; that it was done is
// the ledger's next entry. Where there are several administrators, one who did
// not restore looks at it: see ConfirmRestore.
func (d *Desk) EnterRestore(ctx context.Context, what *Restored) error {
	if err := first(line("by", what.By), reason(what.Reason)); err != nil {
		return err
	}
	return d.store.Update(ctx, d.org, func(tx *store.Tx) error {
		in := &act{desk: d, tx: tx, who: &Actor{Name: what.By, Via: "command"}, allowed: true}
		what.At = in.now()
		if _, err := tx.Record("restore", what); err != nil {
			return err
		}
		list, err := activeUsers(tx)
		if err != nil {
			return err
		}
		administrators := 0
		for i := range list {
			if list[i].actor("").Holds(Administrator, Scope{}) {
				administrators++
			}
		}
		if administrators < 2 {
			return nil
		}
		text, err := json.Marshal(what)
		if err != nil {
			return err
		}
		return in.setText(settingRestore, string(text))
	})
}

// ConfirmRestore is the second administrator's look at a restore.
type ConfirmRestore struct {
	Reason string `json:"reason"` // what they compared it with
}

// Name is the kind of the act's ledger entry.
func (a *ConfirmRestore) Name() string { return "restore.confirm" }

func (a *ConfirmRestore) check() error { return reason(a.Reason) }

func (a *ConfirmRestore) perform(in *act) error {
	if err := in.allow(SettingsManage, Scope{}, false); err != nil {
		return err
	}
	if err := in.named(); err != nil {
		return err
	}
	what, err := restored(in.tx)
	if err != nil {
		return err
	}
	if what == nil {
		return conflict("no restore waits for a second look", "open the page again")
	}
	u, err := users().get(in.tx, string(in.who.User))
	if err != nil {
		return err
	}
	if strings.EqualFold(what.By, u.Name) || strings.EqualFold(what.By, u.Email) {
		return conflict("whoever restored cannot be the second person", "let another administrator look at it")
	}
	in.made = "restore"
	_, err = in.exec("delete from settings where organisation = $1 and name = $2", settingRestore)
	return err
}
