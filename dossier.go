package muster

// Dossier is everything known of one subject at one moment, as detectors may
// see it: outcomes of comparisons, classes, dates, opaque ids, and what is
// shared with whom. It holds no name, address, number, country or text, so a
// detector cannot score what it must not know; a test walks these types to
// keep it so. It never changes once built.
type Dossier struct {
	Organisation     OrganisationID
	Subject          SubjectID
	AsOf             Time // the moment the dossier was made for
	Status           Status
	Role             RoleClass
	Employment       Employment
	Started          Time       // first day of work
	Left             Time       // last day of work
	IdentityVerified Time       // an identity check passed, independently of the person's own papers
	HomeDeclared     bool       // a home address is on record; without one, homes are unknown and never different
	Home             ArtefactID // the building of the declared home, opaque
	Adjustment       bool       // a swap of checks is on file

	Observed   []Observed // every observation behind the dossier; a Ref points here
	Artefacts  []Held
	Names      []NameFact
	Places     []PlaceFact
	Events     []Event
	Signs      []SignFact
	Documents  []DocumentFact
	Images     []ImageFact
	CVs        []CVFact
	Education  []EducationFact
	References []ReferenceFact
	Referrals  ReferralFacts
	Meetings   []MeetingFact
	Shipments  []ShipmentFact
	Accounts   []AccountFact
	Invoices   InvoiceFacts
	Charges    ChargeFacts
	Transfers  TransferFacts
	Agency     AgencyFact
	Leads      []LeadFact
	Bursts     []BurstFact
	Groups     []GroupFact
	Live       LiveFacts
	Platform   PlatformFacts
}

// Ref points at an entry of Dossier.Observed.
type Ref int32

// Observed is an observation stripped to what a finding cites.
type Observed struct {
	ID       ObservationID
	Kind     Kind
	Source   string
	Place    Place
	Happened Time
	Recorded Time
	Events   []Text // the source's ids of a few events it was counted from
}

// Outcome is the result of comparing two claims.
type Outcome string

// The outcomes. Unknown is the zero value: nothing to compare.
const (
	OutcomeUnknown   Outcome = ""
	OutcomeSame      Outcome = "same"
	OutcomeVariant   Outcome = "variant"   // names: order, initials, spelling, known-as
	OutcomeNear      Outcome = "near"      // places: same building, street or postcode
	OutcomeSameArea  Outcome = "same_area" // places: same town or district
	OutcomeDifferent Outcome = "different"
)

// Held is an artefact on the subject's record with who else holds it.
type Held struct {
	Artefact
	Class     Class
	Ref       Ref
	First     Time // when it first appeared on this subject's record
	Proved    bool // the subject proved control of it
	Unclaimed bool // control was proved by somebody else: it counts only against this record
	Sharing   Sharing
}

// Sharing says who else holds an artefact and how much that means.
type Sharing struct {
	Count    int     // other subjects holding it, whoever they are
	Others   []Other // of those, the ones listed; at most MaxOthers, nearest in time first
	Common   Common  // why it says nothing, if so
	Expected int     // people expected to share it innocently, such as the occupancy of a home
	Base     int     // subjects with any value of the kind
	Bits     float64 // surprise against chance sharing, in bits
	Recent   int     // of Count, those that appeared within the last 28 days before AsOf
	Weight   float64 // passages and skeletons: how much is in common, 0 to 1 of the smaller side
	Words    int     // passages: words in common
}

// Growing reports whether most of the sharing appeared within four weeks and
// is not small: a sudden growth is shown even for a common value.
func (s *Sharing) Growing() bool { return s.Recent >= 3 && 2*s.Recent > s.Count }

// MaxOthers is how many other holders of an artefact a dossier lists.
const MaxOthers = 32

// Common is why a shared value says nothing about a person.
type Common string

// The reasons for a value being common.
const (
	NotCommon       Common = ""
	CommonAgency    Common = "agency"           // declared in the agencies table
	CommonOffice    Common = "office"           // declared in the offices table
	CommonHousehold Common = "household"        // people who declare one home, up to the expected occupancy
	CommonVerified  Common = "verified_holders" // many independently verified, earlier subjects hold it
	CommonSelf      Common = "same_person"      // records of one person, by crosswalk or human decision
)

// Other is another subject holding the same artefact.
type Other struct {
	Subject   SubjectID
	Role      ArtefactRole // the role it plays on their record
	Observed  Observed     // where it stands on their record
	First     Time         // when it first appeared there
	Status    Status
	Left      Time       // when they left, if they did
	Concern   bool       // they left over a confirmed concern
	Dismissed bool       // they were dismissed
	Names     Outcome    // our claimed name against theirs
	Homes     Outcome    // our declared home against theirs
	Home      ArtefactID // the building of their declared home, opaque; unset when undeclared
	Proved    bool       // they proved control of it
	Verified  bool       // their identity was verified independently
	Related   bool       // the relation is declared: joint account, named partner, referral on file, a checked agency's payout and its member
	Vacancy   Outcome    // applied for the same vacancy
	Entity    Outcome    // our legal entity against theirs; unknown where either is not on record
	Renamed   bool       // the names differ in the family name only and the dates of birth do not differ: perhaps one person under a new name
	Passing   bool       // an account that hardly uses the device shared: a library, a shared office
}

// NameSource is where a name was read.
type NameSource string

// The places a name is read.
const (
	NameInHR          NameSource = "hr"
	NameInApplication NameSource = "application"
	NameInCV          NameSource = "cv"
	NameInDocument    NameSource = "document"
	NameOnAccount     NameSource = "account_holder"
	NameOnInvoice     NameSource = "invoice_payee"
	NameInMeeting     NameSource = "meeting"
	NameOfRecipient   NameSource = "recipient"
	NameOnReceipt     NameSource = "received_by"
	NameInCheck       NameSource = "check"
	NameInPlatform    NameSource = "account"
)

// NameFact compares the subject's claimed name with the name in another
// record.
type NameFact struct {
	A, B       NameSource
	ARef, BRef Ref
	Outcome    Outcome
	Documented bool // a documented change of name lies between them: it scores nothing
	KnownAs    bool // the record declares the other name as known-as or former
	PartShared bool // the two differ, and yet share a given or a family name
}

// PlaceSource is where a place was read.
type PlaceSource string

// The places a place is read.
const (
	PlaceHome     PlaceSource = "home"
	PlaceDelivery PlaceSource = "delivery"
	PlaceRedirect PlaceSource = "redirect"
	PlaceReturn   PlaceSource = "return"
	PlaceDocument PlaceSource = "document"
	PlaceTax      PlaceSource = "tax"
	PlacePayroll  PlaceSource = "payroll"
	PlaceCV       PlaceSource = "cv"
	PlacePhoto    PlaceSource = "photo"
	PlaceVerified PlaceSource = "verified" // an address a check verified
)

// PlaceFact compares one place of the subject's records with the home they
// declared at the time (or, where B is not home, with each other).
type PlaceFact struct {
	A, B       PlaceSource
	ARef, BRef Ref
	Outcome    Outcome
	Moved      bool  // an address change on record explains it
	Agreed     bool  // a named person agreed to it beforehand
	Class      Class // what kind of place A is
}

// EventKind is a step in the life with the organisation.
type EventKind string

// The kinds of event.
const (
	EventApplied          EventKind = "applied"
	EventStepAnnounced    EventKind = "step_announced" // an in-person, on-camera or document step
	EventInterviewHeld    EventKind = "interview_held"
	EventInterviewMoved   EventKind = "interview_moved"
	EventInterviewMissed  EventKind = "interview_missed"
	EventWithdrew         EventKind = "withdrew"
	EventOffered          EventKind = "offered"
	EventStarted          EventKind = "started"
	EventCheckRequested   EventKind = "check_requested"
	EventCheckDone        EventKind = "check_done"
	EventBankSet          EventKind = "bank_set"
	EventBankChanged      EventKind = "bank_changed"
	EventNameChanged      EventKind = "name_changed"
	EventAddressChanged   EventKind = "address_changed"
	EventShipped          EventKind = "shipped"
	EventDelivered        EventKind = "delivered"
	EventLeavingAnnounced EventKind = "leaving_announced"
	EventLeft             EventKind = "left"
)

// Event is one step, in time order.
type Event struct {
	Kind      EventKind
	At        Time
	Ref       Ref
	Check     CheckType     // which check was requested or done; for an announced step, the nearest type
	Outcome   CheckOutcome  // for checks done
	Reason    LeavingReason // for the end of work
	Postponed int           // for checks: times the person moved it
}

// SignFact is a sign a named person recorded.
type SignFact struct {
	Sign       Sign
	Ref        Ref
	At         Time
	Recorded   bool // a named person wrote it down
	Confirmed  bool // and confirmed it
	Adjustment bool // an agreed swap of checks covers it
}

// DocumentFact is what a document record shows against itself and against the
// subject's claims.
type DocumentFact struct {
	Ref        Ref
	Type       DocumentType
	Seen       Time
	MRZ        MRZOutcome
	Number     Outcome // number in the zone against the number recorded
	Name       Outcome // name on it against the claimed name
	Birth      Outcome // date of birth on it against the one claimed
	Expiry     Outcome // expiry in the zone against the one recorded
	Expired    bool    // on the day it was seen
	Original   bool    // an original was seen in person
	Portrait   CheckOutcome
	Documented bool // a documented change of name explains a different name
	Confirmed  bool // a named person confirmed the record
}

// MRZOutcome is what a machine-readable zone's check digits gave.
type MRZOutcome string

// The outcomes of reading a machine-readable zone.
const (
	MRZAbsent MRZOutcome = ""
	MRZValid  MRZOutcome = "valid"
	MRZFailed MRZOutcome = "check_digits_failed"
	MRZBroken MRZOutcome = "unreadable"
)

// ImageFact is what a picture file says about itself, and how that fits what
// was claimed.
type ImageFact struct {
	Ref            Ref
	Purpose        ImagePurpose
	Taken          Time
	Tool           ToolClass
	AIMarked       bool
	Metadata       Answer
	CameraOriginal bool
	LowQuality     bool
	Cropped        bool
	Place          Outcome // where it was taken against the home claimed at the time
	Clock          Outcome // its clock offset against the home claimed at the time: same or different
}

// CVFact is what a CV shows against itself, other CVs of the same subject and
// the advert.
type CVFact struct {
	Ref              Ref
	Unreadable       bool    // a scan or damaged file: nothing could be read
	AdvertShare      float64 // share of the CV's passages that stand in the advert, 0 to 1
	AnachronismYears int     // largest number of years a technology is claimed before it was public
	Anachronisms     int     // how many technologies
	OverlapMonths    int     // months of overlapping full-time roles
	Overlaps         int     // pairs of full-time roles that overlap by more than three months
	TenureAhead      bool    // a role starts or ends after the CV was made
	History          Outcome // against an earlier CV of the same subject: same, variant (tailored) or different
	HistoryRef       Ref     // that earlier CV
	Employers        Outcome // latest employer against the application form
}

// EducationFact compares claims about one course made in two places.
type EducationFact struct {
	ARef, BRef  Ref
	Institution Outcome
	Degree      Outcome
	YearsApart  int // largest difference between the stated years
}

// ReferenceFact is a referee and how they relate to the candidate and to
// others.
type ReferenceFact struct {
	Ref             Ref
	Outcome         ReferenceOutcome
	Found           ContactFound
	Mail            Class // class of the referee's address
	MailDomain      MailDomain
	SharesWithOwn   bool    // a contact of the referee is a contact of the candidate
	RefereeIs       []Other // the referee's contact is another subject's own contact
	RefereeFor      int     // other subjects naming the same referee
	MutualWith      []Other // subjects who are referees of each other with this one
	EmployersDiffer bool    // the same referee speaks for different employers on different applications
	ClosedRing      int     // people in a closed ring of referees and candidates through this one, 0 if none
	Confirmed       bool
}

// MailDomain is how a referee's mail domain relates to the employer's own.
type MailDomain string

// The relations of a mail domain to an employer's.
const (
	DomainUnknown   MailDomain = ""
	DomainOfficial  MailDomain = "official"
	DomainFree      MailDomain = "free"
	DomainLookAlike MailDomain = "look_alike"
	DomainOther     MailDomain = "other"
)

// ReferralFacts is the subject's place in the graph of recommendations.
type ReferralFacts struct {
	Refs       []Ref
	By         []Other // who recommended the subject
	Made       []Other // whom the subject recommended
	MadeWithin int     // recommendations made within 180 days of the subject's own start
	ChainAbove int     // recommendations in a row leading to this subject
	ChainBelow int     // recommendations in a row starting from this subject
	RefereeToo bool    // somebody in the chain is also a referee of another in it
	KnownTeam  bool    // those in the chain share an earlier employer that references confirmed
}

// MeetingFact is one interview or meeting as held.
type MeetingFact struct {
	Ref         Ref
	At          Time
	Mode        InterviewMode
	Status      InterviewStatus
	Name        Outcome // name shown against the claimed name
	NameChanged bool    // the name shown changed to a different one during the meeting
	Account     Outcome // meeting account's address against the subject's own addresses
	Collides    []Other // people sharing something with this subject whose interviews overlapped or were moved together
	Collisions  int     // how often
}

// ShipmentFact is equipment on its way out or back.
type ShipmentFact struct {
	Ref         Ref
	Direction   Direction
	Status      ShipmentStatus
	Class       Class // what kind of place it goes to
	Place       Outcome
	Moved       bool // an address change on record explains the place
	Agreed      bool
	ChangedLate bool // the address was changed between offer and dispatch, or redirected after dispatch
	Recipient   Outcome
	Phone       Outcome // delivery phone against the subject's own phones
	Overdue     int     // days past the return date
	At          Time
}

// AccountFact is where money goes and how that changed.
type AccountFact struct {
	Ref         Ref
	Kind        Kind // bank details, payment or invoice
	At          Time
	Method      PayMethod
	Class       Class
	Holder      Outcome       // holder against the claimed name
	PartShared  bool          // the holder and the person share a given or a family name
	OwnCompany  bool          // the holder is the subject's own company by its name
	Joint       bool          // the holder names several people, the subject among them
	NameCheck   NameCheckCode // the bank's answer, if any
	Change      bool          // replaces earlier details
	SinceStart  int           // days between the first day of work and the change; -1 if unknown
	Changes     int           // changes within the 180 days up to this one
	NewSource   bool          // entered from a device or network not seen before
	SelfService bool
	Verified    bool // confirmed with the person by a channel already on file
	BankOffered bool // payroll to a bank account was offered
	ListedLead  bool // the wallet or account is on an indicator list
}

// InvoiceFacts compares a subject's invoices over time.
type InvoiceFacts struct {
	Refs      []Ref
	Count     int
	Payees    int  // different payee names, spelling variants counted once
	More      bool // there may be more payees: so many are not told apart
	Accounts  int  // different accounts
	Addresses int  // different places
}

// AgencyFact is the agency a subject came through.
type AgencyFact struct {
	Named     bool
	Known     bool // it stands in the agencies table
	Evidenced Answer
	Ref       Ref
}

// LeadFact is a hit on an indicator list.
type LeadFact struct {
	Artefact Artefact
	Ref      Ref
	Source   string // the list's name
	LastSeen Time
	Expired  bool
	OwnStaff int // independently verified staff of the organisation it also hits: the list is doubtful
}

// BurstFact counts applications with a common artefact within a short time.
type BurstFact struct {
	Artefact     Artefact
	Ref          Ref
	Applications int // applications within the window by records with the artefact
	Subjects     int // by how many subjects
	Hours        int // length of the window
}

// GroupFact is the subject's place in a group of different claimed people on
// shared infrastructure.
type GroupFact struct {
	People      int            // in the group
	Homes       int            // different declared homes among them
	Kinds       []ArtefactKind // what holds the subject in the group, sorted
	Peers       []Other        // those it shares that with directly, at most MaxOthers
	Refs        []Ref          // where it stands on the subject's own records
	Unshareable bool           // something people cannot share holds it there
	Apart       bool           // no two kinds lead to people who hang together without the subject
	Hub         bool           // an address, account or device that several others use: perhaps a helper, perhaps a landlord
}

// Settings is what the organisation tells detectors beside the dossier.
type Settings struct {
	MaxOccupancy int `json:"max_occupancy,omitempty"` // people expected at an ordinary home; 0 means the default of 5
	BurstLimit   int `json:"burst_limit,omitempty"`   // applications by one contact within 24 hours that are ordinary; 0 means 10
	// PassiveRecords switches on what passive records of networks show (NET-09,
	// NET-14): off unless somebody decided otherwise.
	PassiveRecords bool `json:"passive_records,omitempty"`
	// PaymentServices says that the organisation is an operator of payment
	// services that looks at its customers' accounts (PAY-07, PAY-08): off for
	// every employer.
	PaymentServices bool `json:"payment_services,omitempty"`
}
