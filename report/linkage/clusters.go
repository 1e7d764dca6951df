package linkage

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"muster/internal/escape"
	"muster/resolve"
)

// How many clusters and members the page shows.
const (
	largestShown  = 6
	doubtfulShown = 12
	membersDrawn  = 24
	membersListed = 12
	fieldsListed  = 10
	doubtBits     = 4.0 // a weakest link below this is worth a look
)

// clusterView is one cluster with its picture and its records side by side.
type clusterView struct {
	ID, Anchor, Title, Why string
	Doubtful               bool
	Weakest                string
	Bridges                []string
	Pictures               []clusterPicture // for a wide window and for a telephone; one of them shows
	Fields                 []string
	Members                []memberView
	More                   string
}

type memberView struct {
	ID     string
	Values []string
}

// found is what is known of each cluster before any is picked.
type found struct {
	row     int // of the record that names it
	size    int
	weakest float64 // of the links of its strongest tree
}

// survey lists the clusters of two records or more with their weakest links.
// The links come by strength.
func survey(r *resolve.Result, links []pairLink) []found {
	groups := newSets(r.Records)
	at := make([]int32, r.Records) // place in out + 1, by naming row
	var out []found
	for _, l := range links {
		if !l.joined || !groups.join(l.a, l.b) {
			continue
		}
		row := r.ClusterRow(l.a)
		if at[row] == 0 {
			out = append(out, found{row: row, size: 1})
			at[row] = int32(len(out))
		}
		f := &out[at[row]-1]
		f.size++
		f.weakest = l.bits
	}
	return out
}

// foremost returns the first n of what sorting by compare would give. There may
// be a million clusters, of which the page shows a few.
func foremost(all []found, n int, compare func(a, b found) int) []found {
	out := make([]found, 0, n+1)
	for _, f := range all {
		if len(out) == n && compare(f, out[n-1]) >= 0 {
			continue
		}
		at, _ := slices.BinarySearchFunc(out, f, compare)
		out = slices.Insert(out, at, f)
		out = out[:min(len(out), n)]
	}
	return out
}

// clusterViews picks the most doubtful clusters and then the largest. The
// links come by strength.
func clusterViews(in *Input, links []pairLink) []clusterView {
	all := survey(in.Result, links)
	doubt := foremost(all, doubtfulShown, func(a, b found) int {
		return cmp.Or(cmp.Compare(a.weakest, b.weakest), cmp.Compare(a.row, b.row))
	})
	largest := foremost(all, largestShown, func(a, b found) int {
		return cmp.Or(cmp.Compare(b.size, a.size), cmp.Compare(a.row, b.row))
	})
	for i, f := range doubt {
		if f.weakest >= doubtBits && i >= 3 {
			doubt = doubt[:i]
			break
		}
	}
	within := map[int][]pairLink{} // by naming row
	for _, f := range slices.Concat(doubt, largest) {
		within[f.row] = nil
	}
	for _, l := range links {
		row := in.Result.ClusterRow(l.a)
		if list, wanted := within[row]; wanted {
			within[row] = append(list, l)
		}
	}
	var out []clusterView
	taken := map[int]bool{}
	for _, f := range doubt {
		taken[f.row] = true
		out = append(out, newClusterView(in, within[f.row], f, "among the weakest links"))
	}
	for _, f := range largest {
		if !taken[f.row] {
			out = append(out, newClusterView(in, within[f.row], f, "among the largest"))
		}
	}
	return out
}

// newClusterView draws a cluster; links are those of its records, by strength.
func newClusterView(in *Input, links []pairLink, f found, why string) clusterView {
	r := in.Result
	v := clusterView{ID: escape.Line(r.ID(f.row)), Anchor: fmt.Sprintf("cluster-%d", f.row), Title: plural(f.size, "record", "records") + " taken for one person", Why: why}
	view, err := r.Show(f.row)
	if err != nil {
		return v
	}
	if view.Weakest != nil {
		strength := fmt.Sprintf("%.1f bits", view.Weakest.Bits)
		if view.Weakest.Decided {
			strength = "decided by a person"
		}
		v.Weakest = fmt.Sprintf("Weakest link: %s and %s, %s.", escape.Line(r.ID(int(view.Weakest.A))), escape.Line(r.ID(int(view.Weakest.B))), strength)
		v.Doubtful = view.Weakest.Bits < doubtBits
	}
	for _, b := range view.Bridges {
		what := "the link of " + linkOf(r, b.Link)
		if b.Link == nil {
			what = "this shared " + b.Field + " (" + in.value(in.kindOf(b.Field), b.Value) + ")"
		}
		v.Bridges = append(v.Bridges, escape.Line(fmt.Sprintf("Without %s it falls into %s, and %s.", what, idsOf(b.SideA), idsOf(b.SideB))))
		v.Doubtful = true
	}
	if f.size > 2 { // two records and a line say no more than their table
		v.Pictures = []clusterPicture{wideCluster().draw(in, links, view), narrowCluster().draw(in, links, view)}
	}
	v.addMembers(in, view)
	return v
}

func linkOf(r *resolve.Result, l *resolve.Link) string {
	if l == nil {
		return ""
	}
	return r.ID(int(l.A)) + " and " + r.ID(int(l.B))
}

// idsOf lists ids, the first few of many.
func idsOf(ids []string) string {
	const most = 8
	s := strings.Join(ids[:min(len(ids), most)], ", ")
	if n := len(ids) - most; n > 0 {
		s += " and " + number(n) + " more"
	}
	return s
}

// addMembers puts the records side by side, with the fields that are compared.
// A value stands in the explanation of any pair the record is in.
func (v *clusterView) addMembers(in *Input, view *resolve.ClusterView) {
	r := in.Result
	rows := view.Rows[:min(len(view.Rows), membersListed)]
	if n := len(view.Rows) - len(rows); n > 0 {
		v.More = plural(n, "more record is", "more records are") + " in it: muster resolve show " + view.ID
	}
	for i, row := range rows {
		ex, err := r.Why(row, rows[(i+1)%len(rows)])
		if err != nil {
			return
		}
		m := memberView{ID: escape.Line(r.ID(row))}
		for k, s := range ex.Steps[:min(len(ex.Steps), fieldsListed)] {
			if i == 0 {
				v.Fields = append(v.Fields, escape.Line(ex.Steps[k].Field))
			}
			m.Values = append(m.Values, cut(in.value(s.Kind, s.ValueA), 40))
		}
		v.Members = append(v.Members, m)
	}
}

// cut shortens text for a cell.
func cut(s string, n int) string {
	runes := []rune(escape.Line(s))
	if len(runes) <= n {
		return string(runes)
	}
	return string(runes[:n-1]) + "…"
}

// clusterPicture is a cluster drawn: records on a circle, or on two where the
// cluster has two sides.
type clusterPicture struct {
	Class         string // "wide" or "narrow"
	Width, Height int
	Title         string
	Nodes         []node
	Lines         []line
	Undrawn       int
	Apart         bool // a pair that was kept apart is drawn
}

type node struct {
	X, Y, TX, TY float64
	Anchor, ID   string
	Full         string
	SideB        bool
}

type line struct {
	X1, Y1, X2, Y2, Width float64
	Class, Title          string
}

const pictureWidth = 640

// clusterLayout is how large a cluster is drawn.
type clusterLayout struct {
	class   string
	width   int
	radius  float64 // of a single circle, at most
	pair    float64 // of each of two
	labels  int     // characters of an id beside its record
	stacked bool    // two circles stand one above the other
}

func wideCluster() clusterLayout {
	return clusterLayout{class: "wide", width: pictureWidth, radius: 150, pair: 90, labels: 16}
}

// narrowCluster fits a telephone of 320 pixels without scrolling sideways.
func narrowCluster() clusterLayout {
	return clusterLayout{class: "narrow", width: 286, radius: 70, pair: 56, labels: 8, stacked: true}
}

// draw places the members and draws every link among them.
func (lay clusterLayout) draw(in *Input, links []pairLink, view *resolve.ClusterView) clusterPicture {
	rows := view.Rows[:min(len(view.Rows), membersDrawn)]
	p := clusterPicture{Class: lay.class, Width: lay.width, Title: "How " + plural(len(view.Rows), "record hangs", "records hang") + " together", Undrawn: len(view.Rows) - len(rows)}
	sideB := map[string]bool{}
	if len(view.Bridges) > 0 {
		for _, id := range view.Bridges[0].SideB {
			sideB[id] = true
		}
	}
	at := p.place(in.Result, rows, sideB, lay)
	tree := map[[2]int]bool{}
	for _, l := range view.Tree {
		tree[[2]int{int(l.A), int(l.B)}] = true
	}
	weakest := [2]int{-1, -1}
	if view.Weakest != nil {
		weakest = [2]int{int(view.Weakest.A), int(view.Weakest.B)}
	}
	for _, l := range links {
		a, okA := at[l.a]
		b, okB := at[l.b]
		if !okA || !okB {
			continue
		}
		class := "also"
		switch key := [2]int{l.a, l.b}; {
		case key == weakest:
			class = "weakest"
		case tree[key]:
			class = "tree"
		}
		from, to := &p.Nodes[a], &p.Nodes[b]
		p.Lines = append(p.Lines, line{from.X, from.Y, to.X, to.Y, math.Round(10*(1+min(4, max(0, l.bits)/10))) / 10, class,
			escape.Line(fmt.Sprintf("%s and %s, %.1f bits", in.Result.ID(l.a), in.Result.ID(l.b), l.bits))})
	}
	// the links that hold it together lie above the others
	slices.SortStableFunc(p.Lines, func(a, b line) int { return cmp.Compare(rank(a.Class), rank(b.Class)) })
	return p
}

func rank(class string) int { return slices.Index([]string{"also", "tree", "weakest"}, class) }

// place sets the nodes on one circle or two and returns where each row is.
func (p *clusterPicture) place(r *resolve.Result, rows []int, sideB map[string]bool, lay clusterLayout) map[int]int {
	var sides [2][]int
	for _, row := range rows {
		s := 0
		if sideB[r.ID(row)] {
			s = 1
		}
		sides[s] = append(sides[s], row)
	}
	circles := 1
	if len(sides[0]) > 0 && len(sides[1]) > 0 {
		circles = 2
	}
	widest := max(len(sides[0]), len(sides[1]))
	radius := min(lay.radius, 30+11*float64(widest))
	if circles == 2 {
		radius = min(radius, lay.pair)
	}
	tall := int(2*radius) + 72
	p.Height = tall
	if circles == 1 {
		p.Width = min(lay.width, 2*int(radius)+2*labelRoom(r, rows, lay.labels))
	} else if lay.stacked {
		p.Height = 2 * tall
	}
	at := map[int]int{}
	for s, list := range sides {
		cx, cy := float64(p.Width)/2, float64(tall)/2
		switch {
		case circles == 2 && lay.stacked:
			cy += float64(s * tall)
		case circles == 2:
			cx = float64(p.Width) * (0.28 + 0.44*float64(s))
		}
		for i, row := range list {
			turn := 2*math.Pi*float64(i)/float64(len(list)) + math.Pi
			n := node{X: math.Round(cx + radius*math.Cos(turn)), Y: math.Round(cy + radius*math.Sin(turn)), Full: escape.Line(r.ID(row)), ID: tail(r.ID(row), lay.labels), SideB: s == 1}
			n.Anchor, n.TX, n.TY = "middle", n.X, n.Y-14
			switch c := math.Cos(turn); {
			case c < -0.3:
				n.Anchor, n.TX, n.TY = "end", n.X-13, n.Y+4
			case c > 0.3:
				n.Anchor, n.TX, n.TY = "start", n.X+13, n.Y+4
			case math.Sin(turn) > 0:
				n.TY = n.Y + 24
			}
			at[row] = len(p.Nodes)
			p.Nodes = append(p.Nodes, n)
		}
	}
	return at
}

// labelRoom is the width that the longest label takes beside its record.
func labelRoom(r *resolve.Result, rows []int, most int) int {
	longest := 0
	for _, row := range rows {
		longest = max(longest, len(tail(r.ID(row), most)))
	}
	return 24 + 8*min(longest, most)
}

// tail cuts an id to its last characters, which tell ids apart better than the
// first.
func tail(s string, n int) string {
	runes := []rune(escape.Line(s))
	if len(runes) <= n {
		return string(runes)
	}
	return "…" + string(runes[len(runes)-n+1:])
}
