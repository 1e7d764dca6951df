package simulate

// kind is what somebody in the files really is.
type kind string

const (
	kindHonest      kind = "honest"
	kindPersona     kind = "persona"
	kindFacilitator kind = "facilitator"
	kindDiverted    kind = "diverted" // an honest worker whose pay a thief redirected
)

// person is one subject with all their records, before they are written. What
// a table shows is a plain function of it.
type person struct {
	id         string
	number     uint64 // index in the run, the source of unique phones and addresses
	kind       kind
	operator   string
	ofKind     string // kind of operator
	population string
	groups     subgroups

	name   personName
	former string // documented or not, an earlier full name
	knowAs string
	birth  day
	email  string
	phone  string // as applied with
	mobile string // as HR holds it
	url    string
	home   home
	line   string // home network
	house  uint64 // number of the household

	application *application
	earlier     *application   // an application of past years
	further     []*application // sent the same day for other jobs
	hired       bool
	employment  string
	agency      string
	title       string
	department  string
	started     day
	ended       day
	tax         string
	payroll     string
	verified    day // identity verified on
	adjustment  bool
	company     string // a contractor's own

	interviews []interview
	references []reference
	referral   *referral
	documents  []document
	checks     []check
	bank       []bank
	shipments  []shipment
	changes    []change
	leaver     *leaver
	reports    []report
	cv         *cv
	old        bool // hired before the applicant system: only HR records
	picture    *picture

	agreed []string // rows of agreements that logs are compared with
	lodges *person  // a colleague at whose home this person lives, which nobody was told
	stay   *stay    // a persona's laptop with a host
}

// subgroups are the columns of the truth by which errors are counted.
type subgroups struct {
	mover, agency, contractor, nameChange, sharedHome, adjustment bool
}

type application struct {
	id           string
	name         personName
	email, phone string
	home         home
	job          string
	applied      day
	status       string
	statusAt     day
	channel      string
	agency       string
	referrer     string
	network      string
	device       string
	employer     string
	school       string
	degree       string
	from, to     int // education, years
	screenedTo   int // end of education as told to the screening firm
	emailProved  day
	phoneProved  day
	letter       string
	adjustment   bool
}

type interview struct {
	round       string
	announced   day
	held        day
	minute      int
	movedFrom   day
	mode        string
	status      string
	interviewer string
	shown       string // display name
	account     string // meeting account's e-mail
	network     string
	camera      string
	signs       string
	notes       string
	by          string
	confirmed   string
}

type reference struct {
	name, email, phone, employer, domain string
	foundBy, outcome                     string
	at                                   day
	by, confirmed                        string
	manager                              bool // a real firm's manager, named by several who worked there
}

type referral struct {
	by, relation string
	at           day
}

type document struct {
	kind, number, country string
	name                  string
	birth                 day
	address               string
	expires               day
	mrz                   string
	seen                  day
	original              string
}

type check struct {
	kind           string
	requested, due day
	done           day
	outcome        string
	postponed      int
	name, address  string
	signs          string
	by, confirmed  string
}

type bank struct {
	holder, iban, sortCode, account, provider, method string
	effective, changed                                day
	changedBy, network, newDevice, nameCheck          string
	verified                                          day
}

type shipment struct {
	direction, item, serial string
	to                      home
	toLine                  string // free form instead of to, for parcel shops
	recipient, phone        string
	ordered, sent, arrived  day
	redirected              string
	receivedBy, status      string
	agreed                  string
	due                     day
}

type change struct {
	field, old, new string
	at              day
	documented      string
}

type leaver struct {
	left, announced day
	reason, concern string
}

type report struct {
	sign, text    string
	at            day
	by, confirmed string
}

// picture is an identity picture handed in with the application.
type picture struct {
	model, serial, software string
	taken                   day
	second                  int
	offset                  int // minutes east of UTC, noOffset when not written
	latitude, longitude     float64
	located                 bool
	metadata                bool
	scene                   uint64 // seed of the image itself
	quality                 int
}

const noOffset = -1 << 15
