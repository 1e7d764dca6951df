package muster

// PlatformAccount is an account as a platform for work or for payments holds
// it. The account is the subject, whoever uses it.
type PlatformAccount struct {
	Named
	Contact          Contact     `json:"contact,omitzero"`
	Home             Home        `json:"home,omitzero"` // as claimed at registration; often a town and country only
	DateOfBirth      Time        `json:"date_of_birth,omitzero"`
	Side             AccountSide `json:"side,omitempty"`
	Agency           Text        `json:"agency,omitempty"` // works under an agency's account and is paid through it
	Created          Time        `json:"created,omitzero"`
	Closed           Time        `json:"closed,omitzero"`
	IdentityVerified Time        `json:"identity_verified,omitzero"`
	IP               Network     `json:"ip,omitempty"`         // of the registration
	Device           Device      `json:"device,omitempty"`     // of the registration, as the platform numbers devices
	Adjustment       Answer      `json:"adjustment,omitempty"` // an agreed swap of checks is on file; its reason is not
}

// AccountSide is which side of the platform an account works on.
type AccountSide string

// The sides of a platform.
const (
	SideTalent AccountSide = "talent" // offers work
	SideClient AccountSide = "client" // buys it
	SideAgency AccountSide = "agency" // offers the work of others, and is paid for them
)

// Kind returns KindAccount.
func (*PlatformAccount) Kind() Kind { return KindAccount }

// Contract is work that one account did or does for another.
type Contract struct {
	Client   SubjectID `json:"client,omitempty"` // the account that buys
	Title    Text      `json:"title,omitempty"`
	Started  Time      `json:"started,omitzero"`
	Ended    Time      `json:"ended,omitzero"`
	Amount   Decimal   `json:"amount,omitempty"`
	Currency Text      `json:"currency,omitempty"`
	Worker   SubjectID `json:"worker,omitempty"` // the account that did the work, where the platform sees it was another
}

// Kind returns KindContract.
func (*Contract) Kind() Kind { return KindContract }

// Bid is a proposal for a job, or how many were sent on one day. Its text is
// not part of it.
type Bid struct {
	Job   Text       `json:"job,omitempty"`
	Sent  Time       `json:"sent,omitzero"`
	Times int        `json:"times,omitempty"` // proposals this record stands for; 0 means one
	State BidOutcome `json:"state,omitempty"`
}

// BidOutcome is what became of a proposal.
type BidOutcome string

// The outcomes of a proposal.
const (
	BidOpen      BidOutcome = "open"
	BidAccepted  BidOutcome = "accepted"
	BidDeclined  BidOutcome = "declined"
	BidWithdrawn BidOutcome = "withdrawn"
)

// Kind returns KindBid.
func (*Bid) Kind() Kind { return KindBid }

// Rating is what a client gave the account for work.
type Rating struct {
	Client SubjectID `json:"client,omitempty"`
	At     Time      `json:"at,omitzero"`
	Stars  *float64  `json:"stars,omitempty"`
	Most   *float64  `json:"most,omitempty"` // the highest there is; 5 when not stated
}

// Kind returns KindRating.
func (*Rating) Kind() Kind { return KindRating }
