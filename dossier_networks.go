package muster

// NetworkFacts is what networks, places of sign-in and devices that share them
// show. Like all facts it holds outcomes, classes, counts and opaque ids: no
// address, no place, no country.
type NetworkFacts struct {
	Farms    []FarmFact   // at most one: everybody the subject's devices stand beside
	Factors  []FactorFact // authenticators that complete sign-ins of other accounts too
	Origins  []OriginFact
	Lines    []LineFact
	Spreads  []SpreadFact
	Fits     []FitFact
	Boots    []BootFact
	Quiet    []QuietFact
	Papers   []PaperFact
	HandOver []HandOverFact
	Paths    []PathFact
}

// FarmFact says who else's devices stand on the networks a subject's stand on,
// over the last 128 days.
type FarmFact struct {
	Refs      []Ref
	Others    []Other // people of other declared homes who stay there, those longest together first, at most MaxOthers
	People    int     // all of those, and the subject
	Devices   int     // different issued devices seen there, theirs and the subject's
	Entities  int     // different legal entities among them
	First     Time    // day
	Last      Time    // day
	Together  int     // days on which the subject and at least one of them were there
	Weight    float64 // the same, each day counting half for every 45 days that passed since
	Known     int     // days on which it is known where the subject's devices stood
	Away      int     // of those, days seen on another network too
	Line      bool    // they share a public address
	Router    bool    // they share a router
	Station   bool    // they share a wireless access point
	Home      bool    // a source says it is a consumer's fixed line
	Crowd     int     // people seen there on the same days, whoever they are
	Household int     // of those, people who declare the subject's home
	Nearby    int     // of Others, people whose homes are in the subject's town
	Rivals    []RivalFact
	Joint     int // the most days on which devices of the subject and of one of them were switched on within minutes, where that is more than chance
	JointWith int // how many of them that holds for
}

// RivalFact is an honest explanation and how well it fits.
type RivalFact struct {
	Rival  FarmRival
	Weight RivalWeight
}

// FarmRival is an honest explanation of devices that stand together.
type FarmRival string

// The honest explanations.
const (
	RivalOffice    FarmRival = "office"         // a place of work nobody listed
	RivalCarrier   FarmRival = "carrier"        // a provider that gives many customers one address
	RivalCowork    FarmRival = "shared_desks"   // people who go home from there
	RivalHousehold FarmRival = "moved_together" // a couple or flatmates, of whom somebody did not tell
)

// RivalWeight is how well an explanation fits what is known.
type RivalWeight string

// The weights.
const (
	RivalLikely   RivalWeight = "likely"
	RivalPossible RivalWeight = "possible"
	RivalUnlikely RivalWeight = "unlikely"
)

// Weighed returns how well an explanation fits; unlikely where it is not listed.
func (f *FarmFact) Weighed(rival FarmRival) RivalWeight {
	for _, r := range f.Rivals {
		if r.Rival == rival {
			return r.Weight
		}
	}
	return RivalUnlikely
}

// FactorFact is a phone or key that completed second factors for several
// people, on days of the last 128.
type FactorFact struct {
	Refs   []Ref
	Others []Other // of other declared homes
	Days   int     // on which it served the subject
	Least  int     // the fewest days on which it served one of the others told
	Crowd  int     // people it served, whoever they are
}

// OriginFact compares, day by day, where an issued device stood with where the
// same person's sign-ins came from. Networks that stand between a person and
// where they are, and addresses many people sign in from, are left out.
type OriginFact struct {
	Refs  []Ref
	First Time
	Last  Time
	Days  int // on which both are known
	Apart int // of those, days in different countries
}

// LineFact is a fixed line that sign-ins kept coming from, at another place
// than the home.
type LineFact struct {
	Refs     []Ref
	First    Time
	Last     Time
	Days     int
	All      int     // days with a sign-in from any fixed line
	Place    Outcome // against every home claimed
	Verified bool    // an address check stands on record
}

// SpreadFact is a week in which one account was used from places that take
// turns.
type SpreadFact struct {
	Refs     []Ref
	At       Time
	Networks int // different ones, without mobile networks and services in between
	Places   int // different countries among them
	Turns    int // returns to a place after another one, within a day's reach
}

// FitFact compares the systems sign-ins name with the device issued.
type FitFact struct {
	Refs  []Ref
	First Time
	Last  Time
	Days  int // with a sign-in from a computer of another make of system than any issued one
	All   int // days with a sign-in from a computer
}

// BootFact is the first network a new device was seen on, and what came within
// two days of it.
type BootFact struct {
	Refs     []Ref
	At       Time
	After    int     // days since it was delivered; -1 if unknown
	Place    Outcome // against where it was delivered to
	Networks int     // different routers or access points within 48 hours
	Wired    bool    // it ended on a cable
	Hands    bool    // and something that puts remote hands on it was attached
	Strange  bool    // others' devices stand on that network, and their homes differ
}

// QuietFact is a device that reported nothing for a while and then from
// elsewhere.
type QuietFact struct {
	Refs   []Ref
	From   Time // the last report before
	To     Time // the first one after
	Days   int
	After  int     // days between delivery and the silence; -1 if unknown
	Place  Outcome // before against after
	Home   Outcome // after against every home claimed
	Agreed bool    // travel was agreed for the day of its return
}

// PaperFact is contract or pay set-up done through a network that stands in
// between or from elsewhere than claimed.
type PaperFact struct {
	Ref      Ref
	At       Time
	Network  NetworkClass
	Place    Outcome
	Agreed   bool
	Pay      bool // where pay goes was set
	SinceDay int
}

// HandOverFact is a day around which device, network and hours of an account all
// change for good.
type HandOverFact struct {
	Refs    []Ref
	At      Time
	Before  int  // days with sign-ins before
	After   int  // and after
	Shift   int  // hours by which the middle of the day moved
	Pay     bool // where pay goes changed within two weeks
	Issued  bool // a device was issued within two weeks
	Moved   bool // a change of home is on record within thirty days
	Agreed  bool // travel, other hours or another device were agreed
	Another bool // the new network is one that other people's devices stand on
}

// PathFact is what passive records of a network showed beside a device.
type PathFact struct {
	Refs  []Ref
	Class ProgramClass
	Last  Time
	Days  int
}
