package casework

import (
	"context"
	"strings"

	"muster"
)

// PersonRecord is a person as an actor may see them, with all that people did.
type PersonRecord struct {
	ID          muster.SubjectID
	Scope       Scope
	Class       muster.RoleClass
	Own         bool            // the actor's own work
	Team        []UserID        // whose own work the person was made, as somebody wrote
	May         Allowed         // what the actor may do about the person
	Fields      map[Field]Shown // name, contact, home, born, document and bank
	Said        []Said          // what each record says of them, hidden fields left out
	Others      Shown           // how others' names show on the person's page
	Evidence    Sight           // of the records behind findings
	Events      Sight           // of single events of logs, as they arrived
	Locked      []Field         // what the actor may unlock here with a reason and has not
	Gates       []GateState
	Checks      []Check // details emptied where the field table says so
	Swaps       bool    // a swap of checks is agreed; its reason is not kept
	Standing    *Standing
	Escalation  *Escalation // the running one
	Looked      *Escalation // the last that ended, where none runs
	Notices     []Notice
	Complaints  []Complaint
	Interviews  []Session
	Steps       []Step   // overrides that wait or were answered
	Cases       []string // ids of open cases the actor may read
	Settlements []Settlement
	History     []ActLine

	records []muster.Observation
}

// Records is everything kept of the person, oldest first, with no field hidden:
// who shows it asks the table of fields. It is read only.
func (p *PersonRecord) Records() []muster.Observation { return p.records }

// Person reads a person's record. What a role does not see is empty.
func (d *Desk) Person(ctx context.Context, who *Actor, id muster.SubjectID) (*PersonRecord, error) {
	var p *PersonRecord
	err := d.view(ctx, who, func(r *reading) (err error) {
		p, err = r.wholePerson(id)
		return err
	})
	if err != nil {
		return nil, err
	}
	return p, nil
}

func (r *reading) wholePerson(id muster.SubjectID) (*PersonRecord, error) {
	about, err := r.person(id, PeopleView)
	if err != nil {
		return nil, err
	}
	p, err := r.brief(about)
	if err != nil {
		return nil, err
	}
	if p.Said, err = r.said(about); err != nil {
		return nil, err
	}
	events, err := r.show(FieldEvents, about, "x")
	if err != nil {
		return nil, err
	}
	p.Events = events.Sight
	if p.Locked, err = r.locked(about); err != nil {
		return nil, err
	}
	if err := r.work(p, about); err != nil {
		return nil, err
	}
	return p, r.held(p, about)
}

// brief is what lists ask of a person: what their own page has beside it is
// empty.
func (r *reading) brief(about *about) (p *PersonRecord, err error) {
	id := about.ID
	p = &PersonRecord{ID: id, Scope: about.Scope, Class: about.Class, Own: about.own, Team: about.team, May: r.allowed(about.Scope, about.own), Fields: map[Field]Shown{}, records: about.observations}
	for f, v := range values(about.observations) {
		if p.Fields[f], err = r.show(f, about, v); err != nil {
			return nil, err
		}
	}
	if p.Others, err = r.show(FieldOthers, about, "x"); err != nil {
		return nil, err
	}
	evidence, err := r.show(FieldEvidence, about, "x")
	if err != nil {
		return nil, err
	}
	p.Evidence = evidence.Sight
	if p.Checks, err = r.checks(about); err != nil {
		return nil, err
	}
	if r.desk.table.Sees(r.who, FieldFinding, about.Scope) != Hidden {
		if p.Standing, err = standingOf(r.tx, id); err != nil {
			return nil, err
		}
	}
	p.Settlements, err = r.settlements(about)
	return p, err
}

// locked lists the fields that the table lets the actor unlock for a person,
// without those that are open now.
func (r *reading) locked(about *about) ([]Field, error) {
	if !r.desk.table.Allows(r.who, PersonUnlock, about.Scope, about.own) {
		return nil, nil
	}
	var list []Field
	for _, f := range r.desk.table.Fields() {
		if r.desk.table.Sees(r.who, f, about.Scope) != Unlocked || f == FieldPayload { // the ledger's texts are opened in the ledger
			continue
		}
		s, err := r.desk.sight(r.tx, r.who, f, about)
		if err != nil {
			return nil, err
		}
		if s != Clear {
			list = append(list, f)
		}
	}
	return list, nil
}

// work reads checks, gates and interviews.
func (r *reading) work(p *PersonRecord, about *about) (err error) {
	if p.Gates, err = r.gates(about); err != nil {
		return err
	}
	for _, c := range p.Checks {
		p.Swaps = p.Swaps || c.InPlaceOf != ""
	}
	sessions, err := interviews().of(r.tx, about.ID)
	if err != nil {
		return err
	}
	sight, err := r.desk.sight(r.tx, r.who, FieldInterview, about)
	if err != nil {
		return err
	}
	for i := range sessions {
		if sight == Hidden {
			break
		}
		sessions[i].told()
		if s := &sessions[i]; sight != Clear || s.names(r.who) && !s.by(r.who) { // each says what they saw before they see what others did
			s.Forms = nil
		}
		p.Interviews = append(p.Interviews, sessions[i])
	}
	p.Steps, err = steps().list(r.tx, "subject = $2 and file in ('interview', 'offer', 'shipping', 'first_access', 'first_pay', 'privileged_access')", string(about.ID))
	return err
}

// checks reads a person's checks; what a role may not see of them is emptied.
func (r *reading) checks(about *about) ([]Check, error) {
	list, err := checks().of(r.tx, about.ID)
	if err != nil {
		return nil, err
	}
	sight, err := r.desk.sight(r.tx, r.who, FieldCheck, about)
	if err != nil {
		return nil, err
	}
	interviewed := r.desk.table.Sees(r.who, FieldInterview, about.Scope) != Hidden
	for i := range list {
		list[i].Compared = nil
		if sight != Clear || !interviewed {
			list[i].Session = ""
		}
		if sight != Clear {
			list[i].Evidence, list[i].Files, list[i].Form, list[i].Reason = "", nil, nil, ""
		}
	}
	return list, nil
}

func (r *reading) settlements(about *about) ([]Settlement, error) {
	list, err := settlements().of(r.tx, about.ID)
	if err != nil {
		return nil, err
	}
	var shown []Settlement
	for _, s := range list {
		f := FieldPay
		if s.Kind == SettledShipment {
			f = FieldEquipment
		}
		sight, err := r.desk.sight(r.tx, r.who, f, about)
		if err != nil {
			return nil, err
		}
		if sight == Clear {
			shown = append(shown, s)
		}
	}
	return shown, nil
}

// held reads what is held against a person and what they said.
func (r *reading) held(p *PersonRecord, about *about) (err error) {
	if r.desk.table.Sees(r.who, FieldFinding, about.Scope) != Hidden {
		escalated, err := escalations().of(r.tx, about.ID)
		if err != nil {
			return err
		}
		p.Escalation, p.Looked = lookedAt(escalated)
		if p.Notices, err = notices().of(r.tx, about.ID); err != nil {
			return err
		}
		if p.Complaints, err = complaints().of(r.tx, about.ID); err != nil {
			return err
		}
		if p.History, err = r.history(about); err != nil {
			return err
		}
	}
	open, err := cases().list(r.tx, "state = 'open'")
	if err != nil {
		return err
	}
	for i := range open {
		c := &open[i]
		if c.about(about.ID) && r.desk.table.Allows(r.who, CaseView, c.Scope, c.reads(r.who)) {
			p.Cases = append(p.Cases, c.ID)
		}
	}
	return nil
}

// values reads the clear values the field table speaks of.
func values(list []muster.Observation) map[Field]string {
	out := map[Field]string{}
	set := func(f Field, parts ...string) {
		var kept []string
		for _, p := range parts {
			if p = oneLine(p); p != "" {
				kept = append(kept, p)
			}
		}
		if len(kept) > 0 {
			out[f] = strings.Join(kept, ", ")
		}
	}
	for i := range list {
		switch d := list[i].Data.(type) {
		case *muster.Application:
			set(FieldName, name(&d.Named))
			set(FieldContact, contact(&d.Contact)...)
			set(FieldHome, home(&d.Home)...)
			set(FieldBorn, stated(d.DateOfBirth))
		case *muster.Person:
			set(FieldName, name(&d.Named))
			set(FieldContact, contact(&d.Contact)...)
			set(FieldHome, home(&d.Home)...)
			set(FieldBorn, stated(d.DateOfBirth))
			var former []string
			for _, n := range d.FormerNames {
				former = append(former, string(n))
			}
			set(FieldNameHistory, former...)
		case *muster.BankDetails:
			set(FieldBank, string(d.Holder), string(d.IBAN), string(d.Number), string(d.Wallet))
		case *muster.Document:
			set(FieldDocument, string(d.Number))
		}
	}
	return out
}

func name(n *muster.Named) string {
	if n.FullName != "" {
		return string(n.FullName)
	}
	return string(n.GivenName) + " " + string(n.FamilyName)
}

func contact(c *muster.Contact) []string {
	var list []string
	for _, e := range c.Emails {
		list = append(list, string(e))
	}
	for _, p := range c.Phones {
		list = append(list, string(p))
	}
	return list
}

func home(h *muster.Home) []string {
	return []string{string(h.Address), string(h.City), string(h.Postcode), string(h.Country)}
}

func stated(t muster.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.String()
}
