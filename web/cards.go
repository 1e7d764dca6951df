package web

import (
	"html/template"

	"muster"
	"muster/report"
)

// The cards that stand in lists are written here, as their forms are: as
// templates, the cards of a day's page were half of what it cost.

// stated writes a time of a record.
func (m *markup) stated(t muster.Time) { stated(t).write(m) }

// CheckCard is one check, with what may be done about it.
func (v *view) CheckCard(c Check) (template.HTML, error) {
	return v.write(func(m *markup) error {
		m.put(`<article class="check" id="check-`, c.ID, `" tabindex="-1" data-item>`)
		m.put("\n<header><h3>", checkWord(c.Type), "</h3>")
		m.put(`<span class="tag `, string(c.Outcome), `">`)
		m.put("", outcomeWord(c.Outcome), "</span></header>\n<p>")
		if c.Person.ID != "" {
			c.Person.link(m)
			m.own(". ")
		}
		m.put("", c.Why, "</p>\n"+`<p class="quiet">`)
		v.checkTimes(m, &c)
		m.own("</p>\n")
		if c.Found != "" {
			m.put("<p>", c.Found, "</p>")
		}
		if c.Rests != nil {
			m.put("<p>Rests on: ", lowerFirst(c.Rests.Label()), ".")
			if c.Rests.Href != "" {
				m.put(` <a href="`, c.Rests.Href, `">Read the forms</a>`)
			}
			m.own("</p>")
			if !c.Rests.Hidden {
				c.Rests.signs(m)
			}
		}
		m.own("\n")
		if len(c.Form) > 0 {
			m.own(`<ul class="lines">`)
			for _, l := range c.Form {
				m.put(`<li><span class="quiet">`, l.Text, `:</span> `)
				m.put("", l.By, "</li>")
			}
			m.own("</ul>")
		}
		m.own("\n")
		if c.Pending() && c.Unheld {
			m.own(`<p class="quiet">Nobody has this check yet. To record what it gives, give it to yourself first.</p>`)
		}
		if c.Pending() && c.Held {
			m.put(`<p>A guided interview that was held waits to be used. <a href="`, c.Person.Href(), "#check-")
			m.put("", c.ID, `">Say what it gave</a></p>`)
		}
		if c.Pending() {
			if err := v.checkForms(m, c); err != nil {
				return err
			}
		}
		m.own("\n</article>")
		return nil
	})
}

// checkTimes says when a check was asked for, is due and was done, and by whom.
func (v *view) checkTimes(m *markup, c *Check) {
	if c.Asked.ISO() != "" {
		m.own("Asked for ")
		m.stated(c.Asked)
		m.own(". ")
	}
	if c.Due.ISO() != "" {
		m.own("<span")
		m.when(c.Late, ` class="late"`)
		m.own(">Due ")
		m.stated(c.Due)
		m.when(c.Late, ", late")
		m.own(".</span> ")
	}
	if c.Who != "" {
		m.put("Given to ", c.Who, ". ")
	}
	if c.Swapped != "" {
		m.put("In place of: ", lowerFirst(c.Swapped), ". ")
	}
	if c.Done.ISO() != "" {
		m.own("Done ")
		m.stated(c.Done)
		if c.By != "" {
			m.put(" by ", c.By, "")
		}
		m.own(". ")
	}
	if c.Expires.ISO() != "" {
		if c.Expires.Before(muster.Instant(v.now)) {
			m.own(`<span class="late">Held until `)
			m.stated(c.Expires)
			m.own("; it no longer counts for a gate.</span>")
		} else {
			m.own("Holds until ")
			m.stated(c.Expires)
			m.own(".")
		}
	}
	m.own(" ")
	v.stamp(m, c.Stamp)
}

// Stamp is an entry of the ledger that proves an act; nothing for none.
func (v *view) Stamp(s *Stamp) template.HTML { return v.made(func(m *markup) { v.stamp(m, s) }) }

func (v *view) stamp(m *markup, s *Stamp) {
	const seal literal = `<svg viewBox="0 0 16 16" width="12" height="12" aria-hidden="true"><path d="M3 2h8l2 2v10H3zM5.500 6.500h5M5.500 9h5"/></svg>Entry `
	switch {
	case s == nil:
	case v.Can("ledger.open"):
		m.put(`<a class="stamp" href="`, s.Href(), `" title="Opens the entry in the ledger, where it can be verified">`+seal)
		m.put("", report.Number(int(s.Entry)), "</a>")
	default:
		m.put(`<span class="stamp">`+seal, report.Number(int(s.Entry)), "</span>")
	}
}

// Decision is what somebody decided, with the reason.
func (v *view) Decision(d Decision) template.HTML {
	return v.made(func(m *markup) { v.decision(m, &d) })
}

func (v *view) decision(m *markup, d *Decision) {
	m.put(`<blockquote class="decision"><p><strong>`, d.What, "</strong> ")
	m.put("", d.Reason, "</p><footer>")
	if d.By != "" { // a clock has no name
		m.put("", d.By, ", ")
	}
	if !d.At.IsZero() {
		v.Stamped(d.At).write(m)
		m.own(" ")
	}
	v.stamp(m, d.Stamp)
	m.own("</footer></blockquote>")
}

// ComplaintCard is one complaint with its answer, or with the form for one.
func (v *view) ComplaintCard(c Complaint) (template.HTML, error) {
	return v.write(func(m *markup) error {
		m.put(`<article class="check" id="complaint-`, c.ID, `" tabindex="-1" data-item><header><h3>Complaint`)
		if c.Person.ID != "" {
			m.own(" of ")
			c.Person.link(m)
		}
		if c.Answer != nil {
			m.own(`</h3><span class="tag passed">Answered`)
		} else {
			m.own(`</h3><span class="tag">Open`)
		}
		m.put("</span></header>\n"+`<blockquote class="decision"><p>`, c.Text, "</p><footer>Taken down by ")
		m.put("", c.By, ", ")
		v.Stamped(c.At).write(m)
		m.own("</footer></blockquote>")
		if c.Clock != nil {
			v.clock(m, c.Clock)
		}
		m.own("\n")
		if c.Answer != nil {
			v.decision(m, c.Answer)
		} else if err := v.answerForm(m, c); err != nil {
			return err
		}
		m.own("</article>")
		return nil
	})
}

// AdviceCard is one thing to look at before paying, with its form.
func (v *view) AdviceCard(a PayAdvice) (template.HTML, error) {
	return v.write(func(m *markup) error {
		m.put(`<article class="check" id="`, a.ID, `" tabindex="-1" data-item><header><h3>`)
		a.Person.link(m)
		m.own("</h3>")
		m.when(a.Settled != nil, `<span class="tag passed">Settled</span>`)
		m.own("</header>")
		if a.Change && !a.Released { // who may be harmed is read first
			m.put(`<p class="rival">`, a.Rival, "</p>")
		}
		m.put("<p>", a.What, "")
		if a.Account != "" {
			m.put(` <span class="quiet">Account <bdi class="account">`, a.Account, "</bdi></span>")
		}
		if a.Source != "" {
			m.put(` <span class="quiet">· `, a.Source, "</span>")
		}
		m.own("</p>")
		if !a.Change {
			m.put(`<p class="rival">`, a.Rival, "</p>")
		}
		if !a.Released {
			m.put("<p><strong>What settles it:</strong> ", a.Do, "</p>\n")
		}
		if a.Settled != nil {
			v.decision(m, a.Settled)
		}
		if a.Settled == nil || a.Released {
			if err := v.payForm(m, a); err != nil {
				return err
			}
		}
		m.own("</article>")
		return nil
	})
}

// ShipmentCard is one shipment, with the form for its open question.
func (v *view) ShipmentCard(s Shipment) (template.HTML, error) {
	return v.write(func(m *markup) error {
		m.put(`<article class="check" id="`, s.ID, `" tabindex="-1" data-item><header><h3>`)
		m.put("", s.Item, " for ")
		s.Person.link(m)
		m.own("</h3>")
		m.when(s.Verified, `<span class="tag passed">Address verified</span>`)
		if s.To != "" {
			m.put("</header><p>To <bdi>", s.To, "</bdi>")
		} else {
			m.own("</header><p>To an address your role does not see")
		}
		if s.Planned.ISO() != "" {
			m.own(", ")
			m.stated(s.Planned)
		}
		if s.DaysLate != 0 {
			m.put(`, <span class="late">`, report.Count(s.DaysLate, "day", "days"), " late</span>")
		}
		m.put(".</p>\n<p>", s.Says(), "</p>\n")
		if s.Question != "" {
			m.put("<p><strong>Open:</strong> ", s.Question, "</p>")
		}
		if s.Rival != "" {
			m.put(`<p class="rival">`, s.Rival, "</p>")
		}
		if s.Settled != nil {
			v.decision(m, s.Settled)
		} else if s.Question != "" {
			if err := v.shipmentForm(m, s); err != nil {
				return err
			}
		}
		m.own("</article>")
		return nil
	})
}
