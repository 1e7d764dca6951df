package document

import (
	"regexp"
	"strconv"
	"strings"
	"sync"
	"unicode"
)

// known is one spelling of a technology.
type known struct {
	name  string // the name it is reported under
	year  int
	exact string // the spelling required, "" for any case
	listy bool   // counts only beside other technologies
}

// technologyIndex holds every spelling by its lower-case form.
var technologyIndex = sync.OnceValue(func() map[string]known {
	index := map[string]known{}
	for _, r := range releases {
		name := ""
		for _, n := range strings.Split(r.names, "|") {
			bare := strings.TrimLeft(n, "=~")
			if name == "" {
				name = bare
			}
			k := known{name: name, year: r.year, listy: strings.HasPrefix(n, "~")}
			if bare != n {
				k.exact = bare
			}
			index[strings.ToLower(bare)] = k
		}
	}
	return index
})

var (
	yearsOfRE = regexp.MustCompile(`(?i)\b(\d{1,2})\s?\+?\s*(?:years?|yrs?)['’]?\s+(?:(?:of|in|with|using|on|hands-on|commercial|professional|production|practical|solid|proven|experience|working|developing|programming|building|deep|extensive|industry)\s+){0,6}$`)
	yearsInRE = regexp.MustCompile(`(?i)^\s*(?:\(|[-–—:,]\s*)?\s*(\d{1,2})\s?\+?\s*(?:years?|yrs?)\b`)
	sinceInRE = regexp.MustCompile(`(?i)^\s*\(?\s*(?:since|from)\s+(?:\pL+\s+)?((?:19|20)\d{2})\b`)
	sinceOfRE = regexp.MustCompile(`(?i)(?:^|[.;•-]\s*)since\s+((?:19|20)\d{2})[,:]?\s+(?:I\s+have\s+)?(?:(?:used|worked|working|been|using|with|in|programming|developing)\s+){0,4}$`)
	spanInRE  = regexp.MustCompile(`^\s*\(\s*((?:19|20)\d{2})\s*[-–—]`)
)

// A mention is a technology named at a place in a line.
type mention struct {
	known
	from, to int
}

// mentions finds the technologies a line names, the longest names first.
func mentions(line string) []mention {
	if len(line) > 4000 {
		line = line[:4000]
	}
	index := technologyIndex()
	words := techWords(line)
	var out []mention
	for i := 0; i < len(words); i++ {
		for n := min(3, len(words)-i); n >= 1; n-- {
			from, to := words[i][0], words[i+n-1][1]
			text := line[from:to]
			k, ok := index[strings.ToLower(singleSpaced(text))]
			if !ok || k.exact != "" && k.exact != text {
				continue
			}
			out = append(out, mention{k, from, to})
			i += n - 1
			break
		}
	}
	return withoutLoners(line, out)
}

// singleSpaced puts one space between words; most texts have that already.
func singleSpaced(text string) string {
	before := ' '
	for _, r := range text {
		if unicode.IsSpace(r) && (r != ' ' || before == ' ') {
			return strings.Join(strings.Fields(text), " ")
		}
		before = r
	}
	return strings.TrimSuffix(text, " ")
}

// around returns what stands near a mention: enough for any claim of time.
func around(line string, m mention) (before, after string) {
	return line[max(0, m.from-160):m.from], line[m.to:min(len(line), m.to+80)]
}

// withoutLoners drops names that are also ordinary words unless the line reads
// as a list or names another technology beside them, or gives them a time.
func withoutLoners(line string, in []mention) []mention {
	certain := 0
	for _, m := range in {
		if !m.listy {
			certain++
		}
	}
	out := in[:0]
	for _, m := range in {
		inList := strings.ContainsAny(line, ",|/;:") || len(strings.Fields(line)) <= 2
		before, after := around(line, m)
		timed := yearsOfRE.MatchString(before) || yearsInRE.MatchString(after) || sinceInRE.MatchString(after)
		if !m.listy || certain > 0 || inList || timed {
			out = append(out, m)
		}
	}
	return out
}

// techWords returns the byte ranges of words as technologies are written.
func techWords(line string) [][2]int {
	var out [][2]int
	start := -1
	for i := 0; i <= len(line); i++ {
		in := i < len(line) && (isLetter(line[i]) || isDigit(line[i]) || strings.IndexByte("+#.-/", line[i]) >= 0 || line[i] >= 0x80)
		switch {
		case in && start < 0:
			start = i
		case !in && start >= 0:
			from, to := start, i
			start = -1
			for to > from && strings.IndexByte(".-/", line[to-1]) >= 0 {
				to--
			}
			for from < to && strings.IndexByte("-/", line[from]) >= 0 {
				from++
			}
			out = append(out, splitSlashes(line, from, to)...)
		}
	}
	return out
}

// splitSlashes takes "React/Redux" apart unless the whole is a name.
func splitSlashes(line string, from, to int) [][2]int {
	word := line[from:to]
	if from == to {
		return nil
	}
	if _, whole := technologyIndex()[strings.ToLower(word)]; whole || !strings.Contains(word, "/") {
		return [][2]int{{from, to}}
	}
	var out [][2]int
	for _, p := range strings.Split(word, "/") {
		if p != "" {
			out = append(out, [2]int{from, from + len(p)})
		}
		from += len(p) + 1
	}
	return out
}

// technologies lists what a CV names with the earliest year it claims for each.
func technologies(parts []part, roles []Role, now Date) []Technology {
	var order []string
	best := map[string]Technology{}
	add := func(m mention, from int, line string) {
		t, seen := best[m.name]
		if !seen {
			order = append(order, m.name)
			t = Technology{Name: m.name, Public: m.year, Line: clip(line, 200)}
		}
		if from != 0 && (t.From == 0 || from < t.From) {
			t.From, t.Line = from, clip(line, 200)
		}
		best[m.name] = t
	}
	for _, p := range parts {
		if p.kind == languages || p.kind == references || p.kind == personal {
			continue
		}
		for _, line := range p.lines {
			for _, m := range mentions(line) {
				add(m, claimedYear(line, m, now), line)
			}
		}
	}
	for _, r := range roles {
		end := r.endOr(now).Year
		for _, line := range append([]string{r.Title}, r.Lines...) {
			for _, m := range mentions(line) {
				add(m, end, line)
			}
		}
	}
	out := make([]Technology, 0, len(order))
	for _, name := range order[:min(len(order), 300)] {
		out = append(out, best[name])
	}
	return out
}

// claimedYear reads the time a line gives for a technology: "10 years of Go",
// "Go (10 years)", "Go since 2015", "Go (2012-2015)". 0 means none.
func claimedYear(line string, m mention, now Date) int {
	before, after := around(line, m)
	for _, re := range []*regexp.Regexp{sinceInRE, spanInRE} {
		if g := re.FindStringSubmatch(after); g != nil {
			return number(g[1])
		}
	}
	if g := sinceOfRE.FindStringSubmatch(before); g != nil {
		return number(g[1])
	}
	if now.Year == 0 {
		return 0
	}
	for _, g := range [][]string{yearsOfRE.FindStringSubmatch(before), yearsInRE.FindStringSubmatch(after)} {
		if g != nil && number(g[1]) <= 50 {
			return now.Year - number(g[1])
		}
	}
	return 0
}

func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0
	}
	return n
}
