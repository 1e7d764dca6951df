package report

import (
	"fmt"

	"muster"
)

// concerns says whom findings concern. A finding concerns those on whose
// record it stands, which for a join can be several of the people it names;
// the others are only named. It counts for those it concerns, and each is
// cleared alone.
type concerns struct {
	joins map[muster.FindingKey]*concern
	named map[muster.SubjectID][]muster.FlagID

	// those who may be somebody else under a new name, with their status
	renamed map[muster.SubjectID]muster.Status
}

// concern is a finding that names several people.
type concern struct {
	on         []muster.SubjectID // in the order of ids
	clearances []clearanceLine
}

// survey goes through everybody once before anything is written.
func (r *run) survey(*stage) error {
	r.concerns = concerns{joins: map[muster.FindingKey]*concern{}, named: map[muster.SubjectID][]muster.FlagID{}, renamed: map[muster.SubjectID]muster.Status{}}
	for p, err := range r.in.People {
		if err != nil {
			return fmt.Errorf("read people: %w", err)
		}
		for i := range p.Findings {
			if f := &p.Findings[i]; len(f.Subjects) > 1 {
				r.concerns.add(p, f)
			}
		}
	}
	return r.concerns.statuses(r.in)
}

// statuses looks up those who may be somebody else under a new name, if any.
func (c *concerns) statuses(in *Input) error {
	if len(c.renamed) == 0 {
		return nil
	}
	for p, err := range in.People {
		if err != nil {
			return fmt.Errorf("read people: %w", err)
		}
		if _, ok := c.renamed[p.ID]; ok {
			c.renamed[p.ID] = p.Status
		}
	}
	return nil
}

func (c *concerns) add(p *Person, f *muster.Finding) {
	joined := c.joins[f.Key]
	if joined == nil {
		joined = &concern{}
		c.joins[f.Key] = joined
	}
	joined.on = append(joined.on, p.ID)
	if f.Join != nil {
		for _, id := range f.Join.Renamed {
			c.renamed[id] = muster.StatusUnknown
		}
	}
	if done := p.clearance(f.Key); done != nil {
		joined.clearances = append(joined.clearances, newClearanceLine(p.ID, done))
	}
	for _, id := range f.Subjects {
		if id != p.ID {
			c.named[id] = append(c.named[id], f.Flag)
		}
	}
}

// of returns those on whose record a finding of p stands and what checks did
// to it for each.
func (c *concerns) of(p *Person, f *muster.Finding) ([]muster.SubjectID, []clearanceLine) {
	if joined := c.joins[f.Key]; joined != nil {
		return joined.on, joined.clearances
	}
	if done := p.clearance(f.Key); done != nil {
		return []muster.SubjectID{p.ID}, []clearanceLine{newClearanceLine(p.ID, done)}
	}
	return []muster.SubjectID{p.ID}, nil
}

// clearanceLine is what a check did to a finding for one person, as
// findings.jsonl says it.
type clearanceLine struct {
	Subject     muster.SubjectID      `json:"subject"`
	State       muster.ClearanceState `json:"state"`
	Check       muster.CheckType      `json:"check"`
	On          *muster.Time          `json:"on,omitempty"`
	By          string                `json:"by,omitempty"`
	Observation muster.ObservationID  `json:"observation"`
	Why         string                `json:"why,omitempty"`
}

func newClearanceLine(id muster.SubjectID, c *muster.Clearance) clearanceLine {
	line := clearanceLine{Subject: id, State: c.State, Check: c.Check, By: c.By, Observation: c.Observation, Why: c.Why}
	if !c.On.IsZero() {
		line.On = &c.On
	}
	return line
}
