package linkage

import (
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"math"
	"strings"
	"sync"

	"muster"
	"muster/internal/escape"
	"muster/report"
	"muster/resolve"
)

//go:embed templates
var files embed.FS

// page is report.html.
type page struct {
	Policy, Title, Made string
	Style, Script       template.HTML
	Shown               bool
	Sentence, Estimate  string
	Needs               []need
	Threshold           *thresholdView
	Clusters            []clusterView
	Pairs               []waterfallView
	Rings               []ringView
	MoreRings           string
	Fields              []fieldView
	Patterns            patternView
	Rules               []ruleView
	RuleShare           string
	Common              []commonView
	Contradictions      []contradictionView
	Rejects             []report.Reject
	MoreRejects         string
	Files               []fileView
	Columns             []columnView
	Warnings            []string
}

// need is one thing that a person should look at, and what to do.
type need struct {
	What, Do, Href, Link string
}

type ruleView struct {
	Rule, Pairs, Blocks, Largest, Split, Windowed string
	Bar                                           bar
}

type commonView struct {
	Kind, Value, Records, Counts string
}

type contradictionView struct {
	A, B, Said, Reason, By, Why string
}

type fileView struct {
	Path, Format, Records, Read, Rejects, Print string
}

type columnView struct {
	Table, Column, Kind, Why, Filled, Distinct string
}

// writePage writes report.html.
func writePage(w io.Writer, in *Input, s *Summary, v *views) error {
	shared, err := report.Style()
	if err != nil {
		return err
	}
	own, err := files.ReadFile("templates/style.css")
	if err != nil {
		return err
	}
	script, err := files.ReadFile("templates/script.js")
	if err != nil {
		return err
	}
	t, err := template.New("linkage").ParseFS(files, "templates/*.tmpl")
	if err != nil {
		return err
	}
	style := shared + string(own)
	p := newPage(in, s, v)
	// style and script are part of the program, so they go in as they are
	p.Style, p.Script = template.HTML("<style>"+style+"</style>"), template.HTML("<script>"+string(script)+"</script>")
	p.Policy = fmt.Sprintf("default-src 'none'; style-src 'sha256-%s'; script-src 'sha256-%s'; base-uri 'none'; form-action 'none'", digest(style), digest(string(script)))
	return t.ExecuteTemplate(w, "page", p)
}

func digest(s string) string {
	sum := sha256.Sum256([]byte(s))
	return base64.StdEncoding.EncodeToString(sum[:])
}

// views are the parts of the page that rest on all links and not on the rings.
type views struct {
	clusters  []clusterView
	pairs     []waterfallView
	threshold *thresholdView
}

// newViews draws them side by side. The links come by strength.
func newViews(in *Input, links []pairLink) *views {
	v := &views{}
	var wg sync.WaitGroup
	wg.Go(func() { v.clusters = clusterViews(in, links) })
	wg.Go(func() { v.pairs = waterfalls(in, links) })
	wg.Go(func() { v.threshold = newThreshold(in.Result, links) })
	wg.Wait()
	return v
}

func newPage(in *Input, s *Summary, v *views) *page {
	p := &page{Title: "Which records are one person", Made: "Run " + number(in.Run), Shown: in.Shown, Sentence: sentenceOf(s), Estimate: estimateOf(s)}
	p.Clusters, p.Pairs, p.Threshold = v.clusters, v.pairs, v.threshold
	p.Rings, p.MoreRings = ringViews(in.Rings)
	p.Fields = fieldViews(in.Result.Model)
	p.Patterns = newPatterns(in)
	p.addRules(in)
	p.addCommon(in, s)
	p.addAbout(in)
	p.Needs = needs(p, s)
	return p
}

func sentenceOf(s *Summary) string {
	if s.Records == 0 {
		return "No records were read."
	}
	out := plural(s.Records, "record stands", "records stand") + " for " + plural(s.Clusters, "person", "people") + ", as far as they show."
	if s.Largest > 1 {
		out += " At most " + number(s.Largest) + " records are one person."
	}
	return out
}

func estimateOf(s *Summary) string {
	if s.Links == 0 {
		return "No two records look like one person."
	}
	if !s.Estimated() {
		return "All links are exact copies or decisions of people, so there is nothing to estimate quality from."
	}
	e := s.Estimate
	return fmt.Sprintf("By the model's own reckoning %s of its %s are right (%s to %s), and the blocking rules bring together %s of the true pairs (%s to %s). Only labelled data measures what a model cannot see.",
		percent(e.Precision.Value), plural(s.Links, "link", "links"), percent(e.Precision.Low), percent(e.Precision.High),
		percent(e.BlockingShare.Value), percent(e.BlockingShare.Low), percent(e.BlockingShare.High))
}

// needs lists what a person should look at, the most pressing first.
func needs(p *page, s *Summary) []need {
	var out []need
	if n := len(s.Contradictions); n > 0 {
		out = append(out, need{plural(n, "decision", "decisions") + " could not be followed.", "Settle which holds and run again.", "#contradictions", "See them"})
	}
	doubtful := 0
	for _, c := range p.Clusters {
		if c.Doubtful {
			doubtful++
		}
	}
	if doubtful > 0 {
		out = append(out, need{plural(doubtful, "cluster below hangs", "clusters below hang") + " on little evidence or on one shared value.", "Look at the records side by side, then keep what you decide: muster resolve decide A B --same or --not-same, with --reason.", "#clusters", "Look"})
	}
	if n := s.Apart - s.SaidApart; n > 0 {
		out = append(out, need{plural(n, "pair agrees", "pairs agree") + " well but " + is(n, "was", "were") + " kept apart, because the groups around " + is(n, "it", "them") + " do not agree.", "The strongest of them are among the pairs below.", "#pairs", "Look"})
	}
	if s.Rings > 0 {
		out = append(out, need{plural(s.Rings, "group of different people shares", "groups of different people share") + " a phone, an account, a device or the like.", "Rule out the honest explanations first; each group lists them.", "#rings", "Look"})
	}
	for _, w := range p.Warnings {
		out = append(out, need{What: sentence(w) + "."})
	}
	return out
}

func is(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

func (p *page) addRules(in *Input) {
	most := 1.0
	for _, r := range in.Plan.Rules {
		most = max(most, float64(r.Pairs))
	}
	for _, r := range in.Plan.Rules {
		v := ruleView{Rule: escape.Line(r.Rule), Pairs: count(r.Pairs), Blocks: number(r.Blocks), Largest: number(r.Largest), Bar: newBar(0, float64(r.Pairs), 0, most)}
		if r.Oversized > 0 {
			v.Split = plural(r.Oversized, "block", "blocks") + ", the largest of " + plural(r.Widest, "record", "records")
		}
		if r.Windowed > 0 {
			v.Windowed = plural(r.Windowed, "record", "records") + " with their nearest only"
		}
		p.Rules = append(p.Rules, v)
	}
	e := in.Result.Estimate.BlockingShare
	if e.High-e.Low >= 1 {
		return
	}
	p.RuleShare = fmt.Sprintf("Together they bring %s of the true pairs to a comparison (%s to %s, estimated from how many pairs one rule alone finds).", percent(e.Value), percent(e.Low), percent(e.High))
}

func (p *page) addCommon(in *Input, s *Summary) {
	for _, c := range s.Common[:min(len(s.Common), 40)] {
		p.Common = append(p.Common, commonView{escape.Line(c.Field), escape.Line(c.Value), number(c.Records), fmt.Sprintf("%+.1f bits", c.Bits)})
	}
	for _, c := range in.Shared[:min(len(in.Shared), 20)] {
		p.Common = append(p.Common, commonView{c.Kind, escape.Line(c.Value), number(c.Records), "joins nobody into a group"})
	}
	for _, c := range s.Contradictions[:min(len(s.Contradictions), 100)] {
		said := "not the same"
		if c.Decision.Same {
			said = "the same"
		}
		d := c.Decision
		p.Contradictions = append(p.Contradictions, contradictionView{escape.Line(d.A), escape.Line(d.B), said, escape.Line(d.Reason), escape.Line(d.By), sentence(escape.Line(c.Why))})
	}
}

func (p *page) addAbout(in *Input) {
	for _, f := range in.Files {
		p.Files = append(p.Files, fileView{escape.Line(f.Path), f.Format, number(f.Records), number(f.Read), number(f.Rejects), f.SHA256[:min(12, len(f.SHA256))]})
	}
	for _, t := range in.Plan.Recognised {
		for _, c := range t {
			kind := string(c.Kind)
			if c.Listed {
				kind += ", several in a cell"
			}
			p.Columns = append(p.Columns, columnView{escape.Line(c.Table), escape.Line(c.Column), kind, c.Why, fmt.Sprintf("%.0f %%", 100*c.Filled), fmt.Sprintf("%.0f %%", 100*c.Distinct)})
		}
	}
	const most = 50
	for _, r := range in.Rejects[:min(len(in.Rejects), most)] {
		p.Rejects = append(p.Rejects, report.Reject{File: escape.Line(r.File), Row: r.Row, Column: escape.Line(r.Column), Reason: escape.Line(r.Reason)})
	}
	if n := len(in.Rejects) - most; n > 0 {
		p.MoreRejects = plural(n, "more is", "more are") + " in rejects.csv."
	}
	for _, w := range in.Result.Warnings {
		p.Warnings = append(p.Warnings, escape.Line(w))
	}
}

// sentence starts s with a capital letter.
func sentence(s string) string {
	if s == "" || s[0] < 'a' || s[0] > 'z' {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// bar is one bar of a chart whose rows are rows of a table: where it starts and
// how long it is, in user units of a drawing barWidth wide.
type bar struct {
	X, Width, Zero float64
	Against        bool // counts against
}

const barWidth = 240

// newBar places the run from a to b on a scale from lo to hi.
func newBar(a, b, lo, hi float64) bar {
	at := func(v float64) float64 {
		if hi <= lo {
			return 0
		}
		return math.Round(10*barWidth*(min(max(v, lo), hi)-lo)/(hi-lo)) / 10
	}
	x, y := at(min(a, b)), at(max(a, b))
	return bar{X: x, Width: max(y-x, 1), Zero: at(0), Against: b < a}
}

// fieldView is one field of the parameter chart.
type fieldView struct {
	Name, Kind, Most string
	Levels           []levelView
}

type levelView struct {
	Level, M, U, Bits string
	Bar               bar
}

// fieldViews draws what each level of each field counts.
func fieldViews(m *resolve.Model) []fieldView {
	lo, hi := -1.0, 1.0
	for _, f := range m.Fields {
		for _, l := range f.Levels {
			lo, hi = min(lo, l.Bits), max(hi, l.Bits)
		}
	}
	var out []fieldView
	for _, f := range m.Fields {
		v := fieldView{Name: escape.Line(f.Name), Kind: string(f.Kind)}
		for _, l := range f.Levels {
			v.Levels = append(v.Levels, levelView{l.Name, share(l.M), share(l.U), fmt.Sprintf("%+.1f", l.Bits), newBar(0, l.Bits, lo, hi)})
		}
		out = append(out, v)
	}
	return out
}

// share writes a proportion that may be very small.
func share(v float64) string {
	switch {
	case v >= 0.01:
		return fmt.Sprintf("%.1f %%", 100*v)
	case v > 0:
		return "1 in " + count(int64(math.Round(1/v)))
	}
	return "0"
}

// ringView is one group of different people who share something.
type ringView struct {
	ID, Title string
	Rivals    []muster.Rival
	Pictures  []*ringPicture // for a wide window and for a telephone; one of them shows
	Joints    []jointView
	Members   string
}

type jointView struct {
	Kind, Value, Members, Shared, Says string
	Common                             bool
}
