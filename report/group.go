package report

import (
	"cmp"
	"fmt"
	"slices"

	"muster"
	"muster/internal/escape"
)

// groupView is a group as the template shows it: a sentence, the honest
// explanations, the picture and its table twin.
type groupView struct {
	Anchor  string
	Title   string
	Kind    string
	Rivals  []muster.Rival
	Picture *picture
	Left    int // members not in the picture
	Unnamed int // members not in the list below the table
	Undrawn int // joints not in the picture
	Members []memberView
	Joints  []jointView
	More    int // joints not in the table
}

type memberView struct {
	Who  link
	Role string
	Chip *chip // nil when nothing is due
}

type jointView struct {
	Kind    string
	Value   string
	Members []link
	More    int // members with the value that are not listed
	Spread  string
	Common  bool
	Why     string
}

// most joints and members a group's table lists; groups.json has them all.
const (
	maxTableJoints  = 40
	maxTableMembers = 60
)

func groupAnchor(id string) string { return "g" + anchor(muster.SubjectID(id))[1:] }

// groupTitle says in one line what the group is, without a verdict.
func groupTitle(g *muster.Group) string {
	telling := 0
	for _, j := range sortedJoints(g) {
		if !j.Common {
			telling++
		}
	}
	n := number(len(g.Members))
	what := "joined by " + count(telling, "shared value", "shared values")
	if telling == 0 {
		what = "joined only by values that many people share"
	}
	if g.Kind == muster.GroupSameHuman {
		return n + " records that may belong to one person, " + what
	}
	return n + " people " + what
}

func groupKind(k muster.GroupKind) string {
	if k == muster.GroupSameHuman {
		return "Records that may belong to one person. They are one piece of evidence, not several."
	}
	return "Different people as far as the records say. What they share makes them one piece of evidence, not several."
}

func (v *view) groupView(g *muster.Group) *groupView {
	shown := &groupView{Anchor: groupAnchor(g.ID), Title: groupTitle(g), Kind: groupKind(g.Kind)}
	for _, r := range sortedRivals(g.Rivals) {
		shown.Rivals = append(shown.Rivals, muster.Rival{
			Explanation: escape.Line(r.Explanation), Settles: escape.Line(r.Settles), Weight: escape.Line(r.Weight),
		})
	}
	joints := sortedJoints(g)
	shown.Picture = v.draw(g, joints)
	shown.Left = len(g.Members) - len(shown.Picture.Members)
	shown.Undrawn = len(joints) - len(shown.Picture.Joints)
	shown.Unnamed = max(0, len(g.Members)-maxTableMembers)
	for _, m := range g.Members[:min(maxTableMembers, len(g.Members))] {
		member := memberView{Who: v.link(m.Subject), Role: memberWord(m.Role)}
		if level := v.level(m.Subject); level != "" {
			c := newChip(level)
			member.Chip = &c
		}
		shown.Members = append(shown.Members, member)
	}
	for i, j := range joints {
		if i == maxTableJoints {
			shown.More = len(joints) - i
			break
		}
		shown.Joints = append(shown.Joints, v.joint(j))
	}
	return shown
}

func (v *view) joint(j *muster.Joint) jointView {
	shown := jointView{
		Kind: sentence(artefactWord(j.Kind)), Value: v.jointValue(j), Common: j.Common,
		Spread: people(j.SharedBy), Why: escape.Line(j.Why),
	}
	for i, id := range j.Members {
		if i == maxOthers {
			shown.More = len(j.Members) - i
			break
		}
		shown.Members = append(shown.Members, v.link(id))
	}
	return shown
}

func (v *view) jointValue(j *muster.Joint) string {
	if v.values.show && !j.Artefact.IsZero() {
		if clear := v.values.one(j.Artefact); clear != "" {
			return escape.Line(clear)
		}
	}
	return escape.Line(j.Value)
}

// groupOrder returns positions of groups as they are shown: those that hold
// the most urgent people first, then the larger.
func (r *run) groupOrder() []int {
	rank := make([]int, len(r.in.Groups))
	order := make([]int, len(r.in.Groups))
	for i := range r.in.Groups {
		order[i] = i
		for _, m := range r.in.Groups[i].Members {
			rank[i] = max(rank[i], r.levels[m.Subject].Rank())
		}
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Or(rank[b]-rank[a], len(r.in.Groups[b].Members)-len(r.in.Groups[a].Members), cmp.Compare(r.in.Groups[a].ID, r.in.Groups[b].ID))
	})
	return order
}

// groupsSentence says how many groups there are.
func (c GroupCount) sentence() string {
	var parts []string
	if c.Ring > 0 {
		parts = append(parts, count(c.Ring, "group of people who share something", "groups of people who share something"))
	}
	if c.SameHuman > 0 {
		parts = append(parts, count(c.SameHuman, "group of records that may belong to one person", "groups of records that may belong to one person"))
	}
	if len(parts) == 0 {
		return ""
	}
	return fmt.Sprintf("%s.", list(parts))
}
