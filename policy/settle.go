package policy

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"muster"
)

// WithDeclared returns the policy with what detectors declare about the checks
// that settle their flags, wherever the policy's own file says nothing.
func WithDeclared(p *muster.Policy, declared map[muster.FlagID]muster.Settling) *muster.Policy {
	whole := *p
	whole.Clearing.Flags = maps.Clone(declared)
	if whole.Clearing.Flags == nil {
		whole.Clearing.Flags = map[muster.FlagID]muster.Settling{}
	}
	for flag, own := range p.Clearing.Flags {
		own.Anew = declared[flag].Anew // what a record is does not change with the policy
		whole.Clearing.Flags[flag] = own
	}
	return &whole
}

// settle returns what the checks on record did to a finding, or nil where none
// of them could have settled it.
func settle(p *muster.Policy, f *muster.Finding, subject muster.SubjectID, checks []muster.PastCheck) *muster.Clearance {
	by, ok := p.Clearing.Flags[f.Flag]
	if !ok || !p.Clearing.ByChecks || !f.Scored {
		return nil
	}
	var best *muster.Clearance
	for i := range checks {
		c := &checks[i]
		clears := slices.Contains(by.Clears, c.Type)
		if c.Outcome != muster.OutcomePassed || !clears && !slices.Contains(by.Lowers, c.Type) {
			continue
		}
		found := muster.Clearance{Check: c.Type, On: c.Done, By: c.By, Observation: c.Observation}
		found.State, found.Why = effect(p, f, subject, c, by.Anew)
		switch {
		case found.State != muster.ClearanceCleared:
		case failedSince(c, checks):
			found.State, found.Why = muster.ClearanceReopened, "a later check of the same kind was not passed"
		case !clears:
			found.State = muster.ClearanceLowered
		}
		if best == nil || better(&found, best) {
			best = &found
		}
	}
	return best
}

// better orders clearances: the one that settles most, then the latest.
func better(a, b *muster.Clearance) bool {
	order := []muster.ClearanceState{muster.ClearanceCleared, muster.ClearanceLowered, muster.ClearanceReopened, muster.ClearanceNone}
	return cmp.Or(
		slices.Index(order, a.State)-slices.Index(order, b.State),
		cmp.Compare(b.On.Micros, a.On.Micros),
		slices.Compare(a.Observation[:], b.Observation[:]),
	) < 0
}

// failedSince reports whether a check of the same type was failed or refused
// after the one that was passed.
func failedSince(passed *muster.PastCheck, checks []muster.PastCheck) bool {
	return slices.ContainsFunc(checks, func(c muster.PastCheck) bool {
		return c.Type == passed.Type && (c.Outcome == muster.OutcomeFailed || c.Outcome == muster.OutcomeRefused) && passed.Done.Before(c.Done)
	})
}

// effect says whether a passed check settles a finding, and if not, why.
// Cleared stands for "settles" here; the caller knows how much.
func effect(p *muster.Policy, f *muster.Finding, subject muster.SubjectID, c *muster.PastCheck, anew []muster.Kind) (muster.ClearanceState, string) {
	switch {
	case strings.TrimSpace(c.By) == "":
		return muster.ClearanceNone, "nobody put their name to the check (recorded_by)"
	case p.Clearing.Confirmed && !c.Confirmed:
		return muster.ClearanceNone, "the policy wants checks that a named person confirmed (confirmed = yes)"
	case f.Confirmed && !c.Confirmed:
		return muster.ClearanceNone, "a named person confirmed what was seen; the check needs confirmed = yes as well"
	case c.OtherName:
		return muster.ClearanceNone, "the check was passed under another name"
	case c.Done.Precision < muster.PrecisionDay:
		return muster.ClearanceNone, "the check has no day on which it was done"
	}
	if until, over := expired(p, c); over {
		return muster.ClearanceNone, "the check held until " + until.Format("2 January 2006") + " and has expired; repeat it"
	}
	return inTime(f, subject, c.Done, anew)
}

// expired returns the last day on which a check holds, and whether that day is
// over at the moment the check is looked at. Without a stated end, of its own or
// of its type, a check holds on: what it showed of the past does not change.
func expired(p *muster.Policy, c *muster.PastCheck) (time.Time, bool) {
	var until time.Time
	switch days := p.Clearing.ValidDays[c.Type]; {
	case !c.Expires.IsZero():
		until = lastDay(c.Expires)
	case days > 0:
		until = c.Done.UTC().AddDate(0, 0, days)
	default:
		return until, false
	}
	return until, !c.AsOf.IsZero() && c.AsOf.UTC().Format(time.DateOnly) > until.Format(time.DateOnly)
}

// lastDay returns the last day that a time with its precision may lie on.
func lastDay(t muster.Time) time.Time {
	switch at := t.UTC(); t.Precision {
	case muster.PrecisionYear:
		return at.AddDate(1, 0, -1)
	case muster.PrecisionMonth:
		return at.AddDate(0, 1, -1)
	default:
		return at
	}
}

// inTime compares the check's date with the evidence. What the person's own
// records showed by then, and for a join at least one other person's, was
// there to be settled. Later evidence reopens the finding when it is of a new
// kind, or of records of which each is a matter of its own.
func inTime(f *muster.Finding, subject muster.SubjectID, done muster.Time, anew []muster.Kind) (muster.ClearanceState, string) {
	// some joins name people without citing a record of theirs
	own, others := false, !slices.ContainsFunc(f.Evidence, func(e muster.Evidence) bool { return e.Subject != subject })
	var before, since []muster.Evidence
	for _, e := range f.Evidence {
		if !happenedBy(e.Happened, done) {
			since = append(since, e)
			continue
		}
		before = append(before, e)
		own = own || e.Subject == subject
		others = others || e.Subject != subject
	}
	if !own || !others {
		if slices.ContainsFunc(f.Evidence, func(e muster.Evidence) bool { return e.Happened.IsZero() }) {
			return muster.ClearanceNone, "a record behind this has no date, so nobody can tell whether the check came after it"
		}
		return muster.ClearanceNone, "the check was passed before this could be seen"
	}
	for _, e := range since {
		switch {
		case e.Happened.IsZero():
			return muster.ClearanceNone, "a record behind this has no date, so nobody can tell whether the check came after it"
		case e.Subject == subject && slices.Contains(anew, e.Kind):
			return muster.ClearanceReopened, fmt.Sprintf("there is a later record of it (%s)", e.When())
		case !slices.ContainsFunc(before, func(b muster.Evidence) bool { return evidenceKind(b.Kind) == evidenceKind(e.Kind) }):
			return muster.ClearanceReopened, fmt.Sprintf("a new kind of evidence came since (%s)", e.When())
		}
	}
	return muster.ClearanceCleared, ""
}

// happenedBy reports whether something had happened by the day a check was done. A
// month or a year counts from its end, because the check may lie within it.
func happenedBy(happened, done muster.Time) bool {
	if happened.IsZero() {
		return false
	}
	at := lastDay(happened)
	if done.Precision == muster.PrecisionDay || happened.Precision <= muster.PrecisionDay {
		return at.Format(time.DateOnly) <= done.UTC().Format(time.DateOnly)
	}
	return !at.After(done.UTC())
}

// EvidenceKind returns the kind that stands for all kinds of record that show
// the same kind of evidence: what is cleared opens again only by another.
func EvidenceKind(k muster.Kind) muster.Kind { return evidenceKind(k) }

// evidenceKind puts kinds of record together that show the same kind of evidence: an
// applicant's details do not become new evidence by moving to the HR system.
func evidenceKind(k muster.Kind) muster.Kind {
	switch k {
	case muster.KindApplication, muster.KindChange:
		return muster.KindPerson
	case muster.KindImage:
		return muster.KindDocument
	case muster.KindCheck, muster.KindReport:
		return muster.KindInterview
	case muster.KindPayment, muster.KindInvoice:
		return muster.KindBank
	case muster.KindReferral:
		return muster.KindReference
	case muster.KindMovement, muster.KindSession:
		return muster.KindSignIns
	}
	return k
}
