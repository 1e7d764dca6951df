package report

import (
	"cmp"
	"fmt"
	"slices"

	"muster"
	"muster/internal/escape"
)

// picture is a group drawn: members left and right, the values they share in
// the middle as joints. Positions follow from the group alone, so that the
// same group always looks the same.
type picture struct {
	Width, Height int
	Title         string
	Members       []memberMark
	Joints        []jointMark
	Edges         []edge
	Hubs          bool // a member is an address, account or device of others
	Common        bool // a joint is common
}

type memberMark struct {
	X, Y   int
	TextX  int
	Anchor string // text-anchor
	Label  string
	Full   string
	Note   string
	Href   string
	Hub    bool
	Level  muster.Level
}

type jointMark struct {
	X, Y   int
	Kind   string
	Value  string
	Full   string
	Common bool
}

type edge struct {
	Path   string
	Common bool
}

// The measures of a picture in user units, which are pixels on a wide screen.
const (
	drawnMembers = 40
	drawnJoints  = 12
	pictureWidth = 760
	sideMargin   = 170 // room for labels left and right
	memberRow    = 44
	jointRow     = 66
	pictureEdge  = 20
)

func (v *view) draw(g *muster.Group, joints []*muster.Joint) *picture {
	joints = joints[:min(drawnJoints, len(joints))]
	place := jointPlaces(joints)
	members := memberOrder(g, place)
	rows := (len(members) + 1) / 2
	height := max(rows*memberRow, len(joints)*jointRow) + 2*pictureEdge
	p := &picture{Width: pictureWidth, Height: height, Title: groupTitle(g)}
	at := map[muster.SubjectID]*memberMark{}
	p.Members = make([]memberMark, 0, len(members))
	for i, m := range members {
		mark := v.memberMark(m, i%2 == 1)
		inColumn, column := i/2, rows
		if i%2 == 1 {
			column = len(members) / 2
		}
		mark.Y = spread(height, inColumn, column)
		p.Members = append(p.Members, mark)
		at[m.Subject] = &p.Members[len(p.Members)-1]
		p.Hubs = p.Hubs || mark.Hub
	}
	for i, j := range joints {
		mark := jointMark{
			X: pictureWidth / 2, Y: spread(height, i, len(joints)) - 8, Kind: sentence(artefactWord(j.Kind)), Common: j.Common,
			Value: shorten(v.jointValue(j), 26), Full: sentence(artefactWord(j.Kind)) + " " + v.jointValue(j) + ", shared by " + people(j.SharedBy),
		}
		p.Joints = append(p.Joints, mark)
		p.Common = p.Common || j.Common
		for _, id := range j.Members {
			if m := at[id]; m != nil {
				p.Edges = append(p.Edges, edge{curve(m, &mark), j.Common})
			}
		}
	}
	return p
}

// spread places item i of n evenly over a height.
func spread(height, i, n int) int {
	usable := height - 2*pictureEdge
	return pictureEdge + usable*(2*i+1)/(2*max(1, n))
}

func (v *view) memberMark(m muster.Member, right bool) memberMark {
	label := v.label(m.Subject)
	mark := memberMark{
		X: sideMargin, TextX: sideMargin - 16, Anchor: "end", Label: shorten(label, 20), Full: label + ", " + memberWord(m.Role),
		Href: v.person(m.Subject), Level: v.level(m.Subject),
		Hub: m.Role != muster.MemberRecord && m.Role != muster.MemberPersona && m.Role != "",
	}
	if right {
		mark.X, mark.TextX, mark.Anchor = pictureWidth-sideMargin, pictureWidth-sideMargin+16, "start"
	}
	if mark.Hub {
		mark.Note = memberWord(m.Role)
	}
	return mark
}

// jointPlaces gives each member the average position of its joints.
func jointPlaces(joints []*muster.Joint) map[muster.SubjectID]float64 {
	sum, n := map[muster.SubjectID]float64{}, map[muster.SubjectID]float64{}
	for i, j := range joints {
		for _, id := range j.Members {
			sum[id] += float64(i)
			n[id]++
		}
	}
	for id := range sum {
		sum[id] /= n[id]
	}
	return sum
}

// memberOrder picks the members to draw, the most joined when there are too
// many, and orders them so that lines cross as little as is cheap to arrange.
func memberOrder(g *muster.Group, place map[muster.SubjectID]float64) []muster.Member {
	members := slices.Clone(g.Members)
	if len(members) > drawnMembers {
		joints := map[muster.SubjectID]int{}
		for i := range g.Joints {
			for _, id := range g.Joints[i].Members {
				joints[id]++
			}
		}
		slices.SortStableFunc(members, func(a, b muster.Member) int {
			return cmp.Or(joints[b.Subject]-joints[a.Subject], cmp.Compare(a.Subject, b.Subject))
		})
		members = members[:drawnMembers]
	}
	slices.SortStableFunc(members, func(a, b muster.Member) int {
		return cmp.Or(cmp.Compare(place[a.Subject], place[b.Subject]), cmp.Compare(a.Subject, b.Subject))
	})
	return members
}

// curve leads from a member to a joint, level at both ends.
func curve(m *memberMark, j *jointMark) string {
	from, to := m.X+9, j.X-11
	if m.X > j.X {
		from, to = m.X-9, j.X+11
	}
	middle := (from + to) / 2
	return fmt.Sprintf("M%d %dC%d %d %d %d %d %d", from, m.Y, middle, m.Y, middle, j.Y, to, j.Y)
}

// shorten cuts text to n characters; the full text is in the mark's title and
// in the table.
func shorten(s string, n int) string {
	runes := []rune(escape.Line(s))
	if len(runes) <= n {
		return string(runes)
	}
	return string(runes[:n-1]) + "…"
}
