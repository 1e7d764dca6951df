package server

import (
	"context"
	"strconv"
	"time"

	"muster"
	"muster/notify"
	"muster/payrun"
)

// payRunsWaiting are messages about pay runs whose lines wait for somebody: once
// for each look at the file, and once more when it is to be handed in. A run that
// was due before today is not told of: nobody can decide it in time any more.
func (s *Server) payRunsWaiting(ctx context.Context) ([]notify.Message, error) {
	runs, err := s.desk.PayRuns(ctx, theProgram())
	if err != nil || len(runs) == 0 {
		return nil, err
	}
	entities, err := s.desk.Entities(ctx)
	if err != nil {
		return nil, err
	}
	holidays := map[string][]string{}
	for i := range entities {
		holidays[entities[i].ID] = entities[i].Holidays
	}
	now := s.now()
	today := muster.Date(now.Year(), now.Month(), now.Day())
	var out []notify.Message
	for i := range runs {
		r := &runs[i]
		if !r.Exported.IsZero() || len(r.Open)+len(r.Unreleased) == 0 {
			continue
		}
		by := payrun.SubmitBy(r.Format, r.PayDay, holidays[r.Entity])
		days, known := today.Days(by)
		if known && days < 0 {
			continue
		}
		m := notify.Message{ID: onceFor("payrun", r.ID, strconv.FormatInt(r.At.UnixMicro(), 10)), Kind: notify.PayRunWaiting, At: now, Due: dueOn(by), Path: "/payroll/runs/" + r.ID}
		out = append(out, m)
		if known && workingDays(today, by, holidays[r.Entity]) <= 1 {
			m.ID, m.Kind = onceFor("payend", r.ID, by.ISO()), notify.PayRunEnding
			out = append(out, m)
		}
	}
	return out, nil
}

// dueOn is the end of a day, or zero.
func dueOn(day muster.Time) time.Time {
	if day.IsZero() {
		return time.Time{}
	}
	return day.UTC().AddDate(0, 0, 1).Add(-time.Minute)
}

// workingDays counts the working days after one day up to another.
func workingDays(from, to muster.Time, holidays []string) int {
	n := 0
	for t, end := from.UTC().AddDate(0, 0, 1), to.UTC(); !t.After(end) && n < 10; t = t.AddDate(0, 0, 1) {
		if payrun.Working(t, holidays) {
			n++
		}
	}
	return n
}
