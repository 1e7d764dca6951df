package casework

import (
	"context"
	"slices"
	"time"

	"muster"
)

// TodayList is what needs an actor now.
type TodayList struct {
	Checks      []Check      // open, theirs or nobody's, the soonest due first
	Escalations []Escalation // whose clock runs
	Steps       []Step       // that wait for their signature
	Cases       []Case       // open ones they read
	Tasks       []Item       // theirs, in cases they read
	Complaints  []Complaint  // open
	Budget      Budget
	May         map[string]Allowed // by id of check, escalation or complaint: what the actor may do about it
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
		if err := r.readDue(); err != nil {
			return err
		}
		look := r.looker()
		return first(r.todayChecks(t, look), r.todayEscalations(t, look), r.todaySteps(t), r.todayCases(t), r.todayComplaints(t, look), r.budget(&t.Budget))
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

// readDue reads those whom the day's lists are about together.
func (r *reading) readDue() error {
	var ids []muster.SubjectID
	due, err := checks().list(r.tx, "state = 'requested'")
	if err != nil {
		return err
	}
	slices.SortStableFunc(due, func(a, b Check) int { return a.Due.Compare(b.Due) })
	for i := range due[:min(len(due), maxToday)] {
		ids = append(ids, due[i].Subject)
	}
	running, err := escalations().list(r.tx, "state in ('open', 'held') and due > $2", r.tx.Now())
	if err != nil {
		return err
	}
	for i := range running[:min(len(running), maxToday)] {
		ids = append(ids, running[i].Subject)
	}
	open, err := complaints().list(r.tx, "state = 'open'")
	if err != nil {
		return err
	}
	for i := range open[:min(len(open), maxToday)] {
		ids = append(ids, open[i].Subject)
	}
	return readTogether(r.tx, ids)
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

// maxToday bounds each list; what is due soonest comes first.
const maxToday = 200

func (r *reading) todayChecks(t *TodayList, look func(muster.SubjectID) (*about, error)) error {
	list, err := checks().list(r.tx, "state = 'requested'")
	if err != nil {
		return err
	}
	slices.SortStableFunc(list, func(a, b Check) int { return a.Due.Compare(b.Due) })
	for _, c := range list {
		if len(t.Checks) == maxToday {
			break
		}
		a, err := look(c.Subject)
		if err != nil {
			return err
		}
		mine := c.Assigned == r.who.User || c.Assigned == "" && a != nil && a.own
		if a != nil && (mine || c.Assigned == "") && r.desk.table.Allows(r.who, CheckRecord, a.Scope, mine) {
			t.Checks = append(t.Checks, c)
			t.May[c.ID] = c.AllowedOf(r.desk.table, r.who, a.Scope, a.own)
		}
	}
	return nil
}

func (r *reading) todayEscalations(t *TodayList, look func(muster.SubjectID) (*about, error)) error {
	list, err := escalations().list(r.tx, "state in ('open', 'held') and due > $2", r.tx.Now())
	if err != nil {
		return err
	}
	slices.SortStableFunc(list, func(a, b Escalation) int { return a.Due.Compare(b.Due) })
	for _, e := range list {
		a, err := look(e.Subject)
		if err != nil {
			return err
		}
		if a != nil && len(t.Escalations) < maxToday && r.desk.table.Allows(r.who, EscalationHold, a.Scope, a.own) {
			t.Escalations = append(t.Escalations, e)
			t.May[e.ID] = r.desk.table.Allowed(r.who, a.Scope, a.own)
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

func (r *reading) todayComplaints(t *TodayList, look func(muster.SubjectID) (*about, error)) error {
	list, err := complaints().list(r.tx, "state = 'open'")
	if err != nil {
		return err
	}
	for _, c := range list {
		a, err := look(c.Subject)
		if err != nil {
			return err
		}
		if a != nil && len(t.Complaints) < maxToday && r.desk.table.Allows(r.who, ComplaintAnswer, a.Scope, a.own) {
			t.Complaints = append(t.Complaints, c)
			t.May[c.ID] = r.desk.table.Allowed(r.who, a.Scope, a.own)
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
	err = r.tx.QueryRow("select count(*) from checks where organisation = $1 and state = 'requested' and due < $2", b.Week.AddDate(0, 0, 7).UnixMicro()).Scan(&b.Due)
	if err != nil {
		return err
	}
	return r.tx.QueryRow("select count(*) from acts where organisation = $1 and name = 'check.record' and happened >= $2", b.Week.UnixMicro()).Scan(&b.Done)
}
