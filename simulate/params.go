package simulate

import (
	"fmt"
	"time"
)

// Params says what population to write. The zero value is not usable; start
// from [Defaults].
type Params struct {
	People int    // subjects in all, personas and facilitators included
	Seed   uint64 // the same seed gives the same files

	Today time.Time // the day the files were exported; nothing happens later
	Years int       // how many years back applications reach

	// PersonasPerThousand is the share of personas. Published reports give no
	// base rate for one employer; 5 in 1,000 is a firm that is being worked.
	PersonasPerThousand float64
	MinPersonas         int // personas per operator; reports give 7 to 22
	MaxPersonas         int
	Kinds               KindShares
	Published           Reuse   // reuse of the published kind of operator
	CarelessFactor      float64 // a careless operator reuses this many times as often, at most 0.95
	Pools               Pools
	Traces              Traces
	Habits              Habits
	Stages              Stages

	Documents Documents // which files stand beside the tables
	Live      Live      // logs beside the tables; none unless asked for
}

// KindShares says how common each kind of operator is. They sum to 1.
type KindShares struct {
	Careless  float64
	Published float64
	Adaptive  float64
}

// Reuse is the probability that a persona uses a value from its operator's
// pool instead of one of its own, for each kind of artefact and the stage at
// which it is left. Reports suggest 0.1 to 0.4 per artefact and 0.5 for the
// delivery address.
type Reuse struct {
	// Application.
	Session float64 // applies on a day on which the operator applies for others too
	Phone   float64
	Email   float64 // the same mailbox behind different writings of its address
	Home    float64
	Profile float64
	Network float64 // address the application came from
	Device  float64
	Passage float64 // CV passages taken over word for word
	Facts   float64 // the same career under other names and words
	Author  float64 // CV file author and document id
	Letter  float64 // the same cover letter

	// Checks.
	Referee  float64
	Document float64 // one document number for two identities
	Camera   float64 // identity pictures from one device within minutes

	// Work.
	Delivery float64 // facilitator's address
	Account  float64
}

// Pools is how many different values of a kind one operator has.
type Pools struct {
	Contact  int // phones, mailboxes, homes, profiles, networks and devices, each
	Passages int // master passages
	Careers  int // fact skeletons
	Referees int
	Cameras  int
	Delivery int // facilitator addresses: reports give 2 to 4 local helpers
	Accounts int
}

// Traces are probabilities that a persona contradicts itself or is noticed,
// given that it reached the stage concerned.
type Traces struct {
	DeliveryElsewhere float64 // unshared delivery address that is not the claimed home
	HolderOther       float64 // account in a third party's name (reports suggest 0.25)
	EMoney            float64 // e-money or crypto (0.15); the rest is in the claimed name
	Timeline          float64 // overlapping full-time jobs or a technology before its time
	EducationDiffers  float64 // degree differs between screening form and CV
	NameDiffers       float64 // another name in the meeting, a message or on a document
	BankChange        float64 // details changed within weeks of starting
	PhotoElsewhere    float64 // position or clock of a picture contradicts the claimed home
	Withdraws         float64 // goes silent after an in-person step is announced
	CameraDeclined    float64
	OtherPerson       float64 // staff record that another person appeared
	ClaimsUnknown     float64 // staff record that own claims were not known
	ProofRefused      float64
	IdentityDisputed  float64 // the identity's real holder or an authority reports it
	FreeMailReferee   float64 // referee only at a free mail provider
	RealManager       float64 // names a real firm's manager, whom honest people name too
	Virtual           float64 // phone on a virtual line
	PrivacyExit       float64 // applies through a commercial VPN (0.7 for the one most tied to the scheme)
	Postpones         float64 // serial postponement of an in-person step
	Handle            float64 // mailbox with a word seen in known personas
	Recommends        float64 // recommended by a persona hired before
	Contractor        float64 // works as a contractor and sends invoices
	OwnDevice         float64 // asks to use an own computer
	AIEdited          float64 // identity picture marked by an editor or AI tool
}

// Habits are the rates at which honest people do what personas also do. Where
// no study was found they are assumptions; see the comment on each.
type Habits struct {
	SharedHome     float64 // people living with another person in the files
	SharedPhone    float64 // of these, one number for both
	JointAccount   float64 // of couples, one account for both
	PrivacyExit    float64 // apply through a commercial VPN
	CarrierNetwork float64 // apply over a mobile network shared by thousands
	PolishedCV     float64 // CV written with a tool's stock sentences
	TemplateCV     float64 // CV made from one of the common templates
	AdvertWords    float64 // of letters, written in the words of the advert
	TwoPhones      float64 // gives one number here and another there
	VirtualPhone   float64
	ForeignPhone   float64 // keeps a number from another country
	RecycledPhone  float64 // number given up by somebody else in the files
	SharedDevice   float64 // of people sharing a home, the computer of the first for the application
	FamilyMail     float64 // of people sharing a home, one mailbox for both
	SecondHand     float64 // computer or phone bought from somebody else in the files
	HandedOn       float64 // moved into a home that somebody else in the files has given as theirs
	Coworking      float64 // apply from a co-working space that the firm has not declared
	CoworkDelivery float64 // of these who are sent equipment, delivered there
	CoworkAgreed   float64 // of these, agreed with a named person
	SameManager    float64 // name a manager as referee whom former colleagues name too
	Umbrella       float64 // of contractors, paid through an umbrella company's one account
	UmbrellaKnown  float64 // of umbrella companies, account in the agencies table
	EMoney         float64
	HolderDiffers  float64 // joint, maiden or own company's name on the account
	HouseMove      float64 // moves between offer and delivery, of those sent equipment
	MoveRecorded   float64 // of these, with an address change on record
	MoveAgreed     float64 // of the rest, delivery agreed with a named person
	ParcelShop     float64 // delivery to a parcel shop or locker
	ParcelAgreed   float64 // of these, agreed with a named person
	Redirected     float64 // courier sent on after dispatch, nobody being at home
	NotReturned    float64 // of leavers, equipment not back yet
	OtherReceiver  float64 // a neighbour or relative signs
	Agency         float64 // sent by an agency
	AgencyPhone    float64 // of these, with the agency's phone on the CV
	NameChange     float64
	NameDocumented float64 // of these, with papers seen
	KnownAs        float64 // a known-as name in meetings
	BorrowedLaptop float64 // joins a meeting under a relative's account
	DateTypo       float64 // a year mistyped in one of two records
	EducationTypo  float64 // education written differently on form and CV
	SideJob        float64 // part-time or freelance work beside a job
	Reapplied      float64 // an earlier application on file under the same name
	Withdraws      float64 // applications withdrawn
	InPersonStep   float64 // applicants told of an in-person step
	Rescheduled    float64 // interviews moved
	Carer          float64 // postpones in-person steps for care duties
	CameraOff      float64 // recorded as declining video
	Adjustment     float64 // adjustment of checks on file
	Contractor     float64 // paid through an own company
	Unconfirmed    float64 // an earlier employer no longer answers
	FreeMailRef    float64 // referee gives a private address
	SmallFirmRef   float64 // two former colleagues name each other
	TeamMove       float64 // joined with former colleagues, one recommending the next
	BankChange     float64 // changed bank details in the last year
	EarlyChange    float64 // of these, within a month of starting
	Diverted       float64 // of workers, pay redirected by a thief
	Handle         float64 // a developer's handle for a mailbox
	AutoApply      float64 // a tool sends several applications in a day
	AgencyPicture  float64 // of those sent by an agency, picture taken by its camera
	ClericalSlip   float64 // an authority mixes two people up
	Shy            float64 // noted as not knowing an own claim
	LiveFailure    float64 // a live prompt fails on a bad line, or is declined for privacy
	WrongPerson    float64 // an interviewer mixes two people up
	OwnDevice      float64 // of contractors, ask to use their own computer
	NoMetadata     float64 // picture through a messenger
	EditedPicture  float64 // cropped or corrected in an editor
	HolidayPicture float64 // selfie taken elsewhere
	CommonBuilding float64 // lives in one of the large blocks
}

// Stages shape the way through the company, for honest people and personas.
type Stages struct {
	Hired         float64 // honest people in the files who work or worked here
	PersonaHired  float64 // reports: just over 40 % pass identity checks
	NoApplication float64 // workers hired before the applicant system, honest only
	Interviewed   float64 // applicants not hired who got an interview
	Shipped       float64 // workers sent equipment
	Left          float64 // workers who left
	DwellDays     float64 // median days of work of a persona (122 in 2025 cases)
	Payments      int     // payments kept per worker
	CV            float64 // applications with a CV on file
	Picture       float64 // applications with an identity picture on file
	Letter        float64 // applications with a cover letter
}

// Documents says which files are written beside the tables.
type Documents string

// The choices for files beside the tables.
const (
	DocumentsAuto Documents = "auto" // real up to 2,000 people, text up to 50,000, none above
	DocumentsNone Documents = "none"
	DocumentsText Documents = "text" // CVs as plain text, pictures as JPEG
	DocumentsReal Documents = "real" // CVs as PDF, DOCX and text, pictures as JPEG
)

// Defaults returns the documented defaults for that many people.
func Defaults(people int, seed uint64) Params {
	return Params{
		People: people, Seed: seed,
		Today: time.Date(2026, 6, 30, 0, 0, 0, 0, time.UTC), Years: 3,
		PersonasPerThousand: 5, MinPersonas: 8, MaxPersonas: 22,
		Kinds: KindShares{Careless: 0.3, Published: 0.5, Adaptive: 0.2},
		Published: Reuse{
			Session: 0.3, Phone: 0.3, Email: 0.1, Home: 0.15, Profile: 0.2, Network: 0.3, Device: 0.3,
			Passage: 0.4, Facts: 0.3, Author: 0.3, Letter: 0.3, Referee: 0.3, Document: 0.1, Camera: 0.3,
			Delivery: 0.5, Account: 0.3,
		},
		CarelessFactor: 1.6,
		Pools:          Pools{Contact: 2, Passages: 3, Careers: 2, Referees: 2, Cameras: 2, Delivery: 2, Accounts: 2},
		Traces:         defaultTraces(), Habits: defaultHabits(),
		Stages: Stages{
			Hired: 0.55, PersonaHired: 0.4, NoApplication: 0.2, Interviewed: 0.6, Shipped: 0.7, Left: 0.15,
			DwellDays: 122, Payments: 3, CV: 0.7, Picture: 0.2, Letter: 0.25,
		},
		Documents: DocumentsAuto,
	}
}

func defaultTraces() Traces {
	return Traces{
		DeliveryElsewhere: 0.5, HolderOther: 0.25, EMoney: 0.15, Timeline: 0.15, EducationDiffers: 0.15,
		NameDiffers: 0.15, BankChange: 0.15, PhotoElsewhere: 0.15, Withdraws: 0.3, CameraDeclined: 0.15,
		OtherPerson: 0.08, ClaimsUnknown: 0.15, ProofRefused: 0.1, IdentityDisputed: 0.05,
		FreeMailReferee: 0.3, RealManager: 0.05, Virtual: 0.4, PrivacyExit: 0.7, Postpones: 0.2, AIEdited: 0.15,
		Handle: 0.2, Recommends: 0.1, Contractor: 0.3, OwnDevice: 0.2,
	}
}

func defaultHabits() Habits {
	return Habits{
		SharedHome: 0.04, SharedPhone: 0.05, JointAccount: 0.15, PrivacyExit: 0.12, CarrierNetwork: 0.08, PolishedCV: 0.3,
		TemplateCV: 0.4, AdvertWords: 0.15, TwoPhones: 0.05, VirtualPhone: 0.02, ForeignPhone: 0.03, RecycledPhone: 0.0005,
		SharedDevice: 0.3, FamilyMail: 0.03, SecondHand: 0.002, HandedOn: 0.002,
		Coworking: 0.004, CoworkDelivery: 0.25, CoworkAgreed: 0.7, SameManager: 0.03, Umbrella: 0.05, UmbrellaKnown: 0.8,
		EMoney: 0.1, HolderDiffers: 0.02, HouseMove: 0.03, MoveRecorded: 0.7, MoveAgreed: 0.6,
		ParcelShop: 0.01, ParcelAgreed: 0.7, Redirected: 0.003, NotReturned: 0.05, OtherReceiver: 0.03, Agency: 0.06, AgencyPhone: 0.5,
		NameChange: 0.015, NameDocumented: 0.85, KnownAs: 0.06, BorrowedLaptop: 0.004, DateTypo: 0.01,
		EducationTypo: 0.004, SideJob: 0.08, Reapplied: 0.03, Withdraws: 0.06, InPersonStep: 0.1,
		Rescheduled: 0.08, Carer: 0.01, CameraOff: 0.006, Adjustment: 0.02, Contractor: 0.08,
		Unconfirmed: 0.003, FreeMailRef: 0.015, SmallFirmRef: 0.004, TeamMove: 0.01, BankChange: 0.05, EarlyChange: 0.06,
		Handle: 0.03, AutoApply: 0.01, AgencyPicture: 0.3, ClericalSlip: 0.0002, Shy: 0.003, LiveFailure: 0.001, WrongPerson: 0.0002, OwnDevice: 0.1,
		Diverted: 0.0005, NoMetadata: 0.4, EditedPicture: 0.015, HolidayPicture: 0.005, CommonBuilding: 0.15,
	}
}

// Validate reports the first parameter that makes no sense, by name.
func (p Params) Validate() error {
	switch {
	case p.People < 20 || p.People > 20_000_000:
		return fmt.Errorf("people %d: want 20 to 20,000,000", p.People)
	case p.PersonasPerThousand < 0 || p.PersonasPerThousand > 500:
		return fmt.Errorf("personas per thousand %g: want 0 to 500", p.PersonasPerThousand)
	case p.MinPersonas < 2 || p.MaxPersonas < p.MinPersonas:
		return fmt.Errorf("personas per operator %d to %d: want at least 2 and the second not smaller", p.MinPersonas, p.MaxPersonas)
	case p.Years < 1 || p.Years > 20:
		return fmt.Errorf("years %d: want 1 to 20", p.Years)
	case p.Today.IsZero():
		return fmt.Errorf("today is not set")
	case p.Pools.smallest() < 1:
		return fmt.Errorf("pools: every pool needs at least one value")
	case p.CarelessFactor < 0:
		return fmt.Errorf("careless factor %g: want 0 or more", p.CarelessFactor)
	}
	sum := p.Kinds.Careless + p.Kinds.Published + p.Kinds.Adaptive
	if sum < 0.999 || sum > 1.001 {
		return fmt.Errorf("shares of operator kinds sum to %g: want 1", sum)
	}
	if err := p.Live.validate(p.People); err != nil {
		return err
	}
	switch p.Documents {
	case DocumentsAuto, DocumentsNone, DocumentsText, DocumentsReal:
		return nil
	}
	return fmt.Errorf("documents %q: want auto, none, text or real", p.Documents)
}

func (p Pools) smallest() int {
	return min(p.Contact, p.Passages, p.Careers, p.Referees, p.Cameras, p.Delivery, p.Accounts)
}

// documents resolves the automatic choice.
func (p Params) documents() Documents {
	switch {
	case p.Documents != DocumentsAuto:
		return p.Documents
	case p.People <= 2_000:
		return DocumentsReal
	case p.People <= 50_000:
		return DocumentsText
	}
	return DocumentsNone
}
