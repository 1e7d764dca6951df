package muster

// GroupKind says which of the two kinds of group it is. They are never mixed.
type GroupKind string

// The kinds of group.
const (
	GroupSameHuman GroupKind = "same_human" // records believed to be one human (a cluster)
	GroupRing      GroupKind = "ring"       // different claimed people on shared infrastructure
)

// Group is several subjects with what joins them, as people see it.
type Group struct {
	ID      string    `json:"id"`
	Kind    GroupKind `json:"kind"`
	Members []Member  `json:"members"`
	Joints  []Joint   `json:"joints"`
	Rivals  []Rival   `json:"rivals"` // honest explanations to rule out
}

// Member is one subject of a group with the part it plays in it.
type Member struct {
	Subject SubjectID  `json:"subject"`
	Role    MemberRole `json:"role"`
}

// MemberRole is the part a member plays in a group.
type MemberRole string

// The roles of members.
const (
	MemberRecord     MemberRole = "record"      // one of the records of one human
	MemberOrdinary   MemberRole = "member"      // a person joined to the others
	MemberPersona    MemberRole = "persona"     // the same in rings.json of records; never said of people who are screened
	MemberAddressHub MemberRole = "address_hub" // the address of several others
	MemberBankHub    MemberRole = "bank_hub"    // the account of several others
	MemberDeviceHub  MemberRole = "device_hub"  // the device or line of several others
)

// Joint is a value that joins members of a group.
type Joint struct {
	Artefact ArtefactID     `json:"-"`
	Kind     ArtefactKind   `json:"kind"`
	Value    string         `json:"value_masked"`
	Members  []SubjectID    `json:"members,omitempty"`
	Roles    []ArtefactRole `json:"roles,omitempty"`
	SharedBy int            `json:"shared_by"`
	Common   bool           `json:"common"`           // shared too widely, or by declaration, to say anything
	Why      string         `json:"why,omitempty"`    // why it is common, or how rare it is
	Weight   float64        `json:"weight,omitempty"` // bits of surprise against chance sharing
}

// Rival is an honest explanation of a group and what would settle it.
type Rival struct {
	Explanation string `json:"explanation"`
	Settles     string `json:"settles"`
	Weight      string `json:"weight,omitempty"` // likely, possible or unlikely, with the reason
}
