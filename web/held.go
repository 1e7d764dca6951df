package web

import (
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
	How    string // "by video, camera on"
	Done   string // how the prompts went, in words
	Signs  []Line // what interviewers noted, and who did
	Differ int    // places in which they differ
	Hidden bool   // the viewer is not shown what the forms say
	Href   string // where the forms are; empty on that page
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

// Gave says whether an interview is on record that a check of the person's may
// name.
func (p *Person) Gave() bool {
	return slices.ContainsFunc(p.Checks, func(c Check) bool { return len(c.Offers) > 0 })
}

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
	f.Pick("session", "Rests on", "The check names the interview, and so does its entry in the ledger. Read the forms first: what they give is yours to say.", "Something else, said below", options, list[0].ID).choose(m)
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
	if len(h.Signs) == 0 {
		m.own("<p>No signs were noted.</p>")
	} else {
		m.own(`<p class="rival"><strong>Signs were noted.</strong> Each has honest explanations too.</p><ul class="lines">`)
		for _, l := range h.Signs {
			m.put("<li>", l.Text, "")
			m.put(` <span class="quiet">`, l.By, "</span></li>")
		}
		m.own("</ul>")
	}
	if h.Href != "" {
		m.put(`<p><a href="`, h.Href, `">Read the forms</a></p>`)
	}
}

// evidence is what was seen, in words. Beside the forms of an interview there
// may be nothing to add.
func (f *formView) evidence(forms bool) *field {
	if forms {
		return f.Mild("evidence", "What was seen", "What the forms do not say. Nothing about looks, accent or origin.").Needed("needed where it rests on something else", "session", "")
	}
	return f.Neutral("evidence", "What was seen", "In words, and where the evidence is kept. Nothing about looks, accent or origin.")
}
