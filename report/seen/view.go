package seen

import (
	"muster"
)

// View is what the records of one person show of devices and sign-ins.
type View struct {
	From     muster.Time `json:"from,omitzero" doc:"First day of a record that a log became."`
	To       muster.Time `json:"to,omitzero"`
	Home     string      `json:"home,omitempty" doc:"Town of the home claimed last, as far as the caller may see it."`
	Places   []Town      `json:"places" doc:"Where sign-ins and devices were seen, at the level of towns; the home claimed first."`
	Networks []Network   `json:"networks" doc:"What kind of network, and who says so."`
	Devices  []Device    `json:"devices" doc:"Devices issued and devices used."`
	Attached []Attached  `json:"attached" doc:"What was plugged in, the latest first."`
	Programs []Program   `json:"programs" doc:"Remote tools and other programs that matter here, the latest first."`
	Hours    *Hours      `json:"hours,omitempty" doc:"Hours of activity by day of the week."`
	Farm     *Farm       `json:"beside,omitempty" doc:"Whose devices stand on the networks theirs stand on."`
	More     int         `json:"more,omitempty" doc:"Rows of the lists above that are not in them."`

	bare bool // the home claimed is not for this reader
}

// Empty reports whether no log said anything of the person.
func (v *View) Empty() bool { return v == nil || v.From.IsZero() }

// Town is a town with the days something was seen there.
type Town struct {
	Town      string      `json:"town"`
	Country   string      `json:"country,omitempty"`
	Latitude  *float64    `json:"latitude,omitempty"`
	Longitude *float64    `json:"longitude,omitempty"`
	Claimed   bool        `json:"claimed,omitempty" doc:"The town of a home the person claimed."`
	Rough     bool        `json:"-"` // its position is a table's, not a record's
	SignIns   int         `json:"sign_ins" doc:"Days with a sign-in from there."`
	Devices   int         `json:"devices" doc:"Days on which an issued device stood there."`
	Through   int         `json:"through_service" doc:"Of the days with a sign-in, those through a service that stands in between: the place is its exit."`
	First     muster.Time `json:"first,omitzero"`
	Last      muster.Time `json:"last,omitzero"`

	days  map[int]dayMark // days since 1970
	bands [][2]int        // agreed journeys
}

// dayMark is what was seen of a place on one day.
type dayMark uint8

const (
	markSignIn dayMark = 1 << iota
	markThrough
	markDevice
)

// Network is a kind of network that sign-ins came from, by who says so.
type Network struct {
	Kind    muster.NetworkClass `json:"kind"`
	Word    string              `json:"says"`
	Service string              `json:"service,omitempty"`
	Judge   string              `json:"judge,omitempty" doc:"The source of the verdict; missing where nobody gave one."`
	Days    int                 `json:"days"`
	SignIns int                 `json:"sign_ins"`
	Last    muster.Time         `json:"last,omitzero"`
	Agreed  bool                `json:"agreed,omitempty" doc:"A service was agreed with the person."`
}

// Device is a device issued to the person or used by them.
type Device struct {
	Serial string `json:"serial" doc:"Its last four characters."`
	Model  string `json:"model,omitempty"`
	Issued bool   `json:"issued,omitempty"`
	// Foreign devices cannot be compared with what was issued.
	Foreign bool        `json:"service_id,omitempty" doc:"Named only by sign-ins, by the service's own id: it may be a device of the list under its serial number."`
	Managed bool        `json:"managed,omitempty" doc:"The sign-in service says that the organisation manages it."`
	From    muster.Time `json:"issued_on,omitzero"`
	Until   muster.Time `json:"returned_on,omitzero"`
	Days    int         `json:"days" doc:"Days on which a log names it."`
	First   muster.Time `json:"first,omitzero"`
	Last    muster.Time `json:"last,omitzero"`
}

// Attached is a thing that was plugged into a device.
type Attached struct {
	What   string      `json:"what"`
	Parts  []string    `json:"parts,omitempty" doc:"What it says it can do."`
	Into   string      `json:"into,omitempty" doc:"The device, by its last four characters."`
	First  muster.Time `json:"first,omitzero"`
	Last   muster.Time `json:"last,omitzero"`
	Days   int         `json:"days"`
	Source string      `json:"source,omitempty"`
	Events []string    `json:"events,omitempty"`
}

// Program is a program seen on a device of the person.
type Program struct {
	Name   string      `json:"name"`
	For    string      `json:"for"`
	How    string      `json:"how,omitempty" doc:"Running, installed, looked up …"`
	Agreed bool        `json:"agreed,omitempty" doc:"It is among the tools agreed with the person."`
	First  muster.Time `json:"first,omitzero"`
	Last   muster.Time `json:"last,omitzero"`
	Days   int         `json:"days"`
	Source string      `json:"source,omitempty"`
	Events []string    `json:"events,omitempty"`
}

// Hours counts on how many days something was done in an hour, by day of the
// week.
type Hours struct {
	Zone    string      `json:"zone" doc:"In what time the hours are given."`
	Weeks   int         `json:"weeks" doc:"Weeks that are counted."`
	Counts  [7][24]int  `json:"counts" doc:"Days with activity, Monday first, by hour."`
	Agreed  [7][24]bool `json:"agreed" doc:"The hours agreed."`
	Says    string      `json:"says" doc:"How many of the active hours lie outside those agreed."`
	Stated  bool        `json:"stated" doc:"Hours were agreed."`
	Outside [2]int      `json:"outside" doc:"Active hours outside those agreed, and all."`
	offset  int         // minutes east of UTC
}

// Farm says who else's devices stand on networks the person's stand on.
type Farm struct {
	People   []Beside      `json:"people"`
	Count    int           `json:"people_count" doc:"All of them, this person included."`
	Devices  int           `json:"devices"`
	Together int           `json:"days_together"`
	First    muster.Time   `json:"first,omitzero"`
	Last     muster.Time   `json:"last,omitzero"`
	Joints   []string      `json:"shared" doc:"What kind of thing they share: a line, a router, an access point."`
	Rivals   []Explanation `json:"explanations" doc:"Honest explanations, the likeliest first."`
}

// Beside is somebody whose devices stand beside the person's.
type Beside struct {
	ID    muster.SubjectID `json:"id"`
	Label string           `json:"name,omitempty"`
	Href  string           `json:"-"`
	Homes string           `json:"homes" doc:"How their declared home is to this person's."`
	Since muster.Time      `json:"since,omitzero"`
}

// Explanation is an honest explanation and how well it fits.
type Explanation struct {
	Says   string `json:"says"`
	Weight string `json:"weight" doc:"likely, possible or unlikely."`
}
