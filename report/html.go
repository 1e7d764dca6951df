package report

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"slices"

	"muster"
	"muster/internal/escape"
	"muster/report/seen"
)

//go:embed templates
var files embed.FS

// generatorMark stands in every page, so that a later run knows its own.
const generatorMark = `<meta name="generator" content="muster">`

// assets are the style and the script with the policy that admits them and
// nothing else.
type assets struct {
	templates *template.Template
	style     template.HTML
	script    template.HTML
	policy    string
}

func loadAssets() (*assets, error) {
	style, err := files.ReadFile("templates/style.css")
	if err != nil {
		return nil, err
	}
	script, err := files.ReadFile("templates/script.js")
	if err != nil {
		return nil, err
	}
	style = append(style, seen.Style()...) // the web app has it too
	t, err := template.New("report").ParseFS(files, "templates/*.tmpl")
	if err == nil {
		_, err = t.New("seen").Parse(seen.Template())
	}
	if err != nil {
		return nil, err
	}
	return &assets{
		templates: t,
		// both files are part of the program, so they may go in as they are
		style:  template.HTML("<style>" + string(style) + "</style>"),
		script: template.HTML("<script>" + string(script) + "</script>"),
		policy: fmt.Sprintf("default-src 'none'; style-src 'sha256-%s'; script-src 'sha256-%s'; base-uri 'none'; form-action 'none'", digest(style), digest(script)),
	}, nil
}

func digest(b []byte) string {
	sum := sha256.Sum256(b)
	return base64.StdEncoding.EncodeToString(sum[:])
}

func (a *assets) render(name string, data any) (template.HTML, error) {
	var b bytes.Buffer
	if err := a.templates.ExecuteTemplate(&b, name, data); err != nil {
		return "", fmt.Errorf("render %s: %w", name, err)
	}
	return template.HTML(b.String()), nil
}

// head is what every page begins with.
type head struct {
	Policy       string
	Style        template.HTML
	Script       template.HTML
	Title        string
	Organisation string
	Made         timeView
	Shown        bool // values and names are in clear
}

func (r *run) head(a *assets, title string) head {
	return head{
		Policy: a.policy, Style: a.style, Script: a.script, Title: escape.Line(title),
		Organisation: escape.Line(r.in.Organisation), Made: made(r.in.Made), Shown: r.in.Show,
	}
}

// page is report.html, and the index of a folder of pages.
type page struct {
	head
	Sentence    string
	Change      string
	Said        string
	Due         []dueView
	Cards       []template.HTML
	Listed      []dueView
	Unlisted    int
	Paged       bool // listed people have pages of their own
	Groups      []template.HTML
	Grouped     string
	MoreKept    int // groups not shown
	Gaps        []Gap
	MoreGaps    int
	Controls    []controlView
	Rest        []restView
	Cleared     []clearedView // findings that checks settled
	MoreCleared int
	Clear       int
	Total       int
	Run         runView
}

type dueView struct {
	Who  link
	Chip chip
	Why  string
	Step string
	With link   // the group they are in, if any
	New  string // "New" or "Moved up" since the earlier report
}

type controlView struct {
	Control
	Says string
}

// restView counts people with nothing due.
type restView struct {
	What    string
	Plain   string
	Flagged string
	Total   string
}

func (v *view) due(p *Person) dueView {
	level := levelOf(p)
	return dueView{
		Who: v.link(p.ID), Chip: newChip(level), Why: escape.Line(whyOf(p)), Step: escape.Line(stepOf(v.in, p)),
		With: v.with(p.ID), New: v.news(p.ID, level),
	}
}

// news says in a word how a person's place in the list is new, if it is.
func (r *run) news(id muster.SubjectID, level muster.Level) string {
	switch {
	case !r.earlier.newPerson(id, level):
		return ""
	case r.earlier.levels[id] != "":
		return "Moved up"
	}
	return "New"
}

// with leads to the group a person is looked at together with.
func (v *view) with(id muster.SubjectID) link {
	i := v.tellingGroup(id)
	if i < 0 {
		return link{}
	}
	return link{"group of " + number(len(v.in.Groups[i].Members)), v.group(i)}
}

// tellingGroup is the largest group of a person that is joined by more than
// common values, or -1.
func (r *run) tellingGroup(id muster.SubjectID) int {
	best := -1
	for _, i := range r.groups[id] {
		g := &r.in.Groups[i]
		telling := slices.ContainsFunc(g.Joints, func(j muster.Joint) bool { return !j.Common })
		if telling && (best < 0 || len(g.Members) > len(r.in.Groups[best].Members)) {
			best = i
		}
	}
	return best
}

func (r *run) controls() []controlView {
	var out []controlView
	for _, c := range r.summary.Controls {
		c.Do, c.ID = full(escape.Line(c.Do)), escape.Line(c.ID)
		out = append(out, controlView{c, "makes " + count(c.Opens, "more comparison", "more comparisons") + " possible, for " + people(c.People)})
	}
	return out
}

func (r *run) restViews() []restView {
	var out []restView
	for _, s := range []muster.Status{muster.StatusApplicant, muster.StatusWorker, muster.StatusContractor, muster.StatusLeaver, muster.StatusAccount, muster.StatusUnknown} {
		plain, flagged := r.classes[standing{s, false}], r.classes[standing{s, true}]
		if plain+flagged > 0 {
			what := sentence(statusWord(s)) + "s"
			if s == muster.StatusUnknown {
				what = sentence(statusWord(s))
			}
			out = append(out, restView{what, number(plain), number(flagged), number(plain + flagged)})
		}
	}
	return out
}
