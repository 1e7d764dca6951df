package dossier

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"muster"
	"muster/normal"
)

func TestNamesAreComparedWithTheirExplanations(t *testing.T) {
	person := &muster.Person{Named: named("Ada Winter"), KnownAs: "Lena Frost", FormerNames: []muster.PersonName{"Ada Summers"}}
	change := &muster.Change{Field: muster.ChangeName, Old: "Greta Hall", New: "Ada Winter", Documented: muster.Yes}
	rumour := &muster.Change{Field: muster.ChangeName, Old: "Ivy Marsh", New: "Ada Winter"}
	for _, c := range []struct {
		shown               muster.PersonName
		outcome             muster.Outcome
		documented, knownAs bool
	}{
		{"Ada Winter", muster.OutcomeSame, false, false},
		{"WINTER, Ada", muster.OutcomeVariant, false, false},
		{"Boris Quill", muster.OutcomeDifferent, false, false},
		{"Lena Frost", muster.OutcomeDifferent, false, true},
		{"Ada Summers", muster.OutcomeDifferent, false, true},
		{"Greta Hall", muster.OutcomeDifferent, true, false},
		{"Ivy Marsh", muster.OutcomeDifferent, false, false},
	} {
		d := population(t, nil, Options{}, about("a", day(1, 1), person), about("a", day(1, 2), change), about("a", day(1, 3), rumour),
			about("a", day(2, 1), &muster.Document{Name: c.shown}))["a"]
		if len(d.Names) != 1 {
			t.Fatalf("%s: %+v", c.shown, d.Names)
		}
		f := d.Names[0]
		same := f.Outcome == c.outcome || c.outcome == muster.OutcomeVariant && f.Outcome == muster.OutcomeSame
		if !same || f.Documented != c.documented || f.KnownAs != c.knownAs || f.A != muster.NameInHR || f.B != muster.NameInDocument {
			t.Errorf("%s: %+v", c.shown, f)
		}
	}
}

// Names that papers or declarations tie to a person are compared with other
// people's too.
func TestFormerNamesAreTheSamePerson(t *testing.T) {
	d := population(t, nil, Options{},
		about("old", day(1, 1), &muster.Application{Named: named("Ada Summers"), Contact: mails("ada@example.com")}),
		about("hr", day(2, 1), &muster.Person{Named: named("Ada Winter"), FormerNames: []muster.PersonName{"Ada Summers"}, Contact: mails("ada@example.com")}),
		about("other", day(2, 1), &muster.Person{Named: named("Boris Quill"), Contact: mails("ada@example.com")}),
	)
	for _, o := range held(t, d["hr"], muster.ArtefactEmail, muster.RoleOwn).Sharing.Others {
		want := map[muster.SubjectID]muster.Outcome{"old": muster.OutcomeSame, "other": muster.OutcomeDifferent}[o.Subject]
		if o.Names != want {
			t.Errorf("%s: names %q, want %q", o.Subject, o.Names, want)
		}
	}
}

func TestPlacesAreReadOneWay(t *testing.T) {
	columns := &muster.Person{Named: named("Ada Winter"), Home: muster.Home{Address: "12 High Street", City: "Leeds", Postcode: "LS1 1AA"}}
	for _, c := range []struct {
		line muster.Address
		want muster.Outcome
	}{
		{"12 High Street, Leeds, LS1 1AA", muster.OutcomeSame},
		{"12 high st., LEEDS LS1 1AA", muster.OutcomeSame},
		{"Flat 3, 12 High Street, Leeds, LS1 1AA", muster.OutcomeNear},
		{"9 Mill Lane, York, YO1 7EP", muster.OutcomeDifferent},
	} {
		d := population(t, nil, Options{}, about("a", day(1, 1), columns), about("a", day(2, 1), &muster.Shipment{Address: c.line}))["a"]
		if len(d.Places) != 1 || d.Places[0].Outcome != c.want || d.Places[0].A != muster.PlaceDelivery || d.Places[0].B != muster.PlaceHome {
			t.Errorf("%s: %+v, want %s", c.line, d.Places, c.want)
		}
	}
	moved := population(t, nil, Options{}, about("a", day(1, 1), columns),
		about("a", day(2, 1), &muster.Change{Field: muster.ChangeAddress, Old: "12 High Street, Leeds, LS1 1AA", New: "9 Mill Lane, York, YO1 7EP"}),
		about("a", day(3, 1), &muster.Shipment{Address: "9 Mill Lane, York, YO1 7EP"}))["a"]
	if f := moved.Places[len(moved.Places)-1]; f.Outcome != muster.OutcomeSame || !f.Moved {
		t.Errorf("after a move: %+v", f)
	}
	if none := population(t, nil, Options{}, about("a", day(1, 1), &muster.Shipment{Address: "9 Mill Lane, York, YO1 7EP"}))["a"]; none.Places[0].Outcome != muster.OutcomeUnknown {
		t.Errorf("without a home: %+v", none.Places)
	}
}

func TestMostlySame(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"12 High Street Leeds LS1 1AA", "12 High Street Leeds LS1 1AB", true},
		{"12 High Street Leeds", "Leeds 12 High Street", true},
		{"12 High Street Leeds", "9 Mill Lane York", false},
		{"Leeds", "Leeds", false}, // a town is no address
	} {
		if mostlySame(c.a, c.b) != c.want || mostlySame(c.b, c.a) != c.want {
			t.Errorf("%q and %q: want %v", c.a, c.b, c.want)
		}
	}
}

func TestHolderOfAnAccount(t *testing.T) {
	for _, c := range []struct {
		holder                   muster.PersonName
		employment               muster.Employment
		want                     muster.Outcome
		joint, part, own, listed bool
	}{
		{"Ada Winter", muster.EmploymentEmployee, muster.OutcomeSame, false, true, false, false},
		{"Boris Quill", muster.EmploymentEmployee, muster.OutcomeDifferent, false, false, false, false},
		{"Ada Winter & Boris Quill", muster.EmploymentEmployee, muster.OutcomeSame, true, true, false, false},
		{"Boris Quill and Carla Mendes", muster.EmploymentEmployee, muster.OutcomeDifferent, false, false, false, false},
		{"Boris Winter", muster.EmploymentEmployee, muster.OutcomeDifferent, false, true, false, false},
		{"Lena Frost", muster.EmploymentEmployee, muster.OutcomeVariant, false, false, false, false}, // known as
		{"Winter Consulting Ltd", muster.EmploymentContractor, muster.OutcomeUnknown, false, true, true, false},
		{"", muster.EmploymentEmployee, muster.OutcomeUnknown, false, false, false, false},
	} {
		d := population(t, nil, Options{},
			about("a", day(1, 1), &muster.Person{Named: named("Ada Winter"), KnownAs: "Lena Frost", Employment: c.employment, Started: day(1, 1)}),
			about("a", day(2, 1), &muster.BankDetails{PayTo: muster.PayTo{Holder: c.holder, IBAN: "GB33BUKB20201555555555"}, Changed: day(2, 1)}))["a"]
		f := d.Accounts[0]
		if f.Holder != c.want || f.Joint != c.joint || f.PartShared != c.part || f.OwnCompany != c.own {
			t.Errorf("%q: %+v", c.holder, f)
		}
		if f.SinceStart != 31 || !f.Change || f.Changes != 1 {
			t.Errorf("%q: a change a month after the start: %+v", c.holder, f)
		}
	}
}

// The machine-readable zone is the specimen of ICAO Doc 9303 part 4.
const specimen = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"

func TestDocumentAgainstItsZone(t *testing.T) {
	good := muster.Document{Type: muster.DocumentPassport, Number: "L898902C3", Name: "Anna Maria Eriksson", Birth: muster.Date(1974, 8, 12), Expires: muster.Date(2012, 4, 15), MRZ: specimen, Seen: muster.Date(2012, 1, 1)}
	same := muster.DocumentFact{MRZ: muster.MRZValid, Number: muster.OutcomeSame, Name: muster.OutcomeSame, Birth: muster.OutcomeSame, Expiry: muster.OutcomeSame}
	for _, c := range []struct {
		name   string
		change func(*muster.Document)
		want   func(*muster.DocumentFact)
	}{
		{"as printed", func(*muster.Document) {}, func(*muster.DocumentFact) {}},
		{"another number", func(d *muster.Document) { d.Number = "X1234567" }, func(f *muster.DocumentFact) { f.Number = muster.OutcomeDifferent }},
		{"another birth", func(d *muster.Document) { d.Birth = muster.Date(1980, 1, 1) }, func(f *muster.DocumentFact) { f.Birth = muster.OutcomeDifferent }},
		{"another expiry", func(d *muster.Document) { d.Expires = muster.Date(2013, 4, 15) }, func(f *muster.DocumentFact) { f.Expiry = muster.OutcomeDifferent }},
		{"another name", func(d *muster.Document) { d.Name = "Boris Quill" }, func(f *muster.DocumentFact) { f.Name = muster.OutcomeDifferent }},
		{"seen after its end", func(d *muster.Document) { d.Seen = muster.Date(2012, 5, 1) }, func(f *muster.DocumentFact) { f.Expired = true }},
		{"a wrong check digit", func(d *muster.Document) { d.MRZ = muster.Text(specimen[:45+27]) + "0" + muster.Text(specimen[45+28:]) }, func(f *muster.DocumentFact) { f.MRZ = muster.MRZFailed }},
		{"half a zone", func(d *muster.Document) { d.MRZ = "P<UTO" }, func(f *muster.DocumentFact) {
			f.MRZ, f.Number, f.Expiry = muster.MRZBroken, muster.OutcomeUnknown, muster.OutcomeUnknown
		}},
		{"no zone", func(d *muster.Document) { d.MRZ = "" }, func(f *muster.DocumentFact) {
			f.MRZ, f.Number, f.Expiry = muster.MRZAbsent, muster.OutcomeUnknown, muster.OutcomeUnknown
		}},
	} {
		document, want := good, same
		c.change(&document)
		c.want(&want)
		d := population(t, nil, Options{}, about("a", muster.Date(2011, 1, 1), &muster.Person{Named: named("Anna Maria Eriksson"), DateOfBirth: muster.Date(1974, 8, 12)}),
			about("a", document.Seen, &document))["a"]
		got := d.Documents[0]
		got.Ref, got.Type, got.Seen = 0, "", muster.Time{}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
	if sameDay(muster.Date(1974, 8, 12), muster.Date(1974, 12, 8)) != muster.OutcomeVariant {
		t.Error("day and month exchanged are a difference of forms")
	}
}

func TestOverlappingRoles(t *testing.T) {
	month := func(year int, m int) muster.Time {
		d := muster.Date(year, 1, 1)
		d = muster.Date(d.UTC().Year(), d.UTC().Month()+0, 1)
		d.Micros = d.UTC().AddDate(0, m-1, 0).UnixMicro()
		d.Precision = muster.PrecisionMonth
		return d
	}
	year := func(y int) muster.Time {
		return muster.Time{Micros: muster.Date(y, 1, 1).Micros, Offset: muster.OffsetUnknown, Precision: muster.PrecisionYear}
	}
	role := func(employer muster.Text, from, to muster.Time) muster.Role {
		return muster.Role{Employer: employer, Start: from, End: to}
	}
	for _, c := range []struct {
		name          string
		roles         []muster.Role
		pairs, months int
	}{
		{"one after the other", []muster.Role{role("Acorn", month(2020, 1), month(2021, 1)), role("Birch", month(2021, 1), month(2022, 1))}, 0, 0},
		{"a handover of three months", []muster.Role{role("Acorn", month(2020, 1), month(2021, 4)), role("Birch", month(2021, 1), month(2022, 1))}, 0, 0},
		{"four months", []muster.Role{role("Acorn", month(2020, 1), month(2021, 5)), role("Birch", month(2021, 1), month(2022, 1))}, 1, 4},
		{"years alone may touch", []muster.Role{role("Acorn", year(2019), year(2021)), role("Birch", year(2021), year(2023))}, 0, 0},
		{"two roles at one employer", []muster.Role{role("Acorn", month(2020, 1), month(2022, 1)), role("Acorn Ltd", month(2020, 6), month(2022, 1))}, 0, 0},
		{"part time", []muster.Role{role("Acorn", month(2020, 1), month(2022, 1)), {Employer: "Birch", Start: month(2020, 1), End: month(2022, 1), PartTime: muster.Yes}}, 0, 0},
		{"current", []muster.Role{role("Acorn", month(2020, 1), month(2022, 1)), {Employer: "Birch", Start: month(2021, 1), Current: muster.Yes}}, 1, 12},
		{"no dates", []muster.Role{{Employer: "Acorn"}, {Employer: "Birch"}}, 0, 0},
	} {
		if pairs, months := overlaps(c.roles, day(1, 1)); pairs != c.pairs || months != c.months {
			t.Errorf("%s: %d pairs, %d months; want %d, %d", c.name, pairs, months, c.pairs, c.months)
		}
	}
}

func TestEducationMatchesTheSameCourse(t *testing.T) {
	course := func(institution, degree muster.Text, from, to int) muster.Education {
		return muster.Education{Institution: institution, Degree: degree, Start: muster.Date(from, 9, 1), End: muster.Date(to, 6, 1)}
	}
	d := population(t, nil, Options{},
		about("a", day(1, 1), &muster.Application{Education: []muster.Education{course("University of Leeds", "MSc Physics", 2014, 2015), course("University of York", "BSc Physics", 2010, 2013)}}),
		about("a", day(1, 2), &muster.CV{Education: []muster.Education{course("York University", "BSc Physics", 2010, 2016), course("Leeds University", "MSc Physics", 2014, 2015)}}))["a"]
	got := map[int]muster.Outcome{}
	for _, f := range d.Education {
		got[f.YearsApart] = f.Institution
	}
	if len(d.Education) != 2 || got[0] == "" || got[3] == "" || got[0] == muster.OutcomeDifferent || got[3] == muster.OutcomeDifferent {
		t.Errorf("%+v", d.Education)
	}
	single := muster.Education{End: muster.Date(2013, 6, 1)}
	whole := course("", "", 2010, 2013)
	if yearsApart(statedYears(&single), statedYears(&whole)) != 0 || yearsApart(nil, statedYears(&whole)) != 0 {
		t.Error("a single year may be the first or the last")
	}
}

func TestARefereesCandidatesAreCountedAsPeople(t *testing.T) {
	reference := func(employer muster.Text) *muster.Reference {
		return &muster.Reference{Emails: []muster.Email{"boss@example.com"}, Phones: []muster.Phone{"020 7946 0107"}, Employer: employer}
	}
	d := population(t, nil, Options{},
		about("a", day(1, 1), reference("Acorn")), about("b", day(1, 1), reference("Acorn")), about("c", day(1, 1), reference("Birch")),
		about("x", day(1, 1), &muster.Application{Named: named("Gus Lark"), Contact: mails("boss@example.com")}))
	f := d["a"].References[0]
	if f.RefereeFor != 2 || !f.EmployersDiffer || len(f.RefereeIs) != 1 || f.RefereeIs[0].Subject != "x" || f.SharesWithOwn {
		t.Errorf("%+v", f)
	}
	alone := population(t, nil, Options{}, about("a", day(1, 1), reference("Acorn")), about("a", day(1, 2), &muster.CV{Contact: mails("boss@example.com")}))["a"].References[0]
	if !alone.SharesWithOwn || alone.RefereeFor != 0 {
		t.Errorf("one's own contact as a referee's: %+v", alone)
	}
}

func TestChainsOfRecommendationsEnd(t *testing.T) {
	by := func(who, by muster.SubjectID) muster.Observation {
		return about(who, day(1, 1), &muster.Referral{Referrer: by, At: day(1, 1)})
	}
	d := population(t, nil, Options{}, by("b", "a"), by("c", "b"), by("d", "c"), by("a", "d"), // a circle
		by("q", "p"), by("r", "q"), by("p", "p"), by("s", "nobody"))
	for id, want := range map[muster.SubjectID][2]int{"a": {3, 3}, "c": {3, 3}, "q": {1, 1}, "r": {2, 0}, "s": {0, 0}} {
		if r := d[id].Referrals; r.ChainAbove != want[0] || r.ChainBelow != want[1] {
			t.Errorf("%s: above %d, below %d; want %v", id, r.ChainAbove, r.ChainBelow, want)
		}
	}
}

// TestClosedRings: two people are in one ring exactly when each reaches the
// other.
func TestClosedRings(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 9).Draw(t, "people")
		of := map[int32][]int32{}
		var reach [9][9]bool
		for range rapid.IntRange(0, 16).Draw(t, "edges") {
			a, b := rapid.IntRange(0, n-1).Draw(t, "from"), rapid.IntRange(0, n-1).Draw(t, "to")
			of[int32(a)] = append(of[int32(a)], int32(b))
			reach[a][b] = true
		}
		for k := range n {
			for i := range n {
				for j := range n {
					reach[i][j] = reach[i][j] || reach[i][k] && reach[k][j]
				}
			}
		}
		want := map[int32]int{}
		for i := range n {
			size := 1
			for j := range n {
				if i != j && reach[i][j] && reach[j][i] {
					size++
				}
			}
			if size > 1 {
				want[int32(i)] = size
			}
		}
		if diff := cmp.Diff(want, closedRings(of)); diff != "" {
			t.Fatal(diff)
		}
	})
	long := map[int32][]int32{}
	for i := range int32(100_000) {
		long[i] = []int32{(i + 1) % 100_000}
	}
	if got := closedRings(long)[5]; got != 100_000 {
		t.Errorf("a ring of 100,000 people has %d", got)
	}
}

func TestLeadsAgainstOwnStaff(t *testing.T) {
	registers := &muster.Registers{Indicators: []muster.Indicator{
		{Kind: muster.ArtefactEmail, Value: "Lead@Example.com", Source: "list", Expires: muster.Date(2027, 1, 1)},
		{Kind: muster.ArtefactDomain, Value: "old.example", Source: "list", Expires: muster.Date(2025, 1, 1)},
	}}
	d := population(t, registers, Options{},
		about("a", day(1, 1), &muster.Application{Contact: muster.Contact{Emails: []muster.Email{"lead@example.com"}, URLs: []muster.URL{"https://old.example/me"}}}),
		about("b", day(1, 1), &muster.Person{Contact: mails("lead@example.com"), IdentityVerified: day(1, 1)}))
	a := d["a"].Leads
	slices.SortFunc(a, func(x, y muster.LeadFact) int { return x.OwnStaff - y.OwnStaff })
	if len(a) != 2 || a[1].OwnStaff != 1 || a[1].Expired || !a[0].Expired || a[0].Artefact.Kind != muster.ArtefactDomain {
		t.Errorf("%+v", a)
	}
	if b := d["b"].Leads; len(b) != 1 || b[0].OwnStaff != 0 {
		t.Errorf("one's own verification counts for oneself: %+v", b)
	}
}

// Each kind of observation gives the claims it should, and no more.
func TestClaimsOfEachKind(t *testing.T) {
	contact := muster.Contact{Emails: []muster.Email{"a@example.com"}, Phones: []muster.Phone{"020 7946 0101"}, URLs: []muster.URL{"https://a.example/"}}
	own := []string{"address own", "building own", "domain own", "email own", "phone own", "phone_block own", "profile own"}
	pay := muster.PayTo{IBAN: "GB33BUKB20201555555555"}
	where := livesAt("12 High Street, Leeds, LS1 1AA")
	for _, c := range []struct {
		data muster.Data
		want []string
	}{
		{&muster.Person{Contact: contact, Home: where, NationalID: "QQ123456C", TaxAddress: "9 Mill Lane, York, YO1 7EP"}, append(without(own, "phone_block own"), "address tax", "building tax", "document_number own")},
		{&muster.Application{Contact: contact, Home: where, IP: "81.2.69.160", Device: "d1"}, append(slices.Clone(own), "device own", "network own")},
		{&muster.Application{IP: "192.168.1.4"}, nil}, // a private network is everybody's
		{&muster.CV{Contact: contact, Home: where, File: muster.FileFacts{IDs: []string{"x"}, Author: "Ada"}}, append(slices.Clone(own), "file_template photo")},
		{&muster.Interview{AccountEmails: []muster.Email{"a@example.com"}}, []string{"email own"}},
		{&muster.Reference{Emails: contact.Emails, Phones: contact.Phones}, []string{"email referee", "phone referee"}},
		{&muster.Document{Number: "AB1234567", Address: "9 Mill Lane, York, YO1 7EP"}, []string{"address tax", "building tax", "document_number own"}},
		{&muster.Image{SHA256: "ab", Model: "P9", Taken: clock(9, 0)}, []string{"capture photo", "image_file photo"}},
		{&muster.Shipment{Address: where.Address, Phone: "020 7946 0101"}, []string{"address delivery", "building delivery", "phone delivery"}},
		{&muster.Shipment{Address: where.Address, Direction: muster.DirectionReturn}, nil},
		{&muster.BankDetails{PayTo: pay}, []string{"bank_account payee"}},
		{&muster.Payment{PayTo: pay}, []string{"bank_account payee"}},
		{&muster.Invoice{PayTo: pay, Address: where.Address}, []string{"bank_account payee"}},
		{&muster.Invoice{Address: where.Address}, []string{"address payee", "building payee"}},
		{&muster.BankDetails{PayTo: muster.PayTo{Number: "12345678"}}, nil}, // half an account joins nobody
		{&muster.Change{Field: muster.ChangeEmail, New: "a@example.com"}, []string{"email own"}},
		{&muster.Change{Field: muster.ChangeName, New: "Ada Winter"}, nil},
		{&muster.Leaver{}, nil}, {&muster.Report{}, nil}, {&muster.Check{}, nil}, {&muster.Message{}, nil}, {&muster.Referral{}, nil},
	} {
		e := extractor{region: "GB"}
		var got []string
		for _, claim := range e.extract([]muster.Observation{about("a", day(1, 1), c.data)}) {
			got = append(got, string(claim.kind)+" "+string(claim.role))
			if claim.value == "" || claim.shown == "" {
				t.Errorf("%s: %+v", c.data.Kind(), claim)
			}
		}
		slices.Sort(got)
		slices.Sort(c.want)
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: %s", c.data.Kind(), diff)
		}
	}
}

// Every index a stored claim or posting holds fits its list.
func TestListsOfWordsFitTheirBytes(t *testing.T) {
	if len(artefactKinds) > 64 || len(roles) > 255 || len(classes) > 255 || len(obsKinds) > 255 {
		t.Error("a list outgrew its byte, or the kinds their table of 64")
	}
	for _, kind := range []normal.AddressKind{normal.AddressMailDrop, normal.AddressForwarder, normal.AddressLocker, normal.AddressPOBox, normal.AddressOffice} {
		if class := placeClass(kind); class == muster.ClassPlain || !slices.Contains(classes, class) {
			t.Errorf("%v has class %q", kind, class)
		}
	}
}

// without returns a list without one entry.
func without(list []string, entry string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(s string) bool { return s == entry })
}
