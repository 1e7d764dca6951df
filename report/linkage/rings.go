package linkage

import (
	"fmt"
	"slices"
	"strings"

	"muster"
	"muster/internal/escape"
)

// How much of rings the page shows.
const (
	ringsShown  = 20
	ringMembers = 16
	ringJoints  = 8
)

// ringPicture is a group drawn: members left, what they share right.
type ringPicture struct {
	Class         string // "wide" or "narrow"
	Width, Height int
	Title         string
	Members       []ringMark
	Joints        []ringMark
	Edges         []ringEdge
	Undrawn       int
}

type ringMark struct {
	X, Y             int
	Text, Full, Note string
	Common           bool
}

type ringEdge struct {
	Path   string
	Common bool
}

func ringViews(groups []muster.Group) ([]ringView, string) {
	var out []ringView
	for i := range groups[:min(len(groups), ringsShown)] {
		out = append(out, newRingView(&groups[i]))
	}
	more := ""
	if n := len(groups) - ringsShown; n > 0 {
		more = plural(n, "more group is", "more groups are") + " in rings.json."
	}
	return out, more
}

func newRingView(g *muster.Group) ringView {
	v := ringView{ID: escape.Line(g.ID), Title: plural(len(g.Members), "record", "records") + " of different people that share " + sharedWords(g)}
	for _, r := range g.Rivals {
		v.Rivals = append(v.Rivals, muster.Rival{Explanation: escape.Line(r.Explanation), Settles: escape.Line(r.Settles), Weight: escape.Line(r.Weight)})
	}
	for _, j := range g.Joints[:min(len(g.Joints), 3*ringJoints)] {
		v.Joints = append(v.Joints, jointView{jointKind(j.Kind), cut(j.Value, 60), subjects(j.Members, 8), plural(j.SharedBy, "person", "people"), sentence(escape.Line(j.Why)), j.Common})
	}
	ids := make([]muster.SubjectID, 0, len(g.Members))
	for _, m := range g.Members {
		ids = append(ids, m.Subject)
	}
	v.Members = subjects(ids, 24)
	v.Pictures = []*ringPicture{wideRing().draw(g), narrowRing().draw(g)}
	return v
}

// subjects lists ids, the first few of many.
func subjects(ids []muster.SubjectID, most int) string {
	var out []string
	for _, id := range ids[:min(len(ids), most)] {
		out = append(out, escape.Line(string(id)))
	}
	s := strings.Join(out, ", ")
	if n := len(ids) - most; n > 0 {
		s += " and " + number(n) + " more"
	}
	return s
}

// sharedWords names the kinds that join a group.
func sharedWords(g *muster.Group) string {
	var kinds []string
	seen := map[muster.ArtefactKind]bool{}
	for _, j := range g.Joints {
		if !j.Common && !seen[j.Kind] {
			seen[j.Kind] = true
			kinds = append(kinds, "a "+jointKind(j.Kind))
		}
	}
	for i, k := range kinds {
		kinds[i] = strings.Replace(strings.Replace(k, "a e", "an e", 1), "a ad", "an ad", 1)
	}
	switch len(kinds) {
	case 0:
		return "something"
	case 1:
		return kinds[0]
	}
	return strings.Join(kinds[:len(kinds)-1], ", ") + " and " + kinds[len(kinds)-1]
}

func jointKind(k muster.ArtefactKind) string {
	if k == muster.ArtefactEmail {
		return "e-mail address"
	}
	return strings.ReplaceAll(string(k), "_", " ")
}

// ringLayout is where a ring's picture has its columns, and how much of a text
// has room beside its mark.
type ringLayout struct {
	class           string
	width           int
	members, joints int // where the marks stand
	ids, values     int // characters
}

func wideRing() ringLayout {
	return ringLayout{class: "wide", width: pictureWidth, members: 200, joints: 420, ids: 22, values: 26}
}

// narrowRing fits a telephone of 320 pixels without scrolling sideways.
func narrowRing() ringLayout {
	return ringLayout{class: "narrow", width: 286, members: 92, joints: 162, ids: 10, values: 14}
}

// drawnMembers picks the members who hold most of what is drawn, in their order.
func drawnMembers(all []muster.Member, joints []muster.Joint) []muster.Member {
	if len(all) <= ringMembers {
		return all
	}
	holds := map[muster.SubjectID]int{}
	for _, j := range joints {
		for _, id := range j.Members {
			holds[id]++
		}
	}
	byHeld := slices.Clone(all)
	slices.SortStableFunc(byHeld, func(a, b muster.Member) int { return holds[b.Subject] - holds[a.Subject] })
	picked := map[muster.SubjectID]bool{}
	for _, m := range byHeld[:ringMembers] {
		picked[m.Subject] = true
	}
	return slices.DeleteFunc(slices.Clone(all), func(m muster.Member) bool { return !picked[m.Subject] })
}

// draw places members left and joints right.
func (l ringLayout) draw(g *muster.Group) *ringPicture {
	joints := g.Joints[:min(len(g.Joints), ringJoints)]
	members := drawnMembers(g.Members, joints)
	height := max(len(members)*28, len(joints)*48) + 24
	p := &ringPicture{Class: l.class, Width: l.width, Height: height, Title: "Who shares what", Undrawn: len(g.Members) - len(members)}
	spread := func(i, n int) int { return 12 + (height-24)*(2*i+1)/(2*max(1, n)) }
	at, middle := map[muster.SubjectID]int{}, (l.members+l.joints)/2
	for i, m := range members {
		p.Members = append(p.Members, ringMark{X: l.members, Y: spread(i, len(members)), Text: tail(string(m.Subject), l.ids), Full: escape.Line(string(m.Subject))})
		at[m.Subject] = i
	}
	for i, j := range joints {
		mark := ringMark{X: l.joints, Y: spread(i, len(joints)), Text: sentence(jointKind(j.Kind)), Note: cut(j.Value, l.values), Full: jointKind(j.Kind) + " " + escape.Line(j.Value), Common: j.Common}
		p.Joints = append(p.Joints, mark)
		for _, id := range j.Members {
			if k, ok := at[id]; ok {
				from := p.Members[k]
				p.Edges = append(p.Edges, ringEdge{fmt.Sprintf("M%d %dC%d %d %d %d %d %d", from.X+8, from.Y, middle, from.Y, middle, mark.Y, mark.X-9, mark.Y), j.Common})
			}
		}
	}
	return p
}
