package ingest

import (
	"strings"
	"testing"

	"muster"
)

// published lists column names as public pages give them; the title of the
// page stands with each. Every column of theirs is read or known to be of no
// use, and none is taken for what it is not.
func published() []struct {
	page    string
	kind    TableKind
	columns string
	read    map[string]string // some columns with what they must be read as
} {
	return []struct {
		page    string
		kind    TableKind
		columns string
		read    map[string]string
	}{
		{
			page: "Staffology Payroll help: Sage 50 payroll export fields", kind: People,
			columns: "Employee Reference|Title|Initial|Forename|Surname|Address 1|Address 2|Address 3|Address 4|Address 5|Post Code|E-mail Address|Gender|Marital Status|Date of Birth|Tax Code|Wk1Mth1 Basis|NI Category|Payroll ID|Previous Payroll ID Status|NI Number|Job Title|Director Status|Date Directorship Began|Payment Frequency|Gross Salary|Salary Per Period|Work Start Date|Sort Code|Bank Account Number|Bank Name|SLR From Date|SLR to Date|SLR Plan Type|PGLR From Date|PGLR To Date",
			read:    map[string]string{"Employee Reference": metaPerson, "Work Start Date": "started", "Address 5": "home.address", "Gender": metaNever, "Bank Account Number": "bank_details.account_number"},
		},
		{
			page: "Sage HR support: Fields supported by the Sage 50 Payroll employee export", kind: People,
			columns: "Employee Reference|Forename|Surname|Address 1|Post Code|Telephone Number|Mobile Number|E-mail Address|Date of Birth|NI Number|Works Number|Job Title",
			read:    map[string]string{"Telephone Number": "contact.phones", "Mobile Number": "contact.phones", "Works Number": metaPerson},
		},
		{
			page: "Xero Central: Field descriptions used in payroll upload templates", kind: People,
			columns: "unique id|first name|middle name|last name|date of birth|job title|gender|phone number|email|address|address line 2|suburb|city|post code|emergency name|emergency relationship|emergency phone number|emergency email|account name|bank account",
			read:    map[string]string{"unique id": metaID, "emergency phone number": metaUnused, "emergency email": metaUnused, "emergency name": metaUnused, "suburb": "home.city", "bank account": "bank_details.account_number"},
		},
		{
			page: "Moment help: File export to Xero", kind: Invoices,
			columns: "ContactName|EmailAddress|POAddressLine1|POAddressLine2|POAddressLine3|POAddressLine4|POCity|PORegion|POPostalCode|POCountry|SAAddressLine1|SACity|SARegion|SAPostalCode|SACountry|InvoiceNumber|InvoiceDate|DueDate|PlannedDate|Total|TaxTotal|InvoiceAmountPaid|InvoiceAmountDue|InventoryItemCode|Description|Quantity|UnitAmount|Discount|LineAmount|AccountCode|TaxType|TaxAmount|TrackingName1|TrackingOption1|Currency|Type|Sent|Status",
			read:    map[string]string{"ContactName": "holder", "InvoiceNumber": "number", "InvoiceDate": "issued"},
		},
		{
			page: "MetaCPAN: WebService::BambooHR::Employee, fields of BambooHR", kind: People,
			columns: "address1|address2|bestEmail|birthday|city|country|dateOfBirth|department|displayName|division|eeo|employeeNumber|employmentHistoryStatus|employmentStatus|ethnicity|exempt|firstName|flsaCode|gender|hireDate|homeEmail|homePhone|jobTitle|lastChanged|lastName|location|maritalStatus|middleName|mobilePhone|nickname|payChangeReason|payGroup|payRate|payRateEffectiveDate|payType|photoUploaded|rehireDate|sin|ssn|standardHoursPerWeek|state|stateCode|status|supervisor|supervisorEId|supervisorId|terminationDate|workEmail|workPhone|workPhoneExtension|zipcode|age",
			read:    map[string]string{"employeeNumber": metaPerson, "homeEmail": "contact.emails", "workEmail": metaAccount, "ethnicity": metaNever, "eeo": metaNever, "sin": "national_id", "terminationDate": "ended"},
		},
		{
			page: "SailPoint connectors: Workday account attributes", kind: People,
			columns: "USERID|FILENUMBER|MANAGER|JOBTITLE|JOBCODE|EMPLOYEE_TYPE|FIRST_NAME|LAST_NAME|DEPARTMENT|LOCATION|TEAM|DIVISION|COST_CENTER|MANAGER_ID|HIREDATE|TERMINATION_DATE|FULLPARTTIME|WORKER_NAME|MIDDLE_NAME|ON_LEAVE|POSTAL_CODE|COUNTRY|CITY|LEGAL_MIDDLE_NAME|WORK_MOBILE|WORK_TELEPHONE|HOME_MOBILE|HOME_TELEPHONE",
			read:    map[string]string{"FILENUMBER": metaPerson, "HOME_MOBILE": "contact.phones", "WORK_MOBILE": metaUnused, "WORKER_NAME": "full_name", "USERID": "login"},
		},
		{
			page: "Merge help: How to send HRIS data from Workday through SFTP", kind: People,
			columns: "Workday ID|Employee ID|Legal Name - First Name|Legal Name - Last Name",
			read:    map[string]string{"Legal Name - First Name": "given_name", "Legal Name - Last Name": "family_name"},
		},
		{
			page: "Pinpoint help: List of fields sent to HiBob", kind: People,
			columns: "email|firstName|lastName|work.title|work.department|work.site|work.reportsTo|work.startDate|about.mobilePhone|about.linkedinProfile|financial.employmentType|financial.payPeriod|financial.salary|financial.salaryCurrency",
			read:    map[string]string{"work.startDate": "started", "about.mobilePhone": "contact.phones", "about.linkedinProfile": "contact.urls", "financial.salary": metaUnused},
		},
		{
			page: "Cigro data templates: Greenhouse application tables", kind: Applications,
			columns: "application_id|candidate_id|job_id|job_title|applied_at|current_status|current_stage_id|credited_to_user_id|last_activity_at|location_address|is_prospect|prospect_owner_name|rejected_at|rejected_reason_id|source_id|sourced_from|sourced_from_type|status|referrer_name|current_company|full_name|recruiter_name|hiring_managers|job_departments|job_offices|candidate_gender|candidate_race|candidate_disability_status|candidate_veteran_status|days_in_stage",
			read:    map[string]string{"sourced_from": "channel", "referrer_name": "referrer", "candidate_race": metaNever, "recruiter_name": metaUnused, "location_address": "home.address"},
		},
		{
			page: "Lever developer documentation: Opportunities", kind: Applications,
			columns: "id|name|headline|contact|emails|phones|location|links|archived.reason|archivedAt|createdAt|updatedAt|lastInteractionAt|lastAdvancedAt|origin|sources|stage|owner|tags|isAnonymized|confidentiality|snoozedUntil",
			read:    map[string]string{"contact": metaUnused, "createdAt": "applied", "archivedAt": "status_at", "sources": "channel"},
		},
		{
			page: "Ashby candidate schema of the public API", kind: Applications,
			columns: "id|createdAt|updatedAt|name|primaryEmailAddress.value|emailAddresses.value|primaryPhoneNumber.value|phoneNumbers.value|socialLinks.url|position|company|school|source.title|creditedToUser.name|profileUrl|applicationIds",
			read:    map[string]string{"primaryEmailAddress.value": "contact.emails", "primaryPhoneNumber.value": "contact.phones", "socialLinks.url": "contact.urls", "source.title": "channel"},
		},
		{
			page: "BrightPay documentation: Importing employees from a CSV file", kind: People,
			columns: "Title|Name|Middle Name|Surname|Address Line 1|Address Line 2|Address Line 3|Address Line 4|Postcode|Country|Foreign Country|Gender|Date of Birth|Marital Status|Nationality|Passport Number|Phone Number|Email Address|Works Number|Start Date|Starter Declaration|Seconded to Work in UK|Is EEA Citizen|Leave Date|Department|Tax Code|National Insurance Number|Payment Frequency|Annual Pay Rate|Payment Method|Payment Bank Name|Payment Bank Branch|Payment Bank Sort Code|Payment Bank Account Name|Payment Bank Account Number|Payment Bank Reference|Payroll ID (RTI)|Job Title",
			read:    map[string]string{"Works Number": metaPerson, "Nationality": metaNever, "Is EEA Citizen": metaNever, "Payment Bank Account Number": "bank_details.account_number"},
		},
		{
			page: "BrightPay documentation: Importing subcontractors from a CSV file", kind: People,
			columns: "Trading Name|Unique Tax Reference (UTR)|Business Type|Company name|Company registration number (CRN)|Partnership name|VAT registration number (VRN)|Verification number|Works number|Department|Address Line 1|Postcode|Email Address|Phone Number|Payment frequency|Payment method|Payment bank name|Payment bank branch|Payment sort code|Payment bank account name|Payment bank account number|Payment bank reference",
			read:    map[string]string{"Works number": metaPerson, "Payment sort code": "bank_details.bank_code"},
		},
		{
			page: "BrightPay documentation: Importing pay data from a CSV file", kind: Payments,
			columns: "Employee First Name|Employee Surname|Employee Works Number|Employee PPS Number|Amount|Department",
			read:    map[string]string{"Employee Works Number": metaPerson, "Amount": "amount"},
		},
		{
			page: "Upworks Transaction Report of an importer for beancount", kind: Payments,
			columns: "Date|Ref ID|Type|Description|Agency|Freelancer|Team|Account Name|PO|Amount|ExchangeRate|Currency|Balance",
			read:    map[string]string{"Amount": "amount", "Currency": "currency"},
		},
	}
}

func TestPublishedColumns(t *testing.T) {
	for _, p := range published() {
		headers := strings.Split(p.columns, "|")
		matches := matchHeaders(p.kind, headers)
		var also *plan
		if p.kind == People {
			also = alsoBank(matches)
		}
		for i, m := range matches {
			got := strings.TrimPrefix(m.path, softly)
			if got == "" && also != nil && also.columns[i].path != "" {
				got = "bank_details." + also.columns[i].path
			}
			if got == "" {
				t.Errorf("%s: column %s is not known", p.page, m.header)
			}
			if want, stated := p.read[m.header]; stated && got != want {
				t.Errorf("%s: column %s is read as %q, want %q", p.page, m.header, got, want)
			}
		}
		for header := range p.read {
			if !strings.Contains("|"+p.columns+"|", "|"+header+"|") {
				t.Errorf("%s: %s is none of its columns", p.page, header)
			}
		}
	}
}

// Mr beside a job title is no job title, and alone it may be one.
func TestTitleOfAPersonOrJob(t *testing.T) {
	got := observed(t, mustRead(t, folder(t, map[string]string{
		"people.csv": "Employee Reference,Title,Forename,Surname,Job Title,Work Start Date\nE1,Mr,Bo,Lind,Analyst,2024-05-06\n",
		"staff.csv":  "Employee ID,Name,Title,Start date\nE2,Ada Moor,Engineer,2024-05-06\n",
	}), Options{}))
	for id, want := range map[muster.SubjectID]muster.Text{"E1": "Analyst", "E2": "Engineer"} {
		if p := got[id][0].(*muster.Person); p.JobTitle != want {
			t.Errorf("%s is %q, want %q", id, p.JobTitle, want)
		}
	}
}
