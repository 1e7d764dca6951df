package web

import (
	"bytes"
	"context"
	"image"
	"image/jpeg"
	"io"

	"muster"
	"muster/casework"
)

func fixtureAdvice() PayAdvice {
	return PayAdvice{
		ID: "P-1", Person: ref("W-204", "Maria Lindqvist", muster.Verify), What: "Bank details changed on 9 June, 17 days before the first pay run.",
		Rival: "She moved to another bank, or somebody else wrote in her name and she is the one to protect.", Do: "Call her on the number that was on file before the change.", Account: "GB** **** **** **19", Source: "changes.csv row 12", Change: true, NewAt: date(6, 9),
	}
}

func (c *company) Cases(context.Context) (*Cases, error) {
	if c.empty {
		return &Cases{}, nil
	}
	clock := clockIn(44)
	return &Cases{Closed: 3, Columns: []CaseColumn{
		{"New", nil},
		{"Looking into it", []CaseCard{{ID: "C-7", Title: "One number on six applications", People: []PersonRef{ref("A-1014", "", ""), ref("A-1063", "", "")}, Owner: "Ann Keeper", Clock: &clock, Tasks: 2, Next: "Reference call-back for two people"}}},
		{"Waiting for a second person", nil},
		{"Waiting for the person's answer", []CaseCard{{ID: "C-5", Title: "A changed account in May", People: []PersonRef{ref("W-204", "", "")}, Owner: "Sam Reed"}}},
	}}, nil
}

func (c *company) Case(_ context.Context, id string) (*Case, error) {
	if id != "C-7" {
		return nil, &muster.Error{Code: muster.CodeNotFound, Message: "There is no such case for you to read."}
	}
	clock := clockIn(44)
	readers := []Option{{"U-1", "Ann Keeper"}, {"U-2", "Kim Hart"}}
	return &Case{
		MayTask: readers, MayRead: readers,
		ID: "C-7", Title: "One number on six applications", State: "Looking into it", Owner: "Ann Keeper", Opened: at(6, 9, 10), Reason: "Six applications within a fortnight share a number and two a camera.",
		People: []PersonRef{ref("A-1014", "Nour Adel", ""), ref("A-1063", "", "")}, Clock: &clock,
		Hypotheses: []Hypothesis{
			{ID: "H-1", Text: "Flatmates give one landline.", Honest: true, By: "Ann Keeper"},
			{ID: "H-2", Text: "One operator answers for several applicants.", By: "Sam Reed"},
		},
		Evidence: []Exhibit{{ID: "I-1", Kept: true, Holder: "Ann Keeper", Where: "in this case", Shows: "What was said about the camera.", Name: "Interview notes of 30 May", Hash: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", Size: 2048, Added: at(6, 9, 11), By: "Ann Keeper", Custody: []Line{{At: date(6, 9), Text: "Filed", By: "Ann Keeper"}}, Stamp: &Stamp{Entry: 4101}}},
		Weighed:  []Weighing{{Evidence: "I-1", Hypothesis: "H-1", Weight: casework.WeighsAgainst, Reason: "Four declare other towns.", By: "Ann Keeper", At: at(6, 9, 12)}},
		Tasks:    []Task{{ID: "T-1", Text: "Call the agency on its published number", Who: "Sam Reed", Due: date(6, 11), Late: true}, {ID: "T-2", Text: "Ask for interview times", Who: "Ann Keeper", Result: "Received."}},
		Notes:    []CaseNote{{Text: "Spoke to the hiring manager, who met one of them.", By: "Ann Keeper", At: at(6, 10, 9)}, {Text: "Keep to the notice's wording.", By: "Lee Park", At: at(6, 10, 12), Privileged: true}},
		Steps:    []Step{{ID: "S-9", What: "Do not go on with the application", About: ref("A-1063", "", ""), Reason: "No answer to three invitations over two weeks, in writing and by telephone.", By: "Ann Keeper", At: at(6, 11, 9), Mine: true}},
		Decided:  []Decision{{What: "Case opened.", Reason: "As above.", By: "Ann Keeper", At: at(6, 9, 10), Stamp: &Stamp{Entry: 4100}}},
		Readers:  []Reader{{"Ann Keeper", "HR lead", at(6, 12, 8)}, {"Lee Park", "Counsel", at(6, 10, 12)}}, Access: []Opened{{"Ann Keeper", 6, at(6, 12, 8)}, {"Lee Park", 1, at(6, 10, 12)}},
		Told: []Told{{ref("A-1014", "Nour Adel", ""), Notice{Sent: at(6, 9, 12)}}},
	}, nil
}

func (c *company) Interview(_ context.Context, id muster.SubjectID) (*Interview, error) {
	return &Interview{
		Person: ref(string(id), "Nour Adel", muster.Verify), Session: "D-55", Role: muster.RoleOrdinary, Notice: true, Swap: "A written exercise takes the place of the spoken one.",
		Questions: []Question{
			{"Which part of the component library did you write yourself?", "CV, 2024: “component library shared by four teams”", "Names a component, says who reviewed it."},
			{"Who led the team at Brightwater?", "Application: Brightwater Ltd, 2022 to 2024", "A name and how they worked together."},
		},
		Prompts: []string{"Turn your head to the window.", "Hold up three fingers beside your face."},
		Earlier: []Session{{By: "Sam Reed", At: date(5, 30), Answers: []string{"Answered with particulars", "Answered in part"}, Signs: []string{"A virtual camera was shown"}, Agrees: true}},
		Checks:  []Check{{ID: "K-3", Type: muster.CheckLiveInterview, Why: "Before privileged access; everybody in the class has it.", Asked: date(6, 11), Due: date(6, 15), Outcome: muster.OutcomePending, Mine: true, Offers: fixtureHeld("#e"), Unfold: true}},
		Planned: []Planned{{ID: "D-55", At: at(6, 11, 9), By: "Ann Keeper", Waits: []string{"Ann Keeper"}, Recorded: []string{"Sam Reed"}},
			{ID: "D-50", At: at(6, 1, 9), By: "Sam Reed", Waits: []string{"Lee Park"}, Recorded: []string{"Sam Reed"}, Withdrawn: &Decision{What: "It will not take place.", Reason: "The person took another job and said so on the telephone.", By: "Sam Reed", At: at(6, 3, 9)}}},
		Waiting: 1, Compared: &Comparison{By: []string{"Ann Keeper", "Sam Reed"}, Rows: []ComparedRow{{"Who led the team at Brightwater?", []string{"Answered with particulars", "Answered in part"}, true}, {"Signs", []string{"None", "None"}, false}}},
		Stills: &Stills{Person: id, Days: 60, Purpose: "To know that the same person comes", Basis: "Consent, with another way", Notice: "N-9", Way: casework.WayStill, WayBy: "Ann Keeper", WayAt: at(6, 9, 9),
			Shown: []StillShown{{ID: "F-1", Moment: casework.AtInterview, By: "Ann Keeper", At: at(6, 9, 9), Until: at(8, 9, 9)}, {ID: "F-2", Moment: casework.AtDayOne, By: "Sam Reed", At: at(6, 11, 9), Until: at(8, 11, 9)}}},
	}, nil
}

func (c *company) KeepStill(_ context.Context, key string, s NewStill) (*Receipt, error) {
	c.files = append(c.files, key+" "+string(s.Person)+" "+s.Moment+": "+string(s.Content))
	return &Receipt{Says: "Kept.", Entry: 5002}, c.refuse
}

// Still is one grey point.
func (c *company) Still(_ context.Context, _ muster.SubjectID, _ string) ([]byte, error) {
	var b bytes.Buffer
	err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 320, 240)), nil)
	return b.Bytes(), err
}

func (c *company) Payroll(_ context.Context, _ WorkQuery) (*Payroll, error) {
	if c.empty {
		return &Payroll{}, nil
	}
	settled := fixtureAdvice()
	settled.ID, settled.Settled = "P-0", &Decision{What: "Confirmed.", Reason: "She answered on the number on file from 2024.", By: "Ann Keeper", At: at(5, 26, 9), Stamp: &Stamp{Entry: 4066}}
	first := fixtureAdvice()
	first.ID, first.What, first.Change = "P-2", "First pay on 26 June; the name on the account is not checked yet.", false
	released := fixtureAdvice()
	released.ID, released.What, released.Released = "P-4", "The bank details were changed on 2 June 2026.", true
	released.Settled = &Decision{What: "Two people released this account in a pay run.", By: "Ann Keeper and Sam Second", At: at(6, 4, 10)}
	return &Payroll{
		Advisee: "Ann Keeper", FirstPay: []PayAdvice{first}, Changes: []PayAdvice{fixtureAdvice()}, Settled: []PayAdvice{settled, released},
		Duplicates: []Duplicate{{Account: "GB** **** **** **55", People: []PersonRef{ref("W-120", "Ola Berg", ""), ref("W-121", "Kai Berg", "")}, Rival: "A joint account: they declare one home."}},
		Listing:    Listing{Total: 140, Next: "W-121"},
	}, nil
}

func fixtureRun() PayRunRow {
	return PayRunRow{ID: "R-1", File: "june.txt", Entity: "Harbour UK", Payments: 140, Shown: 3, Open: 2, Unreleased: 1, Totals: []PayTotal{{"GBP", "251000.10", "5300.00", "3200.00", ""}}, PayDay: date(6, 26), At: at(6, 12, 9), By: "Ann Keeper"}
}

func (c *company) PayRuns(context.Context) (*PayRuns, error) {
	if c.empty {
		return &PayRuns{}, nil
	}
	done := fixtureRun()
	done.ID, done.File, done.Open, done.Unreleased, done.Exported = "R-0", "may.txt", 0, 0, at(5, 26, 9)
	return &PayRuns{Rows: []PayRunRow{fixtureRun(), done}, Entities: []Option{{"", "The whole organisation"}, {"uk", "Harbour UK"}}}, nil
}

func (c *company) PayBases(context.Context) (*PayBases, error) {
	if c.empty {
		return &PayBases{Now: at(6, 12, 9)}, nil
	}
	return &PayBases{Now: at(6, 12, 9), Rows: []PayBasisRow{
		{Person: ref("W-204", "Maria Lindqvist", muster.Verify), Basis: "Attachment of earnings order 2026/17", Reason: "A court order names this pay.", Until: at(8, 1, 0), By: "Lee Park", At: at(6, 10, 9)},
		{Person: ref("W-120", "", ""), Basis: "Clause 9", Reason: "Overpaid in March, agreed in writing.", Until: at(5, 1, 0), By: "Lee Park", At: at(4, 10, 9)},
	}}, nil
}

func (c *company) PayRun(_ context.Context, q PayRunQuery) (*PayRun, error) {
	p := &PayRun{PayRunRow: fixtureRun(), Format: "Bacs Standard 18", SubmitBy: date(6, 25), Now: date(6, 12), Total: 3}
	if q.Run == "R-0" {
		p.ID, p.Open, p.Unreleased, p.Exported = "R-0", 0, 0, at(5, 26, 9)
		return p, nil
	}
	change := PayRunReason{Says: "The account is not the one verified on 2 February 2024, and nobody has verified it.", Rival: "Somebody else may be diverting this person's pay: they may know nothing of the change.", Settles: "Ask the person, by a number that was on file before the change; a second person releases it.", Change: true}
	p.Lines = []PayRunLine{
		{Run: "R-1", Line: 6, Person: ref("W-204", "Maria Lindqvist", muster.Verify), Payee: "M LINDQVIST", Amount: "2100.00", Currency: "GBP", Account: "•••• 6677", Last: "•••• 4444", Proposal: "pay_last_verified", Basis: true, Reasons: []PayRunReason{change}},
		{Run: "R-1", Line: 7, Payee: "PAPER LTD", Amount: "1100.00", Currency: "GBP", Account: "•••• 1212", Proposal: "pay_as_given", Reasons: []PayRunReason{{Says: "The line leads to nobody on record.", Rival: "A supplier in the same file.", Settles: "Find the reason for the payment."}}},
		{Run: "R-1", Line: 9, Person: ref("W-120", "Ola Berg", ""), Payee: "O BERG", Amount: "2100.00", Currency: "GBP", Account: "•••• 9911", Last: "•••• 3232", Proposal: "pay_last_verified", Waits: true, Mine: true, Reasons: []PayRunReason{change}, Decided: &Decision{What: PayChoice("pay_as_given"), Reason: "She told me at her desk.", By: "Ann Keeper", At: at(6, 12, 9)}},
	}
	if c.empty {
		p.Lines, p.Shown, p.Open, p.Unreleased = nil, 0, 0, 0
	}
	return p, nil
}

func (c *company) CheckPayFile(_ context.Context, key string, f PayFile) (*Receipt, error) {
	c.files = append(c.files, key+" "+f.Name+" "+f.Entity+": "+string(f.Content))
	return &Receipt{Says: "Looked at.", Next: "/payroll/runs/R-1"}, c.refuse
}

func (c *company) PayRunFile(_ context.Context, run string, sameDay bool) (*Attachment, error) {
	if run != "R-0" {
		return nil, &muster.Error{Code: muster.CodeConflict, Message: "The replacement of this run was not written yet.", Hint: "Decide every shown line."}
	}
	if sameDay {
		return &Attachment{Name: "same_day.csv", Content: []byte("line\n")}, nil
	}
	return &Attachment{Name: "may.txt", Content: []byte("VOL1\n")}, nil
}

func (c *company) Equipment(_ context.Context, _ WorkQuery) (*Equipment, error) {
	if c.empty {
		return &Equipment{}, nil
	}
	return &Equipment{
		Any: true, Listing: Listing{Total: 95, Next: "W-99"},
		Waiting: []Shipment{{ID: "E-1", Person: ref("A-1022", "Ilse Brandt", ""), Item: "Laptop 14″", Planned: date(6, 16), To: "Leeds, LS6 ***", Compared: muster.OutcomeSame, Verified: true},
			{ID: "E-2", Person: ref("A-1014", "Nour Adel", ""), Item: "Laptop 14″", Planned: date(6, 18), To: "Hull, HU1 ***", Compared: muster.OutcomeDifferent, Question: "The address is not the home on file.", Rival: "Nobody is at home during the day."}},
		Back: []Shipment{{ID: "E-3", Person: ref("W-99", "Jo Field", ""), Item: "Laptop 16″", Planned: date(5, 30), To: "Office Leeds", DaysLate: 13, Question: "Thirteen days past the return date.", Rival: "Post takes longer over holidays."}},
	}, nil
}

func (c *company) Rules(context.Context) (*Rules, error) {
	return &Rules{
		Policy: "default-2", Published: Decision{What: "Published.", Reason: "Camera notes weigh less after a month of false alarms.", By: "Ann Keeper", At: at(6, 1, 9), Stamp: &Stamp{Entry: 4079}},
		Verify: "One finding of 3 or more, or two families at 2.", Escalate: "A finding of 4 or more and another family at 3 or more.",
		Rows: []RuleRow{
			{Flag: "SRC-01", Title: "Same contact on applications under different names.", Family: muster.FamilyLink, Strength: 3, Findings: 6, Cleared: 4},
			{Flag: "INT-08", Title: "A virtual camera was shown.", Family: muster.FamilyFace, Strength: 2, Findings: 2, Suppressed: true},
			{Flag: "CON-02", Title: "Declines a promotion.", Family: muster.FamilyConduct, Off: true},
		},
		Gates: []GateRule{{muster.RoleOrdinary, muster.GateOffer, []muster.CheckType{muster.CheckLiveInterview, muster.CheckReference}}},
		Draft: fixtureTrial(),
	}, nil
}

func fixtureTrial() *Trial {
	return &Trial{ID: "D-2", What: "SRC-01 from strength 3 to 2", Before: [3]int{1180, 18, 6}, After: [3]int{1185, 14, 5}, PerWeek: [2]int{9, 7}, Due: [2]int{24, 19}, Steps: 3, Budget: 15, More: 4,
		Moves: []Move{{ref("A-1014", "Nour Adel", ""), muster.Verify, muster.Clear}}}
}

func (c *company) Rule(_ context.Context, flag muster.FlagID) (*Rule, error) {
	if flag != "SRC-01" {
		return nil, &muster.Error{Code: muster.CodeNotFound, Message: "There is no such rule."}
	}
	return &Rule{
		RuleRow: RuleRow{Flag: "SRC-01", Title: "Same contact on applications under different names.", Family: muster.FamilyLink, Strength: 3, Findings: 6, Cleared: 4}, Default: 3,
		Manual: muster.Manual{Title: "Same contact on applications under different names.", What: "Compares phone numbers, e-mail addresses and profiles.", Why: "One operator behind several applications has to answer all of them.",
			Innocent: []string{"Family or flatmates."}, Clear: []string{"A code to a number of their own."}, Sources: []string{"SRC-01"}},
		Checks: []muster.CheckType{muster.CheckContactCode}, Sources: []string{"Public advisory of 2024"},
		Suppressions: []Suppression{{Until: date(7, 1), Reason: "A job fair where one desk number was given out.", By: "Sam Reed"}}, Trial: fixtureTrial(),
	}, nil
}

func (c *company) Ledger(_ context.Context, q LedgerQuery) (*Ledger, error) {
	return &Ledger{
		Size: 4128, Root: "qLm0m0X5Qk2Rr8W2b7m6bD0mL2cJv3mZy3mH1a2b3c4=", Signed: at(6, 12, 9), Key: "harbour", Verified: &Verified{At: at(6, 12, 9), OK: true, Says: "All 4,128 entries are there, in order and unaltered.", Leaves: 4128}, Older: 4100,
		Entries: []Entry{
			{Number: 4127, At: at(6, 10, 11), Who: "Sam Reed", What: "Recorded a live interview: passed", About: "Nour Adel", Href: "/people/A-1014", Hash: "3b1f0c…"},
			{Number: 4126, At: at(6, 10, 10), Who: "Ann Keeper", What: "Opened case C-7", Hash: "77aa10…", Erased: true},
		},
	}, nil
}

func (c *company) Bundle(_ context.Context, w io.Writer, _ Words) error {
	_, err := io.WriteString(w, "PK")
	return err
}

func (c *company) Settings(context.Context) (*Settings, error) {
	return &Settings{
		Organisation: "Harbour & Sons", Entities: []string{"Harbour UK", "Harbour DE"},
		Users: []User{{ID: "U-1", Name: "Ann Keeper", Email: "ann@harbour.example", Roles: []string{"hr_lead", "administrator"}, Last: at(6, 12, 8), Second: true}, {ID: "U-2", Name: "Sam Reed", Email: "sam@harbour.example", Roles: []string{"recruiter"}, Entity: "Harbour UK", Provided: true}, {ID: "U-3", Name: "Lee Ward", Email: "lee@harbour.example", Roles: []string{"payroll"}}},
		Claim: "groups", Groups: []GroupRole{{ID: "G-1", Group: "muster-recruiting", Role: "recruiter", Entity: "Harbour UK", Country: "GB"}},
		Ways: Ways{Passkey: true, Password: true}, Keys: []Key{{ID: "Y-1", Name: "Applicant tracking", Scopes: []string{"observations.write"}, Made: at(5, 1, 9), Expires: muster.Date(2027, 5, 1)}},
		Hooks: []Hook{{ID: "W-1", URL: "https://tickets.harbour.example/hook", Status: "Delivered 3 minutes ago", Well: true}}, Retention: []Retention{{Kind: muster.KindInterview, Days: 180, Purpose: "Deciding on applications", Basis: "Legitimate interest, assessed on 2 May 2026"}},
		Stills: &StillRule{On: true, Days: 60, Purpose: "To know that the same person comes", Basis: "Consent, with another way", Notice: "N-9", By: "Ann Keeper", At: at(6, 1, 9)},
		Monitoring: []Monitoring{
			{Kind: "sign_in", Name: "Sign-ins", On: true, Assessment: "DPIA-3", Notice: "N-4", Basis: "Legitimate interests", By: "Ann Keeper", At: at(6, 1, 9)}, {Kind: "network", Name: "Where sign-ins come from"},
		},
		Notices: []NoticeText{{"To applicants", "We compare what you send us with other records to protect everybody's identity."}},
	}, nil
}
