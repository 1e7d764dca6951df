package muster

// Contact is what a record gives as a subject's own means of contact. A
// contact whose control was proved (a one-time code) names the day; until
// then it counts only against the record that carries it.
type Contact struct {
	Emails        []Email `json:"emails,omitempty"`
	Phones        []Phone `json:"phones,omitempty"`
	URLs          []URL   `json:"urls,omitempty"`
	EmailVerified Time    `json:"email_verified,omitzero"`
	PhoneVerified Time    `json:"phone_verified,omitzero"`
}

// Home is the place a record gives as a subject's home.
type Home struct {
	Address  Address  `json:"address,omitempty"`
	City     City     `json:"city,omitempty"`
	Postcode Postcode `json:"postcode,omitempty"`
	Country  Country  `json:"country,omitempty"`
}

// Named is how a record writes a subject's name.
type Named struct {
	FullName   PersonName `json:"full_name,omitempty"`
	GivenName  PersonName `json:"given_name,omitempty"`
	FamilyName PersonName `json:"family_name,omitempty"`
}

// Person is a row of the people table: what the HR system holds of somebody.
type Person struct {
	Named
	KnownAs          PersonName     `json:"known_as,omitempty"`
	FormerNames      []PersonName   `json:"former_names,omitempty"`
	DateOfBirth      Time           `json:"date_of_birth,omitzero"`
	Contact          Contact        `json:"contact,omitzero"`
	Home             Home           `json:"home,omitzero"`
	TaxAddress       Address        `json:"tax_address,omitempty"`
	PayrollAddress   Address        `json:"payroll_address,omitempty"`
	NationalID       DocumentNumber `json:"national_id,omitempty"`
	JobTitle         Text           `json:"job_title,omitempty"`
	Department       Text           `json:"department,omitempty"`
	LegalEntity      Text           `json:"legal_entity,omitempty"`
	Manager          SubjectID      `json:"manager,omitempty"`
	Role             RoleClass      `json:"role_class,omitempty"`
	Employment       Employment     `json:"employment,omitempty"`
	Agency           Text           `json:"agency,omitempty"`
	Login            Text           `json:"login,omitempty"`
	Started          Time           `json:"started,omitzero"`
	Ended            Time           `json:"ended,omitzero"`
	IdentityVerified Time           `json:"identity_verified,omitzero"`
	Adjustment       Answer         `json:"adjustment,omitempty"` // a swap of checks is on file; its reason is not stored
}

// Employment is the kind of relation to the organisation.
type Employment string

// The kinds of employment.
const (
	EmploymentEmployee   Employment = "employee"
	EmploymentContractor Employment = "contractor"
	EmploymentAgency     Employment = "agency"
)

// Kind returns KindPerson.
func (*Person) Kind() Kind { return KindPerson }

// Application is one application for a job.
type Application struct {
	Named
	Contact     Contact           `json:"contact,omitzero"`
	Home        Home              `json:"home,omitzero"`
	DateOfBirth Time              `json:"date_of_birth,omitzero"`
	Vacancy     Text              `json:"vacancy,omitempty"`
	Applied     Time              `json:"applied,omitzero"`
	Status      ApplicationStatus `json:"status,omitempty"`
	StatusAt    Time              `json:"status_at,omitzero"`
	Channel     Text              `json:"channel,omitempty"` // job board, referral, agency, careers page
	Agency      Text              `json:"agency,omitempty"`
	Referrer    SubjectID         `json:"referrer,omitempty"`
	IP          Network           `json:"ip,omitempty"`
	Device      Device            `json:"device,omitempty"`
	Employer    Text              `json:"employer,omitempty"` // current or latest employer as claimed
	Education   []Education       `json:"education,omitempty"`
	Letter      Text              `json:"letter,omitempty"` // cover letter or free answers
	Adjustment  Answer            `json:"adjustment,omitempty"`
}

// ApplicationStatus is where an application stands.
type ApplicationStatus string

// The statuses of an application.
const (
	ApplicationOpen      ApplicationStatus = "open"
	ApplicationWithdrawn ApplicationStatus = "withdrawn"
	ApplicationRejected  ApplicationStatus = "rejected"
	ApplicationOffered   ApplicationStatus = "offered"
	ApplicationHired     ApplicationStatus = "hired"
)

// Kind returns KindApplication.
func (*Application) Kind() Kind { return KindApplication }

// Education is one claimed course or degree.
type Education struct {
	Institution Text   `json:"institution,omitempty"`
	Degree      Text   `json:"degree,omitempty"`
	Start       Time   `json:"start,omitzero"`
	End         Time   `json:"end,omitzero"`
	StatedTo    string `json:"stated_to,omitempty"` // "employer" or "screening firm"; both together show differences
}

// Role is one claimed job.
type Role struct {
	Title    Text   `json:"title,omitempty"`
	Employer Text   `json:"employer,omitempty"`
	Start    Time   `json:"start,omitzero"`
	End      Time   `json:"end,omitzero"`
	Current  Answer `json:"current,omitempty"`
	PartTime Answer `json:"part_time,omitempty"` // part-time, freelance or advisory: overlaps are expected
}

// TechnologyClaim is a technology with the first year a CV claims its use,
// beside the year the technology was first published.
type TechnologyClaim struct {
	Name      Text `json:"name"`
	Claimed   int  `json:"claimed,omitempty"`   // first year claimed, 0 if none
	Published int  `json:"published,omitempty"` // first public year, 0 if not in the table
}

// CV is a curriculum vitae: its text and what was read from it.
type CV struct {
	Text         Text              `json:"text,omitempty"`
	NoText       Answer            `json:"no_text,omitempty"` // yes: a scan; nothing could be read
	Name         PersonName        `json:"name,omitempty"`
	Contact      Contact           `json:"contact,omitzero"`
	Home         Home              `json:"home,omitzero"`
	Roles        []Role            `json:"roles,omitempty"`
	Education    []Education       `json:"education,omitempty"`
	Technologies []TechnologyClaim `json:"technologies,omitempty"`
	Skeleton     []string          `json:"skeleton,omitempty"` // hashed features of roles, gaps, figures and project facts
	File         FileFacts         `json:"file,omitzero"`
}

// Kind returns KindCV.
func (*CV) Kind() Kind { return KindCV }

// Message is text the subject wrote: a cover letter, a message, a profile.
type Message struct {
	Text    Text   `json:"text,omitempty"`
	Channel Text   `json:"channel,omitempty"`
	Private Answer `json:"private,omitempty"` // sent outside the hiring system
}

// Kind returns KindMessage.
func (*Message) Kind() Kind { return KindMessage }

// Letter reports whether it came with an application: reading it takes no grounds
// beside those of hiring, as other messages do.
func (m *Message) Letter() bool { return m.Channel == "letter" }

// FileFacts is the metadata of a document file.
type FileFacts struct {
	Type     string   `json:"type,omitempty"`
	Author   Text     `json:"author,omitempty"`
	Producer Text     `json:"producer,omitempty"`
	Creator  Text     `json:"creator,omitempty"`
	Template Text     `json:"template,omitempty"`
	Created  Time     `json:"created,omitzero"`
	Modified Time     `json:"modified,omitzero"`
	IDs      []string `json:"ids,omitempty"` // document ids that survive "save as": XMP, PDF, revision roots
	SHA256   string   `json:"sha256,omitempty"`
}

// Referral says that somebody inside recommended the subject.
type Referral struct {
	Referrer SubjectID `json:"referrer"`
	At       Time      `json:"at,omitzero"`
	Relation Text      `json:"relation,omitempty"`
}

// Kind returns KindReferral.
func (*Referral) Kind() Kind { return KindReferral }

// Change is a change of name or address on record.
type Change struct {
	Field      ChangeField `json:"field"`
	Old        Text        `json:"old,omitempty"`
	New        Text        `json:"new,omitempty"`
	At         Time        `json:"at,omitzero"`
	Documented Answer      `json:"documented,omitempty"` // papers were seen; which ones is not stored
}

// ChangeField is what changed.
type ChangeField string

// The fields whose changes are recorded.
const (
	ChangeName    ChangeField = "name"
	ChangeAddress ChangeField = "address"
	ChangeEmail   ChangeField = "email"
	ChangePhone   ChangeField = "phone"
)

// Kind returns KindChange.
func (*Change) Kind() Kind { return KindChange }

// Leaver is the end of somebody's work.
type Leaver struct {
	Left      Time          `json:"left,omitzero"`
	Reason    LeavingReason `json:"reason,omitempty"`
	Concern   Answer        `json:"concern,omitempty"` // ended over doubts about identity or control that a person confirmed
	Announced Time          `json:"announced,omitzero"`
}

// LeavingReason is why work ended, as coarse as it needs to be.
type LeavingReason string

// The reasons for leaving.
const (
	LeftResigned  LeavingReason = "resigned"
	LeftVanished  LeavingReason = "vanished" // stopped answering
	LeftDismissed LeavingReason = "dismissed"
	LeftContract  LeavingReason = "contract_ended"
	LeftOther     LeavingReason = "other"
)

// Kind returns KindLeaver.
func (*Leaver) Kind() Kind { return KindLeaver }
