package report

import (
	"fmt"
	"html/template"
	"os"
	"path/filepath"

	"muster"
	"muster/internal/escape"
)

// How the bytes of report.html are shared out. What does not fit is listed,
// and listed people who do not fit are in people.csv.
const (
	cardBytes  = pageBytes * 6 / 10
	groupBytes = pageBytes * 2 / 10
	listBytes  = pageBytes * 1 / 10
	maxDue     = 300 // lines in the list at the top
	maxGapRows = 40
)

// writeReport writes report.html.
func (r *run) writeReport(st *stage) error {
	a, err := loadAssets()
	if err != nil {
		return err
	}
	f, err := st.create(fileReport)
	if err != nil {
		return err
	}
	full := r.top.sorted()
	order := r.groupOrder()
	shownGroups := map[int]bool{}
	inFull := map[muster.SubjectID]bool{}
	for _, p := range full {
		inFull[p.ID] = true
	}
	v := &view{run: r, values: values{r.in, r.in.Show}, level: r.levelOf,
		person: func(id muster.SubjectID) string {
			switch {
			case inFull[id]:
				return "#" + anchor(id)
			case r.pages != nil && r.levels[id] != "":
				return pagesFolder + "/" + pageName(id)
			}
			return ""
		},
		group: func(i int) string {
			if shownGroups[i] {
				return "#" + groupAnchor(r.in.Groups[i].ID)
			}
			return ""
		},
	}
	p := r.page(a)
	p.Paged = r.pages != nil
	p.Cleared, p.MoreCleared = v.clearedViews(), r.cleared.more
	// groups first: cards link to those that are shown
	if p.Groups, err = v.renderGroups(a, order, shownGroups); err != nil {
		return err
	}
	p.MoreKept = len(order) - len(p.Groups)
	n, err := v.renderCards(a, full, p)
	if err != nil {
		return err
	}
	// those whose card did not fit lose their links and are listed first
	overflow := make([]listed, 0, len(full)-n+len(r.rest))
	for _, q := range full[n:] {
		delete(inFull, q.ID)
		overflow = append(overflow, newListed(r.in, q))
	}
	for _, q := range full[:min(n, maxDue)] {
		p.Due = append(p.Due, v.due(q))
	}
	r.first(full)
	p.Listed, p.Unlisted = v.list(append(overflow, r.rest...))
	return a.templates.ExecuteTemplate(f, "page", p)
}

// first puts the most urgent people into the summary.
func (r *run) first(full []*Person) {
	for _, p := range full[:min(10, len(full))] {
		d := Due{Subject: p.ID, Level: levelOf(p), Why: whyOf(p), Step: stepOf(r.in, p), New: r.earlier.newPerson(p.ID, levelOf(p))}
		if i := r.tellingGroup(p.ID); i >= 0 {
			d.Group = r.in.Groups[i].ID
		}
		r.summary.First = append(r.summary.First, d)
	}
}

// renderGroups renders groups until their share of the page is used up.
func (v *view) renderGroups(a *assets, order []int, shown map[int]bool) ([]template.HTML, error) {
	var out []template.HTML
	size := 0
	for _, i := range order {
		html, err := a.render("group", v.groupView(&v.in.Groups[i]))
		if err != nil {
			return nil, err
		}
		if size += len(html); size > groupBytes {
			break
		}
		shown[i] = true
		out = append(out, html)
	}
	return out, nil
}

// renderCards renders people until their share of the page is used up, and
// returns how many it did.
func (v *view) renderCards(a *assets, people []*Person, p *page) (int, error) {
	size := 0
	for i, q := range people {
		html, err := a.render("card", v.card(q))
		if err != nil {
			return i, err
		}
		if size += len(html); size > cardBytes {
			return i, nil
		}
		p.Cards = append(p.Cards, html)
	}
	return len(people), nil
}

// list turns the people of whom only a line is kept into rows, up to their
// share of the page.
func (v *view) list(rest []listed) ([]dueView, int) {
	var out []dueView
	size := 0
	for i, l := range rest {
		row := dueView{Who: v.link(l.id), Chip: newChip(l.level), Why: escape.Line(l.why), Step: escape.Line(l.step), With: v.with(l.id), New: v.news(l.id, l.level)}
		if size += len(row.Who.Text) + len(row.Why) + len(row.Step) + 400; size > listBytes {
			return out, len(rest) - i
		}
		out = append(out, row)
	}
	return out, 0
}

// page fills what report.html and the index have in common.
func (r *run) page(a *assets) *page {
	p := &page{
		head: r.head(a, r.in.title()), Sentence: unbroken(r.summary.Sentence()), Said: r.said,
		Grouped: r.summary.Groups.sentence(), Controls: r.controls(), Rest: r.restViews(),
		Clear: r.summary.People.Clear, Total: r.summary.People.Total, Run: r.runView(),
	}
	if r.summary.New != nil {
		p.Change = r.summary.New.Sentence()
	}
	all := r.gaps.list()
	p.MoreGaps = max(0, len(all)-maxGapRows)
	for _, g := range all[:min(maxGapRows, len(all))] {
		p.Gaps = append(p.Gaps, cleanGap(g))
	}
	return p
}

// pageWriter writes the folder of pages, one per person at verify or above.
type pageWriter struct {
	*run
	dir    string
	assets *assets
	all    []listed
}

// personPage is the page of one person.
type personPage struct {
	head
	Card   template.HTML
	Groups []template.HTML
}

func pageName(id muster.SubjectID) string { return anchor(id) + ".html" }

// view links to pages. While people stream by it is not known who will have a
// page, or at which level,
// so a person's page links to groups and back to the index only.
func (w *pageWriter) view() *view {
	return &view{run: w.run, values: values{w.in, w.in.Show},
		person: func(muster.SubjectID) string { return "" },
		group:  func(i int) string { return "#" + groupAnchor(w.in.Groups[i].ID) },
		level:  func(muster.SubjectID) muster.Level { return "" },
	}
}

func (w *pageWriter) load() error {
	if w.assets != nil {
		return nil
	}
	a, err := loadAssets()
	w.assets = a
	return err
}

func (w *pageWriter) person(p *Person) error {
	if err := w.load(); err != nil {
		return err
	}
	v := w.view()
	shown := v.card(p)
	out := personPage{head: w.head(w.assets, shown.Heading)}
	var err error
	if out.Card, err = w.assets.render("card", shown); err != nil {
		return err
	}
	for _, i := range w.groups[p.ID] {
		html, err := w.assets.render("group", v.groupView(&w.in.Groups[i]))
		if err != nil {
			return err
		}
		out.Groups = append(out.Groups, html)
	}
	w.all = append(w.all, newListed(w.in, p))
	return w.write(pageName(p.ID), "person", out)
}

func (w *pageWriter) write(name, template string, data any) error {
	f, err := os.OpenFile(filepath.Join(w.dir, name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	if err := w.assets.templates.ExecuteTemplate(f, template, data); err != nil {
		f.Close()
		return fmt.Errorf("render %s: %w", name, err)
	}
	return f.Close()
}

// writeIndex writes the index of the pages: report.html with links to pages in
// place of the cards.
func (r *run) writeIndex(*stage) error {
	if r.pages == nil {
		return nil
	}
	w := r.pages
	if err := w.load(); err != nil {
		return err
	}
	v := w.view()
	v.level = r.levelOf
	v.person = func(id muster.SubjectID) string {
		if r.levels[id] == "" {
			return ""
		}
		return pageName(id)
	}
	p := r.page(w.assets)
	p.Cleared, p.MoreCleared = v.clearedViews(), r.cleared.more
	shown := map[int]bool{}
	order := r.groupOrder()
	var err error
	if p.Groups, err = v.renderGroups(w.assets, order, shown); err != nil {
		return err
	}
	p.MoreKept = len(order) - len(p.Groups)
	sortListed(w.all)
	p.Listed, p.Unlisted = v.list(w.all)
	return w.write(pagesIndex, "page", p)
}
