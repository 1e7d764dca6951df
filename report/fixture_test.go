package report

import (
	"fmt"
	"iter"
	"strings"
	"time"

	"muster"
)

// fixture is a small company with everything a report can show: a ring of six,
// a couple behind one line, a changed bank account with another explanation,
// two CVs with a passage in common, notes, gaps, rejects and people with
// nothing due.
func fixture() *Input {
	persons := fixturePeople()
	return &Input{
		Organisation: "Harbour & Sons", Made: time.Date(2026, 6, 12, 9, 30, 0, 0, time.FixedZone("", 3600)),
		Versions: muster.Versions{Program: "0.1.0", Policy: "default-1", Detectors: "41 of 4 June 2026"},
		People:   each(persons), Groups: fixtureGroups(), Passages: fixturePassages(),
		Unseen: []muster.Unseen{
			{What: "How work is done on issued laptops", Why: "No device records were given.", Remedy: "Export the device list from your laptop management and add it to the folder.", Flags: []muster.FlagID{"END-01", "END-02"}, Control: "M-01"},
		},
		Files: []File{
			{Path: "exports/applications.csv", Type: "applications", Rows: Rows{62, 61, 1}, Unknown: []string{"Favourite colour", "Internal note"}},
			{Path: "exports/payroll.xlsx", Type: "bank details", Rows: Rows{24, 24, 0}},
			{Path: "cvs/locked.pdf", Type: "CV", Rows: Rows{1, 0, 1}, Err: &muster.Error{Code: muster.CodeEncrypted, Message: "needs a password", Hint: "ask the person for a copy without one"}},
		},
		Rows: Rows{In: 87, Out: 85, Rejects: 2},
		Rejects: eachReject([]Reject{
			{"exports/applications.csv", 14, "applied_on", "31/02/2026 is not a date", 0},
			{"exports/applications.csv", 41, "", "the row has 9 cells, the header 11", 0},
			{"cvs/locked.pdf", 0, "", "needs a password", 0},
		}),
		Open: []Question{{"The column \"seen\" in interviews.csv holds 03/04/2026: is that 3 April or 4 March?", "interviews.csv: {dates: {seen: day-first}}"}},
		Manuals: map[muster.FlagID]muster.Manual{
			"SRC-01": {
				Title: "Same contact on applications under different names.", What: "Compares phone numbers, e-mail addresses and profiles across all applications.",
				Why:      "One operator behind several applications has to answer all of them.",
				Innocent: []string{"Family or flatmates.", "An agency that puts its own number on every CV."},
				Clear:    []string{"Each person proves control of a number of their own by a code.", "The agency confirms through its published switchboard."},
				Sources:  []string{"SRC-01"},
			},
			"PAY-02": {
				Title: "One account for several people.", What: "Compares accounts across payroll.", Why: "Pay for several people ends in one place.",
				Innocent: []string{"A couple with a joint account.", "An umbrella company."}, Clear: []string{"A bank letter that names both holders."}, Sources: []string{"PAY-02"},
			},
			"PAY-05": {
				Title: "Bank details changed shortly before a pay run.", What: "Looks at the days between a change and the next pay run.", Why: "Pay can be led away from the person it belongs to.",
				Innocent: []string{"The person moved to another bank.", "Somebody else wrote in the person's name: the person is then the one to protect."},
				Clear:    []string{"Call the person on a number that was on file before the change."}, Sources: []string{"PAY-05"},
			},
			"CVB-03": {
				Title: "A long passage stands in two CVs.", What: "Compares CVs with each other, without advert and template lines.", Why: "CVs of several claimed people may have one author.",
				Innocent: []string{"A CV service or a public sample.", "Colleagues who describe one project."}, Clear: []string{"The person explains the project in a conversation."}, Sources: []string{"CVB-03"},
			},
			"INT-04": {
				Title: "Long pauses before answers.", What: "What an interviewer noted.", Why: "Shown as a note only.", Innocent: []string{"Nerves.", "A slow line."}, Clear: []string{"Nothing is needed."}, Sources: []string{"INT-04"},
			},
		},
		Values: func(id muster.ArtefactID) Display {
			return map[byte]Display{
				1: {"+44 7*** ***482", "+44 7700 900482"}, 2: {"GB** **** **** 4471", "GB33 BUKB 2020 1555 4471"},
				3: {"14 K****** Road, L****", "14 Kelmscott Road, Leeds"}, 4: {"+44 20 **** *100", "+44 20 7946 0100"},
			}[id[0]]
		},
		Names: func(id muster.SubjectID) string { return "Name of " + string(id) },
		Seen:  fixtureSeen,
	}
}

func each(persons []*Person) iter.Seq2[*Person, error] {
	return func(yield func(*Person, error) bool) {
		for _, p := range persons {
			if !yield(p, nil) {
				return
			}
		}
	}
}

func eachReject(list []Reject) iter.Seq2[Reject, error] {
	return func(yield func(Reject, error) bool) {
		for _, r := range list {
			if !yield(r, nil) {
				return
			}
		}
	}
}

func artefact(b byte) muster.ArtefactID { return muster.ArtefactID{b} }

func cited(n byte, subject muster.SubjectID, kind muster.Kind, file string, row int, at muster.Time) muster.Evidence {
	var id muster.ObservationID
	id[0], id[1] = n, byte(row)
	copy(id[2:], subject)
	return muster.Evidence{Observation: id, Subject: subject, Kind: kind, Source: "greenhouse", Place: muster.Place{File: file, Row: row}, Happened: at}
}

func sharedPhone(self muster.SubjectID, others ...muster.SubjectID) muster.Finding {
	f := muster.Finding{
		Flag: "SRC-01", Detector: "shared-contact", Subjects: append([]muster.SubjectID{self}, others...), Strength: 4, Family: muster.FamilyLink, Scored: true,
		ObservedAt: muster.Date(2026, 3, 3), Title: "Same phone number on applications under different names",
		Detail: "{value} is on this application ({date}) and on {n} in all.",
		Join:   &muster.Join{Kinds: []muster.ArtefactKind{muster.ArtefactPhone}, Artefacts: []muster.ArtefactID{artefact(1)}, SharedBy: len(others) + 1, Base: 1204, DifferentHomes: 3},
	}
	for i, s := range f.Subjects {
		f.Evidence = append(f.Evidence, cited(1, s, muster.KindApplication, "exports/applications.csv", 12+i, muster.Date(2026, 3, 3+i)))
	}
	f.ComputeKey()
	return f
}

func sharedAccount(self muster.SubjectID, others ...muster.SubjectID) muster.Finding {
	at := muster.Instant(time.Date(2026, 5, 20, 14, 5, 0, 0, time.FixedZone("", 3600)))
	f := muster.Finding{
		Flag: "PAY-02", Detector: "shared-account", Subjects: append([]muster.SubjectID{self}, others...), Strength: 5, Family: muster.FamilyBank, Scored: true,
		ObservedAt: at, Title: "One bank account is named by several people", Detail: "{value} is where this person and others ask to be paid.",
		Join:     &muster.Join{Kinds: []muster.ArtefactKind{muster.ArtefactAccount}, Artefacts: []muster.ArtefactID{artefact(2)}, SharedBy: len(others) + 1, Base: 24, Growing: true},
		Evidence: []muster.Evidence{cited(2, self, muster.KindBank, "exports/payroll.xlsx", 7, at)},
	}
	f.ComputeKey()
	return f
}

func single(self muster.SubjectID, flag muster.FlagID, family muster.Family, strength int, title, detail, rival string) muster.Finding {
	f := muster.Finding{
		Flag: flag, Detector: "single", Subjects: []muster.SubjectID{self}, Strength: strength, Family: family, Scored: flag != "INT-04",
		ObservedAt: muster.Date(2026, 6, 2), Title: title, Detail: detail, Rival: rival,
		Evidence: []muster.Evidence{cited(3, self, muster.KindBank, "exports/payroll.xlsx", 19, muster.Date(2026, 6, 2))},
	}
	f.ComputeKey()
	return f
}

func assessed(id muster.SubjectID, status muster.Status, level muster.Level, reason string, findings ...muster.Finding) *Person {
	p := &Person{ID: id, Status: status, Role: muster.RoleOrdinary, Findings: findings}
	p.Assessment = muster.Assessment{Subject: id, Level: level, Reason: reason}
	taken := map[muster.Family]bool{}
	for i := range findings {
		f := &findings[i]
		c := muster.Contribution{Finding: f.Key, Flag: f.Flag, Family: f.Family, Strength: f.Strength, Counted: f.Scored && !taken[f.Family]}
		switch {
		case !f.Scored:
			c.Why = "note only"
		case taken[f.Family]:
			c.Why = "same family"
		default:
			taken[f.Family] = true
			p.Assessment.Families = append(p.Assessment.Families, f.Family)
		}
		p.Assessment.Contributions = append(p.Assessment.Contributions, c)
	}
	if level != muster.Clear {
		p.Assessment.Unseen = []muster.Unseen{{What: "Whether the CV's passages stand elsewhere.", Why: "The CV is a scan without text.", Remedy: "Ask for the CV as a text document.", Flags: []muster.FlagID{"CVB-03"}, Control: "M-07"}}
	}
	return p
}

func fixturePeople() []*Person {
	ring := []muster.SubjectID{"A-1001", "A-1014", "A-1022", "A-1030", "A-1041", "A-1057"}
	var out []*Person
	for i, id := range ring {
		others := append(append([]muster.SubjectID{}, ring[:i]...), ring[i+1:]...)
		p := assessed(id, muster.StatusApplicant, muster.Escalate, "three or more people with different declared homes are joined by two kinds of value", sharedPhone(id, others...), sharedAccount(id, others[:2]...))
		p.Assessment.Checks = []muster.CheckRequest{
			{Type: muster.CheckContactCode, Say: "Send a one-time code to the number on file and ask for it in the next conversation.", Flags: []muster.FlagID{"SRC-01"}},
			{Type: muster.CheckBankName, Say: "Ask the bank whether the account is held in this person's name.", Flags: []muster.FlagID{"PAY-02"}},
		}
		out = append(out, p)
	}
	passage := single("A-1063", "CVB-03", muster.FamilyText, 3, "A long passage stands in this CV and in another", "62 words in a row are the same in both CVs and stand nowhere else.", "")
	passage.Subjects = append(passage.Subjects, "A-1070")
	note := single("A-1063", "INT-04", muster.FamilyConduct, 1, "Long pauses before answers", "The interviewer noted pauses.", "")
	weak := single("A-1063", "CVB-06", muster.FamilyText, 2, "A referee's contact is also the agency's", "One referee answered from the agency's domain.", "")
	cv := assessed("A-1063", muster.StatusApplicant, muster.Verify, "one finding of strength 3 or more", passage, weak, note)
	cv.Assessment.Checks = []muster.CheckRequest{{Type: muster.CheckLiveInterview, Say: "Ask the person to walk you through the ledger project on camera.", Flags: []muster.FlagID{"CVB-03"}}}
	bank := single("W-204", "PAY-05", muster.FamilyBank, 3, "Bank details changed two days before a pay run", "The account on file was replaced on {date} by mail from a new address.",
		"Somebody may have written in this person's name. Then the person is the one to protect: call them on the number that was on file before.")
	bank.Evidence[0].Events = []muster.Text{"ev-204-1"} // as a day of a log is cited
	changed := assessed("W-204", muster.StatusWorker, muster.Verify, "one finding of strength 3 or more", bank)
	changed.Role = muster.RolePrivileged
	changed.Assessment.Checks = []muster.CheckRequest{{Type: muster.CheckBankName, Say: "Call the person on the number that was on file before the change.", Flags: []muster.FlagID{"PAY-05"}}}
	out = append(out, cv, changed)
	for i := range 45 {
		status := muster.StatusApplicant
		if i%3 == 0 {
			status = muster.StatusWorker
		}
		id := muster.SubjectID(fmt.Sprintf("W-%03d", 300+i))
		if i%9 == 0 {
			out = append(out, assessed(id, status, muster.Clear, "", single(id, "SRC-07", muster.FamilyLink, 1, "Free mail address", "A free mail address with a number.", "")))
			continue
		}
		out = append(out, assessed(id, status, muster.Clear, ""))
	}
	return out
}

func fixtureGroups() []muster.Group {
	ring := []muster.SubjectID{"A-1001", "A-1014", "A-1022", "A-1030", "A-1041", "A-1057"}
	g := muster.Group{ID: "g1", Kind: muster.GroupRing}
	for i, id := range ring {
		role := muster.MemberOrdinary
		if i == 3 {
			role = muster.MemberAddressHub
		}
		g.Members = append(g.Members, muster.Member{Subject: id, Role: role})
	}
	g.Joints = []muster.Joint{
		{Artefact: artefact(1), Kind: muster.ArtefactPhone, Value: "+44 7*** ***482", Members: ring[:4], SharedBy: 4, Why: "4 of 1,204 share one; rare here", Weight: 21},
		{Artefact: artefact(2), Kind: muster.ArtefactAccount, Value: "GB** **** **** 4471", Members: ring[1:4], SharedBy: 3, Why: "3 of 24; rare here", Weight: 24},
		{Artefact: artefact(3), Kind: muster.ArtefactBuilding, Value: "14 K****** Road, L****", Members: ring[3:], SharedBy: 3, Why: "one more than expected of a flat", Weight: 9},
		{Artefact: artefact(4), Kind: muster.ArtefactPhone, Value: "+44 20 **** *100", Members: ring, SharedBy: 40, Common: true, Why: "the agency's own number, on 40 CVs"},
	}
	g.Rivals = []muster.Rival{
		{Explanation: "A shared house whose landlord takes in parcels.", Settles: "The tenancy or a bill in each person's name.", Weight: "possible: one address only"},
		{Explanation: "An agency that answers for its candidates.", Settles: "A call to the agency's published switchboard.", Weight: "unlikely: the account is not the agency's"},
	}
	couple := muster.Group{
		ID: "g2", Kind: muster.GroupSameHuman,
		Members: []muster.Member{{Subject: "A-1063", Role: muster.MemberRecord}, {Subject: "A-1070", Role: muster.MemberRecord}},
		Joints:  []muster.Joint{{Kind: muster.ArtefactPassage, Value: "62 words", Members: []muster.SubjectID{"A-1063", "A-1070"}, SharedBy: 2, Why: "stands nowhere else", Weight: 12}},
		Rivals:  []muster.Rival{{Explanation: "Both worked on the project.", Settles: "Each explains their own part."}},
	}
	return []muster.Group{couple, g}
}

func fixturePassages() []Passage {
	text := "Profile. Ten years in payments. I rebuilt the settlement ledger of a regional clearing house so that every posting could be replayed from its own journal, which cut the nightly close from four hours to nineteen minutes. Hobbies: sailing."
	from := strings.Index(text, "I rebuilt")
	to := strings.Index(text, " Hobbies")
	other := "Summary: " + text[from:to] + " Reads a lot."
	return []Passage{{Words: 31, Sides: [2]Side{
		{Subject: "A-1070", Place: muster.Place{File: "cvs/A-1070.docx"}, When: muster.Date(2025, 11, 2), Text: other, Common: []Span{{9, 9 + to - from}}},
		{Subject: "A-1063", Place: muster.Place{File: "cvs/A-1063.pdf"}, When: muster.Date(2026, 4, 9), Text: text, Common: []Span{{from, to}}},
	}}}
}
