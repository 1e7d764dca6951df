package web

import (
	"html/template"
	"strconv"

	"muster"
	"muster/report"
)

// The rows of the lists of a day's page and of the groups are written here, as
// cards are.

// row begins a row of a list that leads to a person.
func (m *markup) row(class literal, p PersonRef) {
	m.put(`<li class="`+class+`" tabindex="-1" data-item data-href="`, p.Href(), `"><div><p class="row-head">`)
	p.link(m)
	m.own(" ")
}

// go ends a row with the way to what it is about, of whom a reader hears.
func (m *markup) goes(class literal, to string, text, about literal, p PersonRef) {
	m.put(`</div><p class="go"><a class="`+class+`" href="`, to, `">`)
	m.put(text+`<span class="sr"> `+about, p.Label(), "</span></a></p></li>")
}

// Escalated is a person two people should look at.
func (v *view) Escalated(e Escalation) template.HTML {
	return v.made(func(m *markup) {
		m.row("row escalate", e.Person)
		m.level(e.Person.Level)
		m.put("</p><p>", e.Why, "</p>")
		v.clock(m, e.Clock)
		if len(e.Looked) > 0 {
			m.put(`<p class="quiet">Looked at by `, report.List(e.Looked), ".</p>")
		} else {
			m.own(`<p class="quiet">Nobody has looked yet.</p>`)
		}
		m.goes("button", e.Person.Href(), "Look now", "at ", e.Person)
	})
}

// AsRow is a person in front of a gate.
func (g GateWait) AsRow() template.HTML {
	return made(func(m *markup) {
		m.row("row", g.Person)
		m.put(`<span class="quiet">before `, gateWord(g.Gate), "</span>")
		m.when(g.Soon, ` <span class="tag">soon</span>`)
		if len(g.Missing) == 0 {
			m.own("</p><p>All checks are there.</p>")
			m.goes("button second", g.Person.Href()+"#needs", "See the gate", "for ", g.Person)
			return
		}
		m.own("</p><p>Missing: ")
		for i, c := range g.Missing {
			m.when(i > 0, ", ")
			m.text(lowerFirst(checkWord(c)))
		}
		m.own(".</p>")
		m.goes("button second", g.Person.Href()+"#needs", "See what is missing", "for ", g.Person)
	})
}

// AsRow is an interview as a line that leads to its form: the person's page may
// not be the viewer's to open.
func (i PlannedInterview) AsRow() template.HTML {
	return made(func(m *markup) {
		to := i.Person.Href() + "/interview"
		m.put(`<li class="row" tabindex="-1" data-item data-href="`, to, `"><div><p class="row-head">`)
		m.put("<strong><bdi>", i.Person.Label(), "</bdi></strong></p><p>You were named to hold a guided interview.</p>")
		m.goes("button second", to, "Open the form", "for the interview with ", i.Person)
	})
}

// AsRow is a person of whom something was seen and nothing asked yet.
func (u Unasked) AsRow() template.HTML {
	return made(func(m *markup) {
		m.row("row", u.Person)
		m.level(u.Person.Level)
		m.put("</p><p>", u.Why, "</p>")
		m.goes("button second", u.Person.Href(), "See what would settle it", "for ", u.Person)
	})
}

// AsRow is a piece of advice as a line that leads to its card.
func (a PayAdvice) AsRow() template.HTML {
	return made(func(m *markup) {
		m.put(`<li class="row" tabindex="-1" data-item data-href="/payroll#`, a.ID, `"><div><p class="row-head">`)
		a.Person.link(m)
		m.own("</p>")
		if a.Change {
			m.put(`<p class="rival">`, a.Rival, "</p>")
		}
		m.put("<p>", a.What, "</p>")
		if !a.Change {
			m.put(`<p class="rival">`, a.Rival, "</p>")
		}
		m.goes("button second", "/payroll#"+a.ID, "Settle", "for ", a.Person)
	})
}

// AsRow is a pay run as a line that leads to the first of its lines that wait.
func (p PayRelease) AsRow() template.HTML {
	return made(func(m *markup) {
		to := "/payroll/runs/" + p.Run
		if len(p.Lines) == 1 { // of several, all that wait are on the page
			to += "#line-" + strconv.Itoa(p.Lines[0])
		}
		m.put(`<li class="row" tabindex="-1" data-item data-href="`, to, `"><div><p class="row-head">`)
		m.put(`<a class="who" href="`, to, `"><bdi>`)
		m.put("", p.File, "</bdi></a>")
		if p.Entity != "" {
			m.put(` <span class="quiet">`, p.Entity, "</span>")
		}
		if p.PayDay.ISO() != "" {
			m.own(` <span class="quiet">pay day `)
			m.stated(p.PayDay)
			m.own("</span>")
		}
		m.put("</p><p>Somebody else decided on ", report.Count(len(p.Lines), "line", "lines"), ". A changed account takes a second person.</p>")
		m.put(`</div><p class="go"><a class="button second" href="`, to, `">Read and release<span class="sr"> in `)
		m.put("", p.File, "</span></a></p></li>")
	})
}

// AsRow is one of the viewer's tasks as a line that leads to its case.
func (t Task) AsRow() template.HTML {
	return made(func(m *markup) {
		m.put(`<li><a href="/cases/`, t.Case, `#tasks">`)
		m.put("", t.Text, "</a>")
		if t.Due.ISO() != "" {
			if t.Late {
				m.own(` <span class="late">due `)
			} else {
				m.own(` <span class="quiet">due `)
			}
			m.stated(t.Due)
			m.when(t.Late, ", late")
			m.own("</span>")
		}
		m.own("</li>")
	})
}

// Beside is a case as a line beside a day's lists.
func (v *view) Beside(c CaseCard) template.HTML {
	return v.made(func(m *markup) {
		m.put(`<li><a href="/cases/`, c.ID, `"><bdi>`)
		m.put("", c.Title, "</bdi></a>")
		if c.Next != "" {
			m.put(`<p class="quiet">`, c.Next, "</p>")
		}
		if c.Clock != nil {
			v.clock(m, c.Clock)
		}
		m.own("</li>")
	})
}

// AsRow is a group as a line that leads to it.
func (g GroupRow) AsRow() template.HTML {
	return made(func(m *markup) {
		m.own(`<li class="row`)
		m.when(g.Level == muster.Escalate, " escalate")
		m.put(`" tabindex="-1" data-item data-href="/groups/`, g.ID, `"><div><p class="row-head">`)
		m.put(`<a class="who" href="/groups/`, g.ID, `">`)
		m.put("", g.Title, "</a> ")
		m.level(g.Level)
		m.put("</p><p>", g.Says(), " ")
		m.put("", g.Shared(), ".</p>")
		if g.Rival != "" {
			m.put(`<p class="rival">`, g.Rival, "</p>")
		}
		m.put(`</div><p class="quiet go">`, report.Count(g.Members, "member", "members"), "")
		if g.Since.ISO() != "" {
			m.own(", since ")
			m.stated(g.Since)
		}
		m.own("</p></li>")
	})
}
