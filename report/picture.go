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
	members := drawn(g, joints)
	joints = untangle(members, joints)
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
		X: sideMargin, TextX: sideMargin - 16, Anchor: "end", Label: shortenID(label, 20), Full: label + ", " + memberWord(m.Role),
		Href: v.person(m.Subject), Level: v.level(m.Subject),
		Hub: m.Role == muster.MemberAddressHub || m.Role == muster.MemberBankHub || m.Role == muster.MemberDeviceHub,
	}
	if right {
		mark.X, mark.TextX, mark.Anchor = pictureWidth-sideMargin, pictureWidth-sideMargin+16, "start"
	}
	if name := v.name(m.Subject); name != "" {
		mark.Label, mark.Note = shorten(name, 20), shortenID(string(m.Subject), 20)
	} else if mark.Hub {
		mark.Note = memberWord(m.Role)
	}
	return mark
}

// drawn picks the members to draw: all, or those most joined by the joints
// shown when there are too many.
func drawn(g *muster.Group, shown []*muster.Joint) []muster.Member {
	members := slices.Clone(g.Members)
	if len(members) <= drawnMembers {
		return members
	}
	joints := map[muster.SubjectID]int{}
	for _, j := range shown {
		for _, id := range j.Members {
			joints[id]++
		}
	}
	slices.SortStableFunc(members, func(a, b muster.Member) int {
		return cmp.Or(joints[b.Subject]-joints[a.Subject], cmp.Compare(a.Subject, b.Subject))
	})
	return members[:drawnMembers]
}

// untangle orders members in place and returns joints in an order in which
// lines cross less: each is put at the average place of what it is joined to,
// back and forth a few times.
func untangle(members []muster.Member, joints []*muster.Joint) []*muster.Joint {
	joints = slices.Clone(joints)
	for range 4 {
		of := map[muster.SubjectID][]int{}
		for i, j := range joints {
			for _, id := range j.Members {
				of[id] = append(of[id], i)
			}
		}
		slices.SortStableFunc(members, func(a, b muster.Member) int {
			return cmp.Or(cmp.Compare(mean(of[a.Subject]), mean(of[b.Subject])), cmp.Compare(a.Subject, b.Subject))
		})
		row := map[muster.SubjectID]int{}
		for i, m := range members {
			row[m.Subject] = i
		}
		places := map[*muster.Joint]float64{}
		for _, j := range joints {
			var rows []int
			for _, id := range j.Members {
				if r, ok := row[id]; ok {
					rows = append(rows, r)
				}
			}
			places[j] = mean(rows)
		}
		slices.SortStableFunc(joints, func(a, b *muster.Joint) int { return cmp.Compare(places[a], places[b]) })
	}
	return joints
}

func mean(n []int) float64 {
	sum := 0
	for _, i := range n {
		sum += i
	}
	return float64(sum) / float64(max(1, len(n)))
}

// curve leads from a member to a joint, level at both ends.
func curve(m *memberMark, j *jointMark) string {
	from, to := m.X+9, j.X-11
	if m.X > j.X {
		from, to = m.X-9, j.X+11
	}
	// bending near the member keeps the labels under the joints clear
	leave, arrive := from+(to-from)*45/100, from+(to-from)*30/100
	return fmt.Sprintf("M%d %dC%d %d %d %d %d %d", from, m.Y, leave, m.Y, arrive, j.Y, to, j.Y)
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

// shortenID cuts an id to its last n characters, which tell ids apart better
// than the first.
func shortenID(s string, n int) string {
	runes := []rune(escape.Line(s))
	if len(runes) <= n {
		return string(runes)
	}
	return "…" + string(runes[len(runes)-n+1:])
}
