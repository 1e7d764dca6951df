package muster

// Settling says which checks settle a flag. A detector declares it; a policy
// may replace it. Only checks that do not run over a channel the person
// supplied belong here, so a one-time code settles nothing: it proves a
// contact and no more.
type Settling struct {
	Clears []CheckType `json:"clears,omitempty"` // the finding then counts nothing
	Lowers []CheckType `json:"lowers,omitempty"` // the finding then counts one less
	Anew   []Kind      `json:"anew,omitempty"`   // records of which each later one is a matter of its own: a change of account, a parcel, a sign somebody noted
}

// SourceDesk is the source of records that people made in the program itself,
// under their own name and at the time. A clearing by such a check stays: only
// a new kind of evidence reopens it, never the calendar.
const SourceDesk = "muster"

// PastCheck is a check on a person's record, as far as it may settle a
// finding. Its zero times are unknown.
type PastCheck struct {
	Observation ObservationID
	Type        CheckType
	Outcome     CheckOutcome
	Done        Time
	Expires     Time   // as the record says; unset: the policy's default for the type
	AsOf        Time   // the moment it is looked at, which says whether it has expired; unset: nobody asks, as for a check recorded in the program itself
	By          string // who recorded it, as written
	Confirmed   bool   // and confirmed it
	OtherName   bool   // it was passed under another name than the claimed one
}

// ClearanceState is what a passed check did to a finding.
type ClearanceState string

// The states of a clearance.
const (
	ClearanceCleared  ClearanceState = "cleared"     // the finding is shown and counts nothing
	ClearanceLowered  ClearanceState = "lowered"     // the finding counts one less
	ClearanceReopened ClearanceState = "reopened"    // it was settled, and a new kind of evidence came since: it counts again
	ClearanceNone     ClearanceState = "not_settled" // the check could have settled it; Why says what is missing
)

// Clearance is what the check that matters most did to one person's finding.
// It is that person's alone: clearing a finding that several people share
// clears nobody else's.
type Clearance struct {
	State       ClearanceState `json:"state"`
	Check       CheckType      `json:"check"`
	On          Time           `json:"on,omitzero"`
	By          string         `json:"by,omitempty"` // who recorded the check, as written
	Observation ObservationID  `json:"observation"`
	Why         string         `json:"why,omitempty"` // for reopened and not_settled
}

// Clearing is a policy's say on settling findings by checks.
type Clearing struct {
	ByChecks  bool                `json:"by_checks"`            // passed checks settle findings
	Confirmed bool                `json:"confirmed,omitempty"`  // only checks that somebody confirmed do
	ValidDays map[CheckType]int   `json:"valid_days,omitempty"` // how long a passed check holds whose record states no expiry; a type not here holds on
	Flags     map[FlagID]Settling `json:"flags,omitempty"`      // in place of what detectors declare
}
