package stream

import (
	"strings"
	"time"

	"muster"
)

// A day that is over can be put together again from the events as they arrived,
// when a file tells more of it later: HoldFrom opens it, Add takes its events,
// Recall says what was told of it, and Advance corrects that.

// HoldFrom keeps days open from now on as Options.Open does.
func (r *Reducer) HoldFrom(open time.Time) { r.opt.Open = open }

// IsOpen reports whether the day of a moment in microseconds takes events.
func (r *Reducer) IsOpen(at int64) bool { return !r.closed(startOfDay(at)) }

// Recall says what was told of a day, so that a correction supersedes it. The day
// must be open; observations that no Reducer made are passed over.
func (r *Reducer) Recall(subject muster.SubjectID, o *muster.Observation) {
	n, ok := DayOf(o)
	p := r.people[subject]
	if !ok || p == nil {
		return
	}
	d := p.day(n * dayMicros)
	d.told = append(d.told, told{o.Record, o.Source, o.Kind(), o.ID})
}

// DayOf returns the day that an observation of a Reducer sums up, in days since
// 1970, and false for other observations.
func DayOf(o *muster.Observation) (int64, bool) {
	date, rest, _ := strings.Cut(o.Record, "/")
	kind, _, ok := strings.Cut(rest, "/")
	if !ok || kind != string(o.Kind()) {
		return 0, false
	}
	t, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return 0, false
	}
	return t.Unix() / int64(day/time.Second), true
}
