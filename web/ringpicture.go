package web

import (
	"cmp"
	"math"
	"slices"

	"muster"
	"muster/report"
)

// RingPicture is a ring of many accounts: each value they share with those
// around it whose rarest link it is, and lines to the others. Positions follow
// from the data alone. The table beside it says the same, so the picture is
// drawn for eyes only.
type RingPicture struct {
	Width, Height int // of the drawing
	W, H          int // as shown, after zooming
	People        []ringDot
	Hubs          []ringHub
	Lines         []ringLine
	Named         bool // there is room for names
	Drawn, Loose  int  // values drawn of more there are, and accounts that share none of them; else 0

	gap, first float64 // between dots and circles, and the radius of the innermost
}

type ringDot struct {
	X, Y, R      int
	Label, Title string
	Href         string
	Level        muster.Level
}

type ringHub struct {
	X, Y, Below int // Below is where its word stands
	Kind, Value string
	Count       int
	Common      bool
}

type ringLine struct {
	X1, Y1, X2, Y2 int
	Common         bool
}

// The measures of a ring's picture in pixels.
const (
	ringWidth   = 1040 // at least
	ringGap     = 26   // between dots on a circle and between circles
	ringFirst   = 44   // radius of the innermost circle
	namedGap    = 92   // the same where names are drawn
	ringBetween = 56   // between clusters
	ringNamed   = 60   // accounts up to which names are drawn
	ringLoose   = 60   // radius of a value without accounts of its own: room for its word
	ringSeen    = 720  // height that a window shows
	mostHubs    = 60
)

// cluster is a value with the accounts drawn around it.
type cluster struct {
	value  SharedValue
	people []int // places in the list
	radius float64
	x, y   float64
}

// drawRing lays a ring out and draws it at a zoom in hundredths.
func drawRing(people []PersonRef, values []SharedValue, zoom int) *RingPicture {
	p := &RingPicture{Named: len(people) <= ringNamed}
	if p.gap, p.first = ringGap, ringFirst; p.Named {
		p.gap, p.first = namedGap, namedGap
	}
	clusters := p.gather(people, values)
	p.Width = wide(clusters)
	p.Height = shelve(clusters, float64(p.Width))
	at := make(map[muster.SubjectID][2]int, len(people))
	for i := range clusters {
		p.drawCluster(&clusters[i], people, at)
	}
	for i := range clusters {
		c := &clusters[i]
		if c.value.Kind == "" {
			continue
		}
		for _, person := range c.value.People {
			if to, ok := at[person.ID]; ok {
				p.Lines = append(p.Lines, ringLine{int(c.x), int(c.y), to[0], to[1], c.value.Common})
			}
		}
	}
	p.W, p.H = p.Width*zoom/100, p.Height*zoom/100
	return p
}

// gather puts each account to the value it shares with the most others that
// are no common ones, and those who share nothing drawn to the last cluster.
func (p *RingPicture) gather(people []PersonRef, values []SharedValue) []cluster {
	values = slices.Clone(values)
	slices.SortStableFunc(values, func(a, b SharedValue) int {
		common := func(v *SharedValue) int {
			if v.Common {
				return 1
			}
			return 0
		}
		return cmp.Or(common(&a)-common(&b), len(b.People)-len(a.People))
	})
	clusters := make([]cluster, 0, min(mostHubs, len(values))+1)
	for _, v := range values[:min(mostHubs, len(values))] {
		clusters = append(clusters, cluster{value: v})
	}
	of := map[muster.SubjectID]int{}
	for i := range clusters {
		for _, person := range clusters[i].value.People {
			if _, ok := of[person.ID]; !ok {
				of[person.ID] = i
			}
		}
	}
	rest := cluster{}
	for i, person := range people {
		if c, ok := of[person.ID]; ok {
			clusters[c].people = append(clusters[c].people, i)
		} else {
			rest.people = append(rest.people, i)
		}
	}
	if p.Loose = len(rest.people); p.Loose > 0 {
		p.Drawn = len(clusters)
		clusters = append(clusters, rest)
	}
	for i := range clusters {
		c := &clusters[i]
		if c.radius = ringLoose; len(c.people) > 0 {
			c.radius = max(p.circles(len(c.people), nil), p.first+p.gap)
		}
	}
	return clusters
}

// circles lays n dots on circles around a middle and returns the outermost
// radius. put is told each angle and radius.
func (p *RingPicture) circles(n int, put func(i int, angle, radius float64)) float64 {
	radius := p.first
	for done := 0; done < n; radius += p.gap {
		fit := min(n-done, int(2*math.Pi*radius/p.gap))
		for k := range fit {
			if put != nil {
				put(done+k, 2*math.Pi*float64(k)/float64(fit)-math.Pi/2, radius)
			}
		}
		done += fit
	}
	return radius
}

// wide is how wide a drawing is in which the clusters lie about as wide as high.
func wide(clusters []cluster) int {
	area := 0.0
	for i := range clusters {
		size := 2*clusters[i].radius + ringBetween
		area += size * size
	}
	return max(ringWidth, int(1.4*math.Sqrt(area)))
}

// shelve puts clusters on shelves from left to right, the first the largest, and
// returns the height they take.
func shelve(clusters []cluster, width float64) int {
	x, y, shelf := float64(ringBetween)/2, float64(ringBetween)/2, 0.0
	for i := range clusters {
		c := &clusters[i]
		size := 2*c.radius + ringBetween
		if x > ringBetween && x+size > width {
			x, y, shelf = float64(ringBetween)/2, y+shelf, 0
		}
		c.x, c.y = x+c.radius, y+c.radius
		x, shelf = x+size, max(shelf, size)
	}
	return int(y + shelf)
}

func (p *RingPicture) drawCluster(c *cluster, people []PersonRef, at map[muster.SubjectID][2]int) {
	p.circles(len(c.people), func(i int, angle, radius float64) {
		person := people[c.people[i]]
		d := ringDot{X: int(c.x + radius*math.Cos(angle)), Y: int(c.y + radius*math.Sin(angle)), R: 7, Title: person.Label(), Href: person.Href(), Level: person.Level}
		if p.Named {
			d.Label = cut(person.Label(), 14)
		}
		p.People = append(p.People, d)
		at[person.ID] = [2]int{d.X, d.Y}
	})
	if c.value.Kind != "" {
		below := c.y + 25
		if !p.Named && len(c.people) > 0 { // between dots so close there is no room
			below = c.y + c.radius - p.gap + 24
		}
		p.Hubs = append(p.Hubs, ringHub{X: int(c.x), Y: int(c.y), Below: int(below), Kind: report.Sentence(report.ArtefactWord(c.value.Kind)), Value: cut(c.value.Value, 22), Count: len(c.value.People), Common: c.value.Common})
	}
}
