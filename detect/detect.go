// Package detect defines what a detector is and runs a list of them.
//
// A detector is a value: a name, the catalogue's flag, a strength, one evidence
// family, a manual page and a pure function from a dossier to findings. There
// is no registry and no init: package all lists the detectors in one place.
// The folders beside this file follow the life cycle (sourcing, identity,
// background, interview, onboarding, pay, conduct, leaving); one file per red
// flag holds the detector and its manual page, and testdata holds its cases.
//
// A detector reads only a muster.Dossier and muster.Settings. It sees outcomes
// of comparisons and opaque ids, never a name, a place or a number, so it
// cannot score what must not be scored. It answers with drafts; Run completes
// them into findings with keys and copied evidence.
package detect

import (
	"fmt"
	"regexp"
	"slices"

	"muster"
)

// Detector is one red flag: data that describes it and the function that
// finds it.
type Detector struct {
	Name     string        // short, lower-case, with hyphens: "shared-contact"
	Flag     muster.FlagID // catalogue id: "SRC-01"
	Strength int           // 1 to 5, the catalogue's figure (lower end of a range)
	Family   muster.Family
	Scored   bool // false for notes that are shown and never counted
	Recorded bool // rests on what a person wrote on a form
	Manual   muster.Manual
	Needs    []muster.Kind // kinds of observation without which it cannot run
	Settled  muster.Settling
	Find     func(d *muster.Dossier, s *muster.Settings) []Draft
}

// Draft is what a detector says it saw; Run turns it into a finding.
type Draft struct {
	Title     string                // plain sentence without values; empty takes the manual's title
	Detail    string                // may hold the marks {value}, {values}, {named}, {names}, {n} and {date}
	Strength  int                   // 0 takes the detector's; a companion may raise it
	Refs      []muster.Ref          // observations of the subject that show it
	Others    []muster.Other        // joined subjects; their observation is cited too
	Held      []*muster.Held        // artefacts that join them
	Kinds     []muster.ArtefactKind // kinds joined when no single artefact does
	Unshared  bool                  // it joins by something people cannot share
	Apart     bool                  // no two of these kinds lead to people who hang together without the subject
	Rival     string                // the honest explanation to look at first
	At        muster.Time           // when it happened; unset takes the latest cited observation's
	Confirmed bool                  // a named person confirmed the record behind it
	Victim    bool                  // the rival is that somebody harms this person
}

var nameForm = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)
var flagForm = regexp.MustCompile(`^[A-Z]{3}-[0-9]{2}$`)

// Validate reports what is missing or malformed in a list of detectors:
// names, flags, strengths, families, manual pages and duplicates.
func Validate(list []Detector) error {
	names := map[string]bool{}
	for i := range list {
		d := &list[i]
		if err := d.validate(); err != nil {
			return fmt.Errorf("detector %q (%s): %w", d.Name, d.Flag, err)
		}
		if names[d.Name] || names[string(d.Flag)] {
			return fmt.Errorf("detector %q (%s): listed twice", d.Name, d.Flag)
		}
		names[d.Name], names[string(d.Flag)] = true, true
	}
	return nil
}

func (d *Detector) validate() error {
	switch {
	case !nameForm.MatchString(d.Name):
		return fmt.Errorf("name must be lower-case words with hyphens")
	case !flagForm.MatchString(string(d.Flag)):
		return fmt.Errorf("flag must be a catalogue id such as SRC-01")
	case d.Strength < 1 || d.Strength > 5:
		return fmt.Errorf("strength %d is not between 1 and 5", d.Strength)
	case d.Family == "":
		return fmt.Errorf("no evidence family")
	case d.Find == nil:
		return fmt.Errorf("no function")
	case len(d.Needs) == 0:
		return fmt.Errorf("does not say which observations it needs")
	}
	m := &d.Manual
	for what, missing := range map[string]bool{
		"title": m.Title == "", "what": m.What == "", "why": m.Why == "",
		"innocent explanations": len(m.Innocent) < 2, "what would clear it": len(m.Clear) == 0, "sources": len(m.Sources) == 0,
	} {
		if missing {
			return fmt.Errorf("manual page lacks: %s", what)
		}
	}
	return nil
}

// Settling returns, by flag, which checks settle what the detectors find. What
// a person wrote down is a matter of its own each time, so a later record of a
// sign is not covered by an earlier check.
func Settling(list []Detector) map[muster.FlagID]muster.Settling {
	settled := map[muster.FlagID]muster.Settling{}
	for i := range list {
		s := list[i].Settled
		if list[i].Recorded {
			s.Anew = list[i].Needs
		}
		settled[list[i].Flag] = s
	}
	return settled
}

// Run applies every detector to a dossier and returns completed findings, in
// the order of the list.
func Run(list []Detector, d *muster.Dossier, s *muster.Settings) []muster.Finding {
	var findings []muster.Finding
	for i := range list {
		for _, draft := range list[i].Find(d, s) {
			findings = append(findings, complete(&list[i], d, &draft))
		}
	}
	return findings
}

func complete(det *Detector, d *muster.Dossier, draft *Draft) muster.Finding {
	f := muster.Finding{
		Flag: det.Flag, Detector: det.Name, Family: det.Family, Scored: det.Scored,
		Strength: det.Strength, Title: draft.Title, Detail: draft.Detail, Rival: draft.Rival,
		Subjects: []muster.SubjectID{d.Subject}, ObservedAt: draft.At, Confirmed: draft.Confirmed, Victim: draft.Victim,
	}
	if draft.Strength != 0 {
		f.Strength = draft.Strength
	}
	if f.Title == "" {
		f.Title = det.Manual.Title
	}
	cited := citing{f: &f}
	for _, ref := range draft.Refs {
		cited.add(d.Subject, &d.Observed[ref])
	}
	for i := range draft.Others {
		o := &draft.Others[i]
		if !slices.Contains(f.Subjects, o.Subject) {
			f.Subjects = append(f.Subjects, o.Subject)
		}
		if !o.Observed.ID.IsZero() {
			cited.add(o.Subject, &o.Observed)
		}
	}
	if len(f.Evidence) > 0 && !slices.ContainsFunc(f.Evidence, func(e muster.Evidence) bool { return !e.Kind.SumsUpDay() }) {
		f.ObservedAt = f.ObservedAt.Dated() // no record says more than a day
	}
	f.Join = join(d, draft)
	f.ComputeKey()
	return f
}

// citing adds evidence to a finding, each observation once.
type citing struct {
	f    *muster.Finding
	many map[citedOne]bool // of a finding that cites so much that looking through it takes long
}

type citedOne struct {
	observation muster.ObservationID
	subject     muster.SubjectID
}

// manyCited is how many citations are looked through before a table is made.
const manyCited = 32

// has reports whether an observation is cited.
func (c *citing) has(one citedOne) bool {
	if len(c.f.Evidence) < manyCited {
		return slices.ContainsFunc(c.f.Evidence, func(e muster.Evidence) bool {
			return e.Observation == one.observation && e.Subject == one.subject
		})
	}
	if c.many == nil {
		c.many = map[citedOne]bool{}
		for i := range c.f.Evidence {
			c.many[citedOne{c.f.Evidence[i].Observation, c.f.Evidence[i].Subject}] = true
		}
	}
	return c.many[one]
}

func (c *citing) add(subject muster.SubjectID, o *muster.Observed) {
	f, one := c.f, citedOne{o.ID, subject}
	if c.has(one) {
		return
	}
	if c.many != nil {
		c.many[one] = true
	}
	e := muster.Evidence{Observation: o.ID, Subject: subject, Kind: o.Kind, Source: o.Source, Place: o.Place, Happened: o.Happened, Events: o.Events}
	f.Evidence = append(f.Evidence, e)
	if at := e.When(); f.ObservedAt.IsZero() || f.ObservedAt.Before(at) {
		f.ObservedAt = at
	}
}

// join describes what joins the people of a draft, or nil when nobody else is
// in it.
func join(d *muster.Dossier, draft *Draft) *muster.Join {
	if len(draft.Others) == 0 {
		return nil
	}
	j := &muster.Join{Kinds: slices.Clone(draft.Kinds), Apart: draft.Apart, Unshareable: draft.Unshared}
	for _, h := range draft.Held {
		j.Kinds = append(j.Kinds, h.Kind)
		j.Artefacts = append(j.Artefacts, h.ID)
		j.SharedBy = max(j.SharedBy, h.Sharing.Count+1)
		j.Base = max(j.Base, h.Sharing.Base)
		j.Unshareable = j.Unshareable || !h.Kind.Shareable()
		j.Growing = j.Growing || h.Sharing.Growing()
	}
	slices.Sort(j.Kinds)
	j.Kinds = slices.Compact(j.Kinds)
	j.SharedBy = max(j.SharedBy, len(draft.Others)+1)
	j.DifferentHomes = differentHomes(d, draft.Others)
	for i := range draft.Others {
		if draft.Others[i].Renamed {
			j.Renamed = append(j.Renamed, draft.Others[i].Subject)
		}
	}
	return j
}

// differentHomes counts the different declared homes among the people of a
// join. A home that nobody declared is unknown and never different.
func differentHomes(d *muster.Dossier, others []muster.Other) int {
	homes := map[muster.ArtefactID]bool{}
	if d.HomeDeclared {
		homes[d.Home] = true
	}
	for i := range others {
		if !others[i].Home.IsZero() && others[i].Homes != muster.OutcomeNear {
			homes[others[i].Home] = true
		}
	}
	return len(homes)
}
