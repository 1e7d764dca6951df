package report

import (
	"time"

	"muster"
)

// Summary is the run in figures: what Terminal prints, summary.json holds and
// `muster screen --json` writes. schemas/summary.schema.json describes it.
type Summary struct {
	Organisation string          `json:"organisation"`
	Title        string          `json:"title"`
	Made         time.Time       `json:"made"`
	Out          string          `json:"out"`   // the folder the report is in
	Files        []string        `json:"files"` // written there, report.html first
	Versions     muster.Versions `json:"versions"`

	People   PeopleCount           `json:"people"`
	Findings int                   `json:"findings"` // scored, each counted once however many people it joins
	Notes    int                   `json:"notes"`    // shown and never scored
	Flags    map[muster.FlagID]int `json:"flags"`    // findings and notes by flag
	Groups   GroupCount            `json:"groups"`
	Inputs   InputCount            `json:"inputs"`
	Rows     Rows                  `json:"rows"`

	First    []Due     `json:"first"`         // the most urgent people, at most ten
	Unseen   []Gap     `json:"unseen"`        // what could not be seen, the widest first, at most twenty
	Controls []Control `json:"controls"`      // the measures that would close most of it, at most three
	New      *Change   `json:"new,omitempty"` // since the earlier report in the folder
	Open     int       `json:"open"`          // questions left to the operator
}

// PeopleCount is how many people stand at each level.
type PeopleCount struct {
	Total    int `json:"total"`
	Clear    int `json:"clear"`
	Verify   int `json:"verify"`
	Escalate int `json:"escalate"`
}

func (c *PeopleCount) add(l muster.Level) {
	c.Total++
	switch l {
	case muster.Escalate:
		c.Escalate++
	case muster.Verify:
		c.Verify++
	default:
		c.Clear++
	}
}

// GroupCount is how many groups there are of each kind.
type GroupCount struct {
	SameHuman int `json:"same_human"`
	Ring      int `json:"ring"`
}

// InputCount is how many files were read, and how many could not be.
type InputCount struct {
	Read       int `json:"read"`
	Unreadable int `json:"unreadable"`
}

// Due is one person who needs somebody, in one line.
type Due struct {
	Subject muster.SubjectID `json:"subject"`
	Level   muster.Level     `json:"level"`
	Why     string           `json:"why"`             // the finding that weighs most
	Step    string           `json:"step"`            // what to do first
	Group   string           `json:"group,omitempty"` // the group they are in, where something telling joins it
	New     bool             `json:"new"`             // not at this level in the earlier report
}

// Gap is something that could not be seen, over all people it concerns.
type Gap struct {
	What    string `json:"what"`
	Why     string `json:"why"`
	Remedy  string `json:"remedy"`
	Control string `json:"control,omitempty"`
	People  int    `json:"people"`
}

// Control is a measure that makes things visible, with how much it would.
type Control struct {
	ID     string `json:"id,omitempty"` // the measure in the catalogue, where one is named
	Do     string `json:"do"`
	Opens  int    `json:"opens"`  // things that could not be seen and then could
	People int    `json:"people"` // people for whom at least one of them was missing
}

// Change is what differs from the earlier report in the same folder.
type Change struct {
	Since    time.Time `json:"since"`
	Listed   int       `json:"listed"`   // people at verify or above who were clear or not there
	Raised   int       `json:"raised"`   // people at escalate who were at verify
	Settled  int       `json:"settled"`  // people who were at verify or above and now have nothing due
	Findings int       `json:"findings"` // findings that were not there
}
