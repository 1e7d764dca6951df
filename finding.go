package muster

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
)

// FlagID is the catalogue's id of a red flag, such as "SRC-01".
type FlagID string

// Family groups flags that are not independent of each other; at most the
// strongest finding of a family counts.
type Family string

// The evidence families.
const (
	FamilyPlace   Family = "GEO"  // where somebody is
	FamilyDevice  Family = "DEV"  // devices and remote tools
	FamilyPapers  Family = "DOC"  // documents
	FamilyText    Family = "TXT"  // CVs and messages
	FamilyLink    Family = "LINK" // artefacts shared between people
	FamilyBank    Family = "BANK" // where money goes
	FamilyAddress Family = "ADDR" // addresses and deliveries
	FamilyFace    Family = "FACE" // being seen in person or on camera
	FamilyConduct Family = "BEH"  // conduct
	FamilyHistory Family = "HIST" // background
	FamilyCode    Family = "CODE" // repositories
)

// FindingKey identifies a finding across runs: the same flag on the same
// people with the same evidence is the same finding. A person's clearing
// binds to the key and is reopened only by a new kind of evidence.
type FindingKey [16]byte

// String returns the key in hexadecimal.
func (k FindingKey) String() string { return hex.EncodeToString(k[:]) }

// MarshalText writes the key in hexadecimal.
func (k FindingKey) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// UnmarshalText reads the key from hexadecimal.
func (k *FindingKey) UnmarshalText(b []byte) error { return decodeHex("finding key", k[:], b) }

// Finding is a red flag seen: what was observed, how strong it is, and the
// observations that show it. It is evidence for people to weigh.
type Finding struct {
	Key        FindingKey  `json:"key"`
	Flag       FlagID      `json:"flag"`
	Detector   string      `json:"detector"`
	Subjects   []SubjectID `json:"subjects"` // the person concerned first, then those joined
	Strength   int         `json:"strength"` // 1 context … 5 near-decisive once a person confirmed it
	Family     Family      `json:"family"`
	Scored     bool        `json:"scored"`              // false: shown as a note, never counted
	Confirmed  bool        `json:"confirmed,omitempty"` // a named person confirmed the record behind it
	ObservedAt Time        `json:"observed_at,omitzero"`
	Title      string      `json:"title"`  // one plain sentence without values
	Detail     string      `json:"detail"` // what was seen; may hold the marks {value}, {values}, {named}, {names}, {n} and {date}
	Evidence   []Evidence  `json:"evidence"`
	Join       *Join       `json:"join,omitempty"` // set when the finding is a join between people
	Rival      string      `json:"rival,omitempty"`
	Victim     bool        `json:"victim,omitempty"` // the honest explanation to look at first is that somebody harms this person
}

// Evidence is one observation a finding cites, copied so that the finding can
// be argued about on its own.
type Evidence struct {
	Observation ObservationID `json:"observation"`
	Subject     SubjectID     `json:"subject"`
	Kind        Kind          `json:"kind"`
	Source      string        `json:"source,omitempty"`
	Place       Place         `json:"place,omitzero"`
	Happened    Time          `json:"happened,omitzero"`
	Named       Text          `json:"-"`                // what the record calls the program or the thing plugged in, to be shown; goes with the record, so it is not stored
	Events      []Text        `json:"events,omitempty"` // of a day of a log: the source's ids of the first events it was counted from
}

// When is when the record's fact was true, as people are told it: the day, where
// the record sums one up.
func (e *Evidence) When() Time {
	if e.Kind.SumsUpDay() {
		return e.Happened.Dated()
	}
	return e.Happened
}

// Join says that a finding exists only because records of several people have
// something in common. A join never accuses alone: a policy treats all joins
// over the same people as one piece of evidence.
type Join struct {
	Kinds          []ArtefactKind `json:"kinds"`                     // what is shared, sorted
	Artefacts      []ArtefactID   `json:"artefacts,omitempty"`       // the shared values, opaque
	SharedBy       int            `json:"shared_by"`                 // people with the value, this one included
	Base           int            `json:"base,omitempty"`            // people with any value of that kind
	DifferentHomes int            `json:"different_homes,omitempty"` // how many different homes the people joined declare; undeclared homes count for nothing
	Unshareable    bool           `json:"unshareable,omitempty"`     // something people cannot share
	Apart          bool           `json:"apart,omitempty"`           // the kinds lead to people whom only this one connects
	Growing        bool           `json:"growing,omitempty"`         // most of the sharing appeared within weeks
	Renamed        []SubjectID    `json:"renamed,omitempty"`         // of the people joined, those who may be this person under another family name
}

// ComputeKey sets the finding's key from its flag, subject set and the digest
// of its evidence.
func (f *Finding) ComputeKey() {
	h := sha256.New()
	fmt.Fprintf(h, "%s\n", f.Flag)
	for _, s := range slices.Sorted(slices.Values(f.Subjects)) {
		fmt.Fprintf(h, "%d:%s", len(s), s)
	}
	ids := make([]ObservationID, 0, len(f.Evidence))
	for _, e := range f.Evidence {
		ids = append(ids, e.Observation)
	}
	slices.SortFunc(ids, func(a, b ObservationID) int { return slices.Compare(a[:], b[:]) })
	for _, id := range slices.Compact(ids) {
		h.Write(id[:])
	}
	copy(f.Key[:], h.Sum(nil))
}

// Manual is a detector's manual page: what HR reads beside a finding.
type Manual struct {
	Title    string   `json:"title"`    // what is seen, one sentence
	What     string   `json:"what"`     // what the detector compares, with which data
	Why      string   `json:"why"`      // why it may matter
	Innocent []string `json:"innocent"` // common honest explanations, the likeliest first
	Clear    []string `json:"clear"`    // what would settle it, the easiest first
	Sources  []string `json:"sources"`  // ids in docs/catalogue
}

// Unseen is something that could not be looked at, why, and how to make it
// visible. Silence never reads as clean.
type Unseen struct {
	Subject SubjectID `json:"subject,omitempty"` // empty: holds for the whole run
	What    string    `json:"what"`              // what could not be seen, in plain words
	Why     string    `json:"why"`
	Remedy  string    `json:"remedy"`            // what makes it visible
	Flags   []FlagID  `json:"flags,omitempty"`   // the flags that could not run
	Control string    `json:"control,omitempty"` // the measure of the catalogue that closes it
}
