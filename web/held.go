package web

import (
	"html/template"
	"slices"

	"muster"
	"muster/report"
)

// Held is a guided interview that everybody it names has recorded, as the
// evidence of a check. What it gave is said by who records the check.
type Held struct {
	ID     string
	On     muster.Time // the day its forms say; zero where the viewer is not shown them
	By     []string
	How    string            // "by video, camera on"
	Done   string            // how the prompts went, in words
	Signs  []Line            // what interviewers noted, and who did
	Differ int               // places in which they differ
	Hidden bool              // the viewer is not shown what the forms say
	Gives  map[string]string // what its forms answer of the check's own fields
	Href   string            // where the forms are; empty on that page
}

// Label says which interview it is.
func (h *Held) Label() string {
	says := "Guided interview"
	if !h.On.IsZero() {
		says += " of " + stated(h.On).Text
	}
	return says + ", by " + report.List(h.By)
}

// Day is the day to begin with: that of the interview that is proposed.
func (c Check) Day() string {
	if len(c.Offers) == 0 {
		return ""
	}
	return c.Offers[0].On.ISO()
}

// given is what the proposed interview answers of a field of the check's own.
func (c Check) given(name string) string {
	if len(c.Offers) == 0 {
		return ""
	}
	return c.Offers[0].Gives[name]
}

// Gave is the check that an interview on record may be the evidence of; nil
// where there is none.
func (p *Person) Gave() *Check {
	i := slices.IndexFunc(p.Checks, func(c Check) bool { return len(c.Offers) > 0 })
	if i < 0 {
		return nil
	}
	return &p.Checks[i]
}

// HeldPanel is an interview that was held, with what is on record of it.
func (v *view) HeldPanel(h Held) template.HTML { return v.made(h.write) }

// offers are the guided interviews that a check may be recorded with. The latest
// is proposed; the outcome never is.
func (f *formView) offers(m *markup, list []Held) {
	if len(list) == 0 {
		return
	}
	var options []Option
	for i := range list {
		h := &list[i]
		options = append(options, Option{h.ID, h.Label()})
		m.own(`<div class="panel">`)
		h.write(m)
		m.own("</div>")
	}
	f.Pick("session", "Rests on", "The check names the interview, and so does its entry in the ledger: what its forms say, signs among it, stands beside the check and need not be written again. What they give is yours to say.", "Something else, said below", options, list[0].ID).choose(m)
}

// write says what is on record of an interview.
func (h *Held) write(m *markup) {
	m.put("<p><strong>", h.Label(), "</strong></p>")
	if h.Hidden {
		return
	}
	m.put("<p>", report.Sentence(h.How), ". ")
	m.put("", h.Done, "")
	switch {
	case len(h.By) < 2:
	case h.Differ > 0:
		m.put(" The interviewers differ in ", report.Count(h.Differ, "place", "places"), ": talk about it first.")
	default:
		m.own(" The interviewers agree throughout.")
	}
	m.own("</p>")
	h.signs(m)
	if h.Href != "" {
		m.put(`<p><a href="`, h.Href, `">Read the forms</a></p>`)
	}
}

// signs are what interviewers noted.
func (h *Held) signs(m *markup) {
	if len(h.Signs) == 0 {
		m.own("<p>No signs were noted.</p>")
		return
	}
	m.own(`<p class="rival"><strong>Signs were noted.</strong> Each has honest explanations too.</p><ul class="lines">`)
	for _, l := range h.Signs {
		m.put("<li>", l.Text, "")
		m.put(` <span class="quiet">`, l.By, "</span></li>")
	}
	m.own("</ul>")
}

// evidence is what was seen, in words. Beside the forms of an interview there
// may be nothing to add.
func (f *formView) evidence(forms bool) *field {
	if forms {
		return f.Mild("evidence", "What was seen", "What the forms do not say. Nothing about looks, accent or origin.").Needed("needed where it rests on something else", "session", "")
	}
	return f.Neutral("evidence", "What was seen", "In words, and where the evidence is kept. Nothing about looks, accent or origin.")
}
