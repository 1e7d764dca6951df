package server

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"muster"
	"muster/casework"
	"muster/store"
)

// cells drives the table of acts through HTTP: every action, as every role, on
// what is somebody else's work, on the role's own, and on its own in another
// legal entity than the role is for. What must open is read from the table.
type cells struct {
	*installation
	t     *testing.T
	boss  *casework.Actor // holds every role; sets the stage
	other *casework.Actor
	made  int
}

// player is one role as somebody signed in.
type player struct {
	*browser
	actor *casework.Actor
	role  casework.Role
}

// deed sets the stage for one doing of an action about a person and returns the
// request that does it.
type deed func(c *cells, id muster.SubjectID, who *player, own bool) func() (int, string)

const cellReason = "The record of 3 November explains this."

func (c *cells) must(who *casework.Actor, a casework.Act) casework.Receipt {
	c.t.Helper()
	r, err := c.desk.Do(c.t.Context(), who, casework.Key(newKey()), a)
	if err != nil {
		c.t.Fatalf("%s: %v", a.Name(), err)
	}
	return r
}

func (c *cells) next(prefix string) string {
	c.made++
	return fmt.Sprint(prefix, c.made)
}

// person is somebody new, in a legal entity, whose telephone another record
// under another name has too.
func (c *cells) person(entity string) muster.SubjectID {
	c.t.Helper()
	id := muster.SubjectID(c.next("W-"))
	var list []muster.Observation
	for i, name := range []string{"Robin Sample", "Kit Instance"} {
		p := &muster.Person{Named: muster.Named{FullName: muster.PersonName(name)}, LegalEntity: muster.Text(entity), Started: muster.Date(2026, 1, 5)}
		p.Contact.Phones = []muster.Phone{muster.Phone(fmt.Sprintf("+44 20 7946 %04d", c.made))}
		o := muster.Observation{Organisation: c.Server.config.Organisation, Subject: id, Source: "hr", Record: string(id), Happened: muster.Date(2026, 1, 5), Data: p}
		if i == 1 {
			o.Subject += "-x"
		}
		if err := o.Seal(); err != nil {
			c.t.Fatal(err)
		}
		list = append(list, o)
	}
	if _, _, err := c.store.Append(c.t.Context(), c.Server.config.Organisation, list); err != nil {
		c.t.Fatal(err)
	}
	return id
}

// act sends an act as a program of the role's, by their session.
func (p *player) act(a casework.Act) (int, string) {
	p.t.Helper()
	text, err := json.Marshal(a)
	if err != nil {
		p.t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(p.t.Context(), http.MethodPost, p.site+"/v1/acts/"+a.Name(), bytes.NewReader(text))
	if err == nil {
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Idempotency-Key", newKey())
	}
	return p.do(r, err)
}

func (c *cells) team(id muster.SubjectID, who *player, own bool) {
	if own {
		c.must(c.boss, &casework.PlacePerson{Placement: casework.Placement{Subject: id, Team: []casework.UserID{who.actor.User}}, Reason: cellReason})
	}
}

func aboutPerson(a func(c *cells, id muster.SubjectID) casework.Act) deed {
	return func(c *cells, id muster.SubjectID, who *player, own bool) func() (int, string) {
		c.team(id, who, own)
		does := a(c, id)
		return func() (int, string) { return who.act(does) }
	}
}

func aboutNobody(a func(c *cells) casework.Act) deed {
	return func(c *cells, _ muster.SubjectID, who *player, _ bool) func() (int, string) {
		does := a(c)
		return func() (int, string) { return who.act(does) }
	}
}

func page(path string) deed {
	return func(c *cells, id muster.SubjectID, who *player, own bool) func() (int, string) {
		c.team(id, who, own)
		return func() (int, string) { return who.get(strings.ReplaceAll(path, "ID", string(id))) }
	}
}

func form(path string, values url.Values) deed {
	return func(_ *cells, _ muster.SubjectID, who *player, _ bool) func() (int, string) {
		return func() (int, string) {
			values.Set("key", newKey())
			return who.post(path, values)
		}
	}
}

func aboutCheck(a func(check string) casework.Act) deed {
	return func(c *cells, id muster.SubjectID, who *player, own bool) func() (int, string) {
		ask := &casework.RequestCheck{Subject: id, Type: muster.CheckLiveInterview, Code: casework.CodeFinding, Assigned: c.boss.User}
		if own {
			ask.Assigned = who.actor.User
		}
		does := a(c.must(c.boss, ask).ID)
		return func() (int, string) { return who.act(does) }
	}
}

// inCase opens a case about the person; own makes the role one of its readers,
// which only a role that may read cases can be.
func (c *cells) inCase(id muster.SubjectID, who *player, own bool) string {
	open := &casework.OpenCase{Title: "Two dates", People: []muster.SubjectID{id}, Readers: []casework.UserID{c.other.User}, Reason: cellReason}
	if own && c.desk.Permissions().Cell(casework.CaseView, who.role) != casework.No && who.actor.Grants[0].Scope == (casework.Scope{}) {
		open.Readers = append(open.Readers, who.actor.User)
	}
	return c.must(c.boss, open).ID
}

func aboutCase(a func(c *cells, file string, id muster.SubjectID) casework.Act) deed {
	return func(c *cells, id muster.SubjectID, who *player, own bool) func() (int, string) {
		does := a(c, c.inCase(id, who, own), id)
		return func() (int, string) { return who.act(does) }
	}
}

// ripe makes a case ready for an adverse step.
func (c *cells) ripe(file string, id muster.SubjectID) {
	c.must(c.boss, &casework.AddHypothesis{Case: file, Text: "Another account of the dates."})
	c.must(c.boss, &casework.SendNotice{Subject: id, Case: file, Channel: casework.NoticeByEmail})
	c.must(c.boss, &casework.RecordAnswer{Subject: id, Text: "I moved.", At: muster.Instant(c.now())})
}

// asks requests a check for a gate, by whatever code the person's class or draw
// allows.
func (c *cells) asks(id muster.SubjectID, g muster.Gate, check muster.CheckType, assurance string) casework.Receipt {
	c.t.Helper()
	var err error
	for _, code := range []string{casework.CodeClass, casework.CodeDraw, casework.CodeOther} {
		var r casework.Receipt
		ask := &casework.RequestCheck{Subject: id, Type: check, Assurance: assurance, Gate: g, Code: code, Reason: cellReason}
		if r, err = c.desk.Do(c.t.Context(), c.boss, casework.Key(newKey()), ask); err == nil {
			return r
		}
	}
	c.t.Fatal(err)
	return casework.Receipt{}
}

func throughGate(g muster.Gate) deed {
	return func(c *cells, id muster.SubjectID, who *player, own bool) func() (int, string) {
		place := casework.Placement{Subject: id, Class: muster.RolePrivileged}
		if own {
			place.Team = []casework.UserID{who.actor.User}
		}
		c.must(c.boss, &casework.PlacePerson{Placement: place, Reason: cellReason})
		states, err := c.desk.Gates(c.t.Context(), c.boss, id)
		if err != nil {
			c.t.Fatal(err)
		}
		for _, s := range states {
			for _, ask := range s.Asks {
				if s.Gate != g || ask.Met {
					continue
				}
				r := c.asks(id, g, ask.Check, ask.Assurance)
				filled := map[string]string{}
				if f, _ := casework.FormOf(ask.Check); len(f.Fields) > 0 && f.Fields[0].Needed {
					filled[f.Fields[0].Name] = f.Fields[0].Choices[0].Value
				}
				c.must(c.boss, &casework.RecordCheck{Check: r.ID, Outcome: muster.OutcomePassed, Done: muster.Instant(c.now()), Form: filled, Evidence: "Seen and kept with the file."})
			}
		}
		return func() (int, string) { return who.act(&casework.PassGate{Subject: id, Gate: g}) }
	}
}

// deeds is one doing for each line of the table.
func deeds() map[casework.Action]deed {
	all := map[casework.Action]deed{
		casework.PeopleView:    page("/people/ID"),
		casework.PeopleImport:  form("/people/import", url.Values{}),
		casework.GroupView:     page("/groups"),
		casework.PayrollView:   page("/payroll"),
		casework.EquipmentView: page("/equipment"),
		casework.PolicyView:    page("/rules"),
		casework.PolicyTry:     form("/rules/SRC-01/try", url.Values{"strength": {"4"}, "back": {"/rules/SRC-01"}}),
		casework.LedgerView:    page("/v1/ledger/entries"),
		casework.LedgerVerify:  form("/ledger/verify", url.Values{"back": {"/ledger"}}),
		casework.LedgerExport:  page("/ledger/bundle"),
		casework.PeopleLink: aboutPerson(func(_ *cells, id muster.SubjectID) casework.Act {
			return &casework.LinkPeople{A: id, B: id + "-x", Reason: cellReason}
		}),
		casework.PeoplePlace: aboutPerson(func(_ *cells, id muster.SubjectID) casework.Act {
			return &casework.PlacePerson{Placement: casework.Placement{Subject: id, Class: muster.RoleOrdinary}, Reason: cellReason}
		}),
		casework.SubjectExport: aboutPerson(func(_ *cells, id muster.SubjectID) casework.Act {
			return &casework.ExportSubject{Subject: id, Reason: cellReason}
		}),
		casework.IdentityDispute: aboutPerson(func(_ *cells, id muster.SubjectID) casework.Act {
			return &casework.MarkDispute{Subject: id, Reason: cellReason}
		}),
		casework.CheckRequest: aboutPerson(func(_ *cells, id muster.SubjectID) casework.Act {
			return &casework.RequestCheck{Subject: id, Type: muster.CheckReference, Code: casework.CodeFinding}
		}),
		casework.GateOverride: aboutPerson(func(_ *cells, id muster.SubjectID) casework.Act {
			return &casework.OverrideGate{Subject: id, Gate: muster.GateOffer, Reason: cellReason}
		}),
		casework.NoticeSend: aboutPerson(func(_ *cells, id muster.SubjectID) casework.Act {
			return &casework.SendNotice{Subject: id, Channel: casework.NoticeByPost}
		}),
		casework.AnswerRecord: aboutPerson(func(c *cells, id muster.SubjectID) casework.Act {
			return &casework.RecordAnswer{Subject: id, Text: "I moved in May.", At: muster.Instant(c.now())}
		}),
		casework.ComplaintOpen: aboutPerson(func(_ *cells, id muster.SubjectID) casework.Act {
			return &casework.OpenComplaint{Subject: id, Text: "This is unfair."}
		}),
		casework.ComplaintAnswer: aboutPerson(func(c *cells, id muster.SubjectID) casework.Act {
			r := c.must(c.boss, &casework.OpenComplaint{Subject: id, Text: "This is unfair."})
			return &casework.AnswerComplaint{Complaint: r.ID, Upheld: "partly", Answer: cellReason}
		}),
		casework.PayrollSettle: aboutPerson(func(c *cells, id muster.SubjectID) casework.Act {
			return &casework.SettlePay{Advice: c.next("advice-"), Subject: id, Outcome: "confirmed", Reason: cellReason}
		}),
		casework.PayWithholding: aboutPerson(func(c *cells, id muster.SubjectID) casework.Act {
			return &casework.RecordPayBasis{Subject: id, Basis: "Order 17 of the county court", Until: muster.Instant(c.now().AddDate(0, 1, 0)), Reason: cellReason}
		}),
		casework.EquipmentRecord: aboutPerson(func(c *cells, id muster.SubjectID) casework.Act {
			return &casework.SettleShipment{Shipment: c.next("shipment-"), Subject: id, Outcome: "agreed", Reason: cellReason}
		}),
		casework.GroupDecide: aboutPerson(func(_ *cells, id muster.SubjectID) casework.Act {
			return &casework.SplitGroup{Group: "g", Members: []muster.SubjectID{id}, Others: []muster.SubjectID{id + "-x"}, Reason: cellReason}
		}),
		casework.CaseOpen: aboutPerson(func(_ *cells, id muster.SubjectID) casework.Act {
			return &casework.OpenCase{Title: "Dates", People: []muster.SubjectID{id}, Reason: cellReason}
		}),
		casework.PolicySuppress: aboutPerson(func(c *cells, id muster.SubjectID) casework.Act {
			return &casework.Suppress{Flag: "SRC-01", Subject: id, Until: c.now().AddDate(0, 1, 0), Reason: cellReason}
		}),
		casework.EscalationHold: aboutPerson(func(c *cells, id muster.SubjectID) casework.Act {
			if err := c.desk.Escalate(c.t.Context(), &muster.Assessment{Subject: id, Level: muster.Escalate, Reason: "two families"}); err != nil {
				c.t.Fatal(err)
			}
			return &casework.HoldEscalation{Subject: id, Reason: cellReason, Until: c.now().AddDate(0, 0, 7)}
		}),
		casework.InterviewPlan: aboutPerson(func(c *cells, id muster.SubjectID) casework.Act {
			return &casework.PlanInterview{Subject: id, Interviewers: []casework.UserID{c.boss.User}}
		}),
		casework.FindingClear:    clearsFinding,
		casework.PersonUnlock:    unlocks,
		casework.InterviewRecord: recordsInterview,
		casework.InterviewStill:  choosesStill,
		casework.CheckRecord: aboutCheck(func(k string) casework.Act {
			return &casework.RecordCheck{Check: k, Outcome: muster.OutcomePassed, Done: muster.Instant(fixedNow()), Evidence: "Seen and kept with the file."}
		}),
		casework.CheckCancel: aboutCheck(func(k string) casework.Act { return &casework.CancelCheck{Check: k, Reason: cellReason} }),
		casework.CheckAdjust: aboutCheck(func(k string) casework.Act { return &casework.AdjustCheck{Check: k, To: muster.CheckInPerson} }),
	}
	for _, g := range casework.Gates() {
		all[casework.GateAction(g)] = throughGate(g)
	}
	addCaseDeeds(all)
	addSettingDeeds(all)
	trustDeeds(all)
	return all
}

func addCaseDeeds(all map[casework.Action]deed) {
	all[casework.CaseView] = func(c *cells, id muster.SubjectID, who *player, own bool) func() (int, string) {
		file := c.inCase(id, who, own)
		return func() (int, string) { return who.get("/cases/" + file) }
	}
	all[casework.CaseWrite] = aboutCase(func(_ *cells, file string, _ muster.SubjectID) casework.Act {
		return &casework.AddNote{Case: file, Text: "Called the school."}
	})
	all[casework.CasePrivileged] = aboutCase(func(_ *cells, file string, _ muster.SubjectID) casework.Act {
		return &casework.AddNote{Case: file, Text: "Advice to the firm.", Privileged: true}
	})
	all[casework.CaseReaders] = aboutCase(func(c *cells, file string, _ muster.SubjectID) casework.Act {
		return &casework.SetReader{Case: file, User: c.other.User, Remove: true, Reason: cellReason}
	})
	all[casework.CaseClose] = aboutCase(func(_ *cells, file string, _ muster.SubjectID) casework.Act {
		return &casework.CloseCase{Case: file, Outcome: casework.OutcomeExplained, Reason: cellReason}
	})
	all[casework.CasePropose] = aboutCase(func(c *cells, file string, id muster.SubjectID) casework.Act {
		c.ripe(file, id)
		return &casework.ProposeStep{Case: file, Step: casework.AdverseDecline, Reason: cellReason}
	})
	all[casework.CaseSign] = aboutCase(func(c *cells, file string, id muster.SubjectID) casework.Act {
		c.ripe(file, id)
		r := c.must(c.boss, &casework.ProposeStep{Case: file, Step: casework.AdverseDecline, Reason: cellReason})
		return &casework.SignStep{Step: r.ID, Agree: false, Reason: cellReason}
	})
}

func addSettingDeeds(all map[casework.Action]deed) {
	all[casework.PolicyPublish] = aboutNobody(func(c *cells) casework.Act {
		return &casework.PublishPolicy{Text: "version: " + c.next("v") + "\nstrengths: {PAY-05: 1}\n", Reason: cellReason}
	})
	all[casework.RetentionSet] = aboutNobody(func(*cells) casework.Act {
		return &casework.SetRetention{Kind: muster.KindMessage, Days: 90, Purpose: "hiring", Basis: "contract", Reason: cellReason}
	})
	all[casework.WriteBackSet] = aboutNobody(func(*cells) casework.Act { return &casework.SwitchWriteBack{System: "greenhouse", Reason: cellReason} })
	all[casework.MonitoringSet] = aboutNobody(func(*cells) casework.Act { return &casework.SwitchMonitoring{Kind: "network", Reason: cellReason} })
	all[casework.UsersManage] = aboutNobody(func(c *cells) casework.Act {
		return &casework.InviteUser{User: "Cy Example", Email: c.next("cy") + "@company.example", Grants: []casework.Grant{{Role: casework.Recruiter}}}
	})
	all[casework.SettingsManage] = aboutNobody(func(*cells) casework.Act {
		return &casework.ChangeSetting{Setting: casework.SettingDraw, Value: 1, Reason: cellReason}
	})
	all[casework.KeysManage] = aboutNobody(func(c *cells) casework.Act {
		return &casework.CreateKey{Title: "ats", Scopes: []string{"subjects.read"}, Grants: []casework.Grant{{Role: casework.Recruiter}}, Expires: c.now().AddDate(0, 6, 0)}
	})
	all[casework.WebhooksManage] = aboutNobody(func(*cells) casework.Act { return &casework.SetWebhook{URL: "https://example.org/in"} })
	all[casework.AgreementRecord] = aboutPerson(func(c *cells, id muster.SubjectID) casework.Act {
		return &casework.Agree{Kind: casework.AgreedTravel, Subject: id, What: "Lisbon", From: muster.Date(2026, 11, 1), Until: muster.Date(2026, 12, 1), Reason: cellReason}
	})
}

func clearsFinding(c *cells, id muster.SubjectID, who *player, own bool) func() (int, string) {
	c.team(id, who, own)
	if _, err := c.settle(c.t.Context()); err != nil {
		c.t.Fatal(err)
	}
	a, err := c.live.now().Assess(c.t.Context(), id)
	if err != nil || len(a.Findings) == 0 {
		c.t.Fatalf("%s has no finding to clear: %v", id, err)
	}
	return func() (int, string) {
		return who.act(&casework.ClearFinding{Subject: id, Finding: a.Findings[0].Key, Basis: casework.BasisOwnRecords, Reason: cellReason})
	}
}

func unlocks(c *cells, id muster.SubjectID, who *player, own bool) func() (int, string) {
	c.team(id, who, own)
	field := casework.FieldOthers
	for _, f := range c.desk.Permissions().Fields() {
		if c.desk.Permissions().SightOf(f, who.role) == casework.Unlocked {
			field = f
		}
	}
	return func() (int, string) { return who.act(&casework.Unlock{Subject: id, Field: field, Reason: cellReason}) }
}

func recordsInterview(c *cells, id muster.SubjectID, who *player, own bool) func() (int, string) {
	r := c.must(c.boss, c.interview(id, who, own))
	record, err := c.desk.Person(c.t.Context(), c.boss, id)
	if err != nil || len(record.Interviews) != 1 {
		c.t.Fatalf("the session is not there: %v", err)
	}
	form := &casework.RecordInterview{Session: r.ID, Held: muster.Instant(c.now()), Mode: muster.ModeVideo, CameraOn: muster.Yes}
	for range record.Interviews[0].Questions {
		form.Answers = append(form.Answers, "known")
	}
	for range record.Interviews[0].Prompts {
		form.Prompts = append(form.Prompts, "done")
	}
	return func() (int, string) { return who.act(form) }
}

// interview names the boss to interview a person; own names the role too, where
// it can hold one for this place: nobody else can be named.
func (c *cells) interview(id muster.SubjectID, who *player, own bool) *casework.PlanInterview {
	c.t.Helper()
	plan := &casework.PlanInterview{Subject: id, Interviewers: []casework.UserID{c.boss.User}}
	all, err := c.desk.Around(c.t.Context(), c.boss, casework.PeopleView)
	if err != nil {
		c.t.Fatal(err)
	}
	p, err := c.desk.Person(c.t.Context(), c.boss, id)
	if err != nil {
		c.t.Fatal(err)
	}
	if own && slices.ContainsFunc(all.WhoMay(casework.InterviewRecord, p.Scope), func(u casework.User) bool { return u.ID == who.actor.User }) {
		plan.Interviewers = append(plan.Interviewers, who.actor.User)
	}
	return plan
}

func choosesStill(c *cells, id muster.SubjectID, who *player, own bool) func() (int, string) {
	c.must(c.boss, c.interview(id, who, own))
	return func() (int, string) {
		return who.act(&casework.ChooseStill{Subject: id, Way: casework.WayJoined, Told: true})
	}
}

// player is a user of one role, for everybody or for one legal entity.
func (c *cells) player(role casework.Role, scope casework.Scope) *player {
	c.t.Helper()
	name := strings.ReplaceAll(string(role)+scope.Entity, " ", "")
	b := c.signedIn(c.t, name, casework.Grant{Role: role, Scope: scope})
	actor, err := c.desk.ActorByEmail(c.t.Context(), name+"@company.example")
	if err != nil {
		c.t.Fatal(err)
	}
	return &player{b, actor, role}
}

// listed are actions on no one person: somebody with a role for one entity may
// open the list, which shows their own.
func listed(a casework.Action) bool {
	switch a {
	case casework.GroupView, casework.PayrollView, casework.EquipmentView, casework.PolicyView, casework.PeopleImport, casework.PolicyTry,
		casework.LedgerVerify:
		return true
	}
	return false
}

// acts counts what took effect.
func (c *cells) acts() (n int) {
	c.t.Helper()
	err := c.store.View(c.t.Context(), c.Server.config.Organisation, func(tx *store.Tx) error {
		return tx.QueryRow("select count(*) from acts where organisation = $1").Scan(&n)
	})
	if err != nil {
		c.t.Fatal(err)
	}
	return n
}

// newCells is an installation with two users who hold every role.
func newCells(t *testing.T, change ...func(*Config)) *cells {
	t.Helper()
	c := &cells{installation: newInstallation(t, change...), t: t}
	var every []casework.Grant
	for _, r := range casework.Roles() {
		every = append(every, casework.Grant{Role: r})
	}
	for _, name := range []string{"boss", "other"} {
		c.signedIn(t, name, every...)
	}
	var err error
	if c.boss, err = c.desk.ActorByEmail(t.Context(), "boss@company.example"); err == nil {
		c.other, err = c.desk.ActorByEmail(t.Context(), "other@company.example")
	}
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestEveryCell is the table of acts through HTTP, each role on a server of its
// own.
func TestEveryCell(t *testing.T) {
	t.Parallel()
	for _, role := range casework.Roles() {
		t.Run(string(role), func(t *testing.T) {
			t.Parallel()
			newCells(t).everyCell(role)
		})
	}
}

// everyCell is the column of one role.
func (c *cells) everyCell(role casework.Role) {
	c.t.Helper()
	all, table := deeds(), c.desk.Permissions()
	wide, narrow := c.player(role, casework.Scope{}), c.player(role, casework.Scope{Entity: "UK Ltd"})
	for _, a := range table.Actions() {
		if all[a] == nil {
			c.t.Fatalf("%s: nothing does it", a)
		}
		permit := table.Cell(a, role)
		if listed(a) {
			c.cell(all[a], a, wide, false, "UK Ltd", permit != casework.No)
			continue
		}
		c.cell(all[a], a, wide, false, "UK Ltd", permit == casework.Yes)
		c.cell(all[a], a, wide, true, "UK Ltd", permit != casework.No)
		c.cell(all[a], a, narrow, true, "DE GmbH", false)
	}
	if _, err := c.store.VerifyLedger(c.t.Context(), c.Server.config.Organisation); err != nil {
		c.t.Error(err)
	}
}

// cell does one thing and holds what came of it against the table: done, or
// refused without an effect.
func (c *cells) cell(do deed, a casework.Action, who *player, own bool, entity string, want bool) {
	c.t.Helper()
	act := do(c, c.person(entity), who, own)
	before := c.acts()
	status, text := act()
	done := status == http.StatusOK || status == http.StatusSeeOther || status == http.StatusCreated
	refused := status == http.StatusForbidden || status == http.StatusNotFound
	if a == casework.PeopleImport && status == http.StatusBadRequest || status == http.StatusUnprocessableEntity && a == casework.PeopleImport {
		done = true // it came as far as asking for a file
	}
	what := fmt.Sprintf("%s as %s %v (own %v, person of %s)", a, who.role, who.actor.Grants[0].Scope, own, entity)
	switch {
	case want && !done:
		c.t.Errorf("%s: %d, want it done: %.300s", what, status, text)
	case !want && !refused:
		c.t.Errorf("%s: %d, want it refused: %.200s", what, status, text)
	case !want && c.acts() != before:
		c.t.Errorf("%s: refused, and something took effect", what)
	}
}
