package casework

import (
	"cmp"
	"slices"
	"strings"

	"muster"
	"muster/store"
)

// Placement says where a person belongs, as far as their own records leave it
// open: applications name neither the entity that hires nor who hires.
type Placement struct {
	Subject muster.SubjectID `json:"subject"`
	Entity  string           `json:"entity,omitempty"`
	Class   muster.RoleClass `json:"class,omitempty"`
	Team    []UserID         `json:"team,omitempty"` // whose own work this person's vacancy or pay is
}

func placements() shelf[Placement] {
	return shelf[Placement]{"placements", "placement", func(p *Placement) keys {
		return keys{id: string(p.Subject), subject: p.Subject, file: p.Entity}
	}}
}

// PlacePerson says which entity a person belongs to, of which role class their
// role is, and whose own work they are. What the HR record states wins. Putting
// somebody into a class of which less is asked takes who may override a gate.
type PlacePerson struct {
	Placement
	Reason string `json:"reason"`
}

// Name is the kind of the act's ledger entry.
func (a *PlacePerson) Name() string { return "person.place" }

func (a *PlacePerson) check() error {
	if a.Class != "" {
		if err := oneOf("class", a.Class, muster.RoleOrdinary, muster.RolePrivileged, muster.RoleSensitive); err != nil {
			return err
		}
	}
	if len(a.Team) > maxList || len(a.Entity) > MaxLine {
		return usage("team: too many", "name those who hire for the vacancy")
	}
	return first(subjectID(a.Subject), reason(a.Reason))
}

func (a *PlacePerson) perform(in *act) error {
	about, err := in.about(a.Subject)
	if err != nil {
		return err
	}
	if err := in.allow(PeoplePlace, about.Scope, about.own); err != nil {
		return err
	}
	former, err := placements().find(in.tx, string(a.Subject))
	if err != nil {
		return err
	}
	if former != nil && classRank(a.Class) < classRank(former.Class) { // less is asked at every gate: as much as passing one without
		if err := in.allow(GateOverride, about.Scope, about.own); err != nil {
			return err
		}
	}
	if a.Entity != "" {
		if _, err := entities().get(in.tx, a.Entity); err != nil {
			return err
		}
	}
	for _, id := range a.Team {
		if _, err := users().get(in.tx, string(id)); err != nil {
			return err
		}
	}
	in.made = string(a.Subject)
	return placements().put(in, &a.Placement)
}

// classRank orders classes by how much their gates ask for; an unnamed one asks
// as the ordinary one does.
func classRank(c muster.RoleClass) int {
	return slices.Index([]muster.RoleClass{muster.RoleOrdinary, muster.RolePrivileged, muster.RoleSensitive}, cmp.Or(c, muster.RoleOrdinary))
}

// about is a person as permissions and gates look at them.
type about struct {
	ID     muster.SubjectID
	Scope  Scope
	Class  muster.RoleClass
	Entity *Entity // nil when no record names one that is known

	team         []UserID // whose own work the person was made
	own          bool     // the actor's own work
	observations []muster.Observation
}

// about reads a person and notes that the act is about them.
func (in *act) about(id muster.SubjectID) (*about, error) {
	a, err := lookAt(in.tx, in.who, id)
	if err == nil {
		in.subject = id
	}
	return a, err
}

// lookAt reads a person's records for where they belong.
func lookAt(tx *store.Tx, who *Actor, id muster.SubjectID) (*about, error) {
	list, err := recordsOf(tx, id)
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, notFound("person")
	}
	placed, err := placements().of(tx, id)
	if err != nil {
		return nil, err
	}
	var p *Placement
	if n := len(placed); n > 0 {
		p = &placed[n-1]
	}
	a, named := belongs(id, list, p)
	if named != "" {
		all, err := entities().all(tx)
		if err != nil {
			return nil, err
		}
		a.place(all, named)
	}
	a.own, err = ownWork(tx, who, a, p)
	return a, err
}

// belongs says of a person's records which class they are in, and which entity
// they name.
func belongs(id muster.SubjectID, list []muster.Observation, p *Placement) (a *about, named string) {
	a = &about{ID: id, Class: muster.RoleOrdinary, observations: list}
	if p != nil {
		named, a.team = p.Entity, p.Team
		if p.Class != "" {
			a.Class = p.Class
		}
	}
	if person := latest[*muster.Person](list); person != nil {
		if person.LegalEntity != "" {
			named = string(person.LegalEntity)
		}
		if person.Role != "" {
			a.Class = person.Role
		}
	}
	return a, named
}

// place finds the entity that records name by its id or its title.
func (a *about) place(all []Entity, named string) {
	for i := range all {
		if strings.EqualFold(all[i].ID, named) || strings.EqualFold(all[i].Title, named) {
			a.Entity = &all[i]
			a.Scope = Scope{Entity: all[i].ID, Country: all[i].Country}
			return
		}
	}
	a.Scope.Entity = named
}

// latest returns the last stated data of a kind, or nil.
func latest[T muster.Data](list []muster.Observation) (none T) {
	for i := len(list) - 1; i >= 0; i-- {
		if d, ok := list[i].Data.(T); ok {
			return d
		}
	}
	return none
}

// ownWork reports whether a person is the actor's own work: they hire for the
// vacancy or were put on the person's team, a check of the person is theirs to
// do, or they are a reader of a case about the person.
func ownWork(tx *store.Tx, who *Actor, a *about, p *Placement) (bool, error) {
	if who == nil || who.User == "" {
		return false, nil
	}
	if p != nil && slices.Contains(p.Team, who.User) {
		return true, nil
	}
	assigned, err := checks().list(tx, "subject = $2 and file = $3 and state = 'requested'", string(a.ID), string(who.User))
	if err != nil || len(assigned) > 0 {
		return len(assigned) > 0, err
	}
	mine, err := peopleOfCases(tx, who.User)
	return mine[a.ID], err
}

// peopleOfCases are those whom the open cases that a user reads are about.
func peopleOfCases(tx *store.Tx, user UserID) (map[muster.SubjectID]bool, error) {
	key := "people of the cases of " + string(user)
	if had, ok := tx.Remembered(key); ok {
		return had.(map[muster.SubjectID]bool), nil
	}
	open, err := cases().list(tx, "state = 'open'")
	if err != nil {
		return nil, err
	}
	people := map[muster.SubjectID]bool{}
	for i := range open {
		if slices.Contains(open[i].Readers, user) {
			for _, id := range open[i].People {
				people[id] = true
			}
		}
	}
	tx.Remember(key, people)
	return people, nil
}
