package linkage

import (
	"fmt"
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
		v.Joints = append(v.Joints, jointView{jointKind(j.Kind), cut(j.Value, 60), subjects(j.Members), plural(j.SharedBy, "person", "people"), sentence(escape.Line(j.Why)), j.Common})
	}
	ids := make([]muster.SubjectID, 0, len(g.Members))
	for _, m := range g.Members {
		ids = append(ids, m.Subject)
	}
	v.Members = subjects(ids)
	v.Picture = drawRing(g)
	return v
}

func subjects(ids []muster.SubjectID) string {
	const most = 24
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

// drawRing places members left and joints right.
func drawRing(g *muster.Group) *ringPicture {
	members, joints := g.Members[:min(len(g.Members), ringMembers)], g.Joints[:min(len(g.Joints), ringJoints)]
	height := max(len(members)*28, len(joints)*48) + 24
	p := &ringPicture{Width: pictureWidth, Height: height, Title: "Who shares what", Undrawn: len(g.Members) - len(members)}
	spread := func(i, n int) int { return 12 + (height-24)*(2*i+1)/(2*max(1, n)) }
	at := map[muster.SubjectID]int{}
	for i, m := range members {
		p.Members = append(p.Members, ringMark{X: 200, Y: spread(i, len(members)), Text: tail(string(m.Subject), 22), Full: escape.Line(string(m.Subject))})
		at[m.Subject] = i
	}
	for i, j := range joints {
		mark := ringMark{X: 420, Y: spread(i, len(joints)), Text: sentence(jointKind(j.Kind)), Note: cut(j.Value, 26), Full: jointKind(j.Kind) + " " + escape.Line(j.Value), Common: j.Common}
		p.Joints = append(p.Joints, mark)
		for _, id := range j.Members {
			if k, ok := at[id]; ok {
				from := p.Members[k]
				p.Edges = append(p.Edges, ringEdge{fmt.Sprintf("M%d %dC%d %d %d %d %d %d", from.X+8, from.Y, 310, from.Y, 310, mark.Y, mark.X-9, mark.Y), j.Common})
			}
		}
	}
	return p
}
