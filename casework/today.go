package casework

import (
	"cmp"
	"context"
	"slices"
	"time"

	"muster"
)

// TodayList is what needs an actor now.
type TodayList struct {
	Checks      []Check            // open, theirs or nobody's, the soonest due first
	Escalations []Escalation       // whose clock runs
	Later       bool               // there are more escalations, due later than these
	Steps       []Step             // that wait for their signature
	Cases       []Case             // open ones they read
	Tasks       []Item             // theirs, in cases they read
	Complaints  []Complaint        // open
	Interviews  []PlannedInterview // theirs to hold
	Releases    []PayRelease       // pay runs of which lines wait for their word
	Budget      Budget
	May         map[string]Allowed // by id of check, escalation or complaint: what the actor may do about it
	Held        map[string]bool    // by id of a live interview: one that was held waits to be its evidence, and the actor is shown its forms
}

// Budget is how many checks a week the team can do, and how many there are.
type Budget struct {
	PerWeek int       // from the policy; 0 is no bound
	Week    time.Time // Monday, 00:00 UTC
	Done    int       // recorded this week
	Due     int       // open and due this week or before
}

// Today returns what needs an actor now: only what their roles and scopes reach.
func (d *Desk) Today(ctx context.Context, who *Actor) (*TodayList, error) {
	t := &TodayList{}
	err := d.view(ctx, who, func(r *reading) error {
		*t = TodayList{May: map[string]Allowed{}}
		due, err := r.readDue()
		if err != nil {
			return err
		}
		look := r.looker()
		return first(r.todayChecks(t, due.checks, look), r.todayEscalations(t, due.running, look), r.todaySteps(t), r.todayCases(t), r.todayInterviews(t, look), r.todayComplaints(t, due.complaints, look), r.todayReleases(t), r.budget(&t.Budget))
	})
	return t, err
}

// ToSign returns the steps that wait for an actor's signature.
func (d *Desk) ToSign(ctx context.Context, who *Actor) ([]Step, error) {
	t := &TodayList{}
	err := d.view(ctx, who, func(r *reading) error {
		*t = TodayList{}
		return r.todaySteps(t)
	})
	return t.Steps, err
}

// due is what the day's lists are about, what is due soonest first.
type due struct {
	checks     []Check
	running    []Escalation
	complaints []Complaint
}

// readDue reads the day's lists, and those whom they are about together.
func (r *reading) readDue() (*due, error) {
	d := &due{}
	var err error
	if d.checks, err = checks().list(r.tx, "state = 'requested'"); err != nil {
		return nil, err
	}
	slices.SortStableFunc(d.checks, func(a, b Check) int { return a.Due.Compare(b.Due) })
	if d.running, err = escalations().open(r.tx, "state in ('open', 'held')"); err != nil {
		return nil, err
	}
	slices.SortStableFunc(d.running, func(a, b Escalation) int { return a.Due.Compare(b.Due) })
	if d.complaints, err = complaints().list(r.tx, "state = 'open'"); err != nil {
		return nil, err
	}
	var ids []muster.SubjectID
	for i := range d.checks[:min(len(d.checks), maxToday)] {
		ids = append(ids, d.checks[i].Subject)
	}
	for i := range d.running[:min(len(d.running), maxToday)] {
		ids = append(ids, d.running[i].Subject)
	}
	for i := range d.complaints[:min(len(d.complaints), maxToday)] {
		ids = append(ids, d.complaints[i].Subject)
	}
	return d, readTogether(r.tx, ids)
}

// allowed is Table.Allowed that is worked out once for each place: most of a
// day's people lie in few. It is shared: read only.
func (r *reading) allowed(at Scope, own bool) Allowed {
	key := place{at: at, own: own}
	return r.once(key, func() Allowed { return r.desk.table.Allowed(r.who, at, own) })
}

// allowedOf is Check.AllowedOf, likewise.
func (r *reading) allowedOf(c *Check, at Scope, own bool) Allowed {
	key := place{at, own, true, c.Assigned == r.who.User, c.Assigned == "", c.RequestedBy == r.who.User}
	return r.once(key, func() Allowed { return c.AllowedOf(r.desk.table, r.who, at, own) })
}

func (r *reading) once(key place, find func() Allowed) Allowed {
	if r.may[key] == nil {
		if r.may == nil {
			r.may = map[place]Allowed{}
		}
		r.may[key] = find()
	}
	return r.may[key]
}

// place is where somebody lies for an actor, and whose a check of theirs is.
type place struct {
	at                   Scope
	own                  bool
	check, mine, nobodys bool
	asked                bool // for by the actor
}

// looker reads people once each.
func (r *reading) looker() func(muster.SubjectID) (*about, error) {
	seen := map[muster.SubjectID]*about{}
	return func(id muster.SubjectID) (*about, error) {
		if a, ok := seen[id]; ok {
			return a, nil
		}
		a, err := lookAt(r.tx, r.who, id)
		if missing(err) { // purged since
			a, err = nil, nil
		}
		seen[id] = a
		return a, err
	}
}

func missing(err error) bool { return err != nil && muster.CodeOf(err) == muster.CodeNotFound }

// maxToday bounds each list; what is due soonest comes first. It is more than a
// team does in a day, and what a page of it costs.
const maxToday = 60

func (r *reading) todayChecks(t *TodayList, list []Check, look func(muster.SubjectID) (*about, error)) error {
	for i := range list {
		c := &list[i]
		if len(t.Checks) == maxToday {
			break
		}
		a, err := look(c.Subject)
		if err != nil {
			return err
		}
		mine := c.Assigned == r.who.User || c.Assigned == "" && a != nil && a.own
		if a != nil && (mine || c.Assigned == "") && r.desk.table.Allows(r.who, CheckRecord, a.Scope, mine) {
			t.Checks = append(t.Checks, *c)
			t.May[c.ID] = r.allowedOf(c, a.Scope, a.own)
		}
	}
	return r.todayHeld(t, look)
}

func (r *reading) todayEscalations(t *TodayList, list []Escalation, look func(muster.SubjectID) (*about, error)) error {
	for i := range list {
		e := &list[i]
		if len(t.Escalations) == maxToday {
			t.Later = true
			break
		}
		a, err := look(e.Subject)
		if err != nil {
			return err
		}
		if a != nil && r.desk.table.Allows(r.who, EscalationHold, a.Scope, a.own) {
			t.Escalations = append(t.Escalations, *e)
			t.May[e.ID] = r.allowed(a.Scope, a.own)
		}
	}
	return nil
}

func (r *reading) todaySteps(t *TodayList) error {
	list, err := steps().list(r.tx, "state = 'waiting'")
	if err != nil {
		return err
	}
	for i := range list {
		in := &act{desk: r.desk, tx: r.tx, who: r.who}
		if in.allowSigning(&list[i]) == nil && len(t.Steps) < maxToday {
			t.Steps = append(t.Steps, list[i])
		}
	}
	return nil
}

func (r *reading) todayCases(t *TodayList) error {
	list, err := cases().list(r.tx, "state = 'open'")
	if err != nil {
		return err
	}
	open, err := items().list(r.tx, "state = 'open'")
	if err != nil {
		return err
	}
	mine := map[string][]Item{}
	for _, task := range open {
		if task.Who == r.who.User {
			mine[task.Case] = append(mine[task.Case], task)
		}
	}
	for i := range list {
		c := &list[i]
		if r.desk.table.Allows(r.who, CaseView, c.Scope, c.reads(r.who)) {
			t.Cases = append(t.Cases, *c)
			t.Tasks = append(t.Tasks, mine[c.ID]...)
		}
	}
	return nil
}

// PayRelease is a pay run of which lines wait for a second person's word.
type PayRelease struct {
	Run    string      `json:"run"`
	File   string      `json:"file"` // its name
	Entity string      `json:"entity,omitempty"`
	PayDay muster.Time `json:"pay_day,omitzero"`
	Lines  []int       `json:"lines"`
}

// todayReleases lists the runs of which lines wait for this actor's word: not
// those of which the actor gave the first, nor those whose pay day has passed.
func (r *reading) todayReleases(t *TodayList) error {
	if !slices.ContainsFunc(r.who.Grants, func(g Grant) bool { return r.desk.table.Cell(PayrollSettle, g.Role) != No }) {
		return nil // runs are large: nobody reads them for nothing
	}
	list, err := payRuns().list(r.tx, "state = 'open'")
	if err != nil {
		return err
	}
	now := r.now()
	today := muster.Date(now.Year(), now.Month(), now.Day())
	for i := range list {
		run := &list[i]
		if days, known := today.Days(run.PayDay); known && days < 0 || !r.desk.table.Allows(r.who, PayrollSettle, Scope{Entity: run.Entity}, false) {
			continue
		}
		decided, err := decisionsOf(r.tx, run)
		if err != nil {
			return err
		}
		lines := slices.DeleteFunc(UnreleasedPayLines(run, decided), func(line int) bool { d := decided[line]; return d.IsOf(r.who) })
		if len(lines) > 0 {
			t.Releases = append(t.Releases, PayRelease{Run: run.ID, File: run.File, Entity: run.Entity, PayDay: run.PayDay, Lines: lines})
		}
	}
	slices.SortStableFunc(t.Releases, func(a, b PayRelease) int { return cmp.Compare(a.PayDay.Micros, b.PayDay.Micros) })
	t.Releases = t.Releases[:min(len(t.Releases), maxToday)]
	return nil
}

func (r *reading) todayComplaints(t *TodayList, list []Complaint, look func(muster.SubjectID) (*about, error)) error {
	for i := range list {
		c := &list[i]
		if len(t.Complaints) == maxToday {
			break
		}
		a, err := look(c.Subject)
		if err != nil {
			return err
		}
		if a != nil && r.desk.table.Allows(r.who, ComplaintAnswer, a.Scope, a.own) {
			t.Complaints = append(t.Complaints, *c)
			t.May[c.ID] = r.allowed(a.Scope, a.own)
		}
	}
	return nil
}

// budget counts the week's checks. Numbers name nobody.
func (r *reading) budget(b *Budget) error {
	p, err := r.desk.policyNow(r.tx)
	if err != nil {
		return err
	}
	now := r.now()
	b.PerWeek = p.Budget
	b.Week = now.Truncate(24*time.Hour).AddDate(0, 0, -(int(now.Weekday())+6)%7)
	requested, err := checks().list(r.tx, "state = 'requested'")
	if err != nil {
		return err
	}
	for i := range requested {
		if requested[i].Due.Before(b.Week.AddDate(0, 0, 7)) {
			b.Due++
		}
	}
	const text = "select count(*) from acts where organisation = $1 and name = 'check.record' and happened >= $2"
	b.Done, err = once(r.tx, question("acts", text, []any{b.Week.UnixMicro()}), small, func() (n int, err error) {
		err = r.tx.QueryRow(text, b.Week.UnixMicro()).Scan(&n)
		return n, err
	})
	return err
}
