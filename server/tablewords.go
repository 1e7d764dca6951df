package server

import (
	"strings"
	"sync"

	"muster/ingest"
	"muster/report"
)

// tableWord is what a kind of table is called by people who have one before them.
func tableWord(k ingest.TableKind) string {
	if w, ok := tableWords()[k]; ok {
		return w
	}
	return report.Sentence(strings.ReplaceAll(string(k), "_", " "))
}

// fieldWord is what a column may hold, in plain words.
func fieldWord(name string) string {
	if w, ok := fieldWords()[name]; ok {
		return w
	}
	return report.Sentence(strings.NewReplacer("_", " ", ".", ": ").Replace(name))
}

// tableWords are the kinds of table by what is in a row.
var tableWords = sync.OnceValue(func() map[ingest.TableKind]string {
	return map[ingest.TableKind]string{
		ingest.People: "People: a row for each person who works here", ingest.Applications: "Applications for jobs", ingest.Interviews: "Interviews",
		ingest.References: "References asked for", ingest.Referrals: "Who recommended whom", ingest.Documents: "Identity papers and other documents", ingest.Shipments: "Equipment sent and returned",
		ingest.BankDetails: "Bank details and their changes", ingest.Payments: "Payments to people, such as pay", ingest.Invoices: "Invoices", ingest.Charges: "Expenses and company cards",
		ingest.Changes: "Changes of names, addresses and contacts", ingest.Leavers: "Leavers", ingest.Checks: "Checks that were done", ingest.Reports: "What people noticed",
		ingest.Agencies: "Agencies", ingest.Offices: "Offices and other shared places", ingest.Adverts: "Job adverts", ingest.Templates: "Texts that everybody gets", ingest.Indicators: "Published leads",
		ingest.Crosswalk: "Numbers of one person in several systems", ingest.Ranges: "Ranges of account numbers", ingest.Devices: "Devices given out", ingest.Agreements: "What was agreed: travel, hours, tools",
		ingest.Accounts: "Accounts on a platform", ingest.Contracts: "Contracts on a platform", ingest.Bids: "Bids on a platform", ingest.Ratings: "Ratings on a platform", ingest.Messages: "Messages on a platform", ingest.Transfers: "Transfers at a payment service",
	}
})

// fieldWords are the fields of tables, by their names in a configuration.
var fieldWords = sync.OnceValue(func() map[string]string {
	words := map[string]string{}
	for line := range strings.Lines(fieldLines) {
		if name, word, ok := strings.Cut(strings.TrimSpace(line), ": "); ok {
			words[name] = word
		}
	}
	return words
})

const fieldLines = `
	person_id: Employee number
	candidate_id: Number of the candidate
	application_id: Number of the application
	subject: Number of the person, of whatever system
	member: Number of the account on the platform
	id: Number of the row or the person
	record: Number of the row itself
	recorded: When the row was written
	file: Name of a file about the person
	account: Work e-mail or login at systems
	system: The system a number belongs to
	other: The number in that system
	by: Who entered the row
	recorded.recorded_by: Who recorded it
	recorded.confirmed: Whether they stand by it
	recorded.adjustment: Adjustment agreed
	full_name: Full name
	given_name: First name
	family_name: Last name
	known_as: Name they go by
	former_names: Former names
	contact.emails: E-mail address
	contact.phones: Telephone number
	contact.urls: Profile or web address
	contact.email_verified: When the e-mail address was proved
	contact.phone_verified: When the telephone number was proved
	emails: E-mail address
	phones: Telephone number
	phone: Telephone number
	home.address: Home: street or whole address
	home.city: Home: town
	home.postcode: Home: postcode
	home.country: Home: country
	tax_address: Address for tax
	payroll_address: Address on payslips
	address: Address
	city: Town
	date_of_birth: Date of birth
	national_id: National insurance or tax number
	holder: Account holder
	iban: IBAN
	account_number: Account number
	bank_code: Sort code, BIC or other bank code
	wallet: Address of a crypto wallet
	provider: Bank or provider
	method: Way of paying
	amount: Amount
	paid: Date of payment
	effective: From when the account holds
	changed: When the details were changed
	changed_by: Who changed the details
	ip: Internet address used
	device: Device
	new_device: Whether the device was new
	name_check: What the bank answered on the name
	verified: When it was verified
	bank_payroll_offered: Whether payroll to a bank was offered
	started: First day
	ended: Last day
	left: Day they left
	reason: Reason
	concern: Whether over doubts a person confirmed
	announced: When it was announced
	at: When it happened
	text: Text
	sign: What was noticed
	signs: What was noticed
	field: What was changed: name, address or contact
	old: What stood before
	new: What stands now
	documented: Whether a paper shows the change
	type: Type
	number: Number
	expires: Last day it is valid
	issued: Date of issue
	seen: When it was seen
	original: Whether the original was seen
	portrait: Portrait file
	mrz: Lines for machines on the document
	serial: Serial number
	start: Beginning
	end: End
	moved_from: Time it was moved from
	display_name: Name shown in the call
	display_names: Names shown in the call
	account_emails: E-mail address of the account in the call
	camera_on: Whether the camera was on
	applied: When they applied
	status: Status
	status_at: When the status changed
	vacancy: Vacancy
	channel: Where it came from
	letter: Cover letter
	education.stated_to: Education: last day as stated
	education.institution: Education: school or university
	education.degree: Education: degree
	education.start: Education: first day
	education.end: Education: last day
	contact_found_by: How the referee's contact was found
	employer_domain: Web address of the employer
	redirected_to: Address it was redirected to
	redirected_at: When it was redirected
	received_by: Who received it
	checks_evidenced: Which checks the agency shows
	utc_offset: Hours from universal time
	start_minute: Start of the day, in minutes after midnight
	end_minute: End of the day, in minutes after midnight
	identity_verified: When the identity was verified
	adjustment: Adjustment agreed
	legal_entity: Legal entity
	role_class: Role class
	manager: Employee number of the manager
	login: Login name
	class: Kind of account
	most: Highest mark possible
	way: In or out
	private: Whether it was private
`
