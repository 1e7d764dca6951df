package server

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"muster"
	"muster/casework"
	"muster/report"
	"muster/web"
)

// doing is one act of the pages on its way to the desk.
type doing struct {
	act   casework.Act
	says  string // what the page says when it took effect
	next  string // where to go on; empty: back to the form
	after func(context.Context, *casework.Receipt) error
}

// Act does what the pages ask for. What a person may do, the desk decides.
func (s *Server) Act(ctx context.Context, r web.Request) (*web.Receipt, error) {
	actor, err := who(ctx)
	if err != nil {
		return nil, err
	}
	switch c := r.Command.(type) {
	case *web.Unlock:
		return s.unlock(ctx, actor, r.Key, c)
	case *web.VerifyLedger:
		return s.verifyLedger(ctx, actor)
	case *web.TryPolicy:
		return s.tryPolicy(ctx, actor, c)
	case *web.TryText:
		return s.tryText(ctx, actor, c)
	case *web.TryTarget:
		return s.tryTarget(ctx, actor, c.ID)
	case *web.AskStepUps:
		return s.askStepUps(ctx, actor, r.Key, c)
	case *web.ReplayMessages:
		return s.replay(ctx, actor, c.ID)
	}
	d, err := s.doing(ctx, actor, r.Command)
	if err != nil {
		return nil, err
	}
	got, err := s.desk.Do(ctx, actor, casework.Key(r.Key), d.act)
	if err != nil {
		return nil, s.plainly(ctx, actor, d.act, err)
	}
	s.counters.acts.Add(1)
	out := &web.Receipt{Says: d.says, Entry: got.Entry, Next: d.next}
	if strings.Contains(d.next, "%s") {
		out.Next = fmt.Sprintf(d.next, got.ID)
	}
	if d.after != nil {
		if err := d.after(ctx, &got); err != nil {
			return nil, err
		}
	}
	if got.Secret != "" {
		s.tellSecret(actor, d.act, &got, out)
	}
	if err := s.settleSoon(ctx); err != nil { // the act stands; the next round takes it in
		s.log.ErrorContext(ctx, "taking in an act failed", "error", err)
	}
	return out, nil
}

// doing turns a command of the pages into an act of the desk.
func (s *Server) doing(ctx context.Context, actor *casework.Actor, command web.Command) (*doing, error) {
	for _, try := range []func(context.Context, *casework.Actor, web.Command) (*doing, error){s.checkAct, s.personAct, s.trustAct, s.tellAct, s.caseAct, s.workAct, s.settingAct, s.setUpAct} {
		if d, err := try(ctx, actor, command); d != nil || err != nil {
			return d, err
		}
	}
	return nil, fmt.Errorf("no act for the command %T", command)
}

// checkAct is what is done about checks and interviews.
func (s *Server) checkAct(ctx context.Context, actor *casework.Actor, command web.Command) (*doing, error) {
	switch c := command.(type) {
	case *web.AskCheck:
		who, err := s.userMaybe(ctx, c.Who)
		return &doing{act: &casework.RequestCheck{Subject: c.Person, Type: c.Type, Assurance: c.Assurance, Gate: c.Gate, Code: c.Code, Reason: c.Reason, Assigned: who, Due: endOf(c.Due)}, says: "Asked for: " + strings.ToLower(checkLabel(c.Type)) + "."}, err
	case *web.RecordCheck:
		return &doing{act: &casework.RecordCheck{Check: c.Check, Outcome: c.Outcome, Done: c.Done, Expires: c.Expires, Form: c.Form, Provider: c.Provider, Evidence: c.Evidence, Session: c.Session, Confirmed: c.Confirmed}, says: recordedSays(c.Outcome)}, nil
	case *web.AdjustCheck:
		return &doing{act: &casework.AdjustCheck{Check: c.Check, To: c.To}, says: "Swapped for an equally strong check."}, nil
	case *web.CancelCheck:
		return &doing{act: &casework.CancelCheck{Check: c.Check, Reason: c.Reason}, says: "Taken back."}, nil
	case *web.AssignCheck:
		who, err := s.userNamed(ctx, c.Who)
		return &doing{act: &casework.AssignCheck{Check: c.Check, User: who}, says: "It is theirs to do."}, err
	case *web.PlanInterview:
		who, err := s.usersNamed(ctx, c.Interviewers)
		return &doing{act: &casework.PlanInterview{Subject: c.Person, Interviewers: who}, says: "Drawn. Each interviewer finds the same questions here.", next: "/people/" + url.PathEscape(string(c.Person)) + "/interview"}, err
	case *web.WithdrawInterview:
		return &doing{act: &casework.WithdrawInterview{Session: c.Session, Reason: c.Reason}, says: "Withdrawn. Nobody waits for its forms any longer."}, nil
	case *web.ChooseStill:
		return &doing{act: &casework.ChooseStill{Subject: c.Person, Way: c.Way, Told: c.Told}, says: "The person's choice is on record."}, nil
	case *web.RecordInterview:
		return &doing{act: &casework.RecordInterview{Session: c.Session, Held: c.Held, Mode: c.Mode, CameraOn: c.CameraOn, Answers: c.Answers, Prompts: c.Prompts, Signs: c.Signs, Swapped: c.Swapped},
			says: "The interview is on record.", next: s.afterInterview(ctx, actor, c.Person)}, nil
	}
	return nil, nil
}

// personAct is what is done about one person.
func (s *Server) personAct(ctx context.Context, _ *casework.Actor, command web.Command) (*doing, error) {
	switch c := command.(type) {
	case *web.ClearFinding:
		return &doing{act: &casework.ClearFinding{Subject: c.Person, Finding: c.Finding, Basis: c.Basis, Reason: c.Reason}, says: "Explained. For this person the finding no longer counts."}, nil
	case *web.PassGate:
		return &doing{act: &casework.PassGate{Subject: c.Person, Gate: c.Gate, Reason: c.Reason}, says: "The gate is passed."}, nil
	case *web.OverrideGate:
		return &doing{act: &casework.OverrideGate{Subject: c.Person, Gate: c.Gate, Reason: c.Reason}, says: "Asked. It takes effect when a second person agrees."}, nil
	case *web.HoldEscalation:
		return &doing{act: &casework.HoldEscalation{Subject: c.Person, Reason: c.Reason, Until: endOf(c.Until)}, says: "The process waits, with your reason."}, nil
	case *web.SettleEscalation:
		return &doing{act: &casework.SettleEscalation{Subject: c.Person, Reason: c.Reason}, says: "The process goes on, with your reason."}, nil
	case *web.ExportPerson:
		return &doing{act: &casework.ExportSubject{Subject: c.Person, Reason: c.Reason}, says: "The copy is made. Open it below, within the hour.", next: web.PersonRef{ID: c.Person}.Href() + "#copy"}, nil
	case *web.MarkDispute:
		says := "Marked. Nothing here is held against the holder of the identity."
		if c.End {
			says = "The dispute has ended."
		}
		return &doing{act: &casework.MarkDispute{Subject: c.Person, End: c.End, Reason: c.Reason}, says: says}, nil
	case *web.PlacePerson:
		team, err := s.usersNamed(ctx, c.Team)
		return &doing{act: &casework.PlacePerson{Placement: casework.Placement{Subject: c.Person, Entity: c.Entity, Class: c.Class, Team: team}, Reason: c.Reason}, says: "Where they belong is on record."}, err
	case *web.SignStep:
		says := "Signed. It takes effect now."
		if !c.Agree {
			says = "Your answer is on record. The step is not taken."
		}
		return &doing{act: &casework.SignStep{Step: c.Step, Agree: c.Agree, Reason: c.Reason}, says: says, next: "/today", after: func(ctx context.Context, _ *casework.Receipt) error { return s.noted(ctx) }}, nil
	case *web.InviteSigner:
		return &doing{act: &casework.InviteSigner{Step: c.Step, Signer: c.Name, Email: c.Email, Role: c.Role}, says: "The one-time link is made."}, nil
	}
	return nil, nil
}

// tellAct is what the person is told and what they say.
func (s *Server) tellAct(_ context.Context, _ *casework.Actor, command web.Command) (*doing, error) {
	switch c := command.(type) {
	case *web.SendNotice:
		says := "The notice is on record. The time to answer runs."
		if c.Closing {
			says = "The notice is on record. No answer is asked for."
		}
		return &doing{act: &casework.SendNotice{Subject: c.Person, Case: c.Case, Channel: c.Channel, Text: c.Text, Closing: c.Closing}, says: says}, nil
	case *web.OfferAlternative:
		return &doing{act: &casework.OfferAlternative{Subject: c.Person, Instead: c.Instead, Offered: c.Offered}, says: "The offer is on record."}, nil
	case *web.RecordAnswer:
		return &doing{act: &casework.RecordAnswer{Subject: c.Person, Text: c.Text, At: c.At}, says: "The person's answer is on record."}, nil
	case *web.OfferReply:
		return &doing{act: &casework.OfferReply{Subject: c.Person}, says: "The one-time link is made."}, nil
	case *web.OpenComplaint:
		return &doing{act: &casework.OpenComplaint{Subject: c.Person, Text: c.Text}, says: "Taken down. The clock for the answer runs."}, nil
	case *web.AnswerComplaint:
		return &doing{act: &casework.AnswerComplaint{Complaint: c.Complaint, Upheld: c.Upheld, Answer: c.Answer}, says: "Answered."}, nil
	}
	return nil, nil
}

// caseAct is what is done in cases.
func (s *Server) caseAct(ctx context.Context, _ *casework.Actor, command web.Command) (*doing, error) {
	switch c := command.(type) {
	case *web.OpenCase:
		readers, err := s.usersNamed(ctx, c.Readers)
		return &doing{act: &casework.OpenCase{Title: c.Title, People: c.People, Readers: readers, Reason: c.Reason}, says: "The case is open. Only you and those you named can read it.", next: "/cases/%s"}, err
	case *web.AddNote:
		return &doing{act: &casework.AddNote{Case: c.Case, Text: c.Text, Privileged: c.Privileged}, says: "Noted."}, nil
	case *web.AddHypothesis:
		return &doing{act: &casework.AddHypothesis{Case: c.Case, Text: c.Text, Innocent: c.Innocent}, says: "The explanation is among those to weigh."}, nil
	case *web.AddTask:
		user, err := s.userNamed(ctx, c.Who)
		return &doing{act: &casework.AddTask{Case: c.Case, Text: c.Text, Who: user, Due: c.Due}, says: "The task is theirs."}, err
	case *web.WeighEvidence:
		return &doing{act: &casework.WeighEvidence{Evidence: c.Evidence, Hypothesis: c.Hypothesis, Weight: c.Weight, Reason: c.Reason}, says: "Weighed."}, nil
	case *web.PassEvidence:
		return &doing{act: &casework.PassEvidence{Evidence: c.Evidence, To: c.To, Where: c.Where, Reason: c.Reason}, says: "Handed over. The chain of custody goes on."}, nil
	case *web.FinishTask:
		return &doing{act: &casework.FinishTask{Task: c.Task, Result: c.Result}, says: "The task is done."}, nil
	case *web.ProposeStep:
		return &doing{act: &casework.ProposeStep{Case: c.Case, Step: c.Step, Reason: c.Reason}, says: "Proposed. A second person answers after the waiting time."}, nil
	case *web.SetReaders:
		user, err := s.userNamed(ctx, c.Who)
		return &doing{act: &casework.SetReader{Case: c.Case, User: user, Remove: c.Remove, Reason: c.Reason}, says: "The list of readers is changed."}, err
	case *web.CloseCase:
		return &doing{act: &casework.CloseCase{Case: c.Case, Outcome: c.Outcome, Reason: c.Reason}, says: "The case is closed."}, nil
	}
	return nil, nil
}

// workAct is what is done about pay, equipment, groups and rules.
func (s *Server) workAct(ctx context.Context, _ *casework.Actor, command web.Command) (*doing, error) {
	switch c := command.(type) {
	case *web.SettlePay:
		return &doing{act: &casework.SettlePay{Advice: c.Advice, Subject: c.Person, Outcome: c.Outcome, Reason: c.Reason}, says: "Settled, with how you know."}, nil
	case *web.DecidePayLine:
		return decidePayLine(c)
	case *web.ExportPayRun:
		return s.exportPayRun(ctx, c)
	case *web.RecordPayBasis:
		return &doing{act: &casework.RecordPayBasis{Subject: c.Person, Basis: c.Basis, Until: c.Until, Reason: c.Reason}, says: "The basis is on record. Payroll may now choose to withhold, and nothing is withheld by that alone."}, nil
	case *web.SettleShipment:
		return &doing{act: &casework.SettleShipment{Shipment: c.Shipment, Subject: c.Person, Outcome: c.Outcome, Reason: c.Reason}, says: "What was agreed is on record."}, nil
	case *web.SplitGroup:
		others, err := s.restOf(ctx, c.Group, c.Members)
		return &doing{act: &casework.SplitGroup{Group: c.Group, Members: c.Members, Others: others, Reason: c.Reason}, says: "Kept apart from now on.", next: "/groups", after: s.retold}, err
	case *web.MergeGroup:
		members := c.Members
		if len(members) == 0 {
			var err error
			if members, err = s.restOf(ctx, c.Group, nil); err != nil {
				return nil, err
			}
		}
		return &doing{act: &casework.MergeGroup{Group: c.Group, Members: members, Others: c.Others, Reason: c.Reason}, says: "Put together from now on.", next: "/groups", after: s.retold}, nil
	case *web.Agree:
		return &doing{act: &casework.Agree{Kind: c.Kind, Subject: c.Person, What: c.What, From: c.From, Until: c.Until, Reason: c.Reason}, says: "On record. What falls into its time is no surprise."}, nil
	case *web.ChangeAgreement:
		return &doing{act: &casework.ChangeAgreement{Agreement: c.ID, What: c.What, Until: c.Until, Reason: c.Reason}, says: "Changed. It holds in this form from now on."}, nil
	case *web.EndAgreement:
		return &doing{act: &casework.EndAgreement{Agreement: c.ID, Reason: c.Reason}, says: "Taken back from today on."}, nil
	case *web.Suppress:
		return &doing{act: &casework.Suppress{Flag: c.Flag, Subject: c.Person, Until: timeOf(c.Until), Reason: c.Reason}, says: "The rule does not count until then. Its findings stay visible."}, nil
	case *web.PublishPolicy:
		text, err := s.trialText(ctx, c.Draft)
		return &doing{act: &casework.PublishPolicy{Text: text, Reason: c.Reason}, says: "Published. If it lowers something, it stands below and waits for a second person.", next: "/rules", after: func(ctx context.Context, _ *casework.Receipt) error {
			return errors.Join(s.published(ctx, c.Draft), s.noted(ctx))
		}}, err
	}
	return nil, nil
}

// settingAct is what is done about users, keys and clocks.
func (s *Server) settingAct(ctx context.Context, actor *casework.Actor, command web.Command) (*doing, error) {
	switch c := command.(type) {
	case *web.InviteUser:
		return &doing{act: &casework.InviteUser{User: c.Name, Email: c.Email, Grants: grantsOf(c.Roles, c.Entity, c.Country)}, says: "Invited. Pass the one-time link on: it is shown below this once.", next: "/settings"}, nil
	case *web.InviteAgain:
		return &doing{act: &casework.InviteAgain{User: casework.UserID(c.User), Reason: c.Reason}, says: "A fresh one-time link is shown below this once.", next: "/settings"}, nil
	case *web.SetRoles:
		return &doing{act: &casework.SetRoles{User: casework.UserID(c.User), Grants: grantsOf(c.Roles, c.Entity, c.Country), Reason: c.Reason}, says: "The roles are changed."}, nil
	case *web.ProvideRoles:
		return &doing{act: &casework.ProvideRoles{User: casework.UserID(c.User), Reason: c.Reason}, says: "They have no role until they sign in at the provider.", after: func(ctx context.Context, _ *casework.Receipt) error {
			return s.EndSessions(ctx, casework.UserID(c.User))
		}}, nil
	case *web.MapGroup:
		return &doing{act: &casework.MapGroup{Group: c.Group, Grant: grantsOf([]string{c.Role}, c.Entity, c.Country)[0], Reason: c.Reason}, says: "The group gives this role from each one's next sign-in."}, nil
	case *web.UnmapGroup:
		return &doing{act: &casework.UnmapGroup{ID: c.ID, Reason: c.Reason}, says: "Nobody has a role by it any more."}, nil
	case *web.EndUser:
		return &doing{act: &casework.EndUser{User: casework.UserID(c.User), Reason: c.Reason}, says: "Their access has ended.", after: func(ctx context.Context, _ *casework.Receipt) error {
			return s.EndSessions(ctx, casework.UserID(c.User))
		}}, nil
	case *web.MakeKey:
		return &doing{act: &casework.CreateKey{Title: c.Name, Scopes: c.Scopes, Grants: grantsOf(c.Roles, "", ""), Expires: timeOf(c.Expires)}, says: "The key is made. It is shown below this once.", next: "/settings"}, nil
	case *web.EndKey:
		return &doing{act: &casework.RevokeKey{Key: c.ID}, says: "The key is dead."}, nil
	case *web.AddHook:
		return &doing{act: &casework.SetWebhook{URL: c.URL, Events: c.Events}, says: "Added. Its secret is shown below this once.", next: "/settings"}, nil
	case *web.RotateHook:
		h, err := s.hook(ctx, actor, c.ID)
		return &doing{act: &casework.SetWebhook{ID: c.ID, URL: h.URL, Events: h.Events, Rotate: true}, says: "The new secret is shown below this once. The one before still signs for a day.", next: "/settings"}, err
	case *web.EndHook:
		h, err := s.hook(ctx, actor, c.ID)
		return &doing{act: &casework.SetWebhook{ID: c.ID, URL: h.URL, Events: h.Events, End: true}, says: "Nothing more is sent there."}, err
	case *web.SetRetention:
		return &doing{act: &casework.SetRetention{Kind: c.Kind, Days: c.Days, Purpose: c.Purpose, Basis: c.Basis, Reason: c.Reason}, says: "Kept for that long from now on."}, nil
	case *web.SwitchStills:
		return &doing{act: &casework.SwitchStills{On: c.On, Days: c.Days, Purpose: c.Purpose, Basis: c.Basis, Notice: c.Notice, Reason: c.Reason}, says: "Switched, with its grounds on record."}, nil
	case *web.SwitchWriteBack:
		return s.switchWriteBack(c)
	case *web.SwitchMonitoring:
		return &doing{
			act: &casework.SwitchMonitoring{Kind: c.Kind, On: c.On, Assessment: c.Assessment, Notice: c.Notice, Basis: c.Basis, Reason: c.Reason}, says: "Switched, with its grounds on record.",
			after: func(ctx context.Context, _ *casework.Receipt) error { return s.switched(ctx, c.Kind) },
		}, nil
	case *web.ChangeSetting:
		return &doing{act: &casework.ChangeSetting{Setting: c.Setting, Value: c.Value, Reason: c.Reason}, says: "Used from now on."}, nil
	}
	return nil, nil
}

// hook is one of the webhooks, for who manages them.
func (s *Server) hook(ctx context.Context, actor *casework.Actor, id string) (casework.Webhook, error) {
	list, err := s.desk.Hooks(ctx, actor)
	if err != nil {
		return casework.Webhook{}, err
	}
	for _, h := range list {
		if h.ID == id {
			return h, nil
		}
	}
	return casework.Webhook{}, &muster.Error{Code: muster.CodeNotFound, Message: "There is no such webhook.", Hint: "Open the settings again."}
}

func timeOf(t muster.Time) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	return t.UTC()
}

// endOf is the end of the day somebody chose, as clocks that count working days
// end: a day that is named is still within the time.
func endOf(t muster.Time) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	return t.UTC().Add(24*time.Hour - time.Second)
}

func grantsOf(roles []string, entity, country string) []casework.Grant {
	var out []casework.Grant
	for _, r := range roles {
		g := casework.Grant{Role: casework.Role(r)}
		if g.Role != casework.Administrator { // who manages users does so everywhere
			g.Scope = casework.Scope{Entity: entity, Country: strings.ToUpper(country)}
		}
		out = append(out, g)
	}
	return out
}

// userNamed finds a colleague by name or id.
func (s *Server) userNamed(ctx context.Context, name string) (casework.UserID, error) {
	users, err := s.desk.Colleagues(ctx)
	if err != nil {
		return "", err
	}
	for _, u := range users {
		if strings.EqualFold(u.Name, strings.TrimSpace(name)) || string(u.ID) == name {
			return u.ID, nil
		}
	}
	var names []string
	for _, u := range users[:min(len(users), 12)] {
		names = append(names, u.Name)
	}
	return "", &muster.Error{Code: muster.CodeUsage, Message: "Nobody here is called that.", Hint: "Write one of: " + report.List(names) + "."}
}

// userMaybe is userNamed for a choice that may be nobody.
func (s *Server) userMaybe(ctx context.Context, name string) (casework.UserID, error) {
	if name == "" {
		return "", nil
	}
	return s.userNamed(ctx, name)
}

// usersNamed finds colleagues by name or id.
func (s *Server) usersNamed(ctx context.Context, names []string) ([]casework.UserID, error) {
	var out []casework.UserID
	for _, name := range names {
		id, err := s.userNamed(ctx, name)
		if err != nil {
			return nil, err
		}
		out = append(out, id)
	}
	return out, nil
}

// restOf are the members of a group without some of them.
func (s *Server) restOf(ctx context.Context, id string, without []muster.SubjectID) ([]muster.SubjectID, error) {
	g, err := s.Group(ctx, id)
	if err != nil {
		return nil, err
	}
	var rest []muster.SubjectID
	for _, m := range g.Members {
		in := false
		for _, w := range without {
			in = in || w == m.Person.ID
		}
		if !in {
			rest = append(rest, m.Person.ID)
		}
	}
	return rest, nil
}

// retold tells the index what people said about pairs.
func (s *Server) retold(ctx context.Context, _ *casework.Receipt) error {
	list, err := s.decisions(ctx)
	if err == nil {
		s.live.now().Decide(list)
	}
	return err
}

// unlock shows the fields that were chosen for one reason: an act for each.
// One that is open already, or was unlocked meanwhile, is left as it is.
func (s *Server) unlock(ctx context.Context, actor *casework.Actor, key string, c *web.Unlock) (*web.Receipt, error) {
	out := &web.Receipt{Says: "It shows for a while, to you alone. That you asked, and why, is on record."}
	record, err := s.desk.Person(ctx, actor, c.Person)
	if err != nil {
		return nil, notTheirs(err)
	}
	for _, f := range c.Fields {
		if s.desk.Permissions().Sees(actor, f, record.Scope) == casework.Clear {
			continue
		}
		got, err := s.desk.Do(ctx, actor, casework.Key(fmt.Sprintf("%.40s-%s", key, strings.ReplaceAll(string(f), ".", "-"))), &casework.Unlock{Subject: c.Person, Field: f, Reason: c.Reason})
		if err != nil {
			return nil, err
		}
		out.Entry = got.Entry
	}
	if out.Entry == 0 {
		return nil, &muster.Error{Code: muster.CodePermission, Message: "Nothing here can be unlocked for your role.", Hint: "Ask somebody whose role it is."}
	}
	return out, nil
}
