package table

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
)

// delimiters are tried in this order when scores are equal.
const delimiters = ",;\t|^~\x1f\x01:"

// separatorLine reads the first line some spreadsheets write and read: sep=;
func separatorLine(head []byte) (delimiter byte, length int) {
	line, _, _ := bytes.Cut(head, []byte("\n"))
	length = min(len(line)+1, len(head))
	line = bytes.Trim(line, "\r\"")
	if len(line) == 5 && bytes.EqualFold(line[:4], []byte("sep=")) {
		return line[4], length
	}
	return 0, 0
}

// detectDelimiter returns the delimiter under which most of the first records
// have the same number of cells, and more than one. A single column needs
// none; it is read as separated by commas.
func detectDelimiter(head []byte, final bool, newline byte) byte {
	var all []split
	for i := range len(delimiters) {
		if d := delimiters[i]; bytes.IndexByte(head, d) >= 0 {
			all = append(all, splitBy(head, final, dialect{d, newline}))
		}
	}
	best, bestScore := byte(','), 0.0
	for _, s := range all {
		if s.delimiter == ':' && s.first > 0 { // hours and minutes under a header of their own
			continue
		}
		if s.score > bestScore && !slices.ContainsFunc(all, s.within) {
			best, bestScore = s.delimiter, s.score
		}
	}
	return best
}

// split is how the first records look under one delimiter.
type split struct {
	delimiter byte
	widths    []int // cells of each record
	width     int   // that most records have
	first     int   // the first record of that width
	share     float64
	score     float64
}

func splitBy(head []byte, final bool, d dialect) split {
	sc := scanner{dialect: d, data: head, final: final}
	s := split{delimiter: d.delimiter}
	counts := map[int]int{}
	for len(s.widths) < 100 {
		out := sc.next()
		if out == outBlank {
			continue
		}
		if out != outRecord {
			break
		}
		s.widths = append(s.widths, len(sc.fields))
		counts[len(sc.fields)]++
	}
	for width, n := range counts {
		share := float64(n) / float64(len(s.widths))
		score := share * share * (2 + min(float64(width), 12)/12)
		if width > 1 && (score > s.score || score == s.score && width > s.width) {
			s.width, s.share, s.score = width, share, score
		}
	}
	s.first = slices.Index(s.widths, s.width)
	return s
}

// within reports whether s only cuts up the cells of o: the header and what
// follows it are rows of o's before the first of s, as in "login,at" above
// times that hold two colons each.
func (s split) within(o split) bool {
	const steady = 0.8
	if o.share < steady || o.first >= s.first {
		return false
	}
	return !slices.ContainsFunc(o.widths[o.first:s.first+1], func(w int) bool { return w != o.width })
}

// headerIndex returns which of the first rows is the header: the one the
// score likes best, else the first with more than one filled cell, else the
// first.
func headerIndex(rows [][]string, score func([]string) int) int {
	best, bestScore := -1, 0
	for i, cells := range rows {
		if score == nil {
			break
		}
		if n := score(cells); n > bestScore {
			best, bestScore = i, n
		}
	}
	if best >= 0 {
		return best
	}
	for i, cells := range rows {
		filled := 0
		for _, c := range cells {
			if c != "" {
				filled++
			}
		}
		if filled > 1 {
			return i
		}
	}
	return 0
}

// uniqueNames returns the header's names, each made different from those
// before it: an empty one is called after its place, a repeated one numbered.
func uniqueNames(cells []string) []string {
	seen := map[string]bool{}
	next := map[string]int{} // of a repeated name, the number to try: a thousand equal names must not take a million tries
	out := make([]string, len(cells))
	for i, c := range cells {
		name := strings.Join(strings.Fields(c), " ")
		if name == "" {
			name = "column " + strconv.Itoa(i+1)
		}
		base := name
		for n := max(next[base], 2); seen[name]; n++ {
			name, next[base] = base+" ("+strconv.Itoa(n)+")", n+1
		}
		seen[name] = true
		out[i] = name
	}
	return out
}

// trimHeader drops unnamed columns at the end that hold nothing: a delimiter
// at the end of each line is no column.
func trimHeader(names, cells []string, sample [][]string) []string {
	n := len(names)
	for n > 1 && strings.TrimSpace(cells[n-1]) == "" && emptyColumn(sample, n-1) {
		n--
	}
	return names[:n]
}

func emptyColumn(sample [][]string, i int) bool {
	for _, cells := range sample {
		if i < len(cells) && cells[i] != "" {
			return false
		}
	}
	return true
}
