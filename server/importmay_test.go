package server

import (
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"muster"
	"muster/casework"
	"muster/store"
)

// What files may say beyond people's own particulars.
const (
	checksFile = "Candidate ID,Check type,Check date,Outcome,Recorded by\nA-1,live interview,2026-11-10,passed,Rosa Marsh\nA-1,in person,2026-11-11,passed,Rosa Marsh\n"
	standsFile = "Candidate ID,Report date,Sign,Recorded by,Confirmed\nA-4,2026-11-10,different_person,Rosa Marsh,yes\n"
	agreedFile = "Employee ID,What was agreed,From,Until,Country\nW-1,travel,2026-01-01,2026-12-31,PT\n"
	agencyFile = "Agency,Agency phone\nNorthern Staff,+44 20 7946 0011\n"
	saidFile   = "Employee ID,Full name,Email,Email verified,Identity verified,Adjustment\nW-5,Ann Example,ann.example@mail.example,2026-11-10,2026-11-10,yes\n"
	movedFile  = "Employee ID,Full name,Legal entity,Start date\nW-2,Vic There,Example DE,2026-02-02\nW-9,Wyn New,Example DE,2026-02-02\n"
)

// onRecord is how much is on record of the people of these files, and of what is
// common by declaration.
func (in *installation) onRecord(t *testing.T) (records, declared int) {
	t.Helper()
	err := in.store.View(t.Context(), in.config.Organisation, func(tx *store.Tx) error {
		for _, id := range []muster.SubjectID{"A-1", "A-4", "W-1"} {
			list, _, err := tx.Observations(id)
			if err != nil {
				return err
			}
			records += len(list)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	registers, err := in.store.Registers(t.Context(), in.config.Organisation)
	if err != nil {
		t.Fatal(err)
	}
	return records, registerRows(registers)
}

// TestImportsOpenNoWayAround brings in files that say what acts refuse the same
// person: nothing of it is kept, and the page says so. Whoever may act may also
// bring it in.
func TestImportsOpenNoWayAround(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	if _, _, err := in.ImportPaths(t.Context(), writeFile(t, "applicants.csv", applicants), writeFile(t, "employees.csv", employees)); err != nil {
		t.Fatal(err)
	}
	recruiter := in.signedIn(t, "recruiter", casework.Grant{Role: casework.Recruiter})
	abroad := in.signedIn(t, "abroad", casework.Grant{Role: casework.Recruiter, Scope: casework.Scope{Entity: "Example DE"}})
	lead := in.signedIn(t, "lead", casework.Grant{Role: casework.HRLead})
	for _, test := range []struct {
		who        *browser
		name, text string
		says       string // "" when it is taken in
	}{
		{recruiter, "checks.csv", checksFile, "2 records of checks"},
		{recruiter, "reports.csv", standsFile, "1 record that a named person stands by"},
		{recruiter, "agreements.csv", agreedFile, "1 record of what was agreed"},
		{recruiter, "agencies.csv", agencyFile, "1 record of offices, agencies"},
		{abroad, "people.csv", movedFile, "1 record of people who are not among those you work with"},
		{lead, "checks.csv", checksFile, ""},
		{lead, "reports.csv", standsFile, ""},
		{lead, "agreements.csv", agreedFile, ""},
		{lead, "agencies.csv", agencyFile, ""},
	} {
		records, declared := in.onRecord(t)
		status, page := test.who.drop(t, test.name, test.text)
		nowRecords, nowDeclared := in.onRecord(t)
		kept := records != nowRecords || declared != nowDeclared
		switch {
		case status != http.StatusOK:
			t.Errorf("%s: %d", test.name, status)
		case test.says != "" && !strings.Contains(page, test.says):
			t.Errorf("%s: the page does not say %q: %.3000s", test.name, test.says, page[strings.Index(page, "Last import"):])
		case test.name != "people.csv" && kept != (test.says == ""):
			t.Errorf("%s, which is to say %q: kept %v", test.name, test.says, kept)
		}
	}
	if r, ok := in.live.now().Row("W-2"); !ok || r.Entity != "Example UK" {
		t.Errorf("a file moved somebody to %q", r.Entity)
	}
	if r, ok := in.live.now().Row("W-9"); !ok || r.Entity != "Example DE" {
		t.Errorf("somebody new of one's own entity is at %q", r.Entity)
	}
	key := in.program(t, []string{"observations.write", "checks.write"}, casework.Grant{Role: casework.Recruiter})
	if a := key.send("POST", "/v1/observations", `{"subject":"A-1","kind":"check","source":"x","happened":"2026-11-10","data":{"type":"in_person","done":"2026-11-10","outcome":"passed"}}`); a.status != http.StatusForbidden {
		t.Errorf("a recruiter's key sends checks of anybody: %d %s", a.status, a.body)
	}
}

// TestOutcomesInParticulars brings in records that say beside somebody's
// particulars what a check would: a recruiter's are taken in without that, those
// of who records checks whole.
func TestOutcomesInParticulars(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	stated := func() (n int) {
		for _, o := range in.stands(t, "W-5", muster.KindPerson) {
			n += len(casework.OutcomesIn(o.Data))
		}
		return n
	}
	table := in.desk.Permissions()
	for _, role := range casework.Roles() {
		if table.Cell(casework.PeopleImport, role) == casework.No {
			continue
		}
		before := stated()
		status, page := in.signedIn(t, "brings-"+string(role), casework.Grant{Role: role}).drop(t, string(role)+".csv", strings.ReplaceAll(saidFile, "2026-11-10", "2026-11-1"+string(rune('0'+len(role)%10))))
		if status != http.StatusOK {
			t.Fatalf("%s: %d", role, status)
		}
		more := stated() - before
		want := 0
		for _, a := range []casework.Action{casework.CheckRecord, casework.CheckRecord, casework.CheckAdjust} {
			if table.Cell(a, role) == casework.Yes {
				want++
			}
		}
		if says := strings.Contains(page, "taken in without that"); more != want || says != (want < 3) {
			t.Errorf("%s: %d outcomes are kept, want %d; the page says so: %v", role, more, want, says)
		}
	}
	if stated() == 0 {
		t.Error("who records checks brings none of it in")
	}
	const one = `{"subject":"W-5","kind":"person","source":"x","happened":"2026-11-10","data":{"full_name":"Ann Example","identity_verified":"2026-11-10"}}`
	if a := in.program(t, []string{"observations.write"}, lead()).send("POST", "/v1/observations", one); a.status != http.StatusForbidden || !strings.Contains(string(a.body), "verified") {
		t.Errorf("a key without the scope of checks: %d %s", a.status, a.body)
	}
	if a := in.program(t, []string{"observations.write", "checks.write"}, lead()).send("POST", "/v1/observations", one); a.status != http.StatusCreated {
		t.Errorf("a key with the scope of checks: %d %s", a.status, a.body)
	}
}

// TestAServersOwnFolderIsNotTold starts the server beside a muster.yaml: who
// drops a file is not told of it.
func TestAServersOwnFolderIsNotTold(t *testing.T) {
	in := newInstallation(t)
	b := in.signedIn(t, "lead", casework.Grant{Role: casework.HRLead})
	t.Chdir(filepath.Dir(writeFile(t, "muster.yaml", "data: elsewhere\n")))
	if status, page := b.drop(t, "applicants.csv", applicants); status != http.StatusOK || strings.Contains(strings.ToLower(page), "muster.yaml") {
		t.Errorf("%d: the page speaks of the server's own configuration", status)
	}
}

// TestImportsByKeys brings files in with keys of an HR lead: checks need their
// scope, and a program stands by nothing.
func TestImportsByKeys(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	if _, _, err := in.ImportPaths(t.Context(), writeFile(t, "applicants.csv", applicants)); err != nil {
		t.Fatal(err)
	}
	plain, whole := in.program(t, []string{"observations.write"}, lead()), in.program(t, []string{"observations.write", "checks.write"}, lead())
	for _, test := range []struct {
		who        *program
		name, text string
		kept       bool
	}{
		{plain, "checks.csv", checksFile, false},
		{whole, "reports.csv", standsFile, false},
		{whole, "checks.csv", checksFile, true},
	} {
		before, _ := in.onRecord(t)
		body, kind := multipartForm(t, "files", test.name, test.text)
		a := test.who.send("POST", "/v1/imports", body, "Content-Type", kind, "Idempotency-Key", newKey())
		a.want(t, test.name, http.StatusOK)
		if after, _ := in.onRecord(t); (after > before) != test.kept || strings.Contains(string(a.body), "not taken in") == test.kept {
			t.Errorf("%s: %d records, then %d: %s", test.name, before, after, a.body)
		}
	}
}

// TestOutcomesBesideFacts sends records that say what a check, a bank, an
// interviewer or whoever ships equipment would, as a program of every role and by
// file: only who may record that by an act may say it.
func TestOutcomesBesideFacts(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	in.keep(t, "W-1", &muster.Person{Named: muster.Named{FullName: "Una Here"}})
	table := in.desk.Permissions()
	for name, one := range map[string]struct {
		record string
		needs  casework.Action
	}{
		"original":   {`"kind":"document","data":{"type":"passport","number":"X99887766","original":"yes"}`, casework.CheckRecord},
		"portrait":   {`"kind":"document","data":{"type":"passport","number":"X99887766","portrait":"failed"}`, casework.CheckRecord},
		"name_check": {`"kind":"bank_details","data":{"iban":"GB33BUKB20201555555555","name_check":"no_match"}`, casework.PayrollSettle},
		"outcome":    {`"kind":"reference","data":{"employer":"Example Ltd","outcome":"never_there"}`, casework.CheckRecord},
		"concern":    {`"kind":"leaver","data":{"left":"2026-11-01","concern":"yes"}`, casework.CheckRecord},
		"signs":      {`"kind":"interview","data":{"start":"2026-11-01","signs":["live_proof_refused"]}`, casework.InterviewRecord},
		"agreed":     {`"kind":"shipment","data":{"item":"Laptop","direction":"out","agreed":"yes"}`, casework.EquipmentRecord},
	} {
		for _, role := range casework.Roles() {
			if table.Cell(casework.PeopleImport, role) == casework.No {
				continue
			}
			body := `{"subject":"W-1","source":"x","record":"` + string(role) + `","happened":"2026-11-10",` + one.record + `}`
			a := in.program(t, []string{"observations.write", "checks.write"}, casework.Grant{Role: role}).send("POST", "/v1/observations", body)
			if may := table.Cell(one.needs, role) == casework.Yes; may != (a.status == http.StatusCreated) || !may && (a.status != http.StatusForbidden || !strings.Contains(string(a.body), "for this person: "+name)) {
				t.Errorf("%s by %s: %d %s", name, role, a.status, a.body)
			}
		}
		a := in.program(t, []string{"observations.write"}, lead()).send("POST", "/v1/observations", `{"subject":"W-1","source":"x","record":"plain","happened":"2026-11-10",`+one.record+`}`)
		if a.status != http.StatusForbidden || !strings.Contains(string(a.body), "("+name+")") {
			t.Errorf("%s without the scope of checks: %d %s", name, a.status, a.body)
		}
	}
	const paper, bank = "Employee ID,Document type,Document number,Original seen\nW-8,passport,X99887755,yes\n", "Employee ID,Account number,Sort code,Name check\nW-8,28230009,00-10-00,no_match\n"
	in.signedIn(t, "recruiter", casework.Grant{Role: casework.Recruiter}).drop(t, "documents.csv", paper, "bank.csv", bank)
	papers, banks := in.stands(t, "W-8", muster.KindDocument), in.stands(t, "W-8", muster.KindBank)
	if len(papers) != 1 || len(banks) != 1 || len(casework.OutcomesIn(papers[0].Data))+len(casework.OutcomesIn(banks[0].Data)) != 0 {
		t.Fatalf("a recruiter's files: %d papers, %d accounts", len(papers), len(banks))
	}
	in.signedIn(t, "paying", casework.Grant{Role: casework.Payroll}).drop(t, "bank2.csv", strings.ReplaceAll(bank, "28230009", "28230008"))
	if banks := in.stands(t, "W-8", muster.KindBank); len(banks) != 2 || len(casework.OutcomesIn(banks[1].Data)) != 1 {
		t.Errorf("payroll's own file: %d accounts", len(banks))
	}
}
