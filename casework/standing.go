package casework

import (
	"context"
	"slices"

	"muster"
	"muster/policy"
	"muster/store"
)

// Standing is what people decided about a person's findings, as assessments
// take it into account.
type Standing struct {
	Subject      muster.SubjectID
	Clearings    []Clearing
	Suppressions []Suppression // those in force, for this person or everybody
	Dispute      *Dispute      // set while the identity is in dispute
}

func standingOf(tx *store.Tx, subject muster.SubjectID) (*Standing, error) {
	s := &Standing{Subject: subject}
	var err error
	if s.Clearings, err = clearings().of(tx, subject); err != nil {
		return nil, err
	}
	all, err := suppressions().open(tx, "id <> ''")
	if err != nil {
		return nil, err
	}
	for _, one := range all {
		if one.Subject == "" || one.Subject == subject {
			s.Suppressions = append(s.Suppressions, one)
		}
	}
	s.Dispute, err = openDispute(tx, subject)
	return s, err
}

// Standing returns what people decided about a person's findings. It is for
// the program's own assessments and asks no permission.
func (d *Desk) Standing(ctx context.Context, subject muster.SubjectID) (*Standing, error) {
	var s *Standing
	err := d.store.View(ctx, d.org, func(tx *store.Tx) (err error) {
		s, err = standingOf(tx, subject)
		return err
	})
	return s, err
}

// Explained says why a finding counts nothing, or that it counts again.
type Explained struct {
	Why      string
	Clearing *Clearing // nil for a suppression
	Rule     *Suppression
}

// Explains returns why a finding does not count, or nil when it does.
func (s *Standing) Explains(f *muster.Finding) *Explained {
	for i := range s.Clearings {
		if settled, _ := s.Clearings[i].covers(f); settled {
			return &Explained{"explained by " + s.Clearings[i].By, &s.Clearings[i], nil}
		}
	}
	for i := range s.Suppressions {
		if p := &s.Suppressions[i]; p.Flag == f.Flag {
			return &Explained{"this rule does not count until " + p.Until.Format("2 January 2006"), nil, p}
		}
	}
	return nil
}

// Reopened returns the clearing that a new kind of evidence opened again, or nil.
func (s *Standing) Reopened(f *muster.Finding) *Clearing {
	if s.Explains(f) != nil {
		return nil
	}
	for i := range s.Clearings {
		if _, reopened := s.Clearings[i].covers(f); reopened {
			return &s.Clearings[i]
		}
	}
	return nil
}

// Assess is policy.Assess with what people decided: findings they explained or
// suppressed are shown and count nothing. No finding asks for a right-to-work
// document.
func (s *Standing) Assess(p *muster.Policy, findings []muster.Finding, checks ...muster.PastCheck) muster.Assessment {
	var counting []muster.Finding
	var shown []muster.Contribution
	for i := range findings {
		f := &findings[i]
		if slices.Contains(p.Off, f.Flag) {
			continue
		}
		e := s.Explains(f)
		if e == nil {
			counting = append(counting, *f)
			continue
		}
		c := muster.Contribution{Finding: f.Key, Flag: f.Flag, Family: f.Family, Strength: f.Strength, Why: e.Why}
		if own, ok := p.Strengths[f.Flag]; ok {
			c.Strength = own
		}
		if e.Clearing != nil {
			c.Clearance = &muster.Clearance{State: muster.ClearanceCleared, On: muster.Instant(e.Clearing.At), By: e.Clearing.By, Why: e.Clearing.Reason}
		}
		shown = append(shown, c)
	}
	a := policy.Assess(p, s.Subject, counting, checks...)
	a.Contributions = append(a.Contributions, shown...)
	a.Checks = slices.DeleteFunc(a.Checks, func(c muster.CheckRequest) bool { return c.Type == muster.CheckRightToWork })
	return a
}
