package casework

import (
	"context"
	"fmt"
	"slices"
	"time"

	"muster"
)

// A doing sets the stage for one valid doing of an action about a person and
// returns it. own asks that the thing be the actor's own work.
type doing func(w *world, id muster.SubjectID, who *Actor, own bool) func() error

// ofPerson is a doing whose thing is a person: own puts the actor on the team.
func ofPerson(a func(muster.SubjectID) Act) doing {
	return func(w *world, id muster.SubjectID, who *Actor, own bool) func() error {
		w.team(id, who, own)
		return func() error { _, err := w.do(who, a(id)); return err }
	}
}

func (w *world) team(id muster.SubjectID, who *Actor, own bool) {
	if own {
		w.must(w.boss, &PlacePerson{Placement: Placement{Subject: id, Team: []UserID{who.User}}, Reason: why})
	}
}

// asked is a doing that only asks.
func asked(a Action) doing {
	return func(w *world, id muster.SubjectID, who *Actor, own bool) func() error {
		w.team(id, who, own)
		return func() error { return w.desk.May(w.Context(), who, a, id) }
	}
}

// ofCheck is a doing on an open check.
func ofCheck(a func(check string) Act) doing {
	return func(w *world, id muster.SubjectID, who *Actor, own bool) func() error {
		ask := &RequestCheck{Subject: id, Type: muster.CheckLiveInterview, Code: CodeFinding, Assigned: w.boss.User}
		if own {
			ask.Assigned = who.User
		}
		r := w.must(w.boss, ask)
		return func() error { _, err := w.do(who, a(r.ID)); return err }
	}
}

// ofCase is a doing in a case; own makes the actor a reader, whatever the role.
func ofCase(a func(w *world, c string, id muster.SubjectID) Act) doing {
	return inCase(func(w *world, c string, id muster.SubjectID, who *Actor) func() error {
		does := a(w, c, id)
		return func() error { _, err := w.do(who, does); return err }
	})
}

func inCase(f func(w *world, c string, id muster.SubjectID, who *Actor) func() error) doing {
	return func(w *world, id muster.SubjectID, who *Actor, own bool) func() error {
		r := w.must(w.boss, &OpenCase{Title: "Two dates", People: []muster.SubjectID{id}, Readers: []UserID{w.other.User}, Reason: why})
		if own {
			w.raw(func(in *act) error {
				c, err := cases().get(in.tx, r.ID)
				if err != nil {
					return err
				}
				c.Readers = append(c.Readers, who.User)
				return cases().put(in, c)
			})
		}
		return f(w, r.ID, id, who)
	}
}

// atGate is a doing that passes a gate whose checks are met.
func atGate(g muster.Gate) doing {
	return func(w *world, id muster.SubjectID, who *Actor, own bool) func() error {
		w.must(w.boss, &PlacePerson{Placement: Placement{Subject: id, Class: muster.RolePrivileged}, Reason: why})
		if own {
			w.must(w.boss, &PlacePerson{Placement: Placement{Subject: id, Class: muster.RolePrivileged, Team: []UserID{who.User}}, Reason: why})
		}
		w.raw(func(in *act) error {
			about, err := in.about(id)
			if err != nil {
				return err
			}
			s, err := in.gate(about, g)
			if err != nil {
				return err
			}
			for i, ask := range s.Asks { // passed by somebody else before
				c := &Check{ID: fmt.Sprint("K-", id, i), Subject: id, Type: ask.Check, Assurance: ask.Assurance, State: CheckRecorded, Outcome: muster.OutcomePassed, Done: muster.Instant(w.clock), Recorder: "Ada"}
				if err := checks().add(in, c); err != nil {
					return err
				}
			}
			return nil
		})
		return func() error { _, err := w.do(who, &PassGate{Subject: id, Gate: g}); return err }
	}
}

func ofNobody(a func() Act) doing {
	return func(w *world, _ muster.SubjectID, who *Actor, _ bool) func() error {
		does := a()
		return func() error { _, err := w.do(who, does); return err }
	}
}

func reads(f func(ctx context.Context, d *Desk, who *Actor) error) doing {
	return func(w *world, _ muster.SubjectID, who *Actor, _ bool) func() error {
		return func() error { return f(w.Context(), w.desk, who) }
	}
}

// ready makes a case ready for an adverse step.
func ready(w *world, c string, id muster.SubjectID) {
	w.must(w.boss, &AddHypothesis{Case: c, Text: "Another account of the dates."})
	w.must(w.boss, &SendNotice{Subject: id, Case: c, Channel: NoticeByEmail})
	w.must(w.boss, &RecordAnswer{Subject: id, Text: "I moved.", At: muster.Instant(w.clock)})
}

func doings() map[Action]doing {
	n := 0
	next := func(s string) string { n++; return fmt.Sprint(s, n) }
	all := map[Action]doing{
		PeopleView: func(w *world, id muster.SubjectID, who *Actor, own bool) func() error {
			w.team(id, who, own)
			return func() error { _, err := w.desk.Person(w.Context(), who, id); return err }
		},
		PeopleImport:    asked(PeopleImport),
		GroupView:       asked(GroupView),
		PayrollView:     asked(PayrollView),
		EquipmentView:   asked(EquipmentView),
		PolicyTry:       asked(PolicyTry),
		PeopleLink:      ofPerson(func(id muster.SubjectID) Act { return &LinkPeople{A: id, B: "second", Reason: why} }),
		PeoplePlace:     ofPerson(func(id muster.SubjectID) Act { return &PlacePerson{Placement: Placement{Subject: id}, Reason: why} }),
		SubjectExport:   ofPerson(func(id muster.SubjectID) Act { return &ExportSubject{Subject: id, Reason: why} }),
		IdentityDispute: ofPerson(func(id muster.SubjectID) Act { return &MarkDispute{Subject: id, Reason: why} }),
		CheckRequest: ofPerson(func(id muster.SubjectID) Act {
			return &RequestCheck{Subject: id, Type: muster.CheckReference, Code: CodeFinding}
		}),
		GateOverride: ofPerson(func(id muster.SubjectID) Act { return &OverrideGate{Subject: id, Gate: muster.GateOffer, Reason: why} }),
		NoticeSend:   ofPerson(func(id muster.SubjectID) Act { return &SendNotice{Subject: id, Channel: NoticeByPost} }),
		AnswerRecord: ofPerson(func(id muster.SubjectID) Act {
			return &RecordAnswer{Subject: id, Text: "No.", At: muster.Date(2026, 6, 8)}
		}),
		ComplaintOpen: ofPerson(func(id muster.SubjectID) Act { return &OpenComplaint{Subject: id, Text: "This is unfair."} }),
		PayrollSettle: ofPerson(func(id muster.SubjectID) Act {
			return &SettlePay{Advice: next("a"), Subject: id, Outcome: "confirmed", Reason: why}
		}),
		AgreementRecord: ofPerson(func(id muster.SubjectID) Act {
			return &Agree{Kind: AgreedTravel, Subject: id, What: "Lisbon", Until: muster.Instant(monday.AddDate(1, 6, 0)), Reason: why}
		}),
		EquipmentRecord: ofPerson(func(id muster.SubjectID) Act {
			return &SettleShipment{Shipment: next("s"), Subject: id, Outcome: "agreed", Reason: why}
		}),
		GroupDecide: ofPerson(func(id muster.SubjectID) Act {
			return &SplitGroup{Group: "g", Members: []muster.SubjectID{id}, Others: []muster.SubjectID{"second"}, Reason: why}
		}),
		CaseOpen: ofPerson(func(id muster.SubjectID) Act {
			return &OpenCase{Title: "Dates", People: []muster.SubjectID{id}, Reason: why}
		}),
		CheckRecord: ofCheck(func(c string) Act { return pass(c, monday) }),
		CheckCancel: ofCheck(func(c string) Act { return &CancelCheck{Check: c, Reason: why} }),
		CheckAdjust: ofCheck(func(c string) Act { return &AdjustCheck{Check: c, To: muster.CheckInPerson} }),

		PolicyPublish: ofNobody(func() Act { return &PublishPolicy{Text: "version: " + next("v") + "\n", Reason: why} }),
		RetentionSet:  ofNobody(func() Act { return &SetRetention{Kind: muster.KindMessage, Days: 90, Reason: why} }),
		MonitoringSet: ofNobody(func() Act { return &SwitchMonitoring{Kind: "network", Reason: why} }),
		WriteBackSet:  ofNobody(func() Act { return &SwitchWriteBack{System: "greenhouse", Reason: why} }),
		UsersManage: ofNobody(func() Act {
			return &InviteUser{User: "Cy Example", Email: next("cy") + "@example.org", Grants: []Grant{{Role: Recruiter}}}
		}),
		SettingsManage: ofNobody(func() Act { return &ChangeSetting{Setting: SettingDraw, Value: 5, Reason: why} }),
		KeysManage: ofNobody(func() Act {
			return &CreateKey{Title: "ats", Scopes: []string{"subjects.read"}, Grants: []Grant{{Role: Recruiter}}, Expires: monday.AddDate(1, 0, 0)}
		}),
		WebhooksManage: ofNobody(func() Act { return &SetWebhook{URL: "https://example.org/in"} }),
		PolicyView:     reads(func(ctx context.Context, d *Desk, who *Actor) error { _, err := d.Policies(ctx, who); return err }),
		LedgerView:     reads(func(ctx context.Context, d *Desk, who *Actor) error { _, err := d.Ledger(ctx, who, 0, 10); return err }),
		LedgerVerify:   reads(func(ctx context.Context, d *Desk, who *Actor) error { _, err := d.Verify(ctx, who); return err }),
		LedgerExport: reads(func(ctx context.Context, d *Desk, who *Actor) error {
			_, err := d.ExportLedger(ctx, who, nil)
			return err
		}),
	}
	for _, g := range Gates() {
		all[GateAction(g)] = atGate(g)
	}
	addCaseDoings(all)
	addStepUpDoings(all)
	addOtherDoings(all)
	return all
}

func addCaseDoings(all map[Action]doing) {
	all[CaseView] = inCase(func(w *world, c string, _ muster.SubjectID, who *Actor) func() error {
		return func() error { _, err := w.desk.Case(w.Context(), who, c); return err }
	})
	all[CaseWrite] = ofCase(func(_ *world, c string, _ muster.SubjectID) Act { return &AddNote{Case: c, Text: "Called the school."} })
	all[CasePrivileged] = ofCase(func(_ *world, c string, _ muster.SubjectID) Act {
		return &AddNote{Case: c, Text: "Advice to the firm.", Privileged: true}
	})
	all[CaseReaders] = ofCase(func(w *world, c string, _ muster.SubjectID) Act {
		return &SetReader{Case: c, User: w.user[HRLead].User, Reason: why}
	})
	all[CaseClose] = ofCase(func(_ *world, c string, _ muster.SubjectID) Act {
		return &CloseCase{Case: c, Outcome: OutcomeExplained, Reason: why}
	})
	all[CasePropose] = ofCase(func(w *world, c string, id muster.SubjectID) Act {
		ready(w, c, id)
		return &ProposeStep{Case: c, Step: AdverseDecline, Reason: why}
	})
	all[CaseSign] = ofCase(func(w *world, c string, id muster.SubjectID) Act {
		ready(w, c, id)
		r := w.must(w.boss, &ProposeStep{Case: c, Step: AdverseDecline, Reason: why})
		w.days(10)
		return &SignStep{Step: r.ID, Agree: true, Reason: why}
	})
}

func addOtherDoings(all map[Action]doing) {
	all[PayWithholding] = func(w *world, id muster.SubjectID, who *Actor, own bool) func() error {
		w.team(id, who, own)
		return func() error {
			_, err := w.do(who, &RecordPayBasis{Subject: id, Basis: "Order 17 of the county court", Until: muster.Instant(w.clock.AddDate(0, 1, 0)), Reason: why})
			return err
		}
	}
	all[PersonUnlock] = func(w *world, id muster.SubjectID, who *Actor, own bool) func() error {
		w.team(id, who, own)
		field := FieldOthers
		switch {
		case who.Holds(Payroll, Scope{}):
			field = FieldBank
		case who.Holds(Security, Scope{}):
			field = FieldName
		}
		return func() error { _, err := w.do(who, &Unlock{Subject: id, Field: field, Reason: why}); return err }
	}
	all[PolicySuppress] = func(w *world, id muster.SubjectID, who *Actor, own bool) func() error {
		w.team(id, who, own)
		return func() error {
			_, err := w.do(who, &Suppress{Flag: "SRC-01", Subject: id, Until: w.clock.AddDate(0, 1, 0), Reason: why})
			return err
		}
	}
	all[FindingClear] = func(w *world, id muster.SubjectID, who *Actor, own bool) func() error {
		w.team(id, who, own)
		f := finding("CVB-01", 1, muster.KindCV, id)
		w.found("run "+string(id), f)
		return func() error {
			_, err := w.do(who, &ClearFinding{Subject: id, Finding: f.Key, Basis: BasisOwnRecords, Reason: why})
			return err
		}
	}
	all[EscalationHold] = func(w *world, id muster.SubjectID, who *Actor, own bool) func() error {
		w.team(id, who, own)
		w.ok(w.desk.Escalate(w.Context(), &muster.Assessment{Subject: id, Level: muster.Escalate, Reason: "two families"}))
		return func() error {
			_, err := w.do(who, &HoldEscalation{Subject: id, Reason: why, Until: w.clock.AddDate(0, 0, 7)})
			return err
		}
	}
	all[ComplaintAnswer] = func(w *world, id muster.SubjectID, who *Actor, own bool) func() error {
		w.team(id, who, own)
		r := w.must(w.boss, &OpenComplaint{Subject: id, Text: "This is unfair."})
		return func() error {
			_, err := w.do(who, &AnswerComplaint{Complaint: r.ID, Upheld: "partly", Answer: why})
			return err
		}
	}
	all[InterviewPlan] = func(w *world, id muster.SubjectID, who *Actor, own bool) func() error {
		w.team(id, who, own)
		return func() error {
			_, err := w.do(who, &PlanInterview{Subject: id, Interviewers: []UserID{w.boss.User}})
			return err
		}
	}
	all[InterviewStill] = still
	all[InterviewRecord] = func(w *world, id muster.SubjectID, who *Actor, own bool) func() error {
		r := w.must(w.boss, w.interview(id, who, own))
		return func() error { _, err := w.do(who, formOf(r.ID)); return err }
	}
}

// interview names the boss to interview a person; own names the actor too, where
// their role for this place can hold one: nobody else can be named.
func (w *world) interview(id muster.SubjectID, who *Actor, own bool) *PlanInterview {
	plan := &PlanInterview{Subject: id, Interviewers: []UserID{w.boss.User}}
	all, err := w.desk.Around(w.Context(), w.boss, PeopleView)
	w.ok(err)
	p, err := w.desk.Person(w.Context(), w.boss, id)
	w.ok(err)
	if own && slices.ContainsFunc(all.WhoMay(InterviewRecord, p.Scope), func(u User) bool { return u.ID == who.User }) {
		plan.Interviewers = append(plan.Interviewers, who.User)
	}
	return plan
}

// still sets the stage for a choice about stills; own names the actor to
// interview the person.
func still(w *world, id muster.SubjectID, who *Actor, own bool) func() error {
	w.must(w.boss, w.interview(id, who, own))
	return func() error { _, err := w.do(who, &ChooseStill{Subject: id, Way: WayDocument, Told: true}); return err }
}

// formOf is a filled interview form without signs.
func formOf(session string) *RecordInterview {
	return &RecordInterview{
		Session: session, Held: muster.Instant(monday), Mode: muster.ModeVideo, CameraOn: muster.Yes,
		Answers: []string{"known", "known", "partly", "known", "skipped", "known"}, Prompts: []string{"done", "done", "swapped"},
	}
}

// sceneEveryCell does every action as every role, on work of others and on the
// actor's own, and holds the outcome against the table.
func sceneEveryCell(w *world) {
	t := w.T
	w.must(w.boss, &ChangeSetting{Setting: SettingDraw, Value: 1, Reason: why})
	w.person("second")
	all := doings()
	for _, a := range w.desk.table.Actions() {
		for _, role := range Roles() {
			for _, own := range []bool{false, true} {
				do := all[a]
				if do == nil {
					t.Fatalf("%s: nothing does it", a)
				}
				id := w.person(fmt.Sprint(a, " ", role, " ", own))
				err := do(w, id, w.user[role], own)()
				permit := w.desk.table.Cell(a, role)
				// a list, and what is nobody's, is open to who may do it anywhere
				want := permit == Yes || permit == Own && own
				switch {
				case want && err != nil:
					t.Errorf("%s as %s (own %v): %v", a, role, own, err)
				case !want && muster.CodeOf(err) != muster.CodePermission:
					t.Errorf("%s as %s (own %v): want it refused, got %v", a, role, own, err)
				}
			}
		}
	}
	w.verified()
}

// sceneEveryField shows every field to every role, before and after a reason is
// given, and holds what is seen against the table.
func sceneEveryField(w *world) {
	t := w.T
	const secret = "Value-To-Keep 4711"
	for _, f := range w.desk.table.Fields() {
		for _, role := range Roles() {
			id, who := w.person(fmt.Sprint(f, " ", role)), w.user[role]
			w.must(w.boss, &PlacePerson{Placement: Placement{Subject: id, Team: []UserID{who.User}}, Reason: why})
			see := func() Shown {
				shown, err := w.desk.Show(w.Context(), who, id, map[Field]string{f: secret})
				if err != nil {
					if w.desk.table.Cell(PeopleView, role) == No && muster.CodeOf(err) == muster.CodePermission {
						return Shown{}
					}
					t.Fatalf("%s as %s: %v", f, role, err)
				}
				return shown[f]
			}
			want := w.desk.table.SightOf(f, role)
			got := see()
			if got.Sight != want || (got.Text == secret) != (want == Clear) || (got.Text == "") != (want == Hidden) {
				t.Errorf("%s as %s: %+v, want %d", f, role, got, want)
			}
			_, err := w.do(who, &Unlock{Subject: id, Field: f, Reason: why})
			if (err == nil) != (want == Unlocked) {
				t.Errorf("%s as %s: unlocking gives %v", f, role, err)
			}
			if want != Unlocked {
				continue
			}
			if got = see(); got.Text != secret || got.Sight != Clear {
				t.Errorf("%s as %s: unlocked, and %+v is seen", f, role, got)
			}
			w.clock = w.clock.Add(31 * time.Minute)
			if got = see(); got.Text == secret {
				t.Errorf("%s as %s: still seen when the time is up", f, role)
			}
		}
	}
}
