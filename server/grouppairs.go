package server

import (
	"slices"

	"muster"
	"muster/casework"
	"muster/report"
	"muster/web"
)

// maxPairs is how many pairs of a group are explained one by one.
const maxPairs = 15

// pairsOf says of each pair of a group in words what speaks for their belonging
// together and what against it. It compares; it shows no value.
func (v *viewing) pairsOf(g *muster.Group, out *web.Group, said []casework.PairDecision) {
	for i := range g.Members {
		for k := i + 1; k < len(g.Members); k++ {
			pair := web.GroupPair{A: out.Members[i].Person, B: out.Members[k].Person}
			for _, d := range said {
				if d.A == min(pair.A.ID, pair.B.ID) && d.B == max(pair.A.ID, pair.B.ID) {
					what := "Somebody said that they belong together"
					if d.Verdict == casework.PairNot {
						what = "Somebody said that they do not belong together"
					}
					pair.Said = &web.Decision{What: what, Reason: d.Reason, By: d.By, At: d.At}
				}
			}
			switch {
			case pair.Said == nil && g.Kind == muster.GroupRing && !joined(g, pair.A.ID, pair.B.ID):
				out.Apart++
			case len(out.Pairs) == maxPairs:
				out.More++
			default:
				v.explain(g, &pair, out.Members[i].Verified, out.Members[k].Verified)
				out.Pairs = append(out.Pairs, pair)
			}
		}
	}
}

// joined reports whether two members share something themselves.
func joined(g *muster.Group, a, b muster.SubjectID) bool {
	return slices.ContainsFunc(g.Joints, func(j muster.Joint) bool {
		return j.Kind != "" && slices.Contains(j.Members, a) && slices.Contains(j.Members, b)
	})
}

func (v *viewing) explain(g *muster.Group, pair *web.GroupPair, verifiedA, verifiedB bool) {
	for i := range g.Joints {
		j := &g.Joints[i]
		if !slices.Contains(j.Members, pair.A.ID) || !slices.Contains(j.Members, pair.B.ID) || j.Kind == "" {
			continue
		}
		says := "They share one " + report.ArtefactWord(j.Kind)
		if j.Why != "" {
			says += ": " + j.Why
		} else {
			says += ", on records of " + report.Count(j.SharedBy, "person", "people")
		}
		if j.Common {
			pair.WhyNot = append(pair.WhyNot, says+". That is too common to say anything.")
			continue
		}
		pair.Why = append(pair.Why, says+".")
	}
	if between, ok := v.live.Between(pair.A.ID, pair.B.ID); ok {
		v.compare(g.Kind, pair, between.Name, "name")
		v.compare(g.Kind, pair, between.Born, "date of birth")
		v.compare(g.Kind, pair, between.Home, "declared home")
	}
	switch {
	case verifiedA && verifiedB:
		pair.WhyNot = append(pair.WhyNot, "The identity of each was verified independently.")
	case verifiedA || verifiedB:
		pair.WhyNot = append(pair.WhyNot, "The identity of one was verified independently.")
	}
}

// compare says what one comparison means for this kind of group. Different
// people on one line have different names: that is no reason either way.
func (v *viewing) compare(kind muster.GroupKind, pair *web.GroupPair, outcome muster.Outcome, what string) {
	same := kind == muster.GroupSameHuman
	switch {
	case outcome == muster.OutcomeSame && same:
		pair.Why = append(pair.Why, "Both state the same "+what+".")
	case outcome == muster.OutcomeDifferent && same:
		pair.WhyNot = append(pair.WhyNot, "Each states a different "+what+".")
	case outcome == muster.OutcomeSame && what == "declared home":
		pair.WhyNot = append(pair.WhyNot, "They declare one home: people who live together share lines, networks and parcels.")
	case outcome == muster.OutcomeDifferent && what == "declared home":
		pair.Why = append(pair.Why, "They declare different homes, so living together does not explain it.")
	}
}
