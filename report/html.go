package report

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"maps"
	"slices"
	"strings"

	"muster"
	"muster/internal/escape"
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
	t, err := template.New("report").ParseFS(files, "templates/*.tmpl")
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
	Sentence string
	Change   string
	Said     string
	Due      []dueView
	Cards    []template.HTML
	Listed   []dueView
	Unlisted int
	Paged    bool // listed people have pages of their own
	Groups   []template.HTML
	Grouped  string
	MoreKept int // groups not shown
	Gaps     []Gap
	MoreGaps int
	Controls []controlView
	Rest     []restView
	Clear    int
	Total    int
	Run      runView
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
	for _, s := range []muster.Status{muster.StatusApplicant, muster.StatusWorker, muster.StatusContractor, muster.StatusLeaver, muster.StatusUnknown} {
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

// runView is what the page says about the run itself.
type runView struct {
	Rows     string
	Balanced bool
	Folder   string
	Files    []fileView
	MoreRead int
	Rejects  []Reject
	More     int // rejects beyond those shown
	Open     []Question
	Seen     []seenView
	Versions []link // text and value
}

// seenView says how often a flag was seen.
type seenView struct {
	Flag  muster.FlagID
	Title string
	Count string
}

// seen lists flags, the most frequent first.
func (r *run) seen() []seenView {
	flags := slices.SortedFunc(maps.Keys(r.summary.Flags), func(a, b muster.FlagID) int {
		return cmp.Or(r.summary.Flags[b]-r.summary.Flags[a], cmp.Compare(a, b))
	})
	out := make([]seenView, 0, len(flags))
	for _, f := range flags {
		out = append(out, seenView{f, escape.Line(r.in.Manuals[f].Title), number(r.summary.Flags[f])})
	}
	return out
}

type fileView struct {
	Path, Type, In, Out, Rejects, Unknown, Problem string
}

const maxFiles = 200 // files the page lists

func (r *run) runView() runView {
	rows := r.summary.Rows
	v := runView{Balanced: rows.Balanced(), Rejects: cleanRejects(r.rejects), More: rows.Rejects - len(r.rejects)}
	v.Rows = fmt.Sprintf("%s read: %s used and %s set aside in rejects.csv.",
		count(rows.In, "row or file was", "rows and files were"), number(rows.Out), number(rows.Rejects))
	for i := range r.in.Files {
		if i == maxFiles {
			v.MoreRead = len(r.in.Files) - i
			break
		}
		v.Folder = escape.Line(strings.TrimSuffix(r.folder, "/"))
		v.Files = append(v.Files, newFileView(&r.in.Files[i], r.folder))
	}
	for _, q := range r.in.Open {
		v.Open = append(v.Open, Question{escape.Line(q.Ask), escape.Block(q.Line)})
	}
	v.Seen = r.seen()
	n := r.in.Versions
	for _, part := range [][2]string{
		{"Program", n.Program}, {"Policy", n.Policy}, {"Detectors", n.Detectors}, {"Canonical forms", n.Normaliser}, {"Lists", n.Lists}, {"Model", n.Model},
	} {
		if part[1] != "" {
			v.Versions = append(v.Versions, link{part[0], escape.Line(part[1])})
		}
	}
	return v
}

// commonFolder is the folder that holds every file, which need not be said in
// every row.
func commonFolder(files []File) string {
	if len(files) < 2 {
		return ""
	}
	folder := files[0].Path
	for i := range files {
		for !strings.HasPrefix(files[i].Path, folder) {
			folder = folder[:strings.LastIndexByte(folder[:len(folder)-1], '/')+1]
		}
		if folder == "" {
			return ""
		}
		folder = folder[:strings.LastIndexByte(folder, '/')+1]
	}
	return folder
}

func newFileView(f *File, folder string) fileView {
	v := fileView{
		Path: escape.Line(strings.TrimPrefix(f.Path, folder)), Type: sentence(escape.Line(f.Type)), In: number(f.Rows.In), Out: number(f.Rows.Out),
		Rejects: number(f.Rows.Rejects), Unknown: escape.Line(strings.Join(f.Unknown, ", ")),
	}
	if f.Err != nil {
		v.Problem = sentence(escape.Line(f.Err.Message))
		if f.Err.Hint != "" {
			v.Problem += ". " + sentence(escape.Line(f.Err.Hint))
		}
	}
	return v
}

func cleanRejects(list []Reject) []Reject {
	out := make([]Reject, 0, len(list))
	for _, r := range list {
		out = append(out, Reject{escape.Line(r.File), r.Row, escape.Line(r.Column), escape.Line(r.Reason)})
	}
	return out
}
