package server

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"muster"
	"muster/casework"
	"muster/connect"
	"muster/store"
)

// forgetting is a person that a system deleted.
type forgetting struct {
	subject muster.SubjectID
	source  string
}

// told takes in what an applicant or HR system says about a person. A later
// version of a record takes the place of an earlier one; one that comes late
// changes nothing.
func (in *intake) told(t *connect.Told) error {
	in.latest = max(in.latest, t.At.Micros)
	who, err := in.subjectOf(t)
	if err != nil || who == "" {
		return err
	}
	if t.Forget {
		in.forget = append(in.forget, forgetting{who, t.System})
		return nil
	}
	if t.Data == nil {
		return nil
	}
	if isOff(in.off, t.Data) {
		in.sum.off(casework.Monitored(t.Data))
		return nil
	}
	o := muster.Observation{
		Organisation: in.server.config.Organisation, Subject: who, Source: t.System, Record: recordOf(t), Happened: t.At, Recorded: t.At, Data: t.Data,
	}
	if a, ok := t.Data.(*muster.Application); ok && !a.Applied.IsZero() {
		o.Happened = a.Applied
	}
	if in.keep.PastBrought([]muster.Observation{o}, in.now)[0] {
		in.sum.Past++
		return nil
	}
	list, _, err := in.tx.Observations(who)
	if err != nil {
		return err
	}
	before := latestOf(list, &o)
	if before != nil && before.Recorded.Micros > o.Recorded.Micros {
		in.sum.Late++
		return nil
	}
	if err := o.Seal(); err != nil {
		return err
	}
	switch {
	case before == nil:
	case before.ID == o.ID:
		in.sum.Replayed++
		return nil
	default:
		o.Supersedes = before.ID
		if slices.ContainsFunc(list, func(old muster.Observation) bool { return old.ID == o.ID }) { // as it once was
			o.Record += againMark + strconv.FormatInt(t.At.Micros, 36)
			if err := o.Seal(); err != nil {
				return err
			}
		}
	}
	_, _, err = in.tx.Append([]muster.Observation{o})
	return err
}

// againMark stands before the version of a record that says again what one of
// its versions said before.
const againMark = " @"

// latestOf is what stands of a record, nil for nothing.
func latestOf(list []muster.Observation, o *muster.Observation) *muster.Observation {
	for _, before := range standing(list) {
		record, _, _ := strings.Cut(before.Record, againMark)
		if before.Source == o.Source && record == o.Record && before.Kind() == o.Kind() {
			return before
		}
	}
	return nil
}

// recordOf is the system's own id of what a record is about, whatever its
// version.
func recordOf(t *connect.Told) string {
	switch {
	case t.Record != "":
		return t.Record
	case t.Application != "":
		return "application " + t.Application
	case t.Candidate != "":
		return "candidate " + t.Candidate
	}
	return "employee " + t.Employee
}

// subjectOf is whom a record is about. A declared crosswalk decides; else an
// employee is known by their number, and an applicant by the system's own id,
// under which they are entered.
func (in *intake) subjectOf(t *connect.Told) (muster.SubjectID, error) {
	var who muster.SubjectID
	for _, id := range []string{t.Employee, t.Candidate, t.Application} {
		found, err := in.belongs(t.System, id, t.At.Micros)
		if err != nil {
			return "", err
		}
		who = cmp.Or(who, found)
	}
	switch who = cmp.Or(who, muster.SubjectID(t.Employee)); {
	case t.Own != "":
		return in.employeeOf(t, who)
	case who != "":
		return who, nil
	}
	names := []string{"candidate " + t.Candidate, "application " + t.Application}
	if t.Candidate == "" {
		names = names[1:]
	} else if t.Application == "" {
		names = names[:1]
	}
	for _, name := range names {
		found, err := in.belongs(t.System, name, t.At.Micros)
		if err != nil {
			return "", err
		}
		who = cmp.Or(who, found)
	}
	if who == "" {
		if t.Forget {
			return "", nil // nobody who is known here
		}
		who = muster.SubjectID(t.System + "-" + cmp.Or(t.Candidate, t.Application))
	}
	var list []store.Belonging
	for _, name := range names {
		if in.whose[t.System+"\x00"+name] == "" {
			list = append(list, store.Belonging{System: t.System, Account: name, Subject: who, Declared: true})
			in.whose[t.System+"\x00"+name] = who
		}
	}
	return who, in.tx.PutBelongings(list)
}

// employeeOf remembers an HR system's own id of an employee with the number they
// are known by, since a deletion names nothing else. An own id that nobody is
// known under is nobody's, and never taken for a number.
func (in *intake) employeeOf(t *connect.Told, who muster.SubjectID) (muster.SubjectID, error) {
	own := "employee " + t.Own
	known, err := in.belongs(t.System, own, t.At.Micros)
	switch {
	case err != nil || who == "":
		return known, err
	case known != "" || t.Forget:
		return who, nil
	}
	in.whose[t.System+"\x00"+own] = who
	return who, in.tx.PutBelongings([]store.Belonging{{System: t.System, Account: own, Subject: who, Declared: true}})
}

// forgetTold erases what came from a system that deleted somebody.
func (s *Server) forgetTold(ctx context.Context, f forgetting) error {
	n, err := s.store.Forget(ctx, s.config.Organisation, f.subject, f.source)
	if err != nil || n == 0 {
		return err
	}
	return s.store.Update(ctx, s.config.Organisation, func(tx *store.Tx) error {
		_, err := tx.Record("records.forgotten", struct {
			Source  string `json:"source"`
			Records int    `json:"records"`
		}{f.source, n})
		return err
	})
}
