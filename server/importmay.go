package server

import (
	"cmp"
	"context"
	"slices"

	"muster"
	"muster/assess"
	"muster/casework"
	"muster/ingest"
	"muster/report"
)

// bringing is what somebody may bring in. Files and records sent by programs
// say things that acts say too, so they open no way around what acts refuse: a
// check that was passed, a record that a named person stands by, what was
// agreed, whose account is whose, and what is common by declaration. Who is out
// of reach is left alone, or a file could move them within it.
type bringing struct {
	*viewing
	acts   map[casework.Action]*casework.Reach // nil where the actor does it nowhere
	checks bool                                // a key has the scope for checks; nobody else needs it
	keyed  bool                                // a program, which stands by nothing
}

// bringing prepares the look at what an actor brings in.
func (s *Server) bringing(ctx context.Context, actor *casework.Actor, checks bool) (*bringing, error) {
	v, err := s.look(ctx, casework.PeopleImport)
	if err != nil {
		return nil, err
	}
	b := &bringing{viewing: v, acts: map[casework.Action]*casework.Reach{}, checks: checks, keyed: actor.Via == casework.ViaKey}
	for _, a := range []casework.Action{casework.CheckRecord, casework.CheckAdjust, casework.InterviewRecord, casework.PayrollSettle, casework.EquipmentRecord, casework.AgreementRecord, casework.PolicySuppress} {
		reach, err := s.desk.Reach(ctx, actor, a)
		if err != nil && muster.CodeOf(err) != muster.CodePermission {
			return nil, err
		}
		b.acts[a] = reach
	}
	return b, nil
}

// place is where a person lies for whoever brings records of them in: where
// they are on record already, else where the records say.
func (b *bringing) place(id muster.SubjectID, records []muster.Observation) (at casework.Scope, reached bool) {
	if r, ok := b.live.Row(id); ok {
		at = b.scope(&r)
		return at, b.sees(&r)
	}
	row := assess.Row{Subject: id}
	for i := range records {
		if d, ok := records[i].Data.(*muster.Person); ok {
			row.Entity = cmp.Or(string(d.LegalEntity), row.Entity)
		}
	}
	at = b.scope(&row)
	return at, b.reach.Includes(id, at)
}

// refusal is why a record may not be brought in, "" when it may.
type refusal string

// The reasons, as a person who brought a file in reads them.
const (
	outOfReach    refusal = "of people who are not among those you work with"
	noConfirming  refusal = "that a named person stands by, which you may not record for them"
	noChecks      refusal = "of checks, which your role does not record for these people"
	noAgreements  refusal = "of what was agreed, which your role does not record"
	noCrosswalk   refusal = "of whose account is whose"
	noDeclaration refusal = "of offices, agencies or the like, which make values common: somebody who may set rules aside brings them in"
	noLogs        refusal = "of logs: somebody who works with everybody brings them in"
	noOutcomes    refusal = "what was verified, checked, seen in an interview or agreed, which your role does not record for these people"
)

// refuses says why one record of a person within reach may not be brought in.
// Nobody is refused anything on the machine itself, where b is nil.
func (b *bringing) refuses(o *muster.Observation, at casework.Scope) refusal {
	if b == nil {
		return ""
	}
	may := func(a casework.Action) bool { return b.may(a, o.Subject, at) }
	switch {
	case confirmed(o.Data) && (b.keyed || !may(casework.CheckRecord)):
		return noConfirming
	case o.Kind() == muster.KindCheck && (!b.checks || !may(casework.CheckRecord)):
		return noChecks
	case o.Kind() == muster.KindAgreed && !may(casework.AgreementRecord):
		return noAgreements
	}
	return ""
}

// may reports whether who brings records in may do something about a person.
func (b *bringing) may(a casework.Action, id muster.SubjectID, at casework.Scope) bool {
	return b.acts[a] != nil && b.acts[a].Includes(id, at)
}

// common reports whether the actor may say what is common in the organisation.
func (b *bringing) common() bool {
	r := b.acts[casework.PolicySuppress]
	return r != nil && slices.Contains(r.Scopes, casework.Scope{})
}

// trim takes out of a batch what concerns more than single people and may not
// be brought in, and returns how much of each that was.
func (b *bringing) trim(batch *ingest.Batch) map[refusal]int {
	out := map[refusal]int{}
	if n := registerRows(&batch.Registers); n > 0 && !b.common() {
		out[noDeclaration], batch.Registers = n, muster.Registers{}
	}
	if b.everybody() {
		return out
	}
	kept := batch.Crosswalk[:0]
	for _, l := range batch.Crosswalk {
		if r, ok := b.live.Row(muster.SubjectID(l.Subject)); ok && b.sees(&r) {
			kept = append(kept, l)
		}
	}
	if n := len(batch.Crosswalk) - len(kept); n > 0 {
		out[noCrosswalk] = n
	}
	batch.Crosswalk = kept
	if n := len(batch.LogFiles); n > 0 {
		out[noLogs], batch.LogFiles = n, nil
	}
	return out
}

// saysRefused is what the page of an import says of what was not taken in.
func saysRefused(refused map[refusal]int) (notes []string) {
	for _, why := range []refusal{outOfReach, noChecks, noConfirming, noAgreements, noCrosswalk, noDeclaration} {
		if n := refused[why]; n > 0 {
			notes = append(notes, report.Count(n, "record", "records")+" "+string(why)+": not taken in.")
		}
	}
	if n := refused[noLogs]; n > 0 {
		notes = append(notes, report.Count(n, "file", "files")+" "+string(noLogs)+". Not taken in.")
	}
	if n := refused[noOutcomes]; n > 0 {
		notes = append(notes, report.Count(n, "record says", "records say")+" "+string(noOutcomes)+": taken in without that.")
	}
	return notes
}

// notTheirs is what a record states of outcomes that whoever brings it in may not
// record for this person.
func (b *bringing) notTheirs(o *muster.Observation, at casework.Scope) (list []casework.Outcome) {
	if b == nil {
		return nil
	}
	for _, one := range casework.OutcomesIn(o.Data) {
		if !b.checks || !b.may(one.Needs, o.Subject, at) {
			list = append(list, one)
		}
	}
	return list
}

// without takes out of a record what is not theirs to say: the rest is the
// person's own particulars, and without them nobody would be brought in.
func (b *bringing) without(o *muster.Observation, at casework.Scope) (taken bool, err error) {
	list := b.notTheirs(o, at)
	if len(list) == 0 {
		return false, nil
	}
	for _, one := range list {
		one.Remove()
	}
	return true, o.Seal()
}
