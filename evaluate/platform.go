package evaluate

import (
	"fmt"
	"io"

	"muster"
)

// Platform is what a run did to the accounts of a platform, where the truth says
// which of them completed the check before their first payout (first_pay).
type Platform struct {
	Paid        Outcome `json:"paid"`         // honest accounts that completed it
	RingMembers int     `json:"ring_members"` // accounts of operators in their operator's rings
	RingHonest  int     `json:"ring_honest"`  // honest accounts in those rings
	Strangers   int     `json:"strangers"`    // of these, in rings whose operator is a minority of the ring
}

// payColumn is the column of a truth that makes it one of a platform.
const payColumn = "first_pay"

// countPlatform counts accounts of a platform, or returns nil where the truth
// speaks of none. An operator's ring is one that holds two of its accounts.
func countPlatform(t truth, people map[string]seen, groups []muster.Group) *Platform {
	at := -1
	for i, column := range t.columns {
		if column == payColumn {
			at = i
		}
	}
	if at < 0 {
		return nil
	}
	p := &Platform{}
	for subject, l := range t.subjects {
		if (l.kind == honest || l.kind == diverted) && l.further[at] == "1" {
			level := people[subject].level
			if level == "" {
				level = muster.Clear
			}
			p.Paid.add(outcome(level))
		}
	}
	for i := range groups {
		p.ring(t, &groups[i])
	}
	return p
}

func (p *Platform) ring(t truth, g *muster.Group) {
	if g.Kind != muster.GroupRing {
		return
	}
	strangers, members, most := 0, 0, 0
	of := map[string]int{}
	for _, m := range g.Members {
		switch l := t.subjects[string(m.Subject)]; l.kind {
		case persona:
			members++
			of[l.operator]++
			most = max(most, of[l.operator])
		case honest, diverted:
			strangers++
		}
	}
	if most < 2 {
		return
	}
	p.RingMembers += members
	p.RingHonest += strangers
	if strangers > members {
		p.Strangers += strangers
	}
}

func poolPlatform(reports []Report) *Platform {
	var sum *Platform
	for _, r := range reports {
		if r.Platform == nil {
			continue
		}
		if sum == nil {
			sum = &Platform{}
		}
		sum.Paid.add(r.Platform.Paid)
		sum.RingMembers += r.Platform.RingMembers
		sum.RingHonest += r.Platform.RingHonest
		sum.Strangers += r.Platform.Strangers
	}
	return sum
}

// PlatformBars returns the bars of a platform, none where the truth is not one.
// The second compares members with honest accounts: nine to one is nine tenths.
func (r Report) PlatformBars() []Bar {
	p := r.Platform
	if p == nil {
		return nil
	}
	bar := func(what string, part, whole int, limit float64, least bool) Bar {
		return Bar{what, share(part, whole), limit, least, whole > 0}
	}
	return []Bar{
		bar("honest accounts still at verify or above after the check before their first payout", p.Paid.Verify, p.Paid.People, 0.005, false),
		bar("linkable operators whole", r.OperatorsLinkableWhole, r.OperatorsLinkable, 0.95, true),
		bar("true members of operators' rings", p.RingMembers, p.RingMembers+p.RingHonest, 0.9, true),
	}
}

func (r Report) writePlatform(out io.Writer) {
	p := r.Platform
	if p == nil {
		return
	}
	aligned(out, "\nAccounts of a platform", func(t table) {
		t.line("honest, first payout checked: verify or above", fmt.Sprint(p.Paid.Verify), fmt.Sprint(p.Paid.People), percent(p.Paid.Verify, p.Paid.People))
		t.line("of them at escalate", fmt.Sprint(p.Paid.Escalate), fmt.Sprint(p.Paid.People), percent(p.Paid.Escalate, p.Paid.People))
		t.line("operators' accounts and honest ones in operators' rings", fmt.Sprint(p.RingMembers), fmt.Sprint(p.RingHonest), "")
	})
}
