package seen

import (
	"fmt"
	"slices"
	"strings"

	"muster"
)

// HourPicture is the hours of a week as they are drawn: five shades, each one
// path, and the frame of the hours agreed.
type HourPicture struct {
	Shades [5]string
	Frame  string
	Days   []MapText
	Clock  []MapText
}

// The measures of the picture of hours in pixels.
const (
	hourCell = 26
	hourLeft = 48
	hourTop  = 8
)

func dayNames() [7]string { return [7]string{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"} }

// Picture draws the hours.
func (h *Hours) Picture() HourPicture {
	var p HourPicture
	most := 1
	for _, day := range h.Counts {
		most = max(most, slices.Max(day[:]))
	}
	var shades [5]strings.Builder
	var frame strings.Builder
	for d := range 7 {
		p.Days = append(p.Days, MapText{X: 0, Y: hourTop + d*hourCell + 17, Text: dayNames()[d]})
		for hour, n := range h.Counts[d] {
			shade := 0
			if n > 0 {
				shade = min(4, 1+3*n/most)
			}
			x, y := hourLeft+hour*hourCell, hourTop+d*hourCell
			fmt.Fprintf(&shades[shade], "M%d %dh22v22h-22z", x+2, y+2)
			h.edges(&frame, d, hour, x, y)
		}
	}
	for i := range shades {
		p.Shades[i] = shades[i].String()
	}
	p.Frame = frame.String()
	for _, hour := range []int{0, 6, 12, 18, 24} {
		p.Clock = append(p.Clock, MapText{X: hourLeft + hour*hourCell, Y: hourTop + 7*hourCell + 16, Text: fmt.Sprintf("%d:00", hour)})
	}
	p.Clock[4].Anchor = "end"
	return p
}

// edges draws the sides of an agreed hour that face one which is not.
func (h *Hours) edges(b *strings.Builder, d, hour, x, y int) {
	if !h.Agreed[d][hour] {
		return
	}
	if d == 0 || !h.Agreed[d-1][hour] {
		fmt.Fprintf(b, "M%d %dh%d", x, y, hourCell)
	}
	if d == 6 || !h.Agreed[d+1][hour] {
		fmt.Fprintf(b, "M%d %dh%d", x, y+hourCell, hourCell)
	}
	if hour == 0 || !h.Agreed[d][hour-1] {
		fmt.Fprintf(b, "M%d %dv%d", x, y, hourCell)
	}
	if hour == 23 || !h.Agreed[d][hour+1] {
		fmt.Fprintf(b, "M%d %dv%d", x+hourCell, y, hourCell)
	}
}

// HourRow is a day of the week in the table that says the same.
type HourRow struct {
	Day, Agreed string
	Hours       string
	Total       int
}

// Rows are the days of the week in words.
func (h *Hours) Rows() []HourRow {
	var rows []HourRow
	for d := range 7 {
		row := HourRow{Day: dayNames()[d], Agreed: spans(h.Agreed[d])}
		var words []string
		for hour, n := range h.Counts[d] {
			if row.Total += n; n > 0 {
				words = append(words, fmt.Sprintf("%d:00 %d×", hour, n))
			}
		}
		row.Hours = strings.Join(words, ", ")
		rows = append(rows, row)
	}
	return rows
}

// spans writes hours as stretches: "9:00 to 17:00".
func spans(hours [24]bool) string {
	var words []string
	for from := 0; from < 24; from++ {
		if !hours[from] {
			continue
		}
		to := from
		for to < 24 && hours[to] {
			to++
		}
		words = append(words, fmt.Sprintf("%d:00 to %d:00", from, to))
		from = to
	}
	return list(words)
}

// FarmPicture is a person and those beside them, joined by what they share.
type FarmPicture struct {
	Width, Height int
	Self          MapText
	Joint         MapText
	Below         []MapText // what they share, line by line
	People        []MapText
	Links         []string
	Left          int // people not drawn
}

// Picture draws who is beside whom.
func (f *Farm) Picture(self string) FarmPicture {
	const most, row = 8, 40
	shown := f.People[:min(most, len(f.People))]
	p := FarmPicture{Width: 720, Height: max(140, len(shown)*row+24), Left: f.Count - 1 - len(shown)}
	mid := p.Height / 2
	p.Self, p.Joint = MapText{X: 144, Y: mid, Text: shorten(self, 16), Anchor: "end"}, MapText{X: 352, Y: mid}
	for i, word := range f.Joints {
		p.Below = append(p.Below, MapText{X: 352, Y: mid + 30 + i*17, Text: word, Anchor: "middle"})
	}
	p.Links = append(p.Links, fmt.Sprintf("M154 %dH338", mid))
	for i := range shown {
		y := 12 + (p.Height-24)*(2*i+1)/(2*len(shown))
		p.People = append(p.People, MapText{X: 560, Y: y, Text: shorten(shown[i].named(), 18), Anchor: "start"})
		p.Links = append(p.Links, fmt.Sprintf("M366 %dC460 %d 460 %d 551 %d", mid, mid, y, y))
	}
	return p
}

// named is Called without the id that stands after a name: the table beside the
// picture has it.
func (b *Beside) named() string {
	return strings.TrimSuffix(b.Called(), " ("+string(b.ID)+")")
}

// Called is how somebody is called here: by name where it shows, else by id.
func (b *Beside) Called() string {
	if b.Label != "" {
		return b.Label
	}
	return "Person " + string(b.ID)
}

// Fraction is how much of a bar an explanation fills: its shape beside its
// word.
func (r Explanation) Fraction() int {
	switch muster.RivalWeight(r.Weight) {
	case muster.RivalLikely:
		return 3
	case muster.RivalPossible:
		return 2
	}
	return 1
}

// Joined is what they share, as a clause.
func (f *Farm) Joined() string {
	if len(f.Joints) == 0 {
		return "a network"
	}
	return list(f.Joints)
}
