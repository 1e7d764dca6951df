package server

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/mod/sumdb/note"

	"muster"
	"muster/casework"
	"muster/detect"
	"muster/detect/all"
	"muster/ledger"
	"muster/policy"
	"muster/store"
	"muster/web"
)

// keep puts records straight into the store, as another system's would come.
func (in *installation) keep(t testing.TB, subject muster.SubjectID, data ...muster.Data) {
	t.Helper()
	for i, d := range data {
		o := muster.Observation{Organisation: in.config.Organisation, Subject: subject, Source: "test", Record: fmt.Sprintf("%s %d %s", subject, i, d.Kind()), Happened: muster.Date(2026, 11, 1+i), Data: d}
		if err := o.Seal(); err != nil {
			t.Fatal(err)
		}
		if _, _, err := in.store.Append(t.Context(), o.Organisation, []muster.Observation{o}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := in.settle(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// answers are a form with a fresh key.
func answers(pairs ...string) url.Values {
	v := url.Values{"key": {newKey()}, "back": {"/today"}}
	for i := 0; i < len(pairs); i += 2 {
		v.Add(pairs[i], pairs[i+1])
	}
	return v
}

func (b *browser) sees(path string, words ...string) {
	b.t.Helper()
	status, page := b.get(path)
	for _, w := range words {
		if status != http.StatusOK || !strings.Contains(page, w) {
			b.t.Errorf("%s: %d, without %q", path, status, w)
		}
	}
}

func (b *browser) does(path string, form url.Values) {
	b.t.Helper()
	if status, page := b.post(path, form); status != http.StatusSeeOther {
		b.t.Fatalf("%s: %d %.800s", path, status, page)
	}
}

// TestEquipment compares what was sent with the address a check verified, with
// the home that is stated, and with nothing; and settles a question.
func TestEquipment(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	home := muster.Home{Address: "12 Mill Lane", City: "Leeds", Postcode: "LS1 1AA"}
	person := func(name string) *muster.Person {
		return &muster.Person{Named: muster.Named{FullName: muster.PersonName(name)}, Home: home, Started: muster.Date(2026, 10, 1)}
	}
	to := func(line string) *muster.Shipment {
		return &muster.Shipment{Direction: muster.DirectionOut, Item: "Laptop", Serial: muster.Text(line), Address: muster.Address(line), Dispatched: muster.Date(2026, 11, 3), Status: muster.ShipmentDelivered}
	}
	in.keep(t, "W-1", person("Ann Example"), &muster.Check{Type: muster.CheckAddress, Outcome: muster.OutcomePassed, Done: muster.Date(2026, 10, 20), Address: "12 Mill Lane, Leeds, LS1 1AA", Recorded: muster.Recorded{By: "Kim"}}, to("12 Mill Lane, Leeds, LS1 1AA"))
	in.keep(t, "W-2", person("Ben Sample"), to("14 Mill Lane, Leeds, LS1 1AA"))
	in.keep(t, "W-3", person("Cy Instance"), to("9 Harbour Road, Dover, CT16 1AA"))
	in.keep(t, "W-4", &muster.Person{Named: muster.Named{FullName: "Di Plain"}}, to("3 Low Street, Northam, ZW3 3DD"))
	in.keep(t, "W-5", person("Em Nearby"), to("7 Station Parade, Leeds, LS27 4BB"))
	it := in.signedIn(t, "it", casework.Grant{Role: casework.IT})
	it.sees("/equipment?kind=all&q=W-5", "In the town or district of an address on record, and not at that address.")
	it.sees("/v1/equipment?kind=all&q=W-5", `"compared":"same_area"`)
	it.sees("/equipment?kind=all", "Verified by the check “address” of 20 October 2026.", "Near the address on record", "Another address than any on record.", "There is no address to compare with")
	it.sees("/v1/equipment?kind=all", `"verified_by":"Verified by the check`, `"compared":"near"`, `"compared":"different"`, `"item":"Laptop"`, `"state":"sent"`)
	it.sees("/equipment", "Another address than any on record.")
	it.sees("/v1/equipment?kind=all&q=W-2", `"shipments":[{"id"`, `"id":"W-2"`)
	if _, told := it.get("/v1/equipment"); strings.Contains(told, `"W-1"`) || !strings.Contains(told, `"W-3"`) {
		t.Errorf("what has a question is not chosen: %s", told)
	}
	_, page := it.get("/equipment")
	settle := regexp.MustCompile(`action="(/equipment/[0-9a-f]+/settle)"[^§]*?name="person" value="W-3"`).FindStringSubmatch(page)
	if settle == nil {
		t.Fatalf("nothing asks about the shipment to another town: %s", page)
	}
	it.does(settle[1], answers("person", "W-3", "outcome", "agreed", "reason", "The person moved in October and told the team by letter."))
	it.sees("/equipment", "moved in October")
	payroll := in.signedIn(t, "pay", casework.Grant{Role: casework.Payroll})
	for _, path := range []string{"/equipment", "/v1/equipment?kind=all"} {
		if status, _ := payroll.get(path); status == http.StatusOK {
			t.Errorf("payroll sees the equipment of IT: %s", path)
		}
	}
}

// TestPayRun shows one account of several people with the pay run they stood in,
// a change of bank details with the honest explanation, and never a stop.
func TestPayRun(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	for i := 1; i <= 3; i++ {
		pay := muster.PayTo{BankCode: "20-20-15", Number: "55779911", Holder: "A Holder"}
		home := muster.Home{Address: muster.Address(fmt.Sprintf("%d Far Street", 10*i)), City: muster.City([]string{"Leeds", "Dover", "York"}[i-1])}
		in.keep(t, muster.SubjectID(fmt.Sprintf("W-%d", i)), &muster.Person{Named: muster.Named{FullName: muster.PersonName([]string{"Ann Example", "Ben Sample", "Cy Instance"}[i-1])}, Home: home, Started: muster.Date(2026, 9, 1)},
			&muster.BankDetails{PayTo: pay}, &muster.Payment{PayTo: pay, Paid: muster.Date(2026, 10, 28), Amount: "2000.00"}, &muster.Payment{PayTo: pay, Paid: muster.Date(2026, 11, 15), Amount: "2000.00"})
	}
	b := in.signedIn(t, "pay", casework.Grant{Role: casework.Payroll})
	b.sees("/payroll", "Advice to <bdi>pay</bdi>.", "Nothing here stops or delays anybody's pay.", "One account for several people", "2026-11-15")
	b.sees("/v1/payroll", `"duplicates":[{"run":"2026-11-15"`, `"id":"W-1"`, `"id":"W-2"`, `"id":"W-3"`)
	b.sees("/v1/payroll?kind=accounts", `"run":"2026-11-15"`)
	b.sees("/v1/payroll?kind=changes", `"duplicates":[]`)
	if status, _ := in.signedIn(t, "it", casework.Grant{Role: casework.IT}).get("/v1/payroll?kind=accounts"); status != http.StatusForbidden {
		t.Errorf("IT sees accounts of payroll: %d", status)
	}
}

// TestAgreements records travel with a person and a tool for everybody, on
// their pages, and takes one back.
func TestAgreements(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	in.keep(t, "W-1", &muster.Person{Named: muster.Named{FullName: "Ann Example"}, Started: muster.Date(2026, 1, 5)})
	lead := in.signedIn(t, "lead", casework.Grant{Role: casework.HRLead}, casework.Grant{Role: casework.Security})
	reason := "Agreed by letter with the head of the team."
	lead.does("/agreements", answers("kind", "travel", "person", "W-1", "what", "Lisbon", "from", "2026-11-20", "until", "2026-12-20", "reason", reason))
	lead.does("/agreements", answers("kind", "hours", "person", "W-1", "what", "14:00 to 22:00", "until", "2027-01-31", "reason", reason))
	lead.does("/agreements", answers("kind", "tool", "what", "Example VPN", "until", "2027-03-31", "reason", reason))
	lead.sees("/people/W-1", "Work from elsewhere for a time: <bdi>Lisbon</bdi>", "14:00 to 22:00")
	lead.sees("/rules", "A tool or network: <bdi>Example VPN</bdi>")
	lead.sees("/v1/subjects/W-1", `"what":"Lisbon"`, `"what":"14:00 to 22:00"`)
	if _, told := lead.get("/v1/subjects/W-1"); strings.Contains(told, "Example VPN") {
		t.Error("what everybody may use is told as agreed with one person")
	}
	lead.does("/rules/SRC-01/suppress", answers("person", "W-1", "until", "2026-12-24", "reason", reason))
	lead.sees("/rules", "2026-12-24")
	in.entities(t, casework.Entity{ID: "uk", Title: "Example uk", Country: "GB"})
	elsewhere := casework.Grant{Role: casework.HRLead, Scope: casework.Scope{Entity: "uk"}}
	for who, suppressed := range map[*browser]bool{lead: true, in.signedIn(t, "uk", elsewhere): false, in.signedIn(t, "audit", casework.Grant{Role: casework.Auditor}): false} {
		who.sees("/v1/rules", `"draw":"Nobody the draw chose has finished the stronger check yet`, `"what":"Example VPN"`)
		who.sees("/v1/rules/SRC-01", `"sources":["`)
		for _, path := range []string{"/v1/rules", "/v1/rules/SRC-01", "/rules", "/rules/SRC-01"} {
			_, told := who.get(path)
			if got := strings.Contains(told, "2026-12-24") && strings.Contains(told, "W-1"); got != suppressed {
				t.Errorf("%s: whom a rule does not count for is told: %v, want %v", path, got, suppressed)
			}
		}
	}
	if status, page := lead.post("/agreements", answers("kind", "hours", "person", "W-1", "what", "late", "until", "2027-01-31", "reason", reason)); status == http.StatusSeeOther && !strings.Contains(page, "09:00") {
		if _, page = lead.get("/people/W-1"); strings.Contains(page, "<bdi>late</bdi>") {
			t.Error("hours that are no hours were kept")
		}
	}
	list, _, err := observationsOf(t, in, "W-1")
	if err != nil {
		t.Fatal(err)
	}
	var travel *muster.Agreed
	for i := range list {
		if d, ok := list[i].Data.(*muster.Agreed); ok && d.What == muster.AgreedTravel {
			travel = d
		}
	}
	if travel == nil || travel.City != "Lisbon" {
		t.Errorf("assessments see of the travel: %+v", travel)
	}
	_, page := lead.get("/rules")
	end := regexp.MustCompile(`action="(/agreements/[^"]+/end)"`).FindStringSubmatch(page)
	if end == nil {
		t.Fatal("the tool cannot be taken back")
	}
	lead.does(end[1], answers("reason", "The contract with the provider ends."))
	if _, page := lead.get("/rules"); strings.Contains(page, "Example VPN") {
		t.Error("the tool is still approved")
	}
}

// TestTryAndPublish tries another strength on the people there are, looks who
// would move, and publishes it; everybody stands by it afterwards.
func TestTryAndPublish(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	if _, _, err := in.ImportPaths(t.Context(), writeFile(t, "applicants.csv", applicants)); err != nil {
		t.Fatal(err)
	}
	lead := in.signedIn(t, "lead", casework.Grant{Role: casework.HRLead}, casework.Grant{Role: casework.Security}, casework.Grant{Role: casework.Counsel})
	other := in.signedIn(t, "other", casework.Grant{Role: casework.HRLead}, casework.Grant{Role: casework.Security}, casework.Grant{Role: casework.Counsel})
	had, ok := in.live.now().Row("A-1")
	if !ok || len(had.Flags) == 0 || had.Level == muster.Clear {
		t.Fatalf("nothing was found about somebody with a shared telephone: %+v", had)
	}
	flag := string(had.Flags[0])
	lead.does("/rules/"+flag+"/try", answers("strength", "0"))
	lead.sees("/rules/"+flag, "would move", "a week instead of 1, by those who came in the last 13 weeks", "/policies/") // three people in a quarter of a year, one check each
	_, page := lead.get("/rules/" + flag)
	publish := regexp.MustCompile(`action="(/policies/[^"]+/publish)"`).FindStringSubmatch(page)
	if publish == nil {
		t.Fatal("what was tried cannot be published")
	}
	before, _ := in.live.now().Weighing()
	lead.does(publish[1], answers("reason", "A job fair gave out one number to everybody who came."))
	_, page = other.get("/today")
	sign := regexp.MustCompile(`action="(/steps/[^"]+/sign)"`).FindStringSubmatch(page)
	if sign == nil {
		t.Fatal("lowering a rule takes a second person, and nobody is asked")
	}
	if now, _ := in.live.now().Weighing(); now != before {
		t.Fatal("it counts before the second person agreed")
	}
	other.does(sign[1], answers("answer", "agree", "reason", "The fair's list of visitors names all three of them."))
	if now, _ := in.live.now().Weighing(); now == before {
		t.Error("the new policy is not the one that counts")
	}
	if row, _ := in.live.now().Row("A-1"); slices.Contains(row.Flags, had.Flags[0]) {
		t.Errorf("under the new policy: %+v", row)
	}
	lead.sees("/rules", flag)
}

// TestLedgerPageSaysWhatIsVerified holds that the page counts the entries there
// are, and says how many of them were verified: it stood at what was read last.
func TestLedgerPageSaysWhatIsVerified(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	b := in.signedIn(t, "auditor", casework.Grant{Role: casework.Auditor})
	entries := func() int {
		t.Helper()
		out := &web.Ledger{}
		if _, err := in.ledgerEnd(t.Context(), out); err != nil {
			t.Fatal(err)
		}
		return int(out.Size)
	}
	read := entries()
	b.sees("/ledger", fmt.Sprintf(`id="v">%d entries, not verified since the server started.`, read))
	if status, text := b.post("/ledger/verify", url.Values{"key": {newKey()}, "back": {"/ledger"}}); status != http.StatusSeeOther {
		t.Fatalf("%d: %.300s", status, text)
	}
	read = entries()
	b.sees("/ledger", fmt.Sprintf(`id="v">%d entries, all verified: nothing was altered, removed or moved.`, read), "Verified <time")
	in.signedIn(t, "lead", casework.Grant{Role: casework.HRLead})
	now := entries()
	if now < read+2 {
		t.Fatalf("nothing was entered: %d after %d", now, read)
	}
	b.sees("/ledger", fmt.Sprintf(`id="v">%d entries. The first %d were verified, nothing altered, removed or moved; %d are newer.`, now, read, now-read), "Verified <time")
}

// TestExportedLedgerHolds takes the bundle from the page and checks it with
// nothing but the public key; one that was changed does not hold.
func TestExportedLedgerHolds(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	in.keep(t, "W-1", &muster.Person{Named: muster.Named{FullName: "Ann Example"}})
	b := in.signedIn(t, "auditor", casework.Grant{Role: casework.Auditor})
	b.sees("/ledger", "/ledger/bundle")
	status, body := b.get("/ledger/bundle")
	if status != http.StatusOK {
		t.Fatalf("the bundle: %d %s", status, body)
	}
	z, err := zip.NewReader(strings.NewReader(body), int64(len(body)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open("ledger-bundle.json")
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	verifier, err := note.NewVerifier(in.keys.signing.Public[0])
	if err != nil {
		t.Fatal(err)
	}
	check := func(text []byte) (ledger.BundleReport, error) {
		bundle, err := ledger.ReadBundle(bytes.NewReader(text), 1<<26)
		if err != nil {
			return ledger.BundleReport{}, err
		}
		return bundle.Check(note.VerifierList(verifier))
	}
	if report, err := check(text); err != nil {
		t.Fatalf("%+v: %v", report, err)
	}
	altered := bytes.Replace(text, []byte("user.invite"), []byte("user.inbite"), 1)
	if bytes.Equal(altered, text) {
		t.Fatal("the bundle names no invitation")
	}
	if _, err := check(altered); err == nil {
		t.Error("an altered bundle holds")
	}
}

func observationsOf(t *testing.T, in *installation, id muster.SubjectID) (list []muster.Observation, seq int64, err error) {
	t.Helper()
	err = in.store.View(t.Context(), in.config.Organisation, func(tx *store.Tx) (err error) {
		list, seq, err = tx.Observations(id)
		return err
	})
	return list, seq, err
}

// TestManyAtOnce reads gates and decisions of several people at once and one by
// one: both say the same.
func TestManyAtOnce(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	if _, _, err := in.ImportPaths(t.Context(), writeFile(t, "applicants.csv", applicants)); err != nil {
		t.Fatal(err)
	}
	in.link(t, "Admin", casework.Administrator, casework.HRLead)
	admin := in.user(t, "Admin")
	in.must(t, admin, &casework.RequestCheck{Subject: "A-1", Type: muster.CheckIdentity, Code: casework.CodeClass, Assurance: casework.Standard, Due: in.now().AddDate(0, 0, 5), Reason: cellReason})
	in.must(t, admin, &casework.OverrideGate{Subject: "A-2", Gate: muster.GateOffer, Reason: cellReason})
	in.must(t, admin, &casework.MarkDispute{Subject: "A-3", Reason: cellReason})
	ids := []muster.SubjectID{"A-1", "A-2", "A-3", "A-4", "nobody"}
	gates, err := in.desk.GatesOf(t.Context(), admin, ids)
	if err != nil || len(gates) != 4 {
		t.Fatalf("%d people's gates, %v", len(gates), err)
	}
	standings, err := in.desk.Standings(t.Context(), ids)
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range ids[:4] {
		one, err := in.desk.Gates(t.Context(), admin, id)
		if diff := cmp.Diff(one, gates[id]); err != nil || diff != "" {
			t.Errorf("%s: %v %s", id, err, diff)
		}
		standing, err := in.desk.Standing(t.Context(), id)
		if diff := cmp.Diff(standing, standings[id]); err != nil || diff != "" && len(standing.Clearings)+len(standing.Suppressions) > 0 {
			t.Errorf("%s: %v %s", id, err, diff)
		}
	}
}

// TestTryWhatIsOrdinary changes how many people are expected in a home: what is
// found is then another, and a trial shows it while nothing changes for anybody.
func TestTryWhatIsOrdinary(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	if _, _, err := in.ImportPaths(t.Context(), writeFile(t, "applicants.csv", `Candidate ID,Full name,Email,Phone,Address,City,Postcode,Country,Job title,Applied
B-1,Ann Example,ann@mail.example,+44 20 7946 0011,12 Mill Lane,Harbourton,ZZ9 9AA,GB,Developer,2026-11-02
B-2,Ben Sample,ben@mail.example,+44 20 7946 0012,12 Mill Lane,Harbourton,ZZ9 9AA,GB,Developer,2026-11-03
B-3,Cy Instance,cy@mail.example,+44 20 7946 0013,12 Mill Lane,Harbourton,ZZ9 9AA,GB,Analyst,2026-11-04
B-4,Di Plain,di@mail.example,+44 20 7946 0014,12 Mill Lane,Harbourton,ZZ9 9AA,GB,Analyst,2026-11-05
`)); err != nil {
		t.Fatal(err)
	}
	text := string(policy.DefaultText())
	if !strings.Contains(text, "people_in_a_home: 5") || !strings.Contains(text, "\nversion: default-1") {
		t.Fatal("the default policy says this otherwise now")
	}
	for people, moved := range map[string]bool{"people_in_a_home: 6": false, "people_in_a_home: 2": true} {
		trial := web.Trial{}
		next, err := policy.Parse("policy", []byte(strings.Replace(strings.Replace(text, "people_in_a_home: 5", people, 1), "\nversion: default-1", "\nversion: other", 1)))
		if err != nil {
			t.Fatal(err)
		}
		if err := in.moves(t.Context(), policy.WithDeclared(next, detect.Settling(all.Detectors())), &trial); err != nil {
			t.Fatal(err)
		}
		if trial.Before != [3]int{4, 0, 0} || (trial.Before != trial.After || len(trial.Moves) > 0) != moved {
			t.Errorf("%s: %+v", people, trial)
		}
	}
	if row, ok := in.live.now().Row("B-1"); !ok || len(row.Flags) > 0 {
		t.Errorf("a trial left something behind: %+v", row)
	}
}
