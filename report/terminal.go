package report

import (
	"fmt"
	"io"
	"strings"
	"unicode"

	"golang.org/x/text/width"

	"muster"
	"muster/internal/escape"
)

// Terminal prints a summary for a person at a terminal: what needs them, the
// first people to look at, what could not be seen, and where the report is.
// Text from outside is stripped of control codes; colour adds only emphasis.
// A width below 40 columns is taken as 40; zero means 80.
func Terminal(w io.Writer, s Summary, colour bool, columns int) error {
	if columns <= 0 {
		columns = 80
	}
	t := &terminal{colour: colour, columns: max(40, min(columns, 160))}
	t.head(&s)
	t.levels(&s)
	t.first(s.First)
	t.gaps(&s)
	t.foot(&s)
	_, err := io.WriteString(w, t.b.String())
	return err
}

type terminal struct {
	b       strings.Builder
	colour  bool
	columns int
}

// style wraps text in a terminal style, if colour is on.
func (t *terminal) style(code, text string) string {
	if !t.colour {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}

const (
	bold   = "1"
	faint  = "2"
	amber  = "33"
	plum   = "35"
	accent = "36"
)

func levelMark(l muster.Level) (mark, code string) {
	switch l {
	case muster.Escalate:
		return "◆", plum
	case muster.Verify:
		return "◐", amber
	}
	return "○", faint
}

func (t *terminal) head(s *Summary) {
	title := escape.Line(s.Title)
	if s.Organisation != "" {
		title += " · " + escape.Line(s.Organisation)
	}
	title += " · " + day(s.Made)
	fmt.Fprintf(&t.b, "\n%s\n", t.style(bold, fit(title, t.columns)))
	t.wrap("", s.Sentence(), "")
	if s.New != nil {
		t.wrap("", s.New.Sentence(), faint)
	}
	t.b.WriteByte('\n')
}

func (t *terminal) levels(s *Summary) {
	digits := len(number(s.People.Total))
	for _, l := range []struct {
		level muster.Level
		n     int
		says  string
	}{
		{muster.Escalate, s.People.Escalate, "two people look"},
		{muster.Verify, s.People.Verify, "a check is due before the next step"},
		{muster.Clear, s.People.Clear, "nothing is due"},
	} {
		mark, code := levelMark(l.level)
		fmt.Fprintf(&t.b, "  %s  %*s  %s\n", t.style(code, fmt.Sprintf("%s %-8s", mark, levelWord(l.level))), digits, number(l.n), t.style(faint, l.says))
	}
	if said := s.Groups.sentence(); said != "" {
		t.b.WriteByte('\n')
		t.wrap("  ", said, "")
	}
}

func (t *terminal) first(due []Due) {
	if len(due) == 0 {
		return
	}
	fmt.Fprintf(&t.b, "\n%s\n", t.style(bold, "Start with"))
	widest := 0
	for _, d := range due {
		widest = max(widest, columns(escape.Line(string(d.Subject))))
	}
	widest = min(widest, 24)
	for len(due) > 0 {
		d, same, rest := due[0], 1, ""
		for same < len(due) && d.Group != "" && due[same].Group == d.Group && due[same].Why == d.Why {
			rest = escape.Line(string(due[same].Subject))
			same++
		}
		if same > 2 {
			rest = number(same-1) + " of the same group"
		}
		due = due[same:]
		mark, code := levelMark(d.Level)
		why := escape.Line(d.Why)
		if d.New {
			why = "new: " + why
		}
		if same > 1 {
			why = fmt.Sprintf("and %s: %s", rest, why)
		}
		id := pad(fit(escape.Line(string(d.Subject)), widest), widest)
		fmt.Fprintf(&t.b, "  %s %s  %s\n", t.style(code, mark), id, fit(why, t.columns-widest-6))
		fmt.Fprintf(&t.b, "    %s  %s\n", strings.Repeat(" ", widest), t.style(faint, fit(escape.Line(d.Step), t.columns-widest-6)))
	}
}

func (t *terminal) gaps(s *Summary) {
	if len(s.Controls) == 0 {
		return
	}
	fmt.Fprintf(&t.b, "\n%s\n", t.style(bold, "Could not be seen; what would show most"))
	for i, c := range s.Controls {
		t.wrap(fmt.Sprintf("  %d. ", i+1), fmt.Sprintf("%s (%s)", strings.TrimSuffix(escape.Line(c.Do), "."), people(c.People)), "")
	}
}

func (t *terminal) foot(s *Summary) {
	t.b.WriteByte('\n')
	rows := fmt.Sprintf("%s read, %s used, %s set aside", count(s.Rows.In, "row or file", "rows and files"), number(s.Rows.Out), number(s.Rows.Rejects))
	if s.Rows.Rejects > 0 {
		rows += " (rejects.csv)"
	}
	if s.Inputs.Unreadable > 0 {
		rows += "; " + count(s.Inputs.Unreadable, "file", "files") + " could not be read"
	}
	t.wrap("", rows+".", faint)
	if !s.Rows.Balanced() {
		t.wrap("", "These figures do not add up: rows may be missing, do not rely on this report.", bold)
	}
	if s.Open > 0 {
		t.wrap("", count(s.Open, "question is", "questions are")+" left for you to settle; the report lists them.", "")
	}
	fmt.Fprintf(&t.b, "Open %s\n", t.style(accent, escape.Line(s.Out)+"/"+fileReport))
}

// wrap writes text in lines of the terminal's width after a lead, whose width
// the following lines are indented by.
func (t *terminal) wrap(lead, text, code string) {
	indent := strings.Repeat(" ", columns(lead))
	line, used := lead, columns(lead)
	empty := true
	flush := func() { t.b.WriteString(line + "\n") }
	for _, word := range strings.Fields(escape.Line(text)) {
		n := columns(word)
		if !empty && used+1+n > t.columns {
			flush()
			line, used, empty = indent, columns(indent), true
		}
		styled := word
		if code != "" {
			styled = t.style(code, word)
		}
		if !empty {
			line += " "
			used++
		}
		line += styled
		used += n
		empty = false
	}
	flush()
}

// columns is how many terminal columns text takes.
func columns(s string) int {
	n := 0
	for _, r := range s {
		n += runeColumns(r)
	}
	return n
}

func runeColumns(r rune) int {
	if unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf) {
		return 0
	}
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return 2
	}
	return 1
}

// fit cuts text to n columns with an ellipsis.
func fit(s string, n int) string {
	if columns(s) <= n {
		return s
	}
	used := 0
	for i, r := range s {
		if used += runeColumns(r); used > n-1 {
			return s[:i] + "…"
		}
	}
	return s
}

func pad(s string, n int) string {
	return s + strings.Repeat(" ", max(0, n-columns(s)))
}
