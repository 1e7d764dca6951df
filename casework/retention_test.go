package casework

import (
	"encoding/json"
	"slices"
	"strings"

	"muster"
	"muster/store"
)

// sceneRetentionIsAClock: what is past its days goes for everybody alike, with
// what was written about people of whom nothing is left; the ledger verifies.
func sceneRetentionIsAClock(w *world) {
	t := w.T
	id, kept := w.person("gone"), w.person("kept", &muster.Person{Named: muster.Named{FullName: "Kim Sample"}})
	for _, who := range []muster.SubjectID{id, kept} {
		w.must(w.boss, &SendNotice{Subject: who, Channel: NoticeByPost})
		w.must(w.boss, &MarkDispute{Subject: who, Reason: "A remark about " + string(who) + "."})
	}
	open := w.person("open")
	w.must(w.boss, &OpenCase{Title: "Dates", People: []muster.SubjectID{open}, Reason: why})
	w.must(w.boss, &SetRetention{Kind: muster.KindApplication, Days: 30, Purpose: "hiring", Basis: "contract", Reason: why})
	w.must(w.boss, &OrderPurge{Reason: why})
	w.days(60)
	n, err := w.desk.ApplyRetention(w.Context())
	w.ok(err)
	if n != 3 {
		t.Errorf("%d observations erased, want three applications", n)
	}
	if _, err := w.desk.Person(w.Context(), w.boss, id); muster.CodeOf(err) != muster.CodeNotFound {
		t.Errorf("still there: %v", err)
	}
	all := w.payloads()
	if strings.Contains(all, "remark about gone") || !strings.Contains(all, "remark about kept") {
		t.Error("the ledger's texts do not follow the clocks")
	}
	w.ok(w.store.View(w.Context(), org, func(tx *store.Tx) error {
		for _, who := range []muster.SubjectID{id, kept} {
			list, err := notices().of(tx, who)
			if err != nil {
				return err
			}
			if (len(list) == 0) != (who == id) {
				t.Errorf("%s has %d notices", who, len(list))
			}
		}
		return nil
	}))
	if c, err := w.desk.Cases(w.Context(), w.boss, false); len(c) != 1 || err != nil {
		t.Errorf("an open case went: %v, %v", c, err)
	}
	set, orders, err := w.desk.Retention(w.Context(), w.boss)
	w.ok(err)
	if len(set) != 1 || len(orders) != 1 || orders[0].State != "done" || orders[0].Erased != n {
		t.Errorf("%+v %+v", set, orders)
	}
	if n, err = w.desk.ApplyRetention(w.Context()); n != 0 || err != nil {
		t.Errorf("again: %d, %v", n, err)
	}
	if w.entries("retention.applied") != 1 {
		t.Errorf("%d entries", w.entries("retention.applied"))
	}
	w.verified()
}

// payloads is the text of all entries.
func (w *world) payloads() string {
	var all strings.Builder
	w.ok(w.store.View(w.Context(), org, func(tx *store.Tx) error {
		list, err := tx.Entries(0, 100000)
		for _, e := range list {
			if e.Opening != nil {
				all.WriteString(e.Opening.Payload)
			}
		}
		return err
	}))
	return all.String()
}

// sceneCopyNamesNobodyElse fills a person's records with others and looks for
// them in the copy.
func sceneCopyNamesNobodyElse(w *world) {
	t := w.T
	other := w.person("other-person-77")
	by := muster.Recorded{By: "Recorder Secretname"}
	id := w.person("p",
		&muster.Person{Named: muster.Named{FullName: "Robin Sample"}, Manager: "manager-secretname"},
		&muster.Application{Referrer: "referrer-secretname"},
		&muster.Reference{Referee: "Ref Secretname", Emails: []muster.Email{"secretname@example.org"}, Phones: []muster.Phone{"secretname"}, Employer: "Example Works", Recorded: by},
		&muster.Referral{Referrer: "referral-secretname"},
		&muster.Interview{Interviewer: "Int Secretname", Notes: "said secretname", Recorded: by},
		&muster.Report{Sign: muster.SignExtortion, Text: "secretname wrote", Recorded: by},
		&muster.Shipment{Recipient: "secretname", ReceivedBy: "secretname", Recorded: by},
		&muster.BankDetails{PayTo: muster.PayTo{Holder: "Robin Sample", IBAN: "GB33BUKB20201555555555"}, Recorded: by},
		&muster.Document{Number: "X123", Recorded: by},
	)
	f := finding("CVB-01", 1, muster.KindCV, id, other)
	f.Join = &muster.Join{Kinds: []muster.ArtefactKind{muster.ArtefactPhone}, SharedBy: 2}
	w.found("r", f)
	w.passed(id, muster.CheckLiveInterview, "", CodeFinding)
	_, err := w.desk.Copy(w.Context(), w.boss, id)
	w.wantCode(err, muster.CodeConflict, "not entered")
	w.must(w.boss, &ExportSubject{Subject: id, Reason: "The person asked for it."})
	c, err := w.desk.Copy(w.Context(), w.boss, id)
	w.ok(err)
	text, err := json.Marshal(c)
	w.ok(err)
	for _, word := range []string{"ecretname", "other-person-77", "Ada Example"} {
		if strings.Contains(string(text), word) {
			t.Errorf("the copy holds %q: %s", word, text)
		}
	}
	for _, word := range []string{"Robin Sample", "GB33BUKB20201555555555", "robin@example.net", `"other_people":1`, "live_interview"} {
		if !strings.Contains(string(text), word) {
			t.Errorf("the copy lacks %q", word)
		}
	}
	w.days(1)
	_, err = w.desk.Copy(w.Context(), w.boss, id)
	w.wantCode(err, muster.CodeConflict, "not entered")
}

// sceneCopySaysWhatClearedIt holds that a copy says why a finding counts nothing,
// in the words that were written and without anybody else's name, and what the
// law has told beside the records.
func sceneCopySaysWhatClearedIt(w *world) {
	t := w.T
	other := w.person("other-person-78", &muster.Person{Named: muster.Named{FullName: "zoltan otherman"}})
	id := w.person("p", &muster.Person{Named: muster.Named{FullName: "Robin Sample"}})
	joined, set := finding("CVB-01", 1, muster.KindCV, id, other), finding("NET-02", 2, muster.KindCV, id)
	w.found("r", joined, set)
	w.must(w.boss, &ClearFinding{Subject: id, Finding: joined.Key, Basis: BasisOwnRecords, Reason: "Robin's payslip shows the flat they share with zoltan; Grace Thirdparty and " + w.boss.Name + " saw the lease, ring 07700 900123."})
	w.must(w.boss, &Suppress{Flag: "NET-02", Until: w.clock.AddDate(0, 0, 7), Reason: "The office network was entered wrongly."})
	w.must(w.user[Counsel], &SetRetention{Kind: muster.KindPerson, Days: 400, Purpose: "Employ people", Basis: "contract", Reason: why})
	w.must(w.boss, &ExportSubject{Subject: id, Reason: "The person asked for it."})
	c, err := w.desk.Copy(w.Context(), w.boss, id)
	w.ok(err)
	if len(c.Findings) != 2 {
		t.Fatalf("%+v", c.Findings)
	}
	why := map[muster.FlagID]*CopiedExplanation{}
	for i := range c.Findings {
		why[c.Findings[i].Flag] = c.Findings[i].Why
	}
	if e := why["CVB-01"]; e == nil || e.Basis != BasisOwnRecords || e.Reason != "Robin's payslip shows the flat they share with […]; […] and […] saw the lease, ring […]." || e.At.IsZero() {
		t.Errorf("%+v", e)
	}
	if e := why["NET-02"]; e == nil || e.Basis != BasisRule || e.Reason != "The office network was entered wrongly." || e.Until.IsZero() {
		t.Errorf("%+v", e)
	}
	if i := slices.IndexFunc(c.Kinds, func(k CopiedKind) bool { return k.Kind == muster.KindPerson }); i < 0 || c.Kinds[i].Purpose != "Employ people" || c.Kinds[i].Basis != "contract" || c.Kinds[i].Days != 400 || c.Kinds[i].Records == 0 {
		t.Errorf("%+v", c.Kinds)
	}
	if c.Privacy != PrivacyText || c.Complain != 30 || !slices.Contains(c.Roles, HRLead) || slices.Contains(c.Roles, Administrator) {
		t.Errorf("%q %d %v", c.Privacy, c.Complain, c.Roles)
	}
}

func scenePersonIsMasked(w *world) {
	t := w.T
	id := w.person("p", &muster.BankDetails{PayTo: muster.PayTo{IBAN: "GB33BUKB20201555555555"}})
	p, err := w.desk.Person(w.Context(), w.user[Security], id)
	w.ok(err)
	if n := p.Fields[FieldName]; n.Text != "R… S…" || n.Sight != Unlocked {
		t.Errorf("%+v", n)
	}
	w.must(w.user[Security], &Unlock{Subject: id, Field: FieldName, Reason: why})
	p, err = w.desk.Person(w.Context(), w.user[Security], id)
	w.ok(err)
	if p.Fields[FieldName].Text != "Robin Sample" || p.Fields[FieldBank].Text == "GB33BUKB20201555555555" {
		t.Errorf("%+v", p.Fields)
	}
	it, err := w.desk.Person(w.Context(), w.user[IT], id)
	w.ok(err)
	if it.Standing != nil || it.Notices != nil || it.History != nil || it.Fields[FieldBank].Text != "" {
		t.Errorf("IT sees %+v", it)
	}
}
