package seen

import (
	"fmt"
	"strings"
	"time"

	"muster"
)

// The measures of the timeline in pixels.
const (
	lineLeft, lineRight = 136, 712
	lineRow             = 28
	lineTop             = 12
	mostDays            = 91 // a quarter
	mostLanes           = 8
)

// Line is a timeline: a lane for each town, a mark for each day something was
// seen there.
type Line struct {
	Width, Height int
	Lanes         []Lane
	Ticks         []MapText
	Grid          string
	Left          int // places without a lane
	From, To      muster.Time
}

// Lane is one town on the timeline. Marks of one form are one path.
type Lane struct {
	Y, TextY int
	Label    string
	Claimed  bool
	Band     string // the time it was claimed, or journeys agreed
	SignIns  string
	Through  string
	Devices  string
}

// Line draws the last days of the view, nil when there are no places.
func (v *View) Line() *Line {
	if len(v.Places) == 0 || v.Empty() {
		return nil
	}
	to := dayOf(v.To)
	from := max(dayOf(v.From), to-mostDays+1)
	days := max(to-from+1, 14)
	from = to - days + 1
	x := func(day int) float64 {
		return lineLeft + (float64(day-from)+0.5)*float64(lineRight-lineLeft)/float64(days)
	}
	l := &Line{Width: 720, From: timeOf(from), To: timeOf(to)}
	size := min(4.0, float64(lineRight-lineLeft)/float64(days)*0.45)
	for i := range v.Places {
		p := &v.Places[i]
		if len(l.Lanes) == mostLanes {
			l.Left++
			continue
		}
		y := lineTop + len(l.Lanes)*lineRow + lineRow/2
		lane := Lane{Y: y, TextY: y + 5, Label: shorten(p.Town, 17), Claimed: p.Claimed}
		if p.Claimed {
			lane.Band = fmt.Sprintf("M%d %dH%d", lineLeft, y, lineRight)
		}
		for _, b := range p.bands {
			if a, z := max(b[0], from), min(b[1], to); a <= z {
				lane.Band += fmt.Sprintf("M%.1f %dH%.1f", x(a)-size, y, x(z)+size)
			}
		}
		lane.draw(p, from, to, x, size)
		l.Lanes = append(l.Lanes, lane)
	}
	l.Height = lineTop + len(l.Lanes)*lineRow + 28
	l.ticks(from, to, x)
	return l
}

// draw adds the marks of a lane.
func (l *Lane) draw(p *Town, from, to int, x func(int) float64, size float64) {
	var signIns, through, devices strings.Builder
	for day := from; day <= to; day++ {
		m := p.days[day]
		at := x(day)
		if m&markSignIn != 0 {
			circle(&signIns, at, float64(l.Y), size)
		} else if m&markThrough != 0 {
			circle(&through, at, float64(l.Y), size)
		}
		if m&markDevice != 0 {
			fmt.Fprintf(&devices, "M%.1f %dh%.1fv3h-%.1fz", at-size, l.Y+7, 2*size, 2*size)
		}
	}
	l.SignIns, l.Through, l.Devices = signIns.String(), through.String(), devices.String()
}

func circle(b *strings.Builder, x, y, r float64) {
	fmt.Fprintf(b, "M%.1f %.0fa%.1f %.1f 0 1 0 %.1f 0a%.1f %.1f 0 1 0 -%.1f 0z", x-r, y, r, r, 2*r, r, r, 2*r)
}

// ticks names about six days below the lanes.
func (l *Line) ticks(from, to int, x func(int) float64) {
	step := max(1, (to-from+1)/6)
	var grid strings.Builder
	for day := from; day <= to; day += step {
		at := int(x(day))
		fmt.Fprintf(&grid, "M%d %dv%d", at, lineTop, l.Height-lineTop-22)
		anchor := "middle"
		if at > lineRight-24 {
			anchor = "end"
		}
		l.Ticks = append(l.Ticks, MapText{X: at, Y: l.Height - 6, Text: timeOf(day).UTC().Format("2 Jan"), Anchor: anchor})
	}
	l.Grid = grid.String()
}

func timeOf(day int) muster.Time {
	t := time.Unix(int64(day)*24*60*60, 0).UTC()
	return muster.Date(t.Year(), t.Month(), t.Day())
}
