package server

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"muster"
	"muster/casework"
	"muster/web"
)

// agreedInRecords are the agreements that stand in records which files or other
// programs brought in, now or later: they count for findings as those put on
// record here do, so whoever looks at a person must see them too. They can be
// changed where they came from only, and so have no number.
func agreedInRecords(list []muster.Observation, now time.Time) []web.Agreement {
	var out []web.Agreement
	for _, o := range standing(list) {
		a, ok := o.Data.(*muster.Agreed)
		if !ok || o.Source == casework.Source || past(a.Until, now) {
			continue
		}
		what := string(a.Name)
		switch a.What {
		case muster.AgreedTravel:
			what = strings.Join(slices.DeleteFunc([]string{string(a.City), string(a.Country)}, func(s string) bool { return s == "" }), ", ")
		case muster.AgreedHours:
			what = hoursAgreed(a)
		}
		out = append(out, web.Agreement{Kind: string(a.What), What: what, From: a.From, Until: a.Until, By: o.Source})
	}
	return out
}

// agreedInRecords are those of the person, for who is shown records of every kind:
// the tag of a person does not move with a record for anybody else.
func (p *subject) agreedInRecords() []web.Agreement {
	if p.server.desk.Permissions().Sees(p.actor, casework.FieldEvidence, p.record.Scope) != casework.Clear {
		return nil
	}
	return agreedInRecords(p.record.Records(), p.server.now())
}

// past reports whether a last day, month or year is over. None stated is not over.
func past(last muster.Time, now time.Time) bool {
	return !last.IsZero() && last.End().UTC().Before(now)
}

// hoursAgreed says agreed hours as people type them.
func hoursAgreed(a *muster.Agreed) string {
	if a.Start == nil || a.End == nil {
		return ""
	}
	clock := func(minutes int) string { return time.Time{}.Add(time.Duration(minutes) * time.Minute).Format("15:04") }
	return clock(*a.Start) + " to " + clock(*a.End)
}

// hrFacts puts a person's HR records together, the latest first: a later export
// that leaves a column out takes nothing back.
func hrFacts(list []muster.Observation) (started, ended muster.Time, city string) {
	last := true
	for _, o := range slices.Backward(standing(list)) {
		p, ok := o.Data.(*muster.Person)
		if !ok {
			continue
		}
		if last { // who came back has no end any more
			ended, last = p.Ended, false
		}
		if started.IsZero() {
			started = p.Started
		}
		city = cmp.Or(city, string(p.Home.City))
	}
	return started, ended, city
}
