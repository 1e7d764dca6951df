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
