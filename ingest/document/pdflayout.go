package document

import (
	"math"
	"slices"
	"strings"
)

// A segment is a stretch of one line without a wide gap: the unit of columns.
type segment struct {
	x, end, y, size float64
	text            string
}

// layout puts the runs of a page into reading order: runs become segments,
// segments on one baseline a line, and where a page has two real columns the
// left one is read before the right one between full-width lines. Text written
// in another direction follows the upright text.
func layout(runs []run) string {
	var out strings.Builder
	for turn := range 4 {
		same := slices.DeleteFunc(slices.Clone(runs), func(r run) bool { return r.turn != turn })
		out.WriteString(layoutUpright(same))
	}
	return out.String()
}

func layoutUpright(runs []run) string {
	segs := segments(runs)
	if len(segs) == 0 {
		return ""
	}
	gutter, ok := findGutter(segs)
	if !ok {
		return joinSegments(segs)
	}
	var out strings.Builder
	var left, right []segment
	flush := func() {
		out.WriteString(joinSegments(left))
		out.WriteString(joinSegments(right))
		left, right = nil, nil
	}
	for _, s := range segs { // already from top to bottom
		switch {
		case s.end <= gutter+1:
			left = append(left, s)
		case s.x >= gutter-1:
			right = append(right, s)
		default:
			flush()
			out.WriteString(joinSegments([]segment{s}))
		}
	}
	flush()
	return out.String()
}

// segments groups runs by baseline and joins neighbours, with a space where
// the gap is that of a word and a new segment where it is wider.
func segments(runs []run) []segment {
	runs = slices.DeleteFunc(slices.Clone(runs), func(r run) bool { return strings.TrimSpace(r.text) == "" && r.w <= 0 })
	slices.SortStableFunc(runs, func(a, b run) int {
		switch {
		case a.y > b.y:
			return -1
		case a.y < b.y:
			return 1
		}
		return 0
	})
	var out []segment
	for len(runs) > 0 {
		n := 1
		size := math.Max(runs[0].size, 4)
		for n < len(runs) && runs[0].y-runs[n].y < size*0.35 {
			n++
		}
		out = append(out, lineSegments(runs[:n])...)
		runs = runs[n:]
	}
	return out
}

func lineSegments(line []run) []segment {
	slices.SortStableFunc(line, func(a, b run) int {
		switch {
		case a.x < b.x:
			return -1
		case a.x > b.x:
			return 1
		}
		return 0
	})
	var out []segment
	var b strings.Builder
	cur := segment{}
	open := false
	for i, r := range line {
		if i > 0 && r.text == line[i-1].text && math.Abs(r.x-line[i-1].x) < r.size*0.1 {
			continue // bold drawn as the same text twice
		}
		gap := r.x - cur.end
		size := math.Max(r.size, 4)
		switch {
		case !open:
		case gap > size*1.5:
			out = appendSegment(out, cur, &b)
			open = false
		case gap > size*0.17 && !strings.HasSuffix(b.String(), " ") && !strings.HasPrefix(r.text, " "):
			b.WriteByte(' ')
		}
		if !open {
			cur = segment{x: r.x, y: line[0].y, size: size, end: r.x}
			open = true
		}
		b.WriteString(r.text)
		cur.end = math.Max(cur.end, r.x+r.w)
	}
	return appendSegment(out, cur, &b)
}

func appendSegment(out []segment, s segment, b *strings.Builder) []segment {
	s.text = strings.TrimSpace(b.String())
	b.Reset()
	if s.text == "" {
		return out
	}
	return append(out, s)
}

// joinSegments writes segments line by line: a tab between segments of one
// baseline, an empty line where the vertical gap is that of a paragraph.
func joinSegments(segs []segment) string {
	var b strings.Builder
	for i, s := range segs {
		if i > 0 {
			prev := segs[i-1]
			switch drop := prev.y - s.y; {
			case drop == 0:
				b.WriteByte('\t')
			case drop > math.Max(prev.size, s.size)*2.2:
				b.WriteString("\n\n")
			default:
				b.WriteByte('\n')
			}
		}
		b.WriteString(s.text)
	}
	b.WriteByte('\n')
	return b.String()
}

// findGutter looks for the white strip between two columns. It must divide
// most of the page's text into two sides, each with many lines and a firm left
// edge. A side made mostly of dates is no column: dates belong to the line
// they stand on.
func findGutter(segs []segment) (float64, bool) {
	if len(segs) > 5000 {
		return 0, false // no page of a document; and the search is quadratic
	}
	starts := map[int]int{}
	for _, s := range segs {
		starts[int(math.Round(s.x/4))]++
	}
	best, bestScore := 0.0, 0
	for bucket, n := range starts {
		if n < 6 {
			continue
		}
		edge := float64(bucket)*4 - 3
		if score := gutterScore(segs, edge); score > bestScore || score == bestScore && score > 0 && edge < best {
			best, bestScore = edge, score
		}
	}
	return best, bestScore > 0
}

// gutterScore rates the strip just left of edge, 0 when it is none.
func gutterScore(segs []segment, edge float64) int {
	var left, right, cross int
	var leftDates, rightDates int
	leftText, rightText, shared := 0, 0, 0
	lastLeft := math.Inf(1)
	for _, s := range segs {
		switch {
		case s.end <= edge+1:
			left++
			leftText += len(s.text)
			leftDates += boolInt(looksDated(s.text))
			lastLeft = s.y
		case s.x >= edge-1:
			right++
			rightText += len(s.text)
			rightDates += boolInt(looksDated(s.text))
			shared += boolInt(s.y == lastLeft)
		default:
			cross++
		}
	}
	switch {
	case left < 6 || right < 6 || cross*3 > left+right:
		return 0
	case leftDates*2 > left || rightDates*2 > right:
		return 0
	case leftText*8 < rightText || rightText*8 < leftText:
		return 0
	case shared == right && rightText < leftText/3:
		return 0 // a ragged table column beside its labels
	}
	return min(left, right)*4 - cross
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

// looksDated reports a short text that holds a year.
func looksDated(s string) bool {
	if len(s) > 40 {
		return false
	}
	for i := 0; i+4 <= len(s); i++ {
		if (s[i:i+2] == "19" || s[i:i+2] == "20") && isDigit(s[i+2]) && isDigit(s[i+3]) {
			return true
		}
	}
	return false
}
