package muster

// Level says what is due for a person. It is never a verdict.
type Level string

// The levels.
const (
	Clear    Level = "clear"    // nothing is due beyond what everybody gets
	Verify   Level = "verify"   // a check is due before the next step
	Escalate Level = "escalate" // two people look within the escalation clock
)

// Rank orders levels from clear to escalate.
func (l Level) Rank() int {
	switch l {
	case Escalate:
		return 2
	case Verify:
		return 1
	}
	return 0
}

// Assessment is what a policy made of a person's findings: a level, each
// contribution, the checks asked for, and what could not be seen.
type Assessment struct {
	Subject       SubjectID      `json:"subject"`
	Level         Level          `json:"level"`
	Families      []Family       `json:"families,omitempty"` // those that counted, strongest first
	Contributions []Contribution `json:"contributions,omitempty"`
	Checks        []CheckRequest `json:"checks,omitempty"` // in the order to do them
	Unseen        []Unseen       `json:"unseen,omitempty"`
	Reason        string         `json:"reason,omitempty"` // which rule of the policy led to the level
	Versions      Versions       `json:"versions,omitzero"`
}

// Contribution is one finding's part in an assessment.
type Contribution struct {
	Finding  FindingKey `json:"finding"`
	Flag     FlagID     `json:"flag"`
	Family   Family     `json:"family"`
	Strength int        `json:"strength"` // after the policy's own strengths
	Counted  bool       `json:"counted"`
	Why      string     `json:"why,omitempty"` // why it did not count: same family, same people, note only, cleared

	Clearance *Clearance `json:"clearance,omitempty"` // what a passed check did to it
}

// Cleared reports whether a check settled the finding for this person.
func (c *Contribution) Cleared() bool {
	return c.Clearance != nil && c.Clearance.State == ClearanceCleared
}

// CheckRequest is a check asked for and the findings it would settle.
type CheckRequest struct {
	Type  CheckType `json:"type"`
	Say   string    `json:"say"` // what to do, in one sentence
	Flags []FlagID  `json:"flags"`
}

// Versions names everything that shaped an assessment, so that it can be
// repeated and argued about.
type Versions struct {
	Program    string `json:"program,omitempty"`
	Policy     string `json:"policy,omitempty"`
	Detectors  string `json:"detectors,omitempty"`
	Normaliser string `json:"normaliser,omitempty"`
	Lists      string `json:"lists,omitempty"`
	Model      string `json:"model,omitempty"`
	Approved   string `json:"approved,omitempty"` // digest of the tools approved for everybody; "" for none
}

// Gate is a point that asks for certain checks before it is passed.
type Gate string

// The gates, in the order of a working life.
const (
	GateInterview   Gate = "interview"
	GateOffer       Gate = "offer"
	GateShipping    Gate = "shipping"
	GateFirstAccess Gate = "first_access"
	GateFirstPay    Gate = "first_pay"
	GatePrivileged  Gate = "privileged_access"
)

// Policy is a versioned file the customer owns. It turns findings into an
// assessment; nothing else does.
type Policy struct {
	Version    string                       `json:"version"`
	Verify     Rule                         `json:"verify"`
	Escalate   Rule                         `json:"escalate"`
	Strengths  map[FlagID]int               `json:"strengths,omitempty"`  // overrides of a detector's strength
	Off        []FlagID                     `json:"off,omitempty"`        // detectors switched off
	Gates      map[RoleClass]map[Gate][]Ask `json:"gates,omitempty"`      // which checks before which step
	Checks     map[FlagID][]CheckType       `json:"checks,omitempty"`     // which checks are asked for to settle a flag
	Clearing   Clearing                     `json:"clearing,omitzero"`    // how passed checks settle findings
	Retention  map[Kind]int                 `json:"retention,omitempty"`  // days an observation of the kind is kept
	Escalation int                          `json:"escalation,omitempty"` // working days until the process goes on without a written reason
	Budget     int                          `json:"budget,omitempty"`     // checks a week the team can do
	Expected   Settings                     `json:"expected,omitzero"`    // what is ordinary here
}

// Rule is the condition of a level over the strongest finding of each family.
type Rule struct {
	Single     int `json:"single,omitempty"`      // one finding at least this strong
	Families   int `json:"families,omitempty"`    // or this many families …
	AtLeast    int `json:"at_least,omitempty"`    // … each with a finding at least this strong
	Strongest  int `json:"strongest,omitempty"`   // or one family at this strength …
	Companion  int `json:"companion,omitempty"`   // … with another family at this one
	Confirmed  int `json:"confirmed,omitempty"`   // or one finding this strong that a person confirmed
	JoinPeople int `json:"join_people,omitempty"` // joins alone: this many people with different declared homes …
	JoinKinds  int `json:"join_kinds,omitempty"`  // … joined by this many kinds of value, or by something people cannot share
}

// Ask is one check a gate asks for.
type Ask struct {
	Check     CheckType `json:"check"`
	Assurance string    `json:"assurance,omitempty"` // standard or high
}
