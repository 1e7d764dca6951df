package web

import (
	"cmp"
	"fmt"
	"slices"
	"unicode/utf8"

	"muster"
	"muster/report"
)

// Picture is people and the values they share, drawn on the server: it prints,
// needs no script, and the table beside it says the same. Positions follow
// from the data alone, so the same group always looks the same.
type Picture struct {
	Width, Height int
	People        []dot
	Values        []joint
	Lines         []curve
	Left          int // people not drawn
	Common        bool
}

type dot struct {
	X, Y, TextX  int
	Anchor       string
	Label, Title string
	Href         string
	Level        muster.Level
}

type joint struct {
	X, Y        int
	Kind, Value string
	Common      bool
}

type curve struct {
	Path   string
	Common bool
}

// frame is the room a picture has, in pixels, and how long labels may be.
type frame struct{ width, margin, label, value int }

// The frames: a page's main column and the column beside it.
func mainFrame() frame { return frame{720, 168, 20, 26} }

func sideFrame() frame { return frame{352, 104, 10, 17} }

// name is how a person is labelled: where there is little room, a hidden name
// gives way to the id alone.
func (in frame) name(p PersonRef) string {
	if p.Name == "" && in.label < 20 {
		return cut(string(p.ID), in.label)
	}
	return cut(p.Label(), in.label)
}

// The measures of a picture in pixels.
const (
	mostDots   = 40
	mostJoints = 12
	dotRow     = 44
	jointRow   = 64
	edgeSpace  = 24
)

func draw(in frame, people []PersonRef, values []SharedValue) *Picture {
	values = values[:min(mostJoints, len(values))]
	people, left := drawable(people, values)
	rows := (len(people) + 1) / 2
	p := &Picture{Width: in.width, Height: max(rows*dotRow, len(values)*jointRow) + 2*edgeSpace, Left: left}
	at := map[muster.SubjectID]int{}
	for i, person := range people {
		d := dot{X: in.margin, TextX: in.margin - 16, Anchor: "end", Label: in.name(person), Title: person.Label(), Level: person.Level}
		if !person.Far {
			d.Href = person.Href()
		}
		column := rows
		if i%2 == 1 {
			d.X, d.TextX, d.Anchor, column = in.width-in.margin, in.width-in.margin+16, "start", len(people)/2
		}
		d.Y = spread(p.Height, i/2, column)
		p.People = append(p.People, d)
		at[person.ID] = i
	}
	for i, v := range values {
		j := joint{X: in.width / 2, Y: spread(p.Height, i, len(values)) - 10, Kind: report.Sentence(report.ArtefactWord(v.Kind)), Value: cut(v.Value, in.value), Common: v.Common}
		if v.Kind == muster.ArtefactPassage {
			j.Value = "" // the words of the value say no more than its kind
		}
		p.Values, p.Common = append(p.Values, j), p.Common || v.Common
		for _, person := range v.People {
			if k, ok := at[person.ID]; ok {
				p.Lines = append(p.Lines, curve{bend(p.People[k].X, p.People[k].Y, j.X, j.Y), v.Common})
			}
		}
	}
	return p
}

// drawable puts people who share the same values near each other and keeps at
// most as many as fit.
func drawable(people []PersonRef, values []SharedValue) ([]PersonRef, int) {
	first := map[muster.SubjectID]int{}
	for i, v := range values {
		for _, p := range v.People {
			if _, ok := first[p.ID]; !ok {
				first[p.ID] = i
			}
		}
	}
	rank := func(p PersonRef) int {
		if i, ok := first[p.ID]; ok {
			return i
		}
		return len(values)
	}
	people = slices.Clone(people)
	slices.SortStableFunc(people, func(a, b PersonRef) int { return cmp.Or(rank(a)-rank(b), cmp.Compare(a.ID, b.ID)) })
	n := min(mostDots, len(people))
	return people[:n], len(people) - n
}

// spread places item i of n evenly over a height.
func spread(height, i, n int) int {
	return edgeSpace + (height-2*edgeSpace)*(2*i+1)/(2*max(1, n))
}

// bend leads from a person to a value, level at both ends.
func bend(x, y, toX, toY int) string {
	from, to := x+9, toX-11
	if x > toX {
		from, to = x-9, toX+11
	}
	return fmt.Sprintf("M%d %dC%d %d %d %d %d %d", from, y, from+(to-from)*45/100, y, from+(to-from)*30/100, toY, to, toY)
}

// cut shortens text to n characters; the whole of it is in the table.
func cut(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	return string([]rune(s)[:n-1]) + "…"
}

// Picture draws a person with what they share and with whom.
func (p *Person) Picture() *Picture {
	people := []PersonRef{p.Ref}
	for _, v := range p.Shares {
		for _, other := range v.People {
			if !slices.ContainsFunc(people, func(q PersonRef) bool { return q.ID == other.ID }) {
				people = append(people, other)
			}
		}
	}
	values := slices.Clone(p.Shares)
	for i := range values {
		values[i].People = append([]PersonRef{p.Ref}, values[i].People...)
	}
	return draw(sideFrame(), people, values)
}
