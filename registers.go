package muster

// Registers are the organisation's own tables that are not about a subject.
// Values in the agencies and offices tables are common by declaration: sharing
// them says nothing about a person.
type Registers struct {
	Agencies   []Agency    `json:"agencies,omitempty"`
	Offices    []Office    `json:"offices,omitempty"`
	Adverts    []Advert    `json:"adverts,omitempty"`
	Templates  []Advert    `json:"templates,omitempty"` // known CV and letter templates, subtracted like adverts
	Indicators []Indicator `json:"indicators,omitempty"`

	// AccountRanges say what accounts are, before what the program knows itself.
	AccountRanges []AccountRange `json:"account_ranges,omitempty"`
}

// AccountRange says what the accounts are whose codes lie in a range. The code
// is the front of an IBAN or a BIC, a sort code, a routing number, or one wallet
// as it is written.
type AccountRange struct {
	Code  AccountCode  `json:"code"`
	From  Text         `json:"from"`
	To    Text         `json:"to,omitempty"` // the last of the range, as long as From; empty: From alone
	Class AccountClass `json:"class"`
	Name  Text         `json:"name,omitempty"` // whose accounts they are, for people
	Place Place        `json:"place,omitzero"`
}

// AccountCode is the kind of code a range is given in.
type AccountCode string

// The kinds of code.
const (
	CodeIBAN    AccountCode = "iban"
	CodeBIC     AccountCode = "bic"
	CodeSort    AccountCode = "sort_code"
	CodeRouting AccountCode = "routing_number"
	CodeWallet  AccountCode = "wallet"
)

// AccountClass is what an account is. It says nothing about its holder.
type AccountClass string

// The classes of account.
const (
	AccountBank     AccountClass = "bank"
	AccountEMoney   AccountClass = "e_money"
	AccountService  AccountClass = "money_service"
	AccountPrepaid  AccountClass = "prepaid"
	AccountExchange AccountClass = "exchange"
)

// Agency is a recruiting agency, contractor firm, umbrella company or payroll
// bureau. One with several accounts has a row for each.
type Agency struct {
	Name            Text     `json:"name"`
	Phones          []Phone  `json:"phones,omitempty"`
	Emails          []Email  `json:"emails,omitempty"`
	Domain          Text     `json:"domain,omitempty"`
	Address         Address  `json:"address,omitempty"`
	IBAN            Account  `json:"iban,omitempty"`           // the account to which its people's pay goes
	AccountNumber   Account  `json:"account_number,omitempty"` // with a sort code or routing number
	BankCode        BankCode `json:"bank_code,omitempty"`
	ChecksEvidenced Answer   `json:"checks_evidenced,omitempty"` // the agency showed how it checks identities
	Place           Place    `json:"place,omitzero"`
}

// Office is a place of work, co-working site or other address the
// organisation declares as shared.
type Office struct {
	Name    Text    `json:"name,omitempty"`
	Address Address `json:"address,omitempty"`
	Phones  []Phone `json:"phones,omitempty"`
	Network Network `json:"network,omitempty"`
	Place   Place   `json:"place,omitzero"`
}

// Advert is the text of a job advert, or of a template.
type Advert struct {
	Vacancy Text  `json:"vacancy,omitempty"`
	Text    Text  `json:"text"`
	Place   Place `json:"place,omitzero"`
}

// Indicator is a published or shared lead: an artefact somebody connected
// with the scheme. It is a lead and never a verdict: the artefact may belong
// to a victim, or have changed hands.
type Indicator struct {
	Kind      ArtefactKind `json:"kind"`
	Value     Text         `json:"value"`
	Source    Text         `json:"source"`
	FirstSeen Time         `json:"first_seen,omitzero"`
	LastSeen  Time         `json:"last_seen,omitzero"`
	Licence   Text         `json:"licence,omitempty"`
	Expires   Time         `json:"expires,omitzero"`
	Place     Place        `json:"place,omitzero"`
}
