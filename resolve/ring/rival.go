package ring

import (
	"fmt"

	"muster"
)

// seen is what decides which honest explanations are left for a ring.
type seen struct {
	kind     map[muster.ArtefactKind]int // joints that count, by kind
	people   int
	widest   int // holders of the most widely held joint
	referees bool
	delivery bool
	years    bool // the members first appeared more than half a year apart
	left     bool // a member has left
	verified int  // most verified holders of one joint
}

const halfYear = 183 * 24 * 60 * 60 * 1_000_000 // microseconds

func (g *graph) seen(nodes []int32, shared []share) seen {
	s := seen{kind: map[muster.ArtefactKind]int{}, people: len(nodes)}
	for _, x := range shared {
		s.widest = max(s.widest, g.holdersOf(int(x.value)))
		s.verified = max(s.verified, int(g.values[g.kept[x.value]].Verified))
		s.referees = s.referees || x.flags&Referee != 0
		s.delivery = s.delivery || x.flags&Delivery != 0
		if !x.common {
			s.kind[g.values[g.kept[x.value]].Kind]++
		}
	}
	first, last := int64(0), int64(0)
	for _, p := range g.persons(nodes) {
		f := g.people[p].First
		s.left = s.left || g.people[p].Status == muster.StatusLeaver
		if f == 0 {
			continue
		}
		if first == 0 || f < first {
			first = f
		}
		if last == 0 || f > last {
			last = f
		}
	}
	s.years = first != 0 && last-first > halfYear
	return s
}

func (s seen) any(kinds ...muster.ArtefactKind) bool {
	for _, k := range kinds {
		if s.kind[k] > 0 {
			return true
		}
	}
	return false
}

// rivals lists the honest explanations that the joints leave open, each with
// how well it fits and what would settle it.
func (g *graph) rivals(r *Ring, nodes []int32, shared []share) []muster.Rival {
	s := g.seen(nodes, shared)
	var out []muster.Rival
	add := func(explanation, settles, weight string) {
		out = append(out, muster.Rival{Explanation: explanation, Settles: settles, Weight: weight})
	}
	g.homeRivals(r, s, add)
	g.workRivals(r, s, add)
	if r.Unshareable {
		add("One of them uses the other's identity without their knowledge", "Ask each person, over a channel they did not supply, to show the original document", "possible: something that people cannot share is on several records")
	}
	if s.people == 2 {
		weight := "possible: two records"
		if s.left {
			weight = "possible: one of them has left"
		}
		add("One person who came back under a changed name", "Ask for former names and the paper that documents the change", weight)
	}
	if s.any(muster.ArtefactPhone) {
		weight := "unlikely: they appeared within half a year of each other"
		if s.years {
			weight = "possible: they appeared more than half a year apart"
		}
		if r.Families > 1 || s.people > 3 {
			weight = "unlikely: it does not explain the other joins"
		}
		add("A recycled phone number", "Send a one-time code to the number and ask when each person had it", weight)
	}
	return out
}

type addRival func(explanation, settles, weight string)

// homeRivals are the explanations by who lives with whom and what they share.
func (g *graph) homeRivals(r *Ring, s seen, add addRival) {
	private := s.any(muster.ArtefactPhone, muster.ArtefactEmail, muster.ArtefactAccount, muster.ArtefactAddress, muster.ArtefactDevice, muster.ArtefactCapture)
	place := s.any(muster.ArtefactAddress, muster.ArtefactBuilding, muster.ArtefactNetwork)
	if private {
		weight := "possible: few people, and homes are not on record"
		switch {
		case s.people > 4:
			weight = fmt.Sprintf("unlikely: %d people", s.people)
		case r.Homes > 1:
			weight = fmt.Sprintf("possible: few people, but %d different homes on record", r.Homes)
		}
		add("A couple or family sharing a phone, an account or a computer", "Ask each for proof of home and for a contact of their own", weight)
	}
	if place {
		weight := "possible: they share a place"
		if s.people > g.opt.Occupancy || r.Homes > 1 && r.Families > 1 {
			weight = "unlikely: more people or more kinds of join than a home explains"
		}
		add("Flatmates or neighbours", "Ask each for proof of home", weight)
	}
	if s.any(muster.ArtefactNetwork) {
		weight := "likely: a mobile carrier or VPN puts strangers behind one address"
		if r.Families > 1 {
			weight = "unlikely: it does not explain the other joins"
		}
		add("A mobile carrier's or VPN's shared network address", "Compare the device and the hours of use; ask the provider's type of line", weight)
	}
}

// workRivals are the explanations by agencies, offices and former work.
func (g *graph) workRivals(r *Ring, s seen, add addRival) {
	if s.any(muster.ArtefactPhone, muster.ArtefactEmail, muster.ArtefactTemplate, muster.ArtefactPassage, muster.ArtefactAccount, muster.ArtefactDomain) {
		weight := "possible: a few people of a small agency"
		switch {
		case s.verified > 2:
			weight = fmt.Sprintf("likely: %d holders of one value have a verified identity", s.verified)
		case s.widest > 8:
			weight = fmt.Sprintf("likely: one value is on %d records", s.widest)
		case r.Families > 2:
			weight = "unlikely: the joins are of too many kinds"
		}
		add("One agency, umbrella company or CV writer behind them", "Ask each through whom they applied or work; declare the agency if there is one", weight)
	}
	if s.any(muster.ArtefactAddress, muster.ArtefactBuilding, muster.ArtefactNetwork) || s.delivery {
		weight := "possible: a place where people who do not know each other work or collect parcels"
		if r.Families > 2 {
			weight = "unlikely: it does not explain the other joins"
		}
		add("A shared office, co-working space or parcel point", "Look the address up; add it to the offices table if it is one", weight)
	}
	if s.referees || s.any(muster.ArtefactReferee) {
		weight := "likely: former colleagues name the same referees"
		if r.Families > 1 {
			weight = "possible: former colleagues name the same referees, which does not explain the other joins"
		}
		add("Former colleagues with one manager, or one recruiter for both", "Call the referee on a number found independently", weight)
	}
	if s.any(muster.ArtefactPassage, muster.ArtefactSkeleton, muster.ArtefactMessage) {
		weight := "possible: the same project, template or writing aid"
		if r.Families > 1 {
			weight = "unlikely: it does not explain the other joins"
		}
		add("A common template, writing aid or former project", "Ask each to tell the passage in their own words; call the employer's switchboard", weight)
	}
}
