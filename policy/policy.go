// Package policy turns findings into an assessment: clear, verify or escalate,
// with each contribution, the checks asked for and why the level came out.
//
// The rules are few and stand in a file the customer owns (see Default and
// Parse). A finding belongs to one evidence family, and only the strongest of
// each family counts. Joins over the same people, wholly or in part, are one
// piece of evidence, whatever the number of values shared, and never accuse alone:
// by themselves they reach verify, and escalate only when three or more people
// with different declared homes share values of two kinds, or something people
// cannot share. The result is never a verdict; people decide.
package policy

import (
	"cmp"
	"fmt"
	"slices"

	"muster"
)

// Assess weighs a subject's findings under a policy. Findings of flags that
// the policy switched off are ignored. The order of findings does not matter,
// and a further finding never lowers the level. Checks are those on the
// subject's record; a passed one may settle a finding for this subject.
func Assess(p *muster.Policy, subject muster.SubjectID, findings []muster.Finding, checks ...muster.PastCheck) muster.Assessment {
	weighed := weigh(p, findings)
	for _, w := range weighed {
		w.settle(p, subject, checks)
	}
	order(weighed)
	level, met := judge(p, weighed)
	counted := extend(met.by, weighed)
	mark(weighed, counted)
	a := muster.Assessment{Subject: subject, Level: level, Reason: met.reason}
	for _, w := range weighed {
		a.Contributions = append(a.Contributions, w.contribution)
	}
	for _, w := range counted {
		a.Families = append(a.Families, w.contribution.Family)
	}
	a.Checks = asked(p, weighed, met.by)
	return a
}

// weight is one finding with its place in the assessment.
type weight struct {
	finding      *muster.Finding
	contribution muster.Contribution
}

// counts reports whether the finding may count at all.
func (w *weight) counts() bool {
	return w.finding.Scored && w.contribution.Strength > 0 && !w.contribution.Cleared()
}

// settle applies the subject's checks to the finding.
func (w *weight) settle(p *muster.Policy, subject muster.SubjectID, checks []muster.PastCheck) {
	c := &w.contribution
	c.Clearance = settle(p, w.finding, subject, checks)
	if c.Clearance != nil && c.Clearance.State == muster.ClearanceLowered {
		c.Strength = max(c.Strength-1, min(c.Strength, 1))
	}
}

// join reports whether the finding exists only because people share something.
func (w *weight) join() bool { return w.finding.Join != nil }

// joined returns the people a finding joins the subject to.
func (w *weight) joined() []muster.SubjectID {
	return w.finding.Subjects[min(1, len(w.finding.Subjects)):]
}

// samePeople reports whether two findings are joins that have a joined person
// in common. The subject itself is in all of its joins and says nothing.
func (w *weight) samePeople(o *weight) bool {
	return w.join() && o.join() && slices.ContainsFunc(w.joined(), func(s muster.SubjectID) bool { return slices.Contains(o.joined(), s) })
}

// depends reports whether two findings are one piece of evidence: of one
// family, or joins over the same people.
func (w *weight) depends(o *weight) bool {
	return w.contribution.Family == o.contribution.Family || w.samePeople(o)
}

// weigh applies the policy's strengths.
func weigh(p *muster.Policy, findings []muster.Finding) []*weight {
	var all []*weight
	for i := range findings {
		f := &findings[i]
		if slices.Contains(p.Off, f.Flag) {
			continue
		}
		strength := f.Strength
		if s, ok := p.Strengths[f.Flag]; ok {
			strength = s
		}
		all = append(all, &weight{f, muster.Contribution{Finding: f.Key, Flag: f.Flag, Family: f.Family, Strength: strength}})
	}
	return all
}

// order puts findings in order, the strongest first.
func order(all []*weight) {
	slices.SortStableFunc(all, func(a, b *weight) int {
		return cmp.Or(
			cmp.Compare(b.contribution.Strength, a.contribution.Strength),
			cmp.Compare(rank(a.finding), rank(b.finding)),
			cmp.Compare(a.finding.Flag, b.finding.Flag),
			slices.Compare(a.finding.Key[:], b.finding.Key[:]),
		)
	})
}

// rank orders findings of one strength by what they can carry: what a person
// confirmed, then what rests on the person's own records, then joins.
func rank(f *muster.Finding) int {
	switch {
	case f.Join != nil:
		return 2
	case f.Confirmed:
		return 0
	}
	return 1
}

// extend adds to the findings that met a rule whatever else is independent of
// all of them, the strongest first.
func extend(met, all []*weight) []*weight {
	counted := slices.Clone(met)
	for _, w := range all {
		if w.counts() && !slices.ContainsFunc(counted, w.depends) {
			counted = append(counted, w)
		}
	}
	slices.SortStableFunc(counted, func(a, b *weight) int {
		return cmp.Compare(slices.Index(all, a), slices.Index(all, b))
	})
	return counted
}

// mark notes on each contribution whether it counted, and if not, why.
func mark(all, counted []*weight) {
	for _, w := range all {
		c := &w.contribution
		switch {
		case !w.finding.Scored:
			c.Why = "shown as a note, never counted"
		case c.Cleared():
			c.Why = "cleared by a check"
		case c.Strength <= 0:
			c.Why = "the policy gives this flag no weight"
		case slices.Contains(counted, w):
			c.Counted = true
		case slices.ContainsFunc(counted, w.samePeople):
			c.Why = "same people: joins between the same people count once"
		default:
			c.Why = "same family: only the strongest counts"
		}
	}
}

// condition is a rule's condition that was met, in words, and the findings
// that met it.
type condition struct {
	reason string
	by     []*weight
}

// judge applies the two rules to the findings, strongest first.
func judge(p *muster.Policy, all []*weight) (muster.Level, condition) {
	able := slices.DeleteFunc(slices.Clone(all), func(w *weight) bool { return !w.counts() })
	if met, ok := meets(&p.Escalate, able); ok {
		return muster.Escalate, met
	}
	if met, ok := meets(&p.Verify, able); ok {
		return muster.Verify, met
	}
	return muster.Clear, condition{}
}

// meets returns the first condition of a rule that some of the findings meet.
// Each condition asks whether there are such findings, so that more of them
// can only help.
func meets(r *muster.Rule, able []*weight) (condition, bool) {
	for _, w := range able {
		c := &w.contribution
		switch {
		case r.Single > 0 && c.Strength >= r.Single:
			return condition{fmt.Sprintf("one finding of strength %d or more (%s)", r.Single, c.Family), []*weight{w}}, true
		case r.Confirmed > 0 && w.finding.Confirmed && !w.join() && c.Strength >= r.Confirmed:
			return condition{fmt.Sprintf("a finding of strength %d that a named person confirmed (%s)", r.Confirmed, c.Family), []*weight{w}}, true
		}
	}
	if group := sufficientJoins(r, able); group != nil {
		return condition{fmt.Sprintf("%d or more people who declare different homes share details of %d kinds, or something people cannot share", r.JoinPeople, r.JoinKinds), group[:1]}, true
	}
	if r.Families > 0 {
		strong := slices.DeleteFunc(slices.Clone(able), func(w *weight) bool { return w.contribution.Strength < r.AtLeast })
		if by := choose(nil, strong, r.Families); by != nil {
			return condition{fmt.Sprintf("%d families with a finding of strength %d or more", r.Families, r.AtLeast), by}, true
		}
	}
	if by := companions(r, able); by != nil {
		return condition{fmt.Sprintf("a finding of strength %d or more (%s) and one of %d or more in another family (%s)",
			r.Strongest, by[0].contribution.Family, r.Companion, by[1].contribution.Family), by}, true
	}
	return condition{}, false
}

// choose returns so many findings that are all independent of each other, or
// nil. A policy asks for few, which bounds the search.
func choose(taken, from []*weight, need int) []*weight {
	if len(taken) == need {
		return taken
	}
	for i, w := range from {
		if slices.ContainsFunc(taken, w.depends) {
			continue
		}
		if found := choose(append(slices.Clip(taken), w), from[i+1:], need); found != nil {
			return found
		}
	}
	return nil
}

// companions returns a strong finding with an independent one beside it, or
// nil. Two joins are not enough, even over different people: joins never
// accuse alone.
func companions(r *muster.Rule, able []*weight) []*weight {
	if r.Strongest == 0 {
		return nil
	}
	for i, w := range able {
		if w.contribution.Strength < r.Strongest {
			break
		}
		for _, o := range able[i+1:] {
			if o.contribution.Strength >= r.Companion && !w.depends(o) && !(w.join() && o.join()) {
				return []*weight{w, o}
			}
		}
	}
	return nil
}

// sufficientJoins returns joins that carry a rule by themselves, the strongest
// first, or nil. Joins over people in common are looked at together.
func sufficientJoins(r *muster.Rule, able []*weight) []*weight {
	if r.JoinPeople == 0 {
		return nil
	}
	var groups [][]*weight
	for _, w := range able {
		if !w.join() {
			continue
		}
		merged := []*weight{w}
		rest := groups[:0]
		for _, g := range groups {
			if slices.ContainsFunc(g, w.samePeople) {
				merged = append(g, merged...)
			} else {
				rest = append(rest, g)
			}
		}
		groups = append(rest, merged)
	}
	for _, g := range groups {
		if joinsSuffice(r, g) {
			slices.SortStableFunc(g, func(a, b *weight) int { return cmp.Compare(slices.Index(able, a), slices.Index(able, b)) })
			return g
		}
	}
	return nil
}

// joinsSuffice reports whether joins alone carry the rule: something people
// cannot share, over enough people with different declared homes; or so many
// kinds of value of which one join reaches that many people and every other
// leads to some of the same people, not of one home. A pair alone never does.
//
// So an agency's phone on forty records and an account shared with a partner are
// two facts about different people, and escalate nobody; in a ring, two kinds
// count where they lead to people who hang together without this person. To ask
// that two kinds each join the same three would leave most chains of pools, which
// reuse a phone here and an account there, to chance: on simulated populations it
// takes escalation from seven in ten of the personas with a trace to fewer than
// half.
func joinsSuffice(r *muster.Rule, joins []*weight) bool {
	people := max(r.JoinPeople, 3)
	for _, w := range joins {
		if j := w.finding.Join; j.DifferentHomes < people {
			continue
		} else if j.Unshareable || kindsBeside(w, joins) >= r.JoinKinds {
			return true
		}
	}
	return false
}

// kindsBeside counts the independent kinds of value that a wide join has, and
// those that join the person to people of that join who live elsewhere. A join of
// several kinds, a place in a ring, speaks for itself: only the ring knows whether
// its kinds lead to the same people.
func kindsBeside(wide *weight, joins []*weight) int {
	kinds := kindsOf(wide)
	switch {
	case len(kinds) < 2:
	case wide.finding.Join.Apart:
		return 1
	default:
		return len(kinds)
	}
	for _, w := range joins {
		of := kindsOf(w)
		if len(of) == 1 && w.finding.Join.DifferentHomes >= 2 && w.samePeople(wide) && !slices.Contains(kinds, of[0]) {
			kinds = append(kinds, of[0])
		}
	}
	return len(kinds)
}

// kindsOf returns the independent kinds of value that a join has. A network is
// none beside a device: whoever uses one computer, such as that of a co-working
// room or a library, is seen on its line.
func kindsOf(w *weight) []muster.ArtefactKind {
	var kinds []muster.ArtefactKind
	device := slices.Contains(w.finding.Join.Kinds, muster.ArtefactDevice)
	for _, k := range w.finding.Join.Kinds {
		if k == muster.ArtefactNetwork && device {
			continue
		}
		if k = independent(k); !slices.Contains(kinds, k) {
			kinds = append(kinds, k)
		}
	}
	return kinds
}

// independent maps kinds that follow from one another to one of them: the same
// address is also the same building, and whoever sits at one place, a co-working
// space or a library, uses its line.
func independent(k muster.ArtefactKind) muster.ArtefactKind {
	switch k {
	case muster.ArtefactBuilding, muster.ArtefactNetwork:
		return muster.ArtefactAddress
	case muster.ArtefactPhoneBlock:
		return muster.ArtefactPhone
	case muster.ArtefactDomain:
		return muster.ArtefactEmail
	case muster.ArtefactPrint, muster.ArtefactCapture:
		return muster.ArtefactImage
	case muster.ArtefactSkeleton, muster.ArtefactMessage, muster.ArtefactTemplate:
		return muster.ArtefactPassage
	}
	return k
}

// asked lists the checks that would settle the findings, those that settle
// most first. What is too weak to count beside anything asks nothing of anybody,
// unless it is what met the rule.
func asked(p *muster.Policy, all, met []*weight) []muster.CheckRequest {
	var requests []muster.CheckRequest
	for _, w := range all {
		if !w.counts() || w.contribution.Strength < p.Verify.AtLeast && !slices.Contains(met, w) {
			continue
		}
		for _, c := range p.Checks[w.finding.Flag] {
			i := slices.IndexFunc(requests, func(r muster.CheckRequest) bool { return r.Type == c })
			if i < 0 {
				i = len(requests)
				requests = append(requests, muster.CheckRequest{Type: c, Say: saying(c)})
			}
			if !slices.Contains(requests[i].Flags, w.finding.Flag) {
				requests[i].Flags = append(requests[i].Flags, w.finding.Flag)
			}
		}
	}
	slices.SortStableFunc(requests, func(a, b muster.CheckRequest) int { return cmp.Compare(len(b.Flags), len(a.Flags)) })
	return requests
}

// saying is what a check asks somebody to do. None runs over a channel that
// only the person supplied.
func saying(c muster.CheckType) string {
	switch c {
	case muster.CheckContactCode:
		return "Send a one-time code to the phone and e-mail on record and ask for it live."
	case muster.CheckLiveInterview:
		return "Hold a live video call with unpredictable prompts, or the agreed alternative."
	case muster.CheckInPerson:
		return "Meet in person, or let a trusted partner do so, with an original document."
	case muster.CheckIdentity:
		return "Have the identity document checked by a certified provider or from the original."
	case muster.CheckRightToWork:
		return "Complete the prescribed right-to-work check on the person who does the work."
	case muster.CheckReference:
		return "Call the employer or school through a number you found yourself."
	case muster.CheckEducation:
		return "Confirm the course with the institution through contacts you found yourself."
	case muster.CheckAddress:
		return "Confirm the address from an independent source before anything is sent there."
	case muster.CheckBankName:
		return "Run the bank's name check, and confirm the change through a channel that was on file before it."
	case muster.CheckSanctions:
		return "Compare the listed entry with date of birth and documents; a name alone says nothing."
	case muster.CheckDevice:
		return "Ask for a security-key touch on the issued laptop."
	case muster.CheckSamePerson:
		return "Let the interviewer confirm on camera that this is the person they met."
	case muster.CheckReverify:
		return "Repeat the identity check that was done at the beginning."
	case muster.CheckCollection:
		return "Arrange collection in person against an identity document, or the agreed alternative."
	}
	return "Complete the check: " + string(c) + "."
}
