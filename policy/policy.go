// Package policy turns findings into an assessment: clear, verify or escalate,
// with each contribution, the checks asked for and why the level came out.
//
// The rules are few and stand in a file the customer owns (see Default and
// Parse). A finding belongs to one evidence family, and only the strongest of
// each family counts. Joins between people are one piece of evidence for each
// set of people, whatever the number of values shared, and never accuse alone:
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
// the policy switched off are ignored. The order of findings does not matter.
func Assess(p *muster.Policy, subject muster.SubjectID, findings []muster.Finding) muster.Assessment {
	a := muster.Assessment{Subject: subject, Level: muster.Clear}
	weighed := weigh(p, findings)
	pieces := evidence(weighed)
	a.Level, a.Reason = level(p, pieces)
	for _, w := range weighed {
		a.Contributions = append(a.Contributions, w.contribution)
	}
	for _, piece := range pieces {
		if !slices.Contains(a.Families, piece.family) {
			a.Families = append(a.Families, piece.family)
		}
	}
	a.Checks = checks(p, weighed)
	return a
}

// weight is one finding with its place in the assessment.
type weight struct {
	finding      *muster.Finding
	contribution muster.Contribution
}

// weigh applies the policy's strengths and orders findings strongest first.
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
		w := &weight{f, muster.Contribution{Finding: f.Key, Flag: f.Flag, Family: f.Family, Strength: strength}}
		if !f.Scored {
			w.contribution.Why = "shown as a note, never counted"
		}
		all = append(all, w)
	}
	slices.SortStableFunc(all, func(a, b *weight) int {
		return cmp.Or(
			cmp.Compare(b.contribution.Strength, a.contribution.Strength),
			cmp.Compare(a.finding.Flag, b.finding.Flag),
			slices.Compare(a.finding.Key[:], b.finding.Key[:]),
		)
	})
	return all
}

// piece is one independent piece of evidence.
type piece struct {
	family    muster.Family
	strength  int
	confirmed bool
	joins     []*weight // set for a piece made of joins
}

// evidence reduces findings to independent pieces: the strongest of each
// family, with all joins over overlapping sets of people as one piece.
func evidence(all []*weight) []piece {
	var pieces []piece
	for _, group := range joinGroups(all) {
		pieces = append(pieces, piece{
			family: group[0].contribution.Family, strength: group[0].contribution.Strength,
			confirmed: group[0].finding.Confirmed, joins: group,
		})
	}
	for _, w := range all {
		if w.finding.Scored && w.finding.Join == nil {
			pieces = append(pieces, piece{family: w.contribution.Family, strength: w.contribution.Strength, confirmed: w.finding.Confirmed, joins: nil})
		}
	}
	slices.SortStableFunc(pieces, func(a, b piece) int { return cmp.Compare(b.strength, a.strength) })
	kept := pieces[:0]
	for _, p := range pieces {
		if !slices.ContainsFunc(kept, func(k piece) bool { return k.family == p.family }) {
			kept = append(kept, p)
		}
	}
	mark(all, kept)
	return kept
}

// mark notes on each contribution whether it counted, and if not, why.
func mark(all []*weight, kept []piece) {
	counted := map[muster.Family]bool{}
	for _, w := range all {
		c := &w.contribution
		if !w.finding.Scored {
			continue
		}
		strongest := slices.ContainsFunc(kept, func(p piece) bool {
			return p.family == c.Family && p.strength == c.Strength && (len(p.joins) == 0) == (w.finding.Join == nil) && (len(p.joins) == 0 || p.joins[0] == w)
		})
		switch {
		case strongest && !counted[c.Family]:
			c.Counted, counted[c.Family] = true, true
		case w.finding.Join != nil && slices.ContainsFunc(kept, func(p piece) bool { return slices.Contains(p.joins, w) }):
			c.Why = "same people: joins between the same people count once"
		default:
			c.Why = "same family: only the strongest counts"
		}
	}
}

// joinGroups puts joins together that share a joined person. The subject
// itself is in all of them and joins nothing.
func joinGroups(all []*weight) [][]*weight {
	var groups [][]*weight
	for _, w := range all {
		if w.finding.Join == nil || !w.finding.Scored {
			continue
		}
		merged := []*weight{w}
		rest := groups[:0]
		for _, g := range groups {
			if slices.ContainsFunc(g, func(k *weight) bool { return sharePeople(k.finding, w.finding) }) {
				merged = append(g, merged...)
			} else {
				rest = append(rest, g)
			}
		}
		groups = append(rest, merged)
	}
	for _, g := range groups {
		slices.SortStableFunc(g, func(a, b *weight) int { return cmp.Compare(b.contribution.Strength, a.contribution.Strength) })
	}
	return groups
}

func sharePeople(a, b *muster.Finding) bool {
	return slices.ContainsFunc(a.Subjects[1:], func(s muster.SubjectID) bool { return slices.Contains(b.Subjects[1:], s) })
}

// level applies the two rules to the pieces, strongest first.
func level(p *muster.Policy, pieces []piece) (muster.Level, string) {
	if reason := meets(&p.Escalate, pieces); reason != "" {
		return muster.Escalate, reason
	}
	if reason := meets(&p.Verify, pieces); reason != "" {
		return muster.Verify, reason
	}
	return muster.Clear, ""
}

// meets returns the condition of a rule that the pieces meet, in words, or "".
func meets(r *muster.Rule, pieces []piece) string {
	for _, p := range pieces {
		switch {
		case r.Single > 0 && p.strength >= r.Single:
			return fmt.Sprintf("one finding of strength %d or more (%s)", r.Single, p.family)
		case r.Confirmed > 0 && p.confirmed && p.strength >= r.Confirmed:
			return fmt.Sprintf("a finding of strength %d that a named person confirmed (%s)", r.Confirmed, p.family)
		case r.JoinPeople > 0 && len(p.joins) > 0 && joinsSuffice(r, p.joins):
			return fmt.Sprintf("%d or more people with different declared homes share values of %d kinds or something people cannot share", r.JoinPeople, r.JoinKinds)
		}
	}
	if r.Families > 0 && countAtLeast(pieces, r.AtLeast) >= r.Families {
		return fmt.Sprintf("%d families with a finding of strength %d or more", r.Families, r.AtLeast)
	}
	if r.Strongest > 0 && len(pieces) > 1 && pieces[0].strength >= r.Strongest && pieces[1].strength >= r.Companion {
		return fmt.Sprintf("a finding of strength %d or more (%s) and one of %d or more in another family (%s)", r.Strongest, pieces[0].family, r.Companion, pieces[1].family)
	}
	return ""
}

func countAtLeast(pieces []piece, strength int) int {
	n := 0
	for _, p := range pieces {
		if p.strength >= strength {
			n++
		}
	}
	return n
}

// joinsSuffice reports whether joins alone carry the rule: enough people with
// different declared homes, joined by enough kinds or by something people
// cannot share. A pair alone never does.
func joinsSuffice(r *muster.Rule, joins []*weight) bool {
	var kinds []muster.ArtefactKind
	homes, unshareable := 0, false
	for _, w := range joins {
		j := w.finding.Join
		homes = max(homes, j.DifferentHomes)
		unshareable = unshareable || j.Unshareable && j.DifferentHomes >= r.JoinPeople
		for _, k := range j.Kinds {
			if k = independent(k); !slices.Contains(kinds, k) {
				kinds = append(kinds, k)
			}
		}
	}
	return homes >= max(r.JoinPeople, 3) && (unshareable || len(kinds) >= r.JoinKinds)
}

// independent maps kinds that follow from one another to one of them: the same
// address is also the same building.
func independent(k muster.ArtefactKind) muster.ArtefactKind {
	switch k {
	case muster.ArtefactBuilding:
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

// checks lists the checks that would settle the findings, those that settle
// most first.
func checks(p *muster.Policy, all []*weight) []muster.CheckRequest {
	var requests []muster.CheckRequest
	for _, w := range all {
		if !w.finding.Scored {
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
		return "Repeat the identity check that was done at hiring."
	case muster.CheckCollection:
		return "Arrange collection in person against an identity document, or the agreed alternative."
	}
	return "Complete the check: " + string(c) + "."
}
