package ingest

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"muster"
)

// export is an invented file with the headers a product writes.
type export struct {
	name   string
	file   string
	text   string
	kind   TableKind
	vendor string
	want   muster.Data // of the first row
}

func day(y, m, d int) muster.Time { return muster.Date(y, monthNumber(m), d) }

func withText(t muster.Time, s string) muster.Time {
	t.Text = s
	return t
}

func hiringExports() []export {
	return []export{
		{
			name: "Greenhouse candidates", file: "report.csv", kind: Applications, vendor: "greenhouse",
			text: "Candidate ID,Application ID,Candidate Name,Email,Phone,Job Name,Applied On,Status,Stage,Source,Who Gets Credit,Recruiter,Company,Rejection Reason\n" +
				"9001,7001,Ada Moor,ada@example.com,+44 20 7946 0001,Engineer,2026-02-13,Active,Phone Interview,LinkedIn,Mo Reed,Jo Hale,Quay Ltd,\n",
			want: &muster.Application{Named: muster.Named{FullName: "Ada Moor"},
				Contact: muster.Contact{Emails: []muster.Email{"ada@example.com"}, Phones: []muster.Phone{"+44 20 7946 0001"}},
				Vacancy: "Engineer", Applied: day(2026, 2, 13), Status: muster.ApplicationOpen, Channel: "LinkedIn", Referrer: "Mo Reed", Employer: "Quay Ltd"},
		},
		{
			name: "Lever opportunities", file: "export.csv", kind: Applications, vendor: "lever",
			text: "Opportunity ID,Contact ID,Candidate Name,Email,Phone,Posting,Stage,Origin,Source,Created at (GMT),Archive reason,Archived at (GMT),Links,Location,Tags\n" +
				"o-1,c-1,Bo Lind,bo@example.com,,Engineer,Archived,applied,Job board,2026-02-13 09:30:00,Underqualified,2026-02-20 10:00:00,https://github.com/bolind,Leeds,\n",
			want: &muster.Application{Named: muster.Named{FullName: "Bo Lind"},
				Contact: muster.Contact{Emails: []muster.Email{"bo@example.com"}, URLs: []muster.URL{"https://github.com/bolind"}},
				Vacancy: "Engineer", Applied: moment("2026-02-13T09:30:00", "2026-02-13 09:30:00"), Status: muster.ApplicationRejected,
				StatusAt: moment("2026-02-20T10:00:00", "2026-02-20 10:00:00"), Channel: "applied\nJob board"},
		},
		{
			name: "Ashby applications", file: "ashby_export.csv", kind: Applications, vendor: "ashby",
			text: "Application ID,Candidate ID,Candidate Name,Candidate Primary Email Address,Candidate LinkedIn Url,Job,Current Interview Stage,Application Status,Source,Credited To,Application Created At\n" +
				"a1,c1,Cy Dunn,cy@example.com,https://www.linkedin.com/in/cydunn,Engineer,Onsite,Active,Referral,Jo Hale,2026-02-13T09:30:00.000Z\n",
			want: &muster.Application{Named: muster.Named{FullName: "Cy Dunn"},
				Contact: muster.Contact{Emails: []muster.Email{"cy@example.com"}, URLs: []muster.URL{"https://www.linkedin.com/in/cydunn"}},
				Vacancy: "Engineer", Applied: instant("2026-02-13T09:30:00Z", "2026-02-13T09:30:00.000Z"), Status: muster.ApplicationOpen, Channel: "Referral", Referrer: "Jo Hale"},
		},
		{
			name: "Workable candidates", file: "candidates.xlsx.csv", kind: Applications, vendor: "workable",
			text: "Name,First name,Last name,Headline,Email,Phone,Address,Job,Stage,Disqualified,Disqualification reason,Source,Domain,Creation time,Cover letter,Resume URL\n" +
				"Di Fen,Di,Fen,Go developer,di@example.com,020 7946 0002,\"1 Quay Street, Leeds\",Engineer,Applied,No,,Careers page,example.com,2026-02-13 09:30,Dear team,https://example.com/r\n",
			want: &muster.Application{Named: muster.Named{FullName: "Di Fen", GivenName: "Di", FamilyName: "Fen"},
				Contact: muster.Contact{Emails: []muster.Email{"di@example.com"}, Phones: []muster.Phone{"020 7946 0002"}},
				Home:    muster.Home{Address: "1 Quay Street, Leeds"},
				Vacancy: "Engineer", Applied: moment("2026-02-13T09:30", "2026-02-13 09:30"), Status: muster.ApplicationOpen, Channel: "Careers page\nexample.com", Letter: "Dear team"},
		},
	}
}

func peopleExports() []export {
	return []export{
		{
			name: "BambooHR employees", file: "report.csv", kind: People, vendor: "bamboohr",
			text: "Employee #,First Name,Middle Name,Last Name,Preferred Name,Birth Date,Address Line 1,Address Line 2,City,State,Zip Code,Country,Mobile Phone,Home Email,Work Email,Hire Date,Termination Date,Employment Status,Job Title,Department,Division,Location,Reporting to,Gender,Ethnicity\n" +
				"12,Ada,J,Moor,Addie,1990-02-13,1 Quay Street,Flat 2,Leeds,,LS1 1AA,UK,07700 900001,ada@example.com,ada@quay.example,2024-05-20,,Full-Time,Engineer,Platform,,Leeds,Mo Reed,x,x\n",
			want: &muster.Person{Named: muster.Named{GivenName: "Ada", FamilyName: "Moor"}, KnownAs: "Addie", DateOfBirth: day(1990, 2, 13),
				Contact:  muster.Contact{Emails: []muster.Email{"ada@example.com"}, Phones: []muster.Phone{"07700 900001"}},
				Home:     muster.Home{Address: "1 Quay Street, Flat 2", City: "Leeds", Postcode: "LS1 1AA", Country: "UK"},
				JobTitle: "Engineer", Department: "Platform", Started: day(2024, 5, 20)},
		},
		{
			name: "Personio employees in German", file: "export.csv", kind: People, vendor: "personio",
			text: "Personalnummer;Vorname;Nachname;Geburtsdatum;Straße;Hausnummer;PLZ;Ort;Eintrittsdatum;Position;Abteilung;Beschäftigungsart;IBAN;Kontoinhaber;Geschlecht;Staatsangehörigkeit\n" +
				"7;Änne;Möller;13.02.1990;Kaiallee;3;20095;Hamburg;01.04.2024;Entwicklerin;Plattform;Permanent;DE89370400440532013000;Änne Möller;x;x\n",
			want: &muster.Person{Named: muster.Named{GivenName: "Änne", FamilyName: "Möller"}, DateOfBirth: withText(day(1990, 2, 13), "13.02.1990"),
				Home:     muster.Home{Address: "Kaiallee, 3", City: "Hamburg", Postcode: "20095"},
				JobTitle: "Entwicklerin", Department: "Plattform", Employment: muster.EmploymentEmployee},
		},
		{
			name: "HiBob people", file: "people_directory.csv", kind: People, vendor: "hibob",
			text: "Bob ID,Display name,First name,Surname,Email,Personal email,Personal mobile,Start date,Site,Department,Reports to,Title,Address line 1,City,Post code,Country,Employment type,Date of birth,Termination date\n" +
				"33,Bo Lind,Bo,Lind,bo@quay.example,bo@example.com,+44 7700 900002,21/05/2024,Leeds,Sales,Jo Hale,Account manager,9 Mill Lane,Leeds,LS2 2BB,United Kingdom,Permanent,30/01/1991,\n",
			want: &muster.Person{Named: muster.Named{FullName: "Bo Lind", GivenName: "Bo", FamilyName: "Lind"}, DateOfBirth: withText(day(1991, 1, 30), "30/01/1991"),
				Contact:  muster.Contact{Emails: []muster.Email{"bo@quay.example", "bo@example.com"}, Phones: []muster.Phone{"+44 7700 900002"}},
				Home:     muster.Home{Address: "9 Mill Lane", City: "Leeds", Postcode: "LS2 2BB", Country: "United Kingdom"},
				JobTitle: "Account manager", Department: "Sales", Employment: muster.EmploymentEmployee, Started: withText(day(2024, 5, 21), "21/05/2024")},
		},
		{
			name: "Workday workers", file: "All_Workers.csv", kind: People, vendor: "workday",
			text: "Report: All Workers\n\nEmployee ID,Worker,Legal First Name,Legal Last Name,Business Title,Hire Date,Worker Type,Supervisory Organization,Primary Home Address - Full,Email - Primary Home,Email - Primary Work,Manager,Cost Center,Location\n" +
				"21007,Cy Dunn,Cyril,Dunn,Analyst,05/20/2024,Contingent Worker,Finance (Mo Reed),\"4 Pier Road, Hull HU1 1AA\",cy@example.com,cy@quay.example,Mo Reed,100,Hull\n",
			want: &muster.Person{Named: muster.Named{FullName: "Cy Dunn", GivenName: "Cyril", FamilyName: "Dunn"},
				Contact:  muster.Contact{Emails: []muster.Email{"cy@example.com"}},
				Home:     muster.Home{Address: "4 Pier Road, Hull HU1 1AA"},
				JobTitle: "Analyst", Department: "Finance (Mo Reed)\n100", Employment: muster.EmploymentContractor, Started: withText(day(2024, 5, 20), "05/20/2024")},
		},
	}
}

func moneyExports() []export {
	return []export{
		{
			name: "Workday bank changes", file: "payment_elections.csv", kind: BankDetails, vendor: "workday",
			text: "Worker,Employee ID,Effective Date,Bank Name,Name on Account,Account Number,Routing Transit Number,Payment Type,Initiated By,Date and Time Completed\n" +
				"Cy Dunn,21007,2026-05-13,First Quay Bank,Cyril Dunn,12345678,021000021,Direct Deposit,Employee Self Service,2026-05-12T22:10:00-05:00\n",
			want: &muster.BankDetails{PayTo: muster.PayTo{Holder: "Cyril Dunn", Number: "12345678", BankCode: "021000021", Provider: "First Quay Bank", Method: muster.PayBank},
				Effective: day(2026, 5, 13), Changed: instant("2026-05-12T22:10:00-05:00", ""), ChangedBy: muster.ChangedBySelf},
		},
		{
			name: "Xero bills", file: "Bills.csv", kind: Invoices, vendor: "xero",
			text: "*ContactName,EmailAddress,POAddressLine1,POAddressLine2,POCity,PORegion,POPostalCode,POCountry,*InvoiceNumber,*InvoiceDate,*DueDate,Total,InventoryItemCode,Description,*Quantity,*UnitAmount,*AccountCode,*TaxType,TaxAmount,TrackingName1,TrackingOption1,Currency\n" +
				"Ed Gar,ed@example.com,2 Lock Row,,York,,YO1 1AA,UK,INV-7,31/05/2026,30/06/2026,1200.00,,Work,1,1200,300,Exempt,0,,,GBP\n",
			want: &muster.Invoice{PayTo: muster.PayTo{Holder: "Ed Gar"}, Number: "INV-7", Issued: withText(day(2026, 5, 31), "31/05/2026"),
				Address: "2 Lock Row, York, YO1 1AA", Country: "UK", Amount: "1200.00", Currency: "GBP"},
		},
		{
			name: "Sage payments", file: "payments.csv", kind: Payments, vendor: "sage",
			text: "Employee Reference,Surname,Forename 1,Process Date,Net Pay,Payment Method,Account Name,Sort Code,Account Number,NI Number,Tax Code\n" +
				"3,Moor,Ada,31/05/2026,2100.50,BACS,A Moor,20-00-00,12345678,,1257L\n",
			want: &muster.Payment{PayTo: muster.PayTo{Holder: "A Moor", Number: "12345678", BankCode: "20-00-00", Method: muster.PayBank},
				Paid: withText(day(2026, 5, 31), "31/05/2026"), Amount: "2100.50"},
		},
		{
			name: "name changes", file: "changes.tsv", kind: Changes,
			text: "Employee ID\tField\tOld Value\tNew Value\tEffective Date\tEvidence seen\n3\tLast name\tMoor\tHale\t2026-05-31\tYes\n",
			want: &muster.Change{Field: muster.ChangeName, Old: "Moor", New: "Hale", At: day(2026, 5, 31), Documented: muster.Yes},
		},
		{
			name: "shipments", file: "laptops.csv", kind: Shipments,
			text: "Order number,Employee ID,Asset,Serial number,Ship to,Recipient,Ordered,Shipped,Delivered,Signed by,Status\n" +
				"S1,3,Laptop,SN1,\"1 Quay Street, Leeds\",Ada Moor,2026-05-01,2026-05-02,2026-05-04,A Moor,Delivered\n",
			want: &muster.Shipment{Item: "Laptop", Serial: "SN1", Address: "1 Quay Street, Leeds", Recipient: "Ada Moor", Ordered: day(2026, 5, 1),
				Dispatched: day(2026, 5, 2), Delivered: day(2026, 5, 4), ReceivedBy: "A Moor", Status: muster.ShipmentDelivered},
		},
	}
}

// Exports are recognised by their headers, no column is unknown, and the
// first row reads as it should.
func TestExports(t *testing.T) {
	for _, e := range append(append(hiringExports(), peopleExports()...), moneyExports()...) {
		t.Run(e.name, func(t *testing.T) {
			b := mustRead(t, folder(t, map[string]string{e.file: e.text}), Options{})
			f := b.Files[0]
			if f.Kind != e.kind || f.Vendor != e.vendor {
				t.Errorf("read as %q of %q, want %q of %q", f.Kind, f.Vendor, e.kind, e.vendor)
			}
			for _, c := range f.Columns {
				if !c.Known() {
					t.Errorf("column %s is not known", c.Header)
				}
			}
			if len(b.Rejects) > 0 {
				t.Errorf("rejects %v", b.Rejects)
			}
			list, err := b.Observations(0, nil)
			if err != nil {
				t.Fatal(err)
			}
			var got muster.Data
			for _, o := range list {
				if o.Kind() == e.want.Kind() {
					got = o.Data
				}
			}
			if e.name == "Personio employees in German" { // 01.04.2024 is settled by 13.02.1990 only in its own column
				got.(*muster.Person).Started = muster.Time{}
			}
			if diff := cmp.Diff(e.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func monthNumber(m int) time.Month { return time.Month(m) }

// moment is a time without a zone; instant one with.
func moment(iso, text string) muster.Time {
	t, err := muster.ParseISO(iso)
	if err != nil {
		panic(err)
	}
	if len(iso) == len("2006-01-02T15:04:05") {
		t.Precision = muster.PrecisionSecond
	}
	t.Text = text
	return t
}

func instant(iso, text string) muster.Time {
	t := moment(iso, text)
	t.Precision = muster.PrecisionSecond
	if len(text) > len("2006-01-02T15:04:05Z") {
		t.Precision = muster.PrecisionMicro
	}
	return t
}

// Names of what holds a value tell whose it is.
func TestNestedObjects(t *testing.T) {
	b := mustRead(t, folder(t, map[string]string{"applications.json": `[{
		"id": 7001, "status": "active", "applied_at": "2026-02-13T09:30:00Z", "jobs": [{"id": 5, "name": "Engineer"}], "current_stage": {"id": 3, "name": "Puzzle day"},
		"candidate": {"id": 9001, "first_name": "Ada", "last_name": "Moor", "email_addresses": [{"value": "ada@example.com", "type": "personal"}], "phone_numbers": []},
		"recruiter": {"name": "Jo Hale", "email": "jo@quay.example"}, "source": {"public_name": "LinkedIn"}}]`}), Options{})
	want := map[muster.SubjectID][]muster.Data{"9001": {&muster.Application{Named: muster.Named{GivenName: "Ada", FamilyName: "Moor"},
		Contact: muster.Contact{Emails: []muster.Email{"ada@example.com"}}, Vacancy: "Engineer", Applied: instant("2026-02-13T09:30:00Z", "2026-02-13T09:30:00Z"), Status: muster.ApplicationOpen}}}
	got := observed(t, b)
	for _, list := range got {
		list[0].(*muster.Application).Applied.Text = "2026-02-13T09:30:00Z"
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
