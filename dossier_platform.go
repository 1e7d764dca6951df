package muster

// PlatformFacts is what an account's records on a platform show: comparisons,
// counts and who dealt with whom.
type PlatformFacts struct {
	Account  bool // the subject is an account on a platform
	Ref      Ref  // its own record
	Side     AccountSide
	Created  Time
	Partners []PartnerFact
	Praise   []PraiseFact
	Bids     BidFacts
	Changes  AccountChanges
	Devices  []UseFact
	Usage    UsageFact
	Machine  MachineFact
	Lent     LentFact
	Handed   []HandedFact
}

// UsageFact says what an account is used on and through, by its finished
// sign-ins of the last 128 days from computers. Telephones are counted apart.
type UsageFact struct {
	Refs    []Ref // the first and the last
	First   Time
	Last    Time
	Days    int  // with a sign-in from a computer
	Hosted  int  // of those, all of them from a data centre
	Devices int  // different devices
	Phones  int  // days with a sign-in from a telephone
	Others  bool // another account was seen on one of the devices
	Line    Outcome
	// LineDays are days from the fixed home line it was used from most, and Line
	// where that lies against every home claimed; unknown without such a line.
	LineDays int
	LineAll  int  // days from any fixed home line
	Since    int  // days between the opening of the account and the first of them; -1 if unknown
	Hold     bool // the identity of the account, or an address, was verified
}

// MachineFact counts traces of automation.
type MachineFact struct {
	Refs     []Ref
	Last     Time
	Scripted int // days with finished sign-ins by an automated browser
	Days     int // days with any sign-in
	Bursts   int // days on which ten or more proposals were sent within one minute
	Most     int // proposals within one minute, at most
}

// LentFact counts an account's own messages about accounts that are lent, rented
// or bought. The dossier holds no word of them.
type LentFact struct {
	Refs  []Ref
	Last  Time
	Texts int // messages that offer or ask for it
}

// HandedFact is work under the subject's contract that was done by another
// account.
type HandedFact struct {
	Refs   []Ref
	Other  Other
	Times  int
	Agency bool // one of the two is an agency, or works under one
}

// PartnerFact is another account that the subject dealt with.
type PartnerFact struct {
	Refs   []Ref // contracts and ratings with it, on the subject's own record
	Other  Other // with the contract or rating, where it stands on theirs
	Side   AccountSide
	Client bool // the other account is the client
}

// PraiseFact is a client who gave several accounts its highest rating within
// thirty days, the subject among them.
type PraiseFact struct {
	Refs   []Ref   // the ratings on the subject's own record; none when the subject is the client
	Client Other   // unset when the subject is the client
	Others []Other // the other accounts, at most MaxOthers
	Rated  int     // different accounts the client rated in those days
	Top    int     // of those, with the highest rating
	Fresh  int     // of those, opened at most sixty days before
	Before int     // accounts it rated at any time before
	At     Time
}

// BidFacts counts proposals of the ninety days before the last one.
type BidFacts struct {
	Refs     []Ref // a few of the last
	Last     Time
	Sent     int
	Accepted int
	Undated  int // proposals without a date, which count nowhere else
	Early    int // sent in the first fourteen days after the account was opened
	Known    int // days between opening and the last proposal; -1 if unknown
	Verified bool
}

// AccountChanges counts changes of an account's own data. Changes within
// fourteen days of each other are one occasion: who moves tells everything at
// once.
type AccountChanges struct {
	Refs      []Ref
	Last      Time
	Occasions int // within 180 days
	Fields    int // different things changed on them
}

// UseFact is a device that other accounts use too, and how much of the
// subject's own use it is.
type UseFact struct {
	Ref  Ref
	ID   ArtefactID
	Days int // on which the subject used it
	All  int // days on which the subject used any; 0 when use is not on record
}
